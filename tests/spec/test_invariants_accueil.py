"""What must hold whatever the reception counts: bounds, bassins that make the region, sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.test_invariants import LIEUX, lignes_de, reglages
from spec.test_invariants_terrain import borner, part

BASSINS = st.sampled_from(["b1", "b2", "ailleurs"])
OPERATEURS = st.sampled_from(["cio", "mission_locale", "ij", "site"])
HABITES = [{**lieu, "population": 1000, "population_0_19": 300, "population_20_64": 500} for lieu in LIEUX]


def cellules(cles, comptes):
    """Rows with distinct keys; each count is at most the one before it."""

    def decroitre(tirage):
        cle, valeurs = tirage
        bornes = sorted(valeurs, reverse=True)
        return dict(zip(cles, cle, strict=True)) | dict(zip(comptes, bornes, strict=True))

    rangee = st.tuples(
        st.tuples(*cles.values()), st.lists(st.integers(0, 60), min_size=len(comptes), max_size=len(comptes))
    )
    return st.lists(rangee, unique_by=lambda t: t[0], max_size=10).map(lambda lot: [decroitre(t) for t in lot])


def ajouter(lignes, chiffres=("numerateur", "denominateur")):
    """The bassins of the region make the region."""
    region = lignes.get(("region", "76", "", ""))
    bassins = [r for c, r in lignes.items() if c[0] == "bassin" and c[2:] == ("", "")]
    for chiffre in chiffres:
        assert sum(r[chiffre] for r in bassins) == (region[chiffre] if region else 0)
    return region


@reglages
@given(
    cellules(
        {"bassin": BASSINS, "operateur": OPERATEURS},
        ("accueils", "identifies", "resolus", "evolutions", "traces", "vers_cep", "renvois"),
    )
)
def test_les_bassins_et_les_portes_font_la_region(accueils):
    ici = [a for a in accueils if a["bassin"] != "ailleurs"]
    for code, cas, total in (
        ("F1.3a-2", "resolus", "accueils"),
        ("F1.4a-4", "traces", "identifies"),
        ("F1.2-4", "vers_cep", "evolutions"),
    ):
        lignes = lignes_de(code, accueils=accueils, communes=LIEUX)
        borner(lignes)
        region = ajouter(lignes)
        assert (region["numerateur"] if region else 0) == sum(a[cas] for a in ici)
        assert (region["denominateur"] if region else 0) == sum(a[total] for a in ici)
    renvois = lignes_de("F1.4a-3", accueils=accueils, communes=LIEUX)
    region = ajouter(renvois, ("valeur",))
    assert sum(r["valeur"] for r in part(renvois, "operateur")) == (region["valeur"] if region else 0)


@reglages
@given(
    cellules(
        {"bassin": BASSINS, "emettrice": OPERATEURS, "receveuse": st.sampled_from(["cio", "mission_locale", "ij"])},
        ("emises", "mures", "acceptees", "issues", "suivies", "choisies", "pertinentes", "autres_choix", "perdues"),
    )
)
def test_les_orientations_se_comptent_dans_leurs_bornes(transmissions):
    for code in ("F1.O3c-2", "F1.4b-1", "F1.4b-4"):
        lignes = lignes_de(code, transmissions=transmissions, communes=LIEUX)
        borner(lignes)
        ajouter(lignes)
    ajouter(lignes_de("F1.O3c-3", transmissions=transmissions, communes=LIEUX), ("valeur",))
    croisees = lignes_de("F1.O3d-2", transmissions=transmissions, communes=LIEUX)
    borner(croisees)
    region = ajouter(croisees)
    sens = sum(r["denominateur"] for r in part(croisees, "sens"))
    # Each crossing counts in one direction or in two
    assert (region["denominateur"] if region else 0) <= sens <= 2 * (region["denominateur"] if region else 0)


@reglages
@given(
    cellules(
        {"bassin": BASSINS, "operateur": OPERATEURS, "etape": st.sampled_from(["reponse", "contact", "issue"])},
        ("echues", "tenues", "acceptees"),
    ),
)
def test_une_promesse_non_tenue_de_plus_ne_releve_rien(promesses):
    def taux(lot):
        lignes = lignes_de("F1.O3c-1", promesses=lot, communes=LIEUX)
        borner(lignes)
        region = ajouter(lignes)
        borner(lignes_de("F1.2-2", promesses=lot, communes=LIEUX))
        return region["valeur"] if region and region["valeur"] is not None else 100.0

    assert taux([{**p, "echues": p["echues"] + 1} for p in promesses]) <= taux(promesses) + 1e-9


@reglages
@given(cellules({"bassin": BASSINS, "jours": st.integers(0, 90)}, ("nombre",)))
def test_les_quantiles_sont_des_durees_observees(rangees):
    delais = [{**r, "etape": "rendez_vous"} for r in rangees]
    lignes = lignes_de("F1.O3c-4", delais=delais, communes=LIEUX)
    durees = sorted(r["jours"] for r in rangees if r["bassin"] != "ailleurs" for _ in range(r["nombre"]))
    mediane, neuf_dixiemes = (lignes.get(("region", "76", c, "")) for c in ("", "p90"))
    if durees:
        assert mediane["denominateur"] == len(durees)
        assert mediane["valeur"] == durees[(len(durees) + 1) // 2 - 1]
        assert neuf_dixiemes["valeur"] == durees[-(-9 * len(durees) // 10) - 1]
    portes = [{"bassin": r["bassin"], "contacts": r["jours"], "besoins": r["nombre"]} for r in rangees]
    contacts = lignes_de("F1.3a-1", contacts=portes, communes=LIEUX).get(("region", "76", "", ""))
    assert (contacts and contacts["valeur"]) == (mediane and mediane["valeur"])


@reglages
@given(cellules({"bassin": BASSINS, "structures": st.integers(1, 5)}, ("personnes",)))
def test_une_chaine_est_une_personne_orientee(parcours):
    lignes = lignes_de("F1.4b-2", parcours=parcours, communes=LIEUX)
    borner(lignes)
    ajouter(lignes)


@reglages
@given(
    cellules(
        {
            "departement": st.just("31"),
            "epci": st.sampled_from(["e1", "e2", "-"]),
            "bassin": st.just("b1"),
            "tranche": st.sampled_from(["0-19", "20-64", "65-plus", "inconnue"]),
        },
        ("accueils",),
    )
)
def test_le_recours_ne_perd_personne(rangees):
    lignes = lignes_de("F1.O3a-5", recours=rangees, communes=HABITES)
    region = lignes.get(("region", "76", "", ""))
    assert (region["numerateur"] if region else 0) == sum(r["accueils"] for r in rangees)
    tables = {"recours": rangees, "communes": HABITES}
    poids = lignes_de("F1.4a-2", accueils_publics=[], accueils=[], **tables)
    for niveau, lieu in {c[:2] for c in poids}:
        parts = part(poids, "public", niveau, lieu)
        if None in {r["valeur"] for r in parts}:
            assert poids[niveau, lieu, "", ""]["valeur"] is None
            continue
        assert poids[niveau, lieu, "", ""]["valeur"] == pytest.approx(min(r["valeur"] for r in parts))
        # The shares of the population weigh the ratios: together they make one
        adultes, jeunes = sorted(parts, key=lambda r: r["ventilation"])
        assert adultes["valeur"] * 5 / 8 + jeunes["valeur"] * 3 / 8 == pytest.approx(1)


@reglages
@given(
    st.lists(
        st.tuples(BASSINS, OPERATEURS, st.integers(0, 30), st.integers(0, 30)), unique_by=lambda t: t[:2], max_size=8
    )
)
def test_la_neutralite_est_le_rapport_le_plus_haut(lot):
    propositions = [{"bassin": b, "operateur": o, "premieres": p, "attendues": a} for b, o, p, a in lot]
    lignes = lignes_de("F1.4b-3", propositions=propositions, communes=LIEUX)
    for niveau, lieu in {c[:2] for c in lignes}:
        assert lignes[niveau, lieu, "", ""]["valeur"] == max(
            r["valeur"] for r in part(lignes, "operateur", niveau, lieu)
        )


@reglages
@given(
    cellules(
        {
            "code_insee": st.sampled_from(["31555", "31395", "34172", "75056"]),
            "thematique": st.sampled_from(["a", "b"]),
            "public": st.sampled_from(["x", "-"]),
        },
        ("nombre",),
    )
)
def test_les_carences_se_comptent_une_fois(carences):
    lignes = lignes_de("F1.4b-5", carences=carences, communes=LIEUX)
    ici = [c for c in carences if c["code_insee"] != "75056"]
    region = lignes.get(("region", "76", "", ""))
    assert (region["valeur"] if region else 0) == len(ici)
    assert sum(r["valeur"] for r in part(lignes, "besoin")) == len(ici)
    assert sum(r["valeur"] for c, r in lignes.items() if c[0] == "commune" and not c[2]) == len(ici)


@reglages
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.integers(0, 6), st.integers(0, 6)).filter(
            lambda t: t[0] != t[1]
        ),
        unique_by=lambda t: t[:2],
        max_size=8,
    )
)
def test_un_lien_de_plus_ne_defait_aucune_paire(lot):
    structures = [
        {"id": i, "operateur": o, "code_insee": c}
        for i, o, c in zip("abcd", ("cio", "ij", "cio", "scuio"), ("31555", "31395", "31555", "34172"), strict=True)
    ]
    echanges = [{"emettrice": e, "receveuse": r, "emises": n + p, "acceptees": n} for e, r, n, p in lot]

    def lignes(rangees):
        tables = {"echanges": rangees, "structures": structures, "communes": LIEUX}
        paires = lignes_de("F1.O2-1", **tables)
        borner(paires)
        cio = lignes_de("F2.8-1", **tables)
        region = cio.get(("region", "76", "", ""))
        siens = [x for x in rangees if (x["emettrice"] in "ac") != (x["receveuse"] in "ac")]
        assert (region["valeur"] if region else 0) == sum(x["emises"] for x in siens)
        tout = paires.get(("region", "76", "", ""))
        return tout["numerateur"] if tout else 0

    assert lignes(echanges[1:]) <= lignes(echanges)
