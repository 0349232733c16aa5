"""Two people do the same thing at the same instant: one effect, one clear answer for the other, never an error page.

Each has a browser, a thread and a connection of its own. Both are held at the door of the operation until the other
one is there too: whatever a view read before is already out of date for one of them.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from portulan.comptes.enums import Role
from portulan.comptes.operations import creer_compte, habiliter
from portulan.journal.models import Entree
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.adhesion.enums import Etat as EtatAdhesion
from portulan.terrain.adhesion.models import Adhesion, SignatureAdhesion
from portulan.terrain.charte.lecture import livres
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.evaluation.models import Evaluation
from portulan.terrain.reseau.models import Rapprochement, Structure

pytestmark = [pytest.mark.django_db(transaction=True)]
MOTEUR = "portulan.comptes.backends.ParCourriel"
PATIENCE = 20


@pytest.fixture
def missions(terrain_demo):
    """Two browsers of the Region's mission, the second factor given."""
    ouverts = []
    for prenom in ("ada", "bea"):
        compte = creer_compte(courriel=f"{prenom}@region.example", nom=prenom, role=None)
        habiliter(compte=compte, role=Role.MISSION_SPRO, territoire=Territoire(Niveau.REGION, "94"))
        client = Client(raise_request_exception=False)
        client.force_login(compte, backend=MOTEUR)
        session = client.session
        session["second_facteur_donne"] = True
        session.save()
        ouverts.append(client)
    return ouverts


@pytest.fixture
def ensemble(monkeypatch):
    """Post two forms at once, both held at the door of ``module.operation``; their answers, in order."""

    def poster(clients, module, operation, adresse, *envois):
        barriere, vraie = threading.Barrier(2, timeout=PATIENCE), getattr(module, operation)

        def tenue(**arguments):
            barriere.wait()
            return vraie(**arguments)

        monkeypatch.setattr(module, operation, tenue)
        reponses = {}

        def agir(rang, client, envoi):
            try:
                reponses[rang] = client.post(adresse, envoi)
            finally:
                connection.close()

        fils = [threading.Thread(target=agir, args=(n, *x)) for n, x in enumerate(zip(clients, envois, strict=True))]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join(timeout=60)
        return [reponses[n] for n in range(2)]

    return poster


def refus(reponses):
    """The page of the one who came second, when exactly one got through."""
    assert sorted(r.status_code for r in reponses) == [302, 409]
    (page,) = [r.content.decode() for r in reponses if r.status_code == 409]
    assert 'lang="fr"' in page
    return page


def referentiel(version, jour):
    return (
        livres()[0]
        .replace('version = "2026"', f'version = "{version}"')
        .replace("valide_du = 2025-01-01", f"valide_du = {jour.isoformat()}")
    )


def test_publier_le_meme_referentiel(missions, ensemble):
    from portulan.web.vues import charte_referentiel

    avant = ReferentielPublie.objects.count()
    texte = {"texte": referentiel("double", aujourdhui() + timedelta(days=900))}
    adresse = "/charte/referentiel/publier/"
    page = refus(ensemble(missions, charte_referentiel, "publier_referentiel", adresse, texte, texte))
    assert "déjà publiée" in page
    assert ReferentielPublie.objects.count() == avant + 1
    assert Entree.objects.filter(acte="referentiel.publier").count() == 1


def test_publier_deux_versions_a_la_fois(missions, ensemble):
    """Each is later than those before it: the one that starts first is refused when it comes second."""
    from portulan.web.vues import charte_referentiel

    envois = [{"texte": referentiel(n, aujourdhui() + timedelta(days=j))} for n, j in (("tard", 900), ("tot", 800))]
    adresse = "/charte/referentiel/publier/"
    reponses = ensemble(missions, charte_referentiel, "publier_referentiel", adresse, *envois)
    publies = list(ReferentielPublie.objects.filter(version__in=("tard", "tot")).order_by("pk"))
    if len(publies) == 1:
        assert publies[0].version == "tard"
        assert "déjà en vigueur" in refus(reponses)
    else:
        assert [p.version for p in publies] == ["tot", "tard"]
        assert [r.status_code for r in reponses] == [302, 302]


@pytest.mark.parametrize("meme", [True, False])
def test_fusionner_la_meme_paire(missions, ensemble, *, meme):
    from portulan.terrain.reseau import doublons

    a, b = Structure.objects.filter(
        region="94", etat="ouverte", adhesions__isnull=True, evaluations__isnull=True
    ).order_by("pk")[:2]
    paire = Rapprochement.objects.create(a=a, b=b, score=70, raisons=["même téléphone"], propose_le=maintenant())
    versions = {f"version-{s.pk}": s.version for s in (a, b)}
    envois = [{"acte": "fusionner", "gardee": g.pk} | versions for g in (a, a if meme else b)]
    reponses = ensemble(missions, doublons, "fusionner", f"/reseau/doublons/{paire.pk}/", *envois)
    if meme:
        assert [r.status_code for r in reponses] == [302, 302]
    else:
        assert "déjà fusionnées" in refus(reponses)
    paire.refresh_from_db()
    assert paire.etat == "fusionne"
    assert Structure.objects.filter(pk__in=(a.pk, b.pk), etat="fusionnee").count() == 1
    assert {s.version for s in Structure.objects.filter(pk__in=(a.pk, b.pk))} == {a.version + 1, b.version + 1}


def test_valider_la_meme_evaluation(missions, ensemble):
    from portulan.terrain.evaluation import operations_revue

    evaluation = Evaluation.objects.filter(etat="en_revue", constats__isnull=False).first()
    evaluation.reponses.update(sans_objet="")
    envoi = {"version": evaluation.version}
    reponses = ensemble(missions, operations_revue, "valider", f"/relectures/{evaluation.pk}/valider/", envoi, envoi)
    assert "a enregistré depuis" in refus(reponses)
    lue = Evaluation.objects.get(pk=evaluation.pk)
    assert (lue.etat, lue.version) == ("validee", evaluation.version + 1)
    assert Entree.objects.filter(acte="evaluation.valider", objet_id=evaluation.pk).count() == 1


def test_signer_la_meme_adhesion(missions, ensemble):
    from portulan.web.vues import adhesion_signature

    adhesion = Adhesion.objects.filter(etat=EtatAdhesion.CONTRESEING).first()
    adresse = f"/adhesions/{adhesion.pk}/signer/"
    cle = missions[0].get(adresse).context["formulaire"].initial["textes"]
    envoi = {"version": adhesion.version, "textes": cle, "nom": "Ada", "qualite": "Région", "engagement": "on"}
    refus(ensemble(missions, adhesion_signature, "signer_adhesion", adresse, envoi, envoi))
    assert SignatureAdhesion.objects.filter(adhesion=adhesion, partie="region").count() == 1
    assert Adhesion.objects.get(pk=adhesion.pk).etat == EtatAdhesion.SIGNEE
