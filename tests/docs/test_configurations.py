"""Every configuration in the repository is tried by a test, and ends as its text says."""

import ast
import re
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest

from filasse.calibration.ensembles.ensemble_document import read_ensemble
from filasse.calibration.ensembles.ensemble_report import page
from filasse.calibration.ensembles.ensemble_stages import draw_samples
from filasse.calibration.models.direct import DirectModel
from filasse.calibration.study.checked_study import read_study
from filasse.config import load_config
from filasse.estimates.verdict import verdict
from filasse.sweep import plan_sweep

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "configs"
COVERED = {
    "quickstart.yaml": "tests/project/test_readme.py::test_the_quickstart_grows_to_the_short",
    "gallery/*.yaml": "tests/docs/test_gallery.py::test_the_gallery_ends_as_it_says",
    "hpc/*": "tests/cluster/test_cluster_files.py::test_*",
    "studies/*.yaml": (
        "benchmarks/experiments/test_experiments.py::test_studies_end_as_their_heads_say"
    ),
    "studies/base/*.yaml": "tests/docs/test_configurations.py::test_bases_are_bases",
    "studies/calibration/*.yaml": (
        "tests/docs/test_configurations.py::test_calibrations_give_what_their_heads_say"
    ),
    "studies/ensembles/*.yaml": (
        "tests/docs/test_configurations.py::test_the_ensemble_gives_what_its_head_says"
    ),
    "sweeps/*.yaml": "tests/docs/test_configurations.py::test_sweeps_grow_or_not",
}
"""Which test tries a file; the most specific pattern of those that fit."""


def covering(path: Path) -> str | None:
    name = path.relative_to(CONFIGS).as_posix()
    parts = name.count("/")
    fits = [p for p in COVERED if fnmatch(name, p) and p.count("/") == parts]
    return COVERED[fits[0]] if len(fits) == 1 else None


def test_every_configuration_is_tried() -> None:
    files = [p for kind in ("*.yaml", "*.yml") for p in CONFIGS.rglob(kind)]
    assert len(files) > 40
    assert [str(p) for p in files if covering(p) is None] == []


@pytest.mark.parametrize("where", COVERED.values())
def test_the_tests_are_there(where: str) -> None:
    file, _, name = where.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert any(fnmatch(function, name) for function in functions)


def test_bases_are_bases() -> None:
    """Each is named by a study that is tried, and valid by itself."""
    texts = [p.read_text(encoding="utf-8") for p in CONFIGS.rglob("*.yaml")]
    named = {name for text in texts for name in re.findall(r"base: \S*?(\w+\.yaml)", text)}
    bases = sorted((CONFIGS / "studies" / "base").glob("*.yaml"))
    assert bases and {path.name for path in bases} <= named
    assert all(load_config(path).protocol.stop_time > 0 for path in bases)


GROWS = {
    "current_and_toughness": {"grows": 6, "arrests": 5, "too close to call": 1},
    "latin_hypercube": {"grows": 21, "arrests": 7, "too close to call": 4},
    "mechanisms": {"grows": 6, "arrests": 6},
    "named_cases": {"grows": 6},
    "random_flaws": {"grows": 10},
}


@pytest.mark.parametrize("path", sorted((CONFIGS / "sweeps").glob("*.yaml")), ids=lambda p: p.stem)
def test_sweeps_grow_or_not(path: Path) -> None:
    words = [verdict(run.config).word for run in plan_sweep(path).runs]
    assert Counter(words) == GROWS[path.stem]


def test_the_ensemble_gives_what_its_head_says(tmp_path: Path) -> None:
    """A modulus of 2.4 and 2.1, and medians of 2.3 and 0.60 mA/cm^2 at 1 and 100 cm^2."""
    (path,) = (CONFIGS / "studies" / "ensembles").glob("*.yaml")
    found = draw_samples(read_ensemble(path))
    assert found.table["Weibull modulus"].tolist() == pytest.approx([2.4, 2.1], abs=0.05)
    cast = found.table.loc["as cast"]
    assert cast["median at 1 cm^2 [mA/cm^2]"] == pytest.approx(2.3, abs=0.05)
    assert cast["median at 100 cm^2 [mA/cm^2]"] == pytest.approx(0.60, abs=0.01)
    law = cast["median at 1 cm^2 [mA/cm^2]"] * 100 ** (-1 / cast["Weibull modulus"])
    assert law == pytest.approx(0.34, abs=0.01)  # which must not be carried over, and is said
    picture = tmp_path / "ensemble.png"
    found.plot().savefig(picture, dpi=30)
    assert "as cast: at 100 cm² the samples have a median of 0.599" in page(found, picture)


POSTERIORS: dict[str, tuple[tuple[float, ...], tuple[float, ...], float]] = {
    "contact_krauskopf": ((300e-4, 1.27), (300e-4, 50e-4), 1.1),
    "rupture_lpscl": ((19.1, 2.23e-6, 4.5e-6, 0.51e-6), (np.nan, 48 * 3600, np.nan, 13 * 3600), 3),
    "critical_current_singh": ((4.6e-6, 7.5e-6, 0.235e6, 8.7e-4), (9.0, 4.0), 1.15),
}
"""Medians of a posterior (SI) as its head has them, the data, and the factor of their error."""


@pytest.mark.parametrize("name", POSTERIORS)
def test_calibrations_give_what_their_heads_say(name: str) -> None:
    """The model at the numbers of the head gives the data, within their error."""
    medians, measured, factor = POSTERIORS[name]
    study = read_study(CONFIGS / "studies" / "calibration" / f"{name}.yaml")
    pairs = zip(study.parameters, medians, strict=True)
    quantiles = [float(p.prior.quantile(np.array(median))) for p, median in pairs]
    (mean,) = DirectModel(study).predict(np.array([quantiles])).mean
    found = np.exp(mean[: len(measured)])
    known = ~np.isnan(measured)
    assert np.abs(np.log(found[known] / np.array(measured)[known])).max() < np.log(factor)


def test_all_calibrations_are_tried() -> None:
    files = (CONFIGS / "studies" / "calibration").glob("*.yaml")
    assert {path.stem for path in files} == {*POSTERIORS}
