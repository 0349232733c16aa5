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


def test_une_adhesion_signee_n_attend_rien_avant_l_heure(client, personnes):
    """Who holds a signed adhesion has nothing to do for years; once its renewal is on its way, no more."""
    from portulan.socle.horloge import aujourdhui
    from portulan.terrain.adhesion.models import Adhesion

    signee = Adhesion.objects.filter(etat="signee", suivante__isnull=True, au__year__gt=aujourdhui().year + 1).first()
    client.force_login(personnes["mission_spro"], backend=MOTEUR)
    adresse = f"/adhesions/?q={signee.numero}"
    assert "rien avant l’échéance" in client.get(adresse).content.decode()
    Adhesion.objects.filter(pk=Adhesion.objects.filter(etat="deposee").first().pk).update(precedente=signee)
    assert "renouvellement en cours" in client.get(adresse).content.decode()
