"""Whatever a test replaces in the software is seen at once: reads that are built once are built anew."""

import functools
import sys
from collections.abc import Callable
from typing import Any

import pytest

PREPARED = "twofold.core.prepared"


def watch() -> None:
    """From now on, whenever something is replaced or put back."""
    for name in ("setattr", "setitem", "undo"):
        setattr(pytest.MonkeyPatch, name, _forgetting(getattr(pytest.MonkeyPatch, name)))


def _forgetting(real: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(real)
    def replace(*args: Any, **kwargs: Any) -> Any:
        found = real(*args, **kwargs)
        if PREPARED in sys.modules:
            sys.modules[PREPARED].forget()
        return found

    return replace
