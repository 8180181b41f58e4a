"""The stored calls that were on during a window."""

from __future__ import annotations

from tui.domain.records import DAY, KnownCall, Window
from tui.store.api import Snapshot

# A call that began so long before the window is not looked for.
LONGEST_S = DAY


def calls_during(snapshot: Snapshot, window: Window, channel: str = "", alive_ts: int | None = None) -> list[KnownCall]:
    """Those that were on at any second of the window, newest first; of that channel alone, of those alone that were
    also on at `alive_ts`. The database leaves out the calls of the day before that were over."""
    before = Window(window.start_ts - LONGEST_S, window.start_ts)
    begun = snapshot.calls_begun(window, channel, alive_ts)
    earlier = snapshot.calls_begun(before, channel, window.start_ts - 1)
    if alive_ts is not None:
        earlier = [one for one in earlier if one.destroyed_ts is None or one.destroyed_ts > alive_ts]
    return begun + earlier
