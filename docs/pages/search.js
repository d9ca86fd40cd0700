// Browsers let a page that is opened as a file read no other file: its search then has no index.
if (location.protocol === "file:")
  for (const field of document.querySelectorAll("[data-md-component=search-query]")) {
    field.placeholder = "Search needs a server: make docs-serve";
    field.disabled = true;
  }
