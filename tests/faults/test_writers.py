"""Two processes with two writers each: nothing is lost, and nobody is told that it is locked."""

from __future__ import annotations

from pathlib import Path

from tests.faults import writers


def test_two_processes_with_two_writers_lose_nothing(tmp_path: Path) -> None:
    outcome = writers.run(tmp_path, 2, 25)
    print(outcome)
    assert outcome.acknowledged == 100
    assert outcome.ok, outcome
