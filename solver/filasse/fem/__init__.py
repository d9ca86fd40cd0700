"""Finite elements for one frozen geometry: the domain, its condensed response, its fields."""
