"""Every code of a diagnosis is explained."""

from __future__ import annotations

from tui.domain.glossary import EXPERIENCES, FACTORS
from tui.domain.glossary.advice import (
    EXPERIENCE_ADVICE,
    FACTOR_ADVICE,
    UNKNOWN_ADVICE,
    experience_advice,
    factor_advice,
)


def test_every_root_cause_and_experience_of_the_reference_has_its_own_advice() -> None:
    assert list(FACTOR_ADVICE) == list(FACTORS)
    assert list(EXPERIENCE_ADVICE) == list(EXPERIENCES)
    assert len({advice.means for advice in FACTOR_ADVICE.values()}) == len(FACTORS)


def test_what_no_table_explains_is_for_the_vendor() -> None:
    assert factor_advice(18) is experience_advice(99) is UNKNOWN_ADVICE
    assert "vendor" in UNKNOWN_ADVICE.act.en


def test_loss_on_the_way_up_is_told_from_loss_on_the_way_down() -> None:
    assert "sender's own link" in factor_advice(21).means.en
    assert "上行" in factor_advice(21).means.zh
    assert "receiver" in factor_advice(23).means.en
    assert "音频" in factor_advice(24).means.zh
