"""The posterior by an ensemble of walkers (emcee), saved as it goes, and the same on every try.

Coordinates are z = Phi^-1(quantile of the prior): the prior is a standard normal in all of them, so
that there are no edges, and parameters of any unit are alike. emcee needs neither gradients nor
tuning and is pure Python; a few parameters are what it is good at.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from filasse.calibration.further_packages import HOW_TO_INSTALL
from filasse.calibration.inference.likelihood import row_likelihoods
from filasse.calibration.models.data_model import Model, Prediction
from filasse.calibration.study.checked_study import Study
from filasse.errors import UsageError
from filasse.output.folder.atomic_files import write_atomically

type FloatArray = npt.NDArray[np.float64]

BLOCK = 250
"""Steps between two savings."""

ENOUGH = 50
"""Autocorrelation times after which a chain has converged (emcee's own rule)."""

BURN_IN = 5
"""Autocorrelation times that are forgotten at the start."""

KEPT = 4000
"""Points of the posterior that are kept at most."""


class Sampled(NamedTuple):
    """Points of the posterior.

    Attributes:
        quantiles: of the priors of all that is sampled, shape (m, n).
        steps: that the walkers made.
        autocorrelation: largest autocorrelation time, in steps; NaN if it is not known.
        acceptance: mean share of accepted proposals.
        independent: number of points that count as independent.
    """

    quantiles: FloatArray
    steps: int
    autocorrelation: float
    acceptance: float
    independent: float

    @property
    def is_converged(self) -> bool:
        """Whether the chain is long against its memory."""
        return self.steps >= ENOUGH * self.autocorrelation


def log_posterior(study: Study, model: Model, z: FloatArray) -> FloatArray:
    """Logarithm of prior times likelihood at m points, shape (m,).

    Args:
        study: the study.
        model: predicts its data.
        z: normal coordinates, shape (m, n).
    """
    quantiles = np.asarray(ndtr(z))
    prediction, errors = predicted(study, model, quantiles)
    learnt = ~held_out(study)
    likelihood = row_likelihoods(study, prediction, errors)[:, learnt].sum(axis=1)
    total = likelihood - 0.5 * (z**2).sum(axis=1)
    return np.asarray(np.where(np.isnan(total), -np.inf, total), dtype=np.float64)


def predicted(study: Study, model: Model, quantiles: FloatArray) -> tuple[Prediction, FloatArray]:
    """Predictions at points, and the inferred errors there, shape (m, n_noises)."""
    size = len(study.parameters)
    noises = [prior.value(quantiles[:, size + i]) for i, (_, prior) in enumerate(study.noises)]
    errors = np.stack(noises, axis=1) if noises else np.empty((len(quantiles), 0))
    return model.predict(quantiles[:, :size]), errors


def held_out(study: Study) -> npt.NDArray[np.bool_]:
    """Rows that are not learnt from, shape (n_rows,)."""
    return np.concatenate([data.held_out for data in study.datasets])


def sample_posterior(
    study: Study, model: Model, file: Path, watch: Callable[[str], None] = lambda text: None
) -> Sampled:
    """Sample the posterior, or go on where an earlier try was stopped.

    Args:
        study: the study.
        model: predicts its data.
        file: where the chain is kept.
        watch: told how far it is.

    Raises:
        UsageError: emcee is missing, or no point of the prior can give the data.
    """
    emcee = _emcee()
    size, walkers, most = len(study.names), study.walkers, study.content.sampler.steps
    sampler = emcee.EnsembleSampler(walkers, size, log_posterior, vectorize=True)
    # emcee's own wrapper prints a traceback of whatever passes it, a request to stop included.
    sampler.log_prob_fn = lambda z: log_posterior(study, model, z)
    chain = _load(file)
    state: Any = _restored(emcee, chain) if chain else _start(study, model, walkers)
    if not chain:
        sampler.random_state = np.random.RandomState(study.content.seed).get_state()
    points = chain["points"] if chain else np.empty((0, walkers, size))
    accepted = float(chain["accepted"]) if chain else 0.0
    while len(points) < most:
        time = _autocorrelation(points)
        if len(points) >= ENOUGH * time:
            break
        steps = min(BLOCK, most - len(points))
        watch(f"step {len(points)} of at most {most}")
        sampler.reset()
        state = sampler.run_mcmc(state, steps)
        points = np.concatenate([points, sampler.get_chain()])
        accepted += float(sampler.acceptance_fraction.mean()) * steps
        _save(file, points, accepted, state)
    return _summed(points, accepted)


def _emcee() -> Any:
    try:
        import emcee
    except ImportError:
        raise UsageError(f"calibration needs emcee: {HOW_TO_INSTALL}.") from None
    return emcee


def _start(study: Study, model: Model, walkers: int) -> FloatArray:
    """Start where the prior has its best points, so that walkers do not get lost in its tails.

    Raises:
        UsageError: no point can give the data.
    """
    rng = np.random.default_rng(study.content.seed)
    found = rng.normal(size=(20 * walkers, len(study.names)))
    values = log_posterior(study, model, found)
    possible = np.isfinite(values)
    if possible.sum() < walkers:
        raise UsageError(
            f"{study.path}: only {possible.sum()} of {len(found)} points of the prior can give the "
            "data at all. Widen the priors, or check units and bounds of the data."
        )
    best = np.argsort(-np.where(possible, values, -np.inf), kind="stable")[:walkers]
    return np.asarray(found[best])


def _load(file: Path) -> Any:
    """The chain of an earlier try; None if there is none that can be used."""
    try:
        with file.open("rb") as stream, np.load(stream) as content:
            return dict(content)
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def _restored(emcee: Any, chain: Any) -> Any:
    state = ("MT19937", chain["keys"], int(chain["place"]), int(chain["gauss"]), float(chain["g"]))
    return emcee.State(chain["points"][-1], log_prob=chain["values"], random_state=state)


def _save(file: Path, points: FloatArray, accepted: float, state: Any) -> None:
    _, keys, place, gauss, cached = state.random_state
    buffer = io.BytesIO()
    values = {"points": points, "accepted": accepted, "values": state.log_prob, "keys": keys}
    np.savez(buffer, **values, place=place, gauss=gauss, g=cached)
    write_atomically(file, buffer.getvalue())


def _autocorrelation(points: FloatArray) -> float:
    """Largest autocorrelation time [steps]; infinite while the chain is short."""
    from emcee.autocorr import integrated_time

    if len(points) < 2 * BLOCK:
        return np.inf
    times = np.asarray(integrated_time(points, tol=0), dtype=np.float64)
    return float(np.nanmax(times)) if np.isfinite(times).any() else np.inf


def _summed(points: FloatArray, accepted: float) -> Sampled:
    """The chain without its start, thinned."""
    time = _autocorrelation(points)
    known = time if np.isfinite(time) else len(points) / 10
    burn = min(int(BURN_IN * known), len(points) // 2)
    rest = points[burn:].reshape(-1, points.shape[-1])
    thin = max(1, -(-len(rest) // KEPT))
    share = accepted / max(1, len(points))
    independent = len(rest) / max(known, 1.0)
    return Sampled(np.asarray(ndtr(rest[::thin])), len(points), known, share, independent)
