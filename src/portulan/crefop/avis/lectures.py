"""Reads on what was voted: the stored results of proclaimed ballots, by college, in heads and in voices apart.

Everything comes from the canonical JSON that the counting wrote (``scrutin.depouillement``), never from a typed count.
"""

import json
from collections.abc import Mapping
from typing import Any

from portulan.crefop.avis.sens import VoteEnsemble
from portulan.crefop.avis.valeurs import Decompte, Vote, VoteCollege, VoteOrganisation
from portulan.crefop.composition.jeu import CLES
from portulan.crefop.scrutin import francais
from portulan.crefop.scrutin.enums import Choix, EtatScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance.enums import EtatProposition, GenreProposition
from portulan.crefop.seance.models import PointOrdre, Proposition
from portulan.crefop.seance.queries import jeu_de
from portulan.socle.accords import enumeration

_ISSUES = {"adopte": "l’adoption", "rejete": "le rejet", "partage": "l’absence de majorité"}


def repere(proposition: Proposition) -> str:
    """« R1 » for a reserve, « Rec. 1 » for a recommendation, « Am. 1 » for an amendment."""
    return francais.repere(proposition.genre, proposition.numero)


def scrutins_proclames(point: PointOrdre) -> list[Scrutin]:
    """Ballots of an item that were proclaimed, in their order; cancelled ones are left out."""
    return list(
        point.scrutins.filter(etat=EtatScrutin.PROCLAME)
        .select_related("proposition", "resultat", "point__seance__organe")
        .order_by("rang", "pk")
    )


def en_suspens(point: PointOrdre) -> list[Scrutin]:
    """Ballots of an item that are neither proclaimed nor cancelled."""
    return list(point.scrutins.exclude(etat__in=(EtatScrutin.PROCLAME, EtatScrutin.ANNULE)))


def vote_de(scrutin: Scrutin, *, nominatif: bool = False) -> Vote:
    """A proclaimed ballot as the acts print it. ``nominatif``: with what each organisation voted."""
    lu = json.loads(scrutin.resultat.contenu)
    sieges, voix = (_decompte(lu["choix"], lu["sans_bulletin"], unite) for unite in ("sieges", "voix"))
    assert voix is not None
    return Vote(
        intitule="Ensemble du texte" if scrutin.objet == ObjetScrutin.ENSEMBLE else scrutin.intitule,
        objet=scrutin.objet,
        mode=scrutin.get_mode_display(),
        repere=repere(scrutin.proposition) if scrutin.proposition else "",
        issue=scrutin.resultat.issue,
        voix=voix,
        sieges=sieges,
        colleges=tuple(_college(c) for c in lu["colleges"]),
        organisations=_organisations(lu) if nominatif and not lu["secret"] else (),
        phrase=francais.resultat(
            sujet_de(scrutin),
            lu["issue"],
            (voix.pour, voix.contre, voix.abstention),
            pondere=sieges is None or sieges != voix,  # as « Vote.pondere »
        ),
        precisions=tuple(p for p in (*_precisions(sieges, voix, lu), _autres_bases(lu)) if p),
        regle=_regle(scrutin, lu),
        bulletins=scrutin.resultat.bulletins_empreinte,
    )


def _decompte(choix: Mapping[str, Any], sans: Mapping[str, int], unite: str) -> Decompte | None:
    """Counts in a unit; None where heads are not known (unit ballots of a secret vote with weights)."""
    comptes = {c: choix[c][unite] for c in Choix.values}
    if any(n is None for n in comptes.values()):
        return None
    return Decompte(**comptes, sans_bulletin=sans[unite])


def _college(c: Mapping[str, Any]) -> VoteCollege:
    if c["choix"] is None:
        return VoteCollege(c["libelle"], None, None, c["tu"])
    recues = sum(c["choix"][nom]["voix"] for nom in Choix.values)
    sans = {"sieges": c["corps"]["sieges"] - c["votants"], "voix": c["corps"]["voix"] - recues}
    return VoteCollege(c["libelle"], *(_decompte(c["choix"], sans, unite) for unite in ("sieges", "voix")))


def _organisations(lu: Mapping[str, Any]) -> tuple[VoteOrganisation, ...]:
    colleges = {c["code"]: c["libelle"] for c in lu["colleges"]}
    return tuple(
        VoteOrganisation(
            s["organisation"] or s["libelle"],
            colleges[s["college"]],
            Choix(s["choix"]).label if s["choix"] else "n’a pas voté",
            s["voix"],
        )
        for s in lu["sieges"]
    )


def sujet_de(scrutin: Scrutin) -> str:
    """What was voted on, as the subject of a sentence."""
    p = scrutin.proposition
    return francais.sujet(scrutin.objet, p.genre, p.numero) if p else francais.sujet(scrutin.objet)


def _precisions(sieges: Decompte | None, voix: Decompte, lu: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        "" if sieges is not None else "Le nombre de sièges par choix n’est pas connu : le vote est secret, par voix.",
        f"Ces voix sont celles de {sieges.total} sièges, de poids différents." if sieges and sieges != voix else "",
        francais.sans_part(sieges.ne_prend_pas_part) if sieges else "",
        francais.sans_bulletin(sieges.sans_bulletin) if sieges else "",
        francais.dire_egalite(lu["majorite"]) if lu["voix_preponderante"] else "",
        *colleges_tus(lu["colleges"]),
    )


def colleges_tus(colleges: list[Mapping[str, Any]]) -> list[str]:
    """Colleges of which a secret vote says nothing, by reason."""
    raisons = dict.fromkeys(c["tu"] for c in colleges if c["tu"])
    return [
        f"Détail non publié ({raison}) : {enumeration(c['libelle'] for c in colleges if c['tu'] == raison)}."
        for raison in raisons
    ]


def _autres_bases(lu: Mapping[str, Any]) -> str:
    """What another plausible base would have given, said only when it changes the issue."""
    autres = [b for b in lu["autres_bases"] if b["issue"] != lu["issue"]]
    if not autres:
        return ""
    dites = ", ".join(f"{_ISSUES[b['issue']]} si elle était comptée sur {_base(b['base'])}" for b in autres)
    return f"La majorité aurait donné {dites}."


def _base(code: str) -> str:
    return CLES["vote.base_majorite"].dire(code)


def _regle(scrutin: Scrutin, lu: Mapping[str, Any]) -> str:
    """The rule of the majority as this ballot kept it: base, voices required, reference."""
    majorite = lu["majorite"]
    gardee = scrutin.regles.get("base_majorite", {}) if isinstance(scrutin.regles, dict) else {}
    reference = gardee.get("reference") or jeu_de(scrutin.point.seance).regle("vote.base_majorite").reference
    compte = f"{majorite['requise']} voix sur {majorite['voix']}"
    return f"Majorité comptée sur {_base(majorite['base'])} : {compte} ({reference})"


def vote_ensemble(point: PointOrdre) -> tuple[Scrutin, VoteEnsemble] | None:
    """The proclaimed vote on the whole, as the rule of the meaning reads it; None before."""
    scrutins = [s for s in scrutins_proclames(point) if s.objet == ObjetScrutin.ENSEMBLE]
    if not scrutins:
        return None
    vote = vote_de(scrutins[-1])
    return scrutins[-1], VoteEnsemble(vote.issue, vote.voix.pour, vote.voix.contre)


def adoptees(point: PointOrdre, genre: GenreProposition) -> list[Proposition]:
    """Propositions that a proclaimed ballot adopted, in their order."""
    issues = {s.proposition_id: s.resultat.issue for s in scrutins_proclames(point) if s.proposition_id}
    return [
        p
        for p in point.propositions.filter(genre=genre).order_by("numero")
        if issues.get(p.pk, "adopte" if p.etat == EtatProposition.ADOPTEE else "") == "adopte"
    ]
