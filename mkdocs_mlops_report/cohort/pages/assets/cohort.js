/* Filtering, sorting and keys. Every page is complete without it. */
(() => {
  const root = document.querySelector(".mlc-cohort");
  if (!root) return;
  const all = (selector, from = root) => [...from.querySelectorAll(selector)];
  const entries = all(".mlc-groups tbody tr, .mlc-claims tbody tr, .mlc-matrix tbody tr, .mlc-one");
  const pills = all(".mlc-pills button");
  const field = root.querySelector(".mlc-filter");
  const shown = root.querySelector(".mlc-shown");
  const tools = root.querySelector(".mlc-tools");
  const local = location.protocol === "file:";
  if (tools && entries.length) tools.hidden = false;
  if (local) for (const tab of all('.mlc-tabs a[href$="search.html"]')) tab.hidden = true;

  // A table that fits needs no box of its own, so that its head can stick to the window.
  const fit = () => {
    for (const box of all(".mlc-scroll")) box.classList.toggle("fits", box.scrollWidth <= box.clientWidth);
  };
  fit();
  addEventListener("resize", fit);

  // Filters: a letter in `data-s`, and words. Both are in the URL, so that they survive "back" and can be sent.
  let mark = "";
  const texts = new Map();
  const skipped = all(".mlc-groups thead th").map((head) => "skip" in head.dataset);
  const text = (entry) => {
    if (!texts.has(entry)) {
      // The cells of a matrix say a state each, which the pills filter.
      const own = entry.closest(".mlc-matrix") ? [entry.cells[0]] : entry.cells && [...entry.cells].filter((_, index) => !skipped[index]);
      const cells = own || [entry];
      texts.set(entry, cells.map((cell) => cell.textContent).join(" ").toLowerCase());
    }
    return texts.get(entry);
  };
  const nameOf = (entry) => (entry.querySelector("th a, h2 a") || entry.querySelector("th")).textContent.trim().toLowerCase();
  // A number is the name of a group, not a part of one.
  const fits = (entry, word) => (/^\d+$/.test(word) && entry.cells ? nameOf(entry) === word : text(entry).includes(word));
  const words = () => (field ? field.value.toLowerCase().split(/\s+/).filter(Boolean) : []);
  const marksOf = (link) => JSON.parse(link.dataset.marks);
  const elsewhere = () => {
    const pages = root.querySelector(".mlc-parts");
    return mark && pages ? all("a:not([aria-current])", pages).filter((link) => marksOf(link)[mark]) : [];
  };
  const apply = () => {
    const wanted = words();
    let left = 0;
    for (const entry of entries) {
      entry.hidden = !((!mark || entry.dataset.s.includes(mark)) && wanted.every((word) => fits(entry, word)));
      left += !entry.hidden;
    }
    for (const pill of pills) pill.setAttribute("aria-pressed", String(pill.dataset.mark === mark));
    for (const link of all(".mlc-parts a")) {
      const url = new URL(link.href);
      if (mark) url.searchParams.set("show", mark);
      else url.searchParams.delete("show");
      link.href = url.href;
    }
    if (!shown) return;
    shown.textContent = mark || wanted.length ? `${left || "None"} of ${entries.length} shown` : "";
    for (const link of elsewhere()) {
      const there = document.createElement("a");
      there.href = link.href;
      there.textContent = `${marksOf(link)[mark]} on page ${link.dataset.number}`;
      shown.append(", ", there);
    }
  };
  const remember = () => {
    const url = new URL(location.href);
    for (const [key, value] of [["show", mark], ["find", field ? field.value : ""]]) {
      if (value) url.searchParams.set(key, value);
      else url.searchParams.delete(key);
    }
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  };
  const restore = () => {
    const query = new URLSearchParams(location.search);
    mark = pills.some((pill) => pill.dataset.mark === query.get("show")) ? query.get("show") : "";
    if (field) field.value = query.get("find") || "";
    apply();
  };
  const clear = () => {
    mark = "";
    if (field) field.value = "";
    apply();
    remember();
  };
  for (const pill of pills) {
    pill.addEventListener("click", () => {
      mark = pill.dataset.mark;
      apply();
      remember();
    });
  }
  if (field) {
    field.autocomplete = "off";
    field.addEventListener("input", () => (apply(), remember()));
  }

  // Sorting: numbers by their value, everything else as text; empty cells come last. The third click restores the order.
  const order = new Intl.Collator("en", { numeric: true }).compare;
  for (const table of all(".mlc-groups, .mlc-claims, .mlc-stats")) {
    const heads = [...table.tHead.rows[0].cells];
    const original = [...table.tBodies[0].rows];
    heads.forEach((head, index) => {
      if (!head.textContent.trim() || "chart" in head.dataset) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const first = head.classList.contains("n") ? "descending" : "ascending";
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = !now ? first : now === first ? (first === "ascending" ? "descending" : "ascending") : "";
        for (const other of heads) other.removeAttribute("aria-sort");
        if (next) head.setAttribute("aria-sort", next);
        const rows = [...original];
        const keys = new Map(rows.map((row) => [row, row.cells[index] ? row.cells[index].textContent.trim() : ""]));
        if (next) {
          rows.sort((a, b) => {
            const [x, y] = [keys.get(a), keys.get(b)];
            if (!x || !y) return (x ? 0 : 1) - (y ? 0 : 1);
            return next === "ascending" ? order(x, y) : order(y, x);
          });
        }
        table.tBodies[0].append(...rows);
      });
    });
  }

  // The current entry: `j` and `k` move it, a link to an entry sets it.
  let at = null;
  const visible = () => {
    const rows = entries.length && entries[0].matches("tr") ? [...entries[0].parentNode.rows] : entries;
    return rows.filter((entry) => !entry.hidden);
  };
  const select = (entry) => {
    if (at) at.classList.remove("at");
    at = entry;
    at.classList.add("at");
    at.scrollIntoView({ block: at.matches("tr") ? "nearest" : "start" });
    const target = at.matches("tr") ? at.querySelector("th a") : at;
    if (target) target.focus({ preventScroll: true });
  };
  const arrive = () => {
    const entry = location.hash && entries.find((one) => one.id === decodeURIComponent(location.hash.slice(1)));
    if (!entry) return;
    if (entry.hidden) clear();
    select(entry);
  };
  const go = (step) => {
    const list = visible();
    let next = at && !at.hidden ? list[list.indexOf(at) + step] : list.find((one) => one.getBoundingClientRect().bottom > 80);
    if (next) return select(next);
    const here = root.querySelector(".mlc-parts a[aria-current]");
    const there = here && (step > 0 ? here.nextElementSibling : here.previousElementSibling);
    if (there && list.length) location.href = there.href;
  };
  addEventListener("hashchange", arrive);
  if (entries.length) {
    // Also when "back" brings the page from memory.
    addEventListener("pageshow", () => (restore(), arrive()));
    restore();
  }

  // A matrix: one stop of the Tab key, arrows move from cell to cell.
  const matrix = root.querySelector(".mlc-matrix");
  const rowsOf = () => [...matrix.tHead.rows, ...matrix.tBodies[0].rows];
  const walk = (link, key) => {
    const cell = link.closest("td, th");
    const rows = rowsOf();
    let line = rows.indexOf(cell.parentNode);
    let index = cell.cellIndex;
    if (key === "Home" || key === "End") {
      const links = all("td a", cell.parentNode);
      return key === "Home" ? links[0] : links[links.length - 1];
    }
    for (;;) {
      if (key === "ArrowLeft" || key === "ArrowRight") index += key === "ArrowLeft" ? -1 : 1;
      else line += key === "ArrowUp" ? -1 : 1;
      const next = rows[line] && rows[line].cells[index];
      if (!next) return null;
      if (!rows[line].hidden && next.querySelector("a")) return next.querySelector("a");
    }
  };
  if (matrix) {
    const links = all("a", matrix);
    const first = matrix.querySelector("td a") || links[0];
    for (const link of links) link.tabIndex = link === first ? 0 : -1;
    const titles = [...matrix.tHead.rows[0].cells].map((head) => (head.querySelector("a") || head).title || head.textContent.trim());
    matrix.addEventListener("pointerover", (event) => {
      const link = event.target.closest("td a");
      if (link && !link.title) link.title = `${link.closest("tr").cells[0].textContent.trim()}, ${titles[link.closest("td").cellIndex]}: ${link.textContent}`;
    });
    matrix.addEventListener("focusin", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      for (const other of links) if (other.tabIndex === 0) other.tabIndex = -1;
      link.tabIndex = 0;
    });
  }

  const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
  const follow = (link) => {
    if (link) location.href = link.href;
    return Boolean(link);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) {
      if (event.key === "Escape" && event.target === field) {
        clear();
        field.blur();
      }
      return;
    }
    const cell = event.target.closest(".mlc-matrix a");
    if (cell && MOVES.has(event.key)) {
      const next = walk(cell, event.key);
      if (next) next.focus();
      event.preventDefault();
    } else if (event.key === "/" && field) {
      field.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && entries.length) {
      clear();
      if (at) at.classList.remove("at");
      at = null;
    } else if ((event.key === "j" || event.key === "k") && entries.length) go(event.key === "j" ? 1 : -1);
    else if (event.key === "j" || event.key === "k") {
      // Without a list: the next or previous page, at the same heading.
      const link = root.querySelector(`.mlc-steps a[rel="${event.key === "j" ? "next" : "prev"}"]`);
      if (link) location.href = link.href + location.hash;
    } else if (at && (event.key === "g" || (event.key === "Enter" && event.target === at))) follow(at.querySelector("h2 a, th a"));
  });

  const search = root.querySelector("#mlc-search");
  if (search) {
    addEventListener("load", () => {
      if (!window.PagefindUI || local) return;
      const here = new URL(".", location.href);
      const indexes = search.dataset.indexes.split(" ").map((name) => new URL(`${name}/`, here).pathname);
      const mergeIndex = indexes.slice(1).map((bundlePath) => ({ bundlePath, baseUrl: here.pathname }));
      new PagefindUI({
        element: "#mlc-search", bundlePath: indexes[0], baseUrl: here.pathname, mergeIndex, showSubResults: true, showImages: false, autofocus: true,
      });
    });
  }
})();
