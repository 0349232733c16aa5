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


def test_les_listes_de_personnes_ne_coutent_pas_plus_quand_elles_grandissent(
    client, vierge, administratrice, django_assert_max_num_queries
):
    from portulan.comptes.models import Organisation
    from portulan.comptes.operations import creer_compte, habiliter
    from portulan.journal.operations import noter

    organisation = Organisation.objects.create(code="ml", nom="ML", genre="autre", region="94")
    for rang in range(30):
        compte = creer_compte(courriel=f"personne-{rang}@example.fr", role=None)
        habiliter(compte=compte, role="responsable", organisation=organisation, par=f"compte:{compte.pk}")
        noter("organisation.modifier", auteur=f"compte:{compte.pk}", organisation="ml")
    client.force_login(administratrice, backend="portulan.comptes.backends.ParCourriel")
    for adresse, requetes in (
        ("/comptes/", 8),
        ("/organisations/", 6),
        ("/organisations/ml/", 18),
        ("/journal/", 9),
        ("/courriels/", 6),
        ("/espace/", 30),
        ("/compte/", 9),
    ):
        with django_assert_max_num_queries(requetes):
            assert client.get(adresse).status_code == 200
