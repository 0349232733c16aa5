"""The store: atomic, idempotent, safe between processes, and reversible."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from portulan.socle import horloge
from portulan.socle.erreurs import DeclarationInvalide, Impossible, Introuvable, RessourceIndisponible
from portulan.socle.source import FicheSource, Refus
from portulan.socle.tables import SPECIALITES
from portulan.sources.conformite import table_depuis_lignes
from portulan.sources.connecteur import Lecture
from portulan.sources.entrepot import Entrepot


def lecture(candidats=10, version="2024", annees=(2024,), **fiche):
    lignes = [
        {
            "annee": annee,
            "doublette": "Maths,SES",
            "formation": "PASS",
            "candidats": candidats,
            "proposes": 8,
            "acceptants": 5,
            "fictif": False,
        }
        for annee in annees
    ]
    champs = {
        "code": "essai",
        "libelle": "Essai",
        "producteur": "Personne",
        "licence": "Licence Ouverte 2.0",
        "origine": "essai.csv",
        "version": version,
        "date_donnees": date(2025, 1, 1),
        "empreinte": "0" * 64,
        "lignes_lues": len(lignes),
        "lignes_retenues": len(lignes),
    }
    return Lecture(FicheSource(**{**champs, **fiche}), {SPECIALITES: table_depuis_lignes(SPECIALITES, lignes)})


@pytest.fixture
def entrepot(tmp_path):
    return Entrepot(tmp_path / "chargements")


def contenu(chargement):
    return [(table.nom, donnees.to_pylist()) for table, donnees in chargement.tables()]


def test_un_depot_se_relit_tel_quel(entrepot):
    refus = Refus(3, "candidats", "-1", "négatif.", "Corrigez.")
    depose = entrepot.deposer(replace(lecture(annees=(2025, 2024)), refus=(refus,), refus_total=1))
    (relu,) = Entrepot(entrepot.racine).courants()
    assert relu.identifiant == depose.identifiant
    assert [ligne["annee"] for ligne in contenu(relu)[0][1]] == [2024, 2025], "triées sur la clé"
    assert relu.fiche.refus == (refus,)
    assert relu.fiche.refus_total == 1
    assert relu.fiche.charge_le is not None


def test_le_meme_contenu_est_le_meme_chargement(entrepot):
    premier = entrepot.deposer(lecture())
    octets = (premier.dossier / "specialites.parquet").read_bytes()
    second = entrepot.deposer(lecture(origine="https://exemple.fr/autre-chemin"))
    assert second.identifiant == premier.identifiant
    assert len(entrepot.historique()) == 1
    ailleurs = Entrepot(entrepot.racine.parent / "ailleurs").deposer(lecture())
    assert ailleurs.identifiant == premier.identifiant
    assert (ailleurs.dossier / "specialites.parquet").read_bytes() == octets


def test_un_contenu_different_est_un_autre_chargement_et_le_precedent_reste(entrepot):
    with horloge.a_l_instant(datetime(2026, 1, 1, tzinfo=UTC)):
        premier = entrepot.deposer(lecture(10))
    with horloge.a_l_instant(datetime(2026, 1, 2, tzinfo=UTC)):
        second = entrepot.deposer(lecture(11))
    assert [c.identifiant for c in entrepot.courants()] == [second.identifiant]
    assert [c.identifiant for c in entrepot.historique()] == [second.identifiant, premier.identifiant]
    assert contenu(premier)[0][1][0]["candidats"] == 10


def test_revenir_a_un_chargement_anterieur(entrepot):
    premier, second = entrepot.deposer(lecture(10)), entrepot.deposer(lecture(11))
    entrepot.revenir(premier.identifiant[:10])
    assert [c.identifiant for c in entrepot.courants()] == [premier.identifiant]
    entrepot.deposer(lecture(11))
    assert [c.identifiant for c in entrepot.courants()] == [second.identifiant]


def test_deux_versions_sont_courantes_ensemble_et_triees(entrepot):
    entrepot.deposer(lecture(version="2025"))
    entrepot.deposer(lecture(version="2024"))
    assert [c.fiche.version for c in entrepot.courants()] == ["2024", "2025"]


def test_des_versions_qui_se_ressemblent_ne_se_confondent_pas(entrepot):
    entrepot.deposer(lecture(version="a b"))
    entrepot.deposer(lecture(version="a/b"))
    assert len(entrepot.courants()) == 2


def test_retirer_cache_sans_detruire(entrepot):
    depose = entrepot.deposer(lecture())
    entrepot.retirer("essai", "2024")
    assert entrepot.courants() == ()
    entrepot.revenir(depose.identifiant)
    assert len(entrepot.courants()) == 1
    with pytest.raises(Introuvable):
        entrepot.retirer("essai", "1999")


def test_un_identifiant_inconnu_ou_vide_est_refuse(entrepot):
    entrepot.deposer(lecture())
    for identifiant in ("", "zzzz"):
        with pytest.raises(Introuvable):
            entrepot.revenir(identifiant)


def test_ce_qui_ne_tient_pas_la_declaration_est_refuse_avant_d_ecrire(entrepot):
    with pytest.raises(DeclarationInvalide, match="bornes"):
        entrepot.deposer(lecture(candidats=-1))
    with pytest.raises(DeclarationInvalide, match="double"):
        entrepot.deposer(lecture(annees=(2024, 2024)))
    assert entrepot.courants() == ()


def test_une_declaration_qui_a_change_se_dit(entrepot):
    import pyarrow.parquet as pq

    depose = entrepot.deposer(lecture())
    fichier = depose.dossier / "specialites.parquet"
    pq.write_table(pq.read_table(fichier).drop_columns(["fictif"]), fichier)
    with pytest.raises(Impossible, match="décrivait autrement"):
        list(depose.tables())


def test_un_dossier_ou_l_on_ne_peut_pas_ecrire(tmp_path):
    (tmp_path / "fichier").write_text("")
    with pytest.raises(RessourceIndisponible, match="ne peut pas écrire"):
        Entrepot(tmp_path / "fichier" / "dessous").deposer(lecture())


def test_deja_lu_ne_vaut_que_pour_les_memes_octets_et_le_meme_code(entrepot):
    depose = entrepot.deposer(lecture(empreinte="a" * 64))
    assert entrepot.deja_lu("essai", "a" * 64).identifiant == depose.identifiant
    assert entrepot.deja_lu("essai", "b" * 64) is None
    assert entrepot.deja_lu("autre", "a" * 64) is None
    details = depose.dossier / "chargement.json"
    details.write_text(json.dumps({**json.loads(details.read_text()), "lecteurs": "anciens"}))
    assert Entrepot(entrepot.racine).deja_lu("essai", "a" * 64) is None


def test_les_restes_sont_balayes_au_depot_suivant(entrepot):
    entrepot.deposer(lecture())
    abandonne = entrepot.racine / ".en-cours-abandonne"
    abandonne.mkdir()
    recent, vieux = entrepot.racine / ".telechargement-recent", entrepot.racine / ".telechargement-vieux"
    recent.mkdir()
    vieux.mkdir()
    hier = time.time() - timedelta(days=2).total_seconds()
    os.utime(vieux, (hier, hier))
    entrepot.deposer(lecture(11))
    assert not abandonne.exists()
    assert not vieux.exists()
    assert recent.exists(), "un téléchargement d'un autre processus peut être en cours"


DEPOSANT = """
import sys, time
sys.path.insert(0, {ici!r})
from pathlib import Path
from test_entrepot import lecture
from portulan.sources.entrepot import Entrepot
import portulan.sources.entrepot as module
{avant}
entrepot = Entrepot(Path({racine!r}))
for rang in range({depart}, {depart} + {nombre}):
    entrepot.deposer(lecture(rang))
"""


def deposant(entrepot, *, depart=0, nombre=1, avant=""):
    texte = textwrap.dedent(DEPOSANT).format(
        ici=str(Path(__file__).parent), racine=str(entrepot.racine), depart=depart, nombre=nombre, avant=avant
    )
    return subprocess.Popen([sys.executable, "-c", texte], stdout=subprocess.PIPE, text=True)


def test_deux_processus_deposent_en_meme_temps(entrepot):
    processus = [deposant(entrepot, depart=1, nombre=8), deposant(entrepot, depart=5, nombre=8)]
    assert [p.wait(60) for p in processus] == [0, 0]
    for p in processus:
        p.stdout.close()
    assert {contenu(c)[0][1][0]["candidats"] for c in entrepot.historique()} == set(range(1, 13))
    (courant,) = entrepot.courants()
    assert contenu(courant)[0][1][0]["candidats"] in {8, 12}
    assert not list(entrepot.racine.glob(".en-cours-*"))


@pytest.mark.parametrize("instant", ["_ecrire_json", "Entrepot._pointer"])
def test_un_processus_tue_au_milieu_ne_laisse_rien_de_visible(entrepot, instant):
    precedent = entrepot.deposer(lecture(1))
    avant = f"module.{instant} = lambda *a, **k: (print('là', flush=True), time.sleep(60))"
    with deposant(entrepot, depart=2, avant=avant) as processus:
        assert processus.stdout.readline() == "là\n"
        processus.send_signal(signal.SIGKILL)
        processus.wait(10)
    assert [c.identifiant for c in entrepot.courants()] == [precedent.identifiant]
    suivant = entrepot.deposer(lecture(2))
    assert [c.identifiant for c in entrepot.courants()] == [suivant.identifiant]
    assert not list(entrepot.racine.glob(".en-cours-*"))
