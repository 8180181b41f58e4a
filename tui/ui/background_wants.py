"""Background wants: the requests that every screen needs; often enough for the alarm, or to lose no minute."""

from __future__ import annotations

from msgspec.structs import replace

from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import Want
from tui.monitor.alarm import ALARMING
from tui.ui.context import Context

LIVE_WANTS = tuple(Want(name) for name in dict.fromkeys(metric.endpoint for metric in LIVE_METRICS.values()))
# The monitor judges these on every screen.
ALARM_WANTS = tuple(want for want in LIVE_WANTS if want.endpoint in ALARMING)
OF_ALL_CHANNELS = ("all_video_freeze", "all_slow_joining", "all_joining_trial")
OF_A_CHANNEL = ("channel_users", "channel_video_freeze", "channel_score")


def background_wants(context: Context) -> tuple[Want, ...]:
    """The project's minutes, its diagnoses and its days; and where big channels are watched, theirs."""
    wants = [*LIVE_WANTS, Want(context.edition.diagnosis.name), Want(context.edition.usage.name)]
    if context.watched:
        wants += [Want(name) for name in OF_ALL_CHANNELS]
        wants += [Want(name, channel) for channel in context.watched for name in OF_A_CHANNEL]
    alarm = ALARMING if context.bell or context.title else frozenset()
    return tuple(replace(want, attended=want.endpoint in alarm) for want in wants)
