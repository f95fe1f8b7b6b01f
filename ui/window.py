"""The window on one casebook: where I am, the many, the one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QMainWindow,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from ui import screens
from ui.backups_beside import Beside
from ui.card import CardPane
from ui.goto import GoTo
from ui.import_drop import Drops
from ui.locking import Locking
from ui.sidebar import LABELS, SideBar
from ui.window_acts import Acts
from ui.window_bars import SampleBanner, TopBar
from ui.window_commands import Commands
from ui.window_drafts import Unsaved
from ui.window_files import Files
from ui.window_panes import Pane, make_pane, pane_for
from ui.window_saved_views import SavedViews
from ui.window_secrets import Secrets
from ui.window_status import StatusLine
from ui.window_trail import Place, Trail
from ui.window_views import Views
from ui.work import Work
from workbench import last_look, merging
from workbench.casebook import Casebook, Changed
from workbench.messages import Refused, _, message

LOOK_AGAIN = 4_000  # ms between two looks whether another process wrote
_REVERSALS = {message("Undo: {act}").text: "redo", message("Redo: {act}").text: "undo"}


class Window(QMainWindow):
    """One casebook, open. Closing the window keeps how it looked, and lets go of the file."""

    heard = Signal(object)  # Changed, from whichever thread committed
    open_wanted = Signal(object)  # a Path, or None to ask for one
    new_wanted = Signal()
    reset_wanted = Signal()
    leave_wanted = Signal()  # back to the start page
    closed = Signal()

    def __init__(self, casebook: Casebook) -> None:
        super().__init__()
        self.casebook = casebook
        self.work = Work(self)
        self.trail = Trail()
        self.selection: tuple[str, str] = ("", "")
        self.pane_name = ""
        self.writable = True
        self.panes: dict[str, QWidget] = {}
        self.acts = Acts(self)
        self.views = Views(self)
        self.files = Files(self)
        self.beside = Beside(self)
        self.locking = Locking(self)
        self.unsaved = Unsaved(self)
        self.secrets = Secrets(self)
        self.saved = SavedViews(self)
        self._build()
        self._wire()
        self._unsubscribe = casebook.subscribe(self.heard.emit)
        self._restore()

    # -- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.sidebar = SideBar()
        self.stack = QStackedWidget()
        self.card = CardPane(self.casebook)
        self.go_to = GoTo(self.casebook, self)
        self.top = TopBar(self.go_to)
        self.status = StatusLine(self.casebook)
        self.busy = self.status.busy
        self.setStatusBar(self.status)
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.middle.addWidget(self.stack)
        self.middle.setChildrenCollapsible(False)
        self.columns_split = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self.sidebar, self.middle, self.card):
            self.columns_split.addWidget(widget)
        self.columns_split.setChildrenCollapsible(False)
        self.columns_split.setStretchFactor(1, 1)
        self.columns_split.setHandleWidth(1)
        self.middle.setHandleWidth(1)
        self.banner = SampleBanner()
        self.banner.setVisible(self.casebook.is_sample and not self.casebook.read_only)
        banners: list[QWidget] = [self.banner]
        if self.casebook.read_only:
            from ui.read_only import ReadOnlyBanner, show_only

            banners.append(ReadOnlyBanner(self))
            show_only(self.card)
        shown = self.top.over(*banners, self.unsaved.bar, self.columns_split)
        self.setCentralWidget(self.locking.cover(shown))
        self.commands = Commands(self.menuBar(), self, self._doing)
        self.commands.add_panes([(n, str(label)) for n, label in LABELS.items()], self.show_pane)
        self.views.use(self.commands.actions)
        self.top.use(self.commands.actions)
        self.secrets.use(self.commands)

    def _doing(self, name: str) -> Callable[..., None]:
        """What does a command: a method of its name, here, of the acts, views or files."""
        owner = next(
            each
            for each in (
                self,
                self.acts,
                self.views,
                self.files,
                self.beside,
                self.locking,
                self.unsaved,
                self.secrets,
                self.saved,
            )
            if hasattr(type(each), name) and name in vars(type(each))
        )
        return lambda *_checked: getattr(owner, name)()

    def _wire(self) -> None:
        Drops(self)
        self.heard.connect(self._changed)
        self.sidebar.picked.connect(self.show_pane)
        self.go_to.went.connect(self._went)
        self.go_to.left.connect(self._focus_pane)
        self.go_to.log_wanted.connect(self.acts.log_meeting)
        self.card.followed.connect(self.go)
        self.card.edit_wanted.connect(self.acts.edit_one)
        self.card.delete_wanted.connect(self.acts.delete_one)
        self.card.add_wanted.connect(self.acts.add_to)
        self.card.log_wanted.connect(self.acts.log_meeting)
        self.card.hand_over_wanted.connect(self.acts.hand_over_post)
        self.card.put_back_wanted.connect(self.acts.put_back)
        self.card.many_edit_wanted.connect(self.acts.edit_many)
        self.card.many_delete_wanted.connect(self.acts.delete)
        self.banner.reset.clicked.connect(self.files.reset_sample)
        self.status.undo_wanted.connect(self.acts.undo)
        self.status.redo_wanted.connect(self.acts.redo)
        self.commands.menus["recent"].aboutToShow.connect(self.views.fill_recent)
        self.commands.menus["edit"].aboutToShow.connect(self._name_steps)
        self._again = QTimer(self, interval=LOOK_AGAIN)
        self._again.timeout.connect(self.look_again)
        self._again.start()
        self._relook = QTimer(self, interval=0, singleShot=True)
        self._relook.timeout.connect(self.views.look_anew)
        self._after = QTimer(self, interval=0, singleShot=True)
        self._after.timeout.connect(self._count)

    def _restore(self) -> None:
        kept = self.casebook.kept("window") or {}
        room = screens.room(self)
        size = kept.get("size") or [1400, 900]
        self.resize(min(size[0], room.width()), min(size[1], room.height()))
        self.columns_split.setSizes(kept.get("columns") or [168, 760, 430])
        self.commands.actions["reset_sample"].setVisible(self.casebook.is_sample)
        self._title()
        pane = kept.get("pane")
        self.saved.begin()
        self.show_pane(pane if pane and self.saved.there(pane) else "today")
        self.views.restore(kept)
        self.beside.begin()
        if self.casebook.read_only:
            self.allow_writing(False)
        self._after.start()

    def _title(self) -> None:
        marking = self.casebook.marking()
        name = self.casebook.name
        self.setWindowTitle(f"{name} ─ {marking}" if marking else name)

    # -- panes and places ------------------------------------------------------------------------

    def pane(self, name: str) -> QWidget:
        """The pane of this name, made if it is not there yet."""
        if name not in self.panes:
            made = make_pane(name, self.casebook, self.work)
            self.connect_pane(made)
            self.panes[name] = made
            self.stack.addWidget(made)
            self.views.lead_tab(made)
        return self.panes[name]

    def connect_pane(self, pane: QWidget) -> None:
        """Hear what a pane says."""
        if self.casebook.read_only:
            from ui.read_only import show_only

            show_only(pane)
        self._as_pane(pane).chosen.connect(self._chosen)
        self._as_pane(pane).counted.connect(self._counted)
        for name, does in (
            ("opened", self._opened), ("refused", self.say), ("several", self._several),
            ("new_wanted", self.acts.new), ("menu_wanted", self.views.row_menu),
            ("done_wanted", self.acts.tick_off), ("list_wanted", self.views.show_list),
        ):  # fmt: skip
            signal = getattr(pane, name, None)
            if signal is not None:
                signal.connect(does)

    @staticmethod
    def _as_pane(pane: QWidget) -> Pane:
        return cast("Pane", pane)

    @property
    def here(self) -> QWidget:
        """The pane that is open."""
        return self.panes[self.pane_name]

    def show_pane(self, name: str) -> None:
        """Open a pane, with what is chosen chosen there too."""
        self._open_pane(name)
        self.trail.go(Place(name, *self.selection))
        self._tell_trail()

    def _open_pane(self, name: str) -> None:
        pane = self.pane(name)
        before, self.pane_name = self.pane_name, name
        self.sidebar.pick(name)
        self.stack.setCurrentWidget(pane)
        if before and before != name:
            pane.setFocus()
        self._as_pane(pane).select(*self.selection)
        self._counted(self._as_pane(pane).status())
        self.setAccessibleName(self.saved.label(name))

    def go(self, kind: str, uid: str) -> None:
        """Go to a record: its card, and the pane in which it is best seen."""
        with self.showing_refusals():
            self._arrive(Place(pane_for(self.casebook, kind, uid, self.pane_name), kind, uid))
            self.trail.go(Place(self.pane_name, kind, uid))
        self._tell_trail()

    def _arrive(self, place: Place) -> None:
        uid = merging.landing(self.casebook, place.kind, place.uid)
        place = Place(place.pane, place.kind, uid)
        self.selection = (place.kind, place.uid)
        if place.pane != self.pane_name and self.saved.there(place.pane):
            self._open_pane(place.pane)
        else:
            self._as_pane(self.here).select(place.kind, place.uid)
        self._show_card()
        self._select_below()

    def _show_card(self) -> None:
        if self.selection[1]:
            kind, uid = self.selection
            self.selection = kind, merging.landing(self.casebook, kind, uid)
            self.card.show_record(*self.selection)
        else:
            self.card.show_nothing()

    def _select_below(self) -> None:
        for pane in self.views.below.values():
            self._as_pane(pane).select(*self.selection)

    def _chosen(self, kind: str, uid: str) -> None:
        """A pane's own choice: the card follows; going from row to row is no step of its own."""
        same = (kind, uid) == self.selection
        self.selection = (kind, uid)
        self.card.show_record(kind, uid)
        place = Place(self.pane_name, kind, uid)
        if not same:
            self.trail.go(place) if self.views.table() is None else self.trail.move(place)
        sender = self.sender()
        for pane in (self.here, *self.views.below.values()):
            if pane is not sender:
                self._as_pane(pane).select(kind, uid)
        self._tell_trail()

    def _several(self, kind: str, n: int) -> None:
        self.card.show_many(kind, n)

    def _opened(self, kind: str = "", uid: str = "") -> None:
        if kind and uid:
            self.acts.edit_one(kind, uid)
        else:
            self.acts.edit()

    def _went(self, kind: str, uid: str) -> None:
        if kind == "pane":
            self.saved.heard_from_elsewhere()  # it may be a view that another window saved
            if self.saved.there(uid):
                self.show_pane(uid)
        else:
            self.go(kind, uid)
        self._focus_pane()

    def _focus_pane(self) -> None:
        self.here.setFocus()

    def selected(self) -> tuple[str, list[str]]:
        """The kind and uids of what is chosen: several rows, else the record on the card."""
        table = self.views.table()
        if table is not None and len(table.rows()) > 1:
            return table.kind, table.uids()
        kind, uid = self.selection
        return kind, [uid] if uid else []

    def back(self) -> None:
        """Where one was before."""
        self._return_to(self.trail.back())

    def forward(self) -> None:
        """Where one was before going back."""
        self._return_to(self.trail.forward())

    def _return_to(self, place: Place | None) -> None:
        if place is not None:
            self._arrive(place)
            self._focus_pane()
        self._tell_trail()

    def _tell_trail(self) -> None:
        self.commands.actions["back"].setEnabled(self.trail.can_go_back)
        self.commands.actions["forward"].setEnabled(self.trail.can_go_forward)

    # -- changes ---------------------------------------------------------------------------------

    def _changed(self, changed: Changed) -> None:
        for pane in (*self.panes.values(), *self.views.below.values()):
            self._as_pane(pane).refresh(changed)
        table = self.views.table()
        if self.selection[1] and (table is None or len(table.rows()) < 2):
            self.card.refresh()
            if self.card.card is None:
                self._show_card()
        self._title()
        self._name_steps()
        self._after.start()
        if changed.did is not None:
            back = _REVERSALS.get(changed.did.text, "undo") if changed.act else ""
            self.status.say(str(changed.did) + ".", back)
        elif changed.everything and not self.casebook.read_only:
            self.say(_("Somebody else has written to this casebook; what you see is as it is now."))

    def _count(self) -> None:
        """What need not be there at the first sight of the window: names of steps, counts."""
        from workbench import lists
        from workbench.lists import Query

        self._name_steps()
        overdue = lists.count(self.casebook, Query("ask", statuses=("overdue",)))
        self.sidebar.show_overdue("asks", overdue)

    def _name_steps(self) -> None:
        for name, step in (
            ("undo", self.casebook.next_undo()), ("redo", self.casebook.next_redo()),
        ):  # fmt: skip
            self.commands.name_step(
                name, "" if step is None else str(step), step is not None and self.writable
            )

    def look_again(self) -> None:
        """See whether another process wrote."""
        if self.locking.is_locked:
            return
        with self.showing_refusals():
            self.casebook.look_again()
        if self.casebook.read_only:
            from ui.read_only import notice

            notice(self)

    def timers(self) -> tuple[QTimer, ...]:
        """What reads the record by itself, and so must not while it is locked."""
        return self._again, self._relook, self._after

    def look_as_it_is(self) -> None:
        """Show it as it is now, after it was locked."""
        self._relook.start()
        self._after.start()
        self.look_again()

    def allow_writing(self, allowed: bool) -> None:
        """Whether anything may be written now; never where the casebook can only be looked at."""
        self.writable = allowed and not self.casebook.read_only
        self.commands.allow_writing(self.writable)
        if self.writable:
            self._name_steps()

    # -- what is said ----------------------------------------------------------------------------

    def _counted(self, words: str) -> None:
        sender = self.sender()
        if sender is None or sender is self.here or not isinstance(sender, QWidget):
            self.status.count(words)

    def say(self, words: str, undo: bool = False) -> None:
        """Say something in the status line."""
        self.status.say(words, "undo" if undo else "")

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """What is refused inside is shown as it reads."""
        try:
            yield
        except Refused as refused:
            self.show_refusal(refused)

    def show_refusal(self, refused: Refused) -> None:
        """A dialog that says what is wrong and what to do."""
        box = QMessageBox(self)
        box.setWindowTitle(_("That can't be done"))
        box.setText(str(refused))
        box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
        self.open_dialog(box)

    def show_failure(self, error: object) -> None:
        """How a job failed: a refusal is shown; what is ours is raised, for the hook to log."""
        if isinstance(error, Refused):
            self.show_refusal(error)
        elif isinstance(error, BaseException):
            raise error

    def open_dialog(self, dialog: QDialog) -> None:
        """Show a dialog of the window's own, modal to it; it goes when it is closed."""
        if self.locking.is_locked:
            self.locking.hold(dialog)
            return
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.open()

    # -- its end, and its looks ------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            # Rich text has its colours and sizes in it.
            if hasattr(self, "_relook"):
                self._relook.start()
        elif event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.look_again()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._again.stop()
        self._unsubscribe()
        self.beside.close()
        for work in self.findChildren(Work):  # the panes' too: none reads a casebook that is closed
            work.close()
        self.locking.end()
        self.unsaved.end()
        with self.showing_refusals():
            self._keep()
        self.casebook.close()
        self.closed.emit()
        super().closeEvent(event)

    def _keep(self) -> None:
        """Keep how the window looks, in the casebook's file."""
        if self.casebook.locked:
            return
        kept = {
            "size": [self.width(), self.height()],
            "columns": self.columns_split.sizes(),
            "pane": self.pane_name,
        }
        self.casebook.keep("window", kept | self.views.kept())
        last_look.note(self.casebook)
        for pane in (*self.panes.values(), *self.views.below.values()):
            keep = getattr(pane, "keep", None)
            if keep is not None:
                keep()
