"""Tables: what they show, how they are narrowed and sorted, what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.table import TablePane
from ui.table_cells import draw_chip
from ui.table_model import OVERDUE, WINDOW, RecordModel
from ui.table_words import TABLES
from workbench import lists, records
from workbench.casebook import Casebook
from workbench.directions import is_right_to_left
from workbench.lists import Query

Make = Callable[[str], TablePane]


@pytest.fixture
def pane(sample: Casebook, light: QApplication, qtbot: QtBot) -> Make:
    def make(name: str) -> TablePane:
        made = TablePane(sample, name)
        qtbot.addWidget(made)
        made.resize(900, 500)
        made.show()
        return made

    return make


def column(pane: TablePane, name: str) -> list[str]:
    place = pane.model.shown.index(name)
    return [str(pane.model.index(row, place).data()) for row in range(pane.model.rowCount())]


def type_into(pane: TablePane, text: str) -> None:
    pane.filters.text.setText(text)
    pane.filters.settle()


@pytest.mark.parametrize("kind", ["stakeholder", "event", "ask", "tie", "item", "source"])
def test_the_model_keeps_qts_rules(sample: Casebook, qapp: object, kind: str) -> None:
    model = RecordModel(sample, kind)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    model.load(Query(kind))
    model.load(Query(kind, text="iran"))
    model.load(Query(kind, text="nothing is called so"))
    model.show_columns(model.shown[:2])
    model.load(Query(kind))
    assert model.rowCount() == lists.count(sample, Query(kind))
    assert not model.parent() or tester


def test_a_record_that_vanished_stays_in_its_place_greyed(sample: Casebook, qapp: object) -> None:
    model = RecordModel(sample, "source")
    model.load(Query("source"))
    uid = model.uid_at(0)
    assert uid is not None
    model._windows.clear()
    records.delete(sample, "source", [uid])
    assert model.index(0, 0).data() == "(deleted)"
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert model.uid_at(0) is None


def test_rows_are_fetched_a_windowful_at_a_time(
    sample: Casebook, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sample.change(TABLES["sources"].label) as change:
        change.add_many("source", ("title",), [(f"Source {n}",) for n in range(3 * WINDOW)])
    model = RecordModel(sample, "source")
    model.load(Query("source"))
    asked: list[int] = []
    rows = lists.rows
    monkeypatch.setattr(
        lists, "rows", lambda book, kind, ids, names: asked.append(len(ids)) or rows(
            book, kind, ids, names
        ),
    )  # fmt: skip
    for row in range(30):
        model.index(row, 0).data()
    assert asked == [WINDOW]
    model.index(2 * WINDOW + 5, 0).data()
    assert asked == [WINDOW, WINDOW]


def test_the_same_rows_stay_without_a_reset(sample: Casebook, qapp: object, qtbot: QtBot) -> None:
    model = RecordModel(sample, "ask")
    model.load(Query("ask"))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.load(Query("ask"))


def test_typing_in_the_filter_narrows_the_rows(pane: Make) -> None:
    asks = pane("asks")
    type_into(asks, "helmand")
    assert column(asks, "title") == ["Keep to the 1973 Helmand River water treaty"]
    type_into(asks, "no such words")
    assert asks.model.rowCount() == 0
    assert "filter" in asks.words.text() and asks.clear.isVisible()
    asks.clear.click()
    assert asks.model.rowCount() == 10


def test_esc_in_the_filter_shows_all_again(pane: Make, qtbot: QtBot) -> None:
    asks = pane("asks")
    qtbot.keyClicks(asks.filters.text, "helmand")
    asks.filters.settle()
    qtbot.keyClick(asks.filters.text, Qt.Key.Key_Escape)
    assert asks.filters.text.text() == "" and asks.model.rowCount() == 10


def test_enter_in_the_filter_does_not_wait_for_the_pause(pane: Make, qtbot: QtBot) -> None:
    asks = pane("asks")
    qtbot.keyClicks(asks.filters.text, "helmand")
    qtbot.keyClick(asks.filters.text, Qt.Key.Key_Return)
    assert asks.model.rowCount() == 1 and len(asks.ids()) == 1


def test_a_header_sorts_up_then_down_then_as_before(pane: Make) -> None:
    asks = pane("asks")
    entered = column(asks, "title")
    place = asks.model.shown.index("title")
    asks.layout_kept.sort_by_section(place)
    assert column(asks, "title") == sorted(entered, key=str.casefold)
    asks.layout_kept.sort_by_section(place)
    assert column(asks, "title") == sorted(entered, key=str.casefold, reverse=True)
    asks.layout_kept.sort_by_section(place)
    assert column(asks, "title") == entered


def test_events_come_latest_first(pane: Make) -> None:
    assert column(pane("events"), "title")[-1] == "Taliban sweep to power"
    assert set(column(pane("meetings"), "kind")) == {"meeting", "visit", "exchange"}


def test_who_was_surely_quiet_since_september(pane: Make) -> None:
    stakeholders = pane("stakeholders")
    assert stakeholders.filters.quiet is not None
    stakeholders.filters.quiet.setText("2024-09")
    stakeholders.filters.settle()
    assert column(stakeholders, "name") == [
        "China", "India", "Islamic State Khorasan Province", "Kabul-based leadership",
        "Kandahar-based leadership", "Qatar", "Russia", "Türkiye", "United Arab Emirates",
        "US nationals held in Afghanistan", "Uzbekistan", "Western donor states",
    ]  # fmt: skip


def test_asks_are_narrowed_by_status_and_by_what_is_due(pane: Make) -> None:
    asks = pane("asks")
    assert asks.filters.status is not None and asks.filters.due is not None
    asks.filters.status.setCurrentIndex(asks.filters.status.findText("refused"))
    assert len(column(asks, "title")) == 4
    asks.filters.clear()
    asks.filters.due.setText("2025-04")
    asks.filters.settle()
    assert column(asks, "title") == ["Resume US international aid"]


def test_a_date_that_is_none_is_told_and_narrows_nothing(pane: Make, qtbot: QtBot) -> None:
    events = pane("events")
    assert events.filters.when is not None
    events.filters.when.setText("2025-13")
    with qtbot.waitSignal(events.refused) as told:
        events.filters.settle()
    assert told.args is not None and "month" in told.args[0]
    assert events.model.rowCount() == 15
    assert "month" in events.filters.when.toolTip()


def test_what_is_overdue_says_so_in_a_word(pane: Make, sample: Casebook) -> None:
    import datetime

    asks = pane("asks")
    assert not any("overdue" in text for text in column(asks, "due"))
    sample.fixed_today = datetime.date(2025, 6, 1)
    asks.refill()
    assert [text for text in column(asks, "due") if text] == ["Apr 2025, overdue"]
    assert sum(bool(asks.model.index(row, 0).data(OVERDUE)) for row in range(10)) == 1
    assert asks.filters.status is not None
    asks.filters.status.setCurrentIndex(asks.filters.status.findText("Overdue"))
    assert column(asks, "title") == ["Resume US international aid"]


def test_choosing_rows_is_told_once_and_counted(pane: Make, qtbot: QtBot) -> None:
    asks = pane("asks")
    with qtbot.waitSignal(asks.chosen) as told:
        asks.view.selectRow(2)
    assert told.args == ["ask", asks.model.uid_at(2)]
    assert asks.status() == "10 asks · 1 selected"
    with qtbot.waitSignal(asks.several) as many:
        asks.view.selectAll()
    assert many.args == ["ask", 10]
    assert len(asks.uids()) == 10


def test_what_is_chosen_stays_chosen_when_the_record_changes(pane: Make, sample: Casebook) -> None:
    asks = pane("asks")
    asks.view.selectRow(4)
    uid = asks.uids()[0]
    first = asks.model.uid_at(0)
    assert first is not None
    records.delete(sample, "ask", [first])
    asks.refresh()
    assert asks.uids() == [uid] and asks.model.rowCount() == 9


def test_a_row_can_be_chosen_from_elsewhere_without_an_echo(pane: Make, qtbot: QtBot) -> None:
    asks = pane("asks")
    uid = asks.model.uid_at(5)
    assert uid is not None
    with qtbot.assertNotEmitted(asks.chosen, wait=30):
        assert asks.select("ask", uid)
    assert asks.uids() == [uid]
    assert not asks.select("stakeholder", uid)
    assert asks.uids() == []


def test_columns_that_were_chosen_are_there_the_next_time(pane: Make) -> None:
    first = pane("asks")
    first.layout_kept.show("priority", True)
    first.layout_kept.show("due", False)
    first.layout_kept.sort_by("title")
    header = first.view.horizontalHeader()
    header.moveSection(0, 1)
    header.resizeSection(header.logicalIndex(0), 177)
    first.layout_kept.remember()
    second = pane("asks")
    assert second.model.shown == ["status", "title", "asked_by", "asked_of", "priority"]
    assert second.view.horizontalHeader().sectionSize(0) == 177
    assert second.layout_kept.order_now == ("title", False)


def test_the_last_column_can_not_be_hidden(pane: Make) -> None:
    sources = pane("sources")
    for name in list(sources.model.shown):
        sources.layout_kept.show(name, False)
    assert sources.model.columnCount() == 1


def test_the_column_menu_shows_and_sorts(pane: Make) -> None:
    asks = pane("asks")
    asks.columns.aboutToShow.emit()
    actions = {action.text(): action for action in asks.columns.actions()}
    assert actions["Ask"].isChecked() and not actions["Category"].isChecked()
    actions["Category"].trigger()
    assert asks.model.shown[-1] == "category"
    asks.columns.aboutToShow.emit()
    sort = next(a.menu() for a in asks.columns.actions() if a.menu() is not None)
    by = {action.text(): action for action in sort.actions()}  # type: ignore[union-attr]
    by["Category"].trigger()
    assert column(asks, "category")[0] == "aid"


def test_an_empty_table_says_what_to_do(
    casebook: Casebook, light: QApplication, qtbot: QtBot
) -> None:
    for name, table in TABLES.items():
        made = TablePane(casebook, name)
        qtbot.addWidget(made)
        made.show()
        assert made.words.isVisible() and made.words.text() == str(table.empty)
        with qtbot.waitSignal(made.new_wanted):
            made.first.click()


def test_enter_opens_the_row_that_is_chosen(pane: Make, qtbot: QtBot) -> None:
    asks = pane("asks")
    asks.view.selectRow(0)
    with qtbot.waitSignal(asks.opened):
        qtbot.keyClick(asks.view, Qt.Key.Key_Return)


def test_names_in_arabic_script_run_right_to_left(sample: Casebook, qapp: object) -> None:
    assert is_right_to_left("امارت") and is_right_to_left("1. امارت")
    assert not is_right_to_left("Kabul امارت") and not is_right_to_left("123")
    assert not is_right_to_left("Türkiye")
    model = RecordModel(sample, "name")
    model.show_columns(["spelling"])
    model.load(Query("name"))
    rows = {model.index(row, 0).data(): row for row in range(model.rowCount())}
    side = model.data(model.index(rows["طالبان"], 0), Qt.ItemDataRole.TextAlignmentRole)
    assert side & int(Qt.AlignmentFlag.AlignRight) and side & int(Qt.AlignmentFlag.AlignAbsolute)


def test_a_chip_is_drawn_on_its_ground(light: QApplication) -> None:
    image = QImage(120, 28, QImage.Format.Format_RGB32)
    image.fill(theme.current().base)
    painter = QPainter(image)
    chip = theme.current().status("refused")
    from PySide6.QtCore import QRectF

    width = draw_chip(painter, QRectF(0, 0, 120, 28), "refused", chip)
    painter.end()
    assert 20 < width < 120
    assert image.pixelColor(4, 8) == chip.ground


def test_rows_are_as_high_as_the_text_asks_for(pane: Make, light: QApplication) -> None:
    asks = pane("asks")
    before = asks.view.rowHeight(0)
    theme.scale(light, 20)
    assert asks.view.rowHeight(0) > before >= theme.ROW
    assert asks.model.index(0, 0) != QModelIndex()
