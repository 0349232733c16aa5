"""Screens of imports, doubles and conflicts, as the Region's mission uses them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fabriques.reseau import fichier, importer, structure
from portulan.comptes.enums import Role
from portulan.comptes.operations import creer_compte, habiliter
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.reseau.enums import EtatImport
from portulan.terrain.reseau.importation import tache
from portulan.terrain.reseau.models import Conflit, ImportReseau, Rapprochement, Structure
from portulan.travaux.models import Travail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]


@pytest.fixture
def mission(db):
    compte = creer_compte(courriel="mission@exemple.fr", role=None)
    habiliter(compte=compte, role=Role.MISSION_SPRO, territoire=Territoire(Niveau.REGION, "94"))
    client = Client()
    client.force_login(compte, backend="portulan.comptes.backends.ParCourriel")
    return client


def envoyer(client, documents, **options):
    depose = SimpleUploadedFile("reseau.json", json.dumps({"structures": documents, "services": []}).encode())
    return client.post("/reseau/importer/", {"provenance": "fichier", "fichier": depose, **options})


def test_verifier_puis_importer(mission):
    reponse = envoyer(mission, [structure(1)], simuler="on")
    premier = ImportReseau.objects.get()
    assert reponse.url == f"/reseau/importer/{premier.pk}/"
    assert Travail.objects.get().parametres == {"importation": premier.pk}
    assert "en lecture" in mission.get(reponse.url).content.decode()
    tache(lambda *_: None, importation=premier.pk)
    page = mission.get(reponse.url).content.decode()
    assert "Rien n’est encore écrit" in page
    assert not Structure.objects.exists()
    for _ in range(2):
        suite = mission.post(f"{reponse.url}appliquer/")
    assert ImportReseau.objects.count() == 2
    tache(lambda *_: None, importation=ImportReseau.objects.first().pk)
    assert "Les registres sont à jour" in mission.get(suite.url).content.decode()
    assert Structure.objects.count() == 1
    assert "Mission locale 1" in mission.get(f"{suite.url}?format=csv").getvalue().decode()


def test_importer_sans_les_lignes_refusees(mission):
    reponse = envoyer(mission, [structure(1), structure(2, nom="<b>"), structure(3, adresse="<script>x</script>")])
    tache(lambda *_: None, importation=ImportReseau.objects.get().pk)
    Structure.objects.all().delete()
    assert ImportReseau.objects.get().etat == EtatImport.APPLIQUE
    envoyer(mission, [structure(1), structure(2, nom="x\u202e")])
    refuse = ImportReseau.objects.first()
    tache(lambda *_: None, importation=refuse.pk)
    page = mission.get(f"/reseau/importer/{refuse.pk}/?issue=refusee").content.decode()
    assert "U+202E" in page
    assert "Une ligne est refusée\u00a0: rien n’est écrit." in page
    for ecran in (page, mission.get("/reseau/importer/").content.decode()):
        assert "refusé" in ecran
        assert "&#x27;texte&#x27;" not in ecran  # a component is rendered, not printed
    assert "\u202e" not in page
    suite = mission.post(f"/reseau/importer/{refuse.pk}/appliquer/", {"ecarter": "oui"})
    tache(lambda *_: None, importation=ImportReseau.objects.first().pk)
    assert Structure.objects.count() == 1
    assert mission.get(suite.url).status_code == mission.get(reponse.url).status_code == 200


def test_sans_fichier_le_formulaire_le_dit(mission):
    reponse = mission.post("/reseau/importer/", {"provenance": "fichier"})
    assert reponse.status_code == 422
    assert "Choisissez un fichier" in reponse.content.decode()


def test_arreter(mission):
    envoyer(mission, [structure(1)])
    demande = ImportReseau.objects.get()
    mission.post(f"/reseau/importer/{demande.pk}/arreter/")
    assert Travail.objects.get().etat == "annule"
    page = mission.get(f"/reseau/importer/{demande.pk}/").content.decode()
    assert "Rien n’a été écrit" in page


def test_fusionner_et_annuler_a_l_ecran(mission, tmp_path):
    un = structure(1, nom="CIO d’Ajaccio <b>")
    deux = structure(1, source="dora", id="dora--7", nom="CIO AJACCIO B", site_web="https://exemple.fr")
    importer(fichier(tmp_path, [un, deux]))
    paire = Rapprochement.objects.get()
    adresse = f"/reseau/doublons/{paire.pk}/"
    assert "CIO d’Ajaccio &lt;b&gt;" in mission.get(adresse).content.decode()
    envoi = {"acte": "fusionner", "gardee": paire.b_id, "choix-nom": paire.a_id, "choix-adresse": "9" * 30}
    envoi |= {f"version-{paire.a_id}": 1, f"version-{paire.b_id}": 1}
    assert mission.post(adresse, envoi).status_code == 302
    assert Structure.objects.get(etat="ouverte").nom == "CIO d’Ajaccio <b>"
    assert "Annuler la fusion" in mission.get(adresse).content.decode()
    mission.post(adresse, {"acte": "annuler"})
    assert Structure.objects.filter(etat="ouverte").count() == 2
    mission.post(adresse, {"acte": "distinguer"})
    mission.post("/reseau/doublons/chercher/")
    paire.refresh_from_db()
    assert paire.etat == "distinct"


def test_departager_a_l_ecran(mission, tmp_path):
    importer(fichier(tmp_path, [structure(1)]))
    Structure.objects.update(telephone="04 95 99 99 99", version=2)
    importer(fichier(tmp_path, [structure(1, telephone="04 95 11 11 11")]))
    assert "04 95 99 99 99" in mission.get("/reseau/conflits/").content.decode()
    mission.post(f"/reseau/conflits/{Conflit.objects.get().pk}/", {"choix": "prendre"})
    assert Structure.objects.get().telephone == "04 95 11 11 11"


def test_peu_de_requetes(mission, tmp_path, django_assert_max_num_queries):
    importer(fichier(tmp_path, [structure(n, telephone="04 95 00 00 01") for n in range(1, 30)]), simuler=True)
    with django_assert_max_num_queries(16):
        mission.get(f"/reseau/importer/{ImportReseau.objects.get().pk}/")
    with django_assert_max_num_queries(12):
        mission.get("/reseau/doublons/")
