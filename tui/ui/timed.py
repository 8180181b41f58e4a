"""Timed: base of screens with charts over one period of a whole, in seconds, and one moment in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence, Set
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType

from tui.analysis.calls.asking import call_wants
from tui.analysis.calls.by_session import ToldBySession, of_interest
from tui.analysis.calls.standing import SERVER
from tui.domain.records import UNDER_WAY, Call, Scope, Session, Want, Window
from tui.store.errors import StoreError
from tui.ui.base_screen import FrameScreen
from tui.ui.charts.axes import LABEL_WIDTH
from tui.ui.charts.curves import PlotStyle
from tui.ui.charts.plot import prepare
from tui.ui.charts.view import View, followed, refitted, whole_view, zoomed
from tui.ui.context import Context, Feed
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.time_scope import MOVE_BINDINGS
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import bind


class TimedScreen(FrameScreen):
    """About one session of a call, or two. A subclass reads (`read`), works out the drawings (`draw`, in a thread), and
    shows all of it (`show`) or only the parts that depend on the moment (`show_moment`). The store is asked again only
    after a change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVE_BINDINGS,
        bind("session.zoom_in", "plus,equals_sign", "zoom(-1)"),
        bind("session.zoom_out", "minus", "zoom(1)"),
        bind("session.zoom_reset", "0", "zoom(0)"),
        bind("session.next_bad", "n", "next_bad(1)"),
        bind("session.previous_bad", "N", "next_bad(-1)"),
        bind("session.pair", "v", "pair"),
        bind("live.maximise", "z", "maximise"),
        bind("calls.at", "c", "calls"),
        bind("why", "w", "why"),
    ]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.moment_ts = self.scope.moment_ts
        self.view: View | None = None
        self.stale = True
        self.is_read = False
        self.asked: tuple[Want, ...] = ()
        self.live_query: LiveQuery[None] = LiveQuery(self, self.ask, self.show, topics=self.news, prepare=prepare)

    async def read(self, feed: Feed) -> None:
        """Ask the store and keep the answer. Raises StoreError."""
        raise NotImplementedError

    def draw(self, window: Window) -> None:
        """Work out the drawings of that period; runs in a thread."""
        raise NotImplementedError

    def show(self) -> None:
        """Everything on screen from the reading, the drawings and the moment."""
        raise NotImplementedError

    def show_moment(self) -> None:
        """The parts of the screen that depend on the moment."""
        raise NotImplementedError

    def all_charts(self) -> Iterable[Chart]:
        raise NotImplementedError

    def action_maximise(self) -> None:
        """Give the list's room to the charts, or back."""
        raise NotImplementedError

    # -- the scope

    def wants(self) -> Sequence[Want]:
        return self.asked

    def newest_ts(self) -> float | None:
        return self.context.live_newest_ts

    def answered(self) -> bool:
        return self.newest_ts() is not None and self.is_read

    def ask_on(self, call: Call, session: Session, sessions: Sequence[Session], told: ToldBySession) -> None:
        """Give the collector the wants: a running call grows from time to time. `told` has the answers by session."""
        wants = call_wants(
            self.context.edition,
            call,
            self.now_ts,
            self.moment_ts,
            servers=session.platform == SERVER,
            # The curves of the others say who suffers by it.
            sessions=of_interest(sessions, {session.sid}),
            told=told,
        )
        if set(wants) != set(self.asked):
            self.asked = wants
            self.tell_wants()

    @property
    def awaits_curves(self) -> bool:
        """Whether any of the curves that were asked for may still come."""
        return any(
            one.state in UNDER_WAY and one.want.part is not None and one.want.part.with_metrics
            for one in self._statuses(self.asked)
        )

    def news(self, topics: Set[str]) -> bool:
        """Whether these topics of the store concern the call; then the data is stale."""
        concerns = not topics.isdisjoint({f"call:{self.scope.call_id}", "calls", "diagnoses", "notes"})
        self.stale = self.stale or concerns
        return concerns

    def shown_window(self) -> Window | None:
        return self.view.window if self.view else None

    def link(self) -> Route:
        """The moment finds the call where the store knows no such id."""
        moment_ts = self.moment_ts
        if moment_ts is None and self.view is not None:
            moment_ts = self.view.whole.end_ts - 1
        return Route("session", replace(self.scope, moment_ts=moment_ts, window=None))

    def moment_link(self) -> Route | None:
        return None if self.moment_ts is None else self.link()

    # -- reading and drawing

    async def ask(self, feed: Feed, now_ts: float) -> None:
        """Read where the data is stale, and draw; another zoom only draws. Raises StoreError."""
        if self.stale:
            self.stale = False
            try:
                await self.read(feed)
            except StoreError:
                self.stale = True
                raise
        if self.view is not None:
            await asyncio.to_thread(self.draw, self.view.window)
        self.is_read = True

    def fit(self, whole: Window) -> None:
        """The charts are about that whole now; the moment stays on screen."""
        self.view = whole_view(whole) if self.view is None else refitted(self.view, whole)
        if self.moment_ts is not None:
            self.moment_ts = min(max(self.moment_ts, whole.start_ts), whole.end_ts - 1)
            self.view = followed(self.view, self.moment_ts)

    @property
    def looks(self) -> PlotStyle:
        context = self.context
        return PlotStyle(context.lang, context.ascii, context.zone.offset_s, context.thresholds)

    @property
    def now_ts(self) -> float:
        return self.context.clock.now() if self.frozen_ts is None else self.frozen_ts

    @property
    def cursor_ts(self) -> float | None:
        """Where the charts draw the moment: in the middle of its second."""
        return None if self.moment_ts is None else self.moment_ts + 0.5

    def reask(self) -> None:
        self.stale = True
        super().reask()

    def on_screen_resume(self) -> None:
        self.stale = True

    def on_resize(self) -> None:
        self.live_query.ask_again()

    def redraw(self) -> None:
        self.show()
        super().redraw()

    # -- the moment

    def columns(self) -> int:
        """How many columns of time the charts have, which are all of one width."""
        width = next(filter(None, (chart.size.width for chart in self.all_charts())), 80)
        return max(1, width - LABEL_WIDTH - 1)

    @on(Chart.Pointed)
    def _pointed(self, event: Chart.Pointed) -> None:
        self.move_to(int(event.ts))

    def action_move(self, steps: int) -> None:
        """By columns, from the moment; from the end of the shown period where there is none."""
        if self.view is not None:
            window = self.view.window
            step_s = max(1, round(window.seconds / self.columns()))
            from_ts = window.end_ts - 1 if self.moment_ts is None else self.moment_ts
            self.move_to(from_ts + steps * step_s)

    def move_to(self, ts: int) -> None:
        if self.view is None:
            return
        whole = self.view.whole
        self.moment_ts = min(max(ts, whole.start_ts), whole.end_ts - 1)
        self.scope = replace(self.scope, moment_ts=self.moment_ts)
        self.look_at(followed(self.view, self.moment_ts))
        self.show_moment()

    def look_at(self, view: View) -> None:
        if view != self.view:
            self.view = view
            self.live_query.ask_another()

    def action_calls(self) -> None:
        """The calls of all channels running at the moment, or at the end of the shown period."""
        end_ts = self.view.window.end_ts - 1 if self.view else int(self.now_ts)
        self.open(Route("calls", Scope(moment_ts=end_ts if self.moment_ts is None else self.moment_ts)))

    def action_zoom(self, by: int) -> None:
        if self.view is not None:
            self.look_at(zoomed(self.view, by, self.moment_ts))

    def step_back(self) -> bool:
        if self.has_class("maximised"):
            self.action_maximise()
        elif self.view is not None and not self.view.is_whole:
            self.action_zoom(0)
        else:
            return False
        return True
