"""The casebook knows where its copies went."""

from __future__ import annotations

from pathlib import Path

from workbench import copies, exchange
from workbench.casebook import Casebook


def test_an_export_is_noted_once_for_each_file(sample: Casebook, tmp_path: Path) -> None:
    for _time in range(2):
        exchange.export(sample, tmp_path / "out.xlsx")
    exchange.export(sample, tmp_path / "other.xlsx")
    assert [Path(copy.path).name for copy in copies.noted(sample)] == ["out.xlsx", "other.xlsx"]
    assert {copy.what for copy in copies.noted(sample)} == {"export"}
    assert all(copy.there and copy.change_set for copy in copies.noted(sample))


def test_what_is_gone_is_forgotten(sample: Casebook, tmp_path: Path) -> None:
    exchange.export(sample, tmp_path / "out.xlsx")
    (tmp_path / "out.xlsx").unlink()
    assert not copies.noted(sample)[0].there
    copies.forget(sample, {copies.noted(sample)[0].path})
    assert copies.noted(sample) == []
