"""How many examples hypothesis tries: a few each time, the same ones; many at night, others each night.

`HYPOTHESIS_PROFILE=nightly uv run pytest tests/fuzz tests/api/test_any_json.py` tries more than 100,000 in all, in some
quarters of an hour; so does `--hypothesis-profile=nightly`. What fails is printed with what reproduces it.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

PROFILES = {"quick": 25, "nightly": 6500}

for name, examples in PROFILES.items():
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        derandomize=name == "quick",
        print_blob=True,
        # Not the one that explains: it traces every line, and takes minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        # How long an example takes depends on what else this machine does.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
