"""Search of services with the parameters and the shape of data·inclusion, so that a client of theirs can point at us.

Two ways through the pages: ``page`` and ``size`` as they do, and a cursor (``curseur``, ``suivante``) that never gives
the same service twice even when the network changes between two pages.
"""

import base64
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from portulan.api.types import ERREURS, Texte
from portulan.methodes.aiguillage_index import Index
from portulan.methodes.aiguillage_recherche import SANS_DISTANCE, Trouves, apres, chercher, qualites
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.horloge import aujourdhui
from portulan.sources.data_inclusion_schema import vocabulaire as v1
from portulan.terrain.aiguillage.documents import documents_de
from portulan.terrain.aiguillage.queries import index_courant
from portulan.terrain.aiguillage.recherche import composer
from portulan.terrain.reseau import vocabulaire as spro

router = Router()
TAILLE_MAX, TAILLE = 10_000, 5000
_CURSEUR_MAX = 600


class ServiceTrouve(Schema):
    """A result: the document of the service, that of its structure inside, and the distance."""

    service: dict[str, Any] = Field(description="Service au schéma data·inclusion v1, sa structure et ses champs spro.")
    distance: int | None = Field(None, description="Kilomètres entiers ; vide à distance.")


class PageServices(Schema):
    """A page of results, with the fields of data·inclusion and a cursor."""

    items: list[ServiceTrouve] = Field(description="Services trouvés, du plus proche au plus lointain.")
    total: int = Field(description="Nombre de services trouvés.")
    page: int = Field(description="Page rendue, à partir de 1.")
    size: int = Field(description="Nombre de services de cette page.")
    pages: int = Field(description="Nombre de pages.")
    suivante: str | None = Field(None, description="Adresse de la page suivante, par curseur ; vide à la fin.")


class Parametres(Schema):
    """Parameters of data·inclusion, and the cursor."""

    sources: list[Texte] | None = Field(None, description="Codes de sources.")
    code_commune: Texte | None = Field(None, description="Code commune de l'Insee ; une ancienne commune est suivie.")
    code_insee: Texte | None = Field(None, description="Autre nom de code_commune.")
    lat: float | None = Field(None, ge=-90, le=90, description="Latitude ; « lon » est alors obligatoire.")
    lon: float | None = Field(None, ge=-180, le=180, description="Longitude ; « lat » est alors obligatoire.")
    thematiques: list[Texte] | None = Field(None, description="Thématiques ou catégories, v1 ou spro.")
    frais: list[Literal["gratuit", "payant"]] | None = Field(None, description="Frais.")
    modes_accueil: list[Literal["a-distance", "en-presentiel"]] | None = Field(None, description="Modes d'accueil.")
    publics: list[Texte] | None = Field(None, description="Publics, v1 ou spro.")
    recherche_public: Texte | None = Field(None, description="Mots cherchés dans les publics.")
    types: list[Texte] | None = Field(None, description="Types de service.")
    score_qualite_minimum: float | None = Field(None, ge=0, le=1, description="Score de qualité minimal.")
    exclure_doublons: bool = Field(
        default=False, description="Sans effet : les doublons reconnus sont déjà fusionnés dans le réseau."
    )
    page: int = Field(1, ge=1, le=1_000_000, description="Page, à partir de 1 (sans curseur).")
    size: int = Field(TAILLE, ge=1, le=TAILLE_MAX, description="Services par page.")
    curseur: str | None = Field(
        None, max_length=_CURSEUR_MAX, pattern=r"^[A-Za-z0-9_-]+$", description="Curseur rendu par la page précédente."
    )


@router.get("/search/services", response={200: PageServices, **ERREURS}, summary="Chercher des services")
def rechercher(request: HttpRequest, voulus: Annotated[Parametres, Query()]) -> HttpResponse:
    """Chercher des services autour d'une commune, avec le contrat de data·inclusion."""
    _verifier(voulus)
    recherche = composer(
        code_commune=voulus.code_insee if voulus.code_commune is None else voulus.code_commune,
        lat=voulus.lat,
        lon=voulus.lon,
        thematiques=voulus.thematiques,
        recherche_public=voulus.recherche_public,
        score_qualite_minimum=voulus.score_qualite_minimum,
        publics=voulus.publics,
        modes=voulus.modes_accueil,
        frais=voulus.frais,
        types=voulus.types,
        sources=voulus.sources,
    )
    index = index_courant()
    trouves = chercher(index, recherche)
    debut = _reprendre(index, trouves, voulus.curseur) if voulus.curseur else (voulus.page - 1) * voulus.size
    rangs = trouves.rangs[debut : debut + voulus.size]
    distances = trouves.distances[debut : debut + voulus.size].tolist()
    notes = qualites(index, rangs, aujourdhui()).tolist()
    items = _items(index, rangs.tolist(), distances, notes)
    suivante = None
    if debut + voulus.size < len(trouves) and len(rangs):
        suite = request.GET.copy()
        suite.pop("page", None)
        suite["curseur"] = _ecrire(distances[-1], index.fiches[int(rangs[-1])].identifiant)
        suivante = f"{request.path}?{suite.urlencode()}"
    contenu = {
        "items": items,
        "total": len(trouves),
        "page": voulus.page if not voulus.curseur else debut // voulus.size + 1,
        "size": len(items),
        "pages": -(-len(trouves) // voulus.size),
        "suivante": suivante,
    }
    return HttpResponse(_json(contenu), content_type="application/json; charset=utf-8")


def _items(index: Index, rangs: Sequence[int], distances: Sequence[int], notes: Sequence[float]) -> list[str]:
    """Items as JSON texts: the documents are kept ready; one erased since the index was built is left out."""
    documents = documents_de(index, rangs)
    return [
        f'{{"service":{documents[rang][:-1]},"score_qualite":{note}}},'
        f'"distance":{"null" if km == SANS_DISTANCE else km}}}'
        for rang, km, note in zip(rangs, distances, notes, strict=True)
        if rang in documents
    ]


def _json(contenu: dict[str, Any]) -> str:
    items = ",".join(contenu.pop("items"))
    return f'{{"items":[{items}],{json.dumps(contenu, ensure_ascii=False)[1:]}'


def _verifier(voulus: Parametres) -> None:
    """Words that nobody knows are refused, as they do; those of the extension are known."""
    categories = {t.partition("--")[0] for t in v1("thematiques")}
    connus = {
        "thematiques": v1("thematiques") | categories | set(spro.valeurs("thematiques")),
        "publics": v1("publics") | set(spro.valeurs("publics")),
        "types": v1("type"),
    }
    for nom, mots in connus.items():
        inconnus = [mot for mot in getattr(voulus, nom) or () if mot not in mots]
        if inconnus:
            raise DonneeInvalide(
                f"{nom} : « {inconnus[0]} » n’est pas un mot connu.",
                remede=f"Mots admis : {', '.join(sorted(mots)[:4])}…",
            )


def _ecrire(distance: int, identifiant: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([distance, identifiant]).encode()).decode().rstrip("=")


def _reprendre(index: Index, trouves: Trouves, curseur: str) -> int:
    """Position after the last service read, even when it left or moved since."""
    try:
        distance, identifiant = json.loads(base64.urlsafe_b64decode(curseur + "=" * (-len(curseur) % 4)))
        if not isinstance(distance, int) or not isinstance(identifiant, str):
            raise ValueError  # noqa: TRY301, TRY004 (said just below)
    except ValueError:
        raise DonneeInvalide("Ce curseur n’est pas lisible.", remede="Reprenez depuis la première page.") from None
    return apres(trouves, distance, index.rang_de(identifiant))
