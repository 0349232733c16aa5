"""The sweep of abandoned folders, alone and with another process doing the same."""

import os
import shutil
import time
from types import SimpleNamespace

from portulan.socle import chemins
from portulan.socle.chemins import balayer


def _dossier(salle, nom, age_s):
    dossier = salle / nom
    dossier.mkdir()
    (dossier / "reste").write_text("x")
    os.utime(dossier, (time.time() - age_s,) * 2)
    return dossier


def test_seuls_les_dossiers_abandonnes_partent(tmp_path):
    vieux, recent, autre = (_dossier(tmp_path, n, a) for n, a in ((".gel-a", 100), (".gel-b", 1), ("76", 100)))
    balayer(tmp_path, ".gel-*", 50)
    assert not vieux.exists()
    assert recent.exists()
    assert autre.exists()


def test_un_dossier_qui_disparait_pendant_le_balayage(tmp_path, monkeypatch):
    emporte = _dossier(tmp_path, ".gel-a", 100)

    def un_autre_passe():
        shutil.rmtree(emporte, ignore_errors=True)
        return 10_000.0

    # The age is asked for between finding the folder and looking at it: just when another process may take it
    monkeypatch.setattr(chemins, "time", SimpleNamespace(time=un_autre_passe))
    balayer(tmp_path, ".gel-*", 50)
    assert not emporte.exists()
