"""What the plan goes by: the rules in force, and what the store says at one moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from tui.domain.account import Account
from tui.domain.edition import Edition
from tui.domain.records import HOUR, Coverage, Failure, Limits, Listing, Spend, Turn, Want

FeedKey = tuple[str, str]  # endpoint and channel


class Policy(Struct, frozen=True):
    """The rules in force. `limits` by endpoint; `together` the endpoints that share one quota, none by default."""

    edition: Edition
    limits: Mapping[str, Limits]
    attention_s: float = 8.0 * HOUR
    reserve: float = 0.1
    together: tuple[str, ...] = ()

    def limits_of(self, quota: tuple[str, ...]) -> Limits:
        """The limits that hold for all of a quota together: where they differ, the tightest."""
        mine = [self.limits[endpoint] for endpoint in quota]
        if len(mine) == 1:
            return mine[0]

        def least(counts: Iterable[int | None]) -> int | None:
            return min((count for count in counts if count is not None), default=None)

        return Limits(
            least(one.per_second for one in mine),
            least(one.per_minute for one in mine),
            least(one.per_day for one in mine),
            mine[0].day,
        )

    def quota(self, endpoint: str) -> tuple[str, ...]:
        """The endpoints whose requests count against the same limits."""
        return self.together if endpoint in self.together else (endpoint,)


class Knowledge(Struct, frozen=True):
    """What the store says at one moment.

    `accounts` by quota; `turns` by endpoint and channel; `under_way` the requests that may still be answered;
    `coverage` says which minutes of an endpoint and channel are answered for, as far back as it reaches and a little
    further. `asked` is when a want was asked for by hand, or on demand; `pressed` are those on demand that were asked
    for by hand since; `days` the UTC days whose usage is known.
    `tries` are the answered requests since, newest first, for nothing but what a want on demand asks for; `listings`
    what the answers told of its window, where they list what began in it;
    `refused` what this process, and no other, was last refused with (401, 403) of an endpoint, and the time after which
    somebody must have asked for it to be asked again (refusals.py).
    """

    now_ts: float
    accounts: Mapping[tuple[str, ...], Account]
    turns: Mapping[FeedKey, Turn]
    under_way: Sequence[Spend]
    coverage: Callable[[str, str], Coverage]
    asked: Mapping[Want, float]
    days: Collection[int] = ()
    pressed: Collection[Want] = ()
    tries: Mapping[Want, Sequence[Spend]] = MappingProxyType({})
    listings: Callable[[Want], Sequence[Listing]] = lambda want: ()
    refused: Mapping[str, tuple[Failure, float]] = MappingProxyType({})
