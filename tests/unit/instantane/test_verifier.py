"""Any changed byte of a snapshot is seen, and so is a manifest rewritten to hide it."""

import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabriques.petit_sol import petit_instantane
from portulan.instantane.canonique import ecrire_parquet, lire_parquet, sha256_fichier
from portulan.instantane.lire import ouvrir
from portulan.instantane.manifeste import Manifeste
from portulan.instantane.verifier import verifier
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.tables import STRUCTURES


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    return petit_instantane(tmp_path_factory.mktemp("modele"))


@pytest.fixture
def copie(modele, tmp_path):
    return shutil.copytree(modele.dossier, tmp_path / modele.identifiant)


def test_intact(modele):
    assert verifier(modele.dossier).ok


@settings(max_examples=60)
@given(donnees=st.data())
def test_tout_octet_change_est_vu(modele, tmp_path_factory, donnees):
    fichier = donnees.draw(st.sampled_from(sorted(p.name for p in modele.dossier.iterdir())))
    dossier = shutil.copytree(modele.dossier, tmp_path_factory.mktemp("c") / modele.identifiant)
    octets = bytearray((dossier / fichier).read_bytes())
    octets[donnees.draw(st.integers(0, len(octets) - 1))] ^= donnees.draw(st.integers(1, 255))
    (dossier / fichier).write_bytes(octets)
    verification = verifier(dossier)
    assert fichier in {e.fichier for e in verification.ecarts}


def test_une_colonne_devenue_d_un_autre_genre_est_un_ecart(copie):
    """One changed byte of the file's schema is enough to turn texts into raw bytes."""
    import pyarrow as pa

    chemin = copie / "communes.parquet"
    lues = lire_parquet(chemin)
    brutes = lues.set_column(0, lues.column_names[0], lues.column(0).cast(pa.binary()))
    ecrire_parquet(brutes, chemin)
    assert {str(e) for e in verifier(copie).ecarts} == {
        "communes.parquet : octets modifiés",
        "communes.parquet : ce n'est plus un fichier Parquet lisible",
    }


def test_fichier_manquant_ou_en_trop(copie):
    (copie / "structures.parquet").unlink()
    (copie / "notes.txt").write_text("bonjour")
    (copie / "sous").mkdir()
    (copie / "sous" / "x.parquet").write_bytes(b"")
    constats = {str(e) for e in verifier(copie).ecarts}
    assert constats == {
        "structures.parquet : fichier absent",
        "notes.txt : fichier en trop",
        "sous : dossier en trop",
        "sous/x.parquet : fichier en trop",
    }


def test_manifeste_absent_ou_illisible(copie):
    (copie / "manifeste.json").write_text("[]")
    assert [str(e) for e in verifier(copie).ecarts] == ["manifeste.json : illisible"]
    (copie / "manifeste.json").unlink()
    assert [str(e) for e in verifier(copie).ecarts] == ["manifeste.json : fichier absent"]
    with pytest.raises(Introuvable):
        verifier(copie / "ailleurs")


def test_manifeste_remis_en_forme(copie):
    brut = json.loads((copie / "manifeste.json").read_bytes())
    (copie / "manifeste.json").write_text(json.dumps(brut))
    assert not verifier(copie).ok


def test_table_et_manifeste_reecrits_ensemble(copie, tmp_path):
    """A forger changes a value and writes a perfectly coherent manifest: the identifier gives it away."""
    import dataclasses

    from portulan.instantane.canonique import empreinte_contenu

    chemin = copie / "structures.parquet"
    lignes = lire_parquet(chemin, STRUCTURES.schema())
    noms = lignes.column("nom").to_pylist()
    rang = lignes.schema.get_field_index("nom")
    import pyarrow as pa

    forgee = lignes.set_column(rang, lignes.schema.field(rang), pa.array(["Faux", *noms[1:]]))
    ecrire_parquet(forgee, chemin)
    manifeste = Manifeste.lire(copie)
    tables = tuple(
        dataclasses.replace(t, octets=sha256_fichier(chemin), contenu=empreinte_contenu(forgee))
        if t.nom == "structures"
        else t
        for t in manifeste.tables
    )
    (copie / "manifeste.json").write_bytes(dataclasses.replace(manifeste, tables=tables).octets())
    (ecart,) = verifier(copie).ecarts
    assert f"pas {copie.name}" in ecart.constat
    with pytest.raises(DonneeInvalide, match="a été modifié"):
        ouvrir(tmp_path, copie.name)


def test_renommer_le_dossier(copie):
    autre = copie.rename(copie.with_name("76-2026-01-15-ffffffffffff"))
    assert not verifier(autre).ok
