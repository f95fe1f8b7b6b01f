"""A post goes from one holder to the next in one step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.forms.handover_form import HandoverForm
from workbench import drafts, handover, posts, records, when
from workbench.casebook import Casebook
from workbench.messages import Refused, message


@pytest.fixture
def desk(casebook: Casebook) -> tuple[Casebook, dict[str, str]]:
    """A ministry, its minister since 2021, and who comes after."""
    with casebook.change(message("Begin")) as change:
        kinds = {"ministry": "office", "before": "person", "after": "person"}
        uids = {
            name: change.add("stakeholder", {"name": f"The {name}", "kind": kind})
            for name, kind in kinds.items()
        }
        post = {"stakeholder": uids["before"], "title": "Foreign minister", "at": uids["ministry"]}
        uids["post"] = change.add("post", {**post, "when": "2021-09/.."})
    return casebook, uids


@pytest.fixture
def form(
    desk: tuple[Casebook, dict[str, str]], light: QApplication, qtbot: QtBot
) -> Iterator[HandoverForm]:
    made = HandoverForm(desk[0], desk[1]["post"])
    qtbot.addWidget(made)
    made.show()
    yield made
    made.drafting.leave(forget=True)


def type_in(form: HandoverForm, name: str, text: str) -> None:
    control: Any = form.editors[name].control
    control.setText(text)
    control.textEdited.emit(text)


def test_one_step_ends_the_old_holders_time_and_begins_the_new_ones(
    desk: tuple[Casebook, dict[str, str]], form: HandoverForm
) -> None:
    casebook, uids = desk
    type_in(form, "stakeholder", "The after")
    type_in(form, "when", "March 2025")
    form.save()
    assert records.get(casebook, "post", uids["post"])["when"] == "2021-09/2025-03"
    assert form.saved_uid is not None
    new = records.get(casebook, "post", form.saved_uid)
    assert (new["stakeholder"], new["at"]) == (uids["after"], uids["ministry"])
    assert (new["title"], new["when"]) == ("Foreign minister", "2025-03/..")
    people = [uids["before"], uids["after"]]
    assert posts.held_on(casebook, people, "2023") == {uids["before"]: "Foreign minister"}
    assert posts.held_on(casebook, people, "2026") == {uids["after"]: "Foreign minister"}
    step = casebook.undo()
    assert step is not None and str(step) == "Hand over a post"
    assert records.get(casebook, "post", uids["post"])["when"] == "2021-09/.."
    assert posts.held_on(casebook, people, "2026") == {uids["before"]: "Foreign minister"}


def test_whose_only_post_it_is_need_not_be_said(desk: tuple[Casebook, dict[str, str]]) -> None:
    casebook, uids = desk
    assert handover.held_now(casebook, uids["before"]) == [uids["post"]]
    assert handover.held_now(casebook, uids["after"]) == []
    with casebook.change(message("Edit")) as change:
        change.edit("post", {uids["post"]: {"when": "2021-09/2025-03"}})
    assert handover.held_now(casebook, uids["before"]) == []


def test_who_comes_after_may_be_somebody_new(
    desk: tuple[Casebook, dict[str, str]], form: HandoverForm
) -> None:
    casebook, _uids = desk
    picker: Any = form.editors["stakeholder"].control
    picker.add_by_name("Somebody new")
    type_in(form, "when", "2025")
    form.save()
    assert form.saved_uid is not None
    who = records.get(casebook, "post", form.saved_uid)["stakeholder"]
    assert records.label(casebook, "stakeholder", who) == "Somebody new"


@pytest.mark.parametrize(
    ("to", "day", "wrong"),
    [("", "2025", "stakeholder"), ("The after", "", "when"), ("The after", "2024/2025", "when"),
     ("The after", "2019", "when"), ("The after", "someday", "when")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(
    desk: tuple[Casebook, dict[str, str]], form: HandoverForm, to: str, day: str, wrong: str
) -> None:
    casebook, uids = desk
    type_in(form, "stakeholder", to)
    type_in(form, "when", day)
    form.save()
    assert form.isVisible() and form.editors[wrong].error
    assert records.get(casebook, "post", uids["post"])["when"] == "2021-09/.."


def test_a_handover_that_was_not_saved_is_offered_again(
    desk: tuple[Casebook, dict[str, str]], form: HandoverForm, qtbot: QtBot
) -> None:
    from ui.forms.going_on import form_of

    casebook, _uids = desk
    type_in(form, "when", "March 2025")
    id_ = form.put_away()
    draft = next(each for each in drafts.waiting(casebook) if each.id == id_)
    again = form_of(None, casebook, draft)
    qtbot.addWidget(again)
    again.go_on_with(draft)
    assert isinstance(again, HandoverForm)
    line: Any = again.editors["when"].control
    assert line.text() == "March 2025"
    again.drafting.leave(forget=True)


years = st.integers(1900, 2100).map(str)


@given(st.one_of(st.none(), years.map("{}/..".format), years.map("{}/".format)), years)
def test_an_ended_time_covers_what_it_did_up_to_the_day(held: str | None, day: str) -> None:
    try:
        time = when.parse(handover.ended(held, day))
    except Refused:
        assert held is not None and when.parse(day).latest < when.parse(held).earliest
        return
    assert time.latest == when.parse(day).latest
    if held is not None:
        assert time.earliest == when.parse(held).earliest


@pytest.mark.parametrize("held", ["2021", "2021/2023", "2021-05~"])
def test_a_post_that_has_ended_is_not_ended_again(held: str) -> None:
    with pytest.raises(Refused):
        handover.ended(held, "2025")
