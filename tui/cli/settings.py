"""Settings: command line over environment over profile over defaults, every value checked before anything starts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from tui import config
from tui.api.endpoints import BIG_CHANNELS, ENDPOINTS
from tui.api.veil import hide
from tui.cli.options import Options
from tui.config import ConfigError, ConfigFile, Profile, Quota, Retention, Secret, Ui
from tui.glossary import thresholds_with
from tui.messages import Lang
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
    lang = _chosen("SCRY_LANG", options.lang or environment.get("SCRY_LANG") or ui.lang, config.LANGS)
    theme = options.theme or environment.get("SCRY_THEME") or ui.theme
    screen = _chosen("SCRY_SCREEN", options.screen or environment.get("SCRY_SCREEN"), config.SCREENS)
    return Looks(
        lang="zh" if (lang or _locale_language(environment)) == "zh" else "en",
        theme=_theme(theme),
        utc=bool(options.utc or _flag(environment, "SCRY_UTC", ui.utc)),
        ascii=bool(options.ascii or _flag(environment, "SCRY_ASCII", ui.ascii or is_plain(environment))),
        screen=screen or "live",
        mouse=ui.mouse,
        bell=ui.bell,
        title=ui.title,
    )


def settle(options: Options, environment: Mapping[str, str]) -> Settings:
    """Everything that `scry` and `scry check` need. Raises ConfigError."""
    named = options.config or environment.get("SCRY_CONFIG")
    file = config.load(_path(named) if named else config.config_path(), must_exist=bool(named))
    profile = _profile(file, options.profile or environment.get("SCRY_PROFILE"))
    app_id = options.app_id or environment.get("SCRY_APP_ID") or profile.app_id
    if not app_id:
        raise ConfigError(
            f"no app id; give --app-id or SCRY_APP_ID, or a profile in {file.path}; `scry demo` needs none"
        )
    state = config.state_directory()
    base_url = options.base_url or environment.get("SCRY_BASE_URL") or profile.base_url
    log_file = options.log_file or environment.get("SCRY_LOG_FILE")
    customer_id = environment.get("SCRY_CUSTOMER_ID") or profile.customer_id
    customer_secret = environment.get("SCRY_CUSTOMER_SECRET") or _secret(profile, file.path)
    if not customer_id or not customer_secret:
        missing = "SCRY_CUSTOMER_ID" if not customer_id else "SCRY_CUSTOMER_SECRET"
        raise ConfigError(f"no credentials: set {missing} (and its twin), or give them to a profile in {file.path}")
    hide(customer_id, customer_secret)
    base_url = _checked_url(base_url, insecure=options.insecure_http)
    store = options.store or environment.get("SCRY_STORE") or profile.store or f"sqlite:///{state / 'scry.db'}"
    remembered = Remembered()
    if options.command == "watch":
        remembered = Remembered.open(
            state_file(store, state), project=f"{base_url} {app_id}", configured=profile.watch_channels
        )
    return Settings(
        looks=looks(options, environment, _overlaid(file.ui, remembered)),
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


def _overlaid(ui: Ui, remembered: Remembered) -> Ui:
    """`[ui]` as it was left on screen; a theme that is no longer there is forgotten."""
    theme = remembered.theme if remembered.theme is not None and remembered.theme in _known_themes() else ui.theme
    return replace(ui, lang=remembered.lang or ui.lang, theme=theme)


def _profile(file: ConfigFile, name: str | None) -> Profile:
    name = name or file.profile
    if name is None:
        return next(iter(file.profiles.values())) if len(file.profiles) == 1 else Profile()
    if name not in file.profiles:
        known = ", ".join(file.profiles) or "none"
        raise ConfigError(f"{file.path}: no profile {name!r}; there are: {known}")
    return file.profiles[name]


def _secret(profile: Profile, path: Path) -> str:
    """The secret of the profile; a command that prints it is run once, without a shell."""
    command = profile.customer_secret_command
    if not command:
        return profile.customer_secret
    where = f"{path}: profiles.{profile.name}.customer_secret_command"
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=SECRET_COMMAND_TIMEOUT_S, check=False, env=stripped(os.environ)
        )
    except FileNotFoundError:
        raise ConfigError(f"{where}: no such program: {command[0]!r}") from None
    except subprocess.TimeoutExpired:
        raise ConfigError(f"{where}: no answer within {SECRET_COMMAND_TIMEOUT_S} s; run it by hand") from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{where}: cannot be run ({error})") from None
    if done.returncode:
        raise ConfigError(f"{where}: ended with status {done.returncode}; run it by hand to see why")
    return done.stdout.decode(errors="replace").strip("\r\n")


def stripped(environment: Mapping[str, str]) -> dict[str, str]:
    """What a child process may know: nothing of ours, credentials least of all."""
    return {name: value for name, value in environment.items() if not name.startswith("SCRY_")}


def _shown(text: str) -> str:
    """`text` with control characters made visible: it comes from outside and goes to a terminal."""
    from tui.api.wire import quoted  # nothing of the demo's way to its first frame needs it

    return quoted(text)


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(f"{_shown(text)}: no such user; write the path out") from None


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
        raise ConfigError(f"base URL: not a URL: {_shown(url)!r}; for example https://api.agora.io") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigError(f"base URL: not a URL: {_shown(url)!r}; for example https://api.agora.io")
    if parts.username or parts.password:
        raise ConfigError("base URL: holds credentials; set SCRY_CUSTOMER_ID and SCRY_CUSTOMER_SECRET instead")
    if parts.scheme == "http" and host not in LOOPBACK and not insecure:
        raise ConfigError(f"base URL: plain http to {host} would show the credentials; use https or --insecure-http")
    return url.rstrip("/")


def _thresholds(file: ConfigFile) -> Mapping[str, Threshold]:
    try:
        return thresholds_with(file.thresholds)
    except ValueError as error:
        key = str(error).partition(":")[0]
        raise ConfigError(f"{file.at('.'.join(key.split('.')[:2]))}: {error}") from None


def _limits(file: ConfigFile, profile: Profile) -> Mapping[str, Limits]:
    """The documented limits, overlaid by `[limits]` and by the profile's own: endpoints by their name or path."""
    paths = {endpoint.path: name for name, endpoint in ENDPOINTS.items()}
    limits = {name: endpoint.limits for name, endpoint in ENDPOINTS.items()}
    for key, changes in [*file.limits.items(), *profile.limits.items()]:
        name = paths.get(key, key)
        if name not in limits:
            place = file.at(f"limits.{key}")
            raise ConfigError(f"{place}: limits: unknown endpoint {key!r}; allowed: {', '.join(limits)}")
        limits[name] = replace(limits[name], **changes)
    return limits


def _chosen(name: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    if value is not None and value not in allowed:
        raise ConfigError(f"{name}: {_shown(value)!r} is unknown; allowed: {', '.join(allowed)}")
    return value


def _flag(environment: Mapping[str, str], name: str, default: bool) -> bool:
    value = environment.get(name)
    if value is None:
        return default
    if value.lower() not in TRUE | FALSE:
        raise ConfigError(f"{name}: {value!r} is no switch; allowed: 1, 0")
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


def _locale_language(environment: Mapping[str, str]) -> str:
    """The first locale variable that is set decides, as in any program."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"
