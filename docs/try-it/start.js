// Runs on every page, and loads the page "Try it" only where it is.
if (document.getElementById("mlr-try")) import(new URL("app.js", import.meta.url).href);
