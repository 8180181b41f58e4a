"""Diagnoses: affected users, their experiences, and the root causes (自动诊断)."""

from __future__ import annotations

from tui.agora.editions.reference_2020.wire.envelope import Body
from tui.agora.editions.reference_2020.wire.reading import Reading
from tui.agora.editions.reference_2020.wire.values import integer, name, text, timestamp
from tui.domain.records import Cause, Diagnosis, Remainder


def diagnoses(body: Body) -> tuple[tuple[Diagnosis, ...], Remainder]:
    """In the answer's order. Codes outside the documented tables are kept as they are."""
    reading = Reading()
    found = []
    for path, row in reading.top_rows(body.fields, "data", "ts"):
        ts = reading.required(row, "ts", path, timestamp)
        uid = reading.required(row, "user", path, name)
        exp_id = reading.required(row, "exp_id", path, integer)
        channel = reading.sound(row, "cname", path, text, "")
        causes = _causes(reading, row.get("cause_tags"), f"{path}.cause_tags")
        if ts is not None and uid is not None and exp_id is not None and channel is not None:
            found.append(Diagnosis(ts, uid, exp_id, channel, causes))
    return tuple(found), reading.left(nothing=not found)


def _causes(reading: Reading, value: object, path: str) -> tuple[Cause, ...]:
    """Each cause once, in the order of first appearance, with how often it was said; none where there is no list."""
    counts: dict[tuple[int, str], int] = {}
    for tag_path, tag in () if value is None else reading.rows(value, path):
        factor_id = reading.required(tag, "factor_id", tag_path, integer)
        if factor_id is not None:
            key = factor_id, reading.optional(tag, "host_user", tag_path, text, "")
            counts[key] = counts.get(key, 0) + 1
    return tuple(Cause(factor_id, host_uid, count) for (factor_id, host_uid), count in counts.items())
