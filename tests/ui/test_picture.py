"""Pictures of panes as files."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from ui.picture import LegendStrip, place_legend, save_picture
from workbench.messages import Refused

LEGEND = ((QColor("#0072b2"), "Allied"), (QPen(QColor("#d55e00"), 2), "Hostile"))
SIZE = QSize(400, 300)


def _dot(painter: QPainter, area: QRectF) -> None:
    middle = area.center()
    painter.fillRect(QRectF(middle.x() - 5, middle.y() - 5, 10, 10), Qt.GlobalColor.red)


def _save(path: Path, **others: str) -> Path:
    return save_picture(path, SIZE, _dot, "Ties", LEGEND, **others)


def test_a_png_has_a_white_ground_the_drawing_and_the_marking_bar(qapp, tmp_path) -> None:
    image = QImage(str(_save(tmp_path / "ties.png", marking="Restricted", as_of="2025-02")))
    assert (image.width(), image.height()) == (800, 600)
    assert image.pixelColor(2, 500) == QColor("white")
    assert image.pixelColor(2, 598) == image.pixelColor(2, 2) == QColor("#d55e00")
    assert image.pixelColor(400, 4) == QColor("#d55e00")
    reds = [y for y in range(600) if image.pixelColor(400, y) == QColor("red")]
    assert 18 <= len(reds) <= 21


def test_a_picture_without_marking_has_no_bar(qapp, tmp_path) -> None:
    image = QImage(str(_save(tmp_path / "ties.png")))
    assert image.pixelColor(400, 4) == QColor("white")


def test_an_svg_is_xml_that_holds_title_legend_marking_and_date(qapp, tmp_path) -> None:
    path = _save(tmp_path / "ties.svg", marking="Restricted", as_of="2025-02")
    root = ElementTree.parse(path).getroot()
    words = " ".join(root.itertext())
    assert root.tag.endswith("svg")
    for word in ("Ties", "Allied", "Hostile", "RESTRICTED", "As of 2025-02"):
        assert word in words


def test_another_suffix_is_refused(qapp, tmp_path) -> None:
    with pytest.raises(Refused, match=r"\.png or \.svg"):
        _save(tmp_path / "ties.jpg")


def test_a_folder_that_is_not_there_is_refused_and_named(qapp, tmp_path) -> None:
    with pytest.raises(Refused, match="could not be saved"):
        _save(tmp_path / "gone" / "ties.png")


def test_a_failed_save_leaves_what_was_there_and_nothing_beside(qapp, tmp_path) -> None:
    (tmp_path / "ties.png").mkdir()
    (tmp_path / "ties.png" / "kept").write_text("kept")
    with pytest.raises(Refused):
        _save(tmp_path / "ties.png")
    assert [found.name for found in tmp_path.iterdir()] == ["ties.png"]
    assert (tmp_path / "ties.png" / "kept").read_text() == "kept"


def test_an_earlier_file_is_replaced(qapp, tmp_path) -> None:
    (tmp_path / "ties.svg").write_text("old")
    assert "<svg" in _save(tmp_path / "ties.svg").read_text()


def test_legend_entries_flow_into_rows_and_never_overlap(qapp) -> None:
    metrics = QFontMetricsF(qapp.font())
    legend = tuple((QColor("black"), f"Entry number {n}") for n in range(9))
    places, height = place_legend(legend, metrics, 320)
    assert len({place.top() for place in places}) > 1
    assert all(place.right() <= 320 and place.bottom() <= height for place in places)
    assert not any(
        one.intersects(other) for n, one in enumerate(places) for other in places[n + 1 :]
    )


def test_a_narrow_legend_strip_asks_for_more_height(qtbot) -> None:
    strip = LegendStrip()
    qtbot.addWidget(strip)
    strip.show_legend(tuple((QColor("black"), f"Entry number {n}") for n in range(9)))
    assert strip.heightForWidth(300) > strip.heightForWidth(1400)
    assert "Entry number 8" in strip.accessibleDescription()
