"""The open network in the API: structures and services as documents of schema v1, by a cursor that never shifts.

Rows come ordered by (date_maj, key): what is written while somebody reads comes at the end, once.
"""

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from portulan.api.types import ERREURS, Jour, Texte
from portulan.socle.erreurs import Introuvable
from portulan.terrain.reseau.correspondance import decouper, vers_v1
from portulan.terrain.reseau.exportation import ouvertes, proposes
from portulan.terrain.reseau.queries import structure_par_identifiant

router = Router()
TAILLE_MAX = 1000

# Day (its number in the calendar) and key of the last row read
Curseur = Annotated[
    str | None, Query(None, pattern=r"^[0-9]{1,7}\.[0-9]{1,18}$", description="Curseur rendu par la page précédente.")
]
Taille = Annotated[int, Query(100, ge=1, le=TAILLE_MAX, description="Éléments par page.")]
Depuis = Annotated[Jour | None, Query(None, description="Mises à jour à partir de cette date (incluse).")]
Extension = Annotated[
    bool, Query(default=False, description="Ajouter les champs « spro: » du vocabulaire de Portulan.")
]
Commune = Annotated[Texte | None, Query(None, description="Code Insee de la commune.")]
Departement = Annotated[Texte | None, Query(None, description="Code du département.")]
Bassin = Annotated[Texte | None, Query(None, description="Code du bassin.")]
Operateur = Annotated[Texte | None, Query(None, description="Code de l'opérateur, comme « cio ».")]


class Fiches(Schema):
    """A page of documents."""

    elements: list[dict[str, Any]] = Field(description="Documents au schéma data·inclusion v1.")
    suivante: str | None = Field(None, description="Adresse de la page suivante ; vide à la fin.")


@router.get("/structures", response={200: Fiches, **ERREURS}, summary="Structures du réseau")
def structures(
    request: HttpRequest,
    operateur: Operateur,
    commune: Commune,
    departement: Departement,
    bassin: Bassin,
    depuis: Depuis,
    extension: Extension,
    curseur: Curseur,
    taille: Taille,
) -> dict[str, Any]:
    """Lister les structures ouvertes, au schéma v1 de data·inclusion."""
    voulus = {"operateur": operateur, "code_insee": commune, "departement": departement, "bassin": bassin}
    lues = _filtrer(ouvertes(settings.PORTULAN_REGION), voulus, depuis)
    return _page(request, lues, curseur, taille, etendu=extension)


@router.get("/structures/{identifiant}", response={200: dict[str, Any], **ERREURS}, summary="Une structure")
def structure(
    request: HttpRequest,
    identifiant: Annotated[Texte, Path(description="Identifiant « source--id » de la structure.")],
    extension: Extension,
) -> dict[str, Any]:
    """Donner une structure ; l'identifiant d'une fiche fusionnée mène à celle qui l'a reçue."""
    trouvee = structure_par_identifiant(identifiant)
    if not ouvertes().filter(pk=trouvee.pk).exists():
        raise Introuvable(f"Aucune structure ouverte n'a l'identifiant « {identifiant} ».")
    return vers_v1(trouvee, etendu=extension, contact=False)


@router.get("/services", response={200: Fiches, **ERREURS}, summary="Services du réseau")
def services(
    request: HttpRequest,
    operateur: Operateur,
    commune: Commune,
    departement: Departement,
    bassin: Bassin,
    structure: Annotated[Texte | None, Query(None, description="Identifiant d'une structure.")],
    depuis: Depuis,
    extension: Extension,
    curseur: Curseur,
    taille: Taille,
) -> dict[str, Any]:
    """Lister les services proposés par les structures ouvertes, au schéma v1 de data·inclusion."""
    voulus = {
        "structure__operateur": operateur,
        "structure__code_insee": commune,
        "structure__departement": departement,
        "structure__bassin": bassin,
    }
    if structure:
        voulus["structure__source"], voulus["structure__id_source"] = decouper(structure)
    lus = _filtrer(proposes(settings.PORTULAN_REGION), voulus, depuis)
    return _page(request, lus, curseur, taille, etendu=extension)


def _filtrer(fiches: QuerySet[Any], voulus: dict[str, str | None], depuis: date | None) -> QuerySet[Any]:
    fiches = fiches.filter(**{champ: valeur for champ, valeur in voulus.items() if valeur})
    return fiches.filter(date_maj__gte=depuis) if depuis else fiches


def _page(
    request: HttpRequest, fiches: QuerySet[Any], curseur: str | None, taille: int, *, etendu: bool
) -> dict[str, Any]:
    fiches = fiches.order_by("date_maj", "pk")
    if curseur:
        jour, cle = _lire_curseur(curseur)
        # The first condition says where the index begins; the second leaves out what was read of that day
        fiches = fiches.filter(Q(date_maj__gt=jour) | Q(date_maj=jour, pk__gt=cle), date_maj__gte=jour)
    lues = list(fiches[: taille + 1])
    suivante = None
    if len(lues) > taille:
        requete = request.GET.copy()
        requete["curseur"] = _ecrire_curseur(lues[taille - 1])
        suivante = f"{request.path}?{requete.urlencode()}"
    elements = [vers_v1(fiche, etendu=etendu, contact=False) for fiche in lues[:taille]]
    return {"elements": elements, "suivante": suivante}


def _ecrire_curseur(fiche: Any) -> str:
    return f"{fiche.date_maj.toordinal()}.{fiche.pk}"


def _lire_curseur(curseur: str) -> tuple[date, int]:
    jour, _, cle = curseur.partition(".")
    return date.fromordinal(min(max(int(jour), 1), date.max.toordinal())), int(cle)
