"""The stakeholders, sources and members of the desk that a foreign sheet names in its cells."""

from __future__ import annotations

from db.folding import fold
from workbench.exchange.column_names import kind_of
from workbench.exchange.mapping_made import Made
from workbench.kinds import KINDS

_TEXT = {"stakeholder": "name", "source": "title", "member": "name"}


class Mentions:
    """Each that is named, once, with the first row that names it: to be found, or added."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, tuple[int, dict[str, str]]]] = {kind: {} for kind in _TEXT}
        self._folded: dict[str, str] = {}
        self._labels: dict[str, str] = {}

    def kind(self, name: str, person: bool = False, body: bool = False) -> str:
        """The word for what sort of stakeholder a name is most likely of."""
        found = "person" if person else kind_of(name)
        if found == "person" and body and not person:
            found = "institution"
        label = self._labels.get(found)
        if label is None:
            label = KINDS["stakeholder"].field("kind").choice_label(found)
            self._labels[found] = label
        return label

    def stakeholder(
        self, name: str, number: int, side: str = "", post: str = "", body: bool = False
    ) -> None:
        """A stakeholder is named on a row of this number; a `body` is likely no person."""
        row = self.mention("stakeholder", name, number, bool(post), body)
        if side and "side" not in row:
            row["side"] = KINDS["stakeholder"].field("side").choice_label(side)

    def mention(
        self, kind: str, name: str, number: int, person: bool = False, body: bool = False
    ) -> dict[str, str]:
        """A record of some kind is named; what is known of it so far."""
        key = self._folded.get(name)
        if key is None:
            key = self._folded[name] = fold(name)
        known = self._found[kind].get(key)
        if known is not None:
            return known[1]
        row = {_TEXT[kind]: name}
        if kind == "stakeholder":
            row["kind"] = self.kind(name, person, body)
        self._found[kind][key] = (number, row)
        return row

    def country(self, name: str, country: str) -> None:
        """What country a stakeholder is of, that a row of another kind names."""
        known = self._found["stakeholder"].get(fold(name))
        if known is not None and country:
            known[1].setdefault("country", country)

    def made(self) -> list[Made]:
        """A derived table for each kind of which something is named."""
        return [
            Made(kind, derived=True, rows=list(found.values()))
            for kind, found in self._found.items()
            if found
        ]
