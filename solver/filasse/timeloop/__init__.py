"""Integration in time on one frozen geometry, from its first state to the event that ends it."""
