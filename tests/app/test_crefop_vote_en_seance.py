"""A vote and the meeting that holds it: neither goes on when the other does not."""

import pytest

from fabriques.scrutins import en_debat, jusqu_au_resultat, saisir, un_scrutin, une_proposition
from portulan.crefop.scrutin.actes import deplacer_le_point
from portulan.crefop.scrutin.cloture import annuler
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.scrutin.preparation import ouvrir
from portulan.crefop.seance import operations
from portulan.crefop.seance.models import PointOrdre
from portulan.crefop.seance.presences import encoder
from portulan.socle.erreurs import Impossible

pytestmark = pytest.mark.django_db


def partir(comite, seance, *codes):
    """These seats leave the room."""
    encoder(titulaire=comite.bureau(), seance=seance, genre="sort", sieges=[comite.sieges[c].pk for c in codes])


# --- carence --------------------------------------------------------------------------------------


@pytest.mark.parametrize("etape", ["ouvert", "depouille"])
def test_la_carence_ne_se_constate_pas_pendant_un_scrutin(etape):
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    if etape == "depouille":
        saisir(comite, scrutin, defaut="pour")
        jusqu_au_resultat(comite, scrutin, proclame=False)
    partir(comite, point.seance, "prefet", "president", "recteur", "dreets", "region-1", "region-2", "cfdt", "cgt")
    with pytest.raises(Impossible, match="est au vote") as refus:
        operations.passer(titulaire=comite.bureau(), seance=point.seance, etape="constater_carence")
    assert "annulez-le avec un motif" in refus.value.remede
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Le quorum manque")
    seance = operations.passer(titulaire=comite.bureau(), seance=point.seance, etape="constater_carence")
    point.refresh_from_db()
    assert (seance.etat, point.etat) == ("carence", "ajourne")


@pytest.mark.parametrize("etape", ["voter", "deliberer"])
def test_un_point_qui_n_est_plus_la_arrete_le_scrutin(etape):
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    PointOrdre.objects.filter(pk=point.pk).update(etat="ajourne")
    with pytest.raises(Impossible, match="Le point est ajourné"):
        deplacer_le_point(etape, "systeme", scrutin)
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Le point est ajourné")


def test_un_second_scrutin_attend_que_le_premier_soit_proclame():
    comite, point = en_debat()
    premier = un_scrutin(comite, point, objet="procedure")
    second = un_scrutin(comite, point, objet="procedure", intitule="Suspendre", ouvert=False)
    saisir(comite, premier, defaut="pour")
    jusqu_au_resultat(comite, premier, proclame=False)
    with pytest.raises(Impossible, match="n’est pas proclamé"):
        ouvrir(titulaire=comite.bureau(), scrutin=second)


# --- a referral withdrawn -------------------------------------------------------------------------


def test_une_saisine_retiree_ne_se_debat_ni_ne_se_vote():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, ouvert=False)
    point.saisine.etat = "retiree"
    point.saisine.save()
    with pytest.raises(Impossible, match="retirée par son auteur"):
        ouvrir(titulaire=comite.bureau(), scrutin=scrutin)
    PointOrdre.objects.filter(pk=point.pk).update(etat="inscrit")
    with pytest.raises(Impossible, match="retirée par son auteur"):
        operations.passer_point(titulaire=comite.bureau(), point=point, etape="debattre")
    retire = operations.passer_point(
        titulaire=comite.bureau(), point=point, etape="retirer", motif="Saisine retirée par son auteur"
    )
    assert retire.etat == "retire"


def test_une_saisine_retiree_pendant_le_scrutin_ne_se_proclame_pas():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin, proclame=False)
    point.saisine.etat = "retiree"
    point.saisine.save()
    with pytest.raises(Impossible, match="retirée par son auteur"):
        jusqu_au_resultat(comite, scrutin)
    assert Scrutin.objects.get(pk=scrutin.pk).etat == "depouille"


# --- what is voted on which item ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("genre", "admis"),
    [
        ("avis", {"procedure", "proposition", "ensemble"}),
        ("approbation_pv", {"procedure", "proces_verbal"}),
        ("information", set()),
        ("divers", set()),
    ],
)
def test_l_objet_du_scrutin_suit_la_nature_du_point(genre, admis):
    comite, point = en_debat()
    if genre != "avis":
        point = PointOrdre.objects.create(
            seance=point.seance, rang=2, genre=genre, titre="Autre", etat="en_debat", ajoute=True
        )
    refuses = set()
    for objet in ("procedure", "proposition", "ensemble", "proces_verbal"):
        options = {"proposition": une_proposition(point)} if objet == "proposition" else {}
        try:
            scrutin = un_scrutin(comite, point, objet=objet, ouvert=False, **options)
        except Impossible as refus:
            if "on ne vote pas" in str(refus):
                refuses.add(objet)
            else:
                assert objet in admis
        else:
            assert objet in admis
            annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Essai")
        point.propositions.update(etat="retiree")
    assert {"procedure", "proposition", "ensemble", "proces_verbal"} - refuses == admis
