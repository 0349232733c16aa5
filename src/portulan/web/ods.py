"""An OpenDocument spreadsheet written by hand: one sheet, text and numbers, the first row and column held in view.

For tables that people compute on; the lists have their CSV.
"""

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.http import HttpResponse

from portulan.socle.textes import epurer_ligne

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_DATE_ZIP = (1980, 1, 1, 0, 0, 0)
_ESPACES = " ".join(
    f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text", "config")
)
_ENTETE = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _cellule(valeur: object) -> str:
    if valeur is None or valeur == "":
        return "<table:table-cell/>"
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return (
            f'<table:table-cell office:value-type="float" office:value="{valeur}"><text:p>{valeur}</text:p>'
            "</table:table-cell>"
        )
    texte = epurer_ligne(str(valeur))
    return f'<table:table-cell office:value-type="string"><text:p>{escape(texte)}</text:p></table:table-cell>'


def _rangee(valeurs: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_cellule, valeurs))}</table:table-row>"


def feuille(nom: str, entetes: Sequence[str], lignes: Sequence[Sequence[object]]) -> bytes:
    """Bytes of the file: the same rows always give the same bytes."""
    colonnes = f'<table:table-column table:number-columns-repeated="{len(entetes)}"/>'
    corps = (
        f"<table:table table:name={quoteattr(nom[:60])}>{colonnes}<table:table-header-rows>{_rangee(entetes)}"
        f"</table:table-header-rows>{''.join(map(_rangee, lignes))}</table:table>"
    )
    contenu = (
        f'{_ENTETE}<office:document-content {_ESPACES} office:version="1.3"><office:body><office:spreadsheet>'
        f"{corps}</office:spreadsheet></office:body></office:document-content>"
    )
    manifeste = (
        f'{_ENTETE}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
        f'manifest:media-type="{MIMETYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
        f'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    sortie = BytesIO()
    with ZipFile(sortie, "w") as archive:
        archive.writestr(ZipInfo("mimetype", _DATE_ZIP), MIMETYPE, ZIP_STORED)
        for fichier, texte in (("content.xml", contenu), ("META-INF/manifest.xml", manifeste)):
            archive.writestr(ZipInfo(fichier, _DATE_ZIP), texte.encode(), ZIP_DEFLATED)
    return sortie.getvalue()


def reponse_ods(fichier: str, entetes: Sequence[str], lignes: Sequence[Sequence[object]]) -> HttpResponse:
    """A spreadsheet download."""
    reponse = HttpResponse(feuille(fichier, entetes, lignes), content_type=MIMETYPE)
    reponse["Content-Disposition"] = f'attachment; filename="{fichier}.ods"'
    return reponse
