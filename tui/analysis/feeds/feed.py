"""The feed: the state of the data on screen (live, waiting, stale, frozen, refused), and the newest datum's age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.analysis.feeds.listing import is_part
from tui.domain.edition import Edition
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    REFUSALS,
    Failure,
    FailureKind,
    FeedKey,
    Spend,
    Want,
    WantState,
    WantStatus,
)
from tui.domain.text import Lang, Phrase
from tui.messages import frame as words
from tui.messages.failures import WHAT

# The newest minute is at best one delay old (two minutes), plus its own length, plus the minute between two requests:
# an older one, with a margin of one more minute, means an obstacle. Data asked for less often is older.
STALE_S = 5 * MINUTE
# Between two requests of an endpoint lies a minute, or its pace; a longer wait is a wait for the quota, and is shown.
LONG_WAIT_S = 2 * MINUTE


class FeedView(Struct, frozen=True):
    phrase: Phrase
    role: str
    age_s: float | None
    failure: FailureKind | None = None
    unread: int = 0

    def text(self, lang: Lang) -> str:
        """The state in words; a failure's own word comes with it."""
        if self.failure is not None:
            return self.phrase(lang, what=WHAT[self.failure](lang))
        return self.phrase(lang, age=age_text(self.age_s or 0.0, lang), n=self.unread)


def is_partly_read(spend: Spend) -> bool:
    """Whether an answer came of which something was not read."""
    return spend.failure is None and spend.set_aside > 0


def unread_of(wants: Iterable[Want], unread: Mapping[FeedKey, Spend]) -> tuple[Spend, ...]:
    """The last answers about these wants with an unread part, each once. `unread` are all such answers, by feed."""
    found: dict[int, Spend] = {}
    for want in wants:
        spend = unread.get(want.feed)
        if spend is not None and _concerns(spend, want):
            found[spend.claim_id] = spend
    return tuple(found.values())


def _concerns(spend: Spend, want: Want) -> bool:
    if want.window is None:
        return True
    return spend.window is not None and is_part(spend.window, want.window) and spend.call_id == want.call_id


def feed_view(
    *,
    statuses: Sequence[WantStatus],
    newest_ts: float | None,
    answered: bool,
    frozen: bool,
    now_ts: float,
    unread: int = 0,
) -> FeedView:
    """The worst that is true: frozen, refused, no data yet, stale, live though the last try failed or was not wholly
    read, live.

    `newest_ts` is the newest datum's time; `answered`: the server has said something, be it that there is nothing;
    `unread`: so much of the last answers was not read.
    """
    age_s = None if newest_ts is None else max(0.0, now_ts - newest_ts)
    failures = [status.failure.kind for status in statuses if status.failure]
    refused = next((kind for kind in failures if kind in REFUSALS), None)
    if frozen:
        return FeedView(words.FROZEN, "warn", age_s)
    if refused:
        return FeedView(words.FAILED, "bad", age_s, refused)
    if age_s is None:
        if failures:
            return FeedView(words.FAILED, "bad", None, failures[0])
        if unread:
            return FeedView(words.PARTLY, "warn", None, unread=unread)
        return FeedView(words.EMPTY, "text", None) if answered else FeedView(words.WAITING, "dim", None)
    if age_s > stale_after_s(statuses):
        return FeedView(words.STALE, "warn", age_s)
    if unread:
        return FeedView(words.PARTLY, "warn", age_s, unread=unread)
    return FeedView(words.FAILING, "warn", age_s) if failures else FeedView(words.LIVE, "good", age_s)


def stale_after_s(statuses: Sequence[WantStatus]) -> float:
    """Older than so many seconds the newest datum is late, as often as its endpoints are asked now."""
    return STALE_S + slowest_pace_s(statuses) - MINUTE


def unwatched_stale_s(edition: Edition) -> float:
    """As `stale_after_s`, where nothing is known of the requests: metrics that are asked for one by one share the day's
    requests of their endpoint."""
    paces = [float(MINUTE)]
    for name in edition.of_live if edition.asks_by_metric else ():
        series = sum(len(metric.products) for metric in edition.live_metrics.values() if metric.endpoint == name)
        if per_day := edition[name].limits.per_day:
            paces.append(series * DAY / per_day)
    return STALE_S + max(paces) - MINUTE


def slowest_pace_s(statuses: Sequence[WantStatus]) -> float:
    """How far apart the most seldom asked of them is asked; a minute, the fastest there is, where nothing is known."""
    return max((status.pace_s or 0.0 for status in statuses), default=0.0) or MINUTE


def long_wait_ts(statuses: Sequence[WantStatus], now_ts: float) -> float | None:
    """Until when the quota keeps an endpoint waiting that is looked at; None where none waits longer than usual.

    Channels take turns with their endpoint, so the one that is next speaks for all of them.
    """
    soonest: dict[str, WantStatus] = {}
    for status in statuses:
        if status.want.attended and status.failure is None and status.state is not WantState.FETCHING:
            known = soonest.setdefault(status.want.endpoint, status)
            if (status.next_ts or 0.0) < (known.next_ts or 0.0):
                soonest[status.want.endpoint] = status
    waits = [
        status.next_ts
        for status in soonest.values()
        if status.next_ts is not None and is_long_wait(status.next_ts, status.pace_s, now_ts)
    ]
    return min(waits, default=None)


def is_long_wait(next_ts: float, pace_s: float | None, now_ts: float) -> bool:
    """Whether that is later than the pace alone explains."""
    return next_ts > now_ts + max(LONG_WAIT_S, 2 * (pace_s or 0.0))


def tightest(spent: Mapping[str, tuple[int, int]], endpoints: Iterable[str]) -> tuple[int, int] | None:
    """Spent and limit of the quota that is nearest to its limit: of these endpoints', and of any that is half spent."""
    looked_at = frozenset(endpoints)
    told = [(used, limit) for name, (used, limit) in spent.items() if name in looked_at or used * 2 >= limit]
    return max(told, key=lambda pair: pair[0] / pair[1], default=None)


class Notice(Struct, frozen=True):
    """A failure that stands beside the old data; `next_ts` None: not tried again by itself. `is_asked`: a request that
    may end it is under way."""

    failure: Failure
    next_ts: float | None
    pace_s: float | None = None
    is_asked: bool = False


def notices(statuses: Sequence[WantStatus]) -> tuple[Notice, ...]:
    """One notice a kind of failure, with the earliest next try: three endpoints out of reach are one fault."""
    found: dict[FailureKind, Notice] = {}
    for status in statuses:
        if status.failure is None:
            continue
        known = found.get(status.failure.kind)
        times = [ts for ts in (status.next_ts, known.next_ts if known else None) if ts is not None]
        pace_s = max((each for each in (status.pace_s, known.pace_s if known else None) if each), default=None)
        failure = known.failure if known else status.failure
        is_asked = status.state is WantState.FETCHING or (known is not None and known.is_asked)
        found[status.failure.kind] = Notice(failure, min(times, default=None), pace_s, is_asked)
    return tuple(found.values())


def age_text(age_s: float, lang: Lang) -> str:
    """An age in its largest unit of which there are two, rounded down: 119 s, 2 m, 119 m, 2 h, 47 h, 2 d.

    So no text tells of less time than the text of a smaller age.
    """
    age_s = max(0.0, age_s)
    for unit_s, phrase in ((DAY, words.DAYS), (HOUR, words.HOURS), (MINUTE, words.MINUTES)):
        if age_s >= 2 * unit_s:
            return phrase(lang, n=int(age_s // unit_s))
    return words.SECONDS(lang, n=int(age_s))


def skew_text(skew_s: float, lang: Lang) -> str:
    """How far two clocks are apart: a header tells whole seconds, so four minutes may look like a second less."""
    return age_text(abs(skew_s) + 1, lang)
