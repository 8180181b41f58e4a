"""The contract with Textual, Rich and plotext: every private name of theirs that tui/ uses, in one table.

A private name may go or change with any release. Then one test here fails with a sentence, before a screen does.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import plotext
import pytest
import rich.console
import rich.style
import textual._ansi_sequences
import textual._compositor
import textual._context
import textual._keyboard_protocol
import textual._xterm_parser
from textual.app import App
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.drivers.linux_driver import LinuxDriver
from textual.events import MouseEvent
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widgets import Input, TextArea

import tui

STRANGERS = ("textual", "rich", "plotext")
TUI = Path(tui.__file__).parent


class Private(NamedTuple):
    """A private name of `owner`; `shape`: the parameters of a method or function behind `self`, "" for a value."""

    owner: Any
    name: str
    shape: str
    use: str


def signal() -> type:
    """The class of plotext's signals."""
    return type(plotext.figure.signal([0.0], [0.0]))


TABLE = (
    Private(App, "_handle_exception", "error", "a failure ends the program without the values of variables"),
    Private(App, "_return_code", "", "the exit status after a failure"),
    Private(App, "_exception", "", "the failure that ended the app"),
    Private(App, "_exception_event", "", "the pilot of a test hears of the failure"),
    Private(App, "_close_messages_no_wait", "", "a failure ends the app"),
    Private(App, "_exit", "", "no key acts once the app is ending"),
    Private(App, "_screen_stacks", "", "the screens of every tab"),
    Private(App, "_loop", "", "a thread that fails tells the event loop"),
    Private(App, "_driver", "", "the terminal is written to directly"),
    Private(App, "_display", "screen, renderable", "only the difference of a frame is sent"),
    Private(App, "_css_update_count", "", "a tab's first visit parses no sheet"),
    Private(Screen, "_css_update_count", "", "a tab's first visit parses no sheet"),
    Private(App, "_running", "", "no frame before the app runs"),
    Private(App, "_closed", "", "no frame after the app has ended"),
    Private(App, "_batch_count", "", "no frame while frames are held"),
    Private(App, "_sync_available", "", "a long frame is shown at once"),
    Private(App, "_mouse_down_widget", "", "a drag that leaves the screen clicks nothing"),
    Private(Screen, "_binding_chain", "", "a priority key waits for the keys before it"),
    Private(Screen, "_compositor_refresh", "", "no frame is made while frames are held"),
    Private(Screen, "_compositor", "", "an export draws the lines of the screen; a frame renders only changed lines"),
    Private(DOMNode, "_merged_bindings", "", "the signs of every key"),
    Private(MouseEvent, "_apply_offset", "x, y", "a mouse beside the screen lets go at the nearest cell"),
    Private(ScrollView, "_scroll_update", "virtual_size", "a list grows without a layout"),
    Private(Input, "_value", "", "a secret is never drawn"),
    Private(Input, "_on_paste", "event", "a paste of several lines into a field of one"),
    Private(TextArea, "_on_paste", "event", "a paste into the comments"),
    Private(CommandPalette, "_start_no_matches_countdown", "search_value", "no match is said in both languages"),
    Private(CommandPalette, "_stop_no_matches_countdown", "", "no match is said in both languages"),
    Private(CommandPalette, "_NO_MATCHES", "", "no match is said in both languages"),
    Private(CommandPalette, "_NO_MATCHES_COUNTDOWN", "", "no match is said in both languages"),
    Private(CommandPalette, "_no_matches_timer", "", "no match is said in both languages"),
    Private(CommandPalette, "_list_visible", "", "no match is said in both languages"),
    Private(LinuxDriver, "_app", "", "the driver tells the app of a slow terminal"),
    Private(LinuxDriver, "_loop", "", "threads and signals tell the event loop"),
    Private(LinuxDriver, "_writer_thread", "", "frames go through a link that never blocks"),
    Private(LinuxDriver, "_get_terminal_size", "", "the size of the stream that is drawn on"),
    Private(LinuxDriver, "_run_input_thread", "", "keys are read by a reader of ours"),
    Private(LinuxDriver, "_auto_restart", "", "ctrl+z and SIGCONT wait for the event loop"),
    Private(LinuxDriver, "_sigtstp_application", "*_", "ctrl+z waits for the event loop"),
    Private(LinuxDriver, "_sigcont_application", "*_", "SIGCONT waits for the event loop"),
    Private(LinuxDriver, "_must_signal_resume", "", "the screen is drawn whole after SIGSTOP"),
    Private(textual._ansi_sequences, "SYNC_START", "", "a long frame is shown at once"),
    Private(textual._ansi_sequences, "SYNC_END", "", "a long frame is shown at once"),
    Private(textual._ansi_sequences, "ANSI_SEQUENCES_KEYS", "", "keys by what terminals send"),
    Private(textual._keyboard_protocol, "FUNCTIONAL_KEYS", "", "keys of kitty's protocol"),
    Private(textual._xterm_parser, "IS_ITERM", "", "iTerm sends other mouse cells"),
    Private(textual._xterm_parser, "XTermParser", "debug", "keys and mouse as Textual names them"),
    Private(
        textual._xterm_parser.XTermParser, "_sequence_to_key_events", "sequence, alt", "keys as Textual names them"
    ),
    Private(textual._compositor, "ChopsUpdate", "chops, spans, chop_ends", "the parts of a frame that changed"),
    Private(textual._compositor.Compositor, "_get_renders", "crop", "a frame renders only changed lines"),
    Private(textual._compositor.Compositor, "_dirty_regions", "", "a frame renders only changed lines"),
    Private(textual._compositor, "Compositor", "", "a frame renders only changed lines"),
    Private(textual._compositor, "LayoutUpdate", "strips, region", "a frame after a layout"),
    Private(textual._context, "active_message_pump", "", "the widget in which a failure happened"),
    Private(rich.style.Style, "_link", "", "cells with a link are sent as they are"),
    Private(rich.style.Style, "_attributes", "", "the pen of a cell"),
    Private(rich.style.Style, "_set_attributes", "", "the pen of a cell"),
    Private(rich.console.Console, "_color_system", "", "the colours that the terminal has"),
    Private(signal(), "_get_unique_pixels", "", "plotext looks at no point's colour: a third of a chart's cost"),
)


@cache
def private_names(owner: type) -> frozenset[str]:
    """All that a class and its bases in other people's packages define in class bodies or set on `self`."""
    strangers = (base for base in owner.__mro__ if base.__module__.partition(".")[0] in STRANGERS)
    return frozenset[str]().union(*map(_names_in, strangers))


@cache
def _names_in(base: type) -> frozenset[str]:
    tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(base)))
    return frozenset(
        {name for name in vars(base) if re.match(r"_[a-zA-Z]", name)}
        | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _is_set(node)}
    )


def _is_set(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.attr.startswith("_")


def parameters(of: Any) -> str:
    """The names of a callable's parameters behind `self`: what a caller or an override relies on."""
    given = inspect.signature(of).parameters.values()
    names = (f"*{each.name}" if each.kind is each.VAR_POSITIONAL else each.name for each in given)
    return ", ".join(name for name in names if name != "self")


@pytest.mark.parametrize("private", TABLE, ids=lambda private: f"{private.owner.__name__}.{private.name}")
def test_a_private_name_that_scry_uses_is_there_and_takes_what_it_took(private: Private) -> None:
    owner, name = private.owner, private.name
    where = f"{owner.__name__}.{name}, by which {private.use},"
    names = vars(owner) if isinstance(owner, ModuleType) else private_names(owner)
    assert name in names, f"{where} is gone: mend tui/ or pin the version before"
    there = getattr(owner, name, None)
    if private.shape or callable(there):
        took = parameters(there)
        assert took == private.shape, f"{where} takes ({took}) and took ({private.shape}): mend tui/ or pin"


# -- the table is whole


def modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for found in pkgutil.walk_packages([str(TUI)], "tui."):
        if not found.name.startswith("tui.sim") and not found.name.endswith("__main__"):
            module = importlib.import_module(found.name)
            assert module.__file__ is not None
            yield module, ast.parse(Path(module.__file__).read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """The names that are imported from private modules of strangers, or are private themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in STRANGERS:
            is_private = any(part.startswith("_") for part in node.module.split("."))
            yield from (each.name for each in node.names if is_private or each.name.startswith("_"))


def inherited(module: ModuleType, tree: ast.Module) -> Iterator[str]:
    """The private names of strangers' classes that our classes made of them use, replace, or hit by chance."""
    for node in ast.walk(tree):
        owner = getattr(module, node.name, None) if isinstance(node, ast.ClassDef) else None
        if isinstance(node, ast.ClassDef) and isinstance(owner, type):
            theirs = private_names(owner)
            defined = (each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
            used = (each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute) and _is_own(each))
            yield from (name for name in (*defined, *used) if name in theirs)


def _is_own(node: ast.Attribute) -> bool:
    owner = node.value.func if isinstance(node.value, ast.Call) else node.value
    return (
        isinstance(owner, ast.Name) and owner.id in ("self", "cls", "super") and bool(re.match("_[a-zA-Z]", node.attr))
    )


def of_others(tree: ast.Module) -> Iterator[str]:
    """The private names that are taken from something else than `self`, where strangers are at hand."""
    for node in ast.walk(tree) if _has_strangers(tree) else ():
        if isinstance(node, ast.Attribute) and re.match("_[a-zA-Z]", node.attr) and not _is_own(node):
            yield node.attr


def _has_strangers(tree: ast.Module) -> bool:
    imports = (ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return any(re.match(rf"(from|import) ({'|'.join(STRANGERS)})\b", line) for line in imports)


def ours(tree: ast.Module) -> Iterator[str]:
    """The private names that our own code defines or sets."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for each in targets if isinstance(each, ast.Name))
            yield from (each.attr for each in targets if isinstance(each, ast.Attribute))


@pytest.mark.long
def test_the_table_names_every_private_name_that_tui_uses_and_no_other() -> None:
    all_modules = [*modules()]
    own = {name for _, tree in all_modules for name in ours(tree)}
    used: dict[str, str] = {}
    for module, tree in all_modules:
        for name in (*imported(tree), *inherited(module, tree), *(each for each in of_others(tree) if each not in own)):
            used.setdefault(name, module.__name__)
    named = {private.name for private in TABLE}
    unnamed = {name: where for name, where in used.items() if name not in named}
    assert not unnamed, f"private names of others that the table lacks, and where they are used: {unnamed}"
    texts = "\n".join(path.read_text(encoding="utf-8") for path in TUI.rglob("*.py"))
    idle = [name for name in named if not re.search(rf"\b{name}\b", texts)]
    assert not idle, f"names in the table that tui/ uses no longer: {idle}"
