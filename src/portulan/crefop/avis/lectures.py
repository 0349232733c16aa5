"""Reads on what was voted: counts recomputed from the ballots themselves, by college, in heads and in voices apart."""

import json
from collections.abc import Iterable
from typing import Any

from portulan.crefop.avis.francais import issue_dite, phrase_vote, sans_bulletin, sans_part
from portulan.crefop.avis.sens import VoteEnsemble, base_de_majorite
from portulan.crefop.avis.valeurs import Decompte, Vote, VoteCollege, VoteOrganisation
from portulan.crefop.composition.jeu import CLES, Jeu
from portulan.crefop.scrutin.enums import Choix, EtatScrutin, ModeScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Electeur, Scrutin
from portulan.crefop.seance.enums import EtatProposition, GenreProposition
from portulan.crefop.seance.models import PointOrdre, Proposition
from portulan.crefop.seance.queries import jeu_de

REPERES = {GenreProposition.RESERVE: "R", GenreProposition.RECOMMANDATION: "C", GenreProposition.AMENDEMENT: "A"}


def repere(proposition: Proposition) -> str:
    """« R1 » for a reserve, « C1 » for a recommendation (conseil), « A1 » for an amendment."""
    return f"{REPERES[GenreProposition(proposition.genre)]}{proposition.numero}"


def scrutins_proclames(point: PointOrdre) -> list[Scrutin]:
    """Ballots of an item that were proclaimed, in their order; cancelled ones are left out."""
    return list(
        point.scrutins.filter(etat=EtatScrutin.PROCLAME)
        .select_related("proposition", "resultat", "constat", "point__seance__organe")
        .order_by("rang", "pk")
    )


def en_suspens(point: PointOrdre) -> list[Scrutin]:
    """Ballots of an item that are neither proclaimed nor cancelled."""
    return list(point.scrutins.exclude(etat__in=(EtatScrutin.PROCLAME, EtatScrutin.ANNULE)))


def vote_de(scrutin: Scrutin, *, nominatif: bool = False) -> Vote:
    """A proclaimed ballot as the acts print it. ``nominatif``: with what each organisation voted."""
    secret = scrutin.mode == ModeScrutin.SECRET
    electeurs = list(scrutin.electeurs.select_related("siege__college", "siege__organisation", "bulletin"))
    voix, sieges, colleges = _secret(scrutin, electeurs) if secret else _nominal(electeurs)
    issue = scrutin.resultat.issue
    objet, feminin = _objet(scrutin)
    return Vote(
        intitule=scrutin.intitule,
        objet=scrutin.objet,
        mode=scrutin.get_mode_display(),
        repere=repere(scrutin.proposition) if scrutin.proposition else "",
        issue=issue,
        voix=voix,
        sieges=sieges,
        colleges=colleges,
        organisations=_organisations(electeurs) if nominatif and not secret else (),
        phrase=f"{issue_dite(objet, issue, feminin)} {phrase_vote(voix.pour, voix.contre, voix.abstention)}.",
        precisions=tuple(p for p in (*_precisions(sieges, voix), _preponderante(scrutin)) if p),
        regle=_regle(scrutin),
        bulletins=scrutin.resultat.bulletins_empreinte,
    )


def _nominal(electeurs: Iterable[Electeur]) -> tuple[Decompte, Decompte, tuple[VoteCollege, ...]]:
    par_college: dict[str, tuple[Decompte, Decompte]] = {}
    for e in electeurs:
        bulletin = getattr(e, "bulletin", None)
        nom = bulletin.choix if bulletin else "sans_bulletin"
        sieges, voix = par_college.get(e.siege.college.libelle, (Decompte(), Decompte()))
        par_college[e.siege.college.libelle] = (sieges + Decompte(**{nom: 1}), voix + Decompte(**{nom: e.poids}))
    colleges = tuple(VoteCollege(nom, *comptes) for nom, comptes in par_college.items())
    return (
        sum((c.voix for c in colleges), Decompte()),
        sum((c.sieges for c in colleges), Decompte()),
        colleges,
    )


def _secret(scrutin: Scrutin, electeurs: list[Electeur]) -> tuple[Decompte, Decompte | None, tuple[VoteCollege, ...]]:
    """Unit ballots add up to voices; they give heads only where every seat has one voice. Nothing by college."""
    choix = scrutin.bulletins_secrets.values_list("choix", flat=True)
    voix = sum((Decompte(**{c: 1}) for c in choix), Decompte())
    manquants = sum(e.poids for e in electeurs) - voix.total
    voix += Decompte(sans_bulletin=max(manquants, 0))
    return voix, voix if all(e.poids == 1 for e in electeurs) else None, ()


def _organisations(electeurs: Iterable[Electeur]) -> tuple[VoteOrganisation, ...]:
    return tuple(
        VoteOrganisation(
            e.siege.organisation.nom if e.siege.organisation else e.siege.libelle,
            e.siege.college.libelle,
            Choix(e.bulletin.choix).label if hasattr(e, "bulletin") else "n’a pas voté",
            e.poids,
        )
        for e in electeurs
    )


def _objet(scrutin: Scrutin) -> tuple[str, bool]:
    """What was voted on, as the subject of a sentence, and whether it is feminine."""
    if scrutin.proposition:
        genre = GenreProposition(scrutin.proposition.genre)
        article = {"reserve": "La réserve", "recommandation": "La recommandation", "amendement": "L’amendement"}[genre]
        return f"{article} {repere(scrutin.proposition)}", genre != GenreProposition.AMENDEMENT
    return {
        ObjetScrutin.ENSEMBLE: ("L’ensemble du texte", False),
        ObjetScrutin.PROCES_VERBAL: ("Le procès-verbal", False),
    }.get(ObjetScrutin(scrutin.objet), ("La motion de procédure", True))


def _precisions(sieges: Decompte | None, voix: Decompte) -> tuple[str, ...]:
    if sieges is None:
        return ("Les voix sont comptées par bulletins unitaires : le nombre de sièges par choix n’est pas connu.",)
    poids = f"Ces voix sont celles de {sieges.total} sièges, dont les poids diffèrent." if sieges != voix else ""
    return (poids, sans_part(sieges.ne_prend_pas_part), sans_bulletin(sieges.sans_bulletin))


def _contenu(scrutin: Scrutin) -> dict[str, Any]:
    try:
        lu = json.loads(scrutin.resultat.contenu)
    except ValueError:
        return {}
    return lu if isinstance(lu, dict) else {}


def _preponderante(scrutin: Scrutin) -> str:
    """Said when a casting vote broke a tie."""
    dite = _contenu(scrutin).get("voix_preponderante")
    if not dite:
        return ""
    return "Les voix étant égales, la voix prépondérante prévue par les règles de la séance départage."


def _regle(scrutin: Scrutin) -> str:
    cle = "vote.base_majorite"
    regle = _jeu(scrutin).regle(cle)
    return f"Majorité comptée sur {CLES[cle].dire(regle.valeur)} ({regle.reference})"


def _jeu(scrutin: Scrutin) -> Jeu:
    return jeu_de(scrutin.point.seance)


def vote_ensemble(point: PointOrdre) -> tuple[Scrutin, VoteEnsemble] | None:
    """The last proclaimed vote on the whole, as the rule of the meaning reads it."""
    scrutins = [s for s in scrutins_proclames(point) if s.objet == ObjetScrutin.ENSEMBLE]
    if not scrutins:
        return None
    scrutin = scrutins[-1]
    vote = vote_de(scrutin)
    base = base_de_majorite(
        _jeu(scrutin)["vote.base_majorite"],
        exprimes=vote.voix.exprimes,
        presents=vote.voix.total,
        composition=_poids_du_comite(scrutin),
    )
    return scrutin, VoteEnsemble(vote.issue, vote.voix.pour, vote.voix.contre, base)


def _poids_du_comite(scrutin: Scrutin) -> int:
    from portulan.crefop.seance.queries import sieges_vus

    return sum(s.poids for s in sieges_vus(scrutin.point.seance) if s.deliberatif)


def adoptees(point: PointOrdre, genre: GenreProposition) -> list[Proposition]:
    """Propositions that a proclaimed ballot adopted, in their order."""
    issues = {s.proposition_id: s.resultat.issue for s in scrutins_proclames(point) if s.proposition_id}
    return [
        p
        for p in point.propositions.filter(genre=genre).order_by("numero")
        if issues.get(p.pk, "adopte" if p.etat == EtatProposition.ADOPTEE else "") == "adopte"
    ]
