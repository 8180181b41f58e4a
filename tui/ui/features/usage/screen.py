"""Usage: the days of the project, newest first, each with its bar; seven days against the seven before; one day whole.

  day (UTC)     Users  Sessions  Channels  Δ week   Users                 │ Metric    last 7 d    a day   Δ week
▸ Sat 11-21   21,759    31,020     5,012   +3.1 %   ████████████▌         │ ▸Users     152,310   21,759   +2.8 %
  Fri 11-20   20,998    29,880     4,960   −0.4 %   ███████████▉          │ Sat 2026-11-21 …
At 80 columns the totals are below the list, and the chosen day is one line.
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

from tui.analysis.project.usage import USAGE_NAMES, UsageView
from tui.domain.records import HOUR, Scope, Want
from tui.messages import usage as words
from tui.terminal.cells import holding
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.usage.columns import UsageQuery, bar_cells, day_columns, day_rows, read_days, usage_export
from tui.ui.features.usage.view import about, hint, total_columns, total_rows
from tui.ui.features.usage.xla_note import XlaNote
from tui.ui.live_query import LiveQuery
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import HEADER_ROWS, Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

SPANS_DAYS = tuple(words.SPAN)
USUAL_SPAN = 1


class UsageScreen(FrameScreen):
    TAB = "usage"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.select", "table.mark"})
    FOOTER = (
        "usage.previous_metric usage.next_metric",
        "usage.zoom_in usage.zoom_out",
        "filter",
        "freeze",
        "help",
        "leave",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("usage.previous_metric", "left,h", "choose(-1)"),
        bind("usage.next_metric", "right,l", "choose(1)"),
        bind("usage.zoom_in", "plus,equals_sign", "zoom(-1)"),
        bind("usage.zoom_out", "minus", "zoom(1)"),
        bind("usage.zoom_reset", "0", "zoom(0)"),
        bind("usage.maximise", "z", "maximise"),
        bind("why", "w", "why"),
    ]

    chosen = USAGE_NAMES[0]
    span_days = SPANS_DAYS[USUAL_SPAN]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        # A day ends at 00:00 and is counted at 08:00 UTC, even when nothing came.
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"usage"}, step_s=HOUR)
        self.xla = XlaNote(self)

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield Table(day_columns(self.chosen, context), ascii=context.ascii, id="days", react=self.show_day)
        with Container(id="side"):
            totals = Table(
                total_columns(None, context.lang),
                total_rows(None, context.lang),
                ascii=context.ascii,
                id="totals",
                react=self._metric_chosen,
            )
            totals.styles.height = len(USAGE_NAMES) + HEADER_ROWS
            yield totals
            yield Line(id="hint")
            yield from self.xla.compose()
            yield Note(id="about")

    # -- wants

    def wants(self) -> Sequence[Want]:
        return (Want(self.context.edition.usage.name),)

    def newest_ts(self) -> float | None:
        return self.data.newest_ts if self.data else None

    def answered(self) -> bool:
        return self.data is not None and self.data.last_answer_ts is not None

    def breadcrumb(self) -> tuple[str, ...]:
        return (words.SPAN[self.span_days](self.context.lang),)

    @property
    def data(self) -> UsageView | None:
        return self.live_query.data

    async def ask(self, feed: Feed, now_ts: float) -> UsageView:
        return await feed.store.read(read_days, UsageQuery(self.context.edition, now_ts, self.span_days))

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        return await asyncio.to_thread(
            usage_export, self.data, self.query_one("#days", Table).shown, setting, self.xla.data
        )

    # -- showing

    def show(self) -> None:
        """Everything on screen from `data`, the chosen metric and the chosen day."""
        context, days = self.context, self.query_one("#days", Table)
        bare = day_rows(self.data, self.chosen, context, 0)
        columns = holding(day_columns(self.chosen, context), (row.cells for row in bare))
        days.set_columns(columns)
        bars = bar_cells(columns, days.scrollable_content_region.width)
        if self.data is None or not self.data.days:
            days.placeholder = unanswered_text(context, *(want.endpoint for want in self.wants()))
        days.update(day_rows(self.data, self.chosen, context, bars))
        totals, told = self.query_one("#totals", Table), total_rows(self.data, context.lang)
        totals.set_columns(holding(total_columns(self.data, context.lang), (row.cells for row in told)))
        totals.update(told)
        totals.move_cursor(self.chosen)
        self.show_day()

    def show_day(self) -> None:
        """The day under the cursor."""
        day = self.data.day(self.query_one("#days", Table).cursor_key) if self.data else None
        self.query_one("#hint", Line).runs = hint(day, self.context)
        note = self.query_one("#about", Note)
        text = about(self.data, day, self.chosen, self.context, note.content_region.width)
        note.tell(Content(self.plain(text.plain)) if self.context.ascii else text)

    @on(Table.Highlighted, "#days")
    def _day_chosen(self) -> None:
        self.show_day()

    @on(Table.Highlighted, "#totals")
    def _metric_chosen(self) -> None:
        # Where the cursor is by now, not where it was when this was told.
        key = self.query_one("#totals", Table).cursor_key
        if key is not None and key != self.chosen:
            self.chosen = key
            self.show()

    def on_resize(self) -> None:
        # The bars are as long as the list is wide, which is known once it is laid out.
        self.call_after_refresh(self.show)

    # -- keys

    def action_choose(self, by: int) -> None:
        self.chosen = USAGE_NAMES[(USAGE_NAMES.index(self.chosen) + by) % len(USAGE_NAMES)]
        self.show()

    def action_maximise(self) -> None:
        """Give the whole screen to the days: their bars grow."""
        self.toggle_class("maximised")
        self.call_after_refresh(self.show)

    def action_why(self) -> None:
        from tui.ui.features.usage.view import why_usage

        self.explain(partial(why_usage, self.chosen, self.xla.data, self.context))

    def step_back(self) -> bool:
        if not self.has_class("maximised"):
            return False
        self.action_maximise()
        return True

    def action_zoom(self, by: int) -> None:
        index = USUAL_SPAN if by == 0 else SPANS_DAYS.index(self.span_days) + by
        self.span_days = SPANS_DAYS[min(max(index, 0), len(SPANS_DAYS) - 1)]
        self.live_query.ask_another()
