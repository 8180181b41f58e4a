"""Shares: the endpoints that spend one quota, and the limits of that quota."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from tui.domain.records import Limits


class Shares(Struct, frozen=True):
    """`together` are the endpoints that share one quota, none by default.

    `counted`: the vendor counts requests by "endpoint", by "group" (`groups`, as Edition.groups), or by "account": then
    every endpoint keeps its own limits for the requests of all endpoints.
    """

    together: tuple[str, ...] = ()
    counted: str = "endpoint"
    groups: tuple[tuple[str, ...], ...] = ()

    def quota(self, endpoint: str, limits: Mapping[str, Limits]) -> tuple[str, ...]:
        """Of the endpoints in `limits` those that share the limits of this one, itself included; counted by account,
        itself first."""
        match self.counted:
            case "account":
                return (endpoint, *(name for name in limits if name != endpoint))
            case "group":
                mine = next((group for group in self.groups if endpoint in group), (endpoint,))
            case _:
                mine = self.together if endpoint in self.together else (endpoint,)
        return tuple(name for name in mine if name in limits)

    def limits_of(self, quota: tuple[str, ...], limits: Mapping[str, Limits]) -> Limits:
        """The limits of a whole quota: where those of its endpoints differ, the tightest; counted by account, those of
        its first endpoint."""
        mine = [limits[endpoint] for endpoint in (quota[:1] if self.counted == "account" else quota)]
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
