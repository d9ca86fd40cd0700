"""Crack surfaces in space: drawn, grown, triangulated, and embedded in a body of tetrahedra."""
