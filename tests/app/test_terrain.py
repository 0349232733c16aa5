"""From the registers to the snapshot: what the field offers, and how a demonstration fills it."""

import pytest

from portulan.comptes.models import Organisation
from portulan.publication.chaine import Terrain, construire, sources_de_la_region
from portulan.socle.tables import SERVICES, STRUCTURES
from portulan.terrain import demonstration, extraits
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Service, Structure

pytestmark = pytest.mark.django_db


def test_une_installation_vierge_n_offre_rien(vierge):
    assert extraits.sources("94") == ()


def test_la_demonstration_ne_se_peuple_qu_une_fois(terrain_demo):
    avant = Structure.objects.count(), Service.objects.count(), Organisation.objects.count()
    assert min(avant) > 20
    assert not demonstration.peupler("94", sources_de_la_region(terrain_demo, "94"))
    assert (Structure.objects.count(), Service.objects.count(), Organisation.objects.count()) == avant


def recommencer_les_cles():
    """PostgreSQL does not take its sequences back with a transaction, and extracts are identified by keys."""
    from django.core.management.color import no_style
    from django.db import connection

    sequences = connection.introspection.sequence_list()
    with connection.cursor() as curseur:
        for ordre in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
            curseur.execute(ordre)


def test_la_demonstration_est_la_meme_d_une_machine_a_l_autre(site_demo):
    from django.db import transaction

    empreintes = []
    for _ in range(2):
        with transaction.atomic():
            recommencer_les_cles()
            demonstration.peupler("94", sources_de_la_region(site_demo, "94"))
            empreintes.append([s.fiche.empreinte for s in extraits.sources("94")])
            transaction.set_rollback(True)
    assert empreintes[0] == empreintes[1]


def test_ce_qui_est_invente_ne_se_mele_pas_a_ce_qui_ne_l_est_pas(terrain_demo):
    vraie = Structure.objects.order_by("pk").first()
    Structure.objects.filter(pk=vraie.pk).update(fictif=False)
    reelles, inventees = extraits.sources("94")
    assert (reelles.fiche.fictif, inventees.fiche.fictif) == (False, True)
    for source in (reelles, inventees):
        for _table, donnees in source.tables():
            assert donnees["fictif"].unique().to_pylist() == [source.fiche.fictif]
    assert vraie.identifiant in dict(reelles.tables())[STRUCTURES]["id"].to_pylist()


def test_une_structure_fermee_quitte_les_extraits_avec_ses_services(terrain_demo):
    fermee = Structure.objects.filter(services__isnull=False).order_by("pk").first()
    Structure.objects.filter(pk=fermee.pk).update(etat=EtatStructure.FERMEE)
    inventees = next(source for source in extraits.sources("94") if source.fiche.fictif)
    tables = dict(inventees.tables())
    assert fermee.identifiant not in tables[STRUCTURES]["id"].to_pylist()
    assert fermee.identifiant not in tables[SERVICES]["structure_id"].to_pylist()


def test_les_registres_suffisent_a_geler_et_un_changement_se_voit(vierge, monkeypatch):
    """A real installation without any file: what its members wrote is frozen, and frozen again when they write."""
    monkeypatch.setattr("portulan.publication.chaine.publier_dossiers", lambda *_, **__: None)
    monkeypatch.setattr("portulan.publication.chaine.mesurer", lambda *_, **__: None)
    structure = Structure.objects.create(
        source="portulan", id_source="1", nom="CIO", operateur="cio", code_insee="2A004", region="94",
        date_maj="2026-01-01",
    )  # fmt: skip
    terrain = Terrain(extraits.sources)
    premier = construire(vierge, "94", terrain=terrain).identifiant
    assert construire(vierge, "94", terrain=terrain).identifiant == premier
    Structure.objects.filter(pk=structure.pk).update(nom="CIO d’Ajaccio")
    assert construire(vierge, "94", terrain=terrain).identifiant != premier


@pytest.mark.django_db(transaction=True)
def test_les_registres_copies_se_recopient_sans_transaction_ouverte(site_demo, registres, transactional_db):
    """A browser test opens no transaction: copied rows, some of them before what they name, still enter."""
    from django.core.management import call_command

    from portulan.comptes.models import Organisation
    from portulan.publication.chaine import sources_de_la_region
    from portulan.terrain.demonstration import peupler

    nombres = []
    for _ in range(2):
        registres.remplir(lambda: peupler("94", sources_de_la_region(site_demo, "94")))
        nombres.append(Organisation.objects.count())
        call_command("flush", interactive=False, verbosity=0)
    assert nombres[0] == nombres[1] > 0
