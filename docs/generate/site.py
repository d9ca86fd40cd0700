"""All generated pages by their path, and what the repository's own texts become."""

from __future__ import annotations

import re
from pathlib import Path

from docs.generate import code, commands, constants, history, presets, schema

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "pages"
ASSETS = ROOT / ".assets"
BARE = "---\nhide: [navigation]\n---\n\n"


def written() -> dict[str, str]:
    """Pages written by hand."""
    found = sorted(PAGES.rglob("*.md"))
    return {path.relative_to(PAGES).as_posix(): path.read_text(encoding="utf-8") for path in found}


def generated() -> dict[str, str]:
    """Pages made from the code and from the repository's own texts."""
    made = {
        "reference/config.md": schema.config_page(),
        "reference/commands.md": commands.commands_page(),
        "reference/exit-codes.md": commands.exit_codes_page(),
        "reference/materials.md": presets.materials_page(),
        "developers/benchmarks.md": history.history_page(),
        "developers/tuning-constants.md": constants.constants_page(),
        "gallery.md": gallery(),
        "limits.md": limits(),
        "changelog.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
    }
    return made | code.pages((*written().values(), *made.values()))


def pictures() -> dict[str, Path]:
    """Pictures of the repository, by their place on the site."""
    return {f"assets/{path.relative_to(ASSETS).as_posix()}": path for path in ASSETS.rglob("*.png")}


def limits() -> str:
    """What the README says of the limits."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^## Limits\n(.*?)^## ", text, flags=re.DOTALL | re.MULTILINE)
    if found is None:
        raise ValueError("README.md has no section Limits")
    return f"# Limits\n{found[1]}"


def gallery() -> str:
    """The gallery's text, with the configurations themselves below it."""
    folder = ROOT / "configs" / "gallery"
    text = (folder / "README.md").read_text(encoding="utf-8").replace("../../.assets/", "assets/")
    lines = [text.rstrip(), "", "## The configurations", ""]
    for path in sorted(folder.glob("*.yaml")):
        body = "".join(f"    {line}\n" for line in path.read_text(encoding="utf-8").splitlines())
        lines += [f'??? example "{path.name}"', "", "    ```yaml", body.rstrip("\n"), "    ```", ""]
    linked = re.sub(r"\]\((?!assets/)[^)]*\)", "](#the-configurations)", "\n".join(lines))
    return f"{BARE}{linked}"
