"""The proofs by faults, each for a few seconds; `make faults` runs them for minutes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import shim

ROOT = Path(__file__).resolve().parents[2]


def prove(proof: str, *words: str) -> None:
    """Run a proof as a program of its own, which prints what it found."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.faults.{proof}", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    print(done.stdout.splitlines()[-1:])
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_killed_process_loses_nothing_it_acknowledged_and_leaves_no_half() -> None:
    prove("killing", "36")


def test_a_write_that_fails_is_told_and_harms_nothing() -> None:
    prove("failing", "40")


def test_a_full_disk_is_told_and_harms_nothing() -> None:
    prove("full", "18")


def test_the_shim_can_be_made_where_there_is_a_compiler() -> None:
    made = shim.compiled()
    if made is None:
        pytest.skip("there is no cc, or no Linux: nothing was failed or cut short")
    assert made.exists()


def test_a_casebook_and_a_plain_dict_stay_the_same_whatever_is_done() -> None:
    prove("model", "20", "20")


def test_nothing_that_is_typed_lies_about_in_plain_text_when_an_export_is_killed() -> None:
    prove("canaries", "50", "1")
