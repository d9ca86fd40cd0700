"""The folder of a calibration: what it holds, and whose it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from filasse.calibration.study.checked_study import Study
from filasse.calibration.study.table_text import whole_text
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.folder.manifest import Owner, check_owner, write_manifest
from filasse.output.folder.run_folder import RunFolder, create
from filasse.sweep import SweepFolder

SCHEMA = 1
"""Layout of study.json; another one is that of another version."""


class CalibrationFolder(NamedTuple):
    """Paths inside the folder of a calibration.

    Attributes:
        root: the folder itself.
    """

    root: Path

    @property
    def manifest(self) -> Path:
        """Which study it is of."""
        return self.root / "study.json"

    @property
    def study(self) -> Path:
        """Copy of the study file."""
        return self.root / "study.yaml"

    @property
    def lock(self) -> Path:
        """Held while a calibration works in the folder."""
        return self.root / ".lock"

    @property
    def sweep(self) -> SweepFolder:
        """The runs of the design, a sweep like any other."""
        return SweepFolder(self.root / "runs")

    @property
    def outputs(self) -> Path:
        """What the runs gave, by run and observable."""
        return self.root / "outputs.json"

    @property
    def chain(self) -> Path:
        """All steps of the sampler so far."""
        return self.root / "chain.npz"

    @property
    def posterior(self) -> Path:
        """Points of the posterior, one row each."""
        return self.root / "posterior.csv"

    @property
    def predictions(self) -> Path:
        """Data and predictions, one row each."""
        return self.root / "predictions.csv"

    @property
    def result(self) -> Path:
        """All numbers."""
        return self.root / "calibration.json"

    @property
    def figures(self) -> Path:
        """Pictures."""
        return self.root / "figures"

    @property
    def report(self) -> Path:
        """The page."""
        return self.root / "report.html"


def fingerprint(study: Study) -> str:
    """Digest of all that decides the result, but for how long is sampled."""
    content = study.content.model_dump(mode="json", exclude={"title": True, "sampler": {"steps"}})
    tables = [whole_text(study.path.parent / entry.file) for entry in study.content.data]
    text = json.dumps([content, study.base.data, tables], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def owner(study: Study) -> Owner:
    """What works in the folder of a study."""
    another = (
        "the calibration of another study, or of this one before its parameters, data or base "
        "changed"
    )
    return Owner("calibration", "a calibration", another, fingerprint(study))


def claim(folder: CalibrationFolder, study: Study) -> None:
    """Make the folder ready for a study.

    Raises:
        OutputError: it holds something else.
        UsageError: it holds the calibration of another study.
    """
    check_owner(folder.manifest, owner(study), ignored=(folder.lock.name,))
    create(RunFolder.at(folder.root))
    content = {"schema": SCHEMA, "title": study.title, "fingerprint": fingerprint(study)}
    write_manifest(folder.manifest, "calibration", content)
    write_atomically(folder.study, study.path.read_text(encoding="utf-8"))
