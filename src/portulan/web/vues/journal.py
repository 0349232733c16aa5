"""The journal: who did what, read by the organisation concerned."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portulan.comptes import portee
from portulan.comptes.enums import Role
from portulan.comptes.models import Habilitation, Organisation
from portulan.journal.libelles import libelle, preciser
from portulan.journal.models import Entree
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.commun import ACCUEIL, parametres

MONTREES = 5000
_CRITERES = ("q", "acte", "objet", "periode", "du", "jusqu_au")
_RIEN = "Aucun acte n’est encore écrit dans votre périmètre. Le premier s’affichera ici."
_ROLES = dict(Role.choices)
_PERIODES = (("7", "7 derniers jours"), ("31", "31 derniers jours"), ("366", "12 derniers mois"))


@reserve("journal", "voir")
def journal(request: HttpRequest) -> HttpResponse:
    """Entries that this person may read, newest first."""
    qui = titulaire(request)
    visibles = portee.entrees(qui)
    lus = parametres(request)
    choisies = _restreindre(visibles, lus)
    entrees = list(choisies[:MONTREES])
    liste = _liste(lus, entrees, visibles, _Auteurs(entrees, qui))
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Mon espace", reverse("web:espace")), ("Journal", "")),
        "liste": liste,
        "coupe": len(entrees) == MONTREES,
        "montrees": MONTREES,
    }
    return render(request, "pages/comptes/journal.html", contexte)


def _restreindre(visibles: QuerySet[Entree], lus: dict[str, str]) -> QuerySet[Entree]:
    """Narrow in the database, before the bound on how many are read."""
    if acte := lus.get("acte"):
        visibles = visibles.filter(acte=acte[:60])
    if objet := lus.get("objet"):
        visibles = visibles.filter(objet_type=objet[:60])
    if lus.get("periode") in dict(_PERIODES):
        visibles = visibles.filter(quand__gte=maintenant() - timedelta(days=int(lus["periode"])))
    for borne, condition in (("du", "quand__date__gte"), ("jusqu_au", "quand__date__lte")):
        if jour := _jour(lus.get(borne, "")):
            visibles = visibles.filter(**{condition: jour})
    return visibles


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


class _Auteurs:
    """How an author is shown: by name when the reader may see the account, by its role otherwise."""

    def __init__(self, entrees: list[Entree], qui: Any) -> None:
        cles = {int(e.auteur.removeprefix("compte:")) for e in entrees if e.auteur.startswith("compte:")}
        self.noms = {c.pk: str(c) for c in portee.comptes(qui).filter(pk__in=cles)}
        self.roles: dict[int, str] = {}
        for tenue in Habilitation.objects.valides(aujourdhui()).filter(compte__in=cles - set(self.noms)):
            self.roles.setdefault(tenue.compte_id, f"un compte ({tenue.get_role_display()})")

    def __call__(self, entree: Entree) -> str:
        if not entree.auteur.startswith("compte:"):
            return {"systeme": "Portulan", "cli": "l’installation (terminal)"}.get(entree.auteur, entree.auteur)
        cle = int(entree.auteur.removeprefix("compte:"))
        return self.noms.get(cle) or self.roles.get(cle, "un compte")


def _liste(lus: dict[str, str], entrees: list[Entree], visibles: QuerySet[Entree], auteur: _Auteurs) -> Liste:
    organisations = dict(
        Organisation.objects.filter(code__in={e.organisation for e in entrees}).values_list("code", "nom")
    )
    actes = sorted(
        ((a, libelle(a)) for a in set(visibles.order_by().values_list("acte", flat=True).distinct())),
        key=lambda x: x[1],
    )
    objets = sorted(set(visibles.order_by().exclude(objet_type="").values_list("objet_type", flat=True).distinct()))

    def nommer(e: Entree) -> str:
        return organisations.get(e.organisation, e.organisation) or "–"

    def detail(e: Entree) -> str:
        return (
            ", ".join(
                preciser(cle, _ROLES.get(valeur, valeur) if cle == "role" else valeur)
                for cle, valeur in e.detail.items()
                if valeur not in {"", None, False} or valeur == 0
            )
            if e.detail
            else "–"
        )

    return Liste(
        lus,
        entrees,
        (
            Colonne(
                "quand", "Quand", _heure, lambda e: (e.quand, e.pk), lambda e: timezone.localtime(e.quand).isoformat()
            ),
            Colonne("acte", "Acte", lambda e: libelle(e.acte), lambda e: libelle(e.acte), entete=True),
            Colonne("auteur", "Par", auteur, auteur),
            Colonne("objet", "Objet", lambda e: f"{e.objet_type} {e.objet_id}".strip() or "–", lambda e: e.objet_type),
            Colonne("organisation", "Organisation", nommer, nommer),
            Colonne("detail", "Précisions", detail),
            Colonne("code", "Code de l’acte", lambda e: e.acte, csv_seul=True),
        ),
        legende="Journal",
        texte=lambda e: f"{libelle(e.acte)} {auteur(e)} {e.objet_type} {e.objet_id} {nommer(e)} {detail(e)}",
        filtres=(
            Filtre("acte", "Acte", actes, lambda e, v: e.acte == v),
            Filtre("objet", "Objet", [(o, o) for o in objets], lambda e, v: e.objet_type == v),
            Filtre("periode", "Période", _PERIODES, lambda _e, _v: True),
        ),
        tri="-quand",
        fichier="journal",
        noms=("acte", "actes"),
        libelle_recherche="Chercher dans le journal",
        vide="Aucun acte ne correspond." if any(lus.get(c) for c in _CRITERES) else _RIEN,
        dates=(("du", "Du"), ("jusqu_au", "Jusqu’au")),
    )


def _heure(entree: Entree) -> str:
    return date_format(timezone.localtime(entree.quand), "d/m/Y H:i")
