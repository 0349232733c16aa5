"""Referrals and dossiers in the browser: the whole way for each role, the refusals, what anyone may read."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fabriques.comite import compte_de, petit_comite
from fabriques.dossier import charte_soumise, conseil_regional, instruire_tout, saisine_deposee, saisine_instruite
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.dossier import instruction, operations
from portulan.crefop.dossier.models import Dossier, Observation, PreAvis, Saisine
from portulan.journal.models import Entree
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.web.identite import SECOND_FACTEUR

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"


def verifier(reponse, statut=200):
    html = reponse.content.decode()
    assert reponse.status_code == statut, re.sub(r"<[^>]+>", " ", html)[:2000]
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "None" not in re.sub(r"<[^>]+>", " ", html)
    assert ' style="' not in html
    identifiants = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants))
    return html


def lu(reponse):
    assert reponse.status_code == 200
    return b"".join(reponse)


def connecter(compte, *, verifie=False):
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    if verifie:
        session = client.session
        session[SECOND_FACTEUR] = True
        session.save()
    return client


@pytest.fixture
def comite(db, site_demo):
    return petit_comite()


@pytest.fixture
def secretariat(comite):
    return connecter(comite.secretariat, verifie=True)


def test_sans_comite_la_page_dit_quoi_faire(db, site_demo):
    client = connecter(compte_de("secretariat", "secretariat"))
    assert "Aucun comité plénier n’est enregistré" in verifier(client.get("/saisines/deposer/"))
    assert "Aucune saisine pour l’instant" in verifier(client.get("/saisines/"))


def test_sans_organisation_on_demande_au_secretariat(comite, site_demo):
    client = connecter(compte_de("rectorat", "rectorat"))
    assert "demandez au secrétariat" in verifier(client.get("/saisines/deposer/"))


def deposer_depuis_la_charte(comite, secretariat):
    version = charte_soumise()
    auteur = conseil_regional()
    assert f"/saisines/deposer/?version={version.pk}" in verifier(secretariat.get(f"/charte/versions/{version.pk}/"))
    html = verifier(secretariat.get(f"/saisines/deposer/?version={version.pk}"))
    assert re.search(rf'value="{version.pk}"[^>]*checked', html)
    cle = re.search(r'name="cle" value="(\w+)"', html).group(1)
    envoi = {
        "cle": cle, "organe": comite.organe.code, "auteur": auteur.code, "source": str(version.pk),
        "lettre": "Courrier 2026-114", "recue_le": "2026-01-05", "adoption_prevue_le": "2099-06-30",
    }  # fmt: skip
    for _ in range(2):  # a double click
        reponse = secretariat.post("/saisines/deposer/", envoi)
        assert reponse.status_code == 302
    saisine = Saisine.objects.get()
    assert (saisine.type, saisine.texte_empreinte) == ("cahier_charges_spro", version.empreinte)
    assert saisine.contenu["articles"]
    return saisine


def test_de_la_charte_au_dossier_fige(comite, secretariat):
    saisine = deposer_depuis_la_charte(comite, secretariat)
    page = f"/saisines/{saisine.pk}/"
    assert "recevabilité" in verifier(secretariat.get(page))
    assert verifier(secretariat.get(f"{page}texte/"))
    secretariat.post(f"{page}etapes/instruire/", {"version": saisine.version})
    html = verifier(secretariat.get(f"{page}dossiers/ouvrir/"))
    assert "Il est provisoire" in html
    instantane = re.search(r'value="(94-[^"]+)" required>', html).group(1)
    assert secretariat.post(f"{page}dossiers/ouvrir/", {"instantane": instantane}).status_code == 302
    base = f"{page}dossiers/1/"
    html = verifier(secretariat.get(base))
    assert "0\u00a0question sur" in html
    total = Dossier.objects.get().reponses.count()
    premiere = Dossier.objects.get().reponses.order_by("pk").first().question
    html = verifier(secretariat.get(f"{base}questions/{premiere}/"))
    revision = re.search(r'name="revision" value="(\d+)"', html).group(1)
    refus = secretariat.post(f"{base}questions/{premiere}/", {"revision": revision, "etat": "sans_reponse"})
    assert "Dites pourquoi aucune réponse" in verifier(refus, 422)
    ecrit = {"revision": revision, "etat": "partiel", "texte": "Un département ne répond pas."}
    assert secretariat.post(f"{base}questions/{premiere}/", ecrit).status_code == 302
    perdu = secretariat.post(f"{base}questions/{premiere}/", {**ecrit, "texte": "Un autre texte."})
    html = verifier(perdu, 409)
    assert "Un département ne répond pas." in html
    assert "Un autre texte." in html
    pdf = SimpleUploadedFile("note.pdf", b"%PDF-1.7 essai")
    assert secretariat.post(f"{base}pieces/", {"question": premiere, "fichier": pdf}).status_code == 302
    faux = SimpleUploadedFile("note.exe", b"MZ")
    verifier(secretariat.post(f"{base}pieces/", {"question": "", "fichier": faux}), 422)
    refus = secretariat.post(f"{base}figer/", {"version": Dossier.objects.get().version})
    assert "restent à instruire" in verifier(refus, 409)
    instruire_tout(Dossier.objects.get(), comite.bureau())
    html = verifier(secretariat.get(base))
    assert f"{total}\u00a0questions sur {total}" in html
    assert secretariat.post(f"{base}figer/", {"version": Dossier.objects.get().version}).status_code == 302
    dossier = Dossier.objects.get()
    assert dossier.etat == "fige"
    assert dossier.empreinte in verifier(secretariat.get(base))
    assert verifier(secretariat.get(page))
    piece = dossier.pieces.get()
    assert lu(secretariat.get(f"{base}pieces/{piece.pk}/")) == b"%PDF-1.7 essai"
    assert secretariat.get(f"{base}dossier.json").content.decode() == dossier.contenu
    verifier(secretariat.post(f"{base}questions/{premiere}/", {**ecrit, "texte": "Trop tard."}), 409)


def test_figer_demande_le_second_facteur(comite):
    saisine = saisine_instruite(comite)
    dossier = saisine.dossiers.get()
    instruire_tout(dossier, comite.bureau())
    sans = connecter(comite.secretariat)
    reponse = sans.post(f"/saisines/{saisine.pk}/dossiers/1/figer/", {"version": dossier.version})
    assert "second facteur" in reponse.content.decode().lower()
    dossier.refresh_from_db()
    assert dossier.etat == "ouvert"


def test_un_autre_texte_colle_ou_joint(comite, secretariat):
    auteur = conseil_regional()
    commun = {
        "cle": "a" * 16, "organe": comite.organe.code, "auteur": auteur.code, "source": "autre",
        "type": "carte_formations", "titre": "Carte des formations", "recue_le": "2026-01-05",
    }  # fmt: skip
    html = verifier(secretariat.post("/saisines/deposer/", commun), 422)
    assert "Collez le texte, ou joignez son fichier" in html
    assert secretariat.post("/saisines/deposer/", {**commun, "texte": "Article 1. La carte."}).status_code == 302
    pdf = SimpleUploadedFile("carte.pdf", b"%PDF-1.7 carte")
    assert secretariat.post("/saisines/deposer/", {**commun, "cle": "b" * 16, "fichier": pdf}).status_code == 302
    collee, jointe = Saisine.objects.order_by("pk")
    assert "Article 1. La carte." in verifier(secretariat.get(f"/saisines/{collee.pk}/texte/"))
    assert "carte.pdf" in verifier(secretariat.get(f"/saisines/{jointe.pk}/texte/"))
    assert lu(secretariat.get(f"/saisines/{jointe.pk}/texte/fichier/")) == b"%PDF-1.7 carte"
    assert secretariat.get(f"/saisines/{collee.pk}/texte/fichier/").status_code == 404
    futur = {**commun, "cle": "c" * 16, "texte": "x", "recue_le": "2099-01-01"}
    assert "reçue demain" in verifier(secretariat.post("/saisines/deposer/", futur), 422)


def test_delai_rapporteur_preavis_adoption(comite, secretariat):
    saisine = saisine_instruite(comite)
    page = f"/saisines/{saisine.pk}/"
    saisine.refresh_from_db()
    secretariat.post(f"{page}delai/suspendre/", {"version": saisine.version, "motif": "Joindre l’annexe 2"})
    assert "délai suspendu" in verifier(secretariat.get(page))
    saisine.refresh_from_db()
    assert secretariat.post(f"{page}delai/annuler/", {"version": saisine.version}).status_code == 404
    secretariat.post(f"{page}delai/relancer/", {"version": saisine.version})
    assert not saisine.suspensions.filter(au__isnull=True).exists()
    personne = comite.titulaires["cfdt"]
    secretariat.post(f"{page}rapporteurs/", {"personne": personne.pk})
    assert str(personne) in verifier(secretariat.get(page))
    secretariat.post(f"{page}preavis/", {"demande_a": "Commission orientation", "echeance": "2099-01-01"})
    preavis = PreAvis.objects.get()
    verifier(secretariat.post(f"{page}preavis/", {"rendre": preavis.pk, "sens": "", "texte": ""}), 422)
    refus = secretariat.post(f"{page}preavis/", {"rendre": preavis.pk, "sens": "favorable", "texte": "D’accord."})
    assert "Aucun dossier n’est figé" in verifier(refus, 409)
    saisine.refresh_from_db()
    acte = {"version": saisine.version, "jour": "2026-01-10", "acte": "Délibération 26-01"}
    assert secretariat.post(f"{page}adoption/", acte).status_code == 302
    html = verifier(secretariat.get(page))
    assert "l’avis doit précéder l’adoption" in html
    verifier(secretariat.post(f"{page}adoption/", {"version": 1}), 422)
    secretariat.post(f"{page}rapporteurs/", {"relever": personne.pk})
    assert not saisine.rapporteurs.exists()


def test_une_page_depassee_garde_ce_qui_est_ecrit(comite):
    saisine = saisine_deposee(comite)
    secretariat = connecter(compte_de("adjointe", "secretariat"))
    page = f"/saisines/{saisine.pk}/"
    operations.suspendre(titulaire=comite.bureau(), saisine=saisine, version=1, motif="Annexe.")
    vieille = {"version": 1, "motif": "Objet hors du champ du comité."}
    html = verifier(secretariat.post(f"{page}etapes/rejeter/", vieille), 409)
    assert "Objet hors du champ du comité.</textarea>" in html
    html = verifier(secretariat.post(f"{page}delai/suspendre/", vieille | {"motif": "Il manque le budget."}), 409)
    assert "Il manque le budget." in html
    acte = {"version": 1, "jour": "2026-01-10", "acte": "Délibération 26-01"}
    assert 'value="Délibération 26-01"' in verifier(secretariat.post(f"{page}adoption/", acte), 409)
    demain = acte | {"version": saisine.version, "jour": "2099-01-01"}
    assert "pas encore eu lieu" in verifier(secretariat.post(f"{page}adoption/", demain), 422)
    saisine.refresh_from_db()
    assert (saisine.etat, saisine.adoptee_le) == ("recue", None)


def test_un_membre_lit_et_propose(comite):
    saisine = saisine_instruite(comite, fige=True)
    base = f"/saisines/{saisine.pk}/dossiers/1/"
    membre = connecter(comite.compte("cfdt"))
    html = verifier(membre.get(f"{base}lire/"))
    assert "F1.1" in html
    assert "Commenter, ou proposer une réserve" in html
    verifier(membre.get(f"{base}observer/?question=F1.1"))
    reserve = {"question": "F1.1", "genre": "reserve", "texte": "Chaque bassin doit être couvert."}
    assert "Une réserve doit pouvoir être levée" in verifier(membre.post(f"{base}observer/", reserve), 422)
    for _ in range(2):
        envoi = membre.post(f"{base}observer/", {**reserve, "essai": "Une carte est publiée."})
        assert envoi.status_code == 302
    observation = Observation.objects.get()
    assert "Une carte est publiée." in verifier(membre.get(f"{base}lire/"))
    autre = connecter(comite.compte("cgt"))
    refus = autre.post(f"{base}observations/{observation.pk}/retirer/")
    assert refus.status_code == 403
    bureau = connecter(comite.secretariat)
    assert "Chaque bassin doit être couvert." in verifier(bureau.get(f"{base}observations/"))
    csv = b"".join(bureau.get(f"{base}observations/?format=csv")).decode("utf-8-sig")
    assert "F1.1" in csv
    assert "réserve proposée" in csv
    assert bureau.post(f"{base}observer/", reserve).status_code == 403
    assert membre.post(f"{base}observations/{observation.pk}/retirer/").status_code == 302
    assert "Chaque bassin" not in verifier(membre.get(f"{base}lire/"))
    assert membre.post(f"/saisines/{saisine.pk}/etapes/retirer/", {"version": 1, "motif": "x"}).status_code == 404
    assert membre.get(f"/saisines/{saisine.pk}/dossiers/ouvrir/").status_code == 404
    assert Entree.objects.filter(acte="observation.deposer").count() == 1


def test_le_rapporteur_ecrit_jusqu_au_gel(comite):
    saisine = saisine_instruite(comite)
    base = f"/saisines/{saisine.pk}/dossiers/1/"
    dossier = saisine.dossiers.get()
    membre = connecter(comite.compte("cfdt"))
    ecrit = {"revision": 1, "etat": "partiel", "texte": "Texte du rapporteur."}
    assert membre.post(f"{base}questions/F1.1/", ecrit).status_code == 403
    saisine.rapporteurs.create(personne=comite.titulaires["cfdt"], nomme_le="2026-01-01")
    assert 'name="texte"' in verifier(membre.get(f"{base}questions/F1.1/"))
    assert membre.post(f"{base}questions/F1.1/", ecrit).status_code == 302
    assert dossier.reponses.get(question="F1.1").texte == "Texte du rapporteur."
    assert membre.post(f"{base}figer/", {"version": 1}).status_code == 403


def test_le_public_ne_lit_que_ce_qui_a_un_avis_publie(comite, client):
    saisine = saisine_instruite(comite, fige=True)
    assert client.get(f"/saisines/{saisine.pk}/").status_code == 404
    assert client.get(f"/saisines/{saisine.pk}/dossiers/1/lire/").status_code == 404
    assert saisine.titre not in verifier(client.get("/saisines/"))
    assert client.get("/saisines/deposer/").status_code == 302


def test_le_public_lit_le_dossier_d_un_avis_publie(comite, client):
    saisine = saisine_instruite(comite)
    dossier = saisine.dossiers.get()
    for nom, publique in (("ouverte.pdf", True), ("interne.pdf", False)):
        instruction.deposer_piece(
            titulaire=comite.bureau(), dossier=dossier, question="F1.1", titre=nom, nom=nom,
            morceaux=[b"%PDF-1.7 " + nom.encode()], publique=publique,
        )  # fmt: skip
    instruire_tout(dossier, comite.bureau())
    instruction.figer(titulaire=comite.bureau(), dossier=dossier, version=dossier.version)
    AvisComite.objects.create(
        saisine=saisine, numero="A-1", sens="favorable", rendu_le=aujourdhui(), etat="publie", contenu="{}",
        empreinte="0" * 64, publie_le=maintenant(),
    )  # fmt: skip
    base = f"/saisines/{saisine.pk}/dossiers/1/"
    ouverte, interne = dossier.pieces.order_by("pk")
    agent = connecter(compte_de("agent", "agent", conseil_regional("76")))
    for lecteur in (client, agent):
        assert f"{base}lire/" in verifier(lecteur.get(f"/saisines/{saisine.pk}/"))
        html = verifier(lecteur.get(f"{base}lire/"))
        assert "ouverte.pdf" in html
        assert "interne.pdf" not in html
        assert lu(lecteur.get(f"{base}pieces/{ouverte.pk}/")).startswith(b"%PDF")
        assert lecteur.get(f"{base}pieces/{interne.pk}/").status_code == 404
    assert agent.get(base).status_code == 404
    PreAvis.objects.create(saisine=saisine, demande_a="Commission orientation", demande_le=aujourdhui())
    administration = connecter(compte_de("administration", "administrateur"))
    assert "interne.pdf" not in verifier(administration.get(f"{base}lire/"))
    assert administration.get(f"{base}pieces/{interne.pk}/").status_code == 404
    rectorat = connecter(compte_de("rectorat", "rectorat"))
    for autre in (client, agent, administration, rectorat):
        reponse = autre.get(f"/saisines/{saisine.pk}/")
        assert "Commission orientation" not in verifier(reponse)
    membre = connecter(comite.compte("cfdt"))
    assert "interne.pdf" in verifier(membre.get(f"{base}lire/"))
    assert lu(membre.get(f"{base}pieces/{interne.pk}/")).startswith(b"%PDF")
    assert "Commission orientation" in verifier(membre.get(f"/saisines/{saisine.pk}/"))


def test_mon_espace_dit_ce_qui_attend(comite, secretariat):
    saisine = saisine_instruite(comite)
    html = secretariat.get("/espace/").content.decode().replace("\u00a0:", " :")
    assert f"Instruire le dossier : {saisine.titre}" in html
    saisine_fige = saisine_instruite(comite, fige=True)
    html = connecter(comite.compte("cfdt")).get("/espace/").content.decode().replace("\u00a0:", " :")
    assert f"Lire le dossier : {saisine_fige.titre}" in html


def test_liste_recherche_filtre_csv(comite, secretariat):
    saisine_instruite(comite)
    saisine_instruite(comite, fige=True)
    html = verifier(secretariat.get("/saisines/?etat=dossier_fige"))
    assert "1\u00a0saisine" in html
    assert "S-" in b"".join(secretariat.get("/saisines/?format=csv")).decode("utf-8-sig")
    verifier(secretariat.get("/saisines/?q=introuvable"))
