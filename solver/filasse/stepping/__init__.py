"""Marching the coupled surface system in time and growing cracks."""
