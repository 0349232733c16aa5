"""The engine on a small region: nothing unanswered, secrecy and rounding once, rules with their threshold."""

from dataclasses import replace
from datetime import date

import pytest

from fabriques.petit_sol import petit_instantane, source
from portulan.diagnostic.moteur import diagnostiquer
from portulan.diagnostic.resultats import Diagnostic, Ligne
from portulan.socle.declaration import (
    Comparateur,
    Composante,
    Gravite,
    Indicateur,
    Origine,
    PieceAttendue,
    Question,
    Seuil,
    TableAttendue,
)
from portulan.socle.erreurs import DeclarationInvalide, DonneeInvalide, Introuvable
from portulan.socle.mesure import Secret, Unite
from portulan.socle.region import SeuilRegional, charger_region
from portulan.socle.resultat import ADocumenter, Calcule, EtatQuestion, NonCalculable, Raison
from portulan.socle.tables import COMMUNES, INSERJEUNES, STRUCTURES
from portulan.socle.tables_terrain import MEMBRES
from portulan.socle.territoire import Niveau, Territoire

OCCITANIE = Territoire(Niveau.REGION, "76")
MOTEURS = pytest.mark.parametrize("moteur", ["duckdb", "polars"])


def _lignes_fixes(*lignes):
    """An indicator's function that returns these rows, in the order of ``COLONNES_CALCUL``."""

    def calcul(_table):
        """Lignes fixées par le test."""
        import ibis

        noms = ("niveau", "territoire", "composante", "ventilation", "numerateur", "denominateur", "valeur")
        genres = dict(zip(noms, ["string"] * 4 + ["float64"] * 3, strict=True))
        return ibis.memtable([dict(zip(noms, ligne, strict=True)) for ligne in lignes], schema=genres)

    return calcul


def indicateur(calcul=None, **reste):
    defauts = {
        "code": "IND-F1.1-1",
        "libelle": "Essai",
        "formule": "essai",
        "unite": Unite.POURCENT,
        "sources": ("INSEE",),
        "maille": ("COM",),
        "fondement": "essai",
        "vigilance": "aucune",
        "tables": (COMMUNES,),
        "calcul": calcul,
    }
    return Indicateur(**{**defauts, **reste})


def _population(communes):
    """Population des communes, des départements et de la région."""
    import ibis

    blocs = [
        communes.filter(communes[colonne].notnull())
        .group_by(territoire=communes[colonne])
        .aggregate(valeur=ibis._.population.sum().cast("float64"))
        .mutate(
            niveau=ibis.literal(niveau),
            composante=ibis.literal(""),
            ventilation=ibis.literal(""),
            numerateur=ibis.null("float64"),
            denominateur=ibis.null("float64"),
        )
        for niveau, colonne in (
            ("commune", "code_insee"),
            ("epci", "epci"),
            ("departement", "departement"),
            ("region", "region"),
        )
    ]
    return ibis.union(*blocs)


POPULATION = indicateur(_population, unite=Unite.NOMBRE)


@pytest.fixture(scope="module")
def instantane(tmp_path_factory):
    return petit_instantane(tmp_path_factory.mktemp("i"))


def _un(instantane, declare, **reste):
    return diagnostiquer(instantane, indicateurs=[declare], **reste)


@MOTEURS
def test_chaque_territoire_d_un_niveau_publie_a_une_ligne(instantane, moteur):
    diagnostic = _un(instantane, POPULATION, moteur=moteur)
    communes = {li.territoire.code: li.resultat for li in diagnostic.lignes(POPULATION.code, niveau=Niveau.COMMUNE)}
    assert communes["31001"] == Calcule(9000)
    assert communes["81002"] == NonCalculable(Raison.DONNEE_ABSENTE)
    assert diagnostic.principal(POPULATION.code).resultat == Calcule(10000)
    assert [li.territoire.niveau for li in diagnostic.lignes(POPULATION.code)] == [
        *[Niveau.COMMUNE] * 5,
        *[Niveau.EPCI] * 2,
        *[Niveau.DEPARTEMENT] * 2,
        Niveau.REGION,
    ]


def test_les_deux_moteurs_donnent_le_meme_diagnostic(instantane):
    duckdb, polars = (_un(instantane, POPULATION, moteur=m) for m in ("duckdb", "polars"))
    assert duckdb.resultats == polars.resultats


def test_une_autre_region(tmp_path):
    diagnostic = _un(petit_instantane(tmp_path, region="94"), POPULATION)
    assert diagnostic.principal(POPULATION.code).resultat == Calcule(5070)


def test_territoire_inconnu_de_l_instantane_ecarte(instantane):
    calcul = _lignes_fixes(
        ("epci", "200000003", "", "", 1, 2, 50), ("region", "75", "", "", 1, 2, 50), ("epci", None, "", "", 1, 2, 50)
    )
    territoires = {str(li.territoire) for li in _un(instantane, indicateur(calcul)).lignes("IND-F1.1-1")}
    assert territoires == {"region:75", "region:76"}


def test_region_ajoutee_quand_le_calcul_ne_la_donne_pas(instantane):
    diagnostic = _un(instantane, indicateur(_lignes_fixes()))
    assert diagnostic.principal("IND-F1.1-1").resultat == NonCalculable(Raison.DONNEE_ABSENTE)


def test_figure_nationale_sans_ligne_regionale(instantane):
    diagnostic = _un(instantane, indicateur(_lignes_fixes(("pays", "FR", "", "", 1, 2, 50))))
    assert diagnostic.principal("IND-F1.1-1").territoire.niveau is Niveau.PAYS


def test_denominateur_nul_et_valeur_infinie(instantane):
    calcul = _lignes_fixes(
        ("departement", "31", "", "", 0, 0, None),
        ("departement", "81", "", "", 1, 1, float("inf")),
        ("region", "76", "", "", 1, 3, float("nan")),
    )
    raisons = {
        li.territoire.code: li.resultat.raison for li in _un(instantane, indicateur(calcul)).lignes("IND-F1.1-1")
    }
    assert raisons == {"31": Raison.DENOMINATEUR_NUL, "81": Raison.DONNEE_ABSENTE, "76": Raison.DONNEE_ABSENTE}


def test_deux_lignes_pour_la_meme_figure_refusees(instantane):
    with pytest.raises(DeclarationInvalide, match="deux lignes"):
        _un(instantane, indicateur(_lignes_fixes(*[("region", "76", "", "", 1, 2, 50)] * 2)))


def test_arrondi_selon_l_unite_de_la_figure(instantane):
    calcul = _lignes_fixes(("region", "76", "", "", 1, 3, 33.35), ("region", "76", "r", "", None, None, 2.675))
    declare = indicateur(calcul, composantes=(Composante("r", "rapport", Unite.RATIO),), estime=True)
    diagnostic = _un(instantane, declare)
    assert diagnostic.ligne(declare.code, OCCITANIE).resultat == Calcule(33.4, 1, 3, estime=True)
    assert diagnostic.ligne(declare.code, OCCITANIE, "r").valeur == 2.68


def test_table_absente_dit_ce_qu_il_faut_importer(instantane):
    resultat = _un(instantane, indicateur(_population, tables=(INSERJEUNES,))).principal("IND-F1.1-1").resultat
    assert resultat.raison is Raison.TABLE_ABSENTE
    assert INSERJEUNES.libelle in resultat.detail
    assert "À importer" in resultat.detail


def test_table_derivee_absente_nomme_celle_dont_elle_vient(tmp_path):
    from portulan.diagnostic.tables import ACCES

    vide = petit_instantane(tmp_path, source())
    resultat = _un(vide, indicateur(_population, tables=(ACCES,))).principal("IND-F1.1-1").resultat
    assert STRUCTURES.libelle in resultat.detail


def test_ce_qui_est_attendu(instantane):
    attendus = [
        indicateur(attente=PieceAttendue("la convention", "la Région"), code="IND-F1.1-2"),
        indicateur(attente=TableAttendue("le registre", "le réseau"), code="IND-F1.1-3"),
    ]
    diagnostic = diagnostiquer(instantane, indicateurs=attendus)
    assert diagnostic.principal("IND-F1.1-2").resultat == ADocumenter("la convention", "la Région")
    resultat = diagnostic.principal("IND-F1.1-3").resultat
    assert resultat.raison is Raison.TABLE_ABSENTE
    assert "le registre" in resultat.detail
    assert "le réseau" in resultat.detail


SEUIL = Seuil(
    "V-F1.1-1", Gravite.ALERTE, Comparateur.SUPERIEUR, 40.0, "Trop.", niveaux=(Niveau.DEPARTEMENT, Niveau.REGION)
)
ECHELONS = _lignes_fixes(
    ("commune", "31001", "", "", 60, 100, 60),
    ("departement", "31", "", "", 60, 100, 60),
    ("departement", "81", "", "", 40.04, 100, 40.04),
    ("region", "76", "", "", 100, 200, 50),
    ("region", "75", "", "", 90, 100, 90),
)


def _alertes(diagnostic):
    return [(str(d.territoire), d.valeur, d.borne, d.origine) for d in diagnostic.declenchements]


def test_regle_de_vigilance_sur_la_valeur_publiee(instantane):
    """40,04 is published as 40,0: it does not exceed 40. Another region never fires ours."""
    diagnostic = _un(instantane, indicateur(ECHELONS, seuils=(SEUIL,)))
    assert _alertes(diagnostic) == [
        ("departement:31", 60, 40, Origine.PRODUIT),
        ("region:76", 50, 40, Origine.PRODUIT),
    ]
    assert diagnostic.declenchements_de("IND-F1.1-1", Gravite.ALERTE) == diagnostic.declenchements
    assert diagnostic.declenchements_de("IND-F1.1-1", Gravite.INFO) == ()


def test_seuil_de_la_region(instantane):
    choisi = SeuilRegional("V-F1.1-1", 55.0, date(2026, 1, 1), "délibération")
    region = replace(charger_region("76"), seuils={"V-F1.1-1": choisi})
    diagnostic = _un(instantane, indicateur(ECHELONS, seuils=(SEUIL,)), region=region)
    assert _alertes(diagnostic) == [("departement:31", 60, 55, Origine.REGION)]
    assert diagnostic.declenchements[0].reference == "délibération"


def test_regle_sur_une_figure_et_une_ventilation(instantane):
    calcul = _lignes_fixes(
        ("region", "76", "", "", 1, 2, 90),
        ("region", "76", "", "sexe=f", 1, 2, 91),
        ("region", "76", "x", "", None, None, 92),
    )
    cas = {("", None): [90, 91], ("", ""): [90], ("", "sexe=f"): [91], ("x", None): [92]}
    for (composante, ventilation), valeurs in cas.items():
        regle = replace(SEUIL, composante=composante, ventilation=ventilation)
        diagnostic = _un(
            instantane, indicateur(calcul, seuils=(regle,), composantes=(Composante("x", "x", Unite.POURCENT),))
        )
        assert [d.valeur for d in diagnostic.declenchements] == valeurs


def test_une_figure_masquee_ne_declenche_rien(instantane):
    """Q-05, and a masked département takes its neighbour along: the region's total is published."""
    calcul = _lignes_fixes(
        ("departement", "31", "", "", 9, 12, 75),
        ("departement", "81", "", "", 60, 100, 60),
        ("region", "76", "", "", 69, 112, 61.6),
    )
    diagnostic = _un(instantane, indicateur(calcul, seuils=(SEUIL,), secret=Secret()))
    masque = NonCalculable(Raison.NON_DIFFUSABLE)
    departements = diagnostic.lignes("IND-F1.1-1", niveau=Niveau.DEPARTEMENT)
    assert [li.resultat for li in departements] == [masque, masque]
    assert diagnostic.resultats.column("numerateur").to_pylist() == [None, None, 69]
    assert [d.territoire for d in diagnostic.declenchements] == [OCCITANIE]


def test_secret_d_un_effectif_ventile(instantane):
    calcul = _lignes_fixes(
        ("region", "76", "", "", None, None, 33),
        ("region", "76", "", "voie=pro", None, None, 3),
        ("region", "76", "", "voie=gt", None, None, 20),
        ("region", "76", "", "voie=autre", None, None, 10),
        ("region", "76", "ecart", "voie=pro", None, None, 1.5),
    )
    declare = indicateur(
        calcul, unite=Unite.NOMBRE, secret=Secret(), composantes=(Composante("ecart", "écart", Unite.POINTS),)
    )
    diagnostic = _un(instantane, declare)
    montrees = {(li.composante, li.ventilation): li.valeur for li in diagnostic.lignes(declare.code)}
    assert montrees["", "voie=pro"] is None
    assert montrees["", "voie=autre"] is None
    assert montrees["ecart", "voie=pro"] is None
    assert (montrees["", ""], montrees["", "voie=gt"]) == (33, 20)


def _question(*indicateurs, code="F1.1"):
    return Question(code, "Essai", "Question ?", "essai", tuple(indicateurs))


def test_etats_des_questions_et_regle_q01(instantane):
    connu = indicateur(_population, unite=Unite.NOMBRE, code="IND-F1.1-1")
    attendu = indicateur(attente=PieceAttendue("p", "d"), code="IND-F1.1-2")
    questions = [
        _question(connu, code="F1.1"),
        _question(connu, attendu, code="F1.2"),
        _question(attendu, code="F1.3"),
    ]
    diagnostic = diagnostiquer(instantane, indicateurs=[connu, attendu], questions=questions)
    assert diagnostic.etats == {
        "F1.1": EtatQuestion.REPONDU,
        "F1.2": EtatQuestion.PARTIEL,
        "F1.3": EtatQuestion.NON_RENSEIGNE,
    }
    (alerte,) = diagnostic.declenchements
    assert (alerte.seuil, alerte.questions, alerte.gravite) == ("Q-01", ("F1.3",), Gravite.ATTENTION)
    assert diagnostic.declenchements_de("F1.3") == (alerte,)


def test_une_figure_secondaire_ne_fait_pas_une_reponse(instantane):
    declare = indicateur(
        _lignes_fixes(("region", "76", "x", "", None, None, 1)), composantes=(Composante("x", "x", Unite.KM),)
    )
    diagnostic = diagnostiquer(instantane, indicateurs=[declare], questions=[_question(declare)])
    assert diagnostic.etats["F1.1"] is EtatQuestion.PARTIEL


def test_ecrire_puis_lire(instantane, tmp_path):
    declare = indicateur(ECHELONS, seuils=(SEUIL,))
    piece = indicateur(attente=PieceAttendue("p", "d"), code="IND-F1.1-2")
    diagnostic = diagnostiquer(instantane, indicateurs=[declare, piece], questions=[_question(declare, piece)])
    diagnostic.ecrire(tmp_path / "a")
    lu = Diagnostic.lire(tmp_path / "a")
    assert lu.resultats == diagnostic.resultats
    assert lu.declenchements == diagnostic.declenchements
    assert (lu.etats, lu.sources, lu.date, lu.identifiant) == (
        diagnostic.etats,
        diagnostic.sources,
        diagnostic.date,
        instantane.identifiant,
    )
    diagnostiquer(instantane, indicateurs=[declare, piece], questions=[_question(declare, piece)]).ecrire(
        tmp_path / "b"
    )
    for fichier in ("resultats.parquet", "diagnostic.json"):
        assert (tmp_path / "a" / fichier).read_bytes() == (tmp_path / "b" / fichier).read_bytes()


def test_les_chiffres_principaux_apparaissent_d_un_coup(instantane, monkeypatch):
    """Threads share a diagnostic: none may read the country where the region is still to come."""
    figures = _lignes_fixes(("pays", "FR", "", "", None, None, 1), ("region", "76", "", "", None, None, 2))
    diagnostic = _un(instantane, indicateur(figures, unite=Unite.NOMBRE))
    code, lire, lues, autre_fil = diagnostic.codes[0], Ligne.de_dict, [], []

    def lire_pendant_qu_on_lit(rangee):
        lues.append(rangee["niveau"])
        if len(lues) == 2:  # the country is read, the region is not
            autre_fil.append(diagnostic.principal(code).valeur)
        return lire(rangee)

    monkeypatch.setattr(Ligne, "de_dict", lire_pendant_qu_on_lit)
    assert (diagnostic.principal(code).valeur, autre_fil) == (2, [2])
    assert lues[:2] == ["pays", "region"]


def test_diagnostic_absent_ou_modifie(instantane, tmp_path):
    with pytest.raises(Introuvable):
        Diagnostic.lire(tmp_path)
    _un(instantane, POPULATION).ecrire(tmp_path)
    _un(instantane, indicateur(ECHELONS)).ecrire(tmp_path / "autre")
    (tmp_path / "autre" / "resultats.parquet").replace(tmp_path / "resultats.parquet")
    with pytest.raises(DonneeInvalide, match="modifié"):
        Diagnostic.lire(tmp_path)


def test_indicateur_inconnu(instantane):
    diagnostic = _un(instantane, POPULATION)
    assert diagnostic.lignes("IND-F9.9-9") == []
    with pytest.raises(Introuvable):
        diagnostic.principal("IND-F9.9-9")


def test_progression_jusqu_au_bout(instantane):
    vues = []
    diagnostiquer(instantane, indicateurs=[POPULATION], progression=lambda _etape, fraction: vues.append(fraction))
    assert vues[-1] == 1.0
    assert vues == sorted(vues)


def test_une_table_facultative_vide_n_arrete_pas_le_calcul(instantane):
    calcul = _lignes_fixes(("region", "76", "", "", 1, 2, 50))
    deux = lambda t, _autre: calcul(t)  # noqa: E731 (the second table is only there to be empty)
    deux.__doc__ = calcul.__doc__
    tables = (COMMUNES, MEMBRES)
    requise = _un(instantane, indicateur(deux, tables=tables)).principal("IND-F1.1-1").resultat
    assert isinstance(requise, NonCalculable)
    assert requise.raison is Raison.TABLE_ABSENTE
    assert "qui signent les adhésions" in requise.detail
    facultative = indicateur(deux, tables=tables, facultatives=(MEMBRES,))
    assert _un(instantane, facultative).principal("IND-F1.1-1").resultat == Calcule(50, 1, 2)
    with pytest.raises(DeclarationInvalide, match="facultative"):
        indicateur(calcul, facultatives=(MEMBRES,))
