"""Who reads results or plans runs does not wait for the finite elements."""

import subprocess
import sys

import pytest

HEAVY = {"dolfinx", "gmsh", "filasse.fem", "filasse.cracks", "filasse.simulation"}


@pytest.mark.parametrize("module", ["report", "sweep.sweep_folder"])
@pytest.mark.slow
def test_no_finite_elements_are_imported(module: str) -> None:
    """Figures come with the report, and both with what reads a run folder."""
    script = f"import sys, filasse.{module}; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_every_public_name_is_there() -> None:
    import filasse.output

    assert set(filasse.output._HOMES) == {*filasse.output.__all__}
    for name in filasse.output.__all__:
        assert getattr(filasse.output, name).__name__ == name
