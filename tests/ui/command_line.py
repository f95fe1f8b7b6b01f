"""Runs the command line in the test's own process, and gives what it printed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from ui.command import main

PASSPHRASE = "correct horse"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, with nobody at a terminal."""

    def run_(*words: str) -> Done:
        if not hasattr(sys.stdin, "isatty") or not sys.stdin.isatty():
            monkeypatch.setattr(sys, "stdin", io.StringIO())
        capsys.readouterr()
        status = main(words)
        printed = capsys.readouterr()
        return Done(status, printed.out, printed.err)

    return run_
