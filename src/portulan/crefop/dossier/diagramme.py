"""The diagram of a referral, generated from its declaration."""

from portulan.crefop.dossier.enums import EtatSaisine
from portulan.crefop.dossier.transitions import TRANSITIONS

_AVANT = (
    "Document généré depuis la déclaration des étapes (`crefop/dossier/transitions.py`) ; un essai les compare. "
    "Le délai d'une saisine est suspendu pendant que son auteur la complète : ce n'est pas une étape."
)


def mermaid() -> str:
    """State diagram, in Mermaid."""
    lignes = ["stateDiagram-v2", f"    [*] --> {EtatSaisine.RECUE.value} : Déposer la saisine"]
    lignes += [f"    {e.value} : {e.label[:1].upper() + e.label[1:]}" for e in EtatSaisine]
    for t in TRANSITIONS:
        libelle = t.acte.replace("’", "'")
        lignes += [f"    {depuis.value} --> {t.vers.value} : {libelle}" for depuis in t.de]
    sorties = {e for t in TRANSITIONS for e in t.de}
    lignes += [f"    {e.value} --> [*]" for e in EtatSaisine if e not in sorties]
    return "\n".join(lignes)


def document() -> str:
    """``docs/etats/saisine.md``: the diagram and the table of the steps."""
    lignes = ["| Étape | Depuis | Vers | Qui | Motif |", "| --- | --- | --- | --- | --- |"]
    for t in TRANSITIONS:
        depuis = ", ".join(str(e.label) for e in t.de)
        lignes.append(f"| {t.acte} | {depuis} | {t.vers.label} | {t.qui} | {'demandé' if t.motif else ''} |")
    parts = ["# Saisine du comité : les étapes", _AVANT, f"```mermaid\n{mermaid()}\n```", "\n".join(lignes)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 (writes docs/etats/saisine.md)
