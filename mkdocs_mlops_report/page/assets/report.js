// Enlarges a figure in place. Without this script the link leads to the picture itself, or nowhere if it is in the page.
(() => {
  if (window.mlrZoom) return; // a site with instant navigation runs it on every page
  window.mlrZoom = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.mlr-zoom");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (typeof HTMLDialogElement === "undefined") return;
    event.preventDefault();
    event.stopPropagation();
    const small = link.querySelector("img");
    const dialog = document.createElement("dialog");
    const large = document.createElement("img");
    dialog.className = "mlr-lightbox";
    dialog.setAttribute("aria-label", small.alt || "Figure");
    large.src = link.hash === "#figure" ? small.src : link.href; // a figure inside the page has no address
    large.alt = small.alt;
    dialog.append(large);
    if (small.alt) {
      const caption = document.createElement("p");
      caption.textContent = small.alt;
      dialog.append(caption);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    dialog.append(close);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  }, true);
})();
