"""Columns of the Channels lists, and how wide the lists are beside the charts."""

from __future__ import annotations

from rich.cells import cell_len

from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.text import Lang
from tui.messages import channels as words
from tui.terminal.cells import GAP, GUTTER, Column
from tui.ui.features.channels.query import COUNTS

SPARK_COLUMNS = 8


def count_columns(lang: Lang) -> tuple[Column, ...]:
    """The counts over all big channels; three rows that nobody needs sorted."""
    widest = max(cell_len(BIG_CHANNEL_METRICS[name].title(lang)) for name in COUNTS)
    return (
        Column("metric", words.ALL(lang), max(widest, cell_len(words.ALL(lang))), sortable=False),
        Column("now", words.NOW(lang), 7, align="right", sortable=False),
        Column("delta", words.DELTA(lang), 9, align="right", sortable=False, priority=3),
        Column("ratio", words.RATIO(lang), 23, sortable=False, priority=1),
        Column("hour", words.HOUR(lang), SPARK_COLUMNS, sortable=False, priority=2),
    )


def channel_columns(lang: Lang) -> tuple[Column, ...]:
    return (
        Column("name", words.WATCHED(lang), 16, grow=1),
        Column("online", words.ONLINE(lang), 6, align="right"),
        Column("freeze", words.FREEZE(lang), 6, align="right"),
        Column("share", words.SHARE(lang), 7, align="right", priority=4),
        Column("rating", words.RATING(lang), 8, align="right"),
        Column("online_hour", words.ONLINE_HOUR(lang), SPARK_COLUMNS, sortable=False, priority=5),
        Column("freeze_hour", words.FREEZE_HOUR(lang), SPARK_COLUMNS, sortable=False, priority=3),
        Column("rating_hour", words.RATING_HOUR(lang), SPARK_COLUMNS, sortable=False, priority=6),
        Column("age", words.AGE(lang), 5, align="right", priority=2),
        Column("state", words.STATE(lang), 14, priority=1),
    )


def list_width(width: int, lang: Lang) -> int:
    """The cells of the lists beside the charts, with their margin and scrollbar: with one sparkline, with the share as
    well, with everything."""
    last = 3 if width < 160 else 4 if width < 190 else 6
    shown = [column for column in channel_columns(lang) if column.priority <= last]
    return GUTTER + sum(column.width for column in shown) + GAP * (len(shown) - 1) + 2
