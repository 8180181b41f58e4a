"""A change of style ends with the new style, whatever the terminal wrote with before, in few bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from tui.terminal.sgr import PLAIN, Sgr, change, sgr_of

ATTRIBUTES = ("bold", "dim", "italic", "underline", "blink", "reverse", "strike", "underline2", "overline")
# What each code of a sequence switches off.
OFF = {"22": {"1", "2"}, "23": {"3"}, "24": {"4", "21"}, "27": {"7"}, "29": {"9"}}

styles = st.builds(
    lambda words, colour, background: Style.parse(
        " ".join([*words, *([colour] if colour else []), *(["on " + background] if background else [])])
    ),
    st.sets(st.sampled_from(ATTRIBUTES)),
    st.sampled_from(["", "red", "#102030", "default"]),
    st.sampled_from(["", "blue", "#302010", "default"]),
)


def sgr(style: str) -> Sgr:
    return sgr_of(Style.parse(style), ColorSystem.TRUECOLOR)


def written_with(sequences: list[str]) -> tuple[frozenset[str], str, str]:
    """A terminal's style after these codes: attributes by their codes, colour, background."""
    attributes: set[str] = set()
    colour = background = ""
    for sequence in sequences:
        codes = sequence.removeprefix("\x1b[").removesuffix("m").split(";") if sequence else []
        while codes:
            code = codes.pop(0)
            if code in ("", "0"):
                attributes, colour, background = set(), "", ""
            elif code in OFF:
                attributes -= OFF[code]
            elif code in ("38", "48"):
                whole = ";".join([code, *(codes.pop(0) for _ in range(4))])
                colour, background = (whole, background) if code == "38" else (colour, whole)
            elif code in ("39", "49") or 30 <= int(code) <= 47:
                value = "" if code[1] == "9" else code
                colour, background = (value, background) if code[0] == "3" else (colour, value)
            else:
                attributes.add(code)
    return frozenset(attributes), colour, background


@given(st.lists(styles, min_size=1, max_size=8), st.sampled_from([PLAIN, None]))
def test_every_way_to_a_style_leaves_the_terminal_with_that_style(way: list[Style], first: Sgr | None) -> None:
    now, sequences = first, []
    for style in way:
        new = sgr_of(style, ColorSystem.TRUECOLOR)
        sequences.append(change(now, new))
        now = new
    assert written_with(sequences) == written_with([change(None, now or PLAIN)])


@pytest.mark.parametrize(
    ("old", "new", "sequence"),
    [
        ("red on #101010", "red on #101010", ""),
        ("bold red on #101010", "red on #101010", "\x1b[22m"),
        ("bold dim red on #101010", "dim red on #101010", "\x1b[22;2m"),
        ("red on #101010", "green on #101010", "\x1b[32m"),
        ("green on #101010", "on #101010", "\x1b[39m"),
        ("bold red on #101010", "", "\x1b[m"),
    ],
)
def test_only_what_is_different_is_said(old: str, new: str, sequence: str) -> None:
    assert change(sgr(old), sgr(new)) == sequence


def test_a_blank_is_the_same_in_all_colours_but_not_underlined_or_reversed() -> None:
    assert sgr("bold red on blue").on_blank == sgr("green on blue").on_blank
    assert sgr("red on blue").on_blank != sgr("red on green").on_blank
    assert sgr("underline red on blue").on_blank != sgr("underline green on blue").on_blank
    assert sgr("reverse red on blue").on_blank != sgr("red on blue").on_blank
