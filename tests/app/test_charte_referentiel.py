"""The referential in the database: the default, the one of a region, and that nothing published ever changes."""

from datetime import date

import pytest

from portulan.socle.erreurs import Impossible
from portulan.terrain.charte.lecture import livres
from portulan.terrain.charte.models import ReferentielPublie
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
