"""`make bench`: every figure as a line of JSON, beside a floor measured in the same run.

It gates nothing; it is there to be read. Each part runs in a process of its own, so that none
warms another's caches. SCALE=small takes less time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

PARTS = ("start", "record", "exchange", "search", "duplicates", "timeline", "graph")


def measure(part: str, scale: str) -> None:
    """Print the figures of one part."""
    from importlib import import_module

    for figure in import_module(f"tests.bench.{part}").measure(scale):
        print(json.dumps(figure, ensure_ascii=False), flush=True)


def main(words: list[str]) -> int:
    """All parts, or those that are named; the number of parts that failed."""
    scale = os.environ.get("SCALE") or "full"
    if words[:1] == ["--here"]:
        for part in words[1:]:
            measure(part, scale)
        return 0
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failed = 0
    for part in words or PARTS:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench", "--here", part], stdin=subprocess.DEVNULL
        )
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
