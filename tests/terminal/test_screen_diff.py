"""The bytes sent for a frame leave the terminal as the whole frame would, and hold only the differing cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.term import _Emulator
from tui.terminal.screen_diff import ScreenDiff, Update

COLS, ROWS = 24, 3
TRUE = Console(force_terminal=True, color_system="truecolor")
STYLES = [
    None,
    *map(
        Style.parse,
        (
            "red on #101010",
            "bold red on #101010",
            "on #101010",
            "underline on #101010",
            "reverse red on #101010",
            "blue",
        ),
    ),
]
TEXTS = ("Users 12,311", "12,380", " ", "     ", "⣿⡇", "数-3班", "数", "a", "é", "👍", "e\u0301", "❤\ufe0f", "x👨‍👩‍👧")

segments = st.builds(lambda text, style: Segment(text, style), st.sampled_from(TEXTS), st.sampled_from(STYLES))
strips = st.lists(segments, max_size=6).map(lambda made: Strip(made).adjust_cell_length(COLS))
frames = st.lists(strips, min_size=ROWS, max_size=ROWS)
cuts = st.sets(st.integers(1, COLS - 1), max_size=3).map(lambda made: [0, *sorted(made), COLS])


def whole(frame: Sequence[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in frame], Region(0, 0, COLS, ROWS))


def part(frame: Sequence[Strip], edges: list[int], chosen: set[int]) -> ChopsUpdate:
    """Of each line what lies between two edges, by number."""
    chops = [dict(zip(edges, strip.divide(edges[1:]), strict=False)) for strip in frame]
    spans = [(y, *pair) for y in range(ROWS) for number, pair in enumerate(pairwise(edges)) if number in chosen]
    return ChopsUpdate(chops, spans, [edges[1:]] * ROWS)


def shown(emulator: _Emulator) -> list[list[object]]:
    """Cell by cell what is seen: of a blank, only what lies behind it."""
    return [
        [
            (cell.data, cell.bg) if cell.data == " " and not (cell.underscore or cell.reverse) else cell
            for cell in (emulator.screen.buffer[y][x] for x in range(COLS))
        ]
        for y in range(ROWS)
    ]


def line(*parts: tuple[str, str]) -> LayoutUpdate:
    made = Strip([Segment(text, Style.parse(style)) for text, style in parts])
    return LayoutUpdate([[made]], Region(0, 0, made.cell_length, 1))


updates = st.one_of(
    frames.map(whole),
    st.builds(part, frames, cuts, st.sets(st.integers(0, 3), min_size=1)).filter(lambda update: update.spans),
)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(frames, st.lists(updates, max_size=6))
def test_the_terminal_shows_what_it_would_if_all_of_every_frame_were_sent(
    first: list[Strip], then: list[Update]
) -> None:
    diff, ours, theirs = ScreenDiff(), _Emulator(COLS, ROWS), _Emulator(COLS, ROWS)
    for update in (whole(first), *then):
        ours.feed(diff.sequence(update, TRUE).encode())
        theirs.feed(update.render_segments(TRUE).replace("\n", "\r\n").encode())
        assert shown(ours) == shown(theirs)


# The emulator moves past the second cell of an emoji without clearing it.
@given(frames.filter(lambda frame: not {"👍", "❤", "👨"} & set("".join(strip.text for strip in frame))))
def test_a_terminal_that_others_wrote_to_shows_all_of_the_next_frame(frame: list[Strip]) -> None:
    diff, ours, theirs = ScreenDiff(), _Emulator(COLS, ROWS), _Emulator(COLS, ROWS)
    diff.sequence(whole(frame), TRUE)
    diff.forget()
    ours.feed(b"\x1b[7;35;41mwhatever" + diff.sequence(whole(frame), TRUE).encode())
    theirs.feed(whole(frame).render_segments(TRUE).replace("\n", "\r\n").encode())
    assert shown(ours) == shown(theirs)


def test_of_what_is_shown_already_nothing_is_sent() -> None:
    diff = ScreenDiff()
    frame = line(("Users  数", "red on blue"), ("12,311", "bold on blue"))
    assert diff.sequence(frame, TRUE)
    assert diff.sequence(frame, TRUE) == ""


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        ("14:07:01 +08", "14:07:02 +08", "\x1b[1;8H2"),
        ("14:07:59 +08", "14:08:00 +08", "\x1b[1;5H8:00"),
        ("12,311         −1.3 %", "12,380         −0.8 %", "\x1b[1;5H80\x1b[17G0.8"),
        ("数数-3", "数学-3", "\x1b[1;3H学"),
        ("数数-3", "数ab-3", "\x1b[1;3Hab"),
        ("数ab-3", "数学-3", "\x1b[1;3H学"),
        ("⣿⣿⣿⣿", "⡇⣿⣿⡇", "\x1b[1;1H⡇\x1b[4G⡇"),
    ],
)
def test_only_the_cells_that_differ_are_sent_in_the_style_in_force(before: str, after: str, sent: str) -> None:
    diff = ScreenDiff()
    diff.sequence(line((before, "bold red on #101010")), TRUE)
    assert diff.sequence(line((after, "bold red on #101010")), TRUE) == sent


def test_a_wide_letter_whose_right_half_was_written_over_is_sent_again() -> None:
    diff = ScreenDiff()
    diff.sequence(line(("数", "red")), TRUE)
    diff.sequence(LayoutUpdate([[Strip([Segment("a", Style.parse("red"))])]], Region(1, 0, 1, 1)), TRUE)
    assert diff.sequence(line(("数", "red")), TRUE) == "\x1b[1;1H数"


def test_a_blank_in_another_colour_is_not_sent_again() -> None:
    diff = ScreenDiff()
    diff.sequence(line(("a", "red on blue"), ("    ", "red on blue")), TRUE)
    assert diff.sequence(line(("a", "red on blue"), ("    ", "bold green on blue")), TRUE) == ""


def test_a_text_of_disputed_width_is_sent_whole_with_the_text_to_its_right() -> None:
    diff = ScreenDiff()
    pieces = LayoutUpdate(
        [[Strip([Segment("left")]), Strip([Segment("👍 ok")]), Strip([Segment("right")])]], Region(0, 0, 14, 1)
    )
    diff.sequence(pieces, TRUE)
    assert diff.sequence(pieces, TRUE) == "\x1b[1;5H👍 ok\x1b[1;10Hright"


def test_a_terminal_of_few_colours_gets_those() -> None:
    console = Console(force_terminal=True, color_system="standard")
    assert ScreenDiff().sequence(line(("a", "#ff0000 on #000000")), console) == "\x1b[1;1H\x1b[0;31;40ma"
