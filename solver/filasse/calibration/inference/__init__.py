"""From data to parameters: likelihood, posterior, and what it says."""
