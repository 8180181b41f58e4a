"""What broken networks do: `-m long`: one on every screen, every case on Live; `-m nightly`: every case on
every screen. `python -m tests.faults` writes FAULTS.md anew, with which all of them compare.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.cases import CASES, Case, Kind
from tests.faults.report import FAULTS, HEAD, SURROUNDINGS, of_screen, shown
from tests.faults.runs import of_kind, suffered
from tests.faults.stage import SCREENS, Told

TESTS = Path(__file__).parents[1]
PLAIN = of_kind(Kind.PLAIN)
# Each group has a stage of its own, so that two workers share them.
GROUPS = {
    "answers": PLAIN[: len(PLAIN) // 2],
    "ways": PLAIN[len(PLAIN) // 2 :],
    "time": of_kind(Kind.SLOW),
    "certificates": of_kind(Kind.TLS),
}
EVERYWHERE = next(case for case in CASES if case.name == "502 HTML")


async def all_told(cases: Sequence[Case], screens: Sequence[str]) -> list[Told]:
    if cases[0].kind is Kind.TLS and shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    return [one async for one in suffered(cases, screens)]


def check(told: Sequence[Told]) -> None:
    text = FAULTS.read_text(encoding="utf-8")
    for one in told:
        assert not one.lost, one.case.name
        for screen, seen in one.seen.items():
            assert seen.said.startswith(one.case.says), (one.case.name, screen)
            assert one.case.says or not seen.said, (one.case.name, screen)
            written = of_screen(text, one.case.name, screen)
            assert without_clock(shown(seen)) == without_clock(written), "if that is right: python -m tests.faults"


def without_clock(row: tuple[str, str]) -> tuple[str, str]:
    """The word on the box's clock comes with the next answer: on a busy machine after the look."""
    return re.sub(r" *box clock … \w+", "", row[0]), row[1]


@pytest.mark.long
@pytest.mark.parametrize("group", list(GROUPS))
async def test_a_broken_network_is_told_loses_nothing_burns_no_quota_and_heals(group: str) -> None:
    check(await all_told(GROUPS[group], ("Live",)))


@pytest.mark.long
async def test_every_screen_tells_of_a_broken_network_and_comes_back() -> None:
    check(await all_told([EVERYWHERE], SCREENS))


@pytest.mark.nightly
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_every_fault_on_every_screen_is_as_the_report_says(case: Case) -> None:
    check(await all_told([case], SCREENS))


def test_the_report_holds_every_case_and_no_other() -> None:
    second = SURROUNDINGS.read_text(encoding="utf-8")
    first, found, rest = FAULTS.read_text(encoding="utf-8").partition(second)
    assert (found, rest) == (second, ""), "python -m tests.faults"
    assert [line.removeprefix("## ") for line in first.splitlines() if line.startswith("## ")] == [
        case.name for case in CASES
    ]
    assert first.startswith(HEAD)
    assert first.count("\nLost: nothing.\n") == len(CASES)


def test_every_fault_of_terminals_boxes_and_clocks_names_tests_that_exist() -> None:
    rows = [line for line in SURROUNDINGS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for row in rows:
        cells = row.strip("| ").split(" | ")
        assert len(cells) == 3, row
        if cells[2] in ("held by", "---"):
            continue
        path = ""
        for one in re.findall(r"`([^`]+)`", cells[2]) or [""]:
            named, _, test = one.partition("::")
            path = named or path
            text = (TESTS / path).read_text(encoding="utf-8")
            assert re.search(rf"^(async )?def {test}\(" if test else "^(async )?def test_", text, re.MULTILINE), one
