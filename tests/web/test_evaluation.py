"""The pages of the assessment: save as one goes, lose nothing, prove, submit; who sees what."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Organisation
from portulan.comptes.operations import creer_compte, habiliter
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.lecture import livres
from portulan.terrain.evaluation import operations_preuves
from portulan.terrain.evaluation.models import ActionProgres, Evaluation, Preuve, Reponse
from portulan.terrain.evaluation.petit_pdf import petit_pdf
from portulan.terrain.reseau.models import Structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
assert livres()


def organisation(code):
    return Organisation.objects.create(
        code=code, nom=code, genre=GenreOrganisation.OPERATEUR, operateur="mission_locale", region="94"
    )


def structure(orga, nom="Mission locale d’Ajaccio"):
    return Structure.objects.create(
        source="essai",
        id_source=nom,
        nom=nom,
        operateur="mission_locale",
        organisation=orga,
        code_insee="2A004",
        departement="2A",
        region="94",
        date_maj=date(2025, 1, 1),
    )


def personne(role, orga=None, lieu=None):
    compte = creer_compte(courriel=f"{role}-{orga}@exemple.fr".replace(" ", ""), nom=role, role=None)
    habiliter(compte=compte, role=role, organisation=orga, territoire=lieu)
    return compte


def client_de(compte):
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    return client


@pytest.fixture
def orga():
    return organisation("ml")


@pytest.fixture
def lieu(orga):
    return structure(orga)


@pytest.fixture
def responsable(orga):
    return personne(Role.RESPONSABLE, orga)


@pytest.fixture
def elle(responsable):
    return client_de(responsable)


@pytest.fixture
def evaluation(elle, lieu):
    elle.post("/evaluations/ouvrir/", {"structure": lieu.pk})
    return Evaluation.objects.get()


def champs(reponse):
    """Fields of the form of a page, as a browser would send them."""
    html = reponse.content.decode()
    posts = {}
    for balise in re.findall(r"<input[^>]+>", html):
        nom = re.search(r'name="([^"]+)"', balise)
        valeur = re.search(r'value="([^"]*)"', balise)
        if nom and ("hidden" in balise or "checked" in balise):
            posts[nom[1]] = valeur[1] if valeur else "on"
    textes = re.findall(r'<textarea[^>]+name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
    return posts | dict(textes)


def remplir(client, evaluation, **valeurs):
    adresse = f"/evaluations/{evaluation.pk}/parties/P1/"
    return client.post(adresse, champs(client.get(adresse)) | valeurs)


def pdf(texte="x"):
    return SimpleUploadedFile("preuve.pdf", petit_pdf(texte, ["y"]))


def test_de_l_ouverture_a_la_soumission(elle, lieu, evaluation, django_assert_max_num_queries):
    assert evaluation.reponses.count() == 40
    assert "Continuer" in elle.get(f"/evaluations/{evaluation.pk}/").content.decode()
    reponse = remplir(
        elle, evaluation, **{"P1-1-niveau": "3", "P1-1-commentaire": "Accueil de tous", "suite": "suivante"}
    )
    assert reponse["Location"] == f"/evaluations/{evaluation.pk}/parties/P2/"
    assert Reponse.objects.get(critere="P1.1").niveau == 3
    assert Reponse.objects.get(critere="P1.2").version == 1  # untouched, not written
    page = elle.get(f"/evaluations/{evaluation.pk}/soumettre/").content.decode()
    assert "critères obligatoires sans réponse" in page.lower()
    assert f'<a href="/evaluations/{evaluation.pk}/parties/P1/#critere-P1.2">P1.2</a>' in page
    assert elle.post(f"/evaluations/{evaluation.pk}/soumettre/").status_code == 409
    Reponse.objects.update(niveau=2)
    assert elle.post(f"/evaluations/{evaluation.pk}/soumettre/").status_code == 302
    evaluation.refresh_from_db()
    assert evaluation.etat == "soumise"
    with django_assert_max_num_queries(20):
        assert "Soumise" in elle.get(f"/evaluations/{evaluation.pk}/").content.decode()
    remplir(elle, evaluation, **{"P1-1-niveau": "0"})
    assert Reponse.objects.get(critere="P1.1").niveau == 2


def test_deux_navigateurs_rien_ne_s_ecrase(elle, responsable, evaluation):
    autre = client_de(responsable)
    adresse = f"/evaluations/{evaluation.pk}/parties/P1/"
    ouverte_avant = champs(autre.get(adresse))
    remplir(elle, evaluation, **{"P1-1-niveau": "3", "P1-1-commentaire": "première"})
    reponse = autre.post(
        adresse, ouverte_avant | {"P1-1-niveau": "1", "P1-1-commentaire": "seconde", "P1-2-niveau": "2"}
    )
    html = reponse.content.decode()
    assert reponse.status_code == 409
    assert "première" in html
    assert "seconde" in html
    assert Reponse.objects.get(critere="P1.1").commentaire == "première"
    assert Reponse.objects.get(critere="P1.2").niveau == 2  # what did not clash is saved
    reponse = autre.post(adresse, champs(reponse))
    assert reponse.status_code == 302
    assert Reponse.objects.get(critere="P1.1").commentaire == "seconde"


def test_une_page_ancienne_que_personne_n_a_touchee_n_ecrase_rien(elle, responsable, evaluation):
    autre = client_de(responsable)
    adresse = f"/evaluations/{evaluation.pk}/parties/P1/"
    ancienne = champs(autre.get(adresse))
    remplir(elle, evaluation, **{"P1-1-niveau": "3"})
    assert autre.post(adresse, ancienne | {"P1-3-niveau": "2"}).status_code == 302
    assert Reponse.objects.get(critere="P1.1").niveau == 3


def test_enregistrement_au_fil_de_la_saisie(elle, evaluation):
    page = champs(elle.get(f"/evaluations/{evaluation.pk}/parties/P1/"))
    adresse = f"/evaluations/{evaluation.pk}/reponses/P1.1/"
    fragment = elle.post(adresse, page | {"P1-1-niveau": "2"}, headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith("Enregistré à")
    assert "<textarea" not in fragment  # never the form being filled
    assert Reponse.objects.get(critere="P1.1").niveau == 2
    perimee = elle.post(adresse, page | {"P1-1-niveau": "4"}, headers={"HX-Request": "true"}).content.decode()
    assert "entre-temps" in perimee
    assert Reponse.objects.get(critere="P1.1").niveau == 2


def test_session_expiree_en_ecrivant_rien_n_est_perdu(client, elle, responsable, evaluation):
    adresse = f"/evaluations/{evaluation.pk}/parties/P1/"
    saisie = champs(elle.get(adresse)) | {"P1-1-niveau": "3", "P1-1-commentaire": "Écrit longuement"}
    reponse = client.post(adresse, saisie)
    assert reponse["Location"] == f"/connexion/?next={adresse}"
    assert Reponse.objects.get(critere="P1.1").niveau is None
    client.force_login(responsable, backend=MOTEUR)
    page = client.get(adresse)
    assert "Écrit longuement" in page.content.decode()
    assert "Votre session s’était arrêtée" in page.content.decode()
    assert client.post(adresse, champs(page)).status_code == 302
    assert Reponse.objects.get(critere="P1.1").commentaire == "Écrit longuement"
    assert "Votre session" not in client.get(adresse).content.decode()


def test_saisie_hostile(elle, evaluation):
    reponse = remplir(
        elle, evaluation, **{"P1-1-commentaire": "<script>alert(1)</script>\u202eabc\x00 👩🏽‍💻", "P1-1-niveau": "2"}
    )
    assert reponse.status_code in {302, 422}
    if reponse.status_code == 302:
        html = elle.get(f"/evaluations/{evaluation.pk}/parties/P1/").content.decode()
        assert "<script>alert" not in html
        assert "\u202e" not in html
    trop = remplir(elle, evaluation, **{"P1-1-commentaire": "é" * 10_000, "P1-2-niveau": "2"})
    assert trop.status_code == 422
    assert "é" * 10_000 in trop.content.decode()
    assert Reponse.objects.get(critere="P1.2").niveau == 2
    assert remplir(elle, evaluation, **{"P1-1-niveau": "9"}).status_code == 422


def test_sans_objet_demande_un_motif_et_jamais_sur_un_eliminatoire(elle, evaluation):
    referentiel = evaluation.referentiel.referentiel
    permis = next(c for c in referentiel.criteres if c.na_permis)
    adresse = f"/evaluations/{evaluation.pk}/parties/{permis.principe}/"
    prefixe = permis.code.replace(".", "-")
    saisie = champs(elle.get(adresse)) | {f"{prefixe}-sans_objet": "on"}
    assert elle.post(adresse, saisie).status_code == 422
    assert elle.post(adresse, saisie | {f"{prefixe}-motif": "Public absent"}).status_code == 302
    assert Reponse.objects.get(critere=permis.code).sans_objet == "demandee"
    html = elle.get(f"/evaluations/{evaluation.pk}/parties/P1/").content.decode()
    assert "P1-1-sans_objet" not in html


def preuve(evaluation, **valeurs):
    jour = aujourdhui() - timedelta(days=10)
    return {"effet_le": jour.isoformat(), "criteres": ["P1.1", "P1.2"], "fichier": pdf()} | valeurs


def test_une_preuve_deposee_sert_a_plusieurs_criteres_puis_se_telecharge(elle, evaluation):
    adresse = f"/evaluations/{evaluation.pk}/preuves/"
    assert elle.post(adresse, preuve(evaluation)).status_code == 302
    assert elle.post(adresse, preuve(evaluation)).status_code == 302  # sent twice
    deposee = Preuve.objects.get()
    assert deposee.criteres.count() == 2
    reponse = elle.get(f"/evaluations/preuves/{deposee.pk}/")
    assert reponse["Content-Disposition"] == 'attachment; filename="preuve.pdf"'
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(reponse.streaming_content).startswith(b"%PDF-")
    elle.post(f"/evaluations/{evaluation.pk}/preuves/{deposee.pk}/retirer/", {"critere": "P1.2"})
    elle.post(f"/evaluations/{evaluation.pk}/preuves/{deposee.pk}/rattacher/", {"critere": "P1.3"})
    assert set(deposee.criteres.values_list("critere", flat=True)) == {"P1.1", "P1.3"}


def docx(*noms):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom in noms:
            archive.writestr(nom, "x")
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("nom", "contenu", "mot"),
    [
        ("facture.pdf", b"MZ\x90\x00" + b"\0" * 500, "programme"),
        ("page.html", b"<html><script>1</script></html>", "pas d’un type accepté"),
        ("page.pdf", b"<html><script>1</script></html>", "extension .pdf"),
        ("image.png", b"\xff\xd8\xff\xe0" + b"\0" * 50, "extension .png"),
        ("texte.docx", docx("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "extension .docx"),
        ("vide.pdf", b"", "vide"),
        ("sansextension", b"%PDF-1.4", "pas d’un type accepté"),
        ("script.pdf", petit_pdf("x", []) + b"<< /S /JavaScript /JS (app.alert(1)) >>", "« Imprimer »"),
    ],
)
def test_un_fichier_refuse_dit_pourquoi_et_ne_laisse_rien(elle, evaluation, vierge, *, nom, contenu, mot):
    envoi = preuve(evaluation, fichier=SimpleUploadedFile(nom, contenu))
    reponse = elle.post(f"/evaluations/{evaluation.pk}/preuves/", envoi)
    assert reponse.status_code == 422
    assert mot in reponse.content.decode()
    assert not Preuve.objects.exists()
    assert not [f for f in (vierge.racine / "preuves").rglob("*") if f.is_file()]


def test_un_bon_document_word_est_accepte(elle, evaluation):
    fichier = SimpleUploadedFile("note.docx", docx("[Content_Types].xml", "word/document.xml"))
    assert elle.post(f"/evaluations/{evaluation.pk}/preuves/", preuve(evaluation, fichier=fichier)).status_code == 302


def test_au_dela_du_quota_rien_n_est_garde_et_rien_n_est_perdu(elle, evaluation, vierge, monkeypatch):
    monkeypatch.setattr(operations_preuves, "QUOTA", 2_000_000)
    adresse = f"/evaluations/{evaluation.pk}/preuves/"

    def lourde(texte):
        return SimpleUploadedFile(f"{texte}.pdf", petit_pdf(texte, []) + b" " * 1_500_000)

    def gardes():
        return [f for f in (vierge.racine / "preuves").rglob("*") if f.is_file()]

    assert elle.post(adresse, preuve(evaluation, fichier=lourde("une"))).status_code == 302
    reponse = elle.post(adresse, preuve(evaluation, fichier=lourde("deux"), libelle="Label IJ"))
    html = reponse.content.decode()
    assert reponse.status_code == 422
    assert "quota de preuves (2 Mo)" in html
    assert "Retirez des preuves" in html
    assert 'value="Label IJ"' in html
    assert Preuve.objects.count() == len(gardes()) == 1
    # The same file again weighs nothing more
    assert elle.post(adresse, preuve(evaluation, fichier=lourde("une"), criteres=["P1.3"])).status_code == 302
    assert Preuve.objects.get().criteres.count() == 3
    retiree = Preuve.objects.get()
    for critere in ("P1.1", "P1.2", "P1.3"):
        elle.post(f"{adresse}{retiree.pk}/retirer/", {"critere": critere})
    assert elle.post(adresse, preuve(evaluation, fichier=lourde("deux"))).status_code == 302


def test_500_mo_annonces_sont_refuses_sans_etre_lus(responsable, evaluation):
    client = client_de(responsable)

    class Jamais(io.RawIOBase):
        def read(self, _taille=-1):
            raise AssertionError("le corps a été lu")

    reponse = client.generic(
        "POST",
        f"/evaluations/{evaluation.pk}/preuves/",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Jamais(), "CONTENT_LENGTH": "500000000"},
    )
    assert reponse.status_code == 413
    assert "20 Mo" in reponse.content.decode()


def test_le_depot_demande_le_jeton(responsable, evaluation):
    client = Client(enforce_csrf_checks=True)
    client.force_login(responsable, backend=MOTEUR)
    assert client.post(f"/evaluations/{evaluation.pk}/preuves/", preuve(evaluation)).status_code == 403
    assert not Preuve.objects.exists()


def test_une_autre_organisation_ne_voit_rien(evaluation, elle):
    elle.post(f"/evaluations/{evaluation.pk}/preuves/", preuve(evaluation))
    ailleurs = client_de(personne(Role.RESPONSABLE, organisation("autre")))
    assert "Mission locale d’Ajaccio" not in ailleurs.get("/evaluations/").content.decode()
    for suite in ("", "parties/P1/", "preuves/", "soumettre/", "imprimer/", "evaluation.csv", "plan/"):
        assert ailleurs.get(f"/evaluations/{evaluation.pk}/{suite}").status_code == 404
    assert ailleurs.get(f"/evaluations/preuves/{Preuve.objects.get().pk}/").status_code == 404
    assert ailleurs.get("/evaluations/?format=csv").content.decode().count("\n") == 1
    assert ailleurs.post("/evaluations/ouvrir/", {"structure": evaluation.structure_id}).status_code == 404


def test_un_agent_ne_repond_qu_a_ce_qui_lui_est_confie(elle, orga, evaluation):
    agent = personne(Role.AGENT, orga)
    lui = client_de(agent)
    assert lui.get(f"/evaluations/{evaluation.pk}/").status_code == 404
    elle.post(f"/evaluations/{evaluation.pk}/confier/", {"partie": "P1.2", "collegue": agent.pk})
    html = lui.get(f"/evaluations/{evaluation.pk}/parties/P1/").content.decode()
    assert "P1-2-niveau" in html
    assert "P1-1-niveau" not in html
    remplir(lui, evaluation, **{"P1-1-niveau": "4", "P1-2-niveau": "2"})
    assert Reponse.objects.get(critere="P1.1").niveau is None
    assert Reponse.objects.get(critere="P1.2").niveau == 2
    assert lui.post(f"/evaluations/{evaluation.pk}/preuves/", preuve(evaluation)).status_code == 422
    assert lui.post(f"/evaluations/{evaluation.pk}/preuves/", preuve(evaluation, criteres=["P1.2"])).status_code == 302
    assert lui.get(f"/evaluations/{evaluation.pk}/soumettre/").status_code == 403
    elle.post(f"/evaluations/{evaluation.pk}/confier/", {"partie": "P1.3", "collegue": agent.pk})
    assert "Répondre à P1.3" in lui.get(reverse("web:espace")).content.decode()


def test_plan_de_progres(elle, evaluation):
    adresse = f"/evaluations/{evaluation.pk}/plan/"
    saisie = {
        "critere": "P1.1",
        "action": "Afficher l’accueil de tous",
        "responsable": "Direction",
        "echeance": (aujourdhui() + timedelta(days=30)).isoformat(),
    }
    assert elle.post(adresse, saisie).status_code == 302
    assert elle.post(adresse, saisie).status_code == 302  # sent twice
    action = ActionProgres.objects.get()
    suivi = f"{adresse}{action.pk}/"
    envoi = saisie | {"version": "1", "etat": "close"}
    assert elle.post(suivi, envoi).status_code == 302
    perimee = elle.post(suivi, envoi | {"action": "Autre texte"})
    assert perimee.status_code == 409
    assert "Autre texte" in perimee.content.decode()
    action.refresh_from_db()
    assert action.close_le == aujourdhui()
    assert elle.post(adresse, saisie | {"echeance": "2020-01-01"}).status_code == 422


def test_les_exports_et_l_impression(elle, evaluation):
    remplir(elle, evaluation, **{"P1-1-niveau": "3", "P1-1-commentaire": "=cmd()"})
    texte = elle.get(f"/evaluations/{evaluation.pk}/evaluation.csv").content.decode()
    assert texte.count("\r\n") == 41
    assert "'=cmd()" in texte
    assert "P1.1" in elle.get(f"/evaluations/{evaluation.pk}/imprimer/").content.decode()


def test_une_seule_evaluation_en_cours(elle, lieu, evaluation):
    reponse = elle.post("/evaluations/ouvrir/", {"structure": lieu.pk})
    assert reponse["Location"] == f"/evaluations/{evaluation.pk}/"
    assert Evaluation.objects.count() == 1
