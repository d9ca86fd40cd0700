"""Laws: those that have a section of their own, and those of a user's own files."""
