"""Frame lines: those above and below a screen's body, from the trail, the feed, the clock and the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from textual.app import App
from textual.containers import Horizontal
from textual.widget import Widget

from tui.analysis.feeds.background import live_wants
from tui.analysis.feeds.feed import FeedView, feed_view, unread_of
from tui.config.values import SCREENS
from tui.domain.records import FailureKind, Runs, Want, WantStatus
from tui.monitor.alarm import alarming
from tui.ui.banner import Banner, banner_text
from tui.ui.context import Context
from tui.ui.footer import KeyLine
from tui.ui.header import clock_runs, state_runs
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Navigation
from tui.ui.tab_strip import TabStrip
from tui.ui.widgets.breadcrumb import Breadcrumb, width_of
from tui.ui.widgets.line import Line

W = TypeVar("W", bound=Widget)


class Lined(Protocol):
    """A screen, as its lines see it."""

    context: Context
    navigation: Navigation
    queries: list[LiveQuery[Any]]

    @property
    def app(self) -> App[Any]: ...
    @property
    def frozen_ts(self) -> float | None: ...
    def query_one(self, selector: str, expect_type: type[W], /) -> W: ...
    def wants(self) -> Sequence[Want]: ...
    def main_wants(self) -> Sequence[Want]: ...
    def feed_wants(self) -> Sequence[Want]: ...
    def newest_ts(self) -> float | None: ...
    def answered(self) -> bool: ...
    def signs(self) -> Mapping[str, Sequence[str]]: ...
    def plain(self, text: str) -> str: ...
    def shown_keys(self) -> Runs: ...
    def tell_keys(self) -> None: ...


class FrameLines:
    """The lines of one screen. Each repaints only if its text changed."""

    def __init__(self, screen: Lined) -> None:
        self.screen = screen
        # The failures of the wants as drawn in the place of data.
        self._failures: list[FailureKind | None] = []

    def above(self) -> Iterator[Widget]:
        with Horizontal(id="top"):
            yield Breadcrumb(self._trail(), id="breadcrumb")
            yield Line(id="state")
            yield Line(clock_runs(self.screen.context), id="clock")
        yield TabStrip(id="tabs")

    def below(self) -> Iterator[Widget]:
        yield Banner(id="banner", markup=False)
        yield KeyLine(self.screen.shown_keys(), id="keys")

    @property
    def key_line(self) -> KeyLine:
        return self.screen.query_one("#keys", KeyLine)

    def tell(self) -> None:
        """The clock, the age and the state of the feed, the breadcrumb and the banner."""
        screen, context = self.screen, self.screen.context
        statuses = context.statuses(screen.feed_wants())
        screen.query_one("#clock", Line).runs = clock_runs(context)
        screen.query_one("#state", Line).runs = state_runs(
            context,
            self._feed(statuses),
            statuses,
            width=screen.app.size.width,
            place=width_of(self._trail()),
        )
        self.tell_breadcrumb()
        wants = screen.main_wants() or self.alarm_wants()
        known = context.statuses(wants)
        slow_s = max((query.slow_s for query in screen.queries), default=0.0)
        said = banner_text(context, known, wants, screen.signs(), slow_s)
        screen.query_one("#banner", Banner).tell(screen.plain(said))
        self.key_line.retell()
        failures = [status.failure.kind if status.failure else None for status in known]
        if failures != self._failures:
            self._failures = failures
            for query in screen.queries:
                query.show_again()

    def tell_breadcrumb(self) -> None:
        self.screen.query_one("#breadcrumb", Breadcrumb).parts = self._trail()

    def tell_keys(self) -> None:
        self.key_line.tell(self.screen.shown_keys())

    def tell_tabs(self) -> None:
        signs, below = self.screen.signs(), self.screen.navigation.below
        keys = [signs[f"tab.{name}"][0] for name in SCREENS]
        titles = [self.screen.context.tab_title(name) for name in SCREENS]
        self.screen.query_one("#tabs", TabStrip).tell(below[0].TAB, keys, titles)

    def say(self, text: str | Callable[[], str]) -> None:
        """Show a sentence in the key line for a moment; a function is called again at each tick."""
        self.key_line.say(text, then=self.screen.tell_keys)

    def alarm_wants(self) -> tuple[Want, ...]:
        """The minutes that the monitor judges on every screen."""
        edition = self.screen.context.edition
        watched = alarming(edition)
        return tuple(want for want in live_wants(edition) if want.endpoint in watched)

    def _trail(self) -> tuple[str, ...]:
        return tuple(crumb.text for crumb in self.screen.navigation.trail())

    def _feed(self, statuses: Sequence[WantStatus]) -> FeedView:
        screen, context = self.screen, self.screen.context
        return feed_view(
            statuses=statuses,
            newest_ts=screen.newest_ts(),
            answered=screen.answered(),
            frozen=screen.frozen_ts is not None,
            now_ts=context.clock.now(),
            unread=sum(spend.set_aside for spend in unread_of(screen.feed_wants(), context.unread)),
        )
