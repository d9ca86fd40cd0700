"""Gmsh files of tetrahedra: what they hold, what is wrong with them, and their cracks."""
