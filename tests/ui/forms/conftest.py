"""What the tests of the forms share: an officer, and whether what was typed may be lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.forms.officer import Officer
from ui.forms import frame
from workbench import lists, lookup
from workbench.casebook import Casebook


@pytest.fixture
def officer(light: QApplication, qtbot: QtBot) -> Officer:
    return Officer(qtbot)


@pytest.fixture
def uid(sample: Casebook) -> Callable[[str], str]:
    """The uid of a stakeholder of the sample."""
    return lambda name: lookup.stakeholder(sample, name).uid


@pytest.fixture
def asks(sample: Casebook) -> list[str]:
    """The uids of the sample's asks, as entered."""
    return list(lists.uids(sample, "ask", lists.ids(sample, lists.Query("ask"))))


@pytest.fixture(autouse=True)
def leaving(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Stands for the question whether what was typed may go: `[…, answer]`, at first no.

    Each time that it is asked, one more entry is put in front.
    """
    answers = [False]

    def asked(parent: object) -> str:
        answers.insert(0, answers[-1])
        return "away" if answers[-1] else "stay"

    monkeypatch.setattr(frame, "leave_unsaved", asked)
    return answers
