"""Acts of administration: each is a job, asked by an account, found again in the list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portulan.travaux.models import Etat, Travail
from portulan.travaux.taches import executer

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"


@pytest.fixture
def connectee(client, administratrice):
    client.force_login(administratrice, backend=MOTEUR)
    return client


def test_connexion_puis_deconnexion(client, vierge, administratrice):
    reponse = client.post(
        "/connexion/",
        {"courriel": "claire@exemple.fr", "mot_de_passe": "un-mot-de-passe-solide-42", "next": "/travaux/"},
    )
    assert reponse["Location"] == "/travaux/"
    assert client.get("/travaux/").status_code == 200
    assert client.get("/deconnexion/").status_code == 405
    client.post("/deconnexion/")
    assert client.get("/travaux/").status_code == 302


def test_connexion_refusee_sans_dire_lequel_est_faux(client, vierge, administratrice):
    for courriel in ("claire@exemple.fr", "inconnue@exemple.fr"):
        reponse = client.post("/connexion/", {"courriel": courriel, "mot_de_passe": "faux"})
        assert reponse.status_code == 422
        assert "Courriel ou mot de passe incorrect" in reponse.content.decode()


def test_connexion_ne_renvoie_pas_ailleurs(client, vierge, administratrice):
    donnees = {
        "courriel": "claire@exemple.fr",
        "mot_de_passe": "un-mot-de-passe-solide-42",
        "next": "https://ailleurs.example/",
    }
    assert client.post("/connexion/", donnees)["Location"] == "/espace/"


def test_lien_de_connexion_ne_sert_qu_une_fois(client, vierge, administratrice):
    from portulan.comptes.operations import fabriquer_lien

    adresse = f"/connexion/lien/{fabriquer_lien(compte=administratrice)}/"
    assert client.get(adresse).status_code == 200
    assert client.get("/travaux/").status_code == 302
    assert client.post(adresse).status_code == 302
    assert client.get("/travaux/").status_code == 200
    assert client.post(adresse).status_code == 403


@pytest.mark.parametrize("adresse", ["/region/geler/", "/region/construire/", "/region/publier/x/"])
def test_acte_refuse_a_qui_n_est_pas_connecte(client, vierge, adresse):
    assert client.post(adresse)["Location"].startswith("/connexion/")
    assert not Travail.objects.exists()


def test_import_sans_fichier_ni_adresse(connectee, vierge):
    reponse = connectee.post("/region/importer/", {})
    assert reponse.status_code == 422
    assert "Choisissez un fichier, ou donnez une adresse" in reponse.content.decode()
    assert not Travail.objects.exists()


def test_import_d_un_fichier_inconnu_dit_pourquoi(connectee, vierge, monkeypatch):
    monkeypatch.setenv("PORTULAN_HOME", str(vierge.racine))
    fichier = SimpleUploadedFile("../../vœux.csv", b"a;b\n1;2\n")
    reponse = connectee.post("/region/importer/", {"fichier": fichier})
    travail = Travail.objects.get()
    assert reponse["Location"] == f"/travaux/{travail.pk}/"
    depose = travail.parametres["origine"]
    assert depose.startswith(str(vierge.racine / "televersements"))
    assert "En attente" in connectee.get(f"/travaux/{travail.pk}/").content.decode()
    executer.call(travail.pk)
    travail.refresh_from_db()
    html = connectee.get(f"/travaux/{travail.pk}/").content.decode()
    assert travail.etat == Etat.ECHOUE
    assert travail.message[:20] in html.replace("&#x27;", "'").replace("&quot;", '"')
    assert not list(vierge.chargements.rglob("*.parquet"))


def test_double_clic_fait_un_seul_travail(connectee, vierge):
    premiere = connectee.post("/region/construire/")
    seconde = connectee.post("/region/construire/")
    assert premiere["Location"] == seconde["Location"]
    assert Travail.objects.count() == 1


def test_rapport_des_refus_et_choix_de_les_ecarter(connectee, vierge, administratrice):
    from django.utils import timezone

    refus = {
        "ligne": 12,
        "colonne": "places",
        "valeur": "-3",
        "motif": "Nombre négatif.",
        "remede": "Corrigez.",
        "bloquant": True,
    }
    travail = Travail.objects.create(
        genre="importer",
        libelle="Importer parcoursup.csv",
        cle="x",
        etat=Etat.TERMINE,
        parametres={"source": "", "origine": "/x/parcoursup.csv", "nom": "parcoursup.csv", "ecarter": False},
        resultat={
            "charge": False,
            "message": "1 ligne refusée.",
            "refus": [refus],
            "refus_total": 1,
            "source": "parcoursup",
        },
        demande_par="compte:1",
        cree_le=timezone.now(),
        commence_le=timezone.now(),
        termine_le=timezone.now(),
    )
    adresse = f"/travaux/{travail.pk}/"
    html = connectee.get(adresse).content.decode()
    assert "Rien n’a été chargé" in html
    assert "Nombre négatif." in html
    assert "Nombre négatif." in connectee.get(adresse + "?format=csv").content.decode("utf-8-sig")
    suite = connectee.post(adresse + "ecarter/")
    nouveau = Travail.objects.exclude(pk=travail.pk).get()
    assert suite["Location"] == f"/travaux/{nouveau.pk}/"
    assert nouveau.parametres == {**travail.parametres, "ecarter": True}


def test_avancement_s_arrete_avec_le_travail(connectee, vierge):
    connectee.post("/region/construire/")
    travail = Travail.objects.get()
    assert connectee.get(f"/travaux/{travail.pk}/avancement/").status_code == 200
    connectee.post(f"/travaux/{travail.pk}/annuler/")
    reponse = connectee.get(f"/travaux/{travail.pk}/avancement/")
    assert (reponse.status_code, reponse["HX-Refresh"]) == (286, "true")
    connectee.post(f"/travaux/{travail.pk}/relancer/")
    travail.refresh_from_db()
    assert travail.etat == Etat.EN_ATTENTE


def test_date_de_gel_fausse(connectee, vierge):
    reponse = connectee.post("/region/geler/", {"date_reference": "31/02/2026"}, follow=True)
    assert "n’est pas une date" in reponse.content.decode()
    assert not Travail.objects.exists()


def test_geler_une_date(connectee, vierge):
    connectee.post("/region/geler/", {"date_reference": "2026-01-31", "provisoire": "on"})
    assert Travail.objects.get().parametres == {"region": "94", "date_reference": "2026-01-31", "provisoire": True}


def test_formulaire_expire_dit_quoi_faire(vierge):
    client = Client(enforce_csrf_checks=True)
    reponse = client.post("/connexion/", {"courriel": "claire@exemple.fr", "mot_de_passe": "x"})
    assert reponse.status_code == 403
    assert "Formulaire expiré" in reponse.content.decode()
    assert "Rechargez la page" in reponse.content.decode()
