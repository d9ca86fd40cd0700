"""The Jacobian of the coupled system: its named blocks, and what stands in them."""
