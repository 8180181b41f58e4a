"""How states become what is reported."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from tests.verdicts.physics import averaged, composed, freezes, harm_of_loss, noisy, spiked, summed, uniform


def test_loss_over_two_parts_of_a_way_is_less_than_their_sum() -> None:
    assert composed([10.0, 0.0], [20.0, 5.0]) == pytest.approx([28.0, 5.0])


def test_what_is_protected_does_no_harm_and_the_rest_does() -> None:
    assert harm_of_loss([5.0, 10.0, 20.0, 90.0], protection=10, gain=2.5) == pytest.approx([0, 0, 0.25, 0.9])


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.6, 0.8, 0.95])
@pytest.mark.parametrize("tick_ms", [1000.0, 2000.0])
def test_freezes_hold_their_share_of_the_time_and_none_is_longer_than_its_tick(share: float, tick_ms: float) -> None:
    made = freezes([share] * 8000, uniform(Random(1), 8000), tick_ms, 600.0)
    assert sum(made) / (8000 * tick_ms) == pytest.approx(share, rel=0.12)
    assert max(made) <= tick_ms
    assert min((one for one in made if one), default=600.0) >= 600.0


def test_coarser_samples_add_up_and_average() -> None:
    assert summed([1.0, 2.0, 3.0, 4.0, 5.0], 2) == [3.0, 7.0]
    assert averaged([1.0, 2.0, 3.0, 4.0, 5.0], 2) == [1.5, 3.5]
    assert averaged([1.0, 2.0], 1) == [1.0, 2.0]


def test_noise_is_never_less_than_nothing() -> None:
    assert noisy([0.0, 10.0], [-2.0, 1.0], deviation=1.0, relative=0.1) == [0.0, 12.0]


def test_spikes_stand_alone() -> None:
    values = spiked([0.0] * 2000, Random(3), 0.03, 6.0, 9.0)
    places = [at for at, value in enumerate(values) if value]
    assert 30 <= len(places) <= 90
    assert all(6 <= values[at] <= 9 for at in places)
    assert all(later - earlier > 1 for earlier, later in pairwise(places))
