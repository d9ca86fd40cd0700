"""Checks of slabs before anything is meshed: what cannot be, by the name of the culprit."""
