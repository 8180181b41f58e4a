"""The banner: errors and long waits, each with advice, below the old data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tui.analysis.feeds.feed import Notice, age_text, long_wait_ts, notices, unread_of
from tui.domain.account import MOST_WAIT_S
from tui.domain.names import Names
from tui.domain.records import Failure, FailureKind, Spend, Want, WantState, WantStatus
from tui.domain.text import Lang
from tui.messages import frame as words
from tui.messages import unread as unread_words
from tui.messages.failures import advice_of, what_of
from tui.messages.quota import ENDPOINT_NAMES
from tui.terminal.cells import visible
from tui.ui.context import Context

if TYPE_CHECKING:
    from tui.store.api import Salvage

# A longer reason is cut: the log and Quota show all of it.
_MOST_REASON = 90
# From then on the user is told of a slow answer of the store.
_LONG_S = 3.0
# Their reason names host and port, or the part of the answer.
_WITH_REASON = frozenset({FailureKind.UNREACHABLE, FailureKind.TIMEOUT, FailureKind.UNREADABLE})


class Banner(Static):
    """Takes room only while there is something to say."""

    said = ""

    def tell(self, text: str) -> None:
        if text != self.said:
            self.said = text
            self.update(Content(text))
            self.set_class(bool(text), "told")


def banner_text(
    context: Context,
    statuses: Sequence[WantStatus],
    wants: Sequence[Want],
    signs: Mapping[str, Sequence[str]],
    slow_s: float = 0.0,
) -> str:
    """One line each: the time zone, the store, a long wait, each kind of failure, the unread rows of an answer.
    `slow_s`: for how long the store has not answered."""
    lang, now_ts = context.lang, context.clock.now()
    told = []
    if context.salvaged is not None:
        told.append(words.SEEN(lang, text=salvaged_text(context.salvaged, lang)))
    told += [words.SEEN(lang, text=each(lang)) for each in context.unseen]
    if context.network_trouble is not None:
        told.append(context.network_trouble(lang))
    if trouble := context.store_trouble:
        error = trouble.says(lang)
        told.append(error[:1].upper() + error[1:])
    if slow_s >= _LONG_S:
        told.append(words.STORE_SLOW(lang, age=age_text(slow_s, lang), key=signs["back"][0]))
    if (until_ts := long_wait_ts(statuses, now_ts)) is not None:
        told.append(words.WAITING_QUOTA(lang, time=context.instant(until_ts)))
    told += [failed_text(context, notice, signs["refresh"][0]) for notice in notices(statuses)]
    told += unsent_texts(context, signs["reports"][0])
    told += unread_texts(unread_of(wants, context.unread), lang, context.names)
    return "\n".join(told)


def by_hand_text(context: Context, statuses: Sequence[WantStatus]) -> str:
    """The request by hand: under way, queued for the quota, or answered. Only the quota delays it: the time after a
    failure at which the collector tries again by itself is no slot."""
    lang, by_hand = context.lang, [each.by_hand_ts for each in statuses if each.by_hand_ts is not None]
    leaves_ts = min(by_hand, default=inf)
    if any(each.state is WantState.FETCHING for each in statuses) or leaves_ts <= context.clock.now():
        return words.ASKING(lang)
    if by_hand:
        return words.REQUESTED(lang) if leaves_ts == inf else words.QUEUED(lang, time=context.instant(leaves_ts))
    if failure := next((each.failure for each in statuses if each.failure), None):
        return words.ASKED_FAILED(lang, what=what_of(failure.kind, failure.detail)(lang))
    if times := [each.next_ts for each in statuses if each.next_ts is not None]:
        return words.ASKED_NEXT(lang, time=context.instant(min(times)))
    if not statuses:
        return words.NOTHING_TO_ASK(lang)
    is_done = all(each.state is WantState.DONE for each in statuses)
    return (words.ALL_HERE if is_done else words.NOT_ALLOWED)(lang)


def unsent_texts(context: Context, key: str) -> list[str]:
    """The number of reports that were not sent, until the user opens the list of reports."""
    counts = (words.NOTICE_UNSENT, context.unsent.failed), (words.NOTICE_UNKNOWN, context.unsent.unknown)
    return [phrase(context.lang, count=count, list=key) for phrase, count in counts if count]


def unread_texts(spends: Sequence[Spend], lang: Lang, names: Names) -> list[str]:
    """The unread rows of each answer with the first reason; answers with the same numbers share a line. A reason may
    quote any name: where names are hidden it is left out."""
    named: dict[tuple[int, int, str], dict[str, None]] = {}
    for spend in spends:
        name = ENDPOINT_NAMES[spend.endpoint](lang) if spend.endpoint in ENDPOINT_NAMES else spend.endpoint
        named.setdefault((spend.set_aside, spend.rows, spend.detail), {})[name] = None
    comma = ", " if lang == "en" else "、"
    return [
        (unread_words.ROWS if unread <= rows else unread_words.PARTS)(
            lang, name=comma.join(of), unread=unread, rows=rows, reason=reason_text(detail, lang, names)
        )
        for (unread, rows, detail), of in named.items()
    ]


def reason_text(detail: str, lang: Lang, names: Names) -> str:
    return "…" if names.hidden else unread_words.reason_in(lang, detail)


def reason_of(failure: Failure, context: Context) -> str:
    reason = reason_text(failure.detail, context.lang, context.names)
    return reason if len(reason) <= _MOST_REASON else f"{reason[:_MOST_REASON]}…"


def salvaged_text(salvaged: Salvage, lang: Lang) -> str:
    """The path of the damaged store, and the tables that were not saved whole."""
    aside = visible(str(salvaged.aside))
    if not salvaged.lost:
        return words.SALVAGED(lang, aside=aside)
    lost = dict.fromkeys(words.HELD.get(name, words.BOOKKEEPING)(lang) for name in salvaged.lost)
    return words.SALVAGED_IN_PART(lang, aside=aside, lost=", ".join(lost))


def failed_text(context: Context, notice: Notice, key: str) -> str:
    """The failure, the advice, and the time of the next try."""
    lang, kind = context.lang, notice.failure.kind
    advice = advice_of(kind, notice.failure.detail)(lang)
    if notice.failure.wait_s:
        advice = wait_text(notice.failure.wait_s, lang)
    elif kind is FailureKind.OVER_LIMIT and notice.pace_s is not None:
        advice = words.SHARED_QUOTA(lang, pace=age_text(notice.pace_s, lang))
    what = what_of(kind, notice.failure.detail)(lang)
    if kind in _WITH_REASON and notice.failure.detail:
        what = unread_words.WITH_REASON(lang, what=what, reason=reason_of(notice.failure, context))
        if kind is FailureKind.UNREADABLE and not notice.failure.detail.startswith(unread_words.NO_ANSWER_OF_THE_API):
            advice = unread_words.OTHER_SHAPE(lang)
    if notice.is_asked:
        return words.NOTICE_ASKING(lang, what=what, advice=advice)
    if notice.next_ts is None:
        return words.NOTICE_STOPPED(lang, what=what, advice=advice, key=key)
    time = context.instant(notice.next_ts)
    return words.NOTICE_RETRY(lang, what=what, advice=advice, time=time)


def wait_text(wait_s: float, lang: Lang) -> str:
    """The pause that the server asks for, and the pause that is kept."""
    phrase = words.SERVER_ASKS if wait_s <= MOST_WAIT_S else words.SERVER_ASKS_LONG
    return phrase(lang, asked=age_text(wait_s, lang), most=age_text(MOST_WAIT_S, lang))
