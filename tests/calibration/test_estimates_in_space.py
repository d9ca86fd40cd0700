"""Closed forms of slabs with a depth: what they tell, and what they cannot."""

from typing import Any

import pytest

import filasse
from filasse.calibration.models.closed_forms import NoEstimate, estimate_of

SLAB: dict[str, Any] = {
    "geometry": {
        "width": "80 um",
        "thickness": "60 um",
        "depth": "80 um",
        "flaws": [{"position": "40 um", "length": "10 um"}],
    },
    "electrolyte": {"material": "LLZO", "fracture_toughness": "1 MPa m^0.5"},
    "interface": {"film_resistance": "20 ohm cm^2"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
}
SHUT = {"lithium.mouth": "sealed"}


@pytest.mark.parametrize("name", ["critical_current", "intensity_ratio"])
def test_what_leaves_an_open_mouth_is_not_told(name: str) -> None:
    """The current of a shut one is no critical current: `filasse ccd` finds 1.8 times as much."""
    with pytest.raises(NoEstimate, match=r"how much lithium leaves the flaw, .*; ask runs"):
        estimate_of(name, filasse.load_config(SLAB), {})


def test_a_shut_mouth_is_told() -> None:
    shut = filasse.load_config(SLAB, SHUT)
    critical = estimate_of("critical_current", shut, {})
    at = filasse.load_config(SLAB, SHUT | {"protocol.current_density": f"{critical!r} A/m^2"})
    assert estimate_of("intensity_ratio", at, {}) == pytest.approx(1, rel=1e-6)


def test_a_flaw_that_no_closed_form_knows_is_not_called_unknown_in_length() -> None:
    deep = filasse.load_config(SLAB, {"geometry.flaws.0.length": "25 um"})
    with pytest.raises(NoEstimate, match="needs flaws whose stress intensities a closed form tell"):
        estimate_of("critical_current", deep, {})
    none = filasse.load_config(SLAB, {"geometry.flaws": []})
    with pytest.raises(NoEstimate, match="needs a flaw of known length"):
        estimate_of("critical_current", none, {})
