"""From a minute of Live to who must act, and back, by keys in a real terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.flows.served import scry, simulated
from tests.term import Terminal

R = re.compile
TEACHER = "44361248"
MOST_STEPS = 12
# Around midnight a row has its date, too.
CHOSEN = R(r"▸ (?:\d\d-\d\d )?\d\d:\d\d:\d\d(?: ≥)? +(\d+)")
STRIP = R(r"^\s*(?:at )?(?:\d\d-\d\d )?(\d\d:\d\d)[:：]|\s{2}(?:at )?(?:\d\d-\d\d )?(\d\d:\d\d)(?:: |：)", re.MULTILINE)


def minute_with(terminal: Terminal, said: re.Pattern[str]) -> str:
    """Back from the newest minute to the first of which diagnoses tell; its time."""
    for _ in range(MOST_STEPS):
        text = terminal.wait_for(STRIP)
        if found := said.search(text):
            return found[1]
        told = STRIP.findall(text)
        terminal.send("left")
        terminal.wait_until(lambda text, told=told: STRIP.findall(text) not in ([], told), "another minute")  # type: ignore[misc]
    raise AssertionError(terminal.text())


def before(minute: str) -> set[str]:
    """A minute of the day and the few before it."""
    last = 60 * int(minute[:2]) + int(minute[3:])
    return {f"{each // 60 % 24:02}:{each % 60:02}" for each in range(last - 5, last + 1)}


@pytest.mark.parametrize(
    ("lang", "size", "affected"),
    [
        ("en", (80, 24), "(people|person) affected"),
        pytest.param("zh", (120, 36), "人受影响", marks=pytest.mark.long),
        pytest.param("en", (200, 50), "(people|person) affected", marks=pytest.mark.long),
    ],
    ids=["en-80x24", "zh-120x36", "en-200x50"],
)
def test_the_incident_is_drilled_from_the_minute_to_the_session_and_back_by_enter_and_esc_alone(
    tmp_path: Path, lang: str, size: tuple[int, int], affected: str
) -> None:
    cols, rows = size
    arguments = ("--app-id", "demoapp", "--lang", lang)
    with (
        simulated() as (_, url),
        scry("--base-url", url, *arguments, home=tmp_path, cols=cols, rows=rows) as terminal,
    ):
        said = R(rf"(\d\d:\d\d)[:：].*{affected}")
        terminal.wait_for("● live", R(r"\d\d:\d\d[:：]"))
        newest = minute_with(terminal, said)
        terminal.send("enter")
        terminal.wait_for(said, TEACHER, CHOSEN)
        terminal.wait_quiet(300)
        opened, chosen = said.search(terminal.text()), CHOSEN.search(terminal.text())
        assert opened is not None
        assert chosen is not None
        # A minute that nobody chose is the newest complete one, which may lie before the newest with a diagnosis.
        told = opened[1]
        assert told in before(newest)
        terminal.send("enter")
        # The list is whole when its foot says nothing of what is under way.
        row = R(rf"^ ?▸.?{chosen[1]} ", re.MULTILINE)
        terminal.wait_for("数学-3班", row, R(r"^ (worst first|最差在前)", re.MULTILINE))
        terminal.send("enter")
        terminal.wait_for(R(rf"^ ?{chosen[1]} ", re.MULTILINE), R("^ ←→.*nN ", re.MULTILINE))
        terminal.send("esc")
        terminal.wait_for(row, R("up loss|上行丢包"))
        terminal.send("esc")
        terminal.wait_for(R(rf"{told}[:：].*{affected}"), R(rf"▸ (?:\d\d-\d\d )?\d\d:\d\d:\d\d(?: ≥)? +{chosen[1]}"))
        terminal.send("esc")
        terminal.wait_for(R("Video freeze +[0-9]|视频卡顿率 +[0-9]"))
