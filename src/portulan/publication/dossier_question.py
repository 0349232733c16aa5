"""One question inside a dossier: what is asked, what can be answered, what is missing and who holds it."""

from typing import TYPE_CHECKING

from portulan.diagnostic.provenance import fictif
from portulan.publication.document import (
    Bloc,
    Chiffre,
    Chiffres,
    Lien,
    Pastille,
    Section,
    Style,
    Texte,
    Ton,
    fort,
    paragraphe,
)
from portulan.publication.dossier_dessins import carte_des_lieux
from portulan.publication.dossier_indicateur import blocs_indicateur
from portulan.publication.ecriture import Contexte, citer, ecrire_valeur
from portulan.socle.operateurs import RESEAUX_DE_PROXIMITE
from portulan.socle.resultat import Calcule, EtatQuestion

if TYPE_CHECKING:
    from portulan.socle.declaration import Indicateur, Question

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


def calcules(question: "Question", contexte: Contexte) -> list["Indicateur"]:
    """Indicators of a question whose main figure is known for the region or the country."""
    return [i for i in question.indicateurs if i.code in contexte.connus]


def sections_question(question: "Question", contexte: Contexte, deja: dict[str, str]) -> list[Section]:
    """Sections of a question; ``deja`` says under which question an indicator was already shown, and is completed."""
    from portulan.diagnostic.reponses import reponse_chiffree

    connus = calcules(question, contexte)
    reponse = reponse_chiffree(question, contexte.diagnostic)
    blocs: list[Bloc] = [
        paragraphe(Texte(question.texte, italique=True), f" Fondement : {question.fondement}.", style=Style.MENTION)
    ]
    if reponse:
        blocs.append(paragraphe(reponse, style=Style.CHAPEAU))
    chiffres = [c for i in connus if (c := _chiffre(i, contexte))]
    if chiffres:
        blocs.append(Chiffres(tuple(chiffres)))
    blocs += _manquants(question, contexte)
    if question.code in LIEUX:
        blocs += _lieux(question.code, contexte)
    anciens = [i for i in connus if i.code in deja]
    if anciens:
        blocs.append(_renvois(anciens, deja))
    sections = [
        Section(
            2,
            question.intitule,
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
    return sections


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
    """What is missing and the documents the file awaits, in two lines; who holds it is gathered in the annex."""
    from portulan.diagnostic.reponses import manques

    attendus = manques(question, contexte.diagnostic)
    blocs: list[Bloc] = []
    if attendus:
        sans = sum(len(m.indicateurs) for m in attendus)
        total = len(question.indicateurs)
        part = f"{sans} {'indicateurs' if sans > 1 else 'indicateur'} sur {total}"
        quoi = " ; ".join(dict.fromkeys(bref(m.quoi) for m in attendus))
        blocs.append(
            paragraphe(fort(f"Il manque, pour {part}"), f" : {quoi}. ", Lien("Qui le détient", "#demandes"), ".")
        )
    if question.pieces:
        blocs.append(paragraphe(fort("Pièces à verser au dossier"), f" : {' ; '.join(question.pieces)}."))
    return blocs


def bref(quoi: str) -> str:
    """What is missing, without its enumeration."""
    debut = quoi.split("\u00a0:", maxsplit=1)[0]
    return debut if debut.count("«") == debut.count("»") else quoi


def qui(detenteur: str) -> str:
    """Who holds it, without how it will enter."""
    return detenteur.split(";", maxsplit=1)[0].strip()
