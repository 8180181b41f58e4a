"""Quota: the spent and the remaining requests of each endpoint, and the log of requests below.

closest to its limit: live scale 214 of 1000; 14 by others; lasts the day
clock in sync   store 21.9 MB, kept 90 d, calls 30 d   history since 07:10
  endpoint       limit      spent  next request                    lasts      last answer  last error
▸ live scale     1/min   214/1000  waiting until 14:08:03 (quota)  all day    38 s  200
  report          10/s          0  idle
requests, newest first
  time      by        endpoint    channel  period       status       rows    bytes     ms
▸ 14:07:02  this scry live scale           13:07–14:07  200            60   4.1 kB    312
From 160 columns the log stands on the right, and the chosen endpoint in full below the list.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import events, on
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from tui.analysis.feeds.quota import Next, NextState, idle, learnt, next_of
from tui.clock import ServerClock
from tui.domain.records import MINUTE, Scope, WantStatus
from tui.messages import quota as words
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.quota.plan import plan_runs
from tui.ui.features.quota.query import QuotaData, QuotaQuery, read_quota
from tui.ui.features.quota.view import LogRows, endpoint_columns, endpoint_rows, log_columns, log_title, time_width
from tui.ui.features.quota.words import box_runs, collectors_told, name_of, tightest_runs, why_quota
from tui.ui.live_query import LiveQuery
from tui.ui.panels import Panels
from tui.ui.text_page import Paragraph
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import HEADER_ROWS, Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

# Around the panels: the top line, the tabs, the two lines on top, the log's heading, the key line.
OTHER_LINES = 6
GRID_WIDTH = 160


class QuotaScreen(FrameScreen):
    TAB = "quota"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (GRID_WIDTH, "-grid")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "quota.panel", "filter", "why", "help", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("quota.panel", "tab", "panel"),
        bind("quota.maximise", "z", "maximise"),
        bind("why", "w", "why"),
    ]

    # The endpoint of the requests in the log; "" for all.
    only = ""
    newest_key = ""

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        # The last hour moves on, and a day ends, even without requests.
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"ledger"}, step_s=MINUTE)
        self.panels = Panels(self, "endpoints", "log", self.fit)

    def compose_body(self) -> Iterable[Widget]:
        context, lang = self.context, self.context.lang
        yield Line(id="tightest")
        yield Line(id="box")
        if runs := plan_runs(context):
            yield Line(runs, id="plan")
        with Container(id="panels"):
            with Container(id="left"):
                rows = endpoint_rows(None, {}, context, self.key, 0.0)
                yield Table(endpoint_columns(context), rows, ascii=context.ascii, id="endpoints", react=self.show_about)
                yield Note(id="about")
            with Container(id="right"):
                yield Line(log_title("", None, lang, self.key), id="heading")
                yield Table(log_columns(context), ascii=context.ascii, id="log", react=self._moved_in_log)

    def on_mount(self) -> None:
        self.fit()

    # -- wants

    def breadcrumb(self) -> tuple[str, ...]:
        return (name_of(self.only, self.context.lang),) if self.only else ()

    @property
    def data(self) -> QuotaData | None:
        """The last reading, for the present question."""
        data = self.live_query.data
        return None if data is None else replace(data, quotas=idle(data.quotas, self.nexts()))

    async def ask(self, feed: Feed, now_ts: float) -> QuotaData:
        return await feed.store.read(read_quota, QuotaQuery(now_ts, feed.limits, self.context.shares, self.only))

    def tick(self) -> None:
        super().tick()
        if self.data is not None and self.frozen_ts is None:
            self.show_standing(self.data)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.quota.export import quota_export

        if self.data is None:
            return None
        given = self.context, self.key, self.panels.active, self.endpoints.shown, self.log_table.shown
        return await asyncio.to_thread(quota_export, self.data, self.nexts(), *given, setting)

    # -- showing

    @property
    def endpoints(self) -> Table:
        return self.query_one("#endpoints", Table)

    @property
    def log_table(self) -> Table:
        return self.query_one("#log", Table)

    @property
    def table(self) -> Table | None:
        """The list that is filtered: the one the keys go to, or last went to."""
        found = self.query(f"#{self.panels.active}").results(Table)
        return next(iter(found), None)

    def nexts(self) -> Mapping[str, Next]:
        """The next request of each endpoint."""
        statuses: defaultdict[str, list[WantStatus]] = defaultdict(list)
        feed = self.context.feed
        for want, status in feed.statuses.items() if feed else ():
            statuses[want.endpoint].append(status)
        return {name: next_of(of) for name, of in statuses.items()}

    def show(self) -> None:
        """Everything on screen from `data`."""
        context, lang, data = self.context, self.context.lang, self.data
        if data is None:
            return
        log = self.log_table
        self.endpoints.set_columns(endpoint_columns(context))
        log.set_columns(log_columns(context, time_width=time_width(data.log, context)))
        log.placeholder = words.NO_REQUEST(lang)
        log.update(LogRows(data.log, context, data.now_ts))
        self.newest_key = str(data.log[0].claim_id) if data.log else ""
        if log.sort[0] is None:
            log.lead(self.newest_key)
        elif log.cursor_key != self.newest_key:
            log.choose()
        self.query_one("#heading", Line).runs = log_title(self.only, data, lang, self.key)
        self.show_standing(data)

    def show_standing(self, data: QuotaData) -> None:
        """The parts that change without a request: ages and waits."""
        context = self.context
        self.endpoints.update(endpoint_rows(data, self.nexts(), context, self.key, self.live_query.now_ts))
        self.query_one("#tightest", Line).runs = tightest_runs(data, context)
        skew_s = context.clock.skew_s if isinstance(context.clock, ServerClock) else None
        self.query_one("#box", Line).runs = box_runs(data, skew_s, context)
        for line in self.query("#plan").results(Line):
            line.runs = plan_runs(context)
        self.show_about()

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The words about the endpoint under the cursor."""
        key = self.endpoints.cursor_key
        quota = self.data.quotas.get(key) if self.data and key else None
        if key is None or quota is None:
            return ()
        following = self.nexts().get(key, Next(NextState.QUIET))
        refused = learnt(spend for spend in self.data.log if spend.endpoint == key) if self.data else ()
        told = why_quota(quota, following, self.context, self.key, refused)
        return (*told, *collectors_told(self.data.collectors if self.data else (), self.context))

    def show_about(self) -> None:
        if not self.has_class("-grid"):
            return
        self.query_one("#about", Note).tell(self.about(self.paragraphs()))

    def about(self, paragraphs: Iterable[Paragraph]) -> Content:
        plain = self.plain
        told = [
            Content.assemble((plain(each.label), "$accent"), plain(each.text))
            if each.label
            else Content.styled(plain(each.text), "bold")
            for each in paragraphs
        ]
        return Content("\n").join(told)

    def fit(self) -> None:
        """As high as its rows where there is room: never so high that the log has none."""
        width, height = self.app.size
        whole = len(self.context.edition.endpoints) + HEADER_ROWS
        room = height - OTHER_LINES - (1 if self.context.edition.plan else 0)
        shown = min(whole, room if width >= GRID_WIDTH else room * 3 // 5)
        self.endpoints.styles.height = "1fr" if self.panels.maximised == "endpoints" else shown

    def on_resize(self) -> None:
        self.fit()
        self.live_query.ask_again()

    # -- keys

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.panels.focused(event.widget)
        self.tell_keys()

    @on(Table.Highlighted, "#endpoints")
    def _chosen(self) -> None:
        self.show_about()

    def _moved_in_log(self) -> None:
        """The cursor follows the newest request until the user chooses another one, and again from the newest on."""
        self.log_table.follows = self.log_table.cursor_key == self.newest_key

    @on(Table.Highlighted, "#log")
    def _led_in_log(self) -> None:
        self.log_table.cursor_moved()

    @on(Table.Selected, "#endpoints")
    def _only(self, event: Table.Selected) -> None:
        """The log of that endpoint; a second time, of all again."""
        self.show_only("" if event.key == self.only else event.key)

    @on(Table.Selected, "#log")
    def _only_such(self, event: Table.Selected) -> None:
        """The log of that request's endpoint; a second time, of all again."""
        asked = {str(spend.claim_id): spend.endpoint for spend in self.data.log} if self.data else {}
        endpoint = asked.get(event.key, "")
        self.show_only("" if endpoint == self.only else endpoint)

    def show_only(self, endpoint: str) -> None:
        self.only = endpoint
        self.endpoints.set_marks({endpoint} if endpoint else ())
        self.query_one("#heading", Line).runs = log_title(endpoint, None, self.context.lang, self.key)
        self.live_query.ask_another()
        self.tell_frame()

    def action_panel(self) -> None:
        self.panels.switch()

    def action_maximise(self) -> None:
        self.panels.toggle()

    def action_why(self) -> None:

        if self.paragraphs():
            self.explain(self.paragraphs)

    def step_back(self) -> bool:
        if self.panels.step_back():
            return True
        if self.only:
            self.show_only("")
            return True
        return False
