"""What targets of a mapping are called where a person chooses among them, and which there are."""

from __future__ import annotations

from dataclasses import replace

from workbench.exchange import mapping_kinds
from workbench.exchange.mapping_shapes import ColumnMapping, SheetMapping, Target
from workbench.kinds import KINDS
from workbench.messages import Message, message

_PARTS: dict[str, Message] = {
    "ours": message("our side"),
    "theirs": message("their side"),
    "principal": message("principal"),
    "delegate": message("delegate"),
    "speaker": message("speaker"),
    "interpreter": message("interpreter"),
    "note taker": message("note taker"),
    "host": message("host"),
    "mediator": message("mediator"),
    "observer": message("observer"),
    "victim": message("victim"),
    "donor": message("donor"),
    "from": message("from"),
    "to": message("until"),
    "year": message("year"),
    "month": message("month"),
    "day": message("day"),
    "first": message("first name"),
    "middle": message("middle name"),
    "last": message("last name"),
}
PARTS = ("ours", "theirs", "principal", "delegate", "speaker", "interpreter", "note taker",
         "host", "mediator", "observer", "victim", "donor")  # fmt: skip
"""Parts that the parties of a column may have."""

_HANGING: dict[str, tuple[str, ...]] = {
    "stakeholder": (
        "stakeholder.name.first", "stakeholder.name.middle", "stakeholder.name.last",
        "name.spelling", "post.title", "post.at", "post.when", "post.when.from", "post.when.to",
    ),
    "event": (
        "event.when.from", "event.when.to", "event.when.year", "event.when.month",
        "event.when.day", "party.stakeholder",
        *(f"party.stakeholder.{part}" for part in PARTS), "party.post",
    ),
    "ask": ("via.stakeholder", "item.what", "item.quantity", "item.unit"),
    "post": (
        "post.stakeholder.first", "post.stakeholder.middle", "post.stakeholder.last",
        "post.when.from", "post.when.to", "stakeholder.country",
    ),
    "tie": ("tie.when.from", "tie.when.to"),
}  # fmt: skip


def kinds() -> list[tuple[str, Message]]:
    """(kind, its word) of every kind that the rows of a foreign sheet may be of."""
    return [(kind, KINDS[kind].one) for kind in mapping_kinds.KINDS]


def targets(kind: str) -> list[tuple[Target, Message]]:
    """(target, its words) of all that a column of such rows can fill: own fields, then others'."""
    own = [
        Target(kind, field.name)
        for field in KINDS[kind].fields
        if not (field.hidden or field.computed)
    ]
    own += [mapping_kinds.target(text) for text in _HANGING.get(kind, ())]
    return [(target, words(target)) for target in own]


def words(target: Target) -> Message:
    """What a target is called: "Title", "Party: our side", "When: from"."""
    field = KINDS[target.kind].field(target.field)
    if target.kind == "party" and target.field == "stakeholder":
        label = KINDS["party"].one
    elif target.kind in mapping_kinds.OTHERS and field.name != "spelling":
        label = message("{kind}, {field}", kind=KINDS[target.kind].one, field=field.label)
    else:
        label = field.label
    part = _PARTS.get(target.part)
    if part is None:
        return label
    return message("{field}: {part}", field=label, part=part)


def set_target(mapping: SheetMapping, place: int, target: Target | None) -> SheetMapping:
    """The mapping with a column put to another field, or to none, by a person who is sure."""
    column = mapping.columns[place]
    several = target is not None and (
        target.kind == "name" or (target.kind in ("party", "via") and target.field == "stakeholder")
    )
    made: ColumnMapping = replace(column, target=target, sure=1.0, split=several)
    left = tuple(
        question for question in mapping.questions
        if question.place != place or (question.about == "date order" and _dated(target))
    )  # fmt: skip
    return replace(mapping.with_column(place, made), questions=left)


def _dated(target: Target | None) -> bool:
    return target is not None and KINDS[target.kind].field(target.field).type == "when"
