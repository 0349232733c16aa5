"""Reserves of published opinions: the list, late first; one of them with its history and its figure; the two forms."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator

from portulan.comptes.droits import peut
from portulan.crefop.avis.enums import EtatReserve
from portulan.crefop.avis.models import Reserve
from portulan.crefop.composition.verifiable import COMPARATEURS
from portulan.crefop.seance.enums import GenreProposition
from portulan.crefop.suivi.droits import reserves as lisibles
from portulan.crefop.suivi.models import SuiviReserve
from portulan.crefop.suivi.operations import ReserveChangee, decider, declarer
from portulan.crefop.suivi.queries import proposition_en_attente, repere, responsable, suivies
from portulan.crefop.suivi.regles import en_retard
from portulan.crefop.suivi.transitions import ATTENDUES, TRANSITIONS
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.web.crefop_suivi import Mesures, mesures
from portulan.web.formulaires.crefop_suivi import FormulaireDecision, FormulaireSuite
from portulan.web.identite import reserve as reserver
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres

CHEMIN = (ACCUEIL, ("Avis", "/avis/"), ("Réserves", "/reserves/"))
GENRES_ETAT: dict[str, str] = {
    EtatReserve.OUVERTE: "info",
    EtatReserve.EN_COURS: "encours",
    EtatReserve.LEVEE: "succes",
    EtatReserve.LEVEE_PARTIELLEMENT: "attention",
    EtatReserve.NON_SUIVIE: "alerte",
}
_BIENTOT = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Vue:
    """A reserve as the pages show it."""

    reserve: Reserve
    jalons: list[SuiviReserve]
    jour: date

    @property
    def repere(self) -> str:
        """« R1 »."""
        return repere(self.reserve)

    @property
    def nom(self) -> str:
        """« R1 de l’avis 2026-01 »."""
        return f"{self.repere} de l’avis {self.reserve.avis.numero}"

    @property
    def responsable(self) -> str:
        """Who must act."""
        return responsable(self.reserve, self.jalons)

    @property
    def en_retard(self) -> bool:
        """Still awaited after its due date."""
        return en_retard(etat=self.reserve.etat, echeance=self.reserve.echeance, jour=self.jour)

    @property
    def echoit(self) -> str:
        """When it falls due: « retard », « bientot » (three months), « sans », or later (empty)."""
        if self.reserve.echeance is None:
            return "sans"
        if self.en_retard:
            return "retard"
        return "bientot" if self.jour <= self.reserve.echeance <= self.jour + _BIENTOT else ""

    @property
    def proposition(self) -> SuiviReserve | None:
        """What a snapshot proposed and nobody decided."""
        return proposition_en_attente(self.reserve, self.jalons)

    @property
    def genre_etat(self) -> str:
        """Kind of the badge."""
        return GENRES_ETAT.get(self.reserve.etat, "")

    @property
    def ordre(self) -> tuple[int, date]:
        """Late first, then what is awaited, then the rest."""
        groupe = 0 if self.en_retard else 1 if self.reserve.etat in ATTENDUES else 2
        return groupe, self.reserve.echeance or date.max


def vues(request: HttpRequest) -> list[Vue]:
    """Every reserve that this person may see."""
    jour = aujourdhui()
    return [Vue(r, list(r.suivis.all()), jour) for r in suivies(lisibles(titulaire(request)))]


def liste(request: HttpRequest) -> HttpResponse:
    """Every published reserve and recommendation, late first."""
    toutes = vues(request)
    montree = _liste(parametres(request), toutes)
    if montree.csv_demande:
        return montree.csv()
    contexte = {
        "chemin": (*CHEMIN[:2], ("Réserves", "")),
        "liste": montree,
        "retards": sum(v.en_retard for v in toutes),
        "propositions": sum(v.proposition is not None for v in toutes),
    }
    return render(request, "pages/crefop/reserves.html", contexte)


def _liste(demande: dict[str, str], toutes: list[Vue]) -> Liste:
    return Liste(
        demande,
        toutes,
        (
            Colonne(
                "nom",
                "Réserve",
                lambda v: v.nom,
                lambda v: (v.reserve.avis.numero, v.reserve.genre, v.reserve.numero),
                entete=True,
                lien=lambda v: reverse("web:reserve", args=[v.reserve.pk]),
            ),
            Colonne(
                "texte", "Texte", lambda v: Truncator(v.reserve.texte).words(22, "…"), brut=lambda v: v.reserve.texte
            ),
            Colonne("genre", "Genre", lambda v: v.reserve.get_genre_display(), csv_seul=True),
            Colonne("responsable", "Responsable", lambda v: v.responsable, lambda v: v.responsable),
            Colonne(
                "echeance",
                "Échéance",
                _echeance,
                lambda v: v.ordre,
                lambda v: v.reserve.echeance.isoformat() if v.reserve.echeance else "",
            ),
            Colonne(
                "etat",
                "État",
                lambda v: rendre(badge, v.reserve.get_etat_display(), v.genre_etat),
                lambda v: v.reserve.get_etat_display(),
                lambda v: v.reserve.get_etat_display(),
            ),
            Colonne(
                "propose",
                "État proposé",
                lambda v: v.proposition.get_etat_display() if v.proposition else "",
                csv_seul=True,
            ),
            Colonne("indicateur", "Indicateur", lambda v: v.reserve.indicateur, csv_seul=True),
        ),
        legende="Réserves et recommandations des avis publiés",
        texte=lambda v: f"{v.nom} {v.reserve.texte} {v.responsable}",
        filtres=(
            Filtre("etat", "État", EtatReserve.choices, lambda v, x: v.reserve.etat == x),
            Filtre(
                "responsable",
                "Responsable",
                [(r, r) for r in sorted({v.responsable for v in toutes})],
                lambda v, x: v.responsable == x,
            ),
            Filtre(
                "echeance",
                "Échéance",
                [("retard", "en retard"), ("bientot", "dans les trois mois"), ("sans", "sans échéance")],
                lambda v, x: v.echoit == x,
            ),
            Filtre(
                "genre",
                "Genre",
                [c for c in GenreProposition.choices if c[0] != GenreProposition.AMENDEMENT],
                lambda v, x: v.reserve.genre == x,
            ),
        ),
        tri="echeance",
        fichier="reserves-du-crefop",
        noms=("réserve", "réserves"),
        libelle_recherche="Texte, avis ou responsable",
        vide="Aucune réserve ne correspond, ou aucun avis publié n’en porte.",
    )


def _echeance(v: Vue) -> Any:
    if v.reserve.echeance is None:
        return "–"
    return (
        rendre(badge, f"en retard, {date_fr(v.reserve.echeance)}", "alerte")
        if v.en_retard
        else date_fr(v.reserve.echeance)
    )


# --- one reserve ----------------------------------------------------------------------------------


def _lire(request: HttpRequest, numero: int, verbe: str = "voir") -> Vue:
    trouvee = suivies(lisibles(titulaire(request), verbe).filter(pk=numero)).first()
    if trouvee is None:
        raise Introuvable(
            "Cette réserve n’existe pas, ou son avis n’est pas publié.", remede="Cherchez-la dans la liste."
        )
    return Vue(trouvee, list(trouvee.suivis.all()), aujourdhui())


def page(request: HttpRequest, numero: int) -> HttpResponse:
    """One reserve: how it is lifted, where it stands, what was done, what the snapshots say."""
    vue, qui = _lire(request, numero), titulaire(request)
    reserve = vue.reserve
    peut_suivre = peut(qui, "reserve", "suivre") and lisibles(qui, "suivre").filter(pk=numero).exists()
    chiffree: Mesures | None = mesures(reserve) if reserve.indicateur else None
    contexte = {
        "chemin": (*CHEMIN, (vue.nom, "")),
        "vue": vue,
        "reserve": reserve,
        "comparateur": COMPARATEURS.get(reserve.comparateur, ""),
        "mesures": chiffree,
        "jalons": [(j, GENRES_ETAT.get(j.etat, "")) for j in vue.jalons],
        "peut_suivre": peut_suivre,
        "peut_decider": peut(qui, "reserve", "decider") and bool(TRANSITIONS[EtatReserve(reserve.etat)]),
    }
    return render(request, "pages/crefop/reserve.html", contexte)


@reserver("reserve", "suivre")
def suite(request: HttpRequest, numero: int) -> HttpResponse:
    """Say what is done."""
    vue = _lire(request, numero, "suivre")
    formulaire = FormulaireSuite(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            declarer(titulaire=titulaire(request), reserve=vue.reserve, **formulaire.cleaned_data)
        except DonneeInvalide as erreur:
            formulaire.add_error("texte", str(erreur))
        else:
            messages.success(request, "C’est publié sur la page de la réserve. Le comité décidera de son état.")
            return redirect("web:reserve", numero)
    return _formulaire(request, vue, "Dire ce qui a été fait", formulaire, "Publier")


@reserver("reserve", "decider")
def decision(request: HttpRequest, numero: int) -> HttpResponse:
    """Decide its state, with a reason and the second factor."""
    vue = _lire(request, numero, "decider")
    propose = vue.proposition
    initial = {"vu": vue.reserve.etat, "etat": propose.etat if propose else None}
    formulaire = FormulaireDecision(request.POST or None, initial=initial, actuel=vue.reserve.etat)
    if request.method == "POST" and formulaire.is_valid():
        try:
            decider(titulaire=titulaire(request), reserve=vue.reserve, **formulaire.cleaned_data)
        except ReserveChangee as erreur:
            # what was typed stays; the state that is now true replaces the one that was seen
            saisi = request.POST.copy()
            saisi["vu"] = Reserve.objects.values_list("etat", flat=True).get(pk=numero)
            formulaire = FormulaireDecision(saisi, actuel=saisi["vu"])
            formulaire.is_valid()
            formulaire.add_error(None, str(erreur))
        except DonneeInvalide as erreur:
            formulaire.add_error("motif", str(erreur))
        else:
            messages.success(request, f"Décidé : {vue.nom} est {vue.reserve.get_etat_display()}.")
            return redirect("web:reserve", numero)
    return _formulaire(request, vue, "Décider de l’état", formulaire, "Décider")


def _formulaire(request: HttpRequest, vue: Vue, titre: str, formulaire: Any, bouton: str) -> HttpResponse:
    contexte = {
        "chemin": (*CHEMIN, (vue.nom, reverse("web:reserve", args=[vue.reserve.pk])), (titre, "")),
        "titre": titre,
        "vue": vue,
        "formulaire": formulaire,
        "bouton": bouton,
    }
    return render(request, "pages/crefop/reserve_formulaire.html", contexte, status=422 if formulaire.errors else 200)
