"""Electrons that leak through the electrolyte plate lithium inside it.

In a slab of even electronic conductivity the electronic potential psi is linear, from 0 at the
anode to phi + U at the counter electrode. The ionic potential phi rises from phi_0, the drop over
the anode's interface, by i x/kappa. Lithium feels E = psi - phi, in which the ohmic drop cancels:

    E(x) = U x/L - phi_0 (1 - x/L)

Where E is below zero lithium can be plated, beside the anode first; a bad interface makes it worse.
"""

from __future__ import annotations

from filasse.constants import FARADAY


def leakage_current(
    electronic_conductivity: float,
    potential: float,
    current: float,
    resistance: float,
    length: float,
) -> float:
    """Electronic current density through a slab: i_e = sigma_e (U + i R)/L  [A/m^2].

    Args:
        electronic_conductivity: sigma_e [S/m].
        potential: U of the counter electrode against lithium, at rest [V].
        current: density i [A/m^2].
        resistance: R of the anode's interface and the electrolyte [ohm m^2].
        length: L [m].
    """
    return electronic_conductivity * (potential + current * resistance) / length


def lithium_potential(depth: float, length: float, potential: float, drop: float) -> float:
    """E(x) = U x/L - phi_0 (1 - x/L), what lithium at a depth feels [V]; below 0 it is plated.

    Args:
        depth: x from the anode [m].
        length: L [m].
        potential: U of the counter electrode against lithium, at rest [V].
        drop: phi_0 over the anode's interface [V].
    """
    return potential * depth / length - drop * (1 - depth / length)


def plating_depth(length: float, potential: float, drop: float, threshold: float) -> float:
    """Depth up to which lithium is plated, where -E is a threshold [m]: from 0 to L.

    Args:
        length: L [m].
        potential: U [V].
        drop: phi_0 [V].
        threshold: that -E must exceed [V].
    """
    if drop <= threshold:
        return 0.0
    if potential <= -threshold:  # at the counter electrode, too
        return length
    return length * (drop - threshold) / (potential + drop)


def seed_threshold(
    pressure: float, surface_energy: float, radius: float, volume_per_charge: float
) -> float:
    """What -E must exceed for a seed to grow: V_m (p + 2 gamma/r)/F  [V].

    Args:
        pressure: p on the seed, beyond that of the anode [Pa].
        surface_energy: gamma [J/m^2].
        radius: r of the seed [m].
        volume_per_charge: V_m/F [m^3/C].
    """
    return volume_per_charge * (pressure + 2 * surface_energy / radius)


def sphere_fill_time(
    radius: float, electronic_conductivity: float, drive: float, molar_volume: float
) -> float:
    """Time in which leakage fills a round pore: r^2 F/(3 sigma_e dE V_m)  [s].

    Electrons come in from all sides at sigma_e dE/r; far away nothing limits them.

    Args:
        radius: r [m].
        electronic_conductivity: sigma_e [S/m].
        drive: dE, -E beyond its threshold [V].
        molar_volume: V_m [m^3/mol].
    """
    return radius**2 * FARADAY / (3 * electronic_conductivity * drive * molar_volume)


def harmless_conductivity(radius: float, time: float, drive: float, molar_volume: float) -> float:
    """Electronic conductivity at which a round pore takes a given time to fill [S/m].

    Args:
        radius: r of the pore [m].
        time: t [s].
        drive: dE [V].
        molar_volume: V_m [m^3/mol].
    """
    return radius**2 * FARADAY / (3 * time * drive * molar_volume)
