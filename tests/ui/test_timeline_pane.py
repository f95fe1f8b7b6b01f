"""The timeline pane: zooming, panning, choosing by mouse and keyboard, and what is drawn."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QScrollBar

from ui import theme
from ui.timeline_axis import FIRST, LAST, axis
from ui.timeline_layout import packed_rows, rooms
from ui.timeline_pane import TimelinePane
from workbench import when
from workbench.messages import Refused
from workbench.timeline import AskRow, Described, EventRow, Facts, build

# The platform without a screen says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TODAY = datetime.date(2025, 2, 5)
EVENTS = {
    1: ("meeting", "2025-01-08", "Talks in Dubai"),
    2: ("visit", "2025-01", "A visit to Kabul"),
    3: ("development", "2024-03/..", "Deportations"),
    4: ("statement", "2024-11~", "Hopes of a new chapter"),
    5: ("incident", None, "A rumour"),
}
ASKS = {
    1: ("aid", "pending", "2024-10", "2024-12", "Resume the aid"),
    2: ("water", "refused", "2024-09", None, "Keep to the treaty"),
}


def _bounds(text: str | None) -> tuple[int | None, int | None]:
    return when.bounds(text) if text else (None, None)


def _describe(kind: str, keys: Sequence[int]) -> list[Described]:
    if kind == "event":
        return [Described(key, f"e{key}", EVENTS[key][2], EVENTS[key][1] or "") for key in keys]
    return [Described(key, f"a{key}", ASKS[key][4], ASKS[key][2], ASKS[key][3] or "")
            for key in keys]  # fmt: skip


def _facts() -> Facts:
    events = [EventRow(n, kind, text, *_bounds(text)) for n, (kind, text, _t) in EVENTS.items()]
    asks = [AskRow(n, category, status, raised, *_bounds(raised), due, *_bounds(due), 1, 2)
            for n, (category, status, raised, due, _t) in ASKS.items()]  # fmt: skip
    people = [(1, "Emirate"), (2, "متقي"), (3, "Iran")]
    parties = [(1, 1), (1, 2), (2, 1), (2, 3), (3, 1), (4, 1)]
    return Facts(events, parties, asks, [(2, 2)], people)


def _crowd(n: int) -> Facts:
    first = datetime.date(2000, 1, 1)
    dates = [str(first + datetime.timedelta(days=day % 9_000)) for day in range(n)]
    events = [EventRow(k, "call", text, *when.bounds(text)) for k, text in enumerate(dates)]
    return Facts(events, (), (), (), ())


def _described_crowd(_kind: str, keys: Sequence[int]) -> list[Described]:
    return [Described(key, f"c{key}", f"Call {key}", "2000") for key in keys]


@pytest.fixture
def pane(qtbot) -> TimelinePane:
    made = TimelinePane()
    qtbot.addWidget(made)
    made.resize(1200, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.show_facts(_facts(), _describe, TODAY)
    _draw(made)
    return made


def _draw(pane: TimelinePane) -> QImage:
    return pane.view.viewport().grab().toImage()


def _place(pane: TimelinePane, kind: int, row: int) -> QPoint:
    timeline = pane.view.chart.timeline
    hits = (hit.area for hit in pane.view.frame.hits
            if timeline.kind[hit.mark] == kind and timeline.rows[hit.mark] == row)  # fmt: skip
    area = next(hits)
    return QPoint(int(area.left()) + 6, int(area.center().y()))


def _turn(pane: TimelinePane, x: int, notches: int, shift: bool = False) -> None:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place, port = QPointF(x, 200), pane.view.viewport()
    event = QWheelEvent(
        place, port.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(port, event)
    _draw(pane)


def test_the_wheel_zooms_about_the_pointer(pane) -> None:
    before = pane.view.frame.view
    about = before.time(700)
    _turn(pane, 700, 3)
    after = pane.view.frame.view
    assert after.end - after.begin < before.end - before.begin
    assert after.time(700) == pytest.approx(about, abs=1)


def test_no_zoom_is_closer_than_a_day_or_wider_than_the_years_1_to_9999(pane) -> None:
    _turn(pane, 700, 100)
    begin, end = pane.view.span
    assert end - begin == pytest.approx(when.DAY)
    _turn(pane, 700, -200)
    assert pane.view.span == pytest.approx((FIRST, LAST))
    pane.view.pan(5_000)
    assert pane.view.span == pytest.approx((FIRST, LAST))


def test_dragging_pans_and_chooses_nothing(pane, qtbot) -> None:
    begin, end = pane.view.span
    chosen = []
    pane.selected.connect(lambda *what: chosen.append(what))
    port, start = pane.view.viewport(), _place(pane, 0, 1)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in (20, 60, 100):
        QApplication.sendEvent(port, _mouse_move(port, start - QPoint(step, 0)))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=start - QPoint(100, 0))
    moved = 100 / pane.view.frame.view.scale
    assert pane.view.span == pytest.approx((begin + moved, end + moved), abs=2)
    assert chosen == []


def _mouse_move(port, place: QPoint) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), port.mapToGlobal(QPointF(place)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def test_a_click_on_a_mark_selects_its_record(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.selected) as told:
        qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=_place(pane, 0, 1))
    assert told.args == ["event", "e1"]
    with qtbot.waitSignal(pane.selected) as told:
        qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=_place(pane, 1, 1))
    assert told.args == ["ask", "a1"]


def test_a_double_click_opens_the_record(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.opened) as told:
        qtbot.mouseDClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=_place(pane, 0, 2))
    assert told.args == ["event", "e2"]


def test_the_keyboard_goes_from_mark_to_mark_and_opens(pane, qtbot) -> None:
    seen = []
    pane.selected.connect(lambda kind, uid: seen.append((kind, uid)))
    for _n in range(3):
        qtbot.keyClick(pane.view, Qt.Key.Key_Down)
        _draw(pane)
    assert len(set(seen)) == 3
    qtbot.keyClick(pane.view, Qt.Key.Key_Up)
    assert seen[3] == seen[1]
    with qtbot.waitSignal(pane.opened) as told:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert tuple(told.args) == seen[3]


def test_arrows_pan_plus_and_minus_zoom_and_home_shows_all(pane, qtbot) -> None:
    fitted = pane.view.span
    qtbot.keyClick(pane.view, Qt.Key.Key_Right)
    assert pane.view.span[0] > fitted[0]
    qtbot.keyClick(pane.view, Qt.Key.Key_Left)
    assert pane.view.span == pytest.approx(fitted, abs=2)
    qtbot.keyClick(pane.view, Qt.Key.Key_Plus)
    assert pane.view.span[1] - pane.view.span[0] < fitted[1] - fitted[0]
    qtbot.keyClick(pane.view, Qt.Key.Key_Minus)
    assert pane.view.span == pytest.approx(fitted, abs=2)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_0):
        pane.view.zoom(7)
        qtbot.keyClick(pane.view, key)
        assert pane.view.span == pytest.approx(fitted, abs=2)


def test_fitting_shows_the_first_date_and_today(pane) -> None:
    begin, end = pane.view.span
    assert begin < when.bounds("2024-03")[0]
    assert end > when.from_date(TODAY).latest


def test_what_was_selected_elsewhere_is_outlined_and_brought_into_view(pane) -> None:
    fitted = pane.view.span
    pane.select("event", "e1")
    assert pane.view.span == fitted
    assert pane.view.selected == {(0, 1)}
    pane.view.show_span(*map(float, when.bounds("2030")))
    _draw(pane)
    pane.select("event", "e1")
    begin, end = pane.view.span
    assert begin < when.bounds("2025-01-08")[0] < end
    pane.select("event", None)
    assert pane.view.selected == frozenset()


def test_selecting_what_is_not_there_takes_the_outline_away(pane) -> None:
    pane.select("ask", "a1")
    pane.select("ask", "gone")
    assert pane.view.selected == frozenset()
    pane.select("stakeholder", "e1")
    assert pane.view.selected == frozenset()


def test_a_lookup_of_uids_is_used_where_there_is_one(pane) -> None:
    asked = []

    def locate(kind: str, uid: str) -> int:
        asked.append((kind, uid))
        return 2

    pane.show_facts(_facts(), _describe, TODAY, locate)
    pane.select("ask", "any")
    assert asked == [("ask", "any")]
    assert pane.view.selected == {(1, 2)}


def test_the_tip_says_title_date_and_status(pane) -> None:
    words = pane.view.words_at(QPointF(_place(pane, 0, 2))).split("\n")
    assert words == ["A visit to Kabul", "Jan 2025", "visit"]
    words = pane.view.words_at(QPointF(_place(pane, 1, 1))).split("\n")
    assert words == ["Resume the aid", "Oct 2024, due Dec 2024", "ask, pending, overdue"]


def test_the_tip_of_a_lanes_name_says_it_whole(pane) -> None:
    assert pane.view.words_at(QPointF(20, pane.view.frame.lanes[0].top + 4)) == "Emirate"


def test_records_without_a_date_are_counted_in_words(pane) -> None:
    assert pane.undated.text() == "1 record has no date"


def test_an_empty_timeline_says_what_goes_there(pane) -> None:
    pane.show_facts(Facts((), (), (), (), ()), _describe, TODAY)
    texts = [label.text() for label in pane.findChildren(type(pane.undated)) if label.isVisible()]
    assert any("Ctrl+L" in text and "Ctrl+I" in text for text in texts)
    pane.fit()
    pane.show_facts(_facts(), _describe, TODAY)
    _draw(pane)
    assert pane.view.frame.hits


def test_lanes_are_chosen_in_the_tool_bar_and_said(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.lanes_changed) as told:
        pane.set_lanes_by("category")
    assert told.args == ["category"]
    assert pane.view.chart.timeline.lanes == ("water", "aid", "No ask")
    pane.set_lanes_by("kind")
    assert "visit" in pane.view.chart.timeline.lanes


def test_a_timeline_built_elsewhere_is_shown_as_it_is(pane) -> None:
    pane.show_timeline(build(_facts(), "kind"), _describe, TODAY)
    assert "statement" in pane.view.chart.timeline.lanes


def test_new_facts_keep_range_lanes_in_sight_and_the_selected_record(pane, qtbot) -> None:
    pane.resize(1200, 300)
    _draw(pane)
    pane.view.bar.setValue(1)
    pane.select("event", "e1")
    _draw(pane)
    before = pane.view.span, pane.view.bar.value(), pane.view.selected
    assert before[1] > 0
    pane.show_facts(_facts(), _describe, TODAY)
    _draw(pane)
    assert (pane.view.span, pane.view.bar.value(), pane.view.selected) == before
    with qtbot.waitSignal(pane.opened) as told:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert told.args == ["event", "e1"]


def test_lanes_and_range_survive_as_json(pane, qtbot) -> None:
    pane.set_lanes_by("kind")
    pane.view.show_span(*map(float, when.bounds("2024")))
    kept = json.loads(json.dumps(pane.view_state()))
    other = TimelinePane()
    qtbot.addWidget(other)
    other.restore_view(kept)
    other.show_facts(_facts(), _describe, TODAY)
    assert other.lanes_by == "kind"
    assert other.view.span == pytest.approx(pane.view.span)


@pytest.mark.parametrize("state", [{}, {"lanes_by": "colour", "range": [1]}, {"range": "all"}])
def test_a_state_that_makes_no_sense_changes_nothing(pane, state) -> None:
    before = pane.view_state()
    pane.restore_view(state)
    assert pane.view_state() == before


def test_pictures_are_saved_as_png_and_svg_with_title_legend_and_marking(pane, tmp_path) -> None:
    pane.set_marking(("Open", "Restricted"), "Restricted")
    path = pane.save(tmp_path / "time.svg", "Kabul desk", "5 Feb 2025")
    text = Path(path).read_text()
    assert text.count("RESTRICTED") == 2  # at the top, and at the foot
    for word in ("Kabul desk", "As of 5 Feb 2025", "decision", "Emirate", "Talks"):
        assert word in text
    pane.set_marking((), "")
    image = QImage(str(pane.save(tmp_path / "time.png", "Kabul desk")))
    assert image.width() == 2800
    assert image.pixelColor(2, 2) == QColor("white")
    with pytest.raises(Refused):
        pane.save(tmp_path / "time.bmp", "Kabul desk")


def test_a_picture_is_on_white_ground_in_the_dark_too(pane, tmp_path) -> None:
    theme.apply(QApplication.instance(), True)
    try:
        image = QImage(str(pane.save(tmp_path / "time.png", "Kabul desk")))
        ground = image.pixelColor(image.width() - 60, image.height() // 2)
        assert ground.lightness() > 230
    finally:
        theme.apply(QApplication.instance(), False)


def test_the_pane_follows_light_and_dark(pane) -> None:
    app = QApplication.instance()
    theme.apply(app, False)
    light = _draw(pane).pixelColor(4, 4).lightness()
    try:
        theme.apply(app, True)
        dark = _draw(pane).pixelColor(4, 4).lightness()
    finally:
        theme.apply(app, False)
    assert light > 200 > 60 > dark


def test_a_crowded_lane_is_counted_and_not_drawn_one_by_one(pane) -> None:
    pane.show_facts(_crowd(20_000), _described_crowd, TODAY)
    pane.fit()
    _draw(pane)
    assert pane.view.frame.hits == []
    (lane,) = pane.view.frame.lanes
    assert lane.counts.sum() >= 20_000
    place = QPointF(700, lane.top + lane.height - 8)
    assert "records here" in pane.view.words_at(place)


def test_a_click_into_a_crowd_zooms_until_single_marks_show(pane, qtbot) -> None:
    pane.show_facts(_crowd(3_000), _described_crowd, TODAY)
    pane.fit()
    for _n in range(12):
        _draw(pane)
        (lane,) = pane.view.frame.lanes
        if pane.view.frame.hits:
            break
        place = QPoint(500, int(lane.top + lane.height - 8))
        qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert pane.view.frame.hits


def test_many_of_one_day_have_rows_up_to_a_limit_and_the_rest_is_counted(pane) -> None:
    bounds = when.bounds("2025-01")
    events = [EventRow(n, "call", "2025-01", *bounds) for n in range(100)]
    pane.show_facts(Facts(events, (), (), (), ()), _described_crowd, TODAY)
    pane.fit()
    _draw(pane)
    shown = len(pane.view.frame.hits)
    (lane,) = pane.view.frame.lanes
    assert 0 < shown < 100
    assert lane.packed.hidden(-1e9, 1e9) == 100 - shown
    assert lane.height < pane.view.height()


def test_lanes_scroll_with_shift_and_the_wheel_and_the_last_one_is_reached(pane) -> None:
    people = [(n, f"Person {n}") for n in range(60)]
    bounds = when.bounds("2025-01-08")
    events = [EventRow(n, "call", "2025-01-08", *bounds) for n in range(60)]
    facts = Facts(events, [(n, n) for n in range(60)], (), (), people)
    pane.show_facts(facts, _described_crowd, TODAY)
    _draw(pane)
    assert pane.view.frame.lanes[0].lane == 0
    _turn(pane, 700, -1, shift=True)
    assert pane.view.frame.lanes[0].lane == 1
    for _n in range(80):
        _turn(pane, 700, -1, shift=True)
    last = pane.view.frame.lanes[-1]
    assert last.lane == 59
    assert last.top + last.height <= pane.view.viewport().height() + 1


def test_labels_and_marks_of_one_lane_never_overlap(pane) -> None:
    areas = [hit.area.adjusted(3, 1, -3, -1) for hit in pane.view.frame.hits]
    assert len(areas) > 5
    assert not any(one.intersects(other) for n, one in enumerate(areas) for other in areas[n + 1 :])


def test_every_control_has_a_name_for_screen_readers(pane) -> None:
    controls = [
        *pane.findChildren(QAbstractButton),
        *pane.findChildren(QComboBox),
        *pane.findChildren(QScrollBar),
    ]
    own = [
        each for each in controls if each.isVisible() and not each.objectName().startswith("qt_")
    ]
    assert len(own) >= 5
    assert all(each.accessibleName() for each in own)
    assert pane.view.accessibleName() and pane.legend.accessibleDescription()


def test_a_name_in_arabic_script_stands_at_the_right_of_its_column(pane) -> None:
    frame, image = pane.view.frame, _draw(pane)
    names = pane.view.chart.timeline.lanes
    lane = next(each for each in frame.lanes if names[each.lane] == "متقي")
    ground = image.pixelColor(1, int(lane.top) + 3)
    inked = [
        x for x in range(2, int(frame.view.left) - 2)
        if any(image.pixelColor(x, y) != ground
               for y in range(int(lane.top) + 4, int(lane.top) + 22))
    ]  # fmt: skip
    assert min(inked) > frame.view.left / 2


_MARKS = st.lists(st.tuples(st.floats(0, 1000), st.floats(1, 300)), max_size=40)


@given(_MARKS)
def test_no_two_marks_of_a_row_touch_and_labels_end_before_the_next(marks) -> None:
    x0 = np.array(sorted(first for first, _long in marks), np.float64)
    x1 = x0 + np.array([long for _first, long in marks], np.float64)
    rows = packed_rows(x0, x1)
    room = rooms(x0, rows)
    for row in set(rows.tolist()):
        here = np.flatnonzero(rows == row)
        assert (x0[here[1:]] >= x1[here[:-1]]).all()
        assert (room[here[:-1]] < x0[here[1:]]).all()


@given(st.floats(FIRST, LAST - when.DAY), st.floats(0, 1), st.floats(40, 200))
def test_ticks_are_in_view_in_order_and_apart(begin: float, share: float, room: float) -> None:
    end = min(begin + when.DAY * (1 + share**8 * 3_652_000), LAST)
    seconds = (end - begin) * room / 1200
    ticks = axis(begin, end, seconds).ticks
    places = [tick.at for tick in ticks]
    assert all(begin <= at <= end for at in places)
    assert all(after - before >= 0.7 * seconds - 1 for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("span", "room", "labels", "above"),
    [
        ("1900/1999", 365 * 10 * when.DAY, ["1900", "1910", "1920"], []),
        ("2024/2025", 25 * when.DAY, ["Jan", "Feb", "Mar"], ["2024", "2025"]),
        ("2025-01/2025-02", 4 * when.DAY, ["1", "6", "11"], ["Jan 2025", "Feb 2025"]),
        ("2025-01-08/2025-01-08", 10_000, ["00:00", "03:00", "06:00"], ["8 Jan 2025"]),
    ],
)
def test_the_axis_is_as_fine_as_the_zoom_asks_for(span, room, labels, above) -> None:
    begin, end = when.bounds(span)
    made = axis(begin, end, room)
    assert [tick.label for tick in made.ticks[:3]] == labels
    assert [each.label for each in made.spans] == above


def test_the_axis_ends_with_the_years_1_and_9999(qapp) -> None:
    made = axis(FIRST - 1e12, LAST + 1e12, 365 * 1000 * when.DAY)
    assert made.ticks[0].label == "1"
    assert all(FIRST <= tick.at < LAST for tick in made.ticks)
    assert axis(LAST + 1, LAST + 2, 1) == ([], [])


def test_drawing_leaves_the_painter_as_it_was(pane) -> None:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pen = painter.pen()
    pane.view.chart.draw(
        painter, QRectF(0, 0, 400, 300), pane.view.span, 0, theme.current(), pane.font()
    )
    assert painter.pen() == pen and not painter.hasClipping()
    painter.end()
