"""The question behind Live's list of the worst: the sufferers of the last minutes, by channel, by cause and by call."""

from __future__ import annotations

from msgspec import Struct

from tui.analysis.project.culprits import (
    CallSuffering,
    ChannelSuffering,
    Culprit,
    culprits,
    worst_calls,
    worst_channels,
)
from tui.analysis.project.diagnosis import Doubt, doubts
from tui.domain.edition import Endpoint
from tui.domain.records import DAY, MINUTE, Window
from tui.store.api import Snapshot

# The last minutes.
LAST_S = 10 * MINUTE
# Nobody has been told of such minutes.
UNKNOWN = (Doubt.NOT_YET, Doubt.NOT_ASKED, Doubt.LOST, Doubt.UNREAD)


class WorstData(Struct, frozen=True):
    """One reading of the store: the last minutes that any answer spoke for, the worst of each kind first.

    `at_least`: an answer about them was full. `is_known`: answers have told of all of them.
    """

    now_ts: float
    window: Window
    channels: tuple[ChannelSuffering, ...]
    culprits: tuple[Culprit, ...]
    calls: tuple[CallSuffering, ...]
    at_least: bool
    is_known: bool


def read_worst(snapshot: Snapshot, endpoint: Endpoint, now_ts: float) -> WorstData | None:
    """None before the first answer; runs off the event loop."""
    newest_ts = snapshot.newest_diagnosed_ts()
    if newest_ts is None:
        return None
    end_ts = min(newest_ts, int(now_ts)) // MINUTE * MINUTE + MINUTE
    window = Window(end_ts - LAST_S, end_ts)
    diagnoses = snapshot.diagnoses(window)
    channels = {one.channel for one in diagnoses}
    begun = snapshot.calls_begun(Window(end_ts - DAY, end_ts)) if channels else []
    coverage = snapshot.coverage(endpoint.name, "", window, endpoint.slot_s)
    truncated = snapshot.truncated(window, endpoint.slot_s)
    found = doubts(endpoint, coverage, truncated, window, now_ts)
    return WorstData(
        now_ts,
        window,
        worst_channels(diagnoses),
        culprits(diagnoses),
        worst_calls(diagnoses, (call for call in begun if call.channel in channels)),
        at_least=bool(truncated),
        is_known=not any(each.doubt in UNKNOWN for each in found),
    )
