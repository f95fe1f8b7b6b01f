"""The graph in words and signs: kinds of stakeholder by shape and hue, ties by line, legend."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui import theme as themes
from ui.picture import Draw, Legend
from ui.theme import Stroke, Theme, mixed
from workbench import markings, when
from workbench.kinds import STAKEHOLDER_KINDS
from workbench.messages import _, n_
from workbench.network import Network

if TYPE_CHECKING:
    from ui.graph_drawing import Graph


class Look(NamedTuple):
    """How a kind of stakeholder is drawn."""

    shape: str
    hue: QColor


LOOKS: Final = {
    "person": Look("circle", themes.SKY),
    "state": Look("square", themes.YELLOW),
    "authority": Look("hexagon", themes.YELLOW),
    "institution": Look("pentagon", themes.PURPLE),
    "office": Look("house", themes.PURPLE),
    "faction": Look("diamond", themes.ORANGE),
    "armed group": Look("triangle", themes.ORANGE),
    "group": Look("octagon", themes.GREEN),
    "company": Look("bar", themes.GREEN),
}
_STRANGE: Final = Look("cross", themes.GREY)

_TOO_SMALL = 4.0
_WORDS: Final = dict(STAKEHOLDER_KINDS)

_REGULAR: Final = {
    # corners, turn of the first one in degrees (0: right, 90: up), how large for its radius
    "hexagon": (6, 0.0, 1.08),
    "pentagon": (5, 90.0, 1.12),
    "diamond": (4, 90.0, 1.22),
    "triangle": (3, 90.0, 1.28),
    "octagon": (8, 22.5, 1.05),
}
_DRAWN: Final = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "house": ((-0.85, 0.9), (-0.85, -0.2), (0.0, -1.1), (0.85, -0.2), (0.85, 0.9)),
    "bar": ((-1.25, -0.6), (1.25, -0.6), (1.25, 0.6), (-1.25, 0.6)),
    "cross": (
        (-0.4, -1.0), (0.4, -1.0), (0.4, -0.4), (1.0, -0.4), (1.0, 0.4), (0.4, 0.4),
        (0.4, 1.0), (-0.4, 1.0), (-0.4, 0.4), (-1.0, 0.4), (-1.0, -0.4), (-0.4, -0.4),
    ),
}  # fmt: skip


def look(kind: str) -> Look:
    """How this kind is drawn; a kind that is not known here has a look of its own."""
    return LOOKS.get(kind, _STRANGE)


@lru_cache(maxsize=64)
def outline(shape: str, radius: float) -> QPainterPath:
    """The shape around (0, 0), its area alike for all shapes of one radius in pixels."""
    path = QPainterPath()
    if shape == "circle":
        path.addEllipse(QPointF(0, 0), radius, radius)
        return path
    if shape in _REGULAR:
        corners, turn, larger = _REGULAR[shape]
        angles = [math.radians(turn + 360 * corner / corners) for corner in range(corners)]
        points = [(larger * math.cos(angle), -larger * math.sin(angle)) for angle in angles]
    else:
        points = list(_DRAWN[shape])
    path.addPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in points]))
    path.closeSubpath()
    return path


def draw_nodes(
    painter: QPainter, kind: str, centres: Sequence[QPointF], radius: float, theme: Theme
) -> None:
    """The signs of stakeholders of one kind; dots where a shape could not be told."""
    shown = look(kind)
    edge = theme.chip(shown.hue).outline
    if radius < _TOO_SMALL:
        painter.setPen(QPen(edge, 2 * radius, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(QPolygonF(centres))
        return
    painter.setPen(QPen(edge, 1.5 if radius >= 5 else 1.0))
    painter.setBrush(mixed(shown.hue, theme.base, 0.55 if theme.dark else 0.5))
    path = outline(shown.shape, radius)
    for centre in centres:
        painter.drawPath(path.translated(centre))


def perhaps(stroke: Stroke, theme: Theme) -> Stroke:
    """The line of a tie that perhaps stood: the same style, lighter and thinner."""
    return Stroke(
        mixed(stroke.colour, theme.base, 0.42), stroke.style, max(0.8, stroke.width * 0.55)
    )


def belonging(theme: Theme) -> Stroke:
    """The line from a stakeholder to what it is part of."""
    return Stroke(mixed(theme.border, theme.base, 0.6), Qt.PenStyle.SolidLine, 1.0)


def pen(stroke: Stroke) -> QPen:
    """A pen for what is reckoned in pixels: as wide on a sharp screen or page as on any other."""
    line = stroke.pen()
    line.setCosmetic(False)
    return line


def tenor_sign(tenor: int | None) -> str:
    """The number of a tie, as it stands beside its line."""
    if tenor is None:
        return "?"
    return f"{tenor:+}".replace("-", "\N{MINUS SIGN}") if tenor else "0"


def tenor_words(tenor: int | None) -> str:
    """A tenor as the legend has it: its number, and a word at either end."""
    if tenor is None:
        return _("tenor unknown")
    words = {-3: _("hostile"), 0: _("neutral"), 3: _("allied")}
    return f"{tenor_sign(tenor)} {words.get(tenor, '')}".rstrip()


def legend(network: Network, theme: Theme, dated: bool, membership: bool) -> Legend:
    """What the picture of this network needs explained; `dated` where not all times are shown."""
    entries: list[tuple[Draw, str]] = []
    present = {person.kind for person in network.stakeholders}
    kinds = [kind for kind in LOOKS if kind in present] + sorted(present - LOOKS.keys())
    for kind in kinds:
        entries.append((_kind_sample(kind, theme), kind_word(kind)))
    tenors = {tie.tenor for tie in network.ties}
    for tenor in (3, 2, 1, 0, -1, -2, -3, None):
        if tenor in tenors:
            entries.append((_line_sample(theme.tenor(tenor)), tenor_words(tenor)))
    if dated and network.ties:
        thin = perhaps(theme.tenor(2), theme)
        entries.append((_line_sample(thin), _("thin: perhaps stood then")))
    if membership and len(network.membership):
        entries.append((_line_sample(belonging(theme)), _("part of, or post at")))
    return entries


def _kind_sample(kind: str, theme: Theme) -> Draw:
    def draw(painter: QPainter, area: QRectF) -> None:
        draw_nodes(painter, kind, [area.center()], 7.0, theme)

    return draw


def _line_sample(stroke: Stroke) -> Draw:
    def draw(painter: QPainter, area: QRectF) -> None:
        painter.setPen(pen(stroke))
        middle = area.center().y()
        painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))

    return draw


def kind_word(kind: str) -> str:
    """The word for a kind of stakeholder; one that is not known here is its own word."""
    return str(_WORDS.get(kind, kind))


def describe_node(network: Network, node: int, today: datetime.date) -> list[str]:
    """A stakeholder in a line or a few: name and kind, the posts held now, what it is part of."""
    person = network.stakeholders[node]
    names = {other.id: other.name for other in network.stakeholders} if network.posts else {}
    lines = [_("{name} · {kind}", name=person.name, kind=kind_word(person.kind))]
    day = when.from_date(today)
    for post in network.posts:
        held = post.earliest <= day.latest and day.earliest <= post.latest
        if post.stakeholder_id == person.id and held:
            held_at = names[post.at_id]
            lines.append(_("{post}, {at}", post=post.title, at=held_at) if post.title else held_at)
    whole = [other.name for other in network.stakeholders if other.id == person.part_of]
    if whole:
        lines.append(_("part of {whole}", whole=whole[0]))
    return lines


def describe_tie(network: Network, place: int, perhaps_stands: bool = False) -> list[str]:
    """A tie in two lines: who stands to whom; how, and from when until when."""
    tie = network.ties[place]
    one = network.stakeholders[int(network.source[place])].name
    other = network.stakeholders[int(network.target[place])].name
    told = [tie.kind, tenor_words(tie.tenor), dated(tie.when_text) or _("no date")]
    if perhaps_stands:
        told.append(_("perhaps stood then"))
    return [f"{one} \N{RIGHTWARDS ARROW} {other}", " · ".join(filter(None, told))]


def dated(text: str, today: datetime.date | None = None) -> str:
    """An EDTF text as people read it; one that is none, as it stands."""
    if not text:
        return ""
    try:
        return when.wording(when.parse(text), today)
    except when.WhenError:
        return text


def counted(graph: Graph) -> str:
    """How much is shown, as the line below the graph says it."""
    people = n_("{n} stakeholder", "{n} stakeholders", int(graph.nodes.sum()))
    drawn = graph.ties
    ties = n_("{n} tie", "{n} ties", len(drawn))
    maybe = int(graph.perhaps[drawn].sum())
    if maybe:
        return _("{people} · {ties}, {n} of them perhaps", people=people, ties=ties, n=maybe)
    return f"{people} · {ties}"


def strictest_shown(
    graph: Graph, order: Sequence[str], marked: Mapping[str, Mapping[str, str]]
) -> str:
    """The strictest marking of the stakeholders and ties that are drawn, by kind and uid.

    Lines of belonging are drawn of posts that nobody can point at: all of these count.
    """
    network = graph.network
    people, ties = marked.get("stakeholder", {}), marked.get("tie", {})
    words: set[str | None] = set(marked.get("post", {}).values() if graph.membership else ())
    if people:
        words |= {people.get(network.stakeholders[at].uid) for at in np.flatnonzero(graph.nodes)}
    if ties:
        words |= {ties.get(network.ties[at].uid) for at in graph.ties}
    return markings.strictest(order, words)


def marked_words(marked: Mapping[str, Mapping[str, str]], kind: str, uid: str) -> list[str]:
    """How a stakeholder or tie is marked, in words; nothing where it is not."""
    word = marked.get(kind, {}).get(uid)
    return [_("marked {marking}", marking=word)] if word else []
