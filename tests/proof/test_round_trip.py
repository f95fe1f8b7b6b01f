"""The round trip by the real LibreOffice, small; `make proof` takes the long one."""

from __future__ import annotations

import pytest

from tests.proof import office, round_trip


@pytest.mark.skipif(office.PROGRAM is None, reason="LibreOffice is not on this machine")
def test_what_libreoffice_saved_again_comes_home_unchanged() -> None:
    assert "0 differences" in round_trip.prove(34)
