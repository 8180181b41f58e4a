"""Coverage: how much of a call the answers have told, of its users and of their curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from tui.analysis.feeds.listing import ListingCoverage, told
from tui.domain.edition import Endpoint
from tui.domain.records import Listing, Window

TellingOf = Callable[[Window], Sequence[Listing]]


class CoveredWindow(Struct, frozen=True):
    """One window of the call, and the state of its users and curves; `too_old`: the API no longer answers for it."""

    window: Window
    users: ListingCoverage
    curves: ListingCoverage
    too_old: bool

    @property
    def has_curves(self) -> bool:
        """Whether any answer with curves has spoken for some of it."""
        return self.curves.open != (self.window,)


class CallCoverage(Struct, frozen=True):
    """The windows of a call, in the order of time."""

    stretches: tuple[CoveredWindow, ...] = ()

    @property
    def has_all_users(self) -> bool:
        return bool(self.stretches) and all(each.users.is_complete for each in self.stretches)

    @property
    def is_settled(self) -> bool:
        """Whether all there is has been told for good: of a call that was on a moment ago more may still come."""
        return all(
            told.pending_ts is None or told.has_ended or each.too_old
            for each in self.stretches
            for told in (each.users, each.curves)
        )

    @property
    def unread(self) -> int:
        """How many rows, or parts, of the answers about the call were not read."""
        return sum(max(each.users.unread, each.curves.unread) for each in self.stretches)

    @property
    def without_curves(self) -> tuple[Window, ...]:
        """The windows of which no curves were fetched, and may be."""
        return tuple(each.window for each in self.stretches if not each.has_curves and not each.too_old)

    @property
    def out_of_reach(self) -> tuple[Window, ...]:
        """The windows of which something is not stored, and cannot be fetched any more."""
        return tuple(each.window for each in self.stretches if each.too_old and each.curves.open)


def coverage(
    details: Endpoint,
    windows: Sequence[Window],
    users: TellingOf,
    curves: TellingOf,
    *,
    now_ts: float,
    since_ts: float,
) -> CallCoverage:
    """`users` and `curves` give the listings of a window; answers of `since_ts` on count however fresh they are."""

    def told_of(window: Window, telling: TellingOf) -> ListingCoverage:
        return told(window, telling(window), details, since_ts=since_ts)

    return CallCoverage(
        tuple(
            CoveredWindow(
                window, told_of(window, users), told_of(window, curves), window.end_ts < details.oldest_ts(now_ts)
            )
            for window in sorted(windows, key=lambda window: window.start_ts)
        )
    )
