"""What is sent is weighed before it is read: whoever sends it, to whatever page."""

import io

import pytest
from django.test import Client

from portulan.comptes.enums import Role
from portulan.comptes.operations import creer_compte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
DEUX_CENTS_MO = 200_000_000


class Jamais(io.RawIOBase):
    def read(self, _taille=-1):
        raise AssertionError("le corps a été lu")


class Coupe(io.RawIOBase):
    """A body that stops at once: its reading was attempted."""

    def read(self, _taille=-1):
        return b""


def envoyer(client, chemin, taille, corps):
    return client.generic(
        "POST",
        chemin,
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": corps, "CONTENT_LENGTH": str(taille)},
    )


def client(role):
    navigateur = Client(enforce_csrf_checks=True)
    if role:
        compte = creer_compte(courriel=f"{role}@exemple.fr", nom=role, role=role)
        navigateur.force_login(compte, backend=MOTEUR)
    return navigateur


@pytest.mark.parametrize("role", ["", Role.AUDITEUR, Role.ADMINISTRATEUR])
@pytest.mark.parametrize(
    "chemin", ["/connexion/", "/compte/nom/", "/animation/protocoles/nouveau/", "/evaluations/1/preuves/"]
)
def test_un_envoi_enorme_est_refuse_sans_etre_lu(role, chemin):
    reponse = envoyer(client(role), chemin, DEUX_CENTS_MO, Jamais())
    assert reponse.status_code == 413
    assert "20\u202fMo" in reponse.content.decode() or "20 Mo" in reponse.content.decode()


@pytest.mark.parametrize("chemin", ["/reseau/importer/", "/region/importer/"])
def test_un_import_ne_prend_de_tres_gros_fichiers_que_de_qui_peut_importer(chemin):
    for role in ("", Role.AUDITEUR):
        assert envoyer(client(role), chemin, DEUX_CENTS_MO, Jamais()).status_code == 413
    admin = client(Role.ADMINISTRATEUR)
    assert envoyer(admin, chemin, DEUX_CENTS_MO, Coupe()).status_code == 403  # read: it has no token
    assert envoyer(admin, chemin, 3_000_000_000, Jamais()).status_code == 413
