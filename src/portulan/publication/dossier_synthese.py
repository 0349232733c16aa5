"""The first pages of a dossier: how to read it, what is answered, what calls for vigilance."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from portulan.publication.document import (
    Bloc,
    Cellule,
    Chiffre,
    Chiffres,
    Colonne,
    Lien,
    Liste,
    Pastille,
    Section,
    Style,
    Tableau,
    fort,
    fragments,
    nombre,
    paragraphe,
)
from portulan.publication.dossier_question import ancre, calcules, pastille_etat
from portulan.publication.dossier_vigilance import seuil_en_mots, territoires, ton_de
from portulan.publication.ecriture import Contexte, accord
from portulan.socle.accords import enumeration
from portulan.socle.declaration import Gravite
from portulan.socle.mesure import valeur_fr
from portulan.socle.resultat import EtatQuestion

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Declenchement
    from portulan.socle.declaration import Fiche, Indicateur


def section_lecture(fiche: "Fiche", contexte: Contexte) -> Section:
    """How to read the dossier, on one page."""
    etats = (
        (EtatQuestion.REPONDU, "chaque indicateur de la question a une valeur."),
        (EtatQuestion.PARTIEL, "une partie des indicateurs a une valeur ; le reste est nommé, avec qui le détient."),
        (EtatQuestion.NON_RENSEIGNE, "aucun indicateur n’a de valeur ; c’est en soi un point de vigilance."),
    )
    blocs: list[Bloc] = [
        paragraphe(fiche.objet, style=Style.CHAPEAU),
        paragraphe(
            "Ce dossier instruit, question par question, l’avis du comité. Toutes ses valeurs viennent d’un même ",
            fort("instantané"),
            f" de données figé ({contexte.diagnostic.identifiant}) : rouvert demain, il montrera les mêmes. Chacune "
            "porte son unité, sa source et sa date ; sa définition et sa méthode sont en annexe, et chacun peut la "
            "recalculer.",
        ),
        Liste(
            (
                *(fragments(fort(e.libelle.capitalize()), f" : {texte}") for e, texte in etats),
                fragments(fort("Vigilance"), ", du plus léger au plus grave : info, attention, alerte, bloquant."),
                fragments(
                    fort("Origine d’un seuil"),
                    " : ⚖ fixé par la loi ; R choix de la région ; P valeur par défaut du produit, que le bureau du "
                    "comité peut changer.",
                ),
                fragments(fort("n. c."), " : non calculable, la raison est dite ; une valeur inconnue n’est jamais 0."),
                fragments(fort("secret"), " : effectif trop faible pour être diffusé ; il ne déclenche aucune alerte."),
                fragments(fort("estimé"), " : la valeur repose sur une hypothèse du produit, écrite avec la méthode."),
            )
        ),
    ]
    return Section(1, "Lire ce dossier", tuple(blocs), identifiant="lire")


def section_synthese(fiche: "Fiche", contexte: Contexte) -> list[Section]:
    """What is answered, partly answered, unknown; the vigilance points by level."""
    diagnostic = contexte.diagnostic
    etats = Counter(diagnostic.etats.get(q.code, EtatQuestion.NON_RENSEIGNE) for q in fiche.questions)
    groupes = points_de_vigilance(fiche, contexte)
    gravites = Counter(groupe[0].gravite for groupe in groupes)
    total = len(fiche.questions)
    connus = {i.code for q in fiche.questions for i in calcules(q, contexte)}
    chiffres = Chiffres(
        (
            Chiffre(
                str(etats[EtatQuestion.REPONDU]), _questions(etats[EtatQuestion.REPONDU], "répondue"), f"sur {total}"
            ),
            Chiffre(
                str(etats[EtatQuestion.PARTIEL]), _questions(etats[EtatQuestion.PARTIEL], "partielle"), f"sur {total}"
            ),
            Chiffre(
                str(etats[EtatQuestion.NON_RENSEIGNE]),
                _questions(etats[EtatQuestion.NON_RENSEIGNE], "non renseignée"),
                f"sur {total}",
            ),
            Chiffre(str(len(connus)), "indicateurs calculés", f"sur {len(fiche.indicateurs)}"),
        )
    )
    rangees = tuple(_rangee(q.code, fiche, contexte) for q in fiche.questions)
    tableau = Tableau(
        "État des questions ; nombre d’indicateurs calculés",
        (
            Colonne("Code", poids=0.62),
            Colonne("Question", poids=4.2),
            Colonne("État", poids=1.25),
            nombre("Calculés", poids=0.9),
            Colonne("Vigilance", poids=1.05),
        ),
        rangees,
    )
    sections = [
        Section(1, "Synthèse", (chiffres, tableau), identifiant="synthese", nouvelle_page=True),
    ]
    presentes = [g for g in reversed(Gravite) if gravites[g]]
    phrase = enumeration(accord(gravites[g], _nom_gravite(g), _nom_gravite(g, pluriel=True)) for g in presentes)
    blocs: list[Bloc] = [
        paragraphe(f"Règles déclenchées : {phrase}." if presentes else "Aucune règle chiffrée n’est déclenchée.")
    ]
    if groupes:
        blocs.append(_tableau_vigilance(groupes, fiche, contexte))
    return [*sections, Section(2, "Points de vigilance", tuple(blocs), identifiant="vigilance")]


def _questions(nombre_de: int, etat: str) -> str:
    pluriel = nombre_de > 1
    return f"question{'s' if pluriel else ''} {etat}{'s' if pluriel else ''}"


def _nom_gravite(gravite: Gravite, *, pluriel: bool = False) -> str:
    nom = {"info": "information", "attention": "point d’attention", "alerte": "alerte", "bloquant": "point bloquant"}
    noms = {
        "info": "informations",
        "attention": "points d’attention",
        "alerte": "alertes",
        "bloquant": "points bloquants",
    }
    return (noms if pluriel else nom)[gravite.value]


def _rangee(code: str, fiche: "Fiche", contexte: Contexte) -> tuple[Cellule, ...]:
    question = next(q for q in fiche.questions if q.code == code)
    etat = contexte.diagnostic.etats.get(code, EtatQuestion.NON_RENSEIGNE)
    # an unanswered question says so by its state: its own rule would only repeat it
    regles = [d.gravite for d in contexte.diagnostic.declenchements_de(code) if d.indicateur]
    pire = max(regles, key=lambda g: g.rang, default=None)
    return (
        Lien(code, f"#{ancre(code)}"),
        question.intitule,
        pastille_etat(etat),
        f"{len(calcules(question, contexte))} / {len(question.indicateurs)}",
        Pastille(pire.value, ton_de(pire)) if pire else "–",
    )


def points_de_vigilance(fiche: "Fiche", contexte: Contexte) -> list[list["Declenchement"]]:
    """Rules on figures that fired for a fiche, gathered by rule, gravest first."""
    codes = {q.code for q in fiche.questions}
    groupes: dict[str, list[Declenchement]] = defaultdict(list)
    for declenchement in contexte.diagnostic.declenchements:
        if declenchement.indicateur and codes & set(declenchement.questions):
            groupes[declenchement.seuil].append(declenchement)
    return sorted(groupes.values(), key=lambda g: -g[0].gravite.rang)


def _tableau_vigilance(groupes: list[list["Declenchement"]], fiche: "Fiche", contexte: Contexte) -> Tableau:
    indicateurs = {i.code: i for i in fiche.indicateurs}
    codes = [q.code for q in fiche.questions]
    lignes = []
    for groupe in groupes:
        tete = groupe[0]
        code = next(c for c in codes if c in tete.questions)
        lignes.append(
            (
                Lien(code, f"#{ancre(code)}"),
                Pastille(tete.gravite.value, ton_de(tete.gravite)),
                tete.phrase,
                _ou(groupe, indicateurs[tete.indicateur], contexte),
                seuil_en_mots(tete, indicateurs[tete.indicateur]),
            )
        )
    return Tableau(
        "Points de vigilance, du plus grave au plus léger",
        (
            Colonne("Code", poids=0.62),
            Colonne("Niveau", poids=1.1),
            Colonne("Constat", poids=2.8),
            Colonne("Valeur", poids=1.9),
            Colonne("Seuil et origine", poids=1.9),
        ),
        tuple(lignes),
    )


def _ou(groupe: list["Declenchement"], indicateur: "Indicateur", contexte: Contexte) -> str:
    """« 12,4 % (Occitanie) », « 23 EPCI, jusqu'à 45,3 % »."""
    unite = indicateur.unite_composante(groupe[0].composante)
    bas = groupe[0].comparateur in {"<", "≤"}
    extreme = (min if bas else max)(groupe, key=lambda d: d.valeur)
    valeur = valeur_fr(extreme.valeur, unite)
    if len(groupe) == 1:
        return f"{valeur} ({contexte.nom(extreme.territoire)})"
    nombre_de = len({d.territoire for d in groupe})
    if nombre_de == 1:
        return f"{accord(len(groupe), 'cas', 'cas')}, jusqu’à {valeur} ({contexte.nom(extreme.territoire)})"
    return f"{territoires(groupe)}, jusqu’à {valeur}"
