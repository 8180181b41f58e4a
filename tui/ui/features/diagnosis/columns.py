"""Columns of the list of diagnoses, and of their totals."""

from __future__ import annotations

from collections.abc import Container

from tui.domain.text import Lang
from tui.messages import diagnosis as words
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.texts.moment import at_least_sign

# How wide the bars of the totals are: below the list, beside it, and where there is room.
BARS = {"-narrow": 24, "-wide": 5, "-grid": 20}


def columns_in(context: Context, *, dated: bool, wider: int = 0) -> tuple[Column, ...]:
    lang = context.lang
    time = len("11-22 07:52:31" if dated else "07:52:31") + wider + len(f" {at_least_sign(context)}")
    return (
        Column("time", words.TIME(lang), time),
        Column("user", words.USER(lang), 10),
        Column("experience", words.EXPERIENCE(lang), 12 if lang == "en" else 8),
        Column("channel", words.CHANNEL(lang), 10, grow=1, priority=1),
        Column("causes", words.CAUSES(lang), 20, grow=6),
    )


def total_columns_in(lang: Lang, bar_columns: int) -> tuple[Column, ...]:
    return (
        Column("name", words.TOTALS(lang), 12, grow=1),
        Column("count", words.COUNT(lang), 7, align="right"),
        Column("share", words.SHARE(lang), bar_columns, sortable=False, priority=1),
    )


def bar_columns(classes: Container[str]) -> int:
    """How wide the bars of the totals are on a screen of these classes."""
    return next((columns for name, columns in BARS.items() if name in classes), BARS["-narrow"])
