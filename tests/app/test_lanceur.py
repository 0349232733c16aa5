"""The script a newcomer types first: what it says on machines where something is missing."""

import shutil
import subprocess
from pathlib import Path

LANCEUR = Path(__file__).parents[2] / "portulan"
OUTILS = ("sh", "cat", "cksum", "tr", "dirname", "grep", "mkdir", "rm", "tail")


def _machine(tmp_path, python=None):
    """A PATH that holds the tools of any system, and only the Python given (text of a script)."""
    chemin = tmp_path / "bin"
    chemin.mkdir()
    for outil in OUTILS:
        (chemin / outil).symlink_to(shutil.which(outil))
    if python is not None:
        (chemin / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (chemin / "python3").chmod(0o755)
    return {"PATH": str(chemin), "PORTULAN_VENV": str(tmp_path / "venv")}


def _lancer(variables, *arguments):
    return subprocess.run(
        [str(LANCEUR), *arguments], env=variables, capture_output=True, text=True, check=False, timeout=60
    )


def test_sans_python_ni_dossier_personnel_une_phrase_et_rien_d_autre(tmp_path):
    resultat = _lancer(_machine(tmp_path), "demo")  # no HOME in these variables
    assert resultat.returncode == 69
    lignes = resultat.stderr.splitlines()
    assert lignes[0].startswith("Portulan a besoin de Python 3.12")
    assert len(lignes) == 2


def test_un_python_trop_ancien_ne_compte_pas(tmp_path):
    resultat = _lancer(_machine(tmp_path, python="exit 0"), "demo")
    assert resultat.returncode == 69
    assert "Python 3.12 ou plus récent" in resultat.stderr


def test_un_environnement_commence_autrement_est_repris_de_zero(tmp_path):
    """A first try by uv, without network, leaves an environment without pip: the next try must not stumble on it."""
    faux = """
case "$*" in
*version_info*) echo "$0" ;;
-V) echo "Python 3.13.0" ;;
"-m venv "*) mkdir -p "$3/bin"; [ ! -e "$3/bin/reste" ] || exit 3
    printf '#!/bin/sh\\ncase "$*" in *"pip install -q uv"*) echo pip vu ;; esac\\nexit 4\\n' >"$3/bin/python"
    /bin/chmod +x "$3/bin/python" ;;
esac"""
    variables = _machine(tmp_path, python=faux)
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text("uv = 0\n")
    (venv / "bin" / "reste").write_text("")
    resultat = _lancer(variables, "demo")
    assert resultat.returncode == 69
    assert (venv / "preparation.log").read_text() == "pip vu\n"
    assert "L'installation des bibliothèques n'a pas abouti" in resultat.stderr


def _environnement_pret(tmp_path, liste):
    """An environment already made for ``liste``, whose product only says what it sees."""
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "portulan").write_text('#!/bin/sh\necho "[${PYTHONDONTWRITEBYTECODE-permis}]"\n')
    (venv / "bin" / "portulan").chmod(0o755)
    commande = f'cat requirements/{liste}.txt pyproject.toml | cksum | tr " " "-"'
    empreinte = subprocess.run(["sh", "-c", commande], cwd=LANCEUR.parent, capture_output=True, text=True, check=True)
    temoin = venv / f".pret-{liste}-{empreinte.stdout.strip()}"
    temoin.write_text("")
    return temoin


def test_le_cache_de_bytecode_est_permis(tmp_path):
    """Where the environment forbids it, each command would compile its 700 modules again."""
    variables = _machine(tmp_path) | {"PYTHONDONTWRITEBYTECODE": "1"}
    _environnement_pret(tmp_path, "run")
    assert _lancer(variables, "sources").stdout == "[permis]\n"


def test_l_environnement_des_essais_sert_a_toutes_les_commandes(tmp_path):
    """No Python on this machine: preparing anything again would fail."""
    variables = _machine(tmp_path)
    temoin = _environnement_pret(tmp_path, "dev")
    assert _lancer(variables, "demo").stdout == "[permis]\n"
    assert temoin.exists()


def test_l_environnement_du_produit_ne_suffit_pas_aux_essais(tmp_path):
    variables = _machine(tmp_path)
    _environnement_pret(tmp_path, "run")
    assert _lancer(variables, "test").returncode == 69
