"""From the plain value of minutes to a document: its passages in order, corrections as mentions, then signatures."""

from datetime import date
from typing import TYPE_CHECKING

from portulan.crefop.avis.valeurs import ActePV, Passage, Sceau
from portulan.publication.acte_commun import (
    ORDRE,
    avertissements,
    entrees_sceau,
    jour_fr,
    section_signatures,
    tableau,
    typographier,
)
from portulan.publication.document import Bloc, Document, Encadre, Section, Style, Ton, paragraphe
from portulan.publication.dossier import partenaires

if TYPE_CHECKING:
    from portulan.socle.region import Region


def composer_pv(acte: ActePV, region: "Region", sceau: Sceau | None = None) -> Document:
    """The minutes as a document; without a seal, a draft that says so."""
    sections = [_passage(p, rang) for rang, p in enumerate(acte.passages)]
    if sceau is not None and sceau.rectifications:
        cadres = tuple(Encadre(Ton.INFO, "Rectification", (paragraphe(r),)) for r in sceau.rectifications)
        sections.append(Section(1, "Rectifications", cadres, identifiant="rectifications"))
    sections.append(section_signatures(sceau))
    publie = entrees_sceau(sceau)
    if publie is not None:
        blocs = (publie, paragraphe(ORDRE, style=Style.MENTION))
        sections.append(Section(1, "Registre des actes", blocs, identifiant="registre"))
    document = Document(
        titre="Procès-verbal de carence" if acte.carence else "Procès-verbal",
        sous_titre=f"Séance du {jour_fr(acte.jour)}",
        surtitre=f"{acte.comite} · {acte.numero}",
        identifiant=acte.numero,
        date_document=date.fromisoformat(acte.jour),
        auteur=acte.comite,
        sections=tuple(sections),
        partenaires=partenaires(region),
        avertissements=avertissements(fictif=acte.fictif, projet=sceau is None),
        mentions=(("Séance", acte.seance), ("Lieu", acte.lieu or "à distance")),
        pied=f"{acte.comite} · {acte.numero}",
    )
    return typographier(document)


def _passage(p: Passage, rang: int) -> Section:
    """A passage; what is drawn from events of an item stands under the debate of that item."""
    blocs: list[Bloc] = [paragraphe(texte) for texte in p.paragraphes]
    blocs += [tableau(g) for g in p.tableaux]
    blocs += [Encadre(Ton.INFO, "Mention portée après correction", (paragraphe(m),)) for m in p.mentions]
    dessous = p.cle.endswith("-constats")
    return Section(
        2 if dessous else 1,
        "Ce qui est constaté" if dessous else p.titre,
        tuple(blocs),
        identifiant="" if dessous else p.cle,
        nouvelle_page=rang == 0,
    )
