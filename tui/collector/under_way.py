"""A request under way: how far its answer is, whether the others must be told, and its end before its time."""

from __future__ import annotations

import asyncio

from tui.domain.records import Progress, Spend

# How often is told how much of a long answer is here.
PROGRESS_EVERY_S = 0.1

# How often the ledger learns that a long answer is still coming: in time, before others give it up.
SEEN_EVERY_S = 20.0


class UnderWay:
    """A request that is being answered."""

    def __init__(self, claim: Spend) -> None:
        self.claim = claim
        self.task: asyncio.Task[None] | None = None
        self.progress: Progress | None = None
        self.is_given_up = self.has_begun = False
        # By the event loop's time: how fast a link is does not depend on the clock that the program goes by.
        self._begun_s = self._told_s = self._seen_s = asyncio.get_running_loop().time()

    def progressed(self, size_bytes: int, total_bytes: int | None) -> bool:
        """Note it, unless that was done a moment ago."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._told_s < PROGRESS_EVERY_S:
            return False
        self._told_s = now_s
        self.progress = Progress(size_bytes, total_bytes, size_bytes / (now_s - self._begun_s))
        return True

    def is_long(self) -> bool:
        """Whether the others must be told again that it is still coming."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._seen_s < SEEN_EVERY_S:
            return False
        self._seen_s = now_s
        return True

    def give_up(self) -> None:
        """Ends it at once; one that has not begun ends when it does."""
        self.is_given_up = True
        if self.task is not None and self.has_begun:
            self.task.cancel()
