"""Plain data of the mesher: what to mesh, the tags of surfaces, and the audited mesh."""
