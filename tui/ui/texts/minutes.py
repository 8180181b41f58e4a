"""The state of a metric's minutes in words: since when it is bad, how old it is, why a minute has no value."""

from __future__ import annotations

from tui.analysis.feeds.feed import STALE_S, age_text
from tui.analysis.project.live import MetricView
from tui.domain.records import MINUTE, Level, MinuteState, Run, Runs
from tui.domain.text import Lang
from tui.messages import live as words
from tui.ui.context import Context

# Up to so many seconds the seconds count.
SHORT_S = 10 * MINUTE
STATE_WORDS = {
    MinuteState.PENDING: words.PENDING,
    MinuteState.MISSING: words.MISSING,
    MinuteState.NOT_ASKED: words.NOT_ASKED,
    MinuteState.LOST: words.LOST,
    MinuteState.UNREAD: words.UNREAD,
}


def span_text(seconds: int, lang: Lang) -> str:
    """Whole minutes, or seconds where there are a few: `12 m`, `40 s`."""
    if seconds % MINUTE and seconds < SHORT_S:
        return words.SPAN_SECONDS(lang, n=seconds)
    return words.SPAN_MINUTES(lang, n=seconds // MINUTE)


def state_text(view: MetricView, context: Context, now_ts: float) -> Runs:
    """The words behind the row: since when it is bad, when it last was, that it is near the limit, how old it is."""
    lang = context.lang
    runs: list[Run] = []
    if view.since is not None:
        phrase = words.BAD_SINCE_OR_EARLIER if view.since.or_earlier else words.BAD_SINCE
        runs.append((phrase(lang, time=context.when(view.since.first_ts)), "bad"))
    elif view.was_bad is not None:
        first, last = context.ends(view.was_bad.first_ts, view.was_bad.last_ts)
        phrase = words.WAS_BAD if first != last else words.WAS_BAD_AT
        runs.append((phrase(lang, first=first, last=last), "warn"))
    elif view.level is Level.WARN:
        runs.append((words.WARN(lang), "warn"))
    # A metric with a request of its own has its age beside it.
    if view.now is not None and now_ts - view.now[0] > STALE_S and not view.metric.products:
        age = words.OLD(lang, age=age_text(now_ts - view.now[0], lang))
        runs.append(((" " if runs else "") + age, "dim"))
    return tuple(runs)
