"""Background wants: the requests of a watched project, with any screen open, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from tui.domain.edition import Edition, Yields
from tui.domain.records import Want


def live_wants(edition: Edition) -> tuple[Want, ...]:
    """The project's minutes."""
    return tuple(map(Want, edition.of_project))


def channel_wants(edition: Edition, channel: str) -> tuple[Want, ...]:
    return tuple(Want(endpoint, channel) for endpoint in edition.of_a_channel)


def channels_wants(edition: Edition, watched: Iterable[str]) -> tuple[Want, ...]:
    """The counts over all big channels, and the values of those that are watched."""
    of_each = (want for name in watched for want in channel_wants(edition, name))
    return (*map(Want, edition.of_all_channels), *of_each)


def background_wants(edition: Edition, watched: Sequence[str], attended: Collection[str] | None) -> tuple[Want, ...]:
    """The project's minutes, its diagnoses and its days; and of the `watched` big channels, theirs; as far
    as the edition has them.

    `attended` are the endpoints asked for at the pace of a viewer, None: all. The others are asked for often enough to
    lose no minute.
    """
    kinds = [kind for kind in (Yields.DIAGNOSES, Yields.DAYS) if edition.has(kind)]
    wants = [*live_wants(edition), *(Want(edition.role(kind).name) for kind in kinds)]
    if watched:
        wants += channels_wants(edition, watched)
    return tuple(replace(want, attended=attended is None or want.endpoint in attended) for want in wants)
