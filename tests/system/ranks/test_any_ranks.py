"""The same results on any number of MPI ranks, whatever the slab holds.

On two ranks by default; `make test-ranks` sets FILASSE_TEST_RANKS for others.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.system.ranks.test_mpi_runs import assert_same, run_in_turn

from filasse.config import Config, load_config
from filasse.output.run_result import RunResult, open_run

log = logging.getLogger(__name__)
RANKS = [int(count) for count in os.environ.get("FILASSE_TEST_RANKS", "2").split()]
FOIL = ("anode={kind: foil, thickness: 10 um, cell_size: 5 um}", "mechanics.stack_pressure=1 MPa")
CASES = {
    "polycrystal": (
        "growth.max_steps=1",
        "geometry.microstructure={grains: {kind: voronoi, mean_size: 12 um}, seed: 3}",
        "electrolyte.grain_boundary={toughness_ratio: 0.6, width: 1 um}",
    ),
    "pore": (
        "geometry.flaws=[]",
        "geometry.microstructure={placed_pores: [{centre: [20 um, 9 um], size: 6 um, "
        "joined: true}]}",
        "growth={step: 2 um, micro_flaw: 2 um, max_steps: 1}",
        "protocol.current_density=8 mA/cm^2",
    ),
    "foil": (*FOIL, "growth.max_steps=0"),
    "cycle": (
        "geometry.flaws.0.length=8 um",
        "protocol={stop_time: 1 h, steps: [{current_density: 1 mA/cm^2, duration: 2 s}, "
        "{rest: 5 s}, {current_density: -1 mA/cm^2, duration: 2 s}]}",
    ),
    "layers": (
        "geometry.flaws.0={position: 15 um, length: 10 um}",
        "geometry.microstructure={placed_pores: [{centre: [30 um, 7 um], size: 6 um}]}",
        "electrolyte.leakage={conductivity: 1e-4 S/cm}",
        "interface={film_resistance: 20 ohm cm^2, coating: {material: gold, thickness: 50 nm}, "
        "contact: {reference_resistance: 9 ohm cm^2, reference_pressure: 5 MPa}, "
        "interphase: {material: LPSCl, loads_electrolyte: true}}",
        "mechanics.stack_pressure=2 MPa",
        "growth={step: 4 um, micro_flaw: 1.5 um, max_steps: 1}",
        "protocol={stop_time: 1 h, steps: [{repeat: 2, steps: ["
        "{current_density: 4 mA/cm^2, duration: 2 s}, "
        "{current_density: -4 mA/cm^2, duration: 1 s}]}]}",
    ),
    "few cells": (
        "geometry={width: 12 um, thickness: 12 um}",
        "mesh={tip: 6 um, lip: 6 um, anode: 6 um, far: 6 um}",
        "growth.step=6 um",
        "protocol={stop_time: 1 h, steps: [{current_density: 1 mA/cm^2, duration: 2 s}]}",
    ),
}
"""Overrides of the coarse slab; of the last one's few cells some ranks get next to none."""


def alone(case: str, config: Path, made: Callable[[Config], RunResult]) -> RunResult:
    """A case on one rank: in this process, which saves the start of another."""
    return made(load_config(config, CASES[case]))


@pytest.mark.slow
@pytest.mark.parametrize("ranks", RANKS)
def test_as_on_one_rank(
    config: Path, made: Callable[[Config], RunResult], tmp_path: Path, ranks: int
) -> None:
    commands = []
    for case, overrides in CASES.items():
        changes = [part for override in overrides for part in ("--set", override)]
        commands.append((config, "-o", tmp_path / case, *changes))
    assert run_in_turn(ranks, *commands) == [0] * len(CASES)
    for case in CASES:
        log.info("%s on %d ranks", case, ranks)  # shown where it differs
        one, many = alone(case, config, made), open_run(tmp_path / case)
        assert (many.info["ranks"], many.info["parallel"]) == (ranks, "replicated")
        assert (one.info["ranks"], one.info["parallel"]) == (1, "one rank")
        assert_same(many, one)
