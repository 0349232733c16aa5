"""Around a place: nearest structures of a commune, communes of a territory, rules grouped, choices of the region."""

from dataclasses import replace

import pytest

from portulan.socle.region import ACCENT, charger_region
from portulan.web import acces, proximite
from portulan.web.vues import theme
from portulan.web.vues.vigilances import grouper_par_regle

pytestmark = pytest.mark.django_db


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_une_commune_dit_qui_est_au_plus_pres(client, site_demo):
    page = lire(client, "/territoires/commune/2A004/")
    assert "Qui peut aider, au plus près" in page
    for reseau in ("orientation (CIO)", "Mission locale", "information jeunesse", "France Travail"):
        assert reseau in page
    assert 'class="situation"' in page


def test_les_proches_sont_ceux_de_la_table_des_acces(site_demo):
    from portulan.diagnostic.tables import acces_par_commune
    from portulan.socle.tables import COMMUNES, STRUCTURES

    identifiant = acces.courant().identifiant
    fige = acces.instantane(identifiant)
    entiere = acces_par_commune(fige.table(COMMUNES), fige.table(STRUCTURES)).to_pylist()
    seule = acces_par_commune(fige.table(COMMUNES), fige.table(STRUCTURES), code="2B033").to_pylist()
    assert seule == [r for r in entiere if r["code_insee"] == "2B033"]
    distances = {r["operateur"]: r["distance_km"] for r in seule}
    proches = proximite.environs(identifiant, "2B033").proches
    assert proches
    assert {p.km for p in proches} <= set(distances.values())


def test_un_territoire_liste_ses_communes_avec_leurs_valeurs(client, site_demo):
    page = lire(client, "/territoires/departement/2A/?c-q=ajaccio")
    assert "1\u00a0commune sur" in page
    assert "situation__classe-" in page
    csv = client.get("/territoires/departement/2A/?c-format=csv")
    assert csv["Content-Type"].startswith("text/csv")
    assert csv.content.decode().count("\r\n") > 100


def test_deux_listes_d_une_page_ne_se_melent_pas(client, site_demo):
    page = lire(client, "/territoires/departement/2A/?c-q=introuvable")
    assert "Aucune ligne ne correspond" in page
    assert "indicateurs</p>" in page


def test_une_regle_n_est_dite_qu_une_fois(site_demo):
    diagnostic = acces.courant()
    regles = grouper_par_regle(diagnostic.declenchements, diagnostic)
    seuils = [r["declenchement"].seuil for r in regles]
    assert len(seuils) == len(set(seuils))
    assert set(seuils) == {d.seuil for d in diagnostic.declenchements}
    assert all(r["etendue"] for r in regles)


def test_accent_et_logos_de_la_region(client, site_demo, monkeypatch, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    region = charger_region("94")
    choisie = replace(region, accent="#9a2c3b", collectivite=replace(region.collectivite, logo=logo))
    monkeypatch.setattr(acces, "region", lambda: choisie)
    page = lire(client, "/")
    assert theme.adresse_du_theme(choisie) in page
    assert "#9a2c3b" in lire(client, "/theme.css")
    assert f'src="{theme.adresse_du_logo(choisie, choisie.collectivite)}"' in page
    recu = client.get("/logos/region")
    assert recu["Content-Type"] == "image/svg+xml"
    assert b"".join(recu.streaming_content) == logo.read_bytes()
    assert client.get("/logos/etat").status_code == 404


def test_sans_accent_choisi_les_couleurs_du_produit(site_demo):
    assert theme.adresse_du_theme(replace(charger_region("94"), accent=ACCENT)) == ""


def test_un_instantane_provisoire_dit_qu_on_ne_le_cite_pas(client, site_demo):
    provisoire = next(m for m in acces.manifestes() if m.provisoire)
    assert "ne doivent pas être cités" in lire(client, f"/instantanes/{provisoire.identifiant}/")
