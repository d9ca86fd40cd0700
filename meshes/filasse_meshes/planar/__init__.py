"""Planar geometry: the faces and lines that are meshed, and cracks that grow."""
