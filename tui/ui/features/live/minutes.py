"""Minutes: the minute under the cursor of Live, and those beside it, which the next key may need."""

from __future__ import annotations

import asyncio
from collections.abc import Set
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

from tui.domain.records import Scope
from tui.store.errors import StoreError
from tui.ui.context import Feed
from tui.ui.live_query import LiveQuery, Owner
from tui.ui.time_scope import TimeScope

if TYPE_CHECKING:
    from tui.ui.features.live.moment import MomentData

# The frame of a key comes first; the minutes that the next key may need are read so much later.
AHEAD_S = 0.05
MOST_IN_HAND = 60


class AtAMinute(Owner, Protocol):
    """Live, as it is seen here."""

    scope: Scope
    time: TimeScope

    def minute_ts(self) -> int | None:
        """The minute under the cursor, or the newest one; None before the first answer."""
        ...

    def show_minute(self, at: MomentData) -> None: ...


class MinutesInHand:
    """`in_hand` holds each minute that was read, by its start, until more may be known of it."""

    def __init__(self, screen: AtAMinute) -> None:
        self.in_hand: dict[int, MomentData] = {}
        self._screen = screen
        self.query = LiveQuery(screen, self._ask, self._show, topics=self._are_news, name="minute")

    def forget(self) -> None:
        """More may be known of each minute."""
        self.in_hand = {}

    async def read(self, feed: Feed, minute_ts: int) -> MomentData:
        """From what is in hand, else from the store. Raises StoreError."""
        from tui.ui.features.live.moment import MomentQuery, read_moment

        # A minute that is forgotten while it is read is not put back.
        hand, screen = self.in_hand, self._screen
        if minute_ts not in hand:
            if len(hand) >= MOST_IN_HAND:
                del hand[next(iter(hand))]
            context, channel = screen.context, screen.scope.channel
            query = MomentQuery(context.edition, minute_ts, self.query.now_ts, channel, context.thresholds)
            hand[minute_ts] = await feed.store.read(read_moment, query)
        return hand[minute_ts]

    async def _ask(self, feed: Feed, _: float) -> MomentData | None:
        minute_ts = self._screen.minute_ts()
        return None if minute_ts is None else await self.read(feed, minute_ts)

    def _show(self) -> None:
        if (at := self.query.data) is not None:
            self._screen.show_minute(at)
            self._screen.run_worker(partial(self._read_ahead, at.moment_ts), group="ahead", exclusive=True)

    def _are_news(self, topics: Set[str]) -> bool:
        if "diagnoses" in topics:
            self.forget()
        return "diagnoses" in topics

    async def _read_ahead(self, minute_ts: int) -> None:
        await asyncio.sleep(AHEAD_S)
        feed = await self._screen.context.opened()
        with suppress(StoreError):
            for steps in (-1, 1):
                await self.read(feed, minute_ts + steps * self._screen.time.step_s)
