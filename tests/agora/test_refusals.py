"""The error tree: what each answer that is none amounts to, and what it says."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import traceback
import tracemalloc
from pathlib import Path

import httpx
import pytest

from tests.agora.answering import NAMES, SECRET, Sent, answered, ask, client, sample
from tui.agora import exchange
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION, wire
from tui.agora.editions.reference_2020.wire import incoming
from tui.agora.editions.reference_2020.wire.reading import MOST_SET_ASIDE
from tui.agora.errors import (
    ApiError,
    BadRequest,
    Forbidden,
    NotFound,
    OverLimit,
    ServerError,
    TimedOut,
    Unauthorized,
    Unreachable,
    Unreadable,
)
from tui.agora.exchange import Timeouts
from tui.domain.records import Failure, FailureKind
from tui.messages.failures import ADVICE, WHAT

BY_CODE = [
    (400, BadRequest),
    (401, Unauthorized),
    (403, Forbidden),
    (404, NotFound),
    (405, BadRequest),
    (429, OverLimit),
    (500, ServerError),
    (503, ServerError),
]
BY_MESSAGE = [
    ("qps limit error", OverLimit),
    ("qpd limit error", OverLimit),
    ("", OverLimit),
    ("too many requests", OverLimit),
    ("query latency limit error", BadRequest),
    ("query time range limit error", BadRequest),
    ("query time length limit error", BadRequest),
    ("no auth", Forbidden),
]


async def refused(content: object, status: int = 200, name: str = "live_scale") -> ApiError:
    with pytest.raises(ApiError) as raised:
        await answered(name, content, status)
    return raised.value


async def failed(error: Exception) -> ApiError:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    async with client(answer) as some_client:
        with pytest.raises(ApiError) as raised:
            await ask(some_client, "live_scale")
    return raised.value


@pytest.mark.parametrize(("number", "kind"), BY_CODE)
async def test_an_http_status_counts_where_the_body_is_not_json(number: int, kind: type[ApiError]) -> None:
    error = await refused(b"<h1>Sorry\x1b[2J</h1>", number)
    assert type(error) is kind
    assert error.failure == Failure(kind.kind, "<h1>Sorry␛[2J</h1>", number)


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 500])
@pytest.mark.parametrize(("number", "kind"), BY_CODE)
async def test_the_code_in_the_body_counts_whatever_the_http_status(
    number: int, kind: type[ApiError], status: int
) -> None:
    error = await refused({"code": number, "message": "said so"}, status)
    assert type(error) is kind
    assert error.failure == Failure(kind.kind, "said so", status, number)


@pytest.mark.parametrize("status", [200, 300, 429, 500])
@pytest.mark.parametrize("code", [300, 429])
@pytest.mark.parametrize(("message", "kind"), BY_MESSAGE)
async def test_a_limit_of_the_quota_is_told_from_one_of_the_window_by_its_message(
    message: str, kind: type[ApiError], code: int, status: int
) -> None:
    assert type(await refused({"code": code, "message": message}, status)) is kind


@pytest.mark.parametrize("content", [b"", b"slow down", {"code": 200, "data": []}, {}, [], {"code": 0, "data": []}])
async def test_http_429_is_over_the_limit_whatever_else_the_body_says(content: object) -> None:
    assert type(await refused(content, 429)) is OverLimit


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html>login</html>", "not JSON"),
        (b'{"code": 200, "data": [', "not JSON"),
        (b"[1, 2]", "not an object: a list"),
        (b"null", "not an object: null"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b'{"code": 200}', "data: missing"),
        (b'{"code": 200, "data": {"a": 1}}', "data: not a list: an object"),
        (b'{"code": 200, "data": "x"}', "data: not a list: 'x'"),
        (b'{"data": []}', "no code"),
        (b'{"code": null, "data": []}', "no code"),
        (b'{"code": true, "data": []}', "no code"),
        (b'{"code": "fine", "data": []}', "no code"),
        (b'{"code": 0}', "code 0 without data"),
        (b'{"code": 0, "data": null}', "code 0 without data"),
        (b'{"code": 1001, "message": "odd"}', "code 1001: odd"),
        (b'{"code": -1}', "code -1"),
    ],
)
async def test_an_answer_that_is_not_what_the_reference_describes_is_unreadable_and_says_why(
    content: bytes, said: str
) -> None:
    error = await refused(content)
    assert type(error) is Unreadable
    assert said in error.failure.detail


@pytest.mark.parametrize("name", ["call_lists", "call_details"])
async def test_an_answer_without_its_list_is_unreadable(name: str) -> None:
    error = await refused({"code": 200, "data": []}, name=name)
    assert type(error) is Unreadable
    assert "missing" in error.failure.detail


async def test_a_report_that_got_no_clear_yes_is_not_taken_for_sent() -> None:
    assert type(await refused({"code": 0, "message": "success"}, name="report")) is Unreadable


async def test_a_code_in_no_table_leaves_the_verdict_to_the_http_status() -> None:
    assert type(await refused({"code": 1001}, 403)) is Forbidden
    assert type(await refused({"code": 0}, 503)) is ServerError
    assert type(await refused({"message": "no"}, 401)) is Unauthorized


async def test_a_refusal_tells_the_servers_time() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={"code": 403}, headers={"Date": "Sun, 22 Nov 2026 07:56:09 GMT"})

    async with client(answer) as some_client:
        with pytest.raises(Forbidden) as raised:
            await ask(some_client, "live_scale")
    assert raised.value.failure.server_ts == 1795334169.0


async def test_the_servers_words_are_quoted_short_and_without_control_characters() -> None:
    error = await refused({"code": 400, "message": "bad\n\x1b]52;c;AAAA\x07\u202egnp" + "x" * 5000})
    assert len(error.failure.detail) == 200
    assert error.failure.detail.startswith("bad ␛]52;c;AAAA␇\\u{202E}gnpxxx")
    assert error.failure.detail.endswith("…")


@pytest.mark.parametrize(
    ("cause", "kind", "said"),
    [
        (httpx.ConnectTimeout("t"), TimedOut, "no connection within 10 s"),
        (httpx.ReadTimeout("t"), TimedOut, "silent for 20 s"),
        (httpx.WriteTimeout("t"), TimedOut, "not taken within 10 s"),
        (httpx.PoolTimeout("t"), TimedOut, "no free connection within 5 s"),
        (httpx.ConnectError("[Errno -2] Name or service not known"), Unreachable, "Name or service not known"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), Unreachable, "CERTIFICATE_VERIFY_FAILED"),
        (httpx.ReadError(""), Unreachable, "ReadError"),
        (httpx.RemoteProtocolError("peer closed connection"), Unreachable, "peer closed"),
        (httpx.ProxyError("407 Proxy Authentication Required"), Unreachable, "407"),
        (ConnectionResetError("reset"), Unreachable, "reset"),
    ],
)
async def test_a_broken_exchange_is_told_by_where_it_broke(cause: Exception, kind: type[ApiError], said: str) -> None:
    error = await failed(cause)
    assert type(error) is kind
    assert said in error.failure.detail
    assert error.failure.status is None


async def test_a_server_that_drips_is_given_up_in_the_end() -> None:
    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            yield b"{"
            await asyncio.Event().wait()

    dripping = Client(
        edition=EDITION,
        base_url="https://api.example",
        app_id="a",
        customer_id="b",
        customer_secret="c",
        transport=httpx.MockTransport(lambda request: httpx.Response(200, stream=Drip())),
        timeouts=Timeouts(whole_s=0.02),
    )
    async with dripping:
        with pytest.raises(TimedOut, match="not the whole answer within 0"):
            await ask(dripping, "live_scale")


@pytest.mark.parametrize("base_url", ["https://[::1", "https://a:b:c", "ftp://example", "example", ""])
async def test_a_base_url_that_is_none_is_unreachable(base_url: str) -> None:
    some_client = Client(edition=EDITION, base_url=base_url, app_id="a", customer_id="b", customer_secret="c")
    async with some_client:
        with pytest.raises(Unreachable):
            await ask(some_client, "live_scale")


async def test_certificates_that_cannot_be_loaded_are_unreachable_and_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_text("Dear all")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    some_client = Client(
        edition=EDITION, base_url="https://api.example", app_id="a", customer_id="b", customer_secret="c"
    )
    async with some_client:
        with pytest.raises(Unreachable, match=r"SSL_CERT_FILE=.*ca\.pem cannot be used"):
            await ask(some_client, "live_scale")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["https://evil.example/beta", "//evil.example/", "/login", "?"])
async def test_a_redirect_is_an_error_and_no_second_request_leaves(status: int, location: str) -> None:
    hosts = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(status, headers={"Location": location}, json=sample("live_scale"))

    async with client(answer) as some_client:
        with pytest.raises(Unreachable) as raised:
            await ask(some_client, "live_scale")
    assert hosts == ["api.example"]
    assert raised.value.failure.status == status
    assert ("evil.example" in raised.value.failure.detail) == ("evil.example" in location)


@pytest.mark.parametrize("location", ["http://[", "\x1b", "https://evil.example:port/"])
async def test_a_redirect_to_what_is_no_url_is_an_error_too(location: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": location})

    async with client(answer) as some_client:
        with pytest.raises(Unreachable):
            await ask(some_client, "live_scale")


async def test_an_answer_beyond_the_bound_is_unreadable_packed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MOST_WHOLE_BYTES", 2**20)
    plain = json.dumps(sample("usage") | {"pad": "x" * 2**20}).encode()
    for content, headers in ((plain, {}), (gzip.compress(plain), {"Content-Encoding": "gzip"})):
        response = httpx.Response(200, content=content, headers=headers)
        async with client(lambda request, response=response: response) as some_client:  # type: ignore[misc]
            with pytest.raises(Unreadable, match="longer than 1 MiB"):
                await ask(some_client, "usage")


async def test_of_a_small_packet_that_unpacks_without_end_little_more_than_the_bound_is_unpacked() -> None:
    """One chunk of 64 KiB holds 64 MiB: taken at once it would be there before anybody could count it."""
    bomb = gzip.compress(bytes(64 * 2**20), 1)
    response = httpx.Response(200, content=bomb, headers={"Content-Encoding": "gzip"})
    async with client(lambda request: response) as some_client:
        tracemalloc.start()
        with pytest.raises(Unreadable, match="longer than 4 MiB"):
            await ask(some_client, "usage")
        peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak_bytes < 3 * exchange.MOST_WHOLE_BYTES


async def test_a_long_answer_is_decoded_beside_the_event_loop_with_every_good_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads = set()
    decode = wire.usage

    def watched(body: wire.Body) -> object:
        threads.add(threading.current_thread())
        return decode(body)

    monkeypatch.setattr(incoming, "usage", watched)
    answer = sample("usage")
    answer["data"][2:2] = [{}] * 100_000
    found = await answered("usage", answer)
    assert found.value == (await answered("usage", sample("usage"))).value
    assert len(found.set_aside) == MOST_SET_ASIDE
    assert len(threads) == 2, "the short one on the loop, the long one elsewhere"


@pytest.mark.parametrize(
    ("status", "kind"), [(200, Unreadable), (401, Unauthorized), (403, Forbidden), (502, ServerError)]
)
@pytest.mark.parametrize("packing", ["br", "gzip"])
async def test_of_what_cannot_be_unpacked_the_status_counts(status: int, kind: type[ApiError], packing: str) -> None:
    response = httpx.Response(status, stream=Sent(b"no gzip"), headers={"Content-Encoding": packing})
    async with client(lambda request: response) as some_client:
        with pytest.raises(kind) as raised:
            await ask(some_client, "live_scale")
    assert raised.value.failure.status == status


async def test_an_answer_packed_twice_is_not_unpacked() -> None:
    class Packed(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            yield gzip.compress(gzip.compress(b"{}"))

    headers = {"Content-Encoding": "gzip, gzip"}
    async with client(lambda request: httpx.Response(200, stream=Packed(), headers=headers)) as some_client:
        with pytest.raises(Unreadable, match="packed as gzip, gzip"):
            await ask(some_client, "usage")


async def test_a_packed_answer_is_unpacked() -> None:
    content = gzip.compress(json.dumps(sample("usage")).encode())
    headers = {"Content-Encoding": "gzip"}
    async with client(lambda request: httpx.Response(200, content=content, headers=headers)) as some_client:
        assert len((await ask(some_client, "usage")).value) == 4


def test_every_kind_of_failure_has_its_class_its_words_and_its_advice() -> None:
    classes = {subclass.kind: subclass for subclass in ApiError.__subclasses__()}
    # That a request ended here, or never began, is none of the server's answers.
    ours = {FailureKind.CANCELLED, FailureKind.NOT_SENT, FailureKind.UNANSWERED}
    assert {*classes, *ours} == set(WHAT) == set(ADVICE) == set(FailureKind)
    for kind, error_class in classes.items():
        said = str(error_class("the detail", status=500, code=1, server_ts=2.0))
        assert said == f"{WHAT[kind].en}: the detail. {ADVICE[kind].en}"
        assert "\n" not in said
        assert ADVICE[kind].en.endswith(".")
        assert ADVICE[kind].zh.endswith("。")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("cause", [httpx.ReadTimeout("t"), httpx.InvalidURL("u"), httpx.ConnectError("c")])
async def test_no_secret_is_in_a_traceback_with_locals(name: str, cause: Exception) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise cause

    async with client(answer) as some_client:
        with pytest.raises(ApiError) as raised:
            await ask(some_client, name)
        told = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
        assert SECRET not in told + repr(some_client) + str(some_client) + repr(raised.value) + str(raised.value)
    assert "Basic " not in told


async def test_credentials_in_a_base_url_are_never_told() -> None:
    some_client = client(lambda request: httpx.Response(500), "https://me:hunter2@api.example")
    assert repr(some_client) == "Client(api.example:443)"
