"""Sessions and curves by the minute, made for tests; and those of the stored answers of another implementation."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tui.domain.records import MINUTE, Listing, MinuteCurve, Session, Window

SAMPLES = Path(__file__).parents[1] / "samples"
# On the minute, as every first_ts is.
T = 1_795_330_680


def session(
    uid: int,
    *,
    sid: str = "",
    join_ts: int = T,
    leave_ts: int | None = T + 600,
    speaker: bool = False,
    platform: str = "iOS",
) -> Session:
    is_over = leave_ts is not None
    return Session(sid or f"S{uid}", "class", uid, "4G", platform, speaker, "3.1", "iPad", join_ts, leave_ts, is_over)


def minutes(
    sid: str, mid: int, means: Sequence[float | None], peer_uid: int = 0, *, first_ts: int = T, points: int = 30
) -> MinuteCurve:
    """A curve of so many points a minute with these means; None: a minute without any."""
    known = [0.0 if mean is None else mean for mean in means]
    counts = array("I", [0 if mean is None else points for mean in means])
    return MinuteCurve(
        sid,
        mid,
        peer_uid,
        first_ts,
        counts,
        array("d", [mean * points for mean in known]),
        array("d", known),
        array("d", known),
    )


def listing(start_ts: int, end_ts: int, *, oldest_ts: int | None = None, answered_ts: float | None = None) -> Listing:
    """An answer about a window, long after it; full if `oldest_ts` gives the start of its oldest row."""
    at = end_ts + 1000.0 if answered_ts is None else answered_ts
    return Listing(Window(start_ts, end_ts), at, 10, oldest_ts is not None, oldest_ts, end_ts)


def sample() -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((SAMPLES / "call-details.json").read_text())
    return answer


def sample_sessions() -> tuple[Session, ...]:
    return tuple(
        Session(
            row["sid"],
            row["cname"],
            row["uid"],
            row["network"],
            row["platform"],
            row["speaker"],
            row["sdk_version"],
            row["device_type"],
            row["join_ts"],
            row["leave_ts"] if row["finished"] else None,
            row["finished"],
        )
        for row in sample()["call_info"]
    )


def sample_minutes() -> tuple[MinuteCurve, ...]:
    found = []
    for row in sample()["metrics"]:
        for curve in row["data"]:
            by_minute = defaultdict(list)
            for ts, value in curve["kvs"]:
                by_minute[ts // MINUTE * MINUTE].append(float(value))
            first_ts, last_ts = min(by_minute), max(by_minute)
            values = [by_minute.get(ts, []) for ts in range(first_ts, last_ts + MINUTE, MINUTE)]
            found.append(
                MinuteCurve(
                    row["sid"],
                    curve["mid"],
                    curve["peer_uid"],
                    first_ts,
                    array("I", map(len, values)),
                    array("d", map(sum, values)),
                    array("d", [min(each, default=0.0) for each in values]),
                    array("d", [max(each, default=0.0) for each in values]),
                )
            )
    return tuple(found)
