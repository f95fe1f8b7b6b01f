"""What the drop-downs of an export may offer: nothing that the export itself does not let out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.exchange.labels import labels
from workbench.exchange.selection import Chosen
from workbench.kinds import KINDS

if TYPE_CHECKING:
    from workbench.casebook import Casebook


class Offered:
    """Names and words for drop-downs. Of a part of the record, only who occurs in that part."""

    def __init__(self, casebook: Casebook, chosen: Chosen) -> None:
        self._casebook = casebook
        self._chosen = chosen
        self._names: dict[str, tuple[str, ...]] = {}

    def words(self, list_: str) -> tuple[str, ...]:
        """A list of the casebook's, without the words that stay under the ceiling."""
        kept = self._chosen.kept
        words = self._casebook.words(list_)
        if not kept.ceiling:
            return words
        fields = [field.name for field in KINDS["term"].fields]
        of, word = 1 + fields.index("list"), 1 + fields.index("word")
        going = {
            row[word]
            for row in self._chosen.all["term"]
            if row[of] == list_
            and not kept.stays("term", row[0])
            and not kept.fields("term", row[0])
        }
        return tuple(each for each in words if each in going)

    def names(self, kind: str) -> Sequence[str]:
        """What the records of a kind are called, in order of entry."""
        if kind not in self._names:
            kept, wanted = self._chosen.kept, self._occurring(kind)
            known = labels(kind, self._chosen.all[kind])
            self._names[kind] = tuple(
                name
                for uid, name in known.items()
                if (wanted is None or uid in wanted) and not kept.nameless(kind, uid)
            )
        return self._names[kind]

    def _occurring(self, kind: str) -> set[str] | None:
        """Uids that are on a sheet or are named on one; None where all may be."""
        chosen = self._chosen
        if not chosen.selection.partial:
            return None
        found = {row[0] for row in chosen.rows.get(kind, ())}
        for name in chosen.kinds:
            for place, field in enumerate(KINDS[name].fields, 1):
                if field.link == kind:
                    found.update(row[place] for row in chosen.rows[name] if row[place])
        return found
