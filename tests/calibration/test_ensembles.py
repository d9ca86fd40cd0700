"""Critical currents of samples from the sizes of their flaws."""

import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from filasse.calibration.ensembles.ensemble_document import read_ensemble
from filasse.calibration.ensembles.ensemble_files import save_ensemble
from filasse.calibration.ensembles.ensemble_stages import draw_samples
from filasse.calibration.ensembles.population import longest_flaws, population
from filasse.calibration.ensembles.weibull import WeibullFit, fit
from filasse.cli.main import exit_code
from filasse.errors import ConfigError

BASE = """
geometry: {width: 1 mm, thickness: 1 mm, flaws: [{position: 0.5 mm, length: 5 um}]}
electrolyte: {material: LLZO}
interface: {kinetics: linear, film_resistance: 1000 ohm cm^2}
lithium: {flow: immobile}
protocol: {current_density: 0.5 mA/cm^2, stop_time: 10 h}
"""
FILE = """
base: base.yaml
area: 1 cm^2
other_areas: [100 cm^2]
samples: 4000
flaws: {distribution: pareto, scale: 1 um, shape: 4, density: 100 1/cm^2}
"""

type Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(*changes: tuple[str, str], text: str = FILE) -> Path:
        (tmp_path / "base.yaml").write_text(BASE)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "ensemble.yaml"
        path.write_text(text)
        return path

    return make


@pytest.mark.parametrize("exponent", [3, 6])
def test_a_power_law_of_flaws_gives_its_modulus(exponent: int, write: Write) -> None:
    """P(a) ~ a^-b and i_c ~ a^-1/2 make P_f = 1 - exp[-n (i/i_1)^2b]: the modulus is 2 b.

    Small flaws in a large slab behind a large film resistance: i_c sqrt(a) is constant.
    """
    path = write(("shape: 4", f"shape: {exponent}"))
    (outcome,) = draw_samples(read_ensemble(path)).outcomes
    assert outcome.weibull.modulus == pytest.approx(2 * exponent, rel=0.04)
    # The larger area by P_f = 1 - exp[-(A/A0)(i/i_s)^M], and as it was drawn.
    medians = outcome.median(1e-4), outcome.median(1e-2)
    assert medians[1] / medians[0] == pytest.approx(100 ** (-1 / (2 * exponent)), rel=0.03)
    assert outcome.weibull.median(1e-2) == pytest.approx(medians[1], rel=0.04)


def test_the_longest_of_many_is_drawn_at_once(write: Write) -> None:
    """Against drawing every flaw."""
    loaded = read_ensemble(write(("100 1/cm^2", "20 1/cm^2")))
    found = longest_flaws(loaded, population(loaded), 1e-4)
    rng = np.random.default_rng(9)
    by_hand = np.array(
        [1e-6 * max([0.0, *rng.random(n) ** -0.25]) for n in rng.poisson(20, 4000).tolist()]
    )
    levels = [0.1, 0.5, 0.9]
    assert np.quantile(found, levels) == pytest.approx(np.quantile(by_hand, levels), rel=0.03)


def test_a_table_with_probabilities(write: Write, tmp_path: Path) -> None:
    (tmp_path / "flaws.csv").write_text("length [um],count\n2,90\n4,9\n8,1\n")
    old = "distribution: pareto, scale: 1 um, shape: 4, density: 100"
    path = write((old, "file: flaws.csv, weight: count, density: 10"))
    loaded = read_ensemble(path)
    found = longest_flaws(loaded, population(loaded), 1e-4)
    # A Poisson number of flaws of 8 um with the mean 10 * 0.01, of 4 um with 10 * 0.09, ...
    shares = [(found == size).mean() for size in (8e-6, 4e-6, 2e-6, 0.0)]
    above = [0.1, 1.0, 10.0]
    expected = np.diff([0.0, *(1 - math.exp(-n) for n in above), 1.0])
    assert shares == pytest.approx(expected, abs=0.02)


def test_measured_currents_with_bounds(write: Write) -> None:
    """Weibull's own samples, a third only known to be above a limit."""
    rng = np.random.default_rng(4)
    values = 5.0 * rng.weibull(3.0, 600)
    limit = float(np.quantile(values, 2 / 3))
    low, high = np.minimum(values, limit), np.where(values > limit, np.inf, values)
    found = fit(low, high, 1e-4)
    assert found.modulus == pytest.approx(3.0, abs=3 * found.error)
    assert found.scale == pytest.approx(5.0, rel=0.06)
    law = WeibullFit(3.0, 5.0, 1e-4, 0.1)
    by_hand = math.log(3 / 5 * (4 / 5) ** 2) - (4 / 5) ** 3 - (6 / 5) ** 3
    by_hand += math.log(1 - math.exp(-((2 / 5) ** 3)))
    bounds = np.array([4.0, 6.0, -np.inf]), np.array([4.0, np.inf, 2.0])
    assert law.log_likelihood(*bounds) == pytest.approx(by_hand)


def test_hypotheses_side_by_side(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = """
hypotheses:
  - {name: tough, set: {electrolyte.fracture_toughness: 2 MPa m^0.5}}
  - {name: brittle, set: {electrolyte.fracture_toughness: 1 MPa m^0.5}}
measured: {file: seen.csv}
"""
    path = write(text=FILE + more)
    tough, brittle = draw_samples(read_ensemble(_seen(path, "1"))).outcomes
    assert tough.weibull.scale / brittle.weibull.scale == pytest.approx(2, rel=1e-3)
    true = np.random.default_rng(2).choice(brittle.currents[1e-4], 12) / 10
    _seen(path, *(f"{value:.5g}" for value in true), f"> {true.max():.5g}")
    assert exit_code(["ensemble", str(path), "-o", str(tmp_path / "out")]) == 0
    assert "measured: Weibull modulus" in capsys.readouterr().out
    written = json.loads((tmp_path / "out/ensemble.json").read_text())
    rows = {row["name"]: row for row in written["outcomes"]}
    assert rows["brittle"]["log_likelihood"] > rows["tough"]["log_likelihood"] + 20
    assert (tmp_path / "out" / "ensemble.png").stat().st_size > 10_000


def test_the_figure_compares_hypotheses_and_cells(write: Write) -> None:
    more = """
hypotheses:
  - {name: tough, set: {electrolyte.fracture_toughness: 2 MPa m^0.5}}
  - {name: brittle, set: {electrolyte.fracture_toughness: 1 MPa m^0.5}}
measured: {file: seen.csv}
"""
    found = draw_samples(read_ensemble(_seen(write(text=FILE + more), "0.001", "0.04", "> 10")))
    figure = found.plot()
    histogram = figure.axes[0]
    filled, outline, *others = (item.get_data() for item in histogram.patches)
    assert len(others) == 2 and all((item.edges == filled.edges).all() for item in others)
    assert outline.values.sum() == pytest.approx(1.0)  # no sample is without a flaw
    cells, above = (np.asarray(line.get_xdata()) for line in histogram.lines)
    assert cells == pytest.approx([0.001, 0.04]) and above == pytest.approx([10.0])
    figure.draw_without_rendering()
    for axes in figure.axes[1:]:
        for axis, side in ((axes.xaxis, "x"), (axes.yaxis, "y")):
            low, high = axis.get_view_interval()
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            labels = [tick.label1 for tick in ticks if low <= tick.get_loc() <= high]
            boxes = [label.get_window_extent() for label in labels if label.get_text()]
            ends = sorted((getattr(b, f"{side}0"), getattr(b, f"{side}1")) for b in boxes)
            assert len(ends) > 1 and all(a[1] < b[0] for a, b in pairwise(ends))
    tough, brittle = found.doubts
    assert tough.startswith("tough: of 3 measured cells, 1 below and 1 above all samples (")
    assert brittle.startswith("brittle: ") and "mA/cm²" in brittle


def _seen(path: Path, *values: str) -> Path:
    path.with_name("seen.csv").write_text("\n".join(["critical_current [mA/cm^2]", *values]) + "\n")
    return path


MISTAKES = {
    "no file": (("distribution: pareto, scale: 1 um, shape: 4, ", ""), "has no file with lengths"),
    "no shape": (("shape: 4, ", ""), "needs scale and shape for pareto"),
    "unit": (("area: 1 cm^2", "area: 1 cm"), "area = .1 cm. has the wrong kind of unit"),
    "no unit": (("100 1/cm^2", "100"), "density = 100 has no unit"),
    "unknown": (("samples", "sampels"), "did you mean 'samples'"),
    "too long": (("scale: 1 um", "scale: 900 um"), "geometry.flaws.0.length"),
    "none": (
        ("100 1/cm^2", "1e-7 1/cm^2"),
        "only 0 of 4000 samples fail at any",
    ),
    "no area": (("area: 1 cm^2\n", ""), "area is missing; add `area: 1 cm.2`"),
    "no base": (("base: base.yaml\n", ""), "base is missing"),
    "file beside a law": (("{distribution", "{file: f.csv, distribution"), "file has no effect"),
    "law beside a table": (("distribution: pareto", "file: f.csv"), "scale has no effect with d"),
    "one name twice": (
        ("samples: 4000", "hypotheses: [{name: a, set: {}}, {name: a, set: {}}]"),
        "hypotheses has two of one name",
    ),
    "few": (("samples: 4000", "samples: 2"), "samples = 2 must be at least 20"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told(name: str, write: Write) -> None:
    change, message = MISTAKES[name]
    with pytest.raises(ConfigError, match=message):
        draw_samples(read_ensemble(write(change)))


def test_all_mistakes_are_told_at_once(write: Write) -> None:
    path = write(
        ("distribution: pareto, scale: 1 um, shape: 4, ", "distribution: pareto, file: f, ")
    )
    path.write_text(path.read_text().replace("density: 100 1/cm^2", "column: a"))
    with pytest.raises(ConfigError, match="4 problems") as told:
        read_ensemble(path)
    for words in ("needs scale and shape", "density is missing", "flaws.file", "flaws.column"):
        assert words in str(told.value)


def test_measured_currents_with_decimal_commas_are_read(write: Write) -> None:
    path = write(text=FILE + "measured: {file: seen.csv}\n")
    path.with_name("seen.csv").write_text(
        "time [h];critical_current [mA/cm^2]\n1,5;0,31\n2,5;0,62\n"
    )
    assert draw_samples(read_ensemble(path)).low.tolist() == pytest.approx([3.1, 6.2])


def test_sizes_in_cp1252_are_told_and_shown(write: Write, tmp_path: Path) -> None:
    lengths = "Rissl\xe4nge [\xb5m];Anzahl\n" + "".join(f"{n},5;{60 - n}\n" for n in range(1, 20))
    (tmp_path / "flaws.csv").write_bytes(lengths.encode("cp1252"))
    old = "distribution: pareto, scale: 1 um, shape: 4, density: 100"
    new = "file: flaws.csv, column: Rissl\xe4nge, weight: Anzahl, density: 2"
    path = write((old, new))
    drawn = draw_samples(read_ensemble(path))
    assert any("read as cp1252" in text for text in drawn.told)
    save_ensemble(drawn, tmp_path / "out")
    assert "Rissl\xe4nge" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_samples_that_are_all_alike_have_no_modulus(write: Write, tmp_path: Path) -> None:
    (tmp_path / "flaws.csv").write_text("length [um]\n2\n4\n")
    old = "distribution: pareto, scale: 1 um, shape: 4, density: 100"
    with pytest.raises(ConfigError, match="all samples fail at the same current"):
        draw_samples(read_ensemble(write((old, "file: flaws.csv, density: 1000"))))


def test_a_folder_keeps_the_ensemble_that_it_has(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["ensemble", str(write()), "-o", str(out)]
    assert exit_code(command) == 0 and exit_code(command) == 0
    held = (out / "samples.csv").read_bytes()
    write(("area: 1 cm^2", "area: 2 cm^2"))
    assert exit_code(command) == 2
    assert "holds another ensemble" in capsys.readouterr().err
    assert (out / "samples.csv").read_bytes() == held
    (out / "ensemble.json").unlink()
    assert exit_code(command) == 5
    assert "files that are not an ensemble" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "validate", "sweep", "calibrate"])
def test_an_ensemble_is_told_apart(
    command: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code([command, str(write())]) == 2
    assert "is an ensemble of samples, not" in capsys.readouterr().err


def test_a_configuration_is_no_ensemble(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write()
    assert exit_code(["ensemble", str(tmp_path / "base.yaml")]) == 2
    assert "is the configuration of one run, not an ensemble" in capsys.readouterr().err


def test_what_the_closed_form_leaves_out_is_said(write: Write) -> None:
    leaks = "set: {electrolyte.leakage: {conductivity: 1e-9 S/cm}}\nsamples: 4000"
    assert draw_samples(read_ensemble(write())).caveats == ()
    (said,) = draw_samples(read_ensemble(write(("samples: 4000", leaks)))).caveats
    assert "electrolyte.leakage" in said


LAW = "distribution: pareto, scale: 1 um, shape: 4, density: 100"


def test_a_law_that_does_not_describe_its_samples_is_doubted(write: Write, tmp_path: Path) -> None:
    (tmp_path / "flaws.csv").write_text("length [um],N\n2,600\n4,300\n8,90\n16,9\n32,1\n")
    drawn = draw_samples(read_ensemble(write((LAW, "file: flaws.csv, weight: N, density: 50"))))
    doubt = drawn.doubts[0]
    assert "the Weibull law does not describe the samples" in doubt
    assert "different critical currents; the drawn 50 % quantile is" in doubt


def test_a_law_that_describes_its_samples_is_not_doubted(write: Write) -> None:
    assert draw_samples(read_ensemble(write())).doubts == ()


def test_columns_of_numbers_are_offered(write: Write) -> None:
    path = write(text=FILE + "measured: {file: seen.csv}\n")
    path.with_name("seen.csv").write_text("sample,n,CCD [mA/cm^2]\na,1,0.6\nb,2,0.9\n")
    with pytest.raises(ConfigError, match="give `column: CCD`, for instance"):
        draw_samples(read_ensemble(path))
