"""The anode as a body, and the creep around mouths, by the configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from filasse.config import Config
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.foil_mesh import Dent, Fill
from filasse.lithium_body.rigid_outline import Outline, straight
from filasse.materials.preset_laws import anand_preset, elastic_preset, plastic_preset
from filasse.parameters.lithium_parameters import creep_law, fluidity
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.mouth_flow import Mouth

type FloatArray = npt.NDArray[np.float64]

SIZE_PER_THICKNESS, SIZE_PER_WIDTH = 1 / 4, 1 / 40
"""Largest cell of a foil: the larger of the two."""


@dataclass(frozen=True)
class AnodeSide:
    """The anode side of a slab.

    Attributes:
        outline: through all notches.
        fill: mesher of the lithium below it.
    """

    outline: Outline
    fill: Fill


@dataclass(frozen=True)
class FoilModel:
    """The anode as a body.

    Attributes:
        thickness: at the start [m].
        size: largest cell [m].
        spread: half width of surface that takes up the lithium of a mouth [m].
        solid: law of lithium at the present temperature.
        sticks: whether lithium in contact cannot slide.
        adhesion: tension that the interface bears [Pa].
        roughness: gap at which contact is lost [m].
        dents: gaps at the start.
        outline: of the electrolyte's side.
        fill: mesher of what reaches into notches and around voids.
    """

    kind: ClassVar[str] = "foil"
    stays_even: ClassVar[bool] = False

    thickness: float
    size: float
    spread: float
    solid: Solid
    sticks: bool
    adhesion: float
    roughness: float
    dents: tuple[Dent, ...]
    outline: Outline
    fill: Fill | None = None

    def knots(self, spacing: float) -> tuple[float, ...]:
        """Knots of the contact pressure along the outline [m]."""
        length = self.outline.length
        cells = max(2, int(length / spacing))
        return tuple(length * i / cells for i in range(cells + 1))

    def along(self, points: FloatArray) -> FloatArray:
        """Where points lie along the outline [m], shape (n, 2) -> (n,)."""
        return self.outline.along(points)


def mouth(config: Config, laws: Laws = CONFIGURED) -> Mouth:
    """Creep of the anode around the mouths of cracks."""
    return Mouth(creep_law(config, laws), config.anode.spread)


def _adhesion(config: Config) -> float:
    """Tension that the interface bears [Pa]: that of the coating, if it has its own."""
    coating = config.interface.coating
    own = None if coating is None else coating.adhesion
    return config.anode.adhesion if own is None else own


def foil_model(config: Config, side: AnodeSide | None, laws: Laws = CONFIGURED) -> FoilModel:
    """The foil of a configuration.

    Args:
        config: the configuration.
        side: the anode side of the slab; flat by default.
        laws: of the user.
    """
    anode = config.anode
    coarse = max(SIZE_PER_THICKNESS * anode.thickness, SIZE_PER_WIDTH * config.geometry.width)
    young, poisson = elastic_preset()
    choices: dict[str, Callable[[], FlowLaw]] = {
        "power_law": lambda: creep_law(config, laws).with_fluidity(fluidity(config)),
        "anand_narayan": lambda: anand_preset(config.temperature),
        "perfectly_plastic": lambda: plastic_preset(config.temperature),
    }
    return FoilModel(
        thickness=anode.thickness,
        size=anode.cell_size or coarse,
        spread=config.anode.spread,
        solid=Solid(young / (2 + 2 * poisson), 3 * (1 - 2 * poisson) / young, choices[anode.law]()),
        sticks=anode.friction == "sticks",
        adhesion=_adhesion(config),
        roughness=anode.roughness,
        dents=tuple(Dent(void.position, void.width, void.depth) for void in anode.voids),
        outline=side.outline if side else straight(config.geometry.width),
        fill=side.fill if side else None,
    )
