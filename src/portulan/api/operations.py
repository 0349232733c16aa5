"""Operations of the API: reads only, no account needed."""

import csv
import io
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, quote_etag
from ninja import Path, Query, Router

from portulan.api import lectures, schemas
from portulan.api.types import ERREURS, NumeroPage, TaillePage, Texte, paginer
from portulan.publication.empreintes import empreinte
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.territoire import Niveau, Territoire

router = Router()
_TERRITOIRE = f"^({'|'.join(Niveau)}):[A-Za-z0-9_-]+$"
_COLONNES = tuple(schemas.ResultatApi.model_fields)

Identifiant = Annotated[Texte, Path(description="Identifiant d'un instantané.")]
InstantaneVoulu = Annotated[Texte | None, Query(None, description="Identifiant d'un instantané ; le courant sinon.")]


@router.get("/territoires", response={200: schemas.Territoires, **ERREURS}, summary="Territoires d'un niveau")
def territoires(
    request: HttpRequest,
    niveau: Annotated[Niveau, Query(Niveau.REGION, description="Niveau.")],
    q: Annotated[Texte, Query("", description="Début ou mots du nom, code, ou code postal (communes).")],
    page: NumeroPage,
    taille: TaillePage,
) -> dict[str, Any]:
    """Lister les territoires d'un niveau, ou chercher parmi eux."""
    return paginer(request, _chercher(niveau, q.strip()), page, taille)


def _chercher(niveau: Niveau, texte: str) -> list[dict[str, Any]]:
    from portulan.socle import geographie, noms

    if niveau is Niveau.COMMUNE:
        if texte:
            trouves = geographie.rechercher(texte, limite=200)
            lignes = [c for t in trouves if (c := geographie.commune(t["code_insee"]))]
        else:
            lignes = geographie.communes().to_pylist()
        return [_commune(c) for c in lignes]
    lignes = [t for t in geographie.territoires().to_pylist() if t["niveau"] == niveau.value]
    if texte:
        voulu = noms.cle(texte)
        lignes = [t for t in lignes if voulu in noms.cle(t["nom"]) or t["code"] == texte.upper()]
    return lignes


def _commune(ligne: dict[str, Any]) -> dict[str, Any]:
    gardes = ("nom", "population", "departement", "region", "epci", "academie", "codes_postaux")
    return {"niveau": "commune", "code": ligne["code_insee"], **{n: ligne[n] for n in gardes}}


@router.get("/territoires/{niveau}/{code}", response={200: schemas.TerritoireApi, **ERREURS}, summary="Un territoire")
def territoire(
    request: HttpRequest,
    niveau: Annotated[Niveau, Path(description="Niveau.")],
    code: Annotated[Texte, Path(description="Code dans ce niveau.")],
) -> dict[str, Any]:
    """Décrire un territoire par son niveau et son code : un code seul est ambigu (53 est deux choses)."""
    from portulan.socle import geographie

    lieu = _lieu(niveau, code)
    if niveau is Niveau.COMMUNE:
        actuel = geographie.commune_actuelle(code)
        ligne = geographie.commune(actuel) if actuel else None
        if ligne is None:
            raise Introuvable(f"Aucune commune n'a le code « {code} ».", remede="Cherchez-la : /territoires?q=nom")
        return _commune(ligne)
    trouve = next((t for t in _chercher(niveau, "") if t["code"] == lieu.code), None)
    if trouve is None:
        raise Introuvable(f"Aucun territoire de niveau {niveau.libelle} n'a le code « {code} ».")
    return trouve


def _lieu(niveau: Niveau, code: str) -> Territoire:
    """In an address, a code that cannot exist leads nowhere."""
    try:
        return Territoire(niveau, code)
    except DonneeInvalide as erreur:
        raise Introuvable(erreur.message, remede=erreur.remede) from erreur


@router.get("/instantanes", response={200: schemas.Instantanes, **ERREURS}, summary="Instantanés")
def instantanes(
    request: HttpRequest,
    region: Annotated[Texte | None, Query(None, description="Code de région.")],
    page: NumeroPage,
    taille: TaillePage,
) -> dict[str, Any]:
    """Lister les instantanés gelés, du plus récent au plus ancien."""
    manifestes = lectures.bibliotheque().instantanes(region)
    return paginer(request, [lectures.instantane(m) for m in manifestes], page, taille)


@router.get("/instantanes/{identifiant}", response={200: schemas.InstantaneDetail, **ERREURS}, summary="Un instantané")
def instantane(request: HttpRequest, identifiant: Identifiant) -> dict[str, Any]:
    """Décrire un instantané : tables, empreintes, sources."""
    return lectures.instantane_detail(lectures.bibliotheque().instantane(identifiant).manifeste)


@router.get(
    "/instantanes/{identifiant}/verification",
    response={200: schemas.VerificationApi, **ERREURS},
    summary="Vérifier un instantané",
)
def verification(request: HttpRequest, identifiant: Identifiant) -> dict[str, Any]:
    """Vérifier chaque octet d'un instantané."""
    resultat = lectures.bibliotheque().verifier(identifiant)
    ecarts = [{"fichier": e.fichier, "constat": e.constat} for e in resultat.ecarts]
    return {"identifiant": resultat.identifiant, "conforme": resultat.ok, "ecarts": ecarts}


@router.get("/indicateurs", response={200: schemas.Indicateurs, **ERREURS}, summary="Définitions des indicateurs")
def indicateurs(
    request: HttpRequest,
    fiche: Annotated[int | None, Query(None, ge=1, le=2, description="Numéro de fiche : 1 ou 2.")],
    page: NumeroPage,
    taille: TaillePage,
) -> dict[str, Any]:
    """Lister les indicateurs des deux fiches, dans l'ordre."""
    from portulan.diagnostic.catalogue import INDICATEURS
    from portulan.diagnostic.catalogue import fiche as trouver

    declares = trouver(fiche).indicateurs if fiche else INDICATEURS
    return paginer(request, [lectures.indicateur(i) for i in declares], page, taille)


@router.get("/indicateurs/{code}", response={200: schemas.IndicateurApi, **ERREURS}, summary="Un indicateur")
def indicateur(
    request: HttpRequest, code: Annotated[Texte, Path(description="Code, avec ou sans « IND- ».")]
) -> dict[str, Any]:
    """Définir un indicateur : formule, unité, sources, seuils, questions."""
    from portulan.diagnostic.catalogue import indicateur as trouver

    return lectures.indicateur(trouver(code))


@router.get("/resultats", response={200: schemas.Resultats, **ERREURS}, summary="Résultats d'un instantané")
def resultats(
    request: HttpRequest,
    instantane: InstantaneVoulu,
    indicateur: Annotated[Texte | None, Query(None, description="Code d'un indicateur.")],
    niveau: Annotated[Niveau | None, Query(None, description="Niveau de territoire.")],
    territoire: Annotated[
        str | None,
        Query(None, max_length=60, pattern=_TERRITOIRE, description="Un territoire : « departement:31 »."),
    ],
    composante: Annotated[Texte | None, Query(None, description="Composante ; vide pour la valeur principale.")],
    ventilation: Annotated[Texte | None, Query(None, description="Ventilation ; vide pour l'ensemble.")],
    format: Annotated[  # noqa: A002 (the name of the parameter in the address)
        Literal["json", "csv"] | None, Query(None, description="json ou csv ; sinon selon l'en-tête Accept.")
    ],
    page: NumeroPage,
    taille: TaillePage,
) -> Any:
    """Donner les résultats d'un instantané, en JSON ou en CSV. ETag : rien n'est renvoyé si rien n'a changé."""
    from portulan.diagnostic.catalogue import indicateur as declaration

    diagnostic = lectures.choisir_diagnostic(instantane)
    en_csv = format == "csv" or (format is None and _prefere_csv(request))
    marque = quote_etag(
        empreinte(lectures.bibliotheque().version_diagnostic(diagnostic.identifiant), request.GET.urlencode(), en_csv)
    )
    deja = get_conditional_response(request, etag=marque)
    if deja is not None:
        return deja
    codes = (declaration(indicateur).code,) if indicateur else diagnostic.codes
    lieu = _lieu(Niveau(territoire.partition(":")[0]), territoire.partition(":")[2]) if territoire else None
    lignes = [
        ligne
        for code in codes
        for ligne in diagnostic.lignes(code, niveau=niveau, composante=composante, ventilation=ventilation)
        if lieu in {None, ligne.territoire}
    ]
    contenu = paginer(request, lignes, page, taille)
    contenu["elements"] = [lectures.resultat(ligne) for ligne in contenu["elements"]]
    contenu |= {n: getattr(diagnostic, n) for n in ("date", "fictif", "provisoire")}
    contenu["instantane"] = diagnostic.identifiant
    reponse = _csv(contenu) if en_csv else _json(contenu)
    reponse["ETag"] = marque
    patch_vary_headers(reponse, ["Accept"])
    return reponse


def _prefere_csv(request: HttpRequest) -> bool:
    return request.get_preferred_type(["application/json", "text/csv"]) == "text/csv"


def _json(contenu: dict[str, Any]) -> HttpResponse:
    return HttpResponse(schemas.Resultats(**contenu).model_dump_json(), content_type="application/json; charset=utf-8")


def _csv(contenu: dict[str, Any]) -> HttpResponse:
    tampon = io.StringIO()
    lignes = csv.DictWriter(tampon, ["instantane", *_COLONNES], extrasaction="ignore", lineterminator="\r\n")
    lignes.writeheader()
    lignes.writerows({"instantane": contenu["instantane"], **e} for e in contenu["elements"])
    reponse = HttpResponse(tampon.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    reponse["Content-Disposition"] = f'attachment; filename="resultats-{contenu["instantane"]}.csv"'
    return reponse


@router.get(
    "/fiches", response={200: schemas.Fiches, **ERREURS}, summary="Les deux fiches et l'état de leurs questions"
)
def fiches(request: HttpRequest, instantane: InstantaneVoulu, page: NumeroPage, taille: TaillePage) -> dict[str, Any]:
    """Lister les fiches, leurs questions dans l'ordre, et leur état dans un instantané."""
    from portulan.diagnostic.catalogue import FICHES

    diagnostic = _diagnostic_si_present(instantane)
    return paginer(request, [lectures.fiche(f, diagnostic) for f in FICHES], page, taille)


@router.get("/fiches/{numero}", response={200: schemas.FicheApi, **ERREURS}, summary="Une fiche")
def fiche(
    request: HttpRequest, numero: Annotated[int, Path(ge=1, le=2, description="1 ou 2.")], instantane: InstantaneVoulu
) -> dict[str, Any]:
    """Donner une fiche et l'état de ses questions."""
    from portulan.diagnostic.catalogue import fiche as trouver

    return lectures.fiche(trouver(numero), _diagnostic_si_present(instantane))


def _diagnostic_si_present(identifiant: str | None) -> Any:
    if identifiant is None and lectures.bibliotheque().courant() is None:
        return None
    return lectures.choisir_diagnostic(identifiant)


@router.get("/dossiers", response={200: schemas.Dossiers, **ERREURS}, summary="Dossiers publiés")
def dossiers(request: HttpRequest, instantane: InstantaneVoulu, page: NumeroPage, taille: TaillePage) -> dict[str, Any]:
    """Lister les dossiers publiés, leurs fichiers et leurs empreintes."""
    rayons = lectures.bibliotheque()
    voulus = (
        [rayons.instantane(instantane).identifiant] if instantane else [m.identifiant for m in rayons.instantanes()]
    )
    trouves = [d for identifiant in voulus for d in lectures.dossiers(identifiant)]
    return paginer(request, trouves, page, taille)


@router.get(
    "/dossiers/{instantane}/{nom}",
    response={200: None, **ERREURS},
    summary="Un fichier d'un dossier",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
)
def fichier(
    request: HttpRequest,
    instantane: Identifiant,
    nom: Annotated[Texte, Path(description="Nom du fichier, comme fiche1.pdf.")],
) -> Any:
    """Télécharger un fichier publié ; son empreinte SHA-256 est dans la liste des dossiers."""
    publies = lectures.bibliotheque().dossiers(instantane)
    connus = {f.nom: f for f in publies.fichiers} if publies else {}
    chemin = publies.chemin(nom) if publies and nom in connus else None
    if chemin is None:
        raise Introuvable(
            f"Aucun fichier « {nom} » n'est publié pour cet instantané.", remede="La liste : /api/v1/dossiers"
        )
    reponse = FileResponse(chemin.open("rb"), as_attachment=True, filename=nom, content_type=connus[nom].media)
    reponse["ETag"] = quote_etag(connus[nom].sha256)
    return reponse


@router.get("/sources", response={200: schemas.Sources, **ERREURS}, summary="Sources chargées")
def sources(request: HttpRequest, page: NumeroPage, taille: TaillePage) -> dict[str, Any]:
    """Lister les chargements courants : producteur, licence, date, lignes."""
    from portulan.sources.entrepot import Entrepot

    charges = Entrepot(settings.PORTULAN_MAISON.chargements).courants()
    return paginer(request, [lectures.source(c.fiche) for c in charges], page, taille)
