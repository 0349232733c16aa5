"""What must hold whatever the data: parts sum to the whole, rates stay within their bounds, order does not matter."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portulan.diagnostic.catalogue import indicateur
from portulan.diagnostic.tables import ACCES, ACCES_TERRITOIRES
from portulan.socle.tables import COMMUNES, STRUCTURES
from spec.tableau import calculer, depuis_lignes

reglages = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LIEUX = [
    {"code_insee": "31555", "departement": "31", "academie": "16", "region": "76", "epci": "e1", "bassin": "b1"},
    {"code_insee": "31395", "departement": "31", "academie": "16", "region": "76", "epci": "e2", "bassin": "b1"},
    {"code_insee": "34172", "departement": "34", "academie": "11", "region": "76", "epci": "e3", "bassin": "b2"},
]
commune = st.sampled_from([lieu["code_insee"] for lieu in LIEUX])
operateur = st.sampled_from(["cio", "scuio", "ij", "mission_locale", "autre"])
nombre = st.integers(0, 500)
peut_etre = st.none() | nombre


def lignes_de(code, **tables):
    """Lines by (level, territory, figure, breakdown)."""
    declarees = {t.nom: t for t in indicateur(code).tables}
    remplies = {nom: depuis_lignes(declarees[nom], rangees) for nom, rangees in tables.items() if nom in declarees}
    return {
        (r["niveau"], r["territoire"], r["composante"], r["ventilation"]): r
        for r in calculer(indicateur(code), remplies, "duckdb")
    }


def numeroter(rangees, cle="id"):
    return [{**rangee, cle: str(rang)} for rang, rangee in enumerate(rangees)]


formations = st.lists(
    st.fixed_dictionaries(
        {
            "session": st.sampled_from([2024, 2025]),
            "filiere": st.sampled_from(["BTS", "BUT", "Licence"]),
            "departement": st.sampled_from(["31", "34"]),
            "academie": st.sampled_from(["16", "11"]),
            "region": st.just("76"),
            "capacite": peut_etre,
            "candidatures": peut_etre,
            "acceptations": peut_etre,
        }
    ),
    max_size=12,
).map(lambda r: numeroter(r, "code_formation"))


@reglages
@given(formations)
def test_pression_les_filieres_font_le_tout(rangees):
    lignes = lignes_de("F2.4b-6", formations=rangees)
    for composante in ("places", "candidatures", "vacantes", "formations"):
        tout = lignes.get(("region", "76", composante, ""))
        parts = [r["valeur"] for c, r in lignes.items() if c[:3] == ("region", "76", composante) and "filiere=" in c[3]]
        departements = [r["valeur"] for c, r in lignes.items() if c[0] == "departement" and c[2:] == (composante, "")]
        if tout is not None:
            assert sum(p or 0 for p in parts) == pytest.approx(tout["valeur"] or 0)
            assert sum(d or 0 for d in departements) == pytest.approx(tout["valeur"] or 0)
    for cle, ligne in lignes.items():
        if cle[2] == "part_sous_pression":
            assert 0 <= ligne["valeur"] <= 100
        if cle[2] == "vacantes" and ligne["valeur"] is not None:
            assert 0 <= ligne["valeur"] <= lignes[*cle[:2], "places", cle[3]]["valeur"]


@reglages
@given(formations)
def test_ecarts_de_filieres_de_somme_nulle(rangees):
    lignes = lignes_de("F2.4b-8", formations=rangees)
    sommes = defaultdict(float)
    for (niveau, territoire, _, ventilation), ligne in lignes.items():
        if ventilation:
            sommes[niveau, territoire] += ligne["valeur"]
            assert ligne["valeur"] <= lignes[niveau, territoire, "", ""]["valeur"] + 1e-9
    assert all(abs(somme) < 1e-6 for somme in sommes.values())


@reglages
@given(formations, st.data())
def test_mobilite_entre_zero_et_cent(rangees, donnees):
    for rangee in rangees:
        if rangee["acceptations"] is not None:
            rangee["acceptations_meme_academie"] = donnees.draw(st.integers(0, rangee["acceptations"]))
    for ligne in lignes_de("F2.4b-7", formations=rangees).values():
        assert ligne["valeur"] is None or 0 <= ligne["valeur"] <= 100


@reglages
@given(
    st.lists(
        st.tuples(st.integers(2021, 2023), st.text("abcdef", min_size=1, max_size=3), nombre, nombre, nombre),
        max_size=10,
        unique_by=lambda t: t[:2],
    )
)
def test_acces_effectif_produit_des_deux_taux(rangees):
    personnes = [
        {
            "annee": annee,
            "doublette": paire,
            "formation": "Ensemble des bacheliers",
            "candidats": a + b + c,
            "proposes": a + b,
            "acceptants": a,
        }
        for annee, paire, a, b, c in rangees
    ]
    proposition, acceptation, acces = (lignes_de(f"F2.4b-{n}", specialites=personnes) for n in (1, 2, 3))
    for cle, ligne in acces.items():
        if cle[2] or ligne["valeur"] is None or acceptation[cle]["valeur"] is None:
            continue
        assert ligne["valeur"] == pytest.approx(proposition[cle]["valeur"] * acceptation[cle]["valeur"] / 100)
        assert 0 <= ligne["valeur"] <= 100


@reglages
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "millesime": st.sampled_from(["2021-2022", "2022-2023"]),
                "voie": st.sampled_from(["scolaire", "apprentissage"]),
                "region": st.sampled_from(["76", "11"]),
                "diffusion": st.sampled_from(["publie", "masque", "absent"]),
            }
        ),
        max_size=15,
    ).map(lambda r: numeroter(r, "uai"))
)
def test_publiees_masquees_absentes_font_le_tout(rangees):
    debouches = lignes_de("F1.3b-4", inserjeunes=rangees)
    insertion = lignes_de("F2.12b-1", inserjeunes=rangees)
    assert debouches.keys() == insertion.keys()
    for (niveau, territoire, composante, ventilation), ligne in debouches.items():
        if composante:
            continue
        parts = [debouches[niveau, territoire, c, ventilation]["valeur"] for c in ("publiees", "masquees", "absentes")]
        assert sum(parts) == ligne["denominateur"]
        assert 0 <= ligne["valeur"] <= 100
        autre = insertion[niveau, territoire, "", ventilation]
        assert autre["denominateur"] == parts[0] + parts[2]
        assert autre["valeur"] is None or 0 <= autre["valeur"] <= ligne["valeur"] + 1e-9


structures = st.lists(
    st.fixed_dictionaries(
        {
            "operateur": operateur,
            "code_insee": commune,
            "nom": st.sampled_from(["CIO", "c.i.o.", "Antenne"]),
            "adresse": st.sampled_from([None, "1 rue A", "2 rue B"]),
            "date_maj": st.none() | st.dates(),
        }
    ),
    max_size=12,
).map(numeroter)


@reglages
@given(structures)
def test_les_operateurs_font_le_tout(rangees):
    lignes = lignes_de("F1.6-1", structures=rangees, communes=LIEUX)
    retenues = [r for r in rangees if r["operateur"] != "autre"]
    for niveau, territoire in {cle[:2] for cle in lignes}:
        tout = lignes[niveau, territoire, "sites_connus", ""]["valeur"]
        assert tout == sum(r["valeur"] for c, r in lignes.items() if c[:2] == (niveau, territoire) and c[3])
    if retenues:
        assert lignes["region", "76", "sites_connus", ""]["valeur"] == len(retenues)
    cio = lignes_de("F2.8-1", structures=rangees, communes=LIEUX)
    for niveau in ("epci", "bassin", "departement", "academie"):
        total = sum(r["valeur"] for c, r in cio.items() if c[0] == niveau)
        assert total == cio["region", "76", "nombre", ""]["valeur"]


@reglages
@given(structures, st.randoms())
def test_doublons_quel_que_soit_l_ordre(rangees, hasard):
    melangees = list(rangees)
    hasard.shuffle(melangees)
    premiers = lignes_de("F1.9-3", structures=rangees, communes=LIEUX)
    assert premiers == lignes_de("F1.9-3", structures=melangees, communes=LIEUX)
    for ligne in premiers.values():
        fiches = ligne["denominateur"]
        assert 0 <= ligne["numerateur"] <= fiches * (fiches - 1) / 2


@reglages
@given(structures, st.dates())
def test_fraicheur_a_six_mois_au_plus_celle_a_douze(rangees, jour):
    from portulan.diagnostic.tables import dates_de_reference

    reference = dates_de_reference(jour.replace(year=max(jour.year, 3))).to_pylist()
    lignes = lignes_de("F2.7-2", structures=rangees, communes=LIEUX, reference=reference)
    for (niveau, territoire, composante, ventilation), ligne in lignes.items():
        if not composante:
            annuelle = lignes[niveau, territoire, "douze_mois", ventilation]
            datee = lignes[niveau, territoire, "part_datee", ventilation]
            assert 0 <= ligne["numerateur"] <= annuelle["numerateur"] <= ligne["denominateur"] == datee["numerateur"]


@reglages
@given(
    structures,
    st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["gratuit", "payant", None]), commune), max_size=10),
)
def test_gratuits_payants_et_non_renseignes_font_le_tout(rangees, frais):
    services = numeroter(
        [{"structure_id": str(s), "frais": f, "code_insee": c, "type": "information"} for s, f, c in frais]
    )
    lignes = lignes_de("F1.O3b-1", services=services, structures=rangees, communes=LIEUX)
    for (niveau, territoire, composante, ventilation), ligne in lignes.items():
        if not composante:
            autres = [lignes[niveau, territoire, c, ventilation]["valeur"] for c in ("payants", "non_renseignes")]
            assert ligne["numerateur"] + sum(autres) == ligne["denominateur"]


@st.composite
def acces(draw):
    """Communes and their territories, consistent."""
    return [
        {
            **lieu,
            "operateur": op,
            "population": draw(st.integers(1, 1000)),
            "distance_km": (km := draw(st.none() | st.floats(0, 90))),
            "minutes": None if km is None else km * 1.4,
            "heures_atteignables": draw(st.none() | st.floats(0, 168)),
        }
        for lieu in LIEUX
        for op in ("ensemble", "cio", "mission_locale", "france_travail", "ij", "apec")
    ]


@reglages
@given(acces())
def test_acces_borne_et_additif(rangees):
    from portulan.diagnostic.tables import acces_par_territoire

    table = depuis_lignes(ACCES, rangees)
    tables = {ACCES.nom: rangees, ACCES_TERRITOIRES.nom: acces_par_territoire(table).to_pylist()}
    eloignee = lignes_de("F1.O3a-1", **tables)
    for op in ("", "operateur=cio"):
        communes = [r for c, r in eloignee.items() if c[0] == "commune" and c[2:] == ("", op)]
        region = eloignee["region", "76", "", op]
        connues = [r for r in communes if r["valeur"] is not None]
        assert region["numerateur"] == pytest.approx(sum(r["numerateur"] for r in connues))
        assert region["valeur"] is None or 0 <= region["valeur"] <= 100
    temps = lignes_de("F1.O3a-2", **tables)
    for (niveau, territoire, composante, ventilation), ligne in temps.items():
        if composante == "p90" and ligne["valeur"] is not None:
            assert ligne["valeur"] >= temps[niveau, territoire, "", ventilation]["valeur"]
    for cle, ligne in lignes_de("F1.O3a-3", **tables).items():
        if cle[2] == "gini" and ligne["valeur"] is not None:
            assert 0 <= ligne["valeur"] <= 1
    zones = lignes_de("F1.2-1", **tables)
    bassins = sum(r["valeur"] for c, r in zones.items() if c[0] == "bassin" and not c[2] and not c[3])
    assert bassins == zones.get(("region", "76", "", ""), {"valeur": 0})["valeur"]


@reglages
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "operateur": operateur,
                "code_insee": commune,
                "horaires_accueil": st.sampled_from(
                    [None, "Mo-Fr 09:00-12:00", "Tu 14:00-17:00", "24/7", "by appointment"]
                ),
            }
        ),
        max_size=8,
    ).map(numeroter)
)
def test_portes_ouvertes_au_plus_les_structures_connues(rangees):
    from portulan.diagnostic.tables import ouvertures_par_bassin

    ouvertures = ouvertures_par_bassin(depuis_lignes(COMMUNES, LIEUX), depuis_lignes(STRUCTURES, rangees))
    assert ouvertures.num_rows == 2 * 10
    lignes = lignes_de("F1.4a-1", ouvertures=ouvertures.to_pylist())
    for (niveau, territoire, _, ventilation), ligne in lignes.items():
        if niveau == "bassin" and ventilation:
            connues = lignes[niveau, territoire, "connues", ""]["valeur"]
            assert lignes[niveau, territoire, "", ""]["valeur"] <= ligne["valeur"] <= connues


@st.composite
def affectations(draw):
    """Programmes whose counts are consistent, or unknown."""
    rangees = []
    for rang in range(draw(st.integers(0, 8))):
        lieu = draw(st.sampled_from(LIEUX))
        affectes, premiers = draw(nombre), draw(nombre)
        connue = draw(st.booleans())
        rangees.append(
            {
                **{c: lieu[c] for c in ("code_insee", "departement", "academie", "region")},
                "annee": draw(st.sampled_from([2024, 2025])),
                "code_formation": str(rang),
                "statut": draw(st.sampled_from(["scolaire", "apprentissage"])),
                "entree": draw(st.sampled_from(["première professionnelle", "CAP"])),
                "specialite": draw(st.sampled_from(["CUISINE", "MENUISERIE"])),
                "recensement": draw(st.none() | st.booleans()),
                "capacite": draw(st.none() | st.integers(0, 60) | st.just(999)),
                "premiers_voeux": premiers,
                "affectes": affectes if connue else None,
                "affectes_voeu_1": draw(st.integers(0, min(affectes, premiers))) if connue else None,
            }
        )
    return rangees


@reglages
@given(affectations())
def test_affectations_les_specialites_font_le_tout(rangees):
    for code, composantes in (("F2.4a-3", ("",)), ("F2.4a-6", ("",)), ("F2.4a-7", ("part_vacantes",))):
        lignes = lignes_de(code, affectations=rangees, communes=LIEUX)
        for composante in composantes:
            tout = lignes.get(("region", "76", composante, ""))
            parts = [r for c, r in lignes.items() if c[:3] == ("region", "76", composante) and "specialite=" in c[3]]
            assert (tout is None) == (not parts)
            if tout is not None:
                for chiffre in ("numerateur", "denominateur"):
                    assert sum(p[chiffre] for p in parts) == pytest.approx(tout[chiffre])
        for (_, _, composante, _), ligne in lignes.items():
            if code != "F2.4a-6" and composante in {"", "part_vacantes"} and ligne["valeur"] is not None:
                assert 0 <= ligne["valeur"] <= 100


@reglages
@given(
    acces(),
    st.lists(
        st.tuples(
            commune, st.sampled_from(["zrr", "frr", "frr_plus"]), st.sampled_from(["classe", "partiel", "non_classe"])
        ),
        unique_by=lambda t: t[:2],
        max_size=8,
    ),
)
def test_ecart_entre_zones_borne_et_population_partagee(rangees, classements):
    zonages = [{"code_insee": c, "zonage": z, "quartier": "-", "statut": s} for c, z, s in classements]
    lignes = lignes_de("F1.O3a-4", acces=rangees, zonages=zonages)
    connue = sum(r["population"] for r in rangees if r["operateur"] == "ensemble" and r["minutes"] is not None)
    for (niveau, territoire, composante, ventilation), ligne in lignes.items():
        if composante:
            continue
        assert -100 <= ligne["valeur"] <= 100
        if ventilation:
            zone, reste = (lignes[niveau, territoire, c, ventilation] for c in ("part_zone", "part_reste"))
            assert ligne["valeur"] == pytest.approx(zone["valeur"] - reste["valeur"])
            assert zone["denominateur"] + reste["denominateur"] <= connue
            if "FRR" in ventilation.removeprefix("zone=ZRR, remplacée par FRR"):
                assert lignes[niveau, territoire, "", ""]["valeur"] >= ligne["valeur"] - 1e-9
