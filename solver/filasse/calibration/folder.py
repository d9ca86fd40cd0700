"""The folder of a calibration: what it holds, and whose it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from filasse.calibration.study.study import Study
from filasse.errors import OutputError, UsageError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.run_folder import PROGRAM, RunFolder, create
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
    tables = [(study.path.parent / entry.file).read_text("utf-8") for entry in study.content.data]
    text = json.dumps([content, study.base.data, tables], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def check_use(folder: CalibrationFolder, study: Study) -> None:
    """Refuse a folder that belongs to something else; nothing in it is changed.

    Raises:
        OutputError: it holds something else.
        UsageError: it holds the calibration of another study.
    """
    if not folder.root.is_dir():
        return
    with disk_errors(folder.root):
        strange = [p for p in folder.root.iterdir() if p.name != folder.lock.name]
    if not strange:
        return
    known = read_manifest(folder)
    if known["fingerprint"] != fingerprint(study):
        raise UsageError(
            f"{folder.root} holds the calibration of another study, or of this one before its "
            f"parameters, data or base changed. Choose another folder with -o, or delete "
            f"{folder.root}."
        )


def read_manifest(folder: CalibrationFolder) -> dict[str, str]:
    """Which study a folder is of.

    Raises:
        OutputError: it holds no calibration.
    """
    try:
        content = json.loads(folder.manifest.read_text(encoding="utf-8"))
        if content["program"] == PROGRAM and content["kind"] == "calibration":
            return {key: str(value) for key, value in content.items()}
    except (OSError, ValueError, LookupError, TypeError):
        pass
    raise OutputError(
        f"{folder.root} holds files that are not a calibration of filasse. Choose another folder "
        "with -o."
    )


def claim(folder: CalibrationFolder, study: Study) -> None:
    """Make the folder ready for a study."""
    check_use(folder, study)
    create(RunFolder.at(folder.root))
    head = {"program": PROGRAM, "kind": "calibration", "schema": SCHEMA, "title": study.title}
    text = json.dumps(head | {"fingerprint": fingerprint(study)}, indent=1) + "\n"
    write_atomically(folder.manifest, text)
    write_atomically(folder.study, study.path.read_text(encoding="utf-8"))
