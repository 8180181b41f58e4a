"""The way through the hosts of one project: which one the next request starts with, and which one follows.

    base URL ─1 s─ the same once more ─3 s─ the other main host ─6 s─ a neighbouring region     (hosts of the edition)

Within one request the next host is tried only where nothing reached the one before: a request that may have arrived is
counted by the vendor, and the ledger counts one. After a request that arrived and failed at its host, the next request
starts one step further. The first host is tried again after BACK_S.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.records import Failure, FailureKind

WAITS_S = (1.0, 3.0, 6.0)
BACK_S = 300.0
_AT_ITS_HOST = frozenset({FailureKind.UNREACHABLE, FailureKind.TIMEOUT, FailureKind.SERVER_ERROR})


class Reserve(Struct, frozen=True):
    """`step` is the place of the host to start with; `since_s`, by the event loop, the time of the last step there."""

    step: int = 0
    since_s: float = 0.0

    def steps(self, count: int, now_s: float) -> Sequence[int]:
        """The places to try in order, of `count` hosts."""
        first = 0 if now_s - self.since_s >= BACK_S else self.step
        return range(first, count)

    def served(self, step: int, now_s: float) -> Reserve:
        return self if step == self.step else Reserve(step, now_s)

    def failed(self, step: int, failure: Failure, count: int, now_s: float) -> Reserve:
        """The state after the last failure of a request."""
        if failure.kind not in _AT_ITS_HOST:
            return self.served(step, now_s)
        return replace(self, step=(step + 1) % count, since_s=now_s)
