"""What a decision may make of a reserve, declared once: operations, forms, diagram and tests read this table."""

from collections.abc import Mapping
from types import MappingProxyType

from portulan.crefop.avis.enums import EtatReserve as E

TRANSITIONS: Mapping[E, tuple[E, ...]] = MappingProxyType(
    {
        E.OUVERTE: (E.EN_COURS, E.LEVEE, E.LEVEE_PARTIELLEMENT, E.NON_SUIVIE, E.CADUQUE),
        E.EN_COURS: (E.LEVEE, E.LEVEE_PARTIELLEMENT, E.NON_SUIVIE, E.CADUQUE),
        E.LEVEE_PARTIELLEMENT: (E.EN_COURS, E.LEVEE, E.NON_SUIVIE, E.CADUQUE),
        E.NON_SUIVIE: (E.EN_COURS, E.LEVEE, E.LEVEE_PARTIELLEMENT, E.CADUQUE),
        E.LEVEE: (E.EN_COURS, E.NON_SUIVIE),
        E.CADUQUE: (),
    }
)
ATTENDUES = frozenset({E.OUVERTE, E.EN_COURS, E.LEVEE_PARTIELLEMENT})
"""States in which something is still awaited: a due date that has passed makes them late."""
_AVANT = (
    "Document généré depuis la déclaration des états (`crefop/suivi/transitions.py`) ; un essai les compare. "
    "Le secrétariat décide, avec un motif et le second facteur ; un instantané ne fait que proposer."
)


def document() -> str:
    """``docs/etats/reserve.md``: the diagram and the table."""
    lignes = ["stateDiagram-v2", f"    [*] --> {E.OUVERTE.value}"]
    lignes += [f"    {e.value} : {e.label[:1].upper() + e.label[1:]}" for e in E]
    lignes += [f"    {de.value} --> {vers.value}" for de, suite in TRANSITIONS.items() for vers in suite]
    lignes += [f"    {e.value} --> [*]" for e in E if not TRANSITIONS[e]]
    rangees = [f"| {de.label} | {', '.join(e.label for e in suite) or 'rien'} |" for de, suite in TRANSITIONS.items()]
    parts = (
        "# Réserves : les états",
        _AVANT,
        "```mermaid\n" + "\n".join(lignes) + "\n```",
        "\n".join(("| De | Vers |", "| --- | --- |", *rangees)),
    )
    return "\n\n".join(parts) + "\n"
