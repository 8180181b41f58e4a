"""From an alarm to the sender whose uplink is to blame, and the calls that no single answer holds, by keys."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from tests.flows.served import scry, simulated
from tests.sim.watched import World
from tests.term import Terminal
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY
from tui.sim import details
from tui.sim.calls import Call

R = re.compile
TEACHER, CLASS = 44361248, "数学-3班"
MOST_KEYS = 6
UPSTREAM_LOSS = 20017
# Around midnight a row has its date, too.
ROW_AT_CURSOR = R(r"▸ *(?:\d\d-\d\d )?\d\d:\d\d:\d\d")


def the_class(world: World, ts: float) -> Call:
    call = world.calls.of_channel_at(CLASS, int(ts))
    assert call is not None
    return call


def served(world: World, uid: int, mid: int, at_ts: int) -> set[float]:
    """What the API answers of one metric of a user of the class, within half a minute of an instant."""
    call = the_class(world, at_ts)
    sessions = [one for one in world.people.of(call) if one.uid == uid]
    text = "".join(details.metrics(world, call, sessions, at_ts - 30, at_ts + 30, world.clock()))
    curves = [curve for session in json.loads(text) for curve in session["data"] if curve["mid"] == mid]
    return {value for curve in curves for _, value in curve["kvs"]}


def worst_minutes(world: World, call: Call, uid: int) -> set[float]:
    """The greatest mean of a minute of either upstream loss, over what the API answers of a user: with and without the
    newest minute, which may be answered in part."""
    sessions = [one for one in world.people.of(call) if one.uid == uid]
    text = "".join(details.metrics(world, call, sessions, call.created_ts, int(world.clock()), world.clock()))
    found = []
    for curve in (curve for session in json.loads(text) for curve in session["data"] if curve["mid"] in (20015, 20017)):
        minutes: dict[int, list[float]] = {}
        for ts, value in curve["kvs"]:
            minutes.setdefault(ts // 60, []).append(value)
        found += [(minute, sum(values) / len(values)) for minute, values in minutes.items()]
    newest = max(minute for minute, _ in found)
    return {max(mean for _, mean in found), max(mean for minute, mean in found if minute < newest)}


def instant(clock: re.Match[str], now_ts: float) -> int:
    """The last time at which a clock in UTC said so."""
    at_ts = int(now_ts) // DAY * DAY + 3600 * int(clock[1]) + 60 * int(clock[2]) + int(clock[3])
    return at_ts - DAY if at_ts > now_ts else at_ts


def drilled_into_the_class(terminal: Terminal) -> int:
    """Live → Diagnosis → the event of the class nearest to the cursor → its call; how many keys that took."""
    terminal.wait_for("● live", R(r"\d\d:\d\d[:：]"))
    terminal.send("enter")
    terminal.wait_for(ROW_AT_CURSOR, CLASS)
    terminal.wait_quiet(300)
    keys = 1
    while CLASS not in _row_at_cursor(terminal.text()):
        before = _row_at_cursor(terminal.text())
        terminal.send("down")
        keys += 1
        terminal.wait_until(lambda text, before=before: _row_at_cursor(text) != before, "the next row")  # type: ignore[misc]
    terminal.send("enter")
    terminal.wait_until(_lists_the_class, "the class with its values")
    return keys + 1


def _lists_the_class(text: str) -> bool:
    """Below the top line, which says the value of an alarm on every screen."""
    body = text.partition("\n")[2]
    return str(TEACHER) in body and re.search(r"\d\.\d %|\d\d %▲", body) is not None


def _row_at_cursor(text: str) -> str:
    return next((line for line in text.splitlines() if ROW_AT_CURSOR.search(line)), "")


@pytest.mark.parametrize(
    ("lang", "size"),
    [
        ("en", (80, 24)),
        pytest.param("zh", (120, 36), marks=pytest.mark.long),
        pytest.param("en", (200, 50), marks=pytest.mark.long),
    ],
    ids=["en-80x24", "zh-120x36", "en-200x50"],
)
def test_from_the_command_line_to_the_guilty_sender_s_uplink_loss_takes_at_most_six_keys(
    tmp_path: Path, lang: str, size: tuple[int, int]
) -> None:
    cols, rows = size
    arguments = ("--app-id", "demoapp", "--utc", "--lang", lang)
    with (
        simulated() as (world, url),
        scry("--base-url", url, *arguments, home=tmp_path, cols=cols, rows=rows) as terminal,
    ):
        keys = drilled_into_the_class(terminal)
        terminal.send("enter")
        terminal.wait_for(R(r" v \S"))
        terminal.send("v")
        keys += 2
        text = terminal.wait_for(R(r"±\s*30"), R(r"b ▲.* %"))
        assert keys <= MOST_KEYS
        # The check of the sender's network says the mean loss of half a minute around the instant, as it was served.
        moment, said = re.search(r"(\d\d):(\d\d):(\d\d) ±\s*30", text), re.search(r"b ▲.*?(\d+(?:\.\d+)?) %", text)
        assert moment is not None, text
        assert said is not None, text
        values = served(world, TEACHER, UPSTREAM_LOSS, instant(moment, world.clock()))
        assert min(values) <= float(said[1]) <= max(values)
        assert float(said[1]) > 20


def searched(terminal: Terminal, stretch: str, channel: str) -> None:
    """The Calls tab, searched for the calls of one channel; the cursor on the newest of them."""
    terminal.wait_for(R(r"\d/1000"))
    terminal.send("3")
    terminal.wait_for("all channels")
    terminal.send("f")
    terminal.wait_for("enter searches")
    terminal.type(stretch)
    terminal.wait_for(R(rf"began +{re.escape(stretch)} "))
    terminal.send("tab")
    terminal.type(channel)
    terminal.wait_for(R(rf"channel +{channel}"))
    terminal.send("enter")
    terminal.wait_for(R(rf"▸ \S+ .*{channel}"), R(r"^ all \d", re.MULTILINE))


@pytest.mark.long
def test_a_call_of_eighty_users_is_told_whole_though_an_answer_names_ten(tmp_path: Path) -> None:
    channel = "大班课-数学"
    with (
        simulated("calm") as (world, url),
        scry("--base-url", url, "--app-id", "demoapp", "--utc", home=tmp_path) as terminal,
    ):
        searched(terminal, "last 8 h", channel)
        ended = next(
            call
            for call in world.calls.newest(int(world.clock()) - 8 * 3600, int(world.clock()), channel, 10)
            if call.destroyed_ts < world.clock() - 300
        )
        while ended.call_id not in next(line for line in terminal.text().splitlines() if "▸" in line):
            terminal.send("down")
            terminal.watch(0.2)
        terminal.send("enter")
        users = {one.uid for one in world.people.of(ended) if one.platform != "Linux"}
        terminal.wait_for(R(rf"\b{len(users)} users\b"))
        assert not world.breaches()


@pytest.mark.long
def test_of_the_huge_call_a_chart_says_what_was_served_and_esc_ends_the_download(tmp_path: Path) -> None:
    # Forty minutes into the call: an answer of some twenty megabytes.
    start_ts = int(time.time()) // 14400 * 14400
    with (
        simulated("huge", now_ts=start_ts + 2400) as (world, url),
        scry("--base-url", url, "--app-id", "demoapp", "--utc", home=tmp_path) as terminal,
    ):
        searched(terminal, "last 1 h", "huge-call")
        terminal.send("enter")
        # Users first; then the download tells how far it is, and ends when it is told to.
        terminal.wait_for(R(r"\b10 users"), R(r"[MK]B/s"))
        terminal.send("esc")
        terminal.wait_for("stopped")
        terminal.send("r")
        call = world.calls.of_channel_at("huge-call", int(world.clock()))
        assert call is not None
        users = world.people.of(call)

        def tells_all(text: str) -> bool:
            return all(re.search(rf"{one.uid} .*\d %.*\d %", text) for one in users)

        text = terminal.wait_until(tells_all, "what the curves say of ten users")
        # The worst minute of upstream loss of each sender, as the points that were served say it.
        for one in users[:3]:
            # The verdict above the list may name the user, too.
            row = next(line for line in text.splitlines() if re.search(rf"{one.uid} .*\d %", line))
            shown = {float(value) for value in re.findall(r"([\d.]+) %", row)}
            assert shown & {float(fixed(worst, 1)) for worst in worst_minutes(world, call, one.uid)}
        terminal.send("enter")
        terminal.wait_for(R(r"▸ \S"), R(r"└.*\d\d:\d\d"), R(r" v \S"))
