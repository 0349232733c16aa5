"""The charter in the browser, from an empty installation: write, discuss, freeze, read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.comptes.operations import creer_compte, habiliter
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.charte.lecture import livres
from portulan.terrain.charte.models import Article, Contribution, Engagement, ReferentielPublie, Seance, Version
from portulan.web.identite import SECOND_FACTEUR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
HOSTILE = '<script>alert(1)</script> \u202egauche\u202c 👩‍🏫 "=1+1"\0'


def session(role, *, organisation=None, verifie=False):
    compte = creer_compte(courriel=f"{role}@exemple.fr", role=None)
    lieu = None if organisation else Territoire(Niveau.REGION, "94")
    habiliter(compte=compte, role=role, organisation=organisation, territoire=lieu)
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    if verifie:
        memoire = client.session
        memoire[SECOND_FACTEUR] = True
        memoire.save()
    return client


@pytest.fixture
def mission():
    return session(Role.MISSION_SPRO, verifie=True)


@pytest.fixture
def responsable():
    organisation = Organisation.objects.create(
        code="ml", nom="Mission locale", genre="operateur", operateur="mission_locale", region="94"
    )
    return session(Role.RESPONSABLE, organisation=organisation)


def creer(mission, genre="cahier_des_charges"):
    mission.post("/charte/versions/nouvelle/", {"genre": genre, "depuis": "plan"})
    return Version.objects.latest("pk")


def texte(reponse):
    return reponse.content.decode()


def test_du_plan_type_au_texte_arrete_avec_une_contribution(mission, responsable, client):
    version = creer(mission)
    adresse = f"/charte/versions/{version.pk}/"
    assert client.get(adresse).status_code == 404
    assert responsable.get(adresse).status_code == 404
    mission.post(f"{adresse}etat/ouvrir/", {"jusqu_au": ""})
    assert client.get(adresse).status_code == 200
    depot = f"/charte/concertation/version-{version.pk}/contribuer/"
    organisation = Organisation.objects.get(code="ml")
    envoi = {"organisation": organisation.pk, "article": "accueil", "texte": HOSTILE, "cle": "k" * 32}
    for _ in range(2):
        assert responsable.post(depot, envoi).status_code == 302
    contribution = Contribution.objects.get()
    page = f"/charte/concertation/contributions/{contribution.pk}/"
    assert client.get(page).status_code == 404
    assert "<script>alert" not in texte(responsable.get(page))
    assert "&lt;script&gt;" in texte(responsable.get(page))
    assert "\u202e" not in contribution.texte
    reponse = {"suite": "retenue", "motif": "Le texte change en ce sens.", "revision": 1}
    assert responsable.post(f"{page}repondre/", reponse).status_code == 403
    assert mission.post(f"{page}repondre/", {**reponse, "motif": " "}).status_code == 422
    assert mission.post(f"{page}repondre/", reponse).status_code == 302
    mission.post(f"{adresse}etat/soumettre/")
    mission.post(f"{adresse}etat/arreter/", {"jour": "2100-01-01", "acte": "Délibération n° 1"})
    assert Version.objects.get().etat == "arretee"
    assert "Le texte change en ce sens." in texte(client.get(page))
    assert "Mission locale" in texte(client.get("/charte/concertation/"))
    csv = texte(client.get("/charte/concertation/?format=csv"))
    assert "Le texte change en ce sens." in csv


def test_figer_sans_second_facteur_demande_le_code():
    simple = session(Role.MISSION_SPRO)
    version = creer(simple)
    simple.post(f"/charte/versions/{version.pk}/etat/ouvrir/", {})
    reponse = simple.post(f"/charte/versions/{version.pk}/etat/soumettre/")
    assert reponse.status_code == 403
    assert "Second facteur" in texte(reponse)
    assert Version.objects.get().etat == "concertation"


def test_deux_navigateurs_sur_un_article_rien_n_est_perdu(mission):
    version = creer(mission)
    adresse = f"/charte/versions/{version.pk}/articles/accueil/"
    envoi = {"titre": "Accueil", "texte": "Texte de la première.", "fiche": ["F1.4"], "revision": 1}
    assert mission.post(adresse, envoi).status_code == 302
    conflit = mission.post(adresse, {**envoi, "texte": "Texte de la seconde, longue à écrire."})
    assert conflit.status_code == 409
    assert "Texte de la première." in texte(conflit)
    assert "Texte de la seconde, longue à écrire." in texte(conflit)
    assert conflit.context["formulaire"].data["revision"] == "2"
    mission.post(adresse, {**envoi, "texte": "Les deux.", "revision": 2})
    assert Article.objects.get(version=version, code="accueil").texte == "Les deux."


@pytest.mark.parametrize("longueur", [20_001, 1_000_000])
def test_un_texte_trop_long_est_refuse_avec_la_saisie(mission, longueur):
    version = creer(mission)
    adresse = f"/charte/versions/{version.pk}/articles/accueil/"
    reponse = mission.post(adresse, {"titre": "Accueil", "texte": "é" * longueur, "revision": 1})
    assert reponse.status_code == 422
    assert "20\u202f000" in texte(reponse) or "20000" in texte(reponse)


def test_deplacer_retirer_comparer_telecharger(mission, client):
    version = creer(mission)
    base = f"/charte/versions/{version.pk}/"
    mission.post(f"{base}articles/adhesion/deplacer/", {"sens": "haut"})
    assert version.articles.first().code == "adhesion"
    mission.post(f"{base}articles/outils/retirer/")
    assert "F1.9" in texte(mission.get(f"{base}rediger/")).split("Voir question par question")[0]
    mission.post(f"{base}etat/ouvrir/", {})
    corps = client.get(f"{base}telecharger/texte.json").json()
    assert [a["code"] for a in corps["articles"]][:2] == ["adhesion", "objet"]
    assert texte(client.get(f"{base}telecharger/texte.txt")).startswith("Cahier des charges")
    assert client.get(f"{base}telecharger/texte.exe").status_code == 404
    assert "Il n’y a qu’une version" in texte(client.get(f"{base}comparer/"))
    assert client.post(f"{base}articles/adhesion/deplacer/", {"sens": "haut"}).status_code == 302
    assert version.articles.first().code == "adhesion"


def test_engagement_de_la_convention(mission):
    version = creer(mission, "convention")
    adresse = f"/charte/versions/{version.pk}/nouvel-engagement/"
    envoi = {"code": "E01", "libelle": HOSTILE, "partie": "etat", "revision": 0}
    assert mission.post(adresse, envoi).status_code == 302
    assert mission.post(adresse, envoi).status_code == 422
    engagement = Engagement.objects.get()
    liste = texte(mission.get(f"/charte/versions/{version.pk}/engagements/"))
    assert "<script>alert" not in liste
    mission.post(f"/charte/engagements/{engagement.pk}/retirer/")
    assert not Engagement.objects.exists()


def test_seance_et_schema(mission, responsable, client):
    version = creer(mission)
    mission.post(f"/charte/versions/{version.pk}/etat/ouvrir/", {})
    organisation = Organisation.objects.get(code="ml")
    envoi = {"titre": "Lancement", "date": "2026-01-12", "presentes": [organisation.pk], "cle": "s" * 32}
    for _ in range(2):
        mission.post(f"/charte/concertation/version-{version.pk}/nouvelle-seance/", envoi)
    seance = Seance.objects.get()
    assert [(c.organisation, c.presente) for c in seance.convocations.all()] == [(organisation, True)]
    assert "présente" in texte(client.get(f"/charte/concertation/seances/{seance.pk}/"))
    tous = {"titre": "Suite", "date": "2026-01-19", "types": [organisation.operateur], "cle": "t" * 32}
    mission.post(f"/charte/concertation/version-{version.pk}/nouvelle-seance/", tous)
    conviees = {c.organisation.operateur for c in Seance.objects.get(titre="Suite").convocations.all()}
    assert conviees == {organisation.operateur}
    schema = {"libelle": "CPRDFOP", "du": "2020-01-01", "au": "2100-12-31"}
    refus = mission.post("/charte/schema/modifier/", {**schema, "objectifs": "A | un\nA | deux\nsans code"})
    assert refus.status_code == 422
    assert "Ligne 2" in texte(refus)
    assert "Ligne 3" in texte(refus)
    mission.post("/charte/schema/modifier/", {**schema, "objectifs": "A | Accueillir | 95 %"})
    assert "Accueillir" in texte(client.get("/charte/schema/"))


def test_deposer_un_referentiel_liste_tout_puis_publie(mission, client):
    def donner(contenu, nom="referentiel.toml"):
        fichier = SimpleUploadedFile(nom, contenu if isinstance(contenu, bytes) else contenu.encode())
        return mission.post("/charte/referentiel/deposer/", {"fichier": fichier})

    bon = livres()[0].replace('code = "national"', 'code = "corse"', 1).replace("2025-01-01", "2090-01-01")
    bon = bon.replace("Le plan de progrès est suivi", "Le plan de progrès est tenu")
    assert donner(b"MZ\x90\x00\xff\xfe", "referentiel.toml").status_code == 422
    refus = donner(bon.replace('principe = "P6"', 'principe = "P7"').replace("IND-F1.10-4", "IND-F1.10-9"))
    assert refus.status_code == 422
    assert texte(refus).count("«\u00a0P7\u00a0» inconnu") == 7
    assert "IND-F1.10-9" in texte(refus)
    vu = donner(bon)
    assert vu.status_code == 200
    assert "1\u00a0critère diffère" in texte(vu)
    assert ReferentielPublie.objects.filter(region="94").count() == 0
    propose = vu.context["texte"].replace("\n", "\r\n")  # as a browser sends it
    for _ in range(2):
        mission.post("/charte/referentiel/publier/", {"texte": propose})
    publie = ReferentielPublie.objects.get(region="94")
    assert publie.contenu == bon
    assert client.get(f"/charte/referentiel/{publie.pk}/fichier.toml").content.decode() == bon
    comparaison = texte(client.get(f"/charte/referentiel/comparer/?b={publie.pk}"))
    assert "tenu" in comparaison
    assert "P6.6" in comparaison


def test_filtres_et_csv_du_referentiel(client):
    page = texte(client.get("/charte/referentiel/?principe=P6&force=eliminatoire"))
    assert "P6.1" in page
    assert 'id="P6.2"' not in page
    csv = texte(client.get("/charte/referentiel/?format=csv"))
    assert csv.count("\r\n") == 41
    assert client.get("/charte/referentiel/?version=999999").status_code == 404
    assert client.get("/charte/referentiel/?version=%00x").status_code == 404


def test_requetes_bornees(terrain_demo, client, django_assert_max_num_queries):
    for adresse, borne in (("/charte/", 12), ("/charte/referentiel/", 6), ("/charte/concertation/", 45)):
        with django_assert_max_num_queries(borne):
            assert client.get(adresse).status_code == 200
