"""What the drop-downs of an export may offer: nothing that the export itself does not let out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.exchange.saying import Labels
from workbench.exchange.selection import Chosen
from workbench.kinds import KINDS

if TYPE_CHECKING:
    from workbench.casebook import Casebook


@dataclass(frozen=True)
class Offered:
    """Names by kind and words by list for drop-downs, in order.

    Of a part of the record, only who occurs in that part.
    """

    names: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]


def offered(casebook: Casebook, chosen: Chosen, labels: Labels) -> Offered:
    """What an export may offer; `labels` are of all records, by kind and uid."""
    kept = chosen.kept
    names = {}
    for kind, known in labels.items():
        wanted = _occurring(chosen, kind)
        names[kind] = tuple(
            name
            for uid, name in known.items()
            if (wanted is None or uid in wanted) and not kept.nameless(kind, uid)
        )
    lists = {field.list for kind in KINDS.values() for field in kind.fields if field.list}
    return Offered(names, {list_: _words(casebook, chosen, list_) for list_ in lists})


def _words(casebook: Casebook, chosen: Chosen, list_: str) -> tuple[str, ...]:
    """A list of the casebook's, without the words that stay under the ceiling."""
    kept, words = chosen.kept, casebook.words(list_)
    if not kept.ceiling:
        return words
    fields = [field.name for field in KINDS["term"].fields]
    of, word = 1 + fields.index("list"), 1 + fields.index("word")
    going = {
        row[word]
        for row in chosen.all["term"]
        if row[of] == list_ and not kept.stays("term", row[0]) and not kept.fields("term", row[0])
    }
    return tuple(each for each in words if each in going)


def _occurring(chosen: Chosen, kind: str) -> set[str] | None:
    """Uids that are on a sheet or are named on one; None where all may be."""
    if not chosen.selection.partial:
        return None
    found = {row[0] for row in chosen.rows.get(kind, ())}
    for name in chosen.kinds:
        for place, field in enumerate(KINDS[name].fields, 1):
            if field.link == kind:
                found.update(row[place] for row in chosen.rows[name] if row[place])
    return found
