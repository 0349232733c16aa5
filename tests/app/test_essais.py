"""The last line of the suite adds up both passes, and a pass that could not report is a failure."""

from pathlib import Path

import pytest

from portulan.cli import essais

RAPPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.fixture
def passes(monkeypatch):
    """Stands in for pytest: each pass gives its exit code and writes its report, if any."""
    demandes = []

    def installer(*resultats):
        suite = iter(resultats)

        def jouer(options, variables):
            code, rapport = next(suite)
            demandes.append((list(options), dict(variables)))
            if rapport:
                chemin = next(o.removeprefix("--junitxml=") for o in options if o.startswith("--junitxml="))
                Path(chemin).write_text(RAPPORT.format(*rapport), encoding="utf-8")
            return code

        monkeypatch.setattr(essais, "_pytest", jouer)
        return demandes

    return installer


def test_la_derniere_ligne_additionne_les_deux_passes(passes, capsys):
    passes((0, (10, 0, 0, 2)), (1, (5, 1, 1, 0)))
    assert essais.lancer([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "11 passed, 2 failed, 2 skipped"


def test_une_passe_sans_rapport_est_un_echec(passes, capsys):
    passes((0, (10, 0, 0, 0)), (4, None))
    assert essais.lancer([]) == 4
    assert capsys.readouterr().out.splitlines()[-1] == "10 passed, 1 failed, 0 skipped"


def test_la_seconde_passe_est_sur_postgresql(passes, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    demandes = passes((0, (1, 0, 0, 0)), (0, (1, 0, 0, 0)))
    essais.lancer([])
    (_, premiere), (options, seconde) = demandes
    assert premiere == {"DATABASE_URL": ""}
    assert options[:2] == ["-m", "base and not parcours"]
    assert seconde == {"PORTULAN_ESSAIS_POSTGRESQL": "oui"}


def test_des_arguments_font_une_seule_passe_celle_de_pytest(passes, capsys):
    demandes = passes((0, None))
    assert essais.lancer(["-k", "rien"]) == 0
    assert demandes == [(["-k", "rien"], {})]
    assert capsys.readouterr().out == ""


def test_une_passe_se_partage_entre_les_processeurs(passes, monkeypatch):
    monkeypatch.setattr(essais, "_processeurs", lambda: 2)
    demandes = passes((0, (1, 0, 0, 0)), (0, (1, 0, 0, 0)))
    essais.lancer([])
    assert all(" ".join(options).count("-n 2 --dist worksteal") == 1 for options, _ in demandes)


@pytest.mark.parametrize(("processeurs", "travailleurs"), [(1, []), (3, ["3"]), (64, ["4"])])
def test_jamais_plus_de_processus_que_la_memoire_n_en_tient(processeurs, travailleurs):
    assert essais.repartir(processeurs)[1:2] == travailleurs


def test_interrompu_au_clavier_pytest_finit_de_ranger(monkeypatch):
    attentes = []

    class Interrompu:
        def __init__(self, *_, **__):
            pass

        __enter__ = __exit__ = lambda self, *_: self if not _ else None

        def wait(self):
            attentes.append("attente")
            if len(attentes) == 1:
                raise KeyboardInterrupt
            return 2

    monkeypatch.setattr(essais.subprocess, "Popen", Interrompu)
    with pytest.raises(KeyboardInterrupt):
        essais.lancer(["-k", "rien"])
    assert len(attentes) == 2
