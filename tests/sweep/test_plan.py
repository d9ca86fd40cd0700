"""What a sweep file asks for, and what is said when it makes no sense."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from filasse.errors import ConfigError
from filasse.sweep import plan_sweep

type Write = Callable[..., Path]
CURRENT, TOUGHNESS = "protocol.current_density", "electrolyte.fracture_toughness"
CONFIGS = Path(__file__).parents[2] / "configs"
SWEEPS = sorted([*CONFIGS.glob("sweeps/*.yaml"), *CONFIGS.glob("studies/*.yaml")])


def column(path: Path, key: str) -> list[object]:
    return [run.values[key].value for run in plan_sweep(path).runs]


def test_grid_takes_all_combinations(sweep_file: Write) -> None:
    path = sweep_file(
        f"grid:\n  {CURRENT}: [1 mA/cm^2, 20 A/m^2]\n"
        f"  {TOUGHNESS}: {{low: 1 MPa m^0.5, high: 2e6 Pa m^0.5, number: 3}}"
    )
    assert column(path, CURRENT) == [1, 1, 1, 2, 2, 2]
    assert column(path, TOUGHNESS) == [1, 1.5, 2, 1, 1.5, 2]
    last = plan_sweep(path).runs[-1]
    assert last.values[CURRENT].unit == "mA/cm^2"
    assert last.config.protocol.current_density == 20.0
    assert last.config.electrolyte.fracture_toughness == 2e6


def test_logarithmic_range(sweep_file: Write) -> None:
    path = sweep_file(
        f"grid: {{{CURRENT}: {{low: 0.1 mA/cm^2, high: 10 mA/cm^2, number: 3, spacing: log}}}}"
    )
    assert column(path, CURRENT) == pytest.approx([0.1, 1.0, 10.0])


def test_what_is_off_is_null_in_names(sweep_file: Write) -> None:
    plan = plan_sweep(sweep_file("grid:\n  interface.spots: [null]\n"))
    (run,) = plan.runs
    assert run.name.startswith("spots-null-")


def test_zip_goes_row_by_row(sweep_file: Write) -> None:
    path = sweep_file(
        f"zip: {{{CURRENT}: [1 mA/cm^2, 2 mA/cm^2], temperature: [25 degC, 60 degC]}}"
    )
    assert column(path, CURRENT) == [1, 2]
    assert column(path, "temperature") == [298.15, 333.15]


def test_list_changes_different_keys(sweep_file: Write) -> None:
    runs = plan_sweep(sweep_file("list: [{title: one}, {lithium.mouth: sealed}]")).runs
    assert [list(run.values) for run in runs] == [["title"], ["lithium.mouth"]]
    assert runs[1].config.lithium.mouth == "sealed"


def test_seeds_follow_one_another(sweep_file: Write) -> None:
    path = sweep_file(
        "set: {geometry.random_flaws: {number: 1, mean_length: 5 um}}\n"
        "seeds: {keys: [geometry.random_flaws.seed], number: 3, first: 7}"
    )
    assert column(path, "geometry.random_flaws.seed") == [7, 8, 9]


def test_latin_hypercube_has_one_point_in_every_layer(sweep_file: Write) -> None:
    path = sweep_file(
        "latin_hypercube:\n  number: 8\n  ranges:\n"
        f"    {CURRENT}: {{low: 1 mA/cm^2, high: 9 mA/cm^2}}\n"
        f"    {TOUGHNESS}: {{low: 1 MPa m^0.5, high: 2 MPa m^0.5}}"
    )
    layers = np.floor(np.array(column(path, CURRENT), dtype=float) - 1.0)
    assert sorted(layers) == list(range(8))
    assert column(path, CURRENT) == column(path, CURRENT)


def test_ids_do_not_depend_on_order_and_units(sweep_file: Write) -> None:
    first = sweep_file(f"grid: {{{CURRENT}: [1 mA/cm^2], {TOUGHNESS}: [1 MPa m^0.5, 2 MPa m^0.5]}}")
    names = {run.name for run in plan_sweep(first).runs}
    second = sweep_file(
        f"grid: {{{TOUGHNESS}: [2e6 Pa m^0.5, 1e6 Pa m^0.5], {CURRENT}: [10 A/m^2]}}"
    )
    assert {run.name for run in plan_sweep(second).runs} == names
    assert len(names) == 2
    assert all(name.startswith("fracture_toughness-") for name in names)


def test_equal_runs_are_one(sweep_file: Write) -> None:
    assert len(plan_sweep(sweep_file(f"grid: {{{CURRENT}: [1 mA/cm^2, 10 A/m^2]}}")).runs) == 1


@pytest.mark.parametrize("path", SWEEPS, ids=lambda path: path.stem)
def test_examples_can_be_run(path: Path) -> None:
    assert len(plan_sweep(path).runs) >= 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "sweep.yaml: changes nothing; add one of grid, zip, list"),
        ("gird: {}", "sweep.yaml:2: gird is an unknown key; did you mean 'grid'?"),
        ("grid: 5", "sweep.yaml:2: grid"),
        ("grid: {a: []}", "sweep.yaml:2: grid.a has no values; write a list, or `{low:"),
        ("grid: {a: 5}", "grid.a = 5 is neither a list of values nor a range"),
        ("grid: {a: {low: 1, hihg: 2}}", "grid.a has the unknown key 'hihg'"),
        ("grid: {a: {low: 1, high: 2, number: 1}}", "grid.a is not a range of values"),
        (
            "grid: {a: {low: 1 um, high: 2, number: 3}}",
            "1 um to 2: one end has a unit, the other not",
        ),
        ("grid: {a: {low: 1 um, high: 2 s, number: 3}}", "has the wrong kind of unit"),
        ("grid: {a: {low: 2 um, high: 1 um, number: 3}}", "high that is not above its low"),
        ("grid: {a: {low: 0, high: 1, number: 3, spacing: log}}", "from a low of 0 or less"),
        ("zip: {a: [1, 2], b: [1]}", "needs as many values for every key (a has 2, b has 1)"),
        ("seeds: {number: 2}", "seeds lacks keys|seeds.keys is missing"),
        ("latin_hypercube: {number: 2, ranges: {}}", "latin_hypercube.ranges is empty"),
        ("grid: {a: [1]}\nzip: {a: [1]}", "a is changed in two parts; delete one"),
        ("set: {a: 2}\ngrid: {a: [1]}", "sweep.yaml:3: a is changed in two parts; delete one"),
        ("set: {a.b: 2}\ngrid: {a: [{c: 1}]}", "a.b is lost: a is replaced as a whole at"),
        ("grid: {a.0.b: [1, 2], a.0: [{c: 1}]}", "name the larger one first"),
        ("grid: {a..b: [1]}", "'a..b' is not a key; write a dotted key"),
        ("grid: {title: [a]}\nseeds: {keys: [b], number: 9999}\nzip: {c: [1, 2, 3]}", "29997 runs"),
        (
            "grid: {protocol.current_densty: [1 mA/cm^2]}",
            "sweep.yaml:2: protocol.current_densty is an unknown key; did you mean",
        ),
        (
            "grid:\n  protocol.current_density: [1 mA/cm^2, 5 um]",
            "1 of 2 runs cannot be used; the first has protocol.current_density = 5 um\n",
        ),
        ("grid: {geometry.flaws.3.length: [5 um]}", "geometry.flaws is a list with items 0 to 0"),
        ("set: {geometry.width: 3}\ngrid: {title: [a]}", "sweep.yaml:2: geometry.width = 3 has no"),
    ],
)
def test_mistakes_are_explained(sweep_file: Write, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan_sweep(sweep_file(text))
    assert any(part in str(caught.value) for part in message.split("|")), str(caught.value)


def test_missing_base_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text("grid: {title: [a]}")
    with pytest.raises(ConfigError, match=r"base is missing; add `base: my\.yaml`"):
        plan_sweep(path)
    path.write_text("base: nowhere.yaml\ngrid: {title: [a]}")
    with pytest.raises(ConfigError, match=r"nowhere.yaml: no such file"):
        plan_sweep(path)
