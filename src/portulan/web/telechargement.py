"""Files sent to the browser."""

from pathlib import Path

from django.http import FileResponse

from portulan.socle.erreurs import Introuvable

TYPES = {
    ".pdf": "application/pdf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".html": "text/html; charset=utf-8",
    ".zip": "application/zip",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def envoyer(fichier: Path, nom: str, *, en_ligne: bool = False) -> FileResponse:
    """Stream a file; ``Introuvable`` when it is not there (erased by hand)."""
    if not fichier.is_file():
        raise Introuvable(f"Le fichier « {nom} » n’est plus sur le disque.", remede="Republiez le dossier.")
    genre = TYPES.get(fichier.suffix, "application/octet-stream")
    return FileResponse(fichier.open("rb"), as_attachment=not en_ligne, filename=nom, content_type=genre)
