"""Hand-overs with an account: the inbox (late first), what was sent, and the page of one."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.accueil import droits, mots, suivi
from portulan.terrain.accueil.enums import EtatMise
from portulan.terrain.accueil.models import MiseEnRelation
from portulan.terrain.accueil.operations_mise import avancer
from portulan.terrain.accueil.transitions import OUVERTES, PRISES, Acteur
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.mises_commun import GENRES, decrire, formulaires, recevoir_etape

_LISTE = ("Demandes transmises", "/accueil/mises/")


@reserve("mise", "voir")
def mises(request: HttpRequest) -> HttpResponse:
    """What was received and sent, what is late first."""
    qui, jour = titulaire(request), aujourdhui()
    recues = set(droits.mises(qui, "repondre").values_list("pk", flat=True)) if peut(qui, "mise", "repondre") else set()
    lignes = list(suivi.a_suivre(qui))
    liste = _liste(parametres(request), lignes, recues, jour)
    if liste.csv_demande:
        return liste.csv()
    tard = [m for m in lignes if en_retard(m, jour)]
    contexte = {
        "chemin": (ACCUEIL, ("Demandes transmises", "")),
        "liste": liste,
        "region": not peut(qui, "mise", "repondre"),
        "a_repondre": sum(m.pk in recues and m.etat in OUVERTES and m.etat not in PRISES for m in lignes),
        "tard": len(tard),
    }
    return render(request, "pages/mises.html", contexte)


def en_retard(mise: MiseEnRelation, jour: date) -> bool:
    """A promise is past and not kept, while the hand-over is open. ``mise``: of ``suivi.a_suivre``."""
    terme: date | None = getattr(mise, "terme", None)
    return mise.etat in OUVERTES and terme is not None and terme < jour


def _ordre(mise: MiseEnRelation, jour: date) -> tuple[int, Any]:
    terme = getattr(mise, "terme", None)
    if mise.etat not in OUVERTES or terme is None:
        return (2, -mise.emise_le.timestamp())
    return (0 if terme < jour else 1, terme.toordinal())


def _dire_terme(mise: MiseEnRelation, jour: date) -> Any:
    terme = getattr(mise, "terme", None)
    if mise.etat not in OUVERTES or terme is None:
        return "–"
    return rendre(badge, f"en retard, {date_fr(terme)}", "alerte") if terme < jour else date_fr(terme)


def _liste(demande: dict[str, str], lignes: list[MiseEnRelation], recues: set[int], jour: date) -> Liste:
    def besoin(m: MiseEnRelation) -> str:
        return mots.dire("thematiques", m.besoin.thematique)

    def sens(m: MiseEnRelation) -> str:
        return "reçue" if m.pk in recues else "transmise"

    return Liste(
        demande,
        lignes,
        (
            Colonne(
                "numero", "Demande", lambda m: m.numero, lambda m: m.pk, entete=True,
                lien=lambda m: reverse("web:mise", args=[m.pk]),
            ),
            Colonne("besoin", "Besoin", besoin, besoin),
            Colonne("structure", "Structure", lambda m: m.structure.nom, lambda m: m.structure.nom),
            Colonne("emettrice", "Orientée par", lambda m: m.emettrice.nom if m.emettrice else "site public"),
            Colonne(
                "etat", "État", lambda m: rendre(badge, m.get_etat_display(), GENRES.get(EtatMise(m.etat), "")),
                lambda m: m.etat, lambda m: m.get_etat_display(),
            ),
            Colonne(
                "terme", "À faire avant le", partial(_dire_terme, jour=jour), partial(_ordre, jour=jour),
                lambda m: m.terme.isoformat() if m.etat in OUVERTES and m.terme else "",
            ),
            Colonne("emise", "Transmise le", lambda m: date_fr(m.emise_le.date()), lambda m: m.emise_le,
                    lambda m: m.emise_le.date().isoformat()),
            Colonne("retard", "En retard", lambda m: "oui" if en_retard(m, jour) else "non", csv_seul=True),
        ),
        legende="Mises en relation",
        texte=lambda m: f"{m.numero} {m.besoin.demande.numero} {m.structure.nom} {besoin(m)}",
        filtres=(
            Filtre("sens", "Sens", [("reçue", "reçues"), ("transmise", "transmises")], lambda m, x: sens(m) == x),
            Filtre("etat", "État", EtatMise.choices, lambda m, x: m.etat == x),
            Filtre("retard", "Retard", [("oui", "en retard")], lambda m, _: en_retard(m, jour)),
        ),
        tri="terme",
        fichier="mises-en-relation",
        noms=("mise en relation", "mises en relation"),
        libelle_recherche="Numéro, structure ou besoin",
        vide="Aucune demande transmise pour l’instant.",
    )  # fmt: skip


@reserve("mise", "voir")
def mise(request: HttpRequest, cle: int) -> HttpResponse:
    """One hand-over: where it stands, and what this person may do of it."""
    qui, statut = titulaire(request), 200
    trouvee = (
        droits.mises(qui)
        .select_related("structure__organisation", "service", "emettrice", "vers", "aiguillage", "besoin__demande")
        .filter(pk=cle)
        .first()
    )
    if trouvee is None:
        raise Introuvable("Cette mise en relation n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste.")
    acteurs = _acteurs(qui, trouvee)
    if request.method == "POST":
        message, lus, statut = recevoir_etape(request, trouvee, acteurs, partial(avancer, titulaire=qui, mise=trouvee))
        if message:
            messages.success(request, message)
            return redirect("web:mise", cle)
    else:
        lus = formulaires(trouvee, acteurs)
    lit = droits.identites(qui).filter(demande=trouvee.besoin.demande_id).exists()
    attend = Acteur.EMETTRICE in acteurs or trouvee.etat in PRISES
    contexte = {
        "chemin": (ACCUEIL, _LISTE, (trouvee.numero, "")),
        "formulaires": lus,
        "adresse": request.path,
        "demande_lisible": Acteur.EMETTRICE in acteurs,
        **decrire(trouvee, identite=lit and attend, jour=aujourdhui()),
    }
    return render(request, "pages/mise.html", contexte, status=statut)


def _acteurs(qui: Titulaire, mise: MiseEnRelation) -> tuple[Acteur, ...]:
    tenus = []
    if droits.mises(qui, "repondre").filter(pk=mise.pk).exists():
        tenus.append(Acteur.RECEVEUSE)
    if droits.mises(qui, "emettre").filter(pk=mise.pk).exists():
        tenus.append(Acteur.EMETTRICE)
    return tuple(tenus)
