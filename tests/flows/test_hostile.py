"""The hostile scene through every screen, dialog and drill, in a real terminal: nothing of the data acts on it.

`pytest -m nightly tests/flows/test_hostile.py` goes through more worlds, sizes and looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.flows.served import scry, simulated
from tests.term import Terminal
from tui.sim import poison
from tui.sim.scenes import Poison, load_scene

# Of nearly every row something is wrong, so that it is on every screen; of no answer all, so that there is something.
FIERCE = Poison(rows=0.9, extra_rows=0.3, points=0.3, answers=0.0)
# Other screens, which first read what they show.
SLOW_KEYS = frozenset("123456") | {"enter", "w", "v"}
SLOW_MS = 150
ESC_S = 0.15
# What is pressed, screen by screen: filter, sort, group, why, drill, the views of a call, pair, help, palette.
WALK = (
    *("space", "j", "left", "w", "?", "esc", "ctrl+p", "esc", "/", "text:[2J", "esc", "z", "z"),
    *(
        "2",
        "w",
        "esc",
        "s",
        "s",
        "S",
        "o",
        "o",
        "/",
        "text:owned",
        "enter",
        "esc",
        "tab",
        "G",
        "w",
        "esc",
        "enter",
        "esc",
    ),
    *("tab", "j", "enter", "w", "esc", "m", "o", "w", "esc", "t", "j", "w", "esc", "t", "enter", "j", "w", "esc"),
    *("space", "plus", "v", "w", "esc", "v", "esc", "x", "esc", "esc", "esc", "esc"),
    *("3", "s", "s", "s", "G", "w", "esc", "f", "esc", "enter", "w", "esc", "i", "enter", "esc", "esc"),
    *(
        "4",
        "a",
        "text:1",
        "esc",
        "j",
        "w",
        "esc",
        "enter",
        "esc",
        "5",
        "j",
        "w",
        "esc",
        "6",
        "w",
        "esc",
        "tab",
        "G",
        "w",
    ),
    *("esc", "L", "L", "1", "2", "3", "4", "5", "6", "u", "L", "L", "1", "r", "p", "p"),
)
LIVE = re.compile(r"[●▲*] live|✕|^ x ")
# What Scry itself writes: colours and places; what is asked of a terminal at the start, and given back at the end.
OWN = re.compile(
    r"\x1b\[[0-9;]*[mHG]"
    r"|\x1b\[\?(?:25|7|1000|1002|1003|1004|1006|1015|1049|2004|2026)[hl]"
    r"|\x1b\[\?20(?:26|48)\$p|\x1b\[(?:>\d+|<)u|\x1b\[2[23];2t"
    r"|\x1b\]2;(?:scry [^\x00-\x1f\x7f-\x9f]*)?\x07|\x1b\]22;\w+\x07"
    r"|\r\n"
)
# Once and no more: data that bears them would be heard.
ONCE = ("\x1b[?1049h", "\x1b[?1049l")
ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\u115f\u1160\u3164\ufffe\uffff]"
    "|[\U000e0000-\U000e0fff\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]|[\u0300-\u036f\u0488\u0489]{5}"
)
BELLS = 12
FEW = 5
# What is made of escapes and the like, and markup that is shown as it is.
SEEN = ("␛", "␀", "␊", "\\u{", "[/]", "[bold red]", "longlong", "数学数学")


@contextmanager
def fierce(seed: int) -> Iterator[str]:
    scene = load_scene("hostile")._replace(poison=FIERCE)
    # Names above all: they are what is shown.
    with (
        patch.object(poison, "WAYS", poison.WAYS[:1] * len(poison.WAYS) + poison.WAYS),
        simulated(scene, seed=seed) as (_, url),
    ):
        yield url


def walk(terminal: Terminal, *, quiet_ms: float) -> None:
    """Press everything; the frame stands after each key, and what is hostile is to be seen."""
    hostile = 0
    for key in WALK:
        if key.startswith("text:"):
            terminal.type(key.removeprefix("text:"))
        else:
            terminal.send("+" if key == "plus" else key)
        if key == "esc":
            # With the key behind it, it would be another one.
            terminal.watch(ESC_S)
        terminal.wait_quiet(SLOW_MS if key in SLOW_KEYS else quiet_ms, timeout=2)
        text = terminal.text()
        assert terminal.row(0).startswith(" scry"), f"after {key}:\n{text}"
        hostile += any(sign in text for sign in SEEN)
    assert hostile > FEW, f"{hostile} screens showed what is hostile"


def gone_through(home: Path, seed: int, cols: int, rows: int, *arguments: str, quiet_ms: float = 30) -> None:
    with (
        fierce(seed) as url,
        scry(
            "--base-url", url, "--app-id", "demoapp", "--utc", *arguments, home=home, cols=cols, rows=rows
        ) as terminal,
    ):
        terminal.wait_for(LIVE)
        walk(terminal, quiet_ms=quiet_ms)
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        check(terminal.raw)
    log = (home / ".local/state/scry/scry.log").read_text(encoding="utf-8")
    assert "ERROR" not in log, log
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", log)


def check(raw: bytes) -> None:
    text = raw.decode("utf-8")
    left = OWN.sub("\n", text)
    bells = left.count("\x07")
    assert bells <= BELLS
    acts = [
        repr(left[max(0, one.start() - 20) : one.end() + 20])
        for one in ACTING.finditer(left.replace("\x07", ""))
        if one[0] != "\n"
    ]
    assert not acts, acts[:5]
    for sequence in ONCE:
        assert text.count(sequence) == 1, sequence
    for nasty in poison.NASTY:
        assert nasty.isprintable() or nasty.encode("utf-8", "surrogatepass") not in raw


@pytest.mark.long
@pytest.mark.parametrize(("cols", "rows"), [(120, 36), (80, 24)])
def test_no_byte_of_the_data_acts_on_the_terminal_and_the_frame_stands(tmp_path: Path, cols: int, rows: int) -> None:
    gone_through(tmp_path, 1, cols, rows)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(12))
def test_no_world_acts_on_a_terminal_of_any_size(tmp_path: Path, seed: int) -> None:
    cols, rows = ((80, 24), (120, 36), (200, 50), (60, 15))[seed % 4]
    looks = ((), ("--lang", "zh"), ("--ascii",))[seed % 3]
    gone_through(tmp_path, seed, cols, rows, *looks, quiet_ms=400)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(3))
def test_the_demo_of_the_hostile_scene_acts_on_no_terminal(tmp_path: Path, seed: int) -> None:
    with scry("demo", "--scene", "hostile", "--speed", "60", "--seed", str(seed), home=tmp_path) as terminal:
        terminal.wait_for(LIVE)
        walk(terminal, quiet_ms=400)
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        check(terminal.raw)
