"""Crack-tip fields, and stress intensities of kinks."""
