"""Random configurations: valid ones of small slabs, and hostile mutations of them."""

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

type Data = dict[str, Any]

HOSTILE: tuple[Any, ...] = (
    *(None, True, -1, 0, 1e308, -1e-308, float("nan"), float("inf"), 10**40, "", " ", "x", "~"),
    *("1 um", "-1 um", "0 um", "1e400 um", "1 m", "5 parsec", "1 um^0", "nan um", "1 mA/cm^2"),
    *("\x1b[2J", "<script>", "$(touch PWN)", "../../x", "a\nb", "\u202e", "µ", "é" * 300),
    *([], {}, [[]], {"a": {}}, [1, "1 um", None], {"1 um": 3}),
)


def valid(rng: random.Random) -> Data:
    """Draw a slab of at most 30 um with units spelled in many ways."""
    width, thickness = rng.uniform(16, 30), rng.uniform(10, 20)
    length = rng.uniform(0.15, 0.5) * thickness
    geometry: Data = {
        "width": _length(rng, width),
        "thickness": _length(rng, thickness),
        "flaws": [{"position": _length(rng, rng.uniform(0.4, 0.6) * width),
                   "length": _length(rng, length)}],
    }  # fmt: skip
    if rng.random() < 0.3:
        geometry["flaws"][0]["angle"] = f"{rng.uniform(-20, 20):.3g} deg"
    if rng.random() < 0.25:
        geometry["microstructure"] = {"grains": {"mean_size": _length(rng, 0.4 * width)}}
    current = rng.uniform(0.5, 8)
    toughness = f"{rng.uniform(0.4, 1.5):.3g} MPa m^0.5"
    return {
        "title": rng.choice(["fuzz", "", "<b>&", "$x_1$", "[bold]", "µ\u2009m"]),
        "geometry": geometry,
        "electrolyte": {"material": "LLZO", "fracture_toughness": toughness},
        "interface": {"film_resistance": f"{rng.uniform(1, 50):.3g} ohm cm^2"},
        "protocol": {"current_density": f"{current:.3g} mA/cm^2",
                     "stop_time": rng.choice(["60 s", "1 min", "0.01 h"])},
        "growth": {"step": _length(rng, rng.uniform(1, 2)), "max_steps": 2,
                   "short_circuit_distance": "2 um"},
        "mesh": {"lip": "1.5 um", "far": _length(rng, rng.uniform(3, 5))},
        "output": {"fields_every": rng.choice([0, 1]), "figures": False},
    }  # fmt: skip


def _length(rng: random.Random, micrometres: float) -> str:
    unit, factor = rng.choice([("um", 1.0), ("µm", 1.0), ("nm", 1e3), ("mm", 1e-3), ("m", 1e-6)])
    return f"{micrometres * factor:.6g} {unit}"


def mutated(rng: random.Random, data: Data) -> Data:
    """Change one to three places: a hostile value, a key gone, a key misspelled or added."""
    broken = deepcopy(data)
    for _ in range(rng.randint(1, 3)):
        branch, key = rng.choice(list(places(broken)))
        how = rng.randrange(4)
        if how == 0:
            del branch[key]
        elif how == 1 and isinstance(branch, dict):
            branch[f"{key}x"] = branch.pop(key)
        else:
            branch[key] = deepcopy(rng.choice(HOSTILE))
        if not broken:
            return broken
    return broken


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of a document as a container and a key."""
    keys = list(data) if isinstance(data, dict) else list(range(len(data)))
    for key in keys:
        yield data, key
        if isinstance(data[key], dict | list):
            yield from places(data[key])
