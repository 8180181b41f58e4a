"""Manual: what `--help` says of a command, section by section, as a page of `man` would."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from unicodedata import east_asian_width

from tui.cli.options import Flag
from tui.config import NOWHERE, NoHome, config_path, state_directory
from tui.messages import Lang
from tui.messages import manual as words
from tui.messages.manual import Page

INDENT, DEEPER = 4, 8
WIDEST = 100


def manual(page: Page, flags: Sequence[Flag], lang: Lang, *, width: int | None = None) -> str:
    """`width` None: that of the terminal, or what COLUMNS says."""
    width = min(WIDEST, width or shutil.get_terminal_size().columns)
    sections = [
        (words.NAME, _paragraphs([f"{page.program} - {page.name(lang)}"], width)),
        (words.SYNOPSIS, [f"{'':{INDENT}}{line}" for line in page.synopsis]),
        (words.DESCRIPTION, _paragraphs([text(lang) for text in page.description], width)),
        (words.COMMANDS, _entries([(name, text(lang)) for name, text in page.commands], width)),
        (words.OPTIONS, _entries([(_written(flag), flag.says) for flag in flags], width)),
        (words.ENVIRONMENT, _entries([(name, text(lang)) for name, text in page.environment], width)),
        (words.FILES, _entries([(_path(name), text(lang)) for name, text in page.files], width)),
        (words.EXAMPLES, _entries([(line, text(lang)) for line, text in page.examples], width)),
        (words.EXIT_STATUS, _entries([(status, text(lang)) for status, text in words.STATUSES], width)),
    ]
    return "\n\n".join("\n".join([heading(lang), *lines]) for heading, lines in sections if lines) + "\n"


def _path(name: str) -> str:
    """Where the file is for this user, on this system."""
    try:
        path, home = name.format(config=config_path(), state=state_directory()), str(Path.home())
    except (NoHome, RuntimeError):
        return name.format(config=NOWHERE, state="~/.local/state/scry")
    return f"~{path.removeprefix(home)}" if path.startswith(home + os.sep) else path


def _written(flag: Flag) -> str:
    return f"{flag.name} {flag.value}".rstrip()


def _paragraphs(texts: Iterable[str], width: int) -> list[str]:
    lines: list[str] = []
    for text in texts:
        lines += [""] * bool(lines) + list(wrapped(text, INDENT, width))
    return lines


def _entries(entries: Iterable[tuple[str, str]], width: int) -> list[str]:
    """A name, and what it means behind it, or below it where the name is long."""
    lines: list[str] = []
    for name, text in entries:
        told = list(wrapped(text, DEEPER + INDENT, width))
        if len(name) < DEEPER - 1 and told:
            told[0] = f"{'':{INDENT}}{name:<{DEEPER}}{told[0].lstrip()}"
            lines += told
        else:
            lines += [f"{'':{INDENT}}{name}", *told]
    return lines


def wrapped(text: str, indent: int, width: int) -> Iterator[str]:
    """The text in lines of at most `width` cells, broken at blanks, and between any two Chinese characters."""
    line, cells = "", indent
    for piece in _pieces(text):
        more = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in piece.rstrip(" "))
        if line and cells + more > width:
            yield f"{'':{indent}}{line.rstrip()}"
            line, cells = "", indent
        line += piece
        cells += more + len(piece) - len(piece.rstrip(" "))
    if line:
        yield f"{'':{indent}}{line.rstrip()}"


# What must not begin a line, or end one.
_CLOSING, _OPENING = frozenset("，。；：、）」！？…"), frozenset("（「")


def _pieces(text: str) -> Iterator[str]:
    """What is never broken: words with the blanks behind them, and single Chinese characters with what closes them."""
    piece = ""
    for sign in text:
        is_wide = east_asian_width(sign) in "WF"
        breaks = piece and (piece[-1] == " " or is_wide or east_asian_width(piece[-1]) in "WF")
        breaks = breaks and piece[-1] not in _OPENING
        if breaks and sign not in _CLOSING and sign != " ":
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece
