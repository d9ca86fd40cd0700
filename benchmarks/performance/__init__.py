"""How fast the simulator is, how much memory it needs, and how both grow with the mesh."""
