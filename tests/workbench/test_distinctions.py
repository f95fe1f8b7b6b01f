"""Who is not who, and who a spelling means: remembered, undone, and gone with the stakeholder."""

from __future__ import annotations

import pytest

from tests.workbench.exchange.workbooks import contents
from workbench import distinctions, records
from workbench.casebook import Casebook
from workbench.messages import Refused, message


@pytest.fixture
def two(casebook: Casebook) -> tuple[str, str]:
    one, other = (
        records.add(casebook, "stakeholder", {"name": "Mohammad Omar", "kind": "person"})
        for _ in range(2)
    )
    return one, other


def test_two_that_were_told_apart_stay_so_until_that_is_undone(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    assert distinctions.tell_apart(casebook, *two)
    assert not distinctions.tell_apart(casebook, *reversed(two)), "it was known already"
    assert distinctions.told_apart(casebook) == {frozenset(two)}
    casebook.undo()
    assert distinctions.told_apart(casebook) == frozenset()
    casebook.redo()
    assert distinctions.told(casebook).are_apart(*two)
    assert distinctions.forget(casebook, *two)
    assert distinctions.told_apart(casebook) == frozenset()


def test_a_spelling_means_whom_somebody_said_last(casebook: Casebook, two: tuple[str, str]) -> None:
    with casebook.change(message("Import")) as change:
        assert distinctions.decide(change, "Muh. OMAR", two[0], same=True)
    assert distinctions.meant(casebook, "muh. omar") == two[0]
    with casebook.change(message("Import")) as change:
        assert distinctions.decide(change, two[1], "Muh. Omar", same=True)
    assert distinctions.meant(casebook, "Muh. Omar") == two[1]
    assert distinctions.tell_apart(casebook, "muh. omar", two[1])
    assert distinctions.meant(casebook, "Muh. Omar") is None
    assert distinctions.told(casebook).are_apart("MUH. Omar", two[1])


def test_a_decision_goes_with_the_stakeholder_that_it_is_about(
    casebook: Casebook, two: tuple[str, str]
) -> None:
    distinctions.tell_apart(casebook, *two)
    distinctions.tell_apart(casebook, two[1], "M. Omar")
    records.delete(casebook, "stakeholder", [two[1]])
    assert distinctions.told_apart(casebook) == frozenset()
    assert contents(casebook)["distinction"] == []
    casebook.undo()
    assert len(distinctions.told_apart(casebook)) == 2


def test_what_makes_no_sense_is_refused(casebook: Casebook, two: tuple[str, str]) -> None:
    with pytest.raises(Refused, match="Neither of the two"):
        distinctions.tell_apart(casebook, "somebody", "somebody else")
    with pytest.raises(Refused, match="one stakeholder, not two"):
        distinctions.tell_apart(casebook, two[0], two[0])
    with pytest.raises(Refused, match="name is empty"):
        distinctions.tell_apart(casebook, two[0], " ")
