"""Writing in the network: who may, what is kept, what happens twice, what two people do at once."""

import re
from datetime import timedelta
from html import unescape

import pytest

from portulan.socle.horloge import aujourdhui
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Disponibilite, Service, Structure

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"


@pytest.fixture
def entree(client, personnes):
    def ouvrir(role):
        client.force_login(personnes[role], backend=MOTEUR)
        return client

    return ouvrir


@pytest.fixture
def fiche(personnes):
    """A structure of the organisation of the agent and of the manager."""
    acces = personnes["agent"].acces[0]
    return Structure.objects.filter(organisation=acces.organisation, services__isnull=False).distinct().first()


def champs_de(html):
    """What the browser would send back of the form of a page."""
    formulaire = re.search(r'<form method="post" novalidate.*?</form>', html, re.DOTALL)[0]
    donnees = {}
    for balise in re.findall(r"<input[^>]*>", formulaire):
        nom = re.search(r'name="([^"]+)"', balise)
        genre = re.search(r'type="([^"]+)"', balise)[1]
        valeur = re.search(r'value="([^"]*)"', balise)
        if nom is None or (genre in {"checkbox", "radio"} and "checked" not in balise):
            continue
        donnees.setdefault(nom[1], []).append(unescape(valeur[1] if valeur else "on" if genre == "checkbox" else ""))
    for nom, contenu in re.findall(r'<textarea name="([^"]+)"[^>]*>\s?(.*?)</textarea>', formulaire, re.DOTALL):
        donnees[nom] = [unescape(contenu.strip())]
    for nom, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', formulaire, re.DOTALL):
        choisie = re.search(r'value="([^"]*)" selected', options)
        donnees[nom] = [choisie[1] if choisie else ""]
    donnees.pop("csrfmiddlewaretoken", None)
    return donnees


def horaires_de(fiche):
    return Structure.objects.values_list("horaires_accueil", flat=True).get(pk=fiche.pk)


PAGES = ("modifier", "horaires", "indisponibilites", "services/nouveau", "fermer")


@pytest.mark.parametrize("page", PAGES)
def test_il_faut_le_droit_sur_cette_structure(entree, client, fiche, page):
    adresse = f"/reseau/structures/{fiche.pk}/{page}/"
    assert client.get(adresse).status_code == 302
    autre = Structure.objects.exclude(organisation=fiche.organisation).first()
    responsable = entree("responsable")
    assert responsable.get(adresse).status_code == 200
    assert responsable.get(f"/reseau/structures/{autre.pk}/{page}/").status_code == 403
    assert entree("membre").get(adresse).status_code == 403


def test_envoyer_le_formulaire_tel_quel_ne_change_rien(entree, fiche):
    agent = entree("agent")
    avant = Structure.objects.values().get(pk=fiche.pk)
    for page in ("modifier", "horaires"):
        adresse = f"/reseau/structures/{fiche.pk}/{page}/"
        reponse = agent.post(adresse, champs_de(agent.get(adresse).content.decode()))
        assert reponse.status_code == 302, page
        assert Structure.objects.values().get(pk=fiche.pk) == avant, page
    service = fiche.services.first()
    avant = Service.objects.values().get(pk=service.pk)
    adresse = f"/reseau/services/{service.pk}/modifier/"
    assert agent.post(adresse, champs_de(agent.get(adresse).content.decode())).status_code == 302
    assert Service.objects.values().get(pk=service.pk) == avant


def test_modifier_la_fiche(entree, fiche):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    donnees = champs_de(agent.get(adresse).content.decode())
    donnees |= {"nom": ["Maison de l’orientation"], "telephone": ["04 95 00 00 00"]}
    assert agent.post(adresse, donnees).status_code == 302
    fiche.refresh_from_db()
    assert (fiche.nom, fiche.telephone, fiche.date_maj) == ("Maison de l’orientation", "04 95 00 00 00", aujourdhui())
    html = agent.get(f"/reseau/structures/{fiche.pk}/").content.decode()
    assert "Fiche modifiée\u00a0: nom, téléphone, par vous." in html


def test_changer_de_commune_replace_le_point_et_les_territoires(entree, fiche):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    donnees = champs_de(agent.get(adresse).content.decode()) | {
        "lieu": ["Calvi"],
        "code_insee": [""],
        "code_postal": [""],
    }
    assert agent.post(adresse, donnees).status_code == 302
    ancienne = (fiche.longitude, fiche.latitude)
    fiche.refresh_from_db()
    assert (fiche.commune, fiche.code_insee, fiche.code_postal, fiche.departement) == ("Calvi", "2B050", "20260", "2B")
    assert (fiche.longitude, fiche.latitude) != ancienne


def test_le_code_postal_tape_est_garde(entree, fiche):
    """Ajaccio has three: the one that designated the commune is its own."""
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    donnees = champs_de(agent.get(adresse).content.decode()) | {"code_insee": [""], "code_postal": [""]}
    assert agent.post(adresse, donnees | {"lieu": ["20000"]}).status_code == 302
    fiche.refresh_from_db()
    assert (fiche.commune, fiche.code_postal) == ("Ajaccio", "20000")
    type(fiche).objects.filter(pk=fiche.pk).update(code_postal="")
    liste = agent.get("/reseau/").content.decode()
    assert "Ajaccio" in liste
    assert "Ajaccio ()" not in liste


def test_une_commune_ambigue_fait_choisir_et_ne_perd_rien(entree, fiche):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    donnees = champs_de(agent.get(adresse).content.decode()) | {
        "lieu": ["20253"],
        "code_insee": [""],
        "nom": ["Nom tapé"],
    }
    reponse = agent.post(adresse, donnees)
    html = reponse.content.decode()
    assert reponse.status_code == 422
    assert "choisissez la vôtre" in html
    assert "Nom tapé" in html
    codes = re.findall(r'name="code_insee" value="(\w+)"', html)
    assert len(codes) > 1
    donnees["code_insee"] = [codes[0]]
    assert agent.post(adresse, donnees).status_code == 302
    fiche.refresh_from_db()
    assert fiche.code_insee == codes[0]


@pytest.mark.parametrize("lieu", ["Marseille", "zzzz", "75001", "\u202ex", ""])
def test_une_commune_inconnue_ou_hors_de_la_region(entree, fiche, lieu):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    donnees = champs_de(agent.get(adresse).content.decode()) | {"lieu": [lieu], "code_insee": ["13055"]}
    assert agent.post(adresse, donnees).status_code == 422


@pytest.mark.parametrize(
    "texte",
    ["<script>alert(1)</script>", "a\u202eb\u2066c", "nul\0l", "x" * 10_001, "🧭" * 40, "é" + "\u0301" * 40],
)
def test_textes_hostiles(entree, fiche, texte):
    agent = entree("agent")
    for adresse, champ in (
        (f"/reseau/structures/{fiche.pk}/modifier/", "nom"),
        (f"/reseau/structures/{fiche.pk}/modifier/", "description"),
        (f"/reseau/structures/{fiche.pk}/modifier/", "telephone"),
        (f"/reseau/structures/{fiche.pk}/horaires/", "Mo_mot"),
        (f"/reseau/structures/{fiche.pk}/horaires/", "Mo_matin_de"),
        (f"/reseau/structures/{fiche.pk}/indisponibilites/", "motif"),
        (f"/reseau/services/{fiche.services.first().pk}/modifier/", "description"),
    ):
        donnees = champs_de(agent.get(adresse).content.decode()) | {champ: [texte]}
        reponse = agent.post(adresse, donnees)
        assert reponse.status_code in {302, 422}, (adresse, champ)
        assert "<script>alert" not in agent.get(f"/reseau/structures/{fiche.pk}/").content.decode()


# --- hours ----------------------------------------------------------------------------------------


def test_ecrire_les_horaires(entree, fiche):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/horaires/"
    donnees = {"mode": "grille", "version": fiche.version, "feries_fermes": "on"}
    donnees |= {f"{j}_matin_de": "9h" for j in ("Mo", "Tu")} | {f"{j}_matin_a": "12 h 30" for j in ("Mo", "Tu")}
    donnees |= {"We_matin_de": "8", "We_aprem_a": "17:45", "Fr_aprem_de": "14h", "Fr_aprem_a": "17h", "Sa_ferme": "on"}
    donnees |= {"Fr_mot": "Sur rendez-vous"}
    assert agent.post(adresse, donnees).status_code == 302
    attendu = 'Mo-Tu 09:00-12:30; We 08:00-17:45; Fr 14:00-17:00 "Sur rendez-vous"; PH off'
    assert horaires_de(fiche) == attendu
    html = agent.get(f"/reseau/structures/{fiche.pk}/").content.decode()
    assert "Lundi et mardi" in html
    assert "sur rendez-vous" in html


@pytest.mark.parametrize(
    "faute",
    [
        {"Mo_matin_de": "9h"},
        {"Mo_matin_de": "midi"},
        {"Mo_matin_de": "12h", "Mo_matin_a": "9h"},
        {"Mo_ferme": "on", "Mo_matin_de": "9h", "Mo_matin_a": "12h"},
        {"mode": "texte", "texte": "quand je peux"},
    ],
)
def test_horaires_faux_dits_et_gardes(entree, fiche, faute):
    agent, avant = entree("agent"), horaires_de(fiche)
    reponse = agent.post(
        f"/reseau/structures/{fiche.pk}/horaires/", {"mode": "grille", "version": fiche.version} | faute
    )
    html = reponse.content.decode()
    assert reponse.status_code == 422
    assert 'role="alert"' in html
    for valeur in faute.values():
        assert valeur in html
    assert horaires_de(fiche) == avant


def test_copier_un_jour_n_enregistre_rien(entree, fiche):
    agent, avant = entree("agent"), horaires_de(fiche)
    donnees = {"mode": "grille", "version": fiche.version, "copier": "Mo", "Mo_matin_de": "8h15", "Mo_matin_a": "11h"}
    html = agent.post(
        f"/reseau/structures/{fiche.pk}/horaires/", donnees | {"Th_ferme": "on", "Sa_matin_de": "10h"}
    ).content.decode()
    envoi = champs_de(html)
    assert [envoi[f"{j}_matin_de"] for j in ("Mo", "Tu", "We", "Th", "Fr")] == [["8h15"]] * 5
    assert "Th_ferme" not in envoi
    assert envoi["Sa_matin_de"] == ["10h"]
    assert horaires_de(fiche) == avant


def test_ce_que_la_grille_ne_sait_pas_dire_est_garde(entree, fiche):
    rare = "Apr-Oct Mo-Fr 09:00-12:00"
    Structure.objects.filter(pk=fiche.pk).update(horaires_accueil=rare)
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/horaires/"
    html = agent.get(adresse).content.decode()
    assert "ne tiennent pas dans la grille" in html
    donnees = champs_de(html)
    assert donnees["texte"] == [rare]
    assert agent.post(adresse, donnees).status_code == 302
    assert horaires_de(fiche) == rare
    trois = "Mo 08:00-10:00,11:00-12:00,14:00-16:00"
    assert agent.post(adresse, donnees | {"texte": [trois]}).status_code == 302
    assert horaires_de(fiche) == trois


# --- two people, twice ----------------------------------------------------------------------------


def test_deux_personnes_sur_la_meme_fiche(entree, fiche):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    donnees = champs_de(agent.get(adresse).content.decode())
    assert agent.post(adresse, donnees | {"telephone": ["01 11 11 11 11"]}).status_code == 302
    reponse = agent.post(adresse, donnees | {"telephone": ["02 22 22 22 22"]})
    html = reponse.content.decode()
    assert reponse.status_code == 409
    assert "01 11 11 11 11" in html
    assert "02 22 22 22 22" in html
    fiche.refresh_from_db()
    assert fiche.telephone == "01 11 11 11 11"
    assert agent.post(adresse, champs_de(html)).status_code == 302
    fiche.refresh_from_db()
    assert fiche.telephone == "02 22 22 22 22"


def test_creer_deux_fois_le_meme_formulaire_cree_une_fiche(entree):
    responsable = entree("responsable")
    donnees = champs_de(responsable.get("/reseau/structures/nouvelle/").content.decode())
    donnees |= {"nom": ["Antenne de Calvi"], "lieu": ["Calvi"]}
    reponses = [responsable.post("/reseau/structures/nouvelle/", donnees) for _ in range(2)]
    assert [r.status_code for r in reponses] == [302, 302]
    creee = Structure.objects.get(nom="Antenne de Calvi")
    assert {r["Location"] for r in reponses} == {f"/reseau/structures/{creee.pk}/"}
    assert creee.fictif
    html = responsable.get(reponses[0]["Location"]).content.decode()
    assert "Horaires inconnus" in html
    assert "Aucun service n’est décrit" in html


def test_une_commune_d_une_autre_region_se_dit_a_cote_du_champ_sans_rien_perdre(entree):
    responsable = entree("responsable")
    donnees = champs_de(responsable.get("/reseau/structures/nouvelle/").content.decode())
    donnees |= {"nom": ["Antenne d’ailleurs"], "lieu": ["31555"], "description": ["Longuement écrite"]}
    reponse = responsable.post("/reseau/structures/nouvelle/", donnees)
    assert reponse.status_code == 422
    html = reponse.content.decode()
    assert "Aucune commune de la région" in html
    assert "Longuement écrite" in html
    assert not Structure.objects.filter(nom="Antenne d’ailleurs").exists()


def test_un_agent_ne_cree_pas_de_structure(entree):
    assert entree("agent").get("/reseau/structures/nouvelle/").status_code == 403


# --- services -------------------------------------------------------------------------------------


def test_ajouter_dupliquer_et_retirer_un_service(entree, client, fiche):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/services/nouveau/"
    donnees = champs_de(agent.get(adresse).content.decode())
    donnees |= {
        "nom": ["Choisir son lycée"],
        "description": ["Un entretien d’une heure pour choisir."],
        "publics": ["jeunes", "familles"],
        "thematiques": ["choisir-un-metier--confirmer-son-choix-de-metier"],
        "frais": ["gratuit"],
        "modes_accueil": ["en-presentiel"],
    }
    assert [agent.post(adresse, donnees).status_code for _ in range(2)] == [302, 302]
    service = Service.objects.get(nom="Choisir son lycée")
    assert service.publics == ["familles", "jeunes"]
    html = agent.get(f"{adresse}?copie={service.pk}").content.decode()
    copie = champs_de(html)
    assert copie["nom"] == ["Choisir son lycée (copie)"]
    assert sorted(copie["publics"]) == ["familles", "jeunes"]
    client.logout()
    assert "Choisir son lycée" in client.get(f"/reseau/structures/{fiche.pk}/").content.decode()
    agent = entree("agent")
    for _ in range(2):
        assert agent.post(f"/reseau/services/{service.pk}/retirer/").status_code == 302
    assert Service.objects.get(pk=service.pk).etat == EtatService.FERME
    client.logout()
    assert "Choisir son lycée" not in client.get(f"/reseau/structures/{fiche.pk}/").content.decode()
    assert entree("agent").post(f"/reseau/services/{service.pk}/remettre/").status_code == 302
    assert Service.objects.get(pk=service.pk).etat == EtatService.OUVERT


def test_tous_publics_ne_va_pas_avec_un_public(entree, fiche):
    agent = entree("agent")
    adresse = f"/reseau/structures/{fiche.pk}/services/nouveau/"
    donnees = champs_de(agent.get(adresse).content.decode())
    donnees |= {"nom": ["Un service"], "description": ["Une description."], "publics": ["tous-publics", "jeunes"]}
    reponse = agent.post(adresse, donnees)
    assert reponse.status_code == 422
    assert "choisissez" in reponse.content.decode()


# --- availability, checking, closing --------------------------------------------------------------


def test_dire_sature_puis_lever(entree, client, fiche):
    agent, jour = entree("agent"), aujourdhui()
    adresse = f"/reseau/structures/{fiche.pk}/indisponibilites/"
    fin = jour + timedelta(days=10)
    donnees = {"genre": "saturation", "du": jour.isoformat(), "au": fin.isoformat(), "motif": "Revenez en <mars>"}
    for _ in range(2):
        assert agent.post(adresse, donnees).status_code == 302
    assert Disponibilite.objects.filter(structure=fiche).count() == 1
    assert agent.post(adresse, donnees | {"motif": "autre"}).status_code == 422
    assert agent.post(adresse, donnees | {"au": (jour - timedelta(days=1)).isoformat()}).status_code == 422
    client.logout()
    html = client.get(f"/reseau/structures/{fiche.pk}/").content.decode()
    assert "Plus de place jusqu’au" in html
    assert "Revenez en &lt;mars&gt;" in html
    dite = Disponibilite.objects.get(structure=fiche)
    assert entree("agent").post(f"/reseau/indisponibilites/{dite.pk}/lever/").status_code == 302
    assert not Disponibilite.objects.filter(pk=dite.pk).exists()
    assert client.post(f"/reseau/indisponibilites/{dite.pk}/lever/").status_code == 404


def test_rien_n_a_change(entree, fiche):
    agent = entree("agent")
    assert agent.get(f"/reseau/structures/{fiche.pk}/verifier/").status_code == 405
    assert agent.post(f"/reseau/structures/{fiche.pk}/verifier/").status_code == 302
    fiche.refresh_from_db()
    assert fiche.verifiee_le == aujourdhui()


def test_fermer_demande_et_rouvrir(entree, client, fiche):
    responsable = entree("responsable")
    adresse = f"/reseau/structures/{fiche.pk}/fermer/"
    html = responsable.get(adresse).content.decode()
    assert "disparaissent des recherches" in html
    donnees = champs_de(html) | {"motif": ["Déménagement"]}
    for _ in range(2):
        assert responsable.post(adresse, donnees).status_code == 302
    fiche.refresh_from_db()
    assert fiche.etat == EtatStructure.FERMEE
    assert responsable.get(f"/reseau/structures/{fiche.pk}/").status_code == 200
    client.logout()
    assert client.get(f"/reseau/structures/{fiche.pk}/").status_code == 404
    assert entree("responsable").post(f"/reseau/structures/{fiche.pk}/rouvrir/").status_code == 302
    fiche.refresh_from_db()
    assert fiche.etat == EtatStructure.OUVERTE


def test_la_mission_change_l_organisation(entree, fiche):
    from portulan.comptes.models import Organisation

    adresse = f"/reseau/structures/{fiche.pk}/rattacher/"
    assert entree("responsable").get(adresse).status_code == 403
    mission = entree("mission_spro")
    autre = Organisation.objects.filter(operateur=fiche.operateur).exclude(pk=fiche.organisation_id).first()
    donnees = champs_de(mission.get(adresse).content.decode()) | {"organisation": [autre.pk]}
    assert mission.post(adresse, donnees).status_code == 302
    fiche.refresh_from_db()
    assert fiche.organisation == autre


# --- what is asked in the personal page -----------------------------------------------------------


def test_mon_espace_demande_de_tenir_ses_fiches(entree, personnes, fiche):
    from portulan.web.espaces.reseau import taches

    ancienne = aujourdhui() - timedelta(days=400)
    siennes = Structure.objects.filter(organisation=fiche.organisation)
    siennes.update(date_maj=aujourdhui(), horaires_accueil="Mo 09:00-12:00")
    assert taches(personnes["agent"].titulaire()) == []
    siennes.filter(pk=fiche.pk).update(date_maj=ancienne, horaires_accueil="")
    fiche.services.update(etat=EtatService.FERME)
    titres = [t.titre for t in taches(personnes["agent"].titulaire())]
    assert titres == [
        f"Vérifier la fiche de {fiche.nom}",
        f"Donner les horaires de {fiche.nom}",
        f"Décrire un service de {fiche.nom}",
    ]
    siennes.filter(pk=fiche.pk).update(verifiee_le=aujourdhui(), verifiee_par="agent d’un opérateur")
    assert [t.titre for t in taches(personnes["agent"].titulaire())] == titres[1:]
    mission = taches(personnes["mission_spro"].titulaire())
    for tache in mission:
        html = entree("mission_spro").get(tache.lien).content.decode()
        assert tache.titre.split("\u00a0")[0] + "\u00a0structure" in html
    assert len(mission) == 3
    assert taches(personnes["membre"].titulaire()) == []


def test_disponibilite_dans_la_liste(client, fiche):
    jour = aujourdhui()
    for genre, du in (("saturation", jour), ("fermeture", jour + timedelta(days=3))):
        Disponibilite.objects.create(
            structure=fiche, genre=genre, du=du, au=jour + timedelta(days=9), saisie_par="compte:1"
        )
    html = client.get("/reseau/?accueil=saturation").content.decode()
    assert fiche.nom.replace("'", "&#x27;") in html
    assert "complet" in html
    assert fiche.nom.replace("'", "&#x27;") not in client.get("/reseau/?accueil=fermeture").content.decode()
