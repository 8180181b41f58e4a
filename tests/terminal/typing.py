"""Typing: bytes and pauses as a terminal sends them, and the keys that are made of them."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.message import Message

from tui.terminal.keys import Keys
from tui.terminal.tokens import Tokens

ESC_S = 0.25
LONG_S = 60.0


def messages(parts: Iterable[bytes | float], *, esc_s: float = ESC_S, wait_s: float = LONG_S) -> list[Message]:
    """Bytes, each a read of its own, and seconds in which nothing comes; at the end `wait_s` of them."""
    tokens, keys, now_s = Tokens(esc_s), Keys(), 0.0
    found = []
    for part in (*parts, wait_s):
        if isinstance(part, bytes):
            found += tokens.feed(part, now_s)
            continue
        end_s = now_s + part
        while (due_s := tokens.due_s()) is not None and due_s <= end_s:
            now_s = max(now_s, due_s)
            found += tokens.pause(now_s)
        now_s = end_s
    return [message for token in found for message in keys.of(token)]


def pressed(*parts: bytes | float, esc_s: float = ESC_S, wait_s: float = LONG_S) -> list[str]:
    """The names of the keys, and the other messages as they are written."""
    told = messages(parts, esc_s=esc_s, wait_s=wait_s)
    return [message.key if isinstance(message, events.Key) else _written(message) for message in told]


def _written(message: Message) -> str:
    return f"paste {message.text!r}" if isinstance(message, events.Paste) else type(message).__name__


def split(data: bytes) -> list[bytes]:
    return [data[index : index + 1] for index in range(len(data))]
