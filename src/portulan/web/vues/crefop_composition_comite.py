"""The committee: its colleges, its seats and who holds them; how it is created."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.crefop.composition.droits import organes
from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.models import Occupation, Organe
from portulan.crefop.composition.operations import ajouter_commission, creer_comite
from portulan.crefop.composition.queries import SiegeOccupe, sieges_au
from portulan.crefop.composition.regles import Titulaire as Sexe
from portulan.crefop.composition.regles import constats_de_parite, fins_proches
from portulan.socle import geographie
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire
from portulan.web.crefop_composition import voix_montrees
from portulan.web.formulaires.crefop_composition import FormulaireComite, FormulaireCommission
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import enregistrer

COMITE = ("Comité", "/comite/")
EMPLOI_SUBSTITUE = (
    "Quand le préfet et la présidence du conseil régional conviennent que le CREFOP tient lieu de comité régional pour "
    "l’emploi (Code du travail, art. R. 6123-3-16), chaque département y a un siège. Portulan n’offre pas encore ce "
    "cas : composez le comité plénier, puis ajoutez-lui les sièges qui manquent. Les saisines relatives au réseau pour "
    "l’emploi ne peuvent pas lui être adressées."
)
VACANTS_DITS = 6  # more than that are counted, and the list shows them


def comite(request: HttpRequest) -> HttpResponse:
    """The plenary of the region; what to do when there is none."""
    pleniere = organes(titulaire(request)).filter(genre=GenreOrgane.PLENIERE, region=settings.PORTULAN_REGION).first()
    if pleniere is None:
        contexte = {
            "chemin": (ACCUEIL, ("Comité", "")),
            "peut_composer": peut(titulaire(request), "comite", "composer"),
            "administre": peut(titulaire(request), "installation", "agir"),
        }
        return render(request, "pages/crefop/comite_absent.html", contexte)
    return _page(request, pleniere)


def organe(request: HttpRequest, organe: str) -> HttpResponse:
    """A body of the committee."""
    return _page(request, trouver(request, organe))


def trouver(request: HttpRequest, code: str, verbe: str = "voir") -> Organe:
    """A body by its code. Raises ``Introuvable``."""
    trouve = organes(titulaire(request), verbe).filter(code=code).first()
    if trouve is None:
        raise Introuvable("Cet organe n’existe pas.", remede="Ouvrez la page du comité.")
    return trouve


def _page(request: HttpRequest, organe: Organe) -> HttpResponse:
    jour = aujourdhui()
    sieges = sieges_au(organe, jour)
    qui = titulaire(request)
    liste = _liste(request, sieges, organe)
    if liste.csv_demande:
        return liste.csv()
    deliberatifs = [s for s in sieges if s.deliberatif]
    vacants = [s.siege for s in sieges if s.vacant]
    tenues = Occupation.objects.au_jour(jour).filter(siege__college__organe=organe).select_related("personne", "siege")
    occupations = [(f"{o.siege} ({o.personne})", o.au) for o in tenues]
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, ("Comité", "")) if organe.parent is None else (ACCUEIL, COMITE, (organe.nom, "")),
        "organe": organe,
        "liste": liste,
        "sieges": len(sieges),
        "deliberatifs": len(deliberatifs),
        "vacants": vacants,
        "vacants_dits": vacants if len(vacants) <= VACANTS_DITS else [],
        "parite": _parite(sieges),
        "fins": fins_proches(occupations, jour),
        "organes": _famille(organe),
        "peut_composer": organes(qui, "composer").filter(pk=organe.pk).exists(),
        "pleniere": organe.genre == GenreOrgane.PLENIERE,
        "colleges": organe.colleges.exists(),
        "emploi": organe.genre == GenreOrgane.EMPLOI,
        "emploi_possible": organe.genre == GenreOrgane.PLENIERE
        and not organe.organes.filter(genre=GenreOrgane.EMPLOI).exists(),
        "voix": voix_montrees(organe, sieges) if organe.genre == GenreOrgane.EMPLOI else None,
    }
    return render(request, "pages/crefop/comite.html", contexte)


def _parite(sieges: list[SiegeOccupe]) -> list[str]:
    noms = {s.siege.groupe: s.siege.college.libelle for s in sieges}
    constats = constats_de_parite(
        Sexe(s.siege.groupe, str(s.siege), s.titulaire.civilite) for s in sieges if s.titulaire is not None
    )
    return [f"{noms[c.split(' : ')[0]]} : {c.split(' : ', 1)[1]}" for c in constats]


def _famille(organe: Organe) -> list[Organe]:
    racine = organe.parent or organe
    return [o for o in (racine, *racine.organes.all()) if o.pk != organe.pk]


def _liste(request: HttpRequest, sieges: list[SiegeOccupe], organe: Organe) -> Liste:
    colleges = {s.siege.college.code: s.siege.college.libelle for s in sieges}
    return Liste(
        parametres(request),
        sieges,
        (
            Colonne(
                "siege",
                "Siège",
                lambda s: s.siege.libelle,
                lambda s: s.siege.libelle.lower(),
                entete=True,
                lien=lambda s: reverse("web:comite_siege", args=[s.siege.pk]),
            ),
            Colonne(
                "college",
                "Collège",
                lambda s: s.siege.college.libelle,
                lambda s: (s.siege.college.rang, s.siege.rang),
            ),
            Colonne("titulaire", "Titulaire", lambda s: _nom(s.titulaire) or rendre(badge, "vacant", "attention")),
            Colonne("suppleants", "Suppléance", lambda s: ", ".join(_nom(p) for p in s.suppleants)),
            Colonne("voix", "Voix", lambda s: s.siege.get_voix_display().removeprefix("voix ")),
            *(
                (Colonne("nombre", "Nombre de voix", lambda s: s.poids or "", lambda s: s.poids, nombre=True),)
                if organe.genre == GenreOrgane.EMPLOI
                else ()
            ),
            Colonne("base", "Base légale", lambda s: s.siege.college.base_legale, csv_seul=True),
        ),
        legende=f"Sièges : {organe.nom}",
        texte=lambda s: (
            f"{s.siege.libelle} {s.siege.college.libelle} {_nom(s.titulaire)} "
            + " ".join(_nom(p) for p in s.suppleants)
        ),
        filtres=(
            Filtre("college", "Collège", list(colleges.items()), lambda s, v: s.siege.college.code == v),
            Filtre(
                "voix",
                "Voix",
                [("deliberative", "délibérative"), ("consultative", "consultative")],
                lambda s, v: s.siege.voix == v,
            ),
            Filtre(
                "etat",
                "État",
                [("vacant", "vacants"), ("pourvu", "pourvus")],
                lambda s, v: (s.titulaire is None) == (v == "vacant"),
            ),
        ),
        tri="college",
        par_page=100,
        fichier=organe.code,
        noms=("siège", "sièges"),
        libelle_recherche="Siège ou nom",
        vide="Cet organe n’a encore aucun siège.",
    )


def _nom(personne: Any) -> str:
    return f"{personne.get_civilite_display()} {personne}" if personne is not None else ""


@reserve("comite", "composer")
def composer(request: HttpRequest) -> HttpResponse:
    """Create the committee of the region with the seats of the code."""
    region = settings.PORTULAN_REGION
    departements = len(tuple(geographie.departements_de_region(region)))
    depart = {
        "nom": f"CREFOP – {geographie.nom(Territoire(Niveau.REGION, region))}",
        "departements": min(departements, 6),
        "du": aujourdhui(),
    }

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        cree = creer_comite(titulaire=titulaire(request), region=region, **saisie)
        return reverse("web:comite"), f"« {cree.nom} » et son bureau sont créés, tous les sièges à pourvoir."

    return enregistrer(
        request,
        formulaire=FormulaireComite(request.POST or None, initial=depart),
        gabarit="pages/crefop/formulaire.html",
        contexte={
            "chemin": (ACCUEIL, COMITE, ("Composer le comité", "")),
            "titre": "Composer le comité",
            "chapeau": "Les collèges et les sièges du Code du travail sont créés, vacants ; vous les modifierez.",
            "limite": EMPLOI_SUBSTITUE,
            "bouton": "Créer le comité",
        },
        ecrire=ecrire,
    )


@reserve("comite", "composer")
def commission(request: HttpRequest, organe: str) -> HttpResponse:
    """Create a commission of the committee."""
    pleniere = trouver(request, organe, "composer")

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        creee = ajouter_commission(titulaire=titulaire(request), pleniere=pleniere, **saisie)
        return reverse("web:comite_organe", args=[creee.code]), f"« {creee.nom} » est créée ; ajoutez ses sièges."

    return enregistrer(
        request,
        formulaire=FormulaireCommission(request.POST or None),
        gabarit="pages/crefop/formulaire.html",
        contexte={
            "chemin": (ACCUEIL, COMITE, ("Créer une commission", "")),
            "titre": "Créer une commission",
            "chapeau": "Le comité crée les commissions dont il a besoin (Code du travail, art. R. 6123-3-13).",
            "bouton": "Créer la commission",
        },
        ecrire=ecrire,
    )
