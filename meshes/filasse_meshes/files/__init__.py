"""Files of others: images, Gmsh meshes, and exports."""
