"""Diagnosis: affected users, experiences and causes, newest first; the totals of the period beside the list.

07:00–08:00   diagnoses ≥ 187 · people ≥ 93   ≥ 10: list capped at 10 in 14 of 57 minutes   ░ pending 3 m
at 07:52: 9 people affected, video freeze 7 · slow join 2
causes: video downstream packet loss ×5 (from 44361248 ×4) · high CPU usage ×2
  time      user      experience    channel     root causes (whose)           │  totals              count  share
▸ 07:52:31  83817682  video freeze  C148474015  video downstream packet loss… │  by experience
  07:52:07  77851     slow join     class-1     unknown cause 18 (4436124…   │  video freeze        ≥ 120  ████▌
At 80 columns the totals are below the list. The last line has all the causes of the row under the cursor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec.structs import replace
from textual import on, work
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantFocus
from textual.widget import Widget

from tui.analysis.cause.agreement import Agreement
from tui.analysis.project.diagnosis import host_of
from tui.analysis.project.landing import Aim
from tui.analysis.project.report import Facts
from tui.domain.records import HOUR, MINUTE, Diagnosis, DiagnosisFilter, Scope, Want, Window
from tui.messages import diagnosis as words
from tui.queries.judged_calls import FindingsQuery
from tui.queries.kept_calls import KeptCalls
from tui.queries.kept_verdicts import keep_verdicts
from tui.queries.stances import read_stances
from tui.store.errors import StoreError
from tui.terminal.cells import fit
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.diagnosis.alerts import route_of_alert
from tui.ui.features.diagnosis.columns import bar_columns, diagnosis_export, total_columns_in
from tui.ui.features.diagnosis.events import EventList
from tui.ui.features.diagnosis.query import DiagnosisData, DiagnosisQuery, EventData, read_diagnosis, read_event
from tui.ui.features.diagnosis.view import (
    GROUPINGS,
    chosen_text,
    event_key,
    head_runs,
    moment_runs,
    narrowed_by,
    stance_text,
    toggled,
    total_keys,
    total_rows,
    widened,
)
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.noted import Noted, NotedRows
from tui.ui.panels import Panels
from tui.ui.texts.alerts import about_alert, alert_content
from tui.ui.time_scope import MOVE_BINDINGS, ZOOM_BINDINGS, ZOOMS_S, moved, next_bad, zoomed
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

# News of the store wait for so many times the seconds of the last comparison with the curves.
REST = 10.0
# A list of more than a day holds too many diagnoses to be read.
UP_TO_A_DAY_S = ZOOMS_S[:-1]


class DiagnosisScreen(FrameScreen):
    """`scope.moment_ts`: the minute to look at; `scope.channel`: of that channel; `scope.window`: of that time."""

    TAB = "diagnosis"
    HAS_MINUTES = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "filter", "diagnosis.group", "diagnosis.panel", "why", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVE_BINDINGS,
        *ZOOM_BINDINGS,
        bind("live.next_bad", "n", "next_bad(1)"),
        bind("live.previous_bad", "N", "next_bad(-1)"),
        bind("calls.at", "c", "calls"),
        bind("diagnosis.group", "o", "group"),
        bind("diagnosis.panel", "tab", "panel"),
        bind("diagnosis.maximise", "z", "maximise"),
        bind("why", "w", "why"),
    ]

    zoom_s = HOUR

    def __init__(self, context: Context, scope: Scope | None = None, aim: Aim | None = None) -> None:
        super().__init__(context, scope)
        # The bad spell with a culprit to find, until it is found or the user moves the cursor.
        self.aim = aim
        moment_ts = self.scope.moment_ts
        self.moment_ts = None if moment_ts is None else moment_ts // MINUTE * MINUTE
        # The cursor goes to the moment once, when its data comes.
        self.sought_ts = moment_ts
        self.panels = Panels(self, "events", "totals")
        self.only = DiagnosisFilter(channel=self.scope.channel)
        # A new minute is pending, and moves the window, even when nothing came.
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"diagnoses", "alerts"}, step_s=MINUTE)
        self.kept = KeptCalls()
        self.stance_query = LiveQuery(
            self, self.ask_stances, self.show_stances, topics={"calls", "diagnoses"}, rest=REST, name="stances"
        )
        self.noted = NotedRows(self, lambda: self.events, self._is_noted)

    @classmethod
    def from_route(cls, context: Context, route: Route) -> Self:
        return cls(context, route.scope, route.aim)

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield Line(id="head")
        yield Line(id="people")
        yield Line(id="because")
        with Container(id="panels"):
            yield EventList(context, self.key, self._moved, GROUPINGS[0] if self.aim is None else "host")
            yield Table(total_columns_in(context.lang, bar_columns(self.classes)), ascii=context.ascii, id="totals")
        yield Note(id="chosen")

    # -- wants

    def wants(self) -> Sequence[Want]:
        return (Want(self.context.edition.diagnosis.name),)

    @property
    def data(self) -> DiagnosisData | None:
        return self.live_query.data

    def _is_noted(self, noted: Noted, key: str) -> bool:
        """By the user, or the channel, in the minute of the diagnosis."""
        one = self.events.listing.events.get(key)
        if one is None:
            return False
        minute_ts = one.ts // MINUTE * MINUTE
        return not noted.minutes.isdisjoint({(one.uid, minute_ts), (one.channel, minute_ts)})

    def shown_window(self) -> Window | None:
        return self.data.window if self.data else None

    def newest_ts(self) -> float | None:
        return self.data.newest_ts if self.data else None

    def answered(self) -> bool:
        return self.newest_ts() is not None

    def breadcrumb(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return *moment, *narrowed_by(self.only, self.context)

    async def ask(self, feed: Feed, now_ts: float) -> DiagnosisData:
        query = DiagnosisQuery(
            self.context.edition, now_ts, self.zoom_s, self.moment_ts, self.only, self.scope.window, self.aim
        )
        return await feed.store.read(read_diagnosis, query)

    async def ask_stances(self, feed: Feed, now_ts: float) -> tuple[Mapping[Diagnosis, Agreement], int]:
        """Whether the stored curves bear out the causes of the listed diagnoses."""
        if self.data is None:
            return {}, 0
        context, window = self.context, self.data.window
        query = FindingsQuery(context.edition, window, self.only.channel or "", None, now_ts, context.thresholds)
        stances = await read_stances(feed.store, query, self.data.diagnoses, self.kept)
        if unkept := self.kept.take_unkept():
            self.run_worker(keep_verdicts(feed.store, unkept), group="verdict")
        return stances

    def show_stances(self) -> None:
        found, left = self.stance_query.data or ({}, 0)
        self.events.tell_stances(found)
        self.tell_chosen()
        if left:
            self.stance_query.ask_again()

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        data = self.data
        if data is None:
            return None
        shown, events, moment_ts = self.events.shown, self.events.listing.events, self.moment_ts
        # The list holds the newest alone.
        every = await feed.store.read(lambda snapshot: snapshot.diagnoses(data.window, only=data.only))
        stances = self.events.stances
        return await asyncio.to_thread(diagnosis_export, data, every, events, moment_ts, shown, setting, stances)

    def export_key(self) -> str | None:
        return None if self.chosen is None else event_key(self.chosen)

    # -- showing

    @property
    def events(self) -> EventList:
        return self.query_one(EventList)

    @property
    def totals(self) -> Table:
        return self.query_one("#totals", Table)

    def show(self) -> None:
        data, context, totals = self.data, self.context, self.totals
        assert data is not None
        if self.stance_query.data is None or not self.stance_query.data[0]:
            self.stance_query.ask_again()
        self.events.show(data)
        if self.aim is not None and data.landing is not None:
            self.moment_ts, self.aim, self.sought_ts = data.moment_ts, None, None
            self.events.land(data.landing)
            self.tell_frame()
        elif self.sought_ts is not None:
            self.events.seek(self.sought_ts)
            self.sought_ts = None
        totals.set_columns(total_columns_in(context.lang, bar_columns(self.classes)))
        totals.update(total_rows(data, context, bar_columns(self.classes)))
        totals.set_marks(total_keys(self.only))
        self.tell_head()
        self.tell_moment(data)
        self.tell_chosen()

    def tell_head(self) -> None:
        self.query_one("#head", Line).runs = head_runs(self.data, self.context, self.app.size.width - 2)

    def tell_moment(self, data: DiagnosisData) -> None:
        """The two lines about the chosen minute."""
        people, because = self.query_one("#people", Line), self.query_one("#because", Line)
        lines = moment_runs(data, self.context)
        for line, runs in zip((people, because), lines, strict=True):
            line.set_class(bool(lines[0]), "told")
            line.runs = fit(runs, self.app.size.width - 2) if runs else ()

    def tell_chosen(self) -> None:
        context, alert = self.context, self.events.chosen_alert
        text = "" if self.chosen is None else chosen_text(self.chosen, context)
        if self.chosen is not None and (stance := self.events.stances.get(self.chosen)) is not None:
            text = f"{stance_text(stance, context)} · {text}"
        if alert is not None:
            text = alert_content(alert, context.lang, context.names)
        self.query_one("#chosen", Note).tell(Content(self.plain(text)))

    @property
    def chosen(self) -> Diagnosis | None:
        """The diagnosis under the cursor."""
        return self.events.chosen

    def report_facts(self) -> Facts:
        from tui.ui.texts.report import of_diagnosis

        return super().report_facts() if self.chosen is None else of_diagnosis(self.chosen, self.context)

    # -- keys

    def _moved(self) -> None:
        """The user has moved the cursor."""
        self.aim = None
        self._chose()

    @on(Table.Highlighted, "#events")
    def _chose(self) -> None:
        self.events.cursor_moved()
        self.tell_chosen()

    @on(Table.Selected, "#events")
    def _open_event(self, event: Table.Selected) -> None:
        """The call of that diagnosis, at its user and instant, with the user named as the cause for a peer; or the
        call of that alert."""
        if one := self.events.listing.events.get(event.key):
            scope = replace(
                self.scope, window=None, moment_ts=one.ts, channel=one.channel, uid=one.uid, peer_uid=host_of(one)
            )
            self.open(Route("call", scope))
        elif alert := self.events.listing.alerts.get(event.key):
            if route := route_of_alert(alert):
                self.open(route)
            else:
                self.say(words.ALERT_NAMES_NOTHING(self.context.lang))

    @on(Table.Selected, "#totals")
    def _narrow(self, event: Table.Selected) -> None:
        """Filter by a total; a second time, no longer."""
        self.narrow(toggled(self.only, event.key))

    def on_resize(self) -> None:
        self.reask()

    def link(self) -> Route:
        base = super().link()
        return replace(base, scope=replace(base.scope, channel=self.only.channel))

    def narrow(self, only: DiagnosisFilter) -> None:
        self.only = only
        self.reask()
        self.tell_frame()

    def action_zoom(self, by: int) -> None:
        self.zoom_s = zoomed(self.zoom_s, by, UP_TO_A_DAY_S)
        self.scope = replace(self.scope, window=None)
        self.reask()

    def action_move(self, steps: int) -> None:
        if (newest_ts := self.newest_ts()) is not None:
            self.go_to(moved(self.moment_ts, newest_ts, MINUTE, steps))

    def action_next_bad(self, direction: int) -> None:
        """To the next, or the previous, minute with a diagnosis."""
        stamps = [one.ts for one in self.data.diagnoses] if self.data else []
        here_ts = self.data.now_ts if self.data and self.moment_ts is None else self.moment_ts or 0
        if (next_ts := next_bad(self, stamps, here_ts, direction)) is not None:
            self.go_to(next_ts)

    def go_to(self, moment_ts: int | None) -> None:
        self.moment_ts = self.sought_ts = moment_ts
        self.aim = None
        self.reask()
        self.tell_frame()

    def action_calls(self) -> None:
        """The calls at the chosen minute, or at the newest one: of the channel that is filtered by, or of all."""
        newest_ts = self.data.newest_ts if self.data else None
        moment_ts = newest_ts if self.moment_ts is None else self.moment_ts
        self.open(Route("calls", Scope(moment_ts=moment_ts, channel=self.only.channel)))

    def action_group(self) -> None:
        self.events.group_by_next()
        lang = self.context.lang
        self.say(words.GROUPED(lang, how=words.GROUPINGS[self.events.grouping](lang)))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self.panels.focused(event.widget)

    def action_panel(self) -> None:
        self.panels.switch()

    def action_maximise(self) -> None:
        self.panels.toggle()

    @work(group="why", exclusive=True)
    async def action_why(self) -> None:
        """The total under the cursor, or all that is known of the diagnosis under it, explained."""
        from tui.ui.features.diagnosis.panel import panel, why_total

        self.hold_cursor()
        context, feed, chosen = self.context, self.context.feed, self.chosen
        if self.totals.has_focus:
            kind, _, value = (self.totals.cursor_key or "").partition("|")
            if not kind:
                return
            tell = partial(why_total, kind, value, context)
        elif chosen is not None and feed is not None:
            try:
                data = await feed.store.read(read_event, chosen, self.context.edition.diagnosis.slot_s)
            except StoreError:
                # The event is explained all the same, without the other sufferers.
                data = EventData(chosen)
            tell = partial(panel, data, self.events.stances.get(chosen), context, self.key)
        elif alert := self.events.chosen_alert:
            tell = partial(about_alert, alert, context)
        else:
            return
        if self.is_current:
            self.explain(tell)

    def step_back(self) -> bool:
        """The maximised panel first; then the filters, the last one first; then the moment. The scope that the screen
        beneath handed over stays: the user leaves it by going back to that screen."""
        drilled = not self.navigation.is_root
        wider = widened(self.only, DiagnosisFilter(channel=self.scope.channel) if drilled else DiagnosisFilter())
        if self.panels.step_back():
            return True
        if wider is not None:
            self.narrow(wider)
        elif self.moment_ts is not None and not (drilled and self.scope.moment_ts is not None):
            self.go_to(None)
        else:
            return False
        return True
