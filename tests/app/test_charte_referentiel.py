"""The referential in the database: the default, the one of a region, and that nothing published ever changes."""

from datetime import date

import pytest

from portulan.socle.erreurs import Impossible
from portulan.terrain.charte.lecture import livres
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.charte.operations import installer_referentiel_de_la_region
from portulan.terrain.charte.queries import referentiel_en_vigueur

pytestmark = pytest.mark.django_db
JOUR = date(2025, 12, 31)


def _publier(region, version, valide_du):
    texte = livres()[0].replace('version = "2026"', f'version = "{version}"')
    return ReferentielPublie.objects.create(
        region=region,
        code="national",
        version=version,
        titre="Référentiel régional",
        valide_du=valide_du,
        acte="arrêté",
        contenu=texte,
        empreinte="0" * 64,
        publie_le="2025-01-01T00:00:00Z",
        publie_par="systeme",
    )


def test_le_referentiel_national_est_la_sans_rien_faire():
    publie = referentiel_en_vigueur("76", JOUR)
    assert (publie.region, publie.reference) == ("", "national@2026")
    assert publie.empreinte == publie.referentiel.empreinte
    assert referentiel_en_vigueur("76", date(2019, 1, 1)) == publie


def test_celui_de_la_region_remplace_le_national_a_sa_date():
    national = referentiel_en_vigueur("76", JOUR)
    ancien = _publier("76", "occ-1", date(2025, 6, 1))
    nouveau = _publier("76", "occ-2", date(2026, 1, 1))
    assert referentiel_en_vigueur("76", date(2025, 5, 31)) == national
    assert referentiel_en_vigueur("76", date(2025, 6, 1)) == ancien
    assert referentiel_en_vigueur("76", JOUR) == ancien
    assert referentiel_en_vigueur("76", date(2026, 1, 1)) == nouveau
    assert referentiel_en_vigueur("94", JOUR) == national


def test_un_referentiel_publie_ne_change_plus():
    publie = referentiel_en_vigueur("76", JOUR)
    publie.titre = "Autre"
    with pytest.raises(Impossible, match="ne change plus"):
        publie.save()


def test_celui_du_dossier_de_la_region_est_publie_une_fois(tmp_path, monkeypatch):
    (tmp_path / "region.toml").write_text('code = "94"\n', encoding="utf-8")
    fichier = tmp_path / "referentiel.toml"
    fichier.write_text(livres()[0].replace('code = "national"', 'code = "corse"', 1), encoding="utf-8")
    monkeypatch.setenv("PORTULAN_TERRITOIRE", str(tmp_path))
    for _ in range(2):
        installer_referentiel_de_la_region("94")
    assert referentiel_en_vigueur("94", JOUR).reference == "corse@2026"
    assert ReferentielPublie.objects.filter(region="94").count() == 1
    fichier.write_text(fichier.read_text("utf-8").replace("Le service est gratuit", "Tout est gratuit"), "utf-8")
    with pytest.raises(Impossible, match="déjà publiée"):
        installer_referentiel_de_la_region("94")
