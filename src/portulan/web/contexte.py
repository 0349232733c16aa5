"""What every template may read."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """Region served by default."""
    return {"region_par_defaut": settings.PORTULAN_REGION}
