"""From measurements to parameters, and from sizes of flaws to cells that fail, from Python."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filasse.errors import UsageError
from filasse.python import check_count, in_python_words

if TYPE_CHECKING:
    from filasse.calibration.calibration_tables import Calibrated, Hypotheses
    from filasse.calibration.ensembles.ensemble_result import Ensemble
    from filasse.calibration.python_studies import Given
    from filasse.calibration.study.checked_study import Study
    from filasse.sweep import SweepFolder
    from filasse.sweep.runner import Watch
    from filasse.sweep.sweep_states import RunState

log = logging.getLogger(__name__)


def calibrate(
    study: Given, folder: str | Path, *, jobs: int = 1, retry_failed: bool = False
) -> Calibrated:
    """Find which parameters explain measurements, and how surely, as `filasse calibrate`.

    Called again with the same study and folder, it goes on where it was stopped.

    Args:
        study: a study file; or its content as a dictionary, in which `base` may be a configuration
            of any form, and data may have a `table` (pandas, units in the names of its columns) in
            place of a `file`.
        folder: where the results go.
        jobs: runs at a time, of `model: run`.
        retry_failed: try the runs again that failed twice.

    Raises:
        ConfigError: lists every problem of the study with its place, value and remedy.
        OutputError: the folder holds something else, or cannot be written.
        UsageError: it holds another study; the study has hypotheses; a package is missing.
    """
    with _studies(study) as studies:
        if len(studies) > 1 or studies[0].idea:
            ideas = ", ".join(item.idea for item in studies)
            raise UsageError(
                f"the study has hypotheses ({ideas}); compare_hypotheses calibrates each of them"
            )
        return _calibrated(studies[0], Path(folder), jobs, retry_failed)


def compare_hypotheses(
    study: Given, folder: str | Path, *, jobs: int = 1, retry_failed: bool = False
) -> Hypotheses:
    """Calibrate every hypothesis of a study on the same data, and set them side by side.

    Args:
        study: as for `calibrate`, with `hypotheses`.
        folder: where the results go, each in a folder of its own.
        jobs: runs at a time, of `model: run`.
        retry_failed: try the runs again that failed twice.

    Raises:
        ConfigError, OutputError, UsageError: as `calibrate` does; there is no hypothesis.
    """
    from filasse.calibration.calibration_tables import Hypotheses

    with _studies(study) as studies:
        if not studies[0].idea:
            raise UsageError("the study has no hypotheses; calibrate takes it as it is")
        made = {
            item.idea: _calibrated(item, Path(folder) / item.idea, jobs, retry_failed)
            for item in studies
        }
    return Hypotheses(made)


def sample_ensemble(ensemble: Given, folder: str | Path | None = None) -> Ensemble:
    """Critical currents of many samples from the sizes of their flaws, as `filasse ensemble`.

    Args:
        ensemble: the file; or its content as a dictionary, in which `base` may be a configuration
            of any form, and `flaws` and `measured` may have a `table` in place of a `file`.
        folder: where tables, figures and report go; nothing is written without.

    Raises:
        ConfigError: the base, a table or a hypothesis cannot be used.
        OutputError: the folder holds something else, or cannot be written.
    """
    from filasse.calibration.ensembles.ensemble_document import read_ensemble
    from filasse.calibration.ensembles.ensemble_files import save_ensemble
    from filasse.calibration.ensembles.ensemble_stages import draw_samples
    from filasse.calibration.python_studies import as_file

    with in_python_words(), as_file(ensemble) as path:
        drawn = draw_samples(read_ensemble(path))
        if folder is not None:
            save_ensemble(drawn, Path(folder))
        return drawn


@contextmanager
def _studies(study: Given) -> Iterator[tuple[Study, ...]]:
    from filasse.calibration.python_studies import as_file
    from filasse.calibration.study.checked_study import read_studies

    with in_python_words(), as_file(study) as path:
        yield read_studies(path)


def _calibrated(study: Study, folder: Path, jobs: int, retry_failed: bool) -> Calibrated:
    from filasse.calibration.calibration_folder import CalibrationFolder
    from filasse.calibration.calibration_tables import Calibrated
    from filasse.calibration.running import Shown, run_calibration

    check_count("jobs", jobs, "the number of runs at a time")
    shown = Shown(_counted, _told, log.warning)
    options: dict[str, Any] = {"retry_failed": retry_failed}
    return Calibrated(
        folder, run_calibration(study, CalibrationFolder(folder), jobs, shown, **options)
    )


def _counted(folder: SweepFolder, known: Sequence[RunState]) -> AbstractContextManager[Watch]:
    from filasse.sweep.runner import counting

    return counting(known)


@contextmanager
def _told(what: str) -> Iterator[Callable[[str], None]]:
    """Show in a notebook's cell what is being done."""
    from filasse.output.console.notebook import shown_text

    with shown_text() as show:
        yield lambda item: show(f"{what} {item}")
        show(f"{what} done")
