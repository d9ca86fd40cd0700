"""What theory and experience expect of a configuration before anything is solved."""
