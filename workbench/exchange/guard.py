"""Looks at a file before anything parses it: what is it by its content, and is it safe to read?

A file's name is not believed: what counts is how it begins and what is in it. Every refusal
names the real cause and the way out.
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Literal, NoReturn

from workbench.messages import Message, Refused, message

LARGEST_FILE = 300 * 2**20
# Files that have to be held in memory whole.
LARGEST_HELD = 60 * 2**20
LARGEST_PART = 160 * 2**20
LARGEST_WHOLE = 320 * 2**20
MOST_PARTS = 5_000
# A sheet of like rows packs 50 to 1; what packs tighter than this, and is large, is a bomb.
TIGHTEST = 200
TOO_SMALL_TO_MIND = 16 * 2**20
CHUNK = 2**20
# Parts that are read; what else there is (pictures, printer settings) is never unpacked.
_READ = (".xml", ".rels", ".vml", ".bin")

# Room is made for as many texts and styles as a part says it has, before they are read.
MOST_COUNTED = 2_500_000
_COUNTS = re.compile(rb"""ount\s*=\s*["']\s*([0-9]{1,40})""")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"

AS_XLSX = message("Save it as .xlsx in Excel or LibreOffice and import that.")
AGAIN = message("Save it anew in Excel or LibreOffice, or ask for it to be sent again.")
DISTRUST = message("It was not made by a spreadsheet; don't trust where it came from.")


Form = Literal["xlsx", "xlsb", "ods", "xls", "locked", "text", "html"]
"""What a file is by its content; .xlsm is "xlsx" too, "locked" is a package under a password."""

Source = Path | BytesIO
"""A file, or what was unlocked of one."""


def _refuse(path: Path, what: Message, what_to_do: Message | str = "") -> NoReturn:
    raise Refused(what, str(path), what_to_do)


def recognise(path: Path, larger: int = 1) -> Form:
    """What the file is. `Refused` where it holds no cells, or isn't safe to read.

    `larger` is by how much a package may be larger than usual, once unpacked.

    The sheets of an .xlsx are not unpacked for it: who reads them does, and through `unpacked`.
    """
    head, size = _head(path)
    if size == 0:
        _refuse(path, message("The file is empty"), AGAIN)
    if size > LARGEST_FILE:
        _refuse_large(path, size)
    if head.startswith(_OLE):
        return _old(path, size)
    if head.startswith(_EMPTY_ZIP):
        _refuse(path, message("The workbook is empty: there is nothing in it"), AGAIN)
    if head.startswith(_ZIP):
        return package(path, path, larger)
    return _plain(path, head, size)


def package(path: Path, source: Source, larger: int = 1) -> Form:
    """Which of the packed forms a file is, once all its parts were looked over."""
    try:
        with zipfile.ZipFile(source) as opened:
            parts = opened.infolist()
            form = _form(path, {part.filename for part in parts}, opened)
            _check_parts(path, parts, larger)
            for part in parts:
                if form != "xlsx" or not _is_sheet(part):
                    _check_content(path, opened, part)
            return form
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
            ValueError, OSError):  # fmt: skip
        raise damaged(path) from None


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return "worksheets/" in part.filename and part.filename.lower().endswith(".xml")


def damaged(path: Path) -> Refused:
    """What is said of a package that can't be unpacked."""
    return Refused(message("The workbook is damaged, or was cut short"), str(path), AGAIN)


def _refuse_large(path: Path, size: int, most: int = LARGEST_FILE) -> NoReturn:
    _refuse(
        path,
        message("The file is too large ({n} MB)", n=size // 2**20),
        message("Split it into files of less than {most} MB.", most=most // 2**20),
    )


def _head(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            return file.read(4096), path.stat().st_size
    except FileNotFoundError:
        _refuse(path, message("There is no such file"), message("Check the name."))
    except IsADirectoryError:
        _refuse(path, message("This is a folder, no workbook"), message("Name a file in it."))
    except OSError as error:
        if path.is_dir():
            _refuse(path, message("This is a folder, no workbook"), message("Name a file in it."))
        _refuse(
            path,
            message("The file can't be read ({reason})", reason=error.strerror or "?"),
            message("Check its permissions, and close it where it is open."),
        )


def _old(path: Path, size: int) -> Form:
    if size > LARGEST_HELD:
        _refuse_large(path, size, LARGEST_HELD)
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "locked"
    for name in ("Workbook", "Book"):
        if name.encode("utf-16-le") in content:
            return "xls"
    _refuse(path, message("This is an old Office file, but no workbook"), AS_XLSX)


def _plain(path: Path, head: bytes, size: int) -> Form:
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if plain.startswith(b"%pdf"):
        _refuse(path, message("This is a PDF, no workbook"), message("Ask for the workbook."))
    page = plain.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or (
        plain.startswith(b"<?xml") and b"<html" in plain
    )
    if plain.startswith(b"<?xml") and not page:
        _refuse(path, message("This is an XML file, no workbook"), AS_XLSX)
    if not page and not _is_text(head):
        _refuse(path, message("This is no workbook"), AS_XLSX)
    if size > LARGEST_HELD:
        _refuse_large(path, size, LARGEST_HELD)
    return "html" if page else "text"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(b"\0")
    if head.startswith(b"\xef\xbb\xbf") and not zeros:
        return True  # text by its own mark, and a text may hold a control character
    if zeros:  # UTF-16 without its mark: every other byte of plain letters is 0
        return zeros * 3 >= len(head) and (b"\0" not in head[::2] or b"\0" not in head[1::2])
    return not any(byte < 9 or 13 < byte < 32 for byte in head.replace(b"\x1a", b""))


def _form(path: Path, names: set[str], opened: zipfile.ZipFile) -> Form:
    if "mimetype" in names:
        if b"spreadsheet" not in opened.read("mimetype")[:200]:
            _refuse(path, message("This is an OpenDocument file, but no workbook"), AS_XLSX)
        return "ods"
    if not any(name.lower().lstrip("/") == "[content_types].xml" for name in names):
        _refuse(path, message("This is a zip archive, no workbook"), AS_XLSX)
    folders = {name.replace("\\", "/").lstrip("/").split("/")[0] for name in names}
    if "word" in folders or "ppt" in folders:
        _refuse(path, message("This is an Office document, but no workbook"), AS_XLSX)
    if any(name.lower().endswith("workbook.bin") for name in names):
        return "xlsb"
    return "xlsx"


def _check_parts(path: Path, parts: list[zipfile.ZipInfo], larger: int) -> None:
    if len(parts) > MOST_PARTS:
        _refuse(path, message("The workbook has too many parts ({n})", n=len(parts)), DISTRUST)
    seen: set[str] = set()
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name:
            _refuse(path, message("A part of the workbook points outside of it"), DISTRUST)
        if name.lower() in seen:
            _refuse(path, message("The workbook has two parts of one name"), DISTRUST)
        seen.add(name.lower())
        if part.flag_bits & 1:
            _refuse(
                path,
                message("The workbook is locked with a password"),
                message("Save it without a password, and import that."),
            )
        if _is_bomb(part.file_size, part.compress_size):
            _refuse_bomb(path)
    read = [part.file_size for part in parts if part.filename.lower().endswith(_READ)]
    if max(read, default=0) > LARGEST_PART * larger or sum(read) > LARGEST_WHOLE * larger:
        _refuse(
            path,
            message("The workbook is too large ({n} MB unpacked)", n=sum(read) // 2**20),
            message("Split it: no more than 2,500,000 cells in one workbook."),
        )


def _is_bomb(size: int, packed: int) -> bool:
    return size > TOO_SMALL_TO_MIND and size > TIGHTEST * max(packed, 1)


def _refuse_bomb(path: Path) -> NoReturn:
    _refuse(path, message("The workbook would unpack to far more than it holds"), DISTRUST)


def _check_content(path: Path, opened: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part to its end: as large as it says, sound, and without a DTD."""
    if not part.filename.lower().endswith(_READ):
        return
    size = 0
    for chunk in unpacked(opened, part):
        # A DTD stands before the root element; what claims to be one later is none.
        if size < CHUNK and defines(chunk):
            raise defining(path)
        if size < CHUNK and any(int(n) > MOST_COUNTED for n in _COUNTS.findall(chunk)):
            _refuse(path, message("A part of the workbook claims to be far larger than it is"),
                    DISTRUST)  # fmt: skip
        size += len(chunk)


def defining(path: Path) -> Refused:
    """What is said of a part with a DTD."""
    return Refused(
        message("The workbook holds definitions that no spreadsheet writes"), str(path), DISTRUST
    )


def defines(chunk: bytes) -> bool:
    """Whether a part that begins so has a document type definition."""
    start = chunk.replace(b"\0", b"")
    return b"<!DOCTYPE" in start or b"<!ENTITY" in start


def unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's content in pieces, to its real end; BadZipFile where it is longer than it says."""
    honest = copy.copy(part)
    honest.file_size = LARGEST_PART + 1
    size = 0
    with package.open(honest) as content:
        while chunk := content.read(CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise zipfile.BadZipFile("a part is larger than it says")
            yield chunk
