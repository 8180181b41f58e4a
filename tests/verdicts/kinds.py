"""All kinds of worlds, and the making of one: everything comes from the kind, the seed and the level of noise."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.verdicts.asking import World, world_of
from tests.verdicts.faults import Make
from tests.verdicts.hidden_kinds import HIDDEN_KINDS
from tests.verdicts.kinds_hard import HARD
from tests.verdicts.kinds_missing import GAPS
from tests.verdicts.kinds_ordinary import DAYS
from tests.verdicts.kinds_table import TABLE
from tests.verdicts.noise_levels import LEVELS

OPEN_KINDS: dict[str, Make] = {**TABLE, **DAYS, **GAPS, **HARD}
# Seeds from here on are used with `--hidden` alone.
HIDDEN_SEEDS_FROM = 1_000_000


def world(kind: str, seed: int) -> World:
    """The seed tells the noise, too: three that follow each other are one of each level."""
    make = OPEN_KINDS.get(kind) or HIDDEN_KINDS[kind]
    noise = LEVELS[seed % len(LEVELS)]
    return world_of(kind, seed, make(Random(f"{kind}/{seed}"), noise))


def worlds(kinds: list[str], seeds: range) -> Iterator[World]:
    for kind in kinds:
        for seed in seeds:
            yield world(kind, seed)
