"""The diagram of a ballot, generated from its declaration."""

from portulan.crefop.scrutin.enums import EtatScrutin
from portulan.crefop.scrutin.transitions import TRANSITIONS

_AVANT = (
    "Document généré depuis la déclaration des étapes (`crefop/scrutin/transitions.py`) ; un essai les compare. "
    "Aucune étape ne ramène un scrutin clos à l'état ouvert : la base de données le refuse aussi."
)


def document() -> str:
    """``docs/etats/scrutin.md``."""
    lignes = ["stateDiagram-v2", f"    [*] --> {EtatScrutin.PREPARE.value}"]
    lignes += [f"    {e.value} : {e.label[:1].upper() + e.label[1:]}" for e in EtatScrutin]
    lignes += [f"    {de.value} --> {t.vers.value} : {t.acte}" for t in TRANSITIONS for de in t.de]
    sorties = {e for t in TRANSITIONS for e in t.de}
    lignes += [f"    {e.value} --> [*]" for e in EtatScrutin if e not in sorties]
    table = ["| Étape | Depuis | Vers | Motif |", "| --- | --- | --- | --- |"]
    table += [
        f"| {t.acte} | {', '.join(e.label for e in t.de)} | {t.vers.label} | {'oui' if t.motif else 'non'} |"
        for t in TRANSITIONS
    ]
    parts = [
        "# Scrutin : les étapes",
        _AVANT,
        "```mermaid\n" + "\n".join(lignes) + "\n```",
        "\n".join(table),
    ]
    return "\n\n".join(parts) + "\n"
