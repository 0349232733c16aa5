"""Follow-up of reserves: said, proposed by a snapshot, decided; and what a new dossier opens with."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.db.utils import DatabaseError

from fabriques.avis import seance_votee
from fabriques.avis_publie import un_avis, une_reserve, une_reserve_chiffree
from fabriques.comite import compte_de, petit_comite, une_saisine
from portulan.comptes.models import Organisation
from portulan.crefop.avis import operations as operations_avis
from portulan.crefop.registre.export import lignes
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.registre.verification import verifier
from portulan.crefop.suivi.droits import avis_publies, reserves
from portulan.crefop.suivi.models import SuiviReserve
from portulan.crefop.suivi.operations import ReserveChangee, decider, declarer, proposer_etats, suites_pour
from portulan.crefop.suivi.queries import proposition_en_attente, responsable
from portulan.diagnostic.resultats import RESULTATS, Diagnostic, Ligne
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui
from portulan.socle.resultat import Calcule, NonCalculable, Raison
from portulan.socle.territoire import Niveau, Territoire

pytestmark = pytest.mark.django_db


@pytest.fixture
def comite():
    return petit_comite()


def rectorat(academie):
    organisation, _ = Organisation.objects.get_or_create(
        code=f"rectorat-{academie}", defaults={"nom": "Rectorat", "genre": "rectorat", "region": "94"}
    )
    compte = compte_de(f"rectorat-{academie}", "rectorat", organisation)
    compte.habilitations.update(niveau="academie", territoire=academie)
    return compte.titulaire(verifie=False)


def mission(region="94"):
    organisation, _ = Organisation.objects.get_or_create(
        code=f"conseil-{region}", defaults={"nom": "Conseil régional", "genre": "region", "region": region}
    )
    compte = compte_de(f"mission-{region}", "mission_spro", organisation)
    compte.habilitations.update(niveau="region", territoire=region)
    return compte.titulaire(verifie=False)


def diagnostic(resultat, *, jour="2026-03-01", suffixe="1" * 12, region="94", provisoire=False):
    ligne = Ligne("IND-F1.O3a-1", Territoire(Niveau.REGION, region), "", "", resultat)
    table = pa.Table.from_pylist([ligne.en_dict()], schema=RESULTATS.schema())
    identifiant = f"{region}-{jour}-{suffixe}"
    return Diagnostic(identifiant, region, date.fromisoformat(jour), provisoire, False, table)


def dernier_acte():
    return EntreeRegistre.objects.last().type


# --- said, then decided ---------------------------------------------------------------------------


def test_l_auteur_dit_ce_qui_est_fait_le_secretariat_decide(comite):
    reserve = une_reserve(un_avis(comite))
    declarer(
        titulaire=mission(), reserve=reserve, texte="Deux lieux ouverts.", responsable="Direction de l’orientation"
    )
    assert (reserve.etat, dernier_acte()) == ("ouverte", "reserve.declarer")
    fait = decider(titulaire=comite.bureau(), reserve=reserve, etat="levee", motif="Constaté le 3.", vu="ouverte")
    assert (reserve.etat, fait.etat, dernier_acte()) == ("levee", "levee", "reserve.decider")
    assert responsable(reserve, list(reserve.suivis.all())) == "Direction de l’orientation"
    assert verifier(lignes()).conforme
    assert b"Deux lieux" not in b"".join(lignes())


def test_qui_peut_dire_qui_peut_decider(comite):
    reserve = une_reserve(un_avis(comite))
    for titulaire in (comite.titulaire("cfdt"), comite.titulaire("prefet"), mission("76"), rectorat("16")):
        with pytest.raises(Interdit):
            declarer(titulaire=titulaire, reserve=reserve, texte="x")
    for titulaire in (comite.bureau(verifie=False), mission(), comite.titulaire("prefet")):
        with pytest.raises(Interdit):
            decider(titulaire=titulaire, reserve=reserve, etat="levee", motif="x", vu="ouverte")
    assert not SuiviReserve.objects.exists()
    declarer(titulaire=rectorat("27"), reserve=reserve, texte="Le rectorat a ouvert deux lieux.")


def test_une_decision_est_motivee_connue_et_possible(comite):
    reserve, qui = une_reserve(un_avis(comite)), comite.bureau()
    with pytest.raises(DonneeInvalide):
        decider(titulaire=qui, reserve=reserve, etat="levee", motif="  ", vu="ouverte")
    with pytest.raises(DonneeInvalide):
        decider(titulaire=qui, reserve=reserve, etat="oubliee", motif="x", vu="ouverte")
    decider(titulaire=qui, reserve=reserve, etat="caduque", motif="Texte abrogé.", vu="ouverte")
    with pytest.raises(Impossible):
        decider(titulaire=qui, reserve=reserve, etat="levee", motif="x", vu="caduque")


def test_deux_decisions_sur_le_meme_ecran(comite):
    reserve = une_reserve(un_avis(comite))
    decider(titulaire=comite.bureau(), reserve=reserve, etat="en_cours", motif="Commencé.", vu="ouverte")
    with pytest.raises(ReserveChangee):
        decider(titulaire=comite.bureau(), reserve=reserve, etat="non_suivie", motif="x", vu="ouverte")
    assert reserve.suivis.count() == 1


def test_une_reserve_d_un_avis_non_publie_ne_se_suit_pas(comite):
    reserve = une_reserve(un_avis(comite, etat="signe"))
    with pytest.raises(Impossible):
        declarer(titulaire=mission(), reserve=reserve, texte="x")
    assert not reserves(comite.bureau()).exists()
    assert not avis_publies().exists()


def test_un_jalon_ne_change_pas(comite):
    declarer(titulaire=mission(), reserve=une_reserve(un_avis(comite)), texte="x")
    with pytest.raises((IntegrityError, DatabaseError), match="ne change pas"), transaction.atomic():
        connection.cursor().execute("UPDATE suivi_suivireserve SET texte = 'y'")


# --- proposed by a snapshot -----------------------------------------------------------------------


def test_un_instantane_propose_une_fois(comite):
    reserve = une_reserve_chiffree(un_avis(comite))
    bilan = proposer_etats(diagnostic(Calcule(92.0)))
    assert [(r, p) for r, p in bilan.proposees] == [(reserve, "Le seuil est atteint.")]
    assert (dernier_acte(), reserve.etat) == ("reserve.proposer", "ouverte")
    attente = proposition_en_attente(reserve, list(reserve.suivis.all()))
    assert (attente.etat, attente.valeur) == ("levee", "92.0")
    encore = proposer_etats(diagnostic(Calcule(92.0)))
    assert (encore.proposees, len(encore.inchangees), SuiviReserve.objects.count()) == ([], 1, 1)
    decider(titulaire=comite.bureau(), reserve=reserve, etat="levee", motif="Vu.", vu="ouverte")
    assert proposition_en_attente(reserve, list(reserve.suivis.all())) is None
    assert proposer_etats(diagnostic(Calcule(95.0), suffixe="2" * 12)).proposees == []


def test_ce_qui_ne_se_calcule_pas_ne_propose_rien_et_le_dit(comite):
    reserve = une_reserve_chiffree(un_avis(comite))
    bilan = proposer_etats(diagnostic(NonCalculable(Raison.DONNEE_ABSENTE)))
    assert bilan.non_calculables[0][0] == reserve
    assert "Non calculable" in bilan.non_calculables[0][1]
    assert not SuiviReserve.objects.exists()


def test_seuls_les_instantanes_de_la_region_posterieurs_a_l_avis_comptent(comite):
    une_reserve_chiffree(un_avis(comite))
    une_reserve(un_avis(comite, "2026-02", acte={"seance": "P-2026-02"}))  # a text lifts it: nothing to compare
    for autre in (
        diagnostic(Calcule(92.0), region="76"),
        diagnostic(Calcule(92.0), provisoire=True),
        diagnostic(Calcule(92.0), jour="2025-12-31"),
        diagnostic(Calcule(92.0), jour="2026-01-15", suffixe="0" * 12),
    ):
        bilan = proposer_etats(autre)
        assert (bilan.proposees, bilan.inchangees, bilan.non_calculables) == ([], [], [])


def test_mesurer_un_instantane_reevalue_les_reserves(comite, site_demo, monkeypatch):
    from portulan.publication.bibliotheque import Bibliotheque
    from portulan.publication.taches import diagnostiquer
    from portulan.socle.progression import muette

    courant = Bibliotheque(site_demo).courant("94")
    monkeypatch.setenv("PORTULAN_HOME", str(site_demo.racine))
    chiffre = Bibliotheque(site_demo).diagnostic(courant.identifiant).principal("IND-F1.O3a-1")
    avis = un_avis(comite, instantane="94-2020-01-15-000000000000")
    reserve = une_reserve_chiffree(avis, comparateur="<=", seuil=str(chiffre.valeur))
    diagnostiquer(muette, instantane=courant.identifiant)
    diagnostiquer(muette, instantane=courant.identifiant)
    assert [(s.etat, s.instantane) for s in reserve.suivis.all()] == [("levee", courant.identifiant)]


def test_apres_l_echeance_elle_est_proposee_non_suivie(comite):
    reserve = une_reserve_chiffree(un_avis(comite), echeance=date(2026, 2, 28))
    proposer_etats(diagnostic(Calcule(80.0)))
    assert reserve.suivis.get().etat == "non_suivie"


# --- the next dossier -----------------------------------------------------------------------------


def test_le_dossier_suivant_s_ouvre_sur_les_reserves_precedentes(comite):
    jour = aujourdhui()
    vieux = un_avis(comite, "2024-01", rendu_le=jour - timedelta(days=380))
    une_reserve(vieux, 1)
    finie = une_reserve(vieux, 2)
    decider(titulaire=comite.bureau(), reserve=finie, etat="levee", motif="Fait.", vu="ouverte")
    avis = un_avis(comite, "2026-01", rendu_le=jour - timedelta(days=60))
    levee = une_reserve(avis, 1)
    une_reserve(avis, 1, genre="recommandation", echeance=None)
    decider(titulaire=comite.bureau(), reserve=levee, etat="levee", motif="Constaté.", vu="ouverte")
    nouvelle = une_saisine(comite, "S-2027-01", recue_le=jour)
    suites = suites_pour(nouvelle)
    assert [(s["numero"], s["etat"]) for s in suites] == [
        ("R1 de l’avis 2026-01", "levée"),
        ("Rec.\u00a01 de l’avis 2026-01", "ouverte"),
        ("R1 de l’avis 2024-01", "ouverte"),
    ]
    assert (suites[0]["suite"], suites[1]["echeance"]) == ("Constaté.", "")
    assert suites_pour(une_saisine(comite, "S-2027-02", type="carte_formations")) == []
    assert suites_pour(avis.saisine) != suites  # its own reserves are not its past


def test_une_suite_ecrite_le_soir_porte_la_date_de_paris(comite, monkeypatch):
    avis = un_avis(comite, "2026-01", rendu_le=date(2026, 1, 5))
    reserve = une_reserve(avis, 1)
    monkeypatch.setattr("portulan.crefop.suivi.operations.maintenant", lambda: datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    declarer(titulaire=mission(), reserve=reserve, texte="Deux lieux ouverts.")
    assert suites_pour(une_saisine(comite, "S-2027-01", recue_le=date(2026, 7, 3)))[0]["suite_le"] == "2026-07-02"


def test_un_jalon_retient_sa_reserve(comite):
    reserve = une_reserve(un_avis(comite))
    declarer(titulaire=mission(), reserve=reserve, texte="Deux lieux ouverts.")
    with pytest.raises(ProtectedError):
        reserve.delete()


# --- alerts ---------------------------------------------------------------------------------------


def test_les_alertes_de_l_installation(comite):
    from portulan.crefop.suivi.surveillance import toutes

    jour = aujourdhui()
    un_avis(comite, "2026-02", etat="signe", rendu_le=jour - timedelta(days=200))
    tard = un_avis(comite, "2026-01", rendu_le=jour - timedelta(days=100))
    tard.saisine.adoptee_le, tard.saisine.adoptee_acte = tard.rendu_le, "délibération"
    tard.saisine.save()
    une_reserve(tard, echeance=jour - timedelta(days=1))
    siege = comite.sieges["cgt"]
    siege.occupations.filter(rang="titulaire").update(au=jour + timedelta(days=30))
    dites = toutes(jour)
    assert {a.code for a in dites} >= {
        "avis_non_publie",
        "avis_apres_adoption",
        "reserve_en_retard",
        "mandat_finissant",
    }
    assert [a.gravite for a in dites] == sorted((a.gravite for a in dites), key=lambda g: g != "alerte")
    assert ("reserve", str(tard.reserves.get().pk)) in {a.objet for a in dites}


def test_un_avis_vote_que_personne_ne_redige_alerte():
    from portulan.crefop.suivi.surveillance import toutes

    comite, seance, point = seance_votee()
    jour = aujourdhui()
    (dite,) = (a for a in toutes(jour) if a.code == "avis_a_rediger")
    assert (dite.gravite, dite.objet) == ("attention", ("seance", str(seance.pk)))
    assert point.titre in dite.titre
    assert [a.gravite for a in toutes(jour + timedelta(days=30)) if a.code == "avis_a_rediger"] == ["alerte"]
    operations_avis.ouvrir(titulaire=comite.bureau(), point=point)
    codes = {a.code for a in toutes(jour)}
    assert "avis_a_rediger" not in codes
    assert "avis_non_publie" in codes


def test_sans_comite_aucune_alerte():
    from portulan.crefop.suivi.surveillance import toutes

    assert toutes(aujourdhui()) == []
