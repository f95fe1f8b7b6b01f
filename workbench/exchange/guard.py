"""Looks at a file before anything parses it: is it a workbook, and one that is safe to read?

Every refusal names the real cause and the way out.
"""

from __future__ import annotations

import copy
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NoReturn

from workbench.messages import Message, Refused, message

LARGEST_FILE = 300 * 2**20
LARGEST_PART = 512 * 2**20
LARGEST_WHOLE = 1024 * 2**20
MOST_PARTS = 5_000
# A sheet of like rows packs 50 to 1; what packs tighter than this, and is large, is a bomb.
TIGHTEST = 200
TOO_SMALL_TO_MIND = 16 * 2**20
CHUNK = 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"

AS_XLSX = message("Save it as .xlsx in Excel or LibreOffice and import that.")
AGAIN = message("Save it anew in Excel or LibreOffice, or ask for it to be sent again.")
DISTRUST = message("It was not made by a spreadsheet; don't trust where it came from.")


def _refuse(path: Path, what: Message, what_to_do: Message | str = "") -> NoReturn:
    raise Refused(what, str(path), what_to_do)


def check(path: Path) -> None:
    """`Refused` where the file is no workbook that is safe to read."""
    head, size = _head(path)
    if size == 0:
        _refuse(path, message("The file is empty"), AGAIN)
    if size > LARGEST_FILE:
        _refuse(
            path,
            message("The file is too large ({n} MB)", n=size // 2**20),
            message("Split it into workbooks of less than 300 MB."),
        )
    if head.startswith(_OLE):
        _refuse_old(path)
    if head.startswith(_EMPTY_ZIP):
        _refuse(path, message("The workbook is empty: there is nothing in it"), AGAIN)
    if not head.startswith(_ZIP):
        _refuse_other(path, head)
    _check_package(path)


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


def _refuse_old(path: Path) -> NoReturn:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        _refuse(
            path,
            message("The workbook is locked with a password"),
            message("Take the password off in Excel or LibreOffice, and import it then."),
        )
    for name in ("Workbook", "Book"):
        if name.encode("utf-16-le") in content:
            _refuse(path, message("This is an old Excel workbook (.xls)"), AS_XLSX)
    _refuse(path, message("This is an old Office file, but no workbook"), AS_XLSX)


def _refuse_other(path: Path, head: bytes) -> NoReturn:
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith((b"<html", b"<!doctype html", b"<table")):
        _refuse(path, message("This is a web page, no workbook"), AS_XLSX)
    if plain.startswith(b"<?xml"):
        _refuse(path, message("This is an XML file, no workbook"), AS_XLSX)
    if plain.startswith(b"%pdf"):
        _refuse(path, message("This is a PDF, no workbook"), message("Ask for the workbook."))
    if b"\0" not in head.replace(b"\xff\xfe", b"", 1)[:400:2] and _is_text(head):
        _refuse(path, message("This is plain text (csv, perhaps), no workbook"), AS_XLSX)
    _refuse(path, message("This is no workbook"), AS_XLSX)


def _is_text(head: bytes) -> bool:
    if b"\0" not in head:
        return sum(byte < 9 or 13 < byte < 32 for byte in head) == 0
    return head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _check_package(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _check_kind(path, {part.filename for part in parts}, package)
            _check_parts(path, parts)
            for part in parts:
                _check_content(path, package, part)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
            ValueError, OSError):  # fmt: skip
        _refuse(path, message("The workbook is damaged, or was cut short"), AGAIN)


def _check_kind(path: Path, names: set[str], package: zipfile.ZipFile) -> None:
    if "mimetype" in names:
        _refuse(path, message("This is an OpenDocument file"), AS_XLSX)
    if any(name.lower().endswith("workbook.bin") for name in names):
        _refuse(path, message("This is a binary Excel workbook (.xlsb)"), AS_XLSX)
    if not any(name.lower().lstrip("/") == "[content_types].xml" for name in names):
        _refuse(path, message("This is a zip archive, no workbook"), AS_XLSX)
    folders = {name.replace("\\", "/").lstrip("/").split("/")[0] for name in names}
    if "word" in folders or "ppt" in folders:
        _refuse(path, message("This is an Office document, but no workbook"), AS_XLSX)


def _check_parts(path: Path, parts: list[zipfile.ZipInfo]) -> None:
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
                message("Take the password off, and import it then."),
            )
        if part.file_size > LARGEST_PART or _is_bomb(part.file_size, part.compress_size):
            _refuse_bomb(path)
    if sum(part.file_size for part in parts) > LARGEST_WHOLE:
        _refuse_bomb(path)


def _is_bomb(size: int, packed: int) -> bool:
    return size > TOO_SMALL_TO_MIND and size > TIGHTEST * max(packed, 1)


def _refuse_bomb(path: Path) -> NoReturn:
    _refuse(path, message("The workbook would unpack to far more than it holds"), DISTRUST)


def _check_content(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part to its end: as large as it says, sound, and without a DTD."""
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return
    size, last = 0, b""
    for chunk in unpacked(package, part):
        size += len(chunk)
        if size > part.file_size:
            _refuse_bomb(path)
        joined = last + chunk
        if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
            _refuse(path, message("The workbook holds definitions that no spreadsheet writes"),
                    DISTRUST)  # fmt: skip
        last = chunk[-16:]


def unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's content in pieces, up to its real end, whatever size its header claims."""
    honest = copy.copy(part)
    honest.file_size = LARGEST_PART + 1
    with package.open(honest) as content:
        while chunk := content.read(CHUNK):
            yield chunk
