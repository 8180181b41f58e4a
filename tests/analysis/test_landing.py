"""Where a drill from a bad minute lands: by hand, and on the demo's culprit whatever the seed."""

from __future__ import annotations

import pytest

from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.bad_metrics import idle_choice
from tui.analysis.project.diagnosis import Doubt, Doubtful, doubts
from tui.analysis.project.landing import EXPERIENCES, Aim, aim_at, land
from tui.analysis.project.live import MetricView, live_metric
from tui.domain.glossary import EXPERIENCES as NAMED
from tui.domain.glossary import LIVE_METRICS, thresholds_with
from tui.domain.records import HOUR, MINUTE, Cause, Coverage, Diagnosis, Direction, Window
from tui.sim import diagnosis, live
from tui.sim.world import World

T = 1_795_330_680
TEACHER = "44361248"
LOSS, CPU = Cause(23, TEACHER), Cause(10)
VIDEO, JOIN = "videoFreezeRate", "joinSuccess5SecsRate"
AIM = Aim(VIDEO, Window(T, T + 10 * MINUTE))


def one(uid: str, minute: int, *causes: Cause, exp_id: int = 4, channel: str = "class", second: int = 30) -> Diagnosis:
    return Diagnosis(T + minute * MINUTE + second, uid, exp_id, channel, causes)


CLASS = [one("1", 3, LOSS), one("2", 3, LOSS, second=20), one("3", 2, LOSS)]


def test_it_lands_on_the_one_from_whom_most_suffer_not_on_the_newest() -> None:
    found = land([one("9", 9, CPU, channel="lobby"), one("9", 8, CPU, channel="lobby"), *CLASS], (), AIM)
    assert found is not None
    assert (found.culprit.host_uid, found.diagnosis, found.minute_ts) == (TEACHER, CLASS[0], T + 3 * MINUTE)


def test_the_metric_drilled_from_goes_before_what_more_suffer_otherwise() -> None:
    slow = [one(uid, 4, Cause(36, "77"), exp_id=6, channel="lobby") for uid in "45"]
    by_join = land([*CLASS, *slow], (), Aim(JOIN, AIM.window))
    assert by_join is not None
    assert by_join.culprit.host_uid == "77"
    alone = land([*CLASS, slow[0]], (), Aim(JOIN, AIM.window))
    assert alone is not None
    assert alone.culprit.host_uid == TEACHER, "one user who joins slowly explains no project's rate"


def test_what_lies_outside_the_bad_stretch_does_not_count() -> None:
    before = [one(uid, -30, Cause(23, "77"), channel="lobby") for uid in "456789"]
    found = land([*CLASS, *before], (), AIM)
    assert found is not None
    assert found.culprit.host_uid == TEACHER
    assert land(before, (), AIM) is None


def test_the_newest_minute_that_is_complete_goes_before_a_newer_one() -> None:
    pending = [Doubtful(Window(T + 3 * MINUTE, T + 10 * MINUTE), Doubt.PENDING)]
    found = land(CLASS, pending, AIM)
    assert found is not None
    assert found.diagnosis == CLASS[2]
    every = [Doubtful(Window(T, T + 10 * MINUTE), Doubt.PENDING)]
    found = land(CLASS, every, AIM)
    assert found is not None
    assert found.diagnosis == CLASS[0], "where none is complete the newest will do"


def test_a_minute_that_the_user_chose_stays() -> None:
    found = land(CLASS, (), Aim(VIDEO, AIM.window, T + 2 * MINUTE))
    assert found is not None
    assert (found.diagnosis, found.minute_ts) == (CLASS[2], T + 2 * MINUTE)


def test_every_metric_with_a_limit_measures_an_experience_that_agora_names() -> None:
    judged = {name for name, metric in LIVE_METRICS.items() if metric.direction is not Direction.NEITHER}
    assert set(EXPERIENCES) == judged
    assert frozenset().union(*EXPERIENCES.values()) == set(NAMED)


# -- the demo

LIMITS = thresholds_with({})
SEEDS = 200
# Minutes from the start of the demo: the first look at the incident, and its height. A look sees so much.
LOOKS_MIN = (8, 13)
SEEN_S = 15 * MINUTE


def told(row: dict[str, object]) -> Diagnosis:
    tags = row["cause_tags"]
    assert isinstance(tags, list)
    causes = dict.fromkeys(Cause(tag["factor_id"], tag["host_user"]) for tag in tags)
    return Diagnosis(int(str(row["ts"])), str(row["user"]), int(str(row["exp_id"])), str(row["cname"]), tuple(causes))


def views_of(world: World, now_ts: float, coverage: Coverage) -> dict[str, MetricView]:
    views = {}
    for names in (live.SCALE, live.EXPERIENCE, live.NETWORK):
        rows = live.rows(world, names, int(now_ts) - SEEN_S, int(now_ts), now_ts)
        for name in names:
            metric, points = LIVE_METRICS[name], tuple((row["ts"], row[name]) for row in rows)
            endpoint, limit = EDITION[metric.endpoint], LIMITS.get(name)
            views[name] = live_metric(endpoint, metric, limit, points, coverage, coverage.window, now_ts)
    return views


@pytest.mark.parametrize("begin", [0, *(pytest.param(begin, marks=pytest.mark.long) for begin in range(50, SEEDS, 50))])
def test_enter_on_live_lands_on_the_demo_s_culprit_with_each_seed(begin: int) -> None:
    """As the collector asks: ten diagnoses a minute since the start, of which older ones are forgotten never."""
    drilled = 0
    for seed in range(begin, begin + 50):
        epoch_ts = NOW_TS + seed * 977
        world = World("incident", seed, lambda: 0.0, epoch_ts=epoch_ts)
        known: set[Diagnosis] = set()
        for minute in range(LOOKS_MIN[-1] + 1):
            now_ts = epoch_ts + minute * MINUTE
            known.update(map(told, diagnosis.rows(world, int(now_ts) - HOUR, int(now_ts), now_ts)))
            if minute not in LOOKS_MIN:
                continue
            hour = Window(int(now_ts) // MINUTE * MINUTE - HOUR, int(now_ts) // MINUTE * MINUTE)
            coverage = Coverage(hour, dict.fromkeys(hour.minutes(), now_ts), hour.start_ts)
            views = views_of(world, now_ts, coverage)
            in_doubt = doubts(EDITION.diagnosis, coverage, (), hour, now_ts)
            bad = [name for name, view in views.items() if view.since is not None]
            # The cursor where an idle Live puts it, and wherever else the user may have put it.
            for name in {idle_choice(views, "pcu", first=False), "pcu", *bad} if bad else ():
                newest = views[name].now
                assert newest is not None
                aim = aim_at(views.values(), name, newest[0] // MINUTE * MINUTE, follows=True)
                assert aim is not None
                landing = land(sorted(known, key=lambda one: -one.ts), in_doubt, aim)
                assert landing is not None, (seed, minute, name)
                assert landing.culprit.host_uid == TEACHER, (seed, minute, name, landing)
                assert landing.diagnosis.channel == "数学-3班"
                drilled += 1
    assert drilled > 50 * len(LOOKS_MIN)
