"""The edition, the plan and the region of a project; `auto` asks both editions and says which one answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.findings import told
from tests.flows.served import CREDENTIALS, answering, simulated
from tests.serving import serving
from tui.agora.editions.today import edition_of
from tui.cli.check.asked import asked
from tui.cli.options import Options
from tui.cli.settings import Settings, settle
from tui.clock import SystemClock
from tui.config.draft import Draft
from tui.config.reading import load
from tui.config.values import ConfigError
from tui.sim.server import make_server
from tui.sim.today.protocol import respond
from tui.sim.today.world import TodayWorld

PROFILE = "[profiles.a]\napp_id = 'a'\ncustomer_id = 'c'\ncustomer_secret_command = ['echo', 's']\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def settled(home: Path, text: str = "", command: str = "check", **given: str) -> Settings:
    """Options in small letters, variables in capitals."""
    path = home / ".config/scry/config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PROFILE + text)
    environment = {name: value for name, value in given.items() if name.isupper()}
    options = {name: value for name, value in given.items() if not name.isupper()}
    return settle(Options(command, **options), environment)  # type: ignore[arg-type]


def test_without_a_word_the_edition_is_2020_10(home: Path) -> None:
    found = settled(home)
    assert (found.edition.name, found.base_url) == ("2020-10", "https://api.agora.io")


@pytest.mark.parametrize(
    ("text", "given", "plan", "host"),
    [
        ("edition = 'today'\n", {}, "standard", "api.agora.io"),
        ("edition = 'today'\nplan = 'premium'\n", {}, "premium", "api.agora.io"),
        ("edition = 'today'\nregion = 'china'\n", {}, "pro", "api.sd-rtn.com"),
        ("edition = 'today'\nplan = 'flagship'\n", {}, "flagship", "api.sd-rtn.com"),
        ("edition = 'today'\nplan = 'flagship'\nbase_url = 'https://api.example'\n", {}, "flagship", "api.example"),
        ("", {"SCRY_EDITION": "today", "SCRY_PLAN": "enterprise"}, "enterprise", "api.agora.io"),
        ("", {"SCRY_EDITION": "2020-10", "edition": "today", "region": "china"}, "pro", "api.sd-rtn.com"),
        ("edition = 'today'\nplan = 'premium'\n", {"plan": "standard"}, "standard", "api.agora.io"),
    ],
)
def test_the_command_line_wins_over_the_environment_and_the_environment_over_the_profile(
    home: Path, text: str, given: dict[str, str], plan: str, host: str
) -> None:
    found = settled(home, text, **given)
    assert (found.edition.name, found.edition.plan) == ("today", plan)
    assert found.base_url == f"https://{host}"
    assert found.limits == edition_of(plan).limits


def test_a_profiles_plan_is_left_out_where_another_edition_is_named(home: Path) -> None:
    assert settled(home, "edition = 'today'\nplan = 'premium'\n", edition="2020-10").edition.name == "2020-10"


@pytest.mark.parametrize(
    ("text", "given", "says"),
    [
        ("edition = 'tomorrow'\n", {}, "unknown edition 'tomorrow'; allowed: 2020-10, today, auto"),
        ("plan = 'free'\n", {}, "unknown plan 'free'; allowed: standard, premium, enterprise, pro, flagship"),
        ("region = 'europe'\n", {}, "unknown region 'europe'; allowed: global, china"),
        ("", {"SCRY_EDITION": "2021"}, "SCRY_EDITION: '2021' is unknown; allowed: 2020-10, today, auto"),
        ("", {"SCRY_PLAN": "gold"}, "SCRY_PLAN: 'gold' is unknown"),
        ("", {"plan": "premium"}, "plan premium: edition 2020-10 has one set of limits"),
        ("region = 'china'\n", {}, "region china: edition 2020-10 has one set of limits"),
        ("edition = 'today'\nplan = 'standard'\nregion = 'china'\n", {}, "allowed there: pro, flagship"),
        ("edition = 'today'\nplan = 'pro'\nregion = 'global'\n", {}, "allowed there: standard, premium, enterprise"),
    ],
)
def test_a_wrong_word_says_what_is_allowed(home: Path, text: str, given: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settled(home, text, **given)
    assert says in caught.value.says("en")


@pytest.mark.parametrize(
    ("command", "what", "edition", "says"),
    [
        ("watch", "", "auto", "scry check"),
        ("collect", "", "auto", "scry check"),
        ("show", "calls", "auto", "scry check"),
        ("show", "diagnosis", "today", "show diagnosis: edition today has no diagnoses"),
        *(("show", what, "today", f"show {what}: plan standard has no") for what in ("channels", "usage")),
    ],
)
def test_what_is_not_read_is_refused_with_one_sentence(
    home: Path, command: str, what: str, edition: str, says: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        settled(home, command=command, what=what, SCRY_EDITION=edition)
    assert says in caught.value.says("en")
    assert settled(home, SCRY_EDITION=edition).choice.name == edition


def test_live_is_shown_by_the_plans_that_have_it_and_refused_by_the_others_with_their_names(home: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        settled(home, command="show", what="live", edition="today", plan="standard")
    assert "plan standard has no realtime" in caught.value.says("en")
    assert "premium" in caught.value.says("zh")
    for plan in ("premium", "enterprise", "pro", "flagship"):
        assert settled(home, command="show", what="live", edition="today", plan=plan).choice.edition.of_live


@pytest.mark.parametrize("what", ["calls", "call", "findings", "quota", "alarms", "notes"])
def test_what_is_read_of_today_is_not_refused(home: Path, what: str) -> None:
    assert settled(home, command="show", what=what, edition="today").choice.name == "today"


def test_the_calls_of_today_go_into_a_bundle(home: Path) -> None:
    assert settled(home, command="bundle", edition="today").choice.name == "today"


def test_a_table_of_limits_may_serve_profiles_of_several_editions(home: Path) -> None:
    text = "[limits.realtime_usage]\nper_day = 100\n[limits.live_scale]\nper_day = 7\n"
    assert settled(home, text).limits["live_scale"].per_day == 7
    assert settled(home, text, edition="today", plan="premium").limits["realtime_usage"].per_day == 100
    with pytest.raises(ConfigError, match="nothing"):
        settled(home, "[limits.nothing]\nper_day = 1\n")


def test_quota_may_be_counted_in_three_ways(home: Path) -> None:
    assert settled(home, "[quota]\ncounted = 'group'\n").quota.counted == "group"
    with pytest.raises(ConfigError, match="endpoint, group, account"):
        settled(home, "[quota]\ncounted = 'all'\n")


def test_a_draft_keeps_the_edition_that_was_found(tmp_path: Path) -> None:
    import tomli_w

    draft = Draft(app_id="a", customer_id="c", command="echo s", edition="today", plan="premium")
    assert (draft.table()["edition"], draft.table()["plan"]) == ("today", "premium")
    assert {"edition", "plan", "region"} & set(Draft(app_id="a").table()) == set()
    path = tmp_path / "config.toml"
    path.write_text(tomli_w.dumps({"profiles": {"main": {**draft.table(), "region": "global"}}}))
    assert load(path, must_exist=True).profiles["main"].plan == "premium"
    assert draft.tried().edition == "today"


# -- scry check


@contextmanager
def serving_today(plan: str) -> Iterator[tuple[TodayWorld, str]]:
    secret = CREDENTIALS["SCRY_CUSTOMER_SECRET"]
    world = TodayWorld("calm", 1, time.time, "demoapp", ("demo", secret), time.time(), -600.0, plan=plan)
    with serving(make_server(world, ("127.0.0.1", 0), respond)) as server:
        yield world, server.url


def of(home: Path, url: str, **given: str) -> Settings:
    options = Options("check", app_id="demoapp", base_url=url, store=f"sqlite:///{home}/scry.db", **given)  # type: ignore[arg-type]
    return settle(options, {**CREDENTIALS, "LANG": "C.UTF-8"})


TODAY = {
    "standard": (
        "ok edition today answers: the plan has no realtime API: it is standard, or has no API at all",
        'plan = "standard"',
    ),
    "premium": (
        "ok edition today answers: realtime data does not reach back 50 minutes, as in premium or pro",
        'plan = "premium"',
    ),
    "enterprise": (
        "ok edition today answers: realtime data reaches back 50 minutes, as in enterprise or flagship",
        'plan = "enterprise"',
    ),
}


@pytest.mark.parametrize("plan", TODAY)
async def test_auto_asks_each_edition_once_and_reads_the_plan_from_the_answer(home: Path, plan: str) -> None:
    found: list[tuple[str, str]] = []
    with serving_today(plan) as (_, url):
        said = await told(asked(of(home, url, edition="auto"), SystemClock(), lambda *one: found.append(one)))
    says, written = TODAY[plan]
    assert says in said
    assert said[0].startswith("ok credentials accepted")
    assert any(line.startswith("ok edition 2020-10 does not answer: 404 not found") for line in said)
    assert f'ok edition write into the profile: edition = "today", {written}' in said
    assert found == [("today", plan)]


async def test_auto_finds_the_edition_of_2020(home: Path) -> None:
    found: list[tuple[str, str]] = []
    with simulated("calm") as (world, url):
        said = await told(asked(of(home, url, edition="auto"), SystemClock(), lambda *one: found.append(one)))
        assert len(world.journal.requests()) == 2
    assert said[0].startswith("ok credentials accepted")
    assert said[1] == "ok edition 2020-10 answers"
    assert said[2].startswith("ok edition today does not answer: 404 not found")
    assert said[3] == 'ok edition write into the profile: edition = "2020-10"'
    assert found == [("2020-10", "")]


async def test_auto_with_wrong_credentials_says_so_and_asks_no_further(home: Path) -> None:
    with answering(401, b"", {}) as (url, paths):
        said = await told(asked(of(home, url, edition="auto"), SystemClock()))
    assert len(paths) == 1
    assert said[0].startswith("FAIL credentials 401 not authorised")


async def test_auto_without_an_answer_of_either_is_a_failure(home: Path) -> None:
    with answering(404, b"", {}) as (url, paths):
        said = await told(asked(of(home, url, edition="auto"), SystemClock()))
    assert len(paths) == 2
    assert "FAIL edition neither edition answered: check the base URL, the app id and the credentials" in said


@pytest.mark.parametrize("plan", ["standard", "premium", "enterprise", "pro", "flagship"])
async def test_a_check_of_todays_edition_keeps_the_plans_limits(home: Path, plan: str) -> None:
    with serving_today(plan) as (_, url):
        for _ in range(2):
            said = await told(asked(of(home, url, edition="today", plan=plan), SystemClock()))
            assert said[0].startswith("ok credentials accepted"), said
            assert f"ok edition today, with the limits of plan {plan}" in said


async def test_a_project_without_any_api_is_told_which_plans_have_one(home: Path) -> None:
    with serving_today("free") as (_, url):
        (said, *_) = await told(asked(of(home, url, edition="today", plan="standard"), SystemClock()))
    assert said.startswith("FAIL credentials not in the plan: ")
    assert "Call search: standard, premium or enterprise" in said
