"""A finding: one conclusion, or one observation that asks for a look, with the numbers that it comes from.

Finding
├─ CURVES     the verdicts on the pairs of a call: a user is named, or nobody where the numbers do not decide
├─ RATES      freeze rates of users, or of a whole call, without curves: they tell no side
├─ BREAKDOWN  a value of a dimension that stands out: an observation about many users, and no cause
└─ ALERT      an alert of the vendor, as it was received: nothing here has judged it
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.analysis.calls.findings import CallFinding
from tui.analysis.cause.verdict import Confidence, Side
from tui.analysis.findings.rates import FrozenCall
from tui.analysis.project.outliers import Comparison
from tui.domain.records import VendorAlert, Window

# The weight of a conclusion in the rank.
CERTAINTY = {Confidence.CERTAIN: 1.0, Confidence.LIKELY: 0.75, Confidence.UNDECIDED: 0.5}


class Basis(Enum):
    """The numbers that a finding comes from."""

    CURVES = "curves"
    RATES = "freeze rates"
    BREAKDOWN = "breakdown"
    ALERT = "vendor alert"


class StandOut(Struct, frozen=True):
    """The value that stands out in the breakdowns of a call, or ("" for the id) of the project, over one window;
    `product` is that of the project's answer."""

    outlier: Comparison
    window: Window
    call_id: str = ""
    channel: str = ""
    product: str = ""


class RankedFinding(Struct, frozen=True):
    """`of` holds the numbers; `sufferers` is the number of suffering users, None where the numbers do not tell it.
    `lost_s` are the frozen seconds of all of them together, None where nothing tells them."""

    since_ts: int
    until_ts: int
    channel: str
    call_id: str
    of: CallFinding | FrozenCall | StandOut | VendorAlert
    sufferers: int | None = None
    lost_s: float | None = None

    @property
    def basis(self) -> Basis:
        return _BASES[type(self.of)]

    @property
    def key(self) -> str:
        """The same for the same finding in a later reading."""
        one = self.of
        if isinstance(one, VendorAlert):
            return f"alert|{one.key}"
        if isinstance(one, StandOut):
            found = one.outlier
            where = f"{one.call_id}|{one.channel}|{one.product}|{one.window.start_ts}"
            return f"{where}|{found.metric}|{found.dimension}|{found.name}"
        if isinstance(one, FrozenCall):
            return f"{self.call_id}|rates"
        return f"{self.call_id}|{one.causer.uid if one.causer else 'undecided'}"

    @property
    def confidence(self) -> Confidence | None:
        """None for an observation that concludes nothing."""
        if isinstance(self.of, CallFinding):
            return self.of.confidence
        return Confidence.UNDECIDED if isinstance(self.of, FrozenCall) else None

    @property
    def side(self) -> Side | None:
        causer = self.of.causer if isinstance(self.of, CallFinding) else None
        return causer.side if causer else None

    @property
    def uid(self) -> str:
        """The user that is named: as the cause, or by the vendor's alert; "" for nobody."""
        if isinstance(self.of, VendorAlert):
            return self.of.uid
        causer = self.of.causer if isinstance(self.of, CallFinding) else None
        return str(causer.uid) if causer else ""

    @property
    def rank(self) -> float | None:
        """Frozen seconds of all sufferers × certainty; None without frozen seconds."""
        if self.lost_s is None or self.confidence is None:
            return None
        return self.lost_s * CERTAINTY[self.confidence]

    def is_within(self, window: Window) -> bool:
        return self.since_ts < window.end_ts and self.until_ts >= window.start_ts


_BASES: dict[type, Basis] = {
    CallFinding: Basis.CURVES,
    FrozenCall: Basis.RATES,
    StandOut: Basis.BREAKDOWN,
    VendorAlert: Basis.ALERT,
}
