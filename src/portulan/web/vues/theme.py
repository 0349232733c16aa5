"""What a region chose for its screens: accent colour and logos of both partners, served as files (strict CSP)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from portulan.socle.erreurs import Introuvable
from portulan.socle.region import ACCENT, Partenaire, Region
from portulan.web import acces

UN_AN = 31_536_000
TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


def adresse_du_theme(region: Region) -> str:
    """Address of the style of a region; empty when it keeps the colours of the product."""
    return "" if region.accent == ACCENT else f"{reverse('web:theme')}?v={region.empreinte[:12]}"


def adresse_du_logo(region: Region, partenaire: Partenaire) -> str:
    """Address of the logo of a partner; empty when its name stands for it."""
    if partenaire.logo is None:
        return ""
    return f"{reverse('web:logo', args=[partenaire.role])}?v={region.empreinte[:12]}"


def theme(request: HttpRequest) -> HttpResponse:
    """The accent of the region, and a lighter one that is readable on the dark theme."""
    accent = acces.region().accent
    sombre = f"color-mix(in oklab, {accent} 35%, white)"
    css = f"@layer jetons {{ :root {{ --accent: light-dark({accent}, {sombre}); }} }}\n"
    return _garder(HttpResponse(css, content_type="text/css; charset=utf-8"))


def logo(request: HttpRequest, role: str) -> HttpResponse:
    """Logo of a partner."""
    for partenaire in acces.region().partenaires:
        if partenaire.role == role and partenaire.logo is not None:
            genre = TYPES[partenaire.logo.suffix.lower()]
            return _garder(FileResponse(partenaire.logo.open("rb"), content_type=genre))
    raise Introuvable(
        "Ce partenaire n’a pas donné de logo : son nom en tient lieu.",
        remede="Nommez le fichier dans region.toml, au bloc du partenaire.",
    )


def _garder[R: HttpResponse | FileResponse](reponse: R) -> R:
    patch_cache_control(reponse, public=True, max_age=UN_AN, immutable=True)
    return reponse
