"""A call's details: its sessions and their curves (通话调查 › 获取通话指标)."""

from __future__ import annotations

from collections.abc import Mapping

from tui.agora.editions.reference_2020.mids import MIDS
from tui.agora.editions.reference_2020.wire.calls import end_ts
from tui.agora.editions.reference_2020.wire.envelope import Body
from tui.agora.editions.reference_2020.wire.points import CurvePoints
from tui.agora.editions.reference_2020.wire.reading import Fields, Reading, listed
from tui.agora.editions.reference_2020.wire.values import HUGE, UID_END, flag, integer, name, text, timestamp, uid
from tui.domain.records import CallDetails, Curve, Remainder, Session
from tui.domain.records.curve_metrics import unlisted

_METRICS: Mapping[int, int] = {mid: metric for metric, mid in MIDS.items()}


def call_details(body: Body, call_id: str, *, with_metrics: bool = True) -> tuple[CallDetails, Remainder]:
    """Sessions by `sid` (the last of two wins) and curves by sid, mid and peer (those of one key joined).

    `call_id` is the one asked for; the answer's own counts where it has one. `with_metrics`: curves were asked for, so
    that an answer with sessions and without a list of curves is Unreadable.
    """
    reading = Reading()
    sessions: dict[str, Session] = {}
    for path, row in reading.top_rows(body.fields, "call_info", "join_ts"):
        session = session_of(reading, row, path)
        if session is not None:
            sessions[session.sid] = session
    said = reading.optional(body.fields, "call_id", "", name, call_id)
    metrics = body.fields.get("metrics")
    if (with_metrics and body.fields["call_info"]) or metrics is not None:
        metrics = listed(body.fields, "metrics")
    before = reading.refused
    found = curves(reading, metrics or [], _METRICS)
    reading.miss_parts(reading.refused - before)
    return CallDetails(said, tuple(sessions.values()), found), reading.left(nothing=not sessions)


def session_of(reading: Reading, row: Fields, path: str) -> Session | None:
    sid = reading.required(row, "sid", path, name)
    number = reading.required(row, "uid", path, uid)
    join_ts = reading.required(row, "join_ts", path, timestamp)
    finished = reading.sound(row, "finished", path, flag, False)
    if sid is None or number is None or join_ts is None or finished is None:
        return None
    return Session(
        sid=sid,
        channel=reading.optional(row, "cname", path, text, ""),
        uid=number,
        network=reading.optional(row, "network", path, text, ""),
        platform=reading.optional(row, "platform", path, text, ""),
        speaker=reading.optional(row, "speaker", path, flag, False),
        sdk_version=reading.optional(row, "sdk_version", path, text, ""),
        device_type=reading.optional(row, "device_type", path, text, ""),
        join_ts=join_ts,
        leave_ts=end_ts(reading, row, "leave_ts", path, join_ts) if finished else None,
        finished=finished,
    )


def curves(reading: Reading, metrics: object, names: Mapping[int, int]) -> tuple[Curve, ...]:
    """In the answer's order; a curve without a point is none. `names`: mid → metric; mids outside it are kept."""
    found: dict[tuple[str, int, int], list[CurvePoints]] = {}
    for path, row in reading.rows(metrics, "metrics"):
        sid = reading.required(row, "sid", path, name)
        if sid is None:
            continue
        for curve_path, curve in reading.rows(row.get("data"), f"{path}.data"):
            plain = _plain(curve)
            if plain is not None:
                found.setdefault((sid, *plain[:2]), []).append(plain[2])
                continue
            mid = reading.required(curve, "mid", curve_path, integer)
            peer_uid = _peer(reading, curve, curve_path)
            if mid is not None and peer_uid is not None:
                parts = _parts(reading, curve.get("kvs"), f"{curve_path}.kvs")
                found.setdefault((sid, mid, peer_uid), []).extend(part for part in parts if part.ts)
    joined = {key: _joined(parts) for key, parts in found.items() if parts}
    return tuple(
        Curve(sid, names[mid] if mid in names else unlisted(mid), peer_uid, points.ts, points.values)
        for (sid, mid, peer_uid), points in joined.items()
    )


def _plain(curve: Fields) -> tuple[int, int, CurvePoints] | None:
    """The plain parts, as in most curves: mid, peer and the points read on the way."""
    mid, peer_uid, kvs = curve.get("mid"), curve.get("peer_uid", 0), curve.get("kvs")
    if type(mid) is not int or type(peer_uid) is not int or type(kvs) is not list or len(kvs) != 1:
        return None
    points = kvs[0]
    if type(points) is not CurvePoints or points.set_aside or not points.ts:
        return None
    return (mid, peer_uid, points) if abs(mid) <= HUGE and 0 <= peer_uid < UID_END else None


def _parts(reading: Reading, value: object, path: str) -> list[CurvePoints]:
    """The points of a list of pairs, of which the first item may be CurvePoints: those that were read on the way."""
    parts, first = [], 0
    if isinstance(value, list) and value and isinstance(value[0], CurvePoints):
        begun: CurvePoints = value.pop(0)
        for part in begun.set_aside:
            reading.refuse(path + part.path, part.reason)
        parts, first = [begun], begun.count
    if value or not parts:
        rest = CurvePoints()
        rest.put(reading.pairs(value, path, first))
        parts.append(rest)
    return parts


def _joined(parts: list[CurvePoints]) -> CurvePoints:
    whole = parts[0]
    if len(parts) > 1:
        whole = CurvePoints()
        for part in parts:
            whole.add(part)
    whole.settle()
    return whole


def _peer(reading: Reading, curve: Fields, path: str) -> int | None:
    """The peer, 0 where none is said; None where it cannot be understood: a curve must not be shown as another's."""
    value = curve.get("peer_uid")
    return 0 if value is None else reading.take(value, f"{path}.peer_uid", uid)
