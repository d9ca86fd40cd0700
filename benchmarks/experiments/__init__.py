"""The studies of configs/studies beside what was measured: runs, tables and figures."""
