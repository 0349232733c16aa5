"""The review of an assessment: both columns side by side, « sans objet », exchange, decision, frozen hash."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import Titulaire, filtre
from portulan.comptes.enums import Role
from portulan.comptes.models import Compte, Habilitation
from portulan.socle.erreurs import ErreurUtilisateur, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.evaluation import droits, gel, lectures, queries, regles
from portulan.terrain.evaluation.droits import peut_sur
from portulan.terrain.evaluation.enums import Etat, SansObjet, Statut
from portulan.terrain.evaluation.models import Constat, Evaluation
from portulan.web.conflit import Opposition
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.evaluation_commun import GENRES
from portulan.web.vues.revue_liste import A_RELIRE
from portulan.web.vues.saisie import nom_operateur

GENRES_STATUT = {
    Statut.CONFORME: "succes",
    Statut.AVEC_PLAN: "info",
    Statut.NON_CONFORME: "alerte",
    Statut.NON_EVALUE: "",
}
VIDE = {"decision": "", "commentaire": "", "texte": "", "motif": "", "niveau": ""}
_PAIRS = (Role.AGENT, Role.RESPONSABLE, Role.RECTORAT, Role.UNIVERSITE, Role.MISSION_SPRO)


def visible(qui: Titulaire, cle: int) -> Evaluation:
    """Assessment that this person may see. Raises ``Introuvable``."""
    evaluation = queries.avec_tout(droits.evaluations(qui)).filter(pk=cle).first()
    if evaluation is None:
        raise Introuvable("Cette évaluation n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste.")
    return evaluation


@reserve("evaluation", "voir")
def revue(request: HttpRequest, cle: int) -> HttpResponse:
    """Page of a review."""
    return montrer(request, visible(titulaire(request), cle))


def montrer(
    request: HttpRequest,
    evaluation: Evaluation,
    *,
    erreur: ErreurUtilisateur | None = None,
    critere: str = "",
    conflit: Opposition | None = None,
) -> HttpResponse:
    """The page; after a refusal, with what was typed still in the form of its criterion."""
    qui = titulaire(request)
    referentiel = evaluation.referentiel.referentiel
    bilan = lectures.bilan(evaluation, aujourdhui())
    principes = [p for p in bilan.principes if p.applicables or p.evalues]
    demande = request.GET.get("principe", "") or (referentiel.critere(critere).principe if critere else "")
    courant = next((p.code for p in principes if p.code == demande), principes[0].code if principes else "")
    noms = {p.code: p.libelle for p in referentiel.principes}
    relit = peut_sur(qui, "relire", evaluation)
    adresse = reverse("web:revue", args=[evaluation.pk])
    contexte = {
        "chemin": (ACCUEIL, ("Relectures", reverse("web:relectures")), (evaluation.structure.nom, "")),
        "evaluation": evaluation,
        "operateur": nom_operateur(evaluation.structure.operateur),
        "genre_etat": GENRES[evaluation.etat],
        "bilan": bilan,
        "statut": bilan.statut.label,
        "genre_statut": GENRES_STATUT[bilan.statut],
        "note": regles.ecrire_note(bilan.note),
        "couverture": regles.ecrire_part(bilan.couverture),
        "onglets": [(_titre(p.code, bilan), f"{adresse}?principe={p.code}", p.code == courant) for p in principes],
        "principe": noms.get(courant, ""),
        "code_principe": courant,
        "criteres": _criteres(evaluation, bilan, courant, qui),
        "echelle": referentiel.echelle,
        "relectures": list(evaluation.relectures.select_related("relecteur", "organisation")),
        "erreur": erreur,
        "erreur_critere": critere,
        "conflit": conflit,
        "saisie": _saisie(request) if erreur else VIDE,
        **_droits(qui, evaluation, relit=relit),
    }
    return render(request, "pages/revue.html", contexte, status=erreur.code_http if erreur else 200)


def _titre(code: str, bilan: regles.Bilan) -> str:
    ecarts = sum(n.ecart for n in bilan.niveaux if n.critere.principe == code)
    return f"{code} ({ecarts} écart{'s' if ecarts > 1 else ''})" if ecarts else code


def _droits(qui: Titulaire, evaluation: Evaluation, *, relit: bool) -> dict[str, Any]:
    """What this person may do now: the state and the right, both."""
    ouverte = evaluation.etat in A_RELIRE
    valide = peut_sur(qui, "valider", evaluation)
    conduit = bool(filtre(qui, "campagne", "conduire", droits.EVALUATION)) and valide
    finie = evaluation.etat in {Etat.VALIDEE, Etat.PERIMEE}
    return {
        "relit": relit and ouverte,
        "repond": peut_sur(qui, "repondre", evaluation) and ouverte,
        "valide": valide and evaluation.etat == Etat.EN_REVUE,
        "conduit": conduit and ouverte,
        "publie": valide and evaluation.etat == Etat.VALIDEE,
        "finie": finie,
        "intact": gel.intact(evaluation) if finie else None,
        "candidats": _candidats(evaluation) if conduit and ouverte else [],
        "a_rendre": relit
        and ouverte
        and evaluation.relectures.filter(relecteur=qui.compte, rendue_le__isnull=True).exists(),
    }


def _candidats(evaluation: Evaluation) -> list[tuple[int, str]]:
    """People who may review: any body but the one assessed, not asked already."""
    tenues = (
        Habilitation.objects.valides(aujourdhui())
        .filter(role__in=_PAIRS, compte__is_active=True)
        .exclude(compte__relectures__evaluation=evaluation)
        .select_related("compte", "organisation")
        .order_by("organisation__nom", "compte__nom", "pk")
    )
    de_la_structure = set(
        Compte.objects.filter(habilitations__organisation=evaluation.structure.organisation_id).values_list(
            "pk", flat=True
        )
        if evaluation.structure.organisation_id
        else ()
    )
    choix: dict[int, str] = {}
    for h in tenues:
        if h.compte_id not in de_la_structure:
            choix.setdefault(h.compte_id, f"{h.compte} – {h.organisation or h.get_role_display()}")
    return list(choix.items())


def _criteres(evaluation: Evaluation, bilan: regles.Bilan, principe: str, qui: Titulaire) -> list[dict[str, Any]]:
    """Criteria of a principle with both columns, in a constant number of queries."""
    reponses = queries.reponses_de(evaluation)
    constats = queries.constats_de(evaluation)
    echanges = queries.echanges_de(evaluation)
    preuves = queries.preuves_de(evaluation)
    jour = aujourdhui()
    vus = []
    for niveau in bilan.niveaux:
        code = niveau.critere.code
        if niveau.critere.principe != principe:
            continue
        trouves = constats.get(code, [])
        reponse = reponses.get(code)
        vus.append(
            {
                "critere": niveau.critere,
                "niveau": niveau,
                "reponse": reponse,
                "sans_objet_attendu": bool(reponse and reponse.sans_objet == SansObjet.DEMANDEE),
                "constats": trouves,
                "divergents": len({c.niveau for c in trouves}) > 1,
                **_mien(next((c for c in trouves if c.relecteur_id == qui.compte), None)),
                "echanges": echanges.get(code, []),
                "preuves": [_preuve(lien, niveau.critere, jour) for lien in preuves.get(code, [])],
            }
        )
    return vus


def _mien(constat: Constat | None) -> dict[str, Any]:
    """One's own finding, as the form shows it."""
    if constat is None:
        return {"mien": False, "mon_niveau": None, "mon_commentaire": "", "ma_version": ""}
    return {
        "mien": True,
        "mon_niveau": constat.niveau,
        "mon_commentaire": constat.commentaire,
        "ma_version": constat.version,
    }


def _saisie(request: HttpRequest) -> dict[str, str]:
    """What was typed and refused."""
    return {nom: request.POST.get(nom, "") for nom in VIDE}


def _preuve(lien: Any, critere: Any, jour: Any) -> dict[str, Any]:
    fin = regles.fin_de_validite(lien.preuve.effet_le, lien.preuve.valide_jusqu_au, critere)
    return {
        "preuve": lien.preuve,
        "fin": fin,
        "valable": regles.en_cours_de_validite(lien.preuve.effet_le, fin, jour),
    }
