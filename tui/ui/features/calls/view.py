"""The lines above the list of calls, the reason for an empty list, and the explanation of its signs."""

from __future__ import annotations

from tui.analysis.feeds.listing import requests_left
from tui.domain.edition import Yields
from tui.domain.glossary import rounding
from tui.domain.records import DAY, KnownCall, Run, Runs, WantState, WantStatus, Window
from tui.messages import call as call_words
from tui.messages import calls as words
from tui.messages import diagnosis as diagnosis_words
from tui.messages.failures import WHAT
from tui.terminal.cells import visible
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.features.calls.columns import experiences, is_beyond, looks_of
from tui.ui.features.calls.query import CallsData
from tui.ui.text_page import Paragraph
from tui.ui.widgets.keys import KeyNames

BAR_COLUMNS = 12
# Three a second is the limit: a longer wait is a wait for the quota.
WAIT_S = 3.0
SEPARATOR: Run = (" · ", "dim")


def span_text(window: Window, context: Context) -> str:
    """`14:02–14:32`, with dates where they are not today's, and the second one's where it is another."""
    start, end = context.ends(window.start_ts, window.end_ts)
    return words.SPAN(context.lang, start=start, end=end)


def share_told(data: CallsData) -> float:
    """The known share of the answerable window, 0 to 1."""
    asked, known = data.query.asked, data.told
    if asked is None or known is None or not asked.seconds:
        return 1.0
    return 1 - sum(window.seconds for window in known.open) / asked.seconds


def coverage_runs(
    data: CallsData | None, status: WantStatus | None, context: Context, key: KeyNames, *, stopped_at: int | None
) -> Runs:
    """The number of known calls, and the progress. `stopped_at`: the number of requests at the stop, 0: stopped by the
    user; None: it goes on."""
    lang = context.lang
    if data is None:
        return ((words.READING(lang), "dim"),)
    parts: list[Runs] = [((_count_text(data, context), "strong"),)]
    if earlier := sum(is_beyond(call, looks_of(context)) for call in data.earlier):
        parts.append(((words.BEYOND_EARLIER(lang, n=earlier), "bad"),))
    known = data.told
    is_open = known is not None and bool(known.open) and not known.has_ended
    if is_open and stopped_at is not None:
        says = words.STOPPED_AT(lang, n=stopped_at, key=key) if stopped_at else words.STOPPED(lang, key=key)
        parts.append(((says, "warn"),))
    elif is_open and status is not None and context.replay is None:
        parts += _going_on(data, status, context, key)
    if data.query.alive_ts is not None and known is not None:
        parts.append(((words.OF_THOSE(lang, time=context.when(data.query.window.start_ts)), "dim"),))
    if (pending_ts := pending_from(data)) is not None and not is_open:
        is_early = context.clock.now() > data.query.window.end_ts + context.edition.call_lists.longest_delay_s
        phrase = words.TOO_EARLY if is_early else words.PENDING
        parts.append(((phrase(lang, time=context.instant(pending_ts), key=key), "pending"),))
    return tuple(run for index, part in enumerate(parts) for run in ((SEPARATOR, *part) if index else part))


def pending_from(data: CallsData) -> int | None:
    """The start of the calls that are still to be listed; None where all are settled, or the API cannot list any."""
    asked, known = data.query.asked, data.told
    if asked is None or known is None:
        return None
    to_come_ts = asked.end_ts if asked.end_ts < data.query.window.end_ts else None
    return to_come_ts if known.pending_ts is None else known.pending_ts


def _count_text(data: CallsData, context: Context) -> str:
    """`all 137`, `137 so far, back to 14:02`, `137 from the store`."""
    lang, known, count = context.lang, data.told, f"{len(data.calls):,}"
    if known is None or data.query.asked is None:
        return words.STORED(lang, n=count)
    if not known.open:
        all_asked = data.query.asked == data.query.window and not known.crowded and not known.unread
        return (words.ALL if all_asked else words.SO_FAR)(lang, n=count)
    back_ts = known.open[0].end_ts
    if back_ts >= data.query.asked.end_ts:
        return words.STORED(lang, n=count)
    return words.BACK_TO(lang, n=count, time=context.instant(back_ts))


def _going_on(data: CallsData, status: WantStatus, context: Context, key: KeyNames) -> list[Runs]:
    lang = context.lang
    requests = words.REQUESTS(lang, n=status.requests)
    if status.failure is not None:
        return [
            ((WHAT[status.failure.kind](lang) if status.failure.kind in WHAT else "", "bad"),),
            ((requests, "dim"),),
        ]
    progress = bar(share_told(data), 1.0, BAR_COLUMNS, ascii=context.ascii)
    parts: list[Runs] = [
        ((progress, "curve1"), (f" {rounding.progress(share_told(data), 1.0)} %", "text")),
        ((requests, "dim"),),
    ]
    next_ts = status.next_ts if status.state is WantState.WAITING else None
    if next_ts is not None and next_ts > context.clock.now() + WAIT_S:
        parts.append(((words.WAITING(lang, time=context.instant(next_ts)), "warn"),))
    return [*parts, ((words.ESC_STOPS(lang, key=key), "dim"),)]


def cost_text(data: CallsData | None, context: Context) -> str:
    """The cost of the rest of a search: `about 40 requests of 956 left for the rest of today`; "" where nothing tells
    it."""
    known, lists, lang = data.told if data else None, context.edition.call_lists, context.lang
    if data is None or known is None or known.has_ended:
        return ""
    n = requests_left(data.query.asked, known, [call.created_ts for call in data.calls], lists.cap or 1)
    if not n:
        return ""
    if lists.name not in context.spent:
        return words.COST(lang, n=n)
    spent, limit = context.spent[lists.name]
    return words.COST_OF(lang, n=n, left=max(0, limit - spent))


def doubts_text(data: CallsData | None, context: Context) -> str:
    """Why there may be calls that are not listed, for all that was asked; "" where there is no reason."""
    if data is None:
        return ""
    lang, known, told = context.lang, data.told, []
    days = (context.edition.call_lists.reach_s or 0) // DAY
    if known is not None and known.crowded:
        time = context.instant(known.crowded[0])
        others = len(known.crowded) - 1
        phrase = words.CROWDED_MORE if others else words.CROWDED
        told.append(phrase(lang, time=time, n=others, cap=context.edition.call_lists.cap or 0))
    if known is not None and known.unread:
        told.append(words.UNREAD(lang, n=known.unread))
    if known is not None and known.has_ended:
        told.append(words.ENDED(lang))
    if data.query.asked is None:
        told.append(words.STORE_ONLY(lang, days=days))
    elif data.query.asked.start_ts > data.query.window.start_ts:
        told.append(words.BEYOND(lang, time=context.when(data.query.asked.start_ts), days=days))
    return " · ".join(told)


def placeholder(
    data: CallsData | None, status: WantStatus | None, context: Context, key: KeyNames, *, stopped: bool
) -> str:
    """Why the list is empty."""
    lang = context.lang
    if data is None:
        return words.READING(lang)
    known = data.told
    if known is None:
        return words.NONE_STORED(lang, days=(context.edition.call_lists.reach_s or 0) // DAY)
    if known.open and not known.has_ended:
        if context.replay is not None:
            return words.NONE_KNOWN_THEN(lang)
        if context.store_trouble:
            return words.STORE_FAILED(lang)
        failed = status is not None and status.failure is not None
        return words.NONE_KNOWN(lang, key=key) if stopped or failed else words.ASKING(lang)
    if known.unread:
        return words.NONE_READ(lang)
    if data.query.alive_ts is not None:
        return words.NONE_ALIVE(lang)
    return (words.NONE_OF_CHANNEL if data.query.channel else words.NONE)(lang, key=key)


def why_call(call: KnownCall | None, data: CallsData | None, context: Context) -> tuple[Paragraph, ...]:
    lang, names = context.lang, context.names
    told = []
    if call is not None:
        flags = data.flags.get(call.call_id) if data else None
        none = words.WHY_NONE if context.edition.has(Yields.DIAGNOSES) else call_words.AGORA_HAS_NO_DIAGNOSES
        told += [
            Paragraph(visible(names.channel(call.channel)) or words.NO_NAME(lang), 1),
            Paragraph(names.call(call.call_id)),
            Paragraph(experiences(flags, lang) if flags else none(lang), 3),
        ]
    at_least = ">=" if context.ascii else "≥"
    told += [Paragraph(words.WHY_SIGNS(lang), 1)]
    told += [
        Paragraph(meaning(lang), 3, diagnosis_words.LABELLED(lang, label=sign(lang, time="14:07", at_least=at_least)))
        for sign, meaning in words.SIGNS
    ]
    return tuple(told)
