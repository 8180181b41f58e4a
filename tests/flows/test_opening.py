"""The scope, from the command line and by keys, through a real terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.flows.served import scry
from tests.flows.test_command_line import run

R = re.compile


def test_at_opens_live_at_that_minute_and_enter_drills_and_esc_comes_back(tmp_path: Path) -> None:
    with scry("demo", "--speed", "1", "--at", "-20m", "--channel", "C1", home=tmp_path) as terminal:
        # Soon after midnight, that minute was yesterday's.
        opened = R(r"Live › ((?:\d\d-\d\d )?\d\d:\d\d)")
        text = terminal.wait_for("● live", opened, R(r"Audio end-to-end +\d"))
        found = opened.search(text)
        assert found is not None
        terminal.wait_for(R(rf"Metric +{found[1]} "), f"at {found[1]} in C1: ")
        terminal.send("enter")
        terminal.wait_for(f"Live › {found[1]} › Diagnosis › C1")
        terminal.send("esc")
        terminal.wait_until(
            lambda text: "› Diagnosis" not in text and f"Live › {found[1]}" in text and "› C1" not in text, "Live again"
        )
        terminal.send("esc", "esc")
        terminal.wait_until(lambda text: "Live ›" not in text and "Metric" in text, "the newest minute")


def test_a_channel_alone_opens_diagnosis_narrowed_to_it(tmp_path: Path) -> None:
    with scry("demo", "--speed", "1", "--channel", "音乐会-A", home=tmp_path, cols=80, rows=24) as terminal:
        terminal.wait_for("Diagnosis › ", "音乐会-A")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("demo", "--at", "soon"), "--at: 'soon' is not a time; allowed: now, 14:07"),
        (("demo", "--at", "2099-01-01 00:00"), "lies in the future"),
        (("demo", "--at"), "--at"),
        (("demo", "--channel", ""), "--channel: is empty"),
    ],
)
def test_a_moment_that_cannot_be_opened_is_one_line_and_exit_2(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("scry: ")
    assert says in done.stderr
