from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.socle.declaration import Colonne, Table, Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.sources.lecture import Batisseur, Collecteur, ValeurIllisible, convertir

TABLE = Table(
    nom="essai",
    libelle="Essai",
    colonnes=(
        Colonne("code", Type.TEXTE, "code", obligatoire=True),
        Colonne("annee", Type.ENTIER, "année", obligatoire=True, minimum=2018),
        Colonne("taux", Type.REEL, "taux", minimum=0, maximum=100),
        Colonne("le", Type.DATE, "date"),
        Colonne("vrai", Type.BOOLEEN, "booléen"),
        Colonne("mots", Type.LISTE, "mots"),
    ),
    cle=("annee", "code"),
)


@pytest.mark.parametrize(
    ("valeur", "type_", "attendu"),
    [
        ("12.0", Type.ENTIER, 12),
        ("1 234", Type.ENTIER, 1234),
        ("1\u202f234\u00a0567", Type.ENTIER, 1234567),
        ("\u22123", Type.ENTIER, -3),
        (7.0, Type.ENTIER, 7),
        ("12,5", Type.REEL, 12.5),
        ("1e3", Type.REEL, 1000.0),
        (".5", Type.REEL, 0.5),
        ("oui", Type.BOOLEEN, True),
        (False, Type.BOOLEEN, False),
        ("2026-09-30T10:00:00+02:00", Type.DATE, date(2026, 9, 30)),
        ("18/12/2024 17:42:39", Type.DATE, date(2024, 12, 18)),
        (datetime(2024, 1, 2, 3, 4), Type.DATE, date(2024, 1, 2)),  # noqa: DTZ001
        (3450.0, Type.TEXTE, "3450"),
        (True, Type.TEXTE, "true"),
        ("  x ", Type.TEXTE, "x"),
        ("CIO\u202e 😀 عربي\x1b[2J", Type.TEXTE, "CIO 😀 عربي[2J"),
        (["a", " b ", None, ""], Type.LISTE, ["a", "b"]),
        ("a", Type.LISTE, ["a"]),
        *[(vide, t, None) for t in Type for vide in ("", "  ", None, float("nan"))],
    ],
)
def test_conversion(valeur, type_, attendu):
    assert convertir(valeur, type_) == attendu


@pytest.mark.parametrize(
    ("valeur", "type_"),
    [
        ("12,5", Type.ENTIER),
        ("nd", Type.ENTIER),
        ("1,234.5", Type.REEL),
        ("1e999", Type.REEL),
        ("٣", Type.ENTIER),
        (10**18, Type.ENTIER),
        (True, Type.ENTIER),
        ("2026-02-30", Type.DATE),
        ("30/13/2026", Type.DATE),
        ("hier", Type.DATE),
        ("peut-être", Type.BOOLEEN),
        ({"a": 1}, Type.TEXTE),
        (12, Type.LISTE),
    ],
)
def test_conversion_refusee(valeur, type_):
    with pytest.raises(ValeurIllisible) as erreur:
        convertir(valeur, type_)
    assert erreur.value.motif.endswith(".")
    assert erreur.value.remede.endswith(".")


@given(st.integers(min_value=-(2**52), max_value=2**52))
def test_un_entier_ecrit_est_relu(nombre):
    assert convertir(str(nombre), Type.ENTIER) == nombre
    assert convertir(f"{nombre:,}".replace(",", "\u202f"), Type.ENTIER) == nombre


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_un_reel_ecrit_avec_une_virgule_est_relu(nombre):
    assert convertir(repr(nombre).replace(".", ","), Type.REEL) == nombre


def test_table_triee_au_schema_exact():
    collecteur = Collecteur()
    batisseur = Batisseur(TABLE, collecteur, lot=2)
    for ligne, (code, annee) in enumerate([("b", "2020"), ("a", "2021"), ("a", "2020"), ("é", "2020")], 2):
        assert batisseur.ajouter(ligne, {"code": code, "annee": annee, "taux": "1,5", "mots": ["x"]})
    table = batisseur.terminer()
    assert table.schema.equals(TABLE.schema())
    assert table["code"].to_pylist() == ["a", "b", "é", "a"]
    assert (batisseur.lues, batisseur.retenues, collecteur.total) == (4, 4, 0)


def test_refus_par_ligne_colonne_valeur_motif_remede():
    collecteur = Collecteur()
    batisseur = Batisseur(TABLE, collecteur, colonnes={"taux": "Taux d'accès"})
    assert batisseur.ajouter(2, {"code": "a", "annee": "2020", "taux": "-1"}) is False
    assert batisseur.ajouter(3, {"code": "a", "annee": "2020", "taux": "101"}) is False
    assert batisseur.ajouter(4, {"annee": "2017", "taux": "x"}) is False
    assert batisseur.ajouter(5, {"code": "a", "annee": "2020"}) is True
    assert batisseur.ajouter(6, {"code": "a", "annee": "2020.0"}) is False
    refus = collecteur.refus
    assert [(r.ligne, r.colonne, r.valeur) for r in refus] == [
        (2, "Taux d'accès", "-1"),
        (3, "Taux d'accès", "101"),
        (4, "code", ""),
        (4, "annee", "2017"),
        (4, "Taux d'accès", "x"),
        (6, "annee, code", "2020 ; a"),
    ]
    assert "négatif" in refus[0].motif
    assert "ligne 5" in refus[5].motif
    assert all(r.bloquant and r.motif.endswith(".") and r.remede.endswith(".") for r in refus)
    assert (batisseur.lues, batisseur.retenues, batisseur.terminer().num_rows) == (5, 1, 1)


def test_une_ligne_refusee_ne_reserve_pas_sa_cle():
    batisseur = Batisseur(TABLE, Collecteur())
    assert not batisseur.ajouter(2, {"code": "a", "annee": "2020", "taux": "-1"})
    assert batisseur.ajouter(3, {"code": "a", "annee": "2020", "taux": "1"})


def test_une_valeur_refusee_ne_pilote_pas_le_terminal():
    collecteur = Collecteur()
    collecteur.refuser(2, "a", "\x1b[2J\u202e12\r3", "motif.", "remède.")
    assert collecteur.refus[0].valeur == "�[2J�12�3"


def test_un_fichier_sans_fin_est_arrete_avant_de_remplir_la_memoire():
    batisseur = Batisseur(TABLE, Collecteur(), lignes_max=3)
    for rang in range(3):
        batisseur.ajouter(rang, {"annee": 2024, "code": f"c{rang}"})
    with pytest.raises(DonneeInvalide, match="Plus de 3 lignes"):
        batisseur.ajouter(4, {"annee": 2024, "code": "c4"})


def test_mille_refus_gardes_tous_comptes_les_bloquants_d_abord():
    collecteur = Collecteur()
    for ligne in range(1500):
        collecteur.avertir(ligne, "c", "v" * 500, "doute.", "voir.")
    collecteur.refuser(1500, "c", None, "motif.", "remède.")
    assert (collecteur.total, collecteur.bloquants, collecteur.avertissements) == (1501, 1, 1500)
    assert len(collecteur.refus) == 1000
    assert collecteur.refus[0].ligne == 1500
    assert len(collecteur.refus[1].valeur) == 120
