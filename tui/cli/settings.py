"""Settings: command line over environment over profile over defaults, every value checked before anything starts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from tui import config
from tui.api.endpoints import BIG_CHANNELS, ENDPOINTS
from tui.cli.options import Options, language
from tui.config import ConfigError, ConfigFile, Profile, Quota, Retention, Secret, Ui
from tui.glossary import thresholds_with
from tui.glossary.levels import ThresholdError
from tui.messages import Lang
from tui.messages import command_line as words
from tui.records import Limits, Threshold
from tui.remembered import Remembered

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SECRET_COMMAND_TIMEOUT_S = 10
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
    keymap: Mapping[str, str] = field(default_factory=dict)


class Settings(Struct, frozen=True):
    """One project, ready to be opened."""

    looks: Looks
    name: str
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
        ascii=bool(options.ascii or _flag(environment, "SCRY_ASCII", ui.ascii)),
        screen=screen or "live",
        mouse=ui.mouse,
        bell=ui.bell,
        title=ui.title,
    )


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
    file = file_of(options, environment)
    profile = _profile(file, options.profile or environment.get("SCRY_PROFILE"))
    app_id = options.app_id or environment.get("SCRY_APP_ID") or profile.app_id
    if not app_id:
        raise ConfigError(words.NO_APP_ID, path=file.path)
    state = config.state_directory()
    base_url = options.base_url or environment.get("SCRY_BASE_URL") or profile.base_url
    log_file = options.log_file or environment.get("SCRY_LOG_FILE")
    customer_id = environment.get("SCRY_CUSTOMER_ID") or profile.customer_id
    customer_secret = environment.get("SCRY_CUSTOMER_SECRET") or _secret(profile, file.path)
    if not customer_id or not customer_secret:
        missing = "SCRY_CUSTOMER_ID" if not customer_id else "SCRY_CUSTOMER_SECRET"
        raise ConfigError(words.NO_CREDENTIALS, missing=missing, path=file.path)
    base_url = _checked_url(base_url, insecure=options.insecure_http)
    store = options.store or environment.get("SCRY_STORE") or profile.store or f"sqlite:///{state / 'scry.db'}"
    remembered = Remembered()
    if options.command == "watch":
        remembered = Remembered.open(
            state_file(store, state), project=f"{base_url} {app_id}", configured=profile.watch_channels
        )
    return Settings(
        looks=replace(looks(options, environment, _overlaid(file.ui, remembered)), keymap=_keymap(file)),
        name=_shown(profile.name or app_id[:8]),
        app_id=app_id,
        base_url=base_url,
        customer_id=customer_id,
        customer_secret=Secret(customer_secret),
        store=store,
        log_file=_path(log_file) if log_file else state / "scry.log",
        thresholds=_thresholds(file),
        limits=_limits(file, profile),
        quota=file.quota,
        retention=file.retention,
        config_path=file.path,
        remembered=remembered,
    )


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


def _profile(file: ConfigFile, name: str | None) -> Profile:
    name = name or file.profile
    if name is None:
        return next(iter(file.profiles.values())) if len(file.profiles) == 1 else Profile()
    if name not in file.profiles:
        known = ", ".join(file.profiles) or words.NONE
        raise ConfigError(words.NO_PROFILE, path=file.path, name=repr(name), known=known)
    return file.profiles[name]


def _secret(profile: Profile, path: Path) -> str:
    """The secret of the profile; a command that prints it is run once, without a shell."""
    command = profile.customer_secret_command
    if not command:
        return profile.customer_secret
    where = f"{path}: profiles.{profile.name}.customer_secret_command"
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECRET_COMMAND_TIMEOUT_S, check=False)  # noqa: S603
    except FileNotFoundError:
        raise ConfigError(words.NO_PROGRAM, where=where, program=repr(command[0])) from None
    except subprocess.TimeoutExpired:
        raise ConfigError(words.NO_ANSWER, where=where, seconds=SECRET_COMMAND_TIMEOUT_S) from None
    except (OSError, ValueError) as error:
        raise ConfigError(words.NOT_RUN, where=where, error=error) from None
    if done.returncode:
        raise ConfigError(words.ENDED_WITH, where=where, status=done.returncode)
    return done.stdout.decode(errors="replace").strip("\r\n")


def _shown(text: str) -> str:
    """`text` with control characters made visible: it comes from outside and goes to a terminal."""
    from tui.api.wire import quoted  # nothing of the demo's way to its first frame needs it

    return quoted(text)


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(words.NO_USER, path=_shown(text)) from None


def _theme(name: str | None) -> str | None:
    return None if name is None else _chosen("theme", name, _known_themes())


def _known_themes() -> tuple[str, ...]:
    from textual.theme import BUILTIN_THEMES

    from tui.themes import THEMES

    return (*(theme.name for theme in THEMES), *BUILTIN_THEMES)


def _checked_url(url: str, *, insecure: bool) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigError(words.NO_URL, url=repr(_shown(url))) from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigError(words.NO_URL, url=repr(_shown(url)))
    if parts.username or parts.password:
        raise ConfigError(words.URL_WITH_CREDENTIALS)
    if parts.scheme == "http" and host not in LOOPBACK and not insecure:
        raise ConfigError(words.PLAIN_HTTP, host=host)
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
