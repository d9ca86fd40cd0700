"""From parameters to what was measured: closed forms, runs, and emulators of both."""
