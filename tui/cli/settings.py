"""Settings: command line over environment over profile over defaults, every value checked before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from tui.agora.redact import remember_secret
from tui.cli.alarm_rules import notify_of, rules_of
from tui.cli.display import Display, display_of, overlaid, require_theme
from tui.cli.editions import TODAY, EditionChoice, base_url_in, edition_choice, endpoint_names, require_supported
from tui.cli.inputs import file_of, given, path_of, shown
from tui.cli.options import Options, language
from tui.cli.secrets import SecretCommand, secret_of
from tui.config import values as config
from tui.config.draft import Draft, Problem, url_problem
from tui.config.remembered import Remembered
from tui.config.values import ConfigError, ConfigFile, NotifyTable, Profile, Quota, Retention, Secret
from tui.domain.edition import Edition
from tui.domain.glossary import thresholds_with
from tui.domain.glossary.levels import ThresholdError
from tui.domain.records import AlarmRule, Limits, Threshold, XlaTerm
from tui.domain.shares import Shares
from tui.domain.text import Lang, Said
from tui.messages import command_line as words

# The options of the first screen's scope.
OPENED_AT = ("at", "channel", "call", "user", "session", "pair")
# The commands without a screen.
HEADLESS = ("collect", "show", "alarms", "bundle")
_WORDS_OF_A_PROJECT = ("app_id", "base_url", "edition", "plan", "region")
# Variables of a project, and of the profile's name.
_OF_A_PROJECT = (
    "SCRY_PROFILE",
    "SCRY_APP_ID",
    "SCRY_BASE_URL",
    "SCRY_CUSTOMER_ID",
    "SCRY_CUSTOMER_SECRET",
    "SCRY_EDITION",
    "SCRY_PLAN",
    "SCRY_REGION",
)


class Settings(Struct, frozen=True):
    """One project, ready to be opened."""

    display: Display
    name: str
    # The table of the config file that is in force, and whether it is that one's project: command line and environment
    # may have named another one.
    profile: str | None
    is_profiles: bool
    app_id: str
    base_url: str
    customer_id: str
    customer_secret: Secret
    store: str
    log_file: Path
    thresholds: Mapping[str, Threshold]
    xla: Mapping[str, XlaTerm]
    choice: EditionChoice
    limits: Mapping[str, Limits]
    quota: Quota
    retention: Retention
    config_path: Path
    # Its secret is one of the keyring's.
    is_keyrings: bool
    remembered: Remembered
    watch_channels: tuple[str, ...] = ()
    metrics_listen: str = ""
    alerts_listen: str = ""
    alerts_secret: SecretCommand = SecretCommand()
    rules: tuple[AlarmRule, ...] = ()
    # Whether the rules are those of the file.
    has_own_rules: bool = False
    notify: tuple[NotifyTable, ...] = ()
    # Notices are in the config's language and zone, whatever a screen was asked for: any process may tell.
    notice_lang: Lang = "en"
    notice_utc: bool = False
    # Of each of those the place of its `urls_command`, or its own, in the file.
    notify_places: tuple[str, ...] = ()

    @property
    def edition(self) -> Edition:
        return self.choice.edition

    @property
    def place(self) -> tuple[str, str, str]:
        """The project, and the store that holds its data."""
        return self.base_url, self.app_id, self.store

    @property
    def shares(self) -> Shares:
        """The endpoints that share one quota."""
        together = self.edition.shared if self.quota.big_channels == "together" else ()
        return Shares(together, self.quota.counted, self.edition.groups)


def command_of(settings: Settings, options: Options, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The words of a command line that open this project again: a profile by its name, else the project itself."""
    line = ["scry"]
    if named := given(options, environment, "config"):
        line += ["--config", named]
    line += words_of(settings)[1:]
    line += ["--insecure-http"] if options.insecure_http else []
    line += ["--store", config.masked(options.store)] if options.store else []
    return tuple(line)


def words_of(settings: Settings) -> tuple[str, ...]:
    """The words that name this project to somebody with the same config: a profile by its name, else the project
    itself."""
    if settings.is_profiles and settings.profile:
        return "scry", "--profile", settings.profile
    base_url = () if settings.base_url == config.DEFAULT_BASE_URL else ("--base-url", settings.base_url)
    return "scry", "--app-id", settings.app_id, *base_url


class NotSetUp(ConfigError):  # noqa: N818 - what happened, not what kind of thing it is
    """No project is named, and no profile is in force that would have to name one: the set-up screen asks.

    `known`: the values already given; `file`: the config file, if there is one.
    """

    def __init__(self, missing: Said, known: Draft, display: Display, file: ConfigFile) -> None:
        super().__init__(missing.phrase, **missing.values)
        self.known, self.display, self.file = known, display, file


def settle(options: Options, environment: Mapping[str, str]) -> Settings:
    """The settings of `scry` and `scry check`. Raises ConfigError."""
    return settle_in(file_of(options, environment), options, environment)


def of_profile(options: Options, environment: Mapping[str, str], key: str) -> tuple[Options, Mapping[str, str]]:
    """Command line and environment without the values that would win over the profile `key`: a project chosen on screen
    is the one of the file."""
    alone = replace(options, profile=key, **dict.fromkeys((*_WORDS_OF_A_PROJECT, *OPENED_AT)))
    return alone, {name: value for name, value in environment.items() if name not in _OF_A_PROJECT}


def settle_in(
    file: ConfigFile, options: Options, environment: Mapping[str, str], *, is_trial: bool = False
) -> Settings:
    """Raises ConfigError. `is_trial`: for one test of the project, which is not opened."""
    if options.command in HEADLESS:
        # Looks concern screens alone, and to check them imports Textual.
        file = replace(file, ui=replace(file.ui, theme=None, keys={}))
        environment = {name: value for name, value in environment.items() if name != "SCRY_THEME"}
    app_id = given(options, environment, "app_id")
    key, profile = _profile(file, given(options, environment, "profile"), is_needed=not app_id)
    choice = edition_choice(options, environment, profile)
    profile = replace(profile, base_url=base_url_in(choice.region, profile.base_url))
    base_url, by = _base_url(options, environment, file, key, profile)
    base_url = _checked_url(base_url, by, insecure=options.insecure_http)
    log_file = given(options, environment, "log_file")
    store = given(options, environment, "store") or profile.store
    # With every path named no home is needed.
    state = config.state_directory_if_any() if store and log_file else config.state_directory()
    store = store or f"sqlite:///{config.state_directory() / 'scry.db'}"
    if profile.store_password_command and profile.store in ("", store):
        from tui.cli.stores import take_password

        keys = "profiles", key or "", "store_password_command"
        take_password(store, _command(file, profile.store_password_command, *keys).secret)
    is_profiles = key is not None and app_id in ("", profile.app_id) and base_url == profile.base_url.rstrip("/")
    app_id = app_id or profile.app_id
    remembered = Remembered()
    if options.command in ("watch", "bundle", "replay", "show"):
        path, project = state_file(store, state), f"{base_url} {app_id}"
        remembered = Remembered.open(path, project=project, configured=profile.watch_channels)
    require_theme(file)
    appearance = replace(display_of(options, environment, overlaid(file.ui, remembered)), keymap=_keymap(file))
    known = Draft(
        app_id=app_id,
        customer_id=environment.get("SCRY_CUSTOMER_ID") or profile.customer_id,
        secret=Secret(environment.get("SCRY_CUSTOMER_SECRET") or ""),
        base_url=base_url,
        edition=choice.name,
        plan=choice.edition.plan if choice.is_plan_named else "",
        region=choice.region,
    )
    if app_id and known.customer_id and not known.secret:
        said_by = "customer_secret_command" if profile.customer_secret_command else "keyring"
        where = f"{file.at('profiles', key or '', said_by)}: profiles.{key}"
        known = replace(known, secret=secret_of(profile, where, base_url=base_url, customer_id=known.customer_id))
    remember_secret(known.customer_id, known.secret)
    if missing := _missing(known, file.path):
        if file.path == config.NOWHERE:
            config.config_path()  # says why there is no file
        if key is None:
            raise NotSetUp(missing, known, appearance, file)
        raise ConfigError(missing.phrase, **missing.values)
    thresholds = _thresholds(file)
    if not is_trial and options.command != "check":
        require_supported(choice, options.command, options.what)
    return Settings(
        display=appearance,
        name=shown(profile.name or app_id[:8]),
        profile=key,
        is_profiles=is_profiles,
        app_id=app_id,
        base_url=base_url,
        customer_id=known.customer_id,
        customer_secret=known.secret,
        store=store,
        log_file=path_of(log_file) if log_file else config.state_directory() / "scry.log",
        thresholds=thresholds,
        xla={name: XlaTerm(table.limit, table.allowance_minutes) for name, table in file.xla.items()},
        choice=choice,
        limits=_limits(choice.edition, file, profile),
        quota=file.quota,
        retention=file.retention,
        config_path=file.path,
        is_keyrings=bool(key and profile.keyring and not environment.get("SCRY_CUSTOMER_SECRET")),
        remembered=remembered,
        watch_channels=profile.watch_channels,
        metrics_listen=file.collect.metrics_listen,
        alerts_listen=file.collect.alerts_listen,
        alerts_secret=_command(file, file.collect.alerts_secret_command, "collect", "alerts_secret_command"),
        # Of today's edition no rule is judged yet.
        rules=() if choice.name == TODAY else rules_of(file, choice.edition, thresholds),
        has_own_rules=file.alarms.rules is not None,
        notify=notify_of(file),
        notice_lang=language(file.ui.lang, environment),
        notice_utc=file.ui.utc,
        notify_places=_notify_places(file),
    )


def _missing(known: Draft, path: Path) -> Said | None:
    """The missing value, and how to give it; None where all is there."""
    if not known.app_id:
        return Said(words.NO_APP_ID, {"path": path})
    if known.customer_id and known.secret:
        return None
    if not known.customer_id and not known.secret:
        return Said(words.NO_CREDENTIALS, {"path": path})
    return Said(words.NO_SECRET if known.customer_id else words.NO_CUSTOMER_ID, {"path": path})


def state_file(store: str, directory: Path | None) -> Path | None:
    """`state.toml` beside the store, or in `directory` where others may write beside the store. None without a
    directory."""
    from tui.cli.stores import place_of
    from tui.store.errors import StoreError

    try:
        if (place := place_of(store)) is None:
            return directory and directory / "state.toml"
        beside = place.parent
        found = beside.stat()
    except FileNotFoundError:
        return beside / "state.toml"
    except (StoreError, OSError):
        return directory and directory / "state.toml"
    if found.st_uid == os.geteuid() and not found.st_mode & 0o022:
        return beside / "state.toml"
    return directory and directory / "state.toml"


def _keymap(file: ConfigFile) -> Mapping[str, str]:
    if not file.ui.keys:
        return {}
    from tui.cli.keymap import keymap_of  # which imports every screen

    return keymap_of(file)


def _profile(file: ConfigFile, name: str, *, is_needed: bool) -> tuple[str | None, Profile]:
    """The profile in force with its name in the file: the named one, else the only one, else the first if nothing else
    names a project. An appended profile takes no other one's place."""
    name = name or file.profile or ""
    if not name:
        if not file.profiles or (len(file.profiles) > 1 and not is_needed):
            return None, Profile()
        name = next(iter(file.profiles))
    if name not in file.profiles:
        known = ", ".join(file.profiles) or words.NONE
        raise ConfigError(words.NO_PROFILE, path=file.path, name=repr(shown(name)), known=known)
    return name, file.profiles[name]


def _base_url(
    options: Options, environment: Mapping[str, str], file: ConfigFile, key: str | None, profile: Profile
) -> tuple[str, str]:
    """The base URL and its source. The value of an invalid one is never shown: it may hold a password."""
    if options.base_url:
        return options.base_url, "--base-url"
    if named := environment.get("SCRY_BASE_URL"):
        return named, "SCRY_BASE_URL"
    return profile.base_url, f"{file.path}: profiles.{key}.base_url"


def _checked_url(url: str, by: str, *, insecure: bool) -> str:
    problem = url_problem(url, insecure=insecure)
    if problem is Problem.NO_URL:
        raise ConfigError(words.NO_URL, by=by)
    if problem is Problem.URL_CREDENTIALS:
        raise ConfigError(words.URL_WITH_CREDENTIALS, by=by)
    if problem is Problem.PLAIN:
        raise ConfigError(words.PLAIN_HTTP, host=urlsplit(url).hostname)
    return url.rstrip("/")


def _notify_places(file: ConfigFile) -> tuple[str, ...]:
    return tuple(file.at("alarms", "notify", str(number), "urls_command") for number in range(len(file.alarms.notify)))


def _command(file: ConfigFile, command: tuple[str, ...], *keys: str) -> SecretCommand:
    return SecretCommand(command, f"{file.at(*keys)}: {'.'.join(keys)}") if command else SecretCommand()


def _thresholds(file: ConfigFile) -> Mapping[str, Threshold]:
    try:
        return thresholds_with(file.thresholds)
    except ThresholdError as error:
        place = file.at(*error.key.split(".")[:2])
        raise ConfigError(words.AT, place=place, what=error.said) from None


def _limits(edition: Edition, file: ConfigFile, profile: Profile) -> Mapping[str, Limits]:
    """The documented limits under `[limits]` and the profile's own, by endpoint name or path."""
    paths = {endpoint.path: name for name, endpoint in edition.endpoints.items()}
    limits = dict(edition.limits)
    for key, changes in [*file.limits.items(), *profile.limits.items()]:
        name = paths.get(key, key)
        if name not in limits and key in endpoint_names():
            # A table of limits may serve profiles of several editions.
            continue
        if name not in limits:
            place = file.at("limits", key)
            raise ConfigError(words.NO_ENDPOINT, place=place, key=repr(key), allowed=", ".join(limits))
        limits[name] = replace(limits[name], **changes.given)
    return limits
