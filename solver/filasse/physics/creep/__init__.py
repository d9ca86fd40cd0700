"""Creep of lithium: flow laws, their implicit integration, and the size effect."""
