"""The front desk: note, answer, hand over, print, erase; what is not one's own does not exist."""

from html import unescape
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from portulan.comptes.models import Courriel
from portulan.terrain.accueil import droits
from portulan.terrain.accueil.enums import EtatBesoin
from portulan.terrain.accueil.models import DemandeAccueil, MiseEnRelation
from portulan.web.vues.guichet import portes

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"


@pytest.fixture
def agent(personnes):
    client = Client()
    client.force_login(personnes["agent"], backend=MOTEUR)
    client.qui = personnes["agent"].titulaire()
    return client


def saisie(agent, **change):
    structure = portes(agent.qui)[0]
    base = {
        "structure": structure.pk,
        "canal": "sur_place",
        "mots": "",
        "besoins": ["vae", "choisir-un-metier--confirmer-son-choix-de-metier"],
        "situation": "demandeur",
        "age": "34",
        "ou": "Ajaccio",
        "mobilite": "",
        "contacts_avant": "1",
        "cle": uuid4().hex,
    }
    return base | change


def noter(agent, **change):
    reponse = agent.post("/guichet/nouvelle/", saisie(agent, **change))
    assert reponse.status_code == 302, reponse.content.decode()
    return DemandeAccueil.objects.get(pk=int(reponse["Location"].rstrip("/").split("/")[-1]))


def test_une_demande_se_note_sans_nom_et_propose_qui_peut_aider(agent):
    demande = noter(agent)
    assert demande.anonyme
    assert not hasattr(demande, "identite")
    assert demande.code_insee == "2A004"
    assert [b.aiguillages.count() for b in demande.besoins.all()] == [1, 1]
    corps = agent.get(f"/guichet/{demande.pk}/").content.decode()
    assert corps.count('<li class="proposition">') >= 2
    assert "Demande anonyme" in corps
    assert "Qui n’a pas été proposé, et pourquoi" in corps


def test_deux_envois_du_meme_formulaire_ne_font_qu_une_demande(agent):
    cle = uuid4().hex
    assert noter(agent, cle=cle).pk == noter(agent, cle=cle).pk


def test_les_mots_font_reconnaitre_le_besoin_qui_se_verifie(agent):
    avant = DemandeAccueil.objects.count()
    reponse = agent.post("/guichet/nouvelle/", saisie(agent, mots="je veux changer de métier", besoins=[]))
    assert reponse.status_code == 422
    assert "reconversion" in reponse.context["formulaire"]["besoins"].value()
    assert DemandeAccueil.objects.count() == avant


def test_un_code_postal_de_plusieurs_communes_fait_choisir(agent):
    reponse = agent.post("/guichet/nouvelle/", saisie(agent, ou="20137"))
    assert reponse.status_code == 422
    assert "choisissez celle de la personne" in reponse.content.decode()
    lecci = next(
        code for code, nom in reponse.context["formulaire"].fields["commune"].choices if nom.startswith("Lecci")
    )
    assert noter(agent, ou="20137", commune=lecci).code_insee == lecci


@pytest.mark.parametrize("change", [{"ou": "Bruxelles"}, {"besoins": ["inconnu"]}, {"age": "300"}, {"structure": "0"}])
def test_une_saisie_fausse_ne_note_rien(agent, change):
    avant = DemandeAccueil.objects.count()
    assert agent.post("/guichet/nouvelle/", saisie(agent, **change)).status_code == 422
    assert DemandeAccueil.objects.count() == avant


def test_repondre_sur_place_clot_le_besoin(agent):
    demande = noter(agent, besoins=["vae"])
    besoin = demande.besoins.get()
    donnees = {"besoin": besoin.pk, "informations": ["metiers", "formations"], "trace": "imprimee"}
    assert agent.post(f"/guichet/{demande.pk}/repondre/", donnees).status_code == 302
    besoin.refresh_from_db()
    assert besoin.etat == EtatBesoin.REPONDU
    demande.refresh_from_db()
    assert (demande.informations, demande.trace) == (["metiers", "formations"], "imprimee")


TRANSMISE = {"prenom": "Ana", "nom": "Rossi", "telephone": "06 12 34 56 78", "accord": "on"}


def orienter(agent, demande, **change):
    reponse = agent.get(f"/guichet/{demande.pk}/")
    (besoin,) = reponse.context["besoins"]
    montree = next(m for m, choisissable in besoin["propositions"] if choisissable)
    adresse = f"/guichet/{demande.pk}/orienter/{besoin['besoin'].pk}/{montree.structure.pk}/"
    return montree, agent.post(adresse, TRANSMISE | change)


def test_orienter_demande_l_accord_puis_transmet_avec_ses_promesses(agent):
    demande = noter(agent, besoins=["vae"])
    _, refuse = orienter(agent, demande, accord="")
    assert refuse.status_code == 422
    assert not MiseEnRelation.objects.filter(besoin__demande=demande).exists()
    montree, accepte = orienter(agent, demande)
    assert accepte.status_code == 302
    mise = MiseEnRelation.objects.get(besoin__demande=demande)
    assert (mise.structure, mise.rang) == (montree.structure, montree.rang)
    assert mise.promesses.count() >= 3
    assert demande.besoins.get().etat == EtatBesoin.EN_ATTENTE
    corps = agent.get(f"/guichet/{demande.pk}/").content.decode()
    assert "Ana Rossi" in corps
    assert "Orienter<span" not in corps


def test_la_trace_dit_ou_aller_sans_nommer_la_personne(agent):
    demande = noter(agent, besoins=["vae"])
    montree, _ = orienter(agent, demande)
    corps = agent.get(f"/guichet/{demande.pk}/trace/").content.decode()
    assert montree.structure.nom in corps.replace("&#x27;", "'")
    assert "Rossi" not in corps


def test_la_trace_part_par_courriel_avec_les_memes_mots(agent):
    demande = noter(agent, besoins=["vae"])
    adresse = f"/guichet/{demande.pk}/trace/"
    assert agent.post(adresse, {"courriel": "pas-une-adresse"}).status_code == 422
    assert agent.post(adresse, {"courriel": "elle@personne.example"}).status_code == 302
    partie = Courriel.objects.get(gabarit="accueil_trace")
    texte = partie.texte or mail.outbox[-1].body
    reponse = agent.get(adresse)
    lieux = reponse.context["besoins"][0]["lieux"]
    assert lieux
    page = unescape(reponse.content.decode()).replace("\xa0", " ").replace("\u202f", " ")
    for dit in (x for lieu in lieux for x in lieu.values()):
        assert dit in texte
        assert dit.replace("\xa0", " ").replace("\u202f", " ") in page
    demande.refresh_from_db()
    assert demande.trace == "courriel"


def test_effacer_l_identite_demande_puis_efface(agent, personnes):
    demande = noter(agent, besoins=["vae"])
    orienter(agent, demande)
    responsable = Client()
    responsable.force_login(personnes["responsable"], backend=MOTEUR)
    session = responsable.session
    session["second_facteur_donne"] = True
    session.save()
    if (
        not droits.identites(personnes["responsable"].titulaire(verifie=True), "effacer")
        .filter(demande=demande)
        .exists()
    ):
        pytest.fail("la responsable de la même organisation doit pouvoir effacer")
    adresse = f"/guichet/{demande.pk}/effacer/"
    assert "pour toujours" in responsable.get(adresse).content.decode()
    assert responsable.post(adresse).status_code == 302
    demande.refresh_from_db()
    assert demande.identite_effacee_le
    assert "Rossi" not in agent.get(f"/guichet/{demande.pk}/").content.decode()


def test_la_liste_se_cherche_se_filtre_et_se_telecharge(agent):
    demande = noter(agent, besoins=["vae"])
    page = agent.get(f"/guichet/?q={demande.numero}")
    assert [d.pk for d in page.context["liste"].page.object_list] == [demande.pk]
    assert demande.numero in agent.get("/guichet/?etat=a_orienter").content.decode()
    export = b"".join(agent.get(f"/guichet/?q={demande.numero}&format=csv")).decode("utf-8-sig")
    assert demande.numero in export


def test_la_region_voit_la_demande_jamais_l_identite(agent, personnes):
    demande = noter(agent, besoins=["vae"])
    orienter(agent, demande)
    mission = Client()
    mission.force_login(personnes["mission_spro"], backend=MOTEUR)
    corps = mission.get(f"/guichet/{demande.pk}/").content.decode()
    assert demande.numero in corps
    assert "Rossi" not in corps
    assert mission.post(f"/guichet/{demande.pk}/aiguiller/").status_code == 403
