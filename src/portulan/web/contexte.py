"""What every page knows: the region, both partners, the current snapshot, where we are in the navigation."""

from typing import Any

from django.http import HttpRequest

from portulan.web import acces
from portulan.web.navigation import sections
from portulan.web.vues.theme import adresse_du_logo, adresse_du_theme


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``site`` in every template."""
    diagnostic = acces.courant()
    region = acces.region()
    return {
        "site": {
            "region": region,
            "partenaires": [
                {"nom": p.nom, "nom_court": p.nom_court, "logo": adresse_du_logo(region, p)} for p in region.partenaires
            ],
            "theme": adresse_du_theme(region),
            "instantane": diagnostic.identifiant if diagnostic else "",
            "date": diagnostic.date if diagnostic else None,
            "fictif": bool(diagnostic and diagnostic.fictif),
            "provisoire": bool(diagnostic and diagnostic.provisoire),
            "navigation": sections(request),
        }
    }
