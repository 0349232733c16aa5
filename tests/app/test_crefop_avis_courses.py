"""Several people at once on one opinion: two chairs sign, two secretaries publish; each act is done once."""

import pytest
from tests.app.test_crefop_avis import figer
from tests.app.test_crefop_pv import approuver_plus_tard, etabli

from fabriques.avis import seance_votee
from fabriques.courses import ensemble
from portulan.crefop.avis import actes, operations, operations_pv
from portulan.crefop.avis.models import AvisComite, ProcesVerbal, PublicationActe
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.seance.models import PointOrdre
from portulan.publication.actes import publier_avis, racine_des_actes
from portulan.socle.erreurs import Impossible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vierge")]


def test_deux_avis_s_ouvrent_au_meme_instant_et_prennent_deux_numeros():
    comite, _, premier = seance_votee()
    _, _, second = seance_votee(comite, numero="P-2026-02")

    def ouvrir(point):
        lu = PointOrdre.objects.get(pk=point.pk)
        return operations.ouvrir(titulaire=comite.bureau(), point=lu).numero

    numeros = ensemble(*(lambda p=p: ouvrir(p) for p in (premier, second, premier, second)))
    assert all(isinstance(n, str) for n in numeros), numeros
    assert len(set(numeros)) == AvisComite.objects.count() == 2
    assert (numeros[0], numeros[1]) == (numeros[2], numeros[3])


def test_le_proces_verbal_signe_au_meme_instant_par_les_deux_presidences():
    comite, seance, pv = etabli()
    operations_pv.approuver(titulaire=comite.bureau(), pv=pv, point=approuver_plus_tard(comite, seance))
    empreinte = operations_pv.derniere(pv).empreinte

    def signer(code):
        lu, qui = ProcesVerbal.objects.get(pk=pv.pk), comite.titulaire(code)
        return actes.signer(titulaire=qui, acte=lu, empreinte_lue=empreinte, nom=code, qualite="présidence").etat

    etats = ensemble(*(lambda c=c: signer(c) for c in ("prefet", "president", "prefet", "president")))
    assert all(isinstance(e, str) for e in etats), etats
    pv.refresh_from_db()
    assert (pv.etat, pv.signatures.count()) == ("signe", 2)

    def rectifier():
        lu = ProcesVerbal.objects.get(pk=pv.pk)
        return operations_pv.rectifier(titulaire=comite.bureau(), pv=lu, texte="Un fait.").pk

    faites = ensemble(rectifier, rectifier)
    assert len(set(faites)) == 1 == pv.rectifications.count(), faites


def test_une_correction_et_l_approbation_au_meme_instant():
    """A correction asked while the approval is recorded: taken first, or too late; never left behind."""
    comite, seance, pv = etabli()
    point = approuver_plus_tard(comite, seance)

    def approuver():
        return operations_pv.approuver(titulaire=comite.bureau(), pv=ProcesVerbal.objects.get(pk=pv.pk), point=point)

    def demander():
        return operations_pv.demander_correction(
            titulaire=comite.titulaire("cgt"), pv=ProcesVerbal.objects.get(pk=pv.pk), passage="point-1", ancien="",
            propose="Ajout.",
        )  # fmt: skip

    issues = ensemble(approuver, demander)
    pv.refresh_from_db()
    assert sum(isinstance(i, Impossible) for i in issues) == 1, issues
    assert (pv.etat == "approuve") != pv.corrections.exists()


def test_les_deux_presidences_signent_au_meme_instant_puis_deux_publications(vierge):
    comite, _, point = seance_votee()
    avis = figer(comite, point)

    def signer(code):
        lu = AvisComite.objects.get(pk=avis.pk)
        qui = comite.titulaire(code)
        return actes.signer(titulaire=qui, acte=lu, empreinte_lue=lu.empreinte, nom=code, qualite="présidence").etat

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
