"""The Channels screen: the counts over all big channels, and those that are watched."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.manual_clock import ManualClock
from tests.ui.staging import on_stage, pass_time, text_of, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.config.remembered import Remembered
from tui.domain.records import Scope, WantState
from tui.domain.text import Lang
from tui.ui.app import ScryApp
from tui.ui.features.calls.screen import CallsScreen
from tui.ui.features.channels.channel import ChannelScreen
from tui.ui.features.channels.query import COUNTS
from tui.ui.features.channels.screen import ChannelsScreen
from tui.ui.features.channels.watched import AddChannelScreen

WATCHED = ("大班课-数学", "big-live-1", "all-hands")
ALL = "/beta/live/quality/"
ONE = "/beta/bigchannel/"
KEYS = """
j G s S left shift+right minus 0 z tab z tab p u L J K slash f escape a x escape d enter plus escape r 1 4 4
"""


@asynccontextmanager
async def at_channels(
    watched: tuple[str, ...] = WATCHED,
    transport: httpx.AsyncBaseTransport | None = None,
    *,
    clock: ManualClock | None = None,
    size: tuple[int, int] = (80, 24),
    lang: Lang = "en",
    remembered: Remembered | None = None,
    scene: str = "incident",
) -> AsyncIterator[tuple[ScryApp, Pilot[None], ManualClock]]:
    clock = clock or manual_clock()
    async with on_stage(clock, transport or SimTransport(incident(clock, scene=scene)), size=size, lang=lang) as (
        app,
        pilot,
    ):
        app.context.remembered = remembered or Remembered(configured=watched)
        await pilot.press("4")
        yield app, pilot, clock


def line_of(text: str, name: str) -> str:
    return next((line for line in text.splitlines() if re.search(rf"^[ ▸*>●]+{re.escape(name)}", line)), "")


def answering(one: Mapping[str, object], *, status: int = 200) -> httpx.MockTransport:
    """Rows by the end of the path; what is not named answers empty. `status` is that of the big channels' endpoints."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        big = path.startswith((ALL, ONE))
        if big and status != 200:
            return httpx.Response(status, json={"code": status, "message": "no"})
        found = next((rows for name, rows in one.items() if path.endswith(name)), [])
        return httpx.Response(200, json={"code": 200, "message": "success", "data": found})

    return httpx.MockTransport(answer)


def rows(value: float, count: int = 50) -> list[dict[str, float]]:
    end_ts = int(manual_clock().now()) // 60 * 60 - 300
    return [{"value": value, "ts": end_ts - 60 * number} for number in range(count)]


async def test_the_counts_are_told_with_their_ratios_and_each_channel_gets_its_turn() -> None:
    async with at_channels(size=(120, 36)) as (app, pilot, clock):
        text = await wait_for(app, pilot, lambda text: bool(re.search(r"Join attempts +\d", text)))
        assert "(quota): channels take turns" in text or "until" in text
        await pass_time(app, pilot, clock, 4)
        text = await wait_for(
            app, pilot, lambda text: all(re.search(r"\d", line_of(text, name)[18:]) for name in WATCHED)
        )
        ratio = re.search(r"Slow joiners .*?([\d.]+) % of attempts", text)
        assert ratio is not None
        assert 0 < float(ratio[1]) <= 100
        # Those whose video froze did not all try to join at that minute.
        assert "attempts" not in line_of(text, "Freeze users")
        for name in WATCHED:
            assert re.search(r"\d+ +\d+ +([\d.]+|–) .* \d+ m ", line_of(text, name)), line_of(text, name)
        assert "● live" in text


async def test_a_channel_that_waits_says_until_when_and_one_without_data_what_that_may_mean() -> None:
    async with at_channels(("a", "nobody")) as (app, pilot, clock):
        await wait_for(app, pilot, lambda text: "until 07:57:" in line_of(text, "nobody"))
        await pilot.press("j")
        await wait_for(app, pilot, lambda text: bool(re.search(r"nobody: waiting until [\d:]+ \(quota\)", text)))
        await pass_time(app, pilot, clock, 2)
        await wait_for(app, pilot, lambda text: "no data" in line_of(text, "nobody"))
        await wait_for(app, pilot, lambda text: "nobody: no data: not above 50 users, or no such channel" in text)


async def test_403_is_told_as_not_enabled_by_the_vendor() -> None:
    async with at_channels(transport=answering({}, status=403)) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "Not enabled by the vendor (403): ask sales@agora.io" in text)
        await wait_for(app, pilot, lambda text: "not enabled" in line_of(text, WATCHED[0]))


async def test_an_hour_of_empty_answers_is_told_as_not_enabled_or_too_small() -> None:
    async with at_channels(("a",), answering({})) as (app, pilot, clock):
        await pass_time(app, pilot, clock, 1)
        await wait_for(app, pilot, lambda text: bool(re.search(r"Empty for \d\d m: not enabled by the vendor", text)))


async def test_emptiness_of_one_channel_is_no_sign_of_a_missing_feature() -> None:
    async with at_channels(("a",), answering({"slowjoining/user_count": rows(3)})) as (app, pilot, clock):
        await pass_time(app, pilot, clock, 1)
        text = await wait_for(app, pilot, lambda text: "no data" in line_of(text, "a"))
        assert "not enabled" not in text


async def test_a_channel_that_nobody_rates_is_told_apart_from_one_without_data() -> None:
    answers = {"bigchannel/live/scale/user_count": rows(80), "bigchannel/live/quality/videofreeze/user_count": rows(4)}
    async with at_channels(("big",), answering(answers)) as (app, pilot, clock):
        await pass_time(app, pilot, clock, 1)
        text = await wait_for(app, pilot, lambda text: "no ratings" in line_of(text, "big"))
        assert re.search(r"80 +4 +– ", line_of(text, "big"))
        assert "must call the SDK's rate" in text
        await pilot.press("z")
        await wait_for(app, pilot, lambda text: "5.0 % of online" in text and "must call the SDK's rate" in text)


async def test_no_attempts_give_no_ratio() -> None:
    answers = {"joiningtrial/user_count": rows(0), "live/quality/videofreeze/user_count": rows(7)}
    async with at_channels((), answering(answers)) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: bool(re.search(r"Freeze users +7 ", text)))
        assert "attempts" not in line_of(text, "Freeze users").removeprefix("Join attempts")
        assert "per 100" not in text


async def test_a_channel_is_added_by_name_and_removed_and_added_again(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    async with at_channels(remembered=Remembered.open(path, project="p", configured=WATCHED)) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "all-hands" in text)
        await pilot.press("a", *"big-2", "enter")
        await wait_for(app, pilot, lambda text: "watching big-2" in text and "▸ big-2" in text)
        feed = app.context.feed
        assert feed is not None
        await until(pilot, lambda: any(want.channel == "big-2" and want.attended for want in feed.statuses))
        await pilot.press("d")
        await wait_for(app, pilot, lambda text: "big-2 is no longer watched" in text and "▸ all-hands" in text)
        await until(pilot, lambda: not any(want.channel == "big-2" for want in feed.statuses))
        await pilot.press("d", "K")
        assert await app.context.remembered.kept() is None
        assert Remembered.open(path, project="p", configured=WATCHED).watched == ("big-live-1", "大班课-数学")
        await pilot.press("a", *"all", "enter")
        await wait_for(app, pilot, lambda text: "watching all" in text)


async def test_where_no_channel_is_watched_the_keys_move_in_the_counts() -> None:
    async with at_channels(()) as (app, pilot, _):
        await until(pilot, lambda: app.focused is not None and app.focused.id == "counts")
        await pilot.press("j")
        assert isinstance(app.screen, ChannelsScreen)
        assert app.screen.count == COUNTS[1]


async def test_a_name_that_may_not_be_watched_is_refused_as_it_is_typed() -> None:
    async with at_channels(transport=answering({})) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "all-hands" in text)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AddChannelScreen))
        await wait_for(app, pilot, lambda text: "type a name" in text)
        for typed, says in (("x" * 65, "65 bytes; a channel name has 64 at most"), ("all-hands", "is watched already")):
            app.screen.query_one(Input).value = typed
            await wait_for(app, pilot, lambda text, says=says: says in text)  # type: ignore[misc]
            await pilot.press("enter")
            assert isinstance(app.screen, AddChannelScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ChannelsScreen))
        assert app.context.watched == WATCHED


async def test_channels_that_diagnoses_name_are_offered_and_narrowed_by_what_is_typed() -> None:
    async with at_channels() as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "all-hands" in text)
        feed = app.context.feed
        assert feed is not None
        await until(pilot, lambda: any(want.endpoint == "diagnosis" for want in feed.statuses))
        await until(pilot, lambda: all(status.state is not WantState.FETCHING for status in feed.statuses.values()))
        await pilot.press("a")
        text = await wait_for(app, pilot, lambda text: " diagnoses " in text)
        names = re.findall(r"│ +▸? *(\S+) +\d+ diagnos[ei]s", text)
        assert len(set(names)) == len(names) > 1
        await pilot.press(*names[-1][:4])
        await wait_for(app, pilot, lambda text: names[-1] in text and "as typed" in text)
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(app.context.watched) == len(WATCHED) + 1)
        assert app.context.watched[-1] in names


async def test_order_is_changed_by_keys_and_not_under_a_sort() -> None:
    async with at_channels(transport=answering({})) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "▸ 大班课-数学" in text)
        await pilot.press("J", "J", "J")
        assert app.context.watched == ("big-live-1", "all-hands", "大班课-数学")
        await wait_for(app, pilot, lambda text: "▸ 大班课-数学" in text)
        await pilot.press("s", "K")
        await wait_for(app, pilot, lambda text: "sorted by a column" in text)
        assert app.context.watched[-1] == "大班课-数学"


async def test_the_sort_of_the_list_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    for pressed in (("s", "S"), ()):
        remembered = Remembered.open(path, project="p", configured=WATCHED)
        async with at_channels(transport=answering({}), remembered=remembered) as (app, pilot, _):
            await pilot.press(*pressed)
            text = await wait_for(app, pilot, lambda text: "Watched channel▼" in text)
            assert text.index("大班课") < text.index("big-live-1") < text.index("all-hands")
            await remembered.kept()


async def test_a_channel_is_drilled_into_and_left_with_the_same_row_chosen() -> None:
    async with at_channels(size=(120, 36)) as (app, pilot, clock):
        await pass_time(app, pilot, clock, 3)
        await pilot.press("j", "z")
        await until(pilot, lambda: isinstance(app.screen, ChannelScreen))
        await wait_for(app, pilot, lambda text: "Channels › big-live-1" in text and "% of online" in text)
        await pilot.press("left", "left")
        text = await wait_for(app, pilot, lambda text: bool(re.search(r"big-live-1 › 0\d:\d\d", text)))
        moment = re.search(r"big-live-1 › (\d\d:\d\d)", text)
        assert moment is not None
        assert text.count(moment[1]) >= 4, "every chart reads the moment"
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, ChannelsScreen))
        await wait_for(app, pilot, lambda text: "▸ big-live-1" in text and "› big-live-1" not in text)


async def test_the_moment_goes_through_all_charts_and_along_into_the_channel() -> None:
    async with at_channels(size=(120, 36)) as (app, pilot, clock):
        await pass_time(app, pilot, clock, 3)
        await wait_for(app, pilot, lambda text: "% of attempts" in text)
        await pilot.press("left", "left", "left")
        text = await wait_for(app, pilot, lambda text: bool(re.search(r"Channels › \d\d:\d\d", text)))
        moment = re.search(r"Channels › (\d\d:\d\d)", text)
        assert moment is not None
        assert text.count(moment[1]) == 4
        await pilot.press("z")
        await wait_for(
            app, pilot, lambda text: f"大班课-数学 › {moment[1]}" in text or f"{moment[1]} › 大班课-数学" in text
        )
        await pilot.press("escape", "escape", "escape")
        await wait_for(app, pilot, lambda text: not re.search(r"Channels › \d", text))


async def test_enter_on_a_channel_and_c_in_its_charts_list_its_calls() -> None:
    async with at_channels() as (app, pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallsScreen))
        assert app.screen.scope == Scope(channel="大班课-数学")  # type: ignore[attr-defined]
        await wait_for(app, pilot, lambda text: "› 大班课-数学" in text and "began  last 24 h" in text)
        while not isinstance(app.screen, ChannelsScreen):
            # The first one may stop the walk.
            await pilot.press("escape")
        await pilot.press("j", "z", "c")
        await until(pilot, lambda: isinstance(app.screen, CallsScreen))
        assert app.screen.scope == Scope(channel="big-live-1")


async def test_one_count_has_the_screen_for_itself_and_gives_it_back() -> None:
    async with at_channels(size=(80, 24)) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "Freeze users  1 h" in text)
        await pilot.press("tab", "z", "tab")
        await wait_for(app, pilot, lambda text: "Slow joiners  1 h" in text and "Watched" not in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "Watched channel" in text)


async def test_an_empty_list_says_what_to_press() -> None:
    async with at_channels((), lang="zh") as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "尚未关注任何频道" in text and "按 a 添加" in text)
        await pilot.press("d", "J", "K", "enter")
        assert app.is_running


async def test_a_name_from_outside_is_shown_and_never_obeyed() -> None:
    name = "a\x1b[2J[/]b"
    async with at_channels((name,), answering({}), size=(200, 50)) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "a\ufffd[2J[/]b" in text)
        await pilot.press("z")
        await wait_for(app, pilot, lambda text: "› a\ufffd[2J[/]b" in text)
        await pilot.press("escape", "d")
        await wait_for(app, pilot, lambda text: "[/]b is no longer watched" in text)
        assert "\x1b" not in text_of(app)


async def test_a_state_file_that_was_damaged_is_said(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text("=", encoding="utf-8")
    remembered = Remembered.open(path, configured=WATCHED)
    async with at_channels(remembered=remembered) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "state.toml is unreadable" in text)


@pytest.mark.parametrize("size", [(20, 5), (160, 40)])
async def test_the_screen_is_drawn_at_any_size(size: tuple[int, int]) -> None:
    async with at_channels(size=size) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "scry" in text)
        await pilot.resize_terminal(200, 50)
        await wait_for(app, pilot, lambda text: "rating h" in text and "大班课-数学  Online users" in text)
        await pilot.resize_terminal(80, 24)
        await wait_for(app, pilot, lambda text: "rating h" not in text and "Watched channel" in text)


@pytest.mark.long
async def test_every_key_does_something_and_none_ends_the_program() -> None:
    async with at_channels() as (app, pilot, _):
        await wait_for(app, pilot, lambda text: bool(re.search(r"Join attempts +\d", text)))
        for key in KEYS.split():
            await pilot.press(key)
        assert app.is_running
        await wait_for(app, pilot, lambda text: "scry" in text)


@pytest.mark.long
async def test_hostile_answers_leave_the_screen_standing() -> None:
    async with at_channels(scene="hostile") as (app, pilot, clock):
        await pass_time(app, pilot, clock, 4)
        await wait_for(app, pilot, lambda text: "Watched channel" in text)
