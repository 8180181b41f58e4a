"""The key line: at most six keys, each whole, whatever the screen and the language."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.cli.keymap import CHAINS
from tui.domain.text import LANGS, Lang
from tui.messages.calls import TYPE_KEYS
from tui.messages.keys import KEYS
from tui.ui.app import ScryApp
from tui.ui.base_screen import FrameScreen
from tui.ui.features.calls.screen import MOMENT_FOOTER
from tui.ui.footer import MOST_KEYS, key_runs
from tui.ui.widgets.keys import Keymap, KeyNames, signs_of
from tui.ui.widgets.table import Table

FOOTERS = {
    **{name: each.FOOTER for name, chain in CHAINS.items() for each in chain if issubclass(each, FrameScreen)},
    "moment": MOMENT_FOOTER,
}


def line(name: str, lang: Lang, keymap: Keymap, *, table: Table | None = None, width: int = 80) -> str:
    chain = CHAINS["calls" if name == "moment" else name]
    signs = signs_of(keymap, *chain, ScryApp)
    runs = key_runs(FOOTERS[name], signs, table, lang, size=(width, 24))
    return "".join(text for text, _ in runs).rstrip()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", FOOTERS)
def test_all_the_keys_that_a_screen_names_fit_80_columns(name: str, lang: Lang) -> None:
    said = line(name, lang, {})
    assert cell_len(said) <= 78
    assert len(FOOTERS[name]) <= MOST_KEYS
    for ids in FOOTERS[name]:
        assert f" {KEYS[ids.split()[0]].label(lang)}" in said


@pytest.mark.parametrize("lang", LANGS)
def test_where_one_types_the_line_fits_80_columns_too(lang: Lang) -> None:
    assert cell_len(TYPE_KEYS(lang, key=KeyNames(signs_of({}, *CHAINS["calls"], ScryApp)))) <= 78


def test_rebound_keys_are_named_and_what_does_not_fit_is_left_out_whole() -> None:
    rebound = {"freeze": "f5", "live.earlier": "ctrl+left", "live.later": "ctrl+right", "help": "ctrl+question_mark"}
    said = line("live", "en", rebound)
    assert said == "enter drill   ctrl+← ctrl+→ moment   +- zoom   space pin   f5 freeze"
    assert "ctrl+? keys" in line("live", "en", rebound, width=120)
