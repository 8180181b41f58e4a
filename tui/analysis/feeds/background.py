"""Background wants: the requests of a watched project, with any screen open, or none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from tui.domain.edition import Edition
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import Want

LIVE_WANTS = tuple(Want(name) for name in dict.fromkeys(metric.endpoint for metric in LIVE_METRICS.values()))
OF_ALL_CHANNELS = ("all_video_freeze", "all_slow_joining", "all_joining_trial")
OF_A_CHANNEL = ("channel_users", "channel_video_freeze", "channel_score")


def background_wants(edition: Edition, watched: Sequence[str], attended: Collection[str] | None) -> tuple[Want, ...]:
    """The project's minutes, its diagnoses and its days; and of the `watched` big channels, theirs.

    `attended` are the endpoints asked for at the pace of a viewer, None: all. The others are asked for often enough to
    lose no minute.
    """
    wants = [*LIVE_WANTS, Want(edition.diagnosis.name), Want(edition.usage.name)]
    if watched:
        wants += [Want(name) for name in OF_ALL_CHANNELS]
        wants += [Want(name, channel) for channel in watched for name in OF_A_CHANNEL]
    return tuple(replace(want, attended=attended is None or want.endpoint in attended) for want in wants)
