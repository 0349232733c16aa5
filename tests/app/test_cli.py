"""The terminal: French from end to end, exit codes, JSON on stdout, nothing but clear sentences."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.main import get_command

from fabriques.petit_sol import petit_instantane
from portulan.cli.demo import _raconter_fichiers
from portulan.cli.main import app, executer
from portulan.diagnostic.acces_besoins import acces_pour, preparer, resume_de
from portulan.diagnostic.besoins import referentiel
from portulan.publication.chaine import Construction
from portulan.sources.importer import FichierDuDossier

RACINE = Path(__file__).parents[2]
COMMANDES = [[], *([nom] for nom in get_command(app).commands), ["compte", "creer"], ["compte", "lien"]]
ANGLAIS = ("Usage", "Show this message", "Commands", "Error", "[default", "required", "Missing", "No such", "Invalid")


def _variables(**variables):
    propres = {n: v for n, v in os.environ.items() if n not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}}
    return {**propres, **variables}


def lancer(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "-m", "portulan.cli", *arguments],
        cwd=RACINE,
        env=_variables(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("commande", COMMANDES, ids=" ".join)
def test_l_aide_est_en_francais(commande, capsys):
    assert executer([*commande, "--help"]) == 0
    aide = capsys.readouterr().out
    assert aide.startswith("Utilisation : portulan")
    assert "Afficher cette aide." in aide
    assert [mot for mot in ANGLAIS if mot in aide] == []


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["sourcs"], "Vouliez-vous dire « sources »"),
        (["demo", "--prot", "1"], "« --prot » n'existe pas"),
        (["demo", "--port", "abc"], "« --port » ne convient pas"),
        (["demo", "--port"], "demande une valeur"),
        (["comparer", "a"], "Il manque l'argument « APRES »"),
        (["sources", "trop"], "mots en trop : « trop »"),
        (["sources", "--json=oui"], "ne prend pas de valeur"),
        (["compte"], "incomplète"),
    ],
)
def test_une_commande_mal_ecrite_est_expliquee_en_francais(arguments, attendu, capsys):
    assert executer(arguments) == 64
    erreur = capsys.readouterr().err
    assert attendu in erreur
    assert [mot for mot in ANGLAIS if mot in erreur] == []


def test_sans_commande_l_aide(capsys):
    assert executer([]) == 0
    assert "demo" in capsys.readouterr().out


def test_une_maison_vide_se_dit_vide(maison, capsys):
    assert executer(["sources", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert executer(["verifier"]) == 66
    assert "Aucun instantané" in capsys.readouterr().err
    assert executer(["indicateurs", "76-2020-01-01-0123456789ab"]) == 66


def test_acces_donne_les_mesures_des_pages(maison, capsys):
    """The small ground: three structures, no service declared, hence what the law gives their networks."""
    fige = petit_instantane(maison.instantanes)
    assert executer(["acces", "--public", "jeunes", "--json"]) == 0
    lu = json.loads(capsys.readouterr().out)
    assert lu["instantane"] == fige.identifiant
    besoins = {b["besoin"]: b for b in lu["besoins"]}
    trouve = acces_pour(preparer(fige), "jeunes")
    rang = referentiel().rang("metiers")
    assert besoins["metiers"]["structures_aptes"] == trouve.aptes(rang) == 4
    assert besoins["metiers"]["part_eloignee"] == resume_de(trouve, rang).part_eloignee
    assert besoins["dossier"]["part_eloignee"] is None  # nobody: unknown, not 100 %
    assert executer(["acces", "--besoin", "metiers"]) == 0
    assert "estimées par Portulan" in capsys.readouterr().out
    assert executer(["acces", "--besoin", "voyager"]) == 66
    assert executer(["acces", "--public", "martiens"]) == 66


def test_importer_un_fichier_absent_ou_inconnu(maison, tmp_path, capsys):
    assert executer(["importer", "annuaire", str(tmp_path / "absent.csv")]) == 66
    assert executer(["importer", "nulle", str(tmp_path)]) == 66
    vide = tmp_path / "vide.csv"
    vide.write_bytes(b"")
    assert executer(["importer", "auto", str(vide)]) == 65
    assert "vide" in capsys.readouterr().err


def test_une_date_fausse_est_refusee(maison, capsys):
    assert executer(["geler", "--date", "31/12/2025"]) == 65


def test_un_bogue_est_garde_dans_un_fichier_et_dit_sans_trace(maison, monkeypatch, capsys):
    def planter(_self):
        raise ZeroDivisionError("secret interne")

    monkeypatch.setattr("portulan.sources.entrepot.Entrepot.courants", planter)
    assert executer(["sources"]) == 70
    erreur = capsys.readouterr().err
    assert "défaut de Portulan" in erreur
    assert "Traceback" not in erreur
    assert "secret interne" in (maison.racine / "erreurs.log").read_text("utf-8")


def test_une_interruption_rend_130(maison, monkeypatch):
    def interrompre(_self):
        raise KeyboardInterrupt

    monkeypatch.setattr("portulan.sources.entrepot.Entrepot.courants", interrompre)
    assert executer(["sources"]) == 130


@pytest.mark.parametrize("commande", [["--version"], ["demo", "--help"], ["sources", "--json"]], ids=" ".join)
def test_demarrage_a_froid(commande, tmp_path):
    """Nothing heavy is imported by a command that computes nothing."""
    code = (
        "import sys; from portulan.cli.main import executer; executer(sys.argv[1:]);"
        "print([m for m in ('ibis', 'duckdb', 'pyarrow', 'numpy', 'scipy', 'typst', 'vl_convert', 'django')"
        " if m in sys.modules], file=sys.stderr)"
    )
    resultat = subprocess.run(
        [sys.executable, "-c", code, *commande],
        env=_variables(PORTULAN_HOME=str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert resultat.stderr.strip().splitlines()[-1] == "[]"


def test_un_dossier_ou_l_on_ne_peut_pas_ecrire(tmp_path):
    fichier = tmp_path / "fichier"
    fichier.write_text("pas un dossier")
    resultat = lancer("demo", "--sans-serveur", PORTULAN_HOME=str(fichier / "var"))
    assert resultat.returncode == 69
    assert "ne peut pas écrire" in resultat.stderr
    assert "PORTULAN_HOME=" in resultat.stderr
    assert "Traceback" not in resultat.stderr


def test_un_port_deja_pris(tmp_path):
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        resultat = lancer("demo", "--port", str(port), PORTULAN_HOME=str(tmp_path))
    assert resultat.returncode == 69
    assert f"Le port {port} est déjà utilisé" in resultat.stderr
    assert not (tmp_path / "instantanes").exists()


@pytest.mark.parametrize("adresse", ["pouet", "192.0.2.1"])
def test_une_adresse_qui_n_est_pas_d_ici(adresse, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PORTULAN_HOME", str(tmp_path))
    monkeypatch.setattr("socket.socket", _socket_sans_reseau)
    assert executer(["serveur", "--adresse", adresse]) == 69
    erreur = capsys.readouterr().err
    assert f"{adresse} " in erreur
    assert "adresse de cette machine" in erreur


class _socket_sans_reseau:  # noqa: N801 (stands for socket.socket)
    def __init__(self, *_):
        pass

    __enter__ = lambda self: self  # noqa: E731
    __exit__ = setsockopt = lambda *_: None

    def bind(self, ou):
        if not ou[0][0].isdigit():
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")


def test_deux_commandes_preparent_la_meme_maison(tmp_path):
    """Both migrate, create the cache table and collect the static files: one waits for the other."""
    commande = [sys.executable, "-m", "portulan.cli", "travailleur", "--vider"]
    ensemble = [
        subprocess.Popen(commande, env=_variables(PORTULAN_HOME=str(tmp_path)), stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [(p.communicate(timeout=120)[1], p.returncode) for p in ensemble] == [("", 0)] * 3


def test_un_disque_plein_nomme_la_maison(maison, monkeypatch, capsys):
    def remplir(_self):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("portulan.sources.entrepot.Entrepot.courants", remplir)
    assert executer(["sources"]) == 69
    assert f"{maison.racine} ne peut pas être utilisé (disque plein)" in capsys.readouterr().err


def test_un_fichier_donne_pour_un_dossier(maison, tmp_path, capsys):
    fichier = tmp_path / "f.csv"
    fichier.write_text("a")
    assert executer(["demo", "--sans-serveur", "--donnees", str(fichier)]) == 66
    assert "n'est pas un dossier" in capsys.readouterr().err


@pytest.mark.parametrize("detail", [False, True])
def test_les_fichiers_laisses_se_comptent_par_dossier(detail, tmp_path, capsys):
    noms = ("LISEZMOI.md", "a/1.csv", "a/b/2.csv", "c/3.csv")
    laisses = tuple(FichierDuDossier(tmp_path / nom, "laissé", "non lu") for nom in noms)
    _raconter_fichiers(Construction("i", "76", {}, laisses), tmp_path, detail=detail)
    dit = capsys.readouterr().err
    assert ("a (2), c (1)" in dit) is not detail
    assert ("  a/b/2.csv\n" in dit) is detail
    assert "Laissés (4)" in dit


def test_une_configuration_fausse(tmp_path):
    resultat = lancer("compte", "creer", "a@example.fr", PORTULAN_HOME=str(tmp_path), PORTULAN_REGION="x")
    assert resultat.returncode == 78
    assert "PORTULAN_REGION" in resultat.stderr


def test_une_base_injoignable(tmp_path):
    adresse = "postgresql://u:p@127.0.0.1:1/b"
    resultat = lancer("compte", "creer", "a@example.fr", PORTULAN_HOME=str(tmp_path), DATABASE_URL=adresse)
    assert resultat.returncode == 69
    assert "base de données ne répond pas" in resultat.stderr
    assert "Traceback" not in resultat.stderr


def test_le_serveur_sert_puis_s_arrete_proprement(tmp_path):
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    processus = subprocess.Popen(
        [sys.executable, "-m", "portulan.cli", "serveur", "--port", str(port)],
        env=_variables(PORTULAN_HOME=str(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert f"http://localhost:{port}/" in processus.stderr.readline()
        with _attendre(f"http://127.0.0.1:{port}/api/v1/instantanes") as reponse:
            assert json.load(reponse)["total"] == 0
    finally:
        os.killpg(processus.pid, signal.SIGINT)
        sortie = "".join(processus.communicate(timeout=20))
    assert processus.returncode == 130
    assert "Traceback" not in sortie
    with pytest.raises(ProcessLookupError):
        os.killpg(processus.pid, 0)


def _attendre(adresse):
    for _ in range(100):
        try:
            return urllib.request.urlopen(adresse, timeout=5)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("le serveur ne répond pas")


def test_revenir_a_un_chargement_remplace_puis_s_en_passer(maison, tmp_path, capsys):
    entete = "Etablissement d'accueil;MEF STAT 11;Capacité carte scolaire;Demandes vœux 1"
    fichier = tmp_path / "affelnet_2024.csv"
    noms = []
    for voeux in (12, 13):
        fichier.write_text(f"{entete}\n0310001H;23820022703;15;{voeux}\n", "utf-8")
        assert executer(["importer", "affelnet", str(fichier)]) == 0
        capsys.readouterr()
        executer(["sources", "--json"])
        noms += [c["chargement"] for c in json.loads(capsys.readouterr().out)]
    ancien, nouveau = noms
    assert executer(["sources", "--historique"]) == 0
    montre = capsys.readouterr().out
    assert ancien in montre
    assert nouveau in montre
    assert executer(["sources", "--revenir", ancien[:8], "--json"]) == 0
    assert [c["chargement"] for c in json.loads(capsys.readouterr().out)] == [ancien]
    assert executer(["sources", "--retirer", nouveau]) == 75
    assert executer(["sources", "--retirer", ancien, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert executer(["sources", "--revenir", "inconnu"]) == 66


def test_verifier_un_registre_exporte(maison, tmp_path, capsys):
    from fabriques.actes import chaine, exporter, point_imprime

    suite = chaine(3)
    export, point = tmp_path / "registre.jsonl", point_imprime(suite, 3)
    export.write_bytes(b"".join(exporter(suite)))
    imprime = f"3:{point.empreinte}:{point.racine}"
    assert executer(["verifier", "registre", str(export), "--point", imprime]) == 0
    assert "Registre conforme : 3 entrées" in capsys.readouterr().out
    export.write_bytes(b"".join(exporter(suite[:2])))
    assert executer(["verifier", "registre", str(export), "--point", imprime, "--json"]) == 65
    constat = json.loads(capsys.readouterr().out)
    assert (constat["conforme"], constat["ecarts"][0]["genre"], constat["ecarts"][0]["seq"]) == (False, "ancien", 3)
    assert executer(["verifier", "registre", str(export), "--point", "4:abc"]) == 65
    assert executer(["verifier", "registre", str(export), "--piece", str(tmp_path / "absente.pdf")]) == 66
    assert executer(["verifier", "registre", str(tmp_path / "absent.jsonl")]) == 66
    assert executer(["verifier", "76-2020-01-01-0123456789ab", "--point", imprime]) == 64
