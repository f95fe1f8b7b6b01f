"""Saved views in the window: saved from the table that is open, opened from the side bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox

from ui.modal import accepted, passing
from ui.sidebar import LABELS
from ui.table_words import TABLES
from workbench import saved_views
from workbench.messages import Refused, _
from workbench.saved_views import SavedView

if TYPE_CHECKING:
    from ui.table import TablePane
    from ui.window import Window


class SavedViews(QObject):
    """The commands on saved views, and the side bar's lines for them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._casebook = window.casebook

    def begin(self) -> None:
        """Show them in the side bar, and hear what is wanted of them there."""
        bar = self._window.sidebar
        bar.menu_wanted.connect(self._menu)
        bar.activated_again.connect(self._again)
        self._show()

    def _show(self) -> None:
        views = saved_views.saved(self._casebook)
        self._window.sidebar.show_views(
            [(view.key, view.name, view.table) for view in views if view.table in TABLES]
        )

    def there(self, pane: str) -> bool:
        """Whether a pane of this name can be opened."""
        return pane in LABELS or saved_views.by_key(self._casebook, pane) is not None

    def label(self, pane: str) -> str:
        """What a pane is called."""
        if pane in LABELS:
            return str(LABELS[pane])
        view = saved_views.by_key(self._casebook, pane)
        return view.name if view else ""

    # -- saving ----------------------------------------------------------------------------------

    def save_view(self) -> None:
        """Save what the table shows, under a name."""
        table = self._window.views.table()
        if table is None:
            self._window.say(_("A table can be saved as a view; open one."))
            return
        here = saved_views.by_key(self._casebook, self._window.pane_name)
        name = self._ask(_("Save this view"), here.name if here else "")
        if name is None:
            return
        before = saved_views.named(self._casebook, name)
        if before is not None and before != here and not self._replaces(before):
            return
        with self._window.showing_refusals():
            view = SavedView(name, table.table.name, table.filters.state())
            taken = saved_views.save(self._casebook, view, table.layout_kept.as_kept())
            self._forget(taken.key, but=table)
            self._show()
            self._window.show_pane(taken.key)
            self._window.say(_("Saved as “{name}”.", name=taken.name))

    def _replaces(self, before: SavedView) -> bool:
        with passing(QMessageBox(self._window)) as box:
            box.setWindowTitle(_("Save this view"))
            box.setText(_("There is a saved view “{name}” already.", name=before.name))
            replace = box.addButton(_("Replace it"), QMessageBox.ButtonRole.AcceptRole)
            keep = box.addButton(_("Keep it"), QMessageBox.ButtonRole.RejectRole)
            box.setDefaultButton(keep)
            box.exec()
            return box.clickedButton() is replace

    def _ask(self, title: str, name: str) -> str | None:
        """A name for a view; None where it was called off."""
        with passing(QInputDialog(self._window)) as dialog:
            dialog.setWindowTitle(title)
            dialog.setLabelText(_("Name of the view"))
            dialog.setTextValue(name)
            dialog.setOkButtonText(_("Save"))
            dialog.setCancelButtonText(_("Cancel"))
            return str(dialog.textValue()) if accepted(dialog) else None

    # -- from the side bar -----------------------------------------------------------------------

    def _again(self, pane: str) -> None:
        """Picked once more: what was typed into its boxes since goes."""
        view = saved_views.by_key(self._casebook, pane)
        if view is not None and pane in self._window.panes:
            cast("TablePane", self._window.panes[pane]).filters.restore(view.filters)

    def _menu(self, pane: str, at: QPoint) -> None:
        if not saved_views.is_view(pane):
            return
        menu = QMenu(self._window)
        for text, does in ((_("Rename…"), self._rename), (_("Remove the view"), self._remove)):
            action = QAction(text, menu)
            action.setData(pane)
            action.triggered.connect(does)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _meant(self) -> SavedView | None:
        action = self.sender()
        pane = str(action.data()) if isinstance(action, QAction) else ""
        return saved_views.by_key(self._casebook, pane)

    def _rename(self) -> None:
        view = self._meant()
        name = self._ask(_("Rename the view"), view.name) if view is not None else None
        if view is None or name is None:
            return
        try:
            renamed = saved_views.rename(self._casebook, view.name, name)
        except Refused as refused:
            self._window.say(str(refused))
            return
        self._show()
        self._leave(view.key, renamed.key)

    def _remove(self) -> None:
        view = self._meant()
        if view is None:
            return
        saved_views.remove(self._casebook, view.name)
        self._leave(view.key, view.table)
        self._show()
        self._window.say(_("“{name}” is no view any more; its records stay.", name=view.name))

    def _leave(self, pane: str, to: str) -> None:
        """Be elsewhere, where this pane was open, and forget it."""
        if self._window.pane_name == pane:
            self._window.show_pane(to)
        self._forget(pane)

    def _forget(self, pane: str, but: TablePane | None = None) -> None:
        """Let the pane, which is not the one that is open, be made anew."""
        made = self._window.panes.get(pane)
        if made is None or made is but:
            return
        cast("TablePane", self._window.panes.pop(pane)).layout_kept.let_be()
        self._window.stack.removeWidget(made)
        made.deleteLater()

    def heard_from_elsewhere(self) -> None:
        """Views may have come with a workbook, or from another window on the casebook."""
        self._show()
        self._window.sidebar.pick(self._window.pane_name)
