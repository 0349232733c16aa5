"""The connectors on the real files: totals published elsewhere, and every row accepted."""

import csv
import json
from functools import cache

import pytest

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.tables import AFFECTATIONS, FORMATIONS, INSERJEUNES, SPECIALITES, ZONAGES
from portulan.sources.catalogue import reconnaitre
from portulan.sources.entetes import normaliser
from portulan.sources.lecture import Collecteur, lire_csv, tableau
from portulan.sources.parcoursup_colonnes import COLONNES
from portulan.sources.parcoursup_specialites import TOTAL, formation, paire

pytestmark = pytest.mark.donnees


@cache
def lire(fichier, **options):
    connecteur = reconnaitre(fichier)
    assert connecteur is not None
    return connecteur.lire(fichier, origine=fichier.name, **options)


def somme(table, colonne, **filtre):
    import pyarrow.compute as pc

    for nom, valeur in filtre.items():
        table = table.filter(pc.field(nom) == valeur)
    return table.num_rows, pc.sum(table[colonne]).as_py()


class TestParcoursup2025:
    @pytest.fixture
    def lecture(self, donnees):
        return lire(donnees / "parcoursup/parcoursup_2025_national_reconstitue.csv.gz")

    def test_totaux_nationaux(self, lecture):
        table = lecture.tables[FORMATIONS]
        assert somme(table, "capacite") == (14_252, 769_351)
        assert somme(table, "candidatures")[1] == 13_502_385
        assert somme(table, "acceptations")[1] == 660_752
        assert (lecture.refus_total, lecture.fiche.lignes_lues, lecture.fiche.version) == (0, 14_252, "2025")

    @pytest.mark.parametrize(
        ("region", "formations", "totaux"),
        [
            ("76", 1_218, (67_606, 1_304_422, 63_243)),
            ("53", 758, (39_861, 560_917, 33_840)),
            ("94", 75, (2_650, 19_284, 1_949)),
            ("04", 246, (13_734, 117_222, 10_584)),
            ("987", 75, (2_634, 18_255, 2_020)),
        ],
    )
    def test_regions(self, lecture, region, formations, totaux):
        table = lecture.tables[FORMATIONS]
        assert somme(table, "capacite", region=region)[0] == formations
        colonnes = ("capacite", "candidatures", "acceptations")
        assert tuple(somme(table, c, region=region)[1] for c in colonnes) == totaux

    def test_les_regions_du_fichier_brut(self, donnees, lecture):
        """The same counts from the raw names of the file, without any of our code."""
        import gzip

        with gzip.open(donnees / "parcoursup/parcoursup_2025_national_reconstitue.csv.gz", "rt", encoding="utf-8") as f:
            brutes = list(csv.DictReader(f, delimiter=";"))
        for nom, code in {"Grand-Est": "44", "Centre": "24", "Pays-de-la-Loire": "52", "Réunion": "04"}.items():
            places = sum(int(r["capa_fin"]) for r in brutes if r["region_etab_aff"] == nom)
            assert somme(lecture.tables[FORMATIONS], "capacite", region=code)[1] == places, nom

    def test_etranger_jumelles_et_places_nulles(self, lecture):
        table = lecture.tables[FORMATIONS]
        assert table["region"].null_count == table["departement"].null_count == 21
        assert len(set(table["code_formation"].to_pylist())) == 14_252
        assert "Aucune place ouverte : 4 formations." in lecture.fiche.notes
        assert not any(n.startswith("Aucune formation pour") for n in lecture.fiche.notes)


def test_parcoursup_2022(donnees):
    lecture = lire(donnees / "parcoursup/fr-esr-parcoursup_2022_lycees_extrait.csv.gz")
    table = lecture.tables[FORMATIONS]
    assert somme(table, "capacite") == (3_925, 118_177)
    assert somme(table, "candidatures")[1] == 2_389_171
    assert somme(table, "propositions")[1] == 571_137
    assert somme(table, "acceptations")[1] == 97_388
    assert somme(table, "acceptations", region="76") == (485, 11_413)
    assert somme(table, "acceptations", region="53") == (0, None)  # withheld from the extract
    assert lecture.refus_total == 0
    absentes = "Aucune formation pour : Hauts-de-France, Grand Est, Bretagne, Provence-Alpes-Côte d'Azur."
    assert absentes in lecture.fiche.notes
    assert table["libelle"].to_pylist().count("BTS - Gestion de la PME") > 100


def test_parcoursup_2020_contre_l_agregat_national(donnees):
    lecture = lire(donnees / "parcoursup/fr-esr-parcoursup_2020_extrait_MPSI.csv")
    table = lecture.tables[FORMATIONS]
    with (donnees / "parcoursup/agregat_2020_voeux_par_filiere.csv").open(encoding="utf-8") as fichier:
        agregat = {r["fil_lib_voe_acc"]: int(float(r["sum(voe_tot)"])) for r in csv.DictReader(fichier)}
    assert somme(table, "candidatures") == (124, 198_311)
    assert agregat["MPSI"] == 198_311
    assert lecture.refus_total == 0
    assert set(table["libelle"].to_pylist()) == {"CPGE - MPSI"}
    assert set(table["selective"].to_pylist()) == {True}
    assert table["region"].null_count == table["academie"].null_count == table["taux_acces"].null_count == 0


def test_dictionnaire_2025(donnees):
    """Every technical name we read exists, under the label we know."""
    ouvert = lire_csv(donnees / "parcoursup/dictionnaire_colonnes_2025.csv")
    libelles = {r[1]: r[2] for _, r in ouvert.lignes}
    assert len(libelles) == 118
    separees = {"longitude", "latitude"}  # columns of subsets only
    for colonne, noms in COLONNES.items():
        if colonne not in separees:
            assert normaliser(libelles[noms[0]]) in {normaliser(n) for n in noms}, colonne


class TestSpecialites:
    @pytest.mark.parametrize(
        ("annee", "paires", "totaux"),
        [
            (2021, 61, (387_154, 365_774, 332_888)),
            (2022, 62, (383_865, 359_462, 320_538)),
            (2023, 71, (389_126, 369_705, 332_968)),
        ],
    )
    def test_personnes(self, donnees, annee, paires, totaux):
        lecture = lire(donnees / "parcoursup/parcoursup_specialites_bac_general_2021_2023.csv.gz")
        table = lecture.tables[SPECIALITES]
        assert somme(table, "candidats", annee=annee, formation=TOTAL)[0] == paires
        colonnes = ("candidats", "proposes", "acceptants")
        assert tuple(somme(table, c, annee=annee, formation=TOTAL)[1] for c in colonnes) == totaux
        assert (table.num_rows, lecture.refus_total) == (12_610, 0)

    def test_le_json_de_l_api_dit_la_meme_chose(self, donnees):
        """The 200 first rows of the API are an extract: refused as a load, equal row for row to the CSV."""
        fichier = donnees / "parcoursup/specialites_export_json_200_premiers.json"
        with pytest.raises(DonneeInvalide, match="est un extrait"):
            reconnaitre(fichier).lire(fichier, origine="essai")
        table = lire(donnees / "parcoursup/parcoursup_specialites_bac_general_2021_2023.csv.gz").tables[SPECIALITES]
        en_csv = {
            (r["annee"], r["doublette"], r["formation"]): (r["candidats"], r["proposes"], r["acceptants"])
            for r in table.to_pylist()
        }
        objets = json.loads(fichier.read_text("utf-8"))
        assert len(objets) == 200
        for o in objets:
            cle = (int(o["annee_du_bac"]), paire(o["doublette"]), formation(o["formation"]))
            assert en_csv[cle] == (o["voeux"], o["propositions_d_admissions"], o["acceptations"])


def test_inserjeunes(donnees):
    lecture = lire(donnees / "inserjeunes/fr-en-inserjeunes-cfa_2018_2023.csv.gz")
    table = lecture.tables[INSERJEUNES]
    comptes = {d: table["diffusion"].to_pylist().count(d) for d in ("publie", "masque", "absent")}
    assert comptes == {"publie": 5_860, "masque": 833, "absent": 1_863}
    assert (table.num_rows, lecture.refus_total) == (8_556, 0)
    assert table["region"].to_pylist().count("76") == 729
    assert table["region"].null_count == 0
    assert len(table["taux_emploi_6_mois"].drop_null()) == 5_860
    assert len(table["taux_poursuite"].drop_null()) == 6_674
    assert any("Rupture de série" in n for n in lecture.fiche.notes)


def test_tous_les_csv_fournis_se_lisent(donnees):
    """No file is left unread by accident: encodings, separators, quotes of every producer."""
    lus = 0
    for fichier in sorted([*donnees.rglob("*.csv"), *donnees.rglob("*.csv.gz")]):
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur)
        assert len(ouvert.entete) >= 2, fichier.name
        nombre = sum(1 for _ in ouvert.lignes)
        assert nombre > 0, fichier.name
        assert collecteur.bloquants <= 1, (fichier.name, collecteur.refus[:2])
        lus += 1
    assert lus > 40


def test_les_118_colonnes_de_2025_sous_leurs_deux_noms(donnees, tmp_path):
    """The complete layout of 2025, rebuilt from its dictionary: labels and technical names give the same table."""
    ouvert = lire_csv(donnees / "parcoursup/dictionnaire_colonnes_2025.csv")
    colonnes = [(r[1], r[2]) for _, r in ouvert.lignes]
    textes = {
        "session": "2025",
        "cod_uai": "0310001A",
        "dep": "31",
        "lib_for_voe_ins": "BTS - Services - Tourisme",
        "form_lib_voe_acc": "BTS - Services",
        "fili": "BTS",
        "select_form": "formation non sélective",
        "cod_aff_form": "4268",
    }
    ordre = {technique: rang for rang, (technique, _) in enumerate(colonnes)}
    # distinct counts, so that one column taken for another is seen, in an order that keeps the row coherent
    nombres = {"voe_tot": 900, "prop_tot": 800, "acc_tot": 700, "capa_fin": 30, "acc_aca_orig": 5, "taux_acces_ens": 63}
    petits = {t: ordre[t] for t, _ in colonnes if t.startswith(("acc_b", "prop_tot_b", "nb_voe_pp_b"))}
    rangee = [str(textes.get(t, nombres.get(t, petits.get(t, "")))) for t, _ in colonnes]
    tables = []
    for rang in (0, 1):
        fichier = tmp_path / f"export_{rang}.csv"
        fichier.write_text(";".join(c[rang] for c in colonnes) + "\n" + ";".join(rangee) + "\n", "utf-8-sig")
        lecture = reconnaitre(fichier).lire(fichier, origine="essai")
        assert lecture.refus_total == 0
        tables.append(lecture.tables[FORMATIONS])
    assert tables[0].equals(tables[1])
    (lue,) = tables[0].to_pylist()
    assert (lue["libelle"], lue["selective"], lue["candidatures"]) == ("BTS - Services - Tourisme", False, 900)
    assert (lue["propositions"], lue["acceptations"], lue["capacite"], lue["taux_acces"]) == (800, 700, 30, 63.0)
    for declaree in ("acceptations_bg", "propositions_bt", "candidatures_bp"):
        assert lue[declaree] == ordre[COLONNES[declaree][0]]


class TestAffelnet:
    COLONNES = ("capacite", "capacite_affectation", "premiers_voeux", "affectes_voeu_1", "affectes")

    @pytest.fixture
    def lecture(self, donnees):
        return lire(donnees / "affelnet/affelnet_1re_pro_demandes_affectes.csv.gz", annee=2022)

    @pytest.fixture
    def table(self, lecture):
        return lecture.tables[AFFECTATIONS]

    def test_aucune_ligne_refusee(self, lecture):
        assert (lecture.fiche.lignes_lues, lecture.fiche.version) == (5_236, "2022")
        assert not any(r.bloquant for r in lecture.refus)
        doubles = sum("identique" in r.motif for r in lecture.refus)
        assert (lecture.refus_total - doubles, doubles) == (62, 10), "surbooking ; lignes de même contenu"

    def test_totaux_nationaux(self, table):
        assert table.num_rows == 5_236
        totaux = tuple(somme(table, c)[1] for c in self.COLONNES)
        assert totaux == (142_278, 139_579, 109_916, 86_930, 99_779)

    def test_occitanie(self, table):
        totaux = tuple(somme(table, c, region="76") for c in self.COLONNES)
        assert totaux == ((487, 13_290), (487, 13_300), (487, 9_685), (487, 7_731), (487, 8_870))

    def test_communes_reconnues(self, table):
        assert table["code_insee"].null_count == 19
        assert table["region"].null_count == 0

    def test_attractivite(self, donnees):
        lecture = lire(donnees / "affelnet/attractivite_capacite_2021.csv.gz")
        table = lecture.tables[AFFECTATIONS]
        assert somme(table, "capacite") == (19_767, 598_222)
        assert somme(table, "premiers_voeux")[1] == 418_568
        assert table["affectes"].null_count == 19_767


def test_zrr_reelle(donnees):
    import pyarrow.compute as pc

    lecture = lire(donnees / "territoire/zrr_2022-11-09.csv.gz")
    table = lecture.tables[ZONAGES]
    comptes = {c["values"]: c["counts"] for c in pc.value_counts(table["statut"]).to_pylist()}
    assert comptes == {"classe": 17_625, "partiel": 40, "non_classe": 17_203}
    assert (lecture.fiche.lignes_lues, lecture.refus_total) == (34_965, 0)
