"""How long one frame of the timeline takes, beside a frame of an empty plot of the same size."""

from __future__ import annotations

import datetime
import random
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter

import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QWidget

from ui.timeline_pane import TimelinePane
from workbench import when
from workbench.timeline import (
    ASK_STATUSES,
    EVENT_KINDS,
    LANES_BY,
    AskRow,
    Described,
    EventRow,
    Facts,
)

EVENTS = 100_000
SMALL = 20_000
SIZE = 1400, 900
SPANS = ("2001/2024", "2018/2024", "2022-01/2022-12", "2022-03/2022-04", "2022-03-08/2022-03-09")
FRAMES = 7
TODAY = datetime.date(2024, 6, 1)


def made(events: int, seed: int = 1) -> Facts:
    """Made-up facts: so many events over 24 years, a fifth of them loose, and asks among them."""
    chance = random.Random(seed)
    people = max(10, events // 50)
    first = datetime.date(2001, 1, 1)

    def day() -> str:
        return (first + datetime.timedelta(days=int(8_700 * chance.random() ** 0.6))).isoformat()

    def anyone() -> int:
        return 1 + int(people * chance.random() ** 3)

    def loosely(text: str) -> str:
        shape = chance.random()
        if shape < 0.1:
            return text[:7]
        if shape < 0.15:
            return f"{text[:7]}~"
        if shape < 0.19:
            return text[:4]
        return f"{text[:7]}/.." if shape < 0.2 else text

    dates = [loosely(day()) for _n in range(events)]
    rows = [EventRow(n, chance.choice(EVENT_KINDS), text, *when.bounds(text))
            for n, text in enumerate(dates, 1)]  # fmt: skip
    parties = [(n, anyone()) for n in range(1, events + 1) for _twice in range(2)]
    asks = []
    for n in range(1, events // 20 + 1):
        raised, due = sorted((day(), day()))
        asks.append(AskRow(n, chance.choice(("aid", "water", "rights")),
                           chance.choice(ASK_STATUSES), raised, *when.bounds(raised), due,
                           *when.bounds(due), anyone(), anyone()))  # fmt: skip
    bears = [(1 + chance.randrange(events), 1 + n % len(asks)) for n in range(events // 4)]
    return Facts(
        rows, parties, asks, bears, [(n, f"Stakeholder {n}") for n in range(1, people + 1)]
    )


def describe(kind: str, keys: Sequence[int]) -> list[Described]:
    """Words for made-up records."""
    return [Described(key, f"{kind}-{key}", f"Made-up {kind} about matter {key}", "2020")
            for key in keys]  # fmt: skip


def measure(scale: str = "full") -> list[dict[str, object]]:
    """Frames at every zoom and in all lanes, as JSON-able figures in milliseconds.

    The floor is the median frame of an empty pyqtgraph PlotWidget of the same size whose
    range changes likewise. The gated figure is the slowest span's median. Needs a
    QApplication, or makes one.
    """
    _app = QApplication.instance() or QApplication([])
    events = EVENTS if scale == "full" else SMALL
    floor = _floor()
    facts, figures = made(events), []
    pane = TimelinePane()
    pane.resize(*SIZE)
    pane.show()
    for lanes_by in LANES_BY:
        pane.set_lanes_by(lanes_by)
        pane.show_facts(facts, describe, TODAY)
        slowest = max(_frames(pane, span, lane) for span in SPANS for lane in (0, 300))
        what = f"timeline frame, {events:,} events, lanes by {lanes_by}, slowest of ten views"
        figures.append({"what": what, "measured": round(slowest, 2), "floor": round(floor, 2),
                        "ratio": round(slowest / floor, 2), "unit": "ms"})  # fmt: skip
    pane.close()
    return figures


def _frames(pane: TimelinePane, span: str, lane: int) -> float:
    begin, end = when.bounds(span)
    pane.view.bar.setValue(lane)

    def move(n: int) -> None:
        by = (end - begin) * 0.02 * n
        pane.view.show_span(begin + by, end + 1.5 * by)  # a pan and a zoom: nothing is kept

    pane.view.frame = None
    took = _median(pane.view.viewport(), move)
    if pane.view.frame is None:
        raise RuntimeError("the timeline was not painted")
    return took


def _floor() -> float:
    plot = pg.PlotWidget()
    plot.resize(*SIZE)
    plot.show()
    took = _median(plot.viewport(), lambda n: plot.setXRange(n, 100 + 2 * n, padding=0))
    plot.close()
    return took


def _median(shown: QWidget, move: Callable[[int], object]) -> float:
    """The median time of a change of range and the repaint after it, in milliseconds."""
    QApplication.processEvents()  # until its window is there, a widget is not painted at all
    took = []
    for n in range(FRAMES):
        start = perf_counter()
        move(n)
        shown.repaint()
        took.append((perf_counter() - start) * 1000)
    return statistics.median(took)
