"""Search or go to: one box for any record by any spelling, and for the panes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QWidget

from ui.goto_list import COMPLETION, PANE, Line, Popup, line_of
from ui.sidebar import LABELS
from ui.table_words import TABLES
from ui.work import Cancelled, Progress, Work
from workbench import saved_views
from workbench.casebook import Casebook
from workbench.messages import Refused, _

_WAIT = 25  # ms after the last key
_AT_LEISURE = 3.0  # s for looking through texts that the first look had no time for
_LIMIT = 12
_RECENT = 8
_OFFERED = 4  # operators offered below what was found


class GoTo(QLineEdit):
    """The box. Typing looks things up beside the window; Down, Up and Enter choose; Esc leaves.

    Ctrl+Enter logs a meeting with the stakeholder that is marked, Tab takes a completion.
    """

    went = Signal(str, str)  # kind, uid; or "pane" and a pane's name
    log_wanted = Signal(str)  # a stakeholder's uid
    left = Signal()

    def __init__(self, casebook: Casebook, window: QWidget) -> None:
        super().__init__()
        self._casebook = casebook
        self.setPlaceholderText(_("Search or go to…  Ctrl+K"))
        self.setAccessibleName(_("Search or go to"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(220)
        self.setMaximumWidth(520)
        self.popup = Popup(window)
        self.popup.list.itemClicked.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._look_beside)
        self._work = Work(self)
        self._asked = 0  # counts what was looked for: only the last one's answer is shown
        self._answered = 0
        self._shown: str | None = None  # the text whose lines are in the list
        self.textEdited.connect(self._typed)
        window.installEventFilter(self)

    def begin(self) -> None:
        """Take the keyboard, with what was typed last ready to be typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self.look()

    def _typed(self) -> None:
        self._asked += 1
        self._work.cancel()
        self._timer.start()

    # -- looking -----------------------------------------------------------------------------------

    def look(self) -> None:
        """Look up what is typed, now."""
        self._asked += 1
        self._timer.stop()
        self._work.cancel()
        text = self.text()
        self._show(text, _looked_up(self._casebook, text, None, lambda: False)[0])

    def _look_beside(self, seconds: float | None = None) -> None:
        """Look up what is typed, in a thread beside; an answer that comes too late is dropped."""
        text, number, casebook = self.text(), self._asked, self._casebook

        def look(progress: Progress) -> tuple[str, int, tuple[list[Line], str], bool]:
            lines, cut = _looked_up(casebook, text, seconds, lambda: _is_given_up(progress))
            progress(1, 1)
            return text, number, lines, cut and seconds is None

        job = self._work.start(look)
        job.finished.connect(self._heard)
        job.failed.connect(self._failed)

    def _heard(self, answer: tuple[str, int, tuple[list[Line], str], bool]) -> None:
        text, number, lines, more = answer
        if number != self._asked or not self.hasFocus():
            return
        self._show(text, lines)
        if more:
            self._look_beside(_AT_LEISURE)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Refused):  # the casebook was locked or closed meanwhile
            raise error

    def _show(self, text: str, found: tuple[list[Line], str]) -> None:
        self._answered = self._asked
        lines, says = found
        first, last = self._panes(text)
        says = "" if (first or last) and not lines else says
        self.popup.show_lines(first + lines + last, says, stay=text == self._shown)
        self._shown = text
        self._place()
        self.popup.show()
        self.popup.raise_()

    def _panes(self, text: str) -> tuple[list[Line], list[Line]]:
        """The panes and saved views that are called so, to stand before and after the records.

        A view is often named after somebody, who is meant rather than the view.
        """
        typed = " ".join(text.split()).casefold()
        if not typed:
            return [], []
        panes = [
            Line(PANE, name, str(label), _("pane"), name)
            for name, label in LABELS.items()
            if str(label).casefold().startswith(typed)
        ]
        views = [
            Line(PANE, view.key, view.name, _("saved view"), view.table)
            for view in saved_views.saved(self._casebook)
            if view.table in TABLES and f" {typed}" in f" {view.name.casefold()}"
        ][:_OFFERED]
        just_so = [view for view in views if view.label.casefold() == typed]
        return panes + just_so, [view for view in views if view not in just_so]

    def _place(self) -> None:
        window = self.window()
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        width = min(max(self.width(), 560), window.width() - 16)
        left = max(8, min(below.x() + (self.width() - width) // 2, window.width() - width - 8))
        rows = self.popup.list
        rows.setFixedHeight(min(self.popup.high(), max(120, window.height() - below.y() - 80)))
        rows.setVisible(rows.count() > 0)
        self.popup.setGeometry(left, below.y(), width, 10)
        self.popup.resize(width, self.popup.high_at(width))

    # -- choosing ----------------------------------------------------------------------------------

    def _take(self, item: QListWidgetItem | None = None) -> None:
        line = self.popup.marked() if item is None else line_of(item)
        if line is None:
            return
        if line.kind == COMPLETION:
            self._go_on(line.uid)
            return
        self._leave_with(line)
        self.went.emit(line.kind, line.uid)

    def _log(self) -> None:
        line = self.popup.marked()
        if line is not None and line.kind == "stakeholder":
            self._leave_with(line)
            self.log_wanted.emit(line.uid)

    def _leave_with(self, line: Line) -> None:
        self.close_popup()
        self.clear()
        if line.kind == "stakeholder":
            from workbench.lookup import note_opened

            note_opened(self._casebook, line.uid)

    def _go_on(self, text: str) -> None:
        """Go on typing from this text."""
        self.setText(text)
        self.setFocus()
        self.look()

    def _complete(self) -> bool:
        """Take the completion that is marked, else the first; False where there is none."""
        rows = self.popup.list
        lines = [line_of(rows.item(row)) for row in range(rows.count())]
        marked = self.popup.marked()
        for line in ([marked] if marked is not None else []) + lines:
            if line.kind == COMPLETION:
                self._go_on(line.uid)
                return True
        return False

    def close_popup(self) -> None:
        """Put away what was found."""
        self._asked += 1
        self._timer.stop()
        self._work.cancel()
        self.popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, rows = event.key(), self.popup.list
        if key == Qt.Key.Key_Escape:
            self.close_popup()
            self.clear()
            self.left.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.popup.isVisible():
                self.look()
            step = 1 if key == Qt.Key.Key_Down else -1
            if rows.count():
                rows.setCurrentRow((rows.currentRow() + step) % rows.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Enter takes what is typed now, not what was found for the letters before.
            if self._answered != self._asked or not self.popup.isVisible():
                self.look()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._log()
            else:
                self._take()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab would leave the box before `keyPressEvent` hears of it.
        tab = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
        )
        if tab and self.popup.isVisible() and self._complete():
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_popup()

    def eventFilter(self, watched: QObject, event: QEvent) -> Any:
        if event.type() == QEvent.Type.Resize and self.popup.isVisible():
            self._place()
        return super().eventFilter(watched, event)


def _is_given_up(progress: Progress) -> bool:
    try:
        progress(0, 1)
    except Cancelled:
        return True
    return False


def _looked_up(
    casebook: Casebook, text: str, seconds: float | None, given_up: Callable[[], bool]
) -> tuple[tuple[list[Line], str], bool]:
    """The lines for what is typed and a word on them; and whether texts were not all looked at.

    Touches nothing of Qt: any thread may call it.
    """
    from workbench import lookup, markings, search, search_words

    if not text.strip():
        recent = [
            Line("stakeholder", one.uid, one.name, lookup.told_apart(casebook, one))
            for one in lookup.complete(casebook, "", limit=_RECENT)
        ]
        return (recent, search_words.hint()), False
    going_on = [
        Line(COMPLETION, each.text, each.shown, each.says)
        for each in search_words.complete(casebook, text)
    ]
    patience = search.Patience(seconds or search.QUICK, given_up)
    try:
        found = search.typed(casebook, text, _LIMIT, patience)
    except Refused as refused:
        return (going_on, "" if going_on else str(refused)), False
    order = tuple(markings.order(casebook)) if any(hit.marking for hit in found) else ()
    lines = [
        Line(
            hit.kind,
            hit.uid,
            hit.label,
            " · ".join(filter(None, (hit.why, hit.detail))),
            marking=hit.marking,
            order=order,
        )
        for hit in found
    ]
    # A value is being typed: that is gone on with first. A word may be a word to look for.
    first = bool(going_on) and not going_on[0].label.endswith(":")
    lines = [*going_on, *lines] if first else [*lines, *going_on[:_OFFERED]]
    says = "" if lines else _("Nothing is called so, in any spelling, and no text holds it.")
    if len(found) == _LIMIT:
        says = _("There are more. Add a word: of a post, an organisation, a note.")
    return (lines, says), patience.ran_out
