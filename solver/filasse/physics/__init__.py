"""The laws: pure functions of floats, arrays or UFL, with no mesh, no PETSc and no files."""
