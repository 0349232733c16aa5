"""The workshop: where drawings are made, once, and kept by the hash of what they say."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from portulan.publication.cartes import Carte, dessiner_carte
from portulan.publication.figures import FORMAT_FRANCAIS, Graphique, specification

POLICES = Path(__file__).parent / "polices"
PAGE_DE_DESSIN = """#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 450pt)"""
REVISION = 4  # raised when the way drawings are made changes, so that kept ones are made again


@lru_cache(maxsize=1)
def _vega() -> Any:
    """The renderer, once per process, with our fonts: widths of labels are measured with them."""
    import vl_convert

    vl_convert.register_font_directory(str(POLICES))
    return vl_convert


class Atelier:
    """Makes SVG (and PNG) of drawings; ``cache`` is a folder that can be erased at any time (None: nothing is kept)."""

    def __init__(self, cache: Path | None = None) -> None:
        self.cache = cache

    def svg(self, dessin: Graphique | Carte) -> str:
        """Accessible SVG: ``role=img``, title, description, no ``style`` attribute, identifiers of its own."""
        empreinte = empreinte_dessin(dessin)
        return self._garder(f"{empreinte}.svg", lambda: _tracer(dessin, empreinte[:8]).encode()).decode()

    def png(self, dessin: Graphique | Carte, points_par_pouce: int = 200) -> bytes:
        """The same drawing in pixels on white, for formats whose readers draw SVG badly (ODT)."""
        nom = f"{empreinte_dessin(dessin)}-{points_par_pouce}.png"
        return self._garder(nom, lambda: _pixels(self.svg(dessin), points_par_pouce))

    def _garder(self, nom: str, faire: Callable[[], bytes]) -> bytes:
        if self.cache is None:
            return faire()
        fichier = self.cache / "dessins" / nom[:2] / nom
        if not fichier.is_file():
            fichier.parent.mkdir(parents=True, exist_ok=True)
            provisoire = fichier.with_name(f".{uuid4().hex}")
            provisoire.write_bytes(faire())
            provisoire.replace(fichier)
        return fichier.read_bytes()


def _pixels(svg: str, points_par_pouce: int) -> bytes:
    """A drawing on a page of its own size, by the engine of the PDF: same fonts, ten times as fast as the other."""
    import typst

    return typst.compile(
        PAGE_DE_DESSIN.encode(),
        format="png",
        ppi=points_par_pouce,
        sys_inputs={"svg": svg},
        font_paths=[str(POLICES)],
        ignore_system_fonts=True,
    )


def empreinte_dessin(dessin: Graphique | Carte) -> str:
    """SHA-256 of everything a drawing says, and of the way it is made."""
    contenu = json.dumps([REVISION, type(dessin).__name__, asdict(dessin)], ensure_ascii=False, sort_keys=True)
    return sha256(contenu.encode()).hexdigest()


def _tracer(dessin: Graphique | Carte, jeton: str) -> str:
    if isinstance(dessin, Carte):
        brut = dessiner_carte(dessin)
    else:
        brut = _vega().vegalite_to_svg(specification(dessin), format_locale=FORMAT_FRANCAIS)
    return _finir(brut, dessin.titre, dessin.description, jeton)


def _finir(brut: str, titre: str, description: str, jeton: str) -> str:
    """Title and description for assistive technology; identifiers made unique, so that several share a page."""
    # the library numbers its identifiers over the life of the process: ours follow the order of reading
    rangs = {ancien: rang for rang, ancien in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', brut)))}
    corps = re.sub(r'\bid="([^"]+)"', lambda m: f'id="{jeton}-{rangs[m[1]]}"', brut)
    corps = re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{jeton}-{rangs[m[1]]})", corps)
    corps = re.sub(r' (?:role="graphics-[^"]*"|aria-roledescription="[^"]*"|aria-label="[^"]*")', "", corps)
    entete = f'<title id="{jeton}-t">{escape(titre)}</title><desc id="{jeton}-d">{escape(description)}</desc>'
    debut, reste = corps.split(">", 1)
    return f'{debut} role="img" aria-labelledby="{jeton}-t {jeton}-d">{entete}{reste}'
