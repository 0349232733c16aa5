"""The document as OpenDocument text, with our styles, for those who amend: same words, order and bytes.

An ODT is a zip of five small files; they are written as they are, from the values every rendering shares.
"""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from struct import unpack
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from portulan.publication import palette
from portulan.publication.atelier import Atelier
from portulan.publication.document import Document
from portulan.publication.rendu_json import en_valeurs

STYLES = Path(__file__).parent / "gabarits" / "styles_odt.xml"
MIMETYPE = "application/vnd.oasis.opendocument.text"
LARGEUR_CM = 16.8
LIGNES_ENTIERES = 20  # a table of so many rows stays on one page
DATE_ZIP = (1980, 1, 1, 0, 0, 0)
ESPACES = " ".join(
    f'xmlns:{prefixe}="urn:oasis:names:tc:opendocument:xmlns:{suite}:1.0"'
    for prefixe, suite in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "meta": "meta",
        "manifest": "manifest",
    }.items()
)
ESPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
STYLES_DE_PARAGRAPHE = {"normal": "Standard", "chapeau": "Chapeau", "mention": "Mention"}


def rendre_odt(document: Document, atelier: Atelier) -> bytes:
    """The document as an ODT file; drawings are pictures with their alternative text."""
    valeurs = en_valeurs(document)
    images = [atelier.png(f.dessin) for f in document.figures()]
    rendu = _Rendu(images)
    corps = "".join(rendu.article(valeurs))
    fichiers = {
        "content.xml": _racine(
            "document-content",
            f"<office:automatic-styles>{rendu.styles()}</office:automatic-styles>"
            f"<office:body><office:text>{corps}</office:text></office:body>",
        ),
        "styles.xml": _styles(valeurs["pied"]),
        "meta.xml": _meta(document),
        **{f"Pictures/{rang}.png": image for rang, image in enumerate(images)},
    }
    return _archive(fichiers)


def _racine(nom: str, contenu: str) -> bytes:
    entete = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{entete}<office:{nom} {ESPACES} office:version="1.3">{contenu}</office:{nom}>'.encode()


def _meta(document: Document) -> bytes:
    instant = f"{document.date_document.isoformat()}T00:00:00"
    titre = escape(f"{document.titre} — {document.sous_titre}")
    return _racine(
        "document-meta",
        f"<office:meta><meta:generator>Portulan</meta:generator><dc:title>{titre}</dc:title>"
        f"<dc:creator>{escape(document.auteur)}</dc:creator><dc:language>{escape(document.langue)}</dc:language>"
        f"<meta:creation-date>{instant}</meta:creation-date><dc:date>{instant}</dc:date></office:meta>",
    )


def _styles(pied: str) -> bytes:
    encadres = "".join(
        f'<style:style style:name="Encadre_{ton}" style:family="paragraph" style:parent-style-name="Standard">'
        f'<style:paragraph-properties fo:background-color="{fond}" fo:border-left="3pt solid {encre}" '
        'fo:padding="0.2cm" fo:margin-bottom="0cm"/></style:style>'
        f'<style:style style:name="Ton_{ton}" style:family="text"><style:text-properties fo:color="{encre}" '
        f'fo:background-color="{fond}" fo:font-weight="bold"/></style:style>'
        for ton, (encre, fond) in _tons()
    )
    modele = STYLES.read_text(encoding="utf-8")
    return modele.replace("<!-- ENCADRES -->", encadres).replace("<!-- PIED -->", escape(pied)).encode()


def _tons() -> Iterator[tuple[str, tuple[str, str]]]:
    """Inks and grounds; a blocking frame keeps the ground of an alert, so that its text stays dark on light."""
    for ton, couleurs in palette.TONS.items():
        yield ton, (palette.TONS["bloquant"][1], palette.TONS["alerte"][1]) if ton == "bloquant" else couleurs


def _archive(fichiers: dict[str, bytes]) -> bytes:
    types = {"xml": "text/xml", "png": "image/png"}
    entrees = "".join(
        f'<manifest:file-entry manifest:full-path="{nom}" manifest:media-type="{types[nom.rsplit(".", 1)[1]]}"/>'
        for nom in fichiers
    )
    manifeste = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.3" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
        f"{entrees}</manifest:manifest>"
    ).encode()
    sortie = BytesIO()
    with ZipFile(sortie, "w") as archive:
        archive.writestr(ZipInfo("mimetype", DATE_ZIP), MIMETYPE, ZIP_STORED)
        for nom, contenu in (*fichiers.items(), ("META-INF/manifest.xml", manifeste)):
            archive.writestr(ZipInfo(nom, DATE_ZIP), contenu, ZIP_STORED if nom.endswith(".png") else ZIP_DEFLATED)
    return sortie.getvalue()


def _p(style: str, contenu: str) -> str:
    return f'<text:p text:style-name="{style}">{contenu}</text:p>'


def _span(style: str, contenu: str) -> str:
    return f'<text:span text:style-name="{style}">{contenu}</text:span>'


class _Rendu:
    """One pass over the values of a document, giving the XML of its body and the automatic styles it called for."""

    def __init__(self, images: list[bytes]) -> None:
        self.images = images
        self.notes = 0
        self.largeurs: dict[int, str] = {}
        self.rendus: dict[str, Callable[[dict[str, Any]], str]] = {
            "paragraphe": self.paragraphe,
            "liste": self.liste,
            "tableau": self.tableau,
            "figure": self.figure,
            "encadre": self.encadre,
            "definitions": self.definitions,
            "chiffres": self.chiffres,
        }

    def article(self, d: dict[str, Any]) -> Iterator[str]:
        for p in d["partenaires"]:
            yield _p("Partenaire", escape(p["nom"]))
            yield _p("Mention", escape(p["qualite"]))
        yield _p("Mention", escape(d["surtitre"]))
        yield _p("Title", escape(d["titre"]))
        yield _p("Subtitle", escape(d["sous_titre"]))
        yield from map(self.encadre, d["avertissements"])
        for m in d["mentions"]:
            yield _p("Standard", f"{_span('Gris', escape(m['libelle']) + ' : ')}{escape(m['valeur'])}")
        yield _p("Heading", "Sommaire")
        for s in d["sections"]:
            if s["identifiant"] and s["niveau"] <= 2:  # noqa: PLR2004 (as the printed contents)
                style = "Sommaire" if s["niveau"] == 1 else "Sommaire_20_2"
                yield _p(style, self.lien("#" + s["identifiant"], s["titre"]))
        for s in d["sections"]:
            yield from self.section(s)

    def section(self, s: dict[str, Any]) -> Iterator[str]:
        if s["surtitre"] or s["etat"]:
            etat = f" {self.pastille(s['etat'])}" if s["etat"] else ""
            yield _p("Bandeau", escape(s["surtitre"]) + etat)
        ancre = f"<text:bookmark text:name={quoteattr(s['identifiant'])}/>" if s["identifiant"] else ""
        style = f"Heading_20_{s['niveau']}" + ("_page" if s["nouvelle_page"] and s["niveau"] == 1 else "")
        attributs = f'text:style-name="{style}" text:outline-level="{s["niveau"]}"'
        yield f"<text:h {attributs}>{ancre}{escape(s['titre'])}</text:h>"
        yield from map(self.bloc, s["blocs"])

    def bloc(self, b: dict[str, Any]) -> str:
        return self.rendus[b["type"]](b)

    def fragments(self, contenu: Iterable[dict[str, Any]]) -> str:
        return "".join(self.fragment(f) for f in contenu)

    def fragment(self, f: dict[str, Any]) -> str:
        if "note" in f:
            self.notes += 1
            return (
                f'<text:note text:id="n{self.notes}" text:note-class="footnote"><text:note-citation>{self.notes}'
                f"</text:note-citation><text:note-body>{_p('Footnote', escape(f['note']))}</text:note-body></text:note>"
            )
        if "adresse" in f:
            return self.lien(f["adresse"], f["texte"])
        corps = escape(f["texte"])
        for cle, style in (("code", "Code"), ("italique", "Italique"), ("fort", "Fort")):
            corps = _span(style, corps) if f.get(cle) else corps
        return corps

    def lien(self, adresse: str, texte: str) -> str:
        return (
            f'<text:a xlink:type="simple" xlink:href={quoteattr(adresse)} text:style-name="Internet_20_link">'
            f"{escape(texte)}</text:a>"
        )

    def pastille(self, p: dict[str, Any]) -> str:
        return _span(f"Ton_{p['ton']}", escape(p["texte"]))

    def paragraphe(self, b: dict[str, Any]) -> str:
        return _p(STYLES_DE_PARAGRAPHE[b["style"]], self.fragments(b["contenu"]))

    def liste(self, b: dict[str, Any]) -> str:
        elements = "".join(
            f"<text:list-item>{_p('Standard', self.fragments(e))}</text:list-item>" for e in b["elements"]
        )
        return f'<text:list text:style-name="{"Numeros" if b["ordonnee"] else "Puces"}">{elements}</text:list>'

    def encadre(self, b: dict[str, Any]) -> str:
        style = f"Encadre_{b['ton']}"
        lignes = [_p(style, _span(f"Ton_{b['ton']}", escape(b["titre"])))] if b["titre"] else []
        for bloc in b["blocs"]:
            if bloc["type"] == "paragraphe":
                lignes.append(_p(style, self.fragments(bloc["contenu"])))
            else:
                lignes += [_p(style, self.fragments(e)) for e in bloc["elements"]]
        return "".join(lignes) + _p("Cellule", "")

    def definitions(self, b: dict[str, Any]) -> str:
        return "".join(_p("Terme", escape(e["terme"])) + _p("Sens", self.fragments(e["contenu"])) for e in b["entrees"])

    def chiffres(self, b: dict[str, Any]) -> str:
        return "".join(
            _p(
                "Standard",
                f"{_span('Chiffre', escape(c['valeur']))} {escape(c['libelle'])} "
                f"{_span('Gris', escape(c['precision']))}",
            )
            for c in b["chiffres"]
        )

    def legende(self, b: dict[str, Any]) -> str:
        return _p("Legende", f"{_span('Fort', escape(b['numero']))} {escape(b['legende'])}")

    def mention(self, *textes: str) -> str:
        texte = " ".join(t for t in textes if t)
        return _p("Mention", escape(texte)) if texte else ""

    def figure(self, f: dict[str, Any]) -> str:
        largeur, hauteur = unpack(">II", self.images[f["rang"]][16:24])  # PNG header
        cadre = (
            f'<draw:frame draw:name="{f["numero"]}" text:anchor-type="as-char" svg:width="{LARGEUR_CM}cm" '
            f'svg:height="{LARGEUR_CM * hauteur / largeur:.2f}cm"><draw:image xlink:href="Pictures/{f["rang"]}.png" '
            f'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/><svg:title>{escape(f["legende"])}'
            f"</svg:title><svg:desc>{escape(f['alternative'])}</svg:desc></draw:frame>"
        )
        tableau = self.tableau(f["tableau"]) if f["tableau"] else ""
        return self.legende(f) + _p("Dessin", cadre) + self.mention(f["source"], f["donnees"]) + tableau

    def tableau(self, t: dict[str, Any]) -> str:
        total = sum(c["poids"] for c in t["colonnes"])
        colonnes = "".join(
            f'<table:table-column table:style-name="{self.colonne(c["poids"] / total)}"/>' for c in t["colonnes"]
        )
        styles = ["Cellule" + {"debut": "", "fin": "_fin", "centre": "_centre"}[c["alignement"]] for c in t["colonnes"]]
        entete = "".join(
            self.case("CelluleEntete", style, _span("Fort", escape(c["entete"])))
            for c, style in zip(t["colonnes"], styles, strict=True)
        )
        dernier = len(t["lignes"]) - 1
        lignes = "".join(
            self.ligne(ligne, styles, total=t["total"] and rang == dernier) for rang, ligne in enumerate(t["lignes"])
        )
        style = "TableauCourt" if len(t["lignes"]) <= LIGNES_ENTIERES else "Tableau"
        return (
            f'{self.legende(t)}<table:table table:name="{t["numero"]}" table:style-name="{style}">{colonnes}'
            f"<table:table-header-rows><table:table-row>{entete}</table:table-row></table:table-header-rows>{lignes}"
            f"</table:table>{self.mention(t['source']) or _p('Cellule', '')}"
        )

    def ligne(self, ligne: list[dict[str, Any]], styles: list[str], *, total: bool) -> str:
        cases = []
        for rang, (valeur, style) in enumerate(zip(ligne, styles, strict=True)):
            contenu = self.pastille(valeur) if "ton" in valeur else self.fragment(valeur)
            cases.append(self.case("CelluleCorps", style, _span("Fort", contenu) if total or not rang else contenu))
        return f"<table:table-row>{''.join(cases)}</table:table-row>"

    def case(self, style: str, paragraphe: str, contenu: str) -> str:
        corps = _p(paragraphe, contenu)
        return f'<table:table-cell table:style-name="{style}" office:value-type="string">{corps}</table:table-cell>'

    def colonne(self, part: float) -> str:
        mille = round(part * 1000)
        return self.largeurs.setdefault(mille, f"Colonne_{mille}")

    def styles(self) -> str:
        """Automatic styles: the widths met, cells, tables."""
        colonnes = "".join(
            f'<style:style style:name="{nom}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{LARGEUR_CM * mille / 1000:.3f}cm"/></style:style>'
            for mille, nom in sorted(self.largeurs.items())
        )
        cellules = "".join(
            f'<style:style style:name="{nom}" style:family="table-cell"><style:table-cell-properties '
            f'fo:padding="0.08cm" fo:border-bottom="{trait}"/></style:style>'
            for nom, trait in (
                ("CelluleEntete", f"1pt solid {palette.ENCRE}"),
                ("CelluleCorps", f"0.5pt solid {palette.GRILLE}"),
            )
        )
        tableau = "".join(
            f'<style:style style:name="{nom}" style:family="table"><style:table-properties '
            f'style:width="{LARGEUR_CM}cm" table:align="left"{coupe}/></style:style>'
            for nom, coupe in (("Tableau", ""), ("TableauCourt", ' style:may-break-between-rows="false"'))
        )
        return colonnes + cellules + tableau
