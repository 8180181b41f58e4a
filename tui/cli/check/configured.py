"""The configuration in force, and the environment's part in it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from tui.cli import exits
from tui.cli.check.finding import first_true
from tui.cli.inputs import spoken
from tui.cli.options import Options, variables
from tui.cli.secrets import keyring_name
from tui.cli.settings import Settings, settle
from tui.config.values import ConfigError, masked
from tui.domain.text import Lang, Said
from tui.messages import check as words
from tui.messages.finding import Finding, Grade

_CREDENTIALS = ("SCRY_CUSTOMER_ID", "SCRY_CUSTOMER_SECRET")
# In the place of missing values, so that the rest can be looked at; no request is sent with them.
_STAND_INS = {"SCRY_APP_ID": "-", **dict.fromkeys(_CREDENTIALS, "-")}
# No one writes a secret into their values, as one may into a URL.
_SHOWN = ("PROFILE", "CONFIG", "LANG", "THEME", "ASCII", "UTC", "SCREEN", "LOG_FILE", "EXPORT_DIR", "REDACT")


class Ground(Struct, frozen=True):
    """`settings` is None where the file cannot be read; with a `trouble` it holds stand-ins for project and
    credentials."""

    lang: Lang
    settings: Settings | None
    trouble: Said | None = None


def ground(options: Options, environment: Mapping[str, str]) -> Ground:
    trouble = None
    for stand_ins in ({}, _STAND_INS):
        if stand_ins:
            options = replace(options, app_id=None)
        try:
            settings = settle(options, {**environment, **stand_ins})
        except ConfigError as error:
            trouble = trouble or error.said
        else:
            return Ground(settings.display.lang, settings, trouble)
    return Ground(spoken(options, environment), None, trouble)


def configuration(found: Ground) -> Finding:
    settings = found.settings
    if found.trouble or settings is None:
        assert found.trouble is not None
        return Finding(words.CONFIGURATION, Grade.FAIL, found.trouble, exits.WRONG)
    is_in_keyring = settings.is_keyrings and settings.profile is not None and settings.config_path.exists()
    phrase = first_true(
        (not settings.config_path.exists(), words.NO_FILE),
        (settings.profile is None, words.FROM_FILE),
        (is_in_keyring, words.FROM_KEYRING),
        otherwise=words.FROM_PROFILE,
    )
    keyring = keyring_name() if is_in_keyring else ""
    return phrase(path=settings.config_path, profile=settings.profile, project=settings.name, keyring=keyring)


def overrides(environment: Mapping[str, str]) -> list[Finding]:
    """The environment's variables, never a value that may be a secret, and those that scry does not know."""
    known = variables() | set(_CREDENTIALS)
    mine = sorted(name for name in environment if name.startswith("SCRY_"))
    heard: list[object] = [
        f"{name}={masked(environment[name])}"
        if name.removeprefix("SCRY_") in _SHOWN
        else Said(words.IS_SET, {"name": name})
        for name in mine
        if name in known
    ]
    findings = [(words.VARIABLES if heard else words.NOTHING_SET)(text=heard)]
    for name in mine:
        if name not in known:
            near = get_close_matches(name, sorted(known), 1)
            findings.append((words.UNKNOWN_NEAR if near else words.UNKNOWN_VARIABLE)(name=name, near=" ".join(near)))
    return findings
