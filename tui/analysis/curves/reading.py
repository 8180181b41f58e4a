"""A curve in the slots of a verdict, with its numbers: computed once, however many pairs and media ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from tui.analysis.curves.excerpt import Excerpt
from tui.domain.records import Threshold

# Of each slot of an excerpt, whether a curve is bad in it.
Test = Callable[[Excerpt], Sequence[bool]]


class SlotReading:
    """A curve in some slots. Its mean and its share beyond the limit are computed when they are first asked for."""

    def __init__(self, curve: Excerpt) -> None:
        self.curve = curve
        self._beyond: dict[Threshold, float | None] = {}

    @cached_property
    def mean(self) -> float | None:
        """The mean of the slots; None: no slot has points."""
        return sum(self.curve.means) / len(self.curve.slots) if self.curve.slots else None

    def beyond(self, limit: Threshold, burst: float) -> float | None:
        """The share of the slots that are beyond the limit, 0 to 1."""
        if limit not in self._beyond:
            self._beyond[limit] = self.share(lambda curve: curve.beyond(limit, burst))
        return self._beyond[limit]

    def share(self, test: Test) -> float | None:
        """The share of the slots that meet a test, 0 to 1; None: no slot has points."""
        return sum(test(self.curve)) / len(self.curve.slots) if self.curve.slots else None
