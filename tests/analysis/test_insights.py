"""Insights of today's edition: their wants."""

from __future__ import annotations

from tui.agora.editions.today import edition_of
from tui.analysis.feeds.insights import insight_wants, quality_wants, usage_wants
from tui.domain.records import DAY, HOUR

PREMIUM = edition_of("premium")


def test_the_background_has_every_metric_of_every_product_that_has_it_by_the_day() -> None:
    wants = insight_wants(PREMIUM)
    assert len(wants) == 8 + 9
    assert len({want.subject for want in wants}) == len(wants)
    assert {PREMIUM[want.endpoint].step_of(want.selection) for want in wants} == {DAY}
    assert not any(want.attended for want in wants)
    assert insight_wants(edition_of("standard")) == usage_wants(edition_of("standard"), DAY, "") == ()
    assert quality_wants(PREMIUM, "pcu", HOUR) == ()
