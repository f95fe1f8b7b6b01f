"""Ways to spoil a workbook: its bytes, its parts, the XML and the numbers in them."""

from __future__ import annotations

import os
import random
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl

Parts = dict[str, bytes]
Spoiling = Callable[[bytes, random.Random], bytes]

_NUMBERS = [b"-1", b"0", b"1", b"65536", b"1048576", b"1048577", b"16384", b"4294967295",
            b"99999999999999999999", b"1e308", b"NaN", b"", b"0x10", b"\xd9\xa1"]  # fmt: skip
_TEXTS = ["", "Name", "Total", "2024", "April", "=1+1", "#N/A", "امير", "😀", "a\nb", "'x",
          "Country", "Source: desk", "x" * 300]  # fmt: skip
_MARKS = [b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<!-- -->", b"<![CDATA[x]]>", b"&#0;", b"&lt;",
          b"</c>", b"<row>", b"<c r='XFD1048576'><v>1</v></c>", b'<c r="A1" t="e"><v>#N/A</v></c>',
          b"<mergeCell ref='A1:XFD1048576'/>", b"\0", b"\xff\xfe", b"<f>1</f>",
          b"<x:c>"]  # fmt: skip


def sources(folder: Path) -> list[Path]:
    """The workbooks to be spoilt: real ones where there are some, and two made here."""
    real = os.environ.get("WORKBENCH_REAL_DATA", "")
    found = sorted((Path(real) / "workbooks").iterdir()) if real else []
    made = folder / "made.xlsx"
    made.write_bytes(_made(random.Random(7), 30))
    text = folder / "made.csv"
    text.write_text("Name;Since;Sum\n" + 'Amir;2024-01-01;"1,5"\n' * 20, encoding="utf-8")
    return [*found, made, text]


def spoilt(files: list[Path], folder: Path, chance: random.Random) -> Path:
    """One spoilt workbook, in this folder."""
    kind = chance.random()
    if kind < 0.15:
        path = folder / f"odd{chance.choice(['.xlsx', '.xlsx', '.xls', '.csv'])}"
        path.write_bytes(_made(chance, chance.randrange(1, 40)))
        return path
    if kind < 0.25:
        path = folder / f"odd{chance.choice(['.csv', '.tsv', '.xls', '.html'])}"
        path.write_bytes(_text(chance))
        return path
    source = chance.choice(files)
    content = source.read_bytes()
    if content.startswith(b"PK") and kind < 0.85:
        content = _repacked(content, chance)
    for _ in range(chance.choice([0, 1, 1, 2]) if kind < 0.85 else chance.randrange(1, 4)):
        if kind >= 0.6:
            content = chance.choice(_BYTES)(content, chance)
    path = folder / f"spoilt{source.suffix if chance.random() < 0.9 else '.xlsx'}"
    path.write_bytes(content)
    return path


def _flipped(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice([1, 1, 5, 50])):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _without(content: bytes, chance: random.Random) -> bytes:
    begun = chance.randrange(len(content) + 1)
    return content[:begun] + content[begun + chance.choice([1, 4, 100, 5_000]) :]


def _twice(content: bytes, chance: random.Random) -> bytes:
    begun = chance.randrange(len(content) + 1)
    piece = content[begun : begun + chance.choice([4, 100, 5_000])]
    return content[:begun] + piece * chance.choice([2, 3, 50]) + content[begun:]


def _lying(content: bytes, chance: random.Random) -> bytes:
    """A number of four bytes, somewhere, says another size."""
    if len(content) < 8:
        return content
    begun = chance.randrange(len(content) - 4)
    number = struct.pack("<L", chance.choice([0, 1, 2**31 - 1, 2**32 - 1, 2**20, len(content)]))
    return content[:begun] + number + content[begun + 4 :]


_BYTES: list[Spoiling] = [_flipped, _cut, _without, _twice, _lying]


def _numbered(content: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb'"[A-Z]{0,3}[0-9]+"|>[0-9.]+<', content))
    for match in sorted(chance.sample(found, min(len(found), chance.choice([1, 3]))), key=_last):
        number = chance.choice(_NUMBERS)
        if match[0][1:2].isalpha():
            number = chance.choice([b"XFD1048576", b"A1", b"ZZ9000", b"AAA1", b"A", b"a1"])
        content = content[: match.start() + 1] + number + content[match.end() - 1 :]
    return content


def _last(match: re.Match[bytes]) -> int:
    return -match.start()


def _marked(content: bytes, chance: random.Random) -> bytes:
    begun = chance.randrange(len(content) + 1)
    return content[:begun] + chance.choice(_MARKS) + content[begun:]


def _untagged(content: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"<[^>]{1,200}>", content))
    if not found:
        return content
    match = chance.choice(found)
    copies = chance.choice([0, 0, 2, 1_000])
    return content[: match.start()] + match[0] * copies + content[match.end() :]


def _deep(content: bytes, chance: random.Random) -> bytes:
    begun = content.rfind(b"</")
    return content[:begun] + b"<a>" * chance.choice([10, 50_000]) + content[begun:]


def _recoded(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-8-sig", "utf-16-le"]))


_XML: list[Spoiling] = [_numbered, _numbered, _marked, _untagged, _deep, _recoded, *_BYTES]


def _repacked(content: bytes, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, RuntimeError):
        return _flipped(content, chance)
    telling = [name for name in parts if "sheet" in name or "workbook" in name or "content" in name]
    for _ in range(chance.choice([1, 1, 2, 5])):
        name = chance.choice(telling if telling and chance.random() < 0.8 else list(parts))
        fate = chance.random()
        if fate < 0.06:
            parts.pop(name, None)
        elif fate < 0.1:
            parts[chance.choice(["../out.xml", "XL/WORKBOOK.XML", "xl/x.bin", "a/b.xml"])] = b"<a/>"
        elif fate < 0.14:
            parts[name] = parts[chance.choice(list(parts))]
        elif name in parts:
            parts[name] = chance.choice(_XML)(parts[name], chance)
        if not parts:
            break
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def _made(chance: random.Random, rows: int) -> bytes:
    """A workbook as odd as people make them: merged, hidden, sprinkled, far out."""
    book = openpyxl.Workbook()
    for number in range(chance.choice([1, 1, 2])):
        sheet = book.active if number == 0 else book.create_sheet(f"Sheet {number}")
        width = chance.randrange(1, 9)
        for _ in range(rows):
            full = chance.random()
            sheet.append([_cell(chance) if chance.random() < full else None for _ in range(width)])
        for _ in range(chance.choice([0, 0, 1, 4])):
            top, left = chance.randrange(1, rows + 2), chance.randrange(1, width + 1)
            bottom, right = top + chance.randrange(3), left + chance.randrange(4)
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if chance.random() < 0.1:
            sheet[chance.choice(["XFD1048576", "ZZ100", "A900000", "AMJ1"])] = "far"
        if chance.random() < 0.2:
            sheet.row_dimensions[chance.randrange(1, 9)].hidden = True
        if number and chance.random() < 0.3:
            sheet.sheet_state = "hidden"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(chance: random.Random) -> object:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(_TEXTS)
    if kind < 0.7:
        return chance.choice([0, 1, -5, 2.5, 2024, 45_000, 10**17, True])
    if kind < 0.8:
        return date(2024, chance.randrange(1, 13), 1)
    return "".join(chance.choice("abc éض") for _ in range(chance.randrange(1, 12)))


def _text(chance: random.Random) -> bytes:
    """Plain text of some sort: a table, a page, or neither."""
    signs = chance.choice(
        ['ab;,"\n\t', "<table><tr><td>a</td></tr>x<", "a,b\n1,2\n", '"\n', "éßЖ;\n"]
    )
    text = "".join(chance.choice(signs) for _ in range(chance.choice([3, 300, 20_000])))
    if chance.random() < 0.3:
        text = "<table>" + "<tr><td colspan=999 rowspan=9999>a" * chance.choice([1, 50]) + text
    return text.encode(chance.choice(["utf-8", "utf-16", "cp1251", "utf-16-le"]), "replace")
