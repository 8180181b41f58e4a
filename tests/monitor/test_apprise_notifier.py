"""Services are told through the Apprise library, here a webhook on loopback; no URL is shown."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from tests.monitor.notices import ALARM, notice
from tests.patience import PATIENCE_S
from tui.clock import Zone
from tui.config.values import ConfigError
from tui.domain.records import AlarmEvent, Reply, Terms
from tui.domain.text import Phrase
from tui.monitor import apprise_library, apprise_notifier
from tui.monitor.apprise_library import sent, without
from tui.monitor.apprise_notifier import AppriseNotifier, kind_of, of_url, service_of
from tui.monitor.notice_text import body, subject

UTC = Zone(utc=True)
TOKEN = "T0kenOfTheHook"


class Hook:
    """A webhook; it answers with the statuses in turn, the last of them for good."""

    def __init__(self, port: int, heard: list[Any]) -> None:
        self.url = f"json://user:{TOKEN}@127.0.0.1:{port}/{TOKEN}/hook"
        self.heard = heard


@contextmanager
def hook(*statuses: int) -> Iterator[Hook]:
    heard: list[Any] = []
    left = list(statuses or (200,))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield Hook(server.server_port, heard)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def told_by(*urls: str) -> AppriseNotifier:
    return AppriseNotifier(lambda: urls, Terms(), key="hooks", lang="en", zone=UTC)


@pytest.mark.long
async def test_a_webhook_hears_subject_and_body(caplog: pytest.LogCaptureFixture) -> None:
    with hook() as one:
        assert await of_url(one.url, Terms(), lang="en", zone=UTC).tell(notice()) == Reply(True, "accepted")
        (heard,) = one.heard
        assert (heard["title"], heard["message"]) == (subject(notice(), "en"), body(notice(), "en", UTC))
        assert heard["type"] == "failure"
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("told", "kind"),
    [(notice(AlarmEvent.OVER), "success"), (notice(AlarmEvent.REMINDER), "failure"), (notice(is_test=True), "info")],
)
def test_the_kind_of_message_follows_the_event(told: Any, kind: str) -> None:
    assert kind_of(told) == kind


@pytest.mark.long
async def test_a_refusal_is_told_without_any_part_of_the_url(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with hook(403) as one:
        reply = await told_by(one.url).tell(notice())
    assert not reply.is_sent
    assert reply.detail.startswith("not accepted: ")
    assert "403" in reply.detail
    told = reply.detail + caplog.text + "".join(capfd.readouterr())
    assert not [piece for piece in (TOKEN, "user:", "127.0.0.1") if piece in told]


@pytest.mark.long
async def test_a_service_that_does_not_listen_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with hook() as one:
        url = one.url
    reply = await told_by(url).tell(notice())
    assert reply.detail.startswith("not accepted")
    assert TOKEN not in reply.detail + caplog.text


@pytest.mark.long
async def test_of_several_only_those_that_did_not_accept_are_told_again() -> None:
    with hook() as good, hook(500, 200) as bad:
        notifier = told_by(good.url, bad.url)
        reply = await notifier.tell(notice())
        assert not reply.is_sent
        assert reply.detail.startswith("json: not accepted")
        assert await notifier.tell(notice()) == Reply(True, "accepted")
        assert (len(good.heard), len(bad.heard)) == (1, 2)
        assert (await notifier.tell(notice(AlarmEvent.REMINDER, turn=1))).is_sent
        assert (len(good.heard), len(bad.heard)) == (2, 3)


@pytest.mark.parametrize("url", ["nonsense", "no://such", "slack://", "", "https://[", "json://"])
def test_a_url_of_no_service_is_told_as_one(url: str) -> None:
    assert sent(url, "title", "text", "info", "en") == "no URL of a service that Apprise knows"


async def test_urls_that_cannot_be_had_are_a_failure_with_its_reason() -> None:
    def locked() -> list[str]:
        raise ConfigError(Phrase("the safe is locked", "锁着"))

    failing = AppriseNotifier(locked, Terms(), key="a", lang="zh", zone=UTC)
    assert await failing.tell(notice()) == Reply(False, "锁着")
    assert (await told_by().tell(notice())).detail == "the command printed no URL"


async def test_a_service_that_hangs_is_left_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apprise_notifier, "TIMEOUT_S", 0.05)
    release = Event()
    hanging = AppriseNotifier(lambda: [str(release.wait(PATIENCE_S))], Terms(), key="a", lang="en", zone=UTC)
    try:
        assert (await hanging.tell(notice())).detail == "killed: no end within 0.05 s"
    finally:
        release.set()


async def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert (await told_by("json://a").tell(notice())).detail == "needs the library apprise; install scry-tui[notify]"


def test_the_library_is_imported_only_when_somebody_is_told() -> None:
    code = "import sys, tui.monitor.apprise_notifier; print('apprise' in sys.modules, 'requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_key_names_the_service_and_nothing_else_of_the_url() -> None:
    url = f"slack://{TOKEN}/B1/x"
    key = of_url(url, Terms(), lang="en", zone=UTC).key
    assert key.startswith("slack#")
    assert TOKEN not in key
    assert of_url(url + "y", Terms(), lang="en", zone=UTC).key != key
    assert of_url(url, Terms(), name="chat", lang="en", zone=UTC).key == "chat"
    assert service_of(f"{TOKEN}") == service_of("A B://x") == "url"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"error=404 at {TOKEN}/hook", "error=404 at …/…"),
        (f"token%20x and token x of {ALARM.rule}", "… and … of freeze"),
        ("line\nbreak \x1b[31m", "line break ␛[31m"),
    ],
)
def test_pieces_of_a_url_are_hidden_in_a_text(text: str, shown: str) -> None:
    assert without(text, f"json://u:p@host/{TOKEN}/hook/token%20x?a=b") == shown


def test_other_logs_of_the_library_go_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with apprise_library._warnings() as heard:
        logging.getLogger("apprise").warning("refused")
    assert (heard, capfd.readouterr().err) == (["refused"], "")
