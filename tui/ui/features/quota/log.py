"""The log of requests as rows: time, process, window, answer. Pure but for the context's zone.

Whatever the ledger holds may be shown: no credentials ever reach it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len

from tui.domain.account import TIMEOUT_S
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, Run, Runs, Spend
from tui.domain.text import Lang
from tui.messages import quota as words
from tui.messages.failures import WHAT
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.features.quota.query import LOG_ROWS, QuotaData
from tui.ui.features.quota.view import moment_text, name_of, unread_short, what_text
from tui.ui.texts.values import size_text, who_text
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import Row


def log_columns(lang: Lang, *, time_width: int = 8) -> tuple[Column, ...]:
    names = max(cell_len(name(lang)) for name in words.ENDPOINT_NAMES.values())
    return (
        Column("time", words.TIME(lang), time_width),
        Column("by", words.BY(lang), 10, grow=1, priority=6),
        Column("endpoint", words.ENDPOINT(lang), names),
        Column("channel", words.CHANNEL(lang), 8, grow=1, priority=5),
        Column("window", words.WINDOW(lang), 11, priority=1),
        Column("status", words.STATUS(lang), 6, grow=2),
        Column("rows", words.ROWS(lang), 5, align="right", priority=2),
        Column("bytes", words.BYTES(lang), 7, align="right", priority=4),
        Column("ms", words.MS(lang), 6, align="right", priority=3),
    )


class LogRows(Struct, frozen=True):
    """The log as a source of rows: only those on screen are made."""

    log: Sequence[Spend]
    context: Context
    now_ts: float

    def __len__(self) -> int:
        return len(self.log)

    def __getitem__(self, index: int, /) -> Row:
        return _log_row(self.log[index], self.context, self.now_ts)

    def index_of(self, key: str) -> int | None:
        return next((index for index, spend in enumerate(self.log) if str(spend.claim_id) == key), None)


def time_width(log: Sequence[Spend], context: Context) -> int:
    """Wider where some of it lies on another day than today, or before a change of the clocks."""
    return max([8, *(len(moment_text(each.claimed_ts, context)) for each in log[-1:])])


def _log_row(spend: Spend, context: Context, now_ts: float) -> Row:
    lang = context.lang
    name = name_of(spend.endpoint, lang) if spend.endpoint in words.ENDPOINT_NAMES else spend.endpoint
    status, role = _status_run(spend, lang, now_ts)
    answered = spend.answered_ts is not None
    arrived = answered and spend.failure is None
    cells = (
        moment_text(spend.claimed_ts, context),
        ((who_text(spend.by, context), "dim"),),
        name,
        spend.channel,
        ((_window_text(spend, context), "dim"),),
        ((status, role),),
        str(spend.rows) if arrived else "",
        ((size_text(spend.size_bytes), "dim"),) if arrived else "",
        ((fixed(spend.elapsed_ms, 0, ""), "dim"),) if arrived else "",
    )
    start_ts = spend.window.start_ts if spend.window else None
    sort = (
        -spend.claimed_ts,
        who_text(spend.by, context),
        name.casefold(),
        spend.channel.casefold(),
        start_ts,
        status,
        spend.rows if arrived else None,
        spend.size_bytes if arrived else None,
        spend.elapsed_ms if arrived else None,
    )
    return Row(str(spend.claim_id), cells, sort=sort)


def _window_text(spend: Spend, context: Context) -> str:
    window = spend.window
    if window is None:
        return ""
    form = "%m-%d" if window.seconds >= DAY else "%H:%M"
    last_ts = window.end_ts - 1 if window.seconds >= DAY else window.end_ts
    text = context.zone.text if form == "%m-%d" else context.zone.over(window.start_ts, last_ts).text
    return f"{text(window.start_ts, form)}–{text(last_ts, form)}"


def _status_run(spend: Spend, lang: Lang, now_ts: float) -> Run:
    if spend.answered_ts is None:
        if now_ts < spend.claimed_ts + TIMEOUT_S:
            return words.UNDER_WAY(lang), "accent"
        return words.NO_ANSWER(lang), "warn"
    if spend.failure is None:
        status = "" if spend.status is None else str(spend.status)
        unread = unread_short(spend, lang)
        return (f"{status} {unread}", "warn") if unread else (status, "text")
    if not spend.arrived:
        # Why it never left is in the endpoint's last error; here it matters that it cost nothing.
        return words.NOT_COUNTED(lang, what=WHAT[spend.failure](lang)), "bad"
    return what_text(spend, lang), "bad"


def log_title(only: str, data: QuotaData | None, lang: Lang, key: KeyNames) -> Runs:
    runs: list[Run] = [(words.LOG_OF(lang, endpoint=name_of(only, lang)) if only else words.LOG(lang), "strong")]
    if data and len(data.log) == LOG_ROWS:
        runs.append((f"  {words.LOG_FULL(lang, count=LOG_ROWS)}", "dim"))
    if data and data.unknown:
        runs.append((f"  {words.OF_A_NEWER(lang, count=data.unknown)}", "warn"))
    if only:
        runs.append((f"  {words.ESC_SHOWS_ALL(lang, key=key)}", "dim"))
    return tuple(runs)
