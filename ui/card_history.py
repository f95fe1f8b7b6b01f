"""A record's history as rich text: who changed what, latest first, and the way back.

Links are `history:back` (to the card), `history:put/NUMBER` (the record as it was before that act)
and `history:put/NUMBER/FIELD` (that field of it).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.card_html import Page
from ui.rich_text import escape
from workbench.kinds import KINDS, Field
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.history import Act, FieldChange

Texts = dict[str, str | None]


def local_time(at: str) -> str:
    """A moment of the history (ISO, UTC) on the clock of this machine, to the minute."""
    moment = datetime.datetime.fromisoformat(at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def history_html(
    page: Page, acts: Sequence[Act], changeable: bool = True, own: str | None = None
) -> str:
    """The acts that touched a record, and what each changed in it.

    Where the record is `changeable`, with links that put back what stood there before. `own` is
    its uid: what is told of others, which were merged into it, stands apart and has no way back.
    """
    merged = {act.number: [c for c in act.changes if own not in (None, c.uid)] for act in acts}
    acts = [replace(act, changes=tuple(c for c in act.changes if own in (None, c.uid)))
            for act in acts]  # fmt: skip
    now = _now(acts)
    was = dict(now)
    parts = [f"<p>{page.link('history:back', _('Back to the card'))}</p>"]
    for act in acts:
        was.update((change.field, change.before) for change in act.changes)
        links = changeable and bool(act.changes) and not _added(act)
        parts.append(_act(page, act, now, was != now, links))
        parts.append(_merged(page, merged[act.number]))
    if not acts:
        parts.append(f"<p>{escape(_('No changes are on record.'))}</p>")
    return page.whole("".join(parts))


def _merged(page: Page, changes: Sequence[FieldChange]) -> str:
    """What an act did to those that were merged into the record, then or later."""
    parts = []
    for uid, label in {change.uid: change.label for change in changes}.items():
        rows = "".join(_row(page, change, None) for change in changes if change.uid == uid)
        head = page.muted(escape(_("{name}, merged into this one", name=label)))
        parts.append(f'<p style="margin: 2px 0 0 0;">{head}</p>'
                     f'<table cellspacing="0" cellpadding="0">{rows}</table>')  # fmt: skip
    return "".join(parts)


def _now(acts: Sequence[Act]) -> Texts:
    """What stands in each field that was ever changed: what the latest act left in it."""
    now: Texts = {}
    for act in acts:
        for change in act.changes:
            now.setdefault(change.field, change.after)
    return now


def _added(act: Act) -> bool:
    """Whether the record was not there before this act: what it must have was empty."""
    return any(
        change.before is None and (field := _field(change)) is not None and field.required
        for change in act.changes
    )


def _act(page: Page, act: Act, now: Texts, differs: bool, links: bool) -> str:
    when = local_time(act.at)
    head = escape(_("{did}, {by}, {at}", did=str(act.did), by=act.by, at=when))
    rows = "".join(
        _row(page, change, act.number if links and change.before != now[change.field] else None)
        for change in act.changes
    )
    whole = ""
    if links and differs:
        link = page.link(
            f"history:put/{act.number}", _("put the record back to before this"),
            _("Every field as it was then; an act of its own, which can be undone"),
        )  # fmt: skip
        whole = f'<p style="margin: 0;">{page.muted(link)}</p>'
    return (
        f'<p style="margin: 10px 0 2px 0;">{head}</p>'
        f'<table cellspacing="0" cellpadding="0">{rows}</table>{whole}'
    )


def _field(change: FieldChange) -> Field | None:
    kind = KINDS.get(change.kind)
    fields = () if kind is None else kind.fields
    return next((field for field in fields if field.name == change.field), None)


def field_label(change: FieldChange) -> str:
    """What the field of a change is called."""
    field = _field(change)
    return change.field if field is None else str(field.label)


def _row(page: Page, change: FieldChange, number: int | None) -> str:
    before, after = change.before or "", change.after or ""
    told = escape(after) if not before else f"<s>{escape(before)}</s> {escape(after)}"
    muted = page.colours.muted.name()
    link = ""
    if number is not None:
        tip = _("Make it “{before}” again", before=before) if before else _("Make it empty again")
        href = f"history:put/{number}/{change.field}"
        link = "&nbsp; " + page.muted(page.link(href, _("put back"), tip))
    return (
        f'<tr><td style="color: {muted}; padding: 1px 12px 1px 0;">{escape(field_label(change))}'
        f'</td><td style="padding: 1px 0;">{told}{link}</td></tr>'
    )
