"""From the committee to the diagnostic: what its referrals give to a snapshot, and the figures that follow."""

from datetime import timedelta

import pytest

from fabriques.avis_publie import un_avis
from fabriques.comite import petit_comite, une_saisine
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.dossier.models import Saisine, Suspension
from portulan.crefop.dossier.operations import declarer_adoption
from portulan.crefop.extraits import lignes
from portulan.diagnostic.catalogue import indicateur
from portulan.diagnostic.moteur import diagnostiquer
from portulan.publication.chaine import geler_region, sources_de_la_region
from portulan.publication.taches import registres as registres_du_site
from portulan.socle.chemins import Maison
from portulan.socle.declaration import Gravite
from portulan.socle.horloge import aujourdhui
from portulan.socle.resultat import Calcule, NonCalculable, Raison
from portulan.socle.tables_comite import SAISINES

pytestmark = pytest.mark.django_db


@pytest.fixture
def comite():
    return petit_comite()


def rangee(region="94"):
    (seule,) = lignes(region)[SAISINES]
    return seule


def il_y_a(jours):
    return aujourdhui() - timedelta(days=jours)


def test_une_saisine_sans_avis_attend(comite):
    saisine = une_saisine(comite, recue_le=il_y_a(40), delai=60, delai_reference="RI, art. 12")
    Suspension.objects.create(saisine=saisine, du=il_y_a(30), au=il_y_a(25), motif="annexe")
    Suspension.objects.create(saisine=saisine, du=il_y_a(3), motif="plan")
    assert rangee() == {
        "numero": "S-2026-01",
        "type": "cahier_charges_spro",
        "annee": None,
        "recue_le": il_y_a(40),
        "delai": 60,
        "jours_suspendus": 5,
        "suspendue_depuis": il_y_a(3),
        "en_cours": True,
        "avis_rendu_le": None,
        "sens": None,
        "adoptee_le": None,
        "fictif": False,
    }
    assert lignes("76")[SAISINES] == []


@pytest.mark.parametrize("etat", ["projet", "adopte", "signe", "publie"])
def test_le_sens_attend_la_publication_et_le_jour_est_celui_de_la_seance(comite, etat):
    un_avis(comite, etat=etat, sens="defavorable")
    lue = rangee()
    assert (lue["avis_rendu_le"], lue["en_cours"]) == (il_y_a(10), False)
    assert lue["sens"] == ("defavorable" if etat == "publie" else None)


@pytest.mark.parametrize("sens", ["ajourne", "non_rendu_carence", "sans_objet"])
def test_un_avis_qui_n_est_pas_rendu_n_a_pas_de_jour(comite, sens):
    un_avis(comite, sens=sens)
    lue = rangee()
    assert (lue["avis_rendu_le"], lue["sens"]) == (None, None)


def test_le_reel_et_l_invente_font_deux_sources(comite, vierge):
    vierge.devenir_demonstration("94", jour=il_y_a(200))
    un_avis(comite, "2026-01", rendu_le=il_y_a(10))
    Saisine.objects.update(fictif=True)
    une_saisine(comite, "S-2026-02")
    reelle, inventee = registres_du_site().lire("94")
    assert (reelle.fiche.fictif, inventee.fiche.fictif) == (False, True)
    assert [dict(s.tables())[SAISINES]["numero"].to_pylist() for s in (reelle, inventee)] == [
        ["S-2026-02"],
        ["S-2026-01"],
    ]
    # Told on the day of the demonstration, the invented activity goes on to the last fact played since
    assert (reelle.fiche.date_donnees, inventee.fiche.date_donnees) == (aujourdhui(), il_y_a(10))


def mesurer(maison, racine, *codes):
    """The diagnostic of these indicators, on what the registers of this site freeze today."""
    sources = sources_de_la_region(maison, "94", terrain=registres_du_site().lire("94"))
    instantane = geler_region(Maison(racine).preparer(), "94", sources=sources)
    return diagnostiquer(instantane, indicateurs=[indicateur(code) for code in codes])


def principal(diagnostic, code):
    return diagnostic.principal(code).resultat


def test_apres_une_seance_jouee_les_delais_se_calculent(seances_jouees, site_demo, tmp_path):
    codes = ("IND-F1.0-1", "IND-F1.0-2", "IND-F2.0-1", "IND-F2.0-2")
    diagnostic = mesurer(site_demo, tmp_path, *codes)
    avis = AvisComite.objects.get()
    attendu = (avis.rendu_le - avis.saisine.recue_le).days
    assert principal(diagnostic, "IND-F1.0-1") == Calcule(float(attendu))
    assert attendu == 55
    for code in codes[1:]:  # not adopted yet; the referral on the convention waits for its meeting
        resultat = principal(diagnostic, code)
        assert isinstance(resultat, NonCalculable), code
        assert resultat.raison is Raison.DENOMINATEUR_NUL, code
    assert diagnostic.declenchements == ()


@pytest.mark.parametrize(("ecart", "bloque"), [(1, False), (0, True), (-1, True)])
def test_une_adoption_qui_ne_suit_pas_l_avis_est_bloquante(comite, vierge, tmp_path, ecart, bloque):
    avis = un_avis(comite, rendu_le=il_y_a(10))
    declarer_adoption(
        titulaire=comite.bureau(),
        saisine=avis.saisine,
        version=avis.saisine.version,
        jour=avis.rendu_le + timedelta(days=ecart),
        acte="Délibération 1",
    )
    diagnostic = mesurer(vierge, tmp_path, "IND-F1.0-2")
    assert principal(diagnostic, "IND-F1.0-2") == Calcule(float(ecart))
    tires = [(d.seuil, d.gravite, d.ventilation) for d in diagnostic.declenchements]
    assert tires == ([("V-F1.0-2", Gravite.BLOQUANT, "saisine=S-2026-01")] if bloque else [])


def test_une_convention_signee_sans_avis_est_bloquante(comite, vierge, tmp_path):
    une_saisine(
        comite, type="convention_etat_region", annee=2026, adoptee_le=il_y_a(1), adoptee_acte="Signature du préfet"
    )
    diagnostic = mesurer(vierge, tmp_path, "IND-F2.0-2")
    assert isinstance(principal(diagnostic, "IND-F2.0-2"), NonCalculable)
    assert [(d.seuil, d.gravite) for d in diagnostic.declenchements] == [("V-F2.0-2-sans-avis", Gravite.BLOQUANT)]


def test_un_delai_depasse_appelle_l_attention(comite, vierge, tmp_path):
    une_saisine(comite, recue_le=il_y_a(41), delai=40, delai_reference="RI, art. 12")
    diagnostic = mesurer(vierge, tmp_path, "IND-F1.0-1")
    assert isinstance(principal(diagnostic, "IND-F1.0-1"), NonCalculable)
    assert [(d.seuil, d.gravite) for d in diagnostic.declenchements] == [("V-F1.0-1", Gravite.ATTENTION)]
