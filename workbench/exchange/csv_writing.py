"""The record as .csv: a file for every kind, or a .zip of them, that comes home again.

Its columns are those of a workbook's sheet, with the uids last and no digests: without what a
workbook hides, an import compares two ways. UTF-8 with the sign that Excel wants before it;
texts that a spreadsheet would run have an apostrophe before them (`live_texts`).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.exchange import placing, saying
from workbench.exchange.labels import labels, linked_kinds
from workbench.exchange.layout import WITHHELD, Layout, layouts
from workbench.exchange.live_texts import guarded
from workbench.exchange.outgoing import STEP, Outgoing, deliver, outgoing
from workbench.exchange.report import Exported, Progress
from workbench.exchange.selection import Selection, exported_kinds
from workbench.messages import Refused, _, message

if TYPE_CHECKING:
    from workbench.casebook import Casebook

# What a spreadsheet takes for a number is one; all else is a text, whatever it looks like.
_NUMBERS = ("quantity", "tenor")

# So that the same record gives the same bytes: a .zip keeps a time for each file in it.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write_one(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    """Write one kind to a .csv. `Refused` where several are chosen, or none."""
    path = placing.target(path, casebook.path, ".csv")
    if len(selection.kinds) != 1:
        raise Refused(
            message("A .csv holds one kind of record"),
            str(path),
            message("Choose one kind, or name the file .zip to have a .csv for each."),
        )
    out = _outgoing(casebook, selection, selection.kinds, progress)
    ((_title, content),) = _files(out)
    deliver(casebook, path, content)
    return out.exported()


def write_zip(casebook: Casebook, path: Path, selection: Selection, progress: Progress) -> Exported:
    """Write a .zip with a .csv for each kind, and a text that says what they are."""
    path = placing.target(path, casebook.path, ".zip")
    out = _outgoing(casebook, selection, selection.kinds or exported_kinds(), progress)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in chain([(f"{_('About')}.txt", _about(out))], _files(out)):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    deliver(casebook, path, made.getvalue())
    return out.exported()


def _outgoing(
    casebook: Casebook, selection: Selection, kinds: Sequence[str], progress: Progress
) -> Outgoing:
    out = outgoing(casebook, selection, kinds, progress)
    out.cells_withheld = out.chosen.cells_withheld
    return out


def _about(out: Outgoing) -> bytes:
    lines = [f"{name}: {words}" for name, words in out.heading()]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _files(out: Outgoing) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file."""
    going = out.chosen
    known = {kind: labels(kind, going.all[kind]) for kind in linked_kinds()}
    for layout in layouts():
        kind = layout.kind.name
        if kind not in going.kinds:
            continue
        fields = going.selection.columns.get(kind)
        texts = saying.columns(layout, going.rows[kind], known, out.progress)
        saying.covered(layout, going.rows[kind], texts, going.kept, str(WITHHELD))
        wanted = [
            place
            for place, column in enumerate(layout.columns)
            if column.field is not None and (fields is None or column.field.name in fields)
        ]
        yield f"{layout.title}.csv", _content(out, layout, texts, wanted)


def _content(
    out: Outgoing, layout: Layout, texts: Sequence[Sequence[str]], wanted: Sequence[int]
) -> bytes:
    kind, columns = layout.kind.name, layout.columns
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    uid = next(column.header for column in columns if column.role == "uid")
    writer.writerow([*(guarded(columns[place].header) for place in wanted), uid])
    live = [_is_text(layout, place) for place in wanted]
    total = sum(len(rows) for rows in out.chosen.rows.values())
    for number, row in enumerate(out.chosen.rows[kind]):
        if number % STEP == 0:
            out.progress(sum(out.counts.values()), total)
        cells = (texts[place][number] for place in wanted)
        writer.writerow(
            [*(guarded(c) if text else c for c, text in zip(cells, live, strict=True)), row[0]]
        )
        out.wrote(kind)
    out.counts.setdefault(kind, 0)
    return ("\ufeff" + made.getvalue()).encode("utf-8", "replace")


def _is_text(layout: Layout, place: int) -> bool:
    field = layout.columns[place].field
    return field is None or field.type not in _NUMBERS
