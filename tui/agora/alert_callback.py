"""Alert callback: the body that the vendor's console posts when a rule of it fires (告警回调) → a VendorAlert.

Numbers are strings, the time is in milliseconds or seconds, `uid` is there for rules about users alone. The body names
neither the rule nor the app id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from tui.agora.editions.reference_2020.wire.values import Refused, integer, text, timestamp
from tui.domain.quoting import visible
from tui.domain.records import VendorAlert

T = TypeVar("T")

# The vendor waits two seconds and tries twice more: alerts without a time that say the same within this time are one.
SAME_S = 600
# The clocks of vendor and collector may differ by so much.
AHEAD_S = 3600
# They tell an alert apart from another of the same time: a retry may count the users anew.
_TEXTS = ("enContent", "cnContent", "projectName", "cname", "uid", "callId")
# More fields than any documented body has.
MOST_OTHERS = 40


class NoAlert(ValueError):  # noqa: N818 - said of the body
    """The body is no alert; the text is the reason."""


def alert_of(body: bytes, received_ts: float) -> VendorAlert:
    """Raises NoAlert for a body that is no JSON object, and for one without any field of an alert."""
    fields = _object(body)
    left = dict(fields)

    def take(name: str, read: Callable[[object], T]) -> T | None:
        """The field's value; one that cannot be read stays among the others."""
        if left.get(name) in (None, ""):
            left.pop(name, None)
            return None
        try:
            value = read(left[name])
        except Refused:
            return None
        del left[name]
        return value

    told_ts = when_ts = take("alertTime", timestamp)
    if told_ts is not None and told_ts > received_ts + AHEAD_S:
        # An alert of the time to come is a mistake of some clock: it is of the time of its receipt.
        told_ts, left["alertTime"] = None, fields["alertTime"]
    texts = {name: take(name, text) or "" for name in _TEXTS}
    if when_ts is None and not any(texts.values()):
        raise NoAlert("none of the fields of an alert")
    when = when_ts if when_ts is not None else f"about {received_ts // SAME_S}"
    alert = VendorAlert(
        _key(when, *texts.values()),
        received_ts,
        told_ts,
        content=texts["enContent"],
        content_zh=texts["cnContent"],
        project=texts["projectName"],
        channel=texts["cname"],
        uid=texts["uid"],
        call_id=texts["callId"],
        users=take("currentUserNum", integer),
        hosts=take("currentHostNum", integer),
        url=take("url", text) or "",
        remark=take("remark", text) or "",
    )
    others = {visible(name): _as_text(value) for name, value in list(left.items())[:MOST_OTHERS]}
    return msgspec.structs.replace(alert, others=others)


def _object(body: bytes) -> dict[str, Any]:
    try:
        fields = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NoAlert("no JSON object") from None
    return fields


def _key(*parts: object) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def _as_text(value: object) -> str:
    return visible(value if isinstance(value, str) else msgspec.json.encode(value).decode())
