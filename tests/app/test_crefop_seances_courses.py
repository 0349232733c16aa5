"""Several people at once on one meeting: what each of them asks is done once, and the meeting stays one."""

import threading
from datetime import timedelta

import pytest

from fabriques.comite import faire_entrer, petit_comite, une_information, une_saisine, une_seance
from fabriques.courses import ensemble
from fabriques.scrutins import en_debat, jusqu_au_resultat, un_scrutin
from portulan.crefop.dossier import operations as saisines
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.scrutin import preparation as votes
from portulan.crefop.scrutin.cloture import proclamer
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance import annonces, demandes, invitations, operations, preparation
from portulan.crefop.seance import convocation as convocations
from portulan.crefop.seance.debats import proposer
from portulan.crefop.seance.mandats import donner_mandat
from portulan.crefop.seance.models import SeanceComite
from portulan.crefop.seance.presences import encoder
from portulan.socle.erreurs import ErreurUtilisateur, Impossible
from portulan.socle.horloge import maintenant

pytestmark = pytest.mark.django_db(transaction=True)


def test_deux_secretaires_notent_les_memes_sieges():
    comite = petit_comite()
    seance = une_seance(comite)
    sieges = [comite.sieges[c].pk for c in comite.sieges]

    def noter(ordre):
        return lambda: encoder(titulaire=comite.bureau(), seance=seance, genre="entre", sieges=ordre)

    issues = ensemble(noter(sieges), noter(sieges[::-1]), noter(sieges[3:]), noter(sieges[:4]))
    assert sum(len(i) for i in issues) == 12
    assert seance.presences.count() == 12
    assert EntreeRegistre.objects.filter(type="seance.presence").count() == 12
    rangs = list(EntreeRegistre.objects.order_by("seq").values_list("seq", flat=True))
    assert rangs == list(range(1, 13))


def test_les_deux_presidences_signent_au_meme_instant():
    comite = petit_comite()
    seance = preparation.creer(
        titulaire=comite.bureau(),
        organe=comite.organe,
        prevue_le=maintenant() + timedelta(days=10),
        lieu="Ajaccio",
        mode="presentiel",
    )
    preparation.ajouter_point(
        titulaire=comite.bureau(), seance=seance, genre="avis", titre="Avis", saisine=une_saisine(comite)
    )
    vue = convocations.empreinte(convocations.contenu(seance))

    def signer(partie):
        return lambda: convocations.signer(
            titulaire=comite.titulaire(partie), seance=seance, empreinte_vue=vue, nom="C", qualite="P"
        )

    ensemble(*(signer(p) for p in ("prefet", "president", "prefet", "president")))
    seance.refresh_from_db()
    assert (seance.etat, seance.signatures.count(), seance.envois.count()) == ("convoquee", 2, 24)
    assert EntreeRegistre.objects.filter(type="seance.convoquer").count() == 1


def test_le_double_clic_ouvre_et_clot_une_fois():
    comite = petit_comite()
    seance = une_seance(comite, etat="convoquee")
    ouvrir = lambda: operations.passer(titulaire=comite.bureau(), seance=seance, etape="ouvrir")  # noqa: E731
    ensemble(ouvrir, ouvrir, ouvrir)
    assert seance.etapes.filter(transition="ouvrir").count() == 1
    assert seance.constats.count() == 1


def test_rien_ne_se_note_apres_la_cloture():
    comite = petit_comite()
    seance = une_seance(comite)
    faire_entrer(comite, seance)
    operations.passer_point(
        titulaire=comite.bureau(), point=seance.points.get(), etape="ajourner", motif="Faute de temps"
    )

    def sortir(code):
        return lambda: encoder(titulaire=comite.bureau(), seance=seance, genre="sort", sieges=[comite.sieges[code].pk])

    clore = lambda: operations.passer(titulaire=comite.bureau(), seance=seance, etape="clore")  # noqa: E731
    issues = ensemble(*(sortir(c) for c in ("cgt", "fo", "cfdt")), clore)
    sortis = sum(len(i) for i in issues[:3] if not isinstance(i, ErreurUtilisateur))
    refus = [i for i in issues[:3] if isinstance(i, ErreurUtilisateur)]
    assert all(isinstance(r, Impossible) for r in refus)
    assert sortis + len(refus) == 3
    assert seance.presences.filter(genre="sort").count() == sortis
    types = list(EntreeRegistre.objects.order_by("seq").values_list("type", flat=True))
    assert types[-1] == "seance.clore"


def test_un_seul_mandat_et_des_numeros_sans_trou():
    comite = petit_comite()
    seance = une_seance(comite, etat="convoquee")
    point = seance.points.get()

    def mandater(a):
        return lambda: donner_mandat(
            titulaire=comite.bureau(), seance=seance, mandant=comite.sieges["cgt"], mandataire=comite.sieges[a]
        )

    def deposer(texte):
        return lambda: proposer(
            titulaire=comite.bureau(), point=point, genre="reserve", texte=texte, essai="On le constatera"
        )

    ensemble(mandater("fo"), mandater("cfdt"), deposer("A"), deposer("B"), deposer("C"))
    assert sorted(m.etat for m in seance.mandats.all()) == ["accepte", "refuse"]
    assert [p.numero for p in point.propositions.all()] == [1, 2, 3]


def test_deux_ordres_a_la_fois_gardent_des_rangs_sans_trou():
    comite = petit_comite()
    seance = une_seance(comite, etat="preparee")
    for titre in ("B", "C", "D"):
        preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre=titre)
    points = list(seance.points.all())

    def monter(point):
        return lambda: preparation.deplacer_point(titulaire=comite.bureau(), point=point, vers="haut") or "fait"

    ajouter = lambda: preparation.ajouter_point(  # noqa: E731
        titulaire=comite.bureau(), seance=SeanceComite.objects.get(), genre="divers", titre="E"
    )
    ensemble(monter(points[3]), monter(points[2]), monter(points[3]), ajouter)
    assert [p.rang for p in seance.points.all()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("geste", ["ajourner", "suspendre"])
def test_le_point_ne_bouge_pas_pendant_que_son_scrutin_s_ouvre(monkeypatch, geste):
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, ouvert=False)
    en_train, fini, constater = threading.Event(), threading.Event(), votes.constater_quorum

    def lentement(**donnees):
        en_train.set()
        fini.wait(2)  # the other one has all the time to pass, unless the meeting is taken
        return constater(**donnees)

    monkeypatch.setattr(votes, "constater_quorum", lentement)

    def ouvrir():
        return votes.ouvrir(titulaire=comite.bureau(), scrutin=Scrutin.objects.get(pk=scrutin.pk))

    def autre():
        assert en_train.wait(20)
        try:
            if geste == "suspendre":
                return operations.passer(titulaire=comite.bureau(), seance=point.seance, etape="suspendre")
            return operations.passer_point(titulaire=comite.bureau(), point=point, etape="ajourner", motif="Temps")
        finally:
            fini.set()

    ouvert, autre_issue = ensemble(ouvrir, autre)
    scrutin.refresh_from_db()
    point.refresh_from_db()
    assert (ouvert.etat, scrutin.etat, point.etat) == ("ouvert", "ouvert", "au_vote")
    assert isinstance(autre_issue, Impossible) is (geste == "ajourner")
    types = list(EntreeRegistre.objects.order_by("seq").values_list("type", flat=True))
    assert geste == "ajourner" or types.index("scrutin.ouvrir") < types.index("seance.suspendre")


@pytest.mark.parametrize("decide", ["vote", "information"])
def test_une_saisine_ne_se_retire_pas_a_l_instant_ou_le_comite_se_prononce(monkeypatch, decide):
    """The author withdraws its text while the whole is proclaimed, or taken note of: one of the two, never both."""
    if decide == "vote":
        comite, point = en_debat()
        scrutin = un_scrutin(comite, point)
        jusqu_au_resultat(comite, scrutin, proclame=False)
    else:
        comite = petit_comite()
        point = une_information(comite)
    en_train, fini, controler = threading.Event(), threading.Event(), saisines._exiger_pas_decidee

    def lentement(saisine):
        controler(saisine)
        en_train.set()
        fini.wait(2)  # the other one has all the time to pass, unless the referral is held

    monkeypatch.setattr(saisines, "_exiger_pas_decidee", lentement)

    def retirer():
        saisine = Saisine.objects.get(pk=point.saisine_id)
        return saisines.passer(
            titulaire=comite.bureau(), saisine=saisine, etape="retirer", version=saisine.version, motif="Texte repris"
        )

    def se_prononcer():
        assert en_train.wait(20)
        try:
            if decide == "vote":
                return proclamer(titulaire=comite.bureau(), scrutin=scrutin)
            return operations.passer_point(titulaire=comite.bureau(), point=point, etape="traiter")
        finally:
            fini.set()

    retrait, prononce = ensemble(retirer, se_prononcer)
    assert isinstance(retrait, Saisine)
    assert isinstance(prononce, Impossible)
    assert Saisine.objects.get().etat == "retiree"
    point.refresh_from_db()
    assert point.etat == ("au_vote" if decide == "vote" else "en_debat")
    types = set(EntreeRegistre.objects.values_list("type", flat=True))
    assert "saisine.retirer" in types
    assert "scrutin.proclamer" not in types


def test_les_signatures_qui_font_la_majorite_se_comptent_une_a_une():
    """Two members sign at the same instant, each believing that the other's signature will make the majority."""
    comite = petit_comite()
    demande = demandes.deposer(titulaire=comite.titulaire("cgt"), organe=comite.organe, points=["Missions locales"])
    for code in ("fo", "cfdt", "cftc", "recteur"):
        demandes.signer(titulaire=comite.titulaire(code), demande=demande)

    def signer(code):
        return lambda: demandes.signer(titulaire=comite.titulaire(code), demande=demande)

    ensemble(*(signer(c) for c in ("dreets", "onisep", "dreets", "onisep")))
    demande.refresh_from_db()
    assert (demande.signataires, demande.requis) == (7, 7)
    assert EntreeRegistre.objects.filter(type="demande_seance.atteindre").count() == 1


def test_les_deux_presidences_accordent_au_meme_instant():
    comite = petit_comite()
    seance = une_seance(comite, etat="convoquee")
    invitation = invitations.proposer(
        titulaire=comite.bureau(), seance=seance, qui=invitations.Convive("madame", "Jade", "Loire", "CESER", "j@c.fr"),
        motif="Présenter",
    )  # fmt: skip

    def accorder(partie):
        return lambda: invitations.accorder(titulaire=comite.titulaire(partie), invitation=invitation)

    ensemble(*(accorder(p) for p in ("prefet", "president", "prefet", "president")))
    assert seance.invitations.get().etat == "decidee"
    types = list(EntreeRegistre.objects.values_list("type", flat=True))
    assert (types.count("seance.inviter"), types.count("seance.envoyer_invitation")) == (1, 1)


def test_un_seul_courriel_meme_si_deux_annonces_partent_ensemble():
    comite = petit_comite()
    seance = une_seance(comite, etat="convoquee")
    preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre="Calendrier")
    annoncer = lambda: annonces.annoncer_ajouts.call(seance.pk)  # noqa: E731
    assert sorted(ensemble(annoncer, annoncer, annoncer)) == [0, 0, 1]
    assert EntreeRegistre.objects.filter(type="seance.annoncer").count() == 1
