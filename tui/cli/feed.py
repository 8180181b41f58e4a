"""The feed: store, client and collector as the one narrow thing that the app is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import httpx

from tui.api.client import Client
from tui.clock import Clock
from tui.collect.collector import Collector
from tui.records import Limits, Want, WantStatus
from tui.store import Store, StoreError


class CollectedFeed:
    """What screens see of the collector. `transport` reaches the demo's simulator; None is the network."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        by: str,
        limits: Mapping[str, Limits],
        base_url: str,
        app_id: str,
        customer_id: str,
        customer_secret: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.store = store
        self.limits = limits
        self._client = Client(
            base_url=base_url,
            app_id=app_id,
            customer_id=customer_id,
            customer_secret=customer_secret,
            transport=transport,
        )
        self._collector = Collector(store, self._client, clock=clock, by=by, limits=limits)

    @property
    def statuses(self) -> Mapping[Want, WantStatus]:
        return self._collector.statuses

    @property
    def trouble(self) -> StoreError | None:
        return self._collector.trouble

    def submit(self, wants: Iterable[Want]) -> None:
        self._collector.submit(wants)

    def refresh(self) -> None:
        self._collector.refresh()

    def on_status(self, call: Callable[[], None]) -> None:
        self._collector.on_status(call)

    async def run(self) -> None:
        await self._collector.run()

    async def close(self) -> None:
        await self._client.aclose()
