"""Configuration: all faults at once, safe in production, a key of its own for each installation."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from portulan.config.environnement import ConfigurationInvalide, cle_du_foyer, lire


def test_les_defauts_conviennent_a_une_machine(maison):
    env = lire({})
    assert env.maison.racine == maison.racine
    assert (env.base, env.https, env.deboguer, env.region) == ({}, False, False, "76")
    assert env.hotes == ("localhost", "127.0.0.1", "[::1]")


def test_toutes_les_fautes_sont_dites_ensemble(maison):
    with pytest.raises(ConfigurationInvalide) as faute:
        lire(
            {
                "DATABASE_URL": "mysql://secret@h/b",
                "PORTULAN_ADRESSE": "portulan.fr",
                "PORTULAN_REGION": "Occitanie",
                "PORTULAN_DEBUG": "peut-être",
                "PORTULAN_SECRET_KEY": "courte",
            }
        )
    message = faute.value.message
    assert "5 erreurs" in message
    for nom in ("DATABASE_URL", "PORTULAN_ADRESSE", "PORTULAN_REGION", "PORTULAN_DEBUG", "PORTULAN_SECRET_KEY"):
        assert nom in message
    assert "secret" not in message
    assert "courte" not in message


def test_postgresql_par_son_adresse(maison):
    base = lire({"DATABASE_URL": "postgresql://u:p%40ss@h:5433/b?sslmode=require"}).base
    assert (base["USER"], base["PASSWORD"], base["HOST"], base["PORT"], base["NAME"]) == ("u", "p@ss", "h", "5433", "b")
    assert base["OPTIONS"] == {"sslmode": "require"}


def test_postgresql_par_une_prise_locale(maison):
    assert lire({"DATABASE_URL": "postgresql://postgres@/postgres?host=/tmp/x"}).base["HOST"] == "/tmp/x"


def test_la_cle_est_creee_une_fois_et_illisible_aux_autres(tmp_path):
    cle = cle_du_foyer(tmp_path / "var")
    assert len(cle) >= 64
    assert cle_du_foyer(tmp_path / "var") == cle
    assert cle_du_foyer(tmp_path / "autre") != cle
    assert stat.S_IMODE((tmp_path / "var/cle_secrete").stat().st_mode) == 0o600


def test_une_cle_vide_est_remplacee(tmp_path):
    (tmp_path / "cle_secrete").touch()
    assert len(cle_du_foyer(tmp_path)) >= 64
    assert [f.name for f in tmp_path.iterdir()] == ["cle_secrete"]


def test_deux_processus_au_premier_demarrage_ont_la_meme_cle(tmp_path):
    with ThreadPoolExecutor(8) as fils:
        assert len(set(fils.map(lambda _: cle_du_foyer(tmp_path), range(32)))) == 1


def test_les_reglages_de_production_passent_check_deploy(tmp_path):
    resultat = subprocess.run(
        [sys.executable, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            **{n: v for n, v in os.environ.items() if n in {"PATH", "HOME"}},
            "DJANGO_SETTINGS_MODULE": "portulan.config.settings",
            "PORTULAN_HOME": str(tmp_path),
            "PORTULAN_ADRESSE": "https://portulan.example.fr",
            "PORTULAN_RELAIS": "oui",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stderr


def test_les_statiques_de_production_se_rassemblent(tmp_path):
    """The manifest storage fails on any link of a style sheet to a file that does not exist."""
    resultat = subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"],
        env={
            **{n: v for n, v in os.environ.items() if n in {"PATH", "HOME"}},
            "DJANGO_SETTINGS_MODULE": "portulan.config.settings",
            "PORTULAN_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stderr
    assert (tmp_path / "statique/staticfiles.json").is_file()
