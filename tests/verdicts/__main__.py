"""The confusion table of the verdicts: `uv run python -m tests.verdicts`, which writes TABLE.md beside this file.

--seeds N      so many worlds of each kind (default 48)
--kinds a,b    these kinds alone; nothing is written
--hidden       the kinds and seeds that are out of sight while the engine is built
--failures N   the first N questions that were answered wrongly, too cautiously, or without a fact
--findings     the table of the findings on both editions, which is written to FINDINGS.md
--list         the names of the kinds
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.verdicts.asking import World
from tests.verdicts.concluding import Outcome
from tests.verdicts.hidden_kinds import HIDDEN_KINDS
from tests.verdicts.judging import Answered, answered
from tests.verdicts.kinds import HIDDEN_SEEDS_FROM, OPEN_KINDS, world
from tests.verdicts.table import FINDINGS, counted, table
from tests.verdicts.tally import Tally, markdown, total
from tests.verdicts.truth import Grade, Truth
from tui.analysis.cause.verdict import Verdict

TABLE = Path(__file__).with_name("TABLE.md")
FAILED = frozenset((Grade.WRONG, Grade.ALL_CLEAR, Grade.MISSED, Grade.PARTIAL))

HEAD = """# The verdicts on worlds with known truth

Written by `uv run python -m tests.verdicts --seeds {seeds}`{hidden_command}. A question is a pair, over the whole call
or at a moment of it. *Wrong* is a cause that is none, at any confidence; *false all-clear* is "nothing suffers" where
somebody clearly does.

## The kinds that the engine was built on

{shown}
"""
HIDDEN_HEAD = """
## Kinds and seeds out of sight while it was built

{hidden}
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.verdicts", description="the confusion table of the verdicts")
    parser.add_argument("--seeds", type=int, default=48, help="so many worlds of each kind")
    parser.add_argument("--kinds", default="", help="these alone, with commas between")
    parser.add_argument("--hidden", action="store_true", help="the kinds and seeds that are out of sight, too")
    parser.add_argument("--failures", type=int, default=0, metavar="N", help="show the first N of what failed")
    parser.add_argument("--findings", action="store_true", help="the findings on both editions, written to FINDINGS.md")
    parser.add_argument("--list", action="store_true", help="the names of the kinds")
    given = parser.parse_args(arguments)
    if given.list:
        print("\n".join(OPEN_KINDS))
        return 0
    if given.findings:
        counts = counted(range(given.seeds))
        text = table(counts, given.seeds)
        print(text)
        FINDINGS.write_text(text, encoding="utf-8")
        return 1 if any(its[one] for its in counts.values() for one in (Outcome.WRONG, Outcome.ALL_CLEAR)) else 0
    named = [name.strip() for name in given.kinds.split(",") if name.strip()]
    if unknown := [name for name in named if name not in OPEN_KINDS]:
        print(f"no such kind: {', '.join(unknown)}; --list tells them", file=sys.stderr)
        return 2
    began = time.monotonic()
    shown = tallied(named or list(OPEN_KINDS), range(given.seeds), failures=given.failures)
    text = HEAD.format(seeds=given.seeds, hidden_command=" --hidden" if given.hidden else "", shown=markdown(shown))
    if given.hidden and not named:
        text += HIDDEN_HEAD.format(hidden=markdown(hidden_tallies(given.seeds)))
    print(text)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    if not named:
        TABLE.write_text(text, encoding="utf-8")
    bad = sum(one.grades[Grade.WRONG] + one.grades[Grade.ALL_CLEAR] for one in shown.values())
    return 1 if bad else 0


def tallied(kinds: list[str], seeds: range, *, failures: int = 0) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for kind in kinds:
        tally = tallies[kind] = Tally()
        for seed in seeds:
            made = world(kind, seed)
            answers = list(answered(made))
            tally.add(answers)
            for one in answers:
                if failures > 0 and (one.grade in FAILED or one.untold):
                    failures -= 1
                    print(told(made, one), file=sys.stderr)
    return tallies


def hidden_tallies(seeds: int) -> dict[str, Tally]:
    """The hidden kinds under names that tell nothing, then all open ones with seeds never used while building."""
    hidden = tallied(list(HIDDEN_KINDS), range(HIDDEN_SEEDS_FROM, HIDDEN_SEEDS_FROM + seeds))
    named = {f"hidden-{number}": hidden[kind] for number, kind in enumerate(sorted(HIDDEN_KINDS), 1)}
    unseen = tallied(list(OPEN_KINDS), range(HIDDEN_SEEDS_FROM, HIDDEN_SEEDS_FROM + max(1, seeds // 4)))
    return {**named, "open kinds, hidden seeds": total(unseen.values())}


def told(made: World, one: Answered) -> str:
    question, start = one.question, made.window.start_ts
    when = "whole" if question.moment_ts is None else f"at {question.moment_ts - start} s ({clock(question.moment_ts)})"
    lines = [
        f"{made.kind}/{made.seed} ({made.noise}, {made.window.seconds} s) {question.sender_uid} -> "
        f"{question.receiver_uid} {when}: {one.grade.value}",
        f"    truth: {said_of_truth(question.truth)}",
        f"    said:  {said_of_verdict(one.verdict, start)}",
    ]
    if one.untold:
        facts = "; ".join(
            f"{' or '.join(sorted(kind.value for kind in fact.kinds))} of {fact.uid}" for fact in one.untold
        )
        lines.append(f"    not told: {facts}; told: {[(fact.kind.value, fact.uid) for fact in one.verdict.facts]}")
    return "\n".join(lines)


def said_of_truth(truth: Truth) -> str:
    parts = [
        f"{word} {blame.side.value} {blame.uid} ({', '.join(sorted(family.value for family in blame.families))})"
        for word, blames in (("must name", truth.required), ("may name", truth.allowed))
        for blame in blames
        if word == "must name" or blame not in truth.required
    ]
    parts += [word for word in ("fine", "undecided", "unknown") if getattr(truth, word)]
    return "; ".join(parts) or "nothing"


def said_of_verdict(verdict: Verdict, start_ts: int) -> str:
    causes = "; ".join(
        f"{cause.reason.value} {cause.uid} {cause.share:.0%} {cause.confidence.value} "
        f"{cause.since_ts - start_ts}..{cause.until_ts - start_ts} s"
        for cause in verdict.causes
    )
    suffered = "; ".join(
        f"{one.medium.value} {one.frozen_percent:.1f} % frozen, {one.absent_s:.0f} s absent"
        for one in verdict.sufferings
    )
    return f"{verdict.outcome.value}: {causes or 'nobody'} [{suffered}]"


def clock(ts: int) -> str:
    return datetime.fromtimestamp(ts, UTC).strftime("%H:%M:%S")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
