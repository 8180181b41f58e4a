"""Alert inbox: alerts of the vendor between their receipt and the store, in memory, bounded, written behind.

receive ─▶ the inbox ─▶ one write for all that wait ─▶ the store      A store that fails is tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from enum import Enum
from itertools import islice

from msgspec import Struct

from tui.collector.wakeup import STORE_RETRY_S
from tui.domain.records import VendorAlert
from tui.store.api import Changes, Store
from tui.store.errors import StoreError

log = logging.getLogger(__name__)

MOST_ALERTS = 20_000
MOST_BYTES = 32 * 2**20
# The alerts of one transaction: others wait no longer for the store than for a minute of metrics.
AT_ONCE = 500


class Kept(Enum):
    """WRITTEN: the store has it; HELD: in memory until the store takes it; FULL: there is no room, nothing is kept."""

    WRITTEN = "written"
    HELD = "held"
    FULL = "full"


class _Waiting(Struct):
    alert: VendorAlert
    size_bytes: int
    written: asyncio.Future[None]


class AlertInbox:
    """One project's. `name` stands in the log; `written` counts the new alerts that the store has taken. It belongs to
    one event loop."""

    def __init__(self, name: str) -> None:
        self.written = 0
        self._name = name
        self._waiting: dict[str, _Waiting] = {}
        self._size_bytes = 0
        self._poke = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    async def receive(self, alert: VendorAlert, size_bytes: int, within_s: float) -> Kept:
        """Keep the alert of a body of `size_bytes`; wait `within_s` at most until the store has it."""
        waiting = self._waiting.get(alert.key)
        if waiting is None:
            if len(self._waiting) >= MOST_ALERTS or self._size_bytes + size_bytes > MOST_BYTES:
                return Kept.FULL
            waiting = _Waiting(alert, size_bytes, asyncio.get_running_loop().create_future())
            self._waiting[alert.key] = waiting
            self._size_bytes += size_bytes
            self._poke.set()
        done, _ = await asyncio.wait({waiting.written}, timeout=within_s)
        return Kept.WRITTEN if done else Kept.HELD

    async def run(self, store: Store) -> None:
        """Endless; ends by cancellation. Alerts that are held stay for the next run."""
        is_failing = False
        while True:
            await self._poke.wait()
            try:
                await self._write(store)
            except StoreError as error:
                if not is_failing:
                    log.warning("%s: alerts of the vendor wait for the store: %s", self._name, error)
                is_failing = True
                await asyncio.sleep(STORE_RETRY_S)
                continue
            is_failing = False
            if not self._waiting:
                self._poke.clear()

    async def finish(self, store: Store) -> None:
        """Write all that is held, if the store takes it."""
        try:
            while self._waiting:
                await self._write(store)
        except StoreError as error:
            log.error("%s: alerts of the vendor are lost (%d): %s", self._name, len(self._waiting), error)

    async def _write(self, store: Store) -> None:
        """Raises StoreError; then all are held still."""
        batch = list(islice(self._waiting.values(), AT_ONCE))
        new = await store.write(_put, [one.alert for one in batch])
        self.written += new
        for one in batch:
            if self._waiting.pop(one.alert.key, None) is not None:
                self._size_bytes -= one.size_bytes
            if not one.written.done():
                one.written.set_result(None)
        if new:
            log.info("%s: new alerts of the vendor: %d", self._name, new)


def _put(changes: Changes, alerts: Sequence[VendorAlert]) -> int:
    return changes.put_alerts(alerts)
