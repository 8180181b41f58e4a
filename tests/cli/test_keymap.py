"""The keymap of `[ui.keys]`: what is a key, which ids there are, what clashes."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from textual.screen import Screen

import tui.ui
from tui.cli.keymap import CHAINS, key_name, keymap_of, types
from tui.config.reading import load
from tui.config.values import ConfigError
from tui.messages.keys import KEYS
from tui.ui.widgets.keys import bindings_of


@pytest.mark.parametrize(
    ("text", "name"),
    {
        "?": "question_mark",
        "x": "x",
        "X": "X",
        "shift+x": "X",
        "Ctrl+S": "ctrl+s",
        "shift+ctrl+left": "ctrl+shift+left",
        "shift+←": "shift+left",
        "PgUp": "pageup",
        "esc": "escape",
        "+": "plus",
        "ctrl++": "ctrl+plus",
        " f5 ": "f5",
        ".": "full_stop",
        "full_stop": "full_stop",
        "\\": "backslash",
        "space": "space",
        "é": "é",
        "？": "question_mark",
        "ctrl+ｓ": "ctrl+s",
        "【": "left_square_bracket",
    }.items(),
)
def test_a_key_is_read_as_people_write_it(text: str, name: str) -> None:
    assert key_name(text) == name


@pytest.mark.parametrize("text", ["", " ", "ctrl+", "strg+x", "f25", "pgsideways", "ctrl+ctrl+x", "xy", "ctrl+x+y"])
def test_what_is_no_key_is_none(text: str) -> None:
    assert key_name(text) is None


def test_only_keys_that_put_a_character_type() -> None:
    assert [key for key in ("x", "X", "question_mark", "space", "ctrl+x", "f5", "escape", "left") if types(key)] == [
        "x",
        "X",
        "question_mark",
        "space",
    ]


def keymap(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return dict(keymap_of(load(path, must_exist=True)))


def test_ids_are_read_with_their_dots_quoted_or_not_in_a_table_of_their_own_or_not(tmp_path: Path) -> None:
    text = "[ui.keys]\nfreeze = 'f5, F'\n'table.up' = 'up,f6'\ntable.down = 'down,f7'\n[ui.keys.session]\nswap = 'f8'\n"
    assert keymap(tmp_path, text) == {
        "freeze": "f5,F",
        "table.up": "up,f6",
        "table.down": "down,f7",
        "session.swap": "f8",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "\n[ui.keys]\nfreze = 'f5'\n",
            "3: ui.keys.freze: unknown binding 'freze' (did you mean 'freeze'?); allowed: freeze, or another",
        ),
        ("[ui.keys]\nfreeze = 'strg+x'\n", "2: ui.keys.freeze: not a key: 'strg+x'; allowed: one key or several"),
        ("[ui.keys]\nfreeze = ''\n", "2: ui.keys.freeze: not a key: ''"),
        ("[ui.keys]\nfreeze = 5\n", "2: ui.keys.freeze: not a text: 5"),
        ("[ui]\nkeys = 5\n", "2: ui.keys: not a table: 5"),
        (
            "[ui.keys]\nfreeze = 'r'\n",
            "2: ui.keys.freeze: 'r' is refresh's key on live, too; allowed: a key free on that screen",
        ),
        # In force on one screen only, and there by another class than the app's.
        ("[ui.keys]\nfreeze = 'x'\n", "2: ui.keys.freeze: 'x' is session.swap's key on pair, too"),
        ("[ui.keys]\nfreeze = 'j'\n", "2: ui.keys.freeze: 'j' is table.down's key on live, too"),
        ("[ui.keys.session]\n\nswap = 'w'\n", "3: ui.keys.session.swap: 'w' is why's key on pair, too"),
        ("[ui.keys]\nfreeze = 'f5'\nutc = 'f5'\n", "2: ui.keys.freeze: 'f5' is utc's key on live, too"),
        ("[ui.keys]\nback = 'b'\n", "2: ui.keys.back: 'b' is a letter in text fields"),
        ("[ui.keys]\nquit = 'ctrl+c'\n", "2: ui.keys.quit: 'ctrl+c' is interrupt's key on live, too"),
    ],
)
def test_a_mistake_names_its_line_and_what_is_allowed(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        keymap(tmp_path, text)
    assert str(told.value).startswith(f"{tmp_path / 'config.toml'}:{says}")


def test_keys_may_change_places_digits_and_ctrl_c_among_them(tmp_path: Path) -> None:
    text = "[ui.keys]\nfreeze = 'r'\nrefresh = 'p'\ntab.live = '2'\ntab.diagnosis = '1'\ninterrupt = 'f12'\n"
    assert keymap(tmp_path, text)["freeze"] == "r"


def test_what_one_screen_alone_has_may_be_another_screen_s_key(tmp_path: Path) -> None:
    # `a` adds a channel on Channels; `x` swaps on the pair.
    assert keymap(tmp_path, "[ui.keys]\nsession.swap = 'a'\nchannels.add = 'x'\n")


def test_every_screen_says_what_is_in_force_on_it_and_every_key_has_words_and_a_place() -> None:
    for found in pkgutil.walk_packages(tui.ui.__path__, "tui.ui."):
        importlib.import_module(found.name)

    def below(each: type[Screen[object]]) -> set[type[Screen[object]]]:
        subs = {sub for sub in each.__subclasses__() if sub.__module__.startswith("tui.")}
        return set().union(*map(below, subs)) if subs else {each}

    listed = {each for chain in CHAINS.values() for each in chain}
    assert below(Screen) <= listed
    bound = {binding.id for each in listed for _, binding in bindings_of(each)}
    assert bound == set(KEYS)
