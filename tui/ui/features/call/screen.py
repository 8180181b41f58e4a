"""The call: its user sessions with their curves, the matrix of senders and receivers, the derived timeline.

channel 数学-3班   14:02:11–14:37:45  35 m   finished   at 14:07:31
Agora: 9 diagnosed: video freeze 7 · slow join 2   causes: video downstream packet loss ×5 (from 44361248 ×4)
curves: Video upstream loss 31 % of 44361248 at 14:07
10 users listed; there may be more · without Linux users: i fetches them
  user        network  sends  14:02–14:37      audio fr.  video fr.  up loss  e2e loss    CPU
▸ 44361248    4G       yes     ━━━━▲▲▲━━━━━        0 s        0 s     31 %▲    0.4 %     19 %
44361248: up loss 31 % / 5 × 8 = 49.6
worst first: sum of value / bad limit … (or: fetching curves 14:02–14:37 · 12.4 MB · 8.1 MB/s · esc stops)
`m` shows the matrix in the place of the list, `t` the timeline; where there is room all three are in sight.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from tui.analysis.calls.pair import session_named
from tui.analysis.calls.timeline import Event
from tui.analysis.project.report import Facts
from tui.analysis.times.next_after import ahead
from tui.domain.records import KeptNote, Scope, Want, WantState
from tui.messages import call as words
from tui.messages import frame as frame_words
from tui.queries.call_data import CallData
from tui.queries.noted import is_note_of
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.call.figures import figures_runs
from tui.ui.features.call.panels import VIEWS, CallPanels
from tui.ui.features.call.reading import CallReading
from tui.ui.features.call.view import (
    agora_runs,
    call_runs,
    coverage_runs,
    lookup_text,
    note_runs,
    progress_runs,
    span_text,
    verdict_runs,
)
from tui.ui.navigation import Route
from tui.ui.noted import Noted, NotedRows
from tui.ui.time_scope import MOVE_BINDINGS
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

ABNORMAL = frozenset({Event.BAD, Event.DIAGNOSIS})
GIVEN_UP = frozenset({WantState.FAILED, WantState.STOPPED})
HINTS = {
    "list": words.FORMULA,
    "matrix": words.MATRIX_HINT,
    "timeline": words.DERIVED,
    "breakdown": words.BREAKDOWN_HINT,
}


class CallScreen(FrameScreen):
    """`scope` says as well, where that is known, which user to choose and which peer is named as the cause."""

    TAB = "call"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    AUTO_FOCUS = "#sessions"
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "live.earlier live.later", "call.matrix", "call.timeline", "why", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVE_BINDINGS,
        bind("call.matrix", "m", "view('matrix')"),
        bind("call.timeline", "t", "view('timeline')"),
        bind("call.kind", "o", "kind"),
        bind("call.servers", "i", "servers"),
        bind("live.next_bad", "n", "next_bad(1)"),
        bind("live.previous_bad", "N", "next_bad(-1)"),
        bind("call.maximise", "z", "maximise"),
        bind("calls.at", "c", "calls"),
        bind("refresh", "r", "ask_again"),
        bind("why", "w", "why"),
    ]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.reading = CallReading(self, self.show)
        self.then = ""
        self.noted = NotedRows(self, self._sessions, self._is_noted, self._marks)

    def _sessions(self) -> Table | None:
        return self.panels.sessions if self.is_mounted else None

    def _is_noted(self, noted: Noted, sid: str) -> bool:
        """By the session, or its user in this call."""
        standing = self.panels.sessions.standing(sid)
        if standing is None or self.data is None:
            return False
        call_id = self.data.call.call_id
        return not noted.users.isdisjoint({(call_id, sid), (call_id, str(standing.session.uid))})

    def _marks(self, note: KeptNote) -> bool:
        """The timeline shows the notes about the call."""
        return self.data is not None and self.data.axis.holds(note.ts) and is_note_of(note, self.data.call)

    @classmethod
    def from_route(cls, context: Context, route: Route) -> Self:
        made = cls(context, route.scope)
        made.then = route.then
        return made

    def compose_body(self) -> Iterable[Widget]:
        for name in ("call", "agora", "verdict", "known"):
            yield Line(id=name)
        yield CallPanels(self.context, self.scope, placeholder=self.says(), id="panels")
        yield Line(id="sum")
        yield Line(id="foot")

    def on_mount(self) -> None:
        self.panels.sessions.react = self.panels.timeline.react = self.tell_foot

    def on_unmount(self) -> None:
        self.reading.cancel()

    # -- the scope

    @property
    def data(self) -> CallData | None:
        return self.reading.data

    @property
    def moment_ts(self) -> int | None:
        return self.reading.moment_ts

    def wants(self) -> Sequence[Want]:
        return self.reading.wants()

    def main_wants(self) -> Sequence[Want]:
        return [want for want in self.wants() if not want.selection.metric]

    def newest_ts(self) -> float | None:
        return self.context.live_newest_ts

    def answered(self) -> bool:
        return self.context.live_newest_ts is not None and (self.data is not None or self.reading.is_gone)

    def breadcrumb(self) -> tuple[str, ...]:
        channel = self.data.call.channel if self.data else self.scope.channel
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return (*moment, *([self.context.names.channel(channel)] if channel else []))

    def tick(self) -> None:
        super().tick()
        if not self.is_looked_at:
            return
        if self.panels.view == "list":
            self.reading.asking.in_sight = frozenset(self.panels.sessions.keys_in_sight)
        self.reading.tick()
        self.tell_foot()
        if self.data is None:
            self.panels.sessions.placeholder = self.says()
        else:
            self.tell_call(self.data)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.call.export import call_export

        if self.data is None:
            return None
        shown = self.panels.sessions.shown
        return await asyncio.to_thread(call_export, self.data, self.moment_ts, self.context, shown, setting)

    def export_key(self) -> str | None:
        return self.panels.sessions.cursor_key

    # -- showing

    @property
    def panels(self) -> CallPanels:
        return self.query_one("#panels", CallPanels)

    @property
    def table(self) -> Table | None:
        """The list that has the keys."""
        return self.panels.table if self.is_mounted else None

    def says(self) -> str:
        """In place of the list."""
        lang = self.context.lang
        if self.reading.is_gone:
            return words.GONE(lang)
        if self.reading.call_id is None and self.scope.channel is not None and self.scope.moment_ts is not None:
            requests = sum(status.requests for status in self.reading.statuses())
            at = self.scope.channel, self.scope.moment_ts, self.scope.uid
            return lookup_text(self.reading.found, *at, requests, self.context)
        if self.data and not self.data.coverage.stretches:
            return words.TOO_FRESH(lang, delay=self.context.edition.call_details.longest_delay_s)
        if self.data and self.data.coverage.has_all_users:
            return words.NOBODY(lang)
        given_up = self.reading.asking.stopped or any(status.state in GIVEN_UP for status in self.reading.statuses())
        return (words.USERS_NONE if given_up else words.LOADING)(lang)

    def show(self) -> None:
        data, context = self.data, self.context
        self.panels.sessions.placeholder = self.says()
        if data is None:
            self.tick()
            return
        notes = note_runs(data, self.reading.found.lookup if self.reading.found else None, self.scope, context)
        for name, runs in (
            (
                "agora",
                figures_runs(data, self.reading.window(), self.reading.figures_failure(), context)
                if context.edition.asks_by_session
                else agora_runs(data, context),
            ),
            ("verdict", verdict_runs(data, context)),
            (
                "known",
                (*notes, *coverage_runs(data, servers=self.reading.asking.servers, context=context, key=self.key)),
            ),
        ):
            self.query_one(f"#{name}", Line).runs = runs
        self.panels.window = self.reading.window()
        self.panels.tell(self.data, self.moment_ts)
        self.tick()
        asked = (
            session_named([one.session for one in data.standings], self.scope, self.moment_ts) if self.then else None
        )
        if asked is not None and self.is_looked_at:
            then, self.then = self.then, ""
            self.drill(asked.sid, self.moment_ts, self.scope.peer_uid, then=then if then == "pair" else "")

    def tell_call(self, data: CallData) -> None:
        self.query_one("#call", Line).runs = call_runs(data.call, data.end_ts, self.moment_ts, self.context)

    def tell_foot(self) -> None:
        context = self.context
        under_way = progress_runs(
            self.reading.statuses(), stopped=self.reading.asking.stopped, context=context, key=self.key
        )
        window = self.panels.window
        span = "" if window is None else span_text(window, context)
        hint = HINTS[self.panels.view](context.lang, key=self.key, span=span)
        self.query_one("#foot", Line).runs = under_way or ((hint, "dim"),)
        self.query_one("#sum", Line).runs = self.panels.row_runs()

    def link(self) -> Route:
        """The moment finds the call where the store knows no such id."""
        data, chosen = self.data, self.panels.sessions.chosen
        if data is None:
            return Route("call", self.scope)
        scope = Scope(
            moment_ts=data.axis.end_ts - 1 if self.moment_ts is None else self.moment_ts,
            channel=data.call.channel,
            call_id=data.call.call_id,
            uid=None if chosen is None else str(chosen.session.uid),
        )
        return Route("call", scope)

    def users(self) -> Iterable[int | str]:
        matrices = self.data.matrices.values() if self.data else ()
        return {*super().users(), *(uid for each in matrices for uid in (*each.senders, *each.receivers) if uid)}

    def report_facts(self) -> Facts:
        from tui.ui.features.call.export import of_call, of_cell, of_entry

        if self.data is None:
            return super().report_facts()
        matrix, entry = self.panels.matrix, self.panels.timeline.entry
        if self.panels.view == "matrix" and matrix.sender is not None and matrix.receiver is not None:
            return of_cell(self.data, matrix.sender, matrix.receiver, matrix.pair, self.context)
        if self.panels.view == "timeline" and entry is not None:
            return of_entry(self.data, entry, self.scope, self.context)
        return of_call(self.data, self.panels.sessions.chosen, self.moment_ts, self.scope, self.context)

    # -- keys

    @on(Table.Highlighted)
    @on(CallPanels.Turned)
    def _chose(self) -> None:
        self.tell_foot()

    @on(Table.Selected, "#sessions")
    def _open_session(self, event: Table.Selected) -> None:
        chosen = self.panels.sessions.chosen
        suffers = chosen is not None and str(chosen.session.uid) == self.scope.uid
        self.drill(event.key, self.moment_ts, self.scope.peer_uid if suffers else None)

    @on(Table.Selected, "#timeline")
    def _open_entry(self) -> None:
        entry = self.panels.timeline.entry
        if entry is None or entry.sid is None:
            self.say(words.NO_SESSION(self.context.lang))
        else:
            self.drill(entry.sid, entry.ts, entry.peer_uid or None)

    @on(Table.Selected, "#pairs")
    def _open_pair(self) -> None:
        pair, sender = self.panels.matrix.pair, self.panels.matrix.sender
        if pair is None:
            self.say(words.NO_SESSION(self.context.lang))
        else:
            self.drill(pair.sid, pair.worst.ts, sender or None)

    def drill(self, sid: str, moment_ts: int | None, peer_uid: int | None, then: str = "") -> None:
        assert self.data is not None
        one = self.panels.sessions.standing(sid)
        scope = replace(
            self.scope,
            call_id=self.data.call.call_id,
            channel=self.data.call.channel,
            sid=sid,
            uid=None if one is None else str(one.session.uid),
            moment_ts=moment_ts,
            peer_uid=peer_uid,
        )
        self.open(Route("session", scope, then=then))

    def action_view(self, name: str) -> None:
        """That panel, or back to the list."""
        self.panels.look_at(VIEWS[0] if self.panels.view == name else name)

    def action_kind(self) -> None:
        """Another matrix; on the list of an edition with figures by dimension, these, and back."""
        if self.context.edition.asks_by_session and self.panels.view in ("list", "breakdown"):
            self.panels.window = self.reading.window()
            self.action_view("breakdown")
            self.reading.asking.by_dimension = self.panels.view == "breakdown"
            self.reading.retell_wants()
            return
        self.panels.look_at("matrix")
        self.panels.matrix.next_kind()

    def action_move(self, steps: int) -> None:
        """The moment on the bars, by a column; on the matrix, the receiver."""
        if self.panels.view == "matrix":
            self.panels.matrix.move(steps)
        elif self.data is not None:
            axis = self.data.axis
            step_s = max(1, round(axis.seconds / max(1, self.panels.sessions.bar_columns)))
            from_ts = axis.end_ts if self.moment_ts is None else self.moment_ts
            self.move_to(min(max(from_ts + steps * step_s, axis.start_ts), axis.end_ts - 1))

    def move_to(self, ts: int) -> None:
        self.reading.moment_ts = ts
        if self.data is not None:
            self.panels.move_to(ts)
            self.tell_call(self.data)
            self.tell_breadcrumb()
            self.reading.retell_wants()

    def action_next_bad(self, direction: int) -> None:
        """To where the next, or the previous, abnormal stretch or diagnosis of anybody in the call begins."""
        data = self.data
        if data is None:
            return
        here_ts = data.axis.end_ts if self.moment_ts is None else self.moment_ts
        next_ts = ahead((entry.ts for entry in data.entries if entry.event in ABNORMAL), here_ts, direction)
        if next_ts is None:
            self.say(frame_words.NONE_AHEAD[direction](self.context.lang, key=self.key))
        else:
            self.move_to(next_ts)

    def action_maximise(self) -> None:
        """The panel that has the keys alone, where there is room for all three."""
        if not self.panels.maximise():
            self.say(frame_words.ALONE(self.context.lang))

    def action_calls(self) -> None:
        """The calls of all channels that were on at the moment, or when this one ended."""
        end_ts = self.data.axis.end_ts - 1 if self.data else None
        self.open(Route("calls", Scope(moment_ts=end_ts if self.moment_ts is None else self.moment_ts)))

    async def action_ask_again(self) -> None:
        """Go on from the stop, and ask now for the parts that may have grown."""
        self.reading.go_on()
        await self.run_action("app.refresh_feed")

    def action_servers(self) -> None:
        self.reading.asking.servers = not self.reading.asking.servers
        self.say(words.ASKED_SERVERS[self.reading.asking.servers](self.context.lang))
        self.reading.retell_wants()
        self.reask()

    def action_why(self) -> None:
        from tui.ui.features.call.scores import why_session

        if self.data is not None:
            tell = partial(why_session, self.data, self.panels.sessions.chosen, self.context)
            self.explain(tell)

    def step_back(self) -> bool:
        """All panels again; then the list; then an end to the requests under way; then the screen beneath."""
        if self.panels.step_back():
            return True
        if self.reading.stop():
            self.tell_foot()
            return True
        return False

    def on_resize(self) -> None:
        self.panels.fit()
