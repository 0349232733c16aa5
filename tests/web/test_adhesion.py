"""Pages of the adhesion, as the people who use them."""

import pytest

from fabriques.parties import adhesion as partie

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"


def verifier(html):
    import re

    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "None" not in re.sub(r"<[^>]+>", " ", html)
    identifiants = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants))


def test_chaque_page_repond(client, personnes):
    for role, adresse in partie.pages():
        client.logout()
        if role:
            client.force_login(personnes[role], backend=MOTEUR)
        reponse = client.get(adresse)
        assert reponse.status_code == 200, (role, adresse, reponse.status_code)
        verifier(reponse.content.decode())
