"""Clock: the only room that reads the time. System for real work, scaled for the demo, and the server's, which
every other room goes by."""

from __future__ import annotations

import asyncio
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

_NO_TWO_CHANGES_S = 86400


class Clock(Protocol):
    @property
    def boot(self) -> str:
        """Identity of the `elapsed` count: the same text in every process that counts from the same moment."""
        ...

    def now(self) -> float:
        """Epoch seconds of a clock that can be set: they may jump."""
        ...

    def elapsed(self) -> float:
        """Seconds since a fixed moment before this program. Nobody can set them; they go on while the box sleeps."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of `elapsed` have passed."""
        ...


class SystemClock:
    # The event loop's own clock may stand still while the box sleeps: no sleep is longer than this at a time.
    NAP_S = 15.0

    @cached_property
    def boot(self) -> str:
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            # Without the box's id no other process is known to count from the same moment.
            return secrets.token_hex(8)

    def now(self) -> float:
        return time.time()

    def elapsed(self) -> float:
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))

    async def sleep(self, seconds: float) -> None:
        end_s = self.elapsed() + seconds
        while (left_s := end_s - self.elapsed()) > 0:  # noqa: ASYNC110 - nothing could set an event
            await asyncio.sleep(min(left_s, self.NAP_S))


class ScaledClock:
    """Runs `speed` times as fast as the machine's clock, from `epoch_ts` at the monotonic instant `origin`.

    `origin` belongs to the machine, not to the process: two processes that are given the same three numbers agree.
    """

    def __init__(self, epoch_ts: float, speed: float, origin: float | None = None) -> None:
        self.epoch_ts = epoch_ts
        self.speed = speed
        self.origin = time.monotonic() if origin is None else origin

    @property
    def boot(self) -> str:
        return f"{self.epoch_ts} {self.origin} {self.speed}"

    def now(self) -> float:
        return self.epoch_ts + self.elapsed()

    def elapsed(self) -> float:
        return (time.monotonic() - self.origin) * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


class DateReading(NamedTuple):
    """A `Date` header, and this box's clocks at its arrival."""

    server_ts: float
    boot: str
    elapsed_s: float
    local_ts: float


class ServerClock:
    """The server's time: `elapsed` plus the offset that the `Date` headers show.

    Before the first header it is the box's own time at the making of this clock. After that no setting of the box's
    clock counts: each header is compared with `elapsed`, which nobody can set, and the median of the last ones holds.
    Headers from before the box's last start can only be compared with the box's time of then. They count until the
    first header of the present count, and the server's time is never earlier than the newest known header.

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
        reading = DateReading(server_ts, self.boot, self._local.elapsed(), self._local.now())
        with self._lock:
            self._own.append(reading)
        return reading

    def learn(self, readings: Sequence[DateReading]) -> float:
        """Go by these, the newest known readings; returns the server's time minus `elapsed` by these readings.

        Safe in any thread: an older snapshot does not set the clock back.
        """
        # A reading from the future belongs to another count, whatever its name.
        latest_s = self._local.elapsed() + 1.0
        mine = [reading for reading in readings if reading.boot == self.boot and reading.elapsed_s <= latest_s]
        with self._lock:
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
                self._offset_s = max(self._local.now() + skew_s, newest_ts) - self._local.elapsed()
                self._told = True
            return self._offset_s


def _ahead_s(readings: Iterable[DateReading]) -> float:
    """The server's time minus `elapsed`, in seconds."""
    return _median(reading.server_ts - reading.elapsed_s for reading in readings)


def _median(values: Iterable[float]) -> float:
    """The upper of two middle values. `statistics` costs more to import than a frame may wait."""
    ascending = sorted(values)
    return ascending[len(ascending) // 2]


class Zone:
    """The zone of times on screen: local time by the machine's zone, or UTC."""

    def __init__(self, *, utc: bool) -> None:
        self.utc = utc

    def offset_s(self, ts: float) -> int:
        """Seconds east of UTC at `ts`."""
        return 0 if self.utc else time.localtime(ts).tm_gmtoff

    def text(self, ts: float, form: str = "%H:%M") -> str:
        """`ts` in this zone, by `strftime`."""
        return time.strftime(form, time.gmtime(ts) if self.utc else time.localtime(ts))

    def label(self, ts: float) -> str:
        """The offset as people write it: `UTC`, `+08`, `+0530`."""
        return "UTC" if self.utc else offset_label(self.offset_s(ts))

    def full(self, ts: float, form: str = "%H:%M") -> str:
        """`ts` with its offset: `02:55 +02`."""
        return f"{self.text(ts, form)} {self.label(ts)}"

    def beside(self, ts: float, *others: float, form: str = "%H:%M") -> str:
        """`ts`, with its offset if one of the `others` has a different offset."""
        offset_s = self.offset_s(ts)
        is_plain = all(self.offset_s(other) == offset_s for other in others)
        return self.text(ts, form) if is_plain else self.full(ts, form)

    def over(self, start_ts: float, end_ts: float) -> Times:
        """The format for a list over this range: with offsets if the offset changes within it."""
        if self.change_ts(start_ts, end_ts) is None:
            return Times(self.text, 0)
        return Times(self.full, 1 + max(len(self.label(ts)) for ts in (start_ts, end_ts)))

    def change_ts(self, start_ts: float, end_ts: float) -> int | None:
        """The first second after `start_ts`, at most `end_ts`, with another offset; None: the offset stays the same."""
        return None if self.utc else change_ts(self.offset_s, int(start_ts), int(end_ts))


class Times(NamedTuple):
    """The times of a list: `text` writes one; `wider` is the number of additional cells for the offset."""

    text: Callable[[float, str], str]
    wider: int


def offset_label(offset_s: int) -> str:
    """`+08`, `+0530`, `-0330`."""
    minutes = abs(offset_s) // 60
    sign, (hours, rest) = "+-"[offset_s < 0], divmod(minutes, 60)
    return f"{sign}{hours:02d}{rest:02d}" if rest else f"{sign}{hours:02d}"


def change_ts(offset_at: Callable[[int], int], start_ts: int, end_ts: int) -> int | None:
    """The first second after `start_ts`, at most `end_ts`, with another offset; None: the offset stays the same.

    No two changes of a zone lie within a day of each other.
    """
    offset_s = offset_at(start_ts)
    before_ts = start_ts
    while before_ts < end_ts:
        after_ts = min(before_ts + _NO_TWO_CHANGES_S, end_ts)
        if offset_at(after_ts) != offset_s:
            while after_ts - before_ts > 1:
                middle_ts = (before_ts + after_ts) // 2
                if offset_at(middle_ts) == offset_s:
                    before_ts = middle_ts
                else:
                    after_ts = middle_ts
            return after_ts
        before_ts = after_ts
    return None
