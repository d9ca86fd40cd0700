"""What the report says to the questions of a reviewer."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.report.conftest import write_run

import filasse
from filasse.config import Config, load_config
from filasse.config.rules.config_facts import why_error_is_least
from filasse.end_reason import EndReason
from filasse.estimates.weakest_flaw import weakest_flaw
from filasse.output.run_result import RunResult, open_run
from filasse.plot.style import time_unit
from filasse.records.accuracy import time_in_words
from filasse.report.answers import answers
from filasse.report.interactive_curves import draw_curves

GALLERY = Path(__file__).parents[2] / "configs" / "gallery"


def told(result: RunResult) -> dict[str, str]:
    return {answer.question: "\n".join(answer.lines) for answer in answers(result)}


@pytest.fixture
def result(tmp_path: Path) -> RunResult:
    return open_run(write_run(tmp_path / "run"))


def changed(result: RunResult, *keys: str, value: Any) -> RunResult:
    """The run with another value in its configuration."""
    config = Config.model_validate(result.info["config"]).model_dump(mode="json")
    branch = config
    for key in keys[:-1]:
        branch = branch[key]
    branch[keys[-1]] = value
    return replace(result, info={**result.info, "config": config})


def test_what_is_assumed(result: RunResult) -> None:
    assumed = told(result)["What is assumed?"]
    assert "plane strain: a filament is a wall" in assumed and "(Griffith)" in assumed
    # Preset values without a measurement are named; one that the user gave is not.
    assert "LLZO: interface.exchange_current_density" in assumed
    own = changed(result, "interface", "exchange_current_density", value=123.0)
    assert "interface.exchange_current_density" not in told(own)["What is assumed?"]


def test_what_coatings_voids_and_leakage_assume(result: RunResult) -> None:
    coating = {"material": "gold", "thickness": 30e-9, "conductivity": 1e-2}
    coated = told(changed(result, "interface", "coating", value=coating))["What is assumed?"]
    assert "gold: coating.thickness" in coated and "gold: coating.conductivity" in coated
    coating["thickness"] = 40e-9
    thicker = told(changed(result, "interface", "coating", value=coating))["What is assumed?"]
    assert "coating.thickness" not in thicker
    anode = {"kind": "depleting", "vacancies": {"void_spacing": 5e-6}}
    voids = told(changed(result, "anode", value=anode))
    assert "default: anode.vacancies.supersaturation" in voids["What is assumed?"]
    assert "anode.vacancies.void_spacing" not in voids["What is assumed?"]
    leaking = told(changed(result, "electrolyte", "leakage", value={"conductivity": 1e-7}))
    assert "default: electrolyte.leakage.seed_radius" in leaking["What is assumed?"]
    assert (
        "usual values, from no one measurement: default: electrolyte.leakage.surface"
        in (leaking["What is assumed?"])
    )


def test_an_end_that_the_protocol_fixes_has_no_error(result: RunResult) -> None:
    fixed = replace(result, info={**result.info, "reason": "end_of_protocol"})
    fixed.series["time_error"] = 0.1 * fixed.series["time"]
    assert fixed.reason is EndReason.END_OF_PROTOCOL
    assert "The protocol fixes the time of the end" in told(fixed)["How converged is it?"]
    assert time_in_words(1200.0, 8.9, 4, EndReason.END_OF_PROTOCOL) == "1200 s"
    assert time_in_words(1200.0, 8.9, 4, EndReason.SHORT_CIRCUIT).startswith("1200 s ± 8.9 s")


def test_an_error_that_is_not_estimated_is_told() -> None:
    assert "halve growth.step" in time_in_words(1200.0, 0.0, 4, EndReason.SHORT_CIRCUIT)
    bent = time_in_words(1200.0, 8.9, 4, EndReason.SHORT_CIRCUIT, is_least=True)
    assert bent.startswith("1200 s ± 8.9 s or more (estimated from growth.step along this path")
    assert time_in_words(1200.0, 0.0, 0, EndReason.MAX_STEPS) == "1200 s"


def test_an_error_that_may_be_larger_is_told(result: RunResult) -> None:
    """Where steps twice as long go the same way, and a run with others might not."""
    result.series["time_error"] = 0.5
    assert "right to a factor of two" in told(result)["How converged is it?"]
    flaws = [{"position": 6e-6 * n, "length": 4e-6} for n in (1, 2)]
    competing = changed(result, "geometry", "flaws", value=flaws)
    first_order = changed(result, "growth", "method", value="one_step")
    runs = {"Cracks compete.": competing, "of first order.": first_order}
    for reason, run in runs.items():
        run.series["time_error"] = 0.5
        converged = told(run)["How converged is it?"]
        assert reason in converged and "it may be far too small" in converged
        assert "right to a factor of two" not in converged


def test_in_space_the_error_is_the_least_that_there_is() -> None:
    config = load_config(GALLERY / "half_penny.yaml")
    assert [reason.split()[:2] for reason in why_error_is_least(config)] == [["In", "space"]]
    flat = load_config(GALLERY / "single_crystal.yaml")
    assert why_error_is_least(flat) == ()


def test_how_converged(result: RunResult) -> None:
    converged = told(result)["How converged is it?"]
    config = Config.model_validate(result.info["config"])
    assert f"growth.step {1e6 * config.growth.step:.3g} um" in converged
    assert "Its balances hold to" in converged and "half of growth.step" in converged
    result.series["time_error"] = 0.1 * result.series["time"]
    assert "(10 %), by the length of growth steps" in told(result)["How converged is it?"]


def test_lengths_that_have_an_effect(result: RunResult, finished_in_space: Path) -> None:
    assert "half of growth.step, mesh.tip and mesh.lip, and" in told(result)["How converged is it?"]
    solid = told(open_run(finished_in_space))["How converged is it?"]
    assert "half of growth.step and mesh.tip, and" in solid and "mesh.far" in solid
    assert "mesh.lip" not in solid


def test_how_certain(result: RunResult) -> None:
    """Griffith: the current is in proportion to the toughness, where lithium does not leave."""
    sealed = changed(result, "lithium", "flow", value="immobile")
    sealed = changed(sealed, "interface", "kinetics", value="linear")
    certain = told(sealed)["How certain is it?"]
    assert "Closed forms expected: " in certain
    config = Config.model_validate(sealed.info["config"])
    flaw = weakest_flaw(config)
    assert flaw is not None and flaw.critical == flaw.blocked
    assert "toughness +10 %" in certain
    assert "length of flaws -" in certain and "how samples scatter is not in it" in certain


def test_curves_are_drawn_from_python(result: RunResult) -> None:
    """Those of the report, as a figure that a notebook shows."""
    figure = filasse.draw_curves(result)
    names = {axis.title.text for axis in figure.select_yaxes()}
    assert {"Voltage [mV]", "Length [µm]"} <= names
    with pytest.raises(filasse.FilasseError, match="There is no folder"):
        filasse.draw_curves("nothing")


def test_curves_tell_the_units_of_time_and_the_bound_of_speeds(result: RunResult) -> None:
    figure = filasse.draw_curves(result)
    unit, _ = time_unit(result.series["time"].max())
    times = {axis.title.text for axis in figure.select_xaxes()} - {None}
    assert times == {f"Time [{unit}]"}
    names = {axis.title.text for axis in figure.select_yaxes()}
    assert "Speed [µm/s], gaps where unstable" in names
    bound = result.series["flaw1.speed"].max()
    slow = changed(result, "growth", "law", value={"largest_speed": 1e-6 * bound})
    figure = draw_curves(slow)
    assert "Speed [µm/s], dashed: largest_speed" in {a.title.text for a in figure.select_yaxes()}
    assert sorted(s.y0 for s in figure.layout.shapes) == pytest.approx([bound, 1.0])


def test_a_configuration_of_another_version(result: RunResult) -> None:
    """Of keys that this filasse does not know: what the series tells is still told."""
    config = {**result.info["config"], "dendrites": {"count": 1}}
    (answer,) = answers(replace(result, info={**result.info, "config": config}))
    assert answer.question == "How converged is it?" and "balances" in answer.lines[-2]
