"""What a diagnostic says of each question of a fiche, as plain values that a dossier freezes."""

from typing import Any

from portulan.crefop.dossier.models import Saisine
from portulan.diagnostic.catalogue import fiche as fiche_de
from portulan.diagnostic.reponses import manques, phrase, reponse_courte
from portulan.diagnostic.resultats import Diagnostic
from portulan.socle.declaration import Indicateur, Question
from portulan.socle.mesure import valeur_fr
from portulan.socle.resultat import ADocumenter, Calcule, EtatQuestion, NonCalculable


def questions_de(saisine: Saisine) -> tuple[Question, ...]:
    """Questions of the fiche that prepares the opinion; none for the other referrals."""
    return fiche_de(saisine.fiche).questions if saisine.fiche else ()


def faits(question: Question, diagnostic: Diagnostic) -> dict[str, Any]:
    """A question: its text, its computed state and answer, its figures, what is missing, the rules that fired."""
    return {
        "code": question.code,
        "rubrique": question.rubrique,
        "intitule": question.intitule,
        "texte": question.texte,
        "fondement": question.fondement,
        "etat_calcule": diagnostic.etats.get(question.code, EtatQuestion.NON_RENSEIGNE).value,
        "reponse_calculee": reponse_courte(question, diagnostic),
        "chiffree": chiffree(question, diagnostic),
        "chiffres": [_chiffre(i, diagnostic) for i in question.indicateurs if i.code in diagnostic.codes],
        "manques": [str(m) for m in manques(question, diagnostic)],
        "vigilances": _vigilances(question, diagnostic),
    }


def chiffree(question: Question, diagnostic: Diagnostic) -> bool:
    """True when at least one figure answers the question."""
    return any(phrase(i, diagnostic) for i in question.indicateurs)


def _chiffre(indicateur: Indicateur, diagnostic: Diagnostic) -> dict[str, Any]:
    """The main figure of an indicator: value, unit, place and date, or why there is none."""
    ligne = diagnostic.principal(indicateur.code)
    commun = {
        "code": indicateur.code,
        "libelle": indicateur.libelle,
        "unite": indicateur.unite.value,
        "territoire": str(ligne.territoire),
        "date": diagnostic.date.isoformat(),
        "etat": ligne.resultat.etat,
    }
    match ligne.resultat:
        case Calcule(valeur=valeur, estime=estime):
            return commun | {"valeur": valeur, "dit": valeur_fr(valeur, indicateur.unite), "estime": estime}
        case NonCalculable(raison=raison, detail=detail):
            return commun | {"valeur": None, "dit": raison.libelle, "detail": detail}
        case ADocumenter(piece=piece, detenteur=detenteur):
            return commun | {"valeur": None, "dit": "À documenter", "detail": f"{piece} (détenteur : {detenteur})"}


def _vigilances(question: Question, diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """Rules that fired on a question, one line for each rule: the heaviest first, with how many places."""
    par_regle: dict[tuple[str, str], dict[str, Any]] = {}
    declenches = diagnostic.declenchements_de(question.code)
    for d in sorted(declenches, key=lambda d: (-d.gravite.rang, -d.territoire.niveau.rang)):
        cle = (d.seuil, d.indicateur)
        if cle in par_regle:
            par_regle[cle]["lieux"] += 1
        else:
            par_regle[cle] = {
                "regle": d.seuil,
                "indicateur": d.indicateur,
                "gravite": d.gravite.value,
                "phrase": d.phrase,
                "reference": d.reference,
                "lieux": 1,
            }
    return list(par_regle.values())
