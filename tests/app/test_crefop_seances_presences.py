"""Attendance and mandates: noted once, never backwards, cancelled by another event; statements stay what they were."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabriques.comite import petit_comite, une_seance
from portulan.crefop.composition.models import Occupation, Siege
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.seance import operations
from portulan.crefop.seance.mandats import donner_mandat, revoquer_mandat
from portulan.crefop.seance.models import EvenementPresence
from portulan.crefop.seance.presences import annuler_evenement, encoder
from portulan.crefop.seance.queries import concorde, presents_au, quorum_au
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import a_l_instant, maintenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def comite():
    return petit_comite()


def noter(comite, seance, genre, *codes, **options):
    sieges = [comite.sieges[c].pk for c in codes]
    return encoder(titulaire=comite.bureau(), seance=seance, genre=genre, sieges=sieges, **options)


def mandater(comite, seance, de, a):
    return donner_mandat(
        titulaire=comite.bureau(), seance=seance, mandant=comite.sieges[de], mandataire=comite.sieges[a]
    )


def test_encoder_plusieurs_sieges_une_seule_fois(comite):
    seance = une_seance(comite)
    assert len(noter(comite, seance, "entre", "cgt", "fo", "cfdt")) == 3
    assert len(noter(comite, seance, "entre", "cgt", "recteur")) == 1  # cgt is there already
    assert len(noter(comite, seance, "entre", "cgt", mode="distance")) == 1  # now from elsewhere
    assert len(presents_au(seance)) == 4
    entrees = EntreeRegistre.objects.filter(type="seance.presence")
    assert entrees.count() == 5
    contenu = "".join(entrees.values_list("contenu", flat=True))
    assert "syndicats/cgt" in contenu
    assert comite.titulaires["cgt"].nom not in contenu


def test_le_suppleant_porte_le_siege_quand_le_titulaire_sort(comite):
    seance = une_seance(comite)
    noter(comite, seance, "entre", "cgt")
    noter(comite, seance, "entre", "cgt", rang="suppleant1")
    assert presents_au(seance)[0].porteur == comite.titulaires["cgt"].pk
    noter(comite, seance, "sort", "cgt")
    assert presents_au(seance)[0].porteur == comite.suppleants["cgt"].pk
    noter(comite, seance, "sort", "cgt")  # the only one left, whatever the rank
    assert presents_au(seance) == ()


def test_l_heure_ne_recule_ni_n_avance(comite):
    seance = une_seance(comite)
    debut = maintenant() - timedelta(minutes=30)
    noter(comite, seance, "entre", "cgt", quand=debut)
    with pytest.raises(DonneeInvalide, match="avant le précédent"):
        noter(comite, seance, "sort", "cgt", quand=debut - timedelta(minutes=5))
    with pytest.raises(DonneeInvalide, match="pas encore passée"):
        noter(comite, seance, "sort", "cgt", quand=maintenant() + timedelta(minutes=5))
    noter(comite, seance, "entre", "fo", quand=debut - timedelta(minutes=5))  # another seat
    operations.constater_quorum(titulaire=comite.bureau(), seance=seance)
    with pytest.raises(DonneeInvalide, match="constat de quorum"):
        noter(comite, seance, "entre", "cfdt", quand=debut)


def test_tout_ou_rien_pour_une_serie(comite):
    seance = une_seance(comite)
    comite.sieges["fo"].occupations.all().delete()
    with pytest.raises(Impossible, match="vacant"):
        noter(comite, seance, "entre", "cgt", "fo")
    assert not seance.presences.exists()


def test_une_erreur_s_annule_par_un_autre_evenement(comite):
    seance = une_seance(comite)
    (entree,) = noter(comite, seance, "entre", "cgt")
    (sortie,) = noter(comite, seance, "sort", "cgt")
    with pytest.raises(Impossible, match="dernier évènement"):
        annuler_evenement(titulaire=comite.bureau(), evenement=entree)
    annulation = annuler_evenement(titulaire=comite.bureau(), evenement=sortie)
    assert annuler_evenement(titulaire=comite.bureau(), evenement=sortie) == annulation
    assert [p.siege.code for p in presents_au(seance)] == ["cgt"]
    assert EvenementPresence.objects.count() == 3


def test_le_deport_vaut_pour_son_point(comite):
    seance = une_seance(comite)
    point = seance.points.get()
    noter(comite, seance, "entre", "cgt", "fo")
    with pytest.raises(DonneeInvalide, match="se motive"):
        noter(comite, seance, "se_deporte", "cgt", point=point)
    noter(comite, seance, "se_deporte", "cgt", point=point, motif="Siège au conseil de l’auteur")
    assert quorum_au(seance, point=point).comptes == 1
    assert quorum_au(seance).comptes == 2
    noter(comite, seance, "revient", "cgt", point=point)
    assert quorum_au(seance, point=point).comptes == 2


def test_avant_le_jour_seules_les_excuses_se_notent(comite):
    seance = une_seance(comite, etat="convoquee")
    with a_l_instant(seance.prevue_le - timedelta(days=2)):
        with pytest.raises(Impossible, match="avant le jour"):
            noter(comite, seance, "entre", "cgt")
        assert len(noter(comite, seance, "excuse", "cgt")) == 1
    with pytest.raises(Interdit):
        encoder(titulaire=comite.titulaire("cgt"), seance=seance, genre="entre", sieges=[comite.sieges["cgt"].pk])


# --- mandates -------------------------------------------------------------------------------------


def test_un_mandat_refuse_est_garde_avec_son_motif(comite):
    seance = une_seance(comite)
    refuse = mandater(comite, seance, "cgt", "fo")
    assert (refuse.etat, refuse.motif) == ("refuse", "Le porteur du mandat n’est pas présent.")
    noter(comite, seance, "entre", "fo")
    accepte = mandater(comite, seance, "cgt", "fo")
    assert accepte.etat == "accepte"
    assert mandater(comite, seance, "cgt", "fo") == accepte  # sent twice
    assert mandater(comite, seance, "cfdt", "fo").motif.startswith("Le porteur a déjà")
    assert mandater(comite, seance, "onisep", "fo").motif.startswith("Ce siège n’a pas de voix")
    assert {p.siege.code: p.par_mandat for p in presents_au(seance)} == {"fo": False, "cgt": True}
    assert seance.mandats.count() == 4


def test_le_mandat_tombe_quand_le_mandant_arrive_et_ne_revient_pas(comite):
    seance = une_seance(comite)
    noter(comite, seance, "entre", "fo")
    mandat = mandater(comite, seance, "cgt", "fo")
    avant = operations.constater_quorum(titulaire=comite.bureau(), seance=seance)
    noter(comite, seance, "entre", "cgt")
    mandat.refresh_from_db()
    assert mandat.etat == "caduc"
    assert "arrivée à" in mandat.motif
    noter(comite, seance, "sort", "cgt")
    assert [p.siege.code for p in presents_au(seance)] == ["fo"]
    assert (avant.presents, concorde(avant)) == (2, True)
    dits = [
        json.loads(e.contenu)["charge"] for e in EntreeRegistre.objects.filter(type="seance.mandat").order_by("seq")
    ]
    assert [(c["mandat"], c["etat"]) for c in dits] == [(mandat.pk, "accepte"), (mandat.pk, "caduc")]


def test_une_entree_annulee_rend_le_mandat_qu_elle_avait_fait_tomber(comite):
    seance = une_seance(comite)
    noter(comite, seance, "entre", "fo")
    mandater(comite, seance, "cgt", "fo")
    (titulaire,) = noter(comite, seance, "entre", "cgt")
    (suppleant,) = noter(comite, seance, "entre", "cgt", rang="suppleant1")
    annuler_evenement(titulaire=comite.bureau(), evenement=suppleant)
    assert not seance.mandats.filter(etat="accepte").exists(), "le titulaire est toujours là"
    for _ in range(2):  # sent twice
        annuler_evenement(titulaire=comite.bureau(), evenement=titulaire)
    assert {p.siege.code: p.par_mandat for p in presents_au(seance)} == {"fo": False, "cgt": True}
    assert sorted(m.etat for m in seance.mandats.all()) == ["accepte", "caduc"]
    assert EntreeRegistre.objects.filter(type="seance.mandat").count() == 3


def test_un_constat_ancien_garde_ses_sieges_quand_la_composition_est_corrigee(comite):
    seance = une_seance(comite)
    noter(comite, seance, "entre", "fo", "cgt")
    constat = operations.constater_quorum(titulaire=comite.bureau(), seance=seance)
    Occupation.objects.filter(siege=comite.sieges["cgt"]).delete()
    Siege.objects.filter(pk=comite.sieges["dreets"].pk).update(voix="consultative", poids=0)
    assert quorum_au(seance).comptes == 1
    assert concorde(constat)


def test_un_deport_est_celui_du_siege_pas_de_la_personne(comite):
    seance = une_seance(comite)
    point = seance.points.get()
    noter(comite, seance, "entre", "cgt")
    noter(comite, seance, "se_deporte", "cgt", point=point, motif="Intérêt")
    noter(comite, seance, "sort", "cgt")
    noter(comite, seance, "entre", "cgt", rang="suppleant1")
    assert [p.deporte for p in presents_au(seance, point=point)] == [True]
    assert [p.deporte for p in presents_au(seance)] == [False]


def test_un_mandat_se_revoque_et_ne_se_donne_que_pour_soi(comite):
    seance = une_seance(comite, etat="convoquee")
    mandat = donner_mandat(
        titulaire=comite.titulaire("cgt"), seance=seance, mandant=comite.sieges["cgt"], mandataire=comite.sieges["fo"]
    )
    assert revoquer_mandat(titulaire=comite.titulaire("cgt"), mandat=mandat).etat == "revoque"
    assert revoquer_mandat(titulaire=comite.titulaire("cgt"), mandat=mandat).etat == "revoque"
    with pytest.raises(Interdit):
        donner_mandat(
            titulaire=comite.titulaire("cgt"),
            seance=seance,
            mandant=comite.sieges["fo"],
            mandataire=comite.sieges["cgt"],
        )


# --- I7: a stored statement is the one that its events give ---------------------------------------

CODES = ("prefet", "president", "recteur", "cgt", "fo", "onisep")
GESTES = st.one_of(
    st.tuples(st.just("entre"), st.sampled_from(CODES), st.sampled_from(("titulaire", "suppleant1"))),
    st.tuples(st.just("distance"), st.sampled_from(CODES), st.just("titulaire")),
    st.tuples(
        st.sampled_from(("sort", "excuse", "se_deporte", "revient")), st.sampled_from(CODES), st.just("titulaire")
    ),
    st.tuples(st.just("mandat"), st.sampled_from(CODES), st.sampled_from(CODES)),
    st.tuples(st.sampled_from(("annule", "revoque", "constat", "constat_du_point")), st.just(""), st.just("")),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(GESTES, min_size=4, max_size=14))
def test_i7_les_constats_se_recalculent_apres_n_importe_quelle_suite(gestes):
    from django.db import transaction

    with transaction.atomic():
        comite = petit_comite("11")
        seance = une_seance(comite)
        for rang, (geste, code, autre) in enumerate([*gestes, ("constat", "", "")]):
            with a_l_instant(seance.prevue_le + timedelta(seconds=rang // 2)):  # several in the same second
                jouer(comite, seance, geste, code, autre)
        constats = list(seance.constats.all())
        assert constats
        assert all(concorde(c) for c in constats)
        transaction.set_rollback(True)


def jouer(comite, seance, geste, code, autre):
    point = seance.points.get()
    if geste == "entre":
        noter(comite, seance, "entre", code, rang=autre)
    elif geste == "distance":
        noter(comite, seance, "entre", code, mode="distance")
    elif geste in {"sort", "excuse"}:
        noter(comite, seance, geste, code)
    elif geste in {"se_deporte", "revient"}:
        noter(comite, seance, geste, code, point=point, motif="Intérêt")
    elif geste.startswith("constat"):
        sur = point if geste == "constat_du_point" else None
        operations.constater_quorum(titulaire=comite.bureau(), seance=seance, point=sur)
    elif geste == "mandat" and code != autre:
        mandater(comite, seance, code, autre)
    else:
        defaire(comite, seance, geste)


def defaire(comite, seance, geste):
    debout = seance.presences.filter(annule__isnull=True, annulation__isnull=True).order_by("quand", "pk").last()
    mandat = seance.mandats.filter(etat="accepte").first()
    if geste == "annule" and debout is not None:
        annuler_evenement(titulaire=comite.bureau(), evenement=debout)
    if geste == "revoque" and mandat is not None:
        revoquer_mandat(titulaire=comite.bureau(), mandat=mandat)


def test_un_siege_ne_se_donne_pas_mandat_a_lui_meme():
    comite = petit_comite()
    seance = une_seance(comite)
    siege = comite.sieges["cgt"]
    with pytest.raises(DonneeInvalide, match="lui-même"):
        donner_mandat(titulaire=comite.bureau(), seance=seance, mandant=siege, mandataire=siege)
    assert not seance.mandats.exists()
