"""L: how lithium deforms as a solid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.verification.cases.case import Measured, case, profile, relative

from filasse.materials.preset_laws import (
    anand_preset,
    creep_preset,
    diffusion_preset,
    elastic_preset,
)
from filasse.physics.creep.diffusional import diffusional_fluidity
from filasse.physics.creep.flow_law import FloatArray, flow_stress, strain_rate
from filasse.physics.creep.return_mapping import tension
from filasse.physics.plating import plating_current

ROOM = 298.0
STRAINS = np.array([0.01, 0.05, 0.1, 0.2, 0.4])
TENSION = {
    4e-5: (0.400, 0.420, 0.439, 0.469, 0.506),
    3e-4: (0.544, 0.579, 0.615, 0.668, 0.734),
    3e-3: (0.773, 0.838, 0.904, 1.002, 1.122),
    2e-2: (1.032, 1.136, 1.241, 1.398, 1.590),
}
"""True stress [MPa] at the strains, by strain rate [1/s], 298 K."""

COLD_AND_WARM = {198.0: 1.405, 248.0: 0.680, 273.0: 0.522, 348.0: 0.298, 398.0: 0.231}
"""True stress [MPa] at 4e-5/s and 5 % by temperature [K]."""

LEPAGE = {273.0: 1.245, 298.0: 1.012, 333.0: 0.798, 353.0: 0.711}
"""Stress [MPa] at 1e-3/s by temperature [K]."""

TOLERANCE = 5e-3


def tension_stress(rate: float, temperature: float, strains: FloatArray) -> FloatArray:
    """True stress [MPa] of Anand and Narayan's law at strains, shape (k,)."""
    young, _ = elastic_preset()
    strain, stress = tension(anand_preset(temperature), young, rate, float(strains[-1]))
    return np.asarray(np.interp(strains, strain, stress) / 1e6)


@case("L3", "tension at four rates, Anand and Narayan")
def tension_by_rate() -> Measured:
    """True stress at 1 to 40 %."""
    values = np.array([tension_stress(rate, ROOM, STRAINS) for rate in TENSION])
    ratio = (values / np.array(list(TENSION.values()))).ravel()
    return profile(ratio, np.ones_like(ratio), TOLERANCE, "stress over reference, worst of 20")


@case("L3", "tension at five temperatures, Anand and Narayan")
def tension_by_temperature() -> Measured:
    """True stress at 5 % and 4e-5/s."""
    strain = np.array([0.05])
    values = [tension_stress(4e-5, kelvin, strain)[0] for kelvin in COLD_AND_WARM]
    ratio = np.array(values) / np.array(list(COLD_AND_WARM.values()))
    return profile(ratio, np.ones_like(ratio), TOLERANCE, "stress over reference, worst of 5")


@case("L3", "steady state of a long tension test")
def steady_flow() -> Measured:
    """The stress settles at S_0* r^(m + n)."""
    rate, law = 3e-4, anand_preset(ROOM)
    young, _ = elastic_preset()
    stress = tension(law, young, rate, 400.0)[1][-1]  # S approaches S* like one over the strain
    exact = law.steady_stress(np.array([rate]))[0]
    return relative(stress, exact, TOLERANCE, "Pa, at a strain of 400")


@case("L3", "flow at 5e-4/s against experiment")
def fincher() -> Measured:
    """Stress at which lithium that has not hardened flows; Fincher et al. 2020."""
    law = anand_preset(ROOM)
    stress = flow_stress(law, np.array([5e-4]))[0] / 1e6
    return relative(stress, 0.57, 0.25, "MPa, measured by Fincher et al., Acta Mater. 186, 215")


@case("L4", "creep rate of LePage at 1 MPa")
def lepage_rate() -> Measured:
    """9.24e-4 /s at 298 K."""
    law = creep_preset("LePage2019", ROOM)
    rate = strain_rate(law, np.array([1e6]), np.array([law.resistance])).value[0]
    return relative(rate, 9.24e-4, TOLERANCE, "1/s")


@case("L4", "stress of LePage at 1e-3/s by temperature")
def lepage_stress() -> Measured:
    """From 273 to 353 K."""
    rate = np.array([1e-3])
    values = [flow_stress(creep_preset("LePage2019", kelvin), rate)[0] / 1e6 for kelvin in LEPAGE]
    ratio = np.array(values) / np.array(list(LEPAGE.values()))
    return profile(ratio, np.ones_like(ratio), TOLERANCE, "stress over reference, worst of 4")


@case("L5", "current that strains 0.55 um of lithium at 2e-3/s")
def plating() -> Measured:
    """From rate = i V_m/(F h), 0.82 mA/cm^2."""
    current = plating_current(2e-3, 0.55e-6, diffusion_preset().molar_volume) / 10
    return relative(current, 0.82, TOLERANCE, "mA/cm^2")


@case("L4", "stress exponent of creep in small grains")
def coble() -> Measured:
    """Diffusion, linear in the stress, outruns power-law creep at low stress."""
    fluidity = diffusional_fluidity(diffusion_preset(), 1e-7, ROOM)
    law = replace(creep_preset("LePage2019", ROOM), fluidity=fluidity)
    stress = np.array([1e5])
    rate = strain_rate(law, stress, np.array([law.resistance]))
    return relative((rate.by_stress * stress / rate.value)[0], 1.0, 1e-6, "0.1 MPa, 0.1 um grains")
