"""Names that the program gives keep off those of the user."""

from pathlib import Path

from filasse.config import load_config
from filasse.simulation.generate import generate_slab
from filasse.simulation.given_names import free_name

SLAB = """
geometry:
  width: 80 um
  thickness: 60 um
  flaws:
    - {name: flaw2, position: 8 um, length: 6 um}
    - {name: joint-pore1, position: 20 um, length: 6 um}
  random_flaws: {number: 2, mean_length: 3 um, seed: 3}
  microstructure:
    placed_pores: [{name: pore2, centre: [40 um, 50 um], size: 2 um}]
    pores: {number: 2, mean_size: 2 um}
electrolyte: {material: LLZO}
protocol: {current_density: 4 mA/cm^2, stop_time: 10 h}
"""


def test_own_names_keep_off_those_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "slab.yaml"
    path.write_text(SLAB)
    slab = generate_slab(load_config(path))
    assert [c.name for c in slab.cracks] == ["flaw2", "joint-pore1", "flaw3", "flaw4"]
    assert slab.microstructure is not None
    assert [p.name for p in slab.microstructure.pores] == ["pore1", "pore2-2", "pore2"]


def test_free_name() -> None:
    assert free_name("a", ()) == "a"
    assert free_name("a", {"a", "a-2"}) == "a-3"
