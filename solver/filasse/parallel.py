"""MPI helpers: work done on rank 0, errors shared by all ranks, and a main that never hangs."""

from __future__ import annotations

import errno
import math
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from filasse import system_errors
from filasse.compat import prepare_dolfinx
from filasse.errors import OutputError, StoppedEarly, UsageError
from filasse.signals import Interrupted, listen_again

_LAUNCHERS = {
    "srun": (
        "SLURM_STEP_NUM_TASKS",
        "Start it by `srun --mpi=pmi2`, or by `mpiexec` inside the job.",
    ),
    "Open MPI's mpirun": (
        "OMPI_COMM_WORLD_SIZE",
        "Use the mpiexec of the MPI that dolfinx was built with; `filasse info` names it.",
    ),
    "mpiexec": (
        "PMI_SIZE",
        "Use the mpiexec of the MPI that dolfinx was built with; `filasse info` names it.",
    ),
}
"""What launchers call the number of processes that they start."""


type TaskShare = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def world() -> Any:
    """Return MPI's world communicator; the first call starts MPI."""
    _raise_limits()
    prepare_dolfinx()
    from mpi4py import MPI

    listen_again()  # MPI's transport takes SIGHUP
    return MPI.COMM_WORLD


_NEEDED = (
    (resource.RLIMIT_NOFILE, 64, "open files", "Too many open files", errno.EMFILE),
    (resource.RLIMIT_FSIZE, 2**23, "bytes in a file", "Files are too large", errno.EFBIG),
)
"""Limits of a shell that MPI dies of without a word of ours (its shared memory is a file of 4.3
MB), and what a run needs at least, with its results: limit, number, of what, complaint, errno."""


def _raise_limits() -> None:
    """Use what the hard limits allow.

    Raises:
        OutputError: One is too low.
    """
    for limit, least, what, complaint, number in _NEEDED:
        soft, hard = (math.inf if n < 0 else n for n in resource.getrlimit(limit))  # -1: unlimited
        if soft >= least:
            continue
        if hard < least:
            raise OutputError(
                f"{complaint}: this shell allows {hard} {what}, and a run needs {least}. "
                f"{system_errors.remedy(OSError(number, ''))}."
            )
        resource.setrlimit(limit, (least, resource.getrlimit(limit)[1]))


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
    return on_rank(comm, 0, function, *args, **kwargs)


def on_rank[T](comm: Any, root: int, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """As `on_root`, on any rank.

    Args:
        comm: communicator; all its ranks must make this call.
        root: the rank that calls `function`.
        function: anything whose result and errors can be pickled.
        *args: positional arguments of `function`, used on that rank.
        **kwargs: keyword arguments of `function`, used on that rank.

    Raises:
        Exception: the one that `function` raised, on every rank.
    """
    if comm.size == 1:
        return function(*args, **kwargs)
    result: tuple[T | None, BaseException | None] = (None, None)
    if comm.rank == root:
        try:
            result = (function(*args, **kwargs), None)
        except (Exception, Interrupted) as error:  # shared with the others, then raised by all
            result = (None, error)
    value, failure = comm.bcast(result, root=root)
    if failure is not None:
        raise failure
    return value  # type: ignore[no-any-return]


def on_root_sharing[T](comm: Any, function: Callable[[TaskShare], T]) -> T:
    """As `on_root`, for a function that lets other ranks do some of its tasks.

    Args:
        comm: communicator; all its ranks must make this call.
        function: is given what does tasks, which can be pickled, on ranks one after the other.

    Raises:
        Exception: the one that `function` or a task of it raised, on every rank.
    """
    if comm.size == 1:
        return function(lambda tasks: [task() for task in tasks])
    if comm.rank > 0:
        while _dealt(comm, None) is not None:
            pass
        return on_root(comm, lambda: None)  # type: ignore[return-value]
    try:
        value, failure = function(lambda tasks: _dealt(comm, tasks) or []), None
    except (Exception, Interrupted) as error:
        failure = error
    comm.bcast(None)  # nothing more is dealt out

    def result() -> T:
        if failure is not None:
            raise failure
        return value

    return on_root(comm, result)


def _dealt(comm: Any, tasks: Sequence[Callable[[], Any]] | None) -> list[Any] | None:
    """Results of tasks that rank 0 deals out; on other ranks, None once there are no more."""
    tasks = comm.bcast(tasks)
    if tasks is None:
        return None
    own = range(comm.rank, len(tasks), comm.size)
    done: dict[int, tuple[Any, BaseException | None]] = {}
    for i in own:
        try:
            done[i] = (tasks[i](), None)
        except (Exception, Interrupted) as error:  # told on rank 0, which waits for it
            done[i] = (None, error)
    found = comm.gather(done)
    if found is None:
        return []
    every = {i: one for some in found for i, one in some.items()}
    for _, failure in every.values():
        if failure is not None:
            raise failure
    return [every[i][0] for i in range(len(tasks))]


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
    failure: Exception | Interrupted | None = None
    try:
        value = function(*args, **kwargs)
    except (Exception, Interrupted) as error:  # gathered: no rank waits for one that died
        failure = error
    failures = [f for f in comm.allgather(failure) if f is not None]
    if failures:
        raise failures[0]
    return value  # type: ignore[return-value]


@contextmanager
def closing_together(comm: Any, resource: Any) -> Iterator[None]:
    """Close a distributed resource at the end of a block; a collective call.

    After an error only a single rank closes it: of several, the others may be anywhere, and would
    never join in.
    """
    try:
        yield
    except BaseException:
        if comm.size == 1:
            resource.close()
        raise
    resource.close()


def guarded_main(main: Callable[[], int], last_words: Callable[[BaseException], int]) -> int:
    """Run `main` and return its exit code; an error that only some ranks met ends them all.

    An error of all ranks passes through to the caller. One of some ranks aborts the whole MPI job,
    since `MPI_Finalize` would wait for ever for ranks that are stuck in a collective call.

    Args:
        main: the program; it returns an exit code.
        last_words: tells the user of an error of this rank alone, and returns the exit code.

    Raises:
        UsageError: the ranks do not know of each other.
    """
    comm = world()
    check_strangers(comm.size)
    if comm.size == 1:
        return main()
    meeting = comm.Dup()  # its own, or messages would mix with those of a rank that goes on
    try:
        return main()
    except BaseException as error:
        in_a_hurry = isinstance(error, Interrupted | StoppedEarly)
        if _everywhere(meeting, IN_A_HURRY if in_a_hurry else PATIENCE):
            raise
        time.sleep(0.2 * comm.rank)  # if several ranks failed, the first one speaks for all
        _abort(comm, last_words(error))
    raise AssertionError("unreachable: the job was aborted")


def check_strangers(size: int) -> None:
    """Refuse to run as one of several processes that the launcher did not join to one MPI job.

    Args:
        size: number of ranks that this process knows of. Fewer tasks than ranks are fine: under
            mpiexec in a job of SLURM, one task per node starts the ranks.

    Raises:
        UsageError: the launcher started more processes than this.
    """
    for launcher, (variable, remedy) in _LAUNCHERS.items():
        started = os.environ.get(variable, "")
        if started.isdecimal() and int(started) > size:
            raise UsageError(
                f"{launcher} started {started} processes ({variable}), but each of them sees only "
                f"{size} MPI rank{'s' if size > 1 else ''}: they would all do the same work and "
                f"write to the same folder. {remedy}"
            )


PATIENCE, IN_A_HURRY = 5.0, 1.0
"""Time in which all ranks should arrive at the end, also when a signal ends them [s]."""


def _everywhere(comm: Any, patience: float) -> bool:
    """Tell whether all ranks arrive here within `patience` [s]."""
    request = comm.Ibarrier()
    deadline = time.monotonic() + patience
    while not request.Test():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


FORWARDED = 0.5
"""Time in which the launcher passes on what a rank has said, before all ranks are killed [s]."""


def _abort(comm: Any, code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    time.sleep(FORWARDED)
    comm.Abort(code)
    os._exit(code)  # Abort may return (seen with mpich under some launchers)
