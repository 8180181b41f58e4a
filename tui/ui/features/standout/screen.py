"""Breakdown: a metric by country, region, network, SDK, system and device at one moment; the value that stands out.

Video freeze · Native · 14:07:20–14:07:40 · 9,412 users
network Wi-Fi stands out: video freeze 8.5 % of its 5,310 users (56 % of all), 1.4 % of the other 4,102; …
  by        value            users   share     rate   others
▸ network   Wi-Fi            5,310    56 %    8.5 %    1.4 %   stands out
  network   4G               4,102    44 %    1.4 %    8.5 %
8.5 % of 5,310 users, 1.4 % of the other 4,102; by chance in less than 1 of 1,000,000 breakdowns
answered 14:08:31 · 6 requests by hand
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from tui.analysis.project.outliers import TIMES
from tui.analysis.project.standout import Reach, Slice, missing, reach, slice_of, slice_wants
from tui.domain.edition import Endpoint
from tui.domain.glossary import NAMED_METRICS, NATIVE, Metric
from tui.domain.records import MINUTE, Breach, Level, Scope, Want
from tui.messages import frame as frame_words
from tui.messages import standout as words
from tui.messages.failures import what_of
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.standout.columns import (
    gaps,
    key_of,
    sentence,
    standout_columns,
    standout_export,
    standout_rows,
)
from tui.ui.features.standout.query import StandoutData, StandoutQuery, read_standout
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.text_page import Paragraph
from tui.ui.texts.standout import compared_text, value_name
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting


class StandoutScreen(FrameScreen):
    """`metric` of `product` in the slot of `scope.moment_ts`, or in the newest one; of `scope.channel` alone, where one
    is named. Its requests leave because the screen was opened, and stop when it is left."""

    TAB = "standout"
    UNUSED = frozenset({"table.mark", "table.select"})
    FOOTER = ("standout.product", "calls.at", "why", "export", "back", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("standout.product", "v", "product"),
        bind("calls.at", "c", "calls"),
        bind("why", "w", "why"),
    ]
    metric = "pcu"
    product = NATIVE

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.opened_ts = context.clock.now()
        self._told: tuple[Want, ...] = ()
        # The requests that left for this slot, by hand.
        self._asked: set[Want] = set()
        self.live_query = LiveQuery(self, self.ask, self.show, topics=frozenset({"figures"}))

    @classmethod
    def from_route(cls, context: Context, route: Route) -> Self:
        made = cls(context, route.scope)
        made.metric = route.metric if route.metric in NAMED_METRICS else cls.metric
        made.product = route.product or cls.product
        return made

    def compose_body(self) -> Iterable[Widget]:
        yield Line(id="head")
        yield Note(id="verdict")
        yield Note(id="gaps")
        yield Table(standout_columns(None, self.context), placeholder="", ascii=self.context.ascii, react=self.tell_row)
        yield Line(id="row")
        yield Line(id="cost")

    def on_mount(self) -> None:
        self.show()

    def on_unmount(self) -> None:
        self._cancel(self._told)

    # -- the slot and its requests

    @property
    def slice(self) -> Slice | None:
        scope = self.scope
        return slice_of(
            self.context.edition, self.metric, self.product, scope.channel or "", scope.moment_ts, self.opened_ts
        )

    @property
    def endpoint(self) -> Endpoint | None:
        return self.context.edition.by_dimension(self.metric, of_channel=bool(self.scope.channel))

    @property
    def shown_metric(self) -> Metric:
        """As the edition tells it."""
        return self.context.edition.live_metrics.get(self.metric, NAMED_METRICS[self.metric])

    @property
    def has_product(self) -> bool:
        return self.product in self.shown_metric.products

    @property
    def reach(self) -> Reach | None:
        one, endpoint = self.slice, self.endpoint
        return None if one is None or endpoint is None else reach(endpoint, one.window, self.context.clock.now())

    @property
    def data(self) -> StandoutData | None:
        """The answer about the slot on screen."""
        data = self.live_query.data
        return data if data is not None and data.query.slice == self.slice else None

    def wants(self) -> Sequence[Want]:
        """Those without an answer in the store, while the slot is within reach."""
        data, within = self.data, self.reach
        if data is None or within is None or within.breach is not None or not self.has_product:
            return ()
        return missing(slice_wants(self.context.edition, data.query.slice), data.figures)

    def main_wants(self) -> Sequence[Want]:
        return ()

    def newest_ts(self) -> float | None:
        return self.context.live_newest_ts

    def answered(self) -> bool:
        return self.data is not None

    def _cancel(self, wants: Iterable[Want]) -> None:
        if self.context.feed is not None:
            for want in wants:
                self.context.feed.cancel(want)

    async def ask(self, feed: Feed, now_ts: float) -> StandoutData | None:
        one = self.slice
        if one is None:
            return None
        query = StandoutQuery(self.context.edition, one, self.context.thresholds)
        return await feed.store.read(read_standout, query)

    # -- showing

    def breadcrumb(self) -> tuple[str, ...]:
        one = self.slice
        moment = () if one is None else (self.context.instant(one.window.start_ts),)
        channel = (self.context.names.channel(self.scope.channel),) if self.scope.channel else ()
        return (*moment, *channel)

    def link(self) -> Route:
        return Route("live", replace(self.scope, window=None))

    def tick(self) -> None:
        super().tick()
        if self.is_mounted and self.is_looked_at:
            self.retell_wants()
            self.tell_cost()

    def retell_wants(self) -> None:
        if (wants := tuple(self.wants())) != self._told:
            self._told = wants
            self._asked.update(wants)
            self.tell_wants()

    def show(self) -> None:
        context, data = self.context, self.data
        lang, one = context.lang, self.slice
        table = self.query_one(Table)
        if one is not None:
            start, end = context.ends(one.window.start_ts, one.window.end_ts, "%H:%M:%S")
            title = self.shown_metric.title(lang)
            head = [words.HEAD(lang, metric=title, product=self.product, start=start, end=end)]
            if self.scope.channel:
                head.append(words.OF_CHANNEL(lang, channel=context.names.channel(self.scope.channel)))
            if data is not None and data.total_users:
                head.append(words.USERS_IN_ALL(lang, n=f"{data.total_users:,}"))
            self.query_one("#head", Line).runs = ((self.plain(" · ".join(head)), "strong"),)
        said, level = ("", Level.NEUTRAL) if data is None else sentence(data, lang)
        note = self.query_one("#verdict", Note)
        note.set_class(level is Level.BAD, "-out")
        note.tell(Content(self.plain(said)))
        more = "" if data is None else " · ".join(gaps(data, lang))
        self.query_one("#gaps", Note).tell(Content(self.plain(more)))
        columns = standout_columns(data, context)
        if table.columns != columns:
            table.set_columns(columns)
        table.placeholder = self.hindrance()
        table.update([] if data is None else standout_rows(data, context))
        if data is not None and data.found is not None and data.found.found:
            best = data.found.found[0]
            table.lead(key_of(best.dimension, best.name))
        self.retell_wants()
        self.tell_row()
        self.tell_cost()

    def hindrance(self) -> str:
        """In the place of the list: the reason for no request, or the requests under way."""
        context, lang, within = self.context, self.context.lang, self.reach
        title = self.shown_metric.title(lang)
        one, endpoint = self.slice, self.endpoint
        if one is None or endpoint is None or within is None:
            if context.edition.by_dimension("pcu") is None:
                edition, plan = context.edition.name, context.edition.plan
                phrase = words.NO_ENDPOINT if plan else words.NOT_OF_EDITION
                return phrase(lang, edition=edition, plan=plan)
            return words.NO_DIMENSIONS(lang, metric=title)
        if not self.has_product:
            return words.NO_PRODUCT(lang, metric=title, product=self.product)
        start = context.instant(one.window.start_ts)
        if within.breach is Breach.TOO_OLD:
            return words.TOO_OLD(lang, start=start, minutes=(endpoint.reach_s or 0) // MINUTE)
        if context.replay is not None:
            return words.REPLAY(lang)
        if within.breach is Breach.TOO_NEAR:
            time = context.instant(within.from_ts)
            return words.TOO_NEAR(lang, start=start, delay=endpoint.longest_delay_s, time=time)
        return self.progress()

    def progress(self) -> str:
        """The requests under way, or the reason for no answer."""
        lang, data = self.context.lang, self.data
        wants = self.wants()
        statuses = self.context.statuses(wants)
        failure = next((status.failure for status in statuses if status.failure is not None), None)
        if failure is not None:
            reason = what_of(failure.kind, failure.detail, failure.code)(lang)
            return words.FAILED(lang, reason=reason, key=self.key)
        times = [status.next_ts for status in statuses if status.next_ts is not None]
        now_ts = self.context.clock.now()
        next_ts = min((ts for ts in times if ts > now_ts + 1), default=None)
        then = "" if next_ts is None else words.NEXT(lang, time=self.context.instant(next_ts))
        of = len(slice_wants(self.context.edition, data.query.slice)) if data else 0
        return words.ASKING(lang, n=0 if data is None else len(data.figures), of=of, next=then)

    def tell_cost(self) -> None:
        """The age of the answers and their cost, or the requests under way."""
        lang, data = self.context.lang, self.data
        if data is None or not data.weighed:
            self.query_one(Table).placeholder = self.hindrance()
        if data is None or data.answered_ts is None:
            text = ""
        elif data.is_whole:
            time = self.context.instant(data.answered_ts)
            asked = len(self._asked)
            text = words.ASKED(lang, time=time, requests=asked) if asked else words.KEPT(lang, time=time)
        else:
            text = self.hindrance()
        hint = words.PRODUCT_HINT(lang, product=self._other_product(), key=self.key) if self._other_product() else ""
        self.query_one("#cost", Line).runs = ((" · ".join(filter(None, (text, hint))), "dim"),)

    @on(Table.Highlighted)
    def tell_row(self) -> None:
        data, key = self.data, self.query_one(Table).cursor_key
        dimension, _, name = (key or "").partition("\x1f")
        one = None if data is None else data.comparison(dimension, name)
        text = ""
        if one is not None:
            lang = self.context.lang
            named = words.WHY_VALUE(
                lang, dimension=words.DIMENSIONS[dimension](lang), name=value_name(dimension, name, lang)
            )
            text = f"{named}: {compared_text(one, lang)}"
        self.query_one("#row", Line).runs = ((self.plain(text), "text"),)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        shown = self.query_one(Table).shown
        return await asyncio.to_thread(standout_export, self.data, self.context, shown, setting)

    # -- keys

    def _other_product(self) -> str:
        products = self.shown_metric.products
        return next((one for one in products if one != self.product), "")

    def action_product(self) -> None:
        """The other product: its users answer apart."""
        lang, other = self.context.lang, self._other_product()
        if not other:
            title = self.shown_metric.title(lang)
            self.say(words.ONE_PRODUCT(lang, metric=title, product=self.product))
            return
        self._cancel(self._told)
        self.product = other
        self._asked.clear()
        self.show()
        self.reask()

    def action_calls(self) -> None:
        """The calls of the moment."""
        one = self.slice
        moment_ts = self.scope.moment_ts if one is None else one.window.start_ts
        self.open(Route("calls", Scope(moment_ts=moment_ts, channel=self.scope.channel)))

    def action_why(self) -> None:
        self.explain(self._why)

    def _why(self) -> Iterable[Paragraph]:
        lang, endpoint = self.context.lang, self.endpoint
        caps = endpoint.caps if endpoint is not None else {}
        metric = self.shown_metric
        yield Paragraph(frame_words.TABS[self.TAB](lang), 1)
        for phrase in words.WHY:
            yield Paragraph(phrase(lang, times=f"{TIMES:g}", key=self.key), 3)
        if caps:
            yield Paragraph(words.WHY_CAPS(lang, cap=min(caps.values()), devices=max(caps.values())), 3)
        elif self.scope.channel:
            yield Paragraph(words.WHY_CHANNEL(lang), 3)
        yield Paragraph(metric.title(lang), 1)
        yield Paragraph(metric.explain(lang), 3)
