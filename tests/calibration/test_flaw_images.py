"""Sizes of flaws from pictures, and laws fitted to measured sizes."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.calibration.test_ensembles import BASE

from filasse.calibration.ensembles.ensemble_document import read_ensemble
from filasse.calibration.ensembles.ensemble_stages import draw_samples
from filasse.calibration.ensembles.population import population
from filasse.cli.main import exit_code
from filasse.errors import ConfigError

FILE = """
base: base.yaml
area: 2e-5 cm^2
samples: 400
flaws: {image: {file: pores.png, pixel_size: 0.5 um}}
"""


def write(folder: Path, picture: np.ndarray, text: str = FILE) -> Path:
    (folder / "base.yaml").write_text(BASE)
    Image.fromarray(picture).save(folder / "pores.png")
    path = folder / "ensemble.yaml"
    path.write_text(text)
    return path


def lines(lengths: list[int], shape: tuple[int, int] = (200, 200)) -> np.ndarray:
    """Dark horizontal lines two pixels high on a light ground with noise."""
    grey = np.random.default_rng(1).integers(180, 220, shape, dtype=np.uint8)
    for row, length in enumerate(lengths):
        grey[8 + 12 * row : 10 + 12 * row, 20 : 20 + length] = 40
    return grey


def test_lengths_weights_and_density(tmp_path: Path) -> None:
    """Feret's diameter of every line, and the inverse of the chance that it lies inside."""
    lengths = [10, 20, 40, 80, 120]
    found = population(read_ensemble(write(tmp_path, lines(lengths))))
    weights = np.array([200 / (200 - n) * 200 / 198 for n in lengths])
    assert found.density == pytest.approx(weights.sum() / (200 * 0.5e-6) ** 2)
    # The longest is exceeded by nothing, the second longest by the share of the longest.
    shares = np.cumsum(weights[::-1]) / weights.sum()
    drawn = found.longer(shares - 1e-9)[::-1]
    assert drawn == pytest.approx(0.5e-6 * np.hypot(lengths, 2), rel=0.02)
    assert "5 flaws darker than" in found.told[0] and "0 more are cut" in found.told[0]


def test_what_the_edge_cuts_is_made_up_for(tmp_path: Path) -> None:
    """Random lines, half of them half as long as the window is wide: neither too few nor short."""
    rng = np.random.default_rng(5)
    grey = np.full((4000, 120), 200, dtype=np.uint8)
    for row in range(3, 3997, 4):
        for left in np.flatnonzero(rng.random(220) < 0.0015) - 100:
            length = int(rng.choice([10, 60]))
            grey[row, max(0, left) : max(0, left + length)] = 30
    found = population(read_ensemble(write(tmp_path, grey)))
    density = found.density * (0.5e-6) ** 2 * 4  # per pixel of every fourth row
    assert density == pytest.approx(0.0015, rel=0.15)
    lengths = found.longer(np.array([0.4, 0.6]))
    assert lengths == pytest.approx([30e-6, 5e-6], rel=0.02)
    assert int(found.told[0].split("; ")[1].split()[0]) > 20


@pytest.mark.parametrize("kind", ["inverted", "16 bits", "colours"])
def test_kinds_of_pictures(kind: str, tmp_path: Path) -> None:
    grey, more = lines([10, 20, 40, 80, 120]), "pixel_size: 0.5 um"
    if kind == "inverted":
        grey, more = 255 - grey, "pixel_size: 0.5 um, phase: light"
    elif kind == "16 bits":
        grey = grey.astype(np.uint16) * 200
    else:
        grey = np.stack([grey] * 3, axis=-1)
    text = FILE.replace("pixel_size: 0.5 um", more)
    found = population(read_ensemble(write(tmp_path, grey, text)))
    assert float(found.longer(np.array([1e-9]))[0]) == pytest.approx(60e-6, rel=0.02)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("pores.png", "none.png", "none.png: cannot be read as a picture"),
        ("pixel_size: 0.5 um", "pixel_size: 0.5", "pixel_size = 0.5 has no unit"),
        ("pixel_size: 0.5 um", "pixel_size: 0.5 um, threshold: 5", "0 whole flaws darker than 5"),
        ("pixel_size: 0.5 um", "pixel_size: 0.5 um, extent: vertical", "a cross-section does not"),
        ("flaws: {", "flaws: {file: f.csv, ", "flaws.file has no effect with an image"),
        (", pixel_size: 0.5 um", "", "pixel_size is missing"),
    ],
)
def test_mistakes_are_told(old: str, new: str, words: str, tmp_path: Path) -> None:
    assert old in FILE
    path = write(tmp_path, lines([10, 20, 40, 80, 120]), FILE.replace(old, new))
    with pytest.raises(ConfigError, match=words):
        draw_samples(read_ensemble(path))


def test_a_picture_of_one_grey(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has one grey only"):
        draw_samples(read_ensemble(write(tmp_path, np.full((50, 50), 7, dtype=np.uint8))))


def test_laws_fitted_to_a_table(tmp_path: Path) -> None:
    """From ten thousand lengths back to the law that they were drawn from."""
    rng = np.random.default_rng(3)
    samples = {"lognormal": rng.lognormal(0.7, 0.4, 10_000), "pareto": rng.pareto(4, 10_000) + 1}
    share = np.array([1e-6])
    exact = {"lognormal": np.exp(0.7 + 0.4 * 4.7534), "pareto": 1e6 ** (1 / 4)}
    for law, lengths in samples.items():
        table = "\n".join(["length [um]", *(f"{length:.6g}" for length in lengths)])
        (tmp_path / "flaws.csv").write_text(table + "\n")
        old = "image: {file: pores.png, pixel_size: 0.5 um}"
        new = f"file: flaws.csv, fit: {law}, density: 100 1/cm^2"
        found = population(read_ensemble(write(tmp_path, lines([]), FILE.replace(old, new))))
        assert float(found.longer(share)[0]) == pytest.approx(1e-6 * exact[law], rel=0.15)
        assert found.told[-1].startswith("fitted: ")


def test_a_power_law_from_counts(tmp_path: Path) -> None:
    """Of 10,000 flaws, counted in classes of doubled lengths: the exponent is not that of edges."""
    lengths = np.random.default_rng(3).pareto(2.5, 10_000) + 1
    sizes = 2.0 ** np.arange(8)
    counts = np.histogram(lengths, [1, *np.sqrt(sizes[1:] * sizes[:-1]), np.inf])[0]
    rows = [f"{a},{n}" for a, n in zip(sizes, counts, strict=True) if n]
    (tmp_path / "flaws.csv").write_text("\n".join(["length [um],count", *rows]) + "\n")
    old = "image: {file: pores.png, pixel_size: 0.5 um}"
    new = "file: flaws.csv, weight: count, fit: pareto, density: 100 1/cm^2"
    found = population(read_ensemble(write(tmp_path, lines([]), FILE.replace(old, new))))
    assert float(found.told[-1].rpartition(" ")[2]) == pytest.approx(2.5, rel=0.05)
    # Five decades beyond what was fitted, 4 % of the exponent are a fifth of the length.
    assert float(found.longer(np.array([1e-6]))[0]) == pytest.approx(1e-6 * 1e6**0.4, rel=0.2)


def test_the_page_tells_where_the_sizes_are_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FILE.replace("area", "other_areas: [2e-4 cm^2]\narea")
    path = write(tmp_path, lines([10, 20, 40, 80, 120]), text)
    assert exit_code(["ensemble", str(path), "-o", str(tmp_path / "out")]) == 0
    assert "5 flaws darker than" in capsys.readouterr().out
    page = (tmp_path / "out" / "report.html").read_text()
    for words in (
        "5 flaws darker than",
        "What is assumed",
        "Weibull modulus",
        "must not be carried",
    ):
        assert words in page
    told = json.loads((tmp_path / "out" / "ensemble.json").read_text())["flaws"]
    assert told and told[0] in page


def test_a_table_whose_column_has_another_name(tmp_path: Path) -> None:
    """The default is told, and which columns there are; empty cells are counted."""
    text = FILE.replace("{image: {file: pores.png, pixel_size: 0.5 um}}", "{file: f.csv, XdX}")
    path = write(tmp_path, lines([10]), text.replace("XdX", "density: 10 1/cm^2"))
    (tmp_path / "f.csv").write_text("size [µm],seen,remark\n1,5,dull\n2,,\n,3,\n4,1,\n")
    words = r"flaws `column: length`, which is the default, names no column of f.csv, whose columns"
    with pytest.raises(ConfigError, match=words) as told:
        population(read_ensemble(path))
    assert "are size, seen, remark; give `column: size`, for instance" in str(told.value)
    path.write_text(text.replace("XdX", "density: 10 1/cm^2, column: size, weight: seen"))
    found = population(read_ensemble(path))
    assert found.told == ("f.csv: 2 rows with lengths of 1 to 4 um; left out for empty cells: 2",)
    assert found.longer(np.array([0.1, 0.9])) == pytest.approx([4e-6, 1e-6])
    (tmp_path / "f.csv").write_text("size [um],seen\n1,5\n-2,1\n")
    with pytest.raises(ConfigError, match=r"no positive number \(.*f.csv:3\); correct it"):
        population(read_ensemble(path))


def test_a_picture_with_too_few_flaws_tells_what_helps(tmp_path: Path) -> None:
    text = FILE.replace("0.5 um}", "0.5 um, threshold: 100}")
    with pytest.raises(ConfigError, match="shows 2 whole flaws darker than 100, and 5") as told:
        population(read_ensemble(write(tmp_path, lines([10, 20]), text)))
    for word in ("`threshold`", "`phase: light`", "(now 4 pixels)", "`distribution: pareto`"):
        assert word in str(told.value)
