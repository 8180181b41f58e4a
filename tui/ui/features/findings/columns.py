"""The columns of the findings, in the list and in exports. Pure but for the context's zone."""

from __future__ import annotations

from collections.abc import Sequence

from tui.analysis.cause.verdict import Confidence
from tui.analysis.findings.finding import RankedFinding
from tui.domain.fields import FieldKind
from tui.domain.glossary.rounding import fixed
from tui.domain.text import Lang
from tui.messages import findings as words
from tui.queries.judged_calls import FindingsData
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.texts.findings import side_text, sureness_text, title_text
from tui.ui.widgets.described import Described, Told, list_columns, list_row
from tui.ui.widgets.rows import Row

# The user stands beside the finding where there is room for the row's own id.
COLUMNS = (
    Described("time", FieldKind.TIME, title=words.SINCE),
    Described("rank", FieldKind.NUMBER, title=words.RANK, width=6),
    Described("what", title=words.WHAT, width=28, grow=12),
    Described("side", title=words.SIDE, width=9),
    Described("sure", title=words.CONFIDENCE, width=9),
    Described("suffer", FieldKind.NUMBER, title=words.SUFFER, width=6),
    Described("basis", title=words.BASIS, width=12, priority=1),
    Described("channel", title=words.CHANNEL, width=10, grow=1, priority=2),
    Described("until", FieldKind.TIME, title=words.UNTIL, width=8, priority=3),
)
ROLES = {"certain": "bad", "likely": "warn", "undecided": "text"}


def is_dated(data: FindingsData | None, context: Context, now_ts: float) -> bool:
    """Whether the times need dates: they do not all lie in today."""
    if data is None:
        return False
    first_ts = min([data.window.start_ts, *(one.since_ts for one in data.found)])
    return context.zone.text(first_ts, "%F") != context.zone.text(now_ts, "%F")


def finding_columns(lang: Lang, *, dated: bool) -> tuple[Column, ...]:
    width = len("11-22 07:52:31" if dated else "07:52:31")
    return list_columns(COLUMNS, lang, {"time": width, "until": width})


def finding_rows(data: FindingsData, context: Context, *, dated: bool) -> list[Row]:
    return [_row(one, context, dated=dated) for one in data.found]


def _row(one: RankedFinding, context: Context, *, dated: bool) -> Row:
    lang, form = context.lang, "%m-%d %H:%M:%S" if dated else "%H:%M:%S"
    # The side says undecided: once is enough.
    is_open = one.confidence is Confidence.UNDECIDED
    title, sure = title_text(one, context), "–" if is_open else sureness_text(one, lang)
    role = "accent" if one.confidence is None else ROLES[one.confidence.value]
    rank = one.rank
    items: Sequence[Told] = (
        Told(one.since_ts, context.zone.text(one.since_ts, form)),
        Told(rank, "–" if rank is None else fixed(rank, 0), -1.0 if rank is None else rank),
        Told(title, ((title, role),), title),
        Told(side_text(one, lang)),
        Told(sure, ((sure, role),), sure),
        Told(one.sufferers, "–" if one.sufferers is None else f"{one.sufferers:,}", one.sufferers or 0),
        Told(words.BASES[one.basis.value](lang)),
        Told(context.names.channel(one.channel) or "–", sort=one.channel.casefold()),
        Told(one.until_ts, context.zone.text(one.until_ts, form)),
    )
    return list_row(COLUMNS, one.key, items, search=one.call_id if not context.names.hidden else "")
