"""The endpoints that spend one quota: their own, together, by group, or the account's; and the limits of it."""

from __future__ import annotations

import pytest

from tui.domain.records import Limits
from tui.domain.shares import Shares

LIMITS = {"a": Limits(per_day=10), "b": Limits(per_day=4), "c": Limits(per_day=7)}


@pytest.mark.parametrize(
    ("shares", "quota", "per_day"),
    [
        (Shares(), ("b",), 4),
        (Shares(("a", "b")), ("a", "b"), 4),
        (Shares(counted="group", groups=(("b", "c"),)), ("b", "c"), 4),
        (Shares(("a", "b"), counted="group"), ("b",), 4),
        (Shares(counted="account"), ("b", "a", "c"), 4),
    ],
)
def test_the_endpoints_of_a_quota_by_the_unit_of_the_count(
    shares: Shares, quota: tuple[str, ...], per_day: int
) -> None:
    assert shares.quota("b", LIMITS) == quota
    assert shares.limits_of(quota, LIMITS).per_day == per_day


def test_of_the_account_each_endpoint_keeps_its_own_limits() -> None:
    shares = Shares(counted="account")
    assert [shares.limits_of(shares.quota(name, LIMITS), LIMITS) for name in LIMITS] == [*LIMITS.values()]


def test_an_endpoint_without_limits_shares_none() -> None:
    assert Shares(("a", "gone", "b")).quota("a", LIMITS) == ("a", "b")
