"""Colours, sizes and pens by what they mean: one place for light, dark and the text's size.

Fills, lines and chip grounds take the hues of Okabe and Ito, which most colour-blind eyes
tell apart; words are always in the text colour. A hue that stands out from its ground by
less than 3 : 1 is outlined (`outline`). Nothing is told by colour alone: beside it stands a
word, a sign, a shape or a line style.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QPen
from PySide6.QtWidgets import QApplication

BLACK = QColor("#000000")
ORANGE = QColor("#e69f00")
SKY = QColor("#56b4e9")
GREEN = QColor("#009e73")
YELLOW = QColor("#f0e442")
BLUE = QColor("#0072b2")
VERMILION = QColor("#d55e00")
PURPLE = QColor("#cc79a7")
GREY = QColor("#808080")

TEXT_CONTRAST = 4.5
FILL_CONTRAST = 3.0

STEP = 4  # px: all spacing is a multiple of it
ROW = 28  # px: a row at the system's own text size
SMALLEST, LARGEST = 7, 28  # points

_STATUS = {
    "proposed": SKY,
    "under discussion": YELLOW,
    "pending": ORANGE,
    "agreed": BLUE,
    "partly met": PURPLE,
    "met": GREEN,
    "refused": VERMILION,
    "lapsed": GREY,
    "overdue": VERMILION,
}
_EVENT = {"statement": SKY, "incident": VERMILION, "decision": PURPLE, "development": GREEN}
# From what may travel far to what may not; of a list of up to four, these hues.
_MARKING = (GREY, SKY, ORANGE, VERMILION)
_MARKINGS = {
    5: (GREY, SKY, GREEN, ORANGE, VERMILION),
    6: (GREY, SKY, GREEN, YELLOW, ORANGE, VERMILION),
    7: (GREY, SKY, BLUE, GREEN, YELLOW, ORANGE, VERMILION),
    8: (GREY, SKY, BLUE, GREEN, YELLOW, ORANGE, VERMILION, PURPLE),
}


def _light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(colour: QColor) -> float:
    """How light a colour is, 0 to 1, as WCAG reckons it; its alpha does not count."""
    red, green, blue = colour.redF(), colour.greenF(), colour.blueF()
    return 0.2126 * _light(red) + 0.7152 * _light(green) + 0.0722 * _light(blue)


def contrast(one: QColor, other: QColor) -> float:
    """How well two colours stand out from each other: WCAG's ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """The solid colour that `colour` gives when it covers `ground` by `share`, 0 to 1."""
    rest = 1 - share
    return QColor(
        round(colour.red() * share + ground.red() * rest),
        round(colour.green() * share + ground.green() * rest),
        round(colour.blue() * share + ground.blue() * rest),
    )


def faded(colour: QColor, alpha: float) -> QColor:
    """The same colour, seen through: alpha 0 to 1."""
    fresh = QColor(colour)
    fresh.setAlphaF(alpha)
    return fresh


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn: width in pixels."""

    colour: QColor
    style: Qt.PenStyle
    width: float

    def pen(self) -> QPen:
        """A pen whose width stays the same at every zoom."""
        pen = QPen(self.colour, self.width, self.style)
        pen.setCosmetic(True)
        return pen


@dataclass(frozen=True)
class Chip:
    """A word on a coloured ground: the ground, the line around it, the word."""

    ground: QColor
    outline: QColor
    text: QColor


@dataclass(frozen=True)
class Theme:
    """The colours by role, for a light or a dark ground."""

    dark: bool
    window: QColor = field(init=False)  # behind everything
    base: QColor = field(init=False)  # behind tables, forms, pictures
    alternate: QColor = field(init=False)  # every other row, and lanes
    text: QColor = field(init=False)
    muted: QColor = field(init=False)  # captions, hints, axis; still 4.5 : 1
    border: QColor = field(init=False)  # of what can be filled in or pressed: 3 : 1
    rule: QColor = field(init=False)  # faint lines that only part one thing from the next
    accent: QColor = field(init=False)  # what can be pressed
    accent_text: QColor = field(init=False)  # words on the accent
    link: QColor = field(init=False)
    selection: QColor = field(init=False)  # behind selected text and rows
    focus: QColor = field(init=False)  # the ring around what has the keyboard
    warning: QColor = field(init=False)  # fills and lines; beside it stands a word
    warning_ground: QColor = field(init=False)  # behind a line that warns
    unknown: QColor = field(init=False)  # what is not known: grey

    def __post_init__(self) -> None:
        colours = _DARK if self.dark else _LIGHT
        for role, colour in colours.items():
            object.__setattr__(self, role, QColor(colour))
        object.__setattr__(self, "warning", QColor(VERMILION))
        object.__setattr__(self, "warning_ground", mixed(VERMILION, self.base, 0.18))
        share = 0.38 if self.dark else 0.20
        object.__setattr__(self, "selection", mixed(BLUE, self.base, share))

    def fill(self, hue: QColor) -> QColor:
        """The hue itself; together with `outline` it can be seen on this ground."""
        return QColor(hue)

    def outline(self, hue: QColor, ground: QColor | None = None) -> QColor:
        """The hue, moved away from the ground until it stands out by 3 : 1."""
        ground = self.base if ground is None else ground
        towards = QColor("white") if luminance(ground) < 0.18 else QColor("black")
        for step in range(11):
            line = mixed(towards, hue, step / 10)
            if contrast(line, ground) >= FILL_CONTRAST:
                return line
        return towards

    def chip(self, hue: QColor) -> Chip:
        """A chip of this hue; its word can be read."""
        ground = mixed(hue, self.base, 0.28 if self.dark else 0.24)
        return Chip(ground, self.outline(hue), QColor(self.text))

    def status(self, status: str) -> Chip:
        """The chip of an ask's status, or of the word "overdue"."""
        return self.chip(status_hue(status))

    def tenor(self, tenor: int | None) -> Stroke:
        """The line of a tie, -3 (hostile) to 3 (allied); None where it is not known."""
        if tenor is None:
            return Stroke(self.outline(GREY), Qt.PenStyle.DotLine, 1.0)
        width = 1.0 + 0.75 * abs(tenor)
        if tenor < 0:
            return Stroke(self.outline(VERMILION), Qt.PenStyle.DashLine, width)
        if tenor > 0:
            return Stroke(self.outline(BLUE), Qt.PenStyle.SolidLine, width)
        return Stroke(self.outline(GREY), Qt.PenStyle.SolidLine, 1.25)

    def marking(self, place: int, of: int) -> QColor:
        """The bar of a marking: its place (from 0) in the casebook's ordered list of `of`."""
        return self.outline(marking_hue(place, of))

    def palette(self) -> QPalette:
        """The same roles, under Qt's names."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, colour in (
            (roles.Window, self.window),
            (roles.WindowText, self.text),
            (roles.Base, self.base),
            (roles.AlternateBase, self.alternate),
            (roles.ToolTipBase, self.base),
            (roles.ToolTipText, self.text),
            (roles.PlaceholderText, self.muted),
            (roles.Text, self.text),
            (roles.Button, self.window),
            (roles.ButtonText, self.text),
            (roles.BrightText, self.text),
            (roles.Link, self.link),
            (roles.LinkVisited, self.link),
            (roles.Highlight, self.selection),
            (roles.HighlightedText, self.text),
            (roles.Accent, self.accent),
            (roles.Mid, self.border),
            (roles.Dark, self.border),
            (roles.Midlight, self.rule),
            (roles.Light, self.base),
        ):
            palette.setColor(role, colour)
        off = QPalette.ColorGroup.Disabled
        for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
            palette.setColor(off, role, mixed(self.text, self.window, 0.5))
        return palette


_LIGHT = {
    "window": "#f5f6f7",
    "base": "#ffffff",
    "alternate": "#f3f5f7",
    "text": "#1c1f22",
    "muted": "#5a6169",
    "border": "#868d95",
    "rule": "#d9dde1",
    "accent": "#0072b2",
    "accent_text": "#ffffff",
    "link": "#00639c",
    "focus": "#0072b2",
    "unknown": "#808080",
}
_DARK = {
    "window": "#1d2023",
    "base": "#16181a",
    "alternate": "#1e2124",
    "text": "#e7e9eb",
    "muted": "#a3abb3",
    "border": "#757d85",
    "rule": "#34393e",
    "accent": "#56b4e9",
    "accent_text": "#101213",
    "link": "#7cc5ef",
    "focus": "#56b4e9",
    "unknown": "#8c8c8c",
}


def status_hue(status: str) -> QColor:
    """The hue of an ask's status; grey for a word that is not known here."""
    return QColor(_STATUS.get(status, GREY))


def marking_hue(place: int, of: int) -> QColor:
    """The hue of a marking: its place (from 0) in the casebook's ordered list of `of`."""
    hues = _MARKINGS.get(min(of, 8), _MARKING)
    if of <= 1:
        return QColor(hues[0])
    step = round(max(0, min(place, of - 1)) / (of - 1) * (len(hues) - 1))
    return QColor(hues[step])


def event_hue(kind: str) -> QColor:
    """The hue of a kind of event; all kinds of meeting share one."""
    return QColor(_EVENT.get(kind, BLUE))


class _State:
    """What the window is drawn in now."""

    theme = Theme(False)
    following = False
    points = 0  # 0: the system's own size


def current() -> Theme:
    """The theme that is in use."""
    return _State.theme


def apply(app: QApplication, dark: bool | None = None) -> None:
    """Draw the whole window light or dark; None follows the system, also when it changes."""
    hints = app.styleHints()
    if _State.following:
        hints.colorSchemeChanged.disconnect(_follow)
        _State.following = False
    if dark is None:
        hints.unsetColorScheme()
        hints.colorSchemeChanged.connect(_follow)
        _State.following = True
        dark = hints.colorScheme() == Qt.ColorScheme.Dark
    else:
        # So that the title bar and the system's own dialogs go along.
        hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    _wear(app, Theme(dark))


def _follow(scheme: Qt.ColorScheme) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _wear(app, Theme(scheme == Qt.ColorScheme.Dark))


def _wear(app: QApplication, theme: Theme) -> None:
    _State.theme = theme
    if app.style().objectName() != "fusion":
        app.setStyle("fusion")
    app.setPalette(theme.palette())
    app.setStyleSheet(style_sheet(theme, row_height()))


def scale(app: QApplication, points: int) -> int:
    """Set the body text to so many points (kept between 7 and 28); the size that it has now."""
    points = max(SMALLEST, min(LARGEST, points))
    font = app.font()
    font.setPointSize(points)
    app.setFont(font)
    _State.points = points
    app.setStyleSheet(style_sheet(_State.theme, row_height()))
    return points


def points(app: QApplication) -> int:
    """The body text's size now, in points."""
    return _State.points or max(SMALLEST, app.font().pointSize())


def row_height() -> int:
    """A row's height in pixels: 28, or as much as larger text needs."""
    return max(ROW, QFontMetrics(QApplication.font()).height() + 2 * STEP)


def font(size: str = "body") -> QFont:
    """The system's font as "body", "title" (+2 points) or "caption" (-1)."""
    change = {"body": 0, "title": 2, "caption": -1}[size]
    sized = QFont(QApplication.font())
    if change:
        sized.setPointSizeF(max(float(SMALLEST - 1), sized.pointSizeF() + change))
    return sized


def figures(base: QFont | None = None) -> QFont:
    """A font whose figures are all equally wide, for columns of numbers and dates."""
    tabular = QFont(QApplication.font() if base is None else base)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular


def style_sheet(theme: Theme, row: int) -> str:
    """The little that Fusion's palette can't say: rows, edges, and who has the keyboard."""
    c = {role: getattr(theme, role).name() for role in _LIGHT} | {
        "selection": theme.selection.name()
    }
    return f"""
QHeaderView::section {{ min-height: {row - 6}px; padding: 0 {STEP}px; border: none;
  background: {c["window"]}; color: {c["muted"]};
  border-bottom: 1px solid {c["rule"]}; border-right: 1px solid {c["rule"]}; }}
QListView::item, QTreeView::item {{ min-height: {row}px; }}
QTableView {{ gridline-color: {c["rule"]}; }}
QAbstractItemView {{ border: 1px solid {c["rule"]}; outline: none;
  selection-background-color: {c["selection"]}; selection-color: {c["text"]}; }}
QAbstractItemView:focus {{ border: 1px solid {c["focus"]}; }}
QLineEdit, QPlainTextEdit, QTextEdit {{ border: 1px solid {c["border"]}; border-radius: {STEP}px;
  padding: {STEP - 1}px {STEP}px; background: {c["base"]}; color: {c["text"]};
  selection-background-color: {c["selection"]}; selection-color: {c["text"]}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {c["focus"]};
  padding: {STEP - 2}px {STEP - 1}px; }}
QPushButton, QToolButton {{ border: 1px solid {c["border"]}; border-radius: {STEP}px;
  padding: {STEP - 1}px {3 * STEP}px; background: {c["base"]}; color: {c["text"]}; }}
QToolButton {{ padding: {STEP - 1}px {2 * STEP}px; }}
QPushButton:hover, QToolButton:hover {{ background: {c["alternate"]};
  border-color: {c["accent"]}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {c["selection"]}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c["focus"]};
  padding: {STEP - 2}px {3 * STEP - 1}px; }}
QToolButton:focus {{ padding: {STEP - 2}px {2 * STEP - 1}px; }}
QPushButton:default {{ background: {c["accent"]}; color: {c["accent_text"]};
  border-color: {c["accent"]}; }}
QPushButton:default:focus {{ border-color: {c["text"]}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c["muted"]}; border-color: {c["rule"]};
  background: {c["window"]}; }}
QToolButton[autoRaise="true"] {{ border-color: transparent; background: transparent; }}
QToolButton[autoRaise="true"]:hover {{ border-color: {c["border"]}; }}
QToolButton[autoRaise="true"]:focus {{ border-color: {c["focus"]}; }}
QCheckBox:focus, QRadioButton:focus {{ outline: 2px solid {c["focus"]}; }}
QToolButton[popupMode="2"] {{ padding-right: {5 * STEP}px; }}
QToolButton::menu-indicator {{ subcontrol-origin: padding; subcontrol-position: center right;
  right: {STEP}px; }}
QTextBrowser, QTextBrowser:focus {{ border: 1px solid transparent; border-radius: 0; padding: 0;
  background: transparent; }}
QTextBrowser:focus {{ border-color: {c["focus"]}; }}
QScrollBar {{ background: {c["window"]}; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {3 * STEP}px; }}
QScrollBar:horizontal {{ height: {3 * STEP}px; }}
QScrollBar::handle {{ background: {c["border"]}; border-radius: {STEP}px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {8 * STEP}px; }}
QScrollBar::handle:horizontal {{ min-width: {8 * STEP}px; }}
QScrollBar::handle:hover {{ background: {c["muted"]}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: {c["window"]}; }}
QToolTip {{ border: 1px solid {c["border"]}; padding: {STEP}px; background: {c["base"]};
  color: {c["text"]}; }}
QSplitter::handle {{ background: {c["rule"]}; }}
"""
