"""The last pages of a dossier: definitions and methods, sources, and how to compute everything again."""

from typing import TYPE_CHECKING

from portulan.publication.document import (
    Bloc,
    Colonne,
    Definitions,
    Liste,
    Section,
    Style,
    Tableau,
    Texte,
    fragments,
    nombre,
    paragraphe,
)
from portulan.publication.dossier_question import calcules
from portulan.publication.ecriture import Contexte, date_fr
from portulan.socle.mesure import nombre_fr

if TYPE_CHECKING:
    from portulan.socle.declaration import Fiche, Indicateur
    from portulan.socle.source import FicheSource

EMPREINTE_COURTE = 16


def sections_annexe(fiche: "Fiche", contexte: Contexte) -> list[Section]:
    """Definitions of what is computed, list of what awaits its data, sources, recomputation."""
    connus = {i.code for q in fiche.questions for i in calcules(q, contexte)}
    calculables = [i for i in fiche.indicateurs if i.code in connus]
    attendus = [i for i in fiche.indicateurs if i.code not in connus]
    sections = [Section(1, "Annexes", (), identifiant="annexes", nouvelle_page=True)]
    if calculables:
        entrees = tuple((f"{i.code} — {i.libelle}", fragments(_definition(i))) for i in calculables)
        sections.append(
            Section(2, "Définitions et méthodes des valeurs publiées", (Definitions(entrees),), identifiant="methodes")
        )
    if attendus:
        sections.append(Section(2, "Indicateurs en attente de leurs données", (_attendus(attendus),), "attente"))
    sections.append(Section(2, "Sources", _sources(contexte), identifiant="sources"))
    sections.append(Section(2, "Recalculer et vérifier", _recalculer(contexte), identifiant="recalculer"))
    return sections


def _definition(indicateur: "Indicateur") -> str:
    """Formula, method, scope, grain, secrecy, vigilance: in this order, each only when there is something to say."""
    morceaux = [
        f"Formule : {indicateur.formule}, en {indicateur.unite.value}.",
        f"Méthode : {indicateur.methode}" if indicateur.methode else "",
        f"Champ : {indicateur.champ}." if indicateur.champ else "",
        f"Mailles : {', '.join(indicateur.maille)}.",
        f"Secret statistique : effectifs de 1 à {indicateur.secret.effectif - 1} masqués." if indicateur.secret else "",
        f"Vigilance : {indicateur.vigilance}",
        f"Fondement : {indicateur.fondement}.",
    ]
    return " ".join(m for m in morceaux if m)


def _attendus(indicateurs: list["Indicateur"]) -> Tableau:
    return Tableau(
        "Indicateurs déclarés, sans valeur dans cet instantané",
        (
            Colonne("Code", poids=1.0),
            Colonne("Indicateur", poids=2.6),
            Colonne("Formule", poids=3.6),
            Colonne("Unité", poids=0.9),
        ),
        tuple((i.code.removeprefix("IND-"), i.libelle, i.formule, i.unite.value) for i in indicateurs),
    )


def _sources(contexte: Contexte) -> tuple[Bloc, ...]:
    fiches = contexte.diagnostic.sources
    if not fiches:
        return (paragraphe("Cet instantané ne contient aucune source chargée."),)
    tableau = Tableau(
        "Sources figées dans l’instantané",
        (
            Colonne("Source", poids=2.6),
            Colonne("Producteur", poids=2.0),
            Colonne("Licence", poids=1.5),
            Colonne("Données du", poids=1.5),
            nombre("Lignes retenues", poids=1.1),
            nombre("Refusées", poids=1.0),
        ),
        tuple(
            (
                f.libelle + (" (activité fictive)" if f.fictif else ""),
                f.producteur,
                f.licence,
                date_fr(f.date_donnees),
                nombre_fr(f.lignes_retenues),
                nombre_fr(f.refus_total),
            )
            for f in fiches
        ),
    )
    notes = [fragments(Texte(f"{f.libelle} : ", fort=True), " ".join(f.notes)) for f in fiches if f.notes]
    empreintes = Liste(tuple(_empreinte(f) for f in fiches))
    explication = paragraphe(
        f"Empreintes SHA-256 des fichiers lus ({EMPREINTE_COURTE} premiers caractères ; entières dans l’annexe) :",
        style=Style.MENTION,
    )
    return (tableau, *((Liste(tuple(notes)),) if notes else ()), explication, empreintes)


def _empreinte(fiche: "FicheSource") -> tuple:
    return fragments(f"{fiche.libelle}, {fiche.version} : ", Texte(fiche.empreinte[:EMPREINTE_COURTE], code=True))


def _recalculer(contexte: Contexte) -> tuple[Bloc, ...]:
    identifiant = contexte.diagnostic.identifiant
    commandes = (
        (f"./portulan verifier {identifiant}", "vérifie que pas un octet de l’instantané n’a changé"),
        (f"./portulan diagnostiquer {identifiant}", "recalcule toutes les valeurs à partir de l’instantané"),
        (f"./portulan publier {identifiant}", "rend de nouveau les dossiers, à l’octet près"),
    )
    return (
        paragraphe(
            "Le logiciel est libre ; l’instantané, les résultats et les dossiers se transmettent avec lui. "
            "Sur une autre machine, les mêmes données donnent le même identifiant et les mêmes valeurs."
        ),
        Liste(tuple(fragments(Texte(commande, code=True), f" : {effet}.") for commande, effet in commandes)),
        paragraphe(
            "L’annexe « resultats » (CSV et Parquet) contient toutes les valeurs, à toutes les mailles, avec leur "
            "numérateur, leur dénominateur ou la raison de leur absence ; « dictionnaire » décrit ses colonnes et "
            "« indicateurs » ses indicateurs."
        ),
    )
