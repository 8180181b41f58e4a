"""Apprise notifier: tells a service of the Apprise library by its URL, each message in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct

import tui
from tui.clock import Zone
from tui.collector.detached import detached
from tui.domain.records import AlarmEvent, AlarmNotice, Reply, Severity, Terms
from tui.domain.text import Lang, SaidError
from tui.messages import notices as words
from tui.monitor.command_notifier import keyed, kill
from tui.monitor.notice_text import body, subject

TIMEOUT_S = 45.0
# Of this program's own files, wherever it was started.
SENDER = (sys.executable, "-P", "-m", "tui.monitor.apprise_library")
_HOME = str(Path(tui.__file__).parents[1])
# Tellings of which the accepted URLs are remembered.
_REMEMBERED = 100


class SenderReply(Struct, frozen=True):
    """The sender's answer. `why` None: the service accepted the message."""

    why: str | None


class AppriseNotifier:
    """`urls` gives the URLs, one or several that are told together; it may block, and raises SaidError. Of several, a
    URL that accepted a telling is not told again when another one is tried again."""

    def __init__(self, urls: Callable[[], Sequence[str]], terms: Terms, *, key: str, lang: Lang, zone: Zone) -> None:
        self.key = key
        self.terms = terms
        self._urls = urls
        self._lang = lang
        self._zone = zone
        self._accepted: dict[tuple[object, ...], set[str]] = {}

    async def tell(self, notice: AlarmNotice) -> Reply:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._tell(notice)
        except TimeoutError:
            said = words.SLOW(self._lang, seconds=f"{TIMEOUT_S:g}")
        except SaidError as error:
            said = error.says(self._lang)
        return Reply(is_sent=False, detail=said)

    async def _tell(self, notice: AlarmNotice) -> Reply:
        """Raises SaidError."""
        urls = await detached(self._urls)
        if not urls:
            return Reply(is_sent=False, detail=words.NO_URLS(self._lang))
        if find_spec("apprise") is None:
            return Reply(is_sent=False, detail=words.NO_LIBRARY(self._lang))
        telling = (notice.alarm.alarm_id, notice.event, notice.turn, notice.is_test and notice.sent_ts)
        accepted = self._accepted.setdefault(telling, set())
        for old in list(self._accepted)[:-_REMEMBERED]:
            del self._accepted[old]
        message = {
            "title": subject(notice, self._lang),
            "text": body(notice, self._lang, self._zone),
            "kind": kind_of(notice),
            "lang": self._lang,
        }

        async def told(url: str) -> str | None:
            why = await _sent({**message, "url": url})
            if why is None:
                accepted.add(url)
            return why if why is None or len(urls) == 1 else f"{service_of(url)}: {why}"

        # Side by side: a service that hangs keeps no other waiting, now and at the next try.
        whys = await asyncio.gather(*(told(url) for url in urls if url not in accepted))
        failed = [why for why in whys if why is not None]
        return Reply(is_sent=not failed, detail="; ".join(failed) or words.ACCEPTED(self._lang))


async def _sent(message: Mapping[str, str]) -> str | None:
    """None where the service accepted the message, else the reason."""
    process = await asyncio.create_subprocess_exec(
        *SENDER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("SCRY_")} | {"PYTHONPATH": _HOME},
        start_new_session=True,
    )
    try:
        said, _ = await process.communicate(json.dumps(message).encode())
    except asyncio.CancelledError:
        await kill(process)
        raise
    try:
        return msgspec.json.decode(said, type=SenderReply).why
    except msgspec.DecodeError:
        return words.EXITED("zh" if message["lang"] == "zh" else "en", status=process.returncode)


def of_url(url: str, terms: Terms, *, name: str = "", lang: Lang, zone: Zone) -> AppriseNotifier:
    return AppriseNotifier(lambda: (url,), terms, key=name or keyed(service_of(url), url), lang=lang, zone=zone)


def kind_of(notice: AlarmNotice) -> str:
    """Apprise's word for the colour or sign of a message."""
    if notice.is_test:
        return "info"
    if notice.event is AlarmEvent.OVER:
        return "success"
    return {Severity.CRITICAL: "failure", Severity.WARNING: "warning"}.get(notice.alarm.severity, "info")


def service_of(url: str) -> str:
    """The name before `://`."""
    scheme = url.partition("://")[0]
    return scheme if re.fullmatch(r"[a-z][a-z0-9]{0,19}", scheme) else "url"
