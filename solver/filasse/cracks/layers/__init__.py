"""Layers between lithium and electrolyte: interphases that grow, coatings that conduct."""
