"""Which zone local times are in, and by what."""

from __future__ import annotations

from collections.abc import Mapping

from tui.cli.check.finding import Finding, ok, warn
from tui.cli.local_time import local_time
from tui.clock import Zone
from tui.messages import check as check_words
from tui.messages import local_time as words


def zoned(environment: Mapping[str, str], now_ts: float) -> Finding:
    found, zone = local_time(environment), Zone(utc=False)
    if found.trouble is not None:
        return warn(words.LOCAL_TIME, check_words.AS_IT_IS, text=found.trouble)
    return ok(words.LOCAL_TIME, words.NOW, time=zone.text(now_ts), offset=zone.label(now_ts), by=found.by)
