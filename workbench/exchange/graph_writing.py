"""Stakeholders and their ties as GraphML, which Gephi, yEd, Cytoscape and NetworkX open.

A node has a label, kind, side, country and marking; an edge its kind, tenor (-3 to 3; no weight,
which must not be negative) and dates. `when` is the date as it was given; `from` and `to` its
ends, no finer than that. Who is part of whom is an edge of the kind "part of", without a tenor.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from workbench import when
from workbench.exchange import placing
from workbench.exchange.outgoing import Outgoing, Record, deliver, outgoing, plain
from workbench.exchange.report import Exported, Progress
from workbench.exchange.selection import Selection
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.casebook import Casebook

KINDS_OF_GRAPH = ("stakeholder", "tie")

_NODE = ("label", "kind", "side", "country", "marking")
_EDGE = ("label", "kind", "tenor", "when", "from", "to", "marking")


def write(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    """Write the chosen stakeholders and the ties between them to a .graphml."""
    path = placing.target(path, casebook.path, ".graphml")
    wanted, only_ends = _wanted(selection)
    out = outgoing(casebook, wanted, KINDS_OF_GRAPH, progress)
    paper = _Paper()
    ties = list(out.records("tie"))
    ends = {end for tie in ties for end in (tie.end("from"), tie.end("to"))}
    nodes = [n for n in out.records("stakeholder") if not only_ends or n.uid in ends]
    for node in nodes:
        paper.node(node)
        out.wrote("stakeholder")
    known = {node.uid for node in nodes}
    for node in nodes:
        paper.part_of(node, known)
    for tie in ties:
        if tie.end("from") in known and tie.end("to") in known:
            paper.tie(tie)
            out.wrote("tie")
    # What stayed is counted by now.
    deliver(casebook, path, _head(out) + paper.content() + b"</graph></graphml>\n")
    return out.exported()


def _wanted(selection: Selection) -> tuple[Selection, bool]:
    """What to take for a graph, and whether stakeholders go only as the ends of ties."""
    chosen = set(selection.kinds or selection.uids or KINDS_OF_GRAPH)
    if chosen.isdisjoint(KINDS_OF_GRAPH):
        return selection, False  # it will be refused
    ties_alone = "tie" in chosen and "stakeholder" not in chosen
    if selection.kinds and not ties_alone:
        return selection, False
    return replace(selection, kinds=KINDS_OF_GRAPH), ties_alone


def _head(out: Outgoing) -> bytes:
    paper = _Paper()
    paper.begin(out)
    return paper.content()


class _Paper:
    """Writes a part of a graph."""

    def __init__(self) -> None:
        self._made = io.BytesIO()
        self._xml = XMLGenerator(self._made, "utf-8", short_empty_elements=True)

    def content(self) -> bytes:
        """What was written."""
        return self._made.getvalue()

    def begin(self, out: Outgoing) -> None:
        """All that stands before the first node."""
        self._xml.startDocument()
        self._begin("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
        about = "\n".join(f"{name}: {words}" for name, words in out.heading())
        self._text("desc", {}, about)
        for whose, names in (("node", _NODE), ("edge", _EDGE)):
            for name in names:
                key = {
                    "id": f"{whose}-{name}",
                    "for": whose,
                    "attr.name": name,
                    "attr.type": "int" if name == "tenor" else "string",
                }
                self._begin("key", key)
                self._xml.endElement("key")
        self._begin("graph", {"id": "ties", "edgedefault": "directed"})
        self._xml.ignorableWhitespace("\n")

    def node(self, node: Record) -> None:
        values = {
            "label": node.said("name"),
            "kind": node.said("kind"),
            "side": node.said("side"),
            "country": node.said("country"),
            "marking": node.marking,
        }
        self._element("node", {"id": node.uid}, values)

    def part_of(self, node: Record, known: set[str]) -> None:
        whole = node.raw("part_of")
        if whole in known:
            ends = {"id": f"{node.uid}-part-of", "source": node.uid, "target": whole}
            self._element("edge", ends, {"label": _("part of"), "kind": _("part of")})

    def tie(self, tie: Record) -> None:
        kind, tenor, date = tie.said("kind"), tie.raw("tenor"), tie.raw("when") or ""
        first, last = sides_of(date)
        values = {
            "label": kind,
            "kind": kind,
            "tenor": "" if tenor is None else str(tenor),
            "when": tie.said("when"),
            "from": first,
            "to": last,
            "marking": tie.marking,
        }
        sides = {"id": tie.uid, "source": str(tie.end("from")), "target": str(tie.end("to"))}
        self._element("edge", sides, values)

    def _element(self, name: str, given: dict[str, str], values: dict[str, str]) -> None:
        self._begin(name, given)
        for key, text in values.items():
            if text:
                self._text("data", {"key": f"{name}-{key}"}, text)
        self._xml.endElement(name)
        self._xml.ignorableWhitespace("\n")

    def _begin(self, name: str, given: dict[str, str]) -> None:
        self._xml.startElement(name, AttributesImpl(given))

    def _text(self, name: str, given: dict[str, str], text: str) -> None:
        self._begin(name, given)
        self._xml.characters(plain(text))
        self._xml.endElement(name)


def sides_of(date: str) -> tuple[str, str]:
    """From when and until when, as finely as a date gives them; empty where it doesn't."""
    if not date:
        return "", ""
    parts = when.structure(date)
    if isinstance(parts, when.Point):
        return str(parts), str(parts)
    first, last = (
        str(end) if isinstance(end, when.Point) else "" for end in (parts.start, parts.end)
    )
    return first, last
