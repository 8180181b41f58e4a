"""Settings: command line over environment over profile over defaults, every value checked before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from tui import config
from tui.api.endpoints import BIG_CHANNELS, ENDPOINTS
from tui.api.veil import hide
from tui.cli.options import Options, language
from tui.cli.secrets import secret_of
from tui.config import ConfigError, ConfigFile, Profile, Quota, Retention, Secret, Ui
from tui.config_draft import Draft, Problem, url_problem
from tui.glossary import thresholds_with
from tui.glossary.levels import ThresholdError
from tui.messages import Lang, Said
from tui.messages import command_line as words
from tui.records import Limits, Threshold
from tui.remembered import Remembered

# What the environment may say of a project, and the profile's name.
_OF_A_PROJECT = ("SCRY_PROFILE", "SCRY_APP_ID", "SCRY_BASE_URL", "SCRY_CUSTOMER_ID", "SCRY_CUSTOMER_SECRET")
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


class Looks(Struct, frozen=True):
    """How it is shown, whatever the project."""

    lang: Lang
    theme: str | None
    utc: bool
    ascii: bool
    screen: str
    mouse: bool = True
    bell: bool = True
    title: bool = True
    export_dir: Path = Path()
    redact: bool = False
    keymap: Mapping[str, str] = field(default_factory=dict)


class Settings(Struct, frozen=True):
    """One project, ready to be opened."""

    looks: Looks
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
    limits: Mapping[str, Limits]
    quota: Quota
    retention: Retention
    config_path: Path
    remembered: Remembered

    @property
    def together(self) -> tuple[str, ...]:
        """The endpoints that share one quota."""
        return BIG_CHANNELS if self.quota.big_channels == "together" else ()


def looks(options: Options, environment: Mapping[str, str], ui: Ui | None = None) -> Looks:
    """Raises ConfigError."""
    ui = ui or Ui()
    _chosen("SCRY_LANG", options.lang or environment.get("SCRY_LANG"), config.LANGS)
    theme = options.theme or environment.get("SCRY_THEME") or ui.theme
    screen = _chosen("SCRY_SCREEN", options.screen or environment.get("SCRY_SCREEN"), config.SCREENS)
    return Looks(
        lang=language(options.lang, environment, ui.lang),
        theme=_theme(theme),
        utc=bool(options.utc or _flag(environment, "SCRY_UTC", ui.utc)),
        ascii=bool(options.ascii or _flag(environment, "SCRY_ASCII", ui.ascii or is_plain(environment))),
        screen=screen or "live",
        mouse=ui.mouse,
        bell=ui.bell,
        title=ui.title,
        export_dir=_export_dir(options.export_dir or environment.get("SCRY_EXPORT_DIR")),
        redact=bool(options.redact or _flag(environment, "SCRY_REDACT", False)),
    )


class NotSetUp(ConfigError):  # noqa: N818 - what happened, not what kind of thing it is
    """Nothing says which project to open, and no profile is in force that would have to: the set-up screen asks.

    `known` is what is said of it already; `file` the config file, if there is one.
    """

    def __init__(self, missing: Said, known: Draft, looks: Looks, file: ConfigFile) -> None:
        super().__init__(missing.phrase, **missing.values)
        self.known, self.looks, self.file = known, looks, file


def file_of(options: Options, environment: Mapping[str, str]) -> ConfigFile:
    """The config file that is meant. Raises ConfigError."""
    named = options.config or environment.get("SCRY_CONFIG")
    return config.load(_path(named) if named else config.config_path(), must_exist=bool(named))


def spoken(options: Options, environment: Mapping[str, str]) -> Lang:
    """The language in which a mistake is told: the config's as well, where it can be read."""
    try:
        configured = file_of(options, environment).ui.lang
    except ConfigError:
        configured = None
    return language(options.lang, environment, configured)


def settle(options: Options, environment: Mapping[str, str]) -> Settings:
    """Everything that `scry` and `scry check` need. Raises ConfigError."""
    return settle_in(file_of(options, environment), options, environment)


def of_profile(options: Options, environment: Mapping[str, str], key: str) -> tuple[Options, Mapping[str, str]]:
    """The command line and the environment without what would win over the profile `key`: a project chosen on screen
    is that of the file."""
    alone = replace(options, profile=key, app_id=None, base_url=None, at=None, channel=None)
    return alone, {name: value for name, value in environment.items() if name not in _OF_A_PROJECT}


def settle_in(file: ConfigFile, options: Options, environment: Mapping[str, str]) -> Settings:
    """Raises ConfigError."""
    app_id = options.app_id or environment.get("SCRY_APP_ID") or ""
    key, profile = _profile(file, options.profile or environment.get("SCRY_PROFILE"), is_needed=not app_id)
    state = config.state_directory()
    base_url = options.base_url or environment.get("SCRY_BASE_URL") or profile.base_url
    base_url = _checked_url(base_url, insecure=options.insecure_http)
    log_file = options.log_file or environment.get("SCRY_LOG_FILE")
    store = options.store or environment.get("SCRY_STORE") or profile.store or f"sqlite:///{state / 'scry.db'}"
    is_profiles = key is not None and app_id in ("", profile.app_id) and base_url == profile.base_url.rstrip("/")
    app_id = app_id or profile.app_id
    remembered = Remembered()
    if options.command == "watch":
        remembered = Remembered.open(
            state_file(store, state), project=f"{base_url} {app_id}", configured=profile.watch_channels
        )
    appearance = replace(looks(options, environment, _overlaid(file.ui, remembered)), keymap=_keymap(file))
    known = Draft(
        app_id=app_id,
        customer_id=environment.get("SCRY_CUSTOMER_ID") or profile.customer_id,
        secret=Secret(environment.get("SCRY_CUSTOMER_SECRET") or ""),
        base_url=base_url,
    )
    if app_id and known.customer_id and not known.secret:
        where = f"{file.path}: profiles.{key}"
        known = replace(known, secret=secret_of(profile, where, base_url=base_url, customer_id=known.customer_id))
    hide(known.customer_id, known.secret)
    if missing := _missing(known, file.path):
        if key is None:
            raise NotSetUp(missing, known, appearance, file)
        raise ConfigError(missing.phrase, **missing.values)
    return Settings(
        looks=appearance,
        name=_shown(profile.name or app_id[:8]),
        profile=key,
        is_profiles=is_profiles,
        app_id=app_id,
        base_url=base_url,
        customer_id=known.customer_id,
        customer_secret=known.secret,
        store=store,
        log_file=_path(log_file) if log_file else state / "scry.log",
        thresholds=_thresholds(file),
        limits=_limits(file, profile),
        quota=file.quota,
        retention=file.retention,
        config_path=file.path,
        remembered=remembered,
    )


def _missing(known: Draft, path: Path) -> Said | None:
    """What nothing has said, and how to say it; None where all is there."""
    if not known.app_id:
        return Said(words.NO_APP_ID, {"path": path})
    if known.customer_id and known.secret:
        return None
    missing = "SCRY_CUSTOMER_ID" if not known.customer_id else "SCRY_CUSTOMER_SECRET"
    return Said(words.NO_CREDENTIALS, {"missing": missing, "path": path})


def state_file(store: str, directory: Path) -> Path:
    """`state.toml` beside the store, or in `directory` where others may write beside it: whose language would it be?"""
    from tui.store import StoreError
    from tui.store.place import path_of

    try:
        beside = path_of(store).parent
        found = beside.stat()
    except FileNotFoundError:
        return beside / "state.toml"
    except (StoreError, OSError):
        return directory / "state.toml"
    mine = found.st_uid == os.geteuid() and not found.st_mode & 0o022
    return (beside if mine else directory) / "state.toml"


def _keymap(file: ConfigFile) -> Mapping[str, str]:
    if not file.ui.keys:
        return {}
    from tui.cli.keymap import keymap_of  # which imports every screen

    return keymap_of(file)


def _overlaid(ui: Ui, remembered: Remembered) -> Ui:
    """`[ui]` as it was left on screen; a theme that is no longer there is forgotten."""
    theme = remembered.theme if remembered.theme is not None and remembered.theme in _known_themes() else ui.theme
    return replace(ui, lang=remembered.lang or ui.lang, theme=theme)


def _profile(file: ConfigFile, name: str | None, *, is_needed: bool) -> tuple[str | None, Profile]:
    """The profile in force with its name in the file. Where none is named it is the only one or, if nothing else says
    which project to open, the first: one that is appended takes no other's place."""
    name = name or file.profile
    if name is None:
        if not file.profiles or (len(file.profiles) > 1 and not is_needed):
            return None, Profile()
        name = next(iter(file.profiles))
    if name not in file.profiles:
        known = ", ".join(file.profiles) or words.NONE
        raise ConfigError(words.NO_PROFILE, path=file.path, name=repr(name), known=known)
    return name, file.profiles[name]


def _shown(text: str) -> str:
    """`text` with control characters made visible: it comes from outside and goes to a terminal."""
    from tui.api.wire import quoted  # nothing of the demo's way to its first frame needs it

    return quoted(text)


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(words.NO_USER, path=_shown(text)) from None


def _export_dir(named: str | None) -> Path:
    """One that is given is there: who exports an incident must not find out then that it is not."""
    if not named:
        return Path()
    if not (path := _path(named)).is_dir():
        raise ConfigError(words.NO_EXPORT_DIRECTORY, path=_shown(named))
    return path


def _theme(name: str | None) -> str | None:
    return None if name is None else _chosen("theme", name, _known_themes())


def _known_themes() -> tuple[str, ...]:
    from textual.theme import BUILTIN_THEMES

    from tui.themes import THEMES

    return (*(theme.name for theme in THEMES), *BUILTIN_THEMES)


def _checked_url(url: str, *, insecure: bool) -> str:
    problem = url_problem(url, insecure=insecure)
    if problem is Problem.NO_URL:
        raise ConfigError(words.NO_URL, url=repr(_shown(url)))
    if problem is Problem.URL_CREDENTIALS:
        raise ConfigError(words.URL_WITH_CREDENTIALS)
    if problem is Problem.PLAIN:
        raise ConfigError(words.PLAIN_HTTP, host=urlsplit(url).hostname)
    return url.rstrip("/")


def _thresholds(file: ConfigFile) -> Mapping[str, Threshold]:
    try:
        return thresholds_with(file.thresholds)
    except ThresholdError as error:
        place = file.at(".".join(error.key.split(".")[:2]))
        raise ConfigError(words.AT, place=place, what=error.said) from None


def _limits(file: ConfigFile, profile: Profile) -> Mapping[str, Limits]:
    """The documented limits, overlaid by `[limits]` and by the profile's own: endpoints by their name or path."""
    paths = {endpoint.path: name for name, endpoint in ENDPOINTS.items()}
    limits = {name: endpoint.limits for name, endpoint in ENDPOINTS.items()}
    for key, changes in [*file.limits.items(), *profile.limits.items()]:
        name = paths.get(key, key)
        if name not in limits:
            place = file.at(f"limits.{key}")
            raise ConfigError(words.NO_ENDPOINT, place=place, key=repr(key), allowed=", ".join(limits))
        limits[name] = replace(limits[name], **changes)
    return limits


def _chosen(name: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    if value is not None and value not in allowed:
        raise ConfigError(words.NO_CHOICE, name=name, value=repr(_shown(value)), allowed=", ".join(allowed))
    return value


def _flag(environment: Mapping[str, str], name: str, default: bool) -> bool:
    value = environment.get(name)
    if value is None:
        return default
    if value.lower() not in TRUE | FALSE:
        raise ConfigError(words.NO_SWITCH, name=name, value=repr(value))
    return value.lower() in TRUE


def locale_of(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """The variable that says which letters there are, and what it says; None where none does."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    return next(((name, environment[name]) for name in names if environment.get(name)), None)


def is_utf8(name: str) -> bool:
    """Of an encoding's name, or a locale's."""
    return "utf8" in name.lower().replace("-", "")


def is_plain(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to lack what is not ASCII: by its locale, or because it is the Linux console.

    Where no locale is set nothing is known, and most terminals have all of it.
    """
    said = locale_of(environment)
    return environment.get("TERM") == "linux" or (said is not None and not is_utf8(said[1]))
