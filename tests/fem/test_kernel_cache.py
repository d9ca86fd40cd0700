"""The cache of compiled kernels: killed compilations, no compiler, a folder that refuses."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from filasse.compat import prepare_dolfinx
from filasse.fem.linear.kernel_cache import cache_folder

pytestmark = pytest.mark.slow

# Compiles the form x dx on triangles, as filasse does with its own.
PROGRAM = """
import logging, sys
logging.basicConfig(level=logging.INFO)
from filasse.parallel import world
comm = world()
import ufl, basix.ufl, numpy as np
from dolfinx import fem
from filasse.errors import FilasseError
from filasse.fem.linear.kernel_cache import compile_safely
mesh = ufl.Mesh(basix.ufl.element("Lagrange", "triangle", 1, shape=(2,)))
form = ufl.SpatialCoordinate(mesh)[0] * ufl.dx(domain=mesh)
print("here", flush=True)
try:
    compile_safely(comm, lambda cache: fem.compile_form(
        comm, form, {"scalar_type": np.float64}, {"cache_dir": cache}))
except FilasseError as error:
    sys.exit(str(error))
"""
SLOW_COMPILER = '#!/bin/sh\nsleep "${DAWDLE:-0}"\nexec gcc "$@"\n'


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with a cache and a compiler of its own."""
    compiler = tmp_path / "compiler"
    compiler.write_text(SLOW_COMPILER)
    compiler.chmod(0o755)
    own = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    return os.environ | own | {"CC": str(compiler)}


def compiled(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def cached(home: dict[str, str]) -> Path:
    return Path(home["XDG_CACHE_HOME"]) / "fenics" / "filasse"


def test_a_killed_compilation_is_cleaned_up(home: dict[str, str]) -> None:
    slow = home | {"DAWDLE": "60"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=slow, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        deadline = time.monotonic() + 60
        while not any(path.stat().st_size for path in cached(home).glob("*.c")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(process.pid, 9)
    assert not list(cached(home).glob("*.cached"))
    start = time.monotonic()
    done = compiled(home)
    assert done.returncode == 0, done.stderr
    assert "Deleting what a killed compilation left" in done.stderr
    assert time.monotonic() - start < 60  # it does not wait for the dead one to finish
    assert len(list(cached(home).glob("*.cached"))) == 1


def test_a_damaged_kernel_is_compiled_again(home: dict[str, str]) -> None:
    assert compiled(home).returncode == 0
    (library,) = cached(home).glob("*.so")
    library.write_bytes(b"")
    done = compiled(home)
    assert done.returncode == 0, done.stderr
    assert library.stat().st_size > 0


def test_no_compiler(home: dict[str, str]) -> None:
    done = compiled(home | {"CC": "no-such-compiler"})
    assert done.returncode == 1
    assert "there is no C compiler 'no-such-compiler'. Install one" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_cache_that_cannot_be_written(tmp_path: Path, home: dict[str, str]) -> None:
    (tmp_path / "file").write_text("")
    done = compiled(home | {"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / f"filasse-kernels-{os.getuid()}").glob("*.cached"))


def test_a_folder_that_somebody_laid_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_dolfinx()
    trap = tmp_path / "trap"
    trap.mkdir()
    (tmp_path / f"filasse-kernels-{os.getuid()}").symlink_to(trap)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("dolfinx.jit.get_options", lambda: {"cache_dir": "/dev/null/cache"})
    found = cache_folder()
    assert found.parent == tmp_path
    assert not found.is_symlink()
