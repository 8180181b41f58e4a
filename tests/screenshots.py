"""`python -m tests.screenshots [DIRECTORY]`: draw the pictures of `screenshots/` anew, from the simulator.

A manual clock, a seed and UTC make every picture the same on every machine; tests/test_screenshots.py compares them.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot

from tests.alarms_made import ALERT, FREEZE, MANY, OVER, PENDING, SEEN, keep, tell
from tests.manual_clock import ManualClock
from tests.sim.watched import World
from tests.today_worlds import TodayTransport
from tests.ui.offered import Offered
from tests.worlds import APP_ID, NOW_TS, SimTransport, incident, make_context, make_feed, manual_clock, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.background import live_wants
from tui.clock import ServerClock
from tui.collector.policy import Policy
from tui.config.draft import Draft
from tui.config.remembered import Remembered
from tui.config.values import Secret
from tui.domain.edition import Edition
from tui.domain.records import DAY, Reply, Report, ReportDraft, Scope, UsageDay, WantState, Window, day_of, final_ts
from tui.domain.text import LANGS, Lang
from tui.export.picture import in_cells
from tui.monitor.rules import default_rules
from tui.sim import usage
from tui.sim.today.world import TodayWorld
from tui.store.sqlite.changes import SqliteChanges
from tui.store.sqlite.database import SqliteStore
from tui.ui.app import ScryApp
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.context import Context, Feed
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.calls.query import BACKS_S
from tui.ui.features.calls.screen import CallsScreen
from tui.ui.first_run import FirstRunApp

PICTURES = Path(__file__).parent.parent / "screenshots"
SIZES = ((80, 24), (120, 36), (200, 50))
PATIENCE_S = 180.0
PAUSE_S = 0.02
CALM_DRAWINGS = 3
# A timer of a second or more removes a short message: in a picture it stands still.
LONG_S = 1.0
WATCHED = ("大班课-数学", "big-live-1", "音乐会-A", "webinar-42")
# From one answer of an endpoint to when it may be asked again.
SLOT_S = 61.0
BY = "ops:4711"
# The set-up's input; the secret is wrong.
DRAFT = Draft(app_id="0123abcd0123abcd0123abcd0123abcd", customer_id="89abcdef89abcdef", secret=Secret("wrong"))


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the size, the language, and the keys pressed after the data's arrival."""

    name: str
    size: tuple[int, int]
    lang: Lang = "en"
    keys: Sequence[str] = ()
    ascii_only: bool = False
    scene: str = "incident"
    # The plan of today's edition; none: the edition of 2020-10.
    plan: str = ""
    # The number of the tab, and for how many minutes it is looked at before the keys are pressed.
    tab: str = ""
    minutes: int = 0
    # How many days before those that the API still has were answered for, and are stored.
    past_days: int = 0
    # Whether reports wait in the outbox.
    reported: bool = False
    # Whether alarms are stored, told and not.
    alarmed: bool = False
    watched: tuple[str, ...] = ()
    # The drilled scope, and answers in place of the simulator's.
    opens: Callable[[Context], FrameScreen] | None = None
    transport: Callable[[World], SimTransport] = SimTransport
    onset_ago_s: float = 600.0
    # Whether to wait for the wants on demand, as after a drill.
    walks: bool = False
    redact: bool = False
    # The form of a first run with the known values, in place of the app.
    known: Draft | None = None


class Held(SimTransport):
    """The curves of calls never come."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == EDITION.call_details.path and "exclude_metrics_info=true" not in str(request.url):
            await asyncio.Event().wait()
        return await super().handle_async_request(request)


class Refused(SimTransport):
    """This account may not see the details of calls."""

    PATH = EDITION.call_details.path

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == self.PATH:
            body = b'{"code": 403, "message": "no auth"}'
            return httpx.Response(403, stream=httpx.ByteStream(body))
        return await super().handle_async_request(request)


class RefusedLists(Refused):
    """This account may not search for calls."""

    PATH = EDITION.call_lists.path


class Reported(SimTransport):
    """One of the reports that wait is taken, one refused; of every other the answer is lost."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if request.url.path == EDITION.report.path:
            if b"class-12" in request.content:
                return httpx.Response(400, stream=httpx.ByteStream(b'{"code": 400, "message": "no such call"}'))
            if b"webinar-42" not in request.content:
                raise httpx.ReadTimeout("", request=request)
        return response


def the_calls(context: Context) -> FrameScreen:
    """Those that were on a quarter of an hour ago, of those that began in the half hour before."""
    screen = CallsScreen(context, Scope(moment_ts=int(NOW_TS) - 900))
    screen.search.back_s = BACKS_S[0]
    screen.search.begin()
    return screen


def the_call(moment_ts: int, cause_uid: int | None = 44361248) -> Callable[[Context], FrameScreen]:
    """The class at that moment, with the teacher named as the cause of the first pupil's trouble."""
    scope = Scope(channel="数学-3班", moment_ts=moment_ts, uid="264823874", peer_uid=cause_uid)
    return lambda context: CallScreen(context, scope)


in_the_incident, an_hour_before = the_call(int(NOW_TS) - 400), the_call(int(NOW_TS) - 4200)
# A call is told of by today's edition minutes after its beginning.
today_s_call = the_call(int(NOW_TS) - 1000, None)


def today_shots() -> Iterator[Shot]:
    """The pictures of today's edition."""

    def in_both(name: str, sizes: Sequence[tuple[int, int]], keys: Sequence[str] = (), **more: Any) -> Iterator[Shot]:
        for lang in LANGS:
            for width, height in sizes:
                yield Shot(f"today-{name}-{lang}-{width}x{height}", (width, height), lang, keys, plan="premium", **more)

    yield from in_both("live", SIZES, minutes=6)
    yield Shot("today-live-en-webrtc", (120, 36), keys=("v", "v"), plan="premium", minutes=6)
    yield Shot("today-live-en-ascii", (80, 24), ascii_only=True, plan="premium", minutes=6)
    yield Shot("today-live-zh-why", (80, 24), "zh", ("w",), plan="premium", minutes=6)
    yield from in_both("standout", SIZES[:2], ("b",), minutes=6)
    yield from in_both("findings", SIZES, tab="2", minutes=6)
    yield from in_both("calls", SIZES[:2], ("W",), tab="3", minutes=3, walks=True)
    yield from in_both("channels", SIZES[:2], tab="4", minutes=6, watched=WATCHED)
    yield from in_both("usage", SIZES[:2], tab="5", minutes=1)
    yield from in_both("quota", SIZES[:2], ("6",), minutes=6, watched=WATCHED)
    yield from in_both("call", SIZES[:2], opens=today_s_call, onset_ago_s=1800)
    yield from in_both("session", SIZES[:2], ("enter",), opens=today_s_call, onset_ago_s=1800)
    yield from in_both("pair", SIZES[:2], ("enter", "v"), opens=today_s_call, onset_ago_s=1800)
    yield from in_both("ticket", SIZES[:2], ("enter", "v", "R"), opens=today_s_call, onset_ago_s=1800)


SHOTS = (
    *(
        Shot(f"live-{lang}-{width}x{height}", (width, height), lang, ("left",) * 3)
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("live-en-overlay", (120, 36), keys=("space", "j", "j", "j", "j")),
    Shot("live-en-ascii", (80, 24), ascii_only=True),
    Shot("live-en-empty", (80, 24), scene="empty"),
    Shot("live-en-help", (120, 36), keys=("question_mark",)),
    Shot("live-zh-help", (80, 24), "zh", ("question_mark", "pagedown")),
    Shot("live-en-why", (80, 24), keys=("w",)),
    Shot("live-en-palette", (80, 24), keys=("colon",)),
    Shot("live-zh-palette", (120, 36), "zh", ("colon", "学")),
    *(
        Shot(f"diagnosis-{lang}-{width}x{height}", (width, height), lang, ("left",) * 4, tab="2", minutes=6)
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("diagnosis-en-why", (120, 36), keys=("j", "w"), tab="2", minutes=6),
    Shot("diagnosis-zh-why", (80, 24), "zh", ("j", "w"), tab="2", minutes=6),
    Shot("diagnosis-en-groups", (120, 36), keys=("o", "o"), tab="2", minutes=6),
    Shot("diagnosis-en-ascii", (80, 24), ascii_only=True, tab="2", minutes=6),
    *(
        Shot(f"channels-{lang}-{width}x{height}", (width, height), lang, tab="4", minutes=6, watched=WATCHED)
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("channels-en-none", (80, 24), tab="4", minutes=1),
    Shot("channels-en-add", (120, 36), keys=("a", "3"), tab="4", minutes=1, watched=WATCHED),
    Shot("channels-zh-one", (120, 36), "zh", ("z", "left", "left"), tab="4", minutes=6, watched=WATCHED),
    Shot("channels-en-ascii", (80, 24), ascii_only=True, tab="4", minutes=6, watched=WATCHED),
    *(
        Shot(f"usage-{lang}-{width}x{height}", (width, height), lang, tab="5", past_days=45)
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    *(
        Shot(
            f"calls-{lang}-{width}x{height}",
            (width, height),
            lang,
            ("s", "s", "s", "s", "s", "S"),
            tab="3",
            minutes=3,
            onset_ago_s=400,
            walks=True,
        )
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("calls-en-searching", (120, 36), tab="3", minutes=2),
    Shot("calls-en-typing", (80, 24), keys=("f", *"15:00..14:00"), tab="3"),
    Shot("calls-zh-moment", (120, 36), "zh", opens=the_calls),
    Shot("calls-zh-empty", (80, 24), "zh", scene="empty", tab="3", walks=True),
    Shot("calls-en-failed", (80, 24), tab="3", transport=RefusedLists),
    Shot("calls-en-ascii", (80, 24), ascii_only=True, tab="3", minutes=2),
    *(
        Shot(f"call-{lang}-{width}x{height}", (width, height), lang, opens=in_the_incident, onset_ago_s=1200)
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("call-en-loading", (120, 36), opens=an_hour_before, transport=Held),
    Shot("call-zh-matrix", (120, 36), "zh", keys=("m", "o"), opens=in_the_incident, onset_ago_s=1200),
    Shot("call-en-timeline", (120, 36), keys=("t",), opens=in_the_incident, onset_ago_s=1200),
    Shot("call-en-failed", (80, 24), opens=an_hour_before, transport=Refused),
    Shot("call-en-why", (120, 36), keys=("w",), opens=in_the_incident, onset_ago_s=1200),
    Shot("call-en-help", (200, 50), keys=("question_mark",), opens=in_the_incident, onset_ago_s=1200),
    Shot("call-en-ascii", (80, 24), ascii_only=True, opens=in_the_incident, onset_ago_s=1200),
    *(
        Shot(
            f"session-{lang}-{width}x{height}",
            (width, height),
            lang,
            # In a low list a key brings the chosen row into view, whatever came first.
            ("enter", "j", "k") if height < 30 else ("enter",),
            opens=in_the_incident,
            onset_ago_s=1200,
        )
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    *(
        Shot(
            f"pair-{lang}-{width}x{height}",
            (width, height),
            lang,
            ("enter", "v"),
            opens=in_the_incident,
            onset_ago_s=1200,
        )
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("pair-zh-help", (120, 36), "zh", ("enter", "v", "question_mark"), opens=in_the_incident, onset_ago_s=1200),
    Shot("pair-en-maximised", (120, 36), keys=("enter", "v", "N", "z"), opens=in_the_incident, onset_ago_s=1200),
    Shot("session-en-loading", (120, 36), keys=("enter",), opens=an_hour_before, transport=Held),
    Shot("session-en-zoomed", (120, 36), keys=("enter", *["plus"] * 5, "z"), opens=in_the_incident, onset_ago_s=1200),
    Shot("session-en-why", (120, 36), keys=("enter", "w"), opens=in_the_incident, onset_ago_s=1200),
    Shot("session-en-ascii", (80, 24), ascii_only=True, keys=("enter",), opens=in_the_incident, onset_ago_s=1200),
    Shot("pair-zh-why", (120, 36), "zh", ("enter", "v", "w"), opens=in_the_incident, onset_ago_s=1200),
    *(
        Shot(
            f"report-{lang}-{width}x{height}",
            (width, height),
            lang,
            ("enter", "v", "R"),
            opens=in_the_incident,
            onset_ago_s=1200,
        )
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot(
        "report-en-wrong",
        (80, 24),
        keys=(
            "enter",
            "v",
            "R",
            *["shift+tab"] * 4,
            "end",
            "x",
            *["tab"] * 2,
            "space",
            "tab",
            "end",
            *["backspace"] * 9,
        ),
        opens=in_the_incident,
        onset_ago_s=1200,
    ),
    Shot(
        "report-en-unknown",
        (120, 36),
        keys=("enter", "v", "R", "ctrl+s"),
        opens=in_the_incident,
        onset_ago_s=1200,
        transport=Reported,
    ),
    *(
        Shot(f"reports-{lang}-{width}x{height}", (width, height), lang, ("ctrl+r",), transport=Reported, reported=True)
        for lang in ("en", "zh")
        for width, height in SIZES[:2]
    ),
    Shot("reports-en-none", (80, 24), keys=("ctrl+r",)),
    Shot("report-en-ascii", (80, 24), ascii_only=True, keys=("R",), tab="2", minutes=6),
    *(
        Shot(f"quota-{lang}-{width}x{height}", (width, height), lang, ("6",), minutes=6, watched=WATCHED)
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("quota-en-why", (120, 36), keys=("6", "w"), minutes=6),
    Shot("quota-zh-one", (120, 36), "zh", ("6", "j", "enter"), minutes=6),
    *(
        Shot(f"alarms-{lang}-{width}x{height}", (width, height), lang, tab="7", minutes=1, alarmed=True)
        for lang in ("en", "zh")
        for width, height in SIZES
    ),
    Shot("alarms-en-why", (120, 36), keys=("w",), tab="7", minutes=1, alarmed=True),
    Shot("alarms-zh-none", (80, 24), "zh", tab="7"),
    Shot("export-en-120x36", (120, 36), keys=("e",)),
    Shot("export-zh-80x24", (80, 24), "zh", ("e",), opens=in_the_incident, onset_ago_s=1200, redact=True),
    *(
        Shot(f"setup-{lang}-{width}x{height}", (width, height), lang, known=Draft())
        for lang in ("en", "zh")
        for width, height in SIZES[:2]
    ),
    Shot("setup-en-refused", (80, 24), keys=("ctrl+t",), known=DRAFT),
    Shot("setup-zh-accepted", (120, 36), "zh", ("ctrl+t",), known=replace(DRAFT, secret=Secret("right"))),
    Shot("setup-en-ascii", (80, 24), keys=("ctrl+t",), ascii_only=True, known=DRAFT),
    Shot("projects-en-120x36", (120, 36), keys=("ctrl+o",)),
    Shot("projects-zh-80x24", (80, 24), "zh", ("ctrl+o", "s", "t", "a")),
    Shot("projects-en-add", (80, 24), keys=("ctrl+o", "a", "d", "d", "enter")),
    Shot("quota-en-ascii", (80, 24), ascii_only=True, keys=("6",), minutes=6),
    *today_shots(),
)


@asynccontextmanager
async def first_run(shot: Shot, known: Draft) -> AsyncIterator[tuple[FirstRunApp, Pilot[Any]]]:
    """The form of a picture, its keys pressed."""
    app = FirstRunApp(Offered(), known, lang=shot.lang, ascii_only=shot.ascii_only, theme=None, keymap={})
    jobs = Jobs()
    async with app.run_test(size=shot.size) as pilot, asyncio.timeout(PATIENCE_S):
        await at_rest(app, pilot, jobs)
        await press(shot.keys, app, pilot, jobs)
        await at_rest(app, pilot, jobs)
        yield app, pilot


class Jobs:
    """Counts the jobs of the running event loop that other threads have under way."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.count = 0
        self._hand_over: Callable[..., asyncio.Future[Any]] = loop.run_in_executor
        loop.run_in_executor = self._counted  # type: ignore[assignment, method-assign]

    def _counted(self, *args: Any) -> asyncio.Future[Any]:
        future = self._hand_over(*args)
        self.count += 1
        future.add_done_callback(self._ended)
        return future

    def _ended(self, _: object) -> None:
        self.count -= 1


def is_busy(app: App[Any], jobs: Jobs) -> bool:
    """Whether a thread, a rest between two readings or a short timer will still change the screen."""
    widgets = (app, *(widget for screen in app.screen_stack for widget in screen.walk_children(with_self=True)))
    timers = [timer for widget in widgets for timer in widget._timers if timer._repeat == 0 and timer._task]
    for timer in timers:
        if timer._interval >= LONG_S:
            timer.pause()
    is_timed = any(timer._interval < LONG_S and timer._task and not timer._task.done() for timer in timers)
    rests = [
        query.waits_s for screen in app.screen_stack if isinstance(screen, FrameScreen) for query in screen.queries
    ]
    is_resting = min(rests, default=LONG_S) < LONG_S
    return (
        bool(jobs.count)
        or is_timed
        or is_resting
        or any(each.group == "rest" and not each.is_finished for each in app.workers)
    )


async def at_rest(app: App[Any], pilot: Pilot[Any], jobs: Jobs) -> None:
    """Until nothing is under way, and each tick of the clock draws the same."""
    drawn, same = "", 0
    while same < CALM_DRAWINGS:
        await pilot.pause(PAUSE_S)
        if is_busy(app, jobs):
            same = 0
            continue
        before, drawn = drawn, stable(app.export_screenshot())
        same = same + 1 if drawn == before else 0
        if isinstance(app, ScryApp):
            app.project_session.tick()


async def press(keys: Sequence[str], app: App[Any], pilot: Pilot[Any], jobs: Jobs) -> None:
    """Each key once the one before has done its work."""
    for key in keys:
        await pilot.press(key)
        await at_rest(app, pilot, jobs)


@asynccontextmanager
async def staged(shot: Shot, clock: ManualClock) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    """The app of a picture, its data on screen, its keys pressed."""
    world, edition = worlds(shot, clock)
    with tempfile.TemporaryDirectory() as directory, open_store(Path(directory)) as store:
        if shot.past_days:
            await remember_days(store, world, shot.past_days)
        if shot.reported:
            await remember_reports(store)
        if shot.alarmed:
            await remember_alarms(store)

        if shot.redact:
            # Not a random one: the aliases are the same in every drawing.
            await store.write(lambda changes: changes.connection.execute("INSERT INTO meta VALUES ('alias_key', '2b')"))
        server_clock = ServerClock(clock)

        async def open_feed() -> Feed:
            transport = TodayTransport(world) if isinstance(world, TodayWorld) else shot.transport(world)
            return make_feed(store, server_clock, transport, by=BY, policy=Policy(edition, edition.limits))

        context = make_context(server_clock, open_feed, lang=shot.lang, ascii_only=shot.ascii_only)
        context.edition = edition
        context.remembered = Remembered(configured=shot.watched)
        context.by = BY
        context.rules, context.has_own_rules = default_rules(edition, context.thresholds), False
        context.export_dir, context.redact = Path("/srv/incidents"), shot.redact
        context.projects, context.profile = Offered(), "classroom"
        app, jobs = ScryApp(context), Jobs()
        async with app.run_test(size=shot.size) as pilot, asyncio.timeout(PATIENCE_S):
            await settled(app, pilot, jobs)
            await press(shot.tab, app, pilot, jobs)
            for _ in range(shot.minutes):
                clock.advance(SLOT_S)
                await settled(app, pilot, jobs)
            if shot.opens is not None:
                app.push_screen(shot.opens(context))
            if shot.opens is not None or shot.walks:
                await fetched(app, pilot, jobs, clock)
            await press(shot.keys, app, pilot, jobs)
            await settled(app, pilot, jobs)
            yield app, pilot


def worlds(shot: Shot, clock: ManualClock) -> tuple[World | TodayWorld, Edition]:
    """The world of a picture, and the edition in which the world answers."""
    if not shot.plan:
        return incident(clock, scene=shot.scene, onset_ago_s=shot.onset_ago_s), EDITION
    onset_s = -shot.onset_ago_s
    world = TodayWorld(shot.scene, 1, clock.now, APP_ID, epoch_ts=clock.now(), onset_s=onset_s, plan=shot.plan)
    return world, edition_of(shot.plan)


async def remember_days(store: SqliteStore, world: World | TodayWorld, count: int) -> None:
    """The usage of the days that the API no longer has, and of the oldest that it has before it was recalculated."""
    end_ts = day_of(world.clock()) - 5 * DAY
    window = Window(end_ts - count * DAY, end_ts)
    rows = usage.rows(world, usage.METRICS, window.start_ts, window.end_ts, int(world.clock()))
    days = [UsageDay(row["ts"], row["userCount"], row["sessionCount"], row["channelCount"]) for row in rows]
    days[-1] = replace(days[-1], users=(days[-1].users or 0) - 640)
    await store.write(lambda changes: changes.put_usage(days, window=window, answered_ts=final_ts(end_ts)))


async def remember_reports(store: SqliteStore) -> None:
    """Three to be sent, and the draft of another."""
    for number, channel in enumerate(("webinar-42", "class-12", "数学-3班")):
        ts, student_uid = int(NOW_TS) - 1300 + 400 * number, 83817682 + number
        comments = "video of 44361248 froze"
        draft = ReportDraft(channel, "44361248", str(student_uid), str(student_uid), str(ts), 4 - number, comments)
        report = Report(channel, 44361248, student_uid, student_uid, ts, 4 - number, comments)
        await store.write(SqliteChanges.queue_report, draft, report, now_ts=NOW_TS, by=BY)
    await store.write(
        lambda changes: changes.keep_draft(ReportDraft("big-live-1", "77851"), now_ts=NOW_TS - 600, by=BY)
    )


async def remember_alarms(store: SqliteStore) -> None:
    """Two that fire, one of them told in vain; an acknowledged, a pending and a past one; an alert of the vendor."""
    await keep(store, FREEZE, MANY, SEEN, PENDING, OVER, alerts=(ALERT,))
    await tell(store, 1, "ops.sh", Reply(is_sent=True))
    await tell(store, 2, "ops.sh", Reply(is_sent=False, detail="exit status 2"), next_ts=NOW_TS + 60.0)


async def fetched(app: ScryApp, pilot: Pilot[None], jobs: Jobs, clock: ManualClock) -> None:
    """Wait for the result of every want on demand; the clock advances only while the quota waits."""
    while True:
        await at_rest(app, pilot, jobs)
        feed, wants = app.context.feed, frames_of(app)[-1].wants()
        statuses = [feed.statuses[want] for want in wants if want in feed.statuses] if feed else []
        waits = [status.next_ts for status in statuses if status.state is WantState.WAITING and status.next_ts]
        # A request held back stays under way for ever.
        if len(statuses) == len(wants) and not waits:
            return
        if waits:
            clock.advance(max(0.0, min(waits) - app.context.clock.now()))


async def settled(app: ScryApp, pilot: Pilot[None], jobs: Jobs) -> None:
    """Until every want is answered and nothing is under way."""
    while True:
        await at_rest(app, pilot, jobs)
        feed = app.context.feed
        frame = frames_of(app)[-1]
        wanted = {want.endpoint for want in (*live_wants(app.context.edition), *frame.wants())}
        answered = feed is not None and wanted <= {want.endpoint for want in feed.statuses} and frame.answered()
        collected = [status for want, status in feed.statuses.items() if want.window is None] if feed else []
        if answered and all(status.state is WantState.WAITING for status in collected):
            return


async def picture(shot: Shot) -> str:
    stage = staged(shot, manual_clock()) if shot.known is None else first_run(shot, shot.known)
    async with stage as (app, _):
        return stable(app.export_screenshot(title="scry"))


def stable(svg: str) -> str:
    """Every character in its own cells, and the CSS classes, which Rich names after a checksum, by a fixed name."""
    return in_cells(re.sub(r"terminal-\d+", "terminal", svg))


def main(directory: Path) -> None:
    for shot in SHOTS:
        (directory / f"{shot.name}.svg").write_text(asyncio.run(picture(shot)), encoding="utf-8")
        print(shot.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
