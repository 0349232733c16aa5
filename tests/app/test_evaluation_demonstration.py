"""The demonstration tells every story, in a valid database, and its extracts agree with the rules."""

from collections import Counter

import pytest

from portulan.socle.tables_terrain import ACTIONS_PROGRES, EVALUATIONS, NIVEAUX_CRITERES, PREUVES
from portulan.sources.conformite import table_conforme, table_depuis_lignes
from portulan.sources.demonstration_tirage import JOUR
from portulan.terrain.evaluation import extraits, gel
from portulan.terrain.evaluation.enums import Etat
from portulan.terrain.evaluation.models import Evaluation, Preuve

pytestmark = pytest.mark.django_db


def test_chaque_histoire_est_racontee(terrain_demo):
    etats = Counter(Evaluation.objects.values_list("etat", flat=True))
    assert set(etats) == set(Etat.values)
    statuts = Counter(ligne["statut"] for ligne in extraits.lignes("94")[EVALUATIONS])
    assert set(statuts) == {"conforme", "conforme_avec_plan", "non_conforme", "non_evalue"}


def test_les_extraits_sont_conformes_a_leur_declaration(terrain_demo):
    tables = extraits.lignes("94")
    for table in (EVALUATIONS, NIVEAUX_CRITERES, PREUVES, ACTIONS_PROGRES):
        assert tables[table], table.nom
        assert table_conforme(table, table_depuis_lignes(table, tables[table])).num_rows == len(tables[table])
    assert all(ligne["fictif"] for lignes in tables.values() for ligne in lignes)


def test_ce_qui_est_fige_est_intact_et_les_fichiers_partages(terrain_demo):
    figees = Evaluation.objects.filter(etat__in=(Etat.VALIDEE, Etat.PERIMEE))
    assert all(gel.intact(e) for e in figees)
    assert Preuve.objects.count() > 10
    assert Preuve.objects.values("empreinte").distinct().count() <= 4


def test_une_preuve_expiree_rend_non_conforme_le_lendemain(terrain_demo):
    expirees = Preuve.objects.filter(valide_jusqu_au__lt=JOUR).values_list("structure", flat=True)
    assert expirees
    lignes = {ligne["structure_id"]: ligne["statut"] for ligne in extraits.lignes("94")[EVALUATIONS]}
    validees = Evaluation.objects.filter(structure__in=expirees, etat=Etat.VALIDEE).select_related("structure")
    assert validees
    for evaluation in validees:
        assert evaluation.contenu["bilan"]["statut"] != "non_conforme"
        assert lignes[evaluation.structure.identifiant] == "non_conforme"
