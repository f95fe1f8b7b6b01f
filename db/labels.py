"""What a record is called where others mention it, as SQL over one row."""

from __future__ import annotations

from .tables import KINDS

# Kinds whose label is more than their first required text.
_COMPOSED = {
    "tie": (
        "(SELECT s.name FROM stakeholder s WHERE s.id = {x}.from_id) || ' – ' ||"
        " (SELECT s.name FROM stakeholder s WHERE s.id = {x}.to_id) || ': ' || {x}.kind"
    ),
    "party": "(SELECT s.name FROM stakeholder s WHERE s.id = {x}.stakeholder_id)",
    "via": "(SELECT s.name FROM stakeholder s WHERE s.id = {x}.stakeholder_id)",
    "response": "(SELECT a.title FROM ask a WHERE a.id = {x}.ask_id)",
    "bearing": "(SELECT a.title FROM ask a WHERE a.id = {x}.ask_id)",
    "delivery": "(SELECT i.what FROM item i WHERE i.id = {x}.item_id)",
    "term": "{x}.word",
    "redirect": "(SELECT s.name FROM stakeholder s WHERE s.id = {x}.to_id)",
    "distinction": (
        "(SELECT s.name FROM stakeholder s WHERE s.id = {x}.one_id) || ' – ' || coalesce("
        "(SELECT s.name FROM stakeholder s WHERE s.id = {x}.other_id), {x}.spelling, '')"
    ),
}


def label_sql(kind: str, alias: str) -> str:
    """The expression for a record's label, of the row that goes by this alias."""
    composed = _COMPOSED.get(kind)
    if composed is not None:
        return composed.replace("{x}", alias)
    for field in KINDS[kind].fields:
        if field.required and field.type in ("text", "long text"):
            return f'{alias}."{field.column}"'
    raise KeyError(kind)
