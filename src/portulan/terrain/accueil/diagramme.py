"""The diagram of a hand-over, generated from its declaration (Mermaid, ``docs/etats/mise-en-relation.md``)."""

from portulan.terrain.accueil.enums import EtatMise
from portulan.terrain.accueil.transitions import TRANSITIONS, Acteur

_QUI = {
    Acteur.RECEVEUSE: "structure",
    Acteur.EMETTRICE: "émettrice",
    Acteur.PERSONNE: "personne",
    Acteur.HORLOGE: "horloge",
}


def markdown() -> str:
    """The whole page of documentation."""
    lignes = [
        "# Étapes d’une mise en relation",
        "",
        "Document généré depuis la déclaration des étapes (`terrain/accueil/transitions.py`) ; un essai les compare.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {e.value}: {e.label}" for e in EtatMise),
        f"    [*] --> {EtatMise.EMISE.value}",
    ]
    for t in TRANSITIONS:
        qui = ", ".join(_QUI[a] for a in t.acteurs)
        lignes += [f"    {de.value} --> {t.vers.value} : {t.nom} ({qui})" for de in t.de]
    fins = [e for e in EtatMise if not any(e in t.de for t in TRANSITIONS)]
    return "\n".join([*lignes, *(f"    {e.value} --> [*]" for e in fins), "```", ""])
