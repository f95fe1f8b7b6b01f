"""What is known of stakeholders beside their names, to tell namesakes apart by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from .looking import rows
from .unit import chunks, marks

_LINE = 80  # characters
_LONGEST = 2_000  # characters of notes that are looked at

# Each with the kind and the column that the text is in.
_TEXTS = (
    ("post", "title", "SELECT s.uid, x.title FROM post x JOIN stakeholder s"
     " ON s.id = x.stakeholder_id"),
    ("post", "at_id", "SELECT s.uid, a.name FROM post x JOIN stakeholder s"
     " ON s.id = x.stakeholder_id JOIN stakeholder a ON a.id = x.at_id"),
    ("stakeholder", "part_of_id", "SELECT s.uid, a.name FROM stakeholder s JOIN stakeholder a"
     " ON a.id = s.part_of_id"),
    ("stakeholder", "country", "SELECT s.uid, s.country FROM stakeholder s"),
    ("name", "spelling", "SELECT s.uid, x.spelling FROM name x JOIN stakeholder s"
     " ON s.id = x.stakeholder_id"),
    ("stakeholder", "notes", f"SELECT s.uid, substr(s.notes, 1, {_LONGEST}) FROM stakeholder s"),
)  # fmt: skip


class Beside(NamedTuple):
    """A text that is known of a stakeholder, and where it stands: kind and column."""

    kind: str
    column: str
    text: str

    @property
    def line(self) -> str:
        """The beginning of the text, in one line."""
        line = " ".join(self.text.split())
        return line if len(line) <= _LINE else line[: _LINE - 1] + "…"


def beside(connection: Connection, uids: Sequence[str]) -> dict[str, list[Beside]]:
    """uid -> posts, organisations, country, other names and notes of these stakeholders."""
    found: dict[str, list[Beside]] = {}
    for part in chunks(list(uids)):
        for kind, column, sql in _TEXTS:
            for uid, text in rows(connection, f"{sql} WHERE s.uid IN ({marks(part)})", part):
                if text:
                    found.setdefault(uid, []).append(Beside(kind, column, text))
    return found
