"""Invented activity enters a demonstration, and only there."""

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
    foyer.devenir_demonstration()
    sources = sources_de_la_region(foyer, "94")
    assert sources
    assert all(s.fiche.fictif for s in sources)


def test_une_demonstration_commencee_se_reprend(foyer):
    foyer.devenir_demonstration()
    (foyer.chargements / "a").mkdir()
    (foyer.chargements / "a" / "fiche.json").write_text("{}")
    foyer.devenir_demonstration()
    assert foyer.est_demonstration


def test_une_installation_reelle_ne_devient_pas_une_demonstration(foyer):
    (foyer.chargements / "a").mkdir()
    (foyer.chargements / "a" / "fiche.json").write_text("{}")
    with pytest.raises(Impossible, match="déjà des données"):
        foyer.devenir_demonstration()
    assert not foyer.est_demonstration
