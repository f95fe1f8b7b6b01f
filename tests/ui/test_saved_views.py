"""A filter under a name of its own: saved, opened, renamed, taken away; and what changed lately."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.driving import do, once, said, uid_of
from ui.sidebar import SideBar
from ui.window import Window
from workbench import last_look, lists, records, saved_views
from workbench.casebook import Casebook
from workbench.lists import Query
from workbench.messages import message
from workbench.saved_views import SavedView


def lines(bar: SideBar) -> list[str]:
    return [bar.item(place).text() for place in range(bar.count())]


def saving(window: Window, name: str, does: Any) -> None:
    """Answer the question for a name that comes of this."""

    def there() -> bool:
        return isinstance(QApplication.activeModalWidget(), QInputDialog)

    def answer() -> None:
        dialog: Any = QApplication.activeModalWidget()
        dialog.setTextValue(name)
        dialog.accept()

    once(there, answer, window)
    does()


def narrowed(window: Window) -> Any:
    """The asks, with nothing but one in sight."""
    window.show_pane("asks")
    pane: Any = window.here
    pane.filters.text.setText("helmand")
    pane.filters.settle()
    return pane


def menu_of(window: Window, words: str) -> None:
    """Choose in the menu of the side bar's current line."""
    item = window.sidebar.currentItem()
    assert item is not None
    window.sidebar.menu_wanted.emit(item.data(Qt.ItemDataRole.UserRole), window.pos())
    menu = window.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_a_view_keeps_its_filter_columns_and_order_under_its_name(
    window: Window, qtbot: QtBot
) -> None:
    pane = narrowed(window)
    pane.layout_kept.show("category", True)
    pane.layout_kept.sort_by("title")
    saving(window, "Water", lambda: do(window, "save_view"))
    assert window.pane_name == "view/Water" and lines(window.sidebar)[-2:] == [
        "Saved views",
        "Water",
    ]
    view: Any = window.here
    assert view is not pane and view.filters.text.text() == "helmand"
    assert view.model.rowCount() == 1
    assert "category" in view.model.shown and view.layout_kept.sort == ("title", False)
    assert "“Water”" in said(window)
    window.show_pane("asks")
    pane.filters.clear()
    window.show_pane("view/Water")
    assert window.here.model.rowCount() == 1  # type: ignore[attr-defined]


def test_a_view_is_there_again_when_the_casebook_is_opened_again(
    window: Window, sample: Casebook, qtbot: QtBot, light: QApplication
) -> None:
    narrowed(window)
    saving(window, "Water", lambda: do(window, "save_view"))
    path = sample.path
    window.close()
    again = Window(Casebook.open(path, None, by="Desk"))
    qtbot.addWidget(again)
    again.show()
    try:
        assert again.pane_name == "view/Water"
        assert again.here.model.rowCount() == 1  # type: ignore[attr-defined]
        assert again.accessibleName() == "Water"
    finally:
        again.close()


def test_picked_once_more_a_view_is_as_it_was_saved(window: Window, qtbot: QtBot) -> None:
    narrowed(window)
    saving(window, "Water", lambda: do(window, "save_view"))
    view: Any = window.here
    view.filters.text.setText("nothing of this")
    view.filters.settle()
    assert view.model.rowCount() == 0
    item = window.sidebar.currentItem()
    assert item is not None
    qtbot.mouseClick(
        window.sidebar.viewport(),
        Qt.MouseButton.LeftButton,
        pos=window.sidebar.visualItemRect(item).center(),
    )
    assert view.model.rowCount() == 1


def test_a_view_is_renamed_and_taken_away_by_its_menu(window: Window, sample: Casebook) -> None:
    narrowed(window)
    saving(window, "Water", lambda: do(window, "save_view"))
    saving(window, "The river", lambda: menu_of(window, "Rename…"))
    assert window.pane_name == "view/The river"
    assert window.here.filters.text.text() == "helmand"  # type: ignore[attr-defined]
    asks = lists.count(sample, Query("ask"))
    menu_of(window, "Remove the view")
    assert window.pane_name == "asks" and "The river" not in lines(window.sidebar)
    assert saved_views.saved(sample) == []
    assert lists.count(sample, Query("ask")) == asks
    do(window, "back")
    assert window.pane_name == "asks"  # a view that is gone is no place to go back to


def test_a_new_record_from_a_view_is_of_its_kind(window: Window, sample: Casebook) -> None:
    narrowed(window)
    saving(window, "Water", lambda: do(window, "save_view"))
    assert window.views.table() is window.here
    ask = uid_of(sample, "ask", "helmand")
    window.go("ask", ask)
    assert window.pane_name == "view/Water"


def test_what_changed_since_the_last_look_is_found_by_one_click(
    window: Window, sample: Casebook, qtbot: QtBot, light: QApplication
) -> None:
    path, ask = sample.path, uid_of(sample, "ask", "helmand")
    window.close()
    book = Casebook.open(path, None, by=sample.by)
    item = records.get(book, "ask", ask)
    assert last_look.last(book).at is not None
    with book.change(message("Edit")) as change:
        change.edit("ask", {ask: {"notes": f"{item['notes'] or ''} More."}})
    again = Window(book)
    qtbot.addWidget(again)
    again.show()
    try:
        again.show_pane("asks")
        pane: Any = again.here
        pane.filters.moved.click()
        assert pane.model.rowCount() == 1 and pane.model.uid_at(0) == ask
        again.show_pane("meetings")
        meetings: Any = again.here
        meetings.filters.moved.click()
        assert meetings.model.rowCount() == 0 and not meetings.clear.isHidden()
    finally:
        again.close()


def test_views_travel_and_never_replace_one_of_the_same_name(
    sample: Casebook, tmp_path: Path
) -> None:
    saved_views.save(sample, SavedView("Water", "asks", {"text": "helmand"}), {"sort": "title"})
    saved_views.save(sample, SavedView("Quiet", "stakeholders", {"quiet": "2024"}), None)
    other = Casebook.create(tmp_path / "other.casebook", None, by="Desk")
    try:
        saved_views.save(other, SavedView("water", "asks", {"text": "own"}), None)
        odd: list[Any] = [{"name": 3}, "no view", {"name": " ", "table": "asks", "filters": {}}]
        assert saved_views.unpack(other, [*saved_views.packed(sample), *odd]) == 1
        assert [(view.name, view.filters) for view in saved_views.saved(other)] == [
            ("water", {"text": "own"}),
            ("Quiet", {"quiet": "2024"}),
        ]
    finally:
        other.close()


def test_a_views_name_cannot_turn_its_line(sample: Casebook) -> None:
    given = {"name": "sk\u202eA\u202c", "table": "asks", "filters": {}}
    assert saved_views.unpack(sample, [given]) == 1
    assert [view.name for view in saved_views.saved(sample)] == ["sk⟨U+202E⟩A⟨U+202C⟩"]
