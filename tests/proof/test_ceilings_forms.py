"""What a ceiling withholds is in no form of export: a few casebooks; `make proof` takes many."""

from __future__ import annotations

from tests.proof import ceilings_forms


def test_nothing_above_a_ceiling_is_in_any_other_form() -> None:
    assert "nothing of these is in any file" in ceilings_forms.prove(6)
