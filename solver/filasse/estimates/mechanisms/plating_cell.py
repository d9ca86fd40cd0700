"""The numbers of a cell that its estimates share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from filasse.config import Config
from filasse.constants import FARADAY
from filasse.estimates.mechanisms.assumptions import Assumptions
from filasse.estimates.time_to_growth.applied_currents import AnodeKinetics, applied_currents
from filasse.parameters.interface.electrode_kinetics import anode_kinetics
from filasse.parameters.interface.planar_kinetics import planar_kinetics
from filasse.physics.elastic_constants import plane_strain_modulus
from filasse.physics.kinetics import Kinetics, current_taking, overpotential


@dataclass(frozen=True)
class PlatingCell:
    """A cell while its protocol plates fastest.

    Attributes:
        config: at the temperature of that moment.
        inputs: what the configuration does not have.
        current: the strongest plating current density [A/m^2]; 0 if nothing is plated.
        kinetics: of the anode's interface, whose R_f is all that resists there: see
            `filasse.parameters.interface.planar_kinetics`.
        conductivity: kappa [S/m].
        modulus: E' of the electrolyte [Pa].
        lithium_modulus: E' of lithium [Pa].
        volume_per_charge: V_m/F [m^3/C].
    """

    config: Config
    inputs: Assumptions
    current: float
    kinetics: Kinetics
    conductivity: float
    modulus: float
    lithium_modulus: float
    volume_per_charge: float

    @property
    def thickness(self) -> float:
        """Between the electrodes [m]."""
        return self.config.geometry.thickness

    @property
    def drop(self) -> float:
        """Potential phi_0 over the anode's interface, eta + R_f i [V]."""
        return float(overpotential(self.kinetics, np.array([self.current]))[0][0])

    def current_at(self, drop: float) -> float:
        """Current density at which the anode's interface takes a drop [A/m^2].

        Infinite where nothing resists; 0 if the drop is not positive.

        Args:
            drop: eta + R_f i [V].
        """
        if drop <= 0:
            return 0.0
        return current_taking(drop, partial(overpotential, self.kinetics))


def cell_of(config: Config, inputs: Assumptions) -> PlatingCell:
    """What estimates need to know of a configuration."""
    current, temperature = strongest(config, planar_kinetics)
    config = config.model_copy(update={"temperature": temperature})
    solid = config.electrolyte
    conductivity, kinetics = solid.conductivity_at(temperature), planar_kinetics(config)
    return PlatingCell(
        config=config,
        inputs=inputs,
        current=current,
        kinetics=kinetics,
        conductivity=conductivity,
        modulus=plane_strain_modulus(solid.youngs_modulus, solid.poisson_ratio),
        lithium_modulus=plane_strain_modulus(
            inputs.lithium_youngs_modulus, inputs.lithium_poisson_ratio
        ),
        volume_per_charge=config.lithium.molar_volume / FARADAY,
    )


def strongest(config: Config, anode: AnodeKinetics = anode_kinetics) -> tuple[float, float]:
    """The strongest plating current [A/m^2] of a protocol, and its temperature [K].

    Args:
        config: the configuration.
        anode: its kinetics, which tell what a held voltage draws.
    """
    found, applied = [(0.0, config.temperature)], applied_currents(config, anode)
    found += [(i.current, i.temperature or config.temperature) for i in applied]
    return max(found, key=lambda item: item[0])
