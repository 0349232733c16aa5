"""Queries do not grow with the data: pages of figures ask the database nothing but the session."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "adresse",
    [
        "/",
        "/fiches/1/",
        "/questions/F1.O3/",
        "/indicateurs/IND-F1.O3a-1/?niveau=commune",
        "/territoires/region/94/",
        "/recherche/?q=saint",
    ],
)
def test_aucune_requete_pour_qui_consulte(client, site_demo, django_assert_num_queries, adresse):
    with django_assert_num_queries(0):
        client.get(adresse)


def test_requetes_constantes_pour_l_administration(client, site_demo, administratrice, django_assert_max_num_queries):
    client.force_login(administratrice, backend="portulan.comptes.backends.ParCourriel")
    with django_assert_max_num_queries(6):
        client.get("/region/")
    with django_assert_max_num_queries(4):
        client.get("/travaux/")
