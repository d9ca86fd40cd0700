"""A file that is no configuration is told so, with the line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from filasse.config import load_config
from filasse.errors import ConfigError

BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\n"
CASES = {
    "empty": ("", "config.yaml: is empty; start from configs/quickstart.yaml"),
    "comments only": ("# nothing\n\n", "config.yaml: is empty"),
    "null": ("~\n", "config.yaml:1: is not a list of `key: value` lines"),
    "text": ("\n\nhello\n", "config.yaml:3: is not a list of `key: value` lines"),
    "list": ("- a\n- b\n", "config.yaml:1: is not a list of `key: value` lines"),
    "tab": ("geometry:\n\twidth: 1 um\n", "config.yaml:2: contains a tab; YAML is indented with"),
    "indentation": (
        "geometry:\n  width: 1 um\n thickness: 1 um\n",
        "is indented by 1, like no line",
    ),
    "no space": (
        "geometry:\n  width:1 um\n  thickness: 1 um\n",
        "config.yaml:2: `width:1 um` has no space after the colon; write `width: 1 um`",
    ),
    "no colon": (
        "geometry\n  width: 1 um\n",
        "config.yaml:1: `geometry` has no colon after its",
    ),
    "no colon in a section": (
        "geometry:\n  width 1 um\n  thickness: 1 um\n",
        "config.yaml:2: `width 1 um` has no colon after its key; write `width: 1 um`",
    ),
    "too deep": (
        "geometry:\n  width: 1 um\n    thickness: 1 um\n",
        "config.yaml:3: `thickness: 1 um` is indented deeper than `width` above it",
    ),
    "include": ("mesh: !include mesh.yaml\n", "other files cannot be included: write the values"),
    "merge": ("mesh:\n  <<: {tip: 1 um}\n", "config.yaml:2: mesh has a merge key (<<); write the"),
    "sweep": ("base: a.yaml\ngrid: {a: [1]}\n", "is a sweep file, for it varies"),
    "open bracket": ("geometry: [1, 2\n", "close the bracket"),
    "open quote": ("\ntitle: 'a\nb: c\n", "config.yaml:2: is not valid YAML at `title: 'a`; close"),
    "colon in text": ("title: a: b\n", "config.yaml:1: is not valid YAML at `title: a: b`; put"),
    "two documents": ("title: a\n---\ntitle: b\n", "delete the line `---` and what follows"),
    "alias": (BOMB, "config.yaml:1: anchors and aliases (& and *) are not allowed"),
    "duplicate": ("title: a\ntitle: b\n", "config.yaml:2: title is given twice (first at"),
    "tag": ("title: !!python/object:os.system x\n", "config.yaml:1: title has the tag"),
    "odd key": ("? [a, b]\n: 1\n", "config.yaml:1: has a key that is not a word"),
    "control character": ("title: \x07\n", "config.yaml: is not valid YAML"),
    "nul": ("title: \x00\n", "config.yaml: is not a text file in UTF-8"),
    "deep": ("[" * 5000, "config.yaml:1: is nested too deeply"),
    "deep mapping": ("title: " + "{a: " * 30 + "1" + "}" * 30, "nested too deeply"),
}


@pytest.mark.parametrize(("text", "message"), CASES.values(), ids=CASES.keys())
def test_bad_file(write: Callable[[str], Path], text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(write(text))
    assert message in str(error.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: no such file; check the path"):
        load_config(tmp_path / "nowhere.yaml")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder; give a configuration file"):
        load_config(tmp_path)


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfe\x00\x01", b"\xc3\x28"])
def test_binary_file(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match="is not a text file in UTF-8"):
        load_config(path)


def test_latin_1_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes("title: a\nmesh: {tip: 1 µm}\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"yaml:2: .* \(byte 0xb5, perhaps 'µ' in Lat"):
        load_config(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_windows_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "config.yaml"
    text = "geometry: {width: 100 µm, thickness: 1 mm}\nelectrolyte: {material: LLZO}\n"
    path.write_bytes((text + "protocol: {voltage: 0.1 V, stop_time: 1 h}\n").encode(encoding))
    assert load_config(path).geometry.width == 1e-4


def test_huge_file(write: Callable[[str], Path]) -> None:
    with pytest.raises(ConfigError, match="is larger than"):
        load_config(write("# x\n" * 200_000))


def test_all_problems_at_once_in_reading_order(write: Callable[[str], Path]) -> None:
    text = """\
title: 5
geometry:
  width: 20 mA
  thicknes: 100 um
  flaws:
    - position: 5 um
      length: 1 um
      length: 2 um
mechanics:
  lateral_stress: 5 MPa
electrolyte:
  material: LLZA
"""
    with pytest.raises(ConfigError) as error:
        load_config(write(text))
    first, *lines = str(error.value).splitlines()
    assert first.endswith("config.yaml: 7 problems")
    starts = [line.strip().split(": ", 1)[1].split(" ")[0] for line in lines]
    numbers = [int(number) for number in re.findall(r"config\.yaml:(\d+): \w", "\n".join(lines))]
    assert numbers == sorted(numbers) == [1, 3, 4, 8, 10, 12]
    assert starts == [
        *("title", "geometry.width", "geometry.thicknes"),
        *("geometry.flaws.0.length", "mechanics.lateral_stress", "electrolyte.material"),
        "protocol",
    ]


def test_yaml_1_2_numbers_and_words(write: Callable[[str], Path]) -> None:
    text = """\
title: "on"
geometry: {width: 1e-4 m, thickness: 1.0e-1 mm}
electrolyte: {material: llzo, poisson_ratio: 2.6e-1}
protocol: {current_density: 2 mA/cm^2, stop_time: 1 h}
numerics: {newton_tolerance: 1e-8, max_newton: 0x10}
growth: {max_steps: 010}
"""
    config = load_config(write(text))
    assert (config.title, config.electrolyte.material) == ("on", "LLZO")
    assert (config.geometry.width, config.geometry.thickness) == (1e-4, 1e-4)
    assert config.electrolyte.poisson_ratio == 0.26
    assert config.numerics.newton_tolerance == 1e-8
    assert (config.numerics.max_newton, config.growth.max_steps) == (16, 10)


def test_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    lines = ["geometry: {width: 1 mm, thickness: 1 mm}", "electrolyte: {material: LLZO}"]
    lines.append("protocol: {voltage: 0.1 V, stop_time: 1 h}")
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert load_config(path).protocol.voltage == 0.1
