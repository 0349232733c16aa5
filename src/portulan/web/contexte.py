"""What every page knows: the region, both partners, the current snapshot, where we are in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portulan.web import acces
from portulan.web.vues.theme import adresse_du_logo, adresse_du_theme

_NAVIGATION = (
    ("Accueil", "web:accueil", (), "/"),
    ("Fiche 1", "web:fiche", (1,), "/fiches/1/"),
    ("Fiche 2", "web:fiche", (2,), "/fiches/2/"),
    ("Indicateurs", "web:indicateurs", (), "/indicateurs/"),
    ("Territoires", "web:territoires", (), "/territoires/"),
    ("Dossiers", "web:dossiers", (), "/dossiers/"),
    ("Instantanés", "web:instantanes", (), "/instantanes/"),
    ("Sources", "web:sources", (), "/sources/"),
)


def _navigation(chemin: str) -> list[dict[str, str]]:
    entrees = []
    for nom, vue, arguments, prefixe in _NAVIGATION:
        courante = ""
        if chemin == prefixe:
            courante = "page"
        elif prefixe != "/" and chemin.startswith(prefixe):
            courante = "true"
        entrees.append({"nom": nom, "lien": reverse(vue, args=arguments), "courante": courante})
    return entrees


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
            "navigation": _navigation(request.path),
        }
    }
