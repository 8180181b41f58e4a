"""The feed: is what is on screen live, waiting, stale, frozen or refused, and how old is the newest datum."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tui.messages import Lang, Phrase
from tui.messages import frame as words
from tui.messages.failures import WHAT
from tui.records import DAY, HOUR, MINUTE, Failure, FailureKind, WantStatus

# The newest minute is at best one delay old (two minutes), plus its own length, plus the minute between two requests:
# older than that, with a margin of one more, something is in the way.
STALE_S = 5 * MINUTE
REFUSALS = frozenset({FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN})


class FeedView(Struct, frozen=True):
    phrase: Phrase
    role: str
    age_s: float | None
    failure: FailureKind | None = None

    def text(self, lang: Lang) -> str:
        """The state in words; a failure's own word comes with it."""
        if self.failure is not None:
            return self.phrase(lang, what=WHAT[self.failure](lang))
        return self.phrase(lang, age=age_text(self.age_s or 0.0, lang))


def feed_view(
    *, statuses: Sequence[WantStatus], newest_ts: float | None, answered: bool, frozen: bool, now_ts: float
) -> FeedView:
    """The worst that is true: frozen, refused, no data yet, stale, live.

    `newest_ts` is the newest datum's time; `answered`: the server has said something, be it that there is nothing.
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
        return FeedView(words.EMPTY, "text", None) if answered else FeedView(words.WAITING, "dim", None)
    if age_s > STALE_S:
        return FeedView(words.STALE, "warn", age_s)
    return FeedView(words.LIVE, "good", age_s)


class Notice(Struct, frozen=True):
    """A failure that stands beside the old data; `next_ts` None: not tried again by itself."""

    failure: Failure
    next_ts: float | None


def notices(statuses: Sequence[WantStatus]) -> tuple[Notice, ...]:
    """One notice a kind of failure, with the earliest next try: three endpoints out of reach are one fault."""
    found: dict[FailureKind, Notice] = {}
    for status in statuses:
        if status.failure is None:
            continue
        known = found.get(status.failure.kind)
        times = [ts for ts in (status.next_ts, known.next_ts if known else None) if ts is not None]
        found[status.failure.kind] = Notice(known.failure if known else status.failure, min(times, default=None))
    return tuple(found.values())


def age_text(age_s: float, lang: Lang) -> str:
    """An age in its largest unit, rounded down: seconds to 99, minutes to 99, hours to 47, days."""
    for limit_s, unit_s, phrase in ((100, 1, words.SECONDS), (100 * MINUTE, MINUTE, words.MINUTES)):
        if age_s < limit_s:
            return phrase(lang, n=int(age_s // unit_s))
    if age_s < 2 * DAY:
        return words.HOURS(lang, n=int(age_s // HOUR))
    return words.DAYS(lang, n=int(age_s // DAY))
