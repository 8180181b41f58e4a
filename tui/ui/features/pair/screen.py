"""Pair: the sender at the left, the receiver at the right, row by row in the order of the checks of a bad stream.

sender 44361248  Windows · Wi-Fi · Windows 7    │ receiver 83817682  iOS · 4G · iPhone12,1
14:07:31  ◆ 14:07:20 video freeze: video downstream packet loss (44361248)
→ sender's network: sender 44361248 · certain   │ freeze time ms                  video 1,240▲
14:07:31 ±30 s  video 41 % frozen (25 s)        │ 2k┤                 ⢠⢰⡇ ⣀⡀⢸
a · sending  video 807 kbps · audio 35 kbps     │  0┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠊⠒⠃⠘⠓⠊⠓⠒⠒⠒
b ▲ sender's network  video 34.9 % (calm 0.4 %) │   └──14:02─────14:17──
…                                               │
a sent kbps                  video 807 audio 35 │ c received kbps           video 324 audio 28
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.widget import Widget

from tui.analysis.calls.pair import Pair
from tui.analysis.calls.session import Onset, next_onset, onsets
from tui.analysis.cause.agreement import agreement
from tui.analysis.cause.engine import judged_at
from tui.analysis.cause.verdict import Side, Verdict
from tui.analysis.project.report import Facts
from tui.domain.records import KeptNote, Scope, Window
from tui.messages import frame as frame_words
from tui.messages import pair as words
from tui.messages import session as session_words
from tui.queries.noted import is_note_of
from tui.terminal.cells import fit
from tui.ui.charts.axes import LABEL_WIDTH
from tui.ui.charts.plot import Plot
from tui.ui.charts.view import View
from tui.ui.context import Context, Feed
from tui.ui.features.pair.peers import choose_pair
from tui.ui.features.pair.query import (
    PANELS,
    SUFFERED,
    PairData,
    PairQuery,
    Panel,
    curves_of_pair,
    read_pair,
    shape_pair,
    verdict_at,
)
from tui.ui.features.pair.view import VERDICT_LINES, panel_view, side_runs, verdict_lines, why_pair
from tui.ui.navigation import Route
from tui.ui.noted import NotedScreen
from tui.ui.text_page import Scroll
from tui.ui.texts.curves import onset_text
from tui.ui.texts.diagnosis import diagnosed_runs
from tui.ui.texts.progress import asked_runs, is_about
from tui.ui.timed import TimedScreen
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting


class PairCharts(Scroll):
    """The verdict beside the suffering, then a row of two charts for each."""


class PairScreen(TimedScreen):
    """`scope` names the session with the period on screen; `sender_uid` and `receiver_uid` are its user and another
    one, in either order."""

    TAB = "session"
    HELP = "pair"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    AUTO_FOCUS = "PairCharts"
    FOOTER = (
        "live.earlier live.later",
        "session.zoom_in session.zoom_out",
        "session.swap",
        "report",
        "why",
        "help",
    )
    # It has no list.
    UNUSED = frozenset({"filter"})
    BINDINGS: ClassVar[list[BindingType]] = [bind("session.swap", "x", "swap")]

    data: PairData | None = None
    pair: Pair | None = None
    verdict: Verdict | None = None
    # The one over all that is shown.
    over: Verdict | None = None
    # Around which instant the checks look; None: all that is shown.
    checked_ts: int | None = None
    # Where the abnormal stretch begins that was jumped to last.
    onset: Onset | None = None

    def __init__(
        self, context: Context, scope: Scope, *, sender_uid: int, receiver_uid: int, view: View | None = None
    ) -> None:
        super().__init__(context, scope)
        self.sender_uid, self.receiver_uid = sender_uid, receiver_uid
        self.view = view
        self.plots: Mapping[Panel, Plot] = {}
        self.noted = NotedScreen(marks=self._marks)

    def compose_body(self) -> Iterable[Widget]:
        with Horizontal(id="sides"):
            yield Line(id="sender")
            yield Line(id="receiver")
        yield Line(id="diagnosed")
        yield Line(((session_words.READING(self.context.lang), "dim"),), id="told", classes="told")
        with PairCharts(id="pair"):
            with Container(id="findings"):
                for _ in range(VERDICT_LINES):
                    yield Line()
            for panel in PANELS:
                yield Chart(id="suffered" if panel is SUFFERED else None)

    def breadcrumb(self) -> tuple[str, ...]:
        name = self.context.names.user
        return (words.CRUMB(self.context.lang, sender=name(self.sender_uid), receiver=name(self.receiver_uid)),)

    def link(self) -> Route:
        user = str(self.data.session.uid) if self.data else self.scope.uid
        scope = replace(super().link().scope, uid=user, peer_uid=self.peer_uid, sender_uid=self.sender_uid)
        return Route("pair", scope)

    def users(self) -> Iterable[int | str]:
        return self.sender_uid, self.receiver_uid

    # -- reading

    @property
    def peer_uid(self) -> int:
        """The one of the two without this session."""
        known = self.data.session.uid if self.data else int(self.scope.uid or 0)
        return self.receiver_uid if self.sender_uid == known else self.sender_uid

    async def read(self, feed: Feed) -> None:
        query = PairQuery(
            self.context.edition,
            self.scope.call_id or "",
            self.scope.sid or "",
            self.peer_uid,
            self.now_ts,
            self.context.thresholds,
        )
        self.data = await feed.store.read(read_pair, query)
        self.pair = None
        if self.data is not None:
            self.ask_on(self.data.call, self.data.session, self.data.sessions, self.data.told)
            self.fit(self.data.whole)

    def draw(self, window: Window) -> None:
        data = self.data
        if data is not None:
            if self.pair is None:
                self.pair = curves_of_pair(data, self.sender_uid, self.receiver_uid, self.context.thresholds)
            marks = [one.ts for one in data.diagnosed]
            self.over = self.judged(data, None, window)
            self.plots = shape_pair(self.pair, window, self.app.size.width, self.looks, marks=marks, noted=data.noted)

    def _marks(self, note: KeptNote) -> bool:
        return self.data is not None and self.data.whole.holds(note.ts) and is_note_of(note, self.data.call)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.pair.export import pair_export

        data, pair, found, view, names = self.data, self.pair, self.verdict, self.view, setting.names
        if data is None or pair is None or found is None or view is None:
            return None
        uids = names.user(self.sender_uid), names.user(self.receiver_uid)
        at = self.moment_ts, self.checked_ts
        return await asyncio.to_thread(pair_export, data, pair, found, view.window, uids, at, self.context, setting)

    def judged(self, data: PairData, moment_ts: int | None, window: Window) -> Verdict:
        return verdict_at(data, self.sender_uid, self.receiver_uid, moment_ts, window, self.now_ts)

    # -- showing

    def show(self) -> None:
        self.show_moment()
        self.tick()

    def all_charts(self) -> Iterable[Chart]:
        return self.query(Chart)

    def show_moment(self) -> None:
        data, pair, view, context, moment_ts = self.data, self.pair, self.view, self.context, self.moment_ts
        if data is None or pair is None or view is None:
            return
        half = self.columns() + LABEL_WIDTH + 1
        for side, uid in ((Side.SENDER, self.sender_uid), (Side.RECEIVER, self.receiver_uid)):
            line = self.query_one(f"#{side.value}", Line)
            line.runs = fit(side_runs(side, uid, data.sessions, context, moment_ts), line.size.width or half)
        uids = data.session.uid, self.peer_uid
        diagnosed = diagnosed_runs(data.diagnosed, uids, context, moment_ts)
        self.query_one("#diagnosed", Line).runs = fit(diagnosed, self.app.size.width - 2)
        self.checked_ts = None if moment_ts is None else judged_at(data.curves, moment_ts)
        # Over a stretch it was worked out beside the plots, in their thread.
        over = self.over if moment_ts is None else None
        verdict = self.verdict = over or self.judged(data, moment_ts, view.window)
        agora = agreement(verdict, data.diagnosed)
        lines = verdict_lines(verdict, context, self.checked_ts, context.names.user, agora)
        lines[1] = (*lines[1], (f"   {words.MEANS(context.lang)}", "dim"))
        for line, runs in zip(self.query_one("#findings").query(Line), lines, strict=True):
            line.runs = fit(runs, line.size.width or half)
        for panel, chart in zip(PANELS, self.query(Chart), strict=True):
            chart.cursor_ts = self.cursor_ts
            chart.view = panel_view(panel, pair, self.plots.get(panel), context, moment_ts, chart.size.width)

    def tick(self) -> None:
        super().tick()
        self.tell_asked()
        if self.data and self.data.session.leave_ts is None and self.frozen_ts is None:
            self.ask_on(self.data.call, self.data.session, self.data.sessions, self.data.told)

    def tell_asked(self) -> None:
        """How far the curves have come that are still missing here."""
        whole = self.data.whole if self.data else None
        about = [one for one in self._statuses(self.asked) if whole is not None and is_about(one, whole)]
        told = asked_runs(about, self.context, self.key, now_ts=self.now_ts)
        line = self.query_one("#told", Line)
        # Always there while the call is on, so that nothing moves each time that more is fetched.
        is_on = self.data is not None and self.data.session.leave_ts is None
        line.set_class(bool(told) or is_on, "told")
        line.runs = fit(told, self.app.size.width - 2) if told else ()

    def report_facts(self) -> Facts:
        from tui.ui.features.pair.export import of_pair

        if self.data is None or self.verdict is None:
            return super().report_facts()
        return of_pair(self.data, self.verdict, (self.moment_ts, self.checked_ts), self.context)

    # -- keys

    def action_swap(self) -> None:
        self.sender_uid, self.receiver_uid = self.receiver_uid, self.sender_uid
        self.pair = self.over = None
        self.live_query.ask_another()

    def become(self, sender_uid: int, receiver_uid: int) -> None:
        """Another pair of the same session."""
        self.sender_uid, self.receiver_uid = sender_uid, receiver_uid
        self.over = None
        self.scope = replace(self.scope, peer_uid=self.peer_uid)
        self.reask()

    def action_next_bad(self, direction: int) -> None:
        """To where the next, or the previous, abnormal stretch of any curve on screen begins."""
        pair, lang = self.pair, self.context.lang
        if pair is None or self.view is None:
            return
        metrics = [(panel, each) for panel in PANELS for each in panel.metrics(pair)]
        found = onsets({place: each for place, (_, each) in enumerate(metrics)})
        place = self.onset.place if self.onset and self.onset.ts == self.moment_ts else -1
        self.onset = next_onset(found, direction, self.moment_ts, place, self.view.whole)
        if self.onset is None:
            self.say((frame_words.NONE_AHEAD[direction] if found else session_words.NONE_AT_ALL)(lang, key=self.key))
            return
        panel, each = metrics[self.onset.place]
        self.move_to(self.onset.ts)
        self.query(Chart)[PANELS.index(panel)].scroll_visible(animate=False)
        self.say(self.plain(onset_text(self.onset, each, self.context)))

    def action_maximise(self) -> None:
        """A row of two charts has the whole body: the others are a page away."""
        self.toggle_class("maximised")

    def action_pair(self) -> None:
        if self.data is not None:
            from tui.ui.features.pair.peers import choose_pair

            choose_pair(self, self.data.session.uid, self.become)

    def action_why(self) -> None:
        if self.verdict is not None and self.data is not None:
            agora = agreement(self.verdict, self.data.diagnosed)
            tell = partial(why_pair, self.verdict, self.context, self.checked_ts, agora)
            self.explain(tell)


def open_pair(screen: TimedScreen, route: Route) -> None:
    """Open the pair of the session's user (`route.scope.uid`) with the peer of the scope, or with a chosen one."""
    uid = int(route.scope.uid or 0)

    def opened(sender_uid: int, receiver_uid: int) -> None:
        scope = replace(route.scope, peer_uid=receiver_uid if sender_uid == uid else sender_uid)
        pair = PairScreen(screen.context, scope, sender_uid=sender_uid, receiver_uid=receiver_uid, view=route.view)
        screen.app.push_screen(pair)

    sender_uid, peer_uid = route.scope.sender_uid, route.scope.peer_uid
    if sender_uid is not None and peer_uid is not None:
        opened(sender_uid, peer_uid if sender_uid == uid else uid)
    else:
        choose_pair(screen, uid, opened, named=peer_uid)
