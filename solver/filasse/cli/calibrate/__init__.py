"""The command `filasse calibrate`."""
