"""A workbook that is dropped anywhere on the window is imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from workbench.messages import _

if TYPE_CHECKING:
    from ui.window import Window

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
"""What is taken for a workbook, by its name; what is in it is looked at when it is read."""


def can_be_dropped(data: QMimeData | None) -> list[Path]:
    """The workbooks among what is dragged or copied; nothing may be (an empty clipboard)."""
    urls: list[QUrl] = data.urls() if data is not None and data.hasUrls() else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in ENDINGS]


class Drops(QObject):
    """Takes a workbook that is dropped anywhere on the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        if not isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            return False
        paths = can_be_dropped(event.mimeData())
        if not paths or self._window.locking.is_locked:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            if len(paths) > 1:
                self._window.say(_("Only {name} is imported; drop one workbook at a time.",
                                   name=paths[0].name))  # fmt: skip
            from ui.import_flow import Importing

            Importing.of(self._window).open_file(paths[0])
        return True
