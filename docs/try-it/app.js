// The page "Try it": a report comes in, the worker checks it, and the text can be edited beside the result.
const box = document.getElementById("mlr-try");
const folder = new URL(box.dataset.folder, document.baseURI.replace(/[^/]*$/, "")).href;
const PAUSE = 250; // milliseconds without typing before the text is checked again
const MOST_FILES = 4000;
const LARGEST = 8 * 1024 * 1024; // bytes of one file
const SKIPPED = new Set(["node_modules", ".venv", "venv", ".git", "__pycache__", "site"]);
const NEEDED = /(^|\/)reports\/|(^|\/)(docs\/)?mkdocs\.ya?ml$|(^|\/)zensical\.toml$|\.md$/i;

box.innerHTML = `
<div class="mlr-try-drop">
  <p><strong>Drop <code>reports/README.md</code> or the whole <code>reports/</code> folder</strong></p>
  <p class="mlr-try-choose">
    <label class="mlr-try-button">Choose a file<input type="file" accept=".md,.markdown,text/markdown" data-input="file"></label>
    <label class="mlr-try-button">Choose a folder<input type="file" webkitdirectory data-input="folder"></label>
    <button type="button" class="mlr-try-button" data-action="example">Try the example</button>
  </p>
  <p class="mlr-try-or">or</p>
  <form class="mlr-try-address">
    <input type="url" name="address" placeholder="https://github.com/group/project" aria-label="URL of a public repository on GitHub" autocomplete="off" spellcheck="false" required>
    <button class="mlr-try-button mlr-try-primary">Check</button>
  </form>
</div>
<div class="mlr-try-progress" hidden><progress max="1" value="0" aria-label="Loading"></progress></div>
<p class="mlr-try-status" role="status" aria-live="polite"></p>
<div class="mlr-try-work" hidden>
  <section class="mlr-try-text" aria-label="The report">
    <p class="mlr-try-name"><span data-name></span> · edit here; nothing is saved</p>
    <div class="mlr-try-editor"><div class="mlr-try-marks" aria-hidden="true" tabindex="-1"></div><textarea spellcheck="false" aria-label="The text of the report" wrap="soft"></textarea></div>
  </section>
  <section class="mlr-try-result" aria-label="The result">
    <div class="mlr-try-tiles"></div>
    <ol class="mlr-try-list"></ol>
    <p class="mlr-try-foot"></p>
  </section>
</div>
<details class="mlr-try-page" hidden><summary>The page</summary><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The page of the report"></iframe></details>`;

const part = (selector) => box.querySelector(selector);
const [drop, form, progress, status] = [".mlr-try-drop", "form", ".mlr-try-progress", ".mlr-try-status"].map(part);
const [work, editor, marks, page] = [".mlr-try-work", "textarea", ".mlr-try-marks", ".mlr-try-page"].map(part);
let file = ""; // where the report is in the memory of the worker; empty for a text alone
let name = "README.md";
let first = ""; // the text as it was opened
let isNew = false; // whether it was opened just now

// The worker, and the answers that are waited for.
const waiting = new Map();
let worker = null;
let asked = 0;
function ask(action, given = {}) {
  if (!worker) {
    worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => (data.id === undefined ? loaded(data) : answered(data));
    worker.onerror = (event) => {
      for (const { reject } of waiting.values()) reject(new Error(event.message || "The page could not start Python."));
      waiting.clear();
      worker = null;
    };
  }
  asked += 1;
  worker.postMessage({ id: asked, action, folder, ...given });
  return new Promise((resolve, reject) => waiting.set(asked, { resolve, reject }));
}
function answered({ id, value, error }) {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  progress.hidden = true;
  if (error) reject(new Error(error));
  else resolve(value);
}
function loaded({ progress: received, total, starting }) {
  if (status.classList.contains("mlr-try-problem")) return; // what was wrong stays to be read
  progress.hidden = false;
  part("progress").value = received / total;
  const megabytes = (bytes) => Math.round(bytes / 1e6);
  say(starting ? "Python is starting" : `Python is loading (${megabytes(received)} of ${megabytes(total)} MB) · the first time only`);
}

function say(text, isProblem = false) {
  status.replaceChildren(...withCode(text));
  status.classList.toggle("mlr-try-problem", isProblem);
}

// A report comes in: as a file, a folder, a repository, or our example.
let opened = 0;
async function open(what, files) {
  const mine = (opened += 1);
  try {
    say(what);
    progress.hidden = false;
    // Python loads while the files are read; what is wrong with an address is said at once.
    const [given] = await Promise.all([files(), ask("load")]);
    if (mine !== opened) return; // something else was opened since
    say(what);
    if (given.text !== undefined) {
      [file, name] = ["", given.name];
      show(given.text);
      return;
    }
    const found = await ask("open", { files: given.files });
    if (found.problem) throw new Error(found.problem);
    [file, name] = [found.file, found.name];
    show(found.text);
  } catch (error) {
    if (mine === opened) say(work.hidden ? error.message : `${error.message} The report below is still ${name}.`, true);
  } finally {
    progress.hidden = true;
  }
}
function show(text) {
  part("[data-name]").textContent = name;
  editor.value = first = text;
  work.hidden = page.hidden = false;
  isNew = true;
  check();
}

async function fromFiles(listed) {
  const kept = listed.filter(([path]) => !path.split("/").some((one) => SKIPPED.has(one))).slice(0, MOST_FILES);
  const reports = kept.filter(([path]) => /\.(md|markdown)$/i.test(path));
  if (kept.length === 1 && reports.length === 1) {
    return { name: kept[0][1].name, text: await kept[0][1].text() };
  }
  // A folder called `reports` is the one below the root; of any other one, its name is the root.
  const inside = (path) => (path.startsWith("reports/") ? path : path.slice(path.indexOf("/") + 1));
  const files = [];
  for (const [path, one] of kept) {
    const isNeeded = one.size <= LARGEST && NEEDED.test(path);
    files.push([inside(path), isNeeded ? new Uint8Array(await one.arrayBuffer()) : new Uint8Array()]);
  }
  return { files };
}
function entriesOf(entry, path = "") {
  if (entry.isFile) return new Promise((resolve, reject) => entry.file((one) => resolve([[path + one.name, one]]), reject));
  if (SKIPPED.has(entry.name)) return Promise.resolve([]);
  const reader = entry.createReader();
  const read = () => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  return (async () => {
    const found = [];
    for (let some = await read(); some.length && found.length < MOST_FILES; some = await read()) {
      for (const one of some) found.push(...(await entriesOf(one, `${path}${entry.name}/`)));
    }
    return found;
  })();
}

const GITHUB = /^https?:\/\/(?:www\.)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/(?:blob|tree)\/([^/]+)(?:\/(.*))?)?\/?(?:[?#].*)?$/;
async function fromAddress(address) {
  const match = GITHUB.exec(address.trim());
  if (!match) throw new Error("Only GitHub URLs work here, for example https://github.com/group/project. Drop the file instead.");
  const [, owner, repository, ref = "HEAD"] = match;
  const listing = await get(`https://api.github.com/repos/${owner}/${repository}/git/trees/${ref}?recursive=1`);
  const { tree } = await listing.json();
  const files = tree.filter((one) => one.type === "blob").slice(0, MOST_FILES);
  if (!files.some((one) => /(^|\/)reports\/readme\.md$/i.test(one.path))) throw new Error(`${owner}/${repository} has no reports/README.md.`);
  return {
    files: await Promise.all(
      files.map(async ({ path, size }) => {
        if (!NEEDED.test(path) || size > LARGEST) return [path, new Uint8Array()];
        const place = path.split("/").map(encodeURIComponent).join("/");
        const answer = await get(`https://raw.githubusercontent.com/${owner}/${repository}/${ref}/${place}`);
        return [path, new Uint8Array(await answer.arrayBuffer())];
      }),
    ),
  };
}
async function get(url) {
  const answer = await fetch(url).catch(() => {
    throw new Error("GitHub cannot be reached. Check the connection, or drop the file instead.");
  });
  if (answer.ok) return answer;
  if (answer.status === 404) throw new Error("Public repository or branch not found. If the repository is private, drop the file instead.");
  if (answer.status === 403 || answer.status === 429) throw new Error("GitHub's request limit is reached. Try again in an hour, or drop the file instead.");
  throw new Error(`GitHub answered with status ${answer.status}. Drop the file instead.`);
}

// Check the text; of several changes, only the last one is waited for.
let timer = 0;
let newest = 0;
async function check() {
  const mine = (newest += 1);
  try {
    const found = await ask("examine", { text: editor.value, file });
    if (mine !== newest) return;
    if (found.problem) throw new Error(found.problem);
    render(found);
    say(summary(found));
    if (isNew) {
      isNew = false;
      part(".mlr-try-result").scrollTop = 0;
      const [cause] = found.causes;
      if (cause) reveal(cause.places[0][1]);
      work.scrollIntoView({ block: "nearest" });
    }
    if (page.open) schedulePage();
  } catch (error) {
    if (mine !== newest) return;
    say(error.message, true);
    render(null);
    part(".mlr-try-list").append(made("li", "mlr-try-stop", ...withCode(error.message)));
  }
}
function summary({ official, causes, infos }) {
  const problems = causes.length === 1 ? "1 problem" : `${causes.length} problems`;
  return `Official check ${official.passed} of ${official.expected} · ${problems} · ${infos.length} info`;
}

const made = (tag, className, ...children) => {
  const one = document.createElement(tag);
  if (className) one.className = className;
  one.append(...children);
  return one;
};
const withCode = (text) => text.split("`").map((piece, index) => (index % 2 ? made("code", "", piece) : piece));

function render(found) {
  const [tiles, list, foot] = [".mlr-try-tiles", ".mlr-try-list", ".mlr-try-foot"].map(part);
  const result = part(".mlr-try-result");
  const place = result.scrollTop;
  const unfolded = new Set([...result.querySelectorAll("details[open]")].map((one) => one.dataset.key));
  const focused = result.contains(document.activeElement) ? document.activeElement.dataset.key : "";
  for (const one of [tiles, list, foot]) one.replaceChildren();
  mark(found ? [...found.causes, ...found.infos] : []);
  if (!found) return;
  const { official, checklist, causes, infos } = found;
  tiles.append(tile("Official check", official.passed, official.expected, official.passed === official.expected ? "ok" : "look"));
  if (checklist.total) tiles.append(tile("Checklist", checklist.done, checklist.total, "info"));
  if (official.error) list.append(made("li", "mlr-try-stop", "The official check stops with an error: ", made("code", "", official.error)));
  list.append(...causes.map(row));
  if (!causes.length && !official.error) list.append(made("li", "mlr-try-ready", official.passed === official.expected ? "Ready to hand in" : "No problems left"));
  if (infos.length) {
    const folded = made("details", "", made("summary", "", `${infos.length} info`), made("ol", "", ...infos.map(row)));
    folded.dataset.key = "infos";
    list.append(made("li", "mlr-try-infos", folded));
  }
  const save = button("Download the page as one file", download);
  for (const one of result.querySelectorAll("details")) one.open = unfolded.has(one.dataset.key);
  if (focused) result.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  result.scrollTop = place;
  foot.append(...(found.fixable ? [button(`Apply ${found.fixable} safe ${found.fixable === 1 ? "fix" : "fixes"}`, fix), " · "] : []), save);
}
function tile(title, value, total, tone) {
  const bar = made("span", "mlr-try-bar", made("span"));
  bar.firstChild.style.width = `${total ? (100 * value) / total : 0}%`;
  const one = made("div", "mlr-try-tile", made("div", "mlr-try-tile-name", title), made("div", "", made("strong", "", String(value)), ` of ${total}`), bar);
  one.dataset.tone = tone;
  return one;
}
function row({ severity, where, message, hint, code, places }) {
  const links = places.map(([line, start, end]) => {
    const link = button(`:${line}`, () => jump(start, end));
    link.setAttribute("aria-label", `Go to line ${line}`);
    link.dataset.key = `${code}-${line}`;
    return link;
  });
  const lines = made("span", "mlr-try-lines", ...(links.length === 1 ? links : []));
  const text = made("span", "mlr-try-message", ...(where ? [made("strong", "", where), " "] : []), ...withCode(message), " ", made("span", "mlr-try-hint", ...withCode(hint)), " ", made("code", "mlr-try-code", code));
  if (links.length > 1) {
    const unfold = made("details", "", made("summary", "", `${links.length} places`), made("span", "mlr-try-places", ...links));
    unfold.dataset.key = `${code}-${message}`;
    text.append(unfold);
  }
  const one = made("li", "mlr-try-row", made("span", "mlr-try-sign", made("span", "mlr-sr", severity)), text, lines);
  one.dataset.severity = severity;
  return one;
}
function button(text, action) {
  const one = made("button", "mlr-try-link", text);
  one.type = "button";
  one.addEventListener("click", action);
  return one;
}

// Offsets of Python count characters, those of a text area UTF-16 units.
function units(text, offsets) {
  const wanted = new Map();
  const sorted = [...new Set(offsets)].sort((one, other) => one - other);
  let [index, characters] = [0, 0];
  for (const offset of sorted) {
    while (characters < offset && index < text.length) {
      index += text.codePointAt(index) > 0xffff ? 2 : 1;
      characters += 1;
    }
    wanted.set(offset, index);
  }
  return wanted;
}
function mark(causes) {
  const text = editor.value;
  const spans = causes.flatMap(({ severity, places }) => places.map(([, start, end]) => [start, end, severity]));
  spans.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
  const at = units(text, spans.flatMap(([start, end]) => [start, end]));
  const pieces = [];
  let done = 0;
  for (const [start, end, severity] of spans) {
    const [from, to] = [Math.max(at.get(start), done), at.get(end)];
    if (to <= from) continue;
    const one = made("mark", "", text.slice(from, to));
    one.dataset.severity = severity;
    pieces.push(text.slice(done, from), one);
    done = to;
  }
  marks.replaceChildren(...pieces, `${text.slice(done)}\n`);
  marks.scrollTop = editor.scrollTop;
}
function jump(start, end) {
  const at = units(editor.value, [start, end]);
  editor.focus({ preventScroll: true });
  editor.setSelectionRange(at.get(start), at.get(end));
  reveal(start);
  part(".mlr-try-text").scrollIntoView({ block: "nearest" });
}
// Scroll the text to a place; the layer of marks has each place where the text area has it.
function reveal(start) {
  const walker = document.createTreeWalker(marks, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let left = units(editor.value, [start]).get(start);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) {
      range.setStart(node, left);
      range.setEnd(node, left);
      marks.scrollTop = editor.scrollTop;
      const { top } = range.getBoundingClientRect();
      editor.scrollTop += top - editor.getBoundingClientRect().top - editor.clientHeight / 3;
      marks.scrollTop = editor.scrollTop;
      return;
    }
    left -= node.length;
  }
}

async function fix() {
  try {
    const before = editor.value;
    const after = await ask("fixed", { text: before, file });
    if (editor.value !== before) return; // somebody types on
    const { scrollTop } = editor;
    editor.focus({ preventScroll: true });
    editor.select();
    // As if it were typed, so that it can be undone.
    if (!document.execCommand("insertText", false, after)) editor.value = after;
    editor.setSelectionRange(0, 0);
    editor.scrollTop = scrollTop;
    clearTimeout(timer);
    await check();
    if (!status.classList.contains("mlr-try-problem")) say(`${status.textContent} · undo the fixes with Ctrl+Z`);
  } catch (error) {
    say(error.message, true);
  }
}
async function download() {
  try {
    const html = await ask("page", { text: editor.value, file });
    const link = made("a", "");
    link.href = URL.createObjectURL(new Blob([html], { type: "text/html" }));
    link.download = "report.html";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    say(error.message, true);
  }
}
let pageTimer = 0;
let shown = "";
function schedulePage() {
  clearTimeout(pageTimer);
  pageTimer = setTimeout(renderPage, 1000);
}
async function renderPage() {
  try {
    const html = await ask("page", { text: editor.value, file });
    if (html === shown) return;
    shown = html;
    // Links within the page stay in it, others open beside.
    const inside = html.replace("<head>", '<head><base href="about:srcdoc">');
    const beside = inside.replace(/<a (?=[^>]*href="https?:)/g, '<a target="_blank" rel="noopener" ');
    // The site's own switch counts, not that of the system.
    const dark = document.body.dataset.mdColorScheme === "slate" ? "@media screen" : "@media not all";
    part("iframe").srcdoc = beside.replaceAll("@media screen and (prefers-color-scheme: dark)", dark);
  } catch (error) {
    say(error.message, true);
  }
}

editor.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
});
editor.addEventListener("scroll", () => (marks.scrollTop = editor.scrollTop));
new MutationObserver(() => {
  shown = "";
  if (page.open) renderPage();
}).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
page.addEventListener("toggle", () => page.open && renderPage());
part("[data-input=file]").addEventListener("change", ({ target }) => {
  const listed = [...target.files].map((one) => [one.name, one]);
  open("Reading the report", () => fromFiles(listed));
  target.value = "";
});
part("[data-input=folder]").addEventListener("change", ({ target }) => {
  const listed = [...target.files].map((one) => [one.webkitRelativePath || one.name, one]);
  open("Reading the folder", () => fromFiles(listed));
  target.value = "";
});
part("[data-action=example]").addEventListener("click", () => {
  open("Reading the example", async () => ({ name: "README.md", text: await (await fetch(`${folder}example.md`)).text() }));
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  open("Reading the repository", () => fromAddress(new FormData(form).get("address")));
});
// What is dropped beside the box is meant for it, too; the browser would open it and lose the text.
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    drop.classList.add("mlr-try-over");
  });
}
document.addEventListener("dragleave", (event) => event.relatedTarget || drop.classList.remove("mlr-try-over"));
window.addEventListener("beforeunload", (event) => {
  if (!work.hidden && editor.value !== first) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  drop.classList.remove("mlr-try-over");
  const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((one) => [one.name, one]);
  open("Reading what you dropped", async () =>
    fromFiles(entries.length ? (await Promise.all(entries.map((one) => entriesOf(one)))).flat() : plain));
});
