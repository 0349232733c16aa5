"""« Séances »: those to come and those that were held; preparing one, changing it before it is convened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portulan.comptes.droits import peut
from portulan.crefop.seance import preparation
from portulan.crefop.seance.convocation import SECONDE
from portulan.crefop.seance.courriels import quand
from portulan.crefop.seance.demandes import dire
from portulan.crefop.seance.droits import seances as lisibles
from portulan.crefop.seance.enums import EtatSeance, ModeSeance
from portulan.crefop.seance.models import SeanceComite
from portulan.crefop.seance.ordre import sans_mention
from portulan.socle.erreurs import Impossible
from portulan.web.formulaires.crefop_seances import FormulaireSeance
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.crefop_seances_commun import GENRES_ETAT, SEANCES, fil_de, organes, trouver
from portulan.web.vues.crefop_seances_demandes import trouver_demande
from portulan.web.vues.saisie import enregistrer

_SAISIE = "pages/crefop/seance_saisie.html"


def seances(request: HttpRequest) -> HttpResponse:
    """Meetings that this person may see, the latest first."""
    qui = titulaire(request)
    lignes = list(lisibles(qui).filter(organe__in=organes()).select_related("organe").prefetch_related("points"))
    liste = _liste(parametres(request), lignes)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Séances", "")),
        "liste": liste,
        "peut_preparer": peut(qui, "seance", "preparer"),
        "lit": peut(qui, "seance", "lire"),
        "organes": organes(),
    }
    return render(request, "pages/crefop/seances.html", contexte)


def _liste(demande: dict[str, str], lignes: list[SeanceComite]) -> Liste:
    return Liste(
        demande,
        lignes,
        (
            Colonne(
                "numero",
                "Séance",
                lambda s: s.numero,
                lambda s: s.numero,
                entete=True,
                lien=lambda s: reverse("web:seance", args=[s.pk]),
            ),
            Colonne("organe", "Organe", lambda s: s.organe.nom, lambda s: s.organe.nom),
            Colonne("date", "Date", quand, lambda s: s.prevue_le, lambda s: s.prevue_le.isoformat()),
            Colonne("lieu", "Lieu", lambda s: s.lieu),
            Colonne("points", "Points", lambda s: len(s.points.all()), lambda s: len(s.points.all()), nombre=True),
            Colonne(
                "etat",
                "État",
                lambda s: rendre(badge, s.get_etat_display(), GENRES_ETAT[EtatSeance(s.etat)]),
                lambda s: s.etat,
                lambda s: s.get_etat_display(),
            ),
        ),
        legende="Séances du comité",
        texte=lambda s: f"{s.numero} {s.organe.nom} {s.lieu} {' '.join(p.titre for p in s.points.all())}",
        filtres=(
            Filtre("etat", "État", EtatSeance.choices, lambda s, x: s.etat == x),
            Filtre("organe", "Organe", [(o.code, o.nom) for o in organes()], lambda s, x: s.organe.code == x),
        ),
        tri="-date",
        fichier="seances",
        noms=("séance", "séances"),
        libelle_recherche="Numéro, lieu ou point de l’ordre du jour",
        vide="Aucune séance n’est convoquée pour l’instant.",
    )


@reserve("seance", "preparer")
def preparer(request: HttpRequest) -> HttpResponse:
    """A new meeting."""
    choix = [(str(o.pk), o.nom) for o in organes()]
    if not choix:
        raise Impossible(
            "Le comité n’a pas encore de composition : il n’y a personne à convoquer.",
            remede="Composez d’abord le comité.",
        )
    cle = request.GET.get("demande", "")
    demande = trouver_demande(int(cle)) if cle.isdecimal() else None
    if demande is not None:
        if demande.atteinte_le is None:
            raise Impossible(
                "La majorité des membres n’a pas encore signé cette demande.",
                remede="Sa page dit combien de signatures manquent.",
            )
        choix = [(str(demande.organe_id), demande.organe.nom)]
    formulaire = FormulaireSeance(request.POST or None, organes=choix, initial={"mode": ModeSeance.PRESENTIEL})

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        organe = next(o for o in organes() if str(o.pk) == propre["organe"])
        seance = preparation.creer(
            titulaire=titulaire(request),
            organe=organe,
            prevue_le=formulaire.prevue_le,
            lieu=propre["lieu"],
            mode=propre["mode"],
            urgence=propre["urgence"],
            demande=demande,
        )
        return reverse("web:seance_ordre", args=[seance.pk]), f"La séance {seance.numero} est en préparation."

    contexte = {
        "chemin": (ACCUEIL, SEANCES, ("Préparer", "")),
        "titre": "Préparer une séance",
        "chapeau": "L’ordre du jour et les pièces viennent ensuite ; les deux présidences signent la convocation."
        if demande is None
        else f"Elle répond à la {dire(demande)} : les points demandés ouvrent l’ordre du jour.",
        "bouton_enregistrer": "Continuer vers l’ordre du jour",
        "retour": reverse("web:seances"),
    }
    return enregistrer(request, formulaire=formulaire, gabarit=_SAISIE, contexte=contexte, ecrire=ecrire)


def _initiales(seance: SeanceComite) -> dict[str, Any]:
    local = timezone.localtime(seance.prevue_le)
    return {
        "jour": local.date(),
        "heure": local.time(),
        "lieu": seance.lieu,
        "mode": seance.mode,
        "urgence": seance.urgence,
        "mention": sans_mention(seance.mention),
        "version": seance.version,
    }


@reserve("seance", "preparer")
def modifier(request: HttpRequest, numero: int) -> HttpResponse:
    """Date, place, mode, urgency of a meeting that is being prepared."""
    seance = trouver(request, numero, "preparer")
    formulaire = FormulaireSeance(
        request.POST or None, initial=_initiales(seance), seconde=seance.convocation == SECONDE
    )

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        champs = {c: propre[c] for c in ("lieu", "mode", "urgence", "mention") if c in propre}
        preparation.modifier(
            titulaire=titulaire(request),
            seance=seance,
            version=propre["version"] or 0,
            champs=champs | {"prevue_le": formulaire.prevue_le},
        )
        return reverse("web:seance", args=[seance.pk]), "La séance est enregistrée."

    contexte = {
        "chemin": fil_de(seance, ("Modifier", "")),
        "titre": f"Modifier la séance {seance.numero}",
        "chapeau": "Une signature déjà donnée tombe si la convocation change : la présidence signe de nouveau.",
        "bouton_enregistrer": "Enregistrer",
        "retour": reverse("web:seance", args=[seance.pk]),
    }
    return enregistrer(
        request, formulaire=formulaire, gabarit=_SAISIE, contexte=contexte, ecrire=ecrire, initiales=_initiales
    )
