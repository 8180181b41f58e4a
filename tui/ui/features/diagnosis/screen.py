"""Diagnosis: who is abnormal, how, and why, newest first; the totals of the stretch of time beside the list.

07:00–08:00   ≥ 187 diagnoses of ≥ 93 people   ≥ 10 in 14 m   ░ pending 3 m
at 07:52: 9 people affected, video freeze 7 · slow join 2
causes: video downstream packet loss ×5 (from 44361248 ×4) · high CPU usage ×2
  time      user      experience    channel     root causes (whose)           │  totals              count  share
▸ 07:52:31  83817682  video freeze  C148474015  video downstream packet loss… │  by experience
  07:52:07  77851     slow join     class-1     unknown cause 18 (4436124…   │  video freeze        ≥ 120  ████▌
At 80 columns the totals are below the list. The last line has all the causes of the row under the cursor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from tui.analysis.diagnosis import host_of, most_telling
from tui.analysis.report import Facts
from tui.domain.records import MINUTE, Diagnosis, Runs, Scope
from tui.messages import diagnosis as words
from tui.store.errors import StoreError
from tui.store.sqlite.diagnoses import read_diagnoses
from tui.terminal.cells import fit
from tui.ui.context import Context, Feed
from tui.ui.features.diagnosis.query import DiagnosisData, EventData, read_event
from tui.ui.features.diagnosis.reading import DiagnosisReading
from tui.ui.features.diagnosis.view import (
    BARS,
    GROUPINGS,
    KINDS,
    Listing,
    Made,
    causes_text,
    columns_in,
    event_key,
    head_runs,
    is_dated,
    list_rows,
    placeholder,
    times_of,
    total_columns_in,
    total_rows,
)
from tui.ui.navigation import Route
from tui.ui.texts.moment import moment_lines
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting


class DiagnosisScreen(DiagnosisReading):
    TAB = "diagnosis"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "filter", "diagnosis.group", "diagnosis.panel", "why", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("diagnosis.group", "o", "group"),
        bind("diagnosis.panel", "tab", "panel"),
        bind("diagnosis.maximise", "z", "maximise"),
        bind("why", "w", "why"),
    ]

    grouping = GROUPINGS[0]
    # Until somebody moves it the cursor stays with the newest; `placed` is where this screen put it.
    follows = True
    placed = ""
    made_for: tuple[object, ...] = ()

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.made: Made = {}
        self.listing = Listing()

    def compose_body(self) -> Iterable[Widget]:
        context, lang = self.context, self.context.lang
        yield Line(head_runs(None, context), id="head")
        yield Line(id="people")
        yield Line(id="because")
        with Container(id="panels"):
            yield Table(
                columns_in(context, dated=False),
                placeholder=placeholder(None, lang, self.key),
                ascii=context.ascii,
                id="events",
                react=self._chose,
            )
            yield Table(total_columns_in(lang, self.bar_columns), ascii=context.ascii, id="totals")
        # The causes of the chosen row in full, which no column of a narrow terminal holds.
        yield Note(id="chosen")

    # -- what it looks at

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.diagnosis.export import diagnosis_export

        data = self.data
        if data is None:
            return None
        shown, events, moment_ts = self.events.shown, self.listing.events, self.moment_ts
        # The list holds the newest alone.
        every = await feed.store.read(read_diagnoses, data.window, only=data.only)
        return await asyncio.to_thread(diagnosis_export, data, every, events, moment_ts, shown, setting)

    def export_key(self) -> str | None:
        return None if self.chosen is None else event_key(self.chosen)

    # -- showing

    @property
    def events(self) -> Table:
        return self.query_one("#events", Table)

    @property
    def totals(self) -> Table:
        return self.query_one("#totals", Table)

    @property
    def bar_columns(self) -> int:
        return next((columns for name, columns in BARS.items() if self.has_class(name)), BARS["-narrow"])

    def show(self) -> None:
        """Everything on screen from `data`, the grouping and what is filtered by."""
        data = self.data
        assert data is not None
        context, lang = self.context, self.context.lang
        dated, wider = is_dated(data, context), times_of(data, context).wider
        self.fit_columns(dated=dated, wider=wider)
        if self.made_for != (stamp := (lang, context.zone.utc, dated, wider)):
            self.made.clear()
            self.made_for = stamp
        self.events.placeholder = placeholder(data, lang, self.key)
        self.list_events(data)
        self.seek(data)
        totals = self.totals
        totals.update(total_rows(data, context, self.bar_columns))
        totals.set_marks(f"{kind}|{value}" for kind in KINDS if (value := getattr(self.only, kind)) is not None)
        self.query_one("#head", Line).runs = head_runs(data, context)
        self.tell_moment(data)
        self.tell_chosen()
        self.tick()

    def fit_columns(self, *, dated: bool, wider: int = 0) -> None:
        lang = self.context.lang
        for table, columns in (
            (self.events, columns_in(self.context, dated=dated, wider=wider)),
            (self.totals, total_columns_in(lang, self.bar_columns)),
        ):
            if table.columns != columns:
                table.set_columns(columns)

    def list_events(self, data: DiagnosisData) -> None:
        """Separators tell of stretches of time, so they stand only in a list that is in the order of time."""
        sort, _ = self.events.sort
        self.listing = list_rows(data, self.context, self.made, grouping=self.grouping, separated=sort is None)
        self.events.update(self.listing.rows)
        if self.follows and self.listing.events:
            self.placed = next(iter(self.listing.events))
            self.events.move_cursor(self.placed)

    def tell_moment(self, data: DiagnosisData) -> None:
        """What the moment says, where one is chosen."""
        people, because = self.query_one("#people", Line), self.query_one("#because", Line)
        lines: tuple[Runs, Runs] = ((), ())
        if data.moment is not None and self.moment_ts is not None:
            lines = moment_lines(self.moment_ts, data.moment, self.context)
        for line, runs in zip((people, because), lines, strict=True):
            line.set_class(bool(lines[0]), "told")
            line.runs = fit(runs, self.app.size.width - 2) if runs else ()

    def tell_chosen(self) -> None:
        text = (
            "" if self.chosen is None else "".join(run[0] for run in causes_text(self.chosen.causes, self.context.lang))
        )
        self.query_one("#chosen", Note).tell(Content(self.plain(text)))

    def seek(self, data: DiagnosisData) -> None:
        """Once, when a moment was chosen: the cursor on the diagnosis that tells most of that minute, or on the newest
        before it."""
        if self.sought_ts is None:
            return
        end_ts = self.sought_ts // MINUTE * MINUTE + MINUTE
        self.sought_ts, self.follows = None, False
        start_ts = end_ts - MINUTE
        of_minute = [one for one in data.diagnoses if start_ts <= one.ts < end_ts]
        before = next((one for one in data.diagnoses if one.ts < end_ts), None)
        at = most_telling(of_minute) or before
        if at is not None:
            self.select(at)

    def select(self, one: Diagnosis) -> None:
        """The row of that diagnosis; under groups, the first of its rows."""
        key = next((key for key, its in self.listing.events.items() if its == one), None)
        if key is not None:
            self.events.move_cursor(key)
            # Beneath it stand the others of its minute, which are older.
            self.events.bring_up(key)

    @property
    def chosen(self) -> Diagnosis | None:
        """The diagnosis under the cursor."""
        return self.listing.events.get(self.events.cursor_key or "")

    def report_facts(self) -> Facts:
        from tui.ui.report_facts import of_diagnosis

        return super().report_facts() if self.chosen is None else of_diagnosis(self.chosen, self.context)

    # -- keys

    @on(Table.Highlighted, "#events")
    def _chose(self) -> None:
        if self.events.cursor_key not in (None, self.placed):
            self.follows = False
        self.tell_chosen()

    @on(Table.Selected, "#events")
    def _open_event(self, event: Table.Selected) -> None:
        """The call that it fell into, at that user and instant, with whoever is named as the cause."""
        if one := self.listing.events.get(event.key):
            scope = replace(
                self.scope, window=None, moment_ts=one.ts, channel=one.channel, uid=one.uid, peer_uid=host_of(one)
            )
            self.open(Route("call", scope))

    @on(Table.Selected, "#totals")
    def _narrow(self, event: Table.Selected) -> None:
        """Filter by a total; a second time, no longer."""
        kind, _, value = event.key.partition("|")
        chosen: Any = int(value) if kind in ("exp_id", "factor_id") else value
        known = getattr(self.only, kind)
        self.narrow(replace(self.only, **{kind: None if known == chosen else chosen}))

    @on(Table.Sorted, "#events")
    def _sorted(self) -> None:
        if self.data:
            self.list_events(self.data)

    def on_resize(self) -> None:
        self.changed.set()

    def action_group(self) -> None:
        self.grouping = GROUPINGS[(GROUPINGS.index(self.grouping) + 1) % len(GROUPINGS)]
        if self.data:
            chosen = self.chosen
            self.list_events(self.data)
            if chosen is not None:
                self.select(chosen)
        lang = self.context.lang
        self.say(words.GROUPED(lang, how=words.GROUPINGS[self.grouping](lang)))

    def action_panel(self) -> None:
        """The keys go to the other panel."""
        other = self.events if self.totals.has_focus else self.totals
        if self.is_maximised:
            self.maximise(other)
        self.set_focus(other)

    @property
    def is_maximised(self) -> bool:
        return self.has_class("only-events") or self.has_class("only-totals")

    def maximise(self, panel: Table | None) -> None:
        """The whole body to that panel, or to both again."""
        for name in ("events", "totals"):
            self.set_class(panel is not None and panel.id == name, f"only-{name}")

    def action_maximise(self) -> None:
        self.maximise(None if self.is_maximised else self.totals if self.totals.has_focus else self.events)

    @work(group="why", exclusive=True)
    async def action_why(self) -> None:
        """The total under the cursor, or all that is known of the diagnosis under it, explained."""
        from tui.ui.texts.event import panel, why_total
        from tui.ui.why import WhyScreen

        context, feed, chosen = self.context, self.context.feed, self.chosen
        if self.totals.has_focus:
            kind, _, value = (self.totals.cursor_key or "").partition("|")
            if not kind:
                return
            tell = partial(why_total, kind, value, context)
        elif chosen is not None and feed is not None:
            try:
                data = await feed.store.read(read_event, chosen)
            except StoreError:
                # What is on screen is explained all the same, without who else suffers.
                data = EventData(chosen)
            tell = partial(panel, data, context, self.key)
        else:
            return
        if self.is_current:
            self.app.push_screen(WhyScreen(context, tell))

    def step_back(self) -> bool:
        if self.is_maximised:
            self.maximise(None)
            return True
        return super().step_back()
