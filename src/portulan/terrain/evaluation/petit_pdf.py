"""One-page PDF documents of the demonstration, written by hand: no library, the same bytes every time."""

from collections.abc import Sequence

_POLICE = b"<< /Font << /F1 5 0 R >> >>"


def petit_pdf(titre: str, lignes: Sequence[str]) -> bytes:
    """A page of text in Helvetica (Windows-1252 characters)."""
    texte = ["BT /F1 20 Tf 60 770 Td", f"({_echapper(titre)}) Tj", "/F1 12 Tf 0 -40 Td"]
    texte += [f"({_echapper(ligne)}) Tj 0 -20 Td" for ligne in lignes]
    flux = "\n".join([*texte, "ET"]).encode("cp1252", "replace")
    objets = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % _POLICE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(flux), flux),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    corps, positions = bytearray(b"%PDF-1.4\n"), []
    for rang, objet in enumerate(objets, 1):
        positions.append(len(corps))
        corps += b"%d 0 obj\n%s\nendobj\n" % (rang, objet)
    debut = len(corps)
    corps += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objets) + 1)
    corps += b"".join(b"%010d 00000 n \n" % p for p in positions)
    corps += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objets) + 1, debut)
    return bytes(corps)


def _echapper(texte: str) -> str:
    return texte.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
