"""Incident: the summary of a stretch of time in sentences, part by part; the chosen one whole beneath the list.

11-22 13:37 – 14:37 · 数学-3班
  part       summary
▸ since      2026-11-22 13:47:00 +08 (Video freeze), the first bad minute
  bad        Video freeze > 5 %: 21 of 58 known minutes, from 13:47 to 14:07, worst 7.1 % at 13:55
  suffers    diagnoses of ≥ 8 users: video freeze 7 · audio freeze 2
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from tui.domain.records import HOUR, MINUTE, Scope, Window
from tui.messages import incident as words
from tui.terminal.cells import Column
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.extracts import setting_in
from tui.ui.features.findings.incident import IncidentFact, facts_of, sentence
from tui.ui.features.findings.incident_export import incident_export
from tui.ui.features.findings.incident_query import IncidentData, IncidentQuery, read_incident, whole_minutes
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

SPANS_S = tuple(words.SPAN)
# News of the store wait for this many times the seconds of the last reading, which judges calls.
REST = 10.0


class IncidentScreen(FrameScreen):
    """The window around `scope.moment_ts`, or up to now; `scope.channel` narrows all but the metrics."""

    TAB = "incident"
    UNUSED = frozenset({"table.mark", "table.sort", "table.sort_reverse"})
    FOOTER = ("table.select", "incident.zoom_in incident.zoom_out", "copy.view", "export", "back", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("incident.zoom_in", "plus,equals_sign", "zoom(-1)"),
        bind("incident.zoom_out", "minus", "zoom(1)"),
        bind("incident.zoom_reset", "0", "zoom(0)"),
    ]

    span_s = HOUR

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        topics = {"notes", "alarms", "alerts", "reports", "diagnoses", "calls"}
        self.live_query = LiveQuery(self, self.ask, self.show, topics=topics, step_s=MINUTE, rest=REST)

    def compose_body(self) -> Iterable[Widget]:
        yield Line(id="head")
        yield Table(
            self._columns(),
            placeholder=words.READING(self.context.lang),
            ascii=self.context.ascii,
            react=self.tell_chosen,
        )
        yield Note(id="chosen")

    def _columns(self) -> tuple[Column, ...]:
        lang = self.context.lang
        return (
            Column("part", words.SECTION(lang), 9, sortable=False),
            Column("said", words.SAID(lang), 30, 1, sortable=False),
        )

    def breadcrumb(self) -> tuple[str, ...]:
        return (words.SPAN[self.span_s](self.context.lang),)

    def window(self, now_ts: float) -> Window:
        """The minutes of the summary: half of them behind the moment, as far as they have begun."""
        moment_ts = self.scope.moment_ts
        begun_ts = (int(now_ts) // MINUTE + 1) * MINUTE
        end_ts = begun_ts if moment_ts is None else min(begun_ts, moment_ts // MINUTE * MINUTE + self.span_s // 2)
        return whole_minutes(Window(end_ts - self.span_s, end_ts), now_ts)

    async def ask(self, feed: Feed, now_ts: float) -> IncidentData:
        context = self.context
        query = IncidentQuery(
            context.edition, self.window(now_ts), self.scope.channel or "", now_ts, context.thresholds
        )
        return await read_incident(feed.store, query)

    @property
    def facts(self) -> tuple[IncidentFact, ...]:
        return () if self.live_query.data is None else facts_of(self.live_query.data, setting_in(self.context))

    @property
    def chosen(self) -> IncidentFact | None:
        key, facts = self.query_one(Table).cursor_key, self.facts
        return facts[int(key)] if key is not None and int(key) < len(facts) else None

    def link(self) -> Route:
        return Route("live", replace(self.scope, window=None))

    def moment_link(self) -> Route | None:
        """To the moment of the chosen sentence."""
        chosen = self.chosen
        if chosen is None or chosen.ts is None:
            return None
        return chosen.route or Route("live", Scope(moment_ts=int(chosen.ts) // MINUTE * MINUTE))

    def show(self) -> None:
        context, data = self.context, self.live_query.data
        assert data is not None
        lang, window = context.lang, data.query.window
        start, end = context.ends(window.start_ts, window.end_ts)
        channel = context.names.channel(data.query.channel)
        head = f"{start} – {end}" + (f" · {channel}" if channel else "")
        self.query_one("#head", Line).runs = ((self.plain(head), "strong"),)
        table = self.query_one(Table)
        table.set_columns(self._columns())
        rows = []
        for place, fact in enumerate(self.facts):
            section = words.SECTIONS[fact.section](lang)
            rows.append(Row(str(place), (((section, "dim"),), fact.text), (section, fact.text)))
        table.update(rows)
        self.tell_chosen()

    @on(Table.Highlighted)
    def tell_chosen(self) -> None:
        chosen = self.chosen
        self.query_one("#chosen", Note).tell(Content("" if chosen is None else self.plain(chosen.text)))

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        """The whole summary; under a filter only its sentences that pass, with all tables."""
        if (data := self.live_query.data) is None:
            return None
        shown = self.query_one(Table).shown
        extract = await asyncio.to_thread(incident_export, data, self.context, setting)
        if not shown.filter_text:
            return extract
        facts = facts_of(data, setting)
        return replace(extract, findings=tuple(sentence(facts[int(key)], setting) for key in shown.row_keys()))

    def export_key(self) -> str | None:
        """No row: its tables are other ones."""
        return None

    # -- keys

    @on(Table.Selected)
    def _go(self) -> None:
        if (chosen := self.chosen) is not None and chosen.route is not None:
            self.open(chosen.route)

    def action_zoom(self, by: int) -> None:
        place = SPANS_S.index(HOUR if by == 0 else self.span_s) + by
        self.span_s = SPANS_S[min(max(place, 0), len(SPANS_S) - 1)]
        self.tell_breadcrumb()
        self.live_query.ask_another()
