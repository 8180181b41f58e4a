"""The pictures in screenshots/ are what the program draws today: a list, a call, a form; `-m long`: all."""

from pathlib import Path

import pytest
from _pytest.mark import MarkDecorator, ParameterSet

from tests.moving import LANGS, frames, moving
from tests.screenshots import PICTURES, SHOTS, Shot, picture
from tui.domain.text import Lang

QUICK = ("live-zh-120x36", "call-zh-120x36", "session-zh-120x36", "setup-zh-120x36")


def mark(shot: Shot) -> MarkDecorator | tuple[()]:
    # A minute of today's edition has several requests by turns: their pace, in words, may differ by a minute.
    return () if shot.name in QUICK else pytest.mark.nightly if shot.plan else pytest.mark.long


def each() -> list[ParameterSet]:
    return [pytest.param(shot, id=shot.name, marks=mark(shot)) for shot in SHOTS]


@pytest.mark.parametrize("shot", each())
async def test_a_picture_is_what_the_program_draws(shot: Shot, tmp_path: Path) -> None:
    drawn = await picture(shot)
    if drawn != (PICTURES / f"{shot.name}.svg").read_text(encoding="utf-8"):
        new = tmp_path / f"{shot.name}.svg"
        new.write_text(drawn, encoding="utf-8")
        pytest.fail(f"drawn otherwise, see {new}; if it is right: python -m tests.screenshots")


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGS)
async def test_a_moving_picture_is_what_the_program_draws(lang: Lang) -> None:
    told = "if the new walk is right: python -m tests.moving"
    assert moving(await frames(lang)) == (PICTURES / f"moving-{lang}.svg").read_text(encoding="utf-8"), told


def test_no_picture_is_left_of_a_screen_that_is_gone() -> None:
    names = {*(shot.name for shot in SHOTS), *(f"moving-{lang}" for lang in LANGS)}
    assert {path.stem for path in PICTURES.glob("*.svg")} == names
