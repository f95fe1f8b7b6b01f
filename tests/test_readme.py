"""Every command that README shows does what it is shown for, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
START = "import sys; from ui.command import main; sys.argv[0] = 'workbench'; sys.exit(main())"


def commands() -> list[str]:
    """The lines behind a prompt in README's ``console`` blocks, without the prompt."""
    blocks = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_readme_shows_commands_in_blocks_that_are_run() -> None:
    shown = re.findall(r"^(?:\$ )?(workbench .*)$", README, re.MULTILINE)
    assert shown
    assert commands() == shown


def test_every_command_in_readme_ends_well(tmp_path: Path) -> None:
    surroundings = os.environ | {
        "PYTHONPATH": str(ROOT),
        "WORKBENCH_PASSPHRASE": "a passphrase for one test",
        "WORKBENCH_NEW_PASSPHRASE": "and another one",
    }
    for line in commands():
        program, *words = shlex.split(line)
        assert program == "workbench"
        done = subprocess.run(
            [sys.executable, "-c", START, *words],
            cwd=tmp_path,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


def test_readme_opens_with_the_two_commands() -> None:
    first = README.index("```")
    assert README.index("make run") < README.index("make test") < README.index("![")
    assert first < README.index("make run")


def test_what_readme_points_at_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
