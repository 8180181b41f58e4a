"""Whatever a terminal sends: never a failure, never a key that nobody pressed, and ctrl+q always ends.

Valid replies of terminals, pastes, bytes that are no text and sequences without an end come between keys, split at any
byte with any pause that a link makes. How many: tests/conftest.py; 100,000 by night.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal.test_keys import KEYS, REPLIES
from tests.terminal.typing import ESC_S, pressed

# What is neither a key nor a reply, and is over after a pause.
ENDLESS = (b"\x1b]11;rgb:", b"\x1bP>|XTerm(3", b"\x1b_Gi=3", b"\x1b^q", b"\x1bXq", b"\x1b[?62;2", b"\x1b[1;5", b"\x1bO")
NO_TEXT = (b"\xe9", b"\xff", b"\x80", b"\xe4\xb8", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\x9b")
TEXTS = ("teacher-42@qq.com", "R", "课堂 ２", "a\rb\tc", "\x1b[A]", "")
BEGINNINGS = (
    b"\x1b",
    b"\x1b[",
    b"\x1b]",
    b"\x1bP",
    b"\x1b_",
    b"\x1bO",
    b"\x1b[?",
    b"\x1b[<",
    b"\x1b[M",
    b"\x1b[200~",
    b"\x1b[201~",
)

Part = tuple[list[bytes | float], list[str]]


def parts(draw: random.Random) -> Iterator[Part]:
    """Each: what comes, and what of it was pressed or pasted."""
    for _ in range(draw.randint(1, 8)):
        match draw.randrange(7):
            case 0 | 1:
                data, key = draw.choice([*KEYS.items()])
                yield split(draw, data), [key]
            case 2:
                yield split(draw, draw.choice([*REPLIES.values()])), []
            case 3:
                yield [draw.choice(NO_TEXT), b" "], ["space"]
            case 4:
                text = draw.choice(TEXTS)
                shown = text.replace("\x1b[A", "")
                data = b"\x1b[200~" + text.encode() + b"\x1b[201~"
                yield split(draw, data), [f"paste {shown!r}"] if shown else []
            case 5:
                yield stopping(draw)
            case _:
                yield [*split(draw, draw.choice(ENDLESS)), 2.0], []


def stopping(draw: random.Random) -> Part:
    """A paste within which the link stands still: it is one; or for longer than anybody waits: then it is two."""
    text = "R qq 2:课堂\tctrl"
    cut = draw.randint(1, len(text) - 1)
    begins, ends = b"\x1b[200~" + text[:cut].encode(), text[cut:].encode() + b"\x1b[201~"
    if draw.random() < 0.5:
        return [begins, draw.uniform(5.1, 25.0), ends], [f"paste {text[:cut]!r}", f"paste {text[cut:]!r}"]
    byte = draw.randint(len(begins), len(begins + ends) - 1)
    return [(begins + ends)[:byte], draw.uniform(0.2, 4.9), (begins + ends)[byte:]], [f"paste {text!r}"]


def split(draw: random.Random, data: bytes) -> list[bytes | float]:
    """Whole, or in reads with pauses between them: behind an esc shorter than its delay, else as long as a link makes.
    What is alt and a key comes at once, as terminals send it."""
    is_alt = len(data) == 2 and data[0] == 0x1B
    found: list[bytes | float] = [b""]
    for byte in data:
        last = found[-1]
        assert isinstance(last, bytes)
        found[-1] = last + bytes([byte])
        if draw.random() < 0.4:
            found += [draw.uniform(0.0, 0.04 if is_alt else ESC_S - 0.02), b""]
    return [part for part in found if part != b""]


def check_mixed(seed: int) -> None:
    draw = random.Random(seed)
    come: list[bytes | float] = []
    expected: list[str] = []
    for comes, keys in parts(draw):
        come += comes
        expected += keys
    assert pressed(*come) == expected, (seed, come)
    check_quit(come)


def check_random(seed: int) -> None:
    draw = random.Random(seed)
    come: list[bytes | float] = []
    for _ in range(draw.randint(1, 12)):
        come.append(draw.choice((draw.choice(BEGINNINGS), draw.randbytes(draw.randint(1, 12)), draw.uniform(0, 1.5))))
        if draw.random() < 0.3:
            come.append(bytes(draw.choices(b"0123456789;:?<>=$ mMRctuy~ABZ\\\x07\x1b", k=draw.randint(1, 8))))
    check_quit(come)


def check_quit(come: list[bytes | float]) -> None:
    """Right behind it, whatever is open: pressed once is enough where it is not in a paste that has its end."""
    for quit_ in (b"\x11", b"\x1b[113;5u"):
        assert "ctrl+q" in pressed(*come, quit_), come


@given(st.integers(0, 2**64))
def test_keys_among_replies_pastes_and_rubbish_are_those_that_were_pressed(seed: int) -> None:
    for each in range(10):
        check_mixed(seed + each)


@given(st.integers(0, 2**64))
def test_any_bytes_are_taken_and_ctrl_q_ends(seed: int) -> None:
    for each in range(10):
        check_random(seed + each)


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=20), st.floats(0, 3)), max_size=12))
def test_any_bytes_that_hypothesis_finds_are_taken_and_ctrl_q_ends(come: list[bytes | float]) -> None:
    check_quit(come)


@pytest.mark.nightly
def test_a_hundred_thousand_inputs() -> None:
    seed = random.SystemRandom().randrange(2**64)
    print(f"seed {seed}")
    for each in range(50_000):
        check_mixed(seed + each)
        check_random(seed + each)
