"""Linear solves of PETSc, on one rank and on many, and the cache of compiled kernels."""
