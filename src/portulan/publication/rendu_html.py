"""The document as semantic HTML: a fragment for the site, and a page that stands alone (own fonts, no request).

No ``style`` attribute is written: the fragment lives under the site's strict CSP with ``feuille_de_style``.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

from portulan.publication import palette
from portulan.publication.atelier import POLICES, Atelier
from portulan.publication.document import Document
from portulan.publication.rendu_json import en_valeurs

FEUILLE = Path(__file__).parent / "gabarits" / "dossier.css"
ALIGNEMENTS = {"debut": "", "fin": ' class="fin"', "centre": ' class="centre"'}
POLICES_DE_PAGE = (
    (palette.POLICE_TEXTE, 400, "AtkinsonHyperlegibleNext-Regular.ttf"),
    (palette.POLICE_TEXTE, 700, "AtkinsonHyperlegibleNext-Bold.ttf"),
    (palette.POLICE_TITRE, 600, "SourceSerif4-SemiBold.ttf"),
)


def feuille_de_style() -> str:
    """CSS of the fragment (class ``dossier``), light, dark and printed; no font, no address."""
    variables = [f"  --{ton}: light-dark({e}, {palette.TONS_SOMBRES[ton][0]});" for ton, (e, _) in palette.TONS.items()]
    variables += [
        f"  --{ton}-fond: light-dark({f}, {palette.TONS_SOMBRES[ton][1]});" for ton, (_, f) in palette.TONS.items()
    ]
    noms = {"encre": palette.ENCRE, "gris": palette.GRIS, "filet": palette.GRILLE, "fond": palette.FOND}
    noms |= {"bleu": palette.BLEU, "ocre": palette.OCRE, "terre": palette.TERRE}
    variables += [f"  --{nom}: light-dark({clair}, {palette.SOMBRES[clair]});" for nom, clair in noms.items()]
    racine = ".dossier {\n" + "\n".join(variables) + "\n}\n"
    return racine + FEUILLE.read_text(encoding="utf-8") + palette.feuille_de_style(".dossier .dessin")


def rendre_page(document: Document, atelier: Atelier) -> bytes:
    """A whole page: what the fragment says, with its style and fonts inside; nothing is asked to any network."""
    polices = "".join(_police(*police) for police in POLICES_DE_PAGE)
    titre = escape(f"{document.titre} — {document.sous_titre}")
    fond = f"light-dark({palette.FOND}, {palette.SOMBRES[palette.FOND]})"
    return (
        f'<!doctype html>\n<html lang="{escape(document.langue)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" '
        f'content="light dark">\n<title>{titre}</title>\n<style>\n{polices}'
        f":root {{ color-scheme: light dark; }}\nbody {{ margin: 0; background: {fond}; }}\n"
        f"{feuille_de_style()}</style>\n</head>\n"
        f"<body>\n{rendre_fragment(document, atelier, base=1)}\n</body>\n</html>\n"
    ).encode()


def _police(famille: str, graisse: int, fichier: str) -> str:
    contenu = b64encode((POLICES / fichier).read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "{famille}"; font-weight: {graisse}; '
        f"src: url(data:font/ttf;base64,{contenu}); }}\n"
    )


def rendre_fragment(document: Document, atelier: Atelier, *, base: int = 1) -> str:
    """The document as one ``<article class="dossier">``; ``base`` is the level of its title."""
    rendu = _Rendu([atelier.svg(f.dessin) for f in document.figures()], base)
    return rendu.article(en_valeurs(document))


class _Rendu:
    """One pass over the values of a document; footnotes are numbered as they come and written at the end."""

    def __init__(self, dessins: list[str], base: int) -> None:
        self.dessins = dessins
        self.base = base
        self.notes: list[str] = []
        self.rendus: dict[str, Callable[[dict[str, Any]], str]] = {
            "paragraphe": self.paragraphe,
            "liste": self.liste,
            "tableau": self.tableau,
            "figure": self.figure,
            "encadre": self.encadre,
            "definitions": self.definitions,
            "chiffres": self.chiffres,
        }

    def article(self, d: dict[str, Any]) -> str:
        sections = "".join(self.section(s) for s in d["sections"])
        notes = "".join(
            f'<li id="note-{rang}">{escape(note)} <a href="#appel-{rang}" aria-label="Retour au texte">↑</a></li>'
            for rang, note in enumerate(self.notes, 1)
        )
        bas = f'<section class="notes" aria-label="Notes"><ol>{notes}</ol></section>' if notes else ""
        return f'<article class="dossier">{self.couverture(d)}{self.sommaire(d)}{sections}{bas}</article>'

    def couverture(self, d: dict[str, Any]) -> str:
        partenaires = "".join(
            f"<li>{self.logo(p)}<strong>{escape(p['nom'])}</strong> <span>{escape(p['qualite'])}</span></li>"
            for p in d["partenaires"]
        )
        mentions = "".join(
            f"<div><dt>{escape(m['libelle'])} : </dt><dd>{escape(m['valeur'])}</dd></div>" for m in d["mentions"]
        )
        h = f"h{self.base}"
        return (
            f'<header class="couverture"><ul class="partenaires">{partenaires}</ul>'
            f'<p class="surtitre">{escape(d["surtitre"])}</p><{h}>{escape(d["titre"])}</{h}>'
            f'<p class="sous-titre">{escape(d["sous_titre"])}</p>{"".join(map(self.encadre, d["avertissements"]))}'
            f'<dl class="mentions">{mentions}</dl></header>'
        )

    def logo(self, partenaire: dict[str, Any]) -> str:
        if not partenaire["logo"]:
            return ""
        contenu = b64encode(partenaire["logo"].encode()).decode()
        return f'<img alt="" src="data:image/svg+xml;base64,{contenu}">'

    def sommaire(self, d: dict[str, Any]) -> str:
        entrees = "".join(
            f'<li class="n{s["niveau"]}"><a href="#{s["identifiant"]}">{escape(s["titre"])}</a></li>'
            for s in d["sections"]
            if s["identifiant"] and s["niveau"] <= 2  # noqa: PLR2004 (as the printed contents)
        )
        return f'<nav class="sommaire" aria-label="Sommaire"><p class="intitule">Sommaire</p><ol>{entrees}</ol></nav>'

    def section(self, s: dict[str, Any]) -> str:
        h = f"h{min(6, s['niveau'] + self.base)}"
        ancre = f' id="{s["identifiant"]}"' if s["identifiant"] else ""
        haut = f"<span>{escape(s['surtitre'])}</span> " if s["surtitre"] else ""
        haut += self.pastille(s["etat"]) if s["etat"] else ""
        bandeau = f'<p class="bandeau">{haut}</p>' if haut else ""
        page = " nouvelle-page" if s["nouvelle_page"] else ""
        return (
            f'<section class="n{s["niveau"]}{page}">{bandeau}<{h}{ancre}>{escape(s["titre"])}</{h}>'
            f"{''.join(self.bloc(b) for b in s['blocs'])}</section>"
        )

    def bloc(self, b: dict[str, Any]) -> str:
        return self.rendus[b["type"]](b)

    def fragments(self, contenu: Iterable[dict[str, Any]]) -> str:
        return "".join(self.fragment(f) for f in contenu)

    def fragment(self, f: dict[str, Any]) -> str:
        if "note" in f:
            self.notes.append(f["note"])
            rang = len(self.notes)
            return f'<sup><a id="appel-{rang}" href="#note-{rang}" aria-label="Note {rang}">{rang}</a></sup>'
        if "adresse" in f:
            return f'<a href="{escape(f["adresse"])}">{escape(f["texte"])}</a>'
        corps = escape(f["texte"])
        for cle, balise in (("code", "code"), ("italique", "em"), ("fort", "strong")):
            corps = f"<{balise}>{corps}</{balise}>" if f.get(cle) else corps
        return corps

    def pastille(self, p: dict[str, Any]) -> str:
        return f'<span class="pastille {p["ton"]}">{escape(p["texte"])}</span>'

    def paragraphe(self, b: dict[str, Any]) -> str:
        classe = "" if b["style"] == "normal" else f' class="{b["style"]}"'
        return f"<p{classe}>{self.fragments(b['contenu'])}</p>"

    def liste(self, b: dict[str, Any]) -> str:
        balise = "ol" if b["ordonnee"] else "ul"
        return f"<{balise}>{''.join(f'<li>{self.fragments(e)}</li>' for e in b['elements'])}</{balise}>"

    def cellule(self, v: dict[str, Any]) -> str:
        return self.pastille(v) if "ton" in v else self.fragment(v)

    def tableau(self, t: dict[str, Any]) -> str:
        cotes = [ALIGNEMENTS[c["alignement"]] for c in t["colonnes"]]
        entetes = "".join(
            f'<th scope="col"{cote}>{escape(c["entete"])}</th>' for c, cote in zip(t["colonnes"], cotes, strict=True)
        )
        lignes = "".join(self.ligne(ligne, cotes) for ligne in t["lignes"])
        classe = ' class="total"' if t["total"] else ""
        nom = escape(t["numero"])
        legende = f"<caption><strong>{t['numero']}</strong> {escape(t['legende'])}</caption>"
        # scrolls by itself on a narrow screen, and can then be reached by keyboard
        return (
            f'<div class="defile" tabindex="0" role="region" aria-label="{nom}"><table{classe}>{legende}'
            f"<thead><tr>{entetes}</tr></thead><tbody>{lignes}</tbody></table></div>{self.mention(t['source'])}"
        )

    def ligne(self, ligne: list[dict[str, Any]], cotes: list[str]) -> str:
        cle, *reste = (self.cellule(v) for v in ligne)
        cellules = "".join(f"<td{cote}>{v}</td>" for v, cote in zip(reste, cotes[1:], strict=True))
        return f'<tr><th scope="row"{cotes[0]}>{cle}</th>{cellules}</tr>'

    def mention(self, *textes: str) -> str:
        texte = " ".join(t for t in textes if t)
        return f'<p class="mention">{escape(texte)}</p>' if texte else ""

    def figure(self, f: dict[str, Any]) -> str:
        tableau = self.tableau(f["tableau"]) if f["tableau"] else ""
        detail = f"<details><summary>Lire le tableau de la figure</summary>{tableau}</details>" if tableau else ""
        mention = self.mention(f["source"], f["donnees"])
        return (
            f"<figure><figcaption><strong>{f['numero']}</strong> {escape(f['legende'])}</figcaption>"
            f'<div class="dessin">{self.dessins[f["rang"]]}</div>{mention}</figure>{detail}'
        )

    def encadre(self, b: dict[str, Any]) -> str:
        titre = f'<p class="intitule">{escape(b["titre"])}</p>' if b["titre"] else ""
        return f'<div class="encadre {b["ton"]}">{titre}{"".join(map(self.bloc, b["blocs"]))}</div>'

    def definitions(self, b: dict[str, Any]) -> str:
        entrees = "".join(f"<dt>{escape(e['terme'])}</dt><dd>{self.fragments(e['contenu'])}</dd>" for e in b["entrees"])
        return f'<dl class="definitions">{entrees}</dl>'

    def chiffres(self, b: dict[str, Any]) -> str:
        elements = "".join(
            f"<li><strong>{escape(c['valeur'])}</strong> <span>{escape(c['libelle'])}</span> "
            f"<small>{escape(c['precision'])}</small></li>"
            for c in b["chiffres"]
        )
        return f'<ul class="chiffres">{elements}</ul>'


def texte_seul(html: str) -> str:
    """Words of a rendered fragment, drawings left out (they say what their table says)."""
    from html import unescape

    sans_dessin = re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", sans_dessin)).split())
