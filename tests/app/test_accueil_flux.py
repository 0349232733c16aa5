"""A year of reception from the demonstration to the dossier: lawful rows, exact cells, incidents found again."""

import json
from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from portulan.publication.bibliotheque import Bibliotheque
from portulan.socle.tables_accueil import (
    ACCUEIL,
    ACCUEILS,
    ACCUEILS_PUBLICS,
    CARENCES,
    ECHANGES,
    PARCOURS,
    PROMESSES,
    RECOURS,
    TRANSMISSIONS,
)
from portulan.socle.territoire import Niveau
from portulan.terrain.accueil import extraits, mots
from portulan.terrain.accueil.demonstration import par_bassin
from portulan.terrain.accueil.demonstration_incidents import INCIDENTS
from portulan.terrain.accueil.enums import EtatMise
from portulan.terrain.accueil.models import (
    Besoin,
    Carence,
    DemandeAccueil,
    EtapeMise,
    Identite,
    MiseEnRelation,
    Promesse,
)
from portulan.terrain.accueil.regles import FERMES, etat_du_besoin
from portulan.terrain.accueil.transitions import PAR_NOM


@pytest.mark.django_db
def test_chaque_orientation_inventee_suit_les_transitions_declarees(terrain_demo):
    """One reading for all the laws of the year: copying it is what costs."""
    jour = terrain_demo.jour_de_la_demonstration
    pas = defaultdict(list)
    for etape in EtapeMise.objects.order_by("mise", "version"):
        pas[etape.mise_id].append(etape)
    mises = defaultdict(list)
    for mise in MiseEnRelation.objects.all():
        etat, attendue = EtatMise.EMISE, 1
        instant = mise.emise_le
        for etape in pas[mise.pk]:
            transition = PAR_NOM[etape.transition]
            assert etat in transition.de
            assert etape.version == attendue
            assert etape.quand > instant
            assert bool(etape.motif) == transition.motif
            etat, attendue, instant = transition.vers, attendue + 1, etape.quand
        assert (mise.etat, mise.version) == (etat, attendue)
        assert instant.date() < jour
        mises[mise.besoin_id].append(mise)
    assert {m.etat for lot in mises.values() for m in lot} >= {"close", "refusee", "expiree", "annulee", "emise"}
    for besoin in Besoin.objects.select_related("demande"):
        etats = [(m.etat, m.issue) for m in mises[besoin.pk]]
        assert besoin.etat == etat_du_besoin(etats, reponse=besoin.reponse, renonce=besoin.renonce)
        assert (besoin.clos_le is not None) == (besoin.etat in FERMES)
    tenues = {(p.mise_id, p.etape): p.tenue_le for p in Promesse.objects.all()}
    for cle, lot in pas.items():
        for etape in lot:
            for promise in PAR_NOM[etape.transition].tient:
                assert tenues[cle, promise] <= etape.quand.date()
    identites = Identite.objects.select_related("demande")
    assert identites.exists()
    assert all(i.demande.recue_le.date() > jour - timedelta(days=92) for i in identites)
    assert not DemandeAccueil.objects.filter(fictif=False).exists()
    dits = {
        "thematiques": sorted(set(Besoin.objects.values_list("thematique", flat=True))),
        "publics": sorted({p for d in DemandeAccueil.objects.all() for p in d.publics}),
    }
    for liste, codes in dits.items():  # as a person's own words are kept: known, and without their prefix
        assert mots.exiger_mots(liste, codes, "Code") == codes
    assert set(extraits.EVOLUTIONS) <= set(dits["thematiques"])


@pytest.mark.django_db
def test_les_cellules_comptent_chaque_ligne_une_fois(terrain_demo):
    lues = extraits.lignes("94")
    assert set(lues) == set(ACCUEIL)

    def somme(table, colonne):
        return sum(ligne[colonne] for ligne in lues[table])

    demandes = DemandeAccueil.objects.all()
    mises = MiseEnRelation.objects.all()
    assert 2000 < demandes.count() < 2800
    assert somme(ACCUEILS, "accueils") == somme(RECOURS, "accueils") == demandes.count()
    assert somme(ACCUEILS, "renvois") == demandes.filter(renvoi=True).count() > 0
    assert somme(ACCUEILS_PUBLICS, "accueils") == sum(len(set(d.publics)) for d in demandes)
    assert somme(TRANSMISSIONS, "emises") == mises.count()
    acceptees = mises.filter(repondue_le__isnull=False).exclude(etat="refusee")
    assert somme(TRANSMISSIONS, "acceptees") == acceptees.count()
    assert somme(TRANSMISSIONS, "perdues") == sum(
        m.etat == "expiree" and m.besoin.responsable_id is None for m in mises.select_related("besoin")
    )
    assert somme(ECHANGES, "emises") == mises.filter(emettrice__isnull=False).count()
    assert somme(PARCOURS, "personnes") == mises.values("besoin__demande").distinct().count()
    actifs = [d for d in demandes if {"actifs", "demandeurs-emploi", "salaries"} & set(d.publics)]
    voulus = set(Besoin.objects.filter(thematique__in=extraits.EVOLUTIONS).values_list("demande", flat=True))
    assert somme(ACCUEILS, "evolutions") == sum(d.pk in voulus for d in actifs) > 0
    jour = terrain_demo.jour_de_la_demonstration
    reponses = [p for p in Promesse.objects.filter(etape="reponse").select_related("mise") if p.echeance < jour]
    dues = [p for p in reponses if p.tenue_le or p.mise.etat != "annulee"]
    assert sum(x["echues"] for x in lues[PROMESSES] if x["etape"] == "reponse") == len(dues)
    silences = [p for p in dues if p.mise.etat == "expiree"]
    assert silences
    tenues = sum(p.tenue_le is not None and p.tenue_le <= p.echeance for p in dues)
    assert sum(x["tenues"] for x in lues[PROMESSES] if x["etape"] == "reponse") == tenues <= len(dues) - len(silences)
    assert 0 < somme(CARENCES, "nombre") < Carence.objects.count()


@pytest.mark.django_db
def test_aucune_cellule_ne_nomme_personne(terrain_demo):
    ecrit = json.dumps([ligne for lignes in extraits.lignes("94").values() for ligne in lignes], default=str)
    for identite in Identite.objects.all()[:50]:
        assert f'"{identite.nom}"' not in ecrit
        assert identite.telephone not in ecrit
    cles = Counter(colonne.nom for table in ACCUEIL for colonne in table.colonnes)
    assert not {"demande", "mise", "besoin_id", "recue_le", "age"} & set(cles)


@pytest.mark.django_db
def test_un_registre_sans_demande_n_offre_rien(vierge):
    assert extraits.lignes("94") == {}


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda i: i.code)
def test_le_diagnostic_retrouve_ce_qui_ne_va_pas(demonstration, incident):
    rayons = Bibliotheque(demonstration)
    diagnostic = rayons.diagnostic(rayons.courant("94").identifiant)
    lieux = {
        d.territoire.code
        for d in diagnostic.declenchements_de(f"IND-{incident.indicateur}")
        if d.seuil == incident.seuil
        and d.territoire.niveau == Niveau(incident.niveau)
        and (d.composante, d.ventilation) == (incident.composante, incident.ventilation)
    }
    bassins = list(par_bassin("94"))
    if incident.niveau == "bassin":
        assert bassins[incident.rang] in lieux
        assert len(lieux) <= len(bassins) / 2
    else:
        assert lieux
