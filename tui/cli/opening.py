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
    scope = Scope()
    if options.at is not None:
        from tui.analysis.times.moments import MomentError, moment

        try:
            moment_ts = moment(options.at, clock.now(), Zone(utc=display.utc))
        except MomentError as error:
            raise ConfigError(words.NO_MOMENT, at=repr(masked(options.at)), what=error.said) from None
        scope = replace(scope, moment_ts=moment_ts // MINUTE * MINUTE)
    if options.channel is not None:
        scope = replace(scope, channel=_channel(options.channel))
    if options.channel is not None and options.at is None and options.screen is None:
        display = replace(display, screen="diagnosis")
    return display, scope


def _channel(name: str) -> str:
    """The name as the store spells it: control characters made visible. Raises ConfigError."""
    from tui.domain.quoting import quoted

    if not name.strip():
        raise ConfigError(words.EMPTY_CHANNEL)
    return quoted(name)
