"""The documentation site: mkdocs.yml, pages written by hand, and pages generated from the code."""
