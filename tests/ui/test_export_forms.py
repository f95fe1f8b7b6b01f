"""The command line's export in its forms: the ending of the file says which."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.ui.command_line import Run, run

__all__ = ["run"]

BEGIN = {
    "desk.zip": b"PK",
    "desk.ics": b"BEGIN:VCALENDAR\r\n",
    "desk.vcf": b"BEGIN:VCARD\r\nVERSION:4.0\r\n",
    "desk.graphml": b"<?xml",
    "desk.timeline.csv": b"Year,Month,Day,",
}


def test_the_ending_of_the_file_says_its_form(run: Run, sample_file: Path, tmp_path: Path) -> None:
    casebook = shutil.copy(sample_file, tmp_path / "desk.casebook")
    for name, begin in BEGIN.items():
        path = tmp_path / name
        done = run("export", str(casebook), str(path))
        assert done.status == 0 and ("9 have no date" in done.err) == (name == "desk.ics")
        assert path.read_bytes().startswith(begin)


def test_a_csv_is_of_one_kind_and_says_so(run: Run, sample_file: Path, tmp_path: Path) -> None:
    casebook = shutil.copy(sample_file, tmp_path / "desk.casebook")
    path = tmp_path / "asks.csv"
    several = run("export", str(casebook), str(path))
    assert several.status == 1 and ".zip" in several.err and not path.exists()
    assert run("export", str(casebook), str(path), "--kind", "asks").status == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbfAsk,")
