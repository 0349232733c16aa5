"""The network: list and map of the structures, as CSV and GeoJSON too. What is shown is what rights allow."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle import geographie
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.mesure import nombre_fr
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.reseau import horaires
from portulan.terrain.reseau.couverture import JOURS_PERIMES, perimees
from portulan.terrain.reseau.disponibilites import disponibilites_du_jour
from portulan.terrain.reseau.droits import structures
from portulan.terrain.reseau.enums import EtatService, EtatStructure, GenreDisponibilite
from portulan.terrain.reseau.models import Disponibilite, Service, Structure
from portulan.terrain.reseau.queries import chercher
from portulan.web import acces
from portulan.web import reseau_mots as mots
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre
from portulan.web.liste_requete import ListeRequete
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.reseau_carte import carte, geojson

_MOTIFS = {
    GenreDisponibilite.FERMETURE: "fermé",
    GenreDisponibilite.ABSENCE: "absence",
    GenreDisponibilite.SATURATION: "complet",
}


def reseau(request: HttpRequest) -> HttpResponse:
    """List (or map) of the structures that this person may see."""
    qui, demande = titulaire(request), parametres(request)
    liste = liste_des_structures(qui, demande)
    if liste.csv_demande:
        return liste.csv()
    en_carte = demande.get("vue") == "carte"
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, ("Réseau", "")),
        "liste": liste,
        "en_carte": en_carte,
        "vide": not liste.restreinte and not liste.total,
        "onglets": [("Liste", _onglet(liste, ""), not en_carte), ("Carte", _onglet(liste, "carte"), en_carte)],
        "lien_geojson": reverse("web:reseau_geojson") + _sans_vue(liste),
        "peut_creer": peut(qui, "structure", "creer"),
    }
    if en_carte:
        contexte |= carte(liste.requete)
    return render(request, "pages/reseau.html", contexte)


def structures_geojson(request: HttpRequest) -> HttpResponse:
    """The same structures as points; ``fond=oui`` adds the outlines that the interactive map draws under them."""
    demande = parametres(request)
    liste = liste_des_structures(titulaire(request), demande)
    reponse = JsonResponse(geojson(liste.requete, fond=demande.get("fond") == "oui"))
    reponse["Content-Type"] = "application/geo+json"
    reponse["Content-Disposition"] = 'inline; filename="structures.geojson"'
    return reponse


def _onglet(liste: ListeRequete, vue: str) -> str:
    lien = _sans_vue(liste)
    return f"{lien}{'&' if len(lien) > 1 else ''}vue={vue}" if vue else lien


def _sans_vue(liste: ListeRequete) -> str:
    return liste.lien().replace("vue=carte&", "").replace("vue=carte", "")


def liste_des_structures(
    qui: Titulaire, demande: dict[str, str], lignes: QuerySet[Structure] | None = None, **autres: Any
) -> ListeRequete:
    """Structures that this person may see, or those of ``lignes``, with the filters of the network."""
    base = structures(qui) if lignes is None else lignes
    lignes = base.select_related("organisation").defer("description", "extension", "organisation__courriel")
    if not _voit_les_fermees(qui):
        lignes = lignes.filter(etat=EtatStructure.OUVERTE)
    options: dict[str, Any] = {
        "legende": "Structures du réseau",
        "chercher": chercher,
        "filtres": _filtres(qui, base),
        "tri": "nom",
        "par_page": 25,
        "fichier": "structures",
        "noms": ("structure", "structures"),
        "libelle_recherche": "Nom, commune ou organisation",
        "preparer": _completer,
        "conserves": () if demande.get("vue") != "carte" else ("vue",),
        "vide": "Aucune structure ne correspond. Retirez un filtre ou cherchez une commune voisine.",
    }
    parametres_ = {c: v for c, v in demande.items() if c != "vue" or v == "carte"}
    return ListeRequete(parametres_, lignes, _colonnes(), **(options | autres))  # type: ignore[arg-type]


def _voit_les_fermees(qui: Titulaire) -> bool:
    return peut(qui, "structure", "modifier") or peut(qui, "journal", "voir")


def _completer(lignes: list[Structure]) -> None:
    """``services_offerts`` and ``dite`` (what is told of today) on each row, in one query each."""
    cles = [s.pk for s in lignes]
    dites = disponibilites_du_jour(cles, aujourdhui())
    comptes = dict(
        Service.objects.filter(structure__in=cles, etat=EtatService.OUVERT)
        .order_by()
        .values_list("structure")
        .annotate(nombre=Count("pk"))
    )
    for structure in lignes:
        structure.services_offerts = comptes.get(structure.pk, 0)  # type: ignore[attr-defined]
        structure.dite = dites.get(structure.pk)  # type: ignore[attr-defined]


def local(structure: Structure) -> Any:
    """The hour on the clocks of a structure."""
    return horaires.heure_locale(maintenant(), structure.region)


def _ouverture(structure: Structure) -> Any:
    if structure.etat != EtatStructure.OUVERTE:
        return rendre(badge, structure.get_etat_display(), "alerte")
    dite = structure.dite  # type: ignore[attr-defined]
    if dite is not None:
        return rendre(badge, _MOTIFS[dite.genre], "attention", suite=f" jusqu’au {dite.au:%d/%m/%Y}")
    etat = horaires.maintenant(structure.horaires_accueil, local(structure))
    if etat.ouvert:
        return rendre(badge, "ouvert", "succes", suite=f" {etat.phrase.removeprefix('ouvert maintenant, ')}")
    if etat.ouvert is None:
        return etat.phrase or "horaires à demander"
    return etat.phrase.removeprefix("fermé pour l’instant, ")


def _commune(s: Structure) -> str:
    return f"{s.commune} ({s.code_postal})" if s.code_postal else s.commune


def _colonnes() -> tuple[Colonne, ...]:
    return (
        Colonne(
            "nom",
            "Structure",
            lambda s: s.nom,
            champs=("nom",),
            entete=True,
            lien=lambda s: reverse("web:structure", args=[s.pk]),
        ),
        Colonne("operateur", "Type", lambda s: mots.nom_court(s.operateur), champs=("operateur", "nom")),
        Colonne("commune", "Commune", _commune, champs=("commune", "nom")),
        Colonne(
            "organisation",
            "Organisation",
            lambda s: s.organisation.nom if s.organisation else "",
            champs=("organisation__nom", "nom"),
            csv_seul=True,
        ),
        Colonne("attache", "Participe comme", lambda s: mots.attache(s.operateur)[0], csv_seul=True),
        Colonne(
            "services",
            "Services",
            lambda s: nombre_fr(s.services_offerts),
            brut=lambda s: s.services_offerts,
            nombre=True,
        ),
        Colonne("ouverture", "Accueil", _ouverture, brut=lambda s: s.horaires_accueil),
        Colonne(
            "maj",
            "Mise à jour",
            lambda s: mots.anciennete(s.date_maj),
            champs=("date_maj", "nom"),
            brut=lambda s: s.date_maj.isoformat(),
        ),
        *(Colonne(c, t, lambda s, c=c: getattr(s, c), csv_seul=True) for c, t in _EN_CSV),
        Colonne("etat", "État", lambda s: s.get_etat_display(), csv_seul=True),
        Colonne("identifiant", "Identifiant", lambda s: s.identifiant, csv_seul=True),
        Colonne("fictif", "Fictive", lambda s: "oui" if s.fictif else "non", csv_seul=True),
    )


_EN_CSV = (
    ("adresse", "Adresse"),
    ("code_postal", "Code postal"),
    ("code_insee", "Code de la commune"),
    ("departement", "Département"),
    ("bassin", "Bassin"),
    ("telephone", "Téléphone"),
    ("courriel", "Courriel"),
    ("site_web", "Site"),
    ("longitude", "Longitude"),
    ("latitude", "Latitude"),
    ("siret", "SIRET"),
)


def _filtres(qui: Titulaire, base: QuerySet[Structure]) -> tuple[Filtre, ...]:
    presents = base.order_by().values_list("operateur", "departement", "bassin").distinct()
    operateurs, departements, bassins = ({*x} for x in zip(*presents, strict=True)) if presents else ({}, {}, {})
    filtres = [
        Filtre(
            "operateur",
            "Type d’opérateur",
            sorted(((c, mots.nom_court(c)) for c in operateurs), key=lambda x: x[1]),
            lambda lignes, v: lignes.filter(operateur=v),
        ),
        Filtre(
            "departement",
            "Département",
            _territoires(Niveau.DEPARTEMENT, departements),
            lambda lignes, v: lignes.filter(departement=v),
        ),
        Filtre("bassin", "Bassin", noms_des_bassins(bassins), lambda lignes, v: lignes.filter(bassin=v)),
        Filtre(
            "attache",
            "Participe comme",
            [(lettre, court) for lettre, (court, _) in mots.ATTACHES.items()],
            lambda lignes, v: lignes.filter(operateur__in=mots.codes_de_l_attache(v)),
        ),
        Filtre("ouvert", "Ouverture", [("oui", "ouverte maintenant"), ("sans", "horaires inconnus")], _par_ouverture),
        Filtre(
            "accueil",
            "Disponibilité",
            [("oui", "reçoit comme d’habitude"), *((g.value, g.label) for g in GenreDisponibilite)],
            _par_disponibilite,
        ),
        Filtre(
            "maj",
            "Mise à jour",
            [
                ("recente", "revue depuis moins de 6 mois"),
                ("perimee", "non revue depuis 6 mois"),
                ("tres", "non revue depuis un an"),
            ],
            _par_date,
        ),
    ]
    if peut(qui, "structure", "modifier"):
        filtres += [
            Filtre("services", "Services", [("sans", "aucun service décrit")], _sans_service),
            Filtre("miennes", "Mes fiches", [("oui", "celles que je peux modifier")], _modifiables(qui)),
        ]
    if _voit_les_fermees(qui):
        choix = [(EtatStructure.OUVERTE.value, "ouverte"), (EtatStructure.FERMEE.value, "fermée"), ("toutes", "toutes")]
        filtres.append(Filtre("etat", "État", choix, _par_etat, defaut="ouverte", obligatoire=True))
    return tuple(filtres)


def _territoires(niveau: Niveau, codes: Any) -> list[tuple[str, str]]:
    return sorted(((c, geographie.nom(Territoire(niveau, c))) for c in codes if c), key=lambda x: x[1])


def noms_des_bassins(codes: Any) -> list[tuple[str, str]]:
    """(code, name) of bassins: those of the region's own division, else the EPCI they are."""
    propres = dict((acces.region().bassins() or {}).values())
    return sorted(((c, propres.get(c) or nom_du_bassin(c)) for c in codes if c), key=lambda x: x[1])


def nom_du_bassin(code: str) -> str:
    """Name of a bassin; its code when neither the region nor the official list knows it."""
    propres = dict((acces.region().bassins() or {}).values())
    return propres.get(code) or geographie.nom(Territoire(Niveau.EPCI, code))


def _par_etat(lignes: QuerySet[Structure], valeur: str) -> QuerySet[Structure]:
    return lignes if valeur == "toutes" else lignes.filter(etat=valeur)


def _par_date(lignes: QuerySet[Structure], valeur: str) -> QuerySet[Structure]:
    anciennes = perimees(lignes, aujourdhui(), 2 * JOURS_PERIMES if valeur == "tres" else JOURS_PERIMES)
    return lignes.exclude(pk__in=anciennes.order_by().values("pk")) if valeur == "recente" else anciennes


def _par_disponibilite(lignes: QuerySet[Structure], valeur: str) -> QuerySet[Structure]:
    jour = aujourdhui()
    dites = Disponibilite.objects.filter(structure=OuterRef("pk"), service__isnull=True, du__lte=jour, au__gte=jour)
    return lignes.filter(~Exists(dites)) if valeur == "oui" else lignes.filter(Exists(dites.filter(genre=valeur)))


def _modifiables(qui: Titulaire) -> Callable[[QuerySet[Structure], str], QuerySet[Structure]]:
    return lambda lignes, _: lignes.filter(pk__in=structures(qui, "modifier").order_by().values("pk"))


def _sans_service(lignes: QuerySet[Structure], _valeur: str) -> QuerySet[Structure]:
    return lignes.filter(~Exists(Service.objects.filter(structure=OuterRef("pk"), etat=EtatService.OUVERT)))


def _par_ouverture(lignes: QuerySet[Structure], valeur: str) -> QuerySet[Structure]:
    if valeur == "sans":
        return lignes.filter(horaires_accueil="")
    regions = lignes.order_by().values_list("region", flat=True).distinct()
    heures = {region: horaires.heure_locale(maintenant(), region) for region in regions}
    # Few texts serve many places: each is read once, and the database finds those that share it
    return lignes.filter(
        reduce(or_, (Q(region=r, horaires_accueil__in=_ouverts(lignes, r, h)) for r, h in heures.items()), Q(pk__in=()))
    )


def _ouverts(lignes: QuerySet[Structure], region: str, heure: datetime) -> list[str]:
    """Opening hours, among those of the places of a region, that say « open » at an hour of its clocks."""
    textes = lignes.filter(region=region).exclude(horaires_accueil="").order_by()
    distincts = textes.values_list("horaires_accueil", flat=True).distinct()
    return [texte for texte in distincts if horaires.ouvert(texte, heure)]
