"""Vigilance rules held against the published figures (Q-03), and the rule of unanswered questions (Q-01).

What is not published (masked, not computable) never fires a rule by itself (Q-05).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from portulan.diagnostic.resultats import Declenchement
from portulan.socle.declaration import Comparateur, Gravite, Indicateur, Origine, Question, Seuil
from portulan.socle.resultat import EtatQuestion
from portulan.socle.territoire import Niveau, Territoire

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.socle.region import SeuilRegional

SEUIL_NON_RENSEIGNE = "Q-01"


def declenchements(
    indicateur: Indicateur,
    lignes: "pa.Table",
    *,
    region: str,
    choisis: Mapping[str, "SeuilRegional"],
    questions: Sequence[str] = (),
) -> list[Declenchement]:
    """Rules of an indicator that fire, in the order of the rules then of the rows.

    ``choisis``: thresholds of the region, by code of rule. A rule looks at the levels it names, or at every level
    of the region when it names none (never at other regions; at the country only when named).
    """
    if not indicateur.seuils:
        return []
    calculees = [r for r in lignes.to_pylist() if r["etat"] == "calcule"]
    alertes = []
    for seuil in indicateur.seuils:
        choisi = choisis.get(seuil.code)
        borne = choisi.borne if choisi else seuil.borne
        alertes += [
            Declenchement(
                seuil=seuil.code,
                indicateur=indicateur.code,
                gravite=seuil.gravite,
                territoire=Territoire(Niveau(rangee["niveau"]), rangee["territoire"]),
                composante=rangee["composante"],
                ventilation=rangee["ventilation"],
                valeur=rangee["valeur"],
                comparateur=seuil.comparateur.value,
                borne=borne,
                origine=choisi.origine if choisi else seuil.origine,
                phrase=seuil.phrase,
                reference=choisi.reference if choisi else seuil.reference,
                questions=tuple(questions),
            )
            for rangee in calculees
            if _regarde(seuil, rangee, region) and seuil.comparateur.compare(rangee["valeur"], borne)
        ]
    return alertes


def _regarde(seuil: Seuil, rangee: Mapping[str, str], region: str) -> bool:
    if rangee["composante"] != seuil.composante or not _ventilation_regardee(seuil.ventilation, rangee["ventilation"]):
        return False
    niveau = Niveau(rangee["niveau"])
    if niveau is Niveau.REGION and rangee["territoire"] != region:
        return False
    return niveau in seuil.niveaux if seuil.niveaux else niveau is not Niveau.PAYS


def _ventilation_regardee(voulue: str | None, ventilation: str) -> bool:
    """None: any breakdown; « axe=* »: each value of an axis; otherwise this very one."""
    if voulue is not None and voulue.endswith("=*"):
        return ventilation.startswith(voulue[:-1]) and " | " not in ventilation
    return voulue in {None, ventilation}


def questions_non_renseignees(
    questions: Iterable[Question], etats: Mapping[str, EtatQuestion], region: str
) -> list[Declenchement]:
    """An unanswered question is itself a vigilance point (Q-01)."""
    return [
        Declenchement(
            seuil=SEUIL_NON_RENSEIGNE,
            indicateur="",
            gravite=Gravite.ATTENTION,
            territoire=Territoire(Niveau.REGION, region),
            composante="",
            ventilation="",
            valeur=0.0,
            comparateur=Comparateur.EGAL.value,
            borne=0.0,
            origine=Origine.PRODUIT,
            phrase=f"La question n\u2019est pas renseignée : aucun de ses {len(question.indicateurs)} indicateurs "
            "n\u2019a de valeur.",
            questions=(question.code,),
        )
        for question in questions
        if etats.get(question.code) is EtatQuestion.NON_RENSEIGNE
    ]
