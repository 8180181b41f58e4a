"""Opening: the first screen, with its moment and channel."""

from __future__ import annotations

from msgspec.structs import replace

from tui.cli.display import Display
from tui.cli.options import Options
from tui.clock import Clock, Zone
from tui.config.values import ConfigError, masked
from tui.domain.records import MINUTE, Scope
from tui.messages import command_line as words


def opening(options: Options, display: Display, clock: Clock) -> tuple[Display, Scope]:
    """A channel without a moment opens Diagnosis, unless an option names another screen. Raises ConfigError."""
    sender_uid, peer_uid, uid = _pair(options)
    scope = Scope(
        channel=None if options.channel is None else channel_of(options.channel),
        call_id=_id("--call", options.call),
        uid=uid,
        sid=_id("--session", options.session),
        peer_uid=peer_uid,
        sender_uid=sender_uid,
    )
    is_call = scope.call_id is not None or scope.uid is not None
    if options.at is not None:
        moment_ts = moment_of(options.at, "--at", clock.now(), Zone(utc=display.utc))
        # A call has a second, the project has minutes.
        scope = replace(scope, moment_ts=moment_ts if is_call else moment_ts // MINUTE * MINUTE)
    is_found = scope.call_id or (scope.uid and scope.channel and scope.moment_ts is not None)
    for name, value in (("--session", options.session), ("--pair", options.pair)):
        if value is not None and not is_found:
            raise ConfigError(words.NO_CALL, name=name)
    if options.channel is not None and options.at is None and options.screen is None and not is_call:
        display = replace(display, screen="diagnosis")
    return display, scope


def _pair(options: Options) -> tuple[int | None, int | None, str | None]:
    """(the sender, the peer of the user, the user). A pair without a user is looked at from its receiver. Raises
    ConfigError."""
    user = _id("--user", options.user)
    if options.pair is None:
        return None, None, user
    from tui.analysis.project.report import uid_of

    first, mark, second = options.pair.partition(":")
    uids = [uid_of(first)] if not mark else [uid_of(first), uid_of(second)]
    if None in uids or (not mark and user is None):
        raise ConfigError(words.NO_PAIR, pair=repr(masked(options.pair)))
    if not mark:
        return None, uids[0], user
    sender_uid, receiver_uid = uids
    user = user or str(receiver_uid)
    if uid_of(user) not in uids:
        raise ConfigError(words.NO_PAIR, pair=repr(masked(options.pair)))
    return sender_uid, receiver_uid if uid_of(user) == sender_uid else sender_uid, user


def _id(name: str, value: str | None) -> str | None:
    """The id as the store spells it. Raises ConfigError."""
    if value is None:
        return None
    if not value.strip():
        raise ConfigError(words.EMPTY_ID, name=name)
    from tui.domain.quoting import quoted

    return quoted(value.strip())


def moment_of(text: str, option: str, now_ts: float, zone: Zone) -> int:
    """The time (epoch seconds) that an option names. Raises ConfigError."""
    from tui.analysis.times.moments import MomentError, moment

    try:
        return moment(text, now_ts, zone)
    except MomentError as error:
        raise ConfigError(words.NO_MOMENT, option=option, at=repr(masked(text)), what=error.said) from None


def channel_of(name: str) -> str:
    """The name as the store spells it: control characters made visible. Raises ConfigError."""
    from tui.domain.quoting import quoted

    if not name.strip():
        raise ConfigError(words.EMPTY_CHANNEL)
    return quoted(name)
