"""What sweeps and searches do about a folder that holds something else."""

from collections.abc import Callable
from pathlib import Path

import pytest

type Write = Callable[..., Path]
type Command = Callable[..., tuple[int, str, str]]
GRID = "grid: {protocol.current_density: [0.2 mA/cm^2, 8 mA/cm^2]}"
SHORT_SEARCH = ("--max-runs", "2", "--tolerance", "0.1 %")


def test_a_sweep_and_a_search_do_not_share_a_folder(
    sweep_file: Write, base: Path, tmp_path: Path, filasse: Command
) -> None:
    """Each would replace the other's list of runs."""
    swept, searched = tmp_path / "swept", tmp_path / "searched"
    assert filasse("sweep", sweep_file(GRID), "-o", swept, "--slurm")[0] == 0
    before = (swept / "sweep.json").read_bytes()
    code, _, err = filasse("ccd", base, "-o", swept)
    assert code == 5
    assert "holds a filasse sweep, not a search of a critical current" in err
    assert (swept / "sweep.json").read_bytes() == before
    filasse("ccd", base, "-o", searched, *SHORT_SEARCH)
    code, _, err = filasse("sweep", sweep_file(GRID), "-o", searched)
    assert code == 5
    assert "holds a search of a critical current (filasse ccd), not a filasse sweep" in err


def test_a_search_of_another_slab_is_refused(base: Path, tmp_path: Path, filasse: Command) -> None:
    options = ("ccd", base, "-o", tmp_path / "ccd", *SHORT_SEARCH)
    assert filasse(*options)[0] == 4
    code, _, err = filasse(*options, "--set", "temperature=60 degC")
    assert code == 2
    assert "temperature: 298.15 K before, 333.15 K now" in err
    assert "Choose another folder with -o" in err
    assert filasse(*options, "--set", "protocol.current_density=5 mA/cm^2")[0] == 4


@pytest.mark.parametrize("place", ["notes.md", "dangling"])
def test_odd_places_for_a_search(
    base: Path, monkeypatch: pytest.MonkeyPatch, place: str, filasse: Command
) -> None:
    monkeypatch.chdir(base.parent)
    Path("notes.md").write_text("mine")
    Path("dangling").symlink_to("nowhere")
    code, _, err = filasse("ccd", base, "-o", place)
    assert code == 5
    assert place in err
    assert "another" in err
    assert Path("notes.md").read_text() == "mine"
    assert not Path("nowhere").exists()
