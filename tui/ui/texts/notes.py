"""Notes in one line: the part of the data that each is bound to, and its text."""

from __future__ import annotations

from tui.domain.glossary import NAMED_METRICS
from tui.domain.names import Names
from tui.domain.records import KeptNote
from tui.domain.text import Lang
from tui.messages import notes as words
from tui.terminal.cells import visible

SEPARATOR = " · "


def about_text(note: KeptNote, lang: Lang, names: Names) -> str:
    """The part of the data that the note is bound to, in short."""
    scope = note.scope
    pair = f"{names.user(scope.sender_uid)} → {names.user(scope.uid)}" if scope.sender_uid and scope.uid else ""
    metric = NAMED_METRICS[note.metric].title(lang) if note.metric in NAMED_METRICS else visible(note.metric)
    told = (
        names.channel(visible(scope.channel or "")),
        pair or names.user(scope.uid),
        metric,
        names.call(visible(scope.call_id or "")) if scope.call_id and not scope.channel else "",
    )
    return SEPARATOR.join(filter(None, told)) or words.PROJECT(lang)


def line_of(text: str) -> str:
    """The text in one line."""
    return SEPARATOR.join(visible(line) for line in text.splitlines() if line.strip())
