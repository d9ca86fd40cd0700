"""Tips that follow a rate law through the step of an advance."""
