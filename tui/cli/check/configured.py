"""What the program would run with: the configuration, what the environment changes of it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from tui.cli import exits
from tui.cli.check.finding import Finding, fail, ok, warn
from tui.cli.inputs import spoken
from tui.cli.options import Options, variables
from tui.cli.secrets import keyring_name
from tui.cli.settings import Settings, settle
from tui.config.values import ConfigError, masked
from tui.domain.text import Lang, Said
from tui.messages import check as words

_CREDENTIALS = ("SCRY_CUSTOMER_ID", "SCRY_CUSTOMER_SECRET")
# Stand in for what is missing, so that the rest can be looked at; nothing is ever asked with them.
_STAND_INS = {"SCRY_APP_ID": "-", **dict.fromkeys(_CREDENTIALS, "-")}
# Whose values may be shown: no one would write a secret there, as one may into a URL.
_SHOWN = ("PROFILE", "CONFIG", "LANG", "THEME", "ASCII", "UTC", "SCREEN", "LOG_FILE", "EXPORT_DIR", "REDACT")


class Ground(Struct, frozen=True):
    """What the checks stand on. `settings` is None where even the rest of the configuration cannot be read; where
    `trouble` says what is wrong, they hold stand-ins for credentials and project."""

    lang: Lang
    settings: Settings | None
    trouble: Said | None = None


def ground(options: Options, environment: Mapping[str, str]) -> Ground:
    try:
        settings = settle(options, environment)
    except ConfigError as error:
        trouble = error.said
    else:
        return Ground(settings.display.lang, settings)
    try:
        settings = settle(replace(options, app_id=None), {**environment, **_STAND_INS})
    except ConfigError:
        return Ground(spoken(options, environment), None, trouble)
    return Ground(settings.display.lang, settings, trouble)


def configuration(options: Options, environment: Mapping[str, str], found: Ground) -> Finding:
    if found.trouble or found.settings is None:
        return fail(words.CONFIGURATION, words.AS_IT_IS, text=found.trouble, status=exits.WRONG)
    path, project = found.settings.config_path, found.settings.name
    if not path.exists():
        return ok(words.CONFIGURATION, words.NO_FILE, path=path, project=project)
    key = found.settings.profile
    if key is None:
        return ok(words.CONFIGURATION, words.FROM_FILE, path=path, project=project)
    if found.settings.is_keyrings:
        values = {"path": path, "profile": key, "project": project}
        return ok(words.CONFIGURATION, words.FROM_KEYRING, **values, keyring=keyring_name())
    return ok(words.CONFIGURATION, words.FROM_PROFILE, path=path, profile=key, project=project)


def overrides(environment: Mapping[str, str]) -> list[Finding]:
    """What the environment says to scry, and what it says in vain. Never a value that may be a secret."""
    known = variables() | set(_CREDENTIALS)
    mine = sorted(name for name in environment if name.startswith("SCRY_"))
    heard = [name for name in mine if name in known]
    says = [
        f"{name}={masked(environment[name])}"
        if name.removeprefix("SCRY_") in _SHOWN
        else ok(words.ENVIRONMENT, words.IS_SET, name=name)
        for name in heard
    ]
    findings = [ok(words.ENVIRONMENT, words.AS_IT_IS, text=says) if heard else ok(words.ENVIRONMENT, words.NOTHING_SET)]
    for name in mine:
        if name not in known:
            near = get_close_matches(name, sorted(known), 1)
            phrase = words.UNKNOWN_NEAR if near else words.UNKNOWN_VARIABLE
            findings.append(warn(words.ENVIRONMENT, phrase, name=name, near=" ".join(near)))
    return findings
