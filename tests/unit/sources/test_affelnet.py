"""Affelnet: the three layouts, the year from the name, what is refused and what is only doubtful."""

from datetime import date

import pytest

from portulan.socle import horloge
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.tables import AFFECTATIONS
from portulan.sources.affelnet import Affelnet
from portulan.sources.affelnet_lignes import commune_nommee, entree, specialite
from portulan.sources.lecture import apercu
from portulan.sources.millesime import annee_du_fichier, date_du_fichier

ENTETE = (
    "Etablissement d'accueil;Sigle de l'établissement d'accueil;Libellé de l'établissement d'accueil;"
    "Commune de l'établissement d'accueil;Département de l'établissement d'accueil;"
    "Libellé du MEF national de rattachement;Type de MEF;Secteur ;Palier minimum autorisé pour la saisie du voeu;"
    "Voeu de recensement O/N;Statut Offre de formation;Capacité carte scolaire;Capacité d'affectation;Demandes vœux 1;"
    "Affectés voeu 1;Affectés tous vœux\n"
)
LARGE = (
    "Voeux 2025, données diffusables\n"
    "Etablissement d'accueil;MEF STAT 11;diffusion;Capacité carte scolaire;Demandes vœux 1  - TOTAL;"
    "Demandes tous vœux - TOTAL;Affectés tous vœux;"
    "Taux de pression (Total demandes vœux 1 / Capacité carte scolaire)\n"
)


def ligne(uai="0310001H", *, statut="ST", comptes="24;20;30;15;18", commune="TOULOUSE", libelle="1ERPRO CUISINE"):
    return f"{uai};LP;LES ARTS;{commune};HAUTE-GARONNE;{libelle};National;PUBLIC;2nde;N;{statut};{comptes}\n"


def lire(dossier, texte, nom="affelnet_2024.csv", **options):
    fichier = dossier / nom
    fichier.write_text(texte, "utf-8")
    assert Affelnet().reconnait(apercu(fichier))
    return Affelnet().lire(fichier, origine=nom, **options)


def rangees(lecture):
    return lecture.tables[AFFECTATIONS].to_pylist()


def test_entree_en_premiere_professionnelle(tmp_path):
    lecture = lire(tmp_path, ENTETE + ligne())
    assert lecture.tables[AFFECTATIONS].schema.equals(AFFECTATIONS.schema())
    assert rangees(lecture) == [
        {
            "annee": 2024,
            "uai": "0310001H",
            "code_formation": "1erpro-cuisine",
            "statut": "scolaire",
            "rang": 1,
            "entree": "première professionnelle",
            "libelle": "1ERPRO CUISINE",
            "specialite": "CUISINE",
            "famille": None,
            "palier": "seconde",
            "recensement": False,
            "etablissement": "LP LES ARTS",
            "secteur": "public",
            "code_insee": "31555",
            "departement": "31",
            "academie": "16",
            "region": "76",
            "capacite": 24,
            "capacite_affectation": 20,
            "premiers_voeux": 30,
            "voeux": None,
            "affectes_voeu_1": 15,
            "affectes": 18,
            "fictif": False,
        }
    ]
    assert (lecture.fiche.version, lecture.fiche.date_donnees) == ("2024, académie 16", date(2024, 9, 1))
    assert lecture.refus_total == 0


def test_attractivite_sans_issue(tmp_path):
    texte = (
        "Etablissement d'accueil;MEF STAT 11;Voeu de recensement O/N;Statut Offre de formation;Capacité carte scolaire;"
        "Demandes vœux 1;Famille de métiers;nb_apparitions_uai_mefstat;mef_stat_terminale\n"
        "0310001H;23820022703;N;ST;15;12;TRANSITION NUMERIQUE;1;23830022703\n"
        "0310001H;23210023304;N;ST;12;NA;;1;\n"
    )
    premiere, cap = sorted(rangees(lire(tmp_path, texte, "attractivite_2021.csv")), key=lambda r: -r["capacite"])
    assert (premiere["entree"], premiere["libelle"], premiere["famille"]) == (
        "première professionnelle",
        "MEF 23820022703",
        "TRANSITION NUMERIQUE",
    )
    assert (cap["entree"], cap["premiers_voeux"], cap["affectes"], cap["code_insee"]) == ("CAP", None, None, None)


def test_large_titre_deux_espaces_virgules_et_non_diffusables(tmp_path):
    texte = (
        LARGE
        + "0310001H;23820022703;Diffusable;15;12;40;14;0,8\n"
        + "0310002J;23820022703;Non diffusable;15;3;4;2;0,2\n"
        + "0310003K;23820022703;Diffusable;0;12;NA;NA;NA\n"
    )
    lecture = lire(tmp_path, texte, "voeux_2025_diffusable.csv")
    comptes = [
        (r["annee"], r["premiers_voeux"], r["voeux"], r["affectes_voeu_1"], r["affectes"]) for r in rangees(lecture)
    ]
    assert comptes == [(2025, 12, 40, None, 14), (2025, 12, None, None, None)]
    assert "Lignes non diffusables écartées : 1." in lecture.fiche.notes
    assert (lecture.fiche.lignes_lues, lecture.fiche.lignes_retenues) == (3, 2)


def test_annee_du_nom_ou_donnee(tmp_path):
    with pytest.raises(DonneeInvalide, match="ne dit pas son année") as erreur:
        lire(tmp_path, ENTETE + ligne(), "affelnet.csv")
    assert "--annee" in erreur.value.remede
    with pytest.raises(DonneeInvalide, match="ne dit pas son année"):
        lire(tmp_path, ENTETE + ligne(), "affelnet_2022_exporte_en_2023.csv")
    assert rangees(lire(tmp_path, ENTETE + ligne(), "affelnet.csv", annee=2022))[0]["annee"] == 2022
    for annee in (1999, horloge.aujourdhui().year + 1):
        with pytest.raises(DonneeInvalide, match="n'est pas possible"):
            lire(tmp_path, ENTETE + ligne(), annee=annee)


def test_noms_de_fichiers():
    assert annee_du_fichier("https://exemple.fr/2019/voeux_2025.csv?v=2020") == 2025
    assert annee_du_fichier("export_20250101.csv") is None
    assert date_du_fichier("zrr_2022-11-09.csv.gz") == date(2022, 11, 9)
    assert date_du_fichier("frr_20240701.csv") == date(2024, 7, 1)
    assert date_du_fichier("frr_2025.csv") == date(2025, 1, 1)
    assert date_du_fichier("frr.csv") is None


@pytest.mark.parametrize(
    ("comptes", "colonne", "motif"),
    [
        ("24;20;30;19;18", "Affectés voeu 1", "dépasse celui de la colonne « Affectés tous vœux »"),
        ("24;20;10;15;18", "Affectés voeu 1", "dépasse celui de la colonne « Demandes vœux 1 »"),
        ("-1;20;30;15;18", "Capacité carte scolaire", "négatif"),
        ("douze;20;30;15;18", "Capacité carte scolaire", "nombre"),
    ],
)
def test_ligne_refusee(tmp_path, comptes, colonne, motif):
    lecture = lire(tmp_path, ENTETE + ligne() + ligne("0310002J", comptes=comptes))
    (refus,) = lecture.refus
    assert refus.bloquant
    assert (refus.ligne, refus.colonne) == (3, colonne)
    assert motif in refus.motif
    assert len(rangees(lecture)) == 1


def test_uai_faux_refuse(tmp_path):
    lecture = lire(tmp_path, ENTETE + ligne() + ligne("0310001A"))
    assert [(r.ligne, r.colonne, r.bloquant) for r in lecture.refus] == [(3, "Etablissement d'accueil", True)]
    with pytest.raises(DonneeInvalide, match="aucune ligne"):
        lire(tmp_path, ENTETE + ligne("0310001A"))


def test_surbooking_et_ligne_double_sont_des_doutes(tmp_path):
    trop = ligne(comptes="24;20;30;15;22")
    lecture = lire(tmp_path, ENTETE + trop + trop)
    assert [r.bloquant for r in lecture.refus] == [False] * 3
    assert sum("plus d'élèves affectés que de places" in r.motif for r in lecture.refus) == 2
    assert sum("identique à la ligne 2" in r.motif for r in lecture.refus) == 1
    assert [r["rang"] for r in rangees(lecture)] == [1, 2]


def test_cle_quel_que_soit_l_ordre_des_lignes(tmp_path):
    lignes = [ligne(comptes=c) for c in ("24;20;30;15;18", "12;12;9;5;8", "12;12;7;5;8")]
    lignes.append(ligne(statut="AP", comptes="999;999;1;0;0"))
    premiere = rangees(lire(tmp_path, ENTETE + "".join(lignes)))
    assert premiere == rangees(lire(tmp_path, ENTETE + "".join(reversed(lignes))))
    assert [(r["statut"], r["rang"]) for r in premiere] == [
        ("apprentissage", 1),
        ("scolaire", 1),
        ("scolaire", 2),
        ("scolaire", 3),
    ]


def test_sans_formation_ni_mef_refuse(tmp_path):
    fichier = tmp_path / "affelnet_2024.csv"
    fichier.write_text("Etablissement d'accueil;Capacité carte scolaire;Demandes vœux 1\n0310001H;1;2\n", "utf-8")
    assert not Affelnet().reconnait(apercu(fichier))
    with pytest.raises(DonneeInvalide, match="quelle formation"):
        Affelnet().lire(fichier, origine="essai")


@pytest.mark.parametrize(
    ("nom", "departement", "code"),
    [
        ("PARIS 13E ARRONDISSEMENT", "75", "75056"),
        ("MARSEILLE  1ER ARRONDISSEMENT", "13", "13055"),
        ("ST-ETIENNE", "42", "42218"),
        ("AMBERIEU-EN-BUGEY", "01", "01004"),
        ("NULLE-PART", "31", None),
        ("", "31", None),
    ],
)
def test_commune_par_son_nom(nom, departement, code):
    assert commune_nommee(nom, departement) == code


def test_niveau_d_entree():
    assert entree("23810022703", "") == "seconde professionnelle"
    assert entree("", "2NDPRO METIERS DU BOIS") == "seconde professionnelle"
    assert entree("", "1CAP2 CUISINE") == "CAP"
    assert entree("", "BAC PRO CUISINE") == "autre"
    assert specialite("1CAP2 CUISINE") == "CUISINE"
    assert specialite("CUISINE") == "CUISINE"
