"""Gmsh meshes of flawed solid-state electrolytes."""
