"""Functions of a user's own files: how they are loaded, called, and made laws of."""
