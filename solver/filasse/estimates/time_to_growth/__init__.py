"""When a flaw grows under a protocol, before anything is solved on a mesh."""
