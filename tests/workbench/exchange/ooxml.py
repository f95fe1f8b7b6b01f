"""A workbook against what its format's schema asks: order, limits, names, what leads where.

It stands in for Excel, which calls for a repair where any of this is not so.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DOC = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# Children of CT_Worksheet, in the one order in which they may stand.
WORKSHEET = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
WORKBOOK = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "fileRecoveryPr", "extLst",
)  # fmt: skip
STYLES = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors", "extLst",
)  # fmt: skip
ONCE = {"conditionalFormatting"}


def faults(path: Path) -> list[str]:
    """What is wrong with a workbook; nothing where it is as it has to be."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        found = ["a part is there twice"] if len(names) != len(set(names)) else []
        trees = {n: ElementTree.fromstring(package.read(n)) for n in names}
    found += _led(trees)
    found += _types(trees)
    workbook = trees["xl/workbook.xml"]
    found += _order("workbook", workbook, WORKBOOK)
    found += _order("styles", trees["xl/styles.xml"], STYLES)
    found += _titles(workbook)
    found += _styles(trees["xl/styles.xml"])
    for name, tree in trees.items():
        if name.startswith("xl/worksheets/") and not name.endswith(".rels"):
            found += [f"{name}: {each}" for each in _sheet(tree, trees["xl/styles.xml"])]
    return found


def _order(name: str, tree: ElementTree.Element, order: tuple[str, ...]) -> Iterator[str]:
    seen = [child.tag.removeprefix(MAIN) for child in tree]
    unknown = [each for each in seen if each not in order]
    if unknown:
        yield f"{name}: {unknown[0]} has no place there"
    elif seen != sorted(seen, key=order.index):
        yield f"{name}: out of order: {seen}"
    for each in set(seen) - ONCE:
        if seen.count(each) > 1:
            yield f"{name}: {each} is there twice"


def _led(trees: dict[str, ElementTree.Element]) -> Iterator[str]:
    """Every relation leads to a part, and every part but the root ones is led to."""
    reached = {"[Content_Types].xml"}
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        folder, file = posixpath.split(name)
        of = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        ids = [each.get("Id") for each in tree]
        if len(ids) != len(set(ids)):
            yield f"{name}: an id is there twice"
        used = set(re.findall(r"rId\d+", ElementTree.tostring(trees[of], "unicode"))) if (
            of in trees) else set()  # fmt: skip
        if used - set(ids):
            yield f"{of}: uses a relation that there is not"
        for each in tree.iter(f"{RELS}Relationship"):
            target = each.get("Target", "")
            base = posixpath.dirname(of)
            part = target[1:] if target.startswith("/") else posixpath.normpath(
                posixpath.join(base, target))  # fmt: skip
            reached.add(part)
            if part not in trees:
                yield f"{name}: leads to {part}, which is not there"
    lost = set(trees) - reached
    if lost:
        yield f"nothing leads to {sorted(lost)}"


def _types(trees: dict[str, ElementTree.Element]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    named = {(each.get("PartName") or "").lstrip("/") for each in types}
    endings = {each.get("Extension") for each in types}
    for name in trees:
        if name not in named and name.rsplit(".", 1)[-1] not in endings:
            yield f"{name} has no content type"


def _titles(workbook: ElementTree.Element) -> Iterator[str]:
    titles = [each.get("name", "") for each in workbook.iter(f"{MAIN}sheet")]
    if len({title.casefold() for title in titles}) != len(titles):
        yield "two sheets have one name"
    for title in titles:
        if not 0 < len(title.encode("utf-16-le")) // 2 <= 31 or re.search(r"[\[\]:*?/\\]", title):
            yield f"a sheet can't be called {title!r}"
    defined = [(each.get("name"), each.get("localSheetId"), each.text or "")
               for each in workbook.iter(f"{MAIN}definedName")]  # fmt: skip
    if len({each[:2] for each in defined}) != len(defined):
        yield "a name is defined twice"
    for name, sheet, refers in defined:
        title = titles[int(sheet)] if sheet is not None else ""
        if not refers.startswith(("'" + title.replace("'", "''") + "'!", f"{title}!")):
            yield f"{name} of {title} refers to {refers}"


def _styles(styles: ElementTree.Element) -> Iterator[str]:
    formats = styles.find(f"{MAIN}cellXfs")
    if formats is None or not 0 < len(formats) <= 64_000:
        yield "no cell formats, or too many"
    fonts = styles.find(f"{MAIN}fonts")
    if fonts is not None and len(fonts) > 1_024:
        yield "too many fonts"


def _sheet(sheet: ElementTree.Element, styles: ElementTree.Element) -> Iterator[str]:
    yield from _order("worksheet", sheet, WORKSHEET)
    formats = len(styles.find(f"{MAIN}cellXfs") or ())
    ranges = len(styles.find(f"{MAIN}dxfs") or ())
    last_row = 0
    for row in sheet.iter(f"{MAIN}row"):
        number, last = int(row.get("r", "0")), 0
        if not last_row < number <= 1_048_576:
            yield f"row {number} after row {last_row}"
        last_row = number
        for cell in row:
            column = _column(cell.get("r", ""))
            if not last < column <= 16_384 or not cell.get("r", "").endswith(str(number)):
                yield f"{cell.get('r')} is out of place"
            last = column
            yield from _cell(cell, formats)
    for rule in sheet.iter(f"{MAIN}cfRule"):
        if int(rule.get("dxfId", "0")) >= ranges:
            yield "a rule has a format that there is not"
    checks = sheet.find(f"{MAIN}dataValidations")
    if checks is not None and int(checks.get("count", "0")) != len(checks):
        yield "the drop-downs are miscounted"
    for each in sheet.iter(f"{MAIN}formula1"):
        if len(each.text or "") > 255:
            yield "a drop-down's list is too long"
    for each in ("oddHeader", "oddFooter"):
        text = sheet.find(f"{MAIN}headerFooter/{MAIN}{each}")
        if text is not None and len((text.text or "").encode("utf-16-le")) // 2 > 255:
            yield f"{each} is longer than 255"
    widths = [(int(c.get("min", "0")), int(c.get("max", "0"))) for c in sheet.iter(f"{MAIN}col")]
    if any(b[0] <= a[1] for a, b in pairwise(widths)):
        yield "columns overlap"


def _cell(cell: ElementTree.Element, formats: int) -> Iterator[str]:
    at = cell.get("r")
    if cell.find(f"{MAIN}f") is not None:
        yield f"{at} holds a formula"
    if cell.get("t") not in (None, "n", "s", "inlineStr"):
        yield f"{at} is of type {cell.get('t')}"
    if int(cell.get("s", "0")) >= formats:
        yield f"{at} has a format that there is not"
    text = "".join(cell.itertext())
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > 32_767:
        yield f"{at} is longer than a cell can be"


def _column(place: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", place):
        number = number * 26 + ord(letter) - 64
    return number
