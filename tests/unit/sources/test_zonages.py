"""Priority areas: ZRR, FRR and QPV lists, found by their header."""

from datetime import date

import pytest

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.tables import ZONAGES
from portulan.sources.lecture import apercu
from portulan.sources.zonages import Zonages, classement


def lire(dossier, texte, nom="zrr_2022-11-09.csv"):
    fichier = dossier / nom
    fichier.write_text(texte, "utf-8")
    assert Zonages().reconnait(apercu(fichier))
    return Zonages().lire(fichier, origine=nom)


def lus(lecture):
    assert lecture.tables[ZONAGES].schema.equals(ZONAGES.schema())
    return {(r["code_insee"], r["zonage"], r["quartier"]): r["statut"] for r in lecture.tables[ZONAGES].to_pylist()}


def test_zrr(tmp_path):
    lecture = lire(tmp_path, "insee_code,status\n31555,NC\n31001,C\n97401,PC\n")
    assert lus(lecture) == {
        ("31555", "zrr", "-"): "non_classe",
        ("31001", "zrr", "-"): "classe",
        ("97401", "zrr", "-"): "partiel",
    }
    assert (lecture.fiche.version, lecture.fiche.date_donnees) == ("zrr", date(2022, 11, 9))
    assert any("remplacées par France ruralités revitalisation" in n for n in lecture.fiche.notes)


def test_ancien_code_et_fusion_de_statuts(tmp_path):
    # 01033 (Valserhône) took in 01091 and 01205 in 2019
    lecture = lire(tmp_path, "insee_code,status\n01091,C\n01205,NC\n01004,NC\n")
    assert lus(lecture) == {("01033", "zrr", "-"): "partiel", ("01004", "zrr", "-"): "non_classe"}
    assert "Anciens codes de commune ramenés aux codes actuels : 2." in lecture.fiche.notes
    assert (lecture.fiche.lignes_lues, lecture.fiche.lignes_retenues) == (3, 3)


def test_zrr_sans_date_refusee(tmp_path):
    with pytest.raises(DonneeInvalide, match="ne dit pas de quand date") as erreur:
        lire(tmp_path, "codgeo;libgeo;zrr_simp\n31001;Agassac;C - Classée en ZRR\n", "liste.csv")
    assert "zrr_2022-11-09.csv" in erreur.value.remede


@pytest.mark.parametrize(
    "entete", ["code_insee;nom;FRR", "Code commune;Libellé;Classement FRR", "codgeo;libgeo;zonage_frr"]
)
def test_frr_et_frr_plus(tmp_path, entete):
    lecture = lire(tmp_path, f"{entete}\n31001;Agassac;FRR+\n31002;Aignes;FRR\n31555;Toulouse;Non classée\n", "frr.csv")
    assert lus(lecture) == {
        ("31001", "frr", "-"): "classe",
        ("31001", "frr_plus", "-"): "classe",
        ("31002", "frr", "-"): "classe",
        ("31555", "frr", "-"): "non_classe",
    }
    assert lecture.fiche.date_donnees == date(2024, 7, 1), "entrée en vigueur, faute de date dans le nom"


def test_frr_colonne_a_part_et_zero_de_tete_perdu(tmp_path):
    lecture = lire(tmp_path, "Liste FRR;;\ncode commune;frr;frr+\n1004;oui;non\n", "frr_2025-04-01.csv")
    assert lus(lecture) == {("01004", "frr", "-"): "classe", ("01004", "frr_plus", "-"): "non_classe"}
    assert lecture.fiche.date_donnees == date(2025, 4, 1)


def test_classement_generique_reconnu_par_le_nom_du_fichier(tmp_path):
    lecture = lire(tmp_path, "code commune;classement\n31001;PC\n", "liste_frr.csv")
    assert lus(lecture) == {("31001", "frr", "-"): "partiel"}


def test_qpv_dans_plusieurs_communes_et_arrondissement(tmp_path):
    texte = "code_qp;lib_qp;insee_com\nQN03101;Un;31555, 31069\nQN07501;Deux;75113\nQN03102;Trois;31555\n"
    lecture = lire(tmp_path, texte, "qp2024.csv")
    assert set(lus(lecture)) == {
        ("31555", "qpv", "QN03101"),
        ("31069", "qpv", "QN03101"),
        ("31555", "qpv", "QN03102"),
        ("75056", "qpv", "QN07501"),
    }
    assert lecture.fiche.notes[0] == "3 quartiers prioritaires dans 3 communes."


@pytest.mark.parametrize(
    ("ligne", "colonne", "motif"),
    [
        ("99999;C", "code commune", "aucune commune"),
        (";C", "code commune", "aucune commune"),
        ("31001;peut-être", "frr", "classement"),
    ],
)
def test_ligne_refusee(tmp_path, ligne, colonne, motif):
    lecture = lire(tmp_path, f"code commune;frr\n31555;non\n{ligne}\n", "frr.csv")
    (refus,) = lecture.refus
    assert refus.bloquant
    assert (refus.ligne, refus.colonne) == (3, colonne)
    assert motif in refus.motif
    assert (lecture.fiche.lignes_lues, lecture.fiche.lignes_retenues) == (2, 1)


@pytest.mark.parametrize("texte", ["insee_code,status\n31001,actif\n31002,NC\n", "code commune;population\n31001;12\n"])
def test_autre_liste_de_communes_pas_reconnue(tmp_path, texte):
    fichier = tmp_path / "liste.csv"
    fichier.write_text(texte, "utf-8")
    assert not Zonages().reconnait(apercu(fichier))


def test_sans_classement_refuse(tmp_path):
    fichier = tmp_path / "liste.csv"
    fichier.write_text("code commune;population\n31001;12\n", "utf-8")
    with pytest.raises(DonneeInvalide, match="leur classement"):
        Zonages().lire(fichier, origine="essai")


@pytest.mark.parametrize(
    ("texte", "statuts"),
    [
        ("C - Classée en ZRR", [("zrr", "classe")]),
        ("P - Commune partiellement classée en ZRR", [("zrr", "partiel")]),
        ("NC - Commune non classée", [("zrr", "non_classe")]),
        ("", [("zrr", "non_classe")]),
        ("?", None),
    ],
)
def test_mots_du_classement(texte, statuts):
    assert classement(texte, "zrr") == statuts
