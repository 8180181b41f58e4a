"""Clock: the only room that reads the time."""

from tui.clock.clocks import Clock, ScaledClock, SystemClock
from tui.clock.replay import ReplayClock
from tui.clock.server_time import DateReading, ServerClock
from tui.clock.zone import Times, Zone, change_ts, offset_label

__all__ = [
    "Clock",
    "DateReading",
    "ReplayClock",
    "ScaledClock",
    "ServerClock",
    "SystemClock",
    "Times",
    "Zone",
    "change_ts",
    "offset_label",
]
