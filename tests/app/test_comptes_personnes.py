"""People: invitations, teams, passwords, sessions, erasure, mails. Hostile links and forms sent twice."""

import json
import re
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from portulan.comptes import courriels, effacement, invitations, roles
from portulan.comptes.enums import EtatCourriel, EtatInvitation
from portulan.comptes.models import Compte, Courriel, Demande, Habilitation, Invitation, Organisation, SessionOuverte
from portulan.comptes.operations import creer_compte, habiliter
from portulan.journal.libelles import ACTES, libelle, preciser
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.territoire import Niveau, Territoire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
SECRET = "une longue phrase pour entrer"
HOSTILES = ["<script>alert(1)</script>", "\u202egnol", "🧭" * 40, "a" * 10_000, "n\x00ul", "  ", "=1+1"]


@pytest.fixture
def operateur():
    return Organisation.objects.create(
        code="ml", nom="Mission locale", genre="operateur", operateur="mission_locale", region="94"
    )


@pytest.fixture
def responsable(operateur):
    compte = creer_compte(courriel="responsable@example.fr", nom="Rose", role=None)
    habiliter(compte=compte, role="responsable", organisation=operateur)
    return compte


def client_de(compte):
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    return client


def lien(motif):
    texte = Courriel.objects.first().texte
    return re.search(rf"http://testserver(/{motif}/\S+)", texte)[1]


def inviter(client, courriel="abel@example.fr", role="agent"):
    return client.post("/organisations/ml/", {"courriel": courriel, "role": role})


# --- invitations ----------------------------------------------------------------------------------


def test_de_l_invitation_au_role(responsable, operateur):
    assert inviter(client_de(responsable)).status_code == 302
    adresse, nouveau = lien("invitation"), Client()
    assert "Rôle proposé\u00a0: agent d’un opérateur, Mission locale" in nouveau.get(adresse).content.decode()
    assert not Compte.objects.filter(courriel="abel@example.fr").exists()  # reading accepts nothing
    reponse = nouveau.post(adresse, {"nom": "Abel", "nouveau": SECRET, "encore": SECRET})
    assert reponse["Location"] == "/espace/"
    abel = Compte.objects.get(courriel="abel@example.fr")
    assert [(a.role, a.organisation) for a in abel.acces] == [("agent", operateur.pk)]
    assert nouveau.get(adresse)["Location"] == "/espace/"  # sent twice: nothing more
    assert Client().post(adresse, {"nom": "X", "nouveau": SECRET, "encore": SECRET}).status_code == 403
    assert Compte.objects.count() == 2
    assert Habilitation.objects.filter(compte=abel).count() == 1


def test_un_formulaire_envoye_deux_fois_n_invite_qu_une_fois(responsable):
    client = client_de(responsable)
    inviter(client)
    inviter(client, "Abel@example.fr")
    assert Invitation.objects.count() == 1
    assert Courriel.objects.count() == 1


def test_la_base_refuse_deux_invitations_jumelles(responsable):
    inviter(client_de(responsable))
    jumelle = Invitation.objects.get()
    jumelle.pk, jumelle.jeton = None, "autre"
    with pytest.raises(IntegrityError), transaction.atomic():
        jumelle.save()


def test_inviter_ne_dit_pas_si_l_adresse_a_un_compte(responsable):
    creer_compte(courriel="connue@example.fr", role=None)
    client = client_de(responsable)
    pages = []
    for courriel in ("connue@example.fr", "inconnue@example.fr"):
        inviter(client, courriel)
        page = client.get("/organisations/ml/").content.decode()
        pages.append(re.search(r'class="alerte alerte--success".*?</div>', page)[0].replace(courriel, "X"))
    assert pages[0] == pages[1]
    textes = [re.sub(r"http://\S+", "lien", c.texte) for c in Courriel.objects.all()]
    assert textes[0] == textes[1]


def test_un_lien_expire_remplace_revoque_ou_forge_est_refuse(responsable):
    client = client_de(responsable)
    inviter(client)
    premier = lien("invitation")
    offre = Invitation.objects.get()
    client.post(f"/invitations/{offre.pk}/renvoyer/")
    second = lien("invitation")
    assert Client().get(premier).status_code == 403
    assert Client().get(second).status_code == 200
    assert Client().get(second[:-2] + "x/").status_code == 403
    with time_machine.travel(datetime.now(UTC) + timedelta(days=7, minutes=1)):
        assert "a expiré" in Client().get(second).content.decode()
    client.post(f"/invitations/{offre.pk}/revoquer/")
    assert Client().get(second).status_code == 403
    assert client.post(f"/invitations/{offre.pk}/renvoyer/").status_code == 409


def test_un_autre_compte_ne_prend_pas_l_invitation(responsable):
    inviter(client_de(responsable))
    intrus = creer_compte(courriel="intrus@example.fr", role=None)
    reponse = client_de(intrus).post(lien("invitation"))
    assert reponse.status_code == 403
    assert Invitation.objects.get().etat == EtatInvitation.ENVOYEE
    assert not intrus.habilitations.exists()


def test_une_personne_qui_a_deja_un_compte_l_accepte_connectee(responsable):
    abel = creer_compte(courriel="abel@example.fr", role=None)
    inviter(client_de(responsable), "ABEL@example.fr")
    adresse = lien("invitation")
    double = Client().post(adresse, {"nom": "Abel", "nouveau": SECRET, "encore": SECRET})
    assert double.status_code == 422
    assert "a déjà un compte" in double.content.decode()
    assert client_de(abel).post(adresse)["Location"] == "/espace/"
    assert abel.habilitations.get().role == "agent"


@pytest.mark.parametrize("role", ["administrateur", "mission_spro", "rectorat", "inconnu", ""])
def test_un_responsable_n_invite_qu_aux_roles_de_son_organisation(responsable, role):
    assert inviter(client_de(responsable), role=role).status_code == 422
    assert not Invitation.objects.exists()


def test_un_responsable_n_invite_pas_ailleurs(responsable):
    Organisation.objects.create(code="autre", nom="Autre", genre="operateur", operateur="cci", region="94")
    client = client_de(responsable)
    assert client.post("/organisations/autre/", {"courriel": "a@example.fr", "role": "agent"}).status_code == 404
    with pytest.raises(Interdit):
        invitations.inviter(
            titulaire=responsable.titulaire(),
            courriel="a@example.fr",
            role="agent",
            organisation=Organisation.objects.get(code="autre"),
            adresse=str,
        )


@pytest.mark.parametrize("texte", HOSTILES)
def test_un_nom_hostile_ne_casse_rien(responsable, texte):
    client = client_de(responsable)
    inviter(client)
    adresse = lien("invitation")
    reponse = Client().post(adresse, {"nom": texte, "nouveau": SECRET, "encore": SECRET})
    assert reponse.status_code in {302, 422}
    page = client.get("/organisations/ml/").content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("courriel", [*HOSTILES, "a@b", "x@example.fr\nBcc: y@example.fr"])
def test_une_adresse_hostile_n_est_pas_invitee(responsable, courriel):
    reponse = inviter(client_de(responsable), courriel)
    assert reponse.status_code == 422
    assert not Courriel.objects.exists()


# --- roles ----------------------------------------------------------------------------------------


def test_retirer_un_role_est_immediat_et_au_journal(responsable, operateur):
    abel = creer_compte(courriel="abel@example.fr", role=None)
    tenue = habiliter(compte=abel, role="agent", organisation=operateur, du=datetime(2026, 1, 1, tzinfo=UTC).date())
    abel_lit = client_de(abel)
    client = client_de(responsable)
    assert client.post(f"/roles/{tenue.pk}/retirer/").status_code == 302
    assert not Compte.objects.get(pk=abel.pk).acces
    assert abel_lit.get("/espace/").status_code == 200
    assert client.post(f"/roles/{tenue.pk}/retirer/").status_code == 302  # twice: nothing more
    assert Entree.objects.filter(acte="compte.retirer_role", organisation="ml").count() == 1


def test_un_role_expire_ne_donne_plus_rien(responsable):
    client = client_de(responsable)
    responsable.habilitations.update(du="2026-01-01", au="2026-01-31")
    assert client.get("/organisations/ml/").status_code == 403


def test_changer_un_role_en_une_fois(responsable, operateur):
    abel = creer_compte(courriel="abel@example.fr", role=None)
    tenue = habiliter(compte=abel, role="agent", organisation=operateur)
    client_de(responsable).post(f"/roles/{tenue.pk}/changer/", {"role": "responsable"})
    assert [a.role for a in Compte.objects.get(pk=abel.pk).acces] == ["responsable"]


def test_un_role_sans_organisation_ne_se_donne_pas_deux_fois():
    compte = creer_compte(courriel="a@example.fr")
    assert habiliter(compte=compte, role="administrateur") == compte.habilitations.get()
    jumelle = compte.habilitations.get()
    jumelle.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        jumelle.save()


def test_le_dernier_administrateur_reste(administratrice):
    titulaire = administratrice.titulaire()
    with pytest.raises(Impossible, match="dernier"):
        roles.retirer(titulaire=titulaire, habilitation=administratrice.habilitations.get())
    with pytest.raises(Impossible):
        roles.activer(titulaire=titulaire, compte=administratrice, actif=False)
    with pytest.raises(Impossible):
        effacement.effacer(compte=administratrice, par="cli")
    autre = creer_compte(courriel="autre@example.fr")
    autre.is_active = False
    autre.save()
    with pytest.raises(Impossible):
        roles.retirer(titulaire=titulaire, habilitation=administratrice.habilitations.get())
    autre.is_active = True
    autre.save()
    roles.retirer(titulaire=titulaire, habilitation=administratrice.habilitations.get())
    assert not Compte.objects.get(pk=administratrice.pk).est_administrateur


def test_un_territoire_est_demande_a_la_mission(administratrice):
    region = Organisation.objects.create(code="region", nom="Région", genre="region", region="94")
    with pytest.raises(DonneeInvalide, match="territoire"):
        roles.donner(
            titulaire=administratrice.titulaire(), compte=administratrice, role="mission_spro", organisation=region
        )
    tenue = roles.donner(
        titulaire=administratrice.titulaire(),
        compte=administratrice,
        role="mission_spro",
        organisation=region,
        territoire=Territoire(Niveau.REGION, "94"),
    )
    assert str(tenue.acces.territoire) == "region:94"


def test_une_demande_de_rattachement_se_decide_une_fois(responsable, operateur):
    abel = creer_compte(courriel="abel@example.fr", role=None)
    client = client_de(abel)
    for _ in range(2):
        client.post("/espace/rejoindre/", {"organisation": operateur.pk})
    demande = Demande.objects.get()
    assert "Votre demande attend une réponse" in client.get("/espace/").content.decode()
    chef = client_de(responsable)
    assert "demande à rejoindre" in chef.get("/espace/").content.decode()
    for decision in ("accepter", "refuser"):
        chef.post(f"/demandes/{demande.pk}/decider/", {"decision": decision, "role": "agent"})
    demande.refresh_from_db()
    assert demande.etat == "acceptee"
    assert abel.habilitations.get().role == "agent"


# --- passwords and sessions -----------------------------------------------------------------------


def test_mot_de_passe_oublie_sans_dire_qui_a_un_compte(client, responsable):
    ancienne = client_de(responsable)
    connue = client.post("/mot-de-passe/", {"courriel": "RESPONSABLE@example.fr"})
    inconnue = client.post("/mot-de-passe/", {"courriel": "personne@example.fr"})
    assert connue.content == inconnue.content
    assert Courriel.objects.count() == 1
    adresse = lien("mot-de-passe")
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"nouveau": "court", "encore": "court"}).status_code == 422
    assert client.post(adresse, {"nouveau": SECRET, "encore": SECRET + "!"}).status_code == 422
    assert client.post(adresse, {"nouveau": SECRET, "encore": SECRET})["Location"] == "/connexion/"
    assert client.get(adresse).status_code == 403  # used
    assert ancienne.get("/espace/").status_code == 302  # closed
    assert not SessionOuverte.objects.exists()
    entree = client.post("/connexion/", {"courriel": "responsable@example.fr", "mot_de_passe": SECRET})
    assert entree["Location"] == "/espace/"


@pytest.mark.parametrize("reference", ["MQ", "%00", "x" * 500, "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "é"])
def test_un_lien_de_mot_de_passe_forge_est_refuse(client, responsable, reference):
    assert client.get(f"/mot-de-passe/{reference}/faux/").status_code in {403, 404}


def test_trois_demandes_de_mot_de_passe_par_heure(client, responsable):
    for _ in range(5):
        client.post("/mot-de-passe/", {"courriel": "responsable@example.fr"})
    assert Courriel.objects.count() == 3


def test_changer_son_mot_de_passe_ferme_les_autres_sessions(responsable):
    responsable.set_password(SECRET)
    responsable.save()
    ici, ailleurs = client_de(responsable), client_de(responsable)
    nouveau = {"nouveau": "une autre longue phrase", "encore": "une autre longue phrase"}
    assert ici.post("/compte/mot-de-passe/", {"actuel": "non", **nouveau}).status_code == 422
    assert ici.post("/compte/mot-de-passe/", {"actuel": SECRET, **nouveau}).status_code == 302
    assert ici.get("/compte/").status_code == 200
    assert ailleurs.get("/compte/").status_code == 302
    assert SessionOuverte.objects.count() == 1


def test_fermer_ses_autres_sessions(responsable):
    ici, ailleurs = client_de(responsable), client_de(responsable)
    assert "Fermer mes autres sessions" in ici.get("/compte/").content.decode()
    ici.post("/compte/sessions/")
    assert ici.get("/compte/").status_code == 200
    assert ailleurs.get("/compte/").status_code == 302


def test_un_compte_desactive_n_entre_plus(administratrice, responsable):
    responsable.set_password(SECRET)
    responsable.save()
    ouvert = client_de(responsable)
    client_de(administratrice).post(f"/comptes/{responsable.pk}/activer/", {"actif": "non"})
    assert ouvert.get("/espace/").status_code == 302
    refus = Client().post("/connexion/", {"courriel": responsable.courriel, "mot_de_passe": SECRET})
    assert refus.status_code == 422


# --- personal data --------------------------------------------------------------------------------


def test_mes_donnees_puis_leur_effacement(responsable):
    client = client_de(responsable)
    donnees = json.loads(client.get("/compte/donnees/").content)
    assert donnees["compte"]["courriel"] == "responsable@example.fr"
    assert donnees["roles"][0]["organisation"] == "Mission locale"
    client.post("/compte/effacer/", {"courriel": "autre@example.fr"})
    assert Compte.objects.filter(courriel="responsable@example.fr").exists()
    assert client.post("/compte/effacer/", {"courriel": "Responsable@example.fr"})["Location"] == "/"
    efface = Compte.objects.get(pk=responsable.pk)
    assert (efface.nom, efface.is_active, efface.has_usable_password()) == ("", False, False)
    assert "responsable" not in efface.courriel
    assert client.get("/compte/").status_code == 302
    creer_compte(courriel="responsable@example.fr", role=None)  # the address is free again


# --- mails ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", sorted(courriels.GABARITS))
def test_chaque_gabarit_s_ecrit_avec_son_exemple(nom):
    sujet, texte, html = courriels.ecrire(nom, courriels.GABARITS[nom].exemple)
    assert sujet
    assert texte.startswith(("Bonjour", "Madame", "Monsieur"))
    assert "{" not in texte + html
    assert "&#x27;" not in texte


def test_chaque_fichier_de_gabarit_est_declare():
    from pathlib import Path

    import portulan

    fichiers = Path(portulan.__file__).parent.rglob("templates/courriels/*.txt")
    assert {f.stem for f in fichiers} == set(courriels.GABARITS)


def test_un_courriel_parti_perd_son_texte():
    courriel = courriels.envoyer("mot_de_passe", "a@example.fr", {"lien": "https://x.example/", "heures": 24})
    assert courriels.expedier.call(courriel.pk) == "envoye"
    assert courriels.expedier.call(courriel.pk) == "ignore"
    courriel.refresh_from_db()
    assert (courriel.texte, courriel.html) == ("", "")
    (message,) = mail.outbox
    assert message.to == ["a@example.fr"]
    assert "https://x.example/" in message.body
    assert message.alternatives[0].mimetype == "text/html"


def test_une_panne_est_reessayee_puis_abandonnee_et_se_voit(administratrice):
    courriel = courriels.envoyer("mot_de_passe", "a@example.fr", {"lien": "https://x.example/", "heures": 24})
    with mock.patch.object(courriels, "_remettre", side_effect=ConnectionRefusedError(111, "refusé")):
        issues = [courriels.expedier.call(courriel.pk) for _ in range(6)]
    assert issues == ["attente"] * 5 + ["abandonne"]
    client = client_de(administratrice)
    page = client.get("/courriels/").content.decode()
    assert "Des courriels ne sont pas partis" in page
    assert "ConnectionRefusedError" in page
    client.post("/courriels/relancer/")
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.ENVOYE


def test_un_vrai_serveur_absent_ne_perd_rien(settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 2},
        }
    }
    courriel = courriels.envoyer("mot_de_passe", "a@example.fr", {"lien": "https://x.example/", "heures": 24})
    assert courriels.expedier.call(courriel.pk) == "attente"
    courriel.refresh_from_db()
    assert courriel.erreur
    assert "https://x.example/" in courriel.texte


# --- journal --------------------------------------------------------------------------------------


def test_le_journal_se_filtre_et_s_exporte(responsable):
    client = client_de(responsable)
    inviter(client)
    export = client.get("/journal/?acte=invitation.envoyer&format=csv").content.decode("utf-8-sig")
    assert len(export.splitlines()) == 2
    assert "Invitation envoyée" in export
    assert "abel@example.fr" not in export
    assert len(client.get("/journal/?jusqu_au=2020-01-01&format=csv").content.decode().splitlines()) == 1
    assert client.get("/journal/?du=pas-une-date&periode=x&acte=" + "a" * 500).status_code == 200


def test_chaque_acte_du_code_a_son_nom():
    """Acts written in full in the code; those built (« travail.<genre> ») are read as they are."""
    from pathlib import Path

    import portulan

    sources = "\n".join(p.read_text("utf-8") for p in (Path(portulan.__file__).parent / "comptes").rglob("*.py"))
    actes = set(re.findall(r'"((?:compte|invitation|demande|organisation|second_facteur)\.[a-z_]+)"', sources))
    assert actes
    assert actes <= set(ACTES)


@pytest.mark.parametrize(
    ("acte", "nom"),
    [
        ("compte.habiliter", "Rôle donné"),
        ("reseau.structure.creer", "Structure\u00a0: création"),
        ("travail.geler", "Travail\u00a0: gel"),
        ("objet_oublie.acte_oublie", "Objet oublie\u00a0: acte oublie"),
        ("seul", "Seul"),
    ],
)
def test_un_acte_se_lit_en_francais(acte, nom):
    assert libelle(acte) == nom


def test_les_precisions_du_journal_sont_en_francais():
    assert preciser("role", "agent") == "rôle\u00a0: agent"
    assert preciser("nombre", 0) == "nombre\u00a0: 0"
