"""The sections of a configuration: strict frozen models with units."""
