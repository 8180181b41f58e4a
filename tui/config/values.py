"""The config file's values, and its place on disk and in its text; reading.py reads them."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct, field
from msgspec.structs import asdict

from tui.domain.records import MINUTE, Severity, Terms
from tui.domain.text import Phrase, SaidError
from tui.messages import config as words

SCREENS = ("live", "diagnosis", "calls", "channels", "usage", "quota", "alarms")
LANGS = ("en", "zh")
DEFAULT_BASE_URL = "https://api.agora.io"
# The main host of each region.
BASE_URLS = {"global": DEFAULT_BASE_URL, "china": "https://api.sd-rtn.com"}
EDITIONS = ("2020-10", "today", "auto")
PLANS = ("standard", "premium", "enterprise", "pro", "flagship")
REGIONS = ("global", "china")
# The ways in which a profile tells its secret.
SECRETS = ("customer_secret", "customer_secret_command", "keyring")


class ConfigError(SaidError):
    """A fault of the configuration: one line with the fault, its place and the remedy."""


class NoHome(ConfigError):  # noqa: N818 - what happened, not what kind of thing it is
    """The directory for this user's files is unknown."""


def masked(text: str) -> str:
    """`text` without a possible login of a URL and all behind it: a password may hold an `@` or a `#`, so its end is
    unknown."""
    head, mark, rest = text.partition("://")
    if mark and "@" in rest:
        return f"{head}://…"
    # Of a value with several lines the parts of a login may stand on two.
    return "…" if re.search(r":.*@", text, re.DOTALL) else text


class Secret(str):
    """A text that a repr hides, and with it logs, errors and crash reports."""

    def __repr__(self) -> str:
        return "Secret(…)"


class Says(NamedTuple):
    """The text of an error about a value of this type, and the allowed forms; `value` is put into `what`."""

    what: Phrase
    allowed: Phrase | str


def _of(what: Phrase, allowed: Phrase | str, *, ge: float | None = None, le: float | None = None) -> Meta:
    return Meta(extra={"says": Says(what, allowed)}, ge=ge, le=le)


Count = Annotated[int, _of(words.NO_COUNT, words.A_COUNT, ge=1)]


# Texts, as options and environment give them; the allowed ones are those above.
EditionName = Annotated[Literal["2020-10", "today", "auto"], _of(words.NO_EDITION, ", ".join(EDITIONS))]
PlanName = Annotated[
    Literal["standard", "premium", "enterprise", "pro", "flagship"], _of(words.NO_PLAN, ", ".join(PLANS))
]
RegionName = Annotated[Literal["global", "china"], _of(words.NO_REGION, ", ".join(REGIONS))]


class LimitsChange(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of a `[limits]` table. None: as documented."""

    per_second: Count | None = None
    per_minute: Count | None = None
    per_day: Count | None = None
    day: Annotated[Literal["utc", "rolling", "both"], _of(words.NO_DAY, "utc, rolling, both")] | None = None

    @property
    def given(self) -> Mapping[str, int | str]:
        return {name: value for name, value in asdict(self).items() if value is not None}


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """One project: a table under `[profiles]`. None: not given."""

    name: str = ""
    app_id: str = ""
    base_url: str = DEFAULT_BASE_URL
    customer_id: str = ""
    customer_secret: Secret = Secret("")
    customer_secret_command: tuple[str, ...] = ()
    keyring: bool = False
    watch_channels: tuple[str, ...] = ()
    store: str = ""
    store_password_command: tuple[str, ...] = ()
    edition: EditionName | None = None
    plan: PlanName | None = None
    region: RegionName | None = None
    limits: Mapping[str, LimitsChange] = field(default_factory=dict)


class Quota(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[quota]` table: expected hours of watching, share reserved for `r`, whether the six endpoints of the big
    channels have a limit each or one together, and in which unit the vendor counts requests of today's edition."""

    attention_hours: Annotated[float, _of(words.NO_WATCH, words.HOURS, ge=0.25, le=24)] = 8.0
    reserve_percent: Annotated[float, _of(words.NO_RESERVE, words.PERCENT, ge=0, le=50)] = 10.0
    big_channels: Annotated[Literal["each", "together"], _of(words.NO_COUNTING, "each, together")] = "each"
    counted: Annotated[Literal["endpoint", "group", "account"], _of(words.NO_COUNTING, "endpoint, group, account")] = (
        "endpoint"
    )


class Retention(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[retention]` table: days that minutes are kept, and calls with their curves."""

    minutes_days: Count = 90
    curves_days: Count = 30


class Collect(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[collect]` table. `metrics_listen`, `alerts_listen`: the addresses of the metrics and of the vendor's alert
    callbacks, "" for none; the command prints the secret that a callback's path must hold."""

    metrics_listen: str = ""
    alerts_listen: str = ""
    alerts_secret_command: tuple[str, ...] = ()


# A condition of more than a day is no alarm.
RuleMinutes = Annotated[int, _of(words.NO_MINUTES, words.RULE_MINUTES, ge=1, le=1440)]
FindingName = Annotated[
    Literal["diagnoses", "feed_dead", "quota_dry", "report_unsent"],
    _of(words.NO_FINDING, "diagnoses, feed_dead, quota_dry, report_unsent"),
]
SeverityName = Annotated[Literal["info", "warning", "critical"], _of(words.NO_SEVERITY, "info, warning, critical")]


class RuleTable(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `[[alarms.rules]]`, as written; cli/alarm_rules.py checks it against the metrics. `of_minutes` None:
    as many as `for_minutes`, None itself where the finding says how long."""

    name: str = ""
    metric: str = ""
    finding: FindingName | None = None
    cause: Annotated[int, _of(words.NO_CAUSE, words.A_CAUSE, ge=0)] | None = None
    above: float | None = None
    below: float | None = None
    for_minutes: RuleMinutes | None = None
    of_minutes: RuleMinutes | None = None
    severity: SeverityName = "warning"
    channels: tuple[str, ...] = ()
    quiet_hours: str = ""


class NotifyTable(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `[[alarms.notify]]`: one of `command`, `urls` and `urls_command`. Without `severities` it tells of
    all; `repeat_minutes` 0: no reminders; `resolved`: the end of an alarm is told, too."""

    name: str = ""
    command: tuple[str, ...] = ()
    urls: tuple[Secret, ...] = ()
    urls_command: tuple[str, ...] = ()
    severities: tuple[SeverityName, ...] = ()
    repeat_minutes: Annotated[int, _of(words.NO_REPEAT, words.A_REPEAT, ge=0, le=10_080)] = 0
    resolved: bool = True

    @property
    def terms(self) -> Terms:
        severities = frozenset(Severity(name) for name in self.severities) or frozenset(Severity)
        return Terms(severities, self.repeat_minutes * MINUTE, self.resolved)


class Alarms(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[alarms]` table. `rules` None: none are given, so those that bell and title follow are in force."""

    rules: tuple[RuleTable, ...] | None = None
    notify: tuple[NotifyTable, ...] = ()


class XlaTable(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `[xla]`: the agreed limit of a metric in percent, and the minutes beyond it that a month may have."""

    limit: Annotated[float, _of(words.NO_LIMIT_VALUE, words.A_PERCENTAGE, ge=0, le=100)] | None = None
    allowance_minutes: Annotated[int, _of(words.NO_ALLOWANCE, words.AN_ALLOWANCE, ge=0, le=44_640)] | None = None


XlaName = Literal["joinSuccess5SecsRate", "videoFreezeRate", "audioFreezeRate"]


class Ui(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[ui]` table. None: not given, so the default or the environment decides."""

    lang: Annotated[Literal["en", "zh"], _of(words.NO_LANGUAGE, ", ".join(LANGS))] | None = None
    theme: str | None = None
    utc: bool = False
    ascii: bool = False
    mouse: bool = True
    bell: bool = True
    title: bool = True
    # The name under this user's notes; "": login and box.
    author: str = ""
    # Binding id → keys as written; cli knows the ids.
    keys: Mapping[str, str] = field(default_factory=dict)


class Tables(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's shape. Names of metrics and endpoints are checked in cli, against the glossary and the edition."""

    profile: str | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    thresholds: Mapping[str, Mapping[Literal["warn", "bad"], float]] = field(default_factory=dict)
    limits: Mapping[str, LimitsChange] = field(default_factory=dict)
    ui: Ui = field(default_factory=Ui)
    quota: Quota = field(default_factory=Quota)
    retention: Retention = field(default_factory=Retention)
    collect: Collect = field(default_factory=Collect)
    alarms: Alarms = field(default_factory=Alarms)
    xla: Mapping[XlaName, XlaTable] = field(default_factory=dict)


class ConfigFile(Tables, frozen=True, kw_only=True):
    """The file's values; its path and text tell where each stands."""

    path: Path
    text: Secret = Secret("")

    def at(self, *keys: str) -> str:
        """The place of a key, table by table: `config.toml:12`; an entry of a list by its number, from 0."""
        return f"{self.path}:{line_of(self.text, *keys)}"


def line_of(text: str, *keys: str) -> int:
    """The line of a key, or of the table around it; line 1 where neither is found. An entry of a list of tables is
    named by its number, from 0."""
    wanted, table, found = ".".join(keys), "", 1
    entries: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[+)([^\]]+)\]", line):
            path = table = _plain(header[2])
            if len(header[1]) > 1 and path != wanted:
                path = table = f"{table}.{entries[table]}"
                entries[path.rpartition(".")[0]] += 1
                # A key that the entry lacks: the entry itself.
                found = number if wanted.startswith(f"{path}.") else found
        elif entry := re.match(r"\s*((?:\"[^\"]*\"|'[^']*'|[^\"'=#])+)=", line):
            path = f"{table}.{_plain(entry[1])}".lstrip(".")
            if wanted.startswith(f"{path}."):
                found = number
        else:
            continue
        if path == wanted:
            return number
    return found


def _plain(key: str) -> str:
    """A TOML key without quotation marks and blanks around its parts."""
    return re.sub(r"\s*\.\s*", ".", re.sub("[\"']", "", key)).strip()


# Stands for the path of a config file that no place is known for.
NOWHERE = Path("~/.config/scry/config.toml")


def config_path() -> Path:
    """Raises NoHome."""
    from platformdirs import user_config_path

    try:
        return user_config_path("scry") / "config.toml"
    except RuntimeError:
        raise _homeless(words.NO_HOME_FOR_CONFIG) from None


def state_directory() -> Path:
    """Raises NoHome."""
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
