"""Slabs with a depth: their keys, defaults and checks."""

from collections.abc import Callable

import pytest

from filasse.config import Config
from filasse.errors import ConfigError
from filasse.parameters.protocol import segments
from filasse.simulation.slab import start

DEPTH = "geometry.depth=80 um"


def test_currents_are_those_of_the_electrode(load: Callable[..., Config]) -> None:
    flat, slab = load(), load(DEPTH)
    assert flat.geometry.electrode_area == 100e-6
    assert slab.geometry.electrode_area == pytest.approx(100e-6 * 80e-6, rel=1e-12)
    assert segments(slab)[0].drive.current == pytest.approx(20.0 * 8e-9, rel=1e-12)
    assert segments(flat)[0].drive.current == pytest.approx(20.0 * 100e-6, rel=1e-12)


@pytest.mark.parametrize("key", ["half_width=9 um", "z=9 um", "azimuth=9 deg"])
def test_a_cross_section_has_no_third_direction(load: Callable[..., Config], key: str) -> None:
    name, value = key.split("=")
    with pytest.raises(ConfigError) as error:
        load(f"geometry.flaws.0.{key}")
    message = f'geometry.flaws.0.{name} = "{value}" needs a slab with a depth; give geometry.depth'
    assert message in str(error.value)
    assert load(f"geometry.flaws.0.{key}", DEPTH).geometry.flaws[0] != load(DEPTH).geometry.flaws[0]


def test_a_slab_with_a_depth_is_not_yet_run(load: Callable[..., Config]) -> None:
    with pytest.raises(ConfigError, match=r"^geometry.depth = 80 um: slabs with a depth cannot"):
        start(load(DEPTH))
