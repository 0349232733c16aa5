import json
from datetime import date

import pytest

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.tables import INSERJEUNES
from portulan.sources.inserjeunes import InserJeunes
from portulan.sources.lecture import apercu

ENTETE = (
    "\ufeffAnnée;UAI;Libellé;Région;DEVENIR Part poursuite études;DEVENIR Part en emploi 6 mois;"
    "DEVENIR Part autre situation 6 mois;Part contrats apprentissage interrompus;Taux poursuite études;"
    "Taux emploi 6 mois;Taux emploi 6 mois attendu;VA emploi 6 mois;Taux emploi 12 mois;Taux emploi 18 mois;"
    "Taux emploi 24 mois\n"
)
PUBLIE = "cumul 2022-2023;0310001A;CFA de Toulouse;OCCITANIE;21.0;54.0;25.0;;21.0;68.0;70.0;-2.0;77.0;;\n"


def lire(dossier, texte, nom="fr-en-inserjeunes-cfa.csv"):
    fichier = dossier / nom
    fichier.write_text(texte, "utf-8")
    connecteur = InserJeunes()
    assert connecteur.reconnait(apercu(fichier))
    return connecteur.lire(fichier, origine="essai")


def ligne(uai="0310001A", annee="cumul 2022-2023", **cellules):
    """A row of the CFA file, empty but for what is given by position name."""
    noms = ["dp", "de", "da", "ci", "tp", "t6", "att", "va", "t12", "t18", "t24"]
    return f"{annee};{uai};CFA;OCCITANIE;" + ";".join(str(cellules.get(n, "")) for n in noms) + "\n"


def test_cfa(tmp_path):
    lecture = lire(tmp_path, ENTETE + PUBLIE)
    assert lecture.tables[INSERJEUNES].schema.equals(INSERJEUNES.schema())
    assert lecture.tables[INSERJEUNES].to_pylist() == [
        {
            "millesime": "2022-2023",
            "uai": "0310001A",
            "etablissement": "CFA de Toulouse",
            "voie": "apprentissage",
            "region": "76",
            "taux_poursuite": 21.0,
            "taux_emploi_6_mois": 68.0,
            "taux_emploi_12_mois": 77.0,
            "taux_emploi_18_mois": None,
            "taux_emploi_24_mois": None,
            "valeur_ajoutee_6_mois": -2.0,
            "diffusion": "publie",
            "fictif": False,
        }
    ]
    assert lecture.fiche.version == "apprentissage"
    assert lecture.fiche.date_donnees == date(2024, 1, 31)
    assert not any("Rupture" in n for n in lecture.fiche.notes)


@pytest.mark.parametrize(
    ("cellules", "diffusion"),
    [
        ({"t6": "68.0"}, "publie"),
        ({"t6": "0"}, "publie"),
        ({"tp": "40"}, "masque"),
        ({"ci": "12"}, "masque"),
        ({"t6": "nd"}, "masque"),
        ({"t6": "ns", "tp": "ns"}, "masque"),
        ({"t12": "*"}, "masque"),
        ({}, "absent"),
        ({"t6": "NA", "tp": "\\N"}, "absent"),
    ],
)
def test_publie_masque_et_absent_sont_distingues(tmp_path, cellules, diffusion):
    lecture = lire(tmp_path, ENTETE + ligne(**cellules))
    assert lecture.tables[INSERJEUNES]["diffusion"].to_pylist() == [diffusion]


def test_le_masque_ne_vaut_jamais_zero(tmp_path):
    (rangee,) = lire(tmp_path, ENTETE + ligne(t6="nd", tp="ns")).tables[INSERJEUNES].to_pylist()
    assert rangee["taux_emploi_6_mois"] is None
    assert rangee["taux_poursuite"] is None


def test_rupture_de_serie_dite(tmp_path):
    lecture = lire(tmp_path, ENTETE + PUBLIE + ligne(annee="cumul 2021-2022", t6="60"))
    assert any("emploi public est compté à partir de 2022-2023" in n for n in lecture.fiche.notes)
    assert any("2 publiés, 0 masqués, 0 absents" in n for n in lecture.fiche.notes)


@pytest.mark.parametrize(
    ("mauvaise", "colonne", "morceau"),
    [
        (ligne("0310002B", dp=40, de=40, da=40), "DEVENIR Part poursuite études", "100"),
        (ligne("0310002B", dp=-10, de=60, da=50), "DEVENIR Part poursuite études", "négatifs"),
        (ligne("0310002B", t6=120), "Taux emploi 6 mois", "trop grande"),
        (ligne("0310002B", t6=-1), "Taux emploi 6 mois", "négatif"),
        (ligne("0310002B", t6="beaucoup"), "Taux emploi 6 mois", "pas un nombre"),
        (ligne("0310002B", annee="2022"), "Année", "millésime"),
        (ligne("0310002B", annee="cumul 2020-2023"), "Année", "millésime"),
        (ligne("0310002B", annee="cumul 2098-2099"), "Année", "pas passé"),
        (ligne("", t6=50), "UAI", "obligatoire"),
        (ligne(t6=50), "Année, UAI, voie", "déjà celle de la ligne 2"),
    ],
)
def test_lignes_refusees(tmp_path, mauvaise, colonne, morceau):
    lecture = lire(tmp_path, ENTETE + PUBLIE + mauvaise)
    assert (lecture.refus_total, lecture.refus[0].ligne, lecture.refus[0].colonne) == (1, 3, colonne)
    assert morceau in lecture.refus[0].motif
    assert lecture.tables[INSERJEUNES].num_rows == 1


def test_lycees_en_noms_techniques_sans_compter_deux_fois(tmp_path):
    base = {"annee": "cumul 2022-2023", "uai": "0351878L", "libelle": "LP", "region": "BRETAGNE"}
    taux = {"taux_poursuite_etudes": 40, "taux_emploi_6_mois": 30.0, "va_emploi_6_mois": None}
    objets = [{**base, **taux, "dont_apprentis_eple": p} for p in ("ensemble", "apprentis")]
    lecture = lire(tmp_path, json.dumps(objets), "lycees.json")
    (rangee,) = lecture.tables[INSERJEUNES].to_pylist()
    assert (rangee["voie"], rangee["region"], rangee["taux_emploi_6_mois"]) == ("scolaire", "53", 30.0)
    assert lecture.fiche.version == "scolaire"


def test_formation_fine_refusee_avec_le_bon_jeu(tmp_path):
    texte = (
        "Année;UAI;Libellé formation;Code formation mefstat11;Taux poursuite études;Taux emploi 6 mois\n"
        "cumul 2022-2023;0310001A;BTS;32211022709;40;30\n"
    )
    with pytest.raises(DonneeInvalide, match="par formation") as erreur:
        lire(tmp_path, texte)
    assert "fr-en-inserjeunes-lycee_pro" in erreur.value.remede


def test_aucune_ligne(tmp_path):
    with pytest.raises(DonneeInvalide, match="aucune ligne"):
        lire(tmp_path, ENTETE)
