"""From a diagnostic to a document: the dossier of one of the committee's opinions, in reading order."""

from typing import TYPE_CHECKING

from portulan.publication.document import Document, Encadre, Partenaire, Section, Ton, paragraphe
from portulan.publication.dossier_annexe import sections_annexe
from portulan.publication.dossier_question import sections_question, titre_de_rubrique
from portulan.publication.dossier_synthese import section_lecture, section_synthese
from portulan.publication.ecriture import Contexte
from portulan.socle.dates import date_fr

COLLECTIVITES = {"Région": "La", "Collectivité": "La", "Département-Région": "Le"}

if TYPE_CHECKING:
    from pathlib import Path

    from portulan.diagnostic.resultats import Diagnostic
    from portulan.instantane.lire import Instantane
    from portulan.socle.declaration import Fiche
    from portulan.socle.region import Region


def composer(diagnostic: "Diagnostic", instantane: "Instantane", fiche: "Fiche", region: "Region") -> Document:
    """The dossier of a fiche: cover, how to read, summary, every question in order, annexes."""
    contexte = Contexte(diagnostic, instantane)
    deja: dict[str, str] = {}
    sections = [section_lecture(fiche, contexte), *section_synthese(fiche, contexte)]
    rubrique = ""
    for question in fiche.questions:
        if question.rubrique != rubrique:
            rubrique = question.rubrique
            premiere = question is fiche.questions[0]  # the summary keeps its page for itself
            titre = titre_de_rubrique(rubrique)
            sections.append(Section(1, titre, identifiant=f"r-{len(sections)}", nouvelle_page=premiere))
        sections += sections_question(question, contexte, deja)
    sections += sections_annexe(fiche, contexte)
    return Document(
        titre=fiche.titre,
        sous_titre=region.nom,
        surtitre=f"{region.nom_comite} · Dossier d’instruction · Fiche {fiche.numero}",
        identifiant=f"{diagnostic.identifiant}-fiche-{fiche.numero}",
        date_document=diagnostic.date,
        sections=tuple(sections),
        partenaires=partenaires(region),
        avertissements=_avertissements(diagnostic),
        mentions=(
            ("Fondement", fiche.fondement),
            ("Données arrêtées au", date_fr(diagnostic.date)),
            ("Instantané", diagnostic.identifiant),
        ),
        pied=f"{region.nom} · Fiche {fiche.numero} · {diagnostic.identifiant}",
    )


def partenaires(region: "Region") -> tuple[Partenaire, ...]:
    """Both partners as equals, on as many lines: who (« L’État », « La Région »), then which."""
    etat, collectivite = region.partenaires
    nom, _, qualite = etat.nom.partition(" — ")
    if not qualite:
        return tuple(Partenaire(p.nom, logo=_logo(p.logo)) for p in region.partenaires)
    mot, _, reste = collectivite.nom.partition(" ")
    connue = mot in COLLECTIVITES and reste
    noms = (f"{COLLECTIVITES[mot]} {mot}", reste) if connue else ("La collectivité", collectivite.nom)
    return (Partenaire(nom, qualite, _logo(etat.logo)), Partenaire(*noms, _logo(collectivite.logo)))


def _logo(chemin: "Path | None") -> str:
    """Text of an SVG logo; a PNG one is not drawn in documents (it would blur in print): the name stands for it."""
    return chemin.read_text(encoding="utf-8") if chemin and chemin.suffix.lower() == ".svg" else ""


def _avertissements(diagnostic: "Diagnostic") -> tuple[Encadre, ...]:
    avertissements = []
    if diagnostic.provisoire:
        avertissements.append(
            Encadre(
                Ton.ALERTE,
                "Provisoire — ne peut être cité",
                (paragraphe("Ce dossier vient d’un brouillon d’instantané : ses valeurs peuvent encore changer."),),
            )
        )
    if diagnostic.fictif:
        avertissements.append(
            Encadre(
                Ton.ATTENTION,
                "Activité fictive de démonstration",
                (
                    paragraphe(
                        "Une partie des données est inventée pour montrer l’outil ; chaque valeur qui en dépend le "
                        "dit, et ne peut être citée."
                    ),
                ),
            )
        )
    return tuple(avertissements)
