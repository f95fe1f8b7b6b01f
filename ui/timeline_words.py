"""What is said of a mark, or of many, when a person points at them."""

from __future__ import annotations

from typing import Final

import numpy as np

from ui.timeline_chart import Chart
from workbench.messages import _, n_
from workbench.timeline import ASK, Described
from workbench.when import parse, wording

_TOLD: Final = 5  # records named over a band of counts


def mark_words(chart: Chart, mark: int) -> str:
    """A mark's title, date and status, a line for each; nothing where its record has gone."""
    told = chart.described([mark]).get(mark)
    if told is None:
        return ""
    lines = [told.title, _dates(chart, told)]
    word = _(chart.timeline.word(mark))
    if chart.timeline.overdue(np.array([mark]), chart.now)[0]:
        word = _("{status}, overdue", status=word)
    lines.append(_("ask, {status}", status=word) if chart.timeline.kind[mark] == ASK else word)
    lines.append(_("marked {marking}", marking=told.marking) if told.marking else "")
    return "\n".join(line for line in lines if line)


def count_words(chart: Chart, lane: int, begin: float, end: float) -> str:
    """How many marks of a lane there are in some seconds, and the first of them."""
    marks = chart.timeline.within(lane, begin, end)
    told = chart.described(marks[:_TOLD].tolist())
    lines = [n_("{n} record here", "{n} records here", len(marks))]
    lines += [_("{title} · {date}", title=each.title, date=_dates(chart, each))
              for each in told.values()]  # fmt: skip
    more = len(marks) - len(told)
    lines += [n_("and {n} more; click to zoom in", "and {n} more; click to zoom in", more)] * (
        more > 0
    )
    return "\n".join(lines)


def _dates(chart: Chart, told: Described) -> str:
    when = wording(parse(told.when), chart.today) if told.when else ""
    if not told.until:
        return when
    due = _("due {date}", date=wording(parse(told.until), chart.today))
    return _("{when}, {due}", when=when, due=due) if when else due
