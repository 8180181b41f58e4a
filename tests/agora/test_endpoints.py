"""The table of endpoints against the reference's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.domain.reference import TEXT, tables
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.edition import Endpoint
from tui.domain.glossary.metrics import BIG_CHANNEL_METRICS, LIVE_METRICS
from tui.domain.records import DAY, HOUR, Limits

_HEADING = re.compile(r"^#+ +(?:<a[^>]*></a>)?\**(.+?)\**$", re.MULTILINE)
_ENDPOINT = re.compile(r"^- 方法[:：] *(GET|POST)\n- 接入点[:：] *(\S+)$", re.MULTILINE)
_PARAMETER = re.compile(r"^\| `(\w+)` *\|[^|]*\| *(（可选）)?", re.MULTILINE)
_EACH = re.compile(r"每(秒|分钟|天) *(?:最多可调用)? *([\d,]+) 次")
_DELAY = re.compile(r"(\d+) 秒(?: *[~-] *(\d+) 秒)?")
_REACH = re.compile(r"最近 (\d+) (小时|天)")


@dataclass(frozen=True, slots=True)
class Documented:
    """One endpoint's part of the reference: from its heading to the next endpoint."""

    method: str
    heading: str
    text: str


def documented() -> dict[str, Documented]:
    found = {}
    for match in _ENDPOINT.finditer(TEXT):
        heading = list(_HEADING.finditer(TEXT, 0, match.start()))[-1][1].strip()
        until_next = re.split(r"^- 方法|^## ", TEXT[match.end() :], maxsplit=1, flags=re.MULTILINE)[0]
        found[match[2]] = Documented(match[1], heading, until_next)
    return found


DOCUMENTED = documented()
LIMIT_ROWS = {row[0]: row[1:] for table in tables("接入点") for row in table}
BIG_CHANNEL_WORDS = TEXT.split("大频道 RESTful API 有以下限制")[1].split("<div")[0]


def limits_of(words: str) -> Limits:
    counts = {unit: int(count.replace(",", "")) for unit, count in _EACH.findall(words)}
    return Limits(per_second=counts.get("秒"), per_minute=counts.get("分钟"), per_day=counts.get("天"))


def limit_words(endpoint: Endpoint) -> str:
    """Everything the reference says of the limits of an endpoint."""
    if endpoint.path in LIMIT_ROWS:
        return " | ".join(LIMIT_ROWS[endpoint.path])
    if endpoint.name == "report":
        return DOCUMENTED[endpoint.path].text.split("###")[0]
    return BIG_CHANNEL_WORDS


def test_the_table_holds_exactly_the_documented_endpoints() -> None:
    assert {endpoint.path for endpoint in EDITION.endpoints.values()} == set(DOCUMENTED)
    assert len(EDITION.endpoints) == 14
    assert [endpoint.name for endpoint in EDITION.endpoints.values()] == list(EDITION.endpoints)


@pytest.mark.parametrize("endpoint", EDITION.endpoints.values(), ids=lambda endpoint: endpoint.name)
class TestEachEndpoint:
    def test_has_the_documented_method_and_heading(self, endpoint: Endpoint) -> None:
        assert (endpoint.method, endpoint.section) == (
            DOCUMENTED[endpoint.path].method,
            DOCUMENTED[endpoint.path].heading,
        )

    def test_has_the_documented_query_parameters(self, endpoint: Endpoint) -> None:
        if endpoint.name == "report":
            assert "URL 中传入 appid 参数" in DOCUMENTED[endpoint.path].text
            assert (endpoint.params, endpoint.optional) == (("appid",), ())
            return
        table = re.split(r"请求示例|指标列表", DOCUMENTED[endpoint.path].text)[0]
        parameters = _PARAMETER.findall(table)
        assert endpoint.params == tuple(name for name, optional in parameters if not optional)
        assert endpoint.optional == tuple(name for name, optional in parameters if optional)

    def test_has_the_documented_limits(self, endpoint: Endpoint) -> None:
        assert endpoint.limits == limits_of(limit_words(endpoint))

    def test_has_the_documented_delay(self, endpoint: Endpoint) -> None:
        found = _DELAY.search(limit_words(endpoint))
        expected = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        assert endpoint.delay_s == expected

    def test_reaches_back_as_far_as_documented(self, endpoint: Endpoint) -> None:
        found = _REACH.search(limit_words(endpoint))
        expected = int(found[1]) * {"小时": HOUR, "天": DAY}[found[2]] if found else None
        assert endpoint.reach_s == expected

    def test_has_the_documented_caps(self, endpoint: Endpoint) -> None:
        words = limit_words(endpoint) + DOCUMENTED[endpoint.path].text
        cap = re.search(r"最多返回 (\d+) (?:条异常诊断|个通话|个用户)", words)
        span = re.search(r"最多返回 (\d+) 小时", words)
        assert endpoint.cap == (int(cap[1]) if cap else None)
        assert endpoint.span_s == (int(span[1]) * HOUR if span else None)

    def test_asks_for_the_documented_metrics(self, endpoint: Endpoint) -> None:
        text = DOCUMENTED[endpoint.path].text
        names = re.findall(r"^\|[^|`]+\| `(\w+)` +\|", text, re.MULTILINE) or re.findall(r"<li>(\w+Count)：", text)
        assert endpoint.metrics == (tuple(names) if "metric" in endpoint.params else ())


def test_the_series_of_the_endpoints_are_the_metrics_of_the_glossary() -> None:
    yielded = {series for endpoint in EDITION.endpoints.values() for series in endpoint.series}
    explained = set(LIVE_METRICS) | set(BIG_CHANNEL_METRICS)
    assert yielded == explained
