"""Grains, grain boundaries and pores, drawn at random from a seed."""
