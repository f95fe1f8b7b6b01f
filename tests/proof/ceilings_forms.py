"""Random casebooks exported under a ceiling in every form but a workbook: nothing above it is told.

The casebooks, and what may not be told of them, are made as for workbooks (`ceilings`).
"""

from __future__ import annotations

import html
import random
import tempfile
import zipfile
from pathlib import Path

from tests.proof.ceilings import ORDER, Made, _Maker
from workbench import markings
from workbench.casebook import Casebook
from workbench.exchange import formats
from workbench.exchange.report import no_progress
from workbench.exchange.selection import Selection
from workbench.markings import Wanted
from workbench.messages import message

OTHERS = [form for form in formats.FORMATS if form.name not in ("workbook", "csv")]
"""A .csv of one kind is what a .zip has of it."""


def prove(runs: int) -> str:
    """Try so many casebooks; the outcome in a line. AssertionError where something leaks."""
    went = stayed = 0
    for seed in range(runs):
        with tempfile.TemporaryDirectory(prefix="workbench-forms-") as folder:
            done = try_one(random.Random(seed), Path(folder))
        went += done[0]
        stayed += done[1]
    return (
        f"{runs} casebooks in {len(OTHERS)} forms under a ceiling: {went:,} records went,"
        f" {stayed:,} stayed, and nothing of these is in any file"
    )


def try_one(draw: random.Random, folder: Path) -> tuple[int, int]:
    """One casebook in every form: how many records went and stayed."""
    maker = _Maker(draw, draw.randrange(len(ORDER) - 1))
    casebook = Casebook.create(folder / "desk.casebook", None, by="Tester")
    went = stayed = 0
    try:
        order = zip(ORDER, markings.order(casebook), strict=True)
        markings.arrange(casebook, [Wanted(word, was) for word, was in order])
        with casebook.change(message("Make it up")) as change:
            maker.fill(change)
        for form in OTHERS:
            path = folder / f"out{form.ending}"
            selection = Selection(ceiling=ORDER[maker.ceiling])
            done = form.write(casebook, path, selection, no_progress)
            check(path, maker.made)
            went += sum(done.sheets.values())
            stayed += sum(each["records"] for each in done.withheld.values())
    finally:
        casebook.close()
    return went, stayed


def check(path: Path, made: Made) -> None:
    """Nothing in the file may not be in it: lines unfolded, signs unescaped."""
    forbidden = made.secret | made.uids | {n for names in made.names.values() for n in names}
    # What is looked for between tags in a workbook stands between other signs here.
    forbidden = {word.strip("<>") for word in forbidden}
    text = _text(path)
    for word in forbidden:
        assert word not in text, f"{path.name} tells what is above the ceiling"


def _text(path: Path) -> str:
    contents = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            assert not package.comment
            contents = [name.encode() for name in package.namelist()]
            contents += [package.read(name) for name in package.namelist()]
    whole = b"\n".join(contents).replace(b"\r\n ", b"").decode()
    return html.unescape(whole)
