"""The diagram of the procedure, generated from its declaration: Mermaid for the documentation, lines for the page."""

from portulan.terrain.adhesion.enums import Base, Etat
from portulan.terrain.adhesion.transitions import TRANSITIONS, Transition, etats_de

_TITRES = {
    Base.LOI: "Membres de droit",
    Base.RECONNAISSANCE: "Reconnaissance par la Région",
    Base.PARTENARIAT: "Partenariat",
}
_AVANT = (
    "Document généré depuis la déclaration des étapes (`terrain/adhesion/transitions.py`) ; un essai les compare. "
    "Les CIO et les SCUIO-IP n'y sont pas : liés par la convention, ils n'adhèrent jamais."
)
_QUI = {
    "candidater": "organisation",
    "instruire": "Région",
    "donner_avis": "rectorat, Région",
    "decider": "Région",
    "": "à la date",
}


def qui(transition: Transition) -> str:
    """Party that takes a step, in words."""
    if transition.nom == "signer_organisation":
        return "organisation"
    if transition.nom == "refuser_signature":
        return "organisation ou Région"
    return _QUI.get(transition.verbe, "Région")


def de_la_base(base: Base) -> tuple[Transition, ...]:
    """Steps of a basis."""
    return tuple(t for t in TRANSITIONS if base in t.bases)


def mermaid(base: Base) -> str:
    """State diagram of a basis, in Mermaid."""
    lignes = ["stateDiagram-v2", f"    [*] --> {Etat.BROUILLON.value}"]
    lignes += [f"    {e.value} : {e.label[:1].upper() + e.label[1:]}" for e in etats_de(base)]
    for t in de_la_base(base):
        libelle = (t.acte or t.fait).replace("’", "'")
        lignes += [f"    {depuis.value} --> {t.vers.value} : {libelle}" for depuis in t.de if depuis in etats_de(base)]
    sorties = {e for t in de_la_base(base) for e in t.de}
    lignes += [f"    {e.value} --> [*]" for e in etats_de(base) if e not in sorties]
    return "\n".join(lignes)


def document() -> str:
    """``docs/etats/adhesion.md``: one diagram and one table for each basis."""
    parts = [
        "# Adhésion au cahier des charges : les étapes",
        _AVANT,
    ]
    for base, titre in _TITRES.items():
        parts += [f"## {titre}", f"```mermaid\n{mermaid(base)}\n```", _table(base)]
    return "\n\n".join(parts) + "\n"


def _table(base: Base) -> str:
    lignes = ["| Étape | Depuis | Vers | Qui | Conditions |", "| --- | --- | --- | --- | --- |"]
    for t in de_la_base(base):
        depuis = ", ".join(e.label for e in t.de if e in etats_de(base))
        conditions = ", ".join((*t.conditions, *(("motif",) if t.motif else ())))
        lignes.append(f"| {t.acte or t.fait} | {depuis} | {t.vers.label} | {qui(t)} | {conditions} |")
    return "\n".join(lignes)


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 (writes docs/etats/adhesion.md)
