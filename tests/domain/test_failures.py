"""The sentence of a refusal is that of the limit which the server names, and of the kind where it names none."""

from __future__ import annotations

import pytest

from tui.domain.records import Breach, FailureKind, breach_of
from tui.messages.failures import ADVICE, WHAT, advice_of, what_of

SAID = {
    Breach.TOO_FAST: (FailureKind.OVER_LIMIT, "qpm limit error"),
    Breach.DAY_SPENT: (FailureKind.OVER_LIMIT, "Service package limit check error, qpd limit error"),
    Breach.TOO_NEAR: (FailureKind.BAD_REQUEST, "query latency limit error"),
    Breach.TOO_OLD: (FailureKind.BAD_REQUEST, "query time range limit error"),
    Breach.TOO_LONG: (FailureKind.BAD_REQUEST, "query duration limit error"),
    Breach.NO_PLAN: (FailureKind.FORBIDDEN, "you have no auth to access this service, please buy or upgrade"),
}


def test_every_limit_has_its_own_sentences() -> None:
    assert {breach: breach_of(*said) for breach, said in SAID.items()} == {breach: breach for breach in Breach}
    for words in (what_of, advice_of):
        for lang in ("en", "zh"):
            assert len({words(*said)(lang) for said in SAID.values()}) == len(Breach)


@pytest.mark.parametrize("kind", FailureKind)
def test_without_a_named_limit_the_kind_speaks(kind: FailureKind) -> None:
    for detail in ("", "said so"):
        assert (what_of(kind, detail), advice_of(kind, detail)) == (WHAT[kind], ADVICE[kind])


def test_the_sentence_of_a_missing_right_names_the_plans_that_have_it() -> None:
    text = advice_of(*SAID[Breach.NO_PLAN])
    for plan in ("standard", "premium", "enterprise", "pro", "flagship"):
        assert plan in text("en")
