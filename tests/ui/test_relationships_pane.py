"""The relationships pane: ties of a day, neighbourhoods, selection, moving, keys, pictures."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import relationships_pane, theme
from ui.graph_drawing import Graph, Sketch, at, fitted, nearest_in_direction
from ui.graph_labels import in_lines
from ui.graph_view import GraphView
from ui.graph_words import LOOKS, describe_node, outline, tenor_sign
from ui.relationships_pane import RelationshipsPane
from workbench import layout, when
from workbench.kinds import STAKEHOLDER_KINDS
from workbench.messages import Refused
from workbench.network import Network

TODAY = datetime.date(2025, 2, 5)
PEOPLE = [
    ("emirate", "Islamic Emirate of Afghanistan", "authority", None),
    ("pakistan", "Pakistan", "state", None),
    ("qatar", "Qatar", "state", None),
    ("us", "United States", "state", None),
    ("india", "India", "state", None),
    ("ministry", "وزارت امور خارجه", "office", 1),
    ("muttaqi", "امیر خان متقي", "person", None),
    ("icc", "Office of the Prosecutor of the International Criminal Court", "institution", None),
]
TIES = [
    ("alliance", 1, 2, 2, "../2023~"),
    ("dispute", 1, 2, -2, "2024/.."),
    ("mediation", 3, 1, 2, "2021-08/.."),
    ("mediation", 3, 4, 2, "2021-08/.."),
    ("relations", 1, 4, -1, "2021-08/.."),
    ("relations", 1, 5, 1, "2025-01/.."),
]


def _network(ties: list = TIES) -> Network:
    return Network.of(
        [(n, uid, name, kind, None, part) for n, (uid, name, kind, part) in enumerate(PEOPLE, 1)],
        [(7, 6, "Acting foreign minister", when.BEGINNING, when.END)],
        [
            (n, f"t{n}", one, other, kind, tenor, text, *when.bounds(text))
            for n, (kind, one, other, tenor, text) in enumerate(ties, 1)
        ],
    )


@pytest.fixture
def pane(qtbot: QtBot) -> RelationshipsPane:
    pane = RelationshipsPane()
    qtbot.addWidget(pane)
    pane.resize(1000, 700)
    pane.show()
    pane.show_network(_network(), TODAY)
    return pane


def _child(pane: QWidget, kind: type, name: str) -> QWidget:
    (found,) = [c for c in pane.findChildren(kind) if c.accessibleName() == name]
    return found


def _view(pane: RelationshipsPane) -> GraphView:
    (view,) = pane.findChildren(GraphView)
    return view


def _sketch(pane: RelationshipsPane) -> Sketch:
    sketch = _view(pane).sketch()
    assert sketch is not None
    return sketch


def _node(pane: RelationshipsPane, uid: str) -> QPoint:
    sketch = _sketch(pane)
    return QPointF(*sketch.pixels[sketch.graph.network.node_of(uid)].tolist()).toPoint()


def _tie(pane: RelationshipsPane, uid: str) -> QPoint:
    sketch = _sketch(pane)
    row = sketch.ties.tolist().index(sketch.graph.network.tie_of(uid))
    return QPointF(*at(sketch.curves[row : row + 1], np.array([0.3]))[0, 0].tolist()).toPoint()


def _date(pane: RelationshipsPane, text: str) -> None:
    box = _child(pane, QLineEdit, "Date on which ties are shown")
    box.setText(text)
    box.editingFinished.emit()


def _shown(pane: RelationshipsPane) -> tuple[set[str], set[str]]:
    """Uids of the ties that are drawn full, and of those drawn as perhaps."""
    graph = _sketch(pane).graph
    uids = np.array([tie.uid for tie in graph.network.ties])
    drawn = graph.ties
    return set(uids[drawn[graph.surely[drawn]]]), set(uids[drawn[graph.perhaps[drawn]]])


def _people(pane: RelationshipsPane) -> set[str]:
    graph = _sketch(pane).graph
    return {
        p.uid for p, shown in zip(graph.network.stakeholders, graph.nodes, strict=True) if shown
    }


def _said(pane: RelationshipsPane) -> str:
    return _child(pane, QLabel, "What is shown or selected").text()


def _click(qtbot: QtBot, pane: RelationshipsPane, point: QPoint) -> None:
    qtbot.mouseClick(_view(pane).viewport(), Qt.MouseButton.LeftButton, pos=point)


# The day


def test_ties_are_shown_as_they_stood_on_the_day(pane: RelationshipsPane) -> None:
    assert _shown(pane) == ({"t2", "t3", "t4", "t5", "t6"}, set())
    _date(pane, "2021-03-01")
    assert _shown(pane) == ({"t1"}, set())
    _date(pane, "2024-06-01")
    assert _shown(pane) == ({"t3", "t4", "t5"}, {"t2"})
    assert "1 of them perhaps" in _said(pane)


def test_the_slider_and_the_box_show_one_date(pane: RelationshipsPane) -> None:
    slider = _child(pane, QAbstractSlider, "Day on which ties are shown")
    box = _child(pane, QLineEdit, "Date on which ties are shown")
    slider.setValue((datetime.date(2022, 3, 1) - datetime.date(1970, 1, 1)).days)
    assert box.text() == "2022-03-01"
    assert _shown(pane)[0] == {"t1", "t3", "t4", "t5"}
    _date(pane, "2023")
    assert slider.value() == (datetime.date(2023, 1, 1) - datetime.date(1970, 1, 1)).days
    assert box.text() == "2023"
    assert "Ties on 2023" in _said(pane)


def test_what_is_no_date_is_said_and_changes_nothing(pane: RelationshipsPane) -> None:
    before = _shown(pane)
    _date(pane, "next spring")
    wrong = _child(pane, QLabel, "What is wrong with the date")
    assert wrong.isVisible() and "next spring" in wrong.text()
    assert _shown(pane) == before
    _date(pane, "2021-03-01")
    assert not wrong.isVisible()


def test_all_times_shows_every_tie_and_today_comes_back(pane: RelationshipsPane) -> None:
    (all_times,) = [c for c in pane.findChildren(QCheckBox) if c.text() == "All times"]
    all_times.setChecked(True)
    assert _shown(pane) == ({f"t{n}" for n in range(1, 7)}, set())
    all_times.setChecked(False)
    _date(pane, "2021-03-01")
    _child(pane, QToolButton, "Today").click()
    assert _shown(pane)[0] == {"t2", "t3", "t4", "t5", "t6"}


def test_parallel_ties_lie_beside_each_other(pane: RelationshipsPane) -> None:
    (all_times,) = [c for c in pane.findChildren(QCheckBox) if c.text() == "All times"]
    all_times.setChecked(True)
    sketch = _sketch(pane)
    rows = [sketch.ties.tolist().index(tie) for tie in (0, 1)]
    middles = at(sketch.curves[rows], np.array([0.5]))[:, 0]
    assert np.hypot(*(middles[0] - middles[1])) == pytest.approx(20, abs=2)


# Selecting and opening


def test_a_click_selects_a_stakeholder_or_a_tie(qtbot: QtBot, pane: RelationshipsPane) -> None:
    with qtbot.waitSignal(pane.selected) as caught:
        _click(qtbot, pane, _node(pane, "india"))
    assert caught.args == ["stakeholder", "india"]
    assert _said(pane).startswith("India · state")
    with qtbot.waitSignal(pane.selected) as caught:
        _click(qtbot, pane, _tie(pane, "t4"))
    assert caught.args == ["tie", "t4"]
    assert "Qatar → United States" in _said(pane) and "+2" in _said(pane)


def test_a_selection_from_elsewhere_is_shown_and_sends_nothing(
    qtbot: QtBot, pane: RelationshipsPane
) -> None:
    with qtbot.assertNotEmitted(pane.selected):
        pane.select("stakeholder", "muttaqi")
        assert "Acting foreign minister" in _said(pane)
        pane.select("tie", "t1")
        assert "not shown" in _said(pane)
        pane.select("event", "e1")
        pane.select("stakeholder", None)
    assert "8 stakeholders" in _said(pane)


def test_selection_and_places_outlive_a_change_of_the_record(pane: RelationshipsPane) -> None:
    pane.select("stakeholder", "india")
    before = _node(pane, "qatar")
    pane.show_network(_network([*TIES, ("relations", 5, 3, 1, "2020/..")]), TODAY)
    assert _node(pane, "qatar") == before
    assert _said(pane).startswith("India")


# Neighbourhoods


def test_a_double_click_shows_the_neighbourhood_and_escape_leaves_it(
    qtbot: QtBot, pane: RelationshipsPane
) -> None:
    view = _view(pane)
    back = _child(pane, QToolButton, "Show all")
    assert not back.isEnabled()
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_node(pane, "qatar"))
    assert _people(pane) == {"qatar", "us", "emirate"}
    assert back.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert len(_people(pane)) == len(PEOPLE)


def test_a_neighbourhood_reaches_as_far_as_chosen_and_changes_with_the_day(
    pane: RelationshipsPane,
) -> None:
    pane.centre_on("qatar")
    _child(pane, QSpinBox, "Steps from the centre").setValue(2)
    assert _people(pane) == {"qatar", "us", "emirate", "pakistan", "india", "ministry"}
    (membership,) = [c for c in pane.findChildren(QCheckBox) if c.text() == "Membership"]
    membership.setChecked(False)
    assert "ministry" not in _people(pane)
    _date(pane, "2021-03-01")
    assert _people(pane) == {"qatar"}
    _child(pane, QToolButton, "Show all").click()
    assert len(_people(pane)) == len(PEOPLE)


def test_membership_lines_can_be_left_out(pane: RelationshipsPane) -> None:
    assert len(_sketch(pane).belonging) == 2
    (membership,) = [c for c in pane.findChildren(QCheckBox) if c.text() == "Membership"]
    membership.setChecked(False)
    assert len(_sketch(pane).belonging) == 0


# Moving about


def test_a_stakeholder_is_dragged_and_its_place_is_handed_out(
    qtbot: QtBot, pane: RelationshipsPane
) -> None:
    view = _view(pane).viewport()
    start, goal = _node(pane, "icc"), QPoint(60, 60)
    still = _node(pane, "us")
    with qtbot.waitSignal(pane.positions_changed) as caught:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
        _drag(view, start, goal)
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=goal)
    assert _node(pane, "icc") == goal
    assert _node(pane, "us") == still
    (kept,) = caught.args
    assert set(kept) == {uid for uid, *_rest in PEOPLE}

    again = RelationshipsPane()
    qtbot.addWidget(again)
    again.resize(pane.size())
    again.show_network(_network(), TODAY, kept)
    places = _all_places(again)
    assert {uid: places[uid] for uid in kept} == {uid: pytest.approx(p) for uid, p in kept.items()}


def _drag(view: QWidget, start: QPoint, goal: QPoint) -> None:
    for point in (start + QPoint(20, 0), goal):
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(point),
            QPointF(view.mapToGlobal(point)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, event)


def _all_places(pane: RelationshipsPane) -> dict[str, list[float]]:
    graph = _view(pane)._graph
    assert graph is not None
    people = graph.network.stakeholders
    return {p.uid: place for p, place in zip(people, graph.places.tolist(), strict=True)}


def test_arranging_anew_forgets_what_was_moved(qtbot: QtBot, pane: RelationshipsPane) -> None:
    fresh = _all_places(pane)
    moved = {uid: (x * 3 + 40, y) for uid, (x, y) in fresh.items()}
    pane.show_network(_network(), TODAY, moved)
    assert _all_places(pane)["us"] == pytest.approx(list(moved["us"]))
    with qtbot.waitSignal(pane.positions_changed) as caught:
        _child(pane, QToolButton, "Arrange anew").click()
    assert caught.args == [{}]
    assert _all_places(pane)["us"] == pytest.approx(fresh["us"])


def test_the_keys_walk_open_and_zoom(qtbot: QtBot, pane: RelationshipsPane) -> None:
    view = _view(pane)
    with qtbot.waitSignal(pane.selected) as caught:
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert caught.args == ["stakeholder", "emirate"]  # the one with most ties comes first
    with qtbot.waitSignal(pane.selected) as caught:
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert caught.args[1] != "emirate"
    assert _node(pane, caught.args[1]).x() > _node(pane, "emirate").x()
    with qtbot.waitSignal(pane.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == caught.args
    wide = view._box.viewRect().width()
    qtbot.keyClick(view, "+")
    assert view._box.viewRect().width() < wide
    qtbot.keyClick(view, "-")
    qtbot.keyClick(view, "-")
    assert view._box.viewRect().width() > wide
    qtbot.keyClick(view, "0")
    assert view._box.viewRect().width() == pytest.approx(wide)


def test_page_down_goes_round_the_ties_of_a_stakeholder(
    qtbot: QtBot, pane: RelationshipsPane
) -> None:
    pane.select("stakeholder", "qatar")
    found = []
    for _step in range(3):
        with qtbot.waitSignal(pane.selected) as caught:
            qtbot.keyClick(_view(pane), Qt.Key.Key_PageDown)
        pane.select(*caught.args)  # as the window answers
        found.append(caught.args)
    assert found == [["tie", "t3"], ["tie", "t4"], ["tie", "t3"]]
    with qtbot.waitSignal(pane.opened) as opened:
        qtbot.keyClick(_view(pane), Qt.Key.Key_Return)
    assert opened.args == ["tie", "t3"]


def test_an_arrow_goes_to_the_nearest_in_its_direction() -> None:
    places = np.array([(0.0, 0.0), (3.0, 0.1), (1.0, 1.5), (-1.0, 0.0), (0.1, -2.0)])
    every = np.arange(5)
    assert nearest_in_direction(places, every, 0, 1, 0) == 1
    assert nearest_in_direction(places, every, 0, -1, 0) == 3
    assert nearest_in_direction(places, every, 0, 0, 1) == 2
    assert nearest_in_direction(places, every, 0, 0, -1) == 4
    assert nearest_in_direction(places, every, 1, 1, 0) is None


def test_the_look_of_the_pane_is_kept_and_restored(qtbot: QtBot, pane: RelationshipsPane) -> None:
    _date(pane, "2024-06-01")
    pane.centre_on("qatar")
    _child(pane, QSpinBox, "Steps from the centre").setValue(2)
    _view(pane).zoom(2)
    state = pane.view_state()

    again = RelationshipsPane()
    qtbot.addWidget(again)
    again.resize(pane.size())
    again.show()
    again.restore_view(state)  # before there is anything to look at
    again.show_network(_network(), TODAY)
    assert _shown(again) == _shown(pane)
    assert _people(again) == _people(pane)
    restored = again.view_state()
    (left, bottom, wide, high), seen = restored.pop("range"), state.pop("range")
    assert restored == state
    # The picture itself may be higher or lower by a line of the legend.
    assert (left, wide) == pytest.approx((seen[0], seen[2]))
    assert bottom + high / 2 == pytest.approx(seen[1] + seen[3] / 2)


# What is drawn


def _all_rects(sketch: Sketch) -> list[QRectF]:
    return [label.rect for label in sketch.labels.values()] + list(sketch.numbers.values())


@pytest.mark.parametrize("size", [(1400, 900), (700, 500)])
def test_no_text_lies_over_another_or_over_a_sign(
    pane: RelationshipsPane, size: tuple[int, int]
) -> None:
    pane.resize(*size)
    sketch = _sketch(pane)
    assert set(sketch.labels) == set(range(len(PEOPLE)))
    assert not any(one.intersects(two) for one, two in combinations(_all_rects(sketch), 2))
    for x, y in sketch.pixels.tolist():
        sign = QRectF(x - 7, y - 7, 14, 14)
        assert not any(rect.intersects(sign) for rect in _all_rects(sketch))


def test_a_crowd_names_those_with_most_ties(qapp: object) -> None:
    count = 400
    people = [(n, f"s{n}", f"Stakeholder {n}", "person", None, None) for n in range(count)]
    hubs = [(n, f"t{n}", n % 3, n, "k", 1, "", when.BEGINNING, when.END) for n in range(3, count)]
    network = Network.of(people, (), hubs)
    every = np.ones(count, dtype=bool)
    standing = network.as_of(0)
    places = np.random.default_rng(1).uniform(-3, 3, (count, 2))
    graph = Graph(network, places, every, *standing)
    area = QRectF(0, 0, 500, 400)
    sketch = Sketch(graph, fitted(graph, area), area, QFont())
    assert {0, 1, 2} <= set(sketch.labels)
    assert len(sketch.labels) < count
    rects = [label.rect for label in sketch.labels.values()]
    assert not any(one.intersects(two) for one, two in combinations(rects, 2))


def test_a_long_name_is_set_in_two_lines(qapp: object) -> None:
    metrics = QFontMetricsF(QFont())
    lines = in_lines("Office of the Prosecutor of the International Criminal Court", metrics)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert in_lines("Qatar", metrics) == ("Qatar",)
    assert in_lines("", metrics) == ()


def test_every_kind_of_stakeholder_has_a_shape_of_its_own(qapp: object) -> None:
    assert set(LOOKS) == {word for word, _label in STAKEHOLDER_KINDS}
    shapes = [look.shape for look in LOOKS.values()]
    assert len(set(shapes)) == len(shapes)
    sizes = [outline(shape, 10.0).boundingRect().height() for shape in shapes]
    assert min(sizes) > 10 and max(sizes) < 30


def test_a_tenor_is_signed() -> None:
    assert [tenor_sign(t) for t in (3, 0, -2, None)] == ["+3", "0", "−2", "?"]


def test_a_stakeholder_is_described_with_the_post_held_today() -> None:
    lines = describe_node(_network(), 6, TODAY)
    assert lines == ["امیر خان متقي · person", "Acting foreign minister, وزارت امور خارجه"]
    assert describe_node(_network(), 5, TODAY)[1] == "part of Islamic Emirate of Afghanistan"


def _point_at(view: GraphView, place: QPoint) -> None:
    """Move over the graph: sent to it, since the pointer itself belongs to all tests at once."""
    ground = view.viewport()
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(
        ground,
        QMouseEvent(
            QEvent.Type.MouseMove, QPointF(place), QPointF(ground.mapToGlobal(place)), none, none,
            Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip


def test_pointing_at_a_tie_tells_what_it_is(pane: RelationshipsPane) -> None:
    view = _view(pane)
    _point_at(view, _tie(pane, "t2"))
    assert view._hints == ["Islamic Emirate of Afghanistan → Pakistan", "dispute · −2 · since 2024"]
    _point_at(view, QPoint(2, 2))
    assert view._hints == []


def test_dark_and_light_are_followed(pane: RelationshipsPane, qapp: object) -> None:
    before = theme._State.theme, theme._State.points, qapp.styleSheet(), qapp.palette()
    try:
        for dark in (True, False):
            theme.apply(qapp, dark)
            ground = pane.grab().toImage().pixelColor(pane.width() // 2, pane.height() - 130)
            assert ground == theme.Theme(dark).base
    finally:
        theme._State.theme, theme._State.points = before[:2]
        qapp.setStyleSheet(before[2])
        qapp.setPalette(before[3])


def test_nothing_yet_is_said_in_words(qtbot: QtBot) -> None:
    pane = RelationshipsPane()
    qtbot.addWidget(pane)
    pane.show()
    assert "No stakeholders yet" in _words(pane)
    pane.show_network(Network.of(()), TODAY)
    assert "No stakeholders yet" in _words(pane)
    pane.show_network(_network([]), TODAY)
    assert "No ties yet" in _said(pane)


def _words(pane: RelationshipsPane) -> str:
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


def test_every_control_has_a_name(pane: RelationshipsPane) -> None:
    for kind in (QLineEdit, QAbstractSlider, QSpinBox, QToolButton, GraphView):
        for control in pane.findChildren(kind):
            if control.isVisible() and not isinstance(control.parent(), QSpinBox):
                assert control.accessibleName(), control


# Pictures


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_graph_is_saved_as_a_page(pane: RelationshipsPane, tmp_path: Path, suffix: str) -> None:
    path = pane.save(tmp_path / f"ties{suffix}", "Relationships", "2025-02-05")
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG" if suffix == ".png" else b"<?xml")
    assert len(content) > 5000


def test_a_picture_of_another_kind_is_refused(pane: RelationshipsPane, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        pane.save(tmp_path / "ties.gif", "Relationships")


# Large networks


@pytest.fixture
def at_most(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda count: monkeypatch.setattr(relationships_pane, "AT_ONCE", count)


def test_many_are_arranged_beside_the_window(
    qtbot: QtBot, pane: RelationshipsPane, at_most: Callable[[int], None]
) -> None:
    at_most(3)
    _child(pane, QToolButton, "Arrange anew").click()
    assert "Arranging 8 stakeholders" in _words(pane)
    qtbot.waitUntil(lambda: _view(pane).isVisible(), timeout=10_000)
    assert len(_people(pane)) == len(PEOPLE)
    pane.centre_on("qatar")
    assert _people(pane) == {"qatar", "us", "emirate"}


def test_only_the_latest_network_is_shown(
    qtbot: QtBot,
    pane: RelationshipsPane,
    at_most: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()
    arrange = layout.positions

    def held_up(*given: object, **named: object) -> object:
        go_on.wait(10)
        return arrange(*given, **named)

    monkeypatch.setattr(layout, "positions", held_up)
    at_most(3)
    pane.arrange_anew()
    overtaken = pane._arranging
    assert overtaken is not None
    with qtbot.waitSignal(overtaken.finished, timeout=10_000):
        pane.show_network(Network.of(()), TODAY)
        go_on.set()
    assert "No stakeholders yet" in _words(pane)


def test_a_failure_while_arranging_is_said(
    qtbot: QtBot,
    pane: RelationshipsPane,
    at_most: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_args: object) -> None:
        raise MemoryError("not for the eye")

    at_most(3)
    monkeypatch.setattr(layout, "positions", fails)
    with qtbot.waitSignal(pane.failed, timeout=10_000) as caught:
        pane.arrange_anew()
    assert caught.args == ["The graph could not be arranged (MemoryError)."]
    assert caught.args[0] in _words(pane)
