"""What the pages give away: CSV of every list, map on demand, tables and files of a snapshot."""

import csv
import io
import json

import pytest

from portulan.publication.bibliotheque import Bibliotheque
from portulan.socle.territoire import Niveau

pytestmark = pytest.mark.django_db


def lire_csv(reponse):
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in reponse["Content-Disposition"]
    return list(csv.reader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("adresse", "lignes"),
    [
        ("/fiches/1/?format=csv", 15),
        ("/indicateurs/?format=csv", 157),
        ("/territoires/?niveau=commune&format=csv", 360),
        ("/territoires/?niveau=commune&q=ajaccio&format=csv", 1),
        ("/indicateurs/IND-F1.O3a-1/?niveau=commune&format=csv", 360),
    ],
)
def test_liste_en_csv(client, site_demo, adresse, lignes):
    assert len(lire_csv(client.get(adresse))) == 1 + lignes


def test_csv_d_un_indicateur_dit_les_memes_valeurs_que_le_diagnostic(client, site_demo):
    rayons = Bibliotheque(site_demo)
    diagnostic = rayons.diagnostic(rayons.courant("94").identifiant)
    attendues = {
        x.territoire.code: x.valeur
        for x in diagnostic.lignes("IND-F1.O3a-1", niveau=Niveau.COMMUNE, composante="", ventilation="")
    }
    entete, *lignes = lire_csv(client.get("/indicateurs/IND-F1.O3a-1/?niveau=commune&format=csv"))
    code, valeur = entete.index("Code"), next(i for i, nom in enumerate(entete) if nom.startswith("Valeur"))
    lues = {x[code]: float(x[valeur].replace(",", ".")) if x[valeur] else None for x in lignes}
    assert lues == attendues


def test_carte_a_la_demande(client, site_demo):
    reponse = client.get("/indicateurs/IND-F1.O3a-2/carte.geojson?niveau=commune")
    contours = json.loads(reponse.content)
    assert len(contours["features"]) == 360
    assert {"nom", "valeur", "couleur"} <= contours["features"][0]["properties"].keys()


def test_carte_absente_sans_diagnostic(client, vierge):
    assert client.get("/indicateurs/IND-F1.O3a-2/carte.geojson").status_code == 404


def test_table_et_fichiers_telecharges_sont_ceux_du_disque(client, site_demo):
    rayons = Bibliotheque(site_demo)
    identifiant = rayons.courant("94").identifiant
    for adresse, fichier in (
        (
            f"/instantanes/{identifiant}/tables/communes.parquet",
            site_demo.instantanes / identifiant / "communes.parquet",
        ),
        (
            f"/instantanes/{identifiant}/tables/manifeste.json",
            site_demo.instantanes / identifiant / "manifeste.json",
        ),
        (f"/dossiers/{identifiant}/fiche1.pdf", site_demo.dossiers / identifiant / "fiche1.pdf"),
    ):
        assert b"".join(client.get(adresse).streaming_content) == fichier.read_bytes()


@pytest.mark.parametrize("nom", ["../../portulan.sqlite3", "index.json", "%2e%2e%2fcle", "communes.csv"])
def test_aucun_autre_fichier_ne_sort(client, site_demo, nom):
    identifiant = Bibliotheque(site_demo).courant("94").identifiant
    assert client.get(f"/instantanes/{identifiant}/tables/{nom}").status_code == 404
    assert client.get(f"/dossiers/{identifiant}/{nom}").status_code == 404


def test_verifier_un_instantane(client, site_demo):
    identifiant = Bibliotheque(site_demo).courant("94").identifiant
    assert "Instantané intact" in client.post(f"/instantanes/{identifiant}/verifier/").content.decode()
    assert client.get(f"/instantanes/{identifiant}/verifier/").status_code == 405


def test_style_des_dessins_est_un_fichier(client, vierge):
    reponse = client.get("/dossiers/style.css")
    assert reponse["Content-Type"].startswith("text/css")
    assert "max-age" in reponse["Cache-Control"]
