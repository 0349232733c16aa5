"""Pages of who receives: by a link without an account, with an account, the Region's follow-up, the promises."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from fabriques.accueil import LUNDI, PERSONNE, REGION, agent, aiguillee, le, structure
from portulan.comptes.enums import Role
from portulan.comptes.models import Courriel
from portulan.terrain.accueil import liens
from portulan.terrain.accueil.models import LienReception, MiseEnRelation, Satisfaction
from portulan.terrain.accueil.operations_mise import avancer, mettre_en_relation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]


@pytest.fixture(autouse=True)
def _horloge():
    with le(LUNDI):
        yield


@pytest.fixture
def mise():
    porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
    besoin, garde = aiguillee(porte, premier, second)
    return mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=premier, aiguillage=garde, rang=1)


def adresse_recue(gabarit="accueil_recue", ou="/mise-en-relation/"):
    """Address of the link in the last mail of a kind, sent or still waiting."""
    texte = Courriel.objects.filter(gabarit=gabarit).latest("pk").texte
    textes = [texte, *(m.body for m in reversed(mail.outbox))]
    return next(t.group() for t in (re.search(ou + r"[^/\s]+/", x) for x in textes) if t)


def test_ouvrir_un_lien_ne_change_rien_et_ne_montre_pas_qui(client, mise):
    adresse = adresse_recue()
    for _ in range(3):
        reponse = client.get(adresse)
        client.head(adresse)
    page = reponse.content.decode()
    mise.refresh_from_db()
    assert (reponse.status_code, mise.etat, mise.version, mise.etapes.count()) == (200, "emise", 1, 0)
    assert reponse["Referrer-Policy"] == "same-origin"
    assert "no-store" in reponse["Cache-Control"]
    for secret in (PERSONNE.nom, PERSONNE.telephone, PERSONNE.courriel, PERSONNE.message):
        assert secret not in page


def test_accepter_par_le_lien_montre_les_coordonnees_puis_l_issue(client, mise):
    adresse = adresse_recue()
    client.post(adresse, {"etape": "accepter", "version": 1})
    page = client.get(adresse).content.decode()
    assert PERSONNE.telephone in page
    client.post(adresse, {"etape": "recevoir", "version": 2})
    client.post(adresse, {"etape": "clore", "version": 3, "issue": "aidee"})
    mise.refresh_from_db()
    assert (mise.etat, mise.issue) == ("close", "aidee")
    page = client.get(adresse).content.decode()
    assert "terminée" in page
    assert PERSONNE.telephone not in page


def test_refuser_par_le_lien_demande_une_raison_puis_reoriente(client, mise):
    adresse = adresse_recue()
    sans = client.post(adresse, {"etape": "refuser", "version": 1})
    assert sans.status_code == 422
    assert client.post(adresse, {"etape": "refuser", "version": 1, "motif": "complet"}).status_code == 302
    assert MiseEnRelation.objects.get(choix="automatique").structure.nom == "Lieu second"
    rejoue = client.post(adresse, {"etape": "accepter", "version": 2})
    assert rejoue.status_code == 409
    mise.refresh_from_db()
    assert mise.etat == "refusee"


def test_une_demande_deja_repondue_avec_un_compte(client, mise):
    avancer(titulaire=agent(mise.structure, 20), mise=mise, transition="accepter", version=1)
    page = client.get(adresse_recue()).content.decode()
    assert "Une réponse a déjà été donnée" in page
    assert PERSONNE.telephone not in page
    client.post(adresse_recue(), {"etape": "clore", "version": 2, "issue": "aidee"})
    mise.refresh_from_db()
    assert mise.etat == "acceptee"


def test_lien_faux_perime_remplace(client, mise):
    adresse = adresse_recue()
    assert client.get(adresse[:-4] + "xyz/").status_code == 403
    LienReception.objects.update(cree_le="2026-01-01T00:00Z", expire_le="2026-02-01T00:00Z")
    perime = client.get(adresse)
    assert perime.status_code == 410
    assert "Recevoir un nouveau lien" in perime.content.decode()
    assert client.post(adresse, {"etape": "accepter", "version": 1}).status_code == 410
    assert "Un nouveau lien vient de partir" in client.post(adresse + "lien/").content.decode()
    assert client.get(adresse_recue("accueil_lien")).status_code == 200
    assert client.get(adresse + "lien/").status_code == 405


@pytest.mark.parametrize(
    "envoi",
    [
        {},
        {"etape": "expirer", "version": "1"},
        {"etape": "annuler", "version": "1", "motif": "erreur"},
        {"etape": "<script>", "version": "1"},
        {"etape": "accepter", "version": "-1"},
        {"etape": "refuser", "version": "1", "motif": "complet", "vers": "essai--porte"},
        {"etape": "etudier", "version": "1", "precision": "x" * 400},
    ],
)
def test_envois_hostiles_refuses(client, mise, envoi):
    reponse = client.post(adresse_recue(), envoi)
    assert reponse.status_code in {409, 422}
    mise.refresh_from_db()
    assert mise.etat == "emise"


def test_l_avis_de_la_personne_une_seule_fois(client, mise):
    question = Satisfaction.objects.create(mise=mise, envoyee_le=LUNDI)
    adresse = re.search(r"/votre-avis/.*", liens.enquete(question.pk)).group()
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"note": "9", "aidee": "oui"}).status_code == 422
    assert client.post(adresse, {"note": "5", "aidee": "oui"}).status_code == 302
    assert client.post(adresse, {"note": "1", "aidee": "non"}).status_code == 409
    question.refresh_from_db()
    assert (question.note, question.aidee) == (5, True)
    assert client.get("/votre-avis/faux/").status_code == 403


def test_les_promesses_sont_publiques_avec_leur_source(client):
    page = client.get("/promesses/").content.decode()
    assert "3 jours ouvrés" in page
    assert page.count("Défaut du produit") >= 8
    assert page.index("La demande est lue") < page.index("structure répond") < page.index("issue est connue")


@pytest.fixture
def comptes(mise):
    from portulan.comptes.operations import creer_compte, habiliter

    lieux = {"agent": mise.emettrice.organisation, "receveur": mise.structure.organisation}
    crees = {}
    for nom, organisation in lieux.items():
        crees[nom] = creer_compte(courriel=f"{nom}@essai.example", nom=nom, role=None)
        habiliter(compte=crees[nom], role=Role.AGENT, organisation=organisation)
    crees["region"] = creer_compte(courriel="region@essai.example", nom="region", role=None)
    habiliter(compte=crees["region"], role=Role.MISSION_SPRO, organisation=None, territoire=REGION)
    return crees


def entrer(client, compte):
    client.force_login(compte, backend="portulan.comptes.backends.ParCourriel")
    session = client.session
    session["second_facteur_donne"] = True
    session.save()


def test_chacun_dans_sa_boite(client, mise, comptes):
    page = reverse("web:mise", args=[mise.pk])
    entrer(client, comptes["receveur"])
    assert "demande attend votre réponse" in client.get("/accueil/mises/").content.decode()
    assert "Répondre à la demande" in client.get(reverse("web:espace")).content.decode()
    assert PERSONNE.telephone not in client.get(page).content.decode()
    assert client.post(page, {"etape": "annuler", "version": 1, "motif": "erreur"}).status_code == 422
    assert client.post(page, {"etape": "accepter", "version": 1}).status_code == 302
    assert PERSONNE.telephone in client.get(page).content.decode()
    entrer(client, comptes["agent"])
    assert "Annuler" in client.get(page).content.decode()
    assert client.post(page, {"etape": "clore", "version": 2, "issue": "aidee"}).status_code == 422


def test_la_region_suit_sans_identite_et_designe(client, mise, comptes):
    entrer(client, comptes["region"])
    for adresse in ("/accueil/mises/", f"/accueil/mises/{mise.pk}/", "/accueil/suivi/", "/accueil/mises/?format=csv"):
        reponse = client.get(adresse)
        corps = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
        assert reponse.status_code == 200
        for secret in (PERSONNE.nom, PERSONNE.telephone, PERSONNE.courriel, PERSONNE.message):
            assert secret not in corps.decode()
    envoi = {"bassin": "", "structure": str(mise.structure.pk)}
    assert client.post("/accueil/dernier-recours/", envoi).status_code == 302
    assert "Lieu premier" in client.get("/accueil/dernier-recours/").content.decode()
    entrer(client, comptes["agent"])
    assert client.post("/accueil/dernier-recours/", envoi).status_code == 403


@pytest.mark.parametrize(("q", "trouve"), [("{mise}", True), ("{demande}", True), ("second", False), ("premier", True)])
def test_chercher_une_mise_par_numero_ou_structure(client, mise, comptes, q, trouve):
    entrer(client, comptes["receveur"])
    q = q.format(mise=mise.numero, demande=mise.besoin.demande.numero)
    lignes = client.get("/accueil/mises/", {"q": q}).context["liste"].page.object_list
    assert (mise.pk in [m.pk for m in lignes]) is trouve
