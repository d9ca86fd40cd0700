"""The command `filasse estimate`."""
