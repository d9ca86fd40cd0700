"""The large fuzzer, `make fuzz`: failures are printed as the smallest YAML that still fails."""

import argparse
import random
import tempfile
from itertools import count
from pathlib import Path

from tests.fuzz.draw import mutated, valid
from tests.fuzz.trial import as_yaml, fault_of, smallest

LIMITS = {"validate": 60.0, "mesh": 120.0, "run": 600.0}


def main() -> None:
    """Try as many as asked for; exit with 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validate", type=int, default=1000)
    parser.add_argument("--mesh", type=int, default=200)
    parser.add_argument("--run", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for command, limit in LIMITS.items():
            for number in range(getattr(options, command)):
                failures += _one(command, options.seed + number, Path(folder), limit)
    print(f"{failures} failures")  # noqa: T201
    raise SystemExit(failures > 0)


def _one(command: str, seed: int, folder: Path, limit: float) -> bool:
    rng = random.Random(f"{command} {seed}")
    data = valid(rng)
    if command == "validate" or rng.random() < 0.3:
        data = mutated(rng, data)
    names = (folder / f"{command}{seed}_{number}" for number in count())
    fault = fault_of(command, data, next(names), limit)
    if fault is None:
        return False
    # A run takes long: only what falls over at once is made smaller.
    if command != "run":
        data = smallest(data, lambda trial: bool(fault_of(command, trial, next(names), limit)))
    print(f"# {command}, seed {seed}: {fault}\n{as_yaml(data)}", flush=True)  # noqa: T201
    return True


if __name__ == "__main__":
    main()
