"""Many runs of one configuration: sweeps over its values, and the search of a critical current."""

from filasse.sweep.critical import CurrentBracket, CurrentTrial, find_critical
from filasse.sweep.plan import Plan, PlannedRun, plan_sweep
from filasse.sweep.runner import run_all
from filasse.sweep.sweep_folder import SweepFolder
from filasse.sweep.sweep_table import collect

__all__ = [
    "CurrentBracket",
    "CurrentTrial",
    "Plan",
    "PlannedRun",
    "SweepFolder",
    "collect",
    "find_critical",
    "plan_sweep",
    "run_all",
]
