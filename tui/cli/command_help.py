"""`--help`: argparse's page with our texts around the options, in lines as wide as the terminal shows them."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable
from pathlib import Path
from textwrap import TextWrapper

from tui.config.values import NOWHERE, NoHome, config_path, state_directory
from tui.domain.text import Lang
from tui.messages import command_help as words

WIDEST = 100
_WIDE = re.compile("([\u2e80-\u9fff\uff01-\uff60])")
# "  NAME  its text": the following lines of the text begin below its first one.
_HANGING = re.compile(r" *(?:\S+(?: \S+)* {2,})?")


class _Wrapper(TextWrapper):
    """Breaks at blanks, and beside Chinese characters but not before closing or behind opening punctuation. A NUL
    behind a Chinese character stands for its second column."""

    wordsep_simple_re = re.compile(
        "( +)|(?<=\0)(?<![（「]\0)(?![，。；：、）」！？…])|(?<=[^\0 （「])(?=[（「\u4e00-\u9fff])"
    )


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """The text in lines of at most `width` columns; those behind the first begin with `indent` blanks."""
    wrapper = _Wrapper(width, subsequent_indent=" " * indent, break_on_hyphens=False, drop_whitespace=True)
    return [line.replace("\0", "") for line in wrapper.wrap(_WIDE.sub("\\1\0", text))]


class Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=22)
        self._width = min(self._width, WIDEST)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Keeps the lines of a text, each folded below the beginning of its own text."""
        lines: list[str] = []
        for line in text.splitlines():
            hanging = _HANGING.match(line)
            assert hanging is not None
            lines += wrapped(line, width, hanging.end()) or [""]
        return "\n".join(lines)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or "")


def describe(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Put usage, description, environment, files, examples and exit statuses on the command's page."""
    page = words.PAGES[parser.prog.removeprefix("scry").strip()]
    parser.usage = f"{words.USAGE(lang)}{page.usage}"
    parser.description = "\n\n".join(text(lang) for text in page.description)
    parser.epilog = "\n\n".join(text(lang, **_paths()) for text in (*page.sections, words.STATUSES))


def _paths() -> dict[str, str]:
    """The files of this user, on this system."""
    try:
        config, state, home = str(config_path()), str(state_directory()), str(Path.home())
    except (NoHome, RuntimeError):
        return {"config": str(NOWHERE), "state": "~/.local/state/scry"}
    return {
        name: f"~{path.removeprefix(home)}" if path.startswith(home + os.sep) else path
        for name, path in (("config", config), ("state", state))
    }
