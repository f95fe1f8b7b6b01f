"""The commands that look: find, asks, events, ties, between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.command_opening import AsJson, CasebookPath, PassphraseFile, opened
from ui.command_showing import as_json, record_word, table
from workbench.messages import _

if TYPE_CHECKING:
    from workbench.asks import AskLine
    from workbench.casebook import Casebook
    from workbench.events import EventLine

LIMIT = 50
WAYS = 10

FOUND = ("stakeholder", "event", "ask")

Name = Annotated[str | None, typer.Option(metavar="NAME", show_default=False)]
When = Annotated[str | None, typer.Option(metavar="WHEN", show_default=False)]


def _option(*names: str, metavar: str, help_: str) -> Any:
    return typer.Option(*names, metavar=metavar, help=help_, show_default=False)


def _kind(given: str | None) -> str | None:
    if given is not None and given not in FOUND:
        raise typer.BadParameter(_("choose one of: {words}", words=", ".join(FOUND)))
    return given


def _status(given: str | None) -> str | None:
    if given is None:
        return None
    from workbench.kinds import ASK_STATUSES

    words = [word for word, _label in ASK_STATUSES]
    if given.strip().lower() not in words:
        raise typer.BadParameter(_("choose one of: {words}", words=", ".join(words)))
    return given.strip().lower()


def _uid(casebook: Casebook, name: str | None) -> str | None:
    from workbench import lookup

    return None if name is None else lookup.stakeholder(casebook, name).uid


def find(
    casebook: CasebookPath,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", show_default=False)],
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="stakeholder|event|ask",
            help=_("only this kind of record"),
            callback=_kind,
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help=_("at most so many"))] = LIMIT,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Look for words in names, titles and notes."""
    from workbench import search

    with opened(casebook, passphrase_file) as book:
        found = search.find(book, " ".join(words), (kind,) if kind else (), limit)
    if json:
        as_json(
            [
                {"kind": each.kind, "uid": each.uid, "label": each.label,
                 "matched": each.matched, "detail": each.detail}
                for each in found
            ]
        )  # fmt: skip
        return
    table(
        (_("Kind"), _("Record"), _("Found in"), _("Detail")),
        [
            (record_word(each.kind), each.label, "" if each.matched == each.label else each.matched,
             each.detail)
            for each in found
        ],
        _("Nothing found."),
    )  # fmt: skip


def _choice(kind: str, field: str, word: str) -> str:
    from workbench.kinds import KINDS

    return KINDS[kind].field(field).choice_label(word)


def asks(
    casebook: CasebookPath,
    by: Annotated[str | None, _option("--by", metavar="NAME", help_=_("asked by"))] = None,
    of: Annotated[str | None, _option("--of", metavar="NAME", help_=_("asked of"))] = None,
    status: Annotated[
        str | None,
        typer.Option(
            metavar="STATUS", help=_("in this status"), callback=_status, show_default=False
        ),
    ] = None,
    due: Annotated[
        str | None, _option("--due", metavar="WHEN", help_=_("due then, as EDTF: 2025-04"))
    ] = None,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List who wants what of whom."""
    from workbench import asks as verbs

    with opened(casebook, passphrase_file) as book:
        found = verbs.asks(book, _uid(book, by), _uid(book, of), status, due)
        today = book.today
    if json:
        as_json([_ask(each) for each in found])
        return
    table(
        (_("Ask"), _("Category"), _("Asked by"), _("Asked of"), _("Through"), _("Status"),
         _("Due"), _("Delivered")),
        [
            (each.title, each.category, each.asked_by, each.asked_of, ", ".join(each.via),
             _choice("ask", "status", each.status), _dated(each.due, today), _delivered(each))
            for each in found
        ],
        _("No such asks."),
    )  # fmt: skip


def _ask(each: AskLine) -> dict[str, Any]:
    return {
        "uid": each.uid,
        "title": each.title,
        "category": each.category,
        "asked_by": each.asked_by,
        "asked_by_uid": each.asked_by_uid,
        "asked_of": each.asked_of,
        "asked_of_uid": each.asked_of_uid,
        "via": each.via,
        "via_uids": each.via_uids,
        "status": each.status,
        "raised": each.raised,
        "due": each.due,
        "asked": each.asked,
        "delivered": each.delivered,
        "unit": each.unit,
    }


def _delivered(each: AskLine) -> str:
    """Never "of 0" where nobody knows of how many, nor 0 where nobody knows what came."""
    if each.unit is None and each.asked is None and each.delivered is None:
        return ""
    came = _("an unknown number") if each.delivered is None else f"{each.delivered:,f}"
    unit = each.unit or ""
    if each.asked is None:
        return " ".join(_("{came} {unit}, of how many is not known", came=came, unit=unit).split())
    return _("{came} of {asked} {unit}", came=came, asked=f"{each.asked:,f}", unit=unit).strip()


def _dated(text: str | None, today: Any) -> str:
    from workbench import when

    return when.wording(when.parse(text), today) if text else ""


def events(
    casebook: CasebookPath,
    meetings: Annotated[bool, typer.Option("--meetings", help=_("meetings alone"))] = False,
    with_: Annotated[
        str | None, _option("--with", metavar="NAME", help_=_("with this party"))
    ] = None,
    when: Annotated[
        str | None, _option("--when", metavar="WHEN", help_=_("then, as EDTF: 2025-01"))
    ] = None,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List what happened, in order of time."""
    from workbench import events as verbs

    with opened(casebook, passphrase_file) as book:
        found = verbs.events(book, meetings, _uid(book, with_), when)
        today = book.today
    if json:
        as_json([_event(each) for each in found])
        return
    table(
        (_("When"), _("Kind"), _("Place"), _("Title"), _("Parties"), _("Claims")),
        [
            (_dated(each.when, today), _choice("event", "kind", each.kind), each.place or "",
             each.title,
             ", ".join(party.name for party in each.parties),
             "; ".join(_("{by}: {says} ({grade})", by=claim.by, says=claim.says,
                         grade=claim.grade or _("ungraded")) for claim in each.claims))
            for each in found
        ],
        _("No such events."),
    )  # fmt: skip


def _event(each: EventLine) -> dict[str, Any]:
    return {
        "uid": each.uid,
        "when": each.when,
        "kind": each.kind,
        "place": each.place,
        "title": each.title,
        "parties": [
            {"uid": party.uid, "name": party.name, "part": party.part, "post": party.post}
            for party in each.parties
        ],
        "claims": [
            {"by": claim.by, "says": claim.says, "grade": claim.grade} for claim in each.claims
        ],
    }


def ties(
    casebook: CasebookPath,
    of: Annotated[
        str | None, _option("--of", metavar="NAME", help_=_("of this stakeholder"))
    ] = None,
    on: Annotated[
        str | None, _option("--on", metavar="DATE", help_=_("as they stood then, as EDTF"))
    ] = None,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List how stakeholders stand to each other."""
    from workbench import ties as verbs

    with opened(casebook, passphrase_file) as book:
        found = verbs.ties(book, _uid(book, of), on)
        today = book.today
    if json:
        as_json(
            [
                {"uid": each.uid, "from": each.from_, "to": each.to, "from_uid": each.from_uid,
                 "to_uid": each.to_uid, "kind": each.kind, "tenor": each.tenor, "when": each.when}
                for each in found
            ]
        )  # fmt: skip
        return
    table(
        (_("From"), _("To"), _("Kind"), _("Tenor"), _("When")),
        [
            (each.from_, each.to, each.kind, f"{each.tenor:+d}" if each.tenor else "0",
             _dated(each.when, today))
            for each in found
        ],
        _("No such ties."),
    )  # fmt: skip


def between(
    casebook: CasebookPath,
    start: Annotated[str, typer.Argument(metavar="FROM", show_default=False)],
    goal: Annotated[str, typer.Argument(metavar="TO", show_default=False)],
    on: Annotated[
        str | None,
        _option("--on", metavar="DATE", help_=_("as ties stood then, as EDTF; else today")),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help=_("at most so many"))] = WAYS,
    json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Find who could carry a message."""
    from workbench import lookup
    from workbench import ties as verbs

    with opened(casebook, passphrase_file) as book:
        first, last = lookup.stakeholder(book, start), lookup.stakeholder(book, goal)
        found = verbs.between(book, first.uid, last.uid, on, limit)
    if json:
        as_json(
            [
                {"path": each.names, "uids": each.uids, "weakest": each.weakest,
                 "score": each.score}
                for each in found
            ]
        )  # fmt: skip
        return
    table(
        (_("Way"), _("Weakest tenor")),
        [(" – ".join(each.names), f"{each.weakest:+d}") for each in found],
        _("Nobody: no ties of tenor 1 or more lead there."),
    )
