"""The fast algorithms equal their naive references, and hold their invariants."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.methodes import accessibilite as a

LON = st.one_of(st.floats(-10, 10), st.sampled_from([0.0, 1.0, 179.9999, -179.9999]))
LAT = st.one_of(st.floats(-60, 60), st.sampled_from([0.0, 45.0]))
POINTS = st.lists(st.tuples(LON, LAT), max_size=12)


def _naif(communes, vitesses, structures):
    """Every distance, one by one (spherical law of cosines in place of the haversine)."""
    resultats = []
    for (lon, lat), vitesse in zip(communes, vitesses, strict=True):
        km = []
        for lon_s, lat_s in structures:
            p, q = math.radians(lat), math.radians(lat_s)
            u = np.array(
                [math.cos(p) * math.cos(math.radians(lon)), math.cos(p) * math.sin(math.radians(lon)), math.sin(p)]
            )
            v = np.array(
                [math.cos(q) * math.cos(math.radians(lon_s)), math.cos(q) * math.sin(math.radians(lon_s)), math.sin(q)]
            )
            km.append(a.RAYON_TERRE_KM * math.atan2(np.linalg.norm(np.cross(u, v)), float(u @ v)))
        proches = [i for i, d in enumerate(km) if d * a.DETOUR / vitesse * 60 <= a.SEUIL_MINUTES]
        resultats.append((min(km, default=math.nan), proches, km))
    return resultats


def _tableaux(points):
    return np.array([p[0] for p in points], dtype=float), np.array([p[1] for p in points], dtype=float)


@given(POINTS, POINTS, st.sampled_from([25.0, 55.0, 60.0]))
def test_acces_egale_la_reference_naive(communes, structures, vitesse):
    vitesses = np.full(len(communes), vitesse)
    trouve = a.acces(*_tableaux(communes), vitesses, *_tableaux(structures))
    for rang, (minimum, proches, km) in enumerate(_naif(communes, vitesses, structures)):
        if not structures:
            assert trouve.plus_proche[rang] == -1
            assert math.isnan(trouve.distance[rang])
            continue
        assert trouve.distance[rang] == pytest.approx(minimum, abs=1e-6)
        assert km[trouve.plus_proche[rang]] == pytest.approx(minimum, abs=1e-6)
        limites = {i for i, d in enumerate(km) if abs(d * a.DETOUR / vitesse * 60 - a.SEUIL_MINUTES) < 1e-6}
        assert set(trouve.atteignables[rang].tolist()) - limites == set(proches) - limites
        assert trouve.atteignables[rang].tolist() == sorted(trouve.atteignables[rang].tolist())


def test_a_egalite_la_premiere_structure():
    lon, lat = np.array([1.0, 1.0, 1.0]), np.array([44.0, 43.0, 44.0])
    trouve = a.acces(np.array([1.0]), np.array([44.0]), np.array([60.0]), lon, lat)
    assert trouve.plus_proche.tolist() == [0]
    assert trouve.distance.tolist() == [0.0]
    assert trouve.atteignables[0].tolist() == [0, 2]
    assert trouve.nombre.tolist() == [2]


def test_commune_ou_structure_sans_point():
    trouve = a.acces(
        np.array([np.nan, 1.0]),
        np.array([44.0, 44.0]),
        np.array([60.0, 60.0]),
        np.array([np.nan, 2.0]),
        np.array([44.0, 44.0]),
    )
    assert trouve.plus_proche.tolist() == [-1, 1]
    assert math.isnan(trouve.temps[0])


def test_distance_connue():
    """Paris (town hall) to Toulouse (Capitole): 588 km as the crow flies."""
    assert a.distance_km(2.3522, 48.8566, 1.4437, 43.6045) == pytest.approx(588, abs=1.5)


def test_vitesses_par_densite():
    population = np.array([3000.0, 1499.0, 300.0, 50.0, 49.0, np.nan, 10.0])
    superficie = np.array([2.0, 1.0, 1.0, 1.0, 1.0, 1.0, np.nan])
    assert a.vitesse_kmh(population, superficie).tolist() == [25.0, 40.0, 40.0, 55.0, 60.0, 55.0, 55.0]


def test_minutes_du_modele():
    assert a.minutes(np.array([20.0]), np.array([60.0]))[0] == pytest.approx(26.0)


def test_les_hypotheses_imprimees_sont_celles_du_calcul():
    assert f"{round((a.DETOUR - 1) * 100)} %" in a.HYPOTHESES
    for densite, vitesse in a.VITESSES_KMH:
        assert f"{vitesse:.0f} km/h" in a.HYPOTHESES
        assert not densite or f"{densite:_.0f}".replace("_", " ") in a.HYPOTHESES


VALEURS = st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 10_000)), min_size=1, max_size=30)


@given(VALEURS, st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_quantile_egale_la_definition(paires, part):
    """As if every inhabitant stood in line, sorted: the one who completes the share."""
    valeurs, poids = _tableaux(paires)
    obtenu = a.quantile_pondere(valeurs, poids, part)
    total = int(poids.sum())
    if not total:
        assert math.isnan(obtenu)
        return
    rang = (
        math.ceil(round(part * 10) * total / 10) if (round(part * 10) * total) % 10 else round(part * 10) * total // 10
    )
    cumul = 0
    for valeur, nombre in sorted(paires):
        cumul += nombre
        if cumul >= rang and nombre:
            assert obtenu == valeur
            return
    raise AssertionError(rang)


def test_quantile_ignore_les_inconnus():
    assert a.quantile_pondere(np.array([np.nan, 3.0, 5.0]), np.array([100.0, 1.0, 1.0]), 0.5) == 3.0


@given(VALEURS, st.floats(0.1, 100))
def test_gini_bornes_et_echelle(paires, facteur):
    valeurs, poids = _tableaux(paires)
    indice = a.gini(valeurs, poids)
    if not poids.sum():
        assert math.isnan(indice)
        return
    assert 0.0 <= indice < 1.0
    assert a.gini(valeurs * facteur, poids) == pytest.approx(indice, abs=1e-9)


@given(st.floats(0, 1000), st.lists(st.integers(1, 100), min_size=1, max_size=10))
def test_gini_nul_quand_tous_ont_autant(valeur, poids):
    assert a.gini(np.full(len(poids), valeur), np.array(poids, dtype=float)) == pytest.approx(0.0, abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 5)), min_size=1, max_size=6))
def test_gini_egale_la_moyenne_des_ecarts(paires):
    """Gini = mean absolute difference between two inhabitants / twice the mean."""
    personnes = [v for v, n in paires for _ in range(n)]
    moyenne = sum(personnes) / len(personnes)
    if moyenne < 1e-6:
        return
    ecarts = sum(abs(x - y) for x in personnes for y in personnes) / len(personnes) ** 2
    assert a.gini(*_tableaux(paires)) == pytest.approx(ecarts / (2 * moyenne), abs=1e-9)


def test_heures_atteignables_sont_une_union():
    matin, tard = (1 << 120) - 1, ((1 << 120) - 1) << 60
    atteignables = [np.array([0, 1]), np.array([0, 2]), np.array([2]), np.array([], dtype=np.int64)]
    heures, inconnus = a.heures_atteignables(atteignables, [matin, tard, None])
    assert heures[:2].tolist() == [3.0, 2.0]
    assert math.isnan(heures[2])
    assert heures[3] == 0.0
    assert inconnus.tolist() == [0, 1, 1, 0]
