"""The committee through the API: published opinions, their reserves, and the register of acts."""

import json
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Path, Query, Router, Schema

from portulan.api.types import ERREURS, NumeroPage, Page, TaillePage, Texte, paginer
from portulan.crefop.avis.enums import SensAvis
from portulan.crefop.avis.models import AvisComite, Reserve
from portulan.crefop.dossier.enums import TypeSaisine
from portulan.crefop.registre.models import EntreeRegistre, TeteRegistre
from portulan.crefop.registre.verification import FORMAT, ORIGINE
from portulan.crefop.suivi.droits import avis_publies
from portulan.crefop.suivi.queries import repere, responsable, suivies
from portulan.socle.erreurs import Introuvable

router = Router()
ENTREES_MAX = 1000


class PointApi(Schema):
    """A checkpoint."""

    seq: int = Field(description="Rang de la dernière entrée du registre.")
    empreinte: str
    racine: str


class FichierPublie(Schema):
    """A published file."""

    nom: str
    libelle: str
    octets: int
    sha256: str
    lien: str


class ReserveApi(Schema):
    """A reserve and where it stands."""

    repere: str = Field(description="R1 pour une réserve, Rec. 1 pour une recommandation.")
    genre: str
    texte: str
    question: str
    responsable: str
    echeance: date | None
    essai: str = Field(description="Comment constater qu'elle est levée, en mots.")
    indicateur: str
    composante: str
    comparateur: str
    seuil: str
    etat: str


class AvisApi(Schema):
    """A published opinion."""

    numero: str
    type: str
    titre: str
    auteur: str
    organe: str
    sens: str
    rendu_le: date
    publie_le: datetime
    instantane: str
    empreinte: str = Field(description="SHA-256 de l'acte signé.")
    fictif: bool


class AvisDetail(AvisApi):
    """A published opinion, with its act as it was signed."""

    acte: dict[str, Any] = Field(description="L'acte signé, au format portulan-avis/1.")
    reserves: list[ReserveApi]
    fichiers: list[FichierPublie]
    point_de_controle: PointApi | None


class AvisListe(Page):
    """Published opinions."""

    elements: list[AvisApi]


class EntreeApi(Schema):
    """An entry of the register."""

    seq: int
    type: str
    objet: str
    empreinte: str
    contenu: str = Field(description="Texte canonique dont l'empreinte est le SHA-256.")


class Entrees(Schema):
    """Entries that follow each other."""

    format: str
    tete: int = Field(description="Rang de la dernière entrée du registre.")
    empreinte: str = Field(description="Empreinte de la dernière entrée.")
    elements: list[EntreeApi]
    suivante: str | None = Field(None, description="Adresse de la suite ; vide à la fin.")


@router.get("/avis", response={200: AvisListe, **ERREURS}, summary="Avis publiés")
def avis_publies_du_comite(
    request: HttpRequest,
    sens: Annotated[SensAvis | None, Query(None, description="Sens de l'avis.")],
    type: Annotated[TypeSaisine | None, Query(None, description="Objet de la saisine.")],  # noqa: A002 (name of the parameter)
    page: NumeroPage,
    taille: TaillePage,
) -> dict[str, Any]:
    """Lister les avis publiés, du plus récent au plus ancien."""
    lus = avis_publies()
    lus = lus.filter(sens=sens) if sens else lus
    lus = lus.filter(saisine__type=type) if type else lus
    return paginer(request, [_avis(a) for a in lus], page, taille)


@router.get("/avis/{numero}", response={200: AvisDetail, **ERREURS}, summary="Un avis publié")
def un_avis(request: HttpRequest, numero: Annotated[Texte, Path(description="Numéro de l'avis.")]) -> dict[str, Any]:
    """Donner un avis publié : l'acte signé, ses réserves et leur état, ses fichiers et son point de contrôle."""
    lu = avis_publies().filter(numero=numero).first()
    if lu is None:
        raise Introuvable(f"Aucun avis publié n'a le numéro « {numero} ».", remede="La liste : /api/v1/avis")
    publication = lu.publications.select_related("point_de_controle").order_by("pk").first()
    point = publication.point_de_controle if publication else None
    return {
        **_avis(lu),
        "acte": json.loads(lu.contenu),
        "reserves": [_reserve(r) for r in suivies(lu.reserves.all()).order_by("-genre", "numero")],
        "fichiers": [
            {
                "nom": f["nom"],
                "libelle": f["libelle"],
                "octets": f["taille"],
                "sha256": f["empreinte"],
                "lien": reverse("web:avis_fichier", args=[lu.numero, f["nom"]]),
            }
            for f in (publication.fichiers if publication else ())
        ],
        "point_de_controle": {n: getattr(point, n) for n in ("seq", "empreinte", "racine")} if point else None,
    }


def _avis(lu: AvisComite) -> dict[str, Any]:
    saisine = lu.saisine
    directs = ("numero", "sens", "rendu_le", "publie_le", "instantane", "empreinte", "fictif")
    return {
        **{n: getattr(lu, n) for n in directs},
        "type": saisine.type,
        "titre": saisine.titre,
        "auteur": saisine.auteur.nom,
        "organe": saisine.organe.nom,
    }


def _reserve(reserve: Reserve) -> dict[str, Any]:
    directs = (
        "genre",
        "texte",
        "question",
        "echeance",
        "essai",
        "indicateur",
        "composante",
        "comparateur",
        "seuil",
        "etat",
    )
    return {
        **{n: getattr(reserve, n) for n in directs},
        "repere": repere(reserve),
        "responsable": responsable(reserve, list(reserve.suivis.all())),
    }


@router.get("/registre-des-actes", response={200: Entrees, **ERREURS}, summary="Registre des actes")
def registre_des_actes(
    request: HttpRequest,
    apres: Annotated[int, Query(0, ge=0, le=10**15, description="Rang après lequel lire.")],
    taille: Annotated[int, Query(100, ge=1, le=ENTREES_MAX, description="Entrées par page.")],
) -> dict[str, Any]:
    """Lire les entrées du registre, dans l'ordre : rien n'y change, une suite lue reste vraie."""
    tete = TeteRegistre.objects.first()
    dernier = tete.seq if tete else 0
    lues = EntreeRegistre.objects.filter(seq__gt=apres, seq__lte=dernier).order_by("seq")[:taille]
    elements = [{n: getattr(e, n) for n in ("seq", "type", "objet", "empreinte", "contenu")} for e in lues]
    suite = None
    if elements and elements[-1]["seq"] < dernier:
        requete = request.GET.copy()
        requete["apres"] = str(elements[-1]["seq"])
        suite = f"{request.path}?{requete.urlencode()}"
    return {
        "format": FORMAT,
        "tete": dernier,
        "empreinte": tete.empreinte if tete else ORIGINE,
        "elements": elements,
        "suivante": suite,
    }
