"""Colours can be read and told apart, in light and in dark; sizes follow the text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication

from ui import icons, theme

STATUSES = (
    "proposed", "under discussion", "pending", "agreed", "partly met", "met", "refused", "lapsed",
    "overdue", "a word from later",
)  # fmt: skip
HUES = (
    theme.ORANGE, theme.SKY, theme.GREEN, theme.YELLOW, theme.BLUE, theme.VERMILION, theme.PURPLE,
    theme.GREY,
)  # fmt: skip


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def worn(request: pytest.FixtureRequest) -> theme.Theme:
    return theme.Theme(request.param)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    font, sheet, palette = qapp.font(), qapp.styleSheet(), qapp.palette()
    before = theme._State.theme, theme._State.points
    yield qapp
    theme.apply(qapp, False)
    theme._State.theme, theme._State.points = before
    qapp.setFont(font)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert theme.contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert theme.contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


def test_words_can_be_read_on_every_ground(worn: theme.Theme) -> None:
    grounds = (worn.window, worn.base, worn.alternate, worn.selection, worn.warning_ground)
    assert min(theme.contrast(worn.text, ground) for ground in grounds) >= theme.TEXT_CONTRAST
    for ground in (worn.window, worn.base, worn.alternate):
        assert theme.contrast(worn.muted, ground) >= theme.TEXT_CONTRAST
        assert theme.contrast(worn.link, ground) >= theme.TEXT_CONTRAST
    assert theme.contrast(worn.accent_text, worn.accent) >= theme.TEXT_CONTRAST


def test_edges_and_focus_stand_out(worn: theme.Theme) -> None:
    for colour in (worn.border, worn.focus, worn.accent, worn.warning):
        for ground in (worn.window, worn.base, worn.alternate):
            assert theme.contrast(colour, ground) >= theme.FILL_CONTRAST


def test_every_hue_is_outlined_where_it_is_faint(worn: theme.Theme) -> None:
    for hue in HUES:
        assert theme.contrast(worn.outline(hue), worn.base) >= theme.FILL_CONTRAST
    assert worn.outline(theme.YELLOW) != theme.YELLOW or worn.dark


@pytest.mark.parametrize("status", STATUSES)
def test_a_chip_can_be_read_and_seen(worn: theme.Theme, status: str) -> None:
    chip = worn.status(status)
    assert theme.contrast(chip.text, chip.ground) >= theme.TEXT_CONTRAST
    assert theme.contrast(chip.outline, worn.base) >= theme.FILL_CONTRAST


def test_tenor_is_told_by_style_and_width_as_well_as_by_colour(worn: theme.Theme) -> None:
    strokes = [worn.tenor(tenor) for tenor in range(-3, 4)]
    assert [s.style == Qt.PenStyle.DashLine for s in strokes] == [True] * 3 + [False] * 4
    widths = [s.width for s in strokes]
    assert widths[0] > widths[1] > widths[2] and widths[4] < widths[5] < widths[6]
    assert len({(s.style, s.width) for s in strokes[:3] + strokes[4:]}) == 6
    assert all(theme.contrast(s.colour, worn.base) >= theme.FILL_CONTRAST for s in strokes)
    assert worn.tenor(None).style == Qt.PenStyle.DotLine
    assert strokes[0].pen().isCosmetic()


def test_markings_go_from_grey_to_warning(worn: theme.Theme) -> None:
    bars = [worn.marking(place, 4) for place in range(4)]
    assert len({bar.name() for bar in bars}) == 4
    assert bars[3] == worn.outline(theme.VERMILION)
    assert worn.marking(9, 2) == worn.marking(1, 2)
    assert worn.marking(0, 0) == bars[0]


def test_light_and_dark_are_put_on_and_taken_off(app: QApplication) -> None:
    theme.apply(app, True)
    assert theme.current().dark
    assert app.palette().color(QPalette.ColorRole.Base) == theme.Theme(True).base
    theme.apply(app, False)
    assert app.palette().color(QPalette.ColorRole.Base) == theme.Theme(False).base


def test_the_system_is_followed_until_a_choice_is_made(app: QApplication) -> None:
    theme.apply(app, None)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current().dark
    theme.apply(app, False)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not theme.current().dark


def test_larger_text_gets_taller_rows(app: QApplication) -> None:
    theme.apply(app, False)
    assert theme.scale(app, 9) == 9
    assert theme.row_height() >= theme.ROW
    assert theme.scale(app, 99) == theme.LARGEST == theme.points(app)
    assert theme.row_height() > theme.ROW
    assert f"min-height: {theme.row_height()}px" in app.styleSheet()
    assert theme.scale(app, 1) == theme.SMALLEST


def test_titles_are_larger_and_captions_smaller(app: QApplication) -> None:
    theme.scale(app, 10)
    sizes = [theme.font(size).pointSizeF() for size in ("caption", "body", "title")]
    assert sizes == [9, 10, 12]
    assert theme.figures().featureValue(theme.QFont.Tag("tnum")) == 1


def test_every_icon_has_a_glyph_and_follows_the_theme(app: QApplication) -> None:
    def drawn(dark: bool) -> dict[str, QImage]:
        theme.apply(app, dark)
        return {name: icons.icon(name).pixmap(16, 16).toImage() for name in icons.names()}

    light, dark = drawn(False), drawn(True)
    for name, image in light.items():
        points = [(x, y) for x in range(image.width()) for y in range(image.height())]
        assert any(image.pixelColor(*point).alpha() > 0 for point in points), name
        assert image != dark[name], name
