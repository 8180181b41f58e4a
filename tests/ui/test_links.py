"""A link: one key copies the line that opens this view, also in another language and size."""

from __future__ import annotations

import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import gmtime, strftime
from unittest.mock import patch

import pytest
from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot

from tests.alarms_made import FREEZE, keep
from tests.ui.classroom import CALL, PUPIL, START_TS, TEACHER, store_class
from tests.ui.staging import on_stage, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.cli.display import Display
from tui.cli.opening import opening
from tui.cli.options import parse
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import KeptAlarm, KeptNote, Scope
from tui.domain.text import Lang
from tui.store.sqlite.database import SqliteStore
from tui.ui.app import ScryApp
from tui.ui.base_screen import frames_of
from tui.ui.features.alarms.screen import AlarmsScreen
from tui.ui.navigation import Route
from tui.ui.routes import screen_at

AT_TS = int(NOW_TS) // 60 * 60 - 600
OF_CALL = Scope(call_id=CALL.call_id, channel=CALL.channel, moment_ts=START_TS + 300)


@asynccontextmanager
async def opened(
    *argv: str, lang: Lang = "en", size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[ScryApp, Pilot[None], list[str]]]:
    """What the command line opens, on a store that holds the class; what was copied."""
    display = Display(lang=lang, theme=None, utc=True, ascii=False, screen="live")
    clock = manual_clock()
    display, scope = opening(parse(list(argv)), display, clock)
    async with on_stage(
        clock,
        SimTransport(incident(clock)),
        size=size,
        lang=lang,
        opened_at=scope,
        first_screen=parse(list(argv)).screen or display.screen,
        prepared=store_class,
    ) as (app, pilot):
        app.context.command = ("scry", "--profile", "class room")
        await wait_for(app, pilot, lambda text: "● live" in text)
        copied: list[str] = []
        with patch.object(App, "copy_to_clipboard", lambda _, text: copied.append(text)):
            yield app, pilot, copied


async def link(app: ScryApp, pilot: Pilot[None], copied: list[str]) -> list[str]:
    """What `C` copies, as a shell takes it apart."""
    del copied[:]
    await pilot.press("C")
    await until(pilot, lambda: bool(copied))
    return shlex.split(copied[0])


def top(app: ScryApp) -> str:
    return type(frames_of(app)[-1]).__name__


@pytest.mark.parametrize(
    ("route", "name", "words"),
    [
        (Route("call", Scope(uid=str(PUPIL))), "CallScreen", ("--call", CALL.call_id, "--user", str(PUPIL))),
        (Route("session", Scope(uid=str(PUPIL), sid="P")), "SessionScreen", ("--user", str(PUPIL), "--session", "P")),
        (
            Route("session", Scope(uid=str(PUPIL), sid="P", peer_uid=TEACHER, sender_uid=TEACHER), then="pair"),
            "PairScreen",
            ("--user", str(PUPIL), "--session", "P", "--pair", f"{TEACHER}:{PUPIL}"),
        ),
        (
            Route("session", Scope(uid=str(TEACHER), sid="T", peer_uid=PUPIL, sender_uid=TEACHER), then="pair"),
            "PairScreen",
            ("--user", str(TEACHER), "--session", "T", "--pair", f"{TEACHER}:{PUPIL}"),
        ),
    ],
)
async def test_a_view_of_a_call_opens_again_in_another_language_and_size(
    route: Route, name: str, words: tuple[str, ...]
) -> None:
    scope = OF_CALL
    for field in ("uid", "sid", "peer_uid", "sender_uid"):
        if (value := getattr(route.scope, field)) is not None:
            scope = Scope(**{**{each: getattr(scope, each) for each in scope.__struct_fields__}, field: value})
    async with opened() as (app, pilot, copied):
        app.push_screen(screen_at(Route(route.name, scope, then=route.then), app.context))
        await until(pilot, lambda: top(app) == name)
        await until(pilot, lambda: getattr(frames_of(app)[-1], "data", None) is not None)
        line = await link(app, pilot, copied)
    assert line[:5] == ["scry", "--profile", "class room", "--screen", "live"]
    assert line[5:11] == ["--at", "2026-11-22T07:01:10Z", "--channel", CALL.channel, "--call", CALL.call_id]
    assert " ".join(words) in " ".join(line)
    for lang, size in (("zh", (80, 24)), ("en", (200, 50))):
        async with opened(*line[3:], lang=lang, size=size) as (app, pilot, copied):  # type: ignore[arg-type]
            await until(pilot, lambda app=app: top(app) == name)  # type: ignore[misc]
            await until(pilot, lambda app=app: getattr(frames_of(app)[-1], "data", None) is not None)  # type: ignore[misc]
            assert (await link(app, pilot, copied))[3:] == line[3:]


@pytest.mark.parametrize("screen", ["live", "diagnosis", "calls"])
async def test_a_tab_opens_again_at_its_moment_and_channel(screen: str) -> None:
    argv = ("--screen", screen, "--at", "2026-11-22T07:46:00Z", "--channel", "数学-3班 'a'")
    async with opened(*argv) as (app, pilot, copied):
        line = await link(app, pilot, copied)
        assert line == ["scry", "--profile", "class room", *argv]
    async with opened(*line[3:], lang="zh", size=(80, 24)) as (app, pilot, copied):
        assert app.current_mode == screen
        assert await link(app, pilot, copied) == line


async def test_a_view_of_now_is_a_view_of_its_newest_minute_in_a_link() -> None:
    async with opened() as (app, pilot, copied):
        newest_ts = frames_of(app)[-1].newest_ts()
        assert newest_ts is not None
        line = await link(app, pilot, copied)
        assert line[5:6] == ["--at"]
        assert line[6].startswith("2026-11-22T07:5")
        for number, name in (("5", "usage"), ("6", "quota")):
            await pilot.press(number)
            await until(pilot, lambda name=name: app.current_mode == name)  # type: ignore[misc]
            assert await link(app, pilot, copied) == ["scry", "--profile", "class room", "--screen", name]


async def test_the_page_of_a_user_opens_again() -> None:
    async with opened("--user", str(TEACHER)) as (app, pilot, copied):
        await until(pilot, lambda: top(app) == "UserScreen")
        await wait_for(app, pilot, lambda text: str(TEACHER) in text and "diagnos" in text)
        line = await link(app, pilot, copied)
        assert line == ["scry", "--profile", "class room", "--screen", "live", "--user", str(TEACHER)]


async def copied_by_y(pilot: Pilot[None], copied: list[str]) -> str:
    del copied[:]
    await pilot.press("y")
    await until(pilot, lambda: bool(copied))
    return copied[0]


async def test_y_on_a_moment_copies_its_line_and_elsewhere_the_id_of_the_row() -> None:
    of_live = ("--screen", "live", "--at", "2026-11-22T07:46:00Z")
    async with opened(*of_live) as (app, pilot, copied):
        assert shlex.split(await copied_by_y(pilot, copied)) == ["scry", "--profile", "class room", *of_live]
        await pilot.press("escape")
        await until(pilot, lambda: frames_of(app)[-1].scope.moment_ts is None)
        assert await copied_by_y(pilot, copied) in LIVE_METRICS
        app.push_screen(screen_at(Route("call", replace(OF_CALL, uid=str(PUPIL))), app.context))
        await until(pilot, lambda: getattr(frames_of(app)[-1], "data", None) is not None)
        await until(pilot, lambda: frames_of(app)[-1].export_key() is not None)
        assert await copied_by_y(pilot, copied) in ("P", "T"), "a session has an id, whatever the moment"


async def test_y_on_a_moment_of_a_session_copies_its_line() -> None:
    async with opened() as (app, pilot, copied):
        app.push_screen(screen_at(Route("session", replace(OF_CALL, uid=str(PUPIL), sid="P")), app.context))
        await until(pilot, lambda: getattr(frames_of(app)[-1], "data", None) is not None)
        assert await link(app, pilot, copied) == shlex.split(await copied_by_y(pilot, copied))


@pytest.mark.parametrize(
    ("scope", "metric", "words"),
    [
        (Scope(moment_ts=AT_TS), "videoFreezeRate", ["--screen", "live", "--at", "2026-11-22T07:46:00Z"]),
        (
            Scope(moment_ts=AT_TS, channel="c 1"),
            "",
            ["--screen", "diagnosis", "--at", "2026-11-22T07:46:00Z", "--channel", "c 1"],
        ),
        (OF_CALL, "", ["--screen", "usage", "--at", "2026-11-22T07:01:10Z", "--channel", CALL.channel, "--call", "C"]),
    ],
)
async def test_y_on_a_note_copies_the_line_of_its_moment(scope: Scope, metric: str, words: list[str]) -> None:
    if scope is OF_CALL:
        words = [*words[:-1], CALL.call_id]
    note = KeptNote("n1", NOW_TS, NOW_TS, "ann@ops", "relay down", scope, metric)
    async with opened("--screen", "usage") as (app, pilot, copied):
        feed = await app.context.opened()
        await feed.store.write(lambda changes: changes.put_note(note))
        await pilot.press("ctrl+n")
        await wait_for(app, pilot, lambda text: "relay down" in text)
        assert shlex.split(await copied_by_y(pilot, copied)) == ["scry", "--profile", "class room", *words]


async def test_y_on_an_alarm_copies_the_line_of_its_moment() -> None:
    async with opened("--screen", "alarms") as (app, pilot, copied):
        feed = await app.context.opened()
        assert isinstance(feed.store, SqliteStore)
        await keep(feed.store, FREEZE)
        await wait_for(app, pilot, lambda text: "Video freeze 6.5 %" in text)
        screen = frames_of(app)[-1]
        assert isinstance(screen, AlarmsScreen)
        chosen = screen.chosen()
        assert isinstance(chosen, KeptAlarm)
        assert not chosen.channel
        line = shlex.split(await copied_by_y(pilot, copied))
        at = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(chosen.since_ts))
        assert line[3:] == ["--screen", "live", "--at", at]


async def test_where_names_are_hidden_y_on_a_moment_copies_the_id_of_the_row() -> None:
    async with opened("--at", "2026-11-22T07:46:00Z") as (app, pilot, copied):
        app.context.redact = True
        assert await copied_by_y(pilot, copied) in LIVE_METRICS


async def test_where_names_are_hidden_no_link_is_copied_and_that_is_said() -> None:
    async with opened() as (app, pilot, copied):
        app.context.redact = True
        await pilot.press("C")
        await wait_for(app, pilot, lambda text: "no link while names are hidden" in text)
        assert copied == []


async def test_a_call_that_this_store_does_not_know_is_looked_up_by_its_channel_and_moment() -> None:
    argv = ("--call", "fffe", "--channel", CALL.channel, "--at", "2026-11-22T07:01:10Z", "--user", str(PUPIL))
    async with opened(*argv) as (app, pilot, _):
        await until(pilot, lambda: top(app) == "CallScreen")
        await until(pilot, lambda: CALL.call_id == getattr(frames_of(app)[-1].reading, "call_id", None))  # type: ignore[attr-defined]
        assert "GONE" not in text_of(app)
