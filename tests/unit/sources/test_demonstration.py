"""The demonstration: deterministic, consistent, said to be fictitious, possible for any region."""

import json
from collections import Counter

import pytest

from portulan.socle import geographie
from portulan.socle.erreurs import Introuvable
from portulan.socle.identifiants import uai_valide
from portulan.socle.operateurs import OPERATEURS, RESEAUX_DE_PROXIMITE
from portulan.socle.tables import AFFECTATIONS, FORMATIONS, INSERJEUNES, SERVICES, SPECIALITES, STRUCTURES, ZONAGES
from portulan.sources.data_inclusion_schema import vocabulaire
from portulan.sources.demonstration import MENTION, generer
from portulan.sources.demonstration_formations import SESSIONS, TOTAL
from portulan.sources.demonstration_tirage import JOUR, Tirage, nom_de_lieu, repartir


def lignes(lectures, table):
    return next(lecture.tables[table].to_pylist() for lecture in lectures if table in lecture.tables)


@pytest.fixture(scope="module")
def occitanie():
    return generer("76")


def test_tout_est_dit_fictif(occitanie):
    for lecture in occitanie:
        assert lecture.fiche.fictif
        assert MENTION in lecture.fiche.libelle
        assert all(all(donnees["fictif"].to_pylist()) for donnees in lecture.tables.values())


def test_la_meme_region_donne_les_memes_lignes(occitanie):
    encore = generer("76")
    assert [lecture.fiche for lecture in encore] == [lecture.fiche for lecture in occitanie]
    for une, autre in zip(occitanie, encore, strict=True):
        assert all(une.tables[table].equals(autre.tables[table]) for table in une.tables)


def test_le_tirage_ne_change_pas_d_une_machine_a_l_autre():
    """Frozen values: a change here changes the identifier of every demonstration."""
    tirage = Tirage("essai", 1)
    assert [tirage.rang(1000) for _ in range(5)] == [771, 250, 40, 46, 151]


def test_les_lieux_suivent_la_population(occitanie):
    structures = lignes(occitanie, STRUCTURES)
    en_region = [s for s in structures if geographie.commune(s["code_insee"])["region"] == "76"]
    assert len(en_region) > 0.6 * len(structures)
    assert len(structures) > len(en_region), "le voisinage compte pour l'accès aux frontières"
    par_operateur = Counter(s["operateur"] for s in en_region)
    assert set(par_operateur) <= {o.code for o in OPERATEURS}
    assert all(par_operateur[o] >= 13 for o in RESEAUX_DE_PROXIMITE), "au moins un par département"
    assert all(par_operateur[o] == 13 for o in ("cci", "cma", "ca"))
    toulouse = Counter(s["operateur"] for s in structures if s["code_insee"] == "31555")
    assert toulouse["france_travail"] > 1
    assert len({s["nom"] for s in structures}) == len(structures)
    assert len({s["date_maj"] for s in structures}) > 100
    assert max(s["date_maj"] for s in structures) <= JOUR


def test_chaque_service_tient_a_une_structure_et_aux_vocabulaires(occitanie):
    structures = {s["id"]: s for s in lignes(occitanie, STRUCTURES)}
    services = lignes(occitanie, SERVICES)
    for service in services:
        assert service["code_insee"] == structures[service["structure_id"]]["code_insee"]
        assert set(service["thematiques"]) <= vocabulaire("thematiques")
        assert set(service["publics"]) <= vocabulaire("publics")
        assert service["type"] in vocabulaire("type")
        assert service["date_maj"] <= JOUR
    frais = Counter(s["frais"] for s in services)
    assert set(frais) == {"gratuit", "payant", None}
    assert frais["gratuit"] > 0.8 * len(services)


def test_les_effectifs_s_emboitent(occitanie):
    formations = lignes(occitanie, FORMATIONS)
    for f in formations:
        for suffixe in ("", "_bg", "_bt", "_bp"):
            assert f[f"acceptations{suffixe}"] <= f[f"propositions{suffixe}"] <= f[f"candidatures{suffixe}"], f
        for compte in ("acceptations", "propositions", "candidatures"):
            assert sum(f[f"{compte}_{bac}"] for bac in ("bg", "bt", "bp")) <= f[compte], f
        assert f["acceptations_meme_academie"] <= f["acceptations"] <= f["capacite"]
        assert uai_valide(f["uai"]), f["uai"]
    assert {f["session"] for f in formations} == set(SESSIONS)
    assert len({f["region"] for f in formations}) >= 18
    par_session = Counter(f["session"] for f in formations if f["region"] == "76")
    assert len(set(par_session.values())) == 1


def test_les_affectations_s_emboitent(occitanie):
    affectations = lignes(occitanie, AFFECTATIONS)
    for a in affectations:
        assert a["affectes_voeu_1"] <= min(a["premiers_voeux"], a["affectes"]), a
        assert a["affectes"] <= a["capacite"], a
        assert a["premiers_voeux"] <= a["voeux"], a
        assert uai_valide(a["uai"]), a["uai"]
        assert geographie.commune(a["code_insee"])["departement"] == a["departement"]
    assert len({a["region"] for a in affectations}) >= 18
    assert len({a["annee"] for a in affectations if a["region"] == "76"}) == 2
    assert {a["entree"] for a in affectations} == {"première professionnelle"}


def test_aucun_zonage_n_est_invente(occitanie):
    """A real commune must not be given a legal status it does not have."""
    assert all(ZONAGES not in lecture.tables for lecture in occitanie)


def test_les_personnes_par_specialite_s_emboitent(occitanie):
    specialites = lignes(occitanie, SPECIALITES)
    par_cle = {(s["annee"], s["doublette"], s["formation"]): s for s in specialites}
    for s in specialites:
        ensemble = par_cle[s["annee"], s["doublette"], TOTAL]
        assert s["acceptants"] <= s["proposes"] <= s["candidats"], s
        assert all(s[champ] <= ensemble[champ] for champ in ("candidats", "proposes", "acceptants"))
    for (annee, doublette, formation), total in par_cle.items():
        assert "," in doublette, "une paire, et non un total des paires"
        if formation == TOTAL:
            groupes = [s for s in specialites if (s["annee"], s["doublette"]) == (annee, doublette)]
            acceptants = sum(s["acceptants"] for s in groupes if s["formation"] != TOTAL)
            assert total["acceptants"] == acceptants, "une personne accepte une seule proposition"


def test_l_insertion_est_publiee_masquee_ou_absente(occitanie):
    insertion = lignes(occitanie, INSERJEUNES)
    assert {i["diffusion"] for i in insertion} == {"publie", "masque", "absent"}
    for i in insertion:
        assert (i["taux_emploi_6_mois"] is not None) == (i["diffusion"] == "publie")
    uais = {f["uai"] for f in lignes(occitanie, FORMATIONS)}
    assert {i["uai"] for i in insertion} <= uais


@pytest.mark.parametrize("region", ["94", "02", "06", "987"])
def test_une_ile_ou_une_collectivite_aussi(region):
    lectures = generer(region)
    structures = lignes(lectures, STRUCTURES)
    assert {geographie.commune(s["code_insee"])["region"] for s in structures} == {region}
    assert {"cio", "mission_locale", "ij", "france_travail"} <= {s["operateur"] for s in structures}
    assert lignes(lectures, FORMATIONS)
    assert any(a["region"] == region for a in lignes(lectures, AFFECTATIONS))


def test_une_region_inconnue_est_refusee():
    with pytest.raises(Introuvable):
        generer("99")


def test_repartir_aux_plus_fortes_moyennes():
    assert repartir({"a": 100, "b": 50, "c": 0}, 3, 1.0) == {"a": 2, "b": 1}
    assert repartir({"a": 100, "b": 30}, 4, 1.0) == {"a": 3, "b": 1}
    assert repartir({}, 3, 1.0) == {}


@pytest.mark.parametrize(
    ("commune", "nom"),
    [
        ("Rodez", "CIO de Rodez"),
        ("Albi", "CIO d'Albi"),
        ("Le Vigan", "CIO du Vigan"),
        ("Les Abymes", "CIO des Abymes"),
        ("La Rochelle", "CIO de La Rochelle"),
        ("Évreux", "CIO d'Évreux"),
    ],
)
def test_noms_de_lieux(commune, nom):
    assert nom_de_lieu("CIO", commune) == nom


@pytest.mark.donnees
def test_les_lieux_et_services_tiennent_le_schema_du_producteur(donnees, occitanie):
    from jsonschema_rs import Draft202012Validator

    dossier = donnees / "data_inclusion/schema_v1"
    for table, genre, ajouts in (
        (STRUCTURES, "structure", {}),
        (SERVICES, "service", {"description": "Service de démonstration."}),
    ):
        schema = json.loads((dossier / f"{genre}.json").read_text("utf-8"))
        validateur = Draft202012Validator(schema, validate_formats=True)
        for ligne in lignes(occitanie, table)[:300]:
            fiche = {c: v for c, v in ligne.items() if c in schema["properties"]}
            fiche |= {**ajouts, "date_maj": ligne["date_maj"].isoformat(), "zone_eligibilite": None}
            validateur.validate(fiche)
