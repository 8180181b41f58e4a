"""Plain words: no oblique sentence, no mixed language, no doubled term in a text of the program.

Every phrase is read in both languages; then the screens, their help, explanations and dialogs are opened on the
incident of the simulator and read as drawn.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from types import ModuleType

import pytest
from textual.pilot import Pilot

from tests.domain.test_words import ALL, of_module
from tests.screenshots import DRAFT, Shot, first_run, in_the_incident
from tests.ui.staging import at_rest, on_stage, still, text_of
from tests.worlds import SimTransport, incident, manual_clock
from tui.domain.text import LANGS, Lang
from tui.ui.app import ScryApp

# Of every kind of oblique sentence that users read twice: the words by which it is known.
OBLIQUE = {
    "en": (
        r"ten users that Agora named",
        r"≥ 10 in \d+ m\b",
        r"\btold (until|of|by)\b",
        r"comes? by (it|them)sel(f|ves)",
        r"abnormal \d+×",
        r"% of a minute\)",
        r"\bas upstream\b",
        r"\balso: [a-e] ",
        r"\bprocessors?\b",
        r"quota decides",
        r"\btightest\b",
        r"\bothers \d+\b",
        r"\bnot today\b",
        r"\bruns dry\b",
        r"asked too early",
        r"\bnot kept\b",
        r"put right",
        r"not wanted",
        r"as the server's",
        r"minutes since",
        r"\bits twin\b",
        r"\bwho(ever|se|m)?\b",
        r"\bwhat(ever)?\b",
        r"\bonce more\b",
        r"stretch of time",
        r"\bsomebody\b",
        r"beyond (its|a|the) (bad |warning )?limit",
        r"warning limit",
        r"\bstill on\b",
    ),
    "zh": (
        "最紧张",
        "同上行",
        "查询过早",
        "当前不需要",
        "由配额决定",
        "成对的变量",
        "超限",
        r"≥ 10：\d+ 分",
        r"pending \d",
    ),
}
# Definitions of the reference, and the column that names the user of a cause; a dialog over a line may cut its heading.
USUAL = re.compile(
    r"Users who (joined|tried|were)|users who tried|Users whose video froze|root causes \(whose\)?|^who( causes.*)?\s*$"
)
# The words that checks look for in both languages, each with its Chinese word.
STATES = {"live": "实时", "waiting": "等待", "stale": "过旧", "frozen": "冻结", "pending": "未到", "missing": "缺失"}
# Literals of the command line, addresses, paths, keys, ids.
LITERALS = re.compile(
    r"https?://\S*|sqlite:///\S*|postgresql://\S*|POST\b|\?\S+|[\w.+-]+@[\w.-]+|~?/[\w./-]+|--?[a-z][\w-]*|\[[\w.]+\]|`[^`]*`"
    r"|\b[A-Za-z]+_\w+\b|\b[\w-]+\.(toml|db|log|conf|io|py|scry|csv|json|md|svg)\b|\b[a-z][A-Z]\b|\bTERM=\S+|\b(ctrl|shift|alt)\+\S+|\b[a-z-]*\d\w*\b"
    r"|(chmod|chgrp|chown|iconv|pip install|maptimeout|set -s \S+)[^，。；）]*"
)
NAMES = frozenset(
    re.findall(
        r"\S+",
        "Agora agora API APP App SDK CPU RTT CSV JSON SVG Markdown MB kB ms fps GHz kbps px QP ID id IP UID "
        "uid URL UTC UTF VPN UDP TLS DNS CA HTTP http https NFS PEM WAL SQLite PostgreSQL Linux Electron Wi Fi SD RTN "
        "RESTful Python README GNU tmux screen ssh SSH Scry scry demo check simulate profile profiles Token "
        "Textual Windows iOS Android iPhone base Base keyring root sudo pip bash zsh fish shell fg grep true "
        "false warn bad esc enter tab space thresholds limits dumb ok socks tzdata set on pass show classroom "
        "rate truecolor TZ HOME TERM COLORTERM LANG LC TMPDIR NO PROXY COLOR OSC SOCKS TOML English home end "
        "pgup pgdn demoapp app GET SCRY ntp systemd text json client Prometheus prometheus call calls SSLKEYLOGFILE "
        "today auto edition plan region name metric finding diagnoses above below command urls IANA Asia Shanghai "
        "alarms silence test collect store copy info init FROM TIME now Apprise apprise uvicorn "
        "Native WebRTC TOP quota counted standard premium enterprise pro flagship live Fisher Bonferroni XLA limit",
    )
)
# The scenes of the simulator, as one types them.
SCENES = frozenset({"calm", "incident", "worlds", "lab", "hostile", "huge", "empty"})
DOUBLED = re.compile(r"\b([A-Za-z]{2,}|≥|░) \1\b|([\u4e00-\u9fff]{2,4})\2")


def oblique(lang: Lang, text: str) -> list[str]:
    return [found.group() for each in OBLIQUE[lang] for found in re.finditer(each, USUAL.sub("", text))]


def mixed(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """The English words of a Chinese text, but for names, literals, and a state's word beside its Chinese one."""
    for state, chinese in STATES.items():
        # What lies over a line, or its end, may cut either word.
        text = re.sub(rf"[a-z]* {chinese}|{state} ?…", "", text)
    return [word for word in re.findall(r"[A-Za-z]{2,}", LITERALS.sub(" ", text)) if word not in NAMES | known]


def wrong_in(lang: Lang, text: str, known: frozenset[str] = frozenset()) -> list[str]:
    doubled = [found.group() for found in DOUBLED.finditer(text)]
    return [*oblique(lang, text), *doubled, *(mixed(text, known) if lang == "zh" else ())]


def phrases_of(module: ModuleType) -> Iterator[tuple[str, Lang, str]]:
    """Path, language and text, `·` in the place of a value."""
    for path, phrase in of_module(module):
        for lang in LANGS:
            yield path, lang, re.sub(r"\{[^{}]*\}", "·", phrase(lang))


# The pages of `--help` quote commands line by line.
@pytest.mark.parametrize("module", [one for one in ALL if not one.__name__.endswith("command_help")], ids=str)
def test_every_phrase_is_plain(module: ModuleType) -> None:
    found = {f"{path} {lang}": wrong_in(lang, text, SCENES) for path, lang, text in phrases_of(module)}
    assert not {path: wrong for path, wrong in found.items() if wrong}


def test_what_is_not_plain_is_found() -> None:
    assert oblique("en", "≥ 10 in 43 m") == ["≥ 10 in 43 m"]
    assert not oblique("en", "≥ 10 in 43 of 57 m")
    assert oblique("zh", "≥ 10：45 分")
    assert mixed("lost 3 分钟") == ["lost"]
    assert not mixed("░ pending 未到 3 分钟，CPU 32 %，按 ctrl+s")
    assert mixed("░ pending 3 分钟") == ["pending"]
    assert wrong_in("en", "the the data") == ["the the"]


# -- the screens

# Keys one after the other; each leaves a screen, a help page, an explanation or a dialog to be read.
TOUR = (
    *("w", "escape", "question_mark", "escape", "colon", "escape", "e", "escape"),
    *("2", "w", "escape", "question_mark", "escape", "o", "o", "R", "escape"),
    *("3", "w", "escape", "question_mark", "escape"),
    *("4", "w", "escape", "question_mark", "escape", "a", "escape"),
    *("5", "w", "escape", "question_mark", "escape"),
    *("6", "w", "escape", "question_mark", "escape", "r"),
    *("ctrl+r", "question_mark", "escape"),
)
DRILL = (
    *("w", "escape", "question_mark", "escape", "m", "o", "escape", "t", "escape"),
    *("enter", "w", "escape", "question_mark", "escape", "N", "v", "w", "escape", "question_mark", "escape", "R"),
)
SIZE = (160, 48)
# What users, projects and devices call themselves.
OF_THE_WORLD = frozenset(
    {"big", "webinar", "ops", "prod", "class", "lobby", "Edge", "LAN", "Web", "Xiaomi", "main", "test"}
)


def parts(text: str) -> Iterator[str]:
    """The texts of a screen, those beside each other apart, without the body of a request."""
    for row in text.splitlines():
        yield from (part for part in re.split(r"\s{2,}|[│┤╭╮╰╯─└┴▏▕]+", row) if '"' not in part)


def wrong_on(text: str, lang: Lang) -> set[str]:
    return {f"{wrong} in: {part}" for part in parts(text) for wrong in wrong_in(lang, part, OF_THE_WORLD)}


@asynccontextmanager
async def in_a_call(lang: Lang) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    """The app on the incident; the answers about the call of its culprit have come."""
    clock = manual_clock()
    transport = SimTransport(incident(clock, onset_ago_s=1200))
    async with on_stage(clock, transport, size=SIZE, lang=lang) as (app, pilot):
        await at_rest(app, pilot)
        app.push_screen(in_the_incident(app.context))
        for _ in range(8):
            await at_rest(app, pilot)
            clock.advance(61)
        yield app, pilot


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGS)
async def test_every_tab_with_its_help_and_explanations_is_plain(lang: Lang) -> None:
    clock, found = manual_clock(), set[str]()
    async with on_stage(clock, SimTransport(incident(clock)), size=SIZE, lang=lang) as (app, pilot):
        found |= wrong_on(await at_rest(app, pilot), lang)
        for key in TOUR:
            await pilot.press(key)
            found |= wrong_on(await still(app, pilot), lang)
    assert not found


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGS)
async def test_every_screen_of_a_call_is_plain(lang: Lang) -> None:
    found, seen = set[str](), set[str]()
    async with in_a_call(lang) as (app, pilot):
        for key in DRILL:
            await pilot.press(key)
            text = await still(app, pilot)
            seen.add(type(app.screen).__name__)
            found |= wrong_on(text, lang)
    assert not found
    assert {"CallScreen", "SessionScreen", "PairScreen", "ReportScreen"} <= seen


@pytest.mark.parametrize("lang", LANGS)
async def test_the_form_of_a_first_run_is_plain(lang: Lang) -> None:
    async with first_run(Shot("form", SIZE, lang, ("ctrl+t",)), DRAFT) as (app, _):
        assert not wrong_on(text_of(app), lang)
