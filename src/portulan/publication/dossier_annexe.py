"""The last pages of a dossier: definitions and methods, sources, and how to compute everything again."""

from typing import TYPE_CHECKING

from portulan.publication.document import (
    Bloc,
    Colonne,
    Definitions,
    Fragment,
    Lien,
    Liste,
    Morceau,
    Section,
    Style,
    Tableau,
    Texte,
    fragments,
    nombre,
    paragraphe,
)
from portulan.publication.dossier_question import ancre, calcules, qui
from portulan.publication.ecriture import Contexte
from portulan.socle.accords import majuscule
from portulan.socle.dates import date_fr
from portulan.socle.mesure import nombre_fr

if TYPE_CHECKING:
    from portulan.socle.declaration import Fiche, Indicateur
    from portulan.socle.source import FicheSource

EMPREINTE_COURTE = 16


def sections_annexe(fiche: "Fiche", contexte: Contexte) -> list[Section]:
    """Definitions of what is computed, list of what awaits its data, sources, recomputation."""
    connus = {i.code for q in fiche.questions for i in calcules(q, contexte)}
    calculables = [i for i in fiche.indicateurs if i.code in connus]
    sections = [
        Section(1, "Annexes", (), identifiant="annexes", nouvelle_page=True),
        Section(2, "Ce que le comité pourrait demander, et à qui", _demandes(fiche, contexte), identifiant="demandes"),
    ]
    if calculables:
        entrees = tuple((f"{i.code} — {i.libelle}", fragments(_definition(i))) for i in calculables)
        sections.append(
            Section(2, "Définitions et méthodes des valeurs publiées", (Definitions(entrees),), identifiant="methodes")
        )
    if len(connus) < len(fiche.indicateurs):
        sections.append(Section(2, "Indicateurs en attente de leurs données", _attendus(fiche, connus), "attente"))
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


def _demandes(fiche: "Fiche", contexte: Contexte) -> tuple[Bloc, ...]:
    """What the committee could ask for, gathered by who holds it; each thing once, with the questions that wait."""
    from portulan.diagnostic.reponses import manques

    par_detenteur: dict[str, dict[str, list[str]]] = {}
    for question in fiche.questions:
        for manque in manques(question, contexte.diagnostic):
            codes = par_detenteur.setdefault(qui(manque.detenteur), {}).setdefault(manque.quoi, [])
            codes += [question.code] if question.code not in codes else []
    entrees = tuple(
        (majuscule(detenteur), _demande(quoi)) for detenteur, quoi in sorted(par_detenteur.items(), key=_nombre_attendu)
    )
    return (Definitions(entrees),) if entrees else (paragraphe("Rien : chaque indicateur a une valeur."),)


def _nombre_attendu(entree: tuple[str, dict[str, list[str]]]) -> tuple[int, str]:
    return (-sum(map(len, entree[1].values())), entree[0])


def _demande(attendus: dict[str, list[str]]) -> tuple[Fragment, ...]:
    morceaux: list[Morceau] = []
    for quoi, codes in attendus.items():
        morceaux += [(" ; " if morceaux else "") + (quoi if morceaux else majuscule(quoi)) + " ("]
        for rang, code in enumerate(codes):
            morceaux += [", " if rang else "", Lien(code, f"#{ancre(code)}")]
        morceaux.append(")")
    return fragments(*(m for m in morceaux if m), ".")


def _attendus(fiche: "Fiche", connus: set[str]) -> tuple[Bloc, ...]:
    """Declared indicators without value, question by question; each once."""
    dits: set[str] = set()
    entrees = []
    for question in fiche.questions:
        absents = [i for i in question.indicateurs if i.code not in connus and i.code not in dits]
        dits |= {i.code for i in absents}
        if absents:
            noms = " ; ".join(f"{i.code.removeprefix('IND-')} {i.libelle} ({i.unite.value})" for i in absents)
            entrees.append((f"{question.code} — {question.intitule}", fragments(noms + ".")))
    return (
        paragraphe("Leurs formules sont dans l’annexe « indicateurs ».", style=Style.MENTION),
        Definitions(tuple(entrees)),
    )


def _sources(contexte: Contexte) -> tuple[Bloc, ...]:
    fiches = contexte.diagnostic.sources
    if not fiches:
        return (paragraphe("Cet instantané ne contient aucune source chargée."),)
    tableau = Tableau(
        "Sources figées dans l’instantané ; lignes retenues et refusées",
        (
            Colonne("Source", poids=3.0),
            Colonne("Producteur", poids=2.4),
            Colonne("Licence", poids=1.6),
            Colonne("Données du", poids=1.9),
            nombre("Retenues", poids=1.1),
            nombre("Refusées", poids=1.1),
        ),
        tuple(
            (
                f"{f.libelle}, {f.version}" + _fictive(f),
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


def _fictive(fiche: "FicheSource") -> str:
    return " (activité fictive)" if fiche.fictif and "fictive" not in fiche.libelle else ""


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
