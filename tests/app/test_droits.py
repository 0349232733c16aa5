"""Who may do what, as a table: every address of the site and of the API, read by everyone or reserved to an account.

The table is held against the addresses that exist: a new one fails here until somebody says who it is for.
"""

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import IntConverter

from fabriques.parties import noms, valeurs
from portulan.journal.models import Entree
from portulan.travaux.models import Travail
from portulan.travaux.operations import demander

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"

OUVERTES = {
    "accueil", "fiche", "question", "indicateurs", "indicateur", "geojson", "territoires", "territoire", "sources",
    "source", "instantanes", "instantane", "table", "comparer", "dossiers", "style", "dossier", "fichier",
    "recherche", "connexion", "lien", "composants", "accessibilite", "mentions_legales", "donnees_ouvertes",
    "theme", "logo",
}  # fmt: skip
OUVERTES |= noms("OUVERTES")
LUES_PAR_L_ADMINISTRATEUR = {"region", "importer", "travaux", "travail", "avancement"}
RESERVEES = LUES_PAR_L_ADMINISTRATEUR | noms("RESERVEES")
ACTES = {"geler", "construire", "diagnostiquer", "publier", "annuler", "relancer", "ecarter"} | noms("ACTES")
# Asked by a button, not followed by robots: a costly reading, a link that goes to a known address
DEMANDES_PAR_TOUS = {"verifier", "reception_lien", "ma_demande_renoncer", "ma_demande_effacer"}
SORTIE = {"deconnexion"}
VERBES = ("get", "post", "put", "patch", "delete")
VALEURS = {"numero": 1, "code": "F1.1", "niveau": "region", "version": "2026", "valeur": "faux"}
VALEURS |= valeurs()
VALEURS |= {"fichier": "communes.parquet", "nom": "fiche1.pdf"}


def adresses(espace):
    """Address of every name of a namespace, with plausible arguments."""
    motifs = get_resolver().namespace_dict[espace][1].reverse_dict
    trouvees = {}
    for nom in motifs:
        if isinstance(nom, str):
            (((gabarit, arguments),), _, _, convertisseurs) = motifs.getlist(nom)[0]
            prefixe = get_resolver().namespace_dict[espace][0]
            entiers = {a: 1 for a, c in convertisseurs.items() if isinstance(c, IntConverter)}
            valeurs = {a: entiers.get(a, VALEURS.get(a, "94-2026-01-01-0123456789ab")) for a in arguments}
            trouvees[nom] = "/" + prefixe + gabarit % valeurs
    return trouvees


@pytest.fixture
def administrateur(administratrice):
    client = Client(raise_request_exception=False)
    client.force_login(administratrice, backend=MOTEUR)
    return client


def test_chaque_adresse_du_site_dit_pour_qui_elle_est():
    assert set(adresses("web")) == OUVERTES | RESERVEES | ACTES | DEMANDES_PAR_TOUS | SORTIE


@pytest.mark.parametrize("nom", sorted(RESERVEES | ACTES))
def test_ce_qui_est_reserve_renvoie_l_anonyme_a_la_connexion(client, nom):
    permis = ("post",) if nom in ACTES else VERBES
    for verbe in VERBES:
        reponse = getattr(client, verbe)(adresses("web")[nom])
        assert reponse.status_code == (302 if verbe in permis else 405)
        if verbe in permis:
            assert reponse["Location"].startswith("/connexion/?next=/")
    assert not Travail.objects.exists()


@pytest.mark.parametrize("nom", sorted(ACTES | DEMANDES_PAR_TOUS | SORTIE))
def test_un_acte_ne_se_fait_que_par_post(administrateur, nom):
    for verbe in ("get", "head", "put", "patch", "delete"):
        assert getattr(administrateur, verbe)(adresses("web")[nom]).status_code == 405


@pytest.mark.parametrize("nom", sorted(OUVERTES | RESERVEES))
def test_lire_n_ecrit_rien(administrateur, administratrice, nom):
    demander(genre="construire", libelle="essai", parametres={}, demande_par="cli")
    avant = list(Travail.objects.values()), list(Entree.objects.values())
    reponse = administrateur.get(adresses("web")[nom])
    assert reponse.status_code in {200, 302, 403, 404}, reponse.status_code
    assert (list(Travail.objects.values()), list(Entree.objects.values())) == avant


@pytest.mark.parametrize("nom", sorted(ACTES | SORTIE | {"importer", "connexion", "lien"}))
def test_aucun_acte_ne_passe_depuis_un_autre_site(administratrice, nom):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administratrice, backend=MOTEUR)
    assert client.post(adresses("web")[nom]).status_code == 403
    assert not Travail.objects.exists()


def test_l_api_ne_fait_que_lire(administrateur):
    chemins = adresses("api-1")
    assert chemins.pop("openapi-json")  # the description itself, the same whatever the verb
    assert len(chemins) >= 12
    for chemin in chemins.values():
        assert {getattr(administrateur, verbe)(chemin).status_code for verbe in VERBES[1:]} == {405}


def test_un_compte_desactive_perd_sa_session(administrateur, administratrice):
    assert administrateur.get("/region/").status_code == 200
    administratrice.is_active = False
    administratrice.save()
    assert administrateur.get("/region/").status_code == 302


def test_chaque_acte_est_au_journal_au_nom_du_compte(administrateur, administratrice):
    administrateur.post("/region/construire/")
    travail = Travail.objects.get()
    administrateur.post(f"/travaux/{travail.pk}/annuler/")
    administrateur.post(f"/travaux/{travail.pk}/relancer/")
    refuse = {"charge": False, "refus": [{"ligne": 1}]}
    Travail.objects.filter(pk=travail.pk).update(genre="importer", resultat=refuse, parametres={"origine": "x"})
    administrateur.post(f"/travaux/{travail.pk}/ecarter/")
    actes = Entree.objects.filter(acte__startswith="travail.").order_by("pk").values_list("acte", "auteur")
    attendus = ("construire", "annuler", "relancer", "importer")
    assert list(actes) == [(f"travail.{acte}", f"compte:{administratrice.pk}") for acte in attendus]
