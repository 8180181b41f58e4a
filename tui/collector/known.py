"""A collector tells the store about itself, for its colleagues."""

from __future__ import annotations

import logging

from tui import __version__
from tui.clock import Clock
from tui.domain.records import HOUR
from tui.store.api import Store
from tui.store.errors import StoreError

log = logging.getLogger(__name__)


async def tell_hourly(store: Store, clock: Clock, by: str) -> None:
    """Now, and again every hour. Endless; ends by cancellation."""
    begun_s = clock.elapsed()
    while True:
        try:
            await store.write(
                lambda changes: changes.know_collector(
                    by,
                    version=__version__,
                    since_ts=clock.now() - (clock.elapsed() - begun_s),
                    now_ts=clock.now(),
                )
            )
        except StoreError as error:
            log.warning("the store does not know this collector: %s", error)
        await clock.sleep(HOUR)
