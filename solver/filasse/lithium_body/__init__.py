"""Lithium as a body: finite elements for a solid that creeps, flows, and loses contact."""
