"""Several people at once on one opinion: two chairs sign, two secretaries publish; each act is done once."""

import pytest
from tests.app.test_crefop_avis import figer
from tests.app.test_crefop_seances_courses import ensemble  # noqa: F401 (a fixture)

from fabriques.avis import seance_votee
from portulan.crefop.avis import operations
from portulan.crefop.avis.models import AvisComite, PublicationActe
from portulan.crefop.registre.models import EntreeRegistre
from portulan.publication.actes import publier_avis, racine_des_actes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vierge")]


def test_les_deux_presidences_signent_au_meme_instant_puis_deux_publications(ensemble, vierge):  # noqa: F811
    comite, _, point = seance_votee()
    avis = figer(comite, point)

    def signer(code):
        lu = AvisComite.objects.get(pk=avis.pk)
        qui = comite.titulaire(code)
        return operations.signer(titulaire=qui, avis=lu, empreinte=lu.empreinte, nom=code, qualite="présidence").etat

    etats = ensemble(*(lambda c=c: signer(c) for c in ("prefet", "president", "prefet", "president")))
    assert all(isinstance(e, str) for e in etats), etats
    avis.refresh_from_db()
    assert (avis.etat, avis.signatures.count()) == ("signe", 2)
    assert EntreeRegistre.objects.filter(type="avis.signer").count() == 2

    def publier():
        lu = AvisComite.objects.get(pk=avis.pk)
        return publier_avis(titulaire=comite.bureau(), avis=lu, maison=vierge).pk

    faites = ensemble(publier, publier)
    assert len(set(faites)) == 1, faites
    assert PublicationActe.objects.count() == EntreeRegistre.objects.filter(type="avis.publier").count() == 1
    assert [d.name for d in racine_des_actes(vierge).iterdir()] == [avis.numero]
