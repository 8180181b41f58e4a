"""Report: checks the fields of a reported problem. Section 报告问题 of the reference."""

from __future__ import annotations

import json
from typing import Any

from tui.sim.params import BadParameterError

UIDS = ("teacher_uid", "student_uid", "abnormal_uid")
TYPES = (1, 2, 3, 4)
LARGEST_UID = 2**32 - 1


def parse(body: bytes) -> dict[str, Any]:
    """The report in the body; BadParameterError names the first wrong field."""
    try:
        report = json.loads(body)
    except (ValueError, RecursionError):
        raise BadParameterError("invalid body: not JSON") from None
    if not isinstance(report, dict):
        raise BadParameterError("invalid body: not an object")
    if not (isinstance(report.get("cname"), str) and report["cname"]):
        raise BadParameterError("invalid parameter: cname")
    for name in UIDS:
        if not (_whole(report.get(name)) and 0 < report[name] <= LARGEST_UID):
            raise BadParameterError(f"invalid parameter: {name}")
    if report["abnormal_uid"] not in (report["teacher_uid"], report["student_uid"]):
        raise BadParameterError("invalid parameter: abnormal_uid is neither teacher_uid nor student_uid")
    if not (_whole(report.get("ts")) and report["ts"] > 0):
        raise BadParameterError("invalid parameter: ts")
    if not (_whole(report.get("type")) and report["type"] in TYPES):
        raise BadParameterError("invalid parameter: type")
    if not isinstance(report.get("comments", ""), str):
        raise BadParameterError("invalid parameter: comments")
    return report


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
