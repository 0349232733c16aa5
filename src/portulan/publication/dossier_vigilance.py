"""Vigilance rules that fired, in words: where, the figure, the threshold and its origin."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portulan.publication.document import Encadre, Ton, fort, paragraphe
from portulan.publication.ecriture import Contexte, accord, libelle_ventilation
from portulan.socle.accords import majuscule
from portulan.socle.mesure import Unite, valeur_fr

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Declenchement
    from portulan.socle.declaration import Gravite, Indicateur

CITES = 6


def encadres(declenchements: Sequence["Declenchement"], indicateur: "Indicateur", contexte: Contexte) -> list[Encadre]:
    """One frame per rule that fired: what it says, where, the figure, the threshold and its origin."""
    groupes: dict[str, list[Declenchement]] = defaultdict(list)
    for declenchement in declenchements:
        groupes[declenchement.seuil].append(declenchement)
    triees = sorted(groupes.values(), key=lambda g: -g[0].gravite.rang)
    return [
        Encadre(
            ton_de(groupe[0].gravite),
            f"{majuscule(groupe[0].gravite.value)} — {groupe[0].phrase}",
            (
                paragraphe(ou_et_combien(groupe, indicateur, contexte)),
                paragraphe("Seuil : ", fort(seuil_en_mots(groupe[0], indicateur)), "."),
            ),
        )
        for groupe in triees
    ]


def seuil_en_mots(declenchement: "Declenchement", indicateur: "Indicateur") -> str:
    """« > 5 %, valeur par défaut du produit (P) »."""
    unite = indicateur.unite_composante(declenchement.composante)
    reference = f", {declenchement.reference}" if declenchement.reference else ""
    borne = f"{declenchement.comparateur}\u00a0{_borne(declenchement.borne, unite)}"
    return f"{borne}, {declenchement.origine.libelle} ({declenchement.origine.value}{reference})"


def _borne(borne: float, unite: Unite) -> str:
    """A threshold, with no useless decimal."""
    return valeur_fr(borne, unite, 0 if borne == int(borne) else None)


def ou_et_combien(groupe: Sequence["Declenchement"], indicateur: "Indicateur", contexte: Contexte) -> str:
    """Where a rule fired and with what figure, the strongest cases first, the rest counted."""
    bas = groupe[0].comparateur in {"<", "≤"}
    tries = sorted(groupe, key=lambda d: (d.valeur if bas else -d.valeur, d.territoire))
    seul = len({d.territoire for d in tries}) == 1
    cites = [_cas(d, indicateur, contexte, nomme=not seul) for d in tries[:CITES]]
    reste = len(tries) - len(cites)
    if len(tries) == 1:
        return f"{_cas(tries[0], indicateur, contexte)}."
    suite = f" et {accord(reste, 'autre cas', 'autres cas')}" if reste else ""
    ou = contexte.nom(tries[0].territoire) if seul else majuscule(territoires(tries))
    return f"{ou} : {' ; '.join(cites)}{suite}."


def territoires(groupe: Sequence["Declenchement"]) -> str:
    """« 3 EPCI », « 4 territoires » when they are not of the same level."""
    distincts = {d.territoire for d in groupe}
    niveaux = {t.niveau for t in distincts}
    if len(niveaux) > 1:
        return accord(len(distincts), "territoire")
    niveau = niveaux.pop()
    return accord(len(distincts), niveau.libelle, niveau.pluriel)


def _cas(declenchement: "Declenchement", indicateur: "Indicateur", contexte: Contexte, *, nomme: bool = True) -> str:
    unite = indicateur.unite_composante(declenchement.composante)
    ventilation = declenchement.ventilation
    morceaux = [contexte.nom(declenchement.territoire)] if nomme or not ventilation else []
    morceaux += [libelle_ventilation(ventilation)] if ventilation else []
    return f"{' — '.join(morceaux)} ({valeur_fr(declenchement.valeur, unite)})"


def ton_de(gravite: "Gravite") -> Ton:
    """Tone of a level of vigilance."""
    return Ton(gravite.value)
