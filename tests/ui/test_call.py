"""The call screen: the call that was meant, its sessions at once, then what their curves say."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import httpx
import pytest
from textual.pilot import Pilot

from tests import patience
from tests.manual_clock import ManualClock
from tests.sim.watched import World
from tests.ui.staging import on_stage, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.analysis.calls.timeline import Event
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, HOUR, Call, Scope, WantState
from tui.domain.text import Lang
from tui.ui.app import ScryApp
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.session.screen import SessionScreen

TEACHER, CLASS = 44361248, "数学-3班"
NOW = int(NOW_TS)
# In the class before the one that is on: it is over, and long settled.
BEFORE = NOW - 4200
DETAILS = "/beta/analytics/call/details"
KEYS = """
s S left right shift+left shift+right m left right o o o h l m t j k t i i slash l escape w escape p p space g G j enter
escape m enter escape t enter escape escape
"""


class Noting(SimTransport):
    """The simulator, and what it was asked and answered of calls; `holds` says which requests never come back."""

    def __init__(self, world: World, holds: Callable[[dict[str, str]], bool] = lambda asked: False) -> None:
        super().__init__(world)
        self.asked: list[dict[str, str]] = []
        self.answers: list[bytes] = []
        self.holds = holds

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if "/analytics/call/" not in path:
            return await super().handle_async_request(request)
        asked = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()} | {"path": path}
        self.asked.append(asked)
        if self.holds(asked):
            await asyncio.Event().wait()
        response = await super().handle_async_request(request)
        assert isinstance(response.stream, httpx.ByteStream)
        self.answers.append(b"".join(response.stream))
        return response


def for_curves(asked: dict[str, str]) -> bool:
    return asked["path"] == DETAILS and asked.get("exclude_metrics_info") != "true"


@asynccontextmanager
async def opened(
    scope: Scope,
    *,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    scene: str = "incident",
    holds: Callable[[dict[str, str]], bool] = lambda asked: False,
) -> AsyncIterator[tuple[ScryApp, Pilot[None], CallScreen, Noting, ManualClock]]:
    clock = manual_clock()
    transport = Noting(incident(clock, scene=scene, onset_ago_s=1200.0), holds)
    async with on_stage(clock, transport, size=size, lang=lang) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        screen = CallScreen(app.context, scope)
        app.push_screen(screen)
        await until(pilot, lambda: screen.is_mounted)
        yield app, pilot, screen, transport, clock


async def elapse(pilot: Pilot[None], clock: ManualClock, holds: Callable[[], bool]) -> None:
    """Second by second, as the quota of a request a second needs it, until something is so."""

    async def second() -> None:
        clock.advance(1.1)
        await pilot.pause()

    await patience.until(holds, lambda: text_of(pilot.app), step=second, every_s=0.01)


def is_whole(screen: CallScreen) -> bool:
    return screen.data is not None and screen.data.coverage.is_settled


def row_of(text: str, uid: int) -> str:
    """The row of the list."""
    return next(line for line in text.splitlines() if re.match(rf"[ ▸●]+{uid} ", line))


async def test_the_call_is_found_its_users_come_first_then_what_their_curves_say() -> None:
    scope = Scope(channel=CLASS, moment_ts=BEFORE, uid=str(TEACHER))
    async with opened(scope, holds=for_curves) as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: screen.data is not None and len(screen.data.standings) > 8)
        await elapse(pilot, clock, lambda: "fetching curves" in text_of(app))
        text = text_of(app)
        assert screen.panels.sessions.chosen is not None
        assert screen.panels.sessions.chosen.session.uid == TEACHER
        assert "finished" in text
        assert "verdict: no curves fetched yet" in text
        assert re.search(
            r"\d+ users · without Linux users: i fetches them · curves not fetched: \d\d:\d\d–\d\d:\d\d", text
        )


async def test_every_number_of_the_list_is_what_the_server_sent() -> None:
    async with opened(Scope(channel=CLASS, moment_ts=NOW - 400), size=(200, 50)) as (app, pilot, screen, sim, clock):
        await elapse(pilot, clock, lambda: screen.data is not None and not screen.data.coverage.without_curves)
        text = await wait_for(app, pilot, lambda text: "up loss" in text and "49" in text)
        uid_of, curves = told(sim)
        teachers = [sid for sid, uid in uid_of.items() if uid == TEACHER]
        means = [
            sum(values) / len(values)
            for (sid, mid, _), points in curves.items()
            if sid in teachers and mid in (20015, 20017)
            for values in by_minute(points)
        ]
        assert max(means) > 20
        assert f"{fixed(max(means), 0)} %▲" in row_of(text, TEACHER)
        listed = screen.data.standings if screen.data else ()
        assert listed[0].session.uid == TEACHER, "the sender whom all receive badly is the worst"
        # The minutes that the answers told only a part of are not judged.
        until_ts = max(ts for one in listed for ts in one.minutes) + 60
        checked = 0
        for sid, uid in uid_of.items():
            # By each sender, the points in time.
            frozen = [
                {ts: value for ts, value in points.items() if ts < until_ts}
                for key, points in curves.items()
                if key[:2] == (sid, 20011)
            ]
            if sum(sum(points.values()) for points in frozen) and list(uid_of.values()).count(uid) == 1:
                percent = max(sum(points.values()) / len(by_minute(points)) / 600 for points in frozen if points)
                assert f"{fixed(percent, 0)} %▲" in row_of(text, uid)
                checked += 1
        assert checked > 5


def told(sim: Noting) -> tuple[dict[str, int], dict[tuple[str, int, int], dict[int, float]]]:
    """What all answers said: whose session each is, and the points of each curve."""
    uid_of: dict[str, int] = {}
    curves: dict[tuple[str, int, int], dict[int, float]] = {}
    for answer in map(json.loads, sim.answers):
        uid_of |= {row["sid"]: row["uid"] for row in answer.get("call_info", ())}
        for row in answer.get("metrics", ()):
            for curve in row["data"]:
                curves.setdefault((row["sid"], curve["mid"], curve["peer_uid"]), {}).update(map(tuple, curve["kvs"]))
    return uid_of, curves


def by_minute(points: dict[int, float]) -> list[list[float]]:
    found: dict[int, list[float]] = {}
    for ts, value in points.items():
        found.setdefault(ts // 60, []).append(value)
    return list(found.values())


async def test_a_call_that_is_opened_again_costs_no_request_and_is_there_at_once() -> None:
    async with opened(Scope(channel=CLASS, moment_ts=BEFORE)) as (app, pilot, screen, sim, clock):
        await elapse(pilot, clock, lambda: is_whole(screen))
        assert screen.data is not None
        asked, call = len(sim.asked), screen.data.call
        await pilot.press("escape")
        again = CallScreen(app.context, Scope(call_id=call.call_id))
        app.push_screen(again)
        await until(pilot, lambda: again.data is not None and bool(again.data.standings))
        await elapse(pilot, clock, lambda: all(status.state is WantState.DONE for status in again.reading.statuses()))
        sought = CallScreen(app.context, Scope(channel=CLASS, moment_ts=BEFORE))
        app.push_screen(sought)
        await until(pilot, lambda: sought.data is not None and sought.data.call == call)
        assert len(sim.asked) == asked


async def test_esc_stops_the_download_a_second_one_goes_back_and_r_goes_on() -> None:
    scope = Scope(channel=CLASS, moment_ts=BEFORE)
    async with opened(scope, holds=for_curves) as (app, pilot, screen, sim, clock):
        await elapse(pilot, clock, lambda: any(map(for_curves, sim.asked)))
        await wait_for(app, pilot, lambda text: "fetching curves" in text and "esc stops" in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "stopped: r resumes" in text)
        assert app.screen is screen
        feed = app.context.feed
        await until(pilot, lambda: feed is not None and not any(want.call_id for want in feed.statuses))
        sim.holds = lambda asked: False
        await pilot.press("r")
        await elapse(pilot, clock, lambda: is_whole(screen) and "worst first: " in text_of(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_more_than_ten_users_are_said_to_be_perhaps_not_all_until_they_are() -> None:
    clock = manual_clock()
    world = incident(clock, onset_ago_s=1200.0)
    large = next(
        call
        for call in world.calls.newest(NOW - 5 * HOUR, NOW - 3 * HOUR, None, 500)
        if call.users > 14 and call.destroyed_ts < NOW - HOUR
    )
    scope = Scope(channel=large.channel, moment_ts=large.created_ts + 60)
    async with opened(scope) as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: screen.data is not None and len(screen.data.standings) >= 10)
        await wait_for(app, pilot, lambda text: " users listed; there may be more" in text)
        await elapse(pilot, clock, lambda: screen.data is not None and screen.data.coverage.has_all_users)
        everybody = {session.uid for session in world.people.of(large) if session.platform != "Linux"}
        await wait_for(app, pilot, lambda text: f"{len(everybody)} users" in text)
        assert screen.data is not None
        assert {one.session.uid for one in screen.data.standings} == everybody
        await elapse(pilot, clock, lambda: "worst first: " in text_of(app))
        await wait_for(
            app, pilot, lambda text: re.search(r"only part of the curves in \d+ of \d+ sessions", text) is not None
        )


async def test_the_matrix_shows_one_bad_sender_and_its_cell_opens_the_receiver_with_that_peer() -> None:
    async with opened(Scope(channel=CLASS, moment_ts=NOW - 400)) as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: screen.data is not None and not screen.data.coverage.without_curves)
        await pilot.press("m")
        text = await wait_for(app, pilot, lambda text: f"named as the cause: sender {TEACHER}" in text)
        first = screen.panels.matrix.receiver
        assert f"{TEACHER} → {first}: " in text
        await pilot.press("right")
        await until(pilot, lambda: screen.panels.matrix.receiver != first)
        second = screen.panels.matrix.receiver
        await pilot.press("o")
        await wait_for(
            app, pilot, lambda text: "video freeze, share of the time" in text and f"{TEACHER} → {second}: " in text
        )
        pair = screen.panels.matrix.pair
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen))
        assert pair is not None
        assert isinstance(app.screen, SessionScreen)
        opened_at = app.screen.scope
        assert (opened_at.sid, opened_at.peer_uid, opened_at.moment_ts) == (pair.sid, TEACHER, pair.worst.ts)
        assert opened_at.uid == str(second)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        assert (screen.panels.view, screen.panels.matrix.receiver) == ("matrix", second)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "e2e loss" in text)
        assert isinstance(app.screen, CallScreen)


async def test_an_entry_of_the_timeline_opens_its_session_at_its_instant() -> None:
    async with opened(Scope(channel=CLASS, moment_ts=NOW - 400)) as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: screen.data is not None and not screen.data.coverage.without_curves)
        await pilot.press("t")
        await wait_for(app, pilot, lambda text: "timeline (derived)" in text)
        bad = next(
            entry
            for entry in screen.panels.timeline.entries.values()
            if entry.uid == str(TEACHER) and entry.mid == 20017 and entry.value > 20
        )
        screen.panels.timeline.move_cursor(bad.key)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen))
        assert isinstance(app.screen, SessionScreen)
        assert (app.screen.scope.sid, app.screen.scope.moment_ts) == (bad.sid, bad.ts)
        await pilot.press("escape", "escape")
        text = await wait_for(app, pilot, lambda text: "e2e loss" in text)
        assert "━━━" in row_of(text, TEACHER), "the bars are there again with the list"


async def test_the_moment_moves_by_a_column_of_the_bars_and_travels_on() -> None:
    scope = Scope(channel=CLASS, moment_ts=BEFORE, uid=str(TEACHER), peer_uid=7)
    async with opened(scope) as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: is_whole(screen))
        assert screen.data is not None
        step_s = round(screen.data.axis.seconds / screen.panels.sessions.bar_columns)
        await pilot.press("left", "left", "right")
        assert screen.moment_ts == BEFORE - step_s
        await pilot.press("shift+left", "shift+left", "shift+left", "shift+left")
        assert screen.moment_ts == screen.data.axis.start_ts
        abnormal = sorted({entry.ts for entry in screen.data.entries if entry.event in (Event.BAD, Event.DIAGNOSIS)})
        await pilot.press("n", "n", "N")
        assert screen.moment_ts == abnormal[0]
        # The list has the screen already, until there is room for the others.
        await pilot.press("z")
        await wait_for(app, pilot, lambda text: "fills the screen already" in text)
        await pilot.resize_terminal(200, 50)
        await until(pilot, lambda: screen.panels.has_class("-roomy"))
        await pilot.press("z")
        assert not screen.panels.has_class("-roomy")
        await pilot.press("escape")
        assert screen.panels.has_class("-roomy")
        await pilot.click("#timeline", offset=(4, 2))
        await wait_for(app, pilot, lambda text: "derived from joins" in text)
        assert screen.panels.view == "timeline"
        await pilot.press("escape")
        await until(pilot, lambda: screen.panels.view == "list" and screen.focused is screen.panels.sessions)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen))
        assert isinstance(app.screen, SessionScreen)
        opened_at = app.screen.scope
        assert (opened_at.uid, opened_at.moment_ts, opened_at.peer_uid) == (str(TEACHER), screen.moment_ts, 7)


async def test_linux_users_are_asked_for_only_when_somebody_says_so() -> None:
    async with opened(Scope(channel=CLASS, moment_ts=BEFORE)) as (app, pilot, screen, sim, clock):
        await elapse(pilot, clock, lambda: is_whole(screen))
        details = [asked for asked in sim.asked if asked["path"] == DETAILS]
        assert {asked.get("exclude_server_user", "true") for asked in details} == {"true"}
        await pilot.press("i")
        await elapse(pilot, clock, lambda: sim.asked[-1].get("exclude_server_user") == "false")
        await wait_for(app, pilot, lambda text: "with Linux users" in text)


async def test_a_call_that_is_on_is_asked_on_and_the_cursor_stays_with_its_session() -> None:
    async with opened(Scope(channel=CLASS, moment_ts=NOW - 400)) as (_, pilot, screen, sim, clock):
        await elapse(pilot, clock, lambda: screen.data is not None and not screen.data.coverage.without_curves)
        await pilot.press("j", "j")
        chosen, axis, asked = screen.panels.sessions.cursor_key, screen.data and screen.data.axis, len(sim.asked)
        assert chosen is not None
        clock.advance(310)
        await elapse(pilot, clock, lambda: screen.data is not None and screen.data.axis != axis)
        await elapse(pilot, clock, lambda: any(map(for_curves, sim.asked[asked:])))
        lists = [one for one in sim.asked[asked:] if one["path"] != DETAILS]
        assert lists, "whether it is still on is asked too"
        assert screen.panels.sessions.cursor_key == chosen


@pytest.mark.parametrize(
    ("channel", "ts", "says"),
    [
        ("nowhere", NOW - 600, "not found: the API lists no call of nowhere at"),
        (CLASS, NOW - 3 * DAY - HOUR, "not found: older than 3 days"),
        ("nowhere", NOW - 5, "not listed yet: data is 20 s late"),
    ],
    ids=["nowhere", "older", "too new"],
)
async def test_a_call_that_is_not_found_is_said_to_be_so_and_why(channel: str, ts: int, says: str) -> None:
    async with opened(Scope(channel=channel, moment_ts=ts)) as (app, pilot, screen, _, clock):
        if ts != NOW - 5:
            clock.advance(3)
        await wait_for(app, pilot, lambda text: says in text)
        await elapse(pilot, clock, lambda: "not found: " in text_of(app))
        assert not screen.wants()


async def test_of_calls_that_overlap_the_one_that_holds_the_user_is_opened() -> None:
    scope = Scope(channel=CLASS, moment_ts=BEFORE, uid=str(TEACHER))
    async with opened(scope, holds=lambda asked: True) as (app, pilot, screen, sim, clock):
        feed = app.context.feed
        assert feed is not None
        world = incident(clock, onset_ago_s=1200.0)
        real = world.calls.of_channel_at(CLASS, BEFORE)
        assert real is not None
        calls = [
            Call(real.call_id, CLASS, real.created_ts, real.destroyed_ts, True),
            Call("0" * 24, CLASS, real.created_ts + 60, real.destroyed_ts, True),
        ]
        await feed.store.write(lambda changes: changes.put_calls(calls, answered_ts=NOW_TS))
        await wait_for(app, pilot, lambda text: f"looking for user {TEACHER} in each" in text)
        await until(pilot, lambda: any(status.state is WantState.FETCHING for status in screen.reading.statuses()))
        sim.holds = lambda asked: False
        await pilot.press("escape", "r")
        await elapse(pilot, clock, lambda: screen.reading.call_id is not None)
        assert screen.reading.call_id == real.call_id
        await wait_for(
            app, pilot, lambda text: f"2 calls of this channel overlap: this is the call of user {TEACHER}" in text
        )


async def test_a_call_that_has_just_begun_says_when_its_details_come_and_then_has_them() -> None:
    async with opened(Scope(call_id="x" * 24)) as (app, pilot, _, _sim, clock):
        await wait_for(app, pilot, lambda text: "this call is not in the store" in text)
        world = incident(clock)
        born = world.calls.newest(NOW - 100, NOW - 40, None, 1)[0]
        feed = app.context.feed
        assert feed is not None
        await feed.store.write(
            lambda changes: changes.put_calls(
                [Call(born.call_id, born.channel, born.created_ts, None, False)], answered_ts=NOW
            )
        )
        fresh = CallScreen(app.context, Scope(call_id=born.call_id))
        app.push_screen(fresh)
        await wait_for(app, pilot, lambda text: "the details of a call are 150 s late" in text)
        clock.advance(400)
        await elapse(pilot, clock, lambda: fresh.data is not None and bool(fresh.data.standings))


async def test_of_a_call_whose_end_is_not_told_it_is_said_so_and_not_that_it_is_on() -> None:
    async with opened(Scope(call_id="x" * 24)) as (app, pilot, _, _sim, clock):
        await wait_for(app, pilot, lambda text: "this call is not in the store" in text)
        real = incident(clock, onset_ago_s=1200.0).calls.of_channel_at(CLASS, BEFORE)
        feed = app.context.feed
        assert feed is not None
        assert real is not None
        endless = Call(real.call_id, CLASS, real.created_ts, None, True)
        await feed.store.write(lambda changes: changes.put_calls([endless], answered_ts=float(real.destroyed_ts + 300)))
        screen = CallScreen(app.context, Scope(call_id=real.call_id))
        app.push_screen(screen)
        await elapse(pilot, clock, lambda: is_whole(screen) and bool(screen.data and screen.data.standings))
        text = await wait_for(app, pilot, lambda text: "finished   end unknown" in text)
        assert "● running" not in text
        assert screen.data is not None
        assert screen.data.end_ts == max(one.session.leave_ts or 0 for one in screen.data.standings)


async def test_a_busy_store_is_not_read_again_before_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(Scope(channel=CLASS, moment_ts=BEFORE)) as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: is_whole(screen))
        feed = app.context.feed
        assert feed is not None
        monkeypatch.setattr(screen.reading.live_query, "_rest", 1e9)
        read = screen.data
        screen.reask()
        await until(pilot, lambda: screen.data is not read)
        read = screen.data
        await feed.store.write(
            lambda changes: changes.put_calls([Call("y" * 24, "other", NOW - 60, None, False)], answered_ts=NOW_TS)
        )
        await until(pilot, lambda: screen.reading.live_query.waits_s > 1e6)
        assert screen.data is read
        screen.reask()
        await until(pilot, lambda: screen.data is not read)


@pytest.mark.parametrize(
    "size", [pytest.param((20, 5), marks=pytest.mark.long), (80, 24), pytest.param((200, 50), marks=pytest.mark.long)]
)
async def test_the_hostile_scene_breaks_nothing_at_any_size(size: tuple[int, int]) -> None:
    scope = Scope(channel=CLASS, moment_ts=NOW - 900)
    async with opened(scope, size=size, scene="hostile") as (app, pilot, _, sim, clock):
        await elapse(pilot, clock, lambda: len(sim.answers) > 2)
        for key in ("m", "o", "right", "t", "t", "w", "escape", "left", "L"):
            await pilot.press(key)
        assert app.is_running


@pytest.mark.long
async def test_every_key_of_the_screen_does_something_and_none_ends_the_program() -> None:
    async with opened(Scope(channel=CLASS, moment_ts=NOW - 400), lang="zh") as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: screen.data is not None and not screen.data.coverage.without_curves)
        for key in KEYS.split():
            await pilot.press(key)
        assert app.is_running
        await wait_for(app, pilot, lambda text: "scry" in text)
