"""What leaves this machine: method, path, parameters, credentials."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from urllib.parse import parse_qs

import httpx
import pytest

from tests.agora.answering import NAMES, REPORT, SECRET, WINDOW, ask, client, sample
from tests.domain.reference import TEXT
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.reference_2020.wire import query, report_body
from tui.agora.errors import BadRequest
from tui.domain.records import Part, Report, Request, Window


async def sent(name: str, base_url: str = "https://api.example") -> httpx.Request:
    """The one request that the method of an endpoint makes."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=sample(name))

    async with client(answer, base_url) as some_client:
        await ask(some_client, name)
    (only,) = requests
    return only


@pytest.mark.parametrize("name", NAMES)
async def test_every_endpoint_is_asked_by_its_method_and_path_with_basic_credentials(name: str) -> None:
    request = await sent(name)
    assert (request.method, request.url.path) == (EDITION[name].method, EDITION[name].path)
    assert request.headers["Authorization"] == f"Basic {b64encode(f'demo:{SECRET}'.encode()).decode()}"
    assert request.headers["Accept"] == "application/json"


@pytest.mark.parametrize("name", NAMES)
async def test_every_endpoint_gets_its_documented_parameters_and_their_values(name: str) -> None:
    request = await sent(name)
    expected = {
        "start_ts": str(WINDOW.start_ts),
        "end_ts": str(WINDOW.end_ts),
        "appid": "demoapp",
        "metric": ",".join(EDITION[name].metrics),
        "cname": "大班 & co, 1",
        "call_id": "0005d6d26fe051bc5f2d8ac0",
    }
    received = {key: values[0] for key, values in parse_qs(request.url.query.decode(), strict_parsing=True).items()}
    switches = {"exclude_server_user": "true", "exclude_metrics_info": "false"} if name == "call_details" else {}
    assert received == {key: expected[key] for key in EDITION[name].params} | switches


@pytest.mark.parametrize("name", [name for name in NAMES if name != "report"])
async def test_a_window_of_no_length_never_leaves(name: str) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=sample(name))

    async with client(answer) as some_client:
        with pytest.raises(BadRequest) as refused:
            await ask(some_client, name, Window(WINDOW.start_ts, WINDOW.start_ts))
    assert requests == []
    # It cost no quota.
    assert not refused.value.failure.arrived


async def test_metrics_are_separated_by_a_literal_comma_as_in_the_document() -> None:
    request = await sent("live_scale")
    assert request.url.raw_path.endswith(b"&appid=demoapp&metric=pcu,pcc")


@pytest.mark.parametrize("channel", ["a&appid=x", "100%41", "a+b c", "数学-3班", "a,b", "#?/'\"", "\udcff", "\x00"])
def test_no_channel_name_changes_another_parameter(channel: str) -> None:
    url = httpx.URL(f"https://api.example/?{query(EDITION['channel_users'], 'demoapp', WINDOW, channel=channel)}")
    received = parse_qs(url.query.decode(), errors="surrogatepass", keep_blank_values=True)
    assert received["cname"] == [channel]
    assert received["appid"] == ["demoapp"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "report"])
def test_the_query_has_the_parameters_of_the_documents_example_in_its_order(name: str) -> None:
    examples = re.findall(rf"^GET {re.escape(EDITION[name].path)}\?(\S+)", TEXT, re.MULTILINE)
    assert len(examples) == 1
    ours = query(EDITION[name], "axxxxxxxxxxxxxxxxxxxx", WINDOW, channel=None, call_id="c")
    names_in_example = [pair.partition("=")[0] for pair in examples[0].split("&")]
    names_in_ours = [pair.partition("=")[0] for pair in ours.split("&")]
    without_channel = [key for key in names_in_example if key != "cname"]
    assert names_in_ours == without_channel


async def test_a_call_list_of_all_channels_names_no_channel() -> None:
    urls = []

    def answer(request: httpx.Request) -> httpx.Response:
        urls.append(request.url)
        return httpx.Response(200, json=sample("call_lists"))

    async with client(answer) as some_client:
        await some_client.fetch(Request("call_lists", WINDOW))
        await some_client.fetch(Request("call_lists", WINDOW, "数学"))
    assert [url.params.get("cname") for url in urls] == [None, "数学"]


async def test_details_can_include_servers_and_leave_out_metrics() -> None:
    urls = []

    def answer(request: httpx.Request) -> httpx.Response:
        urls.append(request.url)
        return httpx.Response(200, json=sample("call_details"))

    async with client(answer) as some_client:
        await some_client.fetch(Request("call_details", WINDOW, call_id="c", part=Part.ALL_USERS))
    assert urls[0].params["exclude_server_user"] == "false"
    assert urls[0].params["exclude_metrics_info"] == "true"


async def test_a_report_is_sent_as_the_document_shows_it() -> None:
    request = await sent("report")
    example = TEXT[TEXT.index('{ \n\t"cname"') : TEXT.index("### 响应示例", TEXT.index('{ \n\t"cname"'))]
    assert json.loads(request.content) == json.loads(example.split("```")[0])
    assert request.headers["Content-Type"] == "application/json"
    assert request.url.query == b"appid=demoapp"


def test_a_report_without_comments_has_no_such_field() -> None:
    bare = Report(REPORT.channel, 1, 2, 2, REPORT.ts, 4)
    assert "comments" not in json.loads(report_body(bare))


async def test_a_path_in_the_base_url_is_kept() -> None:
    request = await sent("usage", "https://proxy.example:8443/agora/")
    assert str(request.url).startswith("https://proxy.example:8443/agora/beta/insight/usage/by_time?start_ts=")


async def test_a_window_is_sent_as_it_is() -> None:
    requests = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=sample("diagnosis"))

    async with client(answer) as some_client:
        await some_client.fetch(Request("diagnosis", Window(1548665345, 1548670821)))
    assert requests[0].url.query == b"start_ts=1548665345&end_ts=1548670821&appid=demoapp"
