"""One country, however it is written."""

from __future__ import annotations

import pytest

from workbench import countries


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("AF", "Afghanistan", True), ("af", "AF", True), ("AF", "افغانستان", True),
        ("Afghanistan", "افغانستان", True), ("UK", "GB", True), ("USA", "United States", True),
        ("Islamic Republic of Iran", "IR", True), ("AF", "Iran", False), ("AF", "IR", False),
        ("Niger", "Nigeria", False), ("Iran", "Afghanistan", False), ("XQ", "XY", False),
        ("AF", "ایران", None), ("XQ", "Farland", None),
    ],
)  # fmt: skip
def test_whether_two_texts_name_one_country(one: str, other: str, agree: bool | None) -> None:
    assert countries.agree(one, other) is agree
    assert countries.agree(other, one) is agree
