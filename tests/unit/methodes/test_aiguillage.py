"""The routing engine: what it keeps, in which order, why, and what never changes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.methodes.aiguillage import MOBILITES, MOMENTS, Requete, reponse_de, requete_de
from portulan.methodes.aiguillage_effet import comparer
from portulan.methodes.aiguillage_index import FicheService, Vocabulaire, construire
from portulan.methodes.aiguillage_moteur import aiguiller
from portulan.methodes.aiguillage_regles import CRITERES, PARAMETRES, Regles, differences, fautes, regles_de
from portulan.methodes.aiguillage_textes import dire, dire_trajet
from portulan.methodes.geodesie import ERREUR_LAMBERT_KM, lambert_km, vincenty_km
from portulan.methodes.horaires import semaine

JOUR = date(2026, 12, 1)
VOCABULAIRE = Vocabulaire(
    ("choisir--a", "choisir--b", "former--c", "vae"),
    ("jeunes", "actifs", "tous-publics", "personnes-en-situation-de-handicap", "lyceens"),
    {"vae": ("former--c",)},
    {"lyceens": ("jeunes",)},
)
ICI = Requete(code_insee="2A004", longitude=8.7, latitude=41.9, departement="2A", region="94", jour=JOUR)
KM = 1 / 111.2  # a degree of latitude


def fiche(code, *, km=0.0, **autres):
    """A service so many kilometres north of here."""
    valeurs = {
        "structure": f"s-{code}",
        "nom": f"Service {code}",
        "operateur": "ij",
        "maj": date(2026, 11, 1),
        "themes": ("former--c",),
        "publics": ("tous-publics",),
        "modes": ("en-presentiel",),
        "longitude": 8.7,
        "latitude": 41.9 + km * KM,
        **autres,
    }
    return FicheService(identifiant=code, **valeurs)


def router(fiches, requete=ICI, regles=None, limite=10):
    return aiguiller(construire(fiches, VOCABULAIRE, "essai"), requete, regles or Regles(), limite)


def ordre(reponse):
    return [p.service for p in reponse.propositions]


def demander(**autres):
    return replace(ICI, themes=("former--c",), **autres)


# --- order ----------------------------------------------------------------------------------------


def test_le_specialiste_a_quatre_kilometres_passe_devant_le_generaliste_a_deux():
    generaliste = fiche("a", km=2)
    specialiste = fiche("b", km=4, publics=("jeunes",))
    assert ordre(router([generaliste, specialiste], demander(publics=("jeunes",)))) == ["b", "a"]


def test_chaque_critere_departage_a_egalite_des_precedents():
    fiches = [
        fiche("z-ancienne", maj=date(2020, 1, 1), zones=("commune:2A004",), attente=2),
        fiche("a-recente", zones=("commune:2A004",), attente=2),
        fiche("b-attente", zones=("commune:2A004",), attente=15),
        fiche("c-delai-inconnu", zones=("commune:2A004",)),
        fiche("d-loin", km=30, zones=("commune:2A004",), attente=2),
        fiche("e-departement", zones=("departement:2A",), attente=2),
        fiche("f-a-distance", modes=("a-distance",), zones=("commune:2A004",), attente=2),
    ]
    attendu = ["a-recente", "z-ancienne", "b-attente", "c-delai-inconnu", "d-loin", "f-a-distance", "e-departement"]
    assert ordre(router(fiches, demander())) == attendu


def test_l_ordre_des_criteres_est_une_regle():
    fiches = [fiche("a", km=40, publics=("jeunes",)), fiche("b", km=1)]
    requete = demander(publics=("jeunes",))
    assert ordre(router(fiches, requete)) == ["a", "b"]
    autre = Regles(ordre=("trajet", "competence", "zone", "mode", "delai", "fraicheur"))
    assert ordre(router(fiches, requete, autre)) == ["b", "a"]


def test_un_vendeur_et_l_emetteur_passent_apres_leurs_egaux():
    fiches = [fiche(c) for c in "abcdef"] + [fiche("payant", frais="payant"), fiche("vendeur", operateur="greta")]
    for jour in range(1, 20):
        rangs = ordre(router(fiches, demander(jour=date(2026, 12, jour), emetteur="s-c")))
        assert set(rangs[-2:]) == {"payant", "vendeur"}
        assert rangs[-3] == "c"


def test_les_egaux_tournent_chaque_jour_et_chaque_commune():
    fiches = [fiche(c) for c in "abcde"]
    premiers = [ordre(router(fiches, demander(jour=date(2026, 1 + n // 28, 1 + n % 28))))[0] for n in range(200)]
    parts = [premiers.count(c) for c in "abcde"]
    assert min(parts) > 20, parts
    communes = {ordre(router(fiches, demander(code_insee=f"{n:05d}")))[0] for n in range(50)}
    assert communes == set("abcde")


def test_une_seule_proposition_par_structure():
    fiches = [fiche("a", structure="s"), fiche("b", structure="s", publics=("jeunes",)), fiche("c")]
    assert ordre(router(fiches, demander(publics=("jeunes",)))) == ["b", "c"]


# --- hard filters, said -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "demande", "code"),
    [
        ({"publics": ("actifs",)}, {"publics": ("jeunes",)}, "ecarte_public"),
        ({"age_min": 18}, {"age": 17}, "ecarte_age"),
        ({"age_max": 25}, {"age": 26}, "ecarte_age"),
        ({"zones": ("departement:31",)}, {}, "ecarte_zone"),
        ({"zones": ("departement:94",)}, {}, "ecarte_zone"),  # a département, not the region of the same code
        ({"indisponibilites": (("fermeture", JOUR, JOUR),)}, {}, "ecarte_fermeture"),
        ({"indisponibilites": (("absence", JOUR, JOUR),)}, {}, "ecarte_absence"),
        ({"indisponibilites": (("saturation", JOUR, JOUR),)}, {}, "ecarte_complet"),
        ({"horaires": semaine("Mo-Fr 09:00-12:00")}, {"moment": "soir"}, "ecarte_horaires"),
        ({"horaires": semaine("Mo-Fr 09:00-12:00")}, {"moment": "samedi"}, "ecarte_horaires"),
    ],
)
def test_un_filtre_ecarte_et_le_dit(champs, demande, code):
    reponse = router([fiche("bon", publics=("jeunes",)), fiche("a", **champs)], demander(**demande))
    assert ordre(reponse) == ["bon"]
    assert [(e.service, e.raison.code) for e in reponse.ecartes] == [("a", code)]
    assert dire(reponse.ecartes[0].raison).endswith(".")


@pytest.mark.parametrize(
    ("champs", "demande"),
    [
        ({"age_min": 16, "age_max": 25}, {"age": 16}),
        ({"age_min": 16, "age_max": 25}, {"age": 25}),
        ({"age_min": 16}, {}),  # age unknown: kept, and said
        ({"zones": ("region:94",)}, {}),
        ({"zones": ("pays:FR",)}, {}),
        ({"indisponibilites": (("fermeture", date(2026, 11, 1), date(2026, 11, 30)),)}, {}),
        ({"horaires": None}, {"moment": "samedi"}),  # hours unknown: kept, and said
        ({"horaires": semaine("We 17:00-19:00")}, {"moment": "soir"}),
        ({"publics": ()}, {"publics": ("jeunes",)}),
        ({"publics": ("lyceens",)}, {"publics": ("jeunes",)}),
        ({"publics": ("jeunes",)}, {"publics": ("lyceens",)}),
        ({"modes": ()}, {}),
        ({"longitude": None, "latitude": None}, {}),
        ({"themes": ("vae",)}, {}),  # falls back on what is asked
    ],
)
def test_ce_qui_ne_doit_pas_ecarter(champs, demande):
    reponse = router([fiche("a", **champs)], demander(**demande))
    assert ordre(reponse) == ["a"]
    assert reponse.elargissement == ""


def test_les_regles_disent_ce_que_fait_un_inconnu():
    fiches = [fiche("a", age_max=25), fiche("b")]
    assert len(router(fiches, demander()).propositions) == 2
    reponse = router(fiches, demander(), Regles(age_inconnu="ecarter"))
    assert ordre(reponse) == ["b"]
    assert reponse.ecartes[0].raison.code == "ecarte_age"
    sans_lieu = Requete(themes=("former--c",), jour=JOUR)
    zonee = [fiche("a", zones=("departement:31",))]
    assert "zone_a_verifier" in {r.code for r in router(zonee, sans_lieu).propositions[0].raisons}
    assert router(zonee, sans_lieu, Regles(zone_inconnue="ecarter")).propositions[0].elargie == "point_d_entree"


def test_les_normes_exigees():
    fiches = [fiche("a", labels=("qualiopi",)), fiche("b")]
    reponse = router(fiches, demander(), Regles(normes=("qualiopi",)))
    assert ordre(reponse) == ["a"]
    assert reponse.ecartes[0].raison.code == "ecarte_norme"
    assert router(fiches, demander(), Regles(normes=("e2c",))).elargissement == "point_d_entree"


def test_une_structure_complete_passe_apres_quand_la_region_le_veut():
    fiches = [fiche("a", indisponibilites=(("saturation", JOUR, JOUR),), publics=("jeunes",)), fiche("b", km=20)]
    reponse = router(fiches, demander(publics=("jeunes",)), Regles(sature="garder"))
    assert ordre(reponse) == ["b", "a"]
    assert "complet_garde" in {r.code for r in reponse.propositions[1].raisons}


# --- widening ---------------------------------------------------------------------------------------


def test_elargir_a_distance_puis_plus_loin_puis_au_point_d_entree():
    distance = fiche("d", modes=("a-distance",), longitude=None, latitude=None)
    loin, entree = fiche("l", km=80), fiche("e", km=10, themes=("choisir--a",), operateur="cio")
    sur_place = demander(modes=("en-presentiel",))
    for fiches, attendus, elargissement in (
        ([distance, loin, entree], ["d"], "a_distance"),
        ([loin, entree], ["l"], "plus_loin"),
        ([entree], ["e"], "point_d_entree"),
    ):
        reponse = router(fiches, sur_place)
        assert (ordre(reponse), reponse.elargissement) == (attendus, elargissement)
        assert reponse.propositions[0].raisons[0].code == f"elargi_{elargissement}"
    assert router([], sur_place).propositions == ()


def test_qui_ne_peut_pas_se_deplacer_est_recu_a_distance():
    fiches = [fiche("a"), fiche("d", km=300, modes=("a-distance",))]
    reponse = router(fiches, demander(mobilite="aucune"))
    assert ordre(reponse) == ["d"]
    assert reponse.propositions[0].a_distance
    assert reponse.elargissement == ""
    assert dire_trajet(reponse.propositions[0]) == ""


# --- what always holds ------------------------------------------------------------------------------

MOTS = st.lists(st.sampled_from(VOCABULAIRE.themes), unique=True, max_size=3).map(tuple)
PUBLICS = st.lists(st.sampled_from(VOCABULAIRE.publics), unique=True, max_size=2).map(tuple)
FICHES = st.lists(
    st.builds(
        dict,
        km=st.floats(-200, 200),
        structure=st.sampled_from([f"s{n}" for n in range(5)]),
        operateur=st.sampled_from(["ij", "cio", "greta", "autre"]),
        themes=MOTS,
        publics=PUBLICS,
        modes=st.sampled_from([(), ("en-presentiel",), ("a-distance",), ("en-presentiel", "a-distance")]),
        zones=st.sampled_from([(), ("commune:2A004",), ("departement:31", "region:94"), ("departement:31",)]),
        frais=st.sampled_from(["", "payant"]),
        age_min=st.sampled_from([None, 16]),
        age_max=st.sampled_from([None, 25]),
        attente=st.sampled_from([None, 0, 5, 50]),
        indisponibilites=st.sampled_from([(), (("fermeture", JOUR, JOUR),), (("saturation", JOUR, JOUR),)]),
    ),
    max_size=14,
).map(lambda lot: [fiche(f"v{n:02d}", **champs) for n, champs in enumerate(lot)])
REQUETES = st.builds(
    lambda **champs: replace(ICI, **champs),
    themes=st.lists(st.sampled_from([*VOCABULAIRE.themes, "choisir", "inconnu"]), max_size=2).map(tuple),
    publics=PUBLICS,
    age=st.sampled_from([None, 15, 20, 40]),
    modes=st.sampled_from([(), ("en-presentiel",), ("a-distance",)]),
    mobilite=st.sampled_from(["", *MOBILITES]),
    moment=st.sampled_from(["", *MOMENTS]),
    emetteur=st.sampled_from(["", "s0"]),
    longitude=st.sampled_from([8.7, None]),
    handicap=st.booleans(),
    densite=st.sampled_from([None, 0.0, 10.0, 5000.0]),
)
REGLES = st.builds(
    Regles,
    ordre=st.permutations(CRITERES).map(tuple),
    minimum=st.integers(1, 4),
    sature=st.sampled_from(["garder", "ecarter"]),
    age_inconnu=st.sampled_from(["garder", "ecarter"]),
)


@given(FICHES, REQUETES, REGLES, st.randoms())
def test_memes_octets_quel_que_soit_l_ordre_de_lecture(fiches, requete, regles, hasard):
    une = router(fiches, requete, regles)
    hasard.shuffle(fiches)
    autre = router(fiches, requete, regles)
    assert une.octets() == autre.octets()
    assert une.empreinte == autre.empreinte == une.signer()


@given(FICHES, REQUETES, REGLES)
def test_jamais_vide_jamais_deux_fois_et_tout_se_dit(fiches, requete, regles):
    reponse = router(fiches, requete, regles)
    assert bool(reponse.propositions) == bool(fiches)
    structures = [p.structure for p in reponse.propositions]
    assert len(structures) == len(set(structures))
    assert not set(structures) & {e.structure for e in reponse.ecartes}
    assert [p.rang for p in reponse.propositions] == list(range(1, len(structures) + 1))
    assert reponse.total_ecartes >= len(reponse.ecartes)
    for raison in [r for p in reponse.propositions for r in p.raisons] + [e.raison for e in reponse.ecartes]:
        assert dire(raison)
    assert reponse_de(reponse.en_donnees()) == reponse
    assert requete_de(requete.en_donnees()) == requete


@given(FICHES, REQUETES, REGLES)
def test_saisir_la_demande_ne_fait_jamais_gagner_de_place(fiches, requete, regles):
    """RF-02: the rank of a structure is never better because it is the one that enters the request."""
    rangs = {p.structure: p.rang for p in router(fiches, replace(requete, emetteur=""), regles).propositions}
    saisie = {p.structure: p.rang for p in router(fiches, replace(requete, emetteur="s0"), regles).propositions}
    if "s0" in saisie and "s0" in rangs:
        assert saisie["s0"] >= rangs["s0"]


@given(FICHES, REQUETES, REGLES)
def test_le_nombre_demande_ne_change_que_la_longueur(fiches, requete, regles):
    toutes = router(fiches, requete, regles, 20).propositions
    assert router(fiches, requete, regles, 1).propositions == toutes[:1]


@given(FICHES, st.lists(REQUETES, max_size=4), REGLES, REGLES)
def test_l_effet_d_un_changement_se_compte(fiches, requetes, avant, apres):
    index = construire(fiches, VOCABULAIRE, "essai")
    effet = comparer(index, requetes, avant, apres)
    assert effet.requetes == len(requetes)
    assert effet.tetes <= effet.requetes
    assert len(effet.exemples) == min(effet.tetes, 10)
    nul = comparer(index, requetes, avant, avant)
    assert (nul.tetes, nul.trios, nul.operateurs, nul.structures) == (0, 0, (), ())


# --- rules as data, distances -------------------------------------------------------------------------


def test_chaque_valeur_des_regles_est_declaree_et_les_defauts_sont_bons():
    assert {p.cle for p in PARAMETRES} == set(Regles().valeurs())
    admis = {p.cle: frozenset(getattr(Regles(), p.cle)) for p in PARAMETRES if p.genre == "codes"}
    assert fautes(Regles(), admis) == {}


@given(REGLES)
def test_les_regles_vont_et_reviennent(regles):
    assert regles_de("produit-1", regles.valeurs()) == regles
    assert differences(regles, regles) == []


@pytest.mark.parametrize(
    ("cle", "valeur"),
    [
        ("rayon_km", 0),
        ("rayon_km", 5.5),
        ("rayon_km", True),
        ("rayon_km", 300),  # beyond the widened one
        ("bandes_minutes", ()),
        ("bandes_minutes", (30, 15)),
        ("bandes_minutes", ("x",)),
        ("ordre", ("zone",)),
        ("ordre", (*CRITERES[:-1], "zone")),
        ("sature", "peut-être"),
        ("normes", ("inconnue",)),
        ("vendeurs", ("greta", "greta")),
        ("perime_jours", 10),
    ],
)
def test_une_valeur_impossible_est_refusee(cle, valeur):
    admis = {"normes": frozenset({"qualiopi"}), "vendeurs": frozenset(Regles().vendeurs)}
    admis["points_entree"] = frozenset(Regles().points_entree)
    assert fautes(replace(Regles(), **{cle: valeur}), admis)


@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_la_distance_rapide_vaut_l_exacte_a_deux_metres(latitude, longitude, dlat, dlon):
    lon, lat = longitude + dlon, latitude + dlat
    exacte = vincenty_km(longitude, latitude, lon, lat)
    rapide = float(lambert_km(longitude, latitude, np.array([lon]), np.array([lat]))[0])
    assert abs(exacte - rapide) < ERREUR_LAMBERT_KM


def test_la_distance_exacte_est_celle_de_la_geodesie():
    """Flinders Peak – Buninyong, the published example of the formula: 54,972.271 m on GRS 80, the same to 0.1 mm."""
    longitudes = 144 + 25 / 60 + 29.5244 / 3600, 143 + 55 / 60 + 35.3839 / 3600
    latitudes = -(37 + 57 / 60 + 3.7203 / 3600), -(37 + 39 / 60 + 10.1561 / 3600)
    assert abs(vincenty_km(longitudes[0], latitudes[0], longitudes[1], latitudes[1]) - 54.972271) < 1e-6
    assert vincenty_km(1.0, 45.0, 1.0, 45.0) == 0
