"""Drawings: plain data in, light accessible SVG out, the same bytes each time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.publication import exemples

from portulan.publication import palette
from portulan.publication.atelier import Atelier
from portulan.publication.cartes import Carte, Lieu, classe, libelles_de_classes, limites_de_classes
from portulan.publication.figures import Genre, specification
from portulan.socle.erreurs import DeclarationInvalide, Introuvable
from portulan.socle.mesure import Unite
from portulan.socle.territoire import Niveau

COULEURS = set(palette.SOMBRES)


@pytest.mark.parametrize("genre", list(Genre))
def test_figure_accessible_et_sans_style(genre):
    svg = Atelier().svg(exemples.graphique(genre))
    assert "style=" not in svg
    assert "<script" not in svg
    assert svg.startswith("<svg")
    assert 'role="img"' in svg
    assert ">Accès &amp; distance</title>" in svg
    assert ">Ariège &lt; Haute-Garonne</desc>" in svg
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', svg)) <= COULEURS


def test_barres_ecrites_en_francais():
    assert "1\u202f234,5\u00a0km" in Atelier().svg(exemples.graphique())


def test_specification_est_une_donnee_pure():
    assert specification(exemples.graphique())["data"]["values"][0]["texte"] == "24,1\u00a0km"


def test_dessin_garde_par_empreinte(tmp_path):
    atelier = Atelier(tmp_path)
    premier = atelier.svg(exemples.graphique())
    (fichier,) = tmp_path.rglob("*.svg")
    fichier.write_text("gardé")
    assert atelier.svg(exemples.graphique()) == "gardé"
    assert atelier.svg(exemples.graphique(decimales=0)) != premier


def test_identifiants_propres_a_chaque_dessin(petite_region):
    ids = [set(re.findall(r'id="([^"]+)"', Atelier().svg(d))) for d in (exemples.carte(), exemples.carte(bornes=()))]
    assert not ids[0] & ids[1]


def test_carte_classes_et_hachures(petite_region):
    svg = Atelier().svg(exemples.carte())
    assert "style=" not in svg
    for libelle in (
        "moins de 5\u00a0km",
        "de 5 à 10\u00a0km",
        "30\u00a0km et plus",
        "non calculable",
        "Ajaccio &lt;A&gt;",
    ):
        assert libelle in svg
    assert len(re.findall(r'<path d="[^"]+" fill="url\(#', svg)) == 1
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', svg)) <= COULEURS


def test_carte_un_chemin_par_classe(petite_region):
    # 0, 6, 12, 18, 24, 30, 36 km and one unknown: five classes, one hatched path, one for the départements
    trace = re.search(r"<g transform=.*?</g>", Atelier().svg(exemples.carte()), re.DOTALL)[0]
    assert trace.count("<path") == 7


def test_carte_de_lieux(petite_region):
    lieux = (Lieu(9.1, 42.1, "a", "CIO"), Lieu(9.2, 42.1, "b", "Missions locales"))
    svg = Atelier().svg(Carte("94", Niveau.DEPARTEMENT, "t", "d", "Lieux", lieux=lieux))
    assert ">CIO</text>" in svg
    assert ">Missions locales</text>" in svg


def test_region_sans_contour(monkeypatch):
    monkeypatch.setattr("portulan.socle.contours.contours", lambda *_: ())
    with pytest.raises(Introuvable, match="987"):
        Atelier().svg(Carte("987", Niveau.COMMUNE, "t", "d", "l", valeurs=(("98735", 1.0),)))


def test_carte_sans_rien():
    with pytest.raises(DeclarationInvalide, match="ni valeurs ni lieux"):
        Carte("94", Niveau.COMMUNE, "t", "d", "l")


def test_bornes_decroissantes():
    with pytest.raises(DeclarationInvalide, match="croissantes"):
        exemples.carte(bornes=(5, 5, 6, 7))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_limites_croissantes_et_classes_bornees(valeurs):
    limites = limites_de_classes(valeurs)
    assert list(limites) == sorted(set(limites))
    assert len(limites) <= 4
    assert all(0 <= classe(v, limites) <= len(limites) for v in valeurs)
    assert len(libelles_de_classes(limites)) == len(limites) + 1


def test_zeros_a_part_et_seuil_en_limite():
    valeurs = [0.0] * 50 + [3.0, 7.0, 12.0, 40.0, 88.0, 100.0]
    limites = limites_de_classes(valeurs, 5.0)
    assert limites == (3.0, 5.0, 40.0, 88.0)
    carte = exemples.carte(bornes=(), seuil=5.0)
    assert 5.0 in carte.limites
    assert libelles_de_classes(limites, Unite.POURCENT, nulle=True)[0] == "0\u202f%"


def test_borne_appartient_a_la_classe_superieure():
    assert [classe(v, (5.0, 10.0)) for v in (4.9, 5.0, 9.99, 10.0)] == [0, 1, 1, 2]


def test_chaque_couleur_a_son_double_sombre():
    css = palette.feuille_de_style()
    for couleur in (*palette.SEQUENCE, *palette.DIVERGENCE, *palette.CATEGORIES, palette.ENCRE):
        assert f'[fill="{couleur}"]' in css


def test_polices_couvrent_nos_signes():
    ttlib = pytest.importorskip("fontTools.ttLib")
    from portulan.publication.atelier import POLICES

    fichiers = sorted(POLICES.glob("*.ttf"))
    assert len(fichiers) == 6
    for fichier in fichiers:
        couverture = ttlib.TTFont(fichier).getBestCmap()
        manquants = [c for c in "éÀŒœç«»’–—…·→≤≥−⚖\u202f\u00a0\u2011%‰×€" if ord(c) not in couverture]
        assert not manquants, (fichier.name, manquants)
    assert len(list(POLICES.glob("*-OFL.txt"))) == 2
