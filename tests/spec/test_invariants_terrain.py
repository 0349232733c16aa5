"""What must hold whatever the registers say: shares within their bounds, parts that make the whole, days that count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.diagnostic.tables import dates_de_reference
from spec.test_invariants import LIEUX, commune, lignes_de, numeroter, reglages

JOUR = date(2026, 3, 31)
REFERENCE = dates_de_reference(JOUR).to_pylist()
ATTACHES = {"mission_locale": "L", "france_travail": "L", "ij": "IJ", "maison_emploi": "R", "cio": "C", "cidff": "P"}
organisation = st.sampled_from(["o1", "o2", "o3", None])
jour = st.dates(JOUR - timedelta(days=500), JOUR + timedelta(days=200))
bassin = st.sampled_from(["b1", "b2"])


@st.composite
def membres(draw):
    """Structures of a network: only an organisation with an adhesion has sites covered by it."""
    signataires = draw(st.sets(st.sampled_from(["o1", "o2", "o3"])))
    rangees = []
    for _ in range(draw(st.integers(0, 10))):
        operateur, sienne = draw(st.sampled_from(sorted(ATTACHES))), draw(organisation)
        adherente = sienne in signataires and ATTACHES[operateur] != "C"
        rangees.append(
            {
                "organisation": sienne,
                "operateur": operateur,
                "attache": ATTACHES[operateur],
                "code_insee": draw(commune),
                "ouverte": draw(st.booleans()),
                "adherente": adherente,
                "couverte": adherente and draw(st.booleans()),
                "entree_le": draw(st.none() | jour),
                "fin_le": draw(st.none() | jour),
            }
        )
    return numeroter(rangees, "structure_id")


def borner(lignes):
    """Every share lies between 0 and 100, and is its numerator over its denominator."""
    for ligne in lignes.values():
        if ligne["denominateur"] is not None:
            assert 0 <= ligne["numerateur"] <= ligne["denominateur"]
            assert (ligne["valeur"] is None) == (ligne["denominateur"] == 0)
            if ligne["valeur"] is not None:
                assert 0 <= ligne["valeur"] <= 100


def part(lignes, axe, niveau="region", territoire="76", composante=""):
    """Lines of an axis of a territory."""
    return [r for c, r in lignes.items() if c[:3] == (niveau, territoire, composante) and c[3].startswith(f"{axe}=")]


@reglages
@given(membres())
def test_adhesions_les_operateurs_et_les_bassins_font_la_region(rangees):
    lignes = lignes_de("F1.O1-1", membres=rangees, communes=LIEUX, reference=REFERENCE)
    borner(lignes)
    tout = lignes.get(("region", "76", "", ""))
    for chiffre in ("numerateur", "denominateur"):
        attendu = tout[chiffre] if tout else 0
        for axe in ("operateur", "attache"):
            assert sum(r[chiffre] for r in part(lignes, axe)) == attendu
        assert sum(r[chiffre] for c, r in lignes.items() if c[0] == "bassin" and c[2:] == ("", "")) == attendu
    ouvertes = [r for r in rangees if r["ouverte"]]
    assert (tout["denominateur"] if tout else 0) == sum(r["attache"] in {"L", "R", "IJ"} for r in ouvertes)
    if ouvertes:
        convention = lignes["region", "76", "lies_par_convention", ""]["valeur"]
        assert convention == sum(r["attache"] == "C" for r in ouvertes)


@reglages
@given(membres())
def test_sites_engages_au_plus_les_signataires(rangees):
    tables = {"membres": rangees, "communes": LIEUX, "reference": REFERENCE}
    adhesions, sites, engages = (lignes_de(code, **tables) for code in ("F1.O1-1", "F1.O1-2", "F1.6-1"))
    borner(sites)
    borner(engages)
    for cle, ligne in engages.items():
        if not cle[2]:
            assert ligne["denominateur"] == adhesions[cle]["denominateur"]
            assert ligne["numerateur"] <= adhesions[cle]["numerateur"]


@reglages
@given(
    membres(),
    st.lists(
        st.fixed_dictionaries(
            {
                "bassin": bassin,
                "organisation": st.sampled_from(["o1", "o2", "o3", "o4"]),
                "operateur": st.sampled_from(["mission_locale", "cio", "ij"]),
                "partenaire": st.sampled_from(["cio", "scuio", "france_travail", "mission_locale", "cap_emploi"]),
                "signe_le": jour,
                "fin_le": st.none() | jour,
            }
        ),
        max_size=12,
    ).map(numeroter),
)
def test_protocoles_un_de_plus_ne_retire_rien(reseau, protocoles):
    def couverts(rangees):
        lignes = lignes_de("F1.O3d-1", protocoles=rangees, communes=LIEUX, reference=REFERENCE)
        borner(lignes)
        par_service = part(lignes, "service")
        assert sum(r["numerateur"] for r in par_service) == lignes["region", "76", "couples", ""]["numerateur"]
        assert all(r["numerateur"] >= lignes["region", "76", "", ""]["numerateur"] for r in par_service)
        return lignes["region", "76", "couples", ""]["numerateur"]

    def signataires(rangees):
        lignes = lignes_de("F1.2-3", protocoles=rangees, membres=reseau, communes=LIEUX, reference=REFERENCE)
        borner(lignes)
        return lignes.get(("region", "76", "", ""), {"numerateur": 0})["numerateur"]

    assert couverts(protocoles[1:]) <= couverts(protocoles)
    assert signataires(protocoles[1:]) <= signataires(protocoles)


@reglages
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "operateur": st.sampled_from(["mission_locale", "ij"]),
                "code_insee": commune,
                "statut": st.sampled_from(["conforme", "conforme_avec_plan", "non_conforme", "non_evalue"]),
                "validee_le": st.none() | jour,
                "croisee": st.booleans(),
            }
        ),
        max_size=10,
    ).map(lambda r: numeroter(r, "structure_id"))
)
def test_les_quatre_statuts_font_le_tout(evaluations):
    lignes = lignes_de("F1.3c-1", evaluations=evaluations, communes=LIEUX)
    borner(lignes)
    for niveau, territoire in {c[:2] for c in lignes}:
        statuts = part(lignes, "statut", niveau, territoire)
        assert len(statuts) == 4
        assert sum(r["valeur"] for r in statuts) == lignes[niveau, territoire, "", ""]["valeur"]
        assert sum(r["valeur"] for r in part(lignes, "statut", niveau, territoire, "part")) == pytest.approx(100)
    recentes = lignes_de("F1.10-2", evaluations=evaluations, communes=LIEUX, reference=REFERENCE)
    borner(recentes)
    if evaluations:
        assert recentes["region", "76", "", ""]["denominateur"] == len(evaluations)


CRITERES = [
    {"code": c, "principe": c[:2], "obligatoire": c != "P1.6", "preuves": 1} for c in ("P1.1", "P1.2", "P1.6", "P2.1")
]


@reglages
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "structure_id": st.sampled_from(["s1", "s2", "s3"]),
                "critere": st.sampled_from([c["code"] for c in CRITERES]),
                "applicable": st.booleans(),
                "declare": st.none() | st.integers(0, 4),
                "constate": st.none() | st.integers(0, 4),
                "retenu": st.none() | st.integers(0, 4),
            }
        ),
        unique_by=lambda r: (r["structure_id"], r["critere"]),
        max_size=12,
    )
)
def test_baisser_un_critere_obligatoire_ne_rend_personne_conforme(niveaux):
    lieux = {"s1": "31555", "s2": "31395", "s3": "34172"}
    niveaux = [{**n, "code_insee": lieux[n["structure_id"]]} for n in niveaux]
    evaluations = [{"structure_id": s, "operateur": "ij", "code_insee": c} for s, c in lieux.items()]
    tables = {"criteres": CRITERES, "communes": LIEUX, "evaluations": evaluations}

    def conformes(rangees):
        lignes = lignes_de("F1.3a-3", niveaux_criteres=rangees, **tables)
        borner(lignes)
        return lignes.get(("region", "76", "", ""), {"numerateur": 0})["numerateur"]

    baisses = [{**n, "retenu": 1} if n["critere"] == "P1.1" and n["applicable"] else n for n in niveaux]
    touchees = {n["structure_id"] for n in baisses if n["critere"] == "P1.1" and n["applicable"]}
    assert conformes(baisses) <= min(conformes(niveaux), 3 - len(touchees))
    fragiles = lignes_de("F1.3c-3", niveaux_criteres=niveaux, **tables)
    borner(fragiles)
    for composante in ("", "obligatoires"):
        parts = part(fragiles, "critere", composante=composante)
        if parts:
            assert fragiles["region", "76", composante, ""]["valeur"] == max(r["valeur"] for r in parts)
    borner(lignes_de("F1.3c-4", niveaux_criteres=niveaux, **tables))


@reglages
@given(
    st.lists(
        st.fixed_dictionaries({"code_insee": commune, "critere": st.just("P1.1"), "valide_jusqu_au": st.none() | jour}),
        max_size=8,
    ).map(numeroter),
    st.lists(
        st.fixed_dictionaries({"code_insee": commune, "echeance": jour, "close_le": st.none() | jour}), max_size=8
    ).map(numeroter),
)
def test_le_temps_qui_passe_ne_rajeunit_rien(preuves, actions):
    def au(quand):
        reference = dates_de_reference(quand).to_pylist()
        perimees = lignes_de("F1.10-3", preuves=preuves, communes=LIEUX, reference=reference)
        closes = lignes_de("F1.10-4", actions_progres=actions, communes=LIEUX, reference=reference)
        borner(perimees)
        borner(closes)
        region = ("region", "76", "", "")
        return perimees.get(region, {"numerateur": 0})["numerateur"], closes.get(region, {"denominateur": 0})[
            "denominateur"
        ]

    aujourdhui, demain = au(JOUR), au(JOUR + timedelta(days=1))
    assert aujourdhui[0] <= demain[0]
    assert aujourdhui[1] <= demain[1]
    assert aujourdhui[0] == sum(p["valide_jusqu_au"] is not None and p["valide_jusqu_au"] < JOUR for p in preuves)


@reglages
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "rencontre": st.sampled_from(["r1", "r2", "r3"]),
                "organisation": st.sampled_from(["o1", "o2", "o3"]),
                "operateur": st.sampled_from(["cio", "mission_locale"]),
                "presente": st.booleans(),
            }
        ),
        unique_by=lambda r: (r["rencontre"], r["organisation"]),
        max_size=9,
    ),
    st.fixed_dictionaries({r: st.tuples(bassin, jour) for r in ("r1", "r2", "r3")}),
)
def test_les_bassins_font_la_region_et_les_operateurs_les_presences(presences, reunions):
    rangees = [{**p, "bassin": reunions[p["rencontre"]][0], "date": reunions[p["rencontre"]][1]} for p in presences]
    tables = {"rencontres": rangees, "communes": LIEUX, "reference": REFERENCE}
    lignes = lignes_de("F1.O2-3", **tables)
    bassins = {c[1]: r["valeur"] for c, r in lignes.items() if c[0] == "bassin"}
    assert set(bassins) == {"b1", "b2"}
    assert sum(bassins.values()) == lignes["region", "76", "", ""]["valeur"] <= 3
    assert lignes["region", "76", "bassins_peu_reunis", ""]["valeur"] == sum(v < 2 for v in bassins.values())
    presents = lignes_de("F1.6-2", **tables)
    borner(presents)
    for chiffre in ("numerateur", "denominateur"):
        total = presents.get(("region", "76", "", ""), {chiffre: 0})[chiffre]
        assert sum(r[chiffre] for r in part(presents, "operateur")) == total


@reglages
@given(
    st.lists(st.sampled_from(["F1.O1", "F1.1", "F1.3a", "F1.3", "F1.10", "F1.0", "F9.9"]), min_size=1, max_size=8),
)
def test_une_question_est_traitee_ou_non(codes):
    from portulan.diagnostic.indicateurs.calculs_concertation import CODES_TRAITES

    articles = [
        {"document": "cahier_des_charges", "version": "1", "article": str(n), "genre": "fiche", "code": code}
        for n, code in enumerate(codes)
    ]
    lignes = lignes_de("F1.O4-1", articles=articles, communes=LIEUX)
    borner(lignes)
    par_question = part(lignes, "question")
    assert len(par_question) == len(CODES_TRAITES)
    traites = {c.rstrip("a") for c in codes} & set(CODES_TRAITES)
    assert sum(r["numerateur"] for r in par_question) == lignes["region", "76", "", ""]["numerateur"] == len(traites)


@reglages
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "operateur": st.sampled_from(["mission_locale", "cio", ""]),
                "recue_le": jour,
                "repondue_le": st.none() | jour,
                "motivee": st.booleans(),
            }
        ),
        max_size=8,
    ).map(numeroter),
    st.lists(st.fixed_dictionaries({"operateur": st.sampled_from(sorted(ATTACHES)), "date": jour}), max_size=6).map(
        lambda r: numeroter(r, "seance")
    ),
    membres(),
)
def test_contributions_et_types_absents_dans_leurs_bornes(contributions, seances, reseau):
    lignes = lignes_de(
        "F1.O1-3",
        contributions=contributions,
        concertations=seances,
        membres=reseau,
        communes=LIEUX,
        reference=REFERENCE,
    )
    borner(lignes)
    attendus = {m["operateur"] for m in reseau if m["ouverte"] and m["attache"] in {"L", "R", "IJ"}}
    absents = lignes.get(("region", "76", "types_sans_reunion", ""))
    if absents:
        assert absents["valeur"] <= len(attendus)
        par_type = part(lignes, "operateur", composante="types_sans_reunion")
        assert absents["valeur"] == sum(r["valeur"] for r in par_type)
        assert len(par_type) == len(attendus)


@reglages
@given(
    membres(),
    st.lists(
        st.tuples(
            st.sampled_from(["e1", "e2", "e3"]),
            st.sampled_from(["0", "1", "2", "3", "-"]),
        ),
        unique=True,
        max_size=8,
    ),
    st.lists(
        st.tuples(st.sampled_from(["o1", "o2", "o3"]), st.sampled_from([2024, 2025, 2027]), st.integers(0, 90)),
        unique_by=lambda t: t[:2],
        max_size=6,
    ),
)
def test_engagements_et_jours_declares(reseau, vises, jours):
    engagements = [
        {"id": e, "structure_id": s, "cahier": e == "e1", "date": True, "responsable": True, "indicateur": e != "e2"}
        for e, s in vises
    ]
    tables = {"engagements": engagements, "membres": reseau, "communes": LIEUX, "reference": REFERENCE}
    lignes = lignes_de("F2.O2-1", **tables)
    borner(lignes)
    if engagements:
        assert lignes["region", "76", "reference_cahier", ""]["valeur"] == ("e1" in {e for e, _ in vises})
    borner(lignes_de("F2.6-1", **tables))
    declarations = [{"organisation": o, "annee": a, "operateur": "ij", "jours": j} for o, a, j in jours]
    declares = lignes_de("F1.6-3", declarations=declarations, **tables)
    annees = [a for _, a, _ in jours if a <= JOUR.year]
    if annees:
        assert declares["region", "76", "", ""]["valeur"] == sum(j for _, a, j in jours if a == max(annees))
    borner(lignes_de("F1.10-1", criteres=CRITERES, communes=LIEUX))
