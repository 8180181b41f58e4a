"""Watched channels, where a request buys one metric of one product: the newest values by turns, each with its age.

Native · 2 channels, 10 requests a round
  Channel          Users       Video freeze  Audio freeze   Join           Delay
▸ 大班课-数学        310  40 s     6.8 %▲ 1 m    1.1 %  2 m   99.1 %  3 m   2.0 %  4 m
  all-hands          95   1 m     2.1 %  2 m    0.4 %  3 m    100 %  4 m   1.0 %  5 m
asked for while this tab or a channel of it is in sight; the next request at 14:08:31
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

from tui.analysis.feeds.background import channel_metrics, channels_wants
from tui.analysis.project.report import Facts, facts_of
from tui.domain.glossary import NATIVE, PRODUCTS
from tui.domain.records import MINUTE, Scope, Want
from tui.messages import channels as words
from tui.messages.failures import what_of
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.channels.by_metric_channel import MetricChannelScreen
from tui.ui.features.channels.by_metric_columns import product_text, watched_columns, watched_export, watched_rows
from tui.ui.features.channels.by_metric_query import WatchedData, WatchedQuery, read_watched
from tui.ui.features.channels.watched import Watched
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.noted import NotedRows
from tui.ui.remembering import Remembering
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

# Native first, then browsers, then both: two requests in the place of one.
CHOICES = (*PRODUCTS, "")


class WatchedChannelsScreen(FrameScreen):
    TAB = "channels"
    HAS_MINUTES = True
    HELP = "watched_channels"
    AUTO_FOCUS = "#watched"
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "channels.add", "channels.remove", "channels.product", "standout", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("channels.add", "a", "add"),
        bind("channels.remove", "d", "remove"),
        bind("channels.move_down", "J", "shift(1)"),
        bind("channels.move_up", "K", "shift(-1)"),
        bind("channels.product", "v", "product"),
        bind("calls.at", "c", "calls"),
        bind("standout", "b", "standout"),
        bind("why", "w", "why"),
    ]
    product = NATIVE

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.remembering = Remembering(self, self.tell_about)
        self.watched = Watched(self, self.remembering, self.show)
        topics = frozenset(f"series:{metric.endpoint}" for metric in channel_metrics(context.edition))
        self.live_query = LiveQuery(self, self.ask, self.show, topics=topics, step_s=MINUTE)
        self.noted = NotedRows(self, lambda: self.table, lambda noted, channel: channel in noted.channels)

    def compose_body(self) -> Iterable[Widget]:
        yield Line(id="head")
        table = Table(watched_columns(self.context), ascii=self.context.ascii, id="watched", react=self.tell_about)
        self.remembering.sort(table)
        yield table
        yield Note(id="about")

    def on_mount(self) -> None:
        self.show()
        if self.scope.channel:
            self.query_one(Table).move_cursor(self.scope.channel)
        self.remembering.keep()

    # -- wants

    def wants(self) -> Sequence[Want]:
        return channels_wants(self.context.edition, self.context.watched, self.product)

    def newest_ts(self) -> float | None:
        data = self.data
        newest = [ts for name in self.context.watched if data and (ts := data.newest_ts(name))]
        return max(newest, default=None)

    def answered(self) -> bool:
        every = self.data.views.values() if self.data else ()
        return any(view.answered for views in every for view in views.values())

    @property
    def data(self) -> WatchedData | None:
        return self.live_query.data

    async def ask(self, feed: Feed, now_ts: float) -> WatchedData:
        context = self.context
        query = WatchedQuery(context.edition, context.watched, self.product, now_ts, context.thresholds)
        return await feed.store.read(read_watched, query)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        return await asyncio.to_thread(watched_export, self.data, self.context, self.table.shown, setting)

    # -- showing

    @property
    def table(self) -> Table:
        return self.query_one(Table)

    @property
    def chosen(self) -> str | None:
        return self.table.cursor_key

    def show(self) -> None:
        lang, context = self.context.lang, self.context
        head = words.PRODUCT_HEAD(
            lang,
            product=product_text(self.product, lang),
            n=len(context.watched),
            requests=len(self.wants()),
        )
        self.query_one("#head", Line).runs = ((self.plain(head), "strong"),)
        columns = watched_columns(context)
        if self.table.columns != columns:
            self.table.set_columns(columns)
        self.table.placeholder = words.NONE_WATCHED(lang, key=self.key)
        self.show_rows()
        self.tell_about()

    def show_rows(self) -> None:
        now_ts = self.frozen_ts or self.context.clock.now()
        self.table.update(watched_rows(self.data, self.context, now_ts))

    def tick(self) -> None:
        super().tick()
        # Ages grow without word from the store.
        if self.is_mounted and self.is_looked_at and self.frozen_ts is None:
            self.show_rows()
            self.tell_about()

    @on(Table.Highlighted, "#watched")
    def tell_about(self) -> None:
        """The trouble with remembering, or a failure, or the next request for the chosen channel."""
        lang, chosen = self.context.lang, self.chosen
        wants = [want for want in self.wants() if want.channel == chosen]
        statuses = self.context.statuses(wants)
        failure = next((status.failure for status in statuses if status.failure is not None), None)
        now_ts = self.context.clock.now()
        next_ts = min((one.next_ts for one in statuses if one.next_ts and one.next_ts > now_ts), default=None)
        told = [words.BY_TURNS(lang)]
        if failure is not None:
            told.insert(0, what_of(failure.kind, failure.detail, failure.code)(lang))
        elif next_ts is not None:
            told.append(words.NEXT_SAYS(lang, time=self.context.instant(next_ts)))
        said = self.remembering.trouble or " · ".join(told)
        self.query_one("#about", Note).tell(Content(self.plain(said)))

    def link(self) -> Route:
        base = super().link()
        return replace(base, scope=replace(base.scope, channel=self.chosen))

    def report_facts(self) -> Facts:
        return facts_of(replace(self.scope, channel=self.chosen))

    # -- keys

    @on(Table.Sorted)
    def _sorted(self, event: Table.Sorted) -> None:
        self.remembering.sorted(event)

    @on(Table.Selected, "#watched")
    def _drill(self, event: Table.Selected) -> None:
        scope = replace(self.scope, channel=event.key)
        self.hold_cursor()
        self.app.push_screen(MetricChannelScreen(self.context, scope, self.product))

    @work(group="add")
    async def action_add(self) -> None:
        await self.watched.add()

    def action_remove(self) -> None:
        self.watched.remove()

    def action_shift(self, by: int) -> None:
        self.watched.shift(by)

    def action_product(self) -> None:
        self.product = CHOICES[(CHOICES.index(self.product) + 1) % len(CHOICES)]
        self.show()
        self.tell_wants()
        self.reask()

    def action_calls(self) -> None:
        self.open(Route("calls", replace(self.scope, channel=self.chosen)))

    def action_standout(self) -> None:
        """The video freeze of the chosen channel by dimension, at its newest value."""
        if self.chosen is None:
            return
        views = self.data.views.get(self.chosen, {}) if self.data else {}
        view = views.get("videoFreezeRate")
        moment_ts = view.now[0] if view is not None and view.now is not None else self.scope.moment_ts
        scope = Scope(moment_ts=moment_ts, channel=self.chosen)
        self.open(Route("standout", scope, metric="videoFreezeRate", product=self.product))

    def action_why(self) -> None:
        from tui.ui.texts.metric import why_metrics

        views = self.data.views.get(self.chosen or "", {}) if self.data else {}
        metrics = [(metric, views.get(metric.name)) for metric in channel_metrics(self.context.edition)]
        self.explain(partial(why_metrics, metrics, self.context))
