"""Many runs of one configuration: sweeps over its values, and the search of a critical current."""

from filasse.sweep.critical import Bracket, Trial, find_critical
from filasse.sweep.folder import SweepFolder
from filasse.sweep.plan import Plan, PlannedRun, plan_sweep
from filasse.sweep.runner import run_all
from filasse.sweep.table import collect

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
