"""Races of the reception, with real threads and transactions: one wins, the other is told, nothing is written twice."""

import pytest

from fabriques.accueil import LUNDI, agent, aiguillee, le, structure
from fabriques.courses import ensemble
from portulan.socle.dates import ajouter_ouvres
from portulan.socle.erreurs import ErreurUtilisateur
from portulan.terrain.accueil.echeances import faire_le_tour
from portulan.terrain.accueil.models import EtapeMise, MiseEnRelation
from portulan.terrain.accueil.operations_mise import avancer, mettre_en_relation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vierge")]


def courir(*actes):
    """Do all of these at once; what each gave: « fait », or the words of the refusal. Anything else fails the test."""
    with le(LUNDI):
        issues = ensemble(*actes)
    return [issue.message if isinstance(issue, ErreurUtilisateur) else "fait" for issue in issues]


def test_deux_structures_acceptent_ensemble():
    with le(LUNDI):
        porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
        besoin, _ = aiguillee(porte, premier, second)
        a, b = (mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=s) for s in (premier, second))
    issues = courir(
        *(
            lambda m=m, n=n: avancer(titulaire=agent(m.structure, n), mise=m, transition="accepter", version=1)
            for n, m in enumerate((a, b), 20)
        ),
    )
    assert issues.count("fait") == 1
    assert "annulée" in next(i for i in issues if i != "fait")
    assert sorted(MiseEnRelation.objects.values_list("etat", flat=True)) == ["acceptee", "annulee"]


def test_un_accord_et_un_refus_ensemble_sur_la_meme_demande():
    with le(LUNDI):
        porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
        besoin, garde = aiguillee(porte, premier, second)
        mise = mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=premier, aiguillage=garde, rang=1)
    issues = courir(
        lambda: avancer(titulaire=agent(premier, 20), mise=mise, transition="accepter", version=1),
        lambda: avancer(titulaire=agent(premier, 21), mise=mise, transition="refuser", version=1, motif="complet"),
    )
    assert issues.count("fait") == 1
    assert EtapeMise.objects.filter(mise=mise).count() == 1


def test_deux_tours_d_horloge_ensemble_ne_font_rien_deux_fois():
    with le(LUNDI):
        porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
        besoin, garde = aiguillee(porte, premier, second)
        mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=premier, aiguillage=garde, rang=1)
    jour = ajouter_ouvres(LUNDI, 11)
    assert courir(*(lambda: faire_le_tour(jour=jour) for _ in range(3))) == ["fait"] * 3
    assert MiseEnRelation.objects.filter(etat="expiree").count() == 1
    assert MiseEnRelation.objects.filter(structure=second).count() == 1
