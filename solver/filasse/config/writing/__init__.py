"""Configurations as YAML and as JSON schema."""
