"""Imports into the registers: dry run, report of every line, all or nothing, twice the same, killed half-way."""

import gzip
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import pytest

from fabriques.reseau import AJACCIO, TOULOUSE, fichier, importer, service, structure
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide
from portulan.terrain.reseau.enums import EtatImport
from portulan.terrain.reseau.models import Conflit, ImportReseau, LigneImport, Rapprochement, Service, Structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]


def test_un_fichier_remplit_les_registres(tmp_path):
    fait = importer(fichier(tmp_path, [structure(1)], [service(1)]))
    assert fait.etat == EtatImport.APPLIQUE
    assert fait.compte_rendu == {"structure.creee": 1, "service.creee": 1}
    lieu = Structure.objects.get()
    assert (lieu.identifiant, lieu.operateur, lieu.departement, lieu.region) == (
        "essai--1", "mission_locale", "2A", "94",
    )  # fmt: skip
    assert (lieu.precision_geo, lieu.commune) == ("mairie", "Ajaccio")
    assert lieu.longitude is not None
    assert Service.objects.get().structure == lieu
    assert Entree.objects.filter(acte="reseau.importer", objet_id=fait.pk).count() == 1


def test_une_simulation_n_ecrit_rien_et_dit_tout(tmp_path):
    fait = importer(fichier(tmp_path, [structure(1)], [service(1)]), simuler=True)
    assert fait.etat == EtatImport.SIMULE
    assert not Structure.objects.exists()
    assert list(fait.lignes.values_list("genre", "issue")) == [("structure", "creee"), ("service", "creee")]
    assert not LigneImport.objects.filter(contenu__isnull=False).exists()


def test_le_meme_fichier_deux_fois_ne_change_rien(tmp_path):
    chemin = fichier(tmp_path, [structure(1)], [service(1)])
    importer(chemin)
    avant = list(Structure.objects.values()), list(Service.objects.values())
    fait = importer(chemin)
    assert fait.compte_rendu == {"structure.inchangee": 1, "service.inchangee": 1}
    assert (list(Structure.objects.values()), list(Service.objects.values())) == avant


def test_ce_qui_change_est_nomme(tmp_path):
    importer(fichier(tmp_path, [structure(1)], [service(1)]))
    cle = Structure.objects.get().pk
    autre = structure(1, telephone="04 95 11 22 33", adresse="2 rue Fesch", date_maj="2025-07-01")
    fait = importer(fichier(tmp_path, [autre], [service(1)]))
    assert fait.lignes.get(genre="structure").champs == ["adresse", "date_maj", "telephone"]
    lieu = Structure.objects.get()
    assert (lieu.pk, lieu.telephone, lieu.version) == (cle, "04 95 11 22 33", 2)
    assert Service.objects.get().structure_id == cle


@pytest.mark.parametrize(
    ("change", "colonne", "motif"),
    [
        ({"nom": "ML"}, "nom", "3 à 150"),
        ({"inconnu": 1}, "inconnu", "n’existe pas"),
        ({"siret": "123"}, "siret", "quatorze chiffres"),
        ({"code_insee": "99999"}, "code_insee", "aucune commune"),
        ({"date_maj": "2199-01-01"}, "date_maj", "futur"),
        ({"nom": "Mission \u202eelacol"}, "nom", "U+202E"),
        ({"nom": "Mission\u0000locale"}, "nom", "U+0000"),
        ({"adresse": "x" * 300}, "adresse", "250"),
        ({"spro:labels": ["inconnu"]}, "spro:labels", "liste"),
        ({"spro:secret": 1}, "spro:secret", "vocabulaire spro"),
        ({"spro:repli": 3}, "spro:repli", "objet"),
        ({"id": "essai--" + "9" * 300}, "id", "1 à 200"),
    ],
)
def test_une_ligne_refusee_dit_ou_pourquoi_et_arrete_tout(tmp_path, change, colonne, motif):
    fait = importer(fichier(tmp_path, [structure(1), structure(2, **change)]))
    assert fait.etat == EtatImport.REFUSE
    assert not Structure.objects.exists()
    ligne = fait.lignes.get(issue="refusee")
    assert ligne.ligne == 2
    (constat,) = [c for c in ligne.constats if c["bloquant"]]
    assert constat["colonne"] == colonne
    assert motif in constat["motif"]
    assert constat["remede"]


def test_les_lignes_refusees_se_mettent_de_cote_si_on_le_dit(tmp_path):
    chemin = fichier(tmp_path, [structure(1), structure(2, nom="x")], [service(1), service(2, de=2)])
    fait = importer(chemin, ecarter=True)
    assert fait.etat == EtatImport.APPLIQUE
    assert fait.compte_rendu == {
        "structure.creee": 1, "structure.refusee": 1, "service.creee": 1, "service.refusee": 1,
    }  # fmt: skip
    assert [s.identifiant for s in Service.objects.all()] == ["essai--s1"]


def test_seule_la_region_entre_les_autres_sont_comptees(tmp_path):
    ailleurs = structure(2, code_insee=TOULOUSE, code_postal="31000", commune="Toulouse")
    fait = importer(fichier(tmp_path, [structure(1), ailleurs], [service(1), service(2, de=2)]))
    assert fait.compte_rendu == {
        "structure.creee": 1, "structure.ailleurs": 1, "service.creee": 1, "service.ailleurs": 1,
    }  # fmt: skip


def test_un_service_sans_structure_est_refuse(tmp_path):
    fait = importer(fichier(tmp_path, [structure(1)], [service(1, de=9)]))
    assert fait.etat == EtatImport.REFUSE
    assert "ni dans ce fichier ni dans le réseau" in fait.lignes.get(issue="refusee").constats[0]["motif"]


def test_deux_fois_le_meme_identifiant(tmp_path):
    fait = importer(fichier(tmp_path, [structure(1), structure(1, nom="Autre nom")]))
    assert fait.etat == EtatImport.REFUSE
    assert "déjà plus haut" in fait.lignes.get(issue="refusee").constats[0]["motif"]


def test_ce_qui_est_ecrit_a_la_main_ne_s_efface_pas_en_silence(tmp_path):
    importer(fichier(tmp_path, [structure(1)]))
    Structure.objects.update(telephone="04 95 99 99 99", description="Écrite ici.", version=2)
    inchange = importer(fichier(tmp_path, [structure(1)]))
    assert inchange.compte_rendu == {"structure.inchangee": 1}
    assert not Conflit.objects.exists()
    nouveau = structure(1, telephone="04 95 11 11 11", site_web="https://exemple.fr")
    fait = importer(fichier(tmp_path, [nouveau]))
    lieu = Structure.objects.get()
    assert (lieu.telephone, lieu.site_web, lieu.description) == (
        "04 95 99 99 99", "https://exemple.fr", "Écrite ici.",
    )  # fmt: skip
    conflit = Conflit.objects.get()
    assert (conflit.champ, conflit.valeur, conflit.valeur_source) == (
        "telephone", "04 95 99 99 99", "04 95 11 11 11",
    )  # fmt: skip
    assert fait.lignes.get().conflits == ["telephone"]
    importer(fichier(tmp_path, [nouveau]))
    assert Conflit.objects.count() == 1


def test_un_doublon_probable_est_signale_puis_propose(tmp_path):
    importer(fichier(tmp_path, [structure(1, nom="Mission locale d’Ajaccio")]))
    autre = structure(1, source="dora", id="dora--7", nom="MISSION LOCALE AJACCIO")
    fait = importer(fichier(tmp_path, [autre]), simuler=True)
    assert fait.lignes.get().doublon_de == "essai--1"
    importer(fichier(tmp_path, [autre]))
    paire = Rapprochement.objects.get()
    assert {paire.a.identifiant, paire.b.identifiant} == {"essai--1", "dora--7"}
    assert "même téléphone" in paire.raisons


@pytest.mark.parametrize("emballage", ["json", "jsonl", "gz", "zip", "csv"])
def test_formats(tmp_path, emballage):
    document = structure(1, **{"spro:labels": ["qualiopi"]})
    texte = json.dumps([document])
    chemin = tmp_path / f"structures.{emballage}"
    if emballage == "json":
        chemin.write_text(texte, encoding="utf-8")
    elif emballage == "jsonl":
        chemin.write_text(f"{json.dumps(document)}\n{json.dumps(service(1))}\n", encoding="utf-8")
    elif emballage == "gz":
        chemin.write_bytes(gzip.compress(texte.encode()))
    elif emballage == "zip":
        with zipfile.ZipFile(chemin, "w") as archive:
            archive.writestr("s.json", texte)
    else:
        plat = {n: json.dumps(v) if isinstance(v, list) else v for n, v in document.items()}
        cellules = ["" if v is None else '"' + str(v).replace('"', '""') + '"' for v in plat.values()]
        chemin.write_text(",".join(plat) + "\n" + ",".join(cellules) + "\n", encoding="utf-8")
    assert importer(chemin).etat == EtatImport.APPLIQUE
    assert Structure.objects.get().extension == {"labels": ["qualiopi"]}
    assert Service.objects.count() == (emballage == "jsonl")


@pytest.mark.parametrize("contenu", [b"", b'{"structures": [{"id": "a"', b"%PDF-1.7", b'{"id": 1}\n{"id"', b"[1, 2]"])
def test_un_fichier_abime_laisse_les_registres_intacts(tmp_path, contenu):
    chemin = tmp_path / "x.json"
    chemin.write_bytes(contenu)
    with pytest.raises(DonneeInvalide):
        importer(chemin)
    fait = ImportReseau.objects.get()
    assert fait.etat == EtatImport.INTERROMPU
    assert fait.message
    assert not LigneImport.objects.exists()


def test_annuler_en_route(tmp_path):
    from portulan.terrain.reseau.importation import demander_import, executer
    from portulan.travaux.taches import Annulation

    def suivre(_etape, fraction):
        if fraction > 0:
            raise Annulation

    demande = demander_import(origine=fichier(tmp_path, [structure(n) for n in range(1, 5)]), nom="x")
    with pytest.raises(Annulation):
        executer(demande, suivre)
    assert demande.etat == EtatImport.INTERROMPU
    assert not Structure.objects.exists()
    assert not LigneImport.objects.exists()


def test_importer_depuis_les_chargements(tmp_path, site_demo):
    from portulan.terrain.reseau.importation import CHARGEMENTS

    fait = importer(CHARGEMENTS)
    assert fait.etat == EtatImport.APPLIQUE
    assert Structure.objects.count() == fait.compte_rendu.get("structure.creee", 0)


_TUE = """
import os, sys, time
import django
django.setup()
from pathlib import Path
from portulan.terrain.reseau import importation, application
etape = sys.argv[2]
if etape == "ecriture":
    vrai = application._ecrire_lot
    def lent(*args):
        vrai(*args)
        print("ICI", flush=True)
        time.sleep(60)
    application._ecrire_lot = lent
else:
    vrai = importation._mettre_de_cote
    def lent(*args):
        lignes = vrai(*args)
        print("ICI", flush=True)
        time.sleep(60)
        return lignes
    importation._mettre_de_cote = lent
importation.executer(importation.demander_import(origine=sys.argv[1], nom="reseau.json"))
"""


@pytest.mark.parametrize("etape", ["lecture", "ecriture"])
def test_tue_a_mi_chemin_rien_n_est_a_moitie_importe(tmp_path, etape):
    """A real process, a real SIGKILL, a real database file of its own."""
    racine = Path(__file__).parents[2]
    environnement = {
        **os.environ,
        "PORTULAN_HOME": str(tmp_path / "var"),
        "PORTULAN_REGION": "94",
        "DJANGO_SETTINGS_MODULE": "portulan.config.settings",
        "PYTHONPATH": str(racine / "src"),
    }
    environnement.pop("DATABASE_URL", None)
    (tmp_path / "var").mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environnement, check=True)
    chemin = fichier(tmp_path, [structure(n) for n in range(1, 1200)])
    script = tmp_path / "tue.py"
    script.write_text(textwrap.dedent(_TUE), encoding="utf-8")
    commande = [sys.executable, str(script), str(chemin), etape]
    with subprocess.Popen(commande, env=environnement, stdout=subprocess.PIPE) as enfant:
        assert enfant.stdout.readline() == b"ICI\n"
        time.sleep(0.2)
        enfant.send_signal(signal.SIGKILL)
    compter = (
        "import django; django.setup(); from portulan.terrain.reseau.models import *; "
        "print(Structure.objects.count(), ImportReseau.objects.get().etat)"
    )
    apres = subprocess.run(
        [sys.executable, "-c", compter], env=environnement, check=True, capture_output=True, text=True
    )
    assert apres.stdout.split() == ["0", "lecture"]
    reprise = (
        "import django; django.setup(); from portulan.terrain.reseau.models import *; "
        "from portulan.terrain.reseau.importation import tache; "
        "print(tache(lambda *_: None, importation=ImportReseau.objects.get().pk)['etat'], Structure.objects.count())"
    )
    repris = subprocess.run(
        [sys.executable, "-c", reprise], env=environnement, check=True, capture_output=True, text=True
    )
    assert repris.stdout.split() == ["applique", "1199"]


def test_le_code_de_la_commune_manque_mais_l_adresse_la_designe(tmp_path):
    document = structure(1)
    del document["code_insee"]
    importer(fichier(tmp_path, [document]))
    assert Structure.objects.get().code_insee == AJACCIO
