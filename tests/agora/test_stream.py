"""Call details decoded as they arrive say exactly what the same bytes say when they are parsed as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.agora.answering import documented, sample
from tests.examples import many
from tui.agora.editions.reference_2020 import wire
from tui.agora.editions.reference_2020.wire import envelope, points, stream
from tui.agora.editions.reference_2020.wire.details import call_details
from tui.agora.errors import ApiError
from tui.domain.records import CallDetails, Remainder, SetAside

T = TypeVar("T")

TS = 1548670255
Outcome = tuple[CallDetails, Remainder] | tuple[type[ApiError], str, int | None]


def whole(content: bytes, status: int = 200) -> Outcome:
    try:
        return call_details(wire.accepted(status, content), "asked")
    except ApiError as error:
        return type(error), error.failure.detail, error.failure.code


def streamed(chunks: Iterable[bytes], status: int = 200) -> Outcome:
    reader = wire.DetailsStream("asked")
    try:
        for chunk in chunks:
            reader.feed(chunk)
        return reader.finish(status)
    except ApiError as error:
        return type(error), error.failure.detail, error.failure.code


def cut(content: bytes, size: int) -> Iterable[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def details(kvs: str, rest: str = '"call_info":[]') -> bytes:
    return f'{{"code":200,{rest},"metrics":[{{"sid":"S","data":[{{"mid":20003,"kvs":{kvs}}}]}}]}}'.encode()


# JSON as text, since what matters here a dump would not write: spaces, doubled keys, numbers in every spelling.

SPACES = st.sampled_from(["", "", "", " ", "\n\t", "  "])
STAMPS = st.integers(TS, TS + 9).map(str)
NUMBERS = st.sampled_from(["0", "-0", "215", "106.67", "1e3", "2E-2", "1000000000000000", "-1.5", "7e-0", "0e-00"])
ODD_SCALARS = st.sampled_from(
    [
        *("null", "true", '"215"', '"1548670255"', '" 7 "', '"x"', "NaN", "-Infinity", "1e400", "1e16", "-1e16", "12"),
        *("9" * 40, "9" * 400, "9" * 5000, "-" + "9" * 400, f"{TS}.0", f"{TS}.5", "1.548670255e9", "0e-0", "[0e-0]"),
    ]
)
STRINGS = st.sampled_from(
    [
        *('"S"', '"T"', '"a\\"kvs\\":[[1,2]]"', '"]]"', '"],["', '"kvs"', '"\\\\"', '"\\\\\\""', '"é数\\ud800"'),
        *('"e-0"', '"{"', '"\udcff"', '""', '"[0e-0]"'),
    ]
)
SCALARS = NUMBERS | ODD_SCALARS | STRINGS


def listed(items: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    """A list with the same spaces between all its items."""
    return st.builds(
        lambda found, before, after: f"[{before}{f'{after},{before}'.join(found)}{after}]",
        st.lists(items, max_size=most),
        SPACES,
        SPACES,
    )


def objects(fields: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    """An object; of `fields` there may be several of one name."""
    return st.builds(lambda found, space: "{" + f",{space}".join(found) + "}", st.lists(fields, max_size=most), SPACES)


def field(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda space, value: f'"{name}"{space}:{space}{value}', SPACES, values)


def usual(likely: st.SearchStrategy[T], other: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    return st.integers(0, 4).flatmap(lambda roll: other if roll == 4 else likely)


PAIRS = st.builds(lambda ts, value, space: f"[{space}{ts},{space}{value}{space}]", STAMPS, NUMBERS, SPACES)
ODD_PAIRS = listed(STAMPS | SCALARS | st.just(f"[{TS},1]"), 3)
ODD_ITEMS = SCALARS | ODD_PAIRS | st.sampled_from(["{}", '{"kvs":[[1,2]]}', f"[[{TS},1]]", "[1,[2]]", "[]"])
KVS = usual(listed(PAIRS, 8) | listed(usual(PAIRS, ODD_ITEMS), 8), listed(ODD_ITEMS, 3) | SCALARS)
CURVE_FIELDS = st.one_of(
    field("kvs", KVS),
    field("\\u006bvs", KVS),
    field("mid", usual(st.sampled_from(["20003", "20004", '"20005"']), SCALARS)),
    field("peer_uid", usual(st.sampled_from(["0", "7"]), SCALARS)),
    field("later", objects(field("kvs", KVS), 2)),
)
CURVES = usual(
    st.builds(
        lambda mid, peer, kvs: f'{{"mid":{mid},{peer}"kvs":{kvs}}}',
        st.sampled_from(["20003", "20004"]),
        st.sampled_from(["", '"peer_uid":7,']),
        KVS,
    ),
    objects(CURVE_FIELDS, 4),
)
ROWS = usual(
    st.builds(lambda sid, data: f'{{"sid":{sid},"data":{data}}}', st.sampled_from(['"S"', '"T"']), listed(CURVES, 3)),
    objects(field("sid", SCALARS) | field("data", listed(CURVES, 2) | KVS) | field("kvs", KVS), 3),
)
SESSIONS = st.builds(lambda sid, name: f'{{"sid":{sid},"uid":7,"join_ts":{TS},"cname":{name}}}', STRINGS, STRINGS)
TOP_FIELDS = st.one_of(
    field("metrics", usual(listed(ROWS, 3), KVS)),
    field("call_info", usual(listed(usual(SESSIONS, SCALARS), 2), KVS)),
    field("call_id", usual(STRINGS, SCALARS)),
    field("code", usual(st.just("200"), SCALARS)),
    field("message", SCALARS | KVS),
    field("kvs", KVS),
)
ANSWERS = st.builds(
    lambda mark, metrics, fields: mark + "{" + ",".join(['"code":200', '"call_info":[]', metrics, *fields]) + "}",
    st.sampled_from(["", "", "\ufeff"]),
    field("metrics", listed(ROWS, 3)),
    usual(st.lists(TOP_FIELDS, max_size=0), st.lists(TOP_FIELDS, max_size=3)),
)
DAMAGE = st.tuples(st.integers(0, 400), st.integers(0, 12), st.sampled_from(["", "", *',[]"}\\ 1\x01']))


def damaged(text: str, damage: tuple[int, int, str]) -> str:
    at, lost, put = damage
    return text[:at] + put + text[at + lost :]


CONTENT = usual(
    ANSWERS,
    st.builds(damaged, ANSWERS, DAMAGE) | st.builds(lambda text, at: text[:at], ANSWERS, st.integers(0, 400)),
).map(lambda text: text.encode("utf-8", "surrogateescape"))


@pytest.fixture(params=[1, 24, 2**17])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Lists of points are read in pieces of that many bytes at the least."""
    monkeypatch.setattr(stream, "PIECE_BYTES", request.param)
    size: int = request.param
    return size


@many(
    150,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(content=CONTENT, size=st.sampled_from([1, 2, 3, 7, 20, 61, 1000]), status=st.sampled_from([200, 200, 500]))
@example(content=details(f"[[{TS},]2,[3,4]]"), size=1000, status=200)
@example(content=details(f"[[{TS},2,3],[4]]"), size=1000, status=200)
@example(content=details(f"[[{TS},2],]"), size=1000, status=200)
@example(content=b"", size=1, status=200)
def test_in_pieces_any_bytes_say_what_they_say_as_a_whole(pieces: int, content: bytes, size: int, status: int) -> None:
    assert streamed(cut(content, size), status) == whole(content, status)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(documented("call_details")).encode(),
        json.dumps(documented("call_details"), indent=4).encode(),
        details(f'[[{TS}, 1], [{TS + 2}, null], ["{TS + 4}", "7"], [{TS + 6}, 9]], "peer_uid": 3', '"call_info":null'),
        details("[]", f'"call_info":[{{"sid":"\\"kvs\\":[[1,2]]","uid":7,"join_ts":{TS},"cname":"a\\\\"}}]'),
        details(f"[[{TS},NaN],[{TS + 2},[1]],[{TS + 4},5]]"),
        details(f"[[{TS},1],[{TS + 2},2]]")[:-9],
    ],
)
def test_it_does_not_matter_where_an_answer_is_cut_in_two(content: bytes, pieces: int) -> None:
    expected = whole(content)
    for at in range(len(content)):
        assert streamed((content[:at], content[at:])) == expected


@pytest.mark.parametrize("status", [200, 403, 503])
@pytest.mark.parametrize(
    "content",
    [b"", b"<html>no</html>", b'{"code":403,"message":"no auth"}', b'{"code":300,"message":"qps limit error"}', b"[]"],
)
def test_a_refusal_is_the_same_refusal(content: bytes, status: int) -> None:
    expected = whole(content, status)
    assert isinstance(expected[0], type)
    assert streamed(cut(content, 3), status) == expected


def test_a_captured_call_is_decoded_without_a_list_left_to_the_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps(sample("call_details")).encode()
    expected = whole(content)

    def refuse(text: bytes) -> Any:
        assert not text.strip(b"[] "), "not read by the short way"
        return envelope.parsed(text)

    monkeypatch.setattr(points, "parsed", refuse)
    assert streamed(cut(content, 1000)) == expected


def test_curves_with_the_same_timestamps_keep_them_once() -> None:
    content = (
        b'{"code":200,"call_info":[],"metrics":[{"sid":"S","data":['
        b'{"mid":1,"kvs":[[1548670255,1],[1548670257,2]]},{"mid":2,"kvs":[[1548670255,3],[1548670257,4]]},'
        b'{"mid":3,"kvs":[[1548670255,1],[1548670258,2]]},{"mid":4,"kvs":[[1548670255,5],[1548670257,6]]},'
        b'{"mid":1,"kvs":[[1548670259,9]]}]}]}'
    )
    outcome = streamed([content])
    assert outcome == whole(content)
    assert isinstance(outcome[0], CallDetails)
    first, second, third, fourth = outcome[0].curves
    assert (list(first.ts), list(second.ts), list(third.ts)) == ([TS, TS + 2, TS + 4], [TS, TS + 2], [TS, TS + 3])
    assert fourth.ts is second.ts


def test_one_bad_pair_among_many_is_set_aside_by_its_place_whatever_the_pieces(pieces: int) -> None:
    pairs = [f"[{TS + 2 * index},{index}]" for index in range(200)]
    pairs[150] = f'[{TS},"many"]'
    outcome = streamed(cut(details(f"[{','.join(pairs)}]"), 64))
    assert isinstance(outcome[0], CallDetails)
    (curve,) = outcome[0].curves
    assert len(curve.ts) == 199
    assert outcome[1] == Remainder(
        parts=(SetAside("metrics[0].data[0].kvs[150][1]", "not a number: 'many'"),), unread=1
    )


def test_a_list_that_nobody_ends_holds_no_more_than_its_pieces_until_it_is_refused() -> None:
    reader = wire.DetailsStream("asked")
    reader.feed(details("[")[: -len("}]}]}")])
    for start in range(0, 200_000, 5000):
        reader.feed(b"".join(b"[%d,1]," % (TS + second) for second in range(start, start + 5000)))
        assert len(reader._pending) < 2 * stream.PIECE_BYTES
    with pytest.raises(ApiError, match="not JSON"):
        reader.finish()
