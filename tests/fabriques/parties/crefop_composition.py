"""Addresses of a part: the committee, composition. See ``parties/__init__.py``."""

OUVERTES: set[str] = set()
RESERVEES: set[str] = set()
ACTES: set[str] = set()
VALEURS: dict[str, object] = {}


def pages() -> list[tuple[str, str]]:
    return []
