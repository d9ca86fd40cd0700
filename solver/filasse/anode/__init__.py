"""The lithium anode: a reservoir at one pressure, or a foil that is marched beside the cracks."""
