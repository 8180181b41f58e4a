"""Server time: the clock of the whole program, set by the `Date` headers of the server's answers."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, NamedTuple

from tui.clock.clocks import Clock

# The "boot" of a reading of the store's own clock, of this moment: `server_ts` is its time. All boxes on the store have
# that clock; none knows another's.
OF_STORE = "store"


class DateReading(NamedTuple):
    """A `Date` header, and the clocks at its arrival: this box's, or of `local_ts` the store's, where it has one."""

    server_ts: float
    boot: str
    elapsed_s: float
    local_ts: float


class ServerClock:
    """The server's time: `elapsed` plus the offset that the `Date` headers show.

    Before the first header it is the box's own time at the making of this clock. After that no setting of the box's
    clock counts: each header is compared with `elapsed`, which nobody can set, and the median of the last ones holds.
    Headers from before the box's last start can only be compared with the box's time of then. They count until the
    first header of the present count, and the server's time is never earlier than the newest known header. The same
    holds for the headers of other boxes: a store of several has a clock of its own in the place of each box's.

    The headers of this process outrank those of other processes where the two disagree: `elapsed` stands still in a
    machine paused from outside, and the others' headers are from before the pause.
    """

    # A `Date` is in whole seconds, rounded down.
    ROUNDING_S = 0.5
    # Limits of a plausible clock: the first edition of the API, and the next century. A box may be years wrong.
    EARLIEST_TS, LATEST_TS = 1_577_836_800.0, 4_102_444_800.0
    # Late headers explain no larger difference.
    DISAGREES_S = 60.0
    OWN = 9

    def __init__(self, local: Clock) -> None:
        self._local = local
        self._own: deque[DateReading] = deque(maxlen=self.OWN)
        self._offset_s = local.now() - local.elapsed()
        # The store's time minus `elapsed`; None: the store has no clock of its own.
        self._stored_s: float | None = None
        self._newest_s = -math.inf
        self._told = False
        self._lock = threading.Lock()
        self.known = False

    @property
    def boot(self) -> str:
        return self._local.boot

    @property
    def skew_s(self) -> float | None:
        """The server's clock minus this box's, in seconds; None until the first header."""
        return self.now() - self._local.now() if self.known else None

    @property
    def ahead_s(self) -> float:
        """The server's time minus `elapsed`, in seconds."""
        return self._offset_s

    def now(self) -> float:
        return self._local.elapsed() + self._offset_s

    def elapsed(self) -> float:
        return self._local.elapsed()

    def sleep(self, seconds: float) -> Coroutine[Any, Any, None]:
        return self._local.sleep(seconds)

    def read(self, server_ts: float) -> DateReading | None:
        """A header that arrived just now, to be kept; None for nonsense."""
        if not self.EARLIEST_TS <= server_ts < self.LATEST_TS:
            return None
        reading = DateReading(server_ts, self.boot, self._local.elapsed(), self._shared_ts())
        with self._lock:
            self._own.append(reading)
        return reading

    def learn(self, readings: Sequence[DateReading]) -> float:
        """Go by these, the newest known readings; returns the server's time minus `elapsed` by these readings.

        Safe in any thread: an older snapshot does not set the clock back.
        """
        # A reading from the future belongs to another count, under any name.
        latest_s = self._local.elapsed() + 1.0
        mine = [reading for reading in readings if reading.boot == self.boot and reading.elapsed_s <= latest_s]
        stored_ts = next((reading.server_ts for reading in readings if reading.boot == OF_STORE), None)
        readings = [reading for reading in readings if reading.boot != OF_STORE]
        with self._lock:
            if stored_ts is not None and self._stored_s is None:
                self._stored_s = stored_ts - self._local.elapsed()
                if not self.known and not self._told:
                    self._offset_s = self._stored_s
            if mine:
                offset_s, own = _ahead_s(mine), list(self._own)
                if own and abs(_ahead_s(own) - offset_s) > self.DISAGREES_S:
                    mine, offset_s = own, _ahead_s(own)
                offset_s += self.ROUNDING_S
                newest_s = max(reading.elapsed_s for reading in mine)
                if newest_s >= self._newest_s:
                    self._offset_s, self._newest_s, self.known = offset_s, newest_s, True
                return offset_s
            if readings and not self._told and not self.known:
                skew_s = _median(reading.server_ts - reading.local_ts for reading in readings)
                newest_ts = max(reading.server_ts for reading in readings)
                self._offset_s = max(self._shared_ts() + skew_s, newest_ts) - self._local.elapsed()
                self._told = True
            return self._offset_s

    def _shared_ts(self) -> float:
        """The time by the clock that all boxes on the store have: with a file, this box's."""
        return self._local.now() if self._stored_s is None else self._local.elapsed() + self._stored_s


def _ahead_s(readings: Iterable[DateReading]) -> float:
    """The server's time minus `elapsed`, in seconds."""
    return _median(reading.server_ts - reading.elapsed_s for reading in readings)


def _median(values: Iterable[float]) -> float:
    """The upper of two middle values. `statistics` costs more to import than a frame may wait."""
    ascending = sorted(values)
    return ascending[len(ascending) // 2]
