"""Usage in today's edition: days or hours, newest first, each metric by itself; seven days against the seven before.

  day (UTC)     Users  Sessions  Minutes  Δ week  state         │ Metric    last 7 d    a day   Δ week
▸ Mon 11-30    21,759    31,020  120,412  +3.1 %  recount 12-02 │ ▸Users     152,310   21,759   +2.8 %
  Sun 11-29    20,998    29,880  118,004  −0.4 %  recounted     │ Mon 2026-11-30 …
`t` turns to hours. At 80 columns the totals are below the list. Beside the totals: the XLA minutes of this month.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from tui.analysis.feeds.insights import usage_wants
from tui.analysis.project.insights import InsightView
from tui.domain.records import DAY, HOUR, Run, Scope, Want
from tui.messages import insights as words
from tui.messages.quota import ENDPOINT_NAMES
from tui.terminal.cells import holding, plain
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.usage.columns import bar_cells
from tui.ui.features.usage.insights import (
    FIELDS,
    FIRST,
    InsightQuery,
    about_lines,
    insight_total_columns,
    insights_export,
    read_insights,
    slot_columns,
    slot_rows,
    total_rows,
    why_insights,
)
from tui.ui.features.usage.xla_note import XlaNote
from tui.ui.live_query import LiveQuery
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import HEADER_ROWS, Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

NAMES = tuple(FIELDS)
# Days and hours on screen; the second of each at first.
SPANS = {DAY: (7, 28, 90), HOUR: (24, 72, 336)}
USUAL = 1


class InsightScreen(FrameScreen):
    TAB = "usage"
    HELP = "insights"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.select", "table.mark"})
    FOOTER = (
        "usage.step",
        "usage.previous_metric usage.next_metric",
        "usage.zoom_in usage.zoom_out",
        "filter",
        "help",
        "leave",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("usage.step", "t", "step"),
        bind("usage.previous_metric", "left,h", "choose(-1)"),
        bind("usage.next_metric", "right,l", "choose(1)"),
        bind("usage.zoom_in", "plus,equals_sign", "zoom(-1)"),
        bind("usage.zoom_out", "minus", "zoom(1)"),
        bind("usage.zoom_reset", "0", "zoom(0)"),
        bind("usage.maximise", "z", "maximise"),
        bind("why", "w", "why"),
    ]

    chosen = FIRST
    step_s = DAY

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.zoom = USUAL
        topics = {f"series:{name}" for name in context.edition.insights}
        # Days and hours become askable even when nothing came.
        self.live_query = LiveQuery(self, self.ask, self.show, topics=topics, step_s=HOUR)
        self.xla = XlaNote(self)

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        columns = slot_columns(self.step_s, self.chosen, context.lang)
        yield Table(columns, ascii=context.ascii, id="days", react=self.show_slot)
        with Container(id="side"):
            totals = Table(
                insight_total_columns(context.lang),
                total_rows(None, context.lang),
                ascii=context.ascii,
                id="totals",
                react=self._metric_chosen,
            )
            totals.styles.height = len(NAMES) + HEADER_ROWS
            yield totals
            yield Line(id="hint")
            yield from self.xla.compose()
            yield Note(id="about")

    # -- wants

    def wants(self) -> Sequence[Want]:
        return usage_wants(self.context.edition, self.step_s, self.chosen)

    def newest_ts(self) -> float | None:
        return self.data.newest_ts if self.data else None

    def answered(self) -> bool:
        return self.data is not None and self.data.newest_ts is not None

    def breadcrumb(self) -> tuple[str, ...]:
        lang = self.context.lang
        step, span = (words.DAYS, words.SPAN_DAYS) if self.step_s == DAY else (words.HOURS, words.SPAN_HOURS)
        return (step(lang), span(lang, n=self.spans))

    @property
    def spans(self) -> int:
        return SPANS[self.step_s][self.zoom]

    @property
    def data(self) -> InsightView | None:
        return self.live_query.data

    async def ask(self, feed: Feed, now_ts: float) -> InsightView | None:
        query = InsightQuery(self.context.edition, now_ts, self.step_s, self.spans)
        return await feed.store.read(read_insights, query)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        return await asyncio.to_thread(
            insights_export, self.data, self.query_one("#days", Table).shown, setting, self.xla.data
        )

    # -- showing

    def show(self) -> None:
        """Everything on screen from `data`, the chosen metric and the chosen slot."""
        context, days = self.context, self.query_one("#days", Table)
        lang, data = context.lang, self.data if self.data and self.data.step_s == self.step_s else None
        bare = slot_rows(data, self.chosen, context, 0)
        columns = holding(slot_columns(self.step_s, self.chosen, lang), (row.cells for row in bare))
        days.set_columns(columns)
        if data is None or not data.slots:
            days.placeholder = unanswered_text(context, *context.edition.insights)
        days.update(slot_rows(data, self.chosen, context, bar_cells(columns, days.scrollable_content_region.width)))
        totals, told = self.query_one("#totals", Table), total_rows(data, lang)
        totals.set_columns(holding(insight_total_columns(lang), (row.cells for row in told)))
        totals.update(told)
        totals.move_cursor(self.chosen)
        self.show_slot()

    def show_slot(self) -> None:
        """The slot under the cursor; the requests of the day."""
        slot = self.data.slot(self.query_one("#days", Table).cursor_key) if self.data else None
        lines = about_lines(self.data, slot, self.chosen, self.context)
        self.query_one("#hint", Line).runs = (*(lines[0] if lines else ()), ("   ", "text"), *self.spent_runs())
        spent = plain(self.spent_runs())
        told = [*map(plain, lines), words.EXPLAINS[self.chosen](self.context.lang), *([spent] if spent else [])]
        self.query_one("#about", Note).tell(Content(self.plain("\n".join(told))))

    def spent_runs(self) -> tuple[Run, ...]:
        context, lang = self.context, self.context.lang
        told = [
            words.SPENT_OF(lang, endpoint=ENDPOINT_NAMES[name](lang), spent=spent, limit=limit)
            for name in context.edition.insights
            for spent, limit in (context.spent.get(name, (0, context.edition[name].limits.per_day)),)
        ]
        return ((words.SPENT(lang, told=" · ".join(told)), "dim"),) if told else ()

    @on(Table.Highlighted, "#days")
    def _slot_chosen(self) -> None:
        self.show_slot()

    @on(Table.Highlighted, "#totals")
    def _metric_chosen(self) -> None:
        # Where the cursor is by now, not where it was when this was told.
        key = self.query_one("#totals", Table).cursor_key
        if key is not None and key != self.chosen:
            self.choose(key)

    def on_resize(self) -> None:
        # The bars are as long as the list is wide, which is known once it is laid out.
        self.call_after_refresh(self.show)

    # -- keys

    def choose(self, name: str) -> None:
        self.chosen = name
        self.show()
        self.tell_frame()

    def action_choose(self, by: int) -> None:
        self.choose(NAMES[(NAMES.index(self.chosen) + by) % len(NAMES)])

    def action_step(self) -> None:
        """Days or hours."""
        self.step_s, self.zoom = (HOUR if self.step_s == DAY else DAY), USUAL
        self.live_query.ask_another()
        self.tell_frame()

    def action_zoom(self, by: int) -> None:
        self.zoom = USUAL if by == 0 else min(max(self.zoom + by, 0), len(SPANS[self.step_s]) - 1)
        self.live_query.ask_another()
        self.tell_frame()

    def action_maximise(self) -> None:
        self.toggle_class("maximised")
        self.call_after_refresh(self.show)

    def action_why(self) -> None:
        self.explain(partial(why_insights, self.chosen, self.xla.data, self.context))

    def step_back(self) -> bool:
        if not self.has_class("maximised"):
            return False
        self.action_maximise()
        return True
