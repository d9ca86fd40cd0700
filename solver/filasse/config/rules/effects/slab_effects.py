"""When each key of the slab and of its electrolyte has an effect."""

from collections.abc import Mapping

from filasse.config.rules.conditions import (
    CRACKS,
    GRAINS,
    ITEM,
    WARM,
    Condition,
    alone,
    always,
    beside_body,
    both,
    chosen,
    draws_pores,
    has_properties,
    in_plane,
    in_space,
    is_oblong,
    under,
    when,
    with_mesh_file,
    without_path,
)
from filasse.config.rules.config_facts import (
    cleaves,
    draws,
    draws_bands,
    has_pores,
    leaks,
    scatters,
    shows_pores,
    turned,
)

_ELECTRONS = when(leaks, "without electronic conduction", "give electrolyte.leakage")
_THIN = in_plane("whose mesh does not see grain boundaries", "give their toughness_ratio")

SLAB: Mapping[str, Mapping[str, Condition]] = {
    "GeometrySection": {
        **always("width", "thickness", "depth", "mesh_file"),
        "symmetry": in_space,
        "mesh_unit": with_mesh_file,
        "flaws": alone("mesh_file", "are given beside a mesh_file, which has its own"),
        **under(beside_body, "random_flaws", "microstructure", "regions"),
    },
    "FlawSection": {
        **always("name", "path"),
        **under(without_path, "position", "length", "angle"),
        **under(in_space, "half_width", "height", "z", "azimuth"),
        "pore": in_space,
    },
    "RandomFlawsSection": {
        **always("number", "mean_length", "distribution", "shape", "angle_spread", "seed"),
        **always("spacing"),
    },
    "RegionSection": {ITEM: has_properties, **always("name", "bottom", "top", "polygon")},
    "MicrostructureSection": {
        "seed": when(draws, "where nothing is drawn", "add grains or pores"),
        "grains": alone("image", "are given beside an image, which has its own"),
        "pores": both(alone("image", "are given beside an image, which has its own"), draws_pores),
        **always("placed_pores", "notches", "image"),
    },
    "GrainsSection": {
        **always("mean_size", "kind", "relax"),
        "spread": chosen("geometry.microstructure.grains.kind", "laguerre"),
    },
    "PoresSection": always(
        *("number", "porosity", "mean_size", "spread", "aspect", "site", "gap", "joined")
    ),
    "PlacedPoreSection": {
        **always("name", "centre", "size", "aspect", "joined"),
        "z": in_space,
        "angle": is_oblong,
    },
    "NotchSection": always("name", "position", "width", "depth", "shape", "crack"),
    "ImageSection": {
        **always("file", "pixel_size", "phases", "smallest_feature", "page"),
        "cut_pores": when(
            shows_pores, "without a phase `pore`", "name a label `pore` in image.phases"
        ),
    },
    "ElectrolyteSection": {
        **always("material", "youngs_modulus", "poisson_ratio", "fracture_toughness"),
        **always("ionic_conductivity", "leakage", "regions"),
        "conductivity_activation_energy": WARM,
        "toughness_activation_energy": WARM,
        **under(GRAINS, "grain_boundary", "scatter"),
        "cleavage": both(
            CRACKS,
            when(cleaves, "with ratio: 1, equally tough in every direction", "give more than 1"),
        ),
    },
    "GrainBoundarySection": {
        "width": when(
            draws_bands,
            "on a mesh file that has its own area grain_boundary",
            "draw the area as wide as you want it",
        ),
        **always("toughness_ratio"),
        **under(_THIN, "modulus_ratio", "conductivity_ratio"),
        "electronic_ratio": both(_ELECTRONS, _THIN),
    },
    "LeakageSection": {
        **always("conductivity"),
        "activation_energy": WARM,
        **under(
            when(has_pores, "without pores", "add geometry.microstructure.pores"),
            *("seed_radius", "surface_energy"),
        ),
    },
    "ScatterSection": {
        **always("toughness", "modulus", "conductivity"),
        "seed": when(scatters, "where nothing scatters", "give a toughness"),
    },
    "CleavageSection": {
        **always("ratio", "orientation", "orientations"),
        "seed": when(
            lambda config: not turned(config),
            "where orientations are given",
            "delete those to draw them at random",
        ),
    },
    "RegionPropertiesSection": {
        **always("youngs_modulus", "fracture_toughness", "ionic_conductivity", "in_plane_stress"),
        "electronic_conductivity": _ELECTRONS,
    },
}
