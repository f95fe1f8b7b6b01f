"""What is told of a record that words led to: its name, why it came up, what tells it apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import looking, looking_words
from workbench import lookup_beside, markings, when
from workbench.kinds import KINDS
from workbench.messages import _
from workbench.names import fold
from workbench.search_words import KINDS_FOUND

if TYPE_CHECKING:
    from workbench.casebook import Casebook

AROUND = 40
"""Characters that are shown on either side of words found in a longer text."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record that words lead to: the text of it that fits, and what tells it from others."""

    kind: str
    uid: str
    label: str
    matched: str
    detail: str
    why: str = ""
    """Why it came up, where that is not plain from its label."""
    marking: str = ""
    """How far it may travel, where that is less far than any."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that fits. The lower `order`, the better."""

    rank: int
    kind: str
    uid: str
    matched: str
    put_forward: int = 0
    """Who is better known here comes first, of those that fit as well."""
    over: int = 0
    """Letters of a name that the words do not account for, or the place among texts."""
    where: tuple[str, str] | str = ""
    """(kind, column) of the text; of names "name" for the one that is shown, or "spelling"."""

    @property
    def order(self) -> tuple[int, int, int]:
        """What hits are ordered by."""
        return self.rank, self.put_forward, self.over


def excerpt(text: str, folded: str) -> str:
    """One line of the text around a folded word."""
    text = " ".join(text.split())
    if len(text) <= 3 * AROUND:
        return text
    # Folding changes lengths by little, so its place is near enough to the text's own.
    place = max(0, fold(text).find(folded))
    start, end = max(0, place - AROUND), min(len(text), place + len(folded) + 2 * AROUND)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}"


def described(casebook: Casebook, hits: Sequence[Hit]) -> list[Found]:
    """The hits as they are shown; what has gone meanwhile is left out."""
    uids = {kind: [hit.uid for hit in hits if hit.kind == kind] for kind in KINDS_FOUND}
    with casebook.reading() as connection:
        stakeholders = looking.known(connection, uids["stakeholder"])
        apart = lookup_beside.apart(connection, stakeholders)
        events = looking_words.about_events(connection, uids["event"])
        asks = looking_words.about_asks(connection, uids["ask"])
        marked = {kind: looking_words.marked(connection, kind, uids[kind]) for kind in uids}
    order = markings.order(casebook)
    for words in marked.values():
        for uid, word in words.items():
            words[uid] = word if markings.rank(order, word) > 0 else ""
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for uid, known in stakeholders.items():
        detail = about_stakeholder(casebook, known)
        if uid in apart:
            detail = _told(detail, f"\u2068{apart[uid].line}\u2069")
        labels["stakeholder", uid] = (known.name, detail)
    for uid, (title, on, kind, place) in events.items():
        labels["event", uid] = (
            title, _told(_dated(casebook, on), _word("event", "kind", kind), place)
        )  # fmt: skip
    for uid, (title, by, of, status) in asks.items():
        labels["ask", uid] = (
            title, _told(_("asked by {by} of {of}", by=by, of=of), _word("ask", "status", status))
        )  # fmt: skip
    return [
        Found(
            hit.kind,
            hit.uid,
            label,
            hit.matched,
            detail,
            _why(hit, label),
            marked[hit.kind].get(hit.uid, ""),
        )
        for hit in hits
        for label, detail in [labels.get((hit.kind, hit.uid), ("", ""))]
        if label
    ]


def _why(hit: Hit, label: str) -> str:
    if hit.matched == label:
        return ""
    if isinstance(hit.where, str):
        return (
            _("also {spelling}", spelling=f"\u2068{hit.matched}\u2069")
            if hit.where
            else hit.matched
        )
    kind, column = hit.where
    field = next((field for field in KINDS[kind].fields if field.column == column), None)
    if field is None:
        return hit.matched
    return _("{field}: {words}", field=str(field.label), words=hit.matched)


def about_stakeholder(casebook: Casebook, known: looking.Known) -> str:
    """What tells a stakeholder from others of the name: kind, post, place, last contact."""
    post = ", ".join(part for part in (known.post, known.organisation) if part)
    met = _("last met {when}", when=_dated(casebook, known.last_meeting))
    return _told(
        _word("stakeholder", "kind", known.kind), post, known.country,
        met if known.last_meeting else None,
    )  # fmt: skip


def _told(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _word(kind: str, field: str, word: str) -> str:
    return KINDS[kind].field(field).choice_label(word)


def _dated(casebook: Casebook, text: str | None) -> str:
    return when.wording(when.parse(text), casebook.today) if text else ""
