"""Pages made from the code, so that they cannot fall behind it."""
