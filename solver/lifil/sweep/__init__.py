"""Many runs of one configuration: sweeps over its values, and the search of a critical current."""

from lifil.sweep.critical import Bracket, Trial, find_critical
from lifil.sweep.folder import SweepFolder
from lifil.sweep.plan import Plan, PlannedRun, plan_sweep
from lifil.sweep.runner import run_all
from lifil.sweep.table import collect

__all__ = [
    "Bracket",
    "Plan",
    "PlannedRun",
    "SweepFolder",
    "Trial",
    "collect",
    "find_critical",
    "plan_sweep",
    "run_all",
]
