"""Access by need: each fast computation equals a naive one, on any small country."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portulan.methodes.accessibilite import distance_km, minutes
from portulan.methodes.besoins import PALIERS, POUR, Offres, mesurer, offre_par_habitant, paires_permises
from portulan.methodes.trajets import Matrice, Trajets, acces_selon

BESOINS = 3
SEUIL = 30.0


def matrice_de(triplets, origines, destinations):
    colonnes = list(zip(*triplets, strict=True)) or [(), (), ()]
    depuis, vers = (np.array(c, dtype=np.int64) for c in colonnes[:2])
    connues = np.isin(np.arange(destinations), vers)
    return Matrice.construire(depuis, vers, np.array(colonnes[2], float), origines=origines, connues=connues)


@st.composite
def pays(dessin, *, matrice=None):
    communes, lieux = dessin(st.integers(1, 7)), dessin(st.integers(0, 7))
    degres = st.sampled_from([0.0, 0.05, 0.113, 0.2, 0.31, 0.47, 0.9])
    ou_rien = st.one_of(degres, st.just(float("nan"))) if dessin(st.booleans()) else degres

    def points(nombre):
        return np.array([dessin(ou_rien) for _ in range(nombre)]), np.array(
            [45 + dessin(degres) for _ in range(nombre)]
        )

    lon, lat = points(communes)
    lon_lieux, lat_lieux = points(lieux)
    vitesses = np.array([dessin(st.sampled_from([25.0, 40.0, 55.0, 60.0])) for _ in range(communes)])
    zones = dessin(st.integers(0, 2))
    semaine = st.one_of(st.none(), st.integers(0, 2**40).map(lambda n: n << 700), st.just((1 << 10080) - 1))
    offres = Offres(
        masques=np.array([dessin(st.integers(0, 2**BESOINS - 1)) for _ in range(lieux)], dtype=np.uint64),
        lieux=np.array([dessin(st.integers(0, max(lieux - 1, 0))) for _ in range(lieux)], dtype=np.int64),
        semaines=tuple(dessin(semaine) for _ in range(lieux)),
        zones=np.array([dessin(st.integers(-1, zones - 1)) for _ in range(lieux)], dtype=np.int64),
        permis=np.array([[dessin(st.booleans()) for _ in range(communes)] for _ in range(zones)], dtype=bool).reshape(
            zones, communes
        ),
        capacites=np.array(
            [[dessin(st.integers(0, 3)) for _ in range(BESOINS)] for _ in range(lieux)], dtype=float
        ).reshape(lieux, BESOINS),
    )
    population = np.array([dessin(st.sampled_from([0.0, 10.0, 300.0, float("nan")])) for _ in range(communes)])
    lue = None
    if matrice if matrice is not None else dessin(st.booleans()):
        triplet = st.tuples(st.integers(0, communes - 1), st.integers(0, lieux - 1), st.integers(0, 50).map(float))
        lue = matrice_de(dessin(st.lists(triplet, max_size=9)) if lieux else [], communes, lieux)
    return Trajets(lon, lat, vitesses, lon_lieux, lat_lieux, lue), offres, population


def temps_naifs(trajets):
    """Minutes of every pair, infinite when unknown, and whether the matrix gives them, one pair at a time."""
    lue, sortie, lus = trajets.matrice, {}, set()
    donnees = {}
    if lue:
        for i in range(len(lue.debuts) - 1):
            for p in range(lue.debuts[i], lue.debuts[i + 1]):
                donnees[i, int(lue.destinations[p])] = float(lue.minutes[p])
    for i in range(len(trajets.longitudes)):
        for j in range(len(trajets.longitudes_lieux)):
            km = distance_km(
                trajets.longitudes[i], trajets.latitudes[i], trajets.longitudes_lieux[j], trajets.latitudes_lieux[j]
            )
            t = float(minutes(km, trajets.vitesses[i]))
            t = t if np.isfinite(t) else np.inf
            if any(b == j for _, b in donnees):
                t = max([t, *(v for (a, _), v in donnees.items() if a == i)])
            if (i, j) in donnees:
                t = donnees[i, j]
                lus.add((i, j))
            sortie[i, j] = t
    return sortie, lus


def permis(offres, i, j):
    return offres.zones[j] < 0 or bool(offres.permis[offres.zones[j], i])


@settings(max_examples=300, deadline=None)
@given(pays())
def test_mesures_egales_a_la_reference(cas):
    trajets, offres, population = cas
    temps, lus = temps_naifs(trajets)
    trouve = mesurer(trajets, trajets.paires(SEUIL), offres, population, BESOINS)
    for besoin in range(BESOINS):
        aptes = [j for j in range(len(offres.masques)) if int(offres.masques[j]) >> besoin & 1]
        for i in range(len(population)):
            possibles = {j: temps[i, j] for j in aptes if permis(offres, i, j) and np.isfinite(temps[i, j])}
            assert (trouve.plus_proche[besoin, i] >= 0) == bool(possibles)
            if possibles:
                proche = int(trouve.plus_proche[besoin, i])
                assert possibles[proche] == pytest.approx(min(possibles.values()), abs=1e-9)
                assert trouve.temps[besoin, i] == pytest.approx(possibles[proche], abs=1e-9)
                assert trouve.mesure[besoin, i] == ((i, proche) in lus)
            dedans = [j for j, t in possibles.items() if t <= SEUIL]
            assert trouve.nombre[besoin, i] == len({int(offres.lieux[j]) for j in dedans})
            semaines = [offres.semaines[j] for j in dedans]
            reunie = 0
            for s in semaines:
                reunie |= s or 0
            attendues = 0.0 if not dedans else reunie.bit_count() / 60 if any(s is not None for s in semaines) else None
            obtenues = trouve.heures[besoin, i]
            assert np.isnan(obtenues) if attendues is None else obtenues == pytest.approx(attendues)
            assert trouve.horaires_inconnus[besoin, i] == sum(s is None for s in semaines)


@settings(max_examples=200, deadline=None)
@given(pays())
def test_deux_etapes_egales_a_la_reference(cas):
    trajets, offres, population = cas
    temps, _ = temps_naifs(trajets)
    simple, graduee = offre_par_habitant(paires_permises(trajets.paires(SEUIL), offres), offres, population, BESOINS)
    habitants = np.nan_to_num(population)
    for poids, obtenu in (
        (lambda t: float(t <= SEUIL), simple),
        (lambda t: next((p for maximum, p in PALIERS if t <= maximum), 0.0), graduee),
    ):
        for besoin in range(BESOINS):
            for i in range(len(habitants)):
                attendu = 0.0
                for j in range(len(offres.masques)):
                    if not (int(offres.masques[j]) >> besoin & 1 and permis(offres, i, j)):
                        continue
                    demande = sum(
                        habitants[k] * poids(temps[k, j]) for k in range(len(habitants)) if permis(offres, k, j)
                    )
                    if demande:
                        attendu += poids(temps[i, j]) * offres.capacites[j, besoin] * POUR / demande
                assert obtenu[besoin, i] == pytest.approx(attendu, rel=1e-9)


def test_toute_la_capacite_est_partagee():
    """What 2SFCA gives to inhabitants adds up to the capacity that somebody reaches."""
    trajets = Trajets(
        np.array([0.0, 0.1, 5.0]), np.full(3, 45.0), np.full(3, 60.0), np.array([0.05, 2.0]), np.full(2, 45.0)
    )
    offres = Offres(
        np.array([1, 1], dtype=np.uint64),
        np.array([0, 1]),
        (None, None),
        np.array([-1, -1]),
        np.zeros((0, 3), dtype=bool),
        np.array([[4.0], [9.0]]),
    )
    population = np.array([100.0, 300.0, 50.0])
    simple, _ = offre_par_habitant(trajets.paires(SEUIL), offres, population, 1)
    assert (simple[0] * population).sum() / POUR == pytest.approx(4.0)  # nobody reaches the second one


def test_paliers_de_la_methode_graduee():
    trajets = Trajets(np.array([0.0]), np.array([45.0]), np.array([60.0]), np.array([0.0]), np.array([45.0]))
    offres = Offres(
        np.array([1], dtype=np.uint64),
        np.array([0]),
        (None,),
        np.array([-1]),
        np.zeros((0, 1), dtype=bool),
        np.ones((1, 1)),
    )
    for duree in (0.0, 10.0, 10.5, 20.0, 30.0):
        lue = matrice_de([(0, 0, duree)], 1, 1)
        mesures = Trajets(
            *(
                getattr(trajets, c)
                for c in ("longitudes", "latitudes", "vitesses", "longitudes_lieux", "latitudes_lieux")
            ),
            lue,
        )
        _, graduee = offre_par_habitant(mesures.paires(SEUIL), offres, np.array([1000.0]), 1)
        assert graduee[0, 0] == pytest.approx(POUR / 1000)  # alone, the weight cancels out


def test_matrice_remplace_l_estimation_et_le_dit():
    lon, lat, vitesses = np.array([0.0, 0.2]), np.full(2, 45.0), np.full(2, 60.0)
    offres = Offres(
        np.array([1, 1], dtype=np.uint64),
        np.array([0, 1]),
        (None, None),
        np.array([-1, -1]),
        np.zeros((0, 2), dtype=bool),
        np.ones((2, 1)),
    )
    # From the first commune the near place takes 45 minutes by the real road; the far one is not in its list
    lue = matrice_de([(0, 0, 45.0), (1, 1, 12.0)], 2, 2)
    trajets = Trajets(lon, lat, vitesses, np.array([0.01, 0.2]), lat, lue)
    trouve = mesurer(trajets, trajets.paires(SEUIL), offres, np.array([10.0, 10.0]), 1)
    assert trouve.temps[0].tolist() == [45.0, 12.0]
    assert trouve.nombre[0].tolist() == [0, 2]  # the estimate of the second to the first place stays
    assert trouve.mesure[0].tolist() == [True, True]


@settings(max_examples=100, deadline=None)
@given(pays())
def test_acces_a_un_reseau_egal_a_la_reference(cas):
    """What the indicators read (``acces_selon``) follows the same pairs, matrix or not."""
    trajets, _, _ = cas
    temps, lus = temps_naifs(trajets)
    trouve = acces_selon(trajets)
    for i in range(len(trajets.longitudes)):
        possibles = {j: temps[i, j] for j in range(len(trajets.longitudes_lieux)) if np.isfinite(temps[i, j])}
        proche = int(trouve.plus_proche[i])
        assert (proche >= 0) == bool(possibles)
        if possibles:
            assert trouve.temps[i] == pytest.approx(min(possibles.values()), abs=1e-9)
            assert trouve.mesure[i] == ((i, proche) in lus)
        assert trouve.atteignables[i].tolist() == [j for j, t in sorted(possibles.items()) if t <= SEUIL]


def test_trop_de_besoins():
    trajets = Trajets(*(np.zeros(1) for _ in range(3)), np.zeros(0), np.zeros(0))
    rien = Offres(
        np.zeros(0, np.uint64), np.zeros(0, int), (), np.zeros(0, int), np.zeros((0, 1), bool), np.zeros((0, 1))
    )
    with pytest.raises(ValueError, match="de 1 à 64"):
        mesurer(trajets, trajets.paires(SEUIL), rien, np.ones(1), 65)
