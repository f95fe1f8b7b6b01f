"""What every form is: fields that scroll where they must, one place to save, no loss on leaving."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QLayout,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import screens, theme
from ui.draft_bar import DraftBar, since_words, words_in_form
from ui.draft_controls import Controls
from ui.draft_place import return_to
from ui.drafts import Drafting
from ui.forms.controls import ENTER, submits
from ui.forms.notes import Note
from ui.forms.rows import Rows, SaidBeneath
from ui.modal import passing
from workbench.casebook import Casebook
from workbench.drafts import Draft
from workbench.messages import Refused, _
from workbench.records import FieldErrors

if TYPE_CHECKING:
    from ui.forms.editors import Editor

Leaving = Literal["keep", "away", "stay"]

TITLE_BAR = 56
"""px that the window's own frame and a task bar's shadow may take of the screen's height."""


class Fields(QWidget):
    """What a form scrolls. `laid_out` when something in it came, went or changed its size."""

    laid_out = Signal()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.laid_out.emit()
        return done


class Form(QDialog):
    """A record's form. One that inherits it fills `inner` and `editors`, its fields by name, and
    says what `_snapshot`, `_write` and `stops` are.

    After it was accepted, `saved_uid` is the record's uid. What is typed into it is kept as a
    draft until it is saved, or thrown away.
    """

    drafting: Drafting

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.saved_uid: str | None = None
        self.editors: dict[str, Editor] = {}
        self._width = width
        self._started: Any = None
        self.inner = Fields(self)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offer: DraftBar | None = None
        self.told = Note(self)
        self.unkept = Note(self)
        self.problem = Note(self)
        self.buttons = save_buttons(self)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.told)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.unkept)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        SubmitKeys(self, self.save)

    def _begin(
        self, casebook: Casebook, controls: Controls, ids: tuple[str, str, str | None]
    ) -> None:
        """Called once `inner` is filled: from here on, what is typed is the person's.

        `ids` tell its drafts from those of other forms: which form, its kind, the record's uid.
        """
        self.area.setWidget(self.inner)
        self.area.setAccessibleName(self.windowTitle())
        self.inner.laid_out.connect(self.fit)
        self.chain()
        self._started = self._snapshot()
        self.drafting = Drafting(self, casebook, controls, ids)
        self.drafting.unkept.connect(self._say_unkept)
        self._offer(casebook)
        self.resize(min(self._width, self._room().width()), 200)
        self.fit()

    # -- drafts --------------------------------------------------------------------------------

    def _offer(self, casebook: Casebook) -> None:
        """Offer what was typed before into a form of this kind, on this record."""
        mine = self.drafting.draft
        offer = DraftBar(
            casebook, self, lambda draft: draft.typed and draft.fits(mine), words_in_form
        )
        offer.wanted.connect(self.go_on_with)
        offer.refused.connect(lambda refused: self.problem.warn(str(refused)))
        offer.reshaped.connect(self._offered)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, offer)
        self.offer = offer
        offer.refresh()

    def _offered(self) -> None:
        self.chain()
        self.fit()

    def go_on_with(self, draft: Draft) -> None:
        """Show what was typed before, and what was done to the record since."""
        try:
            told = [(self.drafting.label(each), each) for each in self.drafting.take(draft)]
        except Refused as refused:
            self.problem.warn(str(refused))
            return
        self.chain()
        if self.offer is not None:
            self.offer.refresh()
        if draft.uid is not None and self.drafting.draft.uid is None:
            self.told.say(_("The record was deleted since: saved, this will be a new one."))
        elif told:
            self.told.say(_("The record was changed since:") + "\n" + since_words(told))
        return_to(self, draft.place)
        self.fit()

    def _say_unkept(self, refused: object) -> None:
        """Say once that what is typed can't be kept meanwhile: typing goes on."""
        self.unkept.clear()
        if isinstance(refused, Refused):
            self.unkept.warn(
                _("No draft can be kept: {what}. Save it before you leave.", what=refused.what)
            )
        self.fit()

    def put_away(self) -> str:
        """Close at once, and keep what it holds for when it is opened again; the draft's id.

        `Refused` where it can't be kept: it is closed even so.
        """
        return put_away(self, self.drafting)

    # -- its size ------------------------------------------------------------------------------

    def _room(self) -> QRect:
        """What the form may take: the screen, or as much as the window that it is opened from."""
        room = screens.room(self).adjusted(0, 0, -TITLE_BAR, -TITLE_BAR)
        parent = self.parentWidget()
        return room if parent is None else room.united(parent.window().geometry())

    def fit(self) -> None:
        """Grow until all fields are seen, or the screen ends."""
        layout = self.layout()
        inner = self.inner.layout()
        if layout is None or inner is None:
            return
        margins = layout.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        fields = inner.heightForWidth(width) if inner.hasHeightForWidth() else -1
        wanted = max(fields, inner.sizeHint().height() if fields < 0 else 0)
        for part in (self.offer, self.told, self.unkept, self.problem, self.buttons):
            if part is not None and (part is self.buttons or not part.isHidden()):
                tall = part.heightForWidth(width) if part.hasHeightForWidth() else -1
                wanted += layout.spacing() + max(tall, part.sizeHint().height())
        wanted += margins.top() + margins.bottom()
        wanted = min(wanted, self._room().height())
        if wanted > self.height() or not self.isVisible():
            self.resize(self.width(), wanted)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    # -- the keyboard's way --------------------------------------------------------------------

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        raise NotImplementedError

    def chain(self) -> None:
        """Lead Tab through the stops, as the eye goes."""
        stops = [*self.stops(), *self.buttons.buttons()]
        if self.offer is not None:
            stops += self.offer.stops()
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    # -- saving and leaving --------------------------------------------------------------------

    def _snapshot(self) -> Any:
        raise NotImplementedError

    def _write(self) -> str:
        raise NotImplementedError

    def _given(self) -> tuple[dict[str, Any], dict[str, Refused]]:
        """What was given, field by field, and what means nothing."""
        given: dict[str, Any] = {}
        errors: dict[str, Refused] = {}
        for name, editor in self.editors.items():
            try:
                given[name] = editor.given()
            except Refused as refused:
                errors[name] = refused
        return given, errors

    def _show_errors(self, errors: FieldErrors) -> None:
        """Say each beside its field; beneath all where none of them has one here."""
        for name, refused in errors.errors.items():
            if name in self.editors:
                self.editors[name].show_error(refused)
        if not any(name in self.editors for name in errors.errors):
            self.problem.warn(str(errors))

    def _clear_errors(self) -> None:
        for editor in self.editors.values():
            editor.clear_error()

    @property
    def dirty(self) -> bool:
        """Whether anything was typed that is not saved."""
        return bool(self._snapshot() != self._started)

    def save(self) -> None:
        """Save and close; or say beside each field what is wrong, and stay."""
        self.problem.clear()
        self._clear_errors()
        try:
            self.saved_uid = self._write()
        except SaidBeneath:
            self._go_to_wrong()
            return
        except FieldErrors as errors:
            self._show_errors(errors)
            self._go_to_wrong()
            return
        except Refused as refused:
            self.problem.warn(str(refused))
            self.fit()
            return
        self.drafting.leave(forget=True)
        self.accept()

    def _go_to_wrong(self) -> None:
        """Give the keyboard to the first control that something is said to be wrong with."""
        self.fit()
        for stop in self.stops():
            if _is_wrong(stop, self.inner):
                stop.setFocus()
                self.area.ensureWidgetVisible(stop)
                return

    def reject(self) -> None:
        """Close without saving; asks first where something was typed, and can keep it."""
        try:
            leaves = not self.dirty or leave(self, self.drafting)
        except Refused as refused:
            self.problem.warn(str(refused))
            self.fit()
            return
        if leaves:
            self.drafting.leave(forget=True)
            super().reject()


def leave(form: QDialog, drafting: Drafting) -> bool:
    """Ask what becomes of what was typed; whether the form may close.

    `Refused` where it should be kept for later and can't be.
    """
    wanted = leave_unsaved(form)
    if wanted == "keep":
        drafting.keep_now(drafting.place())
        drafting.let_go()
    return wanted != "stay"


def _is_wrong(control: QWidget, within: QWidget) -> bool:
    """Whether what stands around a control, and is no larger than its row, says so."""
    around = control.parentWidget()
    while around is not None and around is not within and not isinstance(around, Rows):
        if getattr(around, "error", ""):
            return True
        around = around.parentWidget()
    return False


class Dialog(QDialog):
    """A small dialog, just as large as what it says. One that inherits it fills `column`."""

    def __init__(self, title: str, parent: QWidget | None = None, width: int = 440) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(2 * theme.STEP)
        self.column.addStrut(width)
        # It grows with what is said to be wrong, and shrinks when that is put right.
        self.column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)

    def finish(self, accept: str, accepted: Callable[[], None]) -> None:
        """Called last: the buttons stand beneath all else."""
        self.buttons = save_buttons(self, accept)
        self.buttons.accepted.connect(accepted)
        self.buttons.rejected.connect(self.reject)
        self.column.addWidget(self.buttons)

    def words(self, text: str) -> QLabel:
        """Some words of plain text, which may run over several lines."""
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.column.addWidget(label)
        return label


class SubmitKeys(QObject):
    """Ctrl+Enter saves from anywhere in a form; Enter alone moves on to the next field."""

    def __init__(self, form: QWidget, submit: Callable[[], None]) -> None:
        super().__init__(form)
        self._form = form
        self._submit = submit
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), form, submit)
        form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if submits(event):
            self._submit()
            return True
        if event.key() not in ENTER:
            return False
        self._form.focusNextChild()
        return True


def put_away(form: QDialog, drafting: Drafting) -> str:
    """Close a form at once and keep what it holds; the draft's id. `Refused` as there."""
    try:
        return drafting.keep_now(drafting.place())
    finally:
        drafting.leave(forget=False)
        QDialog.reject(form)


def save_buttons(dialog: QDialog, save: str = "") -> QDialogButtonBox:
    """Save and Cancel, with their keys said."""
    buttons = QDialogButtonBox(dialog)
    saving = buttons.addButton(save or _("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
    saving.setToolTip(_("Ctrl+Enter"))
    saving.setDefault(True)
    leaving = buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    leaving.setToolTip(_("Esc"))
    return buttons


def leave_unsaved(parent: QWidget) -> Leaving:
    """What is to become of what was typed: kept for later, thrown away, or gone on with."""
    with passing(QMessageBox(parent)) as box:
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Not saved yet"))
        box.setText(_("What you typed here is not saved yet."))
        box.setInformativeText(_("Kept for later, it is offered again, here and in the window."))
        keep = box.addButton(_("Keep for later"), QMessageBox.ButtonRole.AcceptRole)
        away = box.addButton(_("Throw away"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(_("Go on typing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(stay)
        box.exec()
        clicked = box.clickedButton()
        return "keep" if clicked is keep else "away" if clicked is away else "stay"
