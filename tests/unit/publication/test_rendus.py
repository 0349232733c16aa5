"""The four renderings say the same thing, to everybody, with the same bytes each time."""

import io
import json
import re
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import pytest
from tests.unit.publication import exemples

from portulan.publication.atelier import Atelier
from portulan.publication.rendu_html import rendre_fragment, rendre_page, texte_seul
from portulan.publication.rendu_json import en_valeurs, rendre_json
from portulan.publication.rendu_odt import rendre_odt
from portulan.publication.rendu_pdf import rendre_pdf

TEXTUELLES = {
    "titre", "sous_titre", "surtitre", "nom", "qualite", "libelle", "valeur", "precision", "texte", "note", "terme",
    "legende", "entete", "source", "donnees", "numero",
}  # fmt: skip


@pytest.fixture
def atelier(petite_region):
    return Atelier()


@pytest.fixture
def document():
    return exemples.document()


def textes(valeur, cle="") -> Iterable[str]:
    """Every text a reader must find, from the JSON rendering."""
    if isinstance(valeur, dict):
        for nom, contenu in valeur.items():
            yield from textes(contenu, nom)
    elif isinstance(valeur, list):
        for contenu in valeur:
            yield from textes(contenu, cle)
    elif isinstance(valeur, str) and cle in TEXTUELLES and valeur.strip():
        yield valeur


def serre(texte: str) -> str:
    return re.sub(r"\s", "", texte)


def texte_pdf(contenu: bytes) -> str:
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(contenu)).pages)


def texte_odt(contenu: bytes) -> str:
    racine = ET.fromstring(zipfile.ZipFile(io.BytesIO(contenu)).read("content.xml"))
    return "".join(racine.itertext())


def test_meme_texte_dans_les_quatre_formats(document, atelier):
    attendus = {serre(t) for t in textes(json.loads(rendre_json(document)))}
    assert len(attendus) > 40
    rendus = {
        "html": texte_seul(rendre_fragment(document, atelier)),
        "pdf": texte_pdf(rendre_pdf(document, atelier)),
        "odt": texte_odt(rendre_odt(document, atelier)),
    }
    for format_, rendu in rendus.items():
        manquants = [t for t in attendus if t not in serre(rendu)]
        assert not manquants, (format_, manquants)


@pytest.mark.parametrize("rendre", [rendre_pdf, rendre_page, rendre_odt, lambda d, _: rendre_json(d)])
def test_memes_octets_deux_fois(rendre, document, atelier):
    assert rendre(document, atelier) == rendre(exemples.document(), Atelier())


@pytest.mark.parametrize("profil", ["ua1", "2a"])
def test_pdf_conforme(profil, document, atelier, tmp_path):
    import page

    fichier = tmp_path / "dossier.pdf"
    fichier.write_bytes(rendre_pdf(document, atelier))
    rapport = str(page.validate_pdf(str(fichier), profile=profil))
    assert " 0 failed" in rapport, rapport


def test_html_sans_requete_ni_style_en_ligne(document, atelier):
    fragment = rendre_fragment(document, atelier)
    assert "style=" not in fragment
    page_entiere = rendre_page(document, atelier).decode()
    adresses = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?!#|data:)([^"')\s>]+)""", page_entiere)
    assert [a for a in adresses if not a.startswith("#")] == []


def test_html_titres_sans_saut_et_tableaux_legendes(document, atelier):
    fragment = rendre_fragment(document, atelier, base=2)
    niveaux = [int(n) for n in re.findall(r"<h(\d)", fragment)]
    assert niveaux == [2, 3, 4]
    assert fragment.count("<table") == fragment.count("<caption>") == 2
    assert fragment.count('scope="row"') == 6


def test_texte_hostile_reste_du_texte(document, atelier):
    assert "<b>" not in rendre_fragment(document, atelier)
    assert "#panic()*gras*$x$<b>" in serre(texte_pdf(rendre_pdf(document, atelier)))


def test_numeros_dans_l_ordre_de_lecture(document):
    blocs = [b for s in en_valeurs(document)["sections"] for b in s["blocs"]]
    assert [b["numero"] for b in blocs if b["type"] == "figure"] == ["Figure 1", "Figure 2"]
    assert [b["numero"] for b in blocs if b["type"] == "tableau"] == ["Tableau 2"]


def test_odt_ouvert_par_odfdo(document, atelier, tmp_path):
    import odfdo

    fichier = tmp_path / "dossier.odt"
    fichier.write_bytes(rendre_odt(document, atelier))
    corps = odfdo.Document(fichier).body
    assert [h.get_attribute("text:outline-level") for h in corps.headers] == ["1", "2"]
    assert len(corps.tables) == 2
    assert len(corps.get_frames()) == 2
    assert zipfile.ZipFile(fichier).infolist()[0].filename == "mimetype"
