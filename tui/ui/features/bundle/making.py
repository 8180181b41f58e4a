"""Making: one bundle at a time, prepared in a thread; a bundle without a place is removed."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

from tui.domain.names import Names
from tui.store.manifest import BundleOrder, Bundler, BundleStopped, PreparedBundle


class Making:
    """`progress`: the rows that were read so far, and 0; then the bytes that were packed so far, and all of them."""

    def __init__(self, bundler: Bundler) -> None:
        self.progress = (0, 0)
        self.bundle: PreparedBundle | None = None
        self._bundler = bundler
        self.path = Path()
        self._held = ExitStack()
        self._stopped = False

    async def prepare(self, order: BundleOrder, names: Names) -> PreparedBundle:
        """Raises BundleError, StoreError, BundleStopped."""
        self.path = order.path
        self.bundle = await asyncio.to_thread(self._prepare, order, names)
        return self.bundle

    def _prepare(self, order: BundleOrder, names: Names) -> PreparedBundle:
        bundle = self._held.enter_context(self._bundler(order, names, self._tell))
        if self._stopped:
            self._held.close()
            raise BundleStopped
        return bundle

    def _tell(self, done: int, of: int) -> None:
        self.progress = done, of
        if self._stopped:
            raise BundleStopped

    def leave(self) -> None:
        """Stop, or remove the prepared file. In the thread that prepares it is noticed within a batch of rows."""
        self._stopped = True
        if self.bundle is not None:
            self.bundle = None
            self._held.close()
