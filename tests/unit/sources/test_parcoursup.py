"""The layouts of Parcoursup per programme, written by hand, and what must be refused."""

import gzip
import json
import struct
from datetime import UTC, date, datetime

import pytest

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.horloge import a_l_instant
from portulan.socle.tables import FORMATIONS
from portulan.sources.lecture import apercu
from portulan.sources.parcoursup import Parcoursup
from portulan.sources.parcoursup_colonnes import COLONNES

# A good row, in technical names: the bases of every layout below
BASE = {
    "session": "2025",
    "cod_uai": "0310001A",
    "g_ea_lib_vx": "Lycée d'Oc",
    "dep": "31",
    "region_etab_aff": "Occitanie",
    "acad_mies": "Toulouse",
    "lib_for_voe_ins": "BTS - Services - Tourisme",
    "select_form": "formation sélective",
    "fili": "BTS",
    "lib_comp_voe_ins": "Tourisme",
    "form_lib_voe_acc": "BTS - Services",
    "fil_lib_voe_acc": "Tourisme",
    "detail_forma": "",
    "g_olocalisation_des_formations": "43.6, 1.45",
    "capa_fin": "30",
    "voe_tot": "400",
    "nb_voe_pp_bg": "100",
    "nb_voe_pp_bt": "120",
    "nb_voe_pp_bp": "80",
    "prop_tot": "90",
    "acc_tot": "28",
    "acc_bg": "8",
    "acc_bt": "12",
    "acc_bp": "6",
    "acc_aca_orig": "20",
    "prop_tot_bg": "30",
    "prop_tot_bt": "30",
    "prop_tot_bp": "20",
    "cod_aff_form": "4268",
    "taux_acces_ens": "63.0",
}
# Its labels since 2021, with both apostrophes in the same header, and the two pairs of duplicated ones
LIBELLES = {
    **{noms[0]: noms[1] for noms in COLONNES.values() if len(noms) > 1},
    "dep": "Code départemental de l’établissement",
    "capa_fin": "Capacité de l’établissement par formation",
    "lib_for_voe_ins": "Filière de formation",
    "lib_comp_voe_ins": "Filière de formation détaillée",
    "form_lib_voe_acc": "Filière de formation",
    "fil_lib_voe_acc": "Filière de formation détaillée bis",
}


def csv_de(rangees, *, libelles=None, ordre=None, separateur=";"):
    ordre = ordre or list(BASE)
    entete = [(libelles or {}).get(n, n) for n in ordre]
    lignes = [entete, *([str(r.get(n, "")) for n in ordre] for r in rangees)]
    return "".join(separateur.join(f'"{c}"' if separateur in c else c for c in ligne) + "\n" for ligne in lignes)


def lire(dossier, contenu, nom="export.csv", **options):
    fichier = dossier / nom
    fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    connecteur = Parcoursup()
    assert connecteur.reconnait(apercu(fichier))
    return connecteur.lire(fichier, origine="essai", **options)


def rangees_de(lecture):
    assert lecture.tables[FORMATIONS].schema.equals(FORMATIONS.schema())
    return lecture.tables[FORMATIONS].to_pylist()


def ligne(**ecarts):
    return {**BASE, **{k: str(v) for k, v in ecarts.items()}}


ATTENDU = {
    "session": 2025,
    "code_formation": "4268",
    "uai": "0310001A",
    "etablissement": "Lycée d'Oc",
    "libelle": "BTS - Services - Tourisme",
    "filiere": "BTS",
    "selective": True,
    "departement": "31",
    "academie": "16",
    "region": "76",
    "longitude": 1.45,
    "latitude": 43.6,
    "capacite": 30,
    "candidatures": 400,
    "propositions": 90,
    "acceptations": 28,
    "acceptations_bg": 8,
    "acceptations_bt": 12,
    "acceptations_bp": 6,
    "propositions_bg": 30,
    "propositions_bt": 30,
    "propositions_bp": 20,
    "candidatures_bg": 100,
    "candidatures_bt": 120,
    "candidatures_bp": 80,
    "acceptations_meme_academie": 20,
    "taux_acces": 63.0,
    "fictif": False,
}


class TestFormats:
    def test_noms_techniques(self, tmp_path):
        lecture = lire(tmp_path, csv_de([BASE]))
        assert rangees_de(lecture) == [ATTENDU]
        fiche = lecture.fiche
        assert (fiche.code, fiche.version, fiche.date_donnees) == ("parcoursup", "2025", date(2025, 9, 30))
        assert (fiche.lignes_lues, fiche.lignes_retenues, lecture.refus_total) == (1, 1, 0)

    @pytest.mark.parametrize("separateur", [";", ",", "\t"])
    def test_libelles_et_separateurs(self, tmp_path, separateur):
        assert rangees_de(lire(tmp_path, csv_de([BASE], libelles=LIBELLES, separateur=separateur))) == [ATTENDU]

    @pytest.mark.parametrize("encodage", ["utf-8-sig", "cp1252"])
    def test_bom_et_windows_1252(self, tmp_path, encodage):
        texte = csv_de([BASE], libelles=LIBELLES)
        assert rangees_de(lire(tmp_path, gzip.compress(texte.encode(encodage)), "x.csv.gz")) == [ATTENDU]

    def test_restes_de_windows_1252_dans_une_cellule(self, tmp_path):
        octets = csv_de([BASE]).encode().replace(b"d'Oc", b"d\x92Oc")
        lecture = lire(tmp_path, octets)
        assert rangees_de(lecture)[0]["etablissement"] == "Lycée d’Oc"
        assert any("Windows-1252" in n for n in lecture.fiche.notes)

    def test_json_et_parquet(self, tmp_path):
        import pyarrow as pa
        import pyarrow.parquet as pq

        nombres = {n: (float(v) if n == "taux_acces_ens" else int(v)) for n, v in BASE.items() if n in NOMBRES}
        objet = {**BASE, **nombres, "cod_aff_form": 4268.0, "detail_forma": None}
        objet["g_olocalisation_des_formations"] = {"lon": 1.45, "lat": 43.6}
        assert rangees_de(lire(tmp_path, json.dumps([objet]), "x.json")) == [ATTENDU]
        assert rangees_de(lire(tmp_path, json.dumps({"total_count": 1, "results": [objet]}), "y.json")) == [ATTENDU]
        objet["g_olocalisation_des_formations"] = b"\x01" + struct.pack("<Idd", 1, 1.45, 43.6)
        pq.write_table(pa.Table.from_pylist([objet]), tmp_path / "x.parquet")
        assert rangees_de(Parcoursup().lire(tmp_path / "x.parquet", origine="essai")) == [ATTENDU]

    def test_colonnes_inconnues_ignorees_et_ordre_indifferent(self, tmp_path):
        ordre = ["list_com", *reversed(BASE), "composante_id_paysage"]
        assert rangees_de(lire(tmp_path, csv_de([BASE], ordre=ordre))) == [ATTENDU]

    def test_un_autre_fichier_n_est_pas_reconnu(self, tmp_path):
        fichier = tmp_path / "bts.csv"
        fichier.write_text("UAI;LIBELLÉFORMATION;NB_VOEUX_CONFIRMES;CAPACITEPSUP\n0010001W;BTS;5;15\n", "utf-8")
        assert not Parcoursup().reconnait(apercu(fichier))


NOMBRES = {n for n in BASE if n.startswith(("voe_", "nb_", "prop_", "acc_", "capa_", "taux_"))} | {"session"}


class TestEntetesEnDouble:
    DEUX = (
        BASE,
        ligne(cod_aff_form="2", lib_for_voe_ins="BTS - Services - Banque"),
        ligne(cod_aff_form="3", lib_for_voe_ins="BTS - Production - Bois", form_lib_voe_acc="BTS - Production"),
    )
    LIBELLES_ATTENDUS = frozenset({"BTS - Services - Tourisme", "BTS - Services - Banque", "BTS - Production - Bois"})

    def ordre(self, premier, second):
        autres = [n for n in BASE if n not in {premier, second}]
        return [*autres[:6], premier, *autres[6:], second]

    def test_depuis_2022_le_libelle_est_le_premier(self, tmp_path):
        ordre = self.ordre("lib_for_voe_ins", "form_lib_voe_acc")
        lecture = lire(tmp_path, csv_de(self.DEUX, libelles=LIBELLES, ordre=ordre))
        assert {r["libelle"] for r in rangees_de(lecture)} == self.LIBELLES_ATTENDUS

    def test_en_2021_l_ordre_est_inverse(self, tmp_path):
        ordre = self.ordre("form_lib_voe_acc", "lib_for_voe_ins")
        rangees = [{**r, "session": "2021"} for r in self.DEUX]
        lecture = lire(tmp_path, csv_de(rangees, libelles=LIBELLES, ordre=ordre))
        assert {r["libelle"] for r in rangees_de(lecture)} == self.LIBELLES_ATTENDUS
        seule = lire(tmp_path, csv_de(rangees[:1], libelles=LIBELLES, ordre=ordre))  # nothing but the order of the year
        assert rangees_de(seule)[0]["libelle"] == "BTS - Services - Tourisme"

    def test_les_valeurs_corrigent_un_ordre_inattendu(self, tmp_path):
        ordre = self.ordre("form_lib_voe_acc", "lib_for_voe_ins")
        lecture = lire(tmp_path, csv_de(self.DEUX, libelles=LIBELLES, ordre=ordre))
        assert {r["libelle"] for r in rangees_de(lecture)} == self.LIBELLES_ATTENDUS

    def test_2020(self, tmp_path):
        """Two « Filière de formation détaillée », the name of the lycée in front, no accent in the selectivity."""
        libelles = {**LIBELLES, "fil_lib_voe_acc": "Filière de formation détaillée", "cod_aff_form": "COD_AFF_FORM"}
        libelles["taux_acces_ens"] = COLONNES["taux_acces"][2].replace("'", "’")
        ordre = [n for n in BASE if n != "lib_for_voe_ins"]
        prepa = "Lycée d'Oc - CPGE - MPSI"
        rangee = ligne(session=2020, fili="CPGE", lib_comp_voe_ins=prepa, fil_lib_voe_acc=prepa, dep="9")
        rangee |= {"select_form": "formation selective", "cod_uai": "0090001A", "region_etab_aff": "Occitanie"}
        (lue,) = rangees_de(lire(tmp_path, csv_de([rangee], libelles=libelles, ordre=ordre)))
        assert (lue["libelle"], lue["selective"], lue["departement"]) == ("CPGE - MPSI", True, "09")
        assert (lue["code_formation"], lue["taux_acces"]) == ("4268", 63.0)

    def test_une_colonne_de_compte_en_double_est_refusee(self, tmp_path):
        texte = csv_de([BASE], ordre=[*BASE, "acc_tot"])
        with pytest.raises(DonneeInvalide, match="deux colonnes portent le même en-tête « acc_tot »"):
            lire(tmp_path, texte)


class TestSousEnsembles:
    def test_extrait_2022(self, tmp_path):
        """44 columns: no key, no place but the académie, latitude and longitude apart; « formation » is not read."""
        ordre = ["session", "cod_uai", "g_ea_lib_vx", "select_form", "fili", "lib_comp_voe_ins", "detail_forma"]
        ordre += ["capa_fin", "voe_tot", "prop_tot", "acc_tot", "formation", "latitude", "longitude", "acad_mies"]
        rangee = ligne(session=2022, latitude="43.6", longitude="1.45", formation="BTS - Autre chose")
        lecture = lire(tmp_path, csv_de([rangee], ordre=ordre), "fr-esr-parcoursup_2022_lycees.csv")
        (lue,) = rangees_de(lecture)
        assert lue["libelle"] == "BTS - Tourisme"
        assert (lue["departement"], lue["region"], lue["academie"]) == ("31", "76", "16")
        assert (lue["latitude"], lue["longitude"]) == (43.6, 1.45)
        assert any(n.startswith("Extrait") for n in lecture.fiche.notes)
        assert any("Aucune formation pour : " in n and "Bretagne" in n for n in lecture.fiche.notes)

    def test_reconstitution_2025(self, tmp_path):
        ordre = ["session", "cod_uai", "dep", "g_ea_lib_vx", "region_etab_aff", "acad_mies", "lib_for_voe_ins", "fili"]
        ordre += ["select_form", "capa_fin", "candidats_pp_plus_pc", "admis_pp_plus_pc", "taux_acces_ens"]
        rangee = ligne(candidats_pp_plus_pc=400, admis_pp_plus_pc=28)
        lecture = lire(tmp_path, csv_de([rangee], ordre=ordre))
        (lue,) = rangees_de(lecture)
        assert (lue["candidatures"], lue["acceptations"], lue["propositions"]) == (400, 28, None)
        assert any("phases principale et complémentaire additionnées" in n for n in lecture.fiche.notes)
        assert any("ne donne pas les propositions" in n for n in lecture.fiche.notes)

    def test_cle_stable_sans_cod_aff_form(self, tmp_path):
        ordre = [n for n in BASE if n != "cod_aff_form"]
        jumelles = [ligne(capa_fin=c) for c in (30, 40, 50)] + [ligne(cod_uai="0310002B")]
        endroit = rangees_de(lire(tmp_path, csv_de(jumelles, ordre=ordre)))
        envers = rangees_de(lire(tmp_path, csv_de(jumelles[::-1], ordre=ordre)))
        assert endroit == envers
        codes = [r["code_formation"] for r in endroit]
        assert len(set(codes)) == 4
        assert [c.rsplit("-", 1)[1] for c in codes] == ["1", "2", "3", "1"]
        assert len({c.rsplit("-", 1)[0] for c in codes}) == 2

    def test_ligne_collee_deux_fois_signalee(self, tmp_path):
        ordre = [n for n in BASE if n != "cod_aff_form"]
        lecture = lire(tmp_path, csv_de([ligne(capa_fin=30), ligne(capa_fin=40), ligne(capa_fin=30)], ordre=ordre))
        (signal,) = lecture.refus
        assert (signal.ligne, signal.bloquant) == (4, False)
        assert "répète exactement" in signal.motif
        assert len(rangees_de(lecture)) == 3

    def test_colonne_obligatoire_absente(self, tmp_path):
        fichier = tmp_path / "x.csv"
        fichier.write_text(csv_de([BASE], ordre=[n for n in BASE if n not in {"capa_fin", "acc_tot"}]), "utf-8")
        assert not Parcoursup().reconnait(apercu(fichier))
        with pytest.raises(DonneeInvalide, match="« capa_fin », « acc_tot »"):
            Parcoursup().lire(fichier, origine="essai")
        fichier.write_text(csv_de([BASE], ordre=[n for n in BASE if not n.startswith(("lib_", "fil_", "form_"))]))
        with pytest.raises(DonneeInvalide, match="libellé de la formation"):
            Parcoursup().lire(fichier, origine="essai")


class TestSession:
    def test_annee_du_nom_contraire_aux_lignes(self, tmp_path):
        texte = csv_de([ligne(session=2022)])
        with pytest.raises(DonneeInvalide, match=r"devait contenir la session 2025 .* session 2022"):
            lire(tmp_path, texte, "fr-esr-parcoursup_2025.csv")
        assert lire(tmp_path, texte, "parcoursup_2022.csv").fiche.version == "2022"
        assert lire(tmp_path, texte, "export_2025-10-01.csv").fiche.version == "2022"

    def test_annee_de_l_adresse(self, tmp_path):
        fichier = tmp_path / "fichier.csv"
        fichier.write_text(csv_de([BASE]), "utf-8")
        with pytest.raises(DonneeInvalide, match="session 2023"):
            Parcoursup().lire(fichier, origine="https://portail/datasets/fr-esr-parcoursup_2023/exports/csv")

    def test_sessions_melangees(self, tmp_path):
        with pytest.raises(DonneeInvalide, match="mélange les sessions : 2025 au début, « 2024 » à la ligne 3"):
            lire(tmp_path, csv_de([BASE, ligne(session=2024, cod_aff_form=2)]))

    @pytest.mark.parametrize("session", ["2017", "2199", "deux mille", "", "20255"])
    def test_session_impossible(self, tmp_path, session):
        with pytest.raises(DonneeInvalide, match="session"):
            lire(tmp_path, csv_de([ligne(session=session)]))

    def test_session_a_venir_dite_par_l_horloge(self, tmp_path):
        with a_l_instant(datetime(2024, 12, 31, tzinfo=UTC)), pytest.raises(DonneeInvalide, match="2025 n'est pas"):
            lire(tmp_path, csv_de([BASE]))

    def test_session_ecrite_comme_une_date(self, tmp_path):
        assert lire(tmp_path, csv_de([ligne(session="2025-01-01")])).fiche.version == "2025"
        assert lire(tmp_path, csv_de([ligne(session="2025.0")])).fiche.version == "2025"

    def test_en_tete_seul(self, tmp_path):
        with pytest.raises(DonneeInvalide, match="aucune ligne"):
            lire(tmp_path, csv_de([]))


class TestValidation:
    @pytest.mark.parametrize(
        ("ecarts", "colonne", "morceau"),
        [
            ({"acc_tot": -1, "acc_bg": 0, "acc_bt": 0, "acc_bp": 0, "acc_aca_orig": 0}, "acc_tot", "négatif"),
            ({"voe_tot": -400}, "voe_tot", "négatif"),
            ({"acc_tot": 91}, "acc_tot", "« prop_tot » (90)"),
            ({"prop_tot": 401}, "prop_tot", "« voe_tot » (400)"),
            ({"voe_tot": 28, "acc_tot": 400, "prop_tot": ""}, "acc_tot", "« voe_tot » (28)"),
            ({"acc_aca_orig": 29}, "acc_aca_orig", "« acc_tot » (28)"),
            ({"acc_bg": 28}, "acc_bg", "trois bacs réunis (46)"),
            ({"prop_tot_bt": 80}, "prop_tot_bg", "trois bacs réunis"),
            ({"nb_voe_pp_bp": 300}, "nb_voe_pp_bg", "trois bacs réunis"),
            ({"capa_fin": "beaucoup"}, "capa_fin", "pas un nombre"),
            ({"voe_tot": "12,5"}, "voe_tot", "entier"),
            ({"taux_acces_ens": 163}, "taux_acces_ens", "trop grande"),
            ({"cod_aff_form": ""}, "cod_aff_form", "obligatoire"),
            ({"cod_aff_form": "4268"}, "session, cod_aff_form", "déjà celle de la ligne 2"),
            ({"fili": ""}, "fili", "obligatoire"),
        ],
    )
    def test_ligne_refusee(self, tmp_path, ecarts, colonne, morceau):
        mauvaise = ligne(**{"cod_aff_form": "2", **ecarts})
        lecture = lire(tmp_path, csv_de([BASE, mauvaise]))
        refus = lecture.refus[0]
        assert (refus.ligne, refus.colonne, refus.bloquant) == (3, colonne, True)
        assert morceau in refus.motif
        assert refus.remede.endswith(".")
        assert rangees_de(lecture) == [ATTENDU]
        assert (lecture.fiche.lignes_lues, lecture.fiche.lignes_retenues) == (2, 1)

    def test_colonnes_interverties_dans_tout_le_fichier(self, tmp_path):
        libelles = {"voe_tot": "acc_tot", "acc_tot": "voe_tot"}
        lecture = lire(tmp_path, csv_de([BASE, ligne(cod_aff_form=2)], libelles=libelles))
        assert lecture.tables[FORMATIONS].num_rows == 0
        assert lecture.refus_total == 2
        assert "interverties" in lecture.refus[0].remede

    def test_plus_d_acceptations_que_de_places_est_legitime(self, tmp_path):
        lecture = lire(tmp_path, csv_de([ligne(capa_fin=10), ligne(cod_aff_form=2, capa_fin=0)]))
        assert lecture.refus_total == 0
        assert "Plus d'acceptations que de places : 2 formations." in lecture.fiche.notes
        assert "Aucune place ouverte : 1 formation." in lecture.fiche.notes

    def test_ligne_trop_courte(self, tmp_path):
        lecture = lire(tmp_path, csv_de([BASE]) + "2025;0310001A\n")
        assert (lecture.refus[0].ligne, lecture.fiche.lignes_lues) == (3, 2)

    def test_taux_en_fraction(self, tmp_path):
        rangees = [ligne(cod_aff_form=i, taux_acces_ens=0.5) for i in range(30)]
        with pytest.raises(DonneeInvalide, match="fraction"):
            lire(tmp_path, csv_de(rangees))

    @pytest.mark.parametrize("point", ["143.6, 1.45", "ici", "43.6", "43.6, 1.45, 3"])
    def test_point_douteux_garde_la_ligne(self, tmp_path, point):
        lecture = lire(tmp_path, csv_de([ligne(g_olocalisation_des_formations=point)]))
        (lue,) = rangees_de(lecture)
        assert (lue["latitude"], lue["longitude"]) == (None, None)
        assert [(r.ligne, r.bloquant) for r in lecture.refus] == [(2, False)]

    def test_point_absent(self, tmp_path):
        lecture = lire(tmp_path, csv_de([ligne(g_olocalisation_des_formations="")]))
        assert rangees_de(lecture)[0]["latitude"] is None
        assert lecture.refus_total == 0

    def test_region_contraire_au_departement(self, tmp_path):
        lecture = lire(
            tmp_path, csv_de([ligne(dep="53", cod_uai="0530001A", region_etab_aff="Bretagne", acad_mies="Nantes")])
        )
        assert rangees_de(lecture)[0]["region"] == "52"
        assert [r.bloquant for r in lecture.refus] == [False]

    def test_outre_mer_corse_et_etranger(self, tmp_path):
        rangees = [
            ligne(cod_aff_form=1, dep="974", cod_uai="9740001A", region_etab_aff="Réunion", acad_mies="La Réunion"),
            ligne(cod_aff_form=2, dep="2B", cod_uai="7200001X", region_etab_aff="Corse", acad_mies="Corse"),
            ligne(cod_aff_form=3, dep="984", cod_uai="9840001D", region_etab_aff="", acad_mies="Polynésie Française"),
            ligne(cod_aff_form=4, dep="350", cod_uai="3500005D", region_etab_aff="", acad_mies="Etranger"),
            ligne(cod_aff_form=5, dep="T17", cod_uai="T171435T", region_etab_aff="", acad_mies="Etranger"),
        ]
        lecture = lire(tmp_path, csv_de(rangees))
        assert [(r["departement"], r["region"]) for r in rangees_de(lecture)] == [
            ("974", "04"),
            ("2B", "94"),
            ("987", "987"),
            (None, None),
            (None, None),
        ]
        assert "À l'étranger ou sans région connue : 2 formations." in lecture.fiche.notes

    @pytest.mark.parametrize(
        ("ecrite", "lue"),
        [
            ("formation sélective", True),
            ("formation selective", True),
            ("formation non sélective", False),
            ("Formation Non Selective", False),
            ("", None),
        ],
    )
    def test_selectivite(self, tmp_path, ecrite, lue):
        assert rangees_de(lire(tmp_path, csv_de([ligne(select_form=ecrite)])))[0]["selective"] is lue

    def test_filieres_anciennes(self, tmp_path):
        rangees = [ligne(cod_aff_form=i, fili=f) for i, f in enumerate(["4_DUT", "Licence_Las", "IFSI"])]
        assert [r["filiere"] for r in rangees_de(lire(tmp_path, csv_de(rangees)))] == ["DUT", "Licence LAS", "IFSI"]

    def test_le_detail_distingue_le_libelle(self, tmp_path):
        lue = rangees_de(lire(tmp_path, csv_de([ligne(detail_forma="Section européenne")])))[0]
        assert lue["libelle"] == "BTS - Services - Tourisme (Section européenne)"
