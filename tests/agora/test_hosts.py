"""Reserve hosts: their order, the waits, and that a request that may have arrived is never sent twice."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.agora import answering
from tests.agora.today_answering import ANSWERS, NAMES, client, request_of
from tui.agora.editions.today.hosts import HOSTS, reserves
from tui.agora.errors import ApiError, ServerError, TimedOut, Unreachable
from tui.agora.reserve import BACK_S, WAITS_S, Reserve
from tui.domain.records import Failure, FailureKind

GLOBAL, CHINA = "https://api.agora.io", "https://api.sd-rtn.com"
ORDER = ["api.agora.io", "api.agora.io", "api.sd-rtn.com", "api-us-west-1.agora.io"]


@pytest.mark.parametrize(
    ("base_url", "order"),
    [
        (GLOBAL, (GLOBAL, CHINA, "https://api-us-west-1.agora.io")),
        (CHINA, (CHINA, GLOBAL, "https://api-cn-east-1.sd-rtn.com")),
        (
            "https://api-eu-west-1.agora.io",
            (
                "https://api-eu-west-1.agora.io",
                "https://api-eu-west-1.sd-rtn.com",
                "https://api-eu-central-1.agora.io",
            ),
        ),
    ],
)
def test_the_order_is_the_same_host_the_other_main_host_and_a_neighbour(base_url: str, order: tuple[str, ...]) -> None:
    assert reserves(base_url) == order


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.example",
        "http://127.0.0.1:8080",
        "http://api.agora.io",
        "https://api.agora.io:8443",
        "https://api.agora.io/through",
        "https://api.agora.io.example",
        "https://xapi.agora.io",
    ],
)
def test_a_host_outside_the_table_has_no_reserve(base_url: str) -> None:
    assert reserves(base_url) == ()


def test_no_reserve_lies_outside_the_table() -> None:
    for host in HOSTS:
        found = reserves(f"https://{host}")
        assert len(found) == len(WAITS_S)
        assert {url.removeprefix("https://") for url in found} <= HOSTS


def server(answers: list[Callable[[httpx.Request], httpx.Response]], hosts: list[str]) -> Callable[..., httpx.Response]:
    """One answer after the other; `hosts` get the asked hosts."""

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return answers[min(len(hosts), len(answers)) - 1](request)

    return answer


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route", request=request)


def broken(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("reset", request=request)


def silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("", request=request)


def failing(request: httpx.Request) -> httpx.Response:
    return httpx.Response(500, json={"code": 500, "message": "Unknown Error", "data": None})


def good(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=ANSWERS["insight_usage_breakdown"][1])


@pytest.mark.parametrize("name", NAMES)
async def test_a_request_that_reached_nobody_walks_through_the_hosts_with_1_3_and_6_seconds(name: str) -> None:
    hosts: list[str] = []
    waited: list[float] = []

    async with client(server([unreachable] * 4, hosts), GLOBAL, waited=waited) as some_client:
        with pytest.raises(Unreachable):
            await some_client.fetch(request_of(name))
    assert (hosts, waited) == (ORDER, [1, 3, 6])


@pytest.mark.parametrize("reached", [1, 2, 3])
async def test_the_first_host_that_answers_ends_the_walk_and_serves_the_next_request(reached: int) -> None:
    hosts: list[str] = []
    waited: list[float] = []
    request = request_of("insight_usage_breakdown")
    async with client(server([*[unreachable] * reached, good], hosts), GLOBAL, waited=waited) as some_client:
        await some_client.fetch(request)
        await some_client.fetch(request)
    assert hosts == [*ORDER[: reached + 1], ORDER[reached]]
    assert waited == [1, 3, 6][:reached]


@pytest.mark.parametrize(("fault", "kind"), [(broken, Unreachable), (silent, TimedOut), (failing, ServerError)])
@pytest.mark.parametrize("name", ["call_metrics", "insight_usage_breakdown", "call_lists"])
async def test_a_request_that_may_have_arrived_is_sent_once_and_the_next_one_starts_a_step_further(
    name: str, fault: Callable[[httpx.Request], httpx.Response], kind: type[ApiError]
) -> None:
    hosts: list[str] = []
    waited: list[float] = []
    async with client(server([fault] * 9, hosts), GLOBAL, waited=waited) as some_client:
        for tries in range(1, 5):
            with pytest.raises(kind):
                await some_client.fetch(request_of(name))
            assert len(hosts) == tries
    assert (hosts, waited) == (ORDER, [])


async def test_a_refusal_is_an_answer_and_moves_nothing() -> None:
    hosts: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"code": 300, "message": "qps limit error", "data": None})

    async with client(server([refuse], hosts), GLOBAL) as some_client:
        for _ in range(3):
            with pytest.raises(ApiError):
                await some_client.fetch(request_of("call_lists"))
    assert hosts == ["api.agora.io"] * 3


async def test_the_reference_names_one_host_and_no_reserve() -> None:
    hosts: list[str] = []
    async with answering.client(server([unreachable], hosts), GLOBAL) as some_client:
        with pytest.raises(Unreachable):
            await answering.ask(some_client, "call_lists")
    assert hosts == ["api.agora.io"]


def test_the_first_host_is_tried_again_after_a_while() -> None:
    state = Reserve().failed(0, Failure(FailureKind.TIMEOUT), 4, 1000.0)
    assert list(state.steps(4, 1000.0)) == [1, 2, 3]
    assert list(state.steps(4, 1000.0 + BACK_S)) == [0, 1, 2, 3]
    assert state.served(0, 1400.0) == Reserve(0, 1400.0)
