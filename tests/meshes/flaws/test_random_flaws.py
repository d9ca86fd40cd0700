"""Random surface cracks."""

import math

import numpy as np
import pytest

from filasse_meshes import FlawSpec, MeshingError, make_flaws

UM = 1e-6


@pytest.mark.parametrize(
    ("distribution", "shape", "variation"), [("lognormal", 0.5, 0.533), ("weibull", 2.0, 0.523)]
)
def test_lengths_follow_their_distribution(
    distribution: str, shape: float, variation: float
) -> None:
    spec = FlawSpec(4000, 3 * UM, distribution, shape)  # type: ignore[arg-type]
    lengths = [math.dist(*crack.path) for crack in make_flaws(1.0, spec, seed=1)]
    assert np.mean(lengths) == pytest.approx(3 * UM, rel=0.03)
    assert np.std(lengths) / np.mean(lengths) == pytest.approx(variation, rel=0.05)


def test_mouths_keep_their_spacing_and_the_seed_decides() -> None:
    spec = FlawSpec(10, 2 * UM, spacing=4 * UM, angle_spread=0.3)
    flaws = make_flaws(60 * UM, spec, seed=2)
    mouths = np.array([crack.path[0][0] for crack in flaws])
    assert np.diff(np.concatenate([[0.0], mouths, [60 * UM]])).min() >= 4 * UM * (1 - 1e-9)
    assert [crack.name for crack in flaws[:2]] == ["flaw1", "flaw2"]
    assert make_flaws(60 * UM, spec, seed=2) == flaws
    assert make_flaws(60 * UM, spec, seed=3) != flaws


def test_messages() -> None:
    with pytest.raises(MeshingError, match="10 flaws 6 um apart do not fit on 60 um"):
        make_flaws(60 * UM, FlawSpec(10, 2 * UM, spacing=6 * UM), seed=1)
    with pytest.raises(MeshingError, match="positive mean length"):
        make_flaws(60 * UM, FlawSpec(1, 0.0), seed=1)
