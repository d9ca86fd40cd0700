"""When a lithium electrode becomes unstable, in closed form: laws without a mesh."""
