"""Pictures of panes, fit for a page: white ground, title, legend, marking, as-of date.

The marking stands in words and as a bar at the top and at the foot, whatever is cut off.

A pane hands over how it draws itself into a rectangle and the samples of its legend; the
page around that is the same for all panes. `LegendStrip` shows the same samples on screen.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QImageWriter,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.messages import Refused, _, message

Draw = Callable[[QPainter, QRectF], None]
"""Draws something into the rectangle given, leaving the painter as it was."""

Sample = Draw | QColor | QPen
"""What stands before a legend's text: a drawing, a filled square, or a line."""

Legend = Sequence[tuple[Sample, str]]

INK: Final = QColor("#1a1a1a")
GREY: Final = QColor("#595959")
PAPER: Final = QColor("#ffffff")
MARKING_BAR: Final = QColor("#d55e00")

SAMPLE_WIDTH: Final = 30.0
"""Width of a legend's sample; dashes need this much to be told apart."""

_GAP: Final = 6.0
_BETWEEN: Final = 18.0
_PAGE: Final = 24.0
_SHARPNESS: Final = 2.0
_BAR: Final = 6.0


def place_legend(
    legend: Legend, metrics: QFontMetricsF, width: float
) -> tuple[list[QRectF], float]:
    """Where each entry of a legend goes when it flows into rows of this width, in pixels.

    Returns the entries' rectangles (sample and text together) from (0, 0) on, and the
    height of them all. An entry wider than the row has the whole row, and is elided.
    """
    row = metrics.height() + 6.0
    x = y = 0.0
    places: list[QRectF] = []
    for _sample, text in legend:
        wide = min(SAMPLE_WIDTH + _GAP + metrics.horizontalAdvance(text) + 1.0, width)
        if x > 0 and x + wide > width:
            x, y = 0.0, y + row
        places.append(QRectF(x, y, wide, row))
        x += wide + _BETWEEN
    return places, (y + row if places else 0.0)


def draw_legend(painter: QPainter, area: QRectF, legend: Legend, ink: QColor, font: QFont) -> None:
    """Draw a legend's samples and texts, flowing into rows from the area's upper left corner."""
    metrics = QFontMetricsF(font)
    places, _height = place_legend(legend, metrics, area.width())
    painter.save()
    painter.setFont(font)
    for (sample, text), place in zip(legend, places, strict=True):
        entry = place.translated(area.topLeft())
        before = QRectF(entry.left(), entry.top(), SAMPLE_WIDTH, entry.height())
        _draw_sample(painter, before, sample)
        words = entry.adjusted(SAMPLE_WIDTH + _GAP, 0, 0, 0)
        painter.setPen(ink)
        painter.drawText(
            words,
            Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width() + 1.0),
        )
    painter.restore()


def _draw_sample(painter: QPainter, area: QRectF, sample: Sample) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if isinstance(sample, QColor):
        side = min(area.height() - 6.0, 14.0)
        square = QRectF(0, 0, side, side)
        square.moveCenter(area.center())
        painter.setPen(QPen(GREY, 1))
        painter.setBrush(sample)
        painter.drawRect(square)
    elif isinstance(sample, QPen):
        painter.setPen(sample)
        middle = area.center().y()
        painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
    else:
        sample(painter, area)
    painter.restore()


class LegendStrip(QWidget):
    """A pane's legend, always in sight: flows into as many rows as its width asks for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legend: Legend = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Legend"))

    def show_legend(self, legend: Legend) -> None:
        """Show these samples and texts from now on."""
        self._legend = tuple(legend)
        self.setAccessibleDescription("; ".join(text for _sample, text in legend))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        _places, height = place_legend(self._legend, QFontMetricsF(self.font()), width - 16.0)
        return int(height + 8.5)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 320)
        return QSize(320, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, int(QFontMetricsF(self.font()).height() + 14.0))

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        ink = self.palette().color(self.foregroundRole())
        area = QRectF(self.rect()).adjusted(8, 4, -8, -4)
        draw_legend(painter, area, self._legend, ink, self.font())
        painter.end()


def save_picture(
    path: Path | str,
    size: QSize,
    draw: Draw,
    title: str,
    legend: Legend = (),
    marking: str = "",
    as_of: str = "",
    marking_colour: QColor = MARKING_BAR,
) -> Path:
    """Save a page of `size` pixels as PNG or SVG, by the path's suffix; returns the path.

    `draw` gets what the title, marking and legend leave of the page and draws with colours
    that suit a white ground. PNG has twice the pixels each way, for print. An earlier
    file is replaced only when the new one is whole. `Refused` where the suffix is
    another or the file can't be written.
    """
    target = Path(path)
    suffix = target.suffix.lower()

    def page(painter: QPainter) -> None:
        _draw_page(painter, QSize(size), draw, title, legend, marking, as_of, marking_colour)

    if suffix == ".png":
        content = _as_png(QSize(size), page)
    elif suffix == ".svg":
        content = _as_svg(QSize(size), page, title)
    else:
        raise Refused(
            message("A picture is saved as PNG or SVG"),
            target.name,
            message("Give the file a name that ends in .png or .svg."),
        )
    _replace(target, content)
    return target


def _as_png(size: QSize, page: Callable[[QPainter], None]) -> bytes:
    image = QImage(size * _SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(PAPER)
    painter = QPainter(image)
    page(painter)
    painter.end()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(kept.data())


def _as_svg(size: QSize, page: Callable[[QPainter], None], title: str) -> bytes:
    # QtSvg is wanted here only, and costs time that a first painted window need not spend.
    from PySide6.QtSvg import QSvgGenerator

    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    page(painter)
    painter.end()
    buffer.close()
    return bytes(kept.data())


def _draw_page(
    painter: QPainter,
    size: QSize,
    draw: Draw,
    title: str,
    legend: Legend,
    marking: str,
    as_of: str,
    marking_colour: QColor,
) -> None:
    page = QRectF(0, 0, size.width(), size.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(page, PAPER)
    if marking:
        painter.fillRect(QRectF(0, 0, page.width(), _BAR), marking_colour)
        painter.fillRect(QRectF(0, page.bottom() - _BAR, page.width(), _BAR), marking_colour)
    inner = page.adjusted(_PAGE, _PAGE, -_PAGE, -_PAGE / 2)
    inner.setBottom(inner.bottom() - _draw_foot(painter, inner, marking))
    top = inner.top() + _draw_head(painter, inner, title, marking, as_of) + 8.0
    font = _page_font(0)
    _places, legend_height = place_legend(legend, QFontMetricsF(font), inner.width())
    bottom = inner.bottom() - legend_height
    foot = QRectF(inner.left(), bottom, inner.width(), legend_height)
    draw_legend(painter, foot, legend, INK, font)
    area = QRectF(inner.left(), top, inner.width(), max(bottom - 8.0 - top, 1.0))
    painter.save()
    painter.setClipRect(area)
    painter.setFont(font)
    draw(painter, area)
    painter.restore()


def _draw_foot(painter: QPainter, inner: QRectF, marking: str) -> float:
    """The marking once more, at the foot; returns the height that it takes."""
    if not marking:
        return 0.0
    font = _page_font(0)
    font.setBold(True)
    height = QFontMetricsF(font).height()
    painter.setPen(INK)
    painter.setFont(font)
    painter.drawText(
        QRectF(inner.left(), inner.bottom() - height, inner.width(), height),
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
        marking.upper(),
    )
    return height + 4.0


def _draw_head(painter: QPainter, inner: QRectF, title: str, marking: str, as_of: str) -> float:
    """Title and as-of date on the left, the marking on the right; returns their height."""
    head, body, word = _page_font(2), _page_font(0), _page_font(0)
    head.setBold(True)
    word.setBold(True)
    high, low = QFontMetricsF(head), QFontMetricsF(body)
    marked = marking.upper()
    kept = QFontMetricsF(word).horizontalAdvance(marked) + (_BETWEEN if marked else 0.0)
    left = QRectF(inner.left(), inner.top(), inner.width() - kept, high.height())
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.setPen(INK)
    painter.setFont(head)
    elided = high.elidedText(title, Qt.TextElideMode.ElideRight, left.width())
    painter.drawText(left, Qt.AlignmentFlag.AlignLeft | flags, elided)
    painter.setFont(word)
    painter.drawText(
        QRectF(inner.left(), inner.top(), inner.width(), high.height()),
        Qt.AlignmentFlag.AlignRight | flags,
        marked,
    )
    if not as_of:
        return high.height()
    painter.setPen(GREY)
    painter.setFont(body)
    below = left.translated(0, high.height())
    below.setHeight(low.height())
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft | flags, _("As of {date}", date=as_of))
    return high.height() + low.height()


def _page_font(larger: int) -> QFont:
    font = QGuiApplication.font()
    font.setPointSizeF(max(font.pointSizeF(), 9.0) + larger)
    return font


def _replace(target: Path, content: bytes) -> None:
    """Write beside the target and put it in its place whole, or leave what was there."""
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise Refused(
            message("The picture could not be saved: {why}", why=error.strerror or str(error)),
            target.name,
            message("Choose another folder or name."),
        ) from error
