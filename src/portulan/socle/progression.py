"""How long work says where it is: the same callable feeds the terminal, a job row and nothing at all."""

from collections.abc import Callable

# (what is being done, in French; fraction done from 0 to 1)
type Progression = Callable[[str, float], None]


def muette(_etape: str, _fraction: float) -> None:
    """A progression nobody looks at."""
