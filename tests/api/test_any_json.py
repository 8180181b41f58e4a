"""Whatever JSON a server answers: nothing but Unreadable is raised, and no good row is lost.

How many examples: tests/conftest.py.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.answering import NAMES, documented
from tui.api import wire
from tui.api.endpoints import ENDPOINTS
from tui.api.errors import ApiError, Unreadable
from tui.records import Remainder

Decoded = tuple[Any, Remainder]

DECODERS: dict[str, Callable[[wire.Body], Decoded]] = {
    "live_experience": lambda body: wire.series(body, ENDPOINTS["live_experience"], ""),
    "all_video_freeze": lambda body: wire.series(body, ENDPOINTS["all_video_freeze"], ""),
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


def rows_of(name: str, value: Any) -> set[object]:
    if name in ("live_experience", "all_video_freeze"):
        return {(series.metric, point) for series in value for point in series.points}
    if name == "call_lists":
        return set(value.calls)
    return set(value.sessions if name == "call_details" else value)
