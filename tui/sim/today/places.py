"""Places: where a user sits and which machine it is, in the six dimensions of today's edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.sim.noise import unit
from tui.sim.people import Session

WEB = "Web"
LINUX = "Linux"

# Country, region and their share of the users.
PLACES: tuple[tuple[str, str, float], ...] = (
    ("China", "Shandong", 0.09),
    ("China", "Guangdong", 0.09),
    ("China", "Beijing", 0.07),
    ("China", "Shanghai", 0.07),
    ("China", "Zhejiang", 0.06),
    ("China", "Jiangsu", 0.06),
    ("China", "Sichuan", 0.05),
    ("China", "Hubei", 0.04),
    ("China", "Henan", 0.04),
    ("China", "Fujian", 0.03),
    ("China", "Hunan", 0.03),
    ("China", "Others", 0.05),
    ("United States", "California", 0.04),
    ("United States", "New York", 0.03),
    ("United States", "Texas", 0.02),
    ("India", "Maharashtra", 0.03),
    ("India", "Karnataka", 0.03),
    ("Pakistan", "Sindh", 0.02),
    ("Indonesia", "Jakarta", 0.03),
    ("Japan", "Tokyo", 0.02),
    ("Germany", "Hesse", 0.02),
    ("France", "Ile-de-France", 0.02),
    ("United Kingdom", "England", 0.02),
    ("Brazil", "Sao Paulo", 0.02),
    ("Vietnam", "Ho Chi Minh", 0.02),
)

# Of the users of browsers, by system.
BROWSERS: tuple[tuple[str, float], ...] = (("Windows", 0.6), ("macOS", 0.3), ("Android", 0.1))

Dimension = Callable[[int, Session], str]


def place(seed: int, uid: int) -> tuple[str, str]:
    """Country and region of a user."""
    chance = unit(f"{seed}:place:{uid}") * sum(share for _, _, share in PLACES)
    for country, region, share in PLACES:
        chance -= share
        if chance < 0.0:
            return country, region
    return PLACES[-1][:2]


def system(seed: int, session: Session) -> str:
    """The operating system; a browser runs on one too."""
    if session.platform != WEB:
        return session.platform
    chance = unit(f"{seed}:system:{session.uid}")
    for name, share in BROWSERS:
        chance -= share
        if chance < 0.0:
            return name
    return BROWSERS[-1][0]


DIMENSIONS: Mapping[str, Dimension] = {
    "country": lambda seed, session: place(seed, session.uid)[0],
    "region": lambda seed, session: place(seed, session.uid)[1],
    "net": lambda seed, session: session.network,
    "sdk": lambda seed, session: session.sdk_version,
    "os": system,
    "device": lambda seed, session: session.device_type,
}
