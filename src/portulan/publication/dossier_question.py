"""One question inside a dossier: what is asked, what can be answered, what is missing and who holds it."""

from collections import defaultdict
from typing import TYPE_CHECKING

from portulan.diagnostic.provenance import fictif
from portulan.publication.document import (
    Bloc,
    Chiffre,
    Chiffres,
    Definitions,
    Lien,
    Pastille,
    Section,
    Style,
    Texte,
    Ton,
    fragments,
    paragraphe,
)
from portulan.publication.dossier_indicateur import blocs_indicateur, capitale, carte_des_lieux
from portulan.publication.ecriture import Contexte, citer, ecrire_valeur
from portulan.socle.operateurs import RESEAUX_DE_PROXIMITE
from portulan.socle.resultat import Calcule, EtatQuestion

if TYPE_CHECKING:
    from portulan.socle.declaration import Indicateur, Question

TITRE_MAXIMAL = 150
# questions whose places are looked at on a map, with the title of the map
LIEUX = {
    "F1.O3": (RESEAUX_DE_PROXIMITE, "Lieux d’accueil des quatre réseaux de proximité"),
    "F2.8": (("cio", "scuio"), "Centres d’information et d’orientation et services universitaires"),
}
TONS = {
    EtatQuestion.REPONDU: Ton.SUCCES,
    EtatQuestion.PARTIEL: Ton.ATTENTION,
    EtatQuestion.NON_RENSEIGNE: Ton.NEUTRE,
    EtatQuestion.SANS_OBJET: Ton.NEUTRE,
}


def titre_de_rubrique(rubrique: str) -> str:
    """« Titre » is a heading of the fiche, not one for a reader."""
    return "Le texte soumis à l’avis" if rubrique == "Titre" else rubrique


def pastille_etat(etat: EtatQuestion) -> Pastille:
    """Tag of the state of a question."""
    return Pastille(etat.libelle, TONS[etat])


def intitule(question: "Question") -> str:
    """The question, or how it begins when it is long (its whole text then follows)."""
    if len(question.texte) <= TITRE_MAXIMAL:
        return question.texte
    debut = question.texte.split("\u00a0:")[0].split(" : ")[0].rstrip(" ,")
    return question.texte if debut == question.texte else f"{debut}…"


def calcules(question: "Question", contexte: Contexte) -> list["Indicateur"]:
    """Indicators of a question whose main figure is known for the region or the country."""
    return [i for i in question.indicateurs if i.code in contexte.connus]


def sections_question(question: "Question", contexte: Contexte, deja: dict[str, str]) -> list[Section]:
    """Sections of a question; ``deja`` says under which question an indicator was already shown, and is completed."""
    from portulan.diagnostic.reponses import reponse_courte

    connus = calcules(question, contexte)
    blocs: list[Bloc] = []
    titre = intitule(question)
    if titre != question.texte:
        blocs.append(paragraphe(Texte(question.texte, italique=True)))
    blocs += [
        paragraphe(f"Fondement : {question.fondement}.", style=Style.MENTION),
        paragraphe(reponse_courte(question, contexte.diagnostic), style=Style.CHAPEAU)
        if connus
        else paragraphe(_sans_valeur(len(question.indicateurs))),
    ]
    chiffres = [c for i in connus if (c := _chiffre(i, contexte))]
    if chiffres:
        blocs.append(Chiffres(tuple(chiffres)))
    if question.code in LIEUX:
        blocs += _lieux(question.code, contexte)
    anciens = [i for i in connus if i.code in deja]
    if anciens:
        blocs.append(_renvois(anciens, deja))
    sections = [
        Section(
            2,
            titre,
            tuple(blocs),
            identifiant=ancre(question.code),
            surtitre=f"{question.code} · {titre_de_rubrique(question.rubrique)}",
            etat=pastille_etat(contexte.diagnostic.etats.get(question.code, EtatQuestion.NON_RENSEIGNE)),
        )
    ]
    for indicateur in connus:
        if indicateur.code not in deja:
            deja[indicateur.code] = question.code
            interieur = blocs_indicateur(indicateur, contexte)
            if interieur:
                sections.append(Section(3, indicateur.libelle, tuple(interieur), surtitre=indicateur.code))
    manquants = _manquants(question, contexte)
    if manquants and connus:
        return [*sections, Section(3, "Ce qui manque, et qui le détient", tuple(manquants))]
    premiere = sections[0]
    return [
        Section(
            premiere.niveau,
            premiere.titre,
            (*premiere.blocs, *manquants),
            premiere.identifiant,
            premiere.surtitre,
            premiere.etat,
        ),
        *sections[1:],
    ]


def _sans_valeur(nombre: int) -> str:
    """What is said when nothing can be: briefly, since what is missing follows."""
    if nombre == 1:
        return "L’indicateur de cette question n’a pas encore de valeur. Il attend, de la part de :"
    return f"Aucun des {nombre} indicateurs de cette question n’a encore de valeur. Ils attendent, de la part de :"


def ancre(code: str) -> str:
    """Identifier of the section of a question: « q-f1-o3 »."""
    return f"q-{code.lower().replace('.', '-')}"


def _chiffre(indicateur: "Indicateur", contexte: Contexte) -> Chiffre | None:
    ligne = contexte.diagnostic.principal(indicateur.code)
    if not isinstance(ligne.resultat, Calcule):
        return None
    precision = contexte.nom(ligne.territoire) + (", estimé" if ligne.resultat.estime or indicateur.estime else "")
    if fictif(indicateur, contexte.diagnostic.sources):
        precision += ", activité fictive"
    return Chiffre(ecrire_valeur(indicateur, ligne), indicateur.libelle, precision)


def _lieux(code: str, contexte: Contexte) -> list[Bloc]:
    reseaux, titre = LIEUX[code]
    fiches = [s for s in contexte.diagnostic.sources if not set(reseaux).isdisjoint(s.operateurs)]
    carte = carte_des_lieux(reseaux, titre, citer(fiches), contexte)
    return [carte] if carte else []


def _renvois(anciens: list["Indicateur"], deja: dict[str, str]) -> Bloc:
    morceaux: list[str | Lien] = ["Déjà détaillé plus haut : "]
    for rang, indicateur in enumerate(anciens):
        code = deja[indicateur.code]
        morceaux += ["" if not rang else " ; ", f"{indicateur.libelle}, ", Lien(f"question {code}", f"#{ancre(code)}")]
    return paragraphe(*(m for m in morceaux if m), ".")


def _manquants(question: "Question", contexte: Contexte) -> list[Bloc]:
    """What is missing, gathered by who holds it, and the documents the file awaits."""
    from portulan.diagnostic.reponses import manques

    par_detenteur: dict[str, list[str]] = defaultdict(list)
    for manque in manques(question, contexte.diagnostic):
        if manque.quoi not in par_detenteur[manque.detenteur]:
            par_detenteur[manque.detenteur].append(manque.quoi)
    blocs: list[Bloc] = []
    if par_detenteur:
        entrees = tuple(
            (capitale(qui), fragments(capitale(" ; ".join(quoi)) + ".")) for qui, quoi in par_detenteur.items()
        )
        blocs.append(Definitions(entrees))
    if question.pieces:
        blocs.append(paragraphe("Pièces à verser au dossier : " + " ; ".join(question.pieces) + "."))
    return blocs
