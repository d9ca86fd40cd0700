"""Shell scripts under the strictest eyes: those of shellcheck."""

import subprocess
import sys
from pathlib import Path

SHELLCHECK = Path(sys.executable).with_name("shellcheck")


def check_script(path: Path) -> None:
    """Fail with what shellcheck says of a script."""
    command = [SHELLCHECK, "--shell=bash", "--severity=style", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
