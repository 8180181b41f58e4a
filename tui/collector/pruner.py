"""The pruner: the loop that deletes old data from the store, a little at a time."""

from __future__ import annotations

import logging

from tui.clock import Clock, ServerClock
from tui.config.values import Retention
from tui.domain.records import HOUR
from tui.store.api import Store
from tui.store.errors import StoreError

log = logging.getLogger(__name__)

# A step blocks the one writer for some milliseconds; the pause leaves it to the others for many times as long.
BATCH_ROWS = 1000
BATCH_PAGES = 50
PAUSE_S = 0.1


# The interval of looks for a known server time.
UNKNOWN_S = 60.0


async def prune_hourly(store: Store, clock: Clock, retention: Retention) -> None:
    """Prune now, and again every hour. Endless; ends by cancellation. Several at once do no harm.

    Only the server's time counts: a box clock one year ahead would make everything old.
    """
    while True:
        if isinstance(clock, ServerClock) and not clock.known:
            await clock.sleep(UNKNOWN_S)
            continue
        try:
            while await store.write(
                lambda changes, now_ts: changes.prune(
                    now_ts,
                    minutes_days=retention.minutes_days,
                    curves_days=retention.curves_days,
                    batch=BATCH_ROWS,
                ),
                clock.now(),
            ):
                await clock.sleep(PAUSE_S)
            while await store.write(lambda changes: changes.shrink(pages=BATCH_PAGES)):
                await clock.sleep(PAUSE_S)
        except StoreError as error:
            # The collector meets the same error and shows it; here the next hour is early enough.
            log.warning("old data could not be let go of: %s", error)
        await clock.sleep(HOUR)
