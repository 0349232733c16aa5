# /// script
# requires-python = ">=3.12"
# dependencies = ["fonttools>=4.60"]
# ///
"""Make the fonts of the documents (TTF) from the npm packages that ship them whole.

    uv run outils/construire_polices.py

Latin subset, tabular figures and kerning kept. The signs French texts of ours need and the fonts lack are added:
narrow no-break space, no-break hyphen, arrows, and the scales of justice (threshold fixed by the law).
The result is committed; a test checks its coverage. Fonts are under the SIL Open Font License (no reserved name).
"""

import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

INSECABLE_FINE, TRAIT_INSECABLE = 0x202F, 0x2011
CIBLE = Path(__file__).parents[1] / "src/portulan/publication/polices"
PAQUETS = {
    "@expo-google-fonts/atkinson-hyperlegible-next@0.4.1": (
        "AtkinsonHyperlegibleNext",
        ("400Regular", "400Regular_Italic", "700Bold"),
    ),
    "@expo-google-fonts/source-serif-4@0.4.1": ("SourceSerif4", ("400Regular", "400Regular_Italic", "600SemiBold")),
}
SIGNES = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2BC, 0x2C6, 0x2DA, 0x2DC, *range(0x2010, 0x2027), 0x202F, 0x2030]
SIGNES += [
    0x2032,
    0x2033,
    0x2039,
    0x203A,
    0x2044,
    0x20AC,
    0x2122,
    *range(0x2190, 0x2194),
    0x2212,
    0x2248,
    0x2260,
    0x2264,
]
SIGNES += [0x2265, 0x2696, *range(0x2070, 0x208F), 0x1D49, 0x2B3, 0x25B2, 0x25BC, 0x25CF, 0x25A0, 0x25C6, 0x2713]


def rectangle(pen: TTGlyphPen, gauche: float, bas: float, droite: float, haut: float) -> None:
    """A filled rectangle, clockwise."""
    polygone(pen, [(gauche, bas), (gauche, haut), (droite, haut), (droite, bas)])


def polygone(pen: TTGlyphPen, points: list[tuple[float, float]]) -> None:
    """A filled polygon."""
    pen.moveTo(tuple(map(round, points[0])))
    for point in points[1:]:
        pen.lineTo(tuple(map(round, point)))
    pen.closePath()


def fleche(pen: TTGlyphPen, e: float, sens: int) -> int:
    """A horizontal arrow in an em of ``e``; returns its width."""
    milieu, largeur = 0.33 * e, 0.86 * e
    x = (lambda v: v) if sens > 0 else (lambda v: largeur - v)
    pointe = [(0.80, 0), (0.55, 0.2), (0.55, 0.115), (0.68, 0.034), (0.06, 0.034), (0.06, -0.034), (0.68, -0.034)]
    pointe += [(0.55, -0.115), (0.55, -0.2)]
    points = [(x(a * e), milieu + b * e) for a, b in pointe]
    polygone(pen, points if sens > 0 else points[::-1])
    return round(largeur)


def balance(pen: TTGlyphPen, e: float, _sens: int) -> int:
    """The scales of justice: foot, pillar, beam, two pans hung by their strings."""
    rectangle(pen, 0.30 * e, 0.0, 0.66 * e, 0.06 * e)
    rectangle(pen, 0.45 * e, 0.06 * e, 0.51 * e, 0.72 * e)
    rectangle(pen, 0.12 * e, 0.60 * e, 0.84 * e, 0.65 * e)
    for axe in (0.18, 0.78):
        for trait in (
            ((axe - 0.16, 0.27), (axe, 0.6), (axe + 0.02, 0.6), (axe - 0.115, 0.27)),
            ((axe + 0.115, 0.27), (axe - 0.02, 0.6), (axe, 0.6), (axe + 0.16, 0.27)),
            ((axe - 0.17, 0.27), (axe + 0.17, 0.27), (axe + 0.1, 0.17), (axe - 0.1, 0.17)),
        ):
            polygone(pen, [(a * e, b * e) for a, b in trait])
    return round(0.96 * e)


def ajouter(police: TTFont, code: int, nom: str, dessin: tuple[object, int]) -> None:
    """Add a glyph (drawing, advance) to a font under a code point."""
    glyphe, avance = dessin
    police.setGlyphOrder([*police.getGlyphOrder(), nom])
    police["glyf"][nom] = glyphe
    police["hmtx"][nom] = (avance, 0)
    for table in police["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = nom


def completer(police: TTFont) -> None:
    """Give a font the signs it lacks."""
    cmap, e = police.getBestCmap(), police["head"].unitsPerEm
    if INSECABLE_FINE not in cmap:
        ajouter(police, 0x202F, "uni202F", (TTGlyphPen(None).glyph(), round(0.6 * police["hmtx"][cmap[0x20]][0])))
    if TRAIT_INSECABLE not in cmap:
        for table in police["cmap"].tables:
            if table.isUnicode():
                table.cmap[0x2011] = cmap[0x2D]
    for code, nom, dessiner, sens in (
        (0x2192, "arrowright", fleche, 1),
        (0x2190, "arrowleft", fleche, -1),
        (0x2696, "uni2696", balance, 1),
    ):
        if code not in cmap:
            pen = TTGlyphPen(None)
            avance = dessiner(pen, e, sens)
            ajouter(police, code, nom, (pen.glyph(), avance))


def construire() -> None:
    """Fetch, subset, complete and write every font, with its licence."""
    CIBLE.mkdir(parents=True, exist_ok=True)
    for paquet, (famille, graisses) in PAQUETS.items():
        with tempfile.TemporaryDirectory() as dossier:
            nom = subprocess.run(
                ["npm", "pack", "--silent", paquet], cwd=dossier, check=True, capture_output=True, text=True
            ).stdout.strip()
            with tarfile.open(Path(dossier) / nom) as archive:
                archive.extractall(dossier, filter="data")
            racine = Path(dossier) / "package"
            (CIBLE / f"{famille}-OFL.txt").write_bytes((racine / "LICENSE_FONT").read_bytes())
            for graisse in graisses:
                police = TTFont(racine / graisse / f"{famille}_{graisse}.ttf", recalcTimestamp=False)
                completer(police)
                options = Options(layout_features=["*"], name_IDs=["*"], hinting=False, notdef_outline=True)
                sous_ensemble = Subsetter(options)
                sous_ensemble.populate(unicodes=SIGNES)
                sous_ensemble.subset(police)
                police.save(CIBLE / f"{famille}-{graisse.lstrip('0123456789').replace('_', '')}.ttf")
                print(f"{famille} {graisse}")


if __name__ == "__main__":
    construire()
