"""The site answers, under its security policy."""

import pytest


@pytest.mark.django_db
def test_accueil_repond_avec_une_politique_de_securite_stricte(client):
    reponse = client.get("/")
    assert reponse.status_code == 200
    politique = reponse["Content-Security-Policy"]
    assert "default-src 'self'" in politique
    assert "unsafe" not in politique
