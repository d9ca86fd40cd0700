"""The lithium anode: a reservoir at one pressure, or a foil integrated beside the cracks."""
