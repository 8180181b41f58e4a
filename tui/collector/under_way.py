"""A request under way: the progress of its answer, its sign of life to other processes, its early end."""

from __future__ import annotations

import asyncio

from tui.domain.records import Progress, Spend

# The interval of progress reports of a long answer.
PROGRESS_EVERY_S = 0.1

# The interval of signs of life in the ledger: shorter than the time after which other processes give a request up.
SEEN_EVERY_S = 20.0


class UnderWay:
    """A request that is being answered."""

    def __init__(self, claim: Spend) -> None:
        self.claim = claim
        self.task: asyncio.Task[None] | None = None
        self.progress: Progress | None = None
        self.is_given_up = self.has_begun = False
        # By the event loop's time: the speed of a link does not depend on the program's clock.
        self._begun_s = self._told_s = self._seen_s = asyncio.get_running_loop().time()

    def progressed(self, size_bytes: int, total_bytes: int | None) -> bool:
        """Note the progress; False within PROGRESS_EVERY_S of the last note."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._told_s < PROGRESS_EVERY_S:
            return False
        self._told_s = now_s
        self.progress = Progress(size_bytes, total_bytes, size_bytes / (now_s - self._begun_s))
        return True

    def is_long(self) -> bool:
        """True where the ledger needs another sign of life."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._seen_s < SEEN_EVERY_S:
            return False
        self._seen_s = now_s
        return True

    def give_up(self) -> None:
        """End the request at once; one that has not begun ends at its beginning."""
        self.is_given_up = True
        if self.task is not None and self.has_begun:
            self.task.cancel()
