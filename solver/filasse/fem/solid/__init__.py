"""What is particular to bodies in space: crack fronts, films on triangles, coarse electrodes."""
