"""How the window is looked at: text size, light or dark, what stands below, finding, keys."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QTextBrowser, QWidget

from ui import window_looks
from ui.sidebar import LABELS
from ui.window_panes import RelationshipsHost, TimelineHost
from workbench import settings
from workbench.messages import _

if TYPE_CHECKING:
    from ui.table import TablePane
    from ui.window import Window

_LOOKS = {"as_system": "system", "light": "light", "dark": "dark"}
_BELOW = ("timeline", "relationships")
_ROW_COMMANDS = ("edit", "edit_many", "", "copy", "", "delete", "purge")


class Views(QObject):
    """The commands that change nothing in the record."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self.below: dict[str, QWidget] = {}

    def use(self, actions: dict[str, QAction]) -> None:
        """Know the window's actions; one of the looks is ticked."""
        self._actions = actions
        group = QActionGroup(self)
        chosen = window_looks.chosen()
        for name, look in _LOOKS.items():
            group.addAction(actions[name])
            actions[name].setChecked(look == chosen)

    def lead_tab(self, pane: QWidget) -> None:
        """Lead Tab as the eye goes: the bar, where I am, the many (this pane), the one."""
        window = self._window
        before, after = window.top.stops()
        stops = getattr(pane, "stops", None)
        many = stops() if stops is not None else [pane.focusProxy() or pane]
        card = window.card
        chain = [
            *before, window.go_to, *after, window.banner.reset, window.sidebar, *many,
            card.edit, card.delete, card.text,
        ]  # fmt: skip
        for one, next_ in pairwise(chain):
            QWidget.setTabOrder(one, next_)

    # -- looks -----------------------------------------------------------------------------------

    def _app(self) -> QApplication:
        return cast(QApplication, QApplication.instance())

    def larger(self) -> None:
        """Larger text."""
        self._sized(1)

    def smaller(self) -> None:
        """Smaller text."""
        self._sized(-1)

    def normal(self) -> None:
        """Text at the system's own size."""
        self._sized(0)

    def _sized(self, by: int) -> None:
        points = window_looks.resize(self._app(), by)
        self.look_anew()
        self._window.say(_("Text at {n} points.", n=points))

    def as_system(self) -> None:
        """Light or dark, as the system has it."""
        window_looks.choose(self._app(), "system")

    def light(self) -> None:
        """Light."""
        window_looks.choose(self._app(), "light")

    def dark(self) -> None:
        """Dark."""
        window_looks.choose(self._app(), "dark")

    def look_anew(self) -> None:
        """Word anew what has colours and sizes in its text."""
        window = self._window
        window.sidebar.doItemsLayout()
        window.card.restyle()
        for pane in window.panes.values():
            restyle = getattr(pane, "restyle", None)
            if restyle is not None:
                restyle()

    # -- what stands below the table -------------------------------------------------------------

    def timeline_below(self) -> None:
        """The timeline below the table, or away."""
        self._show_below("timeline", self._actions["timeline_below"].isChecked())

    def relationships_below(self) -> None:
        """The relationships below the table, or away."""
        self._show_below("relationships", self._actions["relationships_below"].isChecked())

    def _show_below(self, name: str, wanted: bool) -> None:
        window = self._window
        if wanted and name not in self.below:
            if name == "timeline":
                made: QWidget = TimelineHost(window.casebook, window.work, "timeline below")
            else:
                made = RelationshipsHost(window.casebook, "relationships below")
            window.connect_pane(made)
            self.below[name] = made
            window.middle.addWidget(made)
            window.middle.setSizes([3, *([2] * len(self.below))])
        if name in self.below:
            self.below[name].setVisible(wanted)
            cast(Any, self.below[name]).select(*window.selection)

    def kept(self) -> dict[str, Any]:
        """What is to be kept of it."""
        shown = [name for name, pane in self.below.items() if not pane.isHidden()]
        return {"below": shown, "rows": self._window.middle.sizes()}

    def restore(self, kept: dict[str, Any]) -> None:
        """Be as it was kept."""
        for name in kept.get("below", []):
            if name in _BELOW:
                self._actions[f"{name}_below"].setChecked(True)
                self._show_below(name, True)
        if self.below and kept.get("rows"):
            self._window.middle.setSizes(kept["rows"])

    def picture_pane(self) -> Any:
        """The picture that is shown: the pane that is open, else one below it; None for none."""
        for pane in (self._window.here, *self.below.values()):
            if isinstance(pane, TimelineHost | RelationshipsHost) and not pane.isHidden():
                return pane.pane
        return None

    def picture_title(self) -> str:
        """What the picture that is shown is called."""
        pane = self.picture_pane()
        name = "timeline" if pane is not None and hasattr(pane, "lanes_by") else "relationships"
        return str(LABELS[name])

    # -- finding ---------------------------------------------------------------------------------

    def table(self) -> TablePane | None:
        """The table that is open, where it is one."""
        """The table that is open, where it is one."""
        here: Any = self._window.here
        return here if hasattr(here, "layout_kept") else None

    def go_to(self) -> None:
        """Take the keyboard to the search box."""
        self._window.go_to.begin()

    def filter(self) -> None:
        """Take the keyboard to the filter of the table, or to the search box."""
        here = self.table()
        if here is not None:
            here.filters.text.setFocus()
            here.filters.text.selectAll()
        else:
            self.go_to()

    def show_list(self, name: str, status: str) -> None:
        """Open a table, with nothing but what has this status in it, where one is named."""
        self._window.show_pane(name)
        table = self.table()
        if table is not None:
            table.filters.clear()
            box = table.filters.status
            if box is not None and status:
                # Qt compares tuples by what they are, not by what is in them.
                kept = [box.itemData(place) for place in range(box.count())]
                box.setCurrentIndex(kept.index((status,)))

    def columns(self) -> None:
        """Choose the columns of the table."""
        here = self.table()
        if here is not None:
            here.columns.popup(here.view.mapToGlobal(QPoint(24, 8)))

    def copy(self) -> None:
        """Copy what is chosen: text on a card, else rows of the table."""
        focus = QApplication.focusWidget()
        here = self.table()
        if isinstance(focus, QTextBrowser):
            focus.copy()
        elif here is not None:
            from ui import table_copy

            table_copy.copy(self._window, here)

    def row_menu(self, at: QPoint | None = None) -> None:
        """What can be done with the rows that are chosen."""
        menu = QMenu(self._window)
        for name in _ROW_COMMANDS:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(at or QCursor.pos())

    def between(self) -> None:
        """Who could carry a message, from the stakeholder on the card to another."""
        from ui.window_between import BetweenDialog

        kind, uid = self._window.selection
        start = uid if kind == "stakeholder" else None
        self._window.open_dialog(BetweenDialog(self._window.casebook, start, self._window))

    # -- help and recent -------------------------------------------------------------------------

    def keys(self) -> None:
        """Every key."""
        from ui.window_dialogs import KeysDialog

        self._window.open_dialog(KeysDialog(self._window.commands.keys(), self._window))

    def history(self) -> None:
        """Who did what in the casebook."""
        from ui.history_dialog import show_history

        show_history(self._window)

    def about(self) -> None:
        """What this is."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("stakeholder-workbench")
        except PackageNotFoundError:
            number = ""
        box = QMessageBox(self._window)
        box.setWindowTitle(_("About"))
        box.setText(_("Stakeholder Workbench {version}", version=number))
        box.setInformativeText(
            _("A desk's own record of who matters, who met whom and what was asked. GPL-3.0.")
        )
        box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
        self._window.open_dialog(box)

    def fill_recent(self) -> None:
        """The casebooks that were open lately, in their menu."""
        menu = self._window.commands.menus["recent"]
        menu.clear()
        for path in settings.recent():
            action = QAction(str(path), menu)
            action.setData(str(path))
            action.triggered.connect(self._open_recent)
            menu.addAction(action)
        if menu.isEmpty():
            nothing = menu.addAction(_("None yet"))
            nothing.setEnabled(False)

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.open_wanted.emit(Path(str(action.data())))
