"""Invented activity enters a demonstration, and only there."""

from datetime import date

import pytest

from portulan.publication.chaine import sources_de_la_region
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Impossible


@pytest.fixture
def foyer(tmp_path):
    return Maison(tmp_path / "var").preparer()


def test_une_installation_reelle_vide_ne_gele_rien(foyer):
    with pytest.raises(Impossible, match="Rien n'est chargé"):
        sources_de_la_region(foyer, "94")


def test_une_demonstration_est_completee_et_le_dit(foyer):
    foyer.devenir_demonstration("94")
    sources = sources_de_la_region(foyer, "94")
    assert sources
    assert all(s.fiche.fictif for s in sources)


def test_une_demonstration_commencee_se_reprend(foyer):
    foyer.devenir_demonstration("94")
    (foyer.chargements / "a").mkdir()
    (foyer.chargements / "a" / "fiche.json").write_text("{}")
    foyer.devenir_demonstration("94")
    assert foyer.est_demonstration


def test_une_installation_reelle_ne_devient_pas_une_demonstration(foyer):
    (foyer.chargements / "a").mkdir()
    (foyer.chargements / "a" / "fiche.json").write_text("{}")
    with pytest.raises(Impossible, match="déjà des données"):
        foyer.devenir_demonstration("94")
    assert not foyer.est_demonstration


def test_une_demonstration_garde_son_jour_et_dit_sa_region(foyer):
    assert foyer.region_de_la_demonstration == ""
    foyer.devenir_demonstration("94", jour=date(2025, 12, 31))
    foyer.devenir_demonstration("11")
    assert (foyer.jour_de_la_demonstration, foyer.region_de_la_demonstration) == (date(2025, 12, 31), "11")


@pytest.mark.parametrize(("variables", "region"), [({}, "94"), ({"PORTULAN_REGION": "11"}, "11")])
def test_le_site_sert_la_region_de_sa_demonstration(foyer, monkeypatch, variables, region):
    from portulan.config.environnement import lire

    monkeypatch.setenv("PORTULAN_HOME", str(foyer.racine))
    assert lire({}).region == "76"
    foyer.devenir_demonstration("94")
    assert lire(variables).region == region
