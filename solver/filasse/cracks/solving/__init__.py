"""How the coupled system is solved: first iterate, Newton's method, or field by field."""
