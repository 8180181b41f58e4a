"""The session and the pair: what they say of the curves that are stored, and what their keys do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from tests.store.rows import by_rows
from tests.ui.classroom import (
    ATTENDS,
    CALL,
    CAME_BACK,
    DIAGNOSED_TS,
    FAILS,
    PUPIL,
    RETURNER,
    TEACHER,
    TEACHES,
    store_class,
)
from tests.ui.staging import on_stage, still, text_of, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.domain.glossary.rounding import fixed
from tui.domain.records import Call, KeptNote, Scope, Session
from tui.domain.text import Lang
from tui.store.rows.calls import put_sessions
from tui.ui.app import ScryApp
from tui.ui.features.pair.peers import PeersScreen
from tui.ui.features.pair.screen import PairScreen
from tui.ui.features.session.screen import SessionScreen
from tui.ui.widgets.chart import Chart


class Stage:
    """A session on screen."""

    def __init__(self, app: ScryApp, pilot: Pilot[None], screen: SessionScreen, asked: list[str]) -> None:
        self.app, self.pilot, self.screen, self.asked = app, pilot, screen, asked

    @property
    def pair(self) -> PairScreen:
        found = self.app.screen
        assert isinstance(found, PairScreen)
        return found

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def sees(self, *texts: str) -> str:
        return await wait_for(self.app, self.pilot, lambda text: all(each in text for each in texts))

    async def rests(self) -> str:
        """Until what is looked at is painted; the text of the screen."""
        await until(self.pilot, lambda: self.screen.view is not None and bool(self.screen.drawn))
        return await still(self.app, self.pilot)


@asynccontextmanager
async def staged(
    one: Session = ATTENDS,
    *,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    moment_ts: int | None = DIAGNOSED_TS,
    peer_uid: int | None = None,
    with_curves: bool = True,
) -> AsyncIterator[Stage]:
    """The server has nothing to say of calls."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if "/call/" in request.url.path:
            asked.append(request.url.path)
            return httpx.Response(503, stream=httpx.ByteStream(b"{}"))
        return httpx.Response(200, json={"code": 200, "data": []})

    async with on_stage(manual_clock(), httpx.MockTransport(answer), size=size, lang=lang) as (app, pilot):
        feed = await app.context.opened()
        await store_class(feed.store, with_curves=with_curves)
        scope = Scope(
            call_id=CALL.call_id,
            channel=CALL.channel,
            sid=one.sid,
            uid=str(one.uid),
            moment_ts=moment_ts,
            peer_uid=peer_uid,
        )
        screen = SessionScreen(app.context, scope)
        app.push_screen(screen)
        stage = Stage(app, pilot, screen, asked)
        if with_curves:
            await stage.rests()
        yield stage


async def test_what_the_simulator_served_is_fetched_for_whoever_looks_and_read_at_the_moment() -> None:
    clock = manual_clock()
    world = incident(clock)
    moment_ts = int(clock.now()) - 300
    planned = world.calls.of_channel_at("数学-3班", moment_ts)
    assert planned is not None
    teacher = next(one for one in world.people.of(planned) if one.uid == TEACHER)
    call = Call(planned.call_id, planned.channel, planned.created_ts, None, False)
    known = Session(
        teacher.sid, call.channel, TEACHER, "Wi-Fi", "Windows", True, "2.9.1", "Windows 7", teacher.join_ts, None, False
    )
    async with on_stage(clock, SimTransport(world)) as (app, pilot):
        feed = await app.context.opened()
        await feed.store.write(lambda changes: changes.put_calls([call], answered_ts=clock.now()))
        await feed.store.write(by_rows(put_sessions), call.call_id, [known], answered_ts=1.0)
        screen = SessionScreen(app.context, Scope(call_id=call.call_id, sid=known.sid, moment_ts=moment_ts))
        app.push_screen(screen)

        def fetched() -> bool:
            clock.advance(0.5)
            return screen.data is not None and 20017 in screen.data.metrics

        await until(pilot, fetched)
        assert screen.data is not None
        found = screen.data.metrics[20017].curves[0].value_at(moment_ts)
        assert found is not None
        said = re.compile(rf"▸ Video upstream loss +{fixed(found, 1)} % ▲")
        await wait_for(app, pilot, lambda text: said.search(text) is not None)


async def test_a_finished_call_costs_no_request() -> None:
    async with staged() as stage:
        await stage.sees("▸ Video freeze time", "83817682  iOS · 4G", "only receives")
        await stage.press("v", "x", "escape", "L", "L", "L", "L")
        assert not stage.asked


async def test_a_sender_opens_with_what_is_worst_and_what_it_has_no_curve_of_is_named() -> None:
    async with staged(TEACHES) as stage:
        data = stage.screen.data
        assert data is not None
        value = data.metrics[20017].curves[0].value_at(DIAGNOSED_TS)
        text = await stage.sees("▸ Video upstream loss", "44361248  Windows", "sends")
        assert re.search(rf"▸ Video upstream loss +{value:g} % ▲ ", text), text
        assert "not reported: Audio receive bitrate" in text


async def test_the_diagnosis_at_the_moment_is_told_with_its_cause_and_marked_on_the_axis() -> None:
    async with staged() as stage:
        text = await stage.sees("video freeze: video downstream packet loss (from 44361248)", "freeze time %/min   ")
        assert re.search(r"Video freeze time %/min +44361248 [\d.]+▲", text), "the curve is named by its peer"
        assert re.search(r"─◆", text)
        await stage.press("L", "L")
        await stage.sees("视频卡顿：视频下行网络丢包（来自 44361248）", "视频端到端丢包率")


@pytest.mark.parametrize("of_pair", [False, True])
async def test_a_note_that_comes_meanwhile_is_marked_on_the_axis_beside_a_diagnosis_of_its_instant_too(
    of_pair: bool,
) -> None:
    async with staged(peer_uid=TEACHER) as stage:
        if of_pair:
            await stage.press("v")
        await stage.sees("◆")
        assert "◇" not in text_of(stage.app)
        store = (await stage.app.context.opened()).store
        note = KeptNote("n1", DIAGNOSED_TS, DIAGNOSED_TS, "ann@ops", "relay down", scope=stage.screen.scope)
        await store.write(lambda changes: changes.put_note(note))
        await stage.sees("◇", "◆")


async def test_moving_the_cursor_draws_no_chart_again() -> None:
    async with staged(size=(200, 50)) as stage:
        text = await stage.rests()
        charts = [stage.screen.charts.charts[mid] for mid in stage.screen.charts.in_sight()]
        assert len(charts) > 4
        await until(stage.pilot, lambda: all(chart._drawing is not None for chart in charts))
        before = [chart._drawing for chart in charts]
        await stage.press("left", "left", "shift+right", "left")
        await until(stage.pilot, lambda: text_of(stage.app) != text)
        assert all(chart._drawing is drawn for chart, drawn in zip(charts, before, strict=True))


async def test_zooming_keeps_the_moment_and_a_cursor_that_leaves_takes_the_window_along() -> None:
    async with staged() as stage:
        screen = stage.screen
        for _ in range(12):
            await stage.press("plus")
        assert screen.view is not None
        assert screen.view.window.seconds == 30
        assert screen.view.window.holds(DIAGNOSED_TS)
        await stage.sees(":01:10", ":01:00")
        for _ in range(4):
            await stage.press("shift+left")
        assert screen.moment_ts is not None
        assert screen.moment_ts < DIAGNOSED_TS - 20
        assert screen.view.window.holds(screen.moment_ts)
        await stage.press("0")
        assert screen.view.is_whole


async def test_a_maximised_chart_changes_with_the_metric_and_esc_gives_it_up_before_the_zoom_and_the_screen() -> None:
    async with staged() as stage:
        screen = stage.screen
        await stage.press("z", "g", "j", "plus")
        assert screen.has_class("maximised")
        assert "metric  " not in await stage.sees("Audio freeze time %/min")
        await stage.press("escape")
        assert not screen.has_class("maximised")
        assert screen.view is not None
        assert not screen.view.is_whole
        await stage.press("escape")
        assert screen.view.is_whole
        await stage.press("escape")
        await until(stage.pilot, lambda: not isinstance(stage.app.screen, SessionScreen))


async def test_n_goes_to_where_the_abnormal_begins_and_says_which_metric_and_when() -> None:
    async with staged(TEACHES, moment_ts=None) as stage:
        screen = stage.screen
        await stage.press("n")
        text = await stage.sees(" bad from ")
        assert screen.data is not None
        first = min(bad.first_ts for each in screen.data.metrics.values() for one in each.curves for bad in one.bad)
        assert screen.moment_ts == first
        assert screen.chosen is not None
        assert screen.data.metrics[screen.chosen].metric.title.en in text.splitlines()[-1]
        await stage.press("N")
        await stage.sees("no earlier bad spell is known")


async def test_a_pinned_metric_lies_over_the_chosen_chart_and_is_read_in_its_foot() -> None:
    async with staged(TEACHES) as stage:
        await stage.press("g", "space", "j")
        await stage.sees("● Audio send bitrate ")
        await stage.press("k", "space", "j")
        await wait_for(stage.app, stage.pilot, lambda text: "● Audio send bitrate " not in text)


async def test_why_tells_the_limit_where_it_was_abnormal_and_who_must_act() -> None:
    async with staged(TEACHES) as stage:
        await stage.press("w")
        await stage.sees("bad > 5 %", "bad spells of this session", "44361248: the network on that side")


async def test_the_peer_of_the_diagnosis_is_the_sender_at_the_left_and_the_check_blames_its_network() -> None:
    async with staged(size=(120, 50), peer_uid=TEACHER) as stage:
        await stage.press("v")
        text = await stage.sees("sender 44361248", f"receiver {PUPIL}", "b upstream loss", "d end-to-end loss")
        assert re.search(r"b ▲ sender's network +video \d", text)
        assert re.search(r"d · receiver's network: no loss beyond the sender's", text)
        assert "→ sender's network: sender 44361248" in text
        await stage.press("w")
        await stage.sees("b  Is it the sender's network?", "yes", "at calm times: mean 0.3 %")
        await stage.press("escape", "x")
        await stage.sees(
            f"→ sender {PUPIL} sends nothing", "receiver 44361248", "no such curve", "c – receiving: no curve shows it"
        )


async def test_a_pair_asked_for_ahead_of_the_data_comes_with_them() -> None:
    async with staged(peer_uid=TEACHER) as stage:
        ahead = SessionScreen(stage.app.context, stage.screen.scope)
        stage.app.push_screen(ahead)
        ahead.action_pair()
        assert ahead.data is None
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PairScreen))


async def test_n_on_the_pair_goes_to_where_the_abnormal_begins_z_gives_a_row_the_screen_and_c_lists_calls() -> None:
    async with staged(peer_uid=TEACHER, moment_ts=None) as stage:
        await stage.press("v")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PairScreen) and stage.pair.pair is not None)
        pair = stage.pair
        await stage.press("n")
        await stage.sees(" bad from ")
        assert pair.moment_ts is not None
        assert FAILS.start_ts <= pair.moment_ts < FAILS.end_ts
        await stage.press("N")
        await stage.sees("no earlier bad spell is known")
        await stage.press("z")
        height = pair.query_one("#pair").size.height
        await until(stage.pilot, lambda: pair.query(Chart).first().size.height == height)
        await stage.press("escape")
        await until(stage.pilot, lambda: pair.query(Chart).first().size.height < height)
        await stage.press("c")
        await stage.sees("Calls › ", "数学-3班")


async def test_a_sender_chooses_among_those_who_receive_it_the_worst_first() -> None:
    async with staged(TEACHES) as stage:
        await stage.press("v")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PeersScreen))
        peers = stage.app.screen
        assert isinstance(peers, PeersScreen)
        found = list(peers.found.values())
        assert {one.sender_uid for one in found} == {TEACHER}
        frozen = [sum(each.ratio for each in (one.video, one.audio) if each) for one in found]
        assert {one.receiver_uid for one in found} == {PUPIL, RETURNER}
        assert frozen == sorted(frozen, reverse=True)
        await stage.press("enter")
        await stage.sees("sender 44361248", f"receiver {found[0].receiver_uid}")
        await stage.press("escape")
        await stage.sees("▸ Video upstream loss")


async def test_a_receiver_that_came_back_says_which_of_its_sessions_is_on_at_the_moment() -> None:
    async with staged(CAME_BACK, peer_uid=TEACHER) as stage:
        await stage.press("v")
        await stage.sees("session 2 of 2")


@pytest.mark.long
async def test_both_screens_are_drawn_at_any_size() -> None:
    async with staged(size=(80, 24), peer_uid=TEACHER) as stage:
        for size in ((240, 60), (20, 5), (160, 30), (40, 12), (120, 36)):
            await stage.pilot.resize_terminal(*size)
        await stage.sees("▸ Video freeze time", "1 bad spell; worst minute 45 % frozen   at 07:02:50")
        await stage.press("v")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PairScreen) and stage.pair.verdict is not None)
        for size in ((240, 60), (20, 5), (80, 24), (120, 36)):
            await stage.pilot.resize_terminal(*size)
        await stage.sees("a frames")


async def test_what_has_not_come_is_told_with_its_reason_beside_the_user() -> None:
    async with staged(with_curves=False) as stage:
        await stage.sees("no curves yet", "06:56–07:06 waiting until 07:56:1", "83817682  iOS")
        await stage.press("v")
        await stage.sees("the curves are still coming")
        await until(stage.pilot, lambda: bool(stage.asked))
        await stage.sees("no curves yet", "Next try 07:56:1")


async def test_a_session_that_the_store_does_not_know_says_so() -> None:
    async with staged(replace(ATTENDS, sid="none"), with_curves=False) as stage:
        await stage.sees("this session is not in the store")


@pytest.mark.long
async def test_every_key_does_something_and_none_ends_the_program() -> None:
    keys = "G h l n N minus enter z space w q v x w q j v escape escape L u p p r"
    async with staged(peer_uid=TEACHER) as stage:
        for key in keys.split():
            await stage.press(key)
        assert stage.app.is_running
        assert stage.app.fault is None
