"""From an arrangement to a mesh: nodes on lines, triangles in faces, cracks opened."""
