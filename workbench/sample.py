"""The sample casebook: real, public facts, made of every row in `resources/sample`."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from workbench import posts
from workbench.casebook import Casebook
from workbench.messages import Refused, message
from workbench.values import Value
from workbench.when import bounds
from workbench.writing import Change

Row = dict[str, str]
Uids = dict[str, str]


def _facts(name: str) -> list[Row]:
    text = (files("resources") / "sample" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def fill(casebook: Casebook) -> None:
    """Put the sample's facts into a casebook, and say in it that it is the sample."""
    with casebook.change(message("Fill with the sample"), type_="set up") as change:
        stakeholders = _stakeholders(change)
        sources = _sources(change, stakeholders)
        _ties(change, stakeholders, sources)
        asks = _asks(change, stakeholders)
        _items(change, asks, stakeholders, sources)
        events = _events(change, stakeholders, asks, sources)
        _claims(change, events, stakeholders, sources)
    casebook.mark_as_sample()


def make(path: Path | str, passphrase: str | None = None, by: str = "") -> Casebook:
    """A new casebook with the sample in it, opened. Without a passphrase it is a plain one."""
    return Casebook.create(path, passphrase, fill, by)


def reset(path: Path | str, passphrase: str | None = None) -> None:
    """Make the sample anew in place of what it has become. It must not be open.

    `Refused` where the file is not the sample. The old file stays until the new one is whole.
    """
    path = Path(path)
    old = Casebook.open(path, passphrase)
    try:
        if not old.is_sample:
            raise Refused(message("This casebook is not the sample, so it is not reset"), str(path))
        passphrase = passphrase if old.encrypted else None
    finally:
        old.close()
    fresh = path.with_name(f".{path.name}.{os.getpid()}.fresh")
    try:
        make(fresh, passphrase).close()
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _add(
    change: Change, kind: str, names: str, rows: Sequence[Row], values: Callable[[Row], list[Value]]
) -> list[str]:
    return change.add_many(kind, names.split(), [values(row) for row in rows])


def _keyed(rows: Sequence[Row], uids: Sequence[str]) -> Uids:
    return {row["key"]: uid for row, uid in zip(rows, uids, strict=True)}


def _stakeholders(change: Change) -> Uids:
    rows = _facts("stakeholders")
    known = _keyed(
        rows,
        _add(change, "stakeholder", "name kind country notes", rows,
             lambda row: [row["name"], row["kind"], row["country"] or None, row["notes"] or None]),
    )  # fmt: skip
    # A person holds a post where others are part of.
    change.edit(
        "stakeholder",
        {
            known[row["key"]]: {"part_of": known[row["member_of"]]}
            for row in rows
            if row["member_of"] and row["kind"] != "person"
        },
    )
    change.add_many(
        "name",
        ("stakeholder", "spelling"),
        [(known[row["key"]], spelling) for row in rows for spelling in _parts(row["names"])],
    )
    change.add_many(
        "post",
        ("stakeholder", "title", "at"),
        [(known[row["key"]], row["post"], known[row["member_of"]]) for row in rows if row["post"]],
    )
    return known


def _sources(change: Change, stakeholders: Uids) -> Uids:
    rows = _facts("sources")
    return _keyed(
        rows,
        _add(change, "source", "title stakeholder when", rows,
             lambda row: [row["title"], stakeholders.get(row["stakeholder"]), row["when"] or None]),
    )  # fmt: skip


def _ties(change: Change, stakeholders: Uids, sources: Uids) -> None:
    _add(
        change, "tie", "from to kind tenor when source grade notes", _facts("ties"),
        lambda row: [stakeholders[row["from"]], stakeholders[row["to"]], row["kind"],
                     int(row["tenor"]), row["when"], sources[row["source"]], row["grade"],
                     row["notes"] or None],
    )  # fmt: skip


def _asks(change: Change, stakeholders: Uids) -> Uids:
    rows = _facts("asks")
    known = _keyed(
        rows,
        _add(change, "ask", "title category asked_by asked_of status raised due notes", rows,
             lambda row: [row["title"], row["category"], stakeholders[row["asked_by"]],
                          stakeholders[row["asked_of"]], row["status"], row["raised"] or None,
                          row["due"] or None, row["notes"] or None]),
    )  # fmt: skip
    change.edit(
        "ask",
        {
            known[row["key"]]: {"hangs_on": known[row["hangs_on"]]}
            for row in rows
            if row["hangs_on"]
        },
    )
    change.add_many(
        "via",
        ("ask", "stakeholder"),
        [(known[row["key"]], stakeholders[who]) for row in rows for who in _parts(row["via"])],
    )
    return known


def _items(change: Change, asks: Uids, stakeholders: Uids, sources: Uids) -> None:
    rows = _facts("ask_items")
    uids = _add(
        change, "item", "ask what stakeholder quantity unit due notes", rows,
        lambda row: [asks[row["ask"]], row["what"], stakeholders.get(row["stakeholder"]),
                     row["quantity"] or None, row["unit"] or None, row["due"] or None,
                     row["notes"] or None],
    )  # fmt: skip
    # Where nothing was delivered there is no delivery, and 0 is known.
    change.add_many(
        "delivery",
        ("item", "quantity", "unit", "when", "source"),
        [
            (uid, row["delivered"], row["unit"], row["delivered_when"] or None, sources[""])
            for row, uid in zip(rows, uids, strict=True)
            if int(row["delivered"])
        ],
    )


def _events(change: Change, stakeholders: Uids, asks: Uids, sources: Uids) -> Uids:
    rows = _facts("events")
    known = _keyed(
        rows,
        _add(change, "event", "kind when place title source grade notes", rows,
             lambda row: [row["kind"], row["when"], row["place"] or None, row["title"],
                          sources[row["source"]], row["grade"], row["notes"] or None]),
    )  # fmt: skip
    known_posts = [
        posts.PostRow(stakeholders[row["key"]], row["post"], None, None)
        for row in _facts("stakeholders")
        if row["post"]
    ]
    parties: list[tuple[Value, ...]] = []
    for row in rows:
        held = posts.held(known_posts, bounds(row["when"]))
        for given in _parts(row["parties"]):
            who, _colon, part = given.partition(":")
            uid = stakeholders[who]
            parties.append((known[row["key"]], uid, part, held.get(uid)))
    change.add_many("party", ("event", "stakeholder", "part", "post"), parties)
    for kind, column in (("response", "came_up"), ("bearing", "bears_on")):
        change.add_many(
            kind,
            ("event", "ask"),
            [(known[row["key"]], asks[ask]) for row in rows for ask in _parts(row[column])],
        )
    return known


def _claims(change: Change, events: Uids, stakeholders: Uids, sources: Uids) -> None:
    _add(
        change, "claim", "event by says grade source", _facts("claims"),
        lambda row: [events[row["event"]], stakeholders[row["by"]], row["says"], row["grade"],
                     sources[""]],
    )  # fmt: skip
