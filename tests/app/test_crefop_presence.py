"""Who takes part in a meeting, read from its events."""

import pytest

from fabriques.comite import faire_entrer, petit_comite, une_seance
from portulan.crefop.composition.queries import partie_presidee
from portulan.crefop.seance.queries import jeu_de, presents_au, sieges_vus
from portulan.socle.horloge import aujourdhui

pytestmark = pytest.mark.django_db


def test_le_suppleant_ne_porte_le_siege_qu_en_l_absence_du_titulaire():
    comite = petit_comite()
    seance = une_seance(comite)
    faire_entrer(comite, seance, "prefet", "cgt", suppleants=("cgt", "cfdt"))
    portes = {p.siege.code: p.porteur for p in presents_au(seance)}
    assert portes == {
        "prefet": comite.titulaires["prefet"].pk,
        "cgt": comite.titulaires["cgt"].pk,
        "cfdt": comite.suppleants["cfdt"].pk,
    }
    assert len(sieges_vus(seance)) == 12
    assert jeu_de(seance)["convocation.delai"] == 5


def test_la_partie_presidee_se_lit_du_siege():
    comite = petit_comite()
    jour = aujourdhui()
    parties = [partie_presidee(comite.compte(c).pk, comite.organe, jour) for c in ("prefet", "president", "cgt")]
    assert parties == ["etat", "region", None]
