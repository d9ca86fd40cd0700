"""Pores as reservoirs: they fill, come under pressure, and let a crack out."""

from collections.abc import Callable

import pytest

from filasse.output.run_result import RunResult

PORE = (
    "geometry.flaws=[]",
    "geometry.microstructure={placed_pores: [{name: hole, centre: [20 um, 7 um], size: 3 um, "
    "joined: true}]}",
    "mesh.tip=0.15 um",
    "growth.step=2 um",
)


def test_a_joined_pore_fills_and_a_crack_leaves_it(run: Callable[..., RunResult]) -> None:
    result = run(*PORE, "growth.max_steps=1")
    series = result.series
    assert result.reason == "max_steps"
    assert "from-hole" in result.tips
    assert series["lithium_balance"].max() < 1e-9
    assert series["current_balance"].max() < 1e-8
    # The pore must be full before any pressure builds up: its area is 7 um^2.
    held = series["lithium_in_cracks"]
    pressed = series["from-hole.max_pressure"] > 1.0
    assert held.iloc[0] < 1.0
    assert held[pressed].min() > 0.97 * 7.07
    critical = series[series["growth_step"] == 0].iloc[-1]
    assert critical["from-hole.K_eq/K_c"] == pytest.approx(1.0, abs=1e-5)


@pytest.mark.slow
def test_a_filament_enters_a_pore_ahead(run: Callable[..., RunResult]) -> None:
    result = run(
        "geometry.flaws=[{position: 20 um, length: 15 um}]",
        "geometry.microstructure={placed_pores: [{name: hole, centre: [20.4 um, 22 um], "
        "size: 4 um}]}",
        "mesh.tip=0.25 um",
        "growth.step=2 um",
        "growth.max_steps=6",
    )
    assert (result.events["obstacle"] == "pore hole").any()
    assert "from-hole" in result.tips
    assert result.series["lithium_balance"].max() < 1e-9


@pytest.mark.slow
def test_stripping_the_neck_cuts_off_a_pore_and_plating_joins_it_again(
    run: Callable[..., RunResult],
) -> None:
    """The neck empties first: lithium in the pore is dead, and there for the next cycle."""
    there, back = (f"{{current_density: {i} mA/cm^2, duration: 200 s}}" for i in (2, -2))
    series = run(
        *PORE,
        "electrolyte.fracture_toughness=9 MPa m^0.5",
        f"protocol={{steps: [{there}, {back}, {there}], stop_time: 2 h}}",
    ).series
    dead, held = series["dead_lithium"], series["lithium_in_cracks"]
    stripping = series["current_density"] < 0
    assert dead[~stripping & (series["time"] <= 200)].max() == 0
    assert dead[stripping].max() > 0.9 * held[stripping].iloc[0]
    assert dead[stripping].iloc[-1] == dead[stripping].max()
    assert dead.iloc[-1] == 0
    assert held.iloc[-1] > held[stripping].iloc[-1]
    assert series["lithium_balance"].max() < 1e-9
    assert series["current_balance"].max() < 1e-8


def test_a_leaking_pore_is_waited_for(run: Callable[..., RunResult]) -> None:
    """Without a flaw nothing changes in the step in which plating begins on its seed."""
    pore = "geometry.microstructure={placed_pores: [{centre: [20 um, 9 um], size: 5 um}]}"
    leaks = "electrolyte.leakage={conductivity: 3e-5 S/cm}"
    result = run("geometry.flaws=[]", pore, leaks, "protocol.stop_time=20 s")
    assert result.reason == "end_of_protocol"
    assert result.series["void1.filling"].iloc[-1] > 1e-4


def test_a_leaking_pore_opens_and_leaves_with_a_piece(run: Callable[..., RunResult]) -> None:
    """With growth.join: from inside to the anode, then a second crack cuts the pore loose."""
    result = run(
        "geometry.flaws=[]",
        "geometry.thickness=30 um",
        "geometry.microstructure={placed_pores: [{centre: [20 um, 5 um], size: 5 um}]}",
        "electrolyte={material: LLZO, fracture_toughness: 0.3 MPa m^0.5, "
        "leakage: {conductivity: 1e-4 S/cm}}",
        "mechanics={sides: free, counter_side: free}",
        "protocol.current_density=8 mA/cm^2",
        "growth={step: 2 um, join: true, micro_flaw: 1.3 um, max_steps: 9}",
        *("mesh.tip=0.6 um", "mesh.anode=4 um", "mesh.far=6 um"),
    )
    joined = result.events[result.events["event"] == "joined"]
    assert list(joined["tip"]) == ["from-void1", "from-void1-2"]
    assert joined["loose_area"].iloc[0] == 0.0 < joined["loose_area"].iloc[1]
    assert "void1.filling" in result.series
    assert result.series["lithium_balance"].max() < 1e-9
    assert result.series["current_balance"].max() < 1e-8
