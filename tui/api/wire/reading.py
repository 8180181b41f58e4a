"""Reading an answer part by part: the good parts are taken, the others set aside with path and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from tui.api.errors import Unreadable
from tui.api.wire.values import Refused, number, shown, timestamp
from tui.records import SetAside

# Beyond so many parts that could not be understood the further ones are not noted: who sends a million wants memory.
MOST_SET_ASIDE = 10_000

T = TypeVar("T")
Row = Mapping[str, object]


class Reading:
    """One answer being read; `set_aside` is what could not be understood so far, the first MOST_SET_ASIDE of it."""

    def __init__(self) -> None:
        self._set_aside: list[SetAside] = []

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        return tuple(self._set_aside)

    def refuse(self, path: str, reason: str) -> None:
        if len(self._set_aside) < MOST_SET_ASIDE:
            self._set_aside.append(SetAside(path, reason))

    def take(self, value: object, path: str, decode: Callable[[object], T]) -> T | None:
        """`value` decoded; None, and a note, where it is refused."""
        try:
            return decode(value)
        except Refused as refused:
            self.refuse(path, str(refused))
            return None

    def required(self, row: Row, field: str, path: str, decode: Callable[[object], T]) -> T | None:
        """A field without which the row means nothing; None, and a note, where it is missing, null or refused."""
        value = row.get(field)
        if value is None:
            self.refuse(_within(path, field), "null" if field in row else "missing")
            return None
        return self.take(value, _within(path, field), decode)

    def optional(self, row: Row, field: str, path: str, decode: Callable[[object], T], default: T) -> T:
        """A field that may be missing or null; where it is refused, there is a note too."""
        value = row.get(field)
        taken = None if value is None else self.take(value, _within(path, field), decode)
        return default if taken is None else taken

    def items(self, value: object, path: str, first: int = 0) -> Iterator[tuple[str, object]]:
        """The items of a list with their paths, counted from `first`; null is an empty list."""
        if isinstance(value, list):
            for index, item in enumerate(value, first):
                yield f"{path}[{index}]", item
        elif value is not None:
            self.refuse(path, f"not a list: {shown(value)}")

    def rows(self, value: object, path: str) -> Iterator[tuple[str, Row]]:
        """The items of a list that are objects, with their paths."""
        for item_path, item in self.items(value, path):
            if isinstance(item, dict):
                yield item_path, item
            else:
                self.refuse(item_path, f"not an object: {shown(item)}")

    def top_rows(self, body: Row, field: str) -> Iterator[tuple[str, Row]]:
        """The rows that the answer is about. Raises Unreadable where the answer holds no list of that name."""
        if field not in body:
            raise Unreadable(f"{field}: missing")
        if not isinstance(body[field], list | None):
            raise Unreadable(f"{field}: not a list: {shown(body[field])}")
        return self.rows(body[field], field)

    def point(self, points: dict[int, float], ts: int, value: object, path: str) -> None:
        """Put a value into `points`. Null is no value; of the values of one timestamp the last wins."""
        if value is not None and (taken := self.take(value, path, number)) is not None:
            points[ts] = taken

    def pairs(self, value: object, path: str, first: int = 0) -> dict[int, float]:
        """A list of `[ts, value]` pairs, counted from `first`, as points in the order they came."""
        points: dict[int, float] = {}
        for item_path, pair in self.items(value, path, first):
            if not isinstance(pair, list) or len(pair) != 2:
                self.refuse(item_path, f"not a pair: {shown(pair)}")
            elif (ts := self.take(pair[0], f"{item_path}[0]", timestamp)) is not None:
                self.point(points, ts, pair[1], f"{item_path}[1]")
        return points


def _within(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field
