"""Channels: the big channels; the counts over all of them, a row for each that is watched, and their charts.

All big channels      now    Δ10 m  ratio                   hour       │ Freeze users  1 h   14:07  62
▸Freeze users          62   +210 %                         ▁▁▂▄▆█     │ 62┤          ⣀⣠⠤⠤⣀
 Join attempts        335    +1.0 %                         ▄▄▄▅▄▄     │   └─13:32─────14:02────
Watched channel    online  freeze  share    /5    age  state           │ Slow joiners  1 h
▸大班课-数学          310      48  15.5 %  3.20   3 m                   │
 all-hands             95       2   2.1 %     –   4 m  no ratings      │ Join attempts  1 h
all-hands: no ratings: the app must call the SDK's rate method         │
At 80 columns one chart is below the lists; from 160 the charts of the chosen channel stand beside those of all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from tui.analysis.feeds.background import channels_wants
from tui.analysis.project.report import Facts
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.records import MINUTE, Scope, Want
from tui.ui.charts.plot import prepare
from tui.ui.context import Context, Feed
from tui.ui.features.channels.channel import ChannelScreen, OverTime
from tui.ui.features.channels.columns import SPARK_COLUMNS, channels_export
from tui.ui.features.channels.panels import ChannelsCharts, ChannelsLists
from tui.ui.features.channels.query import (
    CHANNEL_SERIES,
    COUNTS,
    ChannelsData,
    Sparks,
    read_channels,
)
from tui.ui.features.channels.view import about, statuses_of
from tui.ui.features.channels.watched import Watched
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.noted import NotedRows
from tui.ui.remembering import Remembering
from tui.ui.widgets.keys import bind
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

# Ages are told in minutes: so often they are looked at.
AGES_S = 10


class ChannelsScreen(OverTime):
    TAB = "channels"
    HAS_MINUTES = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    AUTO_FOCUS = "#watched"
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "channels.charts", "channels.add", "channels.remove", "channels.other_list", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("channels.add", "a", "add"),
        bind("channels.remove", "d", "remove"),
        bind("channels.move_down", "J", "shift(1)"),
        bind("channels.move_up", "K", "shift(-1)"),
        bind("channels.other_list", "tab,shift+tab", "other_list"),
        bind("channels.charts", "z", "charts"),
        bind("why", "w", "why"),
    ]

    count = COUNTS[0]
    told_rows: tuple[object, float] = (None, 0.0)

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.remembering = Remembering(self, self.tell_about)
        self.watched = Watched(self, self.remembering, self.show)
        # A new minute is pending, and may move the window, even when nothing came.
        feeds = (*context.edition.of_all_channels, *context.edition.of_a_channel)
        topics = frozenset({"notes", *(f"series:{name}" for name in feeds)})
        self.live_query = LiveQuery(self, self.ask, self.show, topics=topics, step_s=MINUTE, prepare=prepare)
        self.noted = NotedRows(self, lambda: self.table, lambda noted, channel: channel in noted.channels)

    def compose_body(self) -> Iterable[Widget]:
        lists = ChannelsLists(self.context, self.key, self._count_chosen, self._channel_chosen)
        self.remembering.sort(lists.watched)
        yield lists
        yield ChannelsCharts(self.context)

    @property
    def lists(self) -> ChannelsLists:
        return self.query_one(ChannelsLists)

    def on_mount(self) -> None:
        if not self.context.watched:
            # In an empty list no key moves anything.
            self.set_focus(self.lists.counts)
        self.lists.fit()
        self.show()
        if self.scope.channel:
            self.lists.watched.move_cursor(self.scope.channel)
        self.remembering.keep()

    # -- wants

    def wants(self) -> Sequence[Want]:
        return channels_wants(self.context.edition, self.context.watched)

    def newest_ts(self) -> float | None:
        data = self.data
        newest = [view.now[0] for view in data.counts.values() if view.now] if data else []
        newest += [each.newest_ts for each in data.channels.values() if each.newest_ts] if data else []
        return max(newest, default=None)

    def answered(self) -> bool:
        return self.data is not None and any(view.answered for view in self.data.counts.values())

    def breadcrumb(self) -> tuple[str, ...]:
        return () if self.moment_ts is None else (self.context.when(self.moment_ts),)

    @property
    def data(self) -> ChannelsData | None:
        return self.live_query.data

    async def ask(self, feed: Feed, now_ts: float) -> ChannelsData:
        return await feed.store.read(
            read_channels,
            self.context.edition,
            now_ts=now_ts,
            zoom_s=self.time.zoom_s,
            moment_ts=self.moment_ts,
            watched=self.context.watched,
            chosen=self.chosen if self.has_class("-grid") else None,
            sparks=Sparks(SPARK_COLUMNS, self.context.ascii),
        )

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        watched, statuses = self.context.watched, statuses_of(self.context)
        return await asyncio.to_thread(
            channels_export, self.data, watched, statuses, self.moment_ts, self.context, self.table.shown, setting
        )

    # -- showing

    def show(self) -> None:
        self.lists.show(self.data, self.count)
        self.show_charts()
        self.tell_about()

    def show_moment(self) -> None:
        self.show_charts()

    def tick(self) -> None:
        super().tick()
        # Turns come and ages grow without word from the store.
        feed = self.context.feed
        due = (feed.statuses if feed else None, self.context.clock.now() // AGES_S)
        if self.data is not None and self.frozen_ts is None and due != self.told_rows:
            self.told_rows = due
            self.lists.show_watched(self.data)
            self.tell_about()

    def tell_about(self) -> None:
        """The trouble with remembering, or else the words about the chosen channel."""
        says = self.remembering.trouble or about(self.data, self.chosen, self.context, self.context.clock.now())
        self.lists.note.tell(Content(self.plain(says)))

    def show_charts(self) -> None:
        chosen, cursor_ts = self.chosen, self.time.cursor_ts
        self.set_class(chosen is None, "-alone")
        self.query_one(ChannelsCharts).show(
            self.data, self.count, chosen, moment_ts=self.moment_ts, cursor_ts=cursor_ts
        )

    def on_resize(self) -> None:
        self.lists.fit()
        self.reask()

    # -- choices

    @property
    def table(self) -> Table:
        """The list that is filtered and sorted."""
        return self.lists.watched

    @property
    def chosen(self) -> str | None:
        return self.table.cursor_key

    @on(Table.Sorted)
    def _sorted(self, event: Table.Sorted) -> None:
        self.remembering.sorted(event)

    @work(group="add")
    async def action_add(self) -> None:
        await self.watched.add()

    def action_remove(self) -> None:
        self.watched.remove()

    def action_shift(self, by: int) -> None:
        self.watched.shift(by)

    @on(Table.Highlighted, "#watched")
    def _channel_chosen(self) -> None:
        self.tell_about()
        if self.has_class("-grid"):
            self.reask()

    def link(self) -> Route:
        base = super().link()
        return replace(base, scope=replace(base.scope, channel=self.chosen))

    def report_facts(self) -> Facts:
        from tui.analysis.project.report import facts_of

        return facts_of(replace(self.scope, channel=self.chosen))

    @on(Table.Highlighted, "#counts")
    def _count_chosen(self) -> None:
        # Where the cursor is by now, not where it was when this was told.
        key = self.lists.counts.cursor_key
        if key is not None and key != self.count:
            self.count = key
            self.show_charts()

    @on(Table.Selected, "#watched")
    def _drill(self, event: Table.Selected) -> None:
        """The channel's calls; where a moment is chosen, those that were on then."""
        self.open(Route("calls", replace(self.scope, channel=event.key)))

    def action_calls(self) -> None:
        """The calls of all channels that were on at the moment."""
        self.open(Route("calls", Scope(moment_ts=self.moment_ts)))

    def action_why(self) -> None:
        """Explain the chosen count; of a channel each of its columns."""
        from tui.ui.texts.metric import why_metrics

        data = self.data
        names = CHANNEL_SERIES if self.focused is self.table else (self.count,)
        views = data.counts if data and self.focused is not self.table else {}
        metrics = [(BIG_CHANNEL_METRICS[name], views.get(name)) for name in names]
        self.explain(partial(why_metrics, metrics, self.context))

    def action_charts(self) -> None:
        """Those of the chosen channel; from the counts, or where their chart has the screen already, the count's."""
        if self.has_class("maximised") or self.focused is not self.table or self.chosen is None:
            self.maximise_chart()
        else:
            self.app.push_screen(ChannelScreen(self.context, replace(self.scope, channel=self.chosen)))

    @on(Table.Selected, "#counts")
    def maximise_chart(self) -> None:
        self.toggle_class("maximised")

    def action_other_list(self) -> None:
        """Between the lists; where neither is to be seen, to the next count."""
        if self.has_class("maximised"):
            self.lists.counts.move_cursor(COUNTS[(COUNTS.index(self.count) + 1) % len(COUNTS)])
            return
        self.set_focus(self.lists.counts if self.focused is self.table else self.table)

    def step_back(self) -> bool:
        if not self.has_class("maximised"):
            return self.time.step_back()
        self.remove_class("maximised")
        return True
