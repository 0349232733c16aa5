import pytest
from tests.unit.publication import exemples

from portulan.publication import cartes


@pytest.fixture
def petite_region(monkeypatch):
    """A region of eight square communes instead of the shipped contours."""
    monkeypatch.setattr("portulan.socle.contours.contours", exemples.contours)
    cartes.fond.cache_clear()
    yield
    cartes.fond.cache_clear()
