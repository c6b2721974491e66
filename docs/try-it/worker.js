// Runs Python in a thread of its own, so that the page never freezes. Each message has an id, and so has its answer.
let python = null;
let loading = null;

self.onmessage = async ({ data: { id, action, ...given } }) => {
  try {
    python ??= await (loading ??= load(given.folder));
    self.postMessage({ id, value: await actions[action](given) });
  } catch (error) {
    loading = python ? loading : null;
    self.postMessage({ id, error: explained(error) });
  }
};

const actions = {
  load: () => true,
  open: ({ files }) => written(files),
  examine: ({ text, file }) => JSON.parse(call("examine", text, file)),
  page: ({ text, file }) => call("page", text, file),
  fixed: ({ text, file }) => call("fixed", text, file),
};

// Download everything with progress, then let Pyodide take it from memory.
async function load(folder) {
  if (typeof WebAssembly === "undefined") throw new Error("no WebAssembly");
  const listed = await fetch(`${folder}files.json`);
  if (!listed.ok) throw new Error("not built");
  const sizes = await listed.json();
  const wanted = Object.keys(sizes).filter((name) => name !== "example.md");
  const total = wanted.reduce((sum, name) => sum + sizes[name], 0);
  let received = 0;
  const memory = new Map();
  for (const name of wanted) {
    memory.set(name, await download(`${folder}${name}`, (bytes) => {
      received += bytes;
      self.postMessage({ progress: received, total });
    }));
  }
  self.postMessage({ progress: total, total, starting: true });
  const outside = self.fetch;
  self.fetch = (resource, options) => {
    const name = String(resource.url ?? resource).replace(folder, "");
    const bytes = memory.get(name);
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return bytes ? Promise.resolve(new Response(bytes, { headers: { "Content-Type": type } })) : outside(resource, options);
  };
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const started = await loadPyodide({ indexURL: folder });
  self.fetch = outside;
  for (const [name, bytes] of memory) {
    if (name === "libraries.zip" || name.endsWith(".whl")) started.unpackArchive(bytes, name.endsWith(".whl") ? "wheel" : "zip");
  }
  memory.clear();
  started.runPython("import in_browser");
  return started;
}

async function download(url, onBytes) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  const reader = answer.body.getReader();
  const parts = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    onBytes(value.length);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

// Write the files of one report into memory, in the place of those of the last one.
function written(files) {
  const top = "/home/pyodide/project";
  python.runPython(`import shutil; shutil.rmtree("${top}", ignore_errors=True)`);
  python.FS.mkdirTree(`${top}/.git`);
  for (const [path, content] of files) {
    const parts = path.split("/").filter((part) => part && part !== "." && part !== ".." && part !== ".git");
    python.FS.mkdirTree([top, ...parts.slice(0, -1)].join("/"));
    python.FS.writeFile([top, ...parts].join("/"), content);
  }
  return JSON.parse(call("find", top));
}

function call(name, ...given) {
  const module = python.pyimport("in_browser");
  const asked = module[name];
  try {
    return asked(...given);
  } finally {
    asked.destroy();
    module.destroy();
  }
}

function explained(error) {
  const text = String(error?.message ?? error);
  if (text === "no WebAssembly") {
    return "This browser cannot run Python, since WebAssembly is missing or switched off. Use mlops-report check on your own computer.";
  }
  if (text === "not built") {
    return "This copy of the documentation was built without Python for the browser. Use mlops-report check on your own computer.";
  }
  if (error instanceof RangeError || /memory|allocat/i.test(text)) {
    return "There is not enough memory to run Python here. Close other tabs and reload this page, or use mlops-report check.";
  }
  const lines = text.trim().split("\n");
  return python ? lines[lines.length - 1].replace(/^[\w.]+Error: /, "") : `Python could not be loaded (${lines[0]}). Reload this page to try again.`;
}
