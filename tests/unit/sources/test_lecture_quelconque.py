"""Whatever the bytes, reading gives rows or one sentence, never a bug."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portulan.socle.erreurs import ErreurUtilisateur
from portulan.sources.catalogue import CONNECTEURS
from portulan.sources.lecture import Collecteur, Limites, apercu, lire_csv, tableau

reglages = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BORNES = Limites(octets=10**6, ligne=10**5, objet=10**5)


def tout_lire(fichier: Path) -> None:
    refus = None
    try:
        vu = apercu(fichier, limites=BORNES)
        for connecteur in CONNECTEURS:
            connecteur.reconnait(vu)
        ouvert = tableau(fichier, Collecteur(), limites=BORNES)
        assert {len(cellules) for _, cellules in ouvert.lignes} <= {len(ouvert.entete)}
    except ErreurUtilisateur as erreur:
        refus = erreur
    assert refus is None or (refus.message and refus.remede)


@reglages
@given(
    st.binary(max_size=400)
    | st.lists(
        st.sampled_from(
            [b"a;b\n", b"1,2\r\n", b'"', b";", b"\r", b"\n", b"\x92", b"\xc3\xa9", b"x", b"[{", b"}", b"\0"]
        ),
        max_size=40,
    ).map(b"".join)
)
def test_octets_quelconques(tmp_path, octets):
    for nom, contenu in {"x.csv": octets, "x.gz": gzip.compress(octets)}.items():
        (tmp_path / nom).write_bytes(contenu)
        tout_lire(tmp_path / nom)


@pytest.fixture(scope="module")
def archives():
    texte = b"uai;places\n" + b"".join(b"%07dA;%d\n" % (i, i * i % 97) for i in range(200))
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", texte)
    objets = json.dumps({"service": [{"id": i, "nom": "é" * 9} for i in range(50)]}).encode()
    return gzip.compress(texte), tampon.getvalue(), objets, gzip.compress(objets)


@reglages
@given(st.integers(0, 3), st.floats(0, 1), st.binary(max_size=3))
def test_archives_et_json_coupes_ou_abimes(tmp_path, archives, laquelle, ou, greffe):
    entier = archives[laquelle]
    place = int(ou * len(entier))
    for contenu in (entier[:place], entier[:place] + greffe + entier[place + len(greffe) :]):
        (tmp_path / "x").write_bytes(contenu)
        tout_lire(tmp_path / "x")


cellules = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12)


@reglages
@given(st.lists(st.tuples(cellules, cellules, cellules), min_size=1, max_size=8), st.sampled_from([";", ",", "\t"]))
def test_un_csv_bien_ecrit_est_relu_cellule_pour_cellule(tmp_path, rangees, separateur):
    lignes = [("c1", "c2", "c3"), *rangees]
    texte = "\n".join(separateur.join('"' + c.replace('"', '""') + '"' for c in ligne) for ligne in lignes)
    (tmp_path / "x.csv").write_text(texte, "utf-8", newline="")
    ouvert = lire_csv(tmp_path / "x.csv", separateur=separateur)
    assert [tuple(r) for _, r in ouvert.lignes] == rangees
