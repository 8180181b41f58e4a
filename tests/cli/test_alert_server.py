"""The vendor's alert callbacks, from a socket on loopback to the store of their project."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.agora.test_alert_callback import BODY
from tests.cli.test_collect import Collector, collecting, rows
from tests.flows.served import SCRY, simulated
from tests.manual_clock import ManualClock
from tests.patience import in_time, wait_until
from tests.store.memory.store import MemoryStore, Place
from tests.store.worlds import BASE_URL
from tui.cli.collect import alerts
from tui.cli.collect.alerts import AlertRoute, AlertServer, callback_paths
from tui.collector.alert_inbox import AlertInbox
from tui.config.values import ConfigError, Secret
from tui.domain.records import VendorAlert, Window

NOW = 1_631_703_725.0
SECRET = "kettle-drum-72-violet"
PATH = f"/{SECRET}"


class Served:
    """A server in this process, one inbox and one store a project."""

    def __init__(self, *names: str) -> None:
        self.server = AlertServer(Secret(SECRET))
        self.stores = {name: MemoryStore(Place(), base_url=BASE_URL, app_id=name) for name in names}
        self.inboxes = {name: AlertInbox(name) for name in names}
        for name, inbox in self.inboxes.items():
            self.server.put(AlertRoute((name, f"the project {name}"), inbox, ManualClock(NOW)))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.server.answer), base_url="http://scry")

    async def post(self, path: str = PATH, content: Any = None, **changed: Any) -> int:
        body = json.dumps({**BODY, **changed}).encode() if content is None else content
        return (await self.http.post(path, content=body)).status_code

    async def kept(self, name: str) -> tuple[VendorAlert, ...]:
        return await self.stores[name].read(lambda snapshot: snapshot.alerts(Window(0, int(2 * NOW)), 99))


@asynccontextmanager
async def served(*names: str) -> AsyncIterator[Served]:
    stage = Served(*names)
    jobs = [asyncio.create_task(inbox.run(stage.stores[name])) for name, inbox in stage.inboxes.items()]
    try:
        yield stage
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await stage.http.aclose()


async def test_an_alert_is_kept_once_however_often_it_comes() -> None:
    async with served("one") as stage:
        assert [await stage.post() for _ in range(3)] == [200, 200, 200]
        assert await stage.post(alertTime="1631703720") == 200
        (alert,) = await stage.kept("one")
        assert (alert.received_ts, alert.told_ts, alert.call_id) == (NOW, 1631703720, BODY["callId"])


@pytest.mark.parametrize(
    "path", ["/", "", "/x", f"{PATH}x", f"/{SECRET[:-1]}", PATH.upper(), f"{PATH}/one/two", f"/a/b{PATH}", "//", "/%00"]
)
@pytest.mark.parametrize("method", ["POST", "GET", "HEAD"])
async def test_a_wrong_secret_is_answered_like_a_path_that_is_nowhere(path: str, method: str) -> None:
    async with served("one") as stage:
        answer = await stage.http.request(method, path, content=b"x")
        nowhere = await stage.http.request(method, "/nowhere", content=b"x")
        assert answer.status_code == nowhere.status_code == 404
        assert answer.content == nowhere.content
        # A second may pass between the two.
        dates = [each.headers.pop("date") for each in (answer, nowhere)]
        assert (answer.headers, len(dates)) == (nowhere.headers, 2)
        assert await stage.kept("one") == ()


async def test_both_places_of_a_path_are_compared_whatever_stands_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []
    whole = hmac.compare_digest

    def compare(one: Any, other: Any) -> bool:
        compared.append((len(one), len(other)))
        return bool(whole(one, other))

    monkeypatch.setattr(hmac, "compare_digest", compare)
    async with served("one") as stage:
        for path in (PATH, f"/proxy{PATH}", "/x", f"/{SECRET[:5]}", "/" + "y" * 500):
            compared.clear()
            await stage.post(path)
            assert compared == [(32, 32), (32, 32)], path


@pytest.mark.parametrize("content", [b"", b"garbage", b"{}", b"[1]", b"\xff\xfe", b'{"remark": 1}'])
async def test_garbage_is_answered_400_and_not_kept(content: bytes) -> None:
    async with served("one") as stage:
        assert await stage.post(content=content) == 400
        assert await stage.kept("one") == ()


async def test_a_body_of_64_kib_is_read_and_a_larger_one_is_not() -> None:
    async with served("one") as stage:
        room = 64 * 2**10 - len(json.dumps({**BODY, "remark": ""}))
        assert await stage.post(remark="x" * room) == 200
        assert await stage.post(remark="x" * (room + 1)) == 413

        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 2**12

        assert (await stage.http.post(PATH, content=endless())).status_code == 413


async def test_a_sender_that_is_slow_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "BODY_S", 0.05)

    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    async def receive() -> Any:
        await asyncio.Event().wait()

    async with served("one") as stage:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await stage.server.answer({"path": PATH, "method": "POST", "headers": []}, receive, send)
        assert sent[0]["status"] == 408


async def test_only_post_is_a_callback() -> None:
    async with served("one") as stage:
        answer = await stage.http.get(PATH)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_of_several_projects_the_path_names_one_or_the_body_does() -> None:
    async with served("one", "two") as stage:
        assert await stage.post(f"{PATH}/one", cname="a") == 200
        assert await stage.post(f"{PATH}/the%20project%20two", cname="b") == 200
        assert await stage.post(projectName="two", cname="c") == 200
        assert await stage.post(projectName="three", cname="d") == 422
        assert await stage.post(f"{PATH}/three", projectName="two", cname="e") == 200
        assert [one.channel for one in await stage.kept("one")] == ["a"]
        assert sorted(one.channel for one in await stage.kept("two")) == ["b", "c", "e"]


async def test_a_store_that_does_not_answer_costs_the_sender_less_than_two_seconds() -> None:
    stage = Served("one")
    began = time.monotonic()
    assert await stage.post() == 202, "held: nobody writes"
    assert in_time(time.monotonic() - began, 2.0)
    assert len(stage.inboxes["one"]) == 1
    await stage.http.aclose()


async def test_the_url_of_each_project_is_told_without_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tui.cli.collect")
    assert callback_paths(["one"]) == {"one": "/SECRET"}
    assert callback_paths(["one", "课 堂"]) == {"one": "/SECRET/one", "课 堂": "/SECRET/%E8%AF%BE%20%E5%A0%82"}
    async with served("one", "课 堂") as stage:
        for name, path in callback_paths(["one", "课 堂"]).items():
            assert await stage.post(path.replace("SECRET", SECRET), alertTime="1631703720") == 200
            assert len(await stage.kept(name)) == 1
        stage.server.tell_urls(["one", "课 堂"])
    told = [record.getMessage().split(" at ")[0] for record in caplog.records]
    assert [one for one in told if one.startswith("alert callbacks of")] == [
        "alert callbacks of one",
        "alert callbacks of 课 堂",
    ]
    assert SECRET not in caplog.text


async def test_an_alert_of_no_project_names_each_project_once(caplog: pytest.LogCaptureFixture) -> None:
    async with served("one", "two") as stage:
        for route in [*stage.server._routes.values()]:
            stage.server.put(AlertRoute((route.names[0], route.names[0]), route.inbox, route.clock))
        assert await stage.post(projectName="three") == 422
    assert "is of none of: one, two; end its URL" in caplog.text


async def test_without_a_project_that_is_open_the_sender_shall_try_again() -> None:
    assert await Served().post() == 503


# -- a process


@contextmanager
def receiving(home: Path, *arguments: str) -> Iterator[tuple[Collector, Path, str]]:
    """A collector with its server, the store, and the URL with the secret."""
    config, store = home / "config.toml", home / "scry.db"
    (home / "secret").write_text(f"{SECRET}\n")
    config.write_text(f'[collect]\nalerts_listen = "127.0.0.1:0"\nalerts_secret_command = ["cat", "{home}/secret"]\n')
    with (
        simulated("calm") as (_, url),
        collecting(
            home, "--config", str(config), "--app-id", "demoapp", "--base-url", url, "--store", f"sqlite:///{store}",
            *arguments,
        ) as collector,
    ):  # fmt: skip
        collector.says("/SECRET")
        found = re.search(r"alert callbacks of demoapp at (http://[\d.:]+)/SECRET\b", collector.log.read_text())
        assert found is not None
        yield collector, store, f"{found[1]}/{SECRET}"


@pytest.mark.long
def test_a_callback_is_in_the_store_when_it_is_answered_and_the_secret_in_no_log(tmp_path: Path) -> None:
    with receiving(tmp_path) as (collector, store, url):
        assert httpx.post(url, json=BODY).status_code == 200
        assert rows(store, "SELECT json_extract(told, '$.call_id') FROM alerts") == [(BODY["callId"],)]
        assert httpx.post(url.replace("kettle", "Kettle"), json=BODY).text == "not found"
        with socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0]))) as raw:
            raw.sendall(b"\x16\x03\x01" + b"no HTTP" * 100 + b"\r\n\r\n")
            assert b"400" in raw.recv(4096)
        with closing(sqlite3.connect(store, isolation_level=None)) as held:
            held.execute("BEGIN EXCLUSIVE")
            began = time.monotonic()
            answer = httpx.post(url, json={**BODY, "cname": "late"})
            assert (answer.status_code, in_time(time.monotonic() - began, 2.0)) == (202, True)
            held.execute("ROLLBACK")
        wait_until(lambda: len(rows(store, "SELECT 1 FROM alerts")) == 2)
        assert collector.end()[0] == 0
        assert SECRET not in collector.log.read_text()
        assert {line["level"] for line in collector.lines()} == {"info"}


@pytest.mark.long
def test_ten_thousand_alerts_come_through_and_the_collector_goes_on(tmp_path: Path) -> None:
    statuses: set[bytes] = set()

    async def sender(url: str, first: int) -> None:
        address = urlsplit(url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for number in range(first, 10_000, 20):
            body = json.dumps({**BODY, "cname": f"c{number // 40}", "uid": number % 20}).encode()
            head = f"POST {address.path} HTTP/1.1\r\nHost: scry\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            statuses.add(answer.split()[1])
            length = re.search(rb"content-length: (\d+)", answer)
            assert length is not None
            await reader.readexactly(int(length[1]))
        writer.close()

    async def flood(url: str) -> None:
        await asyncio.gather(*(sender(url, first) for first in range(20)))

    with receiving(tmp_path) as (collector, store, url):
        asyncio.run(flood(url))
        assert statuses <= {b"200", b"202"}
        wait_until(lambda: rows(store, "SELECT count(*) FROM alerts") == [(5000,)])
        status, seconds = collector.end()
        assert (status, seconds < 2) == (0, True)


@pytest.mark.long
@pytest.mark.parametrize(
    ("collect", "told"),
    [
        ("", "--alerts-listen needs a secret in the callback's URL; write under [collect]: alerts_secret_command ="),
        ('alerts_secret_command = ["false"]', "config.toml:2: collect.alerts_secret_command: ended with status 1"),
        ('alerts_secret_command = ["echo", "a/b"]', "prints a secret with a blank or a slash"),
        ('alerts_secret_command = ["echo", ""]', "prints nothing"),
    ],
)
def test_a_secret_that_cannot_be_had_is_a_mistake_of_the_configuration(tmp_path: Path, collect: str, told: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"[collect]\n{collect}\n")
    arguments = ["--config", str(config), "--app-id", "demoapp", "--base-url", "http://127.0.0.1:1"]
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "SCRY_CUSTOMER_ID": "a", "SCRY_CUSTOMER_SECRET": "b"}
    command = [*SCRY, "collect", *arguments, "--alerts-listen", "127.0.0.1:0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


async def test_a_port_in_use_is_told_with_the_option() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigError, match=f"--alerts-listen: cannot listen at {address}: Address already"):
            await AlertServer(Secret(SECRET)).listen(address)
