"""From the configuration to plain numbers: what is solved."""
