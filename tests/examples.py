"""How many examples a property is tried with: a few in the quick tests, all of them among the long ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

Test = TypeVar("Test", bound=Callable[..., Any])

FEW = 25
IS_QUICK = os.environ.get("HYPOTHESIS_PROFILE", "quick") == "quick"


def many(examples: int, **named: Any) -> Callable[[Test], Test]:
    """A property that so many examples prove. `.ci/run` runs it with the long tests too (HYPOTHESIS_PROFILE=long),
    with all of them. `named` are other settings of hypothesis."""
    chosen = settings(max_examples=min(FEW, examples) if IS_QUICK else examples, deadline=None, **named)

    def decorated(test: Test) -> Test:
        pytest.mark.thorough(chosen(test))
        return test

    return decorated
