"""MPI helpers: work done on rank 0, errors shared by all ranks, and a main that never hangs."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

from lifil.compat import prepare_dolfinx
from lifil.errors import LifilError

BUG_EXIT_CODE = 70


def world() -> Any:
    """Return MPI's world communicator; the first call starts MPI."""
    prepare_dolfinx()
    from mpi4py import MPI

    return MPI.COMM_WORLD


def on_root[T](comm: Any, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call `function` on rank 0 and give every rank its result, or raise its error everywhere.

    Args:
        comm: communicator; all its ranks must make this call.
        function: anything whose result and errors can be pickled.
        *args: positional arguments of `function`, used on rank 0.
        **kwargs: keyword arguments of `function`, used on rank 0.

    Raises:
        Exception: the one that `function` raised, on every rank.
    """
    if comm.size == 1:
        return function(*args, **kwargs)
    result: tuple[T | None, BaseException | None] = (None, None)
    if comm.rank == 0:
        try:
            result = (function(*args, **kwargs), None)
        except Exception as error:  # shared with the other ranks, then raised by all
            result = (None, error)
    value, failure = comm.bcast(result, root=0)
    if failure is not None:
        raise failure
    return value  # type: ignore[no-any-return]


def on_each[T](comm: Any, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call `function` on every rank; if it fails on some, raise the first such error on all.

    Args:
        comm: communicator; all its ranks must make this call.
        function: rank-local work (nothing collective inside).
        *args: positional arguments of `function`.
        **kwargs: keyword arguments of `function`.

    Raises:
        Exception: the error of the lowest rank that failed, on every rank.
    """
    value: T | None = None
    failure: Exception | None = None
    try:
        value = function(*args, **kwargs)
    except Exception as error:  # gathered, so that no rank waits for one that died
        failure = error
    failures = [f for f in comm.allgather(failure) if f is not None]
    if failures:
        raise failures[0]
    return value  # type: ignore[return-value]


def guarded_main(main: Callable[[], int | None]) -> int:
    """Run `main` and return its exit code; an error that only some ranks met ends them all.

    With one rank every exception passes through to the caller. With more, a `LifilError` is
    printed once if all ranks raised it, and any other exception aborts the whole MPI job, since
    `MPI_Finalize` would wait for ever for ranks that are stuck in a collective call.

    Args:
        main: the program; it returns an exit code, None meaning 0.
    """
    comm = world()
    if comm.size == 1:
        return main() or 0
    try:
        return main() or 0
    except LifilError as error:
        if _everywhere(comm):
            if comm.rank == 0:
                print(f"Error: {error}", file=sys.stderr)  # noqa: T201
            return error.exit_code
        _abort(comm, error.exit_code)
    except SystemExit as stop:
        _abort(comm, stop.code if isinstance(stop.code, int) else 1)
    except BaseException:
        traceback.print_exc()
        _abort(comm, BUG_EXIT_CODE)
    raise AssertionError("unreachable: the job was aborted")


def _everywhere(comm: Any, patience: float = 5.0) -> bool:
    """Tell whether all ranks arrive here within `patience` [s]."""
    import time

    request = comm.Ibarrier()
    deadline = time.monotonic() + patience
    while not request.Test():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _abort(comm: Any, code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    print(f"[rank {comm.rank}] stops the MPI job.", file=sys.stderr, flush=True)  # noqa: T201
    comm.Abort(code)
    os._exit(code)  # Abort may return (seen with mpich under some launchers)
