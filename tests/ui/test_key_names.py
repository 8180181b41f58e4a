"""Sentences that name a key name the one that is in force."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.ui.staging import on_stage, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui import messages
from tui.domain.text import Phrase
from tui.messages.keys import KEYS
from tui.ui.widgets.keys import KeyNames

# `report` and `frame` name keys of their own; the others tell what may be written in files and on command lines.
ELSEWHERE = {"report", "frame", "check", "config", "command_help"}
NAMED = re.compile(r"\besc\b|ctrl\+|\bpress \w\b|[:;,] \w (goes|shows|asks|tries|brings)\b|按 ?[A-Za-z/-]\b")


def phrases_in(value: object) -> Iterator[Phrase]:
    if isinstance(value, Phrase):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from phrases_in(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from phrases_in(each)


def modules() -> list[str]:
    return [each.name for each in pkgutil.iter_modules(messages.__path__) if each.name not in ELSEWHERE]


@pytest.mark.parametrize("module", modules())
def test_no_phrase_has_a_key_written_into_it(module: str) -> None:
    for value in vars(importlib.import_module(f"tui.messages.{module}")).values():
        for phrase in phrases_in(value):
            for text in phrase:
                assert not NAMED.search(text)
                named = [one for ids in re.findall(r"\{key\[([^]]*)\]\}", text) for one in ids.split()]
                assert set(named) <= set(KEYS), text


def test_keys_that_belong_together_are_named_together_and_with_a_blank_where_they_are_words() -> None:
    phrase = Phrase("{key[live.earlier live.later]} · {key[back]}", "")
    signs = {"live.earlier": ["←", "h"], "live.later": ["→", "l"], "back": ["esc"]}
    assert phrase("en", key=KeyNames(signs)) == "←→ · esc"
    assert phrase("en", key=KeyNames({**signs, "live.later": ["shift+→"]})) == "← shift+→ · esc"


async def test_rebound_keys_are_named_on_screens_and_in_dialogues() -> None:
    clock = manual_clock()
    keymap = {
        "back": "f2",
        "table.select": "f6",
        "export": "f7",
        "channels.add": "f8",
        "table.down": "f9",
        "choose.up": "ctrl+k",
        "export.csv": "x",
        "table.sort": "f10",
        "why": "f3",
    }
    async with on_stage(clock, SimTransport(incident(clock)), keymap=keymap, first_screen="channels") as (app, pilot):
        await wait_for(app, pilot, lambda text: "press f8 to add one" in text)
        await pilot.press("f8")
        await wait_for(app, pilot, lambda text: "enter watches · ctrl+k ↓ choose · f2 closes" in text)
        await pilot.press("f2")
        await wait_for(app, pilot, lambda text: "f2 closes" not in text)
        await pilot.press("1", "f7")
        text = await wait_for(app, pilot, lambda text: "f2 closes" in text)
        assert "x/2/3/4/5 or f6 · ↑ f9 choose · f2 closes" in text
        assert re.search(r"x CSV .*2 JSON", text, re.DOTALL)
        await pilot.press("f2", "f3")
        await wait_for(app, pilot, lambda text: "f2 closes · ↑ f9 scroll" in text)
