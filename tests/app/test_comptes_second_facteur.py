"""Second factor: installed, asked where an act needs it, never twice the same code, nothing typed lost."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portulan.comptes import second_facteur
from portulan.comptes.droits import exiger
from portulan.comptes.models import Courriel
from portulan.comptes.operations import creer_compte, habiliter
from portulan.config import urls as racine
from portulan.journal.models import Entree
from portulan.socle.erreurs import Impossible, Interdit
from portulan.socle.territoire import Niveau, Territoire
from portulan.web.identite import titulaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
DEBUT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def publier(request):
    """An act that asks for the second factor, and says what it received."""
    exiger(titulaire(request), "cahier", "publier")
    return HttpResponse(f"publié : {request.POST.get('titre', '')} {request.POST.getlist('page')}")


urlpatterns = [path("essai/publier/", publier), *racine.urlpatterns]
handler400, handler403, handler404, handler500 = (
    racine.handler400, racine.handler403, racine.handler404, racine.handler500,
)  # fmt: skip


@pytest.fixture
def compte():
    cree = creer_compte(courriel="mission@example.fr", role=None)
    habiliter(compte=cree, role="mission_spro", territoire=Territoire(Niveau.REGION, "94"), du=date(2026, 1, 1))
    return cree


@pytest.fixture
def muni(compte):
    with time_machine.travel(DEBUT - timedelta(minutes=5), tick=False):
        second_facteur.preparer(compte)
        second_facteur.confirmer(compte=compte, code=second_facteur.code_courant(compte))
    return compte


class Navigateur(Client):
    """Posts as the form of a page without a file does."""

    def post(self, chemin, donnees):
        return super().post(chemin, urlencode(donnees, doseq=True), content_type="application/x-www-form-urlencoded")


@pytest.fixture
def navigateur(compte):
    client = Navigateur()
    client.force_login(compte, backend=MOTEUR)
    return client


def test_installer_puis_le_meme_code_ne_sert_plus(compte):
    with time_machine.travel(DEBUT, tick=False):
        second_facteur.preparer(compte)
        code = second_facteur.code_courant(compte)
        codes = second_facteur.confirmer(compte=compte, code=code)
        assert len(set(codes)) == 10
        with pytest.raises(Interdit, match="déjà servi"):
            second_facteur.verifier(compte=compte, code=code)
    with pytest.raises(Impossible):
        second_facteur.preparer(compte)


def test_les_codes_faux_ralentissent(muni):
    with time_machine.travel(DEBUT, tick=False):
        for _ in range(3):
            with pytest.raises(Interdit):
                second_facteur.verifier(compte=muni, code="000000")
        with pytest.raises(Interdit):
            second_facteur.verifier(compte=muni, code=second_facteur.code_courant(muni))
    with time_machine.travel(DEBUT + timedelta(minutes=1), tick=False):
        second_facteur.verifier(compte=muni, code=second_facteur.code_courant(muni))


def test_un_code_de_secours_sert_une_fois_et_n_est_pas_garde_en_clair(compte):
    with time_machine.travel(DEBUT, tick=False):
        second_facteur.preparer(compte)
        codes = second_facteur.confirmer(compte=compte, code=second_facteur.code_courant(compte))
        assert not {c.replace("-", "") for c in codes} & set(StaticToken.objects.values_list("token", flat=True))
        second_facteur.verifier(compte=compte, code=codes[0].upper())
        with pytest.raises(Interdit):
            second_facteur.verifier(compte=compte, code=codes[0])
    assert second_facteur.codes_restants(compte) == 9


@pytest.mark.parametrize("code", ["", " ", "12345", "abc\x00def", "٣٣٣٣٣٣", "9" * 10_000, "\u202e123456", "🧭" * 6])
def test_un_code_hostile_est_refuse(muni, code):
    with time_machine.travel(DEBUT, tick=False), pytest.raises(Interdit):
        second_facteur.verifier(compte=muni, code=code)


@pytest.mark.urls(__name__)
def test_l_acte_attend_le_code_sans_rien_perdre(muni, navigateur):
    with time_machine.travel(DEBUT, tick=False):
        saisie = {"titre": "Cahier <b>2026</b> « à l’œuvre »", "page": ["1", "2"]}
        reponse = navigateur.post("/essai/publier/?vue=1", saisie)
        html = reponse.content.decode()
        assert reponse.status_code == 403
        assert 'action="/essai/publier/?vue=1"' in html
        assert 'value="Cahier &lt;b&gt;2026&lt;/b&gt; « à l’œuvre »"' in html
        faux = navigateur.post("/essai/publier/?vue=1", saisie | {"code_second_facteur": "000000"})
        assert faux.status_code == 422
        assert faux.content.decode().count('name="page"') == 2
    with time_machine.travel(DEBUT + timedelta(seconds=40), tick=False):
        bon = {"code_second_facteur": second_facteur.code_courant(muni)}
        fait = navigateur.post("/essai/publier/?vue=1", saisie | bon)
        assert fait.content.decode() == "publié : Cahier <b>2026</b> « à l’œuvre » ['1', '2']"
        assert navigateur.post("/essai/publier/", {"titre": "x"}).status_code == 200  # once for the session


@pytest.mark.urls(__name__)
def test_le_code_d_un_autre_compte_n_ouvre_rien(muni):
    client = Navigateur()
    autre = creer_compte(courriel="autre@example.fr", role=None)
    habiliter(compte=autre, role="mission_spro", territoire=Territoire(Niveau.REGION, "94"), du=date(2026, 1, 1))
    client.force_login(autre, backend=MOTEUR)
    with time_machine.travel(DEBUT, tick=False):
        reponse = client.post("/essai/publier/", {"code_second_facteur": second_facteur.code_courant(muni)})
    assert reponse.status_code == 422
    assert "pas encore de second facteur" in reponse.content.decode()


@pytest.mark.urls(__name__)
def test_sans_role_le_code_ne_donne_aucun_droit(client):
    compte = creer_compte(courriel="autre@example.fr", role=None)
    client.force_login(compte, backend=MOTEUR)
    reponse = client.post("/essai/publier/", {"titre": "x"})
    assert reponse.status_code == 403
    assert "Action non autorisée" in reponse.content.decode()


def test_la_page_de_verification_ramene_ou_l_on_allait(muni, navigateur):
    with time_machine.travel(DEBUT, tick=False):
        page = navigateur.get("/compte/verification/?suite=/espace/").content.decode()
        assert 'name="suite" value="/espace/"' in page
        code = second_facteur.code_courant(muni)
        suite = navigateur.post("/compte/verification/", {"suite": "//pirate.example/", "code_second_facteur": code})
        assert suite["Location"] == "/espace/"


def test_hors_demonstration_le_code_n_est_jamais_montre(muni, navigateur):
    with time_machine.travel(DEBUT, tick=False):
        page = navigateur.get("/compte/verification/").content.decode()
        assert second_facteur.code_courant(muni) not in page
        assert "Démonstration" not in page


def test_installer_a_l_ecran_montre_les_codes_une_fois(compte, navigateur):
    with time_machine.travel(DEBUT, tick=False):
        page = navigateur.get("/compte/second-facteur/").content.decode()
        assert 'src="data:image/svg+xml' in page
        assert navigateur.post("/compte/second-facteur/", {"code": "000000"}).status_code == 422
    with time_machine.travel(DEBUT + timedelta(seconds=40), tick=False):
        fait = navigateur.post("/compte/second-facteur/", {"code": second_facteur.code_courant(compte)})
        codes = re.findall(r"<code>([a-z2-7-]{19})</code>", fait.content.decode())
    assert len(codes) == 10
    assert codes[0] not in navigateur.get("/compte/").content.decode()
    assert navigateur.get("/compte/second-facteur/").status_code == 302


def test_retirer_demande_le_code_et_previent(muni, navigateur):
    with time_machine.travel(DEBUT, tick=False):
        assert navigateur.post("/compte/second-facteur/retirer/", {"code": "000000"}).status_code == 403
        assert second_facteur.est_installe(muni)
    with time_machine.travel(DEBUT + timedelta(seconds=40), tick=False):
        code = second_facteur.code_courant(muni)
        assert navigateur.post("/compte/second-facteur/retirer/", {"code": code}).status_code == 302
    assert not second_facteur.est_installe(muni)
    assert Courriel.objects.get().gabarit == "second_facteur_retire"
    assert not TOTPDevice.objects.exists()


def test_l_administration_remet_a_zero_et_le_journal_le_dit(muni):
    second_facteur.remettre_a_zero(compte=muni, par="compte:99")
    assert Entree.objects.get(acte="second_facteur.retirer").auteur == "compte:99"
    assert "l’administration" in Courriel.objects.get().texte


@pytest.mark.urls(__name__)
def test_les_fichiers_ne_peuvent_etre_gardes_et_la_page_le_dit(muni):
    client = Client()
    client.force_login(muni, backend=MOTEUR)
    with time_machine.travel(DEBUT, tick=False):
        joint = {"titre": "Avec pièce", "piece": SimpleUploadedFile("piece.pdf", b"%PDF-1.7")}
        page = client.post("/essai/publier/", joint).content.decode()
    assert "Fichiers à choisir de nouveau" in page
    assert 'name="titre" value="Avec pièce"' in page
