"""The search of the edition: one request to each, and the plan of today's as far as its answer tells.

2020-10   live_scale, which today's edition does not have
today     realtime data of 50 minutes ago: enterprise and flagship reach back 60 minutes, premium and pro 40;
          the other plans have no realtime API, and the refusal says so
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from msgspec import Struct
from msgspec.structs import replace

from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import REGION_PLANS, edition_of
from tui.cli.check.request import RequestResult, ask, detail_of, refusal, skew
from tui.cli.editions import TODAY
from tui.cli.feed import policy_of
from tui.cli.settings import Settings
from tui.clock import Clock, ServerClock
from tui.collector.windows import probe
from tui.domain.glossary.rounding import fixed
from tui.domain.records import (
    MINUTE,
    Answer,
    Breach,
    Failure,
    FailureKind,
    Request,
    Selection,
    Window,
    breach_of,
)
from tui.domain.text import Phrase, Said
from tui.messages import check_request as request_words
from tui.messages import edition_findings as words
from tui.messages.failures import what_of
from tui.messages.finding import Finding
from tui.store.api import Store

OnFound = Callable[[str, str], None]
"""(edition, plan or "")"""

AGO_S = 50 * MINUTE
# Only 2020-10 has it.
OLD = "live_scale"
NEW = "realtime_usage"


class EditionAnswer(Struct, frozen=True):
    """`answers` None: not told. `plan`: the plan with these limits, "" where the answer does not tell."""

    answers: bool | None
    why: Phrase | Said
    plan: str = ""


async def tried(
    settings: Settings, store: Store, clock: ServerClock, local: Clock, on_found: OnFound | None = None
) -> AsyncIterator[Finding]:
    clock.learn(await store.read(lambda snapshot: snapshot.dates()))
    policy = policy_of(settings)
    of_old = replace(policy, edition=EDITION, limits=EDITION.limits)
    first = await ask(settings, store, clock, local, of_old, Request(OLD, probe(EDITION[OLD], clock.now())))
    if isinstance(first.said, Failure) and first.said.kind is FailureKind.UNAUTHORIZED:
        yield refusal(first.said)
        return
    # By now the first answer has told the server's time.
    start_ts = int(clock.now()) - AGO_S
    request = Request(NEW, Window(start_ts, start_ts + MINUTE), selection=Selection(metric="pcu", product="Native"))
    of_new = replace(policy, edition=edition_of("enterprise"), limits=edition_of("premium").limits)
    second = await ask(settings, store, clock, local, of_new, request)
    answers = {EDITION.name: of_2020(first), TODAY: of_today(second, settings.choice.region)}
    times = [result.said.elapsed_ms for result in (first, second) if isinstance(result.said, Answer)]
    if times:
        yield request_words.ACCEPTED(ms=fixed(times[0], 0, ""))
    elif any(answer.answers for answer in answers.values()):
        # A refusal that names a limit of the plan knows the project.
        yield words.KNOWN()
    for name, answer in answers.items():
        yield _finding(name, answer)
    for finding in _advice(answers, on_found):
        yield finding
    for finding in skew(first.skew_s if first.skew_s is not None else second.skew_s):
        yield finding


def of_2020(result: RequestResult) -> EditionAnswer:
    said = result.said
    if isinstance(said, Answer):
        return EditionAnswer(True, Said(request_words.ACCEPTED.phrase, {"ms": fixed(said.elapsed_ms, 0, "")}))
    if isinstance(said, Failure) and said.kind is FailureKind.OVER_LIMIT:
        return EditionAnswer(True, _why(said))
    return _untold(result)


def of_today(result: RequestResult, region: str) -> EditionAnswer:
    """Each refusal with a limit of a plan is an answer of this edition."""
    said = result.said
    *smaller, largest = REGION_PLANS[region]
    if isinstance(said, Answer):
        return EditionAnswer(True, words.REACHES_BACK, largest)
    if not isinstance(said, Failure):
        return _untold(result)
    match breach_of(said.kind, said.detail):
        case None:
            return _untold(result)
        case Breach.TOO_OLD:
            return EditionAnswer(True, words.REACHES_LESS, smaller[-1])
        case Breach.NO_PLAN:
            return EditionAnswer(True, words.NO_REALTIME, "standard" if "standard" in smaller else "")
        case _:
            return EditionAnswer(True, _why(said))


def _untold(result: RequestResult) -> EditionAnswer:
    said = result.said
    if not isinstance(said, Failure):
        return EditionAnswer(None, words.NO_SLOT)
    return EditionAnswer(False if said.kind is FailureKind.NOT_FOUND else None, _why(said))


def _why(failure: Failure) -> Said:
    what = what_of(failure.kind, failure.detail, failure.code)
    return Said(words.FAILED, {"what": what, "detail": detail_of(failure)})


def _finding(name: str, answer: EditionAnswer) -> Finding:
    if answer.answers is None:
        return words.UNTOLD(edition=name, why=answer.why)
    if not answer.answers:
        return words.NO_ANSWER(edition=name, why=answer.why)
    if name == EDITION.name:
        return words.ANSWERS(edition=name)
    return words.ANSWERS_WITH(edition=name, why=answer.why)


def _advice(answers: dict[str, EditionAnswer], on_found: OnFound | None) -> list[Finding]:
    """The line for the profile. Where both answer it is 2020-10, which has all screens."""
    name = next((name for name, answer in answers.items() if answer.answers), None)
    if name is None:
        return [words.NEITHER()]
    plan = answers[name].plan
    if on_found is not None:
        on_found(name, plan)
    if name == EDITION.name:
        return [words.TO_WRITE(edition=name)]
    return [words.TO_WRITE_WITH_PLAN(edition=name, plan=plan) if plan else words.PLAN_UNTOLD(edition=name)]
