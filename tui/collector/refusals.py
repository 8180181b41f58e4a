"""Refusals: the server's 401 and 403 for this process's credentials, and the requests that they stop.

A 401 refuses the credentials: no request leaves with them until the user asks by hand. A 403 refuses one endpoint. If
the server served another request while the one with the 401 was on its way, the credentials are good, and the 401
concerns its endpoint alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.records import REFUSALS, Failure, FailureKind


class Refusals(Struct, frozen=True):
    """The refusals of this process. Times are by `Clock.elapsed`.

    `by_endpoint` is the last refusal of an endpoint and the time of its request; `served_s` the arrival of the last
    answer that was no refusal; `by_hand_s` the last request by hand.
    """

    by_endpoint: Mapping[str, tuple[Failure, float]] = MappingProxyType({})
    served_s: float = -math.inf
    by_hand_s: float = -math.inf

    def served(self, endpoint: str, now_s: float) -> Refusals:
        rest = {name: refused for name, refused in self.by_endpoint.items() if name != endpoint}
        return replace(self, by_endpoint=rest, served_s=now_s)

    def refused(self, endpoint: str, failure: Failure, left_s: float) -> Refusals:
        """The state after this failure. A failure that is no refusal changes nothing."""
        if failure.kind not in REFUSALS:
            return self
        return replace(self, by_endpoint={**self.by_endpoint, endpoint: (failure, left_s)})

    def asked(self, now_s: float) -> Refusals:
        return replace(self, by_hand_s=now_s)

    @property
    def of_credentials(self) -> tuple[Failure, float] | None:
        """The last 401 that concerns the credentials, and the time of its request."""
        refused = [
            (failure, left_s)
            for failure, left_s in self.by_endpoint.values()
            if failure.kind is FailureKind.UNAUTHORIZED and left_s > self.served_s
        ]
        return max(refused, key=lambda one: one[1], default=None)

    @property
    def are_credentials_known(self) -> bool:
        """True after an answer with them and no 401 for them since."""
        return self.served_s > -math.inf and self.of_credentials is None

    def told(self, endpoints: Iterable[str]) -> dict[str, tuple[Failure, float]]:
        """Endpoint → its refusal, and the time since which a user must have asked for another try: inf where no try is
        made at all."""
        no = self.of_credentials
        if no is None:
            return dict(self.by_endpoint)
        failure, left_s = no
        return dict.fromkeys(endpoints, (failure, left_s if self.by_hand_s > left_s else math.inf))
