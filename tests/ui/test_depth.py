"""A screen owns its helpers and inherits little: a screen class of ours is at most three deep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic

from textual.screen import Screen

from tui.cli.keymap import CHAINS

# The two screens about curves share their moment, their zoom and their keys, and so do those about channels. A ticket
# is the form of a report with fields of its own.
OVER_TIMED = {"PairScreen", "SessionScreen", "ChannelScreen", "ChannelsScreen", "MetricChannelScreen", "TicketScreen"}


def every(of: type[Screen[object]]) -> Iterator[type[Screen[object]]]:
    for each in of.__subclasses__():
        yield each
        yield from every(each)


def ours() -> list[type[Screen[object]]]:
    """All screen classes of the program; the table of keys imports them all."""
    assert CHAINS
    return [each for each in {*every(Screen)} if each.__module__.startswith("tui.")]


def depth(screen: type[Screen[object]]) -> int:
    """How many of its classes are screens of ours."""
    return sum(issubclass(base, Screen) and base.__module__.startswith("tui.") for base in screen.__mro__)


def test_a_screen_has_one_base_of_ours_but_those_that_share_a_moment_and_none_is_more_than_three_deep() -> None:
    assert len(ours()) > 20
    assert {each.__name__ for each in ours() if depth(each) > 2} == OVER_TIMED
    assert max(map(depth, ours())) == 3


def test_a_screen_inherits_from_one_class_alone() -> None:
    for each in ours():
        bases = [base for base in each.__bases__ if base is not Generic]
        assert len(bases) == 1, each
