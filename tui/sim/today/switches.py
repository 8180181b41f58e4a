"""Switches: one for each thing that the documents leave open, or say in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tui.sim.noise import pick

# Name → its values, the first of them by default.
CHOICES: Mapping[str, tuple[str, ...]] = {
    # -- refusals
    "scope": ("endpoint", "group", "account"),  # one counter for each endpoint, for its group, or for all
    "refused": ("free", "counted"),  # whether a request refused for its rate counts
    "window": ("sliding", "fixed"),  # a second or minute slides, or begins with the clock's
    "limit": ("300", "http429", "body429"),  # the answer beyond a rate or a day
    "prefix": ("mixed", "always", "never"),  # "Service package limit check error, " before the message of a limit
    "retired": ("404", "answered"),  # the paths of the 2020 edition alone
    "status": ("gateway", "http", "body"),  # HTTP status of 401 and 404; of every failure but 300; 200 of all
    "bounds": ("strict", "inclusive"),  # whether a window of exactly the maximum is refused
    "overview": ("no", "yes"),  # whether standard has the statistics of a call
    # -- the envelope
    "code": ("200", "0", "absent", "mixed"),
    "message": ("mixed", "empty", "null", "success"),
    "stamps": ("s", "ms"),  # of answers
    # -- call search
    "listed": ("created", "alive"),  # calls created in the window, or alive in it
    "cname": ("exact", "prefix"),
    "late": ("no", "yes"),  # some calls become known minutes after others: pages move
    "has_more": ("present", "absent"),
    "pages": ("good", "halved", "repeated", "more", "fewer"),  # served by fifty; one twice; `total_size` lies
    "page_size": ("clipped", "refused"),  # above the largest
    "end": ("0", "null", "now"),  # destroyed_ts and leave_ts of what still runs
    "running": ("known", "null"),  # counts and rates of a running call
    "silent": ("null", "0", "absent"),  # rate of a user who received no such stream
    "servers": ("apart", "counted"),  # users on Linux in pcu, acu, rates and overviews
    "roles": ("list", "string"),
    "uid": ("number", "string"),
    "web": ("Web", "system"),  # platform of a browser
    "slices": ("all", "first"),  # a session shows in every slice it overlaps, or where it began
    "rates": ("session", "slice"),  # what the freeze rates of a session refer to
    "points": ("2 s", "irregular"),
    "mids": ("absent", "empty"),  # the curves that a browser lacks
    "percent": ("percent", "fraction"),  # percentages in curves
    "order": ("shuffled", "sorted"),  # minutes and buckets
    "buckets": ("filled", "all"),  # whether an empty bucket is left out
    # -- realtime and insight
    "data": ("object", "list"),  # of a top 20
    "gaps": ("absent", "null", "0"),  # windows without a value
    "unnamed": ("all", "none", "refused"),  # a dimension without its values
    "audio_of_web": ("absent", "null", "0"),
    "delay_of_web": ("yes", "no"),
    "peak": ("both", "concurrent", "current"),  # names of the peak metrics
    "dimensions": ("both", "new", "old"),  # network and sdkVersion, or net and sdk, in aggregations
    "minutes": ("no", "yes"),  # granularity 1m
    "days": ("utc", "utc+8"),  # the stamp of a day
    "last": ("excluded", "included"),  # the hour or day that begins with the window's end
    "recomputed": ("no", "yes"),  # counts of a day change two days on
}
RANDOM = "random"


class UnknownSwitchError(ValueError):
    """No such switch, or no such value of it; its text names the known ones."""


class Switches(NamedTuple):
    """The values chosen, by name."""

    chosen: Mapping[str, str]

    def is_set(self, name: str, value: str) -> bool:
        """Raises KeyError for an unknown switch or value, so that no comparison is in vain."""
        if value not in CHOICES[name]:
            raise KeyError(value)
        return self.chosen.get(name, CHOICES[name][0]) == value

    def value(self, name: str) -> str:
        return self.chosen.get(name, CHOICES[name][0])


def switches(settings: Iterable[str], seed: int = 0) -> Switches:
    """From `NAME=VALUE` words; the word `random` chooses each by the seed. Raises UnknownSwitchError."""
    chosen: dict[str, str] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        if setting == RANDOM:
            chosen.update({name: pick(f"{seed}:switch:{name}", values) for name, values in CHOICES.items()})
        elif name not in CHOICES:
            raise UnknownSwitchError(f"no switch {name}; there are {', '.join(CHOICES)}, or {RANDOM}")
        elif value not in CHOICES[name]:
            raise UnknownSwitchError(f"{name} is one of {', '.join(CHOICES[name])}: {value or 'nothing'}")
        else:
            chosen[name] = value
    return Switches(chosen)


DOCUMENTED = switches(())
