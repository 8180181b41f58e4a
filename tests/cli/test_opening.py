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
    with pytest.raises(SystemExit):
        parse(["--at", "--utc"])


@pytest.mark.parametrize("argv", [("--at", "soon"), ("--channel", " ")])
def test_a_mistake_names_its_option(argv: tuple[str, str]) -> None:
    with pytest.raises(ConfigError, match=f"^{argv[0]}: "):
        opened(*argv)


def test_control_characters_in_a_channel_never_reach_the_terminal() -> None:
    _, scope = opened("--channel", "a\x1b[2Jb")
    assert scope.channel is not None
    assert "\x1b" not in scope.channel
