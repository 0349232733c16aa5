"""Pages of equal access: same figures on the page, in the files and in the indicators; the proof by a job."""

import csv
import io
import re
import zipfile

import pytest
from django.test import Client

from portulan.diagnostic.besoins import referentiel
from portulan.socle.territoire import Niveau
from portulan.travaux.models import Etat, Travail
from portulan.travaux.taches import executer
from portulan.web import acces, egalite
from portulan.web.vues import egalite_scenario

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"
QUESTION = "besoin=metiers&public=jeunes"


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_la_page_dit_tout_de_la_mesure(client, site_demo):
    page = lire(client, f"/egalite-d-acces/?{QUESTION}")
    for mots in (
        "temps médian",
        "indice de Gini",
        "Ce qui ne va pas",
        "Définitions",
        "Luo et Qi",
        "Sources",
        "estimées",
    ):
        assert mots in page
    assert page.count("<svg") >= 1
    assert "Activité fictive" in page


def test_les_choix_inconnus_sont_ignores(client, site_demo):
    assert lire(client, "/egalite-d-acces/?besoin=x&public=y&mesure=z&q=%00&page=99")
    assert lire(client, "/egalite-d-acces/et-si/?k=-3&critere=z&besoin=%FF")
    assert client.get("/egalite-d-acces/communes/99999/").status_code == 404
    assert client.get("/egalite-d-acces/communes/%00/").status_code == 404


@pytest.mark.parametrize("mesure", ["minutes", "nombre", "heures", "offre"])
def test_chaque_carte_se_dessine(client, site_demo, mesure):
    assert "figure__toile" in lire(client, f"/egalite-d-acces/?{QUESTION}&mesure={mesure}")


def test_csv_et_tableur_disent_la_meme_chose(client, site_demo):
    lignes = list(
        csv.reader(
            io.StringIO(client.get(f"/egalite-d-acces/?{QUESTION}&format=csv").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    mesurees = egalite.lignes_acces(acces.courant().identifiant, "jeunes", "metiers")
    assert len(lignes) == len(mesurees) + 1
    colonne = lignes[0].index("Minutes (estimées)")
    lues = {ligne[1]: ligne[colonne].replace(",", ".") for ligne in lignes[1:]}
    for x in mesurees:
        assert lues[x.territoire.code] == ("" if x.minutes is None else f"{x.minutes:.15g}")
    tableur = client.get(f"/egalite-d-acces/?{QUESTION}&format=ods")
    with zipfile.ZipFile(io.BytesIO(tableur.content)) as archive:
        contenu = archive.read("content.xml").decode()
    assert contenu.count("<table:table-row>") == len(lignes)


def test_la_page_et_l_indicateur_donnent_le_meme_chiffre(client, site_demo):
    """One computation: the share of young people far from help is that of F1.O3a-1, broken down by public."""
    identifiant = acces.courant().identifiant
    (ligne,) = acces.lignes(identifiant, "IND-F1.O3a-1", Niveau.REGION, "", "public=Jeunes")
    from portulan.diagnostic.acces_besoins import resume_de

    trouve = egalite.acces_public(identifiant, "jeunes")
    resume = resume_de(trouve, referentiel().rang("tous"))
    assert ligne.valeur == pytest.approx(resume.part_eloignee, abs=0.05)
    assert "public=Jeunes" in lire(client, "/indicateurs/IND-F1.O3a-1/")


def test_une_commune(client, site_demo):
    page = lire(client, "/egalite-d-acces/communes/2B033/?public=jeunes")
    assert page.count('<th scope="row">') == len(referentiel().choix_besoins)
    assert "Bastia" in page


def test_personne_pour_ce_public(client, site_demo):
    page = lire(client, "/egalite-d-acces/?besoin=emploi&public=etudiants")
    assert "Personne n’est connu pour ce besoin et ce public" in page


def test_sans_instantane(client, vierge):
    for adresse in ("/egalite-d-acces/", "/egalite-d-acces/et-si/"):
        assert "Pas encore de mesure" in lire(client, adresse)


def test_et_si_puis_la_preuve(client, site_demo, administratrice, monkeypatch):
    monkeypatch.setenv("PORTULAN_HOME", str(site_demo.racine))
    adresse = f"/egalite-d-acces/et-si/?{QUESTION}&critere=couverture&k=2"
    page = lire(client, adresse)
    assert "Avant et après" in page
    assert "La mission SPRO de la Région peut demander cette preuve" in page
    demande = {"besoin": "metiers", "public": "jeunes", "critere": "couverture", "k": "2"}
    assert client.post("/egalite-d-acces/et-si/prouver/", demande).status_code == 302
    assert not Travail.objects.exists()
    client.force_login(administratrice, backend=MOTEUR)
    assert "Demander la preuve" in lire(client, adresse)
    assert client.post("/egalite-d-acces/et-si/prouver/", demande)["Location"].startswith("/egalite-d-acces/et-si/?")
    travail = Travail.objects.get()
    assert "En attente d’un travailleur libre" in lire(client, adresse)
    assert executer.func(travail.pk) == "termine"
    travail.refresh_from_db()
    assert travail.etat == Etat.TERMINE
    assert travail.resultat["borne"] >= travail.resultat["gain"]
    assert travail.resultat["optimal"]
    page = lire(client, adresse)
    assert "aucun autre choix ne fait mieux" in page
    assert "aucun autre choix ne fait mieux" not in lire(client, adresse.replace("k=2", "k=3"))


def test_un_meilleur_choix_du_solveur_remplace_la_reponse_rapide(client, site_demo, monkeypatch):
    identifiant = acces.courant().identifiant
    trouve = egalite.acces_public(identifiant, "jeunes")
    rapide = egalite.scenario_de(identifiant, "jeunes", "metiers", egalite_scenario.Critere.COUVERTURE, 1)
    meilleur = next(c for c, i in trouve.rangs.items() if i not in rapide.sites)
    resultat = {
        "sites": [meilleur],
        "gain": rapide.gain + 1,
        "borne": rapide.gain + 1,
        "ecart": 0.0,
        "optimal": True,
        "candidats": 1,
    }
    travail = Travail(genre="implantation", etat=Etat.TERMINE, resultat=resultat)
    monkeypatch.setattr(egalite_scenario, "dernier_travail", lambda *_: travail)
    page = lire(client, f"/egalite-d-acces/et-si/?{QUESTION}&k=1")
    ouvertes = re.search(r"Où ouvrir</caption>.*?</table>", page, re.DOTALL)[0]
    assert f"/communes/{meilleur}/" in ouvertes


def test_qui_peut_demander_la_preuve(site_demo, personnes):
    demande = {"besoin": "metiers", "public": "jeunes", "critere": "temps", "k": "1"}
    agent, mission = Client(), Client()
    agent.force_login(personnes["agent"], backend=MOTEUR)
    mission.force_login(personnes["mission_spro"], backend=MOTEUR)
    assert agent.post("/egalite-d-acces/et-si/prouver/", demande).status_code == 403
    assert agent.get("/egalite-d-acces/et-si/prouver/").status_code == 405
    assert mission.post("/egalite-d-acces/et-si/prouver/", demande).status_code == 302
    assert Travail.objects.get(genre="implantation").parametres["critere"] == "temps"


def test_une_de_plus_ne_gagne_que_ceux_qui_sont_loin(site_demo):
    identifiant = acces.courant().identifiant
    trouve = egalite.acces_public(identifiant, "jeunes")
    gains = egalite.gains_d_une_de_plus(identifiant, "jeunes")
    rang = referentiel().rang("metiers")
    loin = trouve.population[~(trouve.mesures.temps[rang] <= 30)].sum()
    assert 0 < gains[rang].max() <= loin
