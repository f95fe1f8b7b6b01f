"""Light or dark, and the text's size: put on the application, remembered on this machine."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ui import theme
from workbench import settings

_DARK = {"system": None, "light": False, "dark": True}
_BASE = "system points"  # the system's own text size, kept on the application


def put_on(app: QApplication) -> None:
    """Dress the application as this machine remembers."""
    remembered = settings.load()
    if app.property(_BASE) is None:
        app.setProperty(_BASE, theme.points(app))
    theme.apply(app, _DARK[remembered.theme])
    if remembered.text_size:
        theme.scale(app, base(app) + remembered.text_size)


def base(app: QApplication) -> int:
    """The system's own text size, in points."""
    found = app.property(_BASE)
    return theme.points(app) if found is None else int(found)


def resize(app: QApplication, by: int) -> int:
    """Make the text so many points larger, or smaller; 0 gives it its own size. Its size now."""
    wanted = base(app) if by == 0 else theme.points(app) + by
    points = theme.scale(app, wanted)
    settings.change(text_size=points - base(app))
    return points


def choose(app: QApplication, wanted: str) -> None:
    """Be "light", "dark", or as the "system" has it."""
    settings.change(theme=wanted)
    theme.apply(app, _DARK[wanted])


def chosen() -> str:
    """Which of these it is."""
    return settings.load().theme
