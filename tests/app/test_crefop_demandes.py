"""A meeting asked for by the majority of the members: signed seat by seat, counted, convened, and said to be."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.app.test_crefop_seances import dans, signer

from fabriques.comite import petit_comite
from portulan.comptes.models import Courriel
from portulan.crefop.avis.pv import dresser
from portulan.crefop.composition.jeu import jeu_livre
from portulan.crefop.composition.models import Occupation
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.seance import convocation as convocations
from portulan.crefop.seance import demandes, preparation
from portulan.crefop.seance.models import DemandeSeance, SignatureDemande
from portulan.crefop.seance.regles import Majorite, majorite_des_membres, signataire
from portulan.crefop.suivi.surveillance import toutes
from portulan.socle.erreurs import Impossible, Interdit
from portulan.socle.horloge import aujourdhui

pytestmark = pytest.mark.django_db
SIX = ("cgt", "fo", "cfdt", "cftc", "recteur", "dreets")  # seven of twelve are needed


@pytest.fixture
def comite():
    return petit_comite()


def deposer(comite, code="cgt"):
    return demandes.deposer(
        titulaire=comite.titulaire(code),
        organe=comite.organe,
        points=["Situation des missions locales", " ", "Calendrier"],
        cle="une-fois",
    )


def atteinte(comite):
    demande = deposer(comite)
    for code in (*SIX[1:], "onisep"):
        demande = demandes.signer(titulaire=comite.titulaire(code), demande=demande)
    return demande


def test_la_majorite_se_compte_par_siege_parmi_les_membres_en_fonction(comite):
    demande = deposer(comite)
    assert deposer(comite) == demande
    assert (demande.numero, demande.points) == (
        f"D-{aujourdhui().year}-01",
        ["Situation des missions locales", "Calendrier"],
    )
    for code in SIX[1:]:
        demande = demandes.signer(titulaire=comite.titulaire(code), demande=demande)
    demandes.signer(titulaire=comite.titulaire("cgt"), demande=demande)  # twice is once
    compte = demandes.compter(demande)
    assert (compte.nombre, compte.majorite) == (6, Majorite(12, 7))
    assert demande.atteinte_le is None
    demande = demandes.signer(titulaire=comite.titulaire("onisep"), demande=demande)  # a member without a voice
    assert (demande.signataires, demande.requis, demande.base) == (7, 7, 12)
    assert demandes.compter(demande).limite == aujourdhui() + timedelta(days=30)
    assert demandes.compter(demande).regle.a_confirmer
    prevenus = Courriel.objects.filter(gabarit="demande_atteinte")
    assert {c.destinataire for c in prevenus} == {"prefet@comite.example", "president@comite.example"}
    assert [a.code for a in toutes(aujourdhui())].count("demande_a_convoquer") == 1
    with pytest.raises(Impossible):
        demandes.signer(titulaire=comite.titulaire("prefet"), demande=demande)
    with pytest.raises(Impossible):
        demandes.reprendre_signature(titulaire=comite.titulaire("cgt"), demande=demande)
    assert EntreeRegistre.objects.filter(type="demande_seance.atteindre").count() == 1
    assert not any("missions" in e.contenu or "Cgt" in e.contenu for e in EntreeRegistre.objects.all())


def test_seul_un_membre_signe_pour_son_siege(comite):
    demande = deposer(comite)
    for refuse in (comite.bureau(), comite.suppleants["fo"].compte.titulaire(verifie=True)):
        with pytest.raises(Interdit):
            demandes.signer(titulaire=refuse, demande=demande)
    with pytest.raises(Interdit):
        demandes.signer(titulaire=comite.titulaire("fo", verifie=False), demande=demande)
    Occupation.objects.filter(personne=comite.titulaires["fo"]).update(au=aujourdhui() - timedelta(days=1))
    demandes.signer(titulaire=comite.suppleants["fo"].compte.titulaire(verifie=True), demande=demande)
    assert demandes.compter(demande).nombre == 2


def test_une_signature_se_reprend_et_un_membre_parti_ne_compte_plus(comite):
    demande = deposer(comite)
    demandes.signer(titulaire=comite.titulaire("fo"), demande=demande)
    demandes.reprendre_signature(titulaire=comite.titulaire("fo"), demande=demande)
    assert demandes.compter(demande).nombre == 1
    demandes.signer(titulaire=comite.titulaire("fo"), demande=demande)
    Occupation.objects.filter(siege=comite.sieges["fo"]).update(au=aujourdhui() - timedelta(days=1))
    compte = demandes.compter(demande)
    assert (compte.nombre, compte.majorite) == (1, Majorite(11, 6))
    with pytest.raises(Interdit):
        demandes.retirer(titulaire=comite.titulaire("recteur"), demande=demande)
    assert demandes.retirer(titulaire=comite.titulaire("cgt"), demande=demande).retiree_le is not None


def test_la_base_garde_ce_qui_a_ete_signe(comite):
    demande = atteinte(comite)
    for ecrire in (
        lambda: DemandeSeance.objects.filter(pk=demande.pk).update(ordre="Autre chose"),
        lambda: DemandeSeance.objects.filter(pk=demande.pk).update(atteinte_le=None),
        lambda: SignatureDemande.objects.update(retiree_le=demande.atteinte_le),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ecrire()


def test_la_convocation_dit_a_quelle_demande_elle_repond(comite):
    demande = atteinte(comite)
    seance = preparation.creer(
        titulaire=comite.bureau(), organe=comite.organe, prevue_le=dans(12), lieu="Ajaccio", mode="presentiel",
        demande=demande,
    )  # fmt: skip
    assert [p.titre for p in seance.points.all()] == demande.points
    assert demandes.a_convoquer() == [demande]
    assert convocations.contenu(seance)["demande"] == demande.numero
    signer(comite, seance)
    assert demandes.convoquee(demande) == seance
    assert demandes.a_convoquer() == []
    lettre = Courriel.objects.filter(gabarit="seance_convocation").first()
    assert f"répond à la demande {demande.numero} de la majorité des membres" in lettre.texte
    assert any("Elle répond à la demande" in p for p in dresser(seance).passages[0].paragraphes)


def test_une_demande_sans_majorite_ne_se_convoque_pas(comite):
    with pytest.raises(Impossible, match="n’est pas signée"):
        preparation.creer(
            titulaire=comite.bureau(), organe=comite.organe, prevue_le=dans(12), lieu="A", mode="presentiel",
            demande=deposer(comite),
        )  # fmt: skip


def test_regles_de_la_demande():
    jeu = jeu_livre("crefop", aujourdhui())
    sieges = [(1, True, False), (2, False, False), (3, True, True), (4, True, False)]
    assert majorite_des_membres(jeu, sieges) == (Majorite(3, 2), {1, 2, 4})
    assert signataire([("suppleant1", "b"), ("titulaire", "a")]) == "a"
    assert signataire([("suppleant2", "c"), ("suppleant1", "b")]) == "b"
    assert signataire([]) is None
