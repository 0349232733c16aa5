"""The administrator's addresses come before the product's."""

import pytest

from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.sources.adresses import FICHIER, adresse_officielle
from portulan.sources.catalogue import connecteur
from portulan.sources.entrepot import Entrepot
from portulan.sources.importer import importer


def test_sans_fichier_celle_du_produit(tmp_path):
    assert adresse_officielle("parcoursup", tmp_path) == connecteur("parcoursup").adresse
    assert adresse_officielle("affelnet", tmp_path) == ""


def test_celle_de_l_administrateur_passe_devant(tmp_path):
    (tmp_path / FICHIER).write_text('parcoursup = "https://donnees.example/psup.csv"\n')
    assert adresse_officielle("parcoursup", tmp_path) == "https://donnees.example/psup.csv"
    assert adresse_officielle("annuaire", tmp_path) == connecteur("annuaire").adresse


@pytest.mark.parametrize(
    ("texte", "erreur", "dit"),
    [
        ("parcoursup = https://x", DonneeInvalide, "TOML"),
        ('parcoursup = "http://x"', DonneeInvalide, "https"),
        ("parcoursup = 3", DonneeInvalide, "parcoursup"),
        ('parcoursop = "https://x"', Introuvable, "parcoursop"),
    ],
)
def test_un_reglage_faux_est_dit(tmp_path, texte, erreur, dit):
    (tmp_path / FICHIER).write_text(texte)
    with pytest.raises(erreur, match=dit):
        adresse_officielle("parcoursup", tmp_path)


def test_l_import_la_suit(tmp_path):
    (tmp_path / FICHIER).write_text('affelnet = "https://127.0.0.1:9/affelnet.csv"\n')
    with pytest.raises(Exception, match=r"127\.0\.0\.1:9/affelnet\.csv"):
        importer(Entrepot(tmp_path / "chargements"), "affelnet", "")
