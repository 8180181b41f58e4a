"""The value of a dimension that stands out, or why none does: with few users, many values, rows that lack a part."""

from __future__ import annotations

import random
from collections import defaultdict
from math import comb

import pytest

from tui.analysis.project.outliers import CHANCE, DIMENSIONS, Gap, Likelihood, Outliers, chance, outliers
from tui.domain.records import BreakdownRow, KeptFigure, Window

Told = tuple[str, float | None, int | None]


def by(dimension: str, *rows: Told, unread: int = 0) -> KeptFigure:
    made = tuple(BreakdownRow(name, percent, users=users) for name, percent, users in rows)
    return KeptFigure("top", "freeze", dimension, Window(0, 20), 50.0, rows=made, unread=unread)


def found(*figures: KeptFigure, least: float = 2.5, is_low_bad: bool = False) -> Outliers:
    return outliers(figures, least_percent=least, is_low_bad=is_low_bad, caps={"device": 3})


def test_a_value_with_many_times_the_rate_of_many_others_stands_out_with_both_sides() -> None:
    (one,) = found(by("network", ("4G", 10.0, 200), ("Wi-Fi", 1.0, 600), ("LAN", 1.0, 200))).found
    assert (one.dimension, one.name, one.percent, one.users) == ("network", "4G", 10.0, 200)
    assert (round(one.others_percent, 9), one.others_users) == (1.0, 800)
    assert one.chance < 1e-6


def test_of_shares_of_successes_the_low_one_stands_out() -> None:
    rows: tuple[Told, ...] = (("4G", 80.0, 200), ("Wi-Fi", 99.0, 800))
    (one,) = found(by("network", *rows), is_low_bad=True).found
    assert (one.name, one.percent, round(one.others_percent, 9)) == ("4G", 80.0, 99.0)
    assert found(by("network", *rows)).found == ()


def test_the_value_with_the_strongest_evidence_is_first_not_one_that_only_holds_many_of_its_users() -> None:
    """4G freezes; Android has most of its users, and so does worse too."""
    one, other = found(
        by("os", ("Android", 5.0, 500), ("iOS", 1.2, 500)),
        by("network", ("4G", 11.0, 200), ("Wi-Fi", 1.0, 800)),
    ).found
    assert (one.name, other.name) == ("4G", "Android")


@pytest.mark.parametrize(
    "rows",
    [
        [("a", 2.4, 900), ("b", 0.1, 900)],  # deserves no look
        [("a", 10.0, 900), ("b", 6.0, 900)],  # not twice
        [("a", 5.0, 900), ("b", 5.0, 900)],
    ],
)
def test_low_rates_and_rates_near_those_of_the_others_stand_out_nowhere(rows: list[Told]) -> None:
    result = found(by("os", *rows))
    assert result.found == result.doubtful == ()
    assert result.compared == 2


def test_few_users_leave_a_high_rate_to_chance() -> None:
    result = found(by("os", ("a", 12.0, 9), ("b", 1.5, 40)))
    assert result.found == ()
    assert result.undecided is not None
    assert result.undecided.likelihood is Likelihood.MAYBE
    assert result.undecided.chance > CHANCE


def test_one_user_or_two_say_nothing_of_their_value() -> None:
    result = found(by("device", ("a", 100.0, 2), ("b", 0.0, 5000)))
    assert result.found == ()
    assert result.undecided is not None
    assert result.undecided.likelihood is Likelihood.FEW


def test_a_few_users_with_a_small_part_of_the_trouble_leave_the_whole_decided() -> None:
    result = found(by("device", ("a", 90.0, 2), ("b", 2.0, 5000), ("c", 2.0, 5000)))
    assert [one.name for one in result.doubtful] == ["a"]
    assert result.undecided is None


def test_more_values_compared_need_more_evidence() -> None:
    suspicious = by("os", ("a", 25.0, 20), ("b", 2.0, 100))
    assert [one.name for one in found(suspicious).found] == ["a"]
    many = by("region", *((f"r{number}", 2.0, 10) for number in range(60)))
    assert found(suspicious, many).found == ()


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        ([], Gap.NOTHING),
        ([("a", 90.0, None), ("b", 1.0, 50)], Gap.USERS),
        ([("a", None, 30), ("b", None, 50)], Gap.RATES),
        ([("a", 90.0, 30)], Gap.ONE),
        ([("a", 90.0, 30), ("b", None, 50)], Gap.ONE),
        ([("a", 90.0, 30), ("b", 1.0, 50)], Gap.COVER),
    ],
)
def test_a_dimension_that_lacks_a_part_is_not_compared_and_says_which(rows: list[Told], gap: Gap) -> None:
    result = found(by("network", *rows), by("country", ("A", 3.0, 400), ("B", 3.0, 400)))
    of = {each.name: each for each in result.dimensions}
    assert of["network"].gap is gap
    assert of["network"].comparisons == ()
    assert of["country"].gap is None
    assert result.compared == 2
    assert result.found == ()


def test_the_first_rows_of_a_list_that_is_cut_are_compared_and_known_as_cut() -> None:
    rows: tuple[Told, ...] = (("a", 50.0, 100), ("b", 1.0, 100), ("c", 1.0, 100))
    result = found(by("device", *rows), by("country", ("A", 3.0, 4000), ("B", 3.0, 4000)))
    device = result.dimensions[1]
    assert (device.name, device.is_capped, device.gap) == ("device", True, None)
    (one,) = result.found
    assert (one.name, result.share_percent(one)) == ("a", 1.25)


def test_rows_without_a_rate_and_rows_that_were_not_read_are_counted() -> None:
    (each,) = found(by("os", ("a", 5.0, 10), ("b", 1.0, 30), ("c", None, 7), unread=2)).dimensions
    assert (each.rateless, each.unread, each.users, each.gap) == (7, 2, 47, None)


@pytest.mark.parametrize(("bad", "users", "others_bad", "others"), [(3, 5, 1, 20), (7, 20, 3, 80), (4, 4, 0, 9)])
def test_chance_is_fishers_exact_test(bad: int, users: int, others_bad: int, others: int) -> None:
    every, ways = bad + others_bad, comb(users + others, bad + others_bad)
    exact = sum(comb(users, count) * comb(others, every - count) for count in range(bad, min(users, every) + 1)) / ways
    assert chance(bad / users, users, others_bad / others, others) == pytest.approx(exact)


def test_chance_is_bounded_at_any_size() -> None:
    assert chance(0.0, 10, 0.5, 10) == 1.0
    assert chance(1.0, 100_000, 0.0, 100_000) == 0.0 or chance(1.0, 100_000, 0.0, 100_000) < 1e-300
    assert 0.0 <= chance(0.071, 40_000, 0.069, 900_000) <= 1.0


def test_of_many_worlds_of_equal_values_five_in_a_hundred_at_most_name_one() -> None:
    """The least favourable ones: each user is bad or good as a whole, values have few users or many."""
    chances, worlds = random.Random(18), 200
    named = 0
    for _ in range(worlds):
        users = chances.choice((30, 100, 300))
        share = chances.choice((0.02, 0.05, 0.1))
        rates: dict[str, defaultdict[int, list[float]]] = {name: defaultdict(list) for name in DIMENSIONS}
        for _ in range(users):
            rate = 100.0 if chances.random() < share else 0.0
            for place, name in enumerate(DIMENSIONS):
                rates[name][int(chances.paretovariate(1)) % (5 + 8 * place)].append(rate)
        figures = [
            by(name, *((str(value), sum(of) / len(of), len(of)) for value, of in values.items()))
            for name, values in rates.items()
        ]
        named += bool(outliers(figures, least_percent=2.5).found)
    assert named <= 0.05 * worlds
