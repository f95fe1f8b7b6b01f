"""Cards: one record whole, safe to show, every mention a link, nothing pretended to be known."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ui.card import CardPane
from ui.card_html import Page, is_overdue, sums_worded
from workbench import lists, records
from workbench.casebook import Casebook
from workbench.history import history
from workbench.lists import Query

Show = Callable[[str, str], CardPane]


def uid_of(sample: Casebook, kind: str, words: str) -> str:
    ids = lists.ids(sample, Query(kind, text=words))
    return lists.uids(sample, kind, ids)[0]


@pytest.fixture
def card(sample: Casebook, light: QApplication, qtbot: QtBot) -> Iterator[CardPane]:
    made = CardPane(sample)
    qtbot.addWidget(made)
    made.resize(430, 800)
    made.show()
    yield made


@pytest.fixture
def show(card: CardPane, sample: Casebook) -> Show:
    def shown(kind: str, words: str) -> CardPane:
        card.show_record(kind, uid_of(sample, kind, words))
        return card

    return shown


def follow(card: CardPane, href: str) -> None:
    card.text.anchorClicked.emit(QUrl(href))


def links(card: CardPane) -> list[str]:
    found = []
    block = card.text.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            href = pieces.fragment().charFormat().anchorHref()
            if href:
                found.append(href)
            pieces += 1
        block = block.next()
    return found


def test_a_stakeholder_is_shown_with_all_that_hangs_on_it(show: Show) -> None:
    card = show("stakeholder", "islamic emirate")
    text = card.text.toPlainText()
    assert card.title.text() == "Islamic Emirate of Afghanistan"
    for words in (
        "Other names", "طالبان", "Ties", "Meetings", "What it asks", "What it is asked",
        "refused", "Jan 2025", "Notes", "History: 1 change",
    ):  # fmt: skip
        assert words in text
    assert any(link.startswith("record:event/") for link in links(card))
    assert any(link.startswith("record:ask/") for link in links(card))


def test_a_meeting_is_listed_by_its_title_below_its_date(show: Show) -> None:
    text = show("stakeholder", "abbas").text.toPlainText()
    lines = [line for line in text.split("\n") if line.strip()]
    place = lines.index("Meetings")
    assert lines[place + 1 : place + 3] == ["Jan 2025", "Iran's foreign minister visits Kabul"]
    assert lines[place + 3].startswith("visit · Kabul")


def test_a_tie_names_the_other_end_and_its_tenor(show: Show) -> None:
    text = show("stakeholder", "pakistan").text.toPlainText()
    assert "from Islamic Emirate of Afghanistan: dispute, tenor −2" in text
    assert "from Islamic Emirate of Afghanistan: alliance, tenor +2" in text


def test_claims_stand_side_by_side_each_with_its_grade(show: Show) -> None:
    card = show("event", "paktia")
    html, text = card.text.toHtml(), card.text.toPlainText()
    assert "not fact" in text
    assert "Pakistan says" in text and "Islamic Emirate of Afghanistan says" in text
    assert text.count("grade C3") == 2
    row = html[html.index("Pakistan</span></a> says") :]
    assert row.index("Islamic Emirate") < row.index("</tr>")


def test_what_is_not_known_is_never_counted(show: Show) -> None:
    text = show("ask", "nationals held").text.toPlainText()
    assert "2 delivered, of how many is not known (person)" in text
    assert "none delivered; how many are asked for is not known (person)" in text
    assert "0 of 0" not in text and "%" not in text


@pytest.mark.parametrize(
    ("delivered", "asked", "words"),
    [
        (2, None, "2 delivered, of how many is not known (rifle)"),
        (2, 5, "2 of 5 delivered (rifle)"),
        (0, 1, "0 of 1 delivered (rifle)"),
        (0, None, "none delivered; how many are asked for is not known (rifle)"),
        (None, 5, "how many of 5 were delivered is not known (rifle)"),
        (None, None, "how many were delivered is not known, nor of how many (rifle)"),
    ],
)
def test_sums_say_what_they_know(delivered: int | None, asked: int | None, words: str) -> None:
    numbers = [None if n is None else Decimal(n) for n in (delivered, asked)]
    assert sums_worded(*numbers, "rifle") == words


def test_record_contents_are_never_taken_for_markup(card: CardPane, sample: Casebook) -> None:
    evil = '<img src="file:///etc/passwd"><a href="record:ask/x">click</a> & <b>'
    uid = records.add(sample, "stakeholder", {"name": evil, "kind": "person", "notes": evil})
    records.add(sample, "name", {"stakeholder": uid, "spelling": evil})
    records.add(sample, "post", {"stakeholder": uid, "title": evil})
    card.show_record("stakeholder", uid)
    assert card.text.toPlainText().count(evil) == 3
    assert card.title.text() == evil
    assert "<img" not in card.text.toHtml()
    assert "record:ask/x" not in links(card)


def test_paragraphs_run_in_their_own_direction(sample: Casebook, light: QApplication) -> None:
    html = Page(sample.today).paragraphs("Kabul\nکابل\n\nThe end")
    assert html.count('dir="ltr"') == 3 and html.count('dir="rtl" align="right"') == 1


def test_a_mention_is_a_link_that_says_where_it_leads(show: Show, qtbot: QtBot) -> None:
    card = show("event", "iran's foreign minister")
    target = next(link for link in links(card) if link.startswith("record:stakeholder/"))
    with qtbot.waitSignal(card.followed) as told:
        follow(card, target)
    assert told.args == ["stakeholder", target.partition("/")[2]]


def test_add_presets_the_record_that_the_new_one_hangs_on(show: Show, qtbot: QtBot) -> None:
    card = show("ask", "helmand")
    assert card.card is not None
    with qtbot.waitSignal(card.add_wanted) as told:
        follow(card, "add:items")
    assert told.args == ["item", "ask", card.card.uid]


def test_a_line_can_be_edited_or_deleted(show: Show, qtbot: QtBot) -> None:
    card = show("stakeholder", "islamic emirate")
    line = next(link for link in links(card) if link.startswith("line:name/"))
    follow(card, line)
    menu = card.findChild(QMenu)
    assert menu is not None
    edit, delete = menu.actions()
    with qtbot.waitSignal(card.edit_wanted) as told:
        edit.trigger()
    assert told.args == ["name", line.partition("/")[2]]
    with qtbot.waitSignal(card.delete_wanted):
        delete.trigger()
    menu.close()


def test_the_history_tells_before_and_after(show: Show, sample: Casebook) -> None:
    card = show("ask", "helmand")
    assert card.card is not None
    records.edit(sample, "ask", {card.card.uid: {"status": "agreed"}})
    card.refresh()
    assert "History: 2 changes" in card.text.toPlainText()
    follow(card, "history:")
    text = card.text.toPlainText()
    assert "Edit Ask, A. Officer" in text and "under discussion agreed" in text
    follow(card, "history:back")
    assert "Asked by" in card.text.toPlainText()


def test_what_stood_there_before_can_be_put_back(
    show: Show, sample: Casebook, qtbot: QtBot
) -> None:
    card = show("ask", "helmand")
    assert card.card is not None
    uid = card.card.uid
    records.edit(sample, "ask", {uid: {"status": "agreed", "priority": "high"}})
    records.edit(sample, "ask", {uid: {"status": "under discussion"}})
    card.refresh()
    follow(card, "history:")
    ways = [link for link in links(card) if link.startswith("history:put/")]
    numbers = [act.number for act in history(sample, of=uid)]
    # The status is again what it was before the first edit: that offers the priority alone.
    assert [way.removeprefix("history:put/") for way in ways] == [
        f"{numbers[0]}/status", f"{numbers[0]}", f"{numbers[1]}/priority", f"{numbers[1]}",
    ]  # fmt: skip
    with qtbot.waitSignal(card.put_back_wanted) as told:
        follow(card, ways[2])
    assert told.args == ["ask", uid, numbers[1], "priority"]


def test_a_record_that_is_gone_is_said_to_be(card: CardPane, sample: Casebook) -> None:
    uid = uid_of(sample, "ask", "helmand")
    records.delete(sample, "ask", [uid])
    assert not card.show_record("ask", uid)
    assert "gone" in card.text.toPlainText()
    assert not card.edit.isVisible()


def test_the_marking_stands_at_the_top_and_at_the_edge(card: CardPane, sample: Casebook) -> None:
    strictest = sample.words("marking")[-1]
    uid = uid_of(sample, "ask", "helmand")
    records.edit(sample, "ask", {uid: {"marking": strictest}})
    card.show_record("ask", uid)
    assert card.marking.isVisible() and card.marking.text() == strictest.upper()
    image = card.grab().toImage()
    assert image.pixelColor(1, 400) != image.pixelColor(12, 400)


def test_several_rows_can_be_edited_from_the_card(card: CardPane, qtbot: QtBot) -> None:
    card.show_many("ask", 3)
    assert card.title.text() == "3 selected: Asks"
    with qtbot.waitSignal(card.many_edit_wanted):
        follow(card, "many:edit")


def test_dates_show_how_they_are_written_on_hover(show: Show) -> None:
    card = show("event", "araghchi")
    assert "2025-01, last month" in _tips(card)


def _tips(card: CardPane) -> list[str]:
    tips = []
    block = card.text.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            tip = pieces.fragment().charFormat().toolTip()
            if tip:
                tips.append(tip)
            pieces += 1
        block = block.next()
    return tips


def test_overdue_means_that_the_whole_date_has_passed() -> None:
    assert not is_overdue("2025-04", "pending", datetime.date(2025, 4, 30))
    assert is_overdue("2025-04", "pending", datetime.date(2025, 5, 1))
    assert not is_overdue("2025-04", "met", datetime.date(2025, 5, 1))
    assert not is_overdue(None, "pending", datetime.date(2025, 5, 1))
