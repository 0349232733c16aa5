"""The public door: two questions, always somebody, the reasons; the frame; the request to be called back."""

import pytest

from portulan.terrain.accueil.models import Consultation, DemandeAccueil
from portulan.terrain.reseau.models import Structure

pytestmark = pytest.mark.django_db


def page(client, adresse, statut=200):
    reponse = client.get(adresse)
    assert reponse.status_code == statut
    return reponse.content.decode()


def test_deux_questions_donnent_des_structures_et_leurs_raisons(client, terrain_demo):
    corps = page(client, "/trouver/?cherche=changer+de+métier&besoin=&ou=Ajaccio")
    assert "Changer de métier, Ajaccio" in corps
    assert corps.count('<li class="proposition">') >= 3
    assert "Qui n’a pas été proposé, et pourquoi" in corps
    assert "<svg" in corps


def test_l_adresse_se_partage(client, terrain_demo):
    adresse = "/trouver/?cherche=&besoin=vae&ou=Ajaccio"
    premier = client.get(adresse)
    suivant = client.get("/trouver/" + premier.context["partage"])
    rangs = [[m.structure.pk for m in r.context["propositions"]] for r in (premier, suivant)]
    assert rangs[0]
    assert rangs[0] == rangs[1]


def test_un_code_postal_partage_fait_choisir_la_commune(client, terrain_demo):
    reponse = client.get("/trouver/?besoin=vae&ou=20137")
    noms = [c["nom"] for c, _ in reponse.context["communes"]]
    assert {"Porto-Vecchio", "Lecci"} <= set(noms)
    lien = next(lien for c, lien in reponse.context["communes"] if c["nom"] == "Lecci")
    assert "Lecci" in page(client, "/trouver/" + lien)


@pytest.mark.parametrize(
    "question", ["ou=Bruxelles", "ou=99999&besoin=vae", "cherche=zzz&ou=Corte", "distance=on", "age=120&ou=Bastia"]
)
def test_jamais_de_page_vide(client, terrain_demo, question):
    reponse = client.get(f"/trouver/?{question}")
    assert reponse.status_code == 200
    assert reponse.context["propositions"]


@pytest.mark.parametrize("question", ["age=abc", "age=3", "besoin=inconnu", "ou=" + "x" * 90])
def test_une_reponse_fausse_se_corrige_sur_la_page(client, terrain_demo, question):
    assert "Une réponse est à corriger" in page(client, f"/trouver/?{question}", 422)


def test_a_distance_seulement_ne_donne_que_des_structures_a_distance(client, terrain_demo):
    reponse = client.get("/trouver/?besoin=&ou=Ajaccio&distance=on")
    trouvees = reponse.context["propositions"]
    assert trouvees
    assert all(m.proposition.a_distance for m in trouvees)


def test_un_reseau_vide_le_dit_et_renvoie_ailleurs(client, vierge, db):
    assert "Aucune structure n’est encore connue ici" in page(client, "/trouver/?besoin=vae&ou=Ajaccio")


def test_le_depart_vers_un_site_se_compte_sans_personne(client, terrain_demo):
    structure = Structure.objects.exclude(site_web="").first()
    for _ in range(2):
        reponse = client.get(f"/trouver/site/{structure.pk}/?besoin=vae")
        assert reponse.status_code == 302
        assert reponse["Location"] == structure.site_web
    comptee = Consultation.objects.get()
    assert (comptee.nombre, comptee.thematique, comptee.geste) == (2, "vae", "site")


def test_le_cadre_se_place_sur_un_autre_site_et_lui_seul(client, terrain_demo):
    cadre, page_ordinaire = client.get("/trouver/cadre/"), client.get("/trouver/")
    assert "frame-ancestors *" in cadre["Content-Security-Policy"]
    assert "X-Frame-Options" not in cadre
    assert "frame-ancestors 'none'" in page_ordinaire["Content-Security-Policy"]
    assert page_ordinaire["X-Frame-Options"] == "DENY"


RAPPEL = {"prenom": "Ana", "telephone": "06 12 34 56 78", "accord": "on", "cle": "cle-du-formulaire"}


def test_etre_rappele_se_note_une_fois(client, terrain_demo):
    structure = Structure.objects.filter(etat="ouverte").first()
    adresse = f"/trouver/rappel/?besoin=vae&commune=2A004&structure={structure.pk}"
    avant = DemandeAccueil.objects.count()
    for _ in range(2):
        assert client.post(adresse, RAPPEL).status_code == 302
    assert DemandeAccueil.objects.count() == avant + 1
    demande = DemandeAccueil.objects.get(cle=RAPPEL["cle"])
    assert demande.a_rappeler
    assert demande.structure == structure
    assert demande.identite.telephone == "06 12 34 56 78"
    assert [b.thematique for b in demande.besoins.all()] == ["vae"]


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({"accord": ""}, "accord"),
        ({"telephone": ""}, "Donnez un téléphone ou un courriel"),
        ({"telephone": "12"}, "nombre de chiffres"),
        ({"courriel": "pas-un-courriel"}, "courriel"),
    ],
)
def test_sans_accord_ni_moyen_de_repondre_rien_n_est_garde(client, terrain_demo, change, attendu):
    structure = Structure.objects.filter(etat="ouverte").first()
    avant = DemandeAccueil.objects.count()
    reponse = client.post(f"/trouver/rappel/?structure={structure.pk}", RAPPEL | change)
    assert reponse.status_code == 422
    assert attendu in reponse.content.decode()
    assert DemandeAccueil.objects.count() == avant
