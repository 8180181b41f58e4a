"""What the command line opens: the screen, the moment and the channel."""

from __future__ import annotations

import pytest

from tests.manual_clock import ManualClock
from tui.cli.display import Display
from tui.cli.opening import opening
from tui.cli.options import parse
from tui.config.values import ConfigError
from tui.domain.records import Scope

NOW_TS = 1_795_334_170  # 2026-11-22 07:56:10 UTC


def opened(*argv: str) -> tuple[str, Scope]:
    display = Display(lang="en", theme=None, utc=True, ascii=False, screen="live")
    display, scope = opening(parse(argv), display, ManualClock(NOW_TS))
    return display.screen, scope


def test_a_moment_opens_live_at_its_minute_and_a_channel_alone_opens_diagnosis() -> None:
    minute_ts = NOW_TS // 60 * 60
    assert opened() == ("live", Scope())
    assert opened("--at", "-0m") == ("live", Scope(moment_ts=minute_ts))
    assert opened("--at=-1m", "--channel", "C1") == ("live", Scope(moment_ts=minute_ts - 60, channel="C1"))
    assert opened("demo", "--channel", "C1") == ("diagnosis", Scope(channel="C1"))
    assert opened("--channel", "C1", "--screen", "live") == ("live", Scope(channel="C1"))


def test_a_time_with_a_minus_is_a_time_and_no_option() -> None:
    assert parse(["demo", "--at", "-15m", "--utc"]).at == "-15m"
    assert parse(["alarms", "silence", "--for", "-5m"]).lasting == "-5m"
    with pytest.raises(SystemExit):
        parse(["--at", "--utc"])


def test_a_call_keeps_the_second_and_what_is_opened_in_it() -> None:
    at_ts = NOW_TS - 59
    call = ("--at", "2026-11-22T07:55:11Z", "--call", "c1")
    assert opened(*call) == ("live", Scope(moment_ts=at_ts, call_id="c1"))
    assert opened(*call, "--user", "7") == ("live", Scope(moment_ts=at_ts, call_id="c1", uid="7"))
    assert opened(*call, "--session", "S") == ("live", Scope(moment_ts=at_ts, call_id="c1", sid="S"))
    by_channel = ("--at", "-59s", "--channel", "a b", "--user", "7")
    assert opened(*by_channel) == ("live", Scope(moment_ts=at_ts, channel="a b", uid="7"))


@pytest.mark.parametrize(
    ("argv", "pair"),
    [
        (("--pair", "7:8"), ("8", 7, 7)),
        (("--user", "8", "--pair", "7:8"), ("8", 7, 7)),
        (("--user", "7", "--pair", "7:8"), ("7", 8, 7)),
        (("--user", "7", "--pair", "8"), ("7", 8, None)),
    ],
)
def test_a_pair_says_who_sends_and_from_whose_session_it_is_seen(
    argv: tuple[str, ...], pair: tuple[str, int, int | None]
) -> None:
    _, scope = opened("--call", "c1", *argv)
    assert (scope.uid, scope.peer_uid, scope.sender_uid) == pair


def test_a_user_alone_opens_no_tab_at_a_moment() -> None:
    assert opened("--user", "44361248") == ("live", Scope(uid="44361248"))


@pytest.mark.parametrize(
    "argv",
    [
        ("--at", "soon"),
        ("--channel", " "),
        ("--call", ""),
        ("--user", " "),
        ("--pair", "7"),
        ("--pair", "x:8", "--call", "c"),
        ("--pair", "7:8", "--call", "c", "--user", "9"),
        ("--pair", "7:8"),
        ("--session", "S"),
    ],
)
def test_a_mistake_names_its_option(argv: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match=f"^{argv[0]}: "):
        opened(*argv)


def test_control_characters_in_a_channel_never_reach_the_terminal() -> None:
    _, scope = opened("--channel", "a\x1b[2Jb")
    assert scope.channel is not None
    assert "\x1b" not in scope.channel
