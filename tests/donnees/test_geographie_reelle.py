"""The shipped geography against one built by others from the same producers."""

import json
from math import asin, cos, radians, sin, sqrt

import pytest

from portulan.socle import geographie

pytestmark = pytest.mark.donnees


@pytest.fixture(scope="module")
def reference(donnees):
    import pyarrow.parquet as pq

    lignes = pq.ParquetFile(donnees / "territoire" / "communes_2026.parquet").read().to_pylist()
    return {ligne["code"]: ligne for ligne in lignes}


@pytest.fixture(scope="module")
def livrees():
    return {ligne["code_insee"]: ligne for ligne in geographie.communes().to_pylist()}


@pytest.mark.parametrize(
    ("notre", "leur"),
    [
        ("nom", "nom"),
        ("departement", "departement"),
        ("region", "region"),
        ("academie", "academie_code"),
        ("epci", "epci_code"),
        ("population", "population_municipale"),
    ],
)
def test_memes_communes_memes_valeurs(livrees, reference, notre, leur):
    assert {c: li[notre] for c, li in livrees.items()} == {c: li[leur] for c, li in reference.items()}


def test_memes_codes_postaux(livrees, reference):
    assert {c: li["codes_postaux"] for c, li in livrees.items()} == {
        c: sorted(li["codes_postaux"] or []) for c, li in reference.items()
    }


def test_memes_ages_hors_communes_separees(livrees, reference):
    ecarts = {
        c
        for c, li in livrees.items()
        if any(
            li[f"population_{notre}"] != reference[c][f"pop2021_{leur}"]
            for notre, leur in (("0_19", "0_19"), ("20_64", "20_64"), ("65_plus", "65p"))
        )
    }
    separees = {"15031", "15035", "15047", "15141", "15171", "60054", "60694", "85084", "85165", "85212"}
    assert ecarts == separees
    for notre, leur in (("0_19", "0_19"), ("20_64", "20_64"), ("65_plus", "65p")):
        assert sum(li[f"population_{notre}"] or 0 for li in livrees.values()) == sum(
            li[f"pop2021_{leur}"] or 0 for li in reference.values()
        )


def kilometres(a, b):
    lon1, lat1, lon2, lat2 = map(radians, (*a, *b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(h))


def test_les_points_sont_proches(livrees, reference):
    """Same town hall, or a point of the same commune when the directory sends the town hall elsewhere."""
    distances, memes = [], 0
    for code, ligne in livrees.items():
        leur = reference[code]
        if ligne["longitude"] is None or leur["lon"] is None:
            continue
        point = (ligne["longitude"], ligne["latitude"])
        distances.append((kilometres(point, (leur["lon"], leur["lat"])), code))
        if leur["mairie_lon"] is not None:
            memes += kilometres(point, (leur["mairie_lon"], leur["mairie_lat"])) < 0.001
    assert memes > 33_000
    loin = [(round(d, 1), c) for d, c in distances if d > 25]
    assert loin == [] or {c[:3] for _, c in loin} == {"973"}, loin


def test_memes_anciens_codes(donnees, livrees):
    leurs = json.loads((donnees / "territoire" / "anciens_codes_vers_2026.json").read_text())
    assert {ancien: geographie.commune_actuelle(ancien) for ancien in leurs} == leurs


def test_superficies_proches_sauf_ou_une_lacune_est_comblee(livrees, reference):
    ecarts = {
        c
        for c, li in livrees.items()
        if li["superficie_km2"]
        and reference[c]["superficie_km2"]
        and abs(li["superficie_km2"] / reference[c]["superficie_km2"] - 1) > 0.01
    }
    assert "93066" in ecarts
    assert len(ecarts) < 60


def acces(donnees, type_, communes):
    """Population-weighted median and P90 (km) to the nearest place of 2019, communes over 30 km, in Occitanie."""
    import csv
    import gzip

    import numpy as np
    from scipy.spatial import cKDTree

    def sphere(points):
        lon, lat = np.radians(np.array(points, dtype=float)).T
        return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    with gzip.open(donnees / "structures" / "annuaire_dila_2019_structures.csv.gz", "rt", encoding="utf-8") as fichier:
        lieux = [(li["lon"], li["lat"]) for li in csv.DictReader(fichier) if li["type"] == type_ and li["lon"]]
    corde, _ = cKDTree(sphere(lieux)).query(sphere([point for point, _ in communes]))
    distances = 2 * geographie.RAYON_TERRE_KM * np.arcsin(corde / 2)
    ordre = np.argsort(distances)
    parts = np.cumsum([communes[i][1] for i in ordre]) / sum(p for _, p in communes)
    mediane, p90 = (round(float(distances[ordre[np.searchsorted(parts, q)]]), 1) for q in (0.5, 0.9))
    return mediane, p90, int((distances > 30).sum())


@pytest.mark.parametrize(
    ("type_", "dedans", "mairies"),
    [
        ("CIO", (9.2, 24.0, 606), (8.5, 24.1, 601)),
        ("MISSION_LOCALE", (7.0, 21.2, 609), (6.8, 20.7, 611)),
        ("INFO_JEUNES", (5.3, 19.4, 417), (4.8, 19.1, 419)),
    ],
)
def test_les_distances_partent_de_la_mairie(donnees, livrees, reference, *, type_, dedans, mairies):
    """The known figures start from a point inside the commune; ours from the town hall, nearer to where people live."""
    occitanie = [c for c, li in livrees.items() if li["region"] == "76"]
    leurs = [
        ((li["lon"] or li["mairie_lon"], li["lat"] or li["mairie_lat"]), li["population_municipale"])
        for li in (reference[c] for c in occitanie)
    ]
    notres = [((li["longitude"], li["latitude"]), li["population"]) for li in (livrees[c] for c in occitanie)]
    assert acces(donnees, type_, leurs) == dedans
    assert acces(donnees, type_, notres) == mairies
