import pytest

from portulan.socle.erreurs import DonneeInvalide
from portulan.sources.entetes import normaliser, occurrences, reperer


def test_une_ecriture_pour_toutes_les_variantes():
    variantes = [
        "Code UAI de l'établissement",
        "Code UAI de l’établissement",
        "CODE  UAI DE L´ETABLISSEMENT ",
        "Code\u00a0UAI de l'e\u0301tablissement",
    ]
    assert len({normaliser(v) for v in variantes}) == 1
    assert normaliser("vœu") == normaliser("VOEU")
    assert normaliser("Grand – Est") == normaliser("Grand-Est") == normaliser("grand_est")
    assert normaliser("Région") != normaliser("Académie")


def test_la_premiere_graphie_trouvee_gagne():
    entete = ["admis_pp_plus_pc", "acc_tot", "x"]
    assert reperer(entete, {"a": ("acc_tot", "admis_pp_plus_pc"), "b": ("absente",)}) == {"a": 1}


def test_un_entete_en_double_n_est_jamais_choisi_au_hasard():
    entete = ["Filière de formation", "UAI", "Filière de formation"]
    assert occurrences(entete, ["filiere de formation"]) == [0, 2]
    with pytest.raises(DonneeInvalide, match="deux colonnes portent le même en-tête"):
        reperer(entete, {"f": ("Filière de formation",)}, fichier="x.csv")
    assert reperer(entete, {"uai": ("UAI",)}) == {"uai": 1}


def test_colonnes_manquantes_nommees():
    with pytest.raises(DonneeInvalide, match="« session », « uai »") as erreur:
        reperer(["a"], {"s": ("session",), "u": ("uai",), "a": ("a",)}, obligatoires=("s", "a", "u"), fichier="x.csv")
    assert "x.csv" in str(erreur.value)
