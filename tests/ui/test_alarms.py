"""The Alarms tab in the app: its keys, its states, the top line of every screen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.alarms_made import ALERT, FREEZE, MANY, OVER, PENDING, keep
from tests.ui.staging import on_stage, still, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.config.values import SCREENS
from tui.domain.records import KeptAlarm, VendorAlert
from tui.domain.text import LANGS, Lang
from tui.messages import alarms as words
from tui.monitor.dry_run import DryRun
from tui.monitor.evidence import JudgedProject
from tui.store.api import Store
from tui.store.sqlite.database import SqliteStore
from tui.ui.app import ScryApp
from tui.ui.base_screen import frames_of
from tui.ui.features.alarms.query import read_past
from tui.ui.features.alarms.screen import AlarmsScreen
from tui.ui.features.live.screen import LiveScreen


@asynccontextmanager
async def staged(
    *alarms: KeptAlarm,
    alerts: tuple[VendorAlert, ...] = (),
    first_screen: str = "alarms",
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    clock = manual_clock()

    async def prepared(store: SqliteStore) -> None:
        await keep(store, *alarms, alerts=alerts)

    transport = SimTransport(incident(clock, onset_ago_s=-100_000.0))
    async with on_stage(clock, transport, first_screen=first_screen, size=size, lang=lang, prepared=prepared) as (
        app,
        pilot,
    ):
        app.context.person = "li@box-7"
        yield app, pilot


def alarms_of(app: ScryApp) -> AlarmsScreen:
    screen = frames_of(app)[0]
    assert isinstance(screen, AlarmsScreen)
    return screen


async def test_seven_goes_to_the_alarms_and_a_acknowledges_the_one_under_the_cursor() -> None:
    async with staged(FREEZE, MANY, PENDING, OVER, first_screen="quota") as (app, pilot):
        await pilot.press("7")
        text = await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        assert "2 firing   1 pending" in text
        await pilot.press("a")
        await wait_for(app, pilot, lambda text: "acknowledged: Video freeze 6.5 %" in text)
        text = await wait_for(app, pilot, lambda text: "1 firing   1 acknowledged   1 pending" in text)
        assert "▲ 1 alarm · warning" in text.splitlines()[0]
        kept = {alarm.rule: alarm for alarm in alarms_of(app).data.alarms}  # type: ignore[union-attr]
        assert (kept["freeze"].acknowledged_by, kept["many"].acknowledged_by) == ("li@box-7", "")
        # A second time says by whom it was.
        await pilot.press("a")
        await wait_for(app, pilot, lambda text: "by li@box-7" in text.splitlines()[-1])


@pytest.mark.parametrize(("down", "says"), [(1, words.IS_PENDING), (2, words.IS_ALERT), (3, words.IS_OVER)])
async def test_only_a_firing_alarm_can_be_acknowledged(down: int, says: Callable[[Lang], str]) -> None:
    async with staged(FREEZE, PENDING, OVER, alerts=(ALERT,)) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        await pilot.press("g", *["down"] * down, "a")
        await wait_for(app, pilot, lambda text: says("en") in text.splitlines()[-1])


async def test_a_colleague_who_was_faster_is_told_so() -> None:
    async with staged(FREEZE) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        await until(pilot, lambda: bool(app.context.firing))
        alarm, feed = app.context.firing[0], app.context.feed
        assert feed is not None
        await feed.store.write(lambda changes: changes.acknowledge(alarm.alarm_id, now_ts=1.0, by="wu@box-1"))
        alarms_of(app).acknowledge(alarm)
        await wait_for(app, pilot, lambda text: words.TOO_LATE("en") in text)


async def test_on_live_a_acknowledges_the_alarm_of_the_chosen_metric_first() -> None:
    audio = replace(FREEZE, rule="audio", metric="audioFreezeRate", value=4.0, limit=3.0)
    async with staged(FREEZE, audio, first_screen="live") as (app, pilot):
        live = frames_of(app)[0]
        assert isinstance(live, LiveScreen)
        await until(pilot, lambda: live.data is not None and len(app.context.firing) == 2)
        live.choose("audioFreezeRate")
        await pilot.press("a")
        await wait_for(app, pilot, lambda text: "acknowledged: Audio freeze 4.0 %; 1 more: a" in text)
        await until(pilot, lambda: sum(alarm.acknowledged_ts is None for alarm in app.context.firing) == 1)
        await pilot.press("a")
        await wait_for(app, pilot, lambda text: "acknowledged: Video freeze 6.5 %" in text)
        await until(pilot, lambda: all(alarm.acknowledged_ts for alarm in app.context.firing))
        await wait_for(app, pilot, lambda text: "△ 2 alarms acknowledged" in text.splitlines()[0])
        await pilot.press("a")
        await wait_for(app, pilot, lambda text: words.NOTHING_FIRING("en") in text.splitlines()[-1])


async def test_enter_goes_to_the_moment_and_its_metric_and_escape_comes_back() -> None:
    async with staged(FREEZE) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(frames_of(app)[-1], LiveScreen))
        live = frames_of(app)[-1]
        assert isinstance(live, LiveScreen)
        await until(pilot, lambda: live.data is not None)
        await still(app, pilot)
        assert (live.moment_ts, live.chosen) == (FREEZE.since_ts, "videoFreezeRate")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: frames_of(app) == [alarms_of(app)])


async def test_w_says_the_course_and_the_rule() -> None:
    async with staged(FREEZE) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        await pilot.press("w")
        text = await wait_for(app, pilot, lambda text: "Course" in text)
        assert "bad since 07:39" in text
        assert "nobody notified" in text


async def test_tab_goes_to_the_rules_and_back() -> None:
    async with staged(FREEZE) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        await pilot.press("tab")
        assert alarms_of(app).panels.active == "rules"
        await pilot.press("tab", "z")
        await wait_for(app, pilot, lambda text: "fires at" not in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "fires at" in text)


async def test_a_filter_narrows_the_list() -> None:
    async with staged(FREEZE, MANY) as (app, pilot):
        await wait_for(app, pilot, lambda text: "12 diagnoses" in text)
        await pilot.press("slash", *"video", "enter")
        await wait_for(app, pilot, lambda text: "12 diagnoses" not in text and "Video freeze" in text)


# -- empty, full, failed


@pytest.mark.parametrize("lang", LANGS)
async def test_a_store_without_alarms_says_so_and_rings_nothing_in_the_top_line(lang: Lang) -> None:
    async with staged(lang=lang) as (app, pilot):
        text = await wait_for(app, pilot, lambda text: words.NOTHING_YET(lang) in text)
        assert words.NONE_FIRING(lang) in text
        assert words.NO_RULES(lang) in text
        assert "▲" not in text.splitlines()[0]


async def test_a_store_that_cannot_be_read_is_named_and_nothing_is_said_of_alarms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tui.store.errors import StoreError
    from tui.ui.features.alarms import screen as module

    def failing(*_: object) -> None:
        raise StoreError("/x/scry.db", words.ALARM, words.ALARM)

    monkeypatch.setattr(module, "read_alarms", failing)
    async with staged(FREEZE) as (app, pilot):
        text = await wait_for(app, pilot, lambda text: "/x/scry.db" in text)
        assert words.NONE_FIRING("en") not in text
        assert words.NOTHING_YET("en") not in text
        assert words.READING("en") in text


async def test_hostile_texts_of_rules_alerts_and_colleagues_change_nothing_on_screen() -> None:
    evil = "[/] \x1b]52;c;eA==\x07\x1b[2J \u202e"
    hostile = replace(FREEZE, rule=evil, metric=evil, acknowledged_by=evil)
    async with staged(hostile, alerts=(replace(ALERT, content=evil, remark=evil),)) as (app, pilot):
        text = await wait_for(app, pilot, lambda text: "Agora alert" in text)
        assert "\x1b" not in text
        for keys in (("w", "escape"), ("down", "w", "escape")):
            await pilot.press(*keys)
            await still(app, pilot)
        assert app.is_running


# -- every screen


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("first_screen", SCREENS)
async def test_a_firing_alarm_stands_in_the_top_line_beside_the_state_word(first_screen: str, lang: Lang) -> None:
    async with staged(FREEZE, MANY, first_screen=first_screen, size=(80, 24), lang=lang) as (app, pilot):
        sign = "▲ 2 alarms · critical" if lang == "en" else "▲ 2 告警 · 严重"
        text = await wait_for(app, pilot, lambda text: sign in text.splitlines()[0] and "● live" in text)
        top, tabs, *_ = text.splitlines()
        assert re.search(r"\d\d:\d\d:\d\d UTC$", top), "the clock"
        assert top.startswith(" scry")
        assert cell_len(top) <= 80
        last = "7 Alarms" if lang == "en" else "7 告警"
        assert tabs.rstrip().endswith(last)
        assert cell_len(tabs.rstrip()) <= 80


async def test_the_top_line_follows_another_process_on_the_store() -> None:
    async with staged(first_screen="usage") as (app, pilot):
        await wait_for(app, pilot, lambda text: "scry" in text)
        await until(pilot, lambda: app.context.feed is not None)
        feed = app.context.feed
        assert feed is not None
        await keep(feed.store, FREEZE)
        await wait_for(app, pilot, lambda text: "▲ 1 alarm · critical" in text.splitlines()[0])


async def test_the_past_of_the_rules_is_read_again_when_an_alarm_fires(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[float] = []

    async def counted(store: Store, project: JudgedProject, now_ts: float) -> Mapping[str, DryRun | None]:
        read.append(now_ts)
        return await read_past(store, project, now_ts)

    monkeypatch.setattr("tui.ui.features.alarms.screen.read_past", counted)
    async with staged() as (app, pilot):
        await wait_for(app, pilot, lambda text: "no alarm in the store" in text)
        await until(pilot, lambda: len(read) == 1)
        feed = app.context.feed
        assert feed is not None
        await keep(feed.store, PENDING)
        await wait_for(app, pilot, lambda text: "1 pending" in text)
        assert len(read) == 1
        await keep(feed.store, FREEZE)
        await until(pilot, lambda: len(read) == 2)


async def test_a_key_silences_the_rule_of_the_row_for_an_hour_and_ends_that_silence() -> None:
    async with staged(FREEZE, MANY) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        assert app.context.feed is not None
        store = app.context.feed.store

        async def held() -> list[tuple[str, str, float]]:
            now_ts = app.context.clock.now()
            found = await store.read(lambda snapshot: snapshot.silences(now_ts))
            return [(one.rule, one.channel, round(one.end_ts - one.start_ts)) for one in found]

        await pilot.press("M")
        text = await wait_for(app, pilot, lambda text: "1 silence in force" in text)
        assert await held() == [("freeze", "", 3600)]
        assert "silenced until 08:56: freeze, every channel (li@box-7)" in text
        await pilot.press("down", "M")
        await wait_for(app, pilot, lambda text: "2 silences in force" in text)
        assert ("many", "数学-3班", 3600) in await held()
        await pilot.press("M")
        await wait_for(app, pilot, lambda text: "silence ended: many, 数学-3班" in text.splitlines()[-1])
        await wait_for(app, pilot, lambda text: "1 silence in force" in text)
        assert await held() == [("freeze", "", 3600)]


async def test_an_alert_of_agora_has_no_silence() -> None:
    async with staged(alerts=(ALERT,)) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Agora alert" in text)
        await pilot.press("M")
        await wait_for(app, pilot, lambda text: words.NOT_SILENCED("en") in text.splitlines()[-1])
