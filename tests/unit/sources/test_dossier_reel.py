"""The folder of real open data: every file is used or left, none is an error, and the figures are the known ones."""

import pytest

from portulan.socle.tables import FORMATIONS, STRUCTURES
from portulan.sources.assemblage import completer
from portulan.sources.demonstration import generer
from portulan.sources.entrepot import Entrepot
from portulan.sources.importer import importer_dossier

pytestmark = pytest.mark.donnees

UTILISES = {
    "attractivite_capacite_2021.csv.gz": 19767,
    "zrr_2022-11-09.csv.gz": 34965,
    "fr-en-inserjeunes-cfa_2018_2023.csv.gz": 8556,
    "fr-esr-parcoursup_2020_extrait_MPSI.csv": 124,
    "fr-esr-parcoursup_2022_lycees_extrait.csv.gz": 3925,
    "parcoursup_2025_national_reconstitue.csv.gz": 14252,
    "parcoursup_specialites_bac_general_2021_2023.csv.gz": 12610,
    "annuaire_dila_2019_structures.csv.gz": 3711,
    "france_travail_et_autres_geolocalises.csv.gz": 778,
}


@pytest.fixture(scope="module")
def charge(donnees, tmp_path_factory):
    entrepot = Entrepot(tmp_path_factory.mktemp("chargements"))
    return entrepot, importer_dossier(entrepot, donnees)


def test_chaque_fichier_est_utilise_ou_laisse(charge):
    _, bilan = charge
    utilises = {f.fichier.name: f.rapport.fiche.lignes_retenues for f in bilan if f.etat == "utilisé"}
    assert utilises == UTILISES
    # Known but refused, and the report says why: no year anywhere; an extract without its totals
    refuses = {f.fichier.name: f.raison for f in bilan if f.etat == "refusé"}
    assert list(refuses) == [
        "affelnet_1re_pro_demandes_affectes.csv.gz",
        "specialites_export_json_200_premiers.json",
    ]
    assert "ne dit pas son année" in refuses["affelnet_1re_pro_demandes_affectes.csv.gz"]
    assert all(f.raison for f in bilan)


def test_recommencer_ne_relit_rien(charge, donnees):
    entrepot, _ = charge
    avant = [c.identifiant for c in entrepot.courants()]
    encore = importer_dossier(entrepot, donnees)
    assert all(f.rapport.deja for f in encore if f.etat == "utilisé")
    assert [c.identifiant for c in entrepot.courants()] == avant


def test_les_donnees_reelles_passent_avant_la_demonstration(charge):
    entrepot, _ = charge
    sources = completer(entrepot.courants(), generer("76"))
    for source in sources:
        for table, donnees in source.tables():
            if table == FORMATIONS:
                assert not any(donnees["fictif"].to_pylist())
            if table == STRUCTURES and source.fiche.fictif:
                operateurs = set(donnees["operateur"].to_pylist())
                assert not operateurs & {"cio", "mission_locale", "ij", "france_travail", "scuio"}
                assert "cap_emploi" in operateurs
