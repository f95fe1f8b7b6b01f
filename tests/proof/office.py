"""The real LibreOffice, to save files again as an office does, in a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PROGRAM = shutil.which("libreoffice") or shutil.which("soffice")

_SECONDS = 1_800


def save_again(paths: Sequence[Path], folder: Path, ending: str = "xlsx") -> list[Path]:
    """The files as LibreOffice saves them, in another folder; `ending` chooses the form."""
    assert PROGRAM is not None, "LibreOffice is not on this machine"
    target = folder / f"saved-as-{ending}"
    target.mkdir(parents=True, exist_ok=True)
    made = [target / f"{path.stem}.{ending}" for path in paths]
    for each in made:
        each.unlink(missing_ok=True)
    profile = (folder / "profile").absolute().as_uri()
    words = [
        PROGRAM, "--headless", "--norestore", f"-env:UserInstallation={profile}",
        "--convert-to", ending, "--outdir", str(target), *map(str, paths),
    ]  # fmt: skip
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=_SECONDS, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    for each in made:
        assert each.exists(), f"LibreOffice did not save {each.name}: {done.stderr.strip()[-300:]}"
    return made
