"""Products: the series of Native and WebRTC joined to one, slot by slot.

count   Native + WebRTC
rate    the mean of both, weighted by the users of each product in that slot

A slot is known where both products tell of it, or where an answer told nothing of one of them: then the value is the
other product's alone, and is marked so. While one product's slot may still come, the joined slot is not known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from tui.domain.edition import Endpoint
from tui.domain.glossary import PRODUCTS, Metric
from tui.domain.records import Coverage, Window


class ProductPart(Struct, frozen=True, dict=True):
    """The part of one product: its points in `window`, ascending by time; `read` gives the answers about the slots of a
    window."""

    points: Sequence[tuple[int, float]]
    window: Window
    read: Callable[[Window], Coverage]

    @cached_property
    def coverage(self) -> Coverage:
        return self.read(self.window)


class Joined(Struct, frozen=True):
    """`alone`: the slots with the value of one product alone, and that product. `parts` are all that the values are
    made of."""

    points: tuple[tuple[int, float], ...]
    parts: tuple[ProductPart, ...]
    alone: Mapping[int, str] = {}

    def coverage(self, window: Window) -> Coverage:
        """The answers about all parts: an answer about a slot is as old as the oldest of them."""
        return covered([part.read(window) for part in self.parts])


def joined(
    metric: Metric, endpoint: Endpoint, parts: Mapping[str, ProductPart], users: Mapping[str, ProductPart]
) -> Joined:
    """`parts` are those of the metric's products; `users`, by product, weigh a rate."""
    is_rate = metric.unit == "%"
    if len(parts) == 1:
        ((product, told),) = parts.items()
        # Without users of the other product the rate is of all users.
        others = _values(users, PRODUCTS)
        of_all = {ts for ts, _ in told.points if all(others[one].get(ts) == 0 for one in PRODUCTS if one != product)}
        return Joined(tuple(told.points), (told,), {ts: product for ts, _ in told.points if ts not in of_all})
    values = _values(parts, PRODUCTS)
    slot = _Slot(values, _values(users, PRODUCTS), parts, endpoint.longest_delay_s, is_rate=is_rate)
    points: list[tuple[int, float]] = []
    alone: dict[int, str] = {}
    for ts in sorted({ts for of in values.values() for ts in of}):
        found = slot.value(ts)
        if found is not None:
            value, product = found
            points.append((ts, value))
            if product:
                alone[ts] = product
    return Joined(tuple(points), (*parts.values(), *(users.values() if is_rate else ())), alone)


class _Slot:
    """The values of both products by slot, and their users."""

    def __init__(
        self,
        values: Mapping[str, Mapping[int, float]],
        weights: Mapping[str, Mapping[int, float]],
        parts: Mapping[str, ProductPart],
        delay_s: int,
        *,
        is_rate: bool,
    ) -> None:
        self._is_rate = is_rate
        self._values = values
        self._weights = weights
        self._parts = parts
        self._delay_s = delay_s

    def value(self, ts: int) -> tuple[float, str] | None:
        """The joined value and "", or one product's with its name. None: not known."""
        known = {product: of[ts] for product, of in self._values.items() if ts in of}
        if len(known) == len(PRODUCTS):
            joint = self._weighted(ts, known) if self._is_rate else sum(known.values())
            return None if joint is None else (joint, "")
        ((product, value),) = known.items()
        other = next(one for one in PRODUCTS if one != product)
        if self._weights[other].get(ts) == 0:
            # Without users it has no channel either, and no rate.
            return value, ""
        return (value, product) if self._is_nothing(other, ts) else None

    def _weighted(self, ts: int, known: Mapping[str, float]) -> float | None:
        users = [self._weights[product].get(ts) for product in known]
        first, second = known.values()
        if first == second:
            return first
        if None in users or not (total := math.fsum(count for count in users if count is not None)):
            return None
        return math.fsum(value * (count or 0) for value, count in zip(known.values(), users, strict=True)) / total

    def _is_nothing(self, product: str, ts: int) -> bool:
        """Whether an answer after the delay told nothing of the slot, as far as it was read."""
        coverage = self._parts[product].coverage
        slot_ts = ts // coverage.slot_s * coverage.slot_s
        return coverage.is_settled(slot_ts, self._delay_s) and slot_ts not in coverage.unread


def _values(parts: Mapping[str, ProductPart], products: Sequence[str]) -> dict[str, dict[int, float]]:
    return {product: dict(parts[product].points) if product in parts else {} for product in products}


def covered(coverages: Iterable[Coverage]) -> Coverage:
    """The answers about all of them: a slot that one of them lacks has no answer."""
    first, *others = coverages
    if not others:
        return first
    slots = set(first.answered_ts).intersection(*(one.answered_ts for one in others))
    begun = [one.first_ts for one in coverages]
    return Coverage(
        first.window,
        {ts: min(one.answered_ts[ts] for one in coverages) for ts in sorted(slots)},
        None if None in begun else max(ts for ts in begun if ts is not None),
        frozenset().union(*(one.unread for one in coverages)),
        first.slot_s,
    )
