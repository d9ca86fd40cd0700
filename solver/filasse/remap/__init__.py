"""From one crack geometry to the next: the state without its grid, and lithium onto a new grid."""
