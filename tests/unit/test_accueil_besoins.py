"""Needs in a person's own words, and what free text suggests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.terrain.accueil.besoins import besoins, dire_besoin, groupes_de_besoins, suggerer


@pytest.mark.parametrize(
    ("texte", "premier"),
    [
        ("Je veux changer de métier", "reconversion"),
        ("mon fils est en 3e et ne sait pas quoi faire", "orientation-scolaire"),
        ("faire payer ma formation avec le CPF", "financement-de-la-formation"),
        ("une VAE", "vae"),
        ("trouver un patron pour mon apprentissage", "apprentissage"),
        ("J’ai arrêté l’école, je suis sans diplôme", "decrochage"),
        ("écrire et lire le français", "lecture-ecriture-calcul--maitriser-le-francais"),
        ("PARCOURSUP", "parcoursup"),
    ],
)
def test_les_mots_font_reconnaitre_le_besoin(texte, premier):
    assert suggerer(texte)[0] == premier


def test_des_mots_inconnus_ne_suggerent_rien():
    assert suggerer("zzz") == ()
    assert suggerer("") == ()


@given(st.text(max_size=200))
def test_un_texte_quelconque_ne_suggere_que_des_besoins_connus(texte):
    trouves = suggerer(texte)
    assert len(trouves) == len(set(trouves)) <= 4
    assert set(trouves) <= set(besoins())


def test_chaque_besoin_a_son_groupe_et_se_dit():
    groupes = dict(groupes_de_besoins())
    assert {b.groupe for b in besoins().values()} == set(groupes)
    assert dire_besoin("vae") == "Faire reconnaître mon expérience (VAE)"
    assert dire_besoin("numerique--maitriser-les-fondamentaux-du-numerique")
    assert all(b.dit and b.mots for b in besoins().values())
