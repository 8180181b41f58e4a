"""Call details decoded as they arrive: points at once into arrays, the small rest at the end (获取通话指标).

        {"code":200,"call_info":[…],"metrics":[{"sid":"S","data":[{"mid":20003,"kvs":[ [ts,v],[ts,v],… ],"peer_uid":0}…
        └───────────────────────────── the rest ──────────────────────────────────────┘└──── points ─────────┘└─ rest …

The rest is kept as text, and each list of points in it stands for itself as `[0e-0]`, `[1e-0]` …: numbers that the
parser of the rest turns back into the points. A list that does not read as points stays in the rest as it came: there
the parser of whole answers takes over, and finds the fault if there is one.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterator
from itertools import count
from typing import Generic, TypeVar

from tui.agora.editions.reference_2020.wire.details import call_details
from tui.agora.editions.reference_2020.wire.envelope import START_BYTES, accepted, parsed
from tui.agora.editions.reference_2020.wire.points import SPACE, CurvePoints, Stamps
from tui.agora.editions.reference_2020.wire.reading import MOST_SET_ASIDE
from tui.domain.records import CallDetails, Remainder

T = TypeVar("T")
Parse = Callable[[bytes], object]

# Points are read when their list has ended, or when so much of it is here: three hours of a curve are 100 KB.
PIECE_BYTES = 128 * 2**10

_KEY = b'"kvs"'
# A string, or its present part; the group is its end.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)', re.DOTALL)
_INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+("?)', re.DOTALL)
_COLON = re.compile(rb"[ \t\r\n]*+(?::[ \t\r\n]*+)?")
# All that is no string `"kvs"`, up to the end or to a string of which the end is not here; then, the group, the list.
_BEFORE = re.compile(rb'(?:[^"]++|(?!"kvs")"[^"\\]*+(?:\\.[^"\\]*+)*+")*+("kvs"[ \t\r\n]*+:[ \t\r\n]*+\[)?', re.DOTALL)
_CLOSING = re.compile(rb"\](?=[ \t\r\n]*+(\]))")
_EXPONENT = re.compile(rb"e-0*")


class PointsStream(Generic[T]):
    """One answer on its way: `feed` it piece by piece, then `finish`; a T is its value.

    Takes memory for the points (16 bytes each, 8 where curves share their timestamps), the rest, and one piece.
    `rest_bytes` is how long the rest is, all of which is parsed at the end in one go.
    """

    def __init__(self) -> None:
        self.size_bytes = 0
        self.rest_bytes = 0
        self._noted = 0
        self._start = b""
        self._pending = bytearray()
        self._rest: list[bytes | CurvePoints] = []
        self._in_string = False
        self._points: CurvePoints | None = None
        self._last = Stamps()
        self._stamps: dict[tuple[int, int, int], array[int]] = {}

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the answer, of any number. Raises nothing: the faults are raised at the end."""
        self.size_bytes += len(chunk)
        self._start += chunk[: START_BYTES - len(self._start)]
        self._pending += chunk
        while self._search() if self._points is None else self._gather(self._points):
            pass

    def finish(self, status: int = 200) -> tuple[T, Remainder]:
        """The value of the whole answer, exactly as if parsed as a whole; raises the same ApiError."""
        if self._points is not None:
            self._give_back(self._points)
        self._keep(len(self._pending))
        text = b"".join(part for part in self._rest if isinstance(part, bytes))
        # An exponent that no number of the rest has.
        taken = set(_EXPONENT.findall(text))
        mark = "e-" + "0" * next(zeros for zeros in count(1) if b"e-" + b"0" * zeros not in taken)
        lists = [part for part in self._rest if isinstance(part, CurvePoints)]
        names = iter([f"{index}{mark}".encode() for index in range(len(lists))])
        text = b"".join(part if isinstance(part, bytes) else next(names) for part in self._rest)
        self._rest.clear()

        def meant(number: str) -> float | CurvePoints:
            return lists[int(number.removesuffix(mark))] if number.endswith(mark) else float(number)

        def parse(text: bytes) -> object:
            try:
                return parsed(text, meant)
            except json.JSONDecodeError as error:
                before = len(re.findall(f"{mark}(?!0)", error.doc[: error.pos]))
                error.pos += sum(points.characters for points in lists[:before])
                error.pos -= sum(len(f"{index}{mark}") for index in range(before))
                raise

        return self.decoded(status, text, parse, self._start)

    def decoded(self, status: int, text: bytes, parse: Parse, start: bytes) -> tuple[T, Remainder]:
        """The value of the rest, in which `parse` puts the points; `start` is the start of the answer as it came."""
        raise NotImplementedError

    def _search(self) -> bool:
        """Keep the text up to the next list of points; False where no list has begun yet."""
        pending = self._pending
        if self._in_string:
            string = _INSIDE.match(pending)
            assert string is not None
            self._in_string = not string[1]
            self._keep(string.end())
            return not self._in_string
        before = _BEFORE.match(pending)
        assert before is not None
        self._points = CurvePoints() if before[1] else None
        self._keep(before.end())
        if self._points is not None or not pending:
            return self._points is not None
        string = _STRING.match(pending)
        assert string is not None
        if string[1]:
            colon = _COLON.match(pending, string.end())
            assert colon is not None
            if colon.end() == len(pending) < PIECE_BYTES:
                return False
            self._keep(string.end())
            return True
        if not _KEY.startswith(bytes(pending[: len(_KEY)])):
            self._in_string = True
            self._keep(string.end())
        return False

    def _gather(self, points: CurvePoints) -> bool:
        """Read the present part of a list of points; False where it is too short yet."""
        pending = self._pending
        for end in self._ends():
            if points.read(bytes(pending[:end]), self._last):
                del pending[:end]
                self._put(points)
                return True
            if not points.count and not pending[:end].strip(SPACE):
                self._put(points)
                return True
        if self._beyond() < 0:
            if len(pending) < PIECE_BYTES:
                return False
            begun = max(pending.rfind(b"["), 0)
            whole = bytes(pending[:begun]).rstrip(SPACE)
            if whole.endswith(b",") and points.read(whole[:-1], self._last):
                points.characters += begun - len(whole) + 1
                del pending[:begun]
                return True
        self._give_back(points)
        return True

    def _ends(self) -> Iterator[int]:
        """The possible ends of the list, the likeliest first. A text that reads as a list up to there is the list."""
        pending = self._pending
        # Between plain numbers there is neither quote nor brace, and behind the list there is one or the other.
        behind = pending.find(b'"')
        brace = pending.find(b"}", 0, behind if behind >= 0 else len(pending))
        behind = behind if brace < 0 else brace
        if behind >= 0:
            end = pending.rfind(b"]", 0, behind)
            if end >= 0:
                yield end
            beyond = self._beyond()
            closing = _CLOSING.search(pending, 0, beyond if beyond >= 0 else len(pending))
            if closing is not None:
                yield closing.start(1)

    def _beyond(self) -> int:
        """Where something stands that no list of pairs holds; -1 where there is nothing of the kind."""
        places = [at for at in (self._pending.find(b"{"), self._pending.find(_KEY)) if at >= 0]
        return min(places, default=-1)

    def _give_back(self, points: CurvePoints) -> None:
        """Leave the rest of a list to the parser of the rest."""
        self._put(points)
        if points.count:
            # The comma that was read with the points.
            points.characters -= 1
            self._rest.append(b",")

    def _put(self, points: CurvePoints) -> None:
        self._points = None
        del points.set_aside[MOST_SET_ASIDE - self._noted :]
        self._noted += len(points.set_aside)
        if points.count:
            self._rest.append(points)
            if points.ts:
                # The curves of a session have the same timestamps, which are kept once.
                key = points.ts[0], points.ts[-1], len(points.ts)
                known = self._stamps.get(key)
                if known is points.ts or known == points.ts:
                    points.ts = known
                else:
                    self._stamps[key] = points.ts

    def _keep(self, size: int) -> None:
        """Move the first `size` bytes to the rest."""
        if size:
            self.rest_bytes += size
            self._rest.append(bytes(self._pending[:size]))
            del self._pending[:size]


class DetailsStream(PointsStream[CallDetails]):
    """The details of one call."""

    def __init__(self, call_id: str, *, with_metrics: bool = True) -> None:
        super().__init__()
        self._call_id = call_id
        self._with_metrics = with_metrics

    def decoded(self, status: int, text: bytes, parse: Parse, start: bytes) -> tuple[CallDetails, Remainder]:
        body = accepted(status, text, parse, start)
        return call_details(body, self._call_id, with_metrics=self._with_metrics)
