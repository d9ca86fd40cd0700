"""Launchers that start processes which do not know of each other."""

import pytest

from filasse.errors import UsageError
from filasse.parallel import check_strangers

VARIABLES = ("SLURM_STEP_NUM_TASKS", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE")


@pytest.fixture(autouse=True)
def no_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("SLURM_STEP_NUM_TASKS", r"srun started 4 processes .*Start it by `srun --mpi=pmi2`"),
        ("OMPI_COMM_WORLD_SIZE", r"Open MPI's mpirun started 4 .*mpiexec of the MPI that dolfinx"),
        ("PMI_SIZE", r"mpiexec started 4 processes \(PMI_SIZE\).*sees only 1 MPI rank:"),
    ],
)
def test_strangers_are_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, message: str
) -> None:
    monkeypatch.setenv(variable, "4")
    with pytest.raises(UsageError, match=message):
        check_strangers(1)


@pytest.mark.parametrize(("variable", "started"), [*((v, "4") for v in VARIABLES),
                                                   ("SLURM_STEP_NUM_TASKS", "1")])  # fmt: skip
def test_ranks_of_one_job_are_welcome(
    monkeypatch: pytest.MonkeyPatch, variable: str, started: str
) -> None:
    """Also four ranks that one task of SLURM started: mpiexec inside a job."""
    monkeypatch.setenv(variable, started)
    check_strangers(4)
