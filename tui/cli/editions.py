"""The edition of a project with its plan and region: chosen by option, environment and profile, and checked.

edition   2020-10 · today · auto (scry check and the set-up try both)
plan      of today's edition; without one the smallest plan of the region, of which no limit is too high
region    of today's edition; a plan on sale in one region alone names it
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.agora.editions.reference_2020 import EDITION
from tui.cli.inputs import chosen, given
from tui.cli.options import Options
from tui.config.values import BASE_URLS, DEFAULT_BASE_URL, EDITIONS, PLANS, REGIONS, ConfigError, Profile
from tui.domain.edition import Edition
from tui.messages import editions as words
from tui.messages import unread_tabs as unread_words

AUTO, TODAY = "auto", "today"
_UNREAD_CONTENTS = frozenset({"diagnosis"})


class EditionChoice(Struct, frozen=True):
    """`name` is one of EDITIONS; `edition` has its endpoints, those of 2020-10 for "auto"."""

    name: str
    edition: Edition
    region: str = "global"
    is_plan_named: bool = False


def edition_choice(options: Options, environment: Mapping[str, str], profile: Profile) -> EditionChoice:
    """Raises ConfigError."""
    named = _value(options, environment, "edition", EDITIONS)
    name = named or profile.edition or EDITION.name
    # A profile's plan belongs to its own edition.
    plan = _value(options, environment, "plan", PLANS) or ("" if named else profile.plan or "")
    region = _value(options, environment, "region", REGIONS) or ("" if named else profile.region or "")
    if name != TODAY:
        for key, value in (("plan", plan), ("region", region)):
            if value and name != AUTO:
                raise ConfigError(words.NOT_OF_THIS_EDITION, key=key, value=value, edition=name)
        return EditionChoice(name, EDITION, region or _region_of(plan) or "global")
    from tui.agora.editions.today import REGION_PLANS, edition_of

    region = region or _region_of(plan) or "global"
    sold = REGION_PLANS[region]
    if plan and plan not in sold:
        raise ConfigError(words.PLAN_OF_ANOTHER_REGION, plan=plan, region=region, plans=", ".join(sold))
    return EditionChoice(name, edition_of(plan or sold[0]), region, bool(plan))


def require_supported(choice: EditionChoice, command: str, what: str) -> None:
    """Raises ConfigError for a command without data in that edition and this version; `what` is of `scry show`."""
    if choice.name == AUTO:
        raise ConfigError(words.AUTO_IS_FOR_CHECK)
    if choice.name != TODAY:
        return
    if command == "show" and what in ("live", "channels") and not choice.edition.of_live:
        raise ConfigError(unread_words.NO_REALTIME, what=what, plan=choice.edition.plan)
    if command == "show" and what == "usage" and not choice.edition.insights:
        raise ConfigError(unread_words.NO_INSIGHTS, what=what, plan=choice.edition.plan)
    if command == "show" and what in _UNREAD_CONTENTS:
        raise ConfigError(unread_words.NOT_SHOWN, what=what)


def base_url_in(region: str, base_url: str) -> str:
    """The profile's base URL; in place of the default one the host of the region."""
    return BASE_URLS[region] if base_url == DEFAULT_BASE_URL else base_url


def endpoint_names() -> frozenset[str]:
    """The endpoints of all editions and their paths: a table of limits may serve profiles of several editions."""
    from tui.agora.editions.today import edition_of

    editions = (EDITION, edition_of("enterprise"))
    named = [each for edition in editions for each in edition.endpoints.values()]
    return frozenset(word for each in named for word in (each.name, each.path))


def _value(options: Options, environment: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    source = f"--{name}" if getattr(options, name) else f"SCRY_{name.upper()}"
    return chosen(source, given(options, environment, name), allowed) or ""


def _region_of(plan: str) -> str:
    if not plan:
        return ""
    from tui.agora.editions.today import REGION_PLANS

    return next((region for region, plans in REGION_PLANS.items() if plan in plans), "")
