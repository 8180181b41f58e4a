"""Passwords that a command prints: asked for when a connection needs one, kept for a minute, never told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from tui.domain.text import Said, SaidError
from tui.messages import store as words
from tui.store.errors import StoreError

# Seconds: a token may be good for minutes alone, and a database that is away is tried twice a second.
ASKED_ANEW_S = 60.0


class _Password(NamedTuple):
    text: str
    asked_s: float


_ways: dict[str, Callable[[], str]] = {}
_known: dict[str, _Password] = {}


def take_password(url: str, ask: Callable[[], str]) -> None:
    """From now on `ask` tells the password of the store at `url`, where the URL itself holds none. It may raise
    SaidError."""
    _ways[url] = ask
    _known.pop(url, None)


def password_of(url: str, where: str) -> str | None:
    """None: nobody tells it. Blocks. Raises StoreError, which names the store `where`."""
    if (ask := _ways.get(url)) is None:
        return None
    known = _known.get(url)
    if known is None or time.monotonic() - known.asked_s > ASKED_ANEW_S:
        try:
            known = _known[url] = _Password(ask(), time.monotonic())
        except SaidError as error:
            said = Said(words.NO_PASSWORD, {"why": error.said})
            raise StoreError(where, said, words.TRY_COMMAND, is_away=True) from None
    return known.text
