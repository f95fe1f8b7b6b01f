"""The catalogue that the texts are worded from, and which way the window is laid out."""

from __future__ import annotations

import gettext
import locale
import os
from pathlib import Path

from PySide6.QtCore import Qt

import resources
from workbench.messages import use

_RIGHT_TO_LEFT = ("ar", "fa", "ps", "ur", "he")


def load() -> None:
    """Word every text in the system's language, as far as there is a catalogue for it."""
    spoken = wanted()
    # `importlib.resources` would read as well, and cost a window's start a fortieth of a second.
    folder = Path(resources.__path__[0]) / "locale"
    use(gettext.translation("workbench", folder, languages=spoken, fallback=True))


def wanted() -> list[str]:
    """The languages of whoever is at the keyboard, the best liked first."""
    named = os.environ.get("LANGUAGE") or ""
    found = [word for word in named.split(":") if word]
    for word in (os.environ.get("LC_ALL"), os.environ.get("LANG"), locale.getlocale()[0]):
        if word and word.split(".")[0] not in (*found, "C", "POSIX"):
            found.append(word.split(".")[0])
    if found or os.environ.get("LC_ALL") or os.environ.get("LANG"):
        return found or ["en"]
    # Its lists of all languages and countries cost a window's start a fortieth of a second.
    from PySide6.QtCore import QLocale

    return [language.replace("-", "_") for language in QLocale.system().uiLanguages()]


def direction(language: str) -> Qt.LayoutDirection:
    """Which way a window of this language runs."""
    if language.replace("-", "_").split("_")[0] in _RIGHT_TO_LEFT:
        return Qt.LayoutDirection.RightToLeft
    return Qt.LayoutDirection.LeftToRight
