"""The config file's values, and where it lies; config_reading.py makes them of the text."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from tui.domain.text import Phrase, SaidError
from tui.messages import config as words

SCREENS = ("live", "diagnosis", "calls", "channels", "usage", "quota")
LANGS = ("en", "zh")
DEFAULT_BASE_URL = "https://api.agora.io"
# The ways in which a profile tells its secret.
SECRETS = ("customer_secret", "customer_secret_command", "keyring")


class ConfigError(SaidError):
    """Something in the configuration is wrong: one line that says what, where and what to do."""


class NoHome(ConfigError):  # noqa: N818 - what happened, not what kind of thing it is
    """Nothing says where this user's files belong."""


def masked(text: str) -> str:
    """`text` without what may be a login in a URL, and without all that stands behind: where a password holds an `@`
    or a `#`, nobody can tell where it ends."""
    head, mark, rest = text.partition("://")
    if mark and "@" in rest:
        return f"{head}://…"
    # Of a value with several lines the parts of a login may stand on two.
    return "…" if re.search(r":.*@", text, re.DOTALL) else text


class Secret(str):
    """A text that does not show itself in a repr, and so in no log, error or crash report."""

    def __repr__(self) -> str:
        return "Secret(…)"


class Profile(Struct, frozen=True):
    """One project: a table under `[profiles]`."""

    name: str = ""
    app_id: str = ""
    base_url: str = DEFAULT_BASE_URL
    customer_id: str = ""
    customer_secret: Secret = Secret("")
    customer_secret_command: tuple[str, ...] = ()
    keyring: bool = False
    watch_channels: tuple[str, ...] = ()
    store: str = ""
    limits: Mapping[str, Mapping[str, int | str]] = field(default_factory=dict)


class Quota(Struct, frozen=True):
    """The `[quota]` table: how the day's requests are spent.

    For how long somebody is expected to go on watching, what share only `r` may spend, and whether the six endpoints
    of the big channels have a limit each ("each") or one for all ("together").
    """

    attention_hours: float = 8.0
    reserve_percent: float = 10.0
    big_channels: str = "each"


class Retention(Struct, frozen=True):
    """The `[retention]` table: for how many days minutes are kept, and calls with their curves."""

    minutes_days: int = 90
    curves_days: int = 30


class Ui(Struct, frozen=True):
    """The `[ui]` table; None: not said, so the default or the environment decides."""

    lang: str | None = None
    theme: str | None = None
    utc: bool = False
    ascii: bool = False
    mouse: bool = True
    bell: bool = True
    title: bool = True
    # Binding id → keys as they were written; cli knows which ids there are.
    keys: Mapping[str, str] = field(default_factory=dict)


class ConfigFile(Struct, frozen=True):
    path: Path
    profile: str | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, int | str]] = field(default_factory=dict)
    ui: Ui = field(default_factory=Ui)
    quota: Quota = field(default_factory=Quota)
    retention: Retention = field(default_factory=Retention)
    # "thresholds.pcu" → the line it stands on, for errors that only cli can find.
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Where in the file `key` (`thresholds.pcu`) stands: `config.toml:12`."""
        return f"{self.path}:{self.lines.get(key, 1)}"


# Stands for the path of a config file that no place is known for.
NOWHERE = Path("~/.config/scry/config.toml")


def config_path() -> Path:
    """Raises NoHome where there is no home to have it in."""
    from platformdirs import user_config_path

    try:
        return user_config_path("scry") / "config.toml"
    except RuntimeError:
        raise _homeless(words.NO_HOME_FOR_CONFIG) from None


def state_directory() -> Path:
    """Raises NoHome where there is no home to have it in."""
    from platformdirs import user_state_path

    try:
        return user_state_path("scry")
    except RuntimeError:
        raise _homeless(words.NO_HOME_FOR_STATE) from None


def state_directory_if_any() -> Path | None:
    try:
        return state_directory()
    except NoHome:
        return None


def _homeless(advice: Phrase) -> NoHome:
    return NoHome(words.NO_HOME, uid=os.getuid(), advice=advice)
