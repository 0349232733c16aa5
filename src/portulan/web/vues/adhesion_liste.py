"""« Adhésions »: mine for an operator, the inbox (late first) for the Region."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.delais import delais
from portulan.terrain.adhesion.droits import organisations_candidates
from portulan.terrain.adhesion.enums import Base, Etat
from portulan.terrain.adhesion.operations import ouvrir as ouvrir_dossier
from portulan.terrain.adhesion.queries import adhesion_en_cours
from portulan.terrain.adhesion.regles import EN_COURS_DE_PROCEDURE, bases_possibles, renouvelable
from portulan.terrain.adhesion.suivi import Vue, lisibles, montrer
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres

_CHOIX = {
    Base.LOI: "Préparer la signature de la charte",
    Base.RECONNAISSANCE: "Demander la reconnaissance",
    Base.PARTENARIAT: "Demander un partenariat",
}


@reserve("adhesion", "voir")
def adhesions(request: HttpRequest) -> HttpResponse:
    """Files that this person may see, the most urgent first."""
    qui, jour = titulaire(request), aujourdhui()
    vues = [montrer(a, jour) for a in lisibles(qui)]
    liste = _liste(parametres(request), vues)
    if liste.csv_demande:
        return liste.csv()
    region = peut(qui, "adhesion", "instruire")
    contexte = {
        "chemin": (ACCUEIL, ("Adhésions", "")),
        "liste": liste,
        "region": region,
        "retards": sum(v.en_retard and v.compte_a_rebours for v in vues),
        "attendus": sum(bool(v.attendu and v.attendu.qui == "region") for v in vues) if region else 0,
        "propositions": _propositions(qui),
        "au_nom_de": _sans_dossier(qui) if qui.tient(Role.MISSION_SPRO) else [],
    }
    return render(request, "pages/adhesions.html", contexte)


def _urgence(v: Vue) -> tuple[int, Any] | None:
    if v.limite is not None and v.compte_a_rebours:
        return (0, v.limite)
    if v.attendu and v.compte_a_rebours:
        return (1, v.adhesion.created_at.date())
    return (2, v.limite) if v.limite else None


def _liste(demande: dict[str, str], vues: list[Vue]) -> Liste:
    return Liste(
        demande,
        vues,
        (
            Colonne(
                "organisation",
                "Organisation",
                lambda v: v.adhesion.organisation.nom,
                lambda v: v.adhesion.organisation.nom,
                entete=True,
                lien=lambda v: reverse("web:adhesion", args=[v.adhesion.pk]),
            ),
            Colonne("numero", "Dossier", lambda v: v.adhesion.numero, lambda v: v.adhesion.pk),
            Colonne("base", "Base", lambda v: v.adhesion.get_base_display(), lambda v: v.adhesion.base),
            Colonne(
                "etat",
                "État",
                lambda v: rendre(badge, v.etat.label, v.genre),
                lambda v: v.etat.label,
                lambda v: v.etat.label,
            ),
            Colonne(
                "attendu",
                "Ce qui est attendu",
                _dire_attendu,
            ),
            Colonne(
                "echeance",
                "Échéance",
                _dire_echeance,
                _urgence,
                lambda v: v.limite.isoformat() if v.limite else "",
            ),
            Colonne("retard", "En retard", lambda v: "oui" if v.en_retard else "non", csv_seul=True),
            Colonne("du", "Du", lambda v: v.adhesion.du or "", csv_seul=True),
            Colonne("au", "Au", lambda v: v.adhesion.au or "", csv_seul=True),
        ),
        legende="Dossiers d’adhésion",
        texte=lambda v: f"{v.adhesion.organisation.nom} {v.adhesion.numero}",
        filtres=(
            Filtre("etat", "État", Etat.choices, lambda v, x: v.etat == x),
            Filtre("base", "Base", _bases(), lambda v, x: v.adhesion.base == x),
            Filtre(
                "attente",
                "En attente de",
                [("region", "la Région"), ("avis", "un avis"), ("organisation", "l’organisation")],
                lambda v, x: bool(v.attendu and v.attendu.qui == x),
            ),
            Filtre("retard", "Retard", [("oui", "en retard")], lambda v, _: v.en_retard and v.compte_a_rebours),
        ),
        tri="echeance",
        fichier="adhesions",
        noms=("dossier", "dossiers"),
        libelle_recherche="Organisation ou numéro",
        vide="Aucun dossier d’adhésion pour l’instant. Le responsable d’une organisation ouvre le sien sur cette "
        "page ; la mission SPRO de la Région saisit ceux qui arrivent sur papier.",
    )


def _bases() -> list[tuple[str, str]]:
    return [(b.value, b.label) for b in Base if b is not Base.CONVENTION]


def _dire_attendu(v: Vue) -> str:
    if v.attendu is None:
        return "rien"
    if v.etat == Etat.SIGNEE and v.adhesion.reprise:
        return "renouvellement en cours"
    if v.etat == Etat.SIGNEE and v.limite and not v.en_retard:
        return "rien avant l’échéance"
    return f"{v.qui} : {v.attendu.quoi}"


def _dire_echeance(v: Vue) -> Any:
    if v.limite is None:
        return "–"
    if v.etat == Etat.SIGNEE and v.en_retard and not v.adhesion.reprise:
        return rendre(badge, f"depuis le {date_fr(v.limite)}", "attention")
    if v.en_retard and v.compte_a_rebours:
        return rendre(badge, f"en retard, {date_fr(v.limite)}", "alerte")
    return date_fr(v.limite)


def _propositions(qui: Titulaire) -> list[dict[str, Any]]:
    """What an operator may begin for its own organisations."""
    siennes = Organisation.objects.filter(pk__in=qui.organisations).exclude(operateur="").order_by("nom")
    permises = set(organisations_candidates(qui).filter(pk__in=qui.organisations).values_list("pk", flat=True))
    return [_proposition(o) for o in siennes if o.pk in permises or not bases_possibles(o.operateur)]


def _proposition(organisation: Organisation) -> dict[str, Any]:
    jour = aujourdhui()
    ouverte = organisation.adhesions.filter(etat__in=EN_COURS_DE_PROCEDURE).first()
    valable = adhesion_en_cours(organisation, jour)
    libre = valable is None or renouvelable(
        valable.etat, valable.au, jour, delais(valable.region, jour)["renouvellement"]
    )
    possibles = bases_possibles(organisation.operateur)
    return {
        "organisation": organisation,
        "ouverte": ouverte,
        "valable": valable,
        "convention": not possibles,
        "choix": [(b.value, _CHOIX[b]) for b in possibles] if libre and ouverte is None else [],
    }


def _sans_dossier(qui: Titulaire) -> list[Organisation]:
    """Organisations for which the Region may enter a file received on paper."""
    ouvertes = organisations_candidates(qui).exclude(adhesions__etat__in=EN_COURS_DE_PROCEDURE)
    return [o for o in ouvertes.filter(active=True).order_by("nom") if o.operateur and bases_possibles(o.operateur)]


@require_POST
@reserve("adhesion", "candidater")
def ouvrir(request: HttpRequest) -> HttpResponse:
    """Open a file (or find the one that is open)."""
    qui = titulaire(request)
    code = request.POST.get("organisation", "").replace("\0", "")[:80]
    organisation = organisations_candidates(qui).filter(code=code).first()
    if organisation is None:
        raise Introuvable(
            "Cette organisation n’est pas de celles pour qui vous pouvez agir.", remede="Choisissez-en une."
        )
    base = request.POST.get("base", "")
    possibles = bases_possibles(organisation.operateur)
    if base not in [b.value for b in possibles]:
        base = possibles[0].value if len(possibles) == 1 else base or Base.CONVENTION.value
    if base not in Base.values:
        raise Introuvable("Cette base d’adhésion n’existe pas.", remede="Choisissez-en une dans la liste.")
    adhesion = ouvrir_dossier(titulaire=qui, organisation=organisation, base=base)
    if adhesion.etapes.exists():
        messages.info(request, "Un dossier était déjà ouvert : le voici.")
        return redirect("web:adhesion", adhesion.pk)
    return redirect("web:adhesion_dossier", adhesion.pk, "organisation")
