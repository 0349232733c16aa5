"""Steps of an opinion and of minutes, declared once: operations, pages, the diagram and the tests read these tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portulan.crefop.avis.enums import EtatAvis, EtatPV
from portulan.socle.erreurs import Impossible


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states to which one, under which verb of the rights table, and what it asks."""

    nom: str
    de: tuple[StrEnum, ...]
    vers: StrEnum
    verbe: str
    acte: str
    condition: str


AVIS: Mapping[str, Transition] = MappingProxyType(
    {
        t.nom: t
        for t in (
            Transition(
                "figer", (EtatAvis.PROJET,), EtatAvis.ADOPTE, "rediger", "Figer l’avis",
                "le sens est connu, chaque chiffre vient du dossier figé, la séance est close, les explications "
                "de vote sont remises ou le gel est confirmé",
            ),
            Transition(
                "signer", (EtatAvis.ADOPTE,), EtatAvis.SIGNE, "signer", "Signer l’avis",
                "deux comptes, un pour chaque partie, sur la même empreinte",
            ),
            Transition(
                "publier", (EtatAvis.SIGNE,), EtatAvis.PUBLIE, "publier", "Publier l’avis",
                "toutes les formes sont écrites, le point de contrôle est imprimé",
            ),
        )
    }
)  # fmt: skip
PV: Mapping[str, Transition] = MappingProxyType(
    {
        t.nom: t
        for t in (
            Transition(
                "soumettre", (EtatPV.PROJET,), EtatPV.SOUMIS, "rediger", "Soumettre aux corrections",
                "la séance est close ou la carence constatée",
            ),
            Transition(
                "approuver", (EtatPV.SOUMIS,), EtatPV.APPROUVE, "rediger", "Constater l’approbation",
                "un scrutin d’une séance postérieure a approuvé cette version, aucune correction n’attend",
            ),
            Transition(
                "signer", (EtatPV.APPROUVE,), EtatPV.SIGNE, "signer", "Signer le procès-verbal",
                "deux comptes, un pour chaque partie, sur la même empreinte",
            ),
        )
    }
)  # fmt: skip


def exiger(table: Mapping[str, Transition], nom: str, etat: str, quoi: str) -> Transition:
    """The step, when this state allows it. Raises ``Impossible``."""
    transition = table[nom]
    if etat not in transition.de:
        libelle = type(transition.vers)(etat).label  # type: ignore[attr-defined]
        raise Impossible(
            f"{quoi} est dans l’état « {libelle} » : cette étape n’y est pas possible.",
            remede="Rechargez la page : elle dit ce qui est attendu.",
        )
    return transition


def document() -> str:
    """``docs/etats/avis.md``: one diagram and one table for each object."""
    parts = [
        "# Avis et procès-verbal : les étapes",
        "Document généré depuis la déclaration des étapes (`crefop/avis/transitions.py`) ; un essai les compare.",
    ]
    for titre, table in (("Avis", AVIS), ("Procès-verbal", PV)):
        parts += [f"## {titre}", f"```mermaid\n{_mermaid(table)}\n```", _tableau(table)]
    return "\n\n".join(parts) + "\n"


def _mermaid(table: Mapping[str, Transition]) -> str:
    premiere, *_ = table.values()
    etats = type(premiere.vers)
    lignes = ["stateDiagram-v2", f"    [*] --> {premiere.de[0].value}"]
    lignes += [f"    {e.value} : {e.label[:1].upper() + e.label[1:]}" for e in etats]  # type: ignore[attr-defined]
    lignes += [
        f"    {de.value} --> {t.vers.value} : {t.acte.replace('’', chr(39))}" for t in table.values() for de in t.de
    ]
    return "\n".join((*lignes, f"    {list(table.values())[-1].vers.value} --> [*]"))


def _tableau(table: Mapping[str, Transition]) -> str:
    lignes = ["| Étape | Depuis | Vers | Droit | Condition |", "| --- | --- | --- | --- | --- |"]
    for t in table.values():
        depuis = ", ".join(e.label for e in t.de)  # type: ignore[attr-defined]
        lignes.append(f"| {t.acte} | {depuis} | {t.vers.label} | {t.verbe} | {t.condition} |")  # type: ignore[attr-defined]
    return "\n".join(lignes)


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 (writes docs/etats/avis.md)
