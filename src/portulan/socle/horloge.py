"""The only place that asks the time, so that tests and « what if the clock ran » can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_figee: ContextVar[datetime | None] = ContextVar("_figee", default=None)


def maintenant() -> datetime:
    """Current instant, UTC, to the second."""
    return (_figee.get() or datetime.now(UTC)).replace(microsecond=0)


def aujourdhui() -> date:
    """Current date (UTC)."""
    return maintenant().date()


@contextmanager
def a_l_instant(instant: datetime) -> Iterator[None]:
    """Freeze the clock inside the block."""
    jeton = _figee.set(instant)
    try:
        yield
    finally:
        _figee.reset(jeton)
