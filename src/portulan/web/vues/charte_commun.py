"""What the pages of the charter share: the region, the rights, the words, the texts."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from portulan.socle.erreurs import Introuvable
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.charte import droits
from portulan.terrain.charte.enums import EtatVersion
from portulan.terrain.charte.models import Version
from portulan.terrain.charte.regles import CODES_FICHE
from portulan.terrain.charte.texte import en_html
from portulan.web import acces
from portulan.web.identite import titulaire
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL

CHARTE = ("Charte", "/charte/")
GENRES_ETAT = {
    EtatVersion.BROUILLON: "",
    EtatVersion.CONCERTATION: "encours",
    EtatVersion.SOUMISE: "info",
    EtatVersion.ARRETEE: "succes",
    EtatVersion.REMPLACEE: "",
    EtatVersion.ABANDONNEE: "",
}
_PLURIELS = {o.code: o.pluriel for o in OPERATEURS}


def region() -> str:
    """Code of the region that the site shows."""
    return acces.region().code


def chemin(*suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where a page of the charter is."""
    return (ACCUEIL, CHARTE, *suite) if suite else (ACCUEIL, ("Charte", ""))


def version_ou_404(request: HttpRequest, cle: int, verbe: str = "voir") -> Version:
    """A version on which this person may do this; ``Introuvable`` otherwise, whether it exists or not."""
    version = droits.versions(titulaire(request), region(), verbe).filter(pk=cle).first()
    if version is None:
        raise Introuvable(
            "Cette version n’existe pas, ou elle n’est pas encore publique.",
            remede="La page « Charte » donne les textes ouverts à tous.",
        )
    return version


def html(texte: str) -> SafeString:
    """A text of the charter as HTML: ``en_html`` escapes every character of its author."""
    return mark_safe(en_html(texte))  # noqa: S308 (escaped by en_html)


def badge_etat(version: Version) -> SafeString:
    """State of a version, sign and words."""
    return rendre(badge, str(EtatVersion(version.etat).label), GENRES_ETAT[EtatVersion(version.etat)])


def nom_version(version: Version) -> str:
    """« Cahier des charges, version 3 »."""
    return f"{version.document.titre}, version {version.numero}"


def fil_version(version: Version) -> tuple[str, str]:
    """Crumb of a version."""
    genre = "Convention" if version.document.est_convention else "Cahier des charges"
    annee = f" {version.document.annee}" if version.document.annee else ""
    return (f"{genre}{annee}, version {version.numero}", reverse("web:charte_version", args=[version.pk]))


def questions(fiche: int) -> list[tuple[str, str]]:
    """Questions of a fiche that a text has to treat: (code, « F1.3 Les normes… »)."""
    titres = {q.code: q.titre for q in acces.fiche(fiche).questions}
    return [(code, f"{code} {titres[code]}") for code in CODES_FICHE[fiche]]


def pluriels(codes: Sequence[str]) -> list[str]:
    """Kinds of operator as people name them."""
    return [_PLURIELS.get(c, c) for c in codes]


def erreurs(formulaire: Any) -> int:
    """Status of a page that shows a form."""
    return 422 if formulaire.errors else 200
