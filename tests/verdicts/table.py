"""The table of the findings: kinds of truth × ways to tell a world × seeds, `python -m tests.verdicts --findings`."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.verdicts.concluding import Outcome, concluded
from tests.verdicts.editions import as_told
from tests.verdicts.kinds import world

FINDINGS = Path(__file__).with_name("FINDINGS.md")
# The truth → the kind of world.
KINDS: Mapping[str, str] = {
    "sender's uplink": "plain: uplink",
    "receiver's downlink": "plain: downlink",
    "sender's processor": "plain: sender's processor",
    "receiver's processor": "plain: receiver's processor",
    "sender stopped": "plain: sender stops",
    "receiver stopped": "plain: receiver stops",
    "sender's router": "plain: sender's router",
    "receiver's router": "plain: receiver's router",
    "two at once": "two at once",
    "two receivers, each with its own fault": "two receivers, each with its own fault",
    "a short spike": "a short spike",
    "nothing at all": "nothing at all",
    "one bad minute": "one bad minute",
    "sender's curves missing": "no curve of the sender, all suffer",
    "receiver's own curves missing": "no curve of the receiver itself",
    "receiver's curves about others missing": "no curve of the receiver about anybody",
    "sender's curves end": "plain: sender's curves end",
    "receiver's curves end": "receiver's curves end",
    "everybody suffers, no user's fault": "everyone suffers",
    "one pair suffers, no user's fault": "only this pair",
}
HEAD = """# The findings on worlds with known truth

Written by `uv run python -m tests.verdicts --findings --seeds {seeds}`. A world is one call: its curves go out as the
answers of an edition's server, come back through its client, and are judged as a whole; no pair is opened. *In part*:
today's edition, with the curves of some users alone fetched. *Wrong* is a user, a side or a sufferer named that is
none; *false all-clear* is no finding where somebody clearly suffers. Undecided is *allowed* where the truth is not in
the numbers.

"""


class Way(NamedTuple):
    """How a world is told."""

    name: str
    edition: str
    in_part: bool = False


WAYS = (Way("2020-10", "2020-10"), Way("today", "today"), Way("today, in part", "today", in_part=True))


def counted(seeds: range) -> Mapping[tuple[str, str], Counter[Outcome]]:
    """(truth, way) → its outcomes."""
    return asyncio.run(_counted(seeds))


async def _counted(seeds: range) -> Mapping[tuple[str, str], Counter[Outcome]]:
    found: dict[tuple[str, str], Counter[Outcome]] = {}
    for truth, kind in KINDS.items():
        for way in WAYS:
            counts = found[truth, way.name] = Counter()
            for seed in seeds:
                made = world(kind, seed)
                told = await as_told(made, way.edition, in_part=way.in_part)
                counts[concluded(made, told).outcome] += 1
    return found


def table(counts: Mapping[tuple[str, str], Counter[Outcome]], seeds: int) -> str:
    lines = [
        "| truth | edition | worlds | " + " | ".join(one.value for one in Outcome) + " |",
        "| --- | --- |" + " ---: |" * (len(Outcome) + 1),
    ]
    lines += [_line(truth, way, its) for (truth, way), its in counts.items()]
    for way in WAYS:
        lines.append(_line("**all**", way.name, _sum(its for (_, name), its in counts.items() if name == way.name)))
    lines.append(_line("**all**", "all", _sum(counts.values())))
    return HEAD.format(seeds=seeds) + "\n".join(lines) + "\n"


def _sum(counts: Iterable[Counter[Outcome]]) -> Counter[Outcome]:
    return sum(counts, Counter())


def _line(truth: str, way: str, its: Counter[Outcome]) -> str:
    cells = (its.total(), *(its[one] for one in Outcome))
    return f"| {truth} | {way} | " + " | ".join(f"{cell:,}" for cell in cells) + " |"
