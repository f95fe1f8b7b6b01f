"""Rules that hold for any text, any date and any change."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.exchange import workbooks
from workbench.casebook import Casebook
from workbench.exchange import cells, digest, export, plan, take
from workbench.messages import message

# What the record itself can hold: no NUL, no lone halves of a character.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1)


@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=40))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_goes_out_and_comes_home(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        casebook = Casebook.create(folder / "one.casebook", None, by="T")
        other = Casebook.create(folder / "two.casebook", None, by="T")
        try:
            with casebook.change(message("Fill")) as change:
                change.add_many(
                    "action", ("what", "notes"),
                    [(f"Act {number}", text) for number, text in enumerate(texts)],
                )  # fmt: skip
            export(casebook, folder / "out.xlsx")
            made = plan(casebook, folder / "out.xlsx")
            assert set(workbooks.counts(made)) == {"unchanged"}
            taken = take(other, plan(other, folder / "out.xlsx"))
            assert taken.created == len(texts) and not any(each.row for each in taken.problems)
            assert set(workbooks.counts(plan(other, folder / "out.xlsx"))) == {"unchanged"}
        finally:
            casebook.close()
            other.close()


@given(st.text(), st.integers(2, 50))
def test_pieces_are_short_enough_and_make_the_text_again(text: str, size: int) -> None:
    pieces = cells.split(text, size)
    assert "".join(pieces) == text
    assert all(cells.units(piece) <= size for piece in pieces)


@given(st.decimals(0, 10**12, allow_nan=False, places=6))
def test_a_number_is_a_number_only_where_it_is_exact(number: object) -> None:
    text = f"{number:f}"
    found = cells.number(text)
    if found is not None:
        from decimal import Decimal

        assert Decimal(cells.read(found, "quantity")) == Decimal(text)


@given(st.dates())
def test_a_day_reads_as_it_was_written(day: object) -> None:
    text = str(day)
    found = cells.day(text)
    assert found is None or cells.read(found, "when") == text


@given(st.lists(st.text(), min_size=1, max_size=5), st.binary(min_size=32, max_size=32))
def test_a_digest_has_a_part_for_each_cell(texts: list[str], key: bytes) -> None:
    digester = digest.Digester(key)
    mark = digester.row("uid", texts)
    assert digest.parts(mark, len(texts)) == [digester[text] for text in texts]
    assert mark.startswith(digester.whole("uid", texts))
    assert digest.parts(mark, len(texts) + 1) is None
    assert digest.Digester(b"x" * 32).row("uid", texts) != mark
