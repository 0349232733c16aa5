"""The digest of a table speaks of its values, and of nothing else."""

import hashlib
import math
import random
import struct
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabriques.petit_sol import melanger
from portulan.instantane.canonique import (
    ecrire_parquet,
    empreinte_contenu,
    json_canonique,
    lire_parquet,
    normaliser,
)
from portulan.socle.declaration import Colonne, Table, Type
from portulan.socle.erreurs import DonneeInvalide

TOUT = Table(
    nom="tout",
    libelle="Tous les types",
    colonnes=(
        Colonne("cle", Type.TEXTE, "clé", obligatoire=True),
        Colonne("n", Type.ENTIER, "entier"),
        Colonne("r", Type.REEL, "réel"),
        Colonne("b", Type.BOOLEEN, "booléen"),
        Colonne("d", Type.DATE, "date"),
        Colonne("l", Type.LISTE, "liste"),
        Colonne("t", Type.TEXTE, "texte"),
    ),
    cle=("cle",),
)

_vide = st.none()
_texte = st.text(alphabet="aé€😀 '\0", max_size=4)
LIGNE = st.fixed_dictionaries(
    {
        "n": _vide | st.integers(-(2**63), 2**63 - 1),
        "r": _vide | st.floats(allow_infinity=False),
        "b": _vide | st.booleans(),
        "d": _vide | st.dates(),
        "l": _vide | st.lists(_texte, max_size=3),
        "t": _vide | _texte,
    }
)
LIGNES = st.lists(LIGNE, max_size=12).map(lambda ls: [{"cle": f"{i:03}"} | ligne for i, ligne in enumerate(ls)])


def _table(lignes):
    return pa.Table.from_pylist(lignes, schema=TOUT.schema())


def _empreinte(lignes):
    return empreinte_contenu(normaliser(_table(lignes), TOUT))


@given(LIGNES, st.randoms(use_true_random=False), st.integers(1, 4))
def test_ni_l_ordre_des_lignes_ni_les_morceaux_ne_comptent(lignes, hasard, morceaux):
    ordre = list(range(len(lignes)))
    hasard.shuffle(ordre)
    melee = melanger(_table(lignes), ordre, morceaux)
    assert empreinte_contenu(normaliser(melee, TOUT)) == _empreinte(lignes)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lignes=LIGNES)
def test_le_passage_par_parquet_ne_change_rien(tmp_path, lignes):
    dossier = tmp_path
    table = normaliser(_table(lignes), TOUT)
    ecrire_parquet(table, dossier / "a.parquet")
    ecrire_parquet(melanger(table, list(range(table.num_rows)), 3), dossier / "b.parquet")
    assert (dossier / "a.parquet").read_bytes() == (dossier / "b.parquet").read_bytes()
    assert empreinte_contenu(lire_parquet(dossier / "a.parquet")) == empreinte_contenu(table)
    assert lire_parquet(dossier / "a.parquet", TOUT.schema()) == table


def _reference(lignes):
    """The format written naively, value by value, without Arrow."""
    morceaux = [f"portulan-contenu-1\n{len(lignes)}\n".encode()]
    for colonne in TOUT.colonnes:
        morceaux += [colonne.nom.encode() + b"\0", *_reference_colonne(colonne.type, [x[colonne.nom] for x in lignes])]
    return hashlib.sha256(b"".join(morceaux)).hexdigest()


def _reference_colonne(genre, valeurs):
    yield bytes(v is not None for v in valeurs)
    yield genre.value.encode() + b"\0"
    if genre is Type.TEXTE:
        textes = [(v or "").encode() for v in valeurs]
        yield b"".join(struct.pack("<q", len(t)) for t in textes) + b"".join(textes)
    elif genre is Type.LISTE:
        elements = [e for v in valeurs for e in v or ()]
        yield b"".join(struct.pack("<q", len(v or ())) for v in valeurs) + struct.pack("<q", len(elements))
        yield from _reference_colonne(Type.TEXTE, elements)
    elif genre is Type.DATE:
        yield b"".join(struct.pack("<i", (v - date(1970, 1, 1)).days if v else 0) for v in valeurs)
    else:
        forme = {Type.ENTIER: "<q", Type.REEL: "<d", Type.BOOLEEN: "<?"}[genre]
        yield b"".join(struct.pack(forme, v or 0) for v in valeurs)


@given(LIGNES)
def test_le_format_est_celui_de_la_reference_naive(lignes):
    nettes = [x | {"r": None if x["r"] is None or math.isnan(x["r"]) else x["r"] + 0.0} for x in lignes]
    assert _empreinte(lignes) == _reference(nettes)


_MODELE = {"cle": "a", "n": 1, "r": 1.5, "b": True, "d": date(2026, 1, 1), "l": ["x", "y"], "t": "ab"}


@pytest.mark.parametrize(
    "autre",
    [
        {"n": 2},
        {"n": None},
        {"r": math.nextafter(1.5, 2)},
        {"b": False},
        {"b": None},
        {"d": date(2026, 1, 2)},
        {"l": ["y", "x"]},
        {"l": ["xy"]},
        {"l": []},
        {"l": None},
        {"t": ""},
        {"t": None},
        {"cle": "b"},
    ],
)
def test_toute_autre_valeur_change_l_empreinte(autre):
    assert _empreinte([_MODELE | autre]) != _empreinte([_MODELE])


def test_les_frontieres_entre_textes_comptent():
    a = [{"cle": "a", "t": "xy"}, {"cle": "b", "t": "z"}]
    b = [{"cle": "a", "t": "x"}, {"cle": "b", "t": "yz"}]
    assert _empreinte(a) != _empreinte(b)


def test_empreinte_figee():
    """The very digest is part of the format: changing it would rename every snapshot ever cited."""
    assert _empreinte([_MODELE]) == "2e8ed6dd635cbf9f94c81f2b4cfffa75528b5b04dd9ed1b6d612eda9823bff6f"


def test_zero_negatif_et_non_nombre():
    assert _empreinte([{"cle": "a", "r": -0.0}]) == _empreinte([{"cle": "a", "r": 0.0}])
    assert _empreinte([{"cle": "a", "r": math.nan}]) == _empreinte([{"cle": "a", "r": None}])


def test_infini_refuse():
    with pytest.raises(DonneeInvalide, match="infini"):
        _empreinte([{"cle": "a", "r": math.inf}])


def test_doublons_refuses_et_nommes():
    with pytest.raises(DonneeInvalide, match=r"2 ligne\(s\) en double, par exemple a, b"):
        _empreinte([{"cle": c} for c in "aabbc"])


def test_cellule_obligatoire_vide_refusee():
    table = pa.table({"cle": pa.array(["a", None])})
    with pytest.raises(DonneeInvalide, match="obligatoire « cle »"):
        normaliser(table, TOUT)


def test_tranche_d_une_table_plus_grande():
    lignes = [{"cle": f"{i:02}", "t": "é" * i, "l": ["z"] * i, "b": i % 2 == 0} for i in range(9)]
    tranche = _table(lignes).slice(3, 4)
    assert empreinte_contenu(tranche) == empreinte_contenu(_table(lignes[3:7]))


def test_json_canonique_stable():
    valeurs = {f"k{i}": i for i in range(20)}
    melees = list(valeurs.items())
    random.Random(3).shuffle(melees)
    assert json_canonique(dict(melees)) == json_canonique(valeurs)
    assert json_canonique({"é": 1}).decode() == '{\n  "é": 1\n}\n'


def test_parquet_illisible(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1 pas vraiment")
    with pytest.raises(ValueError, match=r"x\.parquet"):
        lire_parquet(tmp_path / "x.parquet")
