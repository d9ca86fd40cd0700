"""Writers of the time series, the fields and the events of a run."""
