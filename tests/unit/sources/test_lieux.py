"""Where a place stands, and when it is open."""

import pytest

from portulan.sources import lieux
from portulan.sources.batisseur import Collecteur
from portulan.sources.horaires import heure, osm_de_france_travail, osm_de_l_annuaire, osm_par_jour


@pytest.mark.parametrize(
    ("code", "actuelle"),
    [
        ("31555", "31555"),
        ("75117", "75056"),
        ("13201", "13055"),
        ("69381", "69123"),
        ("2a004", "2A004"),
        (" 31555 ", "31555"),
    ],
)
def test_un_code_ancien_mene_a_la_commune_actuelle(code, actuelle):
    collecteur = Collecteur()
    assert lieux.commune_du_code(collecteur, 2, code, colonne="code_insee") == actuelle
    assert collecteur.total == 0


@pytest.mark.parametrize(
    ("code", "postal", "motif", "remede"),
    [
        ("", "", "manque", "cinq caractères"),
        ("99999", "", "aucune commune", "INSEE"),
        ("31000", "31000", "code postal", "31555"),
        ("1004", "", "zéro initial", "01004"),
        ("76000", "", "code postal", "76540"),
    ],
)
def test_un_code_refuse_dit_quoi_ecrire(code, postal, motif, remede):
    collecteur = Collecteur()
    assert lieux.commune_du_code(collecteur, 7, code, colonne="code_insee", code_postal=postal) is None
    (refus,) = collecteur.refus
    assert refus.bloquant
    assert (refus.ligne, refus.colonne, refus.valeur) == (7, "code_insee", code)
    assert motif in refus.motif
    assert remede in refus.remede


def test_un_code_qui_est_aussi_un_cedex_reste_un_code():
    """41018 is Blois for the INSEE and a CEDEX of Blois: not a postal code of anyone else."""
    assert lieux.commune_du_code(Collecteur(), 2, "41018", colonne="c", code_postal="41018") == "41018"


@pytest.mark.parametrize(
    ("postal", "nom", "attendu"),
    [
        ("31000", "Toulouse", "31555"),
        ("75011", "PARIS 11", "75056"),
        ("12023", "RODEZ CEDEX 9", "12202"),
        ("26105", "ROMANS", "26281"),
        ("20407", "BASTIA", "2B033"),
        ("93600", "AULANY-SOUS-BOIS", "93005"),
        ("97450", "ST LOUIS", "97414"),
        ("00000", "NULLE PART", None),
    ],
)
def test_une_adresse_mene_a_sa_commune(postal, nom, attendu):
    assert lieux.commune_de_l_adresse(postal, nom) == attendu


def test_plusieurs_communes_possibles_le_point_decide():
    """12330 serves several communes; without a known name the nearest one is taken, and nothing is guessed blindly."""
    longitude, latitude = lieux.point("12138")
    assert lieux.commune_de_l_adresse("12330", "LIEU-DIT", longitude, latitude) == "12138"
    assert lieux.commune_de_l_adresse("12330", "LIEU-DIT") is None


@pytest.mark.parametrize(
    ("courriel", "attendu"),
    [
        ("Accueil@mission.fr", "accueil@mission.fr"),
        ("cio.rodez@ac-toulouse.fr", "cio.rodez@ac-toulouse.fr"),
        ("jeanne.martin@mission.fr", None),
        ("pas une adresse", None),
        (None, None),
    ],
)
def test_une_adresse_nominative_n_est_pas_reprise(courriel, attendu):
    assert lieux.courriel_generique(courriel) == attendu


def plage(debut, fin, *heures, commentaire=""):
    champs = ("valeur_heure_debut_1", "valeur_heure_fin_1", "valeur_heure_debut_2", "valeur_heure_fin_2")
    return {
        "nom_jour_debut": debut,
        "nom_jour_fin": fin,
        "commentaire": commentaire,
        **dict(zip(champs, heures, strict=False)),
    }


def test_horaires_de_l_annuaire():
    assert osm_de_l_annuaire([plage("Lundi", "Vendredi", "9:00:00", "12:00:00", "14:00:00", "17:30:00")]) == (
        "Mo-Fr 09:00-12:00,14:00-17:30"
    )
    assert osm_de_l_annuaire([plage("Samedi", "Samedi", "09h00", "12h00", commentaire='Le "premier" du mois')]) == (
        "Sa 09:00-12:00 \"Le 'premier' du mois\""
    )
    assert osm_de_l_annuaire([]) is None
    assert osm_de_l_annuaire([plage("Lundi", "Lundi", "17:00:00", "09:00:00")]) is None, "dans le mauvais ordre"
    assert osm_de_l_annuaire([plage("", "", "09:00:00", "12:00:00")]) is None


def test_horaires_de_france_travail():
    matin = {"horaireFerme": "N", "horaireEnContinu": "N", "ouvertureMatin": "08:30", "fermetureMatin": "12:45"}
    jours = [{"jour": rang, **matin} for rang in (3, 1, 2)]
    jours.append({"jour": 4, "horaireFerme": "O", "ouvertureMatin": "08:30", "fermetureMatin": "12:00"})
    continu = {"horaireFerme": "N", "horaireEnContinu": "O", "ouvertureMatin": "08:00", "fermetureApresMidi": "16:00"}
    jours.append({"jour": 5, **continu})
    assert osm_de_france_travail(jours) == "Mo-We 08:30-12:45; Fr 08:00-16:00"
    assert osm_de_france_travail([{"jour": "lundi"}]) is None
    assert osm_par_jour({}) is None
    assert heure("25:00") == ""
