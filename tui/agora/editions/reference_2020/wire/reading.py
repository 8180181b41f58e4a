"""Reading an answer part by part: the good parts are taken, the others set aside with path and reason.

A row with any part set aside counts as unread: its good parts are taken, and nothing is concluded from the absence of
others. `Reading.left` gives the number of such rows, and their times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from tui.agora.editions.reference_2020.wire.values import Refused, number, shown, timestamp
from tui.agora.errors import Unreadable
from tui.agora.redact import redacted
from tui.domain.records import Remainder, SetAside

# Beyond so many unreadable parts the further ones are not noted: a server with a million of them would fill the memory.
MOST_SET_ASIDE = 10_000

T = TypeVar("T")
Fields = Mapping[str, object]


class Reading:
    """One answer being read; `parts` are its first MOST_SET_ASIDE unreadable parts, `refused` is the number of all of
    them."""

    def __init__(self) -> None:
        self.parts: list[SetAside] = []
        self.refused = 0
        self._rows = 0
        self._unread_rows = self._unread_parts = 0
        self._times: set[int] = set()
        self._is_timeless = False

    def left(self, *, nothing: bool = False) -> Remainder:
        """The unread rows. Raises Unreadable where all rows are unread (`nothing`)."""
        # The first one is kept and shown.
        first = [SetAside(redacted(part.path), redacted(part.reason)) for part in self.parts[:1]]
        left = Remainder(
            self._rows,
            (*first, *self.parts[1:]),
            self._unread_rows + self._unread_parts,
            tuple(sorted(self._times)),
            self._is_timeless,
        )
        if nothing and self._unread_rows == self._rows > 0:
            raise Unreadable(f"none of {self._rows} rows could be read: {left.first}")
        return left

    def refuse(self, path: str, reason: str) -> None:
        self.refused += 1
        if len(self.parts) < MOST_SET_ASIDE:
            self.parts.append(SetAside(path, reason))

    def take(self, value: object, path: str, decode: Callable[[object], T]) -> T | None:
        """`value` decoded; None, and a note, where it is refused."""
        try:
            return decode(value)
        except Refused as refused:
            self.refuse(path, str(refused))
            return None

    def required(self, row: Fields, field: str, path: str, decode: Callable[[object], T]) -> T | None:
        """A field without which the row means nothing; None, and a note, where it is missing, null or refused."""
        value = row.get(field)
        if value is None:
            self.refuse(_within(path, field), "null" if field in row else "missing")
            return None
        return self.take(value, _within(path, field), decode)

    def optional(self, row: Fields, field: str, path: str, decode: Callable[[object], T], default: T) -> T:
        """A field that may be missing or null; where it is refused, there is a note too."""
        taken = self.sound(row, field, path, decode, default)
        return default if taken is None else taken

    def sound(self, row: Fields, field: str, path: str, decode: Callable[[object], T], default: T) -> T | None:
        """A field that may be missing or null, without which the row would say something else: None, and a note, where
        it is refused."""
        value = row.get(field)
        return default if value is None else self.take(value, _within(path, field), decode)

    def items(self, value: object, path: str, first: int = 0) -> Iterator[tuple[str, object]]:
        """The items of a list with their paths, counted from `first`."""
        if isinstance(value, list):
            for index, item in enumerate(value, first):
                yield f"{path}[{index}]", item
        else:
            self.refuse(path, f"not a list: {shown(value)}")

    def rows(self, value: object, path: str) -> Iterator[tuple[str, Fields]]:
        """The items of a list that are objects, with their paths."""
        for item_path, item in self.items(value, path):
            if isinstance(item, dict):
                yield item_path, item
            else:
                self.refuse(item_path, f"not an object: {shown(item)}")

    def top_rows(self, body: Fields, field: str, time: str) -> Iterator[tuple[str, Fields]]:
        """The rows that the answer is about, each of which says in its field `time` when it was.

        Raises Unreadable where the answer holds no list of that name.
        """
        top = listed(body, field)
        self._rows += len(top)
        return self._counted(top, field, time)

    def _counted(self, top: list[object], field: str, time: str) -> Iterator[tuple[str, Fields]]:
        """A row is unread where something of it was refused by the time the next one is asked for."""
        for path, item in self.items(top, field):
            before = self.refused
            if isinstance(item, dict):
                yield path, item
            else:
                self.refuse(path, f"not an object: {shown(item)}")
            if self.refused > before:
                self._miss(item, time)

    def _miss(self, item: object, time: str) -> None:
        self._unread_rows += 1
        try:
            if not isinstance(item, dict) or len(self._times) >= MOST_SET_ASIDE:
                raise Refused(time)
            self._times.add(timestamp(item.get(time)))
        except Refused:
            self._is_timeless = True

    def miss_parts(self, count: int) -> None:
        """So many parts were not read that belong to no row."""
        self._unread_parts += count

    def expected(self, row: Fields, field: str, path: str, decode: Callable[[object], T]) -> T | None:
        """A figure that every row has: null is none, and where it is missing there is a note, since it may have another
        name."""
        if field not in row:
            self.refuse(_within(path, field), "missing")
            return None
        return None if row[field] is None else self.take(row[field], _within(path, field), decode)

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


def listed(body: Fields, field: str) -> list[object]:
    """The list that an answer must have; raises Unreadable, for null as well: the document gives it no meaning."""
    if field not in body:
        raise Unreadable(f"{field}: missing")
    value = body[field]
    if not isinstance(value, list):
        raise Unreadable(f"{field}: not a list: {shown(value)}")
    return value


def _within(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field
