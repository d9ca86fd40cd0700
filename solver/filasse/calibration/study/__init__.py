"""What a study file says: parameters with priors, data, and how both meet."""
