"""Alerts of the vendor: one that a rule in the vendor's console sent, as it was received (告警回调)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.text import Lang


class VendorAlert(Struct, frozen=True):
    """`key` tells alerts apart: a retry has that of the first. `told_ts` is the vendor's own time, None where the body
    has none that can be read. `content` is English, `content_zh` Chinese: the rule's language decides which one comes.
    `others`: the fields that this version does not know or cannot read, as they came."""

    key: str
    received_ts: float
    told_ts: int | None = None
    content: str = ""
    content_zh: str = ""
    project: str = ""
    channel: str = ""
    uid: str = ""
    call_id: str = ""
    users: int | None = None
    hosts: int | None = None
    url: str = ""
    remark: str = ""
    others: Mapping[str, str] = {}

    @property
    def ts(self) -> float:
        return self.received_ts if self.told_ts is None else float(self.told_ts)

    def says(self, lang: Lang) -> str:
        """Its content in the asked language, else in the other one."""
        first, second = (self.content_zh, self.content) if lang == "zh" else (self.content, self.content_zh)
        return first or second
