"""A workbook without its few cells that stand so far off that no grid can hold them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from workbench.exchange import blind
from workbench.exchange.guard import Source, unpacked

# What the mended copy may take in memory, unpacked.
_LARGEST = 100 * 2**20


def without_far(source: Source, unseen: Mapping[str, blind.Unseen]) -> Source:
    """A copy in memory, only of what values are read from; the file itself where that is large.

    Sheets whose cells are then still too far apart stay marked as such.
    """
    with zipfile.ZipFile(source) as package:
        kept = [info for info in package.infolist() if info.filename.endswith((".xml", ".rels"))]
        if sum(info.file_size for info in kept) > _LARGEST:
            return source
        parts = blind.sheet_parts(package)
        cuts = {parts[name]: each.far for name, each in unseen.items() if each.far}
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for info in kept:
                content = b"".join(unpacked(package, info))
                copy.writestr(info.filename, _cut(content, cuts.get(info.filename, [])))
    for each in unseen.values():
        if each.far:
            each.spread = False
    target.seek(0)
    return target


def _cut(content: bytes, cuts: list[tuple[int, int]]) -> bytes:
    pieces, last = [], 0
    for begun, end in sorted(cuts):
        pieces.append(content[last:begun])
        last = end
    return b"".join([*pieces, content[last:]])
