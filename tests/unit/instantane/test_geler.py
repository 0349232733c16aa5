"""Freezing: what is kept, what it is called, and that nothing half-written is ever seen."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabriques.petit_sol import (
    STRUCTURES_DU_SOL,
    PetitSol,
    formations,
    melanger,
    petit_instantane,
    services,
    source,
    structures,
)
from portulan.instantane.geler import geler
from portulan.instantane.lire import lister, ouvrir
from portulan.instantane.verifier import verifier
from portulan.socle.erreurs import DonneeInvalide, Introuvable, RessourceIndisponible
from portulan.socle.tables import COMMUNES, FORMATIONS, INSERJEUNES, SERVICES, STRUCTURES, TERRITOIRES

FORMATIONS_DU_SOL = """
    session | code_formation | libelle | filiere | region
    2025    | 1              | BTS     | BTS     | 76
    2025    | 2              | BUT     | BUT     | 94
"""


def _codes(instantane, table, colonne):
    return instantane.table(table).column(colonne).to_pylist()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ordre=st.permutations(range(5)), morceaux=st.integers(1, 3), inverse=st.booleans())
def test_meme_entree_meme_identifiant(tmp_path, ordre, morceaux, inverse):
    """Order of rows, of sources, Arrow chunks, day and folder of the load: none of them names the snapshot."""
    table, lignes = structures()
    reference = petit_instantane(
        tmp_path / "a", source((table, lignes)), source(formations(FORMATIONS_DU_SOL), code="p")
    )
    autres = [
        source(
            (table, melanger(lignes, ordre, morceaux)), charge_le=datetime(2030, 1, 1, tzinfo=UTC), origine="/x/y.csv"
        ),
        source(formations(FORMATIONS_DU_SOL), code="p"),
    ]
    autre = petit_instantane(tmp_path / "b", *(reversed(autres) if inverse else autres))
    assert autre.identifiant == reference.identifiant
    assert [t.octets for t in autre.manifeste.tables] == [t.octets for t in reference.manifeste.tables]


@pytest.mark.parametrize(
    "autre",
    [
        {"sources": (source(structures(STRUCTURES_DU_SOL.replace("CIO 1", "CIO 9"))),)},
        {"sources": (source(structures(), empreinte="1" * 64),)},
        {"sources": (source(structures(), version="2026"),)},
        {"date_reference": date(2026, 6, 1)},
        {"provisoire": True},
    ],
)
def test_toute_difference_change_l_identifiant(tmp_path, autre):
    autres = petit_instantane(tmp_path, *autre.pop("sources", ()), **autre)
    assert autres.manifeste.empreinte != petit_instantane(tmp_path).manifeste.empreinte


def test_region_et_voisinage(tmp_path):
    instantane = petit_instantane(tmp_path)
    assert _codes(instantane, COMMUNES, "code_insee") == ["31001", "31002", "31003", "81001", "81002"]
    assert _codes(instantane, STRUCTURES, "id") == ["a--1", "a--2", "a--3", "a--4"]
    assert instantane.manifeste.table("structures").hors_region == 1


def test_une_autre_region(tmp_path):
    instantane = petit_instantane(tmp_path, region="94")
    assert _codes(instantane, COMMUNES, "code_insee") == ["2A001", "2B001"]
    assert _codes(instantane, STRUCTURES, "id") == ["a--5"]


def test_territoires_de_la_region_et_regions_de_comparaison(tmp_path):
    rangees = petit_instantane(tmp_path).table(TERRITOIRES).to_pylist()
    assert {(r["niveau"], r["code"]) for r in rangees} == {
        ("epci", "200000001"),
        ("epci", "200000002"),
        ("bassin", "200000001"),
        ("bassin", "200000002"),
        ("departement", "31"),
        ("departement", "81"),
        ("academie", "16"),
        *(("region", code) for code in ("75", "76", "94")),
        ("pays", "FR"),
    }


def test_bassins_de_la_region(tmp_path):
    choix = {"31001": ("nord", "Nord"), "31002": ("nord", "Nord"), "81001": ("sud", "Sud")}
    instantane = petit_instantane(tmp_path, bassins=choix)
    assert _codes(instantane, COMMUNES, "bassin") == ["nord", "nord", None, "sud", None]
    bassins = [
        (r["code"], r["nom"], r["population"])
        for r in instantane.table(TERRITOIRES).to_pylist()
        if r["niveau"] == "bassin"
    ]
    assert bassins == [("nord", "Nord", 9600), ("sud", "Sud", 100)]


def test_table_nationale_gardee_entiere(tmp_path):
    instantane = petit_instantane(tmp_path, source(formations(FORMATIONS_DU_SOL)))
    assert instantane.table(FORMATIONS).num_rows == 2
    assert instantane.presente(FORMATIONS)
    assert not instantane.presente(INSERJEUNES)
    assert instantane.table(INSERJEUNES).num_rows == 0
    with pytest.raises(Introuvable):
        instantane.chemin(INSERJEUNES)


def test_service_sans_commune_suit_sa_structure(tmp_path):
    offres = services("""
        id   | structure_id | code_insee
        s--1 | a--1         |
        s--2 | a--5         |
        s--3 | ailleurs     | 31002
        s--4 | a--1         | 2A001
    """)
    assert _codes(petit_instantane(tmp_path, source(structures(), offres)), SERVICES, "id") == ["s--1", "s--3"]


def test_doublon_entre_deux_sources(tmp_path):
    double = structures("id | operateur | code_insee\na--1 | cio | 31001")
    with pytest.raises(DonneeInvalide, match="a--1"):
        petit_instantane(tmp_path, source(structures()), source(double, code="autre"))
    assert list(tmp_path.iterdir()) == []


def test_region_inconnue(tmp_path):
    with pytest.raises(Introuvable, match="« 53 »"):
        petit_instantane(tmp_path, region="53")


def test_sans_source(tmp_path):
    instantane = geler(racine=tmp_path, region="76", sources=(), geographie=PetitSol())
    assert instantane.date == date(2026, 1, 1)
    assert verifier(instantane.dossier).ok


def test_provisoire_marque_et_non_citable(tmp_path):
    instantane = petit_instantane(tmp_path, provisoire=True)
    assert instantane.identifiant.endswith("-provisoire")
    assert instantane.provisoire
    assert not instantane.manifeste.citable
    assert ouvrir(tmp_path, instantane.identifiant).provisoire


def test_aucune_donnee_personnelle_dans_le_manifeste(tmp_path):
    from portulan.socle.source import Refus

    refus = Refus(3, "telephone", "06 12 34 56 78", "illisible", "corrigez")
    instantane = petit_instantane(tmp_path, source(structures(), refus=(refus,), refus_total=1))
    texte = (instantane.dossier / "manifeste.json").read_text("utf-8")
    assert "dupont" not in texte
    assert "06 12" not in texte
    assert "charge_le" not in texte
    assert instantane.sources[0].origine == "annuaire.csv"
    assert instantane.sources[0].refus_total == 1


def test_regeler_ne_reecrit_rien(tmp_path):
    premier = petit_instantane(tmp_path)
    avant = {p: p.stat().st_mtime_ns for p in premier.dossier.iterdir()}
    assert petit_instantane(tmp_path).identifiant == premier.identifiant
    assert {p: p.stat().st_mtime_ns for p in premier.dossier.iterdir()} == avant
    assert [p.name for p in tmp_path.iterdir()] == [premier.identifiant]


def test_regeler_un_instantane_modifie_est_refuse(tmp_path):
    premier = petit_instantane(tmp_path)
    (premier.dossier / "communes.parquet").write_bytes(b"autre chose")
    with pytest.raises(DonneeInvalide, match="a été modifié"):
        petit_instantane(tmp_path)


def test_deux_gels_simultanes_de_la_meme_chose(tmp_path):
    """Both build their own hidden folder; the second to finish finds the first's and keeps it."""
    depart = threading.Barrier(4, timeout=60)

    def geler_au_signal(_):
        depart.wait()
        return petit_instantane(tmp_path).identifiant

    with ThreadPoolExecutor(4) as equipe:
        identifiants = set(equipe.map(geler_au_signal, range(4)))
    (identifiant,) = identifiants
    assert [p.name for p in tmp_path.iterdir()] == [identifiant]
    assert verifier(tmp_path / identifiant).ok


def test_dossier_ou_l_on_ne_peut_pas_ecrire(tmp_path):
    (tmp_path / "fichier").write_text("")
    with pytest.raises(RessourceIndisponible, match="ne peut pas être écrit"):
        petit_instantane(tmp_path / "fichier")


def test_lister_du_plus_recent_au_plus_ancien(tmp_path):
    ancien = petit_instantane(tmp_path, date_reference=date(2025, 1, 1))
    recent = petit_instantane(tmp_path)
    abime = petit_instantane(tmp_path, date_reference=date(2024, 1, 1))
    (abime.dossier / "manifeste.json").write_text("{}")
    (tmp_path / ".gel-en-cours").mkdir()
    assert [m.identifiant for m in lister(tmp_path)] == [recent.identifiant, ancien.identifiant]
    assert lister(tmp_path / "absent") == ()


@pytest.mark.parametrize("identifiant", ["76-2026-01-15-000000000000", "../ailleurs", ""])
def test_ouvrir_un_instantane_qui_n_existe_pas(tmp_path, identifiant):
    petit_instantane(tmp_path)
    with pytest.raises(Introuvable) as refus:
        ouvrir(tmp_path, identifiant)
    assert "76-2026-01-15-" in refus.value.remede


def test_table_abimee_dite_clairement(tmp_path):
    instantane = petit_instantane(tmp_path)
    instantane.chemin(STRUCTURES).write_bytes(b"")
    with pytest.raises(DonneeInvalide, match="abîmée"):
        ouvrir(tmp_path, instantane.identifiant).table(STRUCTURES)
