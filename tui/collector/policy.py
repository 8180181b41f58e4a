"""The input of the planner: the rules in force, and the store's facts of one moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from tui.domain.account import Account
from tui.domain.edition import Edition
from tui.domain.records import HOUR, Coverage, Failure, LastAttempt, Limits, Listing, Spend, Want

FeedKey = tuple[str, str]  # endpoint and channel


class Policy(Struct, frozen=True):
    """The rules in force: `limits` by endpoint; `together` are the endpoints that share one quota, none by default.

    `counted`: the vendor counts requests by "endpoint", by "group" (Edition.groups), or by "account": then every
    endpoint keeps its own limits for the requests of all endpoints.
    """

    edition: Edition
    limits: Mapping[str, Limits]
    attention_s: float = 8.0 * HOUR
    reserve: float = 0.1
    together: tuple[str, ...] = ()
    counted: str = "endpoint"

    def limits_of(self, quota: tuple[str, ...]) -> Limits:
        """The limits of a whole quota: where those of its endpoints differ, the tightest; counted by account, those of
        its first endpoint."""
        mine = [self.limits[endpoint] for endpoint in (quota[:1] if self.counted == "account" else quota)]
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
        """The endpoints that share the limits of this one, itself included; counted by account, itself first."""
        match self.counted:
            case "account":
                return (endpoint, *(name for name in self.limits if name != endpoint))
            case "group":
                return next((group for group in self.edition.groups if endpoint in group), (endpoint,))
            case _:
                return self.together if endpoint in self.together else (endpoint,)


class Knowledge(Struct, frozen=True):
    """The store's facts of one moment.

    `accounts` by quota; `turns` by endpoint and channel; `under_way` are the requests that may still be answered;
    `coverage` gives the answered slots of an endpoint and channel, as far back as it reaches and a little further.
    `asked` is the time of the last request by hand, or on demand, for a want; `pressed` are the wants on demand with a
    request by hand since; `days` are the UTC days with known usage. `tries` are the answered requests for a want on
    demand since then, newest first; `listings` are the listings of its window, for endpoints that list. `refused` is
    this process's last refusal (401, 403) of an endpoint, and the time after which a request by hand lifts it
    (refusals.py).
    """

    now_ts: float
    accounts: Mapping[tuple[str, ...], Account]
    turns: Mapping[FeedKey, LastAttempt]
    under_way: Sequence[Spend]
    coverage: Callable[[str, str], Coverage]
    asked: Mapping[Want, float]
    days: Collection[int] = ()
    pressed: Collection[Want] = ()
    tries: Mapping[Want, Sequence[Spend]] = MappingProxyType({})
    listings: Callable[[Want], Sequence[Listing]] = lambda want: ()
    refused: Mapping[str, tuple[Failure, float]] = MappingProxyType({})
