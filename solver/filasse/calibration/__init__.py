"""Bayesian calibration: which parameters of a configuration explain measured data, how surely."""
