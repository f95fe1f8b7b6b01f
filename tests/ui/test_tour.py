"""The tour draws every pane and dialog, without a screen, and leaves the casebook as it was."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.sidebar import LABELS
from ui.tour import tour
from workbench.casebook import Casebook
from workbench.messages import Refused


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_pane_and_dialog_is_drawn(
    sample: Casebook, tmp_path: Path, light: QApplication, dark: bool
) -> None:
    hook = sys.excepthook
    sample.keep("window", {"pane": "ties"})
    path = sample.path
    sample.close()
    made = tour(path, None, tmp_path / "tour", (1000, 700), dark)
    assert sys.excepthook is hook
    names = [re.sub(r"^\d\d-", "", picture.stem) for picture in made]
    assert [picture.name[:2] for picture in made] == [f"{n:02}" for n in range(1, len(made) + 1)]
    assert set(LABELS) - {"timeline"} <= set(names)
    assert {
        "timeline-by-stakeholder", "timeline-by-category", "timeline-by-kind", "go-to",
        "log-meeting", "delete", "import-tables", "import-columns", "import-rows", "backups",
        "restore", "keys", "start-page",
        "form-ask", "edit-many", "not-saved", "locked", "lock-after",
    } <= set(names)  # fmt: skip
    images = {name: QImage(str(picture)) for name, picture in zip(names, made, strict=True)}
    assert (images["asks"].width(), images["asks"].height()) == (1000, 700)
    assert all(not image.isNull() for image in images.values())
    ground = images["asks"].pixelColor(500, 600).lightness()
    assert ground < 80 if dark else ground > 200
    again = Casebook.open(path, None)
    assert again.kept("window") == {"pane": "ties"}
    again.close()


def test_a_folder_that_can_not_be_made_is_refused(
    sample: Casebook, tmp_path: Path, light: QApplication
) -> None:
    (tmp_path / "file").write_text("in the way")
    path = sample.path
    with pytest.raises(Refused, match="folder"):
        tour(path, None, tmp_path / "file" / "tour")
