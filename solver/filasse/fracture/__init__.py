"""When cracks grow, and where to: toughness, criterion and propagation."""
