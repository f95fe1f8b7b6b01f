"""Icons, all from one set (Phosphor, which comes with qtawesome), named by what they stand for.

An icon takes its colour from the theme whenever it is painted, so a window that turns dark
needs no new icons. Only the one font is loaded: qtawesome itself would load all of its own,
and costs a window's start more than a tenth of a second.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from ui import theme

_GLYPHS = {
    "actions": "check-square",
    "add": "plus",
    "asks": "hand-palm",
    "back": "arrow-left",
    "backups": "clock-counter-clockwise",
    "changed": "bell",
    "check": "shield-check",
    "columns": "columns",
    "delete": "trash",
    "edit": "pencil-simple",
    "events": "calendar-blank",
    "export": "export",
    "forward": "arrow-right",
    "import": "download-simple",
    "items": "package",
    "locked": "lock-simple",
    "meetings": "handshake",
    "new": "file-plus",
    "open": "folder-open",
    "plain": "lock-simple-open",
    "posts": "identification-badge",
    "redo": "arrow-clockwise",
    "relationships": "share-network",
    "sample": "notebook",
    "search": "magnifying-glass",
    "sources": "book-open",
    "stakeholders": "users-three",
    "ties": "link-simple",
    "timeline": "chart-bar-horizontal",
    "today": "sun-horizon",
    "undo": "arrow-counter-clockwise",
    "views": "funnel",
    "warning": "warning",
}


@cache
def _font() -> tuple[str, dict[str, int]]:
    """The icon font's family, and the code point of each glyph's name."""
    spec = find_spec("qtawesome")
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent / "fonts"
    place = QFontDatabase.addApplicationFont(str(next(folder.glob("phosphor-*.ttf"))))
    families = QFontDatabase.applicationFontFamilies(place)
    text = next(folder.glob("phosphor-charmap-*.json")).read_text(encoding="utf-8")
    return families[0], {name: int(code, 16) for name, code in json.loads(text).items()}


class _Glyph(QIconEngine):
    """Draws one glyph in the theme's colour of the moment."""

    def __init__(self, glyph: str) -> None:
        super().__init__()
        self._glyph = glyph

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        family, codes = _font()
        font = QFont(family)
        font.setPixelSize(max(1, round(min(rect.width(), rect.height()) * 0.95)))
        colours = theme.current()
        colour = colours.muted
        if mode in (QIcon.Mode.Active, QIcon.Mode.Selected):
            colour = colours.text
        elif mode == QIcon.Mode.Disabled:
            colour = theme.mixed(colours.muted, colours.window, 0.45)
        painter.save()
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chr(codes[self._glyph]))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():
            return QPixmap()  # what is squeezed by a layout has no room for it, for a moment
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Glyph(self._glyph)


def icon(name: str) -> QIcon:
    """The icon of this name. KeyError where there is none."""
    return QIcon(_Glyph(_GLYPHS[name]))


def names() -> tuple[str, ...]:
    """Every icon's name."""
    return tuple(_GLYPHS)
