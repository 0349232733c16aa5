"""Pages of the meetings, as the people who use them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.app.test_crefop_vote_en_seance import close_faute_de_quorum

from fabriques.comite import faire_entrer, petit_comite, une_saisine, une_seance
from fabriques.parties import crefop_seances as partie
from portulan.crefop.dossier.models import Observation
from portulan.crefop.seance import convocation as convocations
from portulan.crefop.seance import operations, preparation
from portulan.crefop.seance.models import DemandeSeance, EvenementPresence, SeanceComite
from portulan.socle.horloge import aujourdhui, maintenant

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"


@pytest.fixture
def comite(vierge):
    return petit_comite()


def entrer(client, compte, *, second_facteur=False):
    client.force_login(compte, backend=MOTEUR)
    if second_facteur:
        session = client.session
        session["second_facteur_donne"] = True
        session.save()


def verifier(reponse, statut=200):
    assert reponse.status_code == statut, (reponse.request["PATH_INFO"], reponse.status_code, reponse.content[:600])
    html = reponse.content.decode()
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "None" not in re.sub(r"<[^>]+>", " ", html)
    identifiants = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants)), sorted(i for i in identifiants if identifiants.count(i) > 1)
    return html


def page(nom, *arguments):
    return reverse(f"web:{nom}", args=arguments)


def test_toutes_les_pages_repondent(client, comite):
    seance = une_seance(comite)
    faire_entrer(comite, seance, "prefet", "cgt", "fo")
    operations.constater_quorum(titulaire=comite.bureau(), seance=seance)
    point = seance.points.get()
    entrer(client, comite.secretariat)
    for nom, *arguments in (
        ("seances",),
        ("seance_preparer",),
        ("seance", seance.pk),
        ("seance_ordre", seance.pk),
        ("seance_point_ajouter", seance.pk, "avis"),
        ("seance_point_ajouter", seance.pk, "approbation_pv"),
        ("seance_point_ajouter", seance.pk, "divers"),
        ("seance_piece_joindre", seance.pk),
        ("seance_convoquer", seance.pk),
        ("seance_mandats", seance.pk),
        ("seance_direct", seance.pk),
        ("seance_projection", seance.pk),
        ("seance_comptes", seance.pk),
        ("seance_point", seance.pk, point.pk),
        ("seance_proposer", seance.pk, point.pk),
        ("seance_constat", seance.pk, seance.constats.get().pk),
    ):
        verifier(client.get(page(nom, *arguments)))
    client.logout()
    assert comite.titulaires["cgt"].nom not in verifier(client.get(page("seance", seance.pk)))


def test_chaque_page_de_la_demonstration_repond(client, personnes):
    for role, adresse in partie.pages():
        client.logout()
        if role:
            client.force_login(personnes[role], backend=MOTEUR)
        verifier(client.get(adresse))


def test_une_seance_en_preparation_n_est_pas_publique(client, comite):
    seance = une_seance(comite, etat="preparee")
    for nom in ("seance", "seance_ics"):
        assert client.get(page(nom, seance.pk)).status_code == 404
    assert seance.numero not in verifier(client.get(page("seances")))


def test_preparer_une_seance_et_son_ordre_du_jour(client, comite):
    saisine = une_saisine(comite)
    entrer(client, comite.secretariat)
    envoi = {
        "organe": comite.organe.pk, "jour": f"{aujourdhui().year + 1}-03-10", "heure": "09:30", "lieu": "Ajaccio",
        "mode": "presentiel",
    }  # fmt: skip
    reponse = client.post(page("seance_preparer"), envoi)
    seance = SeanceComite.objects.get()
    assert reponse.url == page("seance_ordre", seance.pk)
    assert f"{seance.prevue_le.astimezone(preparation.timezone.get_current_timezone()):%H:%M}" == "09:30"
    client.post(
        page("seance_point_ajouter", seance.pk, "avis"),
        {"saisine": saisine.pk, "titre": "Avis sur le cahier des charges", "duree": "60"},
    )
    client.post(page("seance_point_ajouter", seance.pk, "divers"), {"titre": "Questions", "duree": "15"})
    avis, divers = seance.points.all()
    html = verifier(client.get(page("seance_ordre", seance.pk)))
    assert "1\u00a0h\u00a015" in html
    assert avis.dossier.empreinte in html
    reponse = client.post(page("seance_point_deplacer", seance.pk, divers.pk), {"vers": "haut"})
    assert reponse.url.endswith(f"#haut-{divers.pk}")
    assert [p.titre for p in seance.points.all()] == ["Questions", "Avis sur le cahier des charges"]
    verifier(client.post(page("seance_point_ajouter", seance.pk, "divers"), {"titre": ""}), 422)


def test_les_deux_presidences_signent_la_meme_convocation(client, comite):
    seance = preparation.creer(
        titulaire=comite.bureau(), organe=comite.organe, lieu="Ajaccio", mode="presentiel",
        prevue_le=maintenant().replace(year=aujourdhui().year + 1, day=10),
    )  # fmt: skip
    preparation.ajouter_point(
        titulaire=comite.bureau(), seance=seance, genre="avis", titre="Avis", saisine=une_saisine(comite)
    )
    adresse = page("seance_convoquer", seance.pk)
    entrer(client, comite.secretariat)
    assert "Signer la convocation" not in verifier(client.get(adresse))
    for preside in ("prefet", "president"):
        entrer(client, comite.compte(preside), second_facteur=True)
        assert f"Signer la convocation de la séance {seance.numero}" in client.get("/espace/").content.decode()
        html = verifier(client.get(adresse))
        vue = re.search(r'name="empreinte" value="([0-9a-f]{64})"', html).group(1)
        assert vue in html.split("Empreinte de la convocation")[1]
        verifier(client.post(adresse, {"empreinte": vue, "nom": "C", "qualite": "P"}), 422)
        client.post(adresse, {"empreinte": vue, "nom": "C", "qualite": "P", "engagement": "on"})
    seance.refresh_from_db()
    assert seance.etat == "convoquee"
    entrer(client, comite.compte("cgt"))
    html = verifier(client.get(page("seance", seance.pk)))
    assert "24\u00a0personnes convoquées" in html
    assert "Mon siège" in html
    assert "défaut à confirmer" in html
    assert f"Siéger à la séance {seance.numero}" in client.get("/espace/").content.decode()


def test_signer_demande_le_second_facteur(client, comite):
    seance = une_seance(comite, etat="preparee", jour=aujourdhui().replace(year=aujourdhui().year + 1, day=10))
    vue = convocations.empreinte(convocations.contenu(seance))
    entrer(client, comite.compte("prefet"))
    envoi = {"empreinte": vue, "nom": "C", "qualite": "P", "engagement": "on"}
    reponse = client.post(page("seance_convoquer", seance.pk), envoi)
    assert reponse.status_code in {302, 403}
    assert not seance.signatures.exists()


def test_les_presences_se_notent_au_clavier_siege_par_siege_ou_ensemble(client, comite):
    seance = une_seance(comite)
    adresse = page("seance_direct", seance.pk)
    entrer(client, comite.secretariat)
    cgt, fo, cfdt = (comite.sieges[c].pk for c in ("cgt", "fo", "cfdt"))
    reponse = client.post(adresse, {"un": f"{cgt}:entre"})
    assert reponse.url.endswith(f"#siege-{cgt}")
    client.post(adresse, {"evenement": "distance", "sieges": [cgt, fo, cfdt]})
    modes = dict(seance.presences.order_by("pk").values_list("siege", "mode"))
    assert modes == {cgt: "distance", fo: "distance", cfdt: "distance"}
    client.post(adresse, {"evenement": "distance", "sieges": [fo]})  # twice
    assert seance.presences.count() == 4
    html = verifier(client.post(adresse, {"evenement": "se_deporte", "sieges": [fo]}), 422)
    assert "Un déport vaut pour un point" in html
    assert f'value="{fo}" checked' in html  # what was ticked stays
    verifier(client.post(adresse, {"evenement": "sort", "sieges": []}), 422)
    dernier = EvenementPresence.objects.filter(siege=fo).latest("pk")
    client.post(page("seance_presence_annuler", seance.pk, dernier.pk))
    client.post(page("seance_presence_annuler", seance.pk, dernier.pk))  # double click
    assert seance.presences.filter(annule=dernier).count() == 1
    assert "annulé" in verifier(client.get(adresse))


def test_un_membre_ne_conduit_pas(client, comite):
    seance = une_seance(comite)
    entrer(client, comite.compte("cgt"))
    for nom in ("seance_direct", "seance_ordre"):
        assert client.get(page(nom, seance.pk)).status_code == 403
    assert client.post(page("seance_quorum", seance.pk)).status_code == 403
    assert client.post(page("seance_etape", seance.pk, "clore")).status_code in {403, 404}
    seance.refresh_from_db()
    assert seance.etat == "ouverte"


def test_un_membre_donne_mandat_pour_son_siege_seulement(client, comite):
    seance = une_seance(comite, etat="convoquee")
    entrer(client, comite.compte("cgt"))
    adresse = page("seance_mandats", seance.pk)
    html = verifier(client.get(adresse))
    assert html.count("<option") == 11  # its own seat, and the ten that vote
    sieges = comite.sieges
    client.post(adresse, {"mandant": sieges["cgt"].pk, "mandataire": sieges["fo"].pk})
    assert seance.mandats.get().etat == "accepte"
    verifier(client.post(adresse, {"mandant": sieges["fo"].pk, "mandataire": sieges["cfdt"].pk}), 422)
    client.post(page("seance_mandat_revoquer", seance.pk, seance.mandats.get().pk))
    assert seance.mandats.get().etat == "revoque"


def test_la_projection_n_a_que_des_comptes_et_aucun_formulaire(client, comite):
    seance = une_seance(comite)
    faire_entrer(comite, seance, "prefet")
    entrer(client, comite.compte("cgt"))
    fragment = client.get(page("seance_comptes", seance.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<form" not in fragment
    assert "<html" not in fragment
    assert "1\u00a0/\u00a012" in fragment
    assert comite.titulaires["prefet"].nom not in fragment
    direct = page("seance_direct", seance.pk)
    entrer(client, comite.secretariat)
    html = client.get(direct).content.decode()
    rafraichi = html.split('<div id="comptes"')[1].split("Constater le quorum maintenant")[0]
    assert rafraichi.count("<form") == 1  # the one that comes after the fragment
    assert "<form" not in rafraichi.split("</div>\n")[0]


def test_les_reserves_des_membres_se_reprennent_en_un_geste(client, comite):
    seance = une_seance(comite)
    point = seance.points.get()
    observation = Observation.objects.create(
        dossier=point.dossier, question="F1.1", genre="reserve", siege=comite.sieges["cgt"], auteur="compte:1",
        texte="Ouvrir deux accueils", essai={"texte": "Deux accueils ouverts"}, deposee_le=maintenant(),
    )  # fmt: skip
    entrer(client, comite.secretariat)
    adresse = page("seance_point", seance.pk, point.pk)
    assert "Ouvrir deux accueils" in verifier(client.get(adresse))
    for _ in range(2):
        client.post(page("seance_observation_reprendre", seance.pk, point.pk, observation.pk))
    proposition = point.propositions.get()
    assert (proposition.code, proposition.essai) == ("R1", "Deux accueils ouverts")
    envoi = {"genre": "reserve", "texte": "Sans essai"}
    assert "doit pouvoir être levée" in verifier(client.post(page("seance_proposer", seance.pk, point.pk), envoi), 422)
    client.post(page("seance_proposer", seance.pk, point.pk), envoi | {"essai": "On le verra"})
    assert [p.code for p in point.propositions.all()] == ["R1", "R2"]
    chiffre = envoi | {"question": "F1.1", "indicateur": "IND-F1.1-1", "comparateur": ">=", "echeance": "2030-01-31"}
    deposer = page("seance_proposer", seance.pk, point.pk)
    assert "n’est pas un nombre" in verifier(client.post(deposer, chiffre | {"seuil": "beaucoup"}), 422)
    client.post(deposer, chiffre | {"seuil": "12,5"})
    mesuree = point.propositions.get(numero=3)
    assert (mesuree.question, mesuree.indicateur, mesuree.seuil) == ("F1.1", "IND-F1.1-1", "12,5")
    assert "IND-F1.1-1 au moins 12,5" in verifier(client.get(adresse))
    refus = page("seance_proposition", seance.pk, point.pk, proposition.pk, "irrecevable")
    client.post(refus)
    proposition.refresh_from_db()
    assert proposition.etat == "deposee"  # a refusal has its reason
    client.post(refus, {"motif": "Hors du sujet"})
    proposition.refresh_from_db()
    assert proposition.etat == "irrecevable"


def test_deux_secretaires_sur_le_meme_resume(client, comite):
    seance = une_seance(comite)
    adresse = page("seance_point", seance.pk, seance.points.get().pk)
    entrer(client, comite.secretariat)
    version = re.search(r'name="version" value="(\d+)"', client.get(adresse).content.decode()).group(1)
    assert client.post(adresse, {"version": version, "texte": "Premier"}).status_code == 302
    html = verifier(client.post(adresse, {"version": version, "texte": "Second"}), 409)
    assert "Premier" in html
    assert "Second" in html
    neuve = re.search(r'name="version" value="(\d+)"', html).group(1)
    assert client.post(adresse, {"version": neuve, "texte": "Second"}).status_code == 302
    assert seance.points.get().commentaire == "Second"


def test_agenda_icalendar(client, comite):
    seance = une_seance(comite)
    reponse = client.get(page("seance_ics", seance.pk))
    lignes = reponse.content.decode().split("\r\n")
    assert reponse["Content-Type"].startswith("text/calendar")
    assert lignes[0] == "BEGIN:VCALENDAR"
    assert f"DTSTART:{seance.prevue_le:%Y%m%dT%H%M%SZ}" in lignes
    assert all(len(ligne.encode()) <= 75 for ligne in lignes)


def test_carence_et_seconde_convocation_par_les_pages(client, comite):
    seance = une_seance(comite)
    entrer(client, comite.secretariat)
    client.post(page("seance_etape", seance.pk, "constater_carence"))
    html = verifier(client.get(page("seance", seance.pk)))
    assert "Convoquer de nouveau" in html
    client.logout()
    assert "n’est pas atteint" in verifier(client.get(page("seance_carence", seance.pk)))
    entrer(client, comite.secretariat)
    adresse = page("seance_reconvoquer", seance.pk)
    assert convocations.MENTION in verifier(client.get(adresse)).replace("\u00a0", " ")
    envoi = {"jour": f"{aujourdhui().year + 1}-03-10", "heure": "09:30", "lieu": "Ajaccio", "mode": "presentiel"}
    reponse = client.post(adresse, envoi | {"mention": "Le quorum sera exigé."})
    seconde = SeanceComite.objects.get(convocation=2)
    assert seconde.mention.startswith(convocations.MENTION)
    assert reponse.url == page("seance_convoquer", seconde.pk)
    modifier = page("seance_modifier", seconde.pk)
    assert ">\nLe quorum sera exigé.</textarea>" in client.get(modifier).content.decode()
    client.post(modifier, envoi | {"mention": "", "version": seconde.version})
    seconde.refresh_from_db()
    assert seconde.mention == convocations.MENTION
    verifier(client.post(modifier, envoi | {"mention": "", "version": 1}), 409)  # somebody else's form, opened before
    assert client.get(adresse).url == page("seance", seconde.pk)


def test_les_points_qui_ont_manque_de_quorum_se_convoquent_de_nouveau_par_les_pages(client):
    comite, seance, manque = close_faute_de_quorum()
    entrer(client, comite.secretariat)
    html = verifier(client.get(page("seance", seance.pk)))
    assert "Des points ont manqué de quorum" in html
    assert "Convoquer de nouveau ces points" in html
    adresse = page("seance_reconvoquer", seance.pk)
    assert f"tels quels : {manque}." in verifier(client.get(adresse)).replace("\u00a0", " ")
    envoi = {"jour": f"{aujourdhui().year + 1}-03-10", "heure": "09:30", "lieu": "Ajaccio", "mode": "presentiel"}
    client.post(adresse, envoi | {"mention": ""})
    seconde = SeanceComite.objects.get(premiere=seance)
    assert [p.titre for p in seconde.points.all()] == [manque.titre]
    assert f"séance {seconde.numero}" in verifier(client.get(page("seance", seance.pk))).replace("\u00a0", " ")


# --- invited people, requests of the members, what is added late ----------------------------------


def test_inviter_une_personne_des_deux_cotes(client, comite):
    seance = une_seance(comite)
    entrer(client, comite.secretariat)
    envoi = {
        "civilite": "madame", "prenom": "Jade", "nom": "Loire", "qualite": "Présidente du CESER",
        "courriel": "jade.loire@ceser.example", "point": seance.points.get().pk, "motif": "Présenter l’avis du CESER",
    }  # fmt: skip
    verifier(client.post(page("seance_invite_proposer", seance.pk), envoi | {"motif": ""}), 422)
    assert client.post(page("seance_invite_proposer", seance.pk), envoi).url == page("seance_invites", seance.pk)
    invitation = seance.invitations.get()
    html = verifier(client.get(page("seance_invites", seance.pk)))
    assert "Accord attendu\u00a0: État et Région" in html.replace("Accord attendu :", "Accord attendu\u00a0:")
    assert "Donner l’accord" not in html
    entrer(client, comite.compte("cgt"))
    assert "Jade Loire" not in verifier(client.get(page("seance_invites", seance.pk)))
    refus = client.post(page("seance_invite_decider", seance.pk, invitation.pk, "accorder"))
    assert refus.status_code in {403, 404}
    for cote in ("prefet", "president"):
        entrer(client, comite.compte(cote), second_facteur=True)
        assert "Décider des invitations" in verifier(client.get(page("espace")))
        assert "Donner l’accord" in verifier(client.get(page("seance_invites", seance.pk)))
        client.post(page("seance_invite_decider", seance.pk, invitation.pk, "accorder"))
    entrer(client, comite.compte("cgt"))
    assert "Jade Loire" in verifier(client.get(page("seance", seance.pk)))
    entrer(client, comite.secretariat)
    reponse = client.post(page("seance_invite_passage", seance.pk, invitation.pk, "entre"), follow=True)
    html = verifier(reponse)
    assert "dans la salle" in html
    assert '<div id="comptes"' in html
    verifier(client.post(page("seance_invite_passage", seance.pk, invitation.pk, "danser")), 404)
    client.logout()
    assert "Loire" not in verifier(client.get(page("seance", seance.pk)))


def test_demander_une_seance_jusqu_a_la_convocation(client, comite):
    entrer(client, comite.compte("cgt"), second_facteur=True)
    html = verifier(client.get(page("seance_demande_deposer")))
    cle = re.search(r'name="cle" value="(\w+)"', html)[1]
    envoi = {"cle": cle, "organe": comite.organe.pk, "points": "Missions locales\nCalendrier", "expose": ""}
    adresse = client.post(page("seance_demande_deposer"), envoi).url
    assert client.post(page("seance_demande_deposer"), envoi).url == adresse
    assert "Il en manque 6" in verifier(client.get(adresse))
    demande = DemandeSeance.objects.get()
    for code in ("fo", "cfdt", "cftc", "recteur", "dreets", "onisep"):
        entrer(client, comite.compte(code), second_facteur=True)
        assert "Lire la demande de séance" in verifier(client.get(page("espace")))
        client.post(page("seance_demande_agir", demande.pk, "signer"))
    entrer(client, comite.compte("prefet"), second_facteur=True)
    assert "Convoquer la séance que demande la majorité" in verifier(client.get(page("espace")))
    html = verifier(client.get(adresse))
    assert "défaut à confirmer" in html
    assert "Préparer la séance demandée" not in html
    entrer(client, comite.secretariat)
    assert "Préparer la séance demandée" in verifier(client.get(adresse))
    envoi = {
        "organe": comite.organe.pk, "jour": f"{aujourdhui().year + 1}-03-10", "heure": "09:30", "lieu": "Ajaccio",
        "mode": "presentiel",
    }  # fmt: skip
    client.post(f"{page('seance_preparer')}?demande={demande.pk}", envoi)
    seance = SeanceComite.objects.get()
    assert (seance.demande, seance.points.count()) == (demande, 2)
    preparation.supprimer_point(titulaire=comite.bureau(), point=seance.points.last())
    html = verifier(client.get(page("seance_ordre", seance.pk)))
    assert "absents de l’ordre du jour" in html
    assert demande.numero in verifier(client.get(page("seance_convoquer", seance.pk)))
    verifier(client.get(page("seance_demandes")))


def test_une_saisine_s_inscrit_pour_information(client, comite):
    seance = preparation.creer(
        titulaire=comite.bureau(), organe=comite.organe, prevue_le=maintenant() + timedelta(days=20), lieu="A",
        mode="presentiel",
    )  # fmt: skip
    entrer(client, comite.secretariat)
    assert 'name="saisine"' not in verifier(client.get(page("seance_point_ajouter", seance.pk, "information")))
    saisine = une_saisine(comite)
    adresse = page("seance_point_ajouter", seance.pk, "information")
    assert "le comité en prend acte" in verifier(client.get(adresse))
    client.post(adresse, {"saisine": "", "titre": "Calendrier"})
    client.post(adresse, {"saisine": saisine.pk, "titre": "Présentation"})
    assert [p.saisine for p in seance.points.all()] == [None, saisine]


def test_les_ajouts_s_annoncent_d_un_bouton(client, comite):
    seance = une_seance(comite, etat="convoquee")
    preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre="Calendrier")
    entrer(client, comite.secretariat)
    assert "Prévenir les membres maintenant" in verifier(client.get(page("seance_ordre", seance.pk)))
    html = verifier(client.post(page("seance_annoncer", seance.pk), follow=True))
    assert "Un courriel part" in html
    assert "Prévenir les membres maintenant" not in html
    assert "rien à annoncer" in verifier(client.post(page("seance_annoncer", seance.pk), follow=True))
