"""Whatever JSON a server answers: nothing but Unreadable is raised, and no good row is lost.

How many examples: tests/conftest.py.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agora.answering import NAMES, documented
from tui.agora.editions.reference_2020 import EDITION, wire
from tui.agora.errors import ApiError, Unreadable
from tui.domain.records import Remainder

Decoded = tuple[Any, Remainder]

DECODERS: dict[str, Callable[[wire.Body], Decoded]] = {
    "live_experience": lambda body: wire.series(body, EDITION["live_experience"], ""),
    "all_video_freeze": lambda body: wire.series(body, EDITION["all_video_freeze"], ""),
    "diagnosis": wire.diagnoses,
    "usage": wire.usage,
    "call_lists": wire.call_list,
    "call_details": lambda body: wire.call_details(body, "c"),
    "report": wire.receipt,
}
LISTS = {"call_lists": "call_lists", "call_details": "call_info"}

FIELDS = st.sampled_from(
    sorted(set(re.findall(r'"([a-z_A-Z]+)":', "".join(json.dumps(documented(name)) for name in NAMES))))
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(1_400_000_000, 1_600_000_000)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["215", "1548670255", "-1", "1e400", "true", "\ud800", "\x1b", 10**400, 2**63])
    # No float holds the longest of them, and no int is made of more than 4,300 digits by itself.
    | st.builds(lambda digits, sign: sign * (10**digits - 1), st.integers(1, 4_299), st.sampled_from((1, -1)))
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS | st.text(max_size=3), inner, max_size=6),
    max_leaves=20,
)


@pytest.mark.parametrize("name", DECODERS)
@given(data=JSON, message=JSON, code=st.sampled_from([200, 0, "200"]))
def test_any_body_is_decoded_or_unreadable(name: str, data: object, message: object, code: object) -> None:
    field = LISTS.get(name, "data")
    content = json.dumps({"code": code, "message": message, field: data, "metrics": data, "has_more": data})
    with contextlib.suppress(Unreadable):
        _, left = DECODERS[name](wire.accepted(200, content.encode()))
        assert all(part.reason and part.path for part in left.parts)


@given(
    content=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()), status=st.integers(200, 599)
)
def test_any_bytes_are_accepted_or_an_api_error(content: bytes, status: int) -> None:
    with contextlib.suppress(ApiError):
        assert wire.accepted(status, content).says_yes


@pytest.mark.parametrize("name", [name for name in DECODERS if name != "report"])
@given(junk=st.lists(JSON, max_size=5), at=st.integers(0, 5))
def test_no_junk_row_loses_the_good_rows(name: str, junk: list[object], at: int) -> None:
    field = LISTS.get(name, "data")
    answer = documented(name)
    good, _ = DECODERS[name](wire.accepted(200, json.dumps(answer).encode()))
    answer[field][:0] = copy.deepcopy(junk[:at])
    answer[field].extend(junk[at:])
    value, _ = DECODERS[name](wire.accepted(200, json.dumps(answer).encode()))
    assert rows_of(name, good) <= rows_of(name, value)


@pytest.mark.parametrize("digits", [16, 20, 308, 309, 310, 400, 4_300, 4_301, 6_000])
@pytest.mark.parametrize("form", ["{}", "-{}", "{}.5", "{}e9", '"{}"', '"-{}"', "1e-{}"])
@pytest.mark.parametrize("name", DECODERS)
def test_a_number_of_any_length_in_any_place_loses_only_what_it_stands_for(name: str, form: str, digits: int) -> None:
    answer = documented(name)
    if name == "call_details":
        kvs = [[1_548_670_255, 1], [1_548_670_257, 2.5]]
        answer["metrics"] = [
            {"sid": answer["call_info"][0]["sid"], "data": [{"mid": 20_003, "peer_uid": 0, "kvs": kvs}]}
        ]
    for spoilt in _spoilt_once(answer):
        content = json.dumps(spoilt).replace('"@"', form.format("9" * digits)).encode()
        with contextlib.suppress(ApiError):
            DECODERS[name](wire.accepted(200, content))
        if name == "call_details":
            stream = wire.DetailsStream("c")
            stream.feed(content)
            with contextlib.suppress(ApiError):
                stream.finish(200)


def _spoilt_once(answer: Any) -> Iterator[Any]:
    """The answer with an @ in the place of each of its values in turn."""
    if not isinstance(answer, dict | list):
        yield "@"
        return
    for key, value in list(answer.items() if isinstance(answer, dict) else enumerate(answer[:3])):
        for inner in _spoilt_once(value):
            spoilt = copy.copy(answer)
            spoilt[key] = inner
            yield spoilt


def rows_of(name: str, value: Any) -> set[object]:
    if name in ("live_experience", "all_video_freeze"):
        return {(series.metric, point) for series in value for point in series.points}
    if name == "call_lists":
        return set(value.calls)
    return set(value.sessions if name == "call_details" else value)
