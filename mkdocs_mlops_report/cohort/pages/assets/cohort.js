/* Sorting, filtering and walking with keys. Every page is complete without it. */
(() => {
  const root = document.querySelector(".mlc-cohort");
  if (!root) return;
  const all = (selector, from = root) => [...from.querySelectorAll(selector)];
  const entries = all(".mlc-groups tbody tr, .mlc-claims tbody tr, .mlc-one");
  const pills = all(".mlc-pills button");
  const field = root.querySelector(".mlc-filter");
  const shown = root.querySelector(".mlc-shown");
  const tools = root.querySelector(".mlc-tools");
  if (tools && entries.length) tools.hidden = false;

  // Filters: a letter in data-s, and words.
  let mark = new URLSearchParams(location.search).get("show") || "";
  const texts = new Map();
  const text = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };
  const apply = () => {
    const words = field ? field.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
    let left = 0;
    for (const entry of entries) {
      const fits = (!mark || entry.dataset.s.includes(mark)) && words.every((word) => text(entry).includes(word));
      entry.hidden = !fits;
      left += fits;
    }
    for (const pill of pills) pill.setAttribute("aria-pressed", String(pill.dataset.mark === mark));
    // On the other pages of a long list the same filter applies.
    for (const link of all(".mlc-parts a")) {
      const url = new URL(link.href);
      if (mark) url.searchParams.set("show", mark);
      else url.searchParams.delete("show");
      link.href = url.href;
    }
    if (shown) shown.textContent = mark || words.length ? `${left} of ${entries.length} shown` : "";
  };
  for (const pill of pills) {
    pill.addEventListener("click", () => {
      mark = pill.dataset.mark;
      apply();
    });
  }
  if (field) field.addEventListener("input", apply);
  if (entries.length) apply();

  // Sorting: numbers by their value, everything else as text; empty cells come last.
  const value = (row, index) => {
    const cell = row.cells[index];
    return cell ? cell.textContent.trim() : "";
  };
  for (const table of all(".mlc-groups, .mlc-claims")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : head.classList.contains("n");
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        const keys = new Map(rows.map((row) => [row, value(row, index)]));
        const order = new Intl.Collator("en", { numeric: true }).compare;
        rows.sort((a, b) => {
          const [x, y] = [keys.get(a), keys.get(b)];
          if (!x || !y) return (x ? 0 : 1) - (y ? 0 : 1);
          return down ? order(y, x) : order(x, y);
        });
        table.tBodies[0].append(...rows);
      });
    });
  }

  // Keys: j and k walk through what is shown, Enter and g open it, / filters; arrows walk through a matrix.
  let at = null;
  const visible = () => {
    const order = entries.length && entries[0].matches("tr") ? [...entries[0].parentNode.rows] : entries;
    return order.filter((entry) => !entry.hidden);
  };
  const go = (step) => {
    const list = visible();
    const index = list.indexOf(at);
    const next = list[index < 0 ? (step > 0 ? 0 : list.length - 1) : index + step];
    if (!next) {
      const here = all(".mlc-parts a[aria-current]")[0];
      const there = here && (step > 0 ? here.nextElementSibling : here.previousElementSibling);
      if (there && index >= 0) location.href = there.href;
      return;
    }
    if (at) at.classList.remove("at");
    at = next;
    at.classList.add("at");
    at.scrollIntoView({ block: at.matches("tr") ? "nearest" : "start" });
    const target = at.matches("tr") ? at.querySelector("th a") : at;
    if (target) target.focus({ preventScroll: true });
  };
  const cellOf = (link) => link.closest("td");
  const walk = (link, key) => {
    const cell = cellOf(link), row = cell.parentNode, rows = [...row.parentNode.rows];
    const across = { ArrowLeft: -1, ArrowRight: 1 }[key], down = { ArrowUp: -1, ArrowDown: 1 }[key];
    let index = cell.cellIndex, line = rows.indexOf(row);
    for (;;) {
      if (across) index += across;
      else line += down;
      const next = rows[line] && rows[line].cells[index];
      if (!next || index < 1) return null;
      if (next.querySelector("a")) return next.querySelector("a");
    }
  };
  const matrix = root.querySelector(".mlc-matrix");
  if (matrix) {
    // One stop of the Tab key for the whole matrix; without the script, every cell is one.
    const cells = all("td a", matrix);
    cells.forEach((cell, index) => (cell.tabIndex = index ? -1 : 0));
    const titles = [...matrix.tHead.rows[0].cells].map((head) => head.textContent.trim());
    matrix.addEventListener("pointerover", (event) => {
      const link = event.target.closest("td a");
      if (link && !link.title) link.title = `${link.closest("tr").cells[0].textContent.trim()}, ${titles[cellOf(link).cellIndex]}: ${link.textContent}`;
    });
    matrix.addEventListener("focusin", (event) => {
      const link = event.target.closest("td a");
      if (!link) return;
      for (const cell of cells) if (cell.tabIndex === 0) cell.tabIndex = -1;
      link.tabIndex = 0;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select");
    if (typing) {
      if (event.key === "Escape" && event.target === field) {
        field.value = "";
        apply();
        field.blur();
      }
      return;
    }
    const link = event.target.closest(".mlc-matrix td a");
    if (link && event.key.startsWith("Arrow")) {
      const next = walk(link, event.key);
      if (next) next.focus();
      event.preventDefault();
    } else if (event.key === "/" && field) {
      field.focus();
      event.preventDefault();
    } else if (event.key === "j" && entries.length) go(1);
    else if (event.key === "k" && entries.length) go(-1);
    else if (event.key === "g" && at) {
      const open = at.querySelector("h2 a, th a");
      if (open) location.href = open.href;
    }
  });

  const search = root.querySelector("#mlc-search");
  if (search) {
    addEventListener("load", () => {
      if (!window.PagefindUI || location.protocol === "file:") return;
      const here = new URL(".", location.href);
      const indexes = search.dataset.indexes.split(" ").map((name) => new URL(`${name}/`, here).pathname);
      const mergeIndex = indexes.slice(1).map((bundlePath) => ({ bundlePath, baseUrl: here.pathname }));
      new PagefindUI({ element: "#mlc-search", bundlePath: indexes[0], baseUrl: here.pathname, mergeIndex, showSubResults: true, showImages: false });
    });
  }
})();
