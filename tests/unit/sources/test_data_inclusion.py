"""data·inclusion v1: strict on fields and values, tolerant on formats, zones typed."""

import csv
import json
from datetime import UTC, date, datetime

import pytest

from portulan.socle import horloge
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.tables import SERVICES, STRUCTURES
from portulan.sources import lecture
from portulan.sources.data_inclusion import DataInclusion, zone_typee
from portulan.sources.data_inclusion_schema import SERVICE, STRUCTURE, Ecart, vocabulaire

STRUCTURE_A = {
    "source": "dora",
    "id": "dora--a",
    "nom": "Mission locale de Rodez",
    "date_maj": "2025-02-14",
    "code_insee": "12202",
    "code_postal": "12000",
    "commune": "Rodez",
    "siret": "13003013300016",
    "courriel": "accueil@exemple.fr",
    "site_web": "https://exemple.fr",
    "longitude": 2.57,
    "latitude": 44.35,
    "reseaux_porteurs": ["mission-locale"],
    "horaires_accueil": "Mo-Fr 09:00-12:00",
}
SERVICE_A = {
    "source": "dora",
    "structure_id": "dora--a",
    "id": "dora--s1",
    "nom": "Atelier de découverte des métiers",
    "description": "Un atelier pour découvrir les métiers qui recrutent près de chez soi.",
    "date_maj": "2025-03-01",
    "type": "atelier",
    "thematiques": ["choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite"],
    "publics": ["jeunes"],
    "frais": "gratuit",
    "modes_accueil": ["en-presentiel"],
    "zone_eligibilite": ["12"],
}


@pytest.fixture(autouse=True)
def un_jour():
    with horloge.a_l_instant(datetime(2026, 1, 15, tzinfo=UTC)):
        yield


def lire(tmp_path, contenu, nom="di.json"):
    fichier = tmp_path / nom
    fichier.write_text(json.dumps(contenu), "utf-8")
    assert DataInclusion().reconnait(lecture.apercu(fichier))
    return DataInclusion().lire(fichier, origine="essai")


def test_structures_et_services_dans_un_fichier(tmp_path):
    lu = lire(tmp_path, {"structures": [STRUCTURE_A], "services": [SERVICE_A]})
    (structure,), (service,) = (lu.tables[t].to_pylist() for t in (STRUCTURES, SERVICES))
    assert (structure["operateur"], structure["source"], structure["precision_geo"]) == (
        "mission_locale",
        "data_inclusion",
        "adresse",
    )
    assert service["structure_id"] == structure["id"] == "dora--a"
    assert service["code_insee"] == "12202", "celle de la structure"
    assert service["zone_eligibilite"] == ["departement:12"]
    assert lu.fiche.version == "structures et services"
    assert lu.fiche.date_donnees == date(2025, 3, 1)
    assert lu.refus == ()


@pytest.mark.parametrize("enveloppe", [lambda x: x, lambda x: {"items": x, "total": 1}], ids=["liste", "api"])
def test_un_fichier_chacun(tmp_path, enveloppe):
    assert set(lire(tmp_path, enveloppe([STRUCTURE_A])).tables) == {STRUCTURES}
    services = lire(tmp_path, enveloppe([SERVICE_A]))
    assert set(services.tables) == {SERVICES}
    assert services.tables[SERVICES]["code_insee"].to_pylist() == [None]


@pytest.mark.parametrize(
    "ecriture", [json.dumps, repr, lambda v: "{" + ",".join(v) + "}"], ids=["json", "python", "pg"]
)
def test_csv(tmp_path, ecriture):
    fichier = tmp_path / "services.csv"
    with fichier.open("w", newline="", encoding="utf-8") as flux:
        ecrivain = csv.DictWriter(flux, SERVICE.keys())
        ecrivain.writeheader()
        ecrivain.writerow({c: ecriture(v) if isinstance(v, list) else v for c, v in SERVICE_A.items()})
    assert DataInclusion().reconnait(lecture.apercu(fichier))
    (lu,) = DataInclusion().lire(fichier, origine="essai").tables[SERVICES].to_pylist()
    assert (lu["publics"], lu["frais"], lu["zone_eligibilite"]) == (["jeunes"], "gratuit", ["departement:12"])


def test_parquet(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    vide = {
        **dict.fromkeys(STRUCTURE),
        "id": "dora--b",
        "source": "dora",
        "nom": "Sans lieu",
        "date_maj": date(2025, 1, 1),
    }
    lignes = [{**dict.fromkeys(STRUCTURE), **STRUCTURE_A, "date_maj": date(2025, 2, 14)}, vide]
    pq.write_table(pa.Table.from_pylist(lignes), tmp_path / "structures.parquet")
    assert DataInclusion().reconnait(lecture.apercu(tmp_path / "structures.parquet"))
    lu = DataInclusion().lire(tmp_path / "structures.parquet", origine="essai")
    assert lu.tables[STRUCTURES]["id"].to_pylist() == ["dora--a"]
    assert (lu.fiche.lignes_lues, lu.fiche.lignes_retenues) == (2, 1)
    assert "1 structures sans commune" in lu.fiche.notes[0]


def test_un_champ_inconnu_refuse_le_fichier_et_est_nomme(tmp_path):
    with pytest.raises(DonneeInvalide, match="ligne 2 : « score_qualite »") as erreur:
        lire(tmp_path, [STRUCTURE_A, {**STRUCTURE_A, "id": "dora--b", "score_qualite": 1}])
    assert erreur.value.remede
    (tmp_path / "s.csv").write_text("source,id,nom,date_maj,telefone\ndora,dora--a,Nom,2025-01-01,01\n")
    with pytest.raises(DonneeInvalide, match="« telefone »"):
        DataInclusion().lire(tmp_path / "s.csv", origine="essai")


@pytest.mark.parametrize(
    ("champ", "valeur", "motif"),
    [
        ("nom", "AB", "3 à 150"),
        ("nom", None, "obligatoire"),
        ("description", None, "obligatoire"),
        ("description", "x" * 10_001, "10001"),
        ("date_maj", "1999-12-31", "2000"),
        ("date_maj", "2026-01-16", "futur"),
        ("date_maj", "hier", "date"),
        ("type", "conseil", "liste « type »"),
        ("thematiques", ["choisir-un-metier"], "liste « thematiques »"),
        ("publics", [], "vide"),
        ("publics", ["tous-publics", "jeunes"], "exclut"),
        ("publics", "jeunes", "liste est attendue"),
        ("frais", "Gratuit", "liste « frais »"),
        ("volume_horaire_hebdomadaire", -1, "au moins 0"),
        ("nombre_semaines", 0, "au moins 1"),
        ("nombre_semaines", "deux", "nombre"),
        ("courriel", "accueil", "électronique"),
        ("lien_source", "exemple.fr", "web"),
        ("code_postal", "1200", "cinq chiffres"),
        ("code_insee", "99999", "aucune commune"),
        ("code_insee", "31000", "code postal"),
        ("zone_eligibilite", [], "vide"),
        ("zone_eligibilite", ["zz"], "aucun département"),
        ("zone_eligibilite", ["R53"], "aucun département"),
        ("id", "s1", "source--identifiant"),
    ],
)
def test_une_valeur_hors_du_schema_est_refusee(tmp_path, champ, valeur, motif):
    lu = lire(tmp_path, [SERVICE_A, {**SERVICE_A, "id": "dora--s2", champ: valeur}])
    (refus,) = lu.refus
    assert (refus.ligne, refus.colonne, refus.bloquant) == (2, champ, True)
    assert motif in refus.motif
    assert refus.remede
    assert lu.fiche.lignes_retenues == 1


def test_un_point_final_est_un_avertissement(tmp_path):
    lu = lire(
        tmp_path, [{**STRUCTURE_A, "nom": "Mission locale."}, {**STRUCTURE_A, "id": "dora--b", "nom": "CV, etc."}]
    )
    (avertissement,) = lu.refus
    assert not avertissement.bloquant
    assert lu.fiche.lignes_retenues == 2


@pytest.mark.parametrize(
    ("code", "commune", "attendu"),
    [
        ("france", None, "pays:FR"),
        ("99100", None, "pays:FR"),
        ("200066371", None, "epci:200066371"),
        ("31555", None, "commune:31555"),
        ("75117", None, "commune:75056"),
        ("2A", None, "departement:2A"),
        ("2a", None, "departement:2A"),
        ("974", None, "departement:974"),
        ("53", None, "departement:53"),
        ("53", "53130", "departement:53"),
        ("53", "31555", "departement:53"),
    ],
)
def test_une_zone_est_typee(code, commune, attendu):
    import pyarrow.compute as pc

    from portulan.socle import geographie

    if code == "200066371":  # any EPCI of the year will do
        table = geographie.territoires()
        code = table.filter(pc.equal(table["niveau"], "epci"))["code"][0].as_py()
        attendu = f"epci:{code}"
    assert zone_typee(code, commune) == attendu


def test_un_code_de_region_pris_pour_un_departement_est_refuse():
    """A service of Rennes that says « 53 » meant Bretagne: the schema would read the Mayenne."""
    zone = zone_typee("53", "35238")
    assert isinstance(zone, Ecart)
    assert zone.bloquant
    assert "22, 29, 35, 56" in zone.remede
    etranger = zone_typee("99109", None)
    assert isinstance(etranger, Ecart)
    assert not etranger.bloquant


def test_un_reseau_ou_un_nom_mene_a_un_operateur(tmp_path):
    noms = {
        "Chambre de métiers du Lot": "cma",
        "Chambre d'agriculture du Lot": "ca",
        "CCI du Lot": "cci",
    }
    structures = [
        {**STRUCTURE_A, "id": f"dora--{rang}", "nom": nom, "reseaux_porteurs": ["chambres-consulaires"]}
        for rang, nom in enumerate(noms)
    ]
    sans = {**STRUCTURE_A, "id": "dora--z", "reseaux_porteurs": ["caf"]}
    lu = lire(tmp_path, [*structures, sans])
    assert lu.tables[STRUCTURES]["operateur"].to_pylist() == [*noms.values(), "autre"]


@pytest.mark.donnees
def test_champs_et_listes_sont_ceux_du_producteur(donnees):
    schema = {
        genre: json.loads((donnees / f"data_inclusion/schema_v1/{genre}.json").read_text("utf-8"))
        for genre in ("structure", "service")
    }
    for genre, champs in (("structure", STRUCTURE), ("service", SERVICE)):
        assert set(champs) == set(schema[genre]["properties"])
        assert {c for c, regle in champs.items() if regle.obligatoire} == set(schema[genre]["required"])
    enumerations = {**schema["structure"]["$defs"], **schema["service"]["$defs"]}
    for liste, nom in {
        "frais": "Frais",
        "modes_accueil": "ModeAccueil",
        "modes_mobilisation": "ModeMobilisation",
        "mobilisable_par": "PersonneMobilisatrice",
        "publics": "Public",
        "reseaux_porteurs": "ReseauPorteur",
        "thematiques": "Thematique",
        "type": "TypeService",
    }.items():
        assert vocabulaire(liste) == set(enumerations[nom]["enum"]), liste
