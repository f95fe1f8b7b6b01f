"""Every text that a person sees comes out of the catalogue: a made-up one wraps each in ⟦…⟧."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsScene,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QTabWidget,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import import_tour
from ui.check_dialog import CheckDialog
from ui.forms import dialogs
from ui.forms.many_form import ManyForm
from ui.forms.meeting_form import MeetingForm
from ui.forms.record_form import RecordForm
from ui.history_dialog import HistoryDialog
from ui.passphrase_dialogs import ChangeDialog
from ui.purge_dialog import PurgeDialog
from ui.recovery_dialogs import RecoverDialog, RecoveryDialog
from ui.sidebar import LABELS
from ui.start_page import StartPage
from ui.undo_dialog import UndoDialog
from ui.window import Window
from ui.window_between import BetweenDialog
from ui.window_dialogs import KeysDialog
from workbench import lists, records, settings, taking_back
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.kinds import KINDS
from workbench.lists import Query
from workbench.messages import use
from workbench.taking_back import TakenBack

_INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Keys are the system's to name; "?" stands for nobody, the ellipsis for more.
_KEYS = re.compile(
    r"(?:(?:Ctrl|Alt|Shift|Meta)\+)+\S*|\bF\d{1,2}\b|\bDel\b|\bEsc\b|\bEnter\b|\bTab\b"
)
# Contents of a record, for which nobody has a catalogue.
_CONTENT = frozenset({"text", "long text", "listed", "grade", "clock", "when", "link", "links"})


class Wrapping(gettext.NullTranslations):
    """Words every message as itself, in brackets."""

    def gettext(self, text: str) -> str:
        return f"⟦{text}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"


@pytest.fixture
def wrapping() -> Iterator[None]:
    use(Wrapping())
    yield
    use(gettext.NullTranslations())


def contents(casebook: Casebook) -> str:
    """Everything that the record itself says, in one text."""
    found = [casebook.name, str(casebook.path), str(casebook.path.parent), casebook.by]
    for kind in KINDS:
        columns = [c for c in lists.columns(kind) if c.type in _CONTENT]
        ids = lists.ids(casebook, Query(kind))
        for row in lists.rows(casebook, kind, ids, [column.name for column in columns]):
            for cell in row.cells:
                cells = cell if isinstance(cell, tuple) else (cell,)
                found += [str(each) for each in cells if each is not None]
    return "\n".join(found).casefold()


def bare_words(text: str, known: str) -> list[str]:
    """What is left of a text outside all brackets, and is no part of the record."""
    before = None
    while before != text:
        before, text = text, _INNERMOST.sub("\n", text)
    return [word for word in _WORD.findall(_KEYS.sub(" ", text)) if word.casefold() not in known]


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) of all that a window or dialog shows or tells a screen reader."""
    for widget in (root, *root.findChildren(QWidget)):
        name = type(widget).__name__
        if widget.objectName().startswith("qt_"):
            continue
        yield f"{name} title", widget.windowTitle() if widget.isWindow() else ""
        yield f"{name} tip", widget.toolTip()
        yield f"{name} name", widget.accessibleName()
        yield f"{name} description", widget.accessibleDescription()
        yield from ((name, text) for text in own_texts(widget))
    for action in root.findChildren(QAction):
        inner = isinstance(action.parent(), QLineEdit | QTextEdit | QPlainTextEdit)
        # A graphics scene has a menu of pyqtgraph's that is never shown.
        if not inner and not isinstance(action.parent(), QTableView | QGraphicsScene):
            yield "action", action.text()


def own_texts(widget: QWidget) -> Iterable[str]:
    if isinstance(widget, QLabel):
        return [re.sub("<[^>]*>|&nbsp;", " ", widget.text())]
    if isinstance(widget, QMenu | QGroupBox):
        return [widget.title()]
    if isinstance(widget, QAbstractButton):
        return [widget.text()]
    if isinstance(widget, QComboBox):
        return [widget.placeholderText(), *(widget.itemText(n) for n in range(widget.count()))]
    if isinstance(widget, QLineEdit):
        return [widget.placeholderText()]
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return [widget.placeholderText(), widget.toPlainText()]
    if isinstance(widget, QListWidget):
        return [widget.item(row).text() for row in range(widget.count())]
    if isinstance(widget, QTabWidget):
        return [widget.tabText(n) for n in range(widget.count())]
    if isinstance(widget, QTableView):
        return table_texts(widget)
    return []


def table_texts(view: QTableView) -> list[str]:
    from PySide6.QtCore import Qt

    model = view.model()
    columns = range(model.columnCount())
    found = [str(model.headerData(n, Qt.Orientation.Horizontal) or "") for n in columns]
    for row in range(min(model.rowCount(), 40)):
        for column in columns:
            index = model.index(row, column)
            found += [str(index.data() or ""), str(index.data(Qt.ItemDataRole.ToolTipRole) or "")]
    return found


def unwrapped(root: QWidget, known: str) -> list[tuple[str, list[str]]]:
    return [
        (where, words) for where, text in texts(root) if (words := bare_words(text or "", known))
    ]


def test_every_text_of_the_window_comes_from_the_catalogue(
    sample: Casebook, light: QApplication, qtbot: QtBot, wrapping: None
) -> None:
    known = contents(sample)
    window = Window(sample)
    qtbot.addWidget(window)
    window.show()
    for name in LABELS:
        window.show_pane(name)
        model = getattr(window.here, "model", None)
        if model is not None and model.rowCount():
            window.go(window.here.kind, model.uid_at(0))  # type: ignore[attr-defined]
        columns = getattr(window.here, "columns", None)
        if columns is not None:
            columns.aboutToShow.emit()
        assert unwrapped(window, known) == [], name
    window.card.show_history()
    window.go_to.begin()
    window.say("")
    assert unwrapped(window, known) == []
    window.close()


@pytest.mark.parametrize("kind", ["stakeholder", "event", "ask", "item", "tie", "source"])
def test_every_card_comes_from_the_catalogue(
    sample: Casebook, light: QApplication, qtbot: QtBot, wrapping: None, kind: str
) -> None:
    from ui.card import CardPane

    known = contents(sample)
    card = CardPane(sample)
    qtbot.addWidget(card)
    for uid in lists.uids(sample, kind, lists.ids(sample, Query(kind))):
        card.show_record(kind, uid)
        assert unwrapped(card, known) == []
    card.show_many(kind, 2)
    assert unwrapped(card, known) == []


def test_an_empty_casebook_speaks_the_catalogues_words(
    casebook: Casebook, light: QApplication, qtbot: QtBot, wrapping: None
) -> None:
    window = Window(casebook)
    qtbot.addWidget(window)
    window.show()
    for name in LABELS:
        window.show_pane(name)
        assert unwrapped(window, contents(casebook)) == [], name
    window.close()


def _would(sample: Casebook) -> TakenBack:
    """What undo of an act would do, and what would stay for another came after it."""
    ask = lists.uids(sample, "ask", lists.ids(sample, Query("ask")))[0]
    records.edit(sample, "ask", {ask: {"priority": "high"}})
    step = sample.next_undo()
    assert step is not None
    records.edit(sample, "ask", {ask: {"priority": "low"}})
    return taking_back.would(sample, step.number)


def test_every_dialog_of_the_window_comes_from_the_catalogue(
    sample: Casebook, light: QApplication, qtbot: QtBot, wrapping: None
) -> None:
    settings.change(recent=())
    window = Window(sample)
    qtbot.addWidget(window)
    made: list[QWidget] = [
        CheckDialog(check(sample), window),
        PurgeDialog(sample, "ask", lists.uids(sample, "ask", lists.ids(sample, Query("ask")))[0]),
        KeysDialog(window.commands.keys(), window),
        HistoryDialog(sample, window),
        UndoDialog(_would(sample), window),
        StartPage(),
        BetweenDialog(sample),
    ]
    known = contents(sample) + "sheet\nlink\nchange"
    for dialog in made:
        assert unwrapped(dialog, known) == [], type(dialog).__name__
    window.close()


def test_every_step_of_an_import_comes_from_the_catalogue(
    sample: Casebook, light: QApplication, qtbot: QtBot, wrapping: None, tmp_path: Path
) -> None:
    window = Window(sample)
    qtbot.addWidget(window)
    words = "\n".join(cell for line in import_tour.LINES for cell in line)
    known = contents(sample) + words.casefold()
    for name, dialog in import_tour.steps(window, tmp_path):
        assert unwrapped(dialog, known) == [], name
    window.close()


def test_every_form_comes_from_the_catalogue(
    sample: Casebook, light: QApplication, qtbot: QtBot, wrapping: None
) -> None:
    known = contents(sample)
    asks = lists.uids(sample, "ask", lists.ids(sample, Query("ask")))
    meetings = lists.uids(sample, "event", lists.ids(sample, Query("event", meetings=True)))
    made: list[QDialog] = [
        RecordForm(sample, kind) for kind in KINDS if kind not in ("event", "term", "member")
    ]
    made += [
        RecordForm(sample, "ask", asks[0]), MeetingForm(sample, None),
        MeetingForm(sample, None, uid=meetings[0]), ManyForm(sample, "ask", asks[:2]),
        dialogs.DeleteDialog(sample, "ask", asks[:1]),
        dialogs.PassphraseDialog(sample.path, ""), ChangeDialog(sample),
        RecoveryDialog(sample, True), RecoverDialog(sample.path),
        dialogs.NewCasebookDialog(sample.path.parent), dialogs.MemberDialog(""),
    ]  # fmt: skip
    for dialog in made:
        qtbot.addWidget(dialog)
        assert unwrapped(dialog, known) == [], type(dialog).__name__
