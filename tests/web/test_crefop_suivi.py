"""Published opinions and the follow-up of their reserves on the site, as each side uses it."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.urls import reverse

from fabriques.avis_publie import un_avis, une_reserve, une_reserve_chiffree
from fabriques.comite import compte_de, petit_comite
from portulan.comptes.models import Organisation
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.suivi.models import SuiviReserve
from portulan.crefop.suivi.operations import decider
from portulan.socle.horloge import aujourdhui
from portulan.web.espaces import crefop_suivi as espace

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def comite():
    return petit_comite()


@pytest.fixture
def mission(comite):
    organisation = Organisation.objects.create(code="region-94", nom="Conseil régional", genre="region", region="94")
    compte = compte_de("mission", "mission_spro", organisation)
    compte.habilitations.update(niveau="region", territoire="94")
    return compte


def lire(client, nom, *arguments, suite=""):
    reponse = client.get(reverse(f"web:{nom}", args=arguments) + suite)
    assert reponse.status_code == 200, reponse.content.decode()[:500]
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def entrer(client, compte, *, verifie=False):
    client.force_login(compte, backend=MOTEUR)
    if verifie:
        session = client.session
        session["second_facteur_donne"] = True
        session.save()


# --- opinions -------------------------------------------------------------------------------------


def test_la_liste_des_avis_ne_montre_que_les_publies(client, comite):
    un_avis(comite, "2026-01")
    un_avis(comite, "2026-02", etat="signe")
    page = lire(client, "avis_liste")
    assert "2026-01" in page
    assert "2026-02" not in page
    assert "1 avis" in page
    assert "Aucun avis ne correspond" in lire(client, "avis_liste", suite="?sens=defavorable")
    assert "2026-01" in lire(client, "avis_liste", suite="?q=charges&type=cahier_charges_spro")
    assert "2026-01" in client.get(reverse("web:avis_liste") + "?format=csv").content.decode()


def test_aucun_avis(client):
    assert "Aucun avis" in lire(client, "avis_liste")
    assert "Aucune réserve" in lire(client, "reserves")


def test_un_avis_publie_se_lit_en_entier(client, comite):
    avis = un_avis(comite)
    reserve = une_reserve(avis)
    page = lire(client, "avis", avis.numero)
    for attendu in (
        "Considérant que 87 %",
        "Adopté par 7 voix pour",
        "Nous regrettons le délai.",
        reverse("web:indicateur", args=["IND-F1.O3a-1"]),
        reverse("web:reserve", args=[reserve.pk]),
        avis.empreinte,
        "avis-2026-01.pdf",
        reverse("web:actes_verifier") + "?point=",
    ):
        assert attendu in page, attendu
    assert "fragment" not in page
    assert client.get(reverse("web:avis", args=["2099-01"])).status_code == 404


def test_un_avis_non_publie_reste_introuvable_pour_tous(client, comite):
    avis = un_avis(comite, etat="signe")
    entrer(client, comite.secretariat)
    assert client.get(reverse("web:avis", args=[avis.numero])).status_code == 404


def test_les_fichiers_publies_se_telechargent(client, comite, maison, settings):
    settings.PORTULAN_MAISON = maison
    avis = un_avis(comite, maison=maison)
    nom = avis.publications.get().fichiers[0]["nom"]
    reponse = client.get(reverse("web:avis_fichier", args=[avis.numero, nom]))
    assert reponse["Content-Type"] == "application/pdf"
    assert b"".join(reponse.streaming_content).startswith(b"%PDF")
    for autre in ("autre.pdf", "..%2F..%2Fbase.sqlite3"):
        assert client.get(f"/avis/{avis.numero}/fichiers/{autre}").status_code == 404
    (maison.racine / "actes" / avis.numero / nom).unlink()
    assert client.get(reverse("web:avis_fichier", args=[avis.numero, nom])).status_code == 404


def test_le_flux_annonce_les_avis_publies(client, comite):
    un_avis(comite, "2026-01")
    un_avis(comite, "2026-02", etat="signe")
    reponse = client.get(reverse("web:avis_flux"))
    assert reponse["Content-Type"].startswith("application/atom+xml")
    entrees = ET.fromstring(reponse.content).findall(f"{ATOM}entry")
    assert [e.find(f"{ATOM}link").get("href") for e in entrees] == ["http://testserver/avis/2026-01/"]
    assert entrees[0].find(f"{ATOM}summary").text == "Le comité rend un avis favorable avec reserves."


# --- reserves -------------------------------------------------------------------------------------


def test_les_reserves_en_retard_viennent_d_abord(client, comite):
    avis = un_avis(comite)
    jour = aujourdhui()
    une_reserve(avis, 1, echeance=jour + timedelta(days=30))
    une_reserve(avis, 2, echeance=jour - timedelta(days=1))
    une_reserve(avis, 3, echeance=None)
    levee = une_reserve(avis, 4, echeance=jour - timedelta(days=9))
    decider(titulaire=comite.bureau(), reserve=levee, etat="levee", motif="Fait.", vu="ouverte")
    page = lire(client, "reserves")
    rangs = [page.index(f"R{n} de l’avis") for n in (2, 1, 3, 4)]
    assert rangs == sorted(rangs)
    assert "1 réserve en retard" in page
    for filtre, numeros in (("retard", [2]), ("bientot", [1]), ("sans", [3])):
        filtree = lire(client, "reserves", suite=f"?echeance={filtre}")
        assert [n for n in (1, 2, 3, 4) if f"R{n} de l’avis" in filtree] == numeros
    assert "R4" in lire(client, "reserves", suite="?etat=levee")


def test_chaque_cote_ecrit_ce_qui_lui_revient(client, comite, mission):
    reserve = une_reserve(un_avis(comite))
    suite, decision = (reverse(f"web:{n}", args=[reserve.pk]) for n in ("reserve_suite", "reserve_decision"))
    assert client.get(suite).status_code == 302
    entrer(client, comite.compte("cfdt"))
    assert (client.get(suite).status_code, client.get(decision).status_code) == (403, 403)
    entrer(client, mission)
    assert client.get(decision).status_code == 403
    assert client.post(suite, {"texte": ""}).status_code == 422
    for _ in range(2):  # a double click
        assert client.post(suite, {"texte": "Deux lieux ouverts.", "responsable": "Direction"}).status_code == 302
    assert reserve.suivis.filter(genre="declaration").count() == 1
    assert EntreeRegistre.objects.filter(type="reserve.declarer").count() == 1
    page = lire(client, "reserve", reserve.pk)
    assert "Deux lieux ouverts." in page
    assert "Direction" in page
    entrer(client, comite.secretariat)
    envoi = {"vu": "ouverte", "etat": "levee", "motif": "Constaté.", "responsable": ""}
    assert "second facteur" in client.post(decision, envoi).content.decode().lower()
    entrer(client, comite.secretariat, verifie=True)
    assert client.post(decision, {**envoi, "motif": ""}).status_code == 422
    assert client.post(decision, envoi).status_code == 302
    client.logout()
    page = lire(client, "reserve", reserve.pk)
    assert "Constaté." in page
    assert "levée" in page
    assert "Dire ce qui a été fait" not in page


def test_deux_decisions_de_front_gardent_ce_qui_a_ete_ecrit(client, comite):
    reserve = une_reserve(un_avis(comite))
    decider(titulaire=comite.bureau(), reserve=reserve, etat="en_cours", motif="Commencé.", vu="ouverte")
    entrer(client, comite.secretariat, verifie=True)
    decision = reverse("web:reserve_decision", args=[reserve.pk])
    envoi = {"vu": "ouverte", "etat": "levee", "motif": "Mon motif à moi."}
    reponse = client.post(decision, envoi)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Mon motif à moi." in page
    assert 'name="vu" value="en_cours"' in page
    assert SuiviReserve.objects.count() == 1
    assert client.post(decision, {**envoi, "vu": "en_cours"}).status_code == 302


def test_l_indicateur_d_une_reserve_d_un_instantane_a_l_autre(client, comite, site_demo):
    reserve = une_reserve_chiffree(un_avis(comite))
    page = lire(client, "reserve", reserve.pk)
    assert "d’un instantané à l’autre" in page
    assert 'role="img"' in page
    assert "seuil : au moins 90" in page
    inconnu = une_reserve(un_avis(comite, "2026-02"), indicateur="IND-X", comparateur=">=", seuil="9")
    assert "IND-X : au moins 9" in lire(client, "reserve", inconnu.pk)


# --- alerts ---------------------------------------------------------------------------------------


def test_les_alertes_sont_celles_du_secretariat(client, comite, mission):
    avis = un_avis(comite)
    reserve = une_reserve(avis, echeance=aujourdhui() - timedelta(days=3))
    un_avis(comite, "2026-09", etat="signe", rendu_le=aujourdhui() - timedelta(days=200))
    adresse = reverse("web:avis_alertes")
    assert client.get(adresse).status_code == 302
    entrer(client, mission)
    assert client.get(adresse).status_code == 403
    entrer(client, comite.secretariat)
    page = lire(client, "avis_alertes")
    assert reverse("web:reserve", args=[reserve.pk]) in page
    assert "Avis 2026-09 à publier" in page
    assert "Avis 2026-09 à publier" not in lire(client, "avis_alertes", suite="?code=reserve_en_retard")
    assert "2026-09" in client.get(adresse + "?format=csv").content.decode()


def test_mon_espace_dit_ce_qui_attend(comite, mission):
    reserve = une_reserve(un_avis(comite), echeance=aujourdhui() - timedelta(days=3))
    assert [t.lien for t in espace.taches(mission.titulaire())] == [reverse("web:reserve", args=[reserve.pk])]
    liens = [t.lien for t in espace.taches(comite.bureau())]
    assert reverse("web:reserve", args=[reserve.pk]) in liens
    assert espace.taches(comite.titulaire("cfdt")) == []


def test_le_dossier_suivant_s_ouvre_avec_les_reserves_de_l_an_dernier(client, comite, site_demo):
    from fabriques.comite import une_saisine
    from portulan.publication.bibliotheque import Bibliotheque

    une_reserve(un_avis(comite, rendu_le=aujourdhui() - timedelta(days=300)))
    suivante = une_saisine(comite, "S-2027-01", recue_le=aujourdhui() - timedelta(days=1), etat="instruction")
    entrer(client, comite.secretariat)
    courant = Bibliotheque(site_demo).courant("94").identifiant
    reponse = client.post(reverse("web:saisine_dossier_ouvrir", args=[suivante.pk]), {"instantane": courant})
    assert reponse.status_code == 302, reponse.content.decode()[:800]
    page = client.get(reponse["Location"]).content.decode()
    assert "R1 de l’avis 2026-01" in page


def test_un_avis_mene_a_sa_saisine_a_son_dossier_et_a_sa_seance(client, comite):
    avis = un_avis(comite)
    page = lire(client, "avis", avis.numero)
    assert reverse("web:saisine_lire", args=[avis.saisine_id, 1]) in page
    for adresse in (
        reverse("web:saisine", args=[avis.saisine_id]),
        reverse("web:seance", args=[avis.point.seance_id]),
    ):
        assert adresse in page
        assert client.get(adresse).status_code == 200, adresse


def test_un_college_que_le_secret_tait_est_nomme_avec_sa_raison():
    from portulan.crefop.avis.valeurs import Decompte, Vote, VoteCollege
    from portulan.web.vues.crefop_suivi_avis import _vote

    compte = Decompte(pour=3, contre=1)
    vote = Vote(
        intitule="Ensemble",
        objet="ensemble",
        mode="secret",
        repere="",
        issue="adopte",
        voix=compte,
        sieges=compte,
        colleges=(VoteCollege("Syndicats", compte, compte), VoteCollege("État", None, None, "moins de trois votants")),
        organisations=(),
        phrase="",
        precisions=(),
        regle="",
        bulletins="",
    )
    montre = _vote(vote)
    assert [nom for nom, _ in montre["colleges"]] == ["Syndicats"]
