"""The server on real sockets, and as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.serving import serving
from tests.sim.asking import DETAILS, DIAGNOSIS, HOUR_S, LISTS, NOW_TS, SCALE, USAGE, basic
from tests.sim.watched import World
from tui.sim.server import Server, make_server

WINDOW = f"appid=demoapp&start_ts={NOW_TS - HOUR_S}&end_ts={NOW_TS}"


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=PATIENCE_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(self._path)


@pytest.fixture
def server() -> Iterator[Server]:
    world = World("incident", 1, lambda: float(NOW_TS), onset_s=-1800)
    with serving(make_server(world, ("127.0.0.1", 0))) as server:
        yield server


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=PATIENCE_S)
    yield connection
    connection.close()


def get(connection: http.client.HTTPConnection, target: str, method: str = "GET") -> http.client.HTTPResponse:
    connection.request(method, target, headers=basic())
    return connection.getresponse()


def test_one_connection_serves_request_after_request(connection: http.client.HTTPConnection) -> None:
    first = get(connection, f"{SCALE}?{WINDOW}&metric=pcu,pcc")
    assert len(json.loads(first.read())["data"]) > 50
    assert first.headers["Content-Length"] is not None
    assert first.headers["Date"] == "Sun, 22 Nov 2026 08:58:37 GMT"
    own_port = connection.sock.getsockname()
    for method, target, status in (
        ("GET", f"{SCALE}?{WINDOW}&metric=pcu,pcc", 429),
        ("HEAD", f"{SCALE}?{WINDOW}", 404),
        ("POST", f"{DIAGNOSIS}?{WINDOW}", 404),
        ("GET", f"{DIAGNOSIS}?{WINDOW}", 200),
    ):
        response = get(connection, target, method)
        response.read()
        assert response.status == status
    assert connection.sock.getsockname() == own_port


def test_a_large_answer_comes_in_chunks(connection: http.client.HTTPConnection, server: Server) -> None:
    call = server.world.calls.of_channel_at("数学-3班", NOW_TS)
    assert call is not None
    window = f"appid=demoapp&start_ts={call.created_ts}&end_ts={NOW_TS}"
    response = get(connection, f"{DETAILS}?{window}&call_id={call.call_id}")
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert len(json.loads(response.read())["call_info"]) == 10
    listed = get(connection, f"{LISTS}?{WINDOW}&cname=%E6%95%B0%E5%AD%A6-3%E7%8F%AD")
    assert json.loads(listed.read())["call_lists"][0]["call_id"] == call.call_id


def test_a_client_of_http_1_0_gets_its_answer_whole_and_the_connection_closed(server: Server) -> None:
    call = server.world.calls.of_channel_at("数学-3班", NOW_TS)
    assert call is not None
    target = f"{DETAILS}?appid=demoapp&start_ts={NOW_TS - 300}&end_ts={NOW_TS}&call_id={call.call_id}"
    authorization = basic()["Authorization"]
    with socket.create_connection(server.server_address[:2], timeout=PATIENCE_S) as raw:  # type: ignore[arg-type]
        raw.sendall(f"GET {target} HTTP/1.0\r\nAuthorization: {authorization}\r\n\r\n".encode())
        head, _, body = b"".join(iter(lambda: raw.recv(65536), b"")).partition(b"\r\n\r\n")
    assert b"Transfer-Encoding" not in head
    assert json.loads(body)["code"] == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/2\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"h%d: 1\r\n" % number for number in range(200)) + b"\r\n",
    ],
)
def test_what_is_no_http_is_answered_once_and_hung_up_on(server: Server, raw: bytes) -> None:
    with socket.create_connection(server.server_address[:2], timeout=PATIENCE_S) as client:  # type: ignore[arg-type]
        client.sendall(raw)
        client.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := client.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass  # the server closed before it had read all of it
    assert answer[:12] in (b"HTTP/1.1 400", b"")


def test_a_client_that_leaves_in_the_middle_harms_nobody(
    server: Server, connection: http.client.HTTPConnection, capfd: pytest.CaptureFixture[str]
) -> None:
    call = server.world.calls.of_channel_at("big-live-1", NOW_TS)
    assert call is not None
    target = f"{DETAILS}?appid=demoapp&start_ts={call.created_ts}&end_ts={NOW_TS}&call_id={call.call_id}"
    authorization = basic()["Authorization"]
    with socket.create_connection(server.server_address[:2], timeout=PATIENCE_S) as raw:  # type: ignore[arg-type]
        raw.sendall(f"GET {target} HTTP/1.1\r\nAuthorization: {authorization}\r\n\r\n".encode())
        raw.recv(100)
    assert get(connection, f"{DIAGNOSIS}?{WINDOW}").status == 200
    assert capfd.readouterr() == ("", "")


def test_the_same_over_a_unix_socket_whose_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "sim.sock"
    with serving(make_server(World("calm", 1, lambda: float(NOW_TS)), str(path))) as server:
        assert server.url == str(path)
        assert path.stat().st_mode & 0o777 == 0o600
        connection = UnixConnection(str(path))
        response = get(connection, f"{SCALE}?{WINDOW}&metric=pcu")
        assert json.loads(response.read())["code"] == 200
        connection.close()
    assert not path.exists()


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui.sim", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
    )


def test_the_process_says_where_it_listens_and_ends_cleanly_when_told_to() -> None:
    process = start(
        "--port", "0", "--epoch", "1000000000", "--speed", "20", SCRY_CUSTOMER_ID="me", SCRY_CUSTOMER_SECRET="mine"
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("listening on http://127.0.0.1:")
    connection = http.client.HTTPConnection(line.split("//")[1].strip(), timeout=PATIENCE_S)
    connection.request("GET", "/none", headers=basic("me:mine"))
    response = connection.getresponse()
    assert (response.status, b"no such API" in response.read()) == (404, True)
    assert response.headers["Date"].startswith("Sun, 09 Sep 2001 01:")
    connection.close()
    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, *rest) == (0, "", "")


@pytest.mark.parametrize(("edition", "status"), [("2020", 429), ("2021", 200)])
def test_the_process_keeps_the_limits_of_the_edition_it_is_told(edition: str, status: int) -> None:
    process = start("--port", "0", "--edition", edition, "--speed", "5")
    assert process.stdout is not None
    connection = http.client.HTTPConnection(process.stdout.readline().split("//")[1].strip(), timeout=PATIENCE_S)
    get(connection, f"{DIAGNOSIS}?{WINDOW}").read()
    time.sleep(0.3)  # 1.5 s of theirs
    assert get(connection, f"{DIAGNOSIS}?{WINDOW}").status == status
    connection.close()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_S)


def test_the_process_takes_its_socket_away_when_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "sim.sock"
    process = start("--uds", str(path), "--scene", "calm")
    assert process.stdout is not None
    assert process.stdout.readline() == f"listening on {path}\n"
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, *rest) == (130, "", "")
    assert not path.exists()


def test_the_process_ends_when_its_parent_is_gone() -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = start("--port", "0", "--parent-pid", str(parent.pid))
    assert process.stdout is not None
    process.stdout.readline()
    parent.communicate(b"\n", timeout=PATIENCE_S)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0


def test_an_address_that_is_taken_is_said_in_one_line(server: Server) -> None:
    process = start("--port", server.url.rsplit(":", 1)[1])
    out, error = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (1, "")
    assert error.startswith("scry: cannot listen on 127.0.0.1:")
    assert error.count("\n") == 1


def test_the_simulator_imports_no_other_room_and_nothing_heavy() -> None:
    code = "import sys, tui.sim.__main__; print(*sorted(sys.modules))"
    modules = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    ).stdout.split()
    ours = {name for name in modules if name.startswith("tui")}
    assert all(name == "tui" or name.split(".")[1] == "sim" for name in ours)
    assert not {"http.server", "email", "ssl", "dataclasses", "asyncio", "textual", "httpx"} & set(modules)


def test_the_ten_requests_a_day_of_usage_are_counted_over_the_socket_too(
    connection: http.client.HTTPConnection,
) -> None:
    statuses = []
    for _ in range(2):
        response = get(connection, f"{USAGE}?{WINDOW}&metric=userCount")
        response.read()
        statuses.append(response.status)
    assert statuses == [200, 429]
