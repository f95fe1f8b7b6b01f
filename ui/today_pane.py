"""Today: what is overdue and due soon, what one has to do, the last meetings, what moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import marking_chips, theme
from ui.card import Text
from ui.card_html import Page
from ui.rich_text import escape
from ui.work import Job, Work
from workbench import lists, markings, when
from workbench.casebook import Casebook, Changed
from workbench.kinds import ASK_STATUSES, KINDS, Mention
from workbench.lists import Query
from workbench.messages import _, n_
from workbench.today import Cold, Due, Met, Moved, Today, today

T = TypeVar("T")

_STATUSES = dict(ASK_STATUSES)
BESIDE = 20_000
"""Events from which on it is found out beside the window: it takes a third of a second."""

_SHOWN = 12  # lines of a part; who has more to do finds the rest in its table


class TodayPane(QWidget):
    """What is before the desk; each line is a link, each action can be ticked off."""

    chosen = Signal(str, str)  # kind, uid
    done_wanted = Signal(str)  # uid of an action
    list_wanted = Signal(str, str)  # the name of a table's pane, and a status or nothing
    counted = Signal(str)

    def __init__(self, casebook: Casebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self._stale = True
        self._overdue = 0
        self._work = Work(self)
        self._looking: Job | None = None
        self.text = Text()
        self.text.setAccessibleName(_("Today"))
        self.text.anchorClicked.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * theme.STEP, 4 * theme.STEP, 4 * theme.STEP, 2 * theme.STEP)
        column.addWidget(self.text)
        self.setFocusProxy(self.text)

    def refresh(self, changed: Changed | None = None) -> None:
        """Look again after a change: at once where it is in sight, else when it next is."""
        self._stale = True
        if self.isVisible():
            self.refill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refill()

    def refill(self) -> None:
        """Look anew, beside the window where that takes long; until then what it said stands."""
        self._stale = False
        if lists.count(self._casebook, Query("event")) < BESIDE:
            self._word(today(self._casebook))
            return
        if self._looking is not None:
            self._looking.cancel()  # what it found is old by now
        casebook = self._casebook
        job = self._looking = self._work.start(lambda progress: today(casebook))
        job.finished.connect(self._found)
        job.failed.connect(self._not_found)
        if self.text.document().isEmpty():
            self.text.setPlainText(_("Looking at what is before the desk…"))

    def _found(self, found: Today) -> None:
        if self.sender() is self._looking:
            self._looking = None
            self._word(found)

    def _not_found(self, error: BaseException) -> None:
        if self.sender() is self._looking:
            self._looking = None
            raise error

    def _word(self, found: Today) -> None:
        place = self.text.verticalScrollBar().value()
        self._overdue = len(found.overdue)
        order = markings.order(self._casebook)
        shown = Words(found, order, lambda named: markings.of_mentions(self._casebook, named))
        self.text.setHtml(shown.html())
        self.text.verticalScrollBar().setValue(place)
        self.counted.emit(self.status())

    def restyle(self) -> None:
        """The theme or the text's size has changed."""
        self.refresh()

    def status(self) -> str:
        """The status line."""
        if not self._overdue:
            return _("Nothing is overdue")
        return n_("{n} overdue", "{n} overdue", self._overdue)

    def select(self, kind: str, uid: str) -> bool:
        """Nothing is chosen here for long: every line leads elsewhere."""
        return False

    def _follow(self, url: QUrl) -> None:
        scheme, _colon, rest = url.toString().partition(":")
        kind, _slash, uid = rest.partition("/")
        if scheme == "record":
            self.chosen.emit(kind, uid)
        elif scheme == "done":
            self.done_wanted.emit(uid)
        elif scheme == "list":
            self.list_wanted.emit(kind, uid)


class Words:
    """What the pane says. `marked` tells of records, by uid, which of them has which marking."""

    def __init__(
        self,
        found: Today,
        order: Sequence[str],
        marked: Callable[[Iterable[Mention]], Mapping[str, str]],
    ) -> None:
        self._found = found
        self._page = Page(found.day)
        self._order = order
        parts: tuple[Sequence[Due | Met | Moved | Cold], ...] = (
            found.overdue, found.coming, found.mine,
            found.last_meetings, found.moved, found.gone_cold,
        )  # fmt: skip
        shown = [each.record for part in parts for each in part[:_SHOWN]]
        self._marked = marked(shown)

    def html(self) -> str:
        """The whole pane as rich text."""
        found, page = self._found, self._page
        size = theme.font("title").pointSizeF()
        day = when.wording(when.from_date(found.day))
        title = escape(_("Today, {date}", date=day))
        strictest = markings.strictest(self._order, self._marked.values())
        chip = self._chip(strictest) if strictest else ""
        head = (
            f'<table width="100%" cellspacing="0" cellpadding="0"><tr>'
            f'<td style="font-size: {size}pt;"><b>{title}</b></td>'
            f'<td align="right" style="padding-right: 20px;">{chip}</td></tr></table>'
        )
        left = [
            self._part(
                _("Overdue"), found.overdue, self._late,
                _("Nothing is overdue."), "asks/overdue",
            ),
            self._part(
                _("Due within 30 days"), found.coming, self._due,
                _("Nothing falls due in the next 30 days."), "asks/",
            ),
            self._part(
                _("My actions"), found.mine, self._mine,
                _("Nothing for you to do. Actions are noted at the end of a meeting (Ctrl+L)."),
                "actions/",
            ),
        ]  # fmt: skip
        right = [
            self._part(
                _("Last meetings"), found.last_meetings, self._met,
                _("No meetings yet. Log the first (Ctrl+L)."),
            ),
            self._part(
                _("Asks that moved"), found.moved, self._moved,
                _("No ask has changed its status yet."),
            ),
            self._part(
                _("Gone quiet: no meeting for 90 days"), found.gone_cold, self._cold,
                _("Nobody whom the desk has met has gone quiet."),
            ),
        ]  # fmt: skip
        cells = "".join(
            f'<td width="50%" style="padding-right: 20px;">{"".join(side)}</td>'
            for side in (left, right)
        )
        return page.whole(
            f'{head}<table width="100%" cellspacing="0" cellpadding="0"><tr>{cells}</tr></table>'
        )

    def _part(
        self, title: str, found: Sequence[T], line: Callable[[T], str], empty: str, whole: str = ""
    ) -> str:
        rule = self._page.colours.rule.name()
        told = [line(each) for each in found[:_SHOWN]]
        rest = len(found) - len(told)
        more = n_("and {n} more", "and {n} more", rest) if rest else ""
        rows = "".join(told)
        if more and whole:
            # A cell that spans keeps the tick boxes' narrow column narrow.
            rows += f'<tr><td colspan="3">{self._page.link(f"list:{whole}", more)}</td></tr>'
        elif more or not told:
            said = self._page.muted(escape(more or empty))
            rows += f'<tr><td colspan="3">{said}</td></tr>'
        return (
            f'<table width="100%" cellspacing="0" cellpadding="0" style="margin-top: 14px;"><tr>'
            f'<td style="border-bottom: 1px solid {rule}; padding-bottom: 2px;">'
            f"<b>{escape(title)}</b></td></tr></table>"
            f'<table width="100%" cellspacing="0" cellpadding="0">{rows}</table>'
        )

    def _chip(self, marking: str) -> str:
        return self._page.chip(marking.upper(), marking_chips.chip(self._order, marking))

    def _row(self, record: Mention, below: Iterable[str], before: str = "", after: str = "") -> str:
        lead = self._page.mention(record)
        marking = self._marked.get(record.uid)
        if markings.rank(self._order, marking) > 0:
            chips = [chip for chip in (after, self._chip(str(marking))) if chip]
            row = "".join(f'<td style="padding-left: 4px;">{chip}</td>' for chip in chips)
            after = f'<table cellspacing="0" cellpadding="0"><tr>{row}</tr></table>'
        told = " · ".join(part for part in below if part)
        under = f"<br>{self._page.muted(told)}" if told else ""
        first = f'<td width="22" style="padding: 4px 0;">{before}</td>' if before else ""
        last = f'<td align="right" style="padding: 4px 0 4px 8px;">{after}</td>' if after else ""
        return f'<tr>{first}<td style="padding: 4px 0;">{lead}{under}</td>{last}</tr>'

    def _due(self, due: Due) -> str:
        kind = str(KINDS[due.record.kind].one)
        owed = escape(_("due {date}")).replace("{date}", self._page.date(due.due))
        before = self._tick(due.record.uid) if due.record.kind == "action" else ""
        return self._row(due.record, (owed, escape(kind), escape(due.whose)), before)

    def _late(self, due: Due) -> str:
        kind = str(KINDS[due.record.kind].one)
        ago = when.ago(when.parse(due.due), self._found.day)
        owed = escape(_("was due {date}")).replace("{date}", self._page.date(due.due))
        chip = self._page.chip(_("overdue"), self._page.colours.status("overdue"))
        before = self._tick(due.record.uid) if due.record.kind == "action" else ""
        told = (f"{owed}, {escape(ago)}", escape(kind), escape(due.whose))
        return self._row(due.record, told, before, chip)

    def _tick(self, uid: str) -> str:
        return self._page.link(f"done:action/{uid}", "☐", _("Tick it off"))

    def _mine(self, due: Due) -> str:
        owed = ""
        if due.due:
            owed = escape(_("due {date}")).replace("{date}", self._page.date(due.due))
        return self._row(due.record, (owed,), self._tick(due.record.uid))

    def _met(self, met: Met) -> str:
        date = self._page.date(met.when) if met.when else escape(_("no date"))
        kind = KINDS["event"].field("kind").choice_label(met.kind)
        told = (date, escape(kind), escape(met.place or ""))
        return self._row(met.record, told)

    def _moved(self, moved: Moved) -> str:
        before, after = (str(_STATUSES.get(s, s)) for s in (moved.before, moved.after))
        told = _("from {before} to {after}", before=before, after=after)
        return self._row(moved.record, (escape(told), escape(moved.at[:10])))

    def _cold(self, cold: Cold) -> str:
        if cold.last_meeting is None:
            return self._row(cold.record, (escape(_("no meeting")),))
        ago = when.ago(when.parse(cold.last_meeting), self._found.day)
        last = escape(_("last met {date}")).replace("{date}", self._page.date(cold.last_meeting))
        return self._row(cold.record, (f"{last}, {escape(ago)}",))
