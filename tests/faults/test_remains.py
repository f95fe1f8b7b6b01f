"""What the search for words in files would find, were it there."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest

from tests.faults.remains import found_in, found_under, needles

WORD = "Quagga-1883"
WANTED = needles([WORD])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("lead", range(4))
@pytest.mark.parametrize("tail", range(3))
def test_a_word_is_found_plain_and_in_base64_whatever_is_around_it(
    encoding: str, lead: int, tail: int
) -> None:
    content = b"x" * lead + WORD.encode(encoding) + b"y" * tail
    assert found_in(content, WANTED) == {WORD}
    assert found_in(base64.b64encode(content), WANTED) == {WORD}


def test_a_word_is_found_in_a_workbook_that_was_never_finished() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first.xml", "nothing " * 100)
        archive.writestr("second.xml", f"{WORD} " + "and more " * 5_000)
    whole = made.getvalue()
    assert WORD.encode() not in whole and found_in(whole, WANTED) == {WORD}
    assert found_in(whole[: whole.index(b"second.xml") + 60], WANTED) == {WORD}


def test_a_word_is_found_in_a_file_s_name_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / f"{WORD}.txt").write_text("nothing")
    (tmp_path / "other.txt").write_text(WORD[:-1])
    assert found_under(tmp_path, WANTED) == {tmp_path / f"{WORD}.txt": {WORD}}
