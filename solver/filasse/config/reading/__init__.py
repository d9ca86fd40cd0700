"""From a YAML file to a checked configuration, with a line number for every problem."""
