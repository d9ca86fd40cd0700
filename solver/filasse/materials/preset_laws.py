"""Laws of lithium by the names of their presets, at a temperature."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from filasse import materials
from filasse.materials.strengths import BULK_STRENGTH, STRENGTHS
from filasse.physics.creep.anand import AnandLaw, AnandParameters, Hardening, anand_law
from filasse.physics.creep.diffusional import Diffusion
from filasse.physics.creep.power_law import PowerLaw, perfectly_plastic, power_law
from filasse.physics.creep.size_effect import SizeEffect, fit_size_effect
from filasse.units import parse_quantity

ANAND = "AnandNarayan2019"
"""The preset with hardening."""


def creep_preset(name: str, temperature: float) -> PowerLaw:
    """Power law of a creep preset; its steady state if it hardens.

    Args:
        name: of the preset.
        temperature: T [K].
    """
    return power_law(*_power_law_parameters(name), temperature)


@cache
def _power_law_parameters(name: str) -> tuple[float, float, float]:
    """Read n [-], A [Pa^-n s^-1] and Q [J/mol] of a preset."""
    values = materials.load(name, "creep").section("creep")
    exponent = float(values["exponent"])
    prefactor = parse_quantity(values["prefactor"], f"Pa^-{exponent:g} s^-1")
    return exponent, prefactor, parse_quantity(values["activation_energy"], "J/mol")


def anand_preset(temperature: float, name: str = ANAND) -> AnandLaw:
    """The law of a preset that hardens, at a temperature [K]."""
    return anand_law(anand_parameters(name), temperature)


@cache
def anand_parameters(name: str = ANAND) -> AnandParameters:
    """Parameters of a preset that hardens."""
    values = materials.load(name, "creep").section("viscoplastic")
    return AnandParameters(
        prefactor=parse_quantity(values["prefactor"], "s^-1"),
        activation_energy=parse_quantity(values["activation_energy"], "J/mol"),
        sensitivity=float(values["sensitivity"]),
        resistance=parse_quantity(values["resistance"], "Pa"),
        hardening=Hardening(
            modulus=parse_quantity(values["hardening_modulus"], "Pa"),
            saturation=parse_quantity(values["saturation"], "Pa"),
            exponent=float(values["hardening_exponent"]),
            saturation_exponent=float(values["saturation_exponent"]),
        ),
    )


def elastic_preset(name: str = ANAND) -> tuple[float, float]:
    """Young's modulus [Pa] and Poisson's ratio of lithium, with those of a viscoplastic preset."""
    values = materials.load(name, "creep").section("viscoplastic")
    return parse_quantity(values["youngs_modulus"], "Pa"), float(values["poisson_ratio"])


def plastic_preset(temperature: float) -> PowerLaw:
    """Perfectly plastic lithium, with the strength of the preset of a nearly plastic one."""
    nearly = creep_preset("PerfectlyPlastic", temperature)
    rate = 1e-3
    return perfectly_plastic(nearly.resistance * rate ** (1 / nearly.exponent), rate)


@cache
def diffusion_preset(name: str = "Li") -> Diffusion:
    """Diffusion in lithium that makes it creep."""
    lithium: dict[str, Any] = materials.load(name, "lithium").section("lithium")
    values = lithium["diffusional_creep"]
    return Diffusion(
        boundary_width=parse_quantity(values["boundary_width"], "m"),
        boundary_diffusivity=parse_quantity(values["boundary_diffusivity"], "m^2/s"),
        boundary_activation_energy=parse_quantity(values["boundary_activation_energy"], "J/mol"),
        lattice_diffusivity=parse_quantity(values["lattice_diffusivity"], "m^2/s"),
        lattice_activation_energy=parse_quantity(values["lattice_activation_energy"], "J/mol"),
        molar_volume=parse_quantity(lithium["molar_volume"], "m^3/mol"),
    )


@cache
def measured_size_effect() -> SizeEffect:
    """Factor on the strength, fitted to the measured strengths of small pieces of lithium."""
    lengths = np.array([item.length for item in STRENGTHS])
    strengths = np.array([item.strength for item in STRENGTHS])
    return fit_size_effect(lengths, strengths, BULK_STRENGTH)
