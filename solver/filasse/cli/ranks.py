"""Which MPI rank this process is, told by its launcher without starting MPI."""

import os
from collections.abc import Callable
from functools import wraps

from filasse.cli.console.screen import say

_VARIABLES = ("PMI_RANK", "PMIX_RANK", "OMPI_COMM_WORLD_RANK", "SLURM_PROCID")


def is_first_rank() -> bool:
    """True on rank 0, and without MPI."""
    ranks = (os.environ.get(name, "") for name in _VARIABLES)
    return next((rank for rank in ranks if rank.isdecimal()), "0") == "0"


def say_once(message: str) -> None:
    """Tell the user something on stderr, once however many ranks there are."""
    if is_first_rank():
        say(message, err=True)


def on_first_rank_only[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Make a serial command do nothing on the other ranks when started by mpiexec."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        if is_first_rank():
            command(*args, **kwargs)

    return wrapper
