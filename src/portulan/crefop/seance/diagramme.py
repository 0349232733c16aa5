"""The diagrams of a meeting and of its items, generated from their declaration: ``docs/etats/seance.md``."""

from collections.abc import Sequence
from typing import Any

from portulan.crefop.seance.enums import EtatPoint, EtatSeance
from portulan.crefop.seance.transitions import POINT, SEANCE, Transition

_AVANT = (
    "Document généré depuis la déclaration des étapes (`crefop/seance/transitions.py`) ; un essai les compare. "
    "La convocation part quand les deux présidences ont signé la même."
)


def mermaid(etats: Any, transitions: Sequence[Transition[Any]]) -> str:
    """State diagram, in Mermaid."""
    premier = next(iter(etats))
    lignes = ["stateDiagram-v2", f"    [*] --> {premier.value}"]
    lignes += [f"    {e.value} : {e.label[:1].upper() + e.label[1:]}" for e in etats]
    for t in transitions:
        libelle = (t.acte or t.fait).replace("’", "'")
        lignes += [f"    {depuis.value} --> {t.vers.value} : {libelle}" for depuis in t.de]
    sorties = {e for t in transitions for e in t.de}
    lignes += [f"    {e.value} --> [*]" for e in etats if e not in sorties]
    return "\n".join(lignes)


def document() -> str:
    """``docs/etats/seance.md``."""
    parts = ["# Séance du comité : les étapes", _AVANT]
    for titre, etats, transitions in (("La séance", EtatSeance, SEANCE), ("Un point", EtatPoint, POINT)):
        parts += [f"## {titre}", f"```mermaid\n{mermaid(etats, transitions)}\n```", _table(transitions)]
    return "\n\n".join(parts) + "\n"


def _table(transitions: Sequence[Transition[Any]]) -> str:
    lignes = ["| Étape | Depuis | Vers | Motif |", "| --- | --- | --- | --- |"]
    for t in transitions:
        depuis = ", ".join(e.label for e in t.de)
        lignes.append(f"| {t.acte or t.fait} | {depuis} | {t.vers.label} | {'oui' if t.motif else ''} |")
    return "\n".join(lignes)


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 (writes docs/etats/seance.md)
