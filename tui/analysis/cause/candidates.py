"""The candidates for the cause of one spell: the accepted ones, those that fit, and those without a curve."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from tui.analysis.cause.others import OtherStreams
from tui.analysis.cause.verdict import Confidence, Reason


class Accepted(NamedTuple):
    """`part` is its part of one shared quantity: uplink and downlink share the loss, every other curve is whole."""

    reason: Reason
    part: float
    confidence: Confidence


class Candidates(Struct):
    """Without `accepted` it is undecided."""

    accepted: list[Accepted]
    fits: set[Reason]
    unknown: set[Reason]
    receivers: OtherStreams
    senders: OtherStreams
