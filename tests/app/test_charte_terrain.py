"""The charter of the demonstration, and the rows it offers to the snapshot."""

import pytest

from portulan.socle.tables_terrain import ARTICLES, CONCERTATIONS, CONTRIBUTIONS, CRITERES, ENGAGEMENTS
from portulan.terrain.charte.canonique import empreinte
from portulan.terrain.charte.extraits import lignes
from portulan.terrain.charte.models import Contribution, Version
from portulan.terrain.charte.queries import couverture_convention, types_jamais_convies


@pytest.mark.django_db
def test_rien_a_dire_d_une_region_qui_n_a_pas_commence(vierge):
    assert all(rangees == [] for rangees in lignes("94").values())


def test_la_demonstration_remplit_les_cinq_tables(terrain_demo):
    tables = lignes("94")
    codes = {x["code"] for x in tables[ARTICLES] if x["document"] == "cahier_des_charges" and x["genre"] == "fiche"}
    assert "F1.9" not in codes
    assert {"F1.O1", "F1.3", "F1.4", "F1.10"} <= codes
    assert len(tables[CONTRIBUTIONS]) == 25
    assert sum(x["repondue_le"] is None for x in tables[CONTRIBUTIONS]) == 3
    assert len({x["seance"] for x in tables[CONCERTATIONS]}) == 3
    assert {x["fictif"] for x in tables[CRITERES]} == {False}
    assert len(tables[CRITERES]) == 40
    assert len({x["id"] for x in tables[ENGAGEMENTS]}) == 15


def test_un_cio_et_des_chambres_sont_oublies(terrain_demo):
    convention = Version.objects.get(document__genre="convention")
    oublies = [s for s in couverture_convention(convention) if not s.vises]
    assert [s.operateur for s in oublies] == ["cio"]
    arretee = Version.objects.get(document__genre="cahier_des_charges", etat="arretee")
    assert set(types_jamais_convies(arretee)) <= {"ca", "cma"}


def test_chaque_version_figee_garde_son_empreinte(terrain_demo):
    figees = Version.objects.exclude(empreinte="")
    assert figees.count() == 3
    assert all(empreinte(v) == v.empreinte for v in figees)
    assert Contribution.objects.filter(repondue_le__isnull=False, motif="").count() == 0
