"""What is particular to bodies in the plane: tips, and pores whose walls are curves."""
