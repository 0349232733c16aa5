"""The official PDF, by Typst: a fixed template, the document as data; PDF/UA-1 and PDF/A-2a in one file.

Nothing is written as markup: what a cell or a name says is inert. Same document, same bytes: fonts are ours alone and
the date is that of the document.
"""

import json
from datetime import UTC, datetime, time
from pathlib import Path

from portulan.publication import palette
from portulan.publication.atelier import POLICES, Atelier
from portulan.publication.document import Document
from portulan.publication.rendu_json import en_valeurs

GABARIT = Path(__file__).parent / "gabarits" / "dossier.typ"
NORMES = ["ua-1", "a-2a"]


def rendre_pdf(document: Document, atelier: Atelier) -> bytes:
    """The document as a PDF that is accessible (PDF/UA-1), archivable (PDF/A-2a) and reproducible."""
    import typst

    donnees = en_valeurs(document) | {
        "dessins": [atelier.svg(figure.dessin) for figure in document.figures()],
        "couleurs": {
            "encre": palette.ENCRE,
            "gris": palette.GRIS,
            "filet": palette.GRILLE,
            "bleu": palette.BLEU,
            "ocre": palette.OCRE,
            "terre": palette.TERRE,
        },
        "tons": {ton: {"encre": encre, "fond": fond} for ton, (encre, fond) in palette.TONS.items()},
    }
    return typst.compile(
        str(GABARIT),
        format="pdf",
        sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        font_paths=[str(POLICES)],
        ignore_system_fonts=True,
        pdf_standards=NORMES,
        timestamp=datetime.combine(document.date_document, time(), UTC),
    )
