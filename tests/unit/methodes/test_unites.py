"""Fewest units: the same communes, nothing else, and never more units than the best found by trying everything."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from portulan.methodes.unites import Appartenance, moins_d_unites
from portulan.socle.territoire import Niveau, Territoire

COLONNES = {Niveau.REGION: "region", Niveau.DEPARTEMENT: "departement", Niveau.EPCI: "epci"}


def contenu(unite, appartenances):
    if unite.niveau is Niveau.COMMUNE:
        return {unite.code}
    return {c for c, a in appartenances.items() if getattr(a, COLONNES[unite.niveau]) == unite.code}


def le_moins_possible(communes, appartenances):
    unites = {Territoire(Niveau.COMMUNE, c) for c in communes}
    for niveau, colonne in COLONNES.items():
        codes = {getattr(a, colonne) for a in appartenances.values()} - {""}
        unites |= {u for c in codes if contenu(u := Territoire(niveau, c), appartenances) <= communes}
    for taille in range(len(communes) + 1):
        for choix in combinations(sorted(unites), taille):
            if set().union(*(contenu(u, appartenances) for u in choix)) == communes:
                return taille
    raise AssertionError


@st.composite
def pays(dessin):
    """Two regions of two départements; the EPCI cross départements, not regions."""
    appartenances = {}
    for rang in range(dessin(st.integers(1, 9))):
        region = dessin(st.sampled_from(["76", "75"]))
        departement = dessin(st.sampled_from({"76": ["31", "32"], "75": ["24", "33"]}[region]))
        epci = dessin(st.sampled_from(["", *(f"{region}000000{i}" for i in range(3))]))
        appartenances[f"310{rang:02d}"] = Appartenance(epci, departement, region)
    return appartenances


@settings(max_examples=400, deadline=None)
@given(pays(), st.data())
def test_les_memes_communes_en_le_moins_d_unites(appartenances, donnees):
    communes = donnees.draw(st.sets(st.sampled_from(sorted(appartenances))))
    unites = moins_d_unites(communes, appartenances)
    assert set().union(*(contenu(u, appartenances) for u in unites)) == communes
    assert len(unites) == len(set(unites)) == le_moins_possible(communes, appartenances)


def test_ecrit_ce_qui_se_lit():
    a = {f"310{i:02d}": Appartenance("200000001" if i < 3 else "200000002", "31", "76") for i in range(4)}
    a["32001"] = Appartenance("200000003", "32", "76")
    assert moins_d_unites({"31000", "31001", "31002"}, a) == (Territoire(Niveau.EPCI, "200000001"),)
    assert moins_d_unites({"31003"}, a) == (Territoire(Niveau.COMMUNE, "31003"),)  # an EPCI of one commune
    assert moins_d_unites({c for c in a if c < "32"}, a) == (Territoire(Niveau.DEPARTEMENT, "31"),)
    assert moins_d_unites(set(a), a) == (Territoire(Niveau.REGION, "76"),)
    assert moins_d_unites({"99999"}, a) == (Territoire(Niveau.COMMUNE, "99999"),)
    assert moins_d_unites((), a) == ()
