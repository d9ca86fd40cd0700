"""The built site; browsers are tested where they are installed."""

from pathlib import Path

import pytest
from tests.builders.browser import is_installed
from tests.builders.made_once import made_once

ROOT = Path(__file__).parents[2]
collect_ignore = [] if is_installed() else ["test_site_browser.py"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built so that a warning is an error."""
    return made_once(tmp_path_factory, "site", _build)


def _build(folder: Path) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    config = load_config(str(ROOT / "docs" / "mkdocs.yml"), site_dir=str(folder), strict=True)
    # colours of code, which no test looks at, would take a third of the time
    config.mdx_configs["pymdownx.highlight"] = {"use_pygments": False}
    build(config)
