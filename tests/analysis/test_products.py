"""Native and WebRTC as one series: counts added, rates weighted by users, and nothing said that is not known."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.agora.editions.today import edition_of
from tui.analysis.project.products import Joined, ProductPart, covered, joined
from tui.domain.glossary import NATIVE, TODAY_METRICS, WEBRTC
from tui.domain.records import Coverage, Window

T = 1_795_298_400
EDITION = edition_of("premium")
WINDOW = Window(T, T + 60)
LATE_TS = float(T + 600)
Values = Mapping[int, float]


def told(values: Values, *, answered: tuple[int, ...] = (0, 20, 40), unread: tuple[int, ...] = ()) -> ProductPart:
    """Values and answers by seconds after T."""
    coverage = Coverage(WINDOW, {T + at: LATE_TS for at in answered}, T, frozenset(T + at for at in unread), slot_s=20)
    return ProductPart(tuple((T + at, value) for at, value in values.items()), WINDOW, lambda _: coverage)


def join(
    name: str, native: ProductPart, web: ProductPart | None, users: tuple[ProductPart, ProductPart] | None = None
) -> Joined:
    metric = TODAY_METRICS[name]
    parts = {NATIVE: native} if web is None else {NATIVE: native, WEBRTC: web}
    known = users or (told({}), told({}))
    return joined(metric, EDITION[metric.endpoint], parts, dict(zip((NATIVE, WEBRTC), known, strict=True)))


def at_first(found: Joined) -> tuple[float | None, str]:
    return dict(found.points).get(T), found.alone.get(T, "")


def test_counts_are_added() -> None:
    assert at_first(join("pcu", told({0: 30}), told({0: 12}))) == (42, "")


def test_rates_are_weighted_by_the_users_of_each_product_in_that_slot() -> None:
    users = told({0: 30, 20: 10}), told({0: 10, 20: 30})
    found = join("videoFreezeRate", told({0: 2.0, 20: 2.0}), told({0: 10.0, 20: 10.0}), users)
    assert found.points == ((T, 4.0), (T + 20, 8.0))
    assert found.alone == {}


@pytest.mark.parametrize("lacking", [NATIVE, WEBRTC])
def test_without_the_users_of_one_product_there_is_no_mean(lacking: str) -> None:
    users = (told({} if lacking == NATIVE else {0: 3}), told({} if lacking == WEBRTC else {0: 3}))
    assert at_first(join("networkDelay", told({0: 2.0}), told({0: 10.0}), users)) == (None, "")


def test_two_equal_rates_need_no_weight() -> None:
    assert at_first(join("networkDelay", told({0: 2.0}), told({0: 2.0}))) == (2.0, "")


def test_a_product_without_users_weighs_nothing() -> None:
    users = told({0: 30}), told({0: 0})
    assert at_first(join("videoFreezeRate", told({0: 2.0}), told({}, answered=()), users)) == (2.0, "")
    assert at_first(join("videoFreezeRate", told({0: 2.0}), told({0: 50.0}), users)) == (2.0, "")


@pytest.mark.parametrize("name", ["pcu", "pcc", "joinSuccessRate", "videoFreezeRate", "networkDelay"])
def test_of_a_slot_that_one_product_may_still_tell_of_nothing_is_known(name: str) -> None:
    for other in (told({}, answered=()), told({}, unread=(0, 20, 40))):
        assert at_first(join(name, told({0: 9.0}), other)) == (None, "")
        assert at_first(join(name, other, told({0: 9.0}))) == (None, "")


@pytest.mark.parametrize("name", ["pcu", "joinSuccessRate", "videoFreezeRate"])
def test_a_slot_of_which_one_product_told_nothing_is_the_others_alone_and_marked(name: str) -> None:
    assert at_first(join(name, told({0: 9.0}), told({}))) == (9.0, NATIVE)
    assert at_first(join(name, told({}), told({0: 9.0}))) == (9.0, WEBRTC)


def test_a_product_without_users_has_no_channel_either() -> None:
    users = told({0: 30}), told({0: 0})
    assert at_first(join("pcc", told({0: 9.0}), told({}, answered=()), users)) == (9.0, "")


def test_an_answer_before_the_delay_does_not_tell_that_there_is_nothing() -> None:
    early = ProductPart((), WINDOW, lambda _: Coverage(WINDOW, {T: float(T + 21)}, T, slot_s=20))
    assert at_first(join("pcu", told({0: 9.0}), early)) == (None, "")


def test_audio_freeze_is_of_native_alone_as_long_as_there_may_be_users_of_webrtc() -> None:
    assert at_first(join("audioFreezeRate", told({0: 1.0}), None)) == (1.0, NATIVE)
    assert at_first(join("audioFreezeRate", told({0: 1.0}), None, (told({0: 3}), told({0: 5})))) == (1.0, NATIVE)
    assert at_first(join("audioFreezeRate", told({0: 1.0}), None, (told({0: 3}), told({0: 0})))) == (1.0, "")


def test_an_answer_about_all_is_as_old_as_the_oldest_part() -> None:
    early = Coverage(WINDOW, {T: 5.0, T + 20: 5.0}, T, frozenset({T}), slot_s=20)
    late = Coverage(WINDOW, {T + 20: 9.0, T + 40: 9.0}, T + 20, slot_s=20)
    assert covered([early, late]) == Coverage(WINDOW, {T + 20: 5.0}, T + 20, frozenset({T}), slot_s=20)
    assert covered([early, Coverage(WINDOW, slot_s=20)]).first_ts is None


RATES = st.one_of(st.none(), st.floats(0, 100))
USERS = st.one_of(st.none(), st.integers(0, 1000))


@given(st.tuples(RATES, RATES), st.tuples(USERS, USERS))
def test_a_joined_rate_lies_between_those_of_the_products_and_is_never_made_of_an_unknown(
    rates: tuple[float | None, float | None], users: tuple[int | None, int | None]
) -> None:
    native, web = (told({} if rate is None else {0: rate}) for rate in rates)
    found = join("videoFreezeRate", native, web, tuple(told({} if one is None else {0: one}) for one in users))  # type: ignore[arg-type]
    value, alone = at_first(found)
    known = [rate for rate in rates if rate is not None]
    if value is not None:
        assert min(known) - 1e-9 <= value <= max(known) + 1e-9
    if len(known) == 2 and known[0] != known[1] and None in users:
        assert value is None
    if alone:
        assert len(known) == 1
