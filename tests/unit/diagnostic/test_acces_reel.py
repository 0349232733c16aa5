"""Access by commune on the real directory of 2019: the known figures of Occitanie, with the same points, then ours."""

import numpy as np
import pytest

from portulan.diagnostic.tables import acces_par_commune, acces_par_territoire
from portulan.instantane.geler import geler
from portulan.methodes.accessibilite import acces, quantile_pondere, vitesse_kmh
from portulan.socle.tables import COMMUNES, STRUCTURES
from portulan.sources.annuaire import Annuaire
from portulan.sources.assemblage import SourceEnMemoire
from portulan.sources.france_travail import FranceTravail

pytestmark = pytest.mark.donnees

# operator: (median, 9th decile) in km, from the point inside the contour of each commune
ATTENDUS = {"cio": (9.2, 24.0), "mission_locale": (7.0, 21.2), "ij": (5.3, 19.3), "france_travail": (5.5, 18.8)}
# the same from the town hall, where the product (and the directory) place people
DEPUIS_LA_MAIRIE = {"cio": (8.5, 24.1), "mission_locale": (6.8, 20.7), "ij": (4.8, 19.1), "france_travail": (4.9, 19.0)}


@pytest.fixture(scope="module")
def sources(donnees):
    lectures = [
        connecteur.lire(donnees / "structures" / fichier, origine=fichier)
        for connecteur, fichier in (
            (Annuaire(), "annuaire_dila_2019_structures.csv.gz"),
            (FranceTravail(), "france_travail_et_autres_geolocalises.csv.gz"),
        )
    ]
    return [SourceEnMemoire(lecture.fiche, lecture.tables) for lecture in lectures]


@pytest.fixture(scope="module")
def occitanie(sources, tmp_path_factory):
    return geler(racine=tmp_path_factory.mktemp("reel"), region="76", sources=sources)


def _points_des_contours(donnees):
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(donnees / "territoire" / "communes_2026.parquet") as fichier:
        table = fichier.read(["code", "region", "lon", "lat", "population_municipale", "superficie_km2"])
    ici = table.filter(pc.equal(table.column("region"), "76"))
    return [ici.column(n).cast("float64").to_numpy() for n in ("lon", "lat", "population_municipale", "superficie_km2")]


def test_valeurs_de_controle_depuis_le_point_du_contour(donnees, occitanie):
    lon, lat, population, superficie = _points_des_contours(donnees)
    structures = occitanie.table(STRUCTURES).to_pylist()
    for operateur, attendu in ATTENDUS.items():
        reseau = [(s["longitude"], s["latitude"]) for s in structures if s["operateur"] == operateur]
        km = acces(lon, lat, vitesse_kmh(population, superficie), *np.array(reseau).T).distance
        obtenu = [quantile_pondere(km, population, q) for q in (0.5, 0.9)]
        assert obtenu == pytest.approx(attendu, abs=0.06), operateur
        if operateur == "cio":
            assert int((km > 30).sum()) == 606
            assert 100 * population[km > 30].sum() / population.sum() == pytest.approx(4.0, abs=0.05)


def test_valeurs_publiees_depuis_la_mairie(occitanie):
    communes, structures = occitanie.table(COMMUNES), occitanie.table(STRUCTURES)
    lignes = acces_par_territoire(acces_par_commune(communes, structures)).to_pylist()
    region = {r["operateur"]: r for r in lignes if r["niveau"] == "region"}
    for operateur, (mediane, p90) in DEPUIS_LA_MAIRIE.items():
        obtenu = (region[operateur]["distance_mediane"], region[operateur]["distance_p90"])
        assert obtenu == pytest.approx((mediane, p90), abs=0.06), operateur
    assert 590 < region["cio"]["communes_plus_30_km"] < 610


@pytest.mark.parametrize(("region", "communes"), [("94", 360), ("02", 34)])
def test_regions_insulaires(sources, tmp_path, region, communes):
    instantane = geler(racine=tmp_path, region=region, sources=sources)
    assert instantane.table(COMMUNES).num_rows == communes
    assert instantane.manifeste.table("structures").hors_region == 0
    lignes = acces_par_territoire(
        acces_par_commune(instantane.table(COMMUNES), instantane.table(STRUCTURES))
    ).to_pylist()
    cio = next(r for r in lignes if (r["niveau"], r["operateur"]) == ("region", "cio"))
    assert 0 < cio["distance_mediane"] < cio["distance_p90"] < 60
