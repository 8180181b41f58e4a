"""The input of the planner: the rules in force, and the store's facts of one moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct

from tui.domain.account import Account
from tui.domain.edition import Edition
from tui.domain.records import HOUR, Coverage, Failure, FeedKey, LastAttempt, Limits, Listing, Spend, Want
from tui.domain.shares import Shares


class Policy(Struct, frozen=True, dict=True):
    """The rules in force: `limits` by endpoint; `together` and `counted` as those of Shares."""

    edition: Edition
    limits: Mapping[str, Limits]
    attention_s: float = 8.0 * HOUR
    reserve: float = 0.1
    together: tuple[str, ...] = ()
    counted: str = "endpoint"

    @cached_property
    def shares(self) -> Shares:
        return Shares(self.together, self.counted, self.edition.groups)

    def limits_of(self, quota: tuple[str, ...]) -> Limits:
        """The limits of a whole quota."""
        return self.shares.limits_of(quota, self.limits)

    def quota(self, endpoint: str) -> tuple[str, ...]:
        """The endpoints that share the limits of this one, itself included."""
        return self.shares.quota(endpoint, self.limits)


class Knowledge(Struct, frozen=True):
    """The store's facts of one moment.

    `accounts` by quota; `turns` by feed; `under_way` are the requests that may still be answered; `coverage` gives the
    answered slots of a want's feed, as far back as its endpoint reaches and a little further.
    `asked` is the time of the last request by hand, or on demand, for a want; `pressed` are the wants on demand with a
    request by hand since; `days` are the UTC days with known usage. `tries` are the answered requests for a want on
    demand since then, newest first; `listings` are the listings of its window, for endpoints that list. `refused` is
    this process's last refusal (401, 403) of an endpoint, and the time after which a request by hand lifts it
    (refusals.py). `idle` are the channels ("" for the project) and products that had no user as far as the endpoints of
    Live reach back.
    """

    now_ts: float
    accounts: Mapping[tuple[str, ...], Account]
    turns: Mapping[FeedKey, LastAttempt]
    under_way: Sequence[Spend]
    coverage: Callable[[Want], Coverage]
    asked: Mapping[Want, float]
    days: Collection[int] = ()
    pressed: Collection[Want] = ()
    tries: Mapping[Want, Sequence[Spend]] = MappingProxyType({})
    listings: Callable[[Want], Sequence[Listing]] = lambda want: ()
    refused: Mapping[str, tuple[Failure, float]] = MappingProxyType({})
    idle: Collection[tuple[str, str]] = ()
