"""Sentences on a result, with the agreements that French wants. Pure; golden tests hold each of them."""

from collections.abc import Mapping
from typing import Any

from portulan.crefop.scrutin.enums import Choix, Issue, ObjetScrutin
from portulan.crefop.scrutin.regles import Base, Egalite

_PARTICIPES = {Issue.ADOPTE.value: "adopté", Issue.REJETE.value: "rejeté"}
_SUJETS = {
    "reserve": ("La réserve", True),
    "recommandation": ("La recommandation", True),
    "amendement": ("L’amendement", False),
    ObjetScrutin.ENSEMBLE.value: ("L’ensemble du texte", False),
    ObjetScrutin.PROCES_VERBAL.value: ("Le procès-verbal", False),
    ObjetScrutin.PROCEDURE.value: ("La motion de procédure", True),
}
_PARTIES = {"etat": "du coprésident de l’État", "region": "de la coprésidence de la Région"}


def voix(nombre: int) -> str:
    """« 1 voix », « 12 voix »: the word does not change."""
    return f"{nombre}\u00a0voix"


def abstentions(nombre: int) -> str:
    """« aucune abstention », « une abstention », « 3 abstentions »."""
    return {0: "aucune abstention", 1: "une abstention"}.get(nombre, f"{nombre}\u00a0abstentions")


def dire_issue(issue: str, objet: str, genre: str = "") -> str:
    """« La réserve est adoptée. » ``genre``: that of the proposition when the ballot is on one."""
    sujet, feminin = _SUJETS[genre or objet]
    if issue not in _PARTICIPES:
        return f"{sujet} ne réunit pas de majorité."
    return f"{sujet} est {_PARTICIPES[issue]}{'e' if feminin else ''}."


def dire_badge(issue: str, objet: str, genre: str = "") -> str:
    """« adoptée », « rejeté », « sans majorité »: the outcome in one word, agreed with what was voted."""
    if issue not in _PARTICIPES:
        return Issue(issue).label
    return f"{_PARTICIPES[issue]}{'e' if _SUJETS[genre or objet][1] else ''}"


def dire_compte(contenu: Mapping[str, Any]) -> str:
    """« 9 voix pour, 1 voix contre, une abstention. »"""
    comptes = {c: int(contenu["choix"][c]["voix"]) for c in Choix.values}
    phrases = [f"{voix(comptes['pour'])} pour", f"{voix(comptes['contre'])} contre", abstentions(comptes["abstention"])]
    if comptes["ne_prend_pas_part"]:
        verbe = "ne prennent pas part au vote" if comptes["ne_prend_pas_part"] > 1 else "ne prend pas part au vote"
        phrases.append(f"{voix(comptes['ne_prend_pas_part'])} {verbe}")
    if contenu["sans_bulletin"]["voix"]:
        phrases.append(f"{voix(contenu['sans_bulletin']['voix'])} sans bulletin")
    return ", ".join(phrases) + "."


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
