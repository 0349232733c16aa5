"""Rules of the adhesion, without a database: steps, deadlines, bases, the diagram."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.comptes.enums import Role
from portulan.comptes.matrice import MATRICE
from portulan.socle.dates import ajouter_mois, feries, ouvre
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.adhesion import delais as lecture
from portulan.terrain.adhesion.calendrier import Delai, Suspension, Unite, echeance
from portulan.terrain.adhesion.diagramme import document
from portulan.terrain.adhesion.enums import JAMAIS, Base, Etat
from portulan.terrain.adhesion.regles import (
    CONDITIONS,
    EN_FORCE,
    Passage,
    Situation,
    base_de_droit,
    bases_possibles,
    empechement,
    etat_au,
    exiger_base,
    exiger_etape,
    possibles,
    prochaine_echeance,
    renouvelable,
    validite,
)
from portulan.terrain.adhesion.schema import svg
from portulan.terrain.adhesion.transitions import PAR_NOM, TRANSITIONS, attente, etats_de

RACINE = Path(__file__).parents[2]
JOUR = date(2026, 3, 10)
DATES = st.dates(date(2015, 1, 1), date(2045, 12, 31))
DELAIS = {d.code: d for d in lecture._lire(lecture.LIVRE, 0.0)}
BASES = (Base.LOI, Base.RECONNAISSANCE, Base.PARTENARIAT)

# state → steps by role: r the organisation's manager, m the mission of the Region; nobody else takes any
ATTENDU = {
    Base.RECONNAISSANCE: """
        brouillon    deposer:rm
        deposee      declarer_incomplete:m declarer_complete:m abandonner:r
        incomplete   completer:rm abandonner:r
        complete     transmettre:m abandonner:r
        instruite    clore_avis:m abandonner:r
        avis         reconnaitre:m refuser:m ajourner:m abandonner:r
        ajournee     redeposer:rm abandonner:r
        reconnue     abandonner:r signer_organisation:r
        contreseing  signer_region:m
        signee       suspendre:m notifier_retrait:m demissionner:r
        suspendue    retablir:m notifier_retrait:m demissionner:r
        preavis      renoncer_au_retrait:m retirer:m demissionner:r
    """,
    Base.PARTENARIAT: """
        brouillon    deposer:rm
        deposee      declarer_incomplete:m accepter:m decliner:m abandonner:r
        incomplete   completer:rm abandonner:r
        reconnue     abandonner:r signer_organisation:r
        contreseing  signer_region:m
        signee       suspendre:m notifier_retrait:m demissionner:r
        suspendue    retablir:m notifier_retrait:m demissionner:r
        preavis      renoncer_au_retrait:m retirer:m demissionner:r
    """,
    Base.LOI: """
        brouillon        preparer:rm
        a_signer         signer_organisation:r refuser_signature:rm
        refus_signature  reprendre_signature:rm
        contreseing      signer_region:m
    """,
}
ROLES = {"r": Role.RESPONSABLE, "m": Role.MISSION_SPRO}


def attendues(base):
    lignes = (ligne.split() for ligne in ATTENDU[base].strip().splitlines())
    return {etat: dict(e.split(":") for e in etapes) for etat, *etapes in lignes}


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("etat", list(Etat))
@pytest.mark.parametrize("role", list(Role))
def test_table_des_etapes(base, etat, role):
    """Every state × basis × role: exactly these steps, and no other."""
    permises = {n for n, lettres in attendues(base).get(etat, {}).items() if role in {ROLES[x] for x in lettres}}
    assert {t.nom for t in possibles(etat, base, [role])} == permises


def test_seul_le_temps_met_fin_a_un_membre_de_droit():
    """AD-02: a member by law is neither suspended nor withdrawn."""
    apres = {t.nom for t in possibles(Etat.SIGNEE, Base.LOI)}
    assert apres == {"remplacer", "expirer"}


def test_chaque_etape_est_a_la_table_des_droits():
    for t in TRANSITIONS:
        assert set(t.conditions) <= set(CONDITIONS)
        assert bool(t.verbe) == bool(t.roles)
        if t.verbe:
            assert set(t.roles) <= set(MATRICE["adhesion", t.verbe].etendues)
    assert len(PAR_NOM) == len(TRANSITIONS)


@pytest.mark.parametrize("verbe", ["decider", "signer"])
def test_decider_et_signer_demandent_le_second_facteur(verbe):
    assert MATRICE["adhesion", verbe].second_facteur


@pytest.mark.parametrize("base", BASES)
def test_aucun_etat_sans_issue(base):
    """Every state of a basis either goes on, or is an end for which nobody is waited for."""
    for etat in etats_de(base):
        assert bool(possibles(etat, base)) == (attente(etat, base) is not None), etat
    assert {e for b in BASES for e in etats_de(b)} == set(Etat)


# --- bases ----------------------------------------------------------------------------------------


def test_les_lies_par_la_convention_sont_ceux_du_catalogue():
    assert set(JAMAIS) == {o.code for o in OPERATEURS if o.attache == "C"}
    assert {"cio", "scuio"} <= set(JAMAIS)


@pytest.mark.parametrize("code", JAMAIS)
@pytest.mark.parametrize("base", list(Base))
def test_cio_et_scuio_n_adherent_jamais(code, base):
    with pytest.raises(Impossible, match="n’adhèrent pas"):
        exiger_base(code, base)


def test_bases_selon_le_catalogue():
    assert bases_possibles("mission_locale") == (Base.LOI,)
    assert bases_possibles("ij") == bases_possibles("cidff") == (Base.RECONNAISSANCE, Base.PARTENARIAT)
    assert bases_possibles("cio") == ()
    assert base_de_droit("cio") is Base.CONVENTION
    with pytest.raises(Impossible, match="à ce titre"):
        exiger_base("mission_locale", Base.RECONNAISSANCE)


# --- conditions -----------------------------------------------------------------------------------


def situation(etat, base=Base.RECONNAISSANCE, **autres):
    return Situation(etat=etat, base=base, jour=JOUR, **autres)


@pytest.mark.parametrize(
    ("etape", "avant", "empeche", "permet"),
    [
        ("deposer", Etat.BROUILLON, {"manques": ("la zone",)}, {}),
        ("clore_avis", Etat.INSTRUITE, {"echeance": JOUR}, {"echeance": JOUR - timedelta(days=1)}),
        ("clore_avis", Etat.INSTRUITE, {}, {"avis": 1}),
        ("reconnaitre", Etat.AVIS, {"sites": 0}, {"sites": 1}),
        ("signer_organisation", Etat.RECONNUE, {"sites": 1}, {"sites": 1, "engagement": True}),
        ("signer_region", Etat.CONTRESEING, {"engagement": True}, {"engagement": True, "signee_organisation": True}),
        ("retirer", Etat.PREAVIS, {"echeance": JOUR}, {"reponse": True}),
        ("retirer", Etat.PREAVIS, {"echeance": JOUR}, {"echeance": JOUR - timedelta(days=1)}),
        ("expirer", Etat.SIGNEE, {"au": JOUR}, {"au": JOUR - timedelta(days=1)}),
        ("suspendre", Etat.SIGNEE, {"du": JOUR + timedelta(days=1)}, {"du": JOUR}),
        (
            "expirer",
            Etat.SIGNEE,
            {"au": JOUR - timedelta(days=1), "renouvellement_signe": True},
            {"au": JOUR - timedelta(days=1)},
        ),
    ],
)
def test_conditions(etape, avant, empeche, permet):
    assert empechement(PAR_NOM[etape], situation(avant, **empeche))
    assert empechement(PAR_NOM[etape], situation(avant, **permet)) == ""


@pytest.mark.parametrize("nom", [t.nom for t in TRANSITIONS if t.motif])
def test_un_refus_se_motive(nom):
    t = PAR_NOM[nom]
    lieu = situation(t.de[0], t.bases[0], du=JOUR, reponse=True, au=JOUR)
    with pytest.raises(Impossible, match="motivée"):
        exiger_etape(t, lieu, " \n ")
    exiger_etape(t, lieu, "raison")


# --- days -----------------------------------------------------------------------------------------


def test_jours_feries_de_2026():
    assert date(2026, 4, 6) in feries(2026)  # Easter Monday
    assert date(2026, 5, 14) in feries(2026)  # Ascension
    assert date(2026, 5, 25) in feries(2026)  # Whit Monday
    assert len(feries(2026)) == 11
    assert not ouvre(date(2026, 7, 14))
    assert not ouvre(date(2026, 3, 14))
    assert ouvre(date(2026, 3, 13))


def delai(nombre, unite=Unite.JOURS):
    return Delai("avis", "rendre un avis", nombre, unite, date(2015, 1, 1), "essai")


@given(DATES, st.integers(1, 400))
def test_jours_calendaires(depart, nombre):
    assert echeance(depart, delai(nombre)) == depart + timedelta(days=nombre)


@given(DATES, st.integers(1, 60))
def test_jours_ouvres(depart, nombre):
    fin = echeance(depart, delai(nombre, Unite.JOURS_OUVRES))
    ecoules = [depart + timedelta(days=n) for n in range(1, (fin - depart).days + 1)]
    assert ouvre(fin)
    assert sum(ouvre(j) for j in ecoules) == nombre


@given(DATES, st.integers(1, 60), st.integers(0, 20), st.integers(0, 40))
def test_une_suspension_repousse_d_autant(depart, nombre, avant, duree):
    """Suspended before the deadline, the clock gives back every day it stood still; after it, nothing changes."""
    pause = Suspension(depart + timedelta(days=avant), depart + timedelta(days=avant + duree))
    sans = depart + timedelta(days=nombre)
    attendue = sans + timedelta(days=duree) if avant < nombre else sans
    assert echeance(depart, delai(nombre), [pause]) == attendue


@given(DATES)
def test_suspendue_sans_fin_pas_d_echeance(depart):
    assert echeance(depart, delai(8), [Suspension(depart, None)]) is None


@given(DATES, st.integers(-120, 120))
def test_ajouter_mois(jour, mois):
    autre = ajouter_mois(jour, mois)
    assert (autre.year * 12 + autre.month) - (jour.year * 12 + jour.month) == mois
    assert autre.day == jour.day or (autre + timedelta(days=1)).day == 1
    assert ajouter_mois(date(2024, 2, 29), 12) == date(2025, 2, 28)


@given(DATES, st.one_of(st.none(), DATES))
def test_validite(signature, fin):
    """Five years to the day; a renewal begins the day after the former ends, never before, without a gap or overlap."""
    du, au = validite(signature, DELAIS["duree"], fin)
    assert du >= signature
    assert ajouter_mois(du, 60) == au + timedelta(days=1)
    if fin and fin >= signature:
        assert du == fin + timedelta(days=1)
    else:
        assert du == signature


@given(st.sampled_from(list(Etat)), DATES, DATES, st.booleans())
def test_le_terme_agit_le_lendemain(etat, au, jour, renouvelee):
    lu = etat_au(etat, au, jour, renouvelee=renouvelee)
    if etat in EN_FORCE and jour > au:
        assert lu == (Etat.RENOUVELEE if renouvelee else Etat.EXPIREE)
    else:
        assert lu == etat


def test_renouvellement_demandable_avant_la_fin():
    assert not renouvelable(Etat.SIGNEE, date(2027, 1, 1), JOUR, DELAIS["renouvellement"])
    assert renouvelable(Etat.SIGNEE, date(2026, 6, 1), JOUR, DELAIS["renouvellement"])
    assert not renouvelable(Etat.PREAVIS, date(2026, 6, 1), JOUR, DELAIS["renouvellement"])


# --- deadlines of the procedure --------------------------------------------------------------------


def passage(nom, jour):
    return Passage(nom, PAR_NOM[nom].vers, jour)


def test_delai_du_depot_suspendu_pendant_l_incompletude():
    histoire = [
        passage("deposer", date(2026, 3, 2)),
        passage("declarer_incomplete", date(2026, 3, 5)),
        passage("completer", date(2026, 3, 12)),
    ]
    assert prochaine_echeance(Etat.INCOMPLETE, Base.RECONNAISSANCE, histoire[:2], DELAIS) is None
    e = prochaine_echeance(Etat.DEPOSEE, Base.RECONNAISSANCE, histoire, DELAIS)
    assert (e.le, e.depart, e.suspendus) == (date(2026, 3, 17), date(2026, 3, 2), 7)
    assert not e.en_retard(date(2026, 3, 17))
    assert e.en_retard(date(2026, 3, 18))


def test_un_nouveau_depot_repart_de_zero():
    histoire = [passage("deposer", date(2026, 1, 2)), passage("redeposer", date(2026, 3, 2))]
    e = prochaine_echeance(Etat.DEPOSEE, Base.RECONNAISSANCE, histoire, DELAIS)
    assert e.le == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("etat", "etape", "jours"),
    [(Etat.INSTRUITE, "transmettre", 30), (Etat.AVIS, "clore_avis", 20), (Etat.PREAVIS, "notifier_retrait", 30)],
)
def test_delais_livres(etat, etape, jours):
    e = prochaine_echeance(etat, Base.RECONNAISSANCE, [passage(etape, JOUR)], DELAIS)
    assert e.le == JOUR + timedelta(days=jours)


def test_le_renouvellement_se_demande_trois_mois_avant():
    e = prochaine_echeance(Etat.SIGNEE, Base.LOI, [], DELAIS, au=date(2027, 5, 31))
    assert e.le == date(2027, 2, 28)


def test_la_region_remplace_un_delai_a_une_date(tmp_path, monkeypatch):
    (tmp_path / "region.toml").write_text('code = "94"\n')
    (tmp_path / "adhesion.toml").write_text(
        '[[delais]]\ncode = "avis"\nlibelle = "rendre un avis"\nnombre = 45\nunite = "jours_ouvres"\n'
        'valide_du = 2026-06-01\nfondement = "Délibération d’exemple."\n'
    )
    monkeypatch.setenv("PORTULAN_TERRITOIRE", str(tmp_path))
    assert lecture.delais("94", date(2026, 5, 31))["avis"].nombre == 30
    assert lecture.delais("94", date(2026, 6, 1))["avis"].duree == "45\u00a0jours ouvrés"
    assert lecture.delais("94", date(2026, 6, 1))["decision"].nombre == 20


@pytest.mark.parametrize(
    ("ligne", "message"),
    [
        ('code = "autre"', "n'est pas un délai"),
        ('unite = "semaines"', "n'est pas une unité"),
        ("nombre = 0", "entier de 1 à 1000"),
        ("nombre = 2.5", "entier de 1 à 1000"),
        ('couleur = "bleu"', "clé inconnue"),
    ],
)
def test_un_delai_mal_ecrit_se_refuse(tmp_path, ligne, message):
    lignes = {"code": 'code = "avis"', "libelle": 'libelle = "x"', "nombre": "nombre = 3", "unite": 'unite = "jours"'}
    lignes |= {"valide_du": "valide_du = 2026-01-01", "fondement": 'fondement = "x"'}
    lignes[ligne.split(" ")[0]] = ligne
    fichier = tmp_path / "adhesion.toml"
    fichier.write_text("[[delais]]\n" + "\n".join(lignes.values()))
    with pytest.raises(DonneeInvalide, match=message):
        lecture._lire(fichier, 0.0)


# --- the diagram ----------------------------------------------------------------------------------


def test_le_diagramme_est_celui_de_la_declaration():
    ecrit = (RACINE / "docs" / "etats" / "adhesion.md").read_text("utf-8")
    assert ecrit == document(), "écrivez-y document()"


@pytest.mark.parametrize("base", BASES)
def test_le_schema_montre_chaque_etat(base):
    from xml.etree import ElementTree as ET

    arbre = ET.fromstring(svg(base, "Étapes & schéma"))
    textes = {t.text.lower() for t in arbre.iter("{http://www.w3.org/2000/svg}text")}
    assert {e.label.lower() for e in etats_de(base)} <= textes
    assert not [e for e in arbre.iter() if "style" in e.attrib]
