"""Tables in plain text: letters, delimiters and quotation marks told by what is there."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.exchange import csv_files
from workbench.exchange.sheets import open_sheets
from workbench.messages import Refused

GERMAN = "Name;Land;Betrag\nMüller;Österreich;12,5\nGroß;Schweiz;7\n"
RUSSIAN = "Имя;Страна;Дата\nИванов;Россия;01.02.2024\nПетров;Катар;02.02.2024\n"
ARABIC = "الاسم;الدولة;التاريخ\nمحمد;قطر;2024\nأمير خان متقي;أفغانستان;2025\n"
FRENCH = "Nom;Prénom;Fonction\nLefèvre;François;Président\nDubois;Éric;Où\n"
POLISH = "Nazwisko;Kraj\nWałęsa;Polska\nŻółkiewski;Łódź\n"
TURKISH = "Adı;Ülke\nErdoğan;Türkiye\nŞahin;Türkiye\n"


def rows(path: Path) -> list[list[str]]:
    (sheet,) = open_sheets(path)
    return sheet.rows


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"), (GERMAN, "utf-8-sig"), (GERMAN, "utf-16"), (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"), (GERMAN, "cp1252"), (FRENCH, "cp1252"), (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"), (ARABIC, "cp1256"), (ARABIC, "utf-8"), (POLISH, "cp1250"),
        ("Дата;Тема\n1;Посольство\n", "koi8-r"),
        (TURKISH, "cp1254"), ("Name,Country\nJosé,España\n" + "John,US\n" * 60, "cp1252"),
    ],
)  # fmt: skip
def test_letters_are_read_as_they_were_written(sheet: Path, text: str, encoding: str) -> None:
    path = sheet.with_suffix(".csv")
    path.write_bytes(text.encode(encoding))
    delimiter = ";" if ";" in text else ","
    assert rows(path) == [line.split(delimiter) for line in text.splitlines()]


@pytest.mark.parametrize("delimiter", list(csv_files.DELIMITERS))
def test_the_delimiter_is_told_by_even_columns(sheet: Path, delimiter: str) -> None:
    path = sheet.with_suffix(".csv")
    lines = [["Name", "Note", "Sum"], ["Bano, Amir", "a; b", "1,5"], ["X", "d|e", "2,5"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    path.write_text(text.getvalue(), encoding="utf-8")
    assert rows(path) == lines


def test_excels_own_word_for_the_delimiter_is_taken(sheet: Path) -> None:
    path = sheet.with_suffix(".csv")
    path.write_text("sep=;\na,b;c\nd,e;f\n", encoding="utf-8-sig")
    assert rows(path) == [["a,b", "c"], ["d,e", "f"]]


def test_a_single_column_is_one_column(sheet: Path) -> None:
    path = sheet.with_suffix(".csv")
    path.write_text("Name\nAmir Bano\nCyrus\n", encoding="utf-8")
    assert rows(path) == [["Name"], ["Amir Bano"], ["Cyrus"]]


def test_no_digit_is_lost(sheet: Path) -> None:
    path = sheet.with_suffix(".csv")
    lines = [
        ["Id", "Phone", "Long"],
        ["00123", "+995 1", "12345678901234567890"],
        ["1e5", "=1+1", ""],
    ]
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    assert rows(path) == lines


def test_line_breaks_in_quotation_marks_part_no_rows(sheet: Path) -> None:
    path = sheet.with_suffix(".csv")
    path.write_bytes(b'Name,Note\r\nAmir,"first\r\nsecond, ""third"""\r\n\r\nBano,x,extra\r\n')
    assert rows(path) == [
        ["Name", "Note", ""], ["Amir", 'first\r\nsecond, "third"', ""], ["", "", ""],
        ["Bano", "x", "extra"],
    ]  # fmt: skip


def test_a_mark_that_never_closes_swallows_nothing(sheet: Path) -> None:
    path = sheet.with_suffix(".csv")
    path.write_text('Name,Note\nAmir,"open\nBano,x\nCyrus,y\n', encoding="utf-8")
    with pytest.raises(Refused, match="nothing closes it"):
        open_sheets(path)


CELLS = st.text(st.sampled_from('ab;,\t|"\n é7'), max_size=6)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=st.lists(st.tuples(CELLS, CELLS), min_size=2, max_size=5))
def test_what_a_spreadsheet_writes_comes_home(sheet: Path, table: list[tuple[str, str]]) -> None:
    path = sheet.with_suffix(".csv")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([("Name", "Note"), *table])
    path.write_text("sep=;\r\n" + text.getvalue(), encoding="utf-8", newline="")
    found = [tuple(row) for row in rows(path)]
    while table and not any(table[-1]):
        table.pop()
    assert found == [("Name", "Note"), *table]
