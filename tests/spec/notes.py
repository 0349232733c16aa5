"""Pages of docs/notes: definition, method, thresholds and worked examples of each computed indicator.

``python -m spec.notes``, from tests/, writes them; a test checks that they are those of the code.
"""

from pathlib import Path

from portulan.diagnostic.catalogue import INDICATEURS, questions_de
from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import nombre_fr
from portulan.socle.typographie import francais
from spec.exemple import Exemple
from spec.exemples import EXEMPLES
from spec.tableau import cellules

NOTES = Path(__file__).parents[2] / "docs" / "notes"
AVERTISSEMENT = (
    "<!-- Page écrite à partir de tests/spec/exemples.py et des déclarations : ne pas la modifier à la main. -->"
)


def pages() -> dict[str, str]:
    """Every page, by name of file."""
    calcules = [i for i in INDICATEURS if i.calcul]
    textes = {f"{i.code}.md": page(i) for i in calcules}
    sommaire = [f"- [{i.code}]({i.code}.md) : {i.libelle}" for i in calcules]
    textes["README.md"] = "\n".join(
        [
            AVERTISSEMENT,
            "# Notes de méthode",
            "",
            f"Une page par indicateur calculé : {len(calcules)} sur {len(INDICATEURS)}.",
            "Les autres disent dans le dossier ce qu’ils attendent, et de qui.",
            "",
            *sommaire,
            "",
        ]
    )
    return textes


def page(indicateur: Indicateur) -> str:
    """The page of one indicator."""
    exemples = [e for e in EXEMPLES if f"IND-{e.code}" == indicateur.code]
    question = questions_de(indicateur.code)[0]
    lignes = [
        AVERTISSEMENT,
        f"# {indicateur.libelle}",
        "",
        f"`{indicateur.code}`, question {question.code}. {question.texte}",
        "",
        f"- **Formule** : {indicateur.formule}",
        f"- **Unité** : {indicateur.unite.value}",
        f"- **Maille** : {', '.join(indicateur.maille)}",
        f"- **Sources** : {' ; '.join(indicateur.sources)}",
        f"- **Fondement** : {indicateur.fondement}",
        *([f"- **Champ** : {indicateur.champ}"] if indicateur.champ else []),
        f"- **Tables lues** : {', '.join(f'`{t.nom}`' for t in indicateur.tables)}",
        *(["- **Estimation** : oui, sous les hypothèses de Portulan"] if indicateur.estime else []),
        "",
        "## Méthode",
        "",
        indicateur.methode,
        "",
    ]
    if indicateur.composantes:
        lignes += ["## Chiffres", "", "| composante | libellé | unité |", "| --- | --- | --- |"]
        lignes += [f"| `{c.code}` | {c.libelle} | {c.unite.value} |" for c in indicateur.composantes]
        lignes.append("")
    lignes += ["## Vigilance", "", indicateur.vigilance, ""]
    if indicateur.seuils:
        lignes += ["| règle | gravité | se déclenche si | origine |", "| --- | --- | --- | --- |"]
        lignes += [
            f"| `{s.code}` | {s.gravite.value} | {_figure(s.composante)} {s.comparateur.value} {_borne(s.borne)} "
            f"| {s.origine.libelle} |"
            for s in indicateur.seuils
        ]
        lignes.append("")
    for exemple in exemples:
        lignes += _exemple(exemple)
    return "\n".join(lignes).rstrip() + "\n"


def _figure(composante: str) -> str:
    return f"`{composante}`" if composante else "valeur"


def _borne(borne: float) -> str:
    return nombre_fr(borne, 0 if borne == int(borne) else 1)


def _exemple(exemple: Exemple) -> list[str]:
    lignes = [f"## {francais('Exemple : ' + exemple.titre)}", ""]
    for table, texte in exemple.entrees.items():
        lignes += [f"Table `{table.nom}` :", "", *_tableau(texte), ""]
    if not exemple.entrees:
        lignes += ["Tables vides.", ""]
    attendues = _tableau(exemple.attendu)
    lignes += ["Résultat :", "", *attendues, ""] if cellules(exemple.attendu) else ["Résultat : aucune ligne.", ""]
    return [*lignes, francais(exemple.remarque), ""] if exemple.remarque else lignes


def _tableau(texte: str) -> list[str]:
    rangees = cellules(texte)
    if not rangees:
        return []
    colonnes = list(rangees[0])
    corps = ["| " + " | ".join(r[c] for c in colonnes) + " |" for r in rangees]
    return ["| " + " | ".join(colonnes) + " |", "|" + " --- |" * len(colonnes), *corps]


def ecrire() -> None:
    """Write the pages, and remove those of indicators no longer computed."""
    NOTES.mkdir(parents=True, exist_ok=True)
    textes = pages()
    for ancienne in NOTES.glob("*.md"):
        if ancienne.name not in textes:
            ancienne.unlink()
    for nom, texte in textes.items():
        (NOTES / nom).write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    ecrire()
