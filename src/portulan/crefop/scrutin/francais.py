"""Sentences on a ballot, with the agreements that French wants: pages and acts say them alike. Pure."""

from collections.abc import Mapping
from typing import Any

from portulan.crefop.scrutin.enums import Choix, Issue, ObjetScrutin
from portulan.crefop.scrutin.regles import Base, Egalite
from portulan.crefop.seance.enums import GenreProposition
from portulan.socle.accords import FIXE, compter, enumeration, majuscule, minuscule

_PARTICIPES = {Issue.ADOPTE.value: "adopté", Issue.REJETE.value: "rejeté"}
_REPERES = {
    GenreProposition.RESERVE: "R",
    GenreProposition.RECOMMANDATION: f"Rec.{FIXE}",
    GenreProposition.AMENDEMENT: f"Am.{FIXE}",
}
_PROPOSITIONS = {
    GenreProposition.RESERVE: "La réserve R",
    GenreProposition.RECOMMANDATION: f"La recommandation n°{FIXE}",
    GenreProposition.AMENDEMENT: f"L’amendement n°{FIXE}",
}
_SUJETS = {
    ObjetScrutin.ENSEMBLE: "L’ensemble du texte",
    ObjetScrutin.PROCES_VERBAL: "Le procès-verbal",
    ObjetScrutin.PROCEDURE: "La motion de procédure",
}
_PARTIES = {"etat": "du coprésident de l’État", "region": "de la coprésidence de la Région"}


# --- what is voted on -----------------------------------------------------------------------------


def repere(genre: str, numero: int) -> str:
    """« R1 » for a reserve, « Rec. 1 » for a recommendation, « Am. 1 » for an amendment."""
    return f"{_REPERES[GenreProposition(genre)]}{numero}"


def sujet(objet: str, genre: str = "", numero: int = 0) -> str:
    """« La réserve R1 », « L’ensemble du texte »: ``genre`` and ``numero`` are those of the proposition voted on."""
    return f"{_PROPOSITIONS[GenreProposition(genre)]}{numero}" if genre else _SUJETS[ObjetScrutin(objet)]


def _participe(issue: str, dit: str) -> str:
    """« adoptée »: agreed with the subject of the sentence."""
    return f"{_PARTICIPES[issue]}{'e' if dit.startswith('La ') else ''}"


def dire_issue(issue: str, dit: str) -> str:
    """« La réserve R1 est adoptée. »"""
    if issue not in _PARTICIPES:
        return f"{dit} ne réunit pas de majorité."
    return f"{dit} est {_participe(issue, dit)}."


def dire_badge(issue: str, dit: str) -> str:
    """« adoptée », « rejeté », « sans majorité »: the outcome in one word, agreed with what was voted."""
    return _participe(issue, dit) if issue in _PARTICIPES else Issue(issue).label


# --- counts ---------------------------------------------------------------------------------------


def decompte(pour: int, contre: int, abstentions: int, *, pondere: bool = False) -> str:
    """« 12 voix pour, 3 voix contre et une abstention »; what nobody said is left out.

    ``pondere``: seats have several voices, so that « 57 voix d’abstention » are not 57 abstentions.
    """
    parts = []
    if pour:
        parts.append(f"{compter(pour, 'voix', 'voix', feminin=True)} pour")
    if contre:
        parts.append(f"{compter(contre, 'voix', 'voix', feminin=True)} contre")
    if abstentions:
        mots = ("voix d’abstention", "voix d’abstention") if pondere else ("abstention", "")
        parts.append(compter(abstentions, *mots, feminin=True))
    return enumeration(parts)


def decompte_complet(pour: int, contre: int, abstentions: int, *, pondere: bool = False) -> str:
    """The same, where nobody for nor against is said: « aucun suffrage exprimé, 3 abstentions »."""
    comptes = decompte(pour, contre, abstentions, pondere=pondere)
    parts = ([] if pour or contre else ["aucun suffrage exprimé"]) + [comptes]
    return ", ".join(p for p in parts if p)


def phrase_vote(pour: int, contre: int, abstentions: int, *, pondere: bool = False) -> str:
    """« à l’unanimité des suffrages exprimés », « par 12 voix pour, 3 voix contre et une abstention »."""
    comptes = decompte(pour, contre, abstentions, pondere=pondere)
    if not pour and not contre:
        return f"sans suffrage exprimé, avec {comptes}" if comptes else "sans suffrage exprimé"
    if pour and contre:
        return f"par {comptes}"
    return f"à l’unanimité des suffrages exprimés, par {comptes}"


def sans_part(nombre: int, *, voix: bool = False) -> str:
    """« Un membre ne prend pas part au vote. », « 3 membres ne prennent pas part au vote. »; empty when nobody."""
    verbe = "ne prend pas" if nombre == 1 else "ne prennent pas"
    return f"{_qui(nombre, voix=voix)} {verbe} part au vote." if nombre else ""


def sans_bulletin(nombre: int, *, voix: bool = False) -> str:
    """« Un membre n’a pas voté. », « 3 membres n’ont pas voté. »; empty when everybody did."""
    verbe = ("est restée" if voix else "n’a") if nombre == 1 else ("sont restées" if voix else "n’ont")
    return f"{_qui(nombre, voix=voix)} {verbe} {'sans bulletin' if voix else 'pas voté'}." if nombre else ""


def _qui(nombre: int, *, voix: bool) -> str:
    return majuscule(compter(nombre, "voix", "voix", feminin=True) if voix else compter(nombre, "membre"))


def resultat(dit: str, issue: str, comptes: tuple[int, int, int], *, pondere: bool = False) -> str:
    """« La réserve R1 est adoptée par … », « L’ensemble est rejeté par … », « Les voix se partagent sur … »."""
    if issue not in _PARTICIPES:
        pour, contre, _ = comptes
        debut = "Les voix se partagent" if pour == contre > 0 else "Aucune majorité ne se dégage"
        return f"{debut} sur {minuscule(dit)} : {decompte_complet(*comptes, pondere=pondere)}."
    return f"{dit} est {_participe(issue, dit)} {phrase_vote(*comptes, pondere=pondere)}."


def est_pondere(contenu: Mapping[str, Any]) -> bool:
    """True when a seat of the body had several voices at the opening of the ballot."""
    return bool(contenu["corps"]["sieges"] != contenu["corps"]["voix"])


def dire_compte(contenu: Mapping[str, Any]) -> str:
    """« 9 voix pour, une voix contre et une abstention. Une voix ne prend pas part au vote. »"""
    comptes = {c: int(contenu["choix"][c]["voix"]) for c in Choix.values}
    phrases = (
        majuscule(
            decompte_complet(comptes["pour"], comptes["contre"], comptes["abstention"], pondere=est_pondere(contenu))
        )
        + ".",
        sans_part(comptes["ne_prend_pas_part"], voix=True),
        sans_bulletin(contenu["sans_bulletin"]["voix"], voix=True),
    )
    return " ".join(p for p in phrases if p)


# --- the arithmetic -------------------------------------------------------------------------------


def voix(nombre: int) -> str:
    """« 1 voix », « 12 voix »: figures, for an arithmetic."""
    return f"{nombre}{FIXE}voix"


def dire_majorite(decision: Mapping[str, Any]) -> str:
    """The arithmetic of a base: « Plus de la moitié de 10 voix (…), soit 6 voix au moins. »"""
    base = Base(decision["base"])
    if not decision["voix"]:
        return f"Aucune voix dans la base ({base.libelle})\u00a0: il n’y a pas de majorité."
    return f"Plus de la moitié de {voix(decision['voix'])} ({base.libelle}), soit {voix(decision['requise'])} au moins."


def dire_egalite(majorite: Mapping[str, Any]) -> str:
    """What a tie gave, and by whom it was broken; empty without a tie."""
    if not majorite["egalite"]:
        return ""
    egalite = Egalite(majorite["regle_egalite"])
    if egalite is Egalite.REJET:
        return "Les voix sont égales\u00a0: la règle en fait un rejet."
    if egalite is Egalite.PARTAGE:
        return "Les voix sont égales, et aucune règle ne donne de voix prépondérante\u00a0: l’avis est partagé."
    qui, choix = _PARTIES[egalite.preside], majorite["preponderante"]
    if choix in {"pour", "contre"}:
        return f"Les voix sont égales\u00a0: la voix prépondérante {qui}, {choix}, départage."
    return f"Les voix sont égales, et la voix prépondérante {qui} ne s’est pas exprimée\u00a0: l’avis est partagé."


def dire_autre(decision: Mapping[str, Any], issue: str) -> str:
    """What another base would have given, and whether it is the same."""
    base = Base(decision["base"]).libelle
    dit = {"adopte": "adoption", "rejete": "rejet"}.get(decision["issue"], "aucune majorité")
    suite = "même issue" if decision["issue"] == issue else "issue différente"
    return f"Sur les {base}\u00a0: {dit} ({voix(decision['requise'])} requises sur {decision['voix']}), {suite}."
