"""The list of calls (通话调查 › 获取通话列表)."""

from __future__ import annotations

from tui.agora.editions.reference_2020.wire.envelope import Body
from tui.agora.editions.reference_2020.wire.reading import Fields, Reading
from tui.agora.editions.reference_2020.wire.values import Refused, flag, name, shown, text, timestamp
from tui.domain.records import Call, CallList, Remainder


def call_list(body: Body) -> tuple[CallList, Remainder]:
    """In the answer's order (documented: newest first); of a call that stands twice the last wins.

    Where it cannot be understood whether there are more calls there may be.
    """
    reading = Reading()
    calls: dict[str, Call] = {}
    for path, row in reading.top_rows(body.fields, "call_lists", "created_ts"):
        call_id = reading.required(row, "call_id", path, name)
        created_ts = reading.required(row, "created_ts", path, timestamp)
        finished = reading.sound(row, "finished", path, flag, False)
        if call_id is not None and created_ts is not None and finished is not None:
            destroyed_ts = end_ts(reading, row, "destroyed_ts", path, created_ts) if finished else None
            channel = reading.optional(row, "cname", path, text, "")
            calls[call_id] = Call(call_id, channel, created_ts, destroyed_ts, finished)
    has_more = reading.sound(body.fields, "has_more", "", flag, False)
    if has_more is None:
        reading.miss_parts(1)
    return CallList(tuple(calls.values()), has_more is not False), reading.left(nothing=not calls)


def end_ts(reading: Reading, row: Fields, field: str, path: str, start_ts: int) -> int | None:
    """The end of a finished call or session. The document does not define the field of an unfinished one (0, null and
    the present are seen): `finished` alone decides, and this function is not called."""

    def decode(value: object) -> int | None:
        if value in (0, "0", "") and value is not False:
            return None
        ts = timestamp(value)
        if ts < start_ts:
            raise Refused(f"ends before it starts: {shown(value)}")
        return ts

    return reading.optional(row, field, path, decode, None)
