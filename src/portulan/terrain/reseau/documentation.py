"""The page of the documentation that lists the extension vocabulary, written from its declaration."""

from collections.abc import Iterator

from portulan.terrain.reseau import vocabulaire
from portulan.terrain.reseau.vocabulaire import PREFIXE

FICHIER = "docs/vocabulaire-spro.md"


def page() -> str:
    """Markdown of ``FICHIER``; a test holds it to the declaration."""
    return "\n".join(_lignes()) + "\n"


def _lignes() -> Iterator[str]:
    yield "# Vocabulaire d’extension « spro: »"
    yield ""
    yield (
        f"Version {vocabulaire.version()}. Ces champs complètent le schéma data·inclusion v1 là où il n’a pas de mot. "
        "Un lecteur de v1 ne les voit pas : il reçoit à la place les mots de la colonne « Repli dans v1 », ou rien."
    )
    yield ""
    yield "## Champs"
    yield ""
    yield "| Champ | Fiche | Sens | Valeurs | Repli dans v1 |"
    yield "| --- | --- | --- | --- | --- |"
    for nom, champ in vocabulaire.champs().items():
        if champ.genre == "entier":
            valeurs = f"{champ.minimum} à {champ.maximum}" + (f" {champ.unite}" if champ.unite else "")
        else:
            valeurs = f"liste « {champ.liste} »" if champ.liste else "catalogue des opérateurs"
        repli = f"`{champ.repli}`" if champ.repli else "aucun"
        yield f"| `{PREFIXE}{nom}` | {', '.join(champ.objets)} | {champ.definition} | {valeurs} | {repli} |"
    yield ""
    yield (
        f"Deux champs de service accompagnent l’export : `{PREFIXE}zone_eligibilite` garde les zones que v1 ne sait "
        f"pas écrire (région, académie), et `{PREFIXE}repli` dit ce que le repli a ajouté, pour que l’import rende "
        "exactement la fiche de départ."
    )
    for liste, nom in vocabulaire.listes().items():
        yield ""
        yield f"## {nom}"
        yield ""
        yield "| Code | Libellé | Repli dans v1 |"
        yield "| --- | --- | --- |"
        for valeur in vocabulaire.valeurs(liste).values():
            repli = ", ".join(f"`{mot}`" for mot in valeur.repli) or "aucun"
            yield f"| `{valeur.code}` | {valeur.libelle} | {repli} |"
