"""Texts of a sheet turned into values, each distinct text of a column once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence

from workbench import markings, values
from workbench.exchange.labels import Finder
from workbench.exchange.layout import empty_words, withheld_words
from workbench.exchange.report import Progress, no_progress
from workbench.kinds import Field
from workbench.messages import Refused, message
from workbench.values import Prefer, Value

Outcome = Value | Refused

_STEP = 1_000
_SHORT = 40  # the words that say something of a cell are no longer


class Converter:
    """Reads texts as `values.read` does, and links by the finders of the kinds they lead to."""

    def __init__(
        self,
        today: datetime.date,
        finders: Mapping[str, Finder],
        marked: Collection[str] | None = None,
    ) -> None:
        """`marked` are the markings that there will be; without it, any word is taken for one."""
        self._today = today
        self._marked = marked
        self._finders = finders
        self._empty = empty_words()
        self._withheld = withheld_words()
        self.report: Progress = no_progress
        self._match: Callable[[str], str] | None = None
        self.leads: dict[str, str] = {}
        """uid -> the uid of the record that it means: merged since, or known by its name."""
        self.goes: dict[str, set[str]] = {}
        """kind -> the records that the same workbook deletes."""
        self._known: dict[Field, dict[str, Outcome]] = {}

    def match_by(self, match: Callable[[str], str]) -> None:
        """Whom a spelling means that no stakeholder has just so; `Refused` where none surely."""
        self._match = match

    def finder(self, kind: str) -> Finder:
        """What finds the records of this kind."""
        return self._finders[kind]

    def empties(self, text: str) -> bool:
        """Whether the text is the word that empties a cell."""
        return text.strip().casefold() in self._empty

    def withheld(self, text: str) -> bool:
        """Whether the text stands for a value that stayed under a ceiling: it says nothing."""
        return text.strip().casefold() in self._withheld

    def outcome(self, field: Field, text: str) -> Outcome:
        """The value that a text means, or why it means none. Not for links."""
        known = self._known.setdefault(field, {})
        if text in known:
            return known[text]
        known[text] = made = self._read(field, text)
        return made

    def _read(self, field: Field, text: str) -> Outcome:
        if self.empties(text) or self.withheld(text):
            return None
        prefer: Prefer = "future" if field.name == "due" else "past"
        try:
            value = values.read(field, text, self._today, prefer=prefer)
            if field.list == markings.MARKINGS and value and self._marked is not None:
                return markings.canonical(self._marked, str(value))
            return value
        except Refused as refused:
            return refused

    def column(self, field: Field, texts: Sequence[str]) -> list[Outcome]:
        """The values of a whole column."""
        if field.type == "text":
            return [self._text(field, text) for text in texts]
        if field.type == "long text":
            return [self._long(field, text) for text in texts]
        known: dict[str, Outcome] = self._known.setdefault(field, {})
        for number, text in enumerate(set(texts).difference(known)):
            if number % _STEP == 0:
                self.report(0, 0)
            known[text] = self._read(field, text)
        return [known[text] for text in texts]

    def _long(self, field: Field, text: str) -> Outcome:
        # Hardly two are alike; what stays as it is is held once.
        if not text:
            return None
        value = self._read(field, text)
        return text if value == text else value

    def _text(self, field: Field, text: str) -> Outcome:
        # What most titles are needs no more than its blanks put right.
        if text.isascii() and text.isprintable() and text[:1] != "(" and len(text) < 1_000:
            plain = " ".join(text.split())
            if not plain or (len(plain) < _SHORT and plain.casefold() in self._withheld):
                return None
            return text if plain == text else plain  # one text in memory, not two
        return self._read(field, text)

    def links(self, field: Field, labels: Sequence[str], uids: Sequence[str]) -> list[Outcome]:
        """The records that a column of labels means, with the hidden uids beside them."""
        known: dict[tuple[str, str], Outcome] = {("", uid): None for uid in uids}
        return [
            known[pair] if pair in known else known.setdefault(pair, self.link(field, *pair))
            for pair in zip(labels, uids, strict=True)
        ]

    def link(self, field: Field, label: str, uid: str) -> Outcome:
        """The record that a label means; the uid beside it counts while the label is still its."""
        label = label.strip()
        if not label or self.empties(label) or self.withheld(label):
            return None
        finder = self._finders[field.link]
        uid = self.leads.get(uid, uid)
        try:
            found = uid if uid and finder.called(uid, label) else self._find(field, finder, label)
        except Refused as refused:
            return refused
        if found in self.goes.get(field.link, ()):
            return Refused(message("“{name}” is deleted on another sheet", name=label))
        return found

    def _find(self, field: Field, finder: Finder, label: str) -> str:
        try:
            return finder.find(label)
        except Refused as refused:
            if self._match is None or field.link != "stakeholder" or refused.candidates:
                raise
            return self._match(label)
