"""Casebooks whose file or log was torn, cut, zeroed, flipped, or kept old pages, then opened.

    python -m tests.faults.images [N_WAL N_DB | small]

Whatever was done to the bytes: what is shown is a state that was once committed, or the damage is
found and said, when it is opened, read or checked. Half of the images are encrypted.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from db.casefile import Key
from db.errors import Refused
from db.messages import message
from db.record import Record
from db.tables import KINDS
from tests.db.make_casebook import PASSPHRASE, fill
from workbench.casebook import Casebook
from workbench.checks import check

PAGE = 4096
FRAME = PAGE + 24
WAL_HEAD = 32
COMMITS = 12
SECTOR = 512


@dataclass
class Made:
    """A casebook as it lay on the disk: its file at two times, its log, and all states of it."""

    key: Key
    early: bytes = b""
    file: bytes = b""
    log: bytes = b""
    known: set[str] = field(default_factory=set)


def state(record: Record) -> str:
    """All rows of the record and its history, as one digest."""
    digest = hashlib.sha256()
    with record.reading() as connection, connection.begin():
        for name in (*KINDS, "change_set", "change"):
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id')
            digest.update(repr([name, *map(tuple, rows)]).encode())
    return digest.hexdigest()


def act(record: Record, draw: random.Random) -> None:
    """Something that a desk does."""
    with record.writing(message("Act"), "Mina") as unit:
        person = unit.add("stakeholder", {"name": word(draw), "kind": "person"})
        unit.add("name", {"stakeholder": person, "spelling": word(draw)})
        unit.update("stakeholder", {person: {"notes": word(draw) * draw.randint(1, 300)}})


def word(draw: random.Random) -> str:
    """Letters of several scripts."""
    return "".join(draw.choice("abcdefghij متقيабв") for _ in range(draw.randint(5, 20)))


def make(folder: Path, passphrase: str | None, draw: random.Random) -> Made:
    """A casebook with a log that has several commits in it, and an earlier file of it."""
    path = folder / "made.casebook"
    record = Record.create(path, passphrase, fill)
    made = Made(record.key)
    made.known.add(state(record))
    for _commit in range(COMMITS):
        act(record, draw)
        made.known.add(state(record))
    record.fold_up()
    made.early = path.read_bytes()
    for part in ("file", "log"):
        for _commit in range(COMMITS):
            act(record, draw)
            made.known.add(state(record))
        if part == "file":
            record.fold_up()
            made.file = path.read_bytes()
    made.log = Path(f"{path}-wal").read_bytes()
    record.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    return made


# -- what is done to the bytes ---------------------------------------------------------------------


def cut(data: bytearray, draw: random.Random, _early: bytes) -> bytearray:
    """Cut short anywhere."""
    return data[: draw.randrange(len(data))]


def tail(data: bytearray, draw: random.Random, _early: bytes) -> bytearray:
    """The last pages never came to the disk."""
    return data[: len(data) - min(len(data), FRAME * draw.randint(1, 6))]


def zeroed(data: bytearray, draw: random.Random, _early: bytes) -> bytearray:
    """Some sectors are empty."""
    for _hole in range(draw.randint(1, 3)):
        at = draw.randrange(len(data)) // SECTOR * SECTOR
        size = SECTOR * draw.choice((1, 2, 8, 16))
        data[at : at + size] = bytes(len(data[at : at + size]))
    return data


def flipped(data: bytearray, draw: random.Random, _early: bytes) -> bytearray:
    """Some bits are others."""
    for _bit in range(draw.randint(1, 8)):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return data


def scribbled(data: bytearray, draw: random.Random, _early: bytes) -> bytearray:
    """Something else was written over a stretch."""
    at, size = draw.randrange(len(data)), draw.randint(1, 3000)
    data[at : at + size] = draw.randbytes(len(data[at : at + size]))
    return data


def dropped(data: bytearray, draw: random.Random, early: bytes) -> bytearray:
    """Pages that were written and never came to the disk: they are as they were before."""
    for _page in range(draw.randint(1, 4)):
        at = draw.randrange(len(data)) // PAGE * PAGE
        old = early[at : at + PAGE] or bytes(PAGE)
        data[at : at + len(old)] = old[: len(data) - at]
    return data


def torn(data: bytearray, draw: random.Random, early: bytes) -> bytearray:
    """A page of which some sectors only came to the disk."""
    page = draw.randrange(len(data)) // PAGE * PAGE
    for at in range(page, page + draw.randrange(1, PAGE // SECTOR) * SECTOR, SECTOR):
        old = early[at : at + SECTOR] or bytes(SECTOR)
        data[at : at + len(old)] = old[: max(0, len(data) - at)]
    return data


def swapped(data: bytearray, draw: random.Random, _early: bytes) -> bytearray:
    """Two pages stand in each other's place."""
    one, other = (draw.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    data[one : one + PAGE], data[other : other + PAGE] = (
        data[other : other + PAGE], data[one : one + PAGE],
    )  # fmt: skip
    return data


def doubled(data: bytearray, draw: random.Random, _early: bytes) -> bytearray:
    """One frame of the log stands where another should."""
    frames = (len(data) - WAL_HEAD) // FRAME
    one, other = (WAL_HEAD + draw.randrange(frames) * FRAME for _ in range(2))
    data[one : one + FRAME] = data[other : other + FRAME]
    return data


def gone(data: bytearray, _draw: random.Random, _early: bytes) -> bytearray:
    """Nothing of it is left."""
    return bytearray()


Harm = Callable[[bytearray, random.Random, bytes], bytearray]
TO_LOG: tuple[Harm, ...] = (cut, tail, zeroed, flipped, scribbled, doubled, gone)
TO_FILE: tuple[Harm, ...] = (cut, tail, zeroed, flipped, scribbled, dropped, torn, swapped)


# -- what comes of it ------------------------------------------------------------------------------


def outcome(path: Path, made: Made) -> str:
    """`as committed`, `refused`, `found` or `wrong`; anything that is raised besides is a bug."""
    try:
        record = Record.open_with(path, made.key)
    except Refused:
        return "refused"
    try:
        try:
            if state(record) in made.known and by_index(record):
                return "as committed"
        except Refused:
            return "found"
        casebook = Casebook(record)
        return "wrong" if check(casebook).ok else "found"
    except Refused:
        return "found"
    finally:
        record.close()


def by_index(record: Record) -> bool:
    """Whether what is looked up by an index is what stands in the table."""
    with record.reading() as connection, connection.begin():
        run_ = connection.exec_driver_sql
        indexes = run_("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'").all()
        for name, table in indexes:
            columns = [row[2] for row in run_(f'PRAGMA index_info("{name}")')]
            listed = ",".join(f'"{column}"' for column in columns)
            if table in ("about", "kept", "alembic_version") or table.startswith("search"):
                continue
            # An index may leave out what is empty.
            filled = " AND ".join(f'"{column}" IS NOT NULL' for column in columns)
            ways = (f'INDEXED BY "{name}"', "NOT INDEXED")
            rows = [
                run_(f'SELECT {listed}, id FROM "{table}" {way} WHERE {filled}').all()
                for way in ways
            ]
            if sorted(map(repr, rows[0])) != sorted(map(repr, rows[1])):
                return False
    return True


def run(n_log: int, n_file: int, seed: int = 1) -> Counter[str]:
    """So many images of logs and files; how many came out how. `wrong` must not be among them."""
    draw = random.Random(seed)
    counts: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="images-"))
    try:
        both = [make(folder, None, draw), make(folder, PASSPHRASE, draw)]
        for n in range(n_log + n_file):
            made = both[n % 2]
            log = n < n_log
            harm = draw.choice(TO_LOG if log else TO_FILE)
            path = folder / f"{n}.casebook"
            _lay(path, made, harm, draw, log=log)
            try:
                came = outcome(path, made)
            except Exception as error:
                raise AssertionError(_named(n, harm, made, seed)) from error
            if came == "wrong":
                raise AssertionError(_named(n, harm, made, seed))
            counts[came] += 1
            for left in folder.glob(f"{n}.casebook*"):
                left.unlink()
    finally:
        shutil.rmtree(folder)
    return counts


def _lay(path: Path, made: Made, harm: Harm, draw: random.Random, *, log: bool) -> None:
    if log:
        path.write_bytes(made.file)
        Path(f"{path}-wal").write_bytes(harm(bytearray(made.log), draw, b""))
    else:
        path.write_bytes(harm(bytearray(made.file), draw, made.early))


def _named(n: int, harm: Harm, made: Made, seed: int) -> str:
    kind = "encrypted" if made.key.pragma else "plain"
    return f"image {n} of seed {seed}: {kind}, {harm.__name__}"


def main() -> None:
    """Run as many as the command line says, and print one line."""
    words = ["50", "100"] if sys.argv[1:] == ["small"] else sys.argv[1:3] or ["500", "1000"]
    n_log, n_file = (int(word) for word in words)
    counts = run(n_log, n_file)
    told = ", ".join(f"{counts[name]} {name}" for name in ("as committed", "found", "refused"))
    print(f"images | {n_log} logs, {n_file} files | {told}, 0 wrong data shown")


if __name__ == "__main__":
    main()
