"""Checks between values, defaults that depend on other values, and hints."""
