"""Pages of the rules of routing, as the people who use them."""

import re
from datetime import timedelta

import pytest

from fabriques.parties import aiguillage as partie
from portulan.methodes.aiguillage_regles import PARAMETRES, Regles
from portulan.socle.horloge import aujourdhui
from portulan.terrain.aiguillage.models import RegleAiguillage
from portulan.terrain.aiguillage.queries import regles_en_vigueur
from portulan.web.formulaires.aiguillage import initiales

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"
PROPOSER = "/aiguillage/regles/proposer/"


def test_chaque_page_repond(client, personnes):
    for role, adresse in partie.pages():
        client.logout()
        if role:
            client.force_login(personnes[role], backend=MOTEUR)
        reponse = client.get(adresse)
        assert reponse.status_code == 200, (role, adresse, reponse.status_code)
        html = reponse.content.decode()
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert "None" not in re.sub(r"<[^>]+>", " ", html)


def test_les_regles_sont_dites_a_tous_avec_leur_sens_et_leur_source(client, personnes):
    texte = client.get("/aiguillage/regles/").content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    for parametre in PARAMETRES:
        assert parametre.libelle in texte
    assert "50 km" in texte
    assert "compétence, puis zone desservie" in texte
    assert "Proposer un changement" not in texte
    assert client.get(PROPOSER).status_code == 302


@pytest.fixture
def mission(client, personnes):
    client.force_login(personnes["mission_spro"], backend=MOTEUR)
    return client


def saisie(**autres):
    return initiales(Regles()) | {"motif": "Rapprocher les propositions."} | autres


def test_proposer_voir_l_effet_puis_adopter(mission, client):
    reponse = mission.post(PROPOSER, saisie(rayon_km=5, ordre_0="trajet", ordre_3="competence"), follow=True)
    page = reponse.content.decode()
    regle = RegleAiguillage.objects.get()
    assert reponse.redirect_chain[-1][0] == f"/aiguillage/regles/{regle.numero}/"
    assert "Aucune demande reçue" in page  # nobody asked yet: usual requests are played
    autres = int(re.search(r"<li>(\d+).demandes? recevraient", page.replace("\u202f", " "))[1])
    assert 0 < autres <= 300
    assert "Premières places par type d’opérateur" in page
    adresse = f"/aiguillage/regles/{regle.numero}/adopter/"
    reponse = mission.post(adresse, {"applicable_le": aujourdhui().isoformat()})
    assert "second-facteur" in reponse.get("Location", "") or "second facteur" in reponse.content.decode().lower()
    assert RegleAiguillage.objects.get().etat == "proposee"
    session = mission.session
    session["second_facteur_donne"] = True
    session.save()
    hier = aujourdhui() - timedelta(days=1)
    assert mission.post(adresse, {"applicable_le": hier.isoformat()}).status_code == 422
    assert mission.post(adresse, {"applicable_le": "x"}).status_code == 422
    assert mission.post(adresse, {"applicable_le": aujourdhui().isoformat()}).status_code == 302
    assert regles_en_vigueur().rayon_km == 5
    client.logout()
    assert "Règles n" in client.get("/aiguillage/regles/").content.decode()
    assert client.get(f"/aiguillage/regles/{regle.numero}/").status_code == 200


def test_une_saisie_impossible_revient_avec_ses_fautes(mission):
    reponse = mission.post(PROPOSER, saisie(rayon_km=0, bandes_minutes="30, 15", ordre_0="zone", vendeurs="inconnu"))
    assert reponse.status_code == 422
    mauvaise = mission.post(PROPOSER, saisie(bandes_minutes="30, 15", ordre_0="zone", vendeurs="inconnu"))
    page = mauvaise.content.decode()
    assert mauvaise.status_code == 422
    for phrase in ("croissants", "cité une fois", "pas un code connu"):
        assert phrase in page
    assert "rien ne changerait" in mission.post(PROPOSER, saisie()).content.decode()
    assert not RegleAiguillage.objects.exists()


def test_abandonner_garde_l_histoire(mission, client):
    mission.post(PROPOSER, saisie(rayon_km=20))
    numero = RegleAiguillage.objects.get().numero
    assert mission.post(f"/aiguillage/regles/{numero}/abandonner/").status_code == 302
    assert "abandonnée" in mission.get("/aiguillage/regles/").content.decode()
    client.logout()
    assert client.get(f"/aiguillage/regles/{numero}/").status_code == 404


def test_l_effet_se_lit_sur_les_demandes_du_mois(mission, personnes):
    from portulan.socle.horloge import maintenant
    from portulan.terrain.accueil.models import Besoin, DemandeAccueil
    from portulan.web.aiguillage_mots import requetes_du_mois

    for jours in (1, 40):
        demande = DemandeAccueil.objects.create(
            canal=DemandeAccueil._meta.get_field("canal").choices[0][0],
            saisie_par="anonyme",
            recue_le=maintenant() - timedelta(days=jours),
            code_insee="2A004",
            publics=["jeunes"],
            age=17,
        )
        Besoin.objects.create(demande=demande, thematique="se-former--trouver-sa-formation")
    requetes, recues = requetes_du_mois(aujourdhui())
    assert recues == len(requetes) == 1
    assert (requetes[0].age, requetes[0].departement, requetes[0].publics) == (17, "2A", ("jeunes",))
    reponse = mission.post(PROPOSER, saisie(rayon_km=5, ordre_0="trajet", ordre_3="competence"), follow=True)
    assert "1 demande rejouée" in reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
