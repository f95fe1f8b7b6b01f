"""A record's history as rich text: who changed what, latest first."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ui.card_html import Page
from workbench.kinds import KINDS
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.history import Act, FieldChange


def local_time(at: str) -> str:
    """A moment of the history (ISO, UTC) on the clock of this machine, to the minute."""
    moment = datetime.datetime.fromisoformat(at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def history_html(page: Page, acts: Sequence[Act]) -> str:
    """The acts that touched a record, and what each changed in it."""
    parts = [f"<p>{page.link('history:back', _('Back to the card'))}</p>"]
    for act in acts:
        when = local_time(act.at)
        head = escape(_("{did}, {by}, {at}", did=str(act.did), by=act.by, at=when))
        rows = "".join(_row(page, change) for change in act.changes)
        parts.append(
            f'<p style="margin: 10px 0 2px 0;">{head}</p>'
            f'<table cellspacing="0" cellpadding="0">{rows}</table>'
        )
    if not acts:
        parts.append(f"<p>{escape(_('No changes are on record.'))}</p>")
    return page.whole("".join(parts))


def _row(page: Page, change: FieldChange) -> str:
    kind = KINDS.get(change.kind)
    label = change.field
    if kind is not None and any(field.name == change.field for field in kind.fields):
        label = str(kind.field(change.field).label)
    before, after = change.before or "", change.after or ""
    told = escape(after) if not before else f"<s>{escape(before)}</s> {escape(after)}"
    muted = page.colours.muted.name()
    return (
        f'<tr><td style="color: {muted}; padding: 1px 12px 1px 0;">{escape(label)}</td>'
        f'<td style="padding: 1px 0;">{told}</td></tr>'
    )
