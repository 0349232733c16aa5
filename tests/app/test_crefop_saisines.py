"""Referrals on the database: deposited once, judged, stopped, instructed by two people, frozen for good, compared."""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from fabriques.comite import petit_comite
from fabriques.dossier import (
    conseil_regional,
    instantane_citable,
    instruire_tout,
    saisine_deposee,
    saisine_instruite,
)
from portulan.comptes.droits import ANONYME, Acces, SecondFacteurAttendu, Titulaire
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.composition.models import Organe, ReglesLocales
from portulan.crefop.dossier import instantanes, instruction, observations, operations
from portulan.crefop.dossier.comparaison import comparer, compter
from portulan.crefop.dossier.contenu import composer
from portulan.crefop.dossier.droits import dossiers, saisines
from portulan.crefop.dossier.models import Dossier, EtapeSaisine, PieceDossier, ReponseQuestion, Saisine
from portulan.crefop.dossier.operations import Lettre, Texte
from portulan.crefop.dossier.queries import montrer
from portulan.crefop.registre.models import EntreeRegistre
from portulan.diagnostic.catalogue import fiche, indicateur
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, Introuvable, VersionDepassee
from portulan.socle.horloge import a_l_instant, aujourdhui, maintenant
from portulan.socle.territoire import Niveau, Territoire
from portulan.web.vues.crefop_saisines_commun import histoire

pytestmark = pytest.mark.django_db
TEXTE = Texte("Carte", "version 1", "b" * 64, {"titre": "Carte"})


@pytest.fixture
def comite(db, site_demo):
    return petit_comite()


@pytest.fixture
def qui(comite):
    return comite.bureau()


def types_du_registre():
    return list(EntreeRegistre.objects.order_by("seq").values_list("type", flat=True))


# --- deposit --------------------------------------------------------------------------------------


def test_un_formulaire_envoye_deux_fois_depose_une_saisine(comite):
    premiere = saisine_deposee(comite, cle="c" * 16)
    assert saisine_deposee(comite, cle="c" * 16) == premiere
    assert Saisine.objects.count() == 1
    assert types_du_registre() == ["saisine.deposer"]
    assert saisine_deposee(comite, cle="d" * 16).numero == f"S-{premiere.recue_le.year}-02"
    charge = json.loads(EntreeRegistre.objects.first().contenu)["charge"]
    assert charge["texte"] == premiere.texte_empreinte
    assert {c.code for c in operations.constater(premiere)} == {"deja_soumis"}


def deposer(titulaire, organe, auteur=None, **champs):
    lettre = champs.pop("lettre", Lettre(recue_le=aujourdhui()))
    valeurs = {"type": "carte_formations", "texte": TEXTE, **champs}
    return operations.deposer(
        titulaire=titulaire, organe=organe, auteur=auteur or conseil_regional(), lettre=lettre, **valeurs
    )


def test_qui_peut_saisir(comite, qui):
    region = Territoire(Niveau.REGION, "94")
    conseil = conseil_regional()
    mission = Titulaire(999, (Acces(Role.MISSION_SPRO, conseil.pk, region),))
    assert deposer(mission, comite.organe).auteur == conseil
    ailleurs = Titulaire(999, (Acces(Role.MISSION_SPRO, conseil.pk, Territoire(Niveau.REGION, "76")),))
    sans_organisation = Titulaire(999, (Acces(Role.RECTORAT, None, None),))
    for personne in (ailleurs, sans_organisation, comite.titulaire("cfdt"), ANONYME):
        with pytest.raises(Interdit):
            deposer(personne, comite.organe)
    rectorat = Organisation.objects.create(code="rectorat-essai", nom="Rectorat", genre="rectorat", region="94")
    corse, toulouse = (Territoire(Niveau.ACADEMIE, code) for code in ("27", "16"))
    assert deposer(Titulaire(998, (Acces(Role.RECTORAT, rectorat.pk, corse),)), comite.organe, rectorat)
    with pytest.raises(Interdit):
        deposer(Titulaire(998, (Acces(Role.RECTORAT, rectorat.pk, toulouse),)), comite.organe, rectorat)
    syndicat = comite.sieges["cfdt"].organisation
    with pytest.raises(Interdit):
        deposer(qui, comite.organe, syndicat)


@pytest.mark.parametrize(
    "champs",
    [
        {"type": "autre"},
        {"texte": Texte("Carte", "1", "", {"titre": "Carte"})},
        {"texte": Texte(" ", "1", "b" * 64, {"titre": "Carte"})},
        {"type": "convention_etat_region"},
        {"lettre": Lettre(recue_le=date(2099, 1, 1))},
    ],
)
def test_une_saisine_incomplete_est_refusee(comite, qui, champs):
    with pytest.raises(DonneeInvalide):
        deposer(qui, comite.organe, **champs)
    assert not Saisine.objects.exists()


def test_le_bureau_ne_rend_pas_cet_avis(comite, qui):
    bureau = Organe.objects.create(
        code="bureau", nom="Bureau", genre="bureau", region="94", parent=comite.organe, cree_le=date(2025, 1, 1)
    )
    with pytest.raises(DonneeInvalide, match="plénier"):
        deposer(qui, bureau)


# --- admissibility and clock ----------------------------------------------------------------------


def test_un_texte_deja_adopte_demande_un_motif(comite, qui):
    saisine = saisine_deposee(comite)
    veille = aujourdhui() - timedelta(days=1)
    operations.declarer_adoption(titulaire=qui, saisine=saisine, version=1, jour=veille, acte="Délibération 1")
    with pytest.raises(Impossible, match="déjà été adopté"):
        operations.passer(titulaire=qui, saisine=saisine, etape="instruire", version=saisine.version)
    operations.passer(
        titulaire=qui, saisine=saisine, etape="instruire", version=saisine.version, motif="Délibération retirée."
    )
    saisine.refresh_from_db()
    assert (saisine.etat, saisine.derogation) == ("instruction", "Délibération retirée.")


def test_avis_du_jour_de_l_adoption_est_une_irregularite(comite, qui):
    saisine = saisine_instruite(comite, fige=True)
    AvisComite.objects.create(saisine=saisine, numero="A-1", sens="favorable", rendu_le=aujourdhui())
    operations.declarer_adoption(
        titulaire=qui, saisine=saisine, version=saisine.version, jour=aujourdhui(), acte="Délibération 1"
    )
    assert [c.code for c in operations.constater(Saisine.objects.get(pk=saisine.pk))] == ["avis_tardif"]


def test_rejeter_se_motive_et_clot(comite, qui):
    saisine = saisine_deposee(comite)
    with pytest.raises(DonneeInvalide):
        operations.passer(titulaire=qui, saisine=saisine, etape="rejeter", version=1)
    for _ in range(2):  # a double click
        operations.passer(titulaire=qui, saisine=saisine, etape="rejeter", version=1, motif="Hors champ.")
    assert EtapeSaisine.objects.count() == 1
    with pytest.raises(Impossible):
        operations.passer(titulaire=qui, saisine=saisine, etape="retirer", version=saisine.version, motif="x")
    with pytest.raises(Interdit):
        operations.passer(titulaire=comite.titulaire("cfdt"), saisine=saisine, etape="rejeter", version=1, motif="x")


def test_deux_secretaires_en_meme_temps(comite, qui):
    saisine = saisine_deposee(comite)
    autre = Saisine.objects.get(pk=saisine.pk)
    operations.passer(titulaire=qui, saisine=saisine, etape="instruire", version=1)
    with pytest.raises(VersionDepassee):
        operations.passer(titulaire=qui, saisine=autre, etape="rejeter", version=1, motif="Hors champ.")
    with pytest.raises(Impossible, match="en instruction"):  # the state moved on
        operations.passer(titulaire=qui, saisine=autre, etape="rejeter", version=2, motif="Hors champ.")
    with pytest.raises(VersionDepassee):
        operations.suspendre(titulaire=qui, saisine=autre, version=1, motif="Joindre l’annexe.")
    assert not autre.suspensions.exists()


def test_le_delai_s_arrete_et_reprend(comite, qui):
    debut = datetime(2026, 6, 1, 9, tzinfo=UTC)
    ReglesLocales.objects.create(
        organe=comite.organe, valide_du=date(2026, 1, 1), acte="RI", enregistre_le=debut, enregistre_par="systeme",
        contenu=[{"cle": "saisine.delai", "valeur": 30, "reference": "RI, art. 9"}],
    )  # fmt: skip
    with a_l_instant(debut):
        saisine = deposer(qui, comite.organe, lettre=Lettre(recue_le=debut.date()))
    assert (saisine.delai, saisine.delai_reference) == (30, "RI, art. 9")
    with a_l_instant(debut + timedelta(days=4)):
        for _ in range(2):
            operations.suspendre(titulaire=qui, saisine=saisine, version=1, motif="Joindre l’annexe.")
        assert montrer(saisine).horloge.suspendue
        assert montrer(saisine).attendu.qui == "l’auteur de la saisine"
        with pytest.raises(Impossible):
            operations.suspendre(titulaire=qui, saisine=saisine, version=saisine.version, motif="Encore.")
    with a_l_instant(debut + timedelta(days=14)):
        operations.reprendre_delai(titulaire=qui, saisine=saisine, version=saisine.version)
        with pytest.raises(Impossible):
            operations.reprendre_delai(titulaire=qui, saisine=saisine, version=saisine.version)
    saisine = Saisine.objects.get(pk=saisine.pk)
    assert montrer(saisine).horloge.le == date(2026, 7, 11)
    assert saisine.suspensions.get().au == date(2026, 6, 15)


# --- dossier --------------------------------------------------------------------------------------


def test_un_instantane_provisoire_est_refuse_avec_la_raison(comite, qui):
    saisine = saisine_deposee(comite)
    with pytest.raises(Impossible, match="recevable d’abord") as refus:
        instruction.ouvrir_dossier(titulaire=qui, saisine=saisine, instantane=instantane_citable())
    assert "reçue" in refus.value.message
    operations.passer(titulaire=qui, saisine=saisine, etape="instruire", version=1)
    provisoire = next(p for p in instantanes.proposables("94") if p.manifeste.provisoire)
    with pytest.raises(Impossible, match="provisoire"):
        instruction.ouvrir_dossier(titulaire=qui, saisine=saisine, instantane=provisoire.manifeste.identifiant)
    with pytest.raises(Introuvable):
        instruction.ouvrir_dossier(titulaire=qui, saisine=saisine, instantane="94-2020-01-01-000000000000")
    dossier = instruction.ouvrir_dossier(titulaire=qui, saisine=saisine, instantane=instantane_citable())
    assert instruction.ouvrir_dossier(titulaire=qui, saisine=saisine, instantane=instantane_citable()) == dossier
    assert dossier.reponses.count() == len(instruction.questions_de(saisine)) > 10
    assert len(dossier.instantane_sceau) == 64


def ecrire(qui, dossier, question, revision, texte="Un texte.", *, etat="partiel", raison=""):
    return instruction.repondre(
        titulaire=qui, dossier=dossier, question=question, revision=revision, etat=etat, texte=texte, raison=raison
    )


def test_deux_rapporteurs_sur_la_meme_question(comite, qui):
    saisine = saisine_instruite(comite)
    dossier = saisine.dossiers.get()
    operations.nommer_rapporteur(titulaire=qui, saisine=saisine, personne=comite.titulaires["cgt"])
    autre = comite.titulaire("cgt")
    ecrire(qui, dossier, "F1.1", 1, "Le premier.")
    ecrire(qui, dossier, "F1.1", 1, "Le premier.")  # sent twice
    with pytest.raises(VersionDepassee):
        ecrire(autre, dossier, "F1.1", 1, "Le second.")
    ecrire(autre, dossier, "F1.2", 1, "Une autre question.")  # nobody waits for the other
    assert ecrire(autre, dossier, "F1.1", 2, "Le second.").revision == 3
    assert Entree.objects.filter(acte="dossier.repondre").count() == 3


def test_une_reponse_dit_quelque_chose(comite, qui):
    dossier = saisine_instruite(comite).dossiers.get()
    with pytest.raises(DonneeInvalide):
        ecrire(qui, dossier, "F1.1", 1, "", etat="sans_reponse")
    with pytest.raises(DonneeInvalide):
        ecrire(qui, dossier, "F1.1", 1, "")
    with pytest.raises(DonneeInvalide):
        ecrire(qui, dossier, "F2.1", 1)
    with pytest.raises(DonneeInvalide):
        ecrire(qui, dossier, "F1.1", 1, etat="ailleurs")
    ecrire(qui, dossier, "F1.1", 1, "", etat="sans_reponse", raison="Le fichier n’existe pas.")


def test_figer_nomme_les_questions_qui_restent(comite, qui):
    dossier = saisine_instruite(comite).dossiers.get()
    with pytest.raises(Impossible, match=r"F1\.1"):
        instruction.figer(titulaire=qui, dossier=dossier, version=dossier.version)
    instruire_tout(dossier, qui)
    with pytest.raises(SecondFacteurAttendu):
        instruction.figer(titulaire=comite.bureau(verifie=False), dossier=dossier, version=dossier.version)
    with pytest.raises(Interdit):
        instruction.figer(titulaire=comite.titulaire("cfdt"), dossier=dossier, version=dossier.version)
    with pytest.raises(VersionDepassee):  # somebody wrote since the page was opened
        instruction.figer(titulaire=qui, dossier=dossier, version=dossier.version - 1)
    dossier.refresh_from_db()
    assert dossier.etat == "ouvert"
    assert "saisine.figer" not in types_du_registre()


def test_un_dossier_fige_porte_tout_sous_une_empreinte(comite, qui):
    saisine = saisine_instruite(comite)
    dossier = saisine.dossiers.get()
    operations.nommer_rapporteur(titulaire=qui, saisine=saisine, personne=comite.titulaires["cgt"])
    operations.joindre_suites(dossier=dossier, lignes=[{"numero": "R1", "texte": "Couvrir.", "etat": "levée"}])
    piece = instruction.deposer_piece(
        titulaire=qui, dossier=dossier, question="F1.1", titre="Note", nom="note.pdf", morceaux=[b"%PDF-1.7 note"]
    )
    instruire_tout(dossier, qui)
    instruction.figer(titulaire=qui, dossier=dossier, version=dossier.version)
    instruction.figer(titulaire=qui, dossier=dossier, version=dossier.version)  # asked twice
    assert sha256(dossier.contenu.encode()).hexdigest() == dossier.empreinte
    lu = json.loads(dossier.contenu)
    assert lu["saisine"]["texte_empreinte"] == saisine.texte_empreinte
    assert lu["instantane"]["sceau"] == dossier.instantane_sceau
    assert lu["reserves_precedentes"] == [{"numero": "R1", "texte": "Couvrir.", "etat": "levée"}]
    premiere = next(q for q in lu["questions"] if q["code"] == "F1.1")
    assert premiere["rapporteur"] == "Texte sur F1.1."
    assert premiere["pieces"][0]["empreinte"] == piece.empreinte
    assert comite.titulaires["cgt"].nom not in dossier.contenu  # a quality, never a name
    [entree] = EntreeRegistre.objects.filter(type="saisine.figer")
    assert json.loads(entree.contenu)["charge"]["empreinte"] == dossier.empreinte
    saisine.refresh_from_db()
    assert saisine.etat == "dossier_fige"
    with pytest.raises(Impossible):
        operations.joindre_suites(dossier=dossier, lignes=[])
    with pytest.raises(Impossible):
        instruction.retirer_piece(titulaire=qui, piece=piece)


def test_chaque_chiffre_fige_est_celui_du_diagnostic(comite):
    dossier = saisine_instruite(comite, fige=True).dossiers.get()
    diagnostic = instantanes.diagnostic_de(dossier)
    lus = [c for q in json.loads(dossier.contenu)["questions"] for c in q["chiffres"]]
    assert sum(c["valeur"] is not None for c in lus) > 5
    for c in lus:
        assert c["valeur"] == diagnostic.principal(c["code"]).valeur
        assert c["date"] == diagnostic.date.isoformat()


@pytest.mark.parametrize(
    "changer",
    [
        lambda d: Dossier.objects.filter(pk=d.pk).update(contenu="{}"),
        lambda d: Dossier.objects.filter(pk=d.pk).update(empreinte="0" * 64),
        lambda d: Dossier.objects.filter(pk=d.pk).update(reserves_precedentes=[1]),
        lambda d: Dossier.objects.filter(pk=d.pk).update(etat="ouvert", contenu="", empreinte="", fige_le=None),
        lambda d: d.reponses.filter(question="F1.1").update(texte="Réécrit."),
        lambda d: ReponseQuestion.objects.create(dossier=d, question="F9.9"),
        lambda d: PieceDossier.objects.create(
            dossier=d, titre="x", nom="x.pdf", empreinte="0" * 64, type="x", taille=1, deposee_le=maintenant()
        ),
        lambda d: Saisine.objects.filter(pk=d.saisine_id).update(texte_empreinte="0" * 64),
        lambda d: Saisine.objects.filter(pk=d.saisine_id).update(contenu={"titre": "Un autre"}),
        lambda d: EtapeSaisine.objects.filter(saisine=d.saisine_id).update(motif="Réécrit."),
    ],
)
def test_la_base_refuse_de_changer_ce_qui_est_fige(comite, changer):
    dossier = saisine_instruite(comite, fige=True).dossiers.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        changer(dossier)


def autre_instantane(site_demo):
    """A second citable snapshot: the first one, a day later, with its own diagnostic."""
    import shutil
    from dataclasses import replace

    from portulan.diagnostic.resultats import Diagnostic
    from portulan.instantane.lire import ouvrir

    source = ouvrir(site_demo.instantanes, instantane_citable())
    manifeste = replace(source.manifeste, date=source.date + timedelta(days=1))
    cible = site_demo.instantanes / manifeste.identifiant
    if not cible.exists():
        shutil.copytree(source.dossier, cible)
        (cible / "manifeste.json").write_bytes(manifeste.octets())
    diagnostic = Diagnostic.lire(site_demo.diagnostics / source.identifiant)
    codes = {i.code for q in fiche(1).questions for i in q.indicateurs}
    voulu = next(c for c in diagnostic.codes if c in codes and diagnostic.principal(c).valeur)
    principal = diagnostic.principal(voulu).en_dict()
    lignes = diagnostic.resultats.to_pylist()
    next(r for r in lignes if r == principal)["valeur"] += 1
    import pyarrow as pa

    table = pa.Table.from_pylist(lignes, schema=diagnostic.resultats.schema)
    copie = replace(diagnostic, identifiant=manifeste.identifiant, date=manifeste.date, resultats=table)
    copie.ecrire(site_demo.diagnostics / manifeste.identifiant)
    return manifeste.identifiant, voulu


def test_un_instantane_plus_recent_fait_une_version_2(comite, qui, site_demo):
    saisine = saisine_instruite(comite, fige=True)
    v1 = saisine.dossiers.get()
    with pytest.raises(Impossible, match="déjà sur cet instantané"):
        instruction.ouvrir_dossier(titulaire=qui, saisine=saisine, instantane=v1.instantane)
    nouveau, code = autre_instantane(site_demo)
    try:
        v2 = instruction.ouvrir_dossier(titulaire=qui, saisine=saisine, instantane=nouveau)
        saisine.refresh_from_db()
        assert (v2.numero, saisine.etat) == (2, "instruction")
        assert v2.reponses.get(question="F1.1").texte == "Texte sur F1.1."
        assert set(v2.reponses.values_list("etat", flat=True)) == {"a_instruire"}  # to be reviewed one by one
        ecarts = comparer(json.loads(v1.contenu), composer(v2, instantanes.diagnostic_de(v2)))
        assert compter(ecarts)["chiffre"] >= 1
        libelle = indicateur(code).libelle
        assert libelle in {x.quoi for e in ecarts for x in e.ecarts if x.genre == "chiffre"}
        instruire_tout(v2, qui)
        instruction.figer(titulaire=qui, dossier=v2, version=v2.version)
        v1.refresh_from_db()
        assert (v1.etat, v2.etat) == ("remplace", "fige")
        assert sha256(v1.contenu.encode()).hexdigest() == v1.empreinte
    finally:
        import shutil

        shutil.rmtree(site_demo.instantanes / nouveau)
        shutil.rmtree(site_demo.diagnostics / nouveau)


def test_un_instantane_change_apres_l_ouverture_se_voit(comite):
    dossier = saisine_instruite(comite).dossiers.get()
    dossier.instantane_sceau = "0" * 64
    with pytest.raises(DonneeInvalide, match="sceau"):
        instantanes.diagnostic_de(dossier)


# --- members, pre-opinions, other parts -----------------------------------------------------------


def test_observer_avant_la_seance(comite):
    saisine = saisine_instruite(comite)
    dossier = saisine.dossiers.get()
    membre = comite.titulaire("cfdt")
    envoi = {"titulaire": membre, "dossier": dossier, "question": "F1.1", "genre": "commentaire", "texte": "Bien."}
    with pytest.raises(Impossible):
        observations.observer(**envoi)  # still being written
    instruire_tout(dossier, comite.bureau())
    instruction.figer(titulaire=comite.bureau(), dossier=dossier, version=dossier.version)
    dossier = Dossier.objects.get()
    envoi["dossier"] = dossier
    premiere = observations.observer(**envoi)
    assert observations.observer(**envoi) == premiere
    with pytest.raises(DonneeInvalide):
        observations.observer(**{**envoi, "genre": "reserve"})
    essai = {"indicateur": "IND-X", "comparateur": ">=", "seuil": "1", "echeance": "2027-01-01"}
    with pytest.raises(Introuvable):
        observations.observer(**{**envoi, "genre": "reserve"}, essai=essai)
    sans_siege = Titulaire(123456, (Acces(Role.MEMBRE, None, None),))
    with pytest.raises(Interdit):
        observations.observer(**{**envoi, "titulaire": sans_siege})
    with pytest.raises(Interdit):
        observations.retirer_observation(titulaire=comite.titulaire("cgt"), observation=premiere)
    observations.retirer_observation(titulaire=membre, observation=premiere)
    assert observations.observer(**envoi).pk != premiere.pk  # withdrawn, it can be written again
    operations.inscrire_a_une_seance(saisine=dossier.saisine, seance="P-1", auteur="compte:1")
    observations.observer(**{**envoi, "texte": "Encore possible."})
    operations.marquer_avis_rendu(saisine=dossier.saisine, avis="A-1", auteur="compte:1")
    with pytest.raises(Impossible):
        observations.observer(**{**envoi, "dossier": Dossier.objects.get(), "texte": "Trop tard."})


def test_un_preavis_cite_le_dossier_qu_il_a_juge(comite, qui):
    saisine = saisine_instruite(comite, fige=True)
    preavis = observations.demander_preavis(
        titulaire=qui, saisine=saisine, demande_a="Commission orientation", echeance=aujourdhui()
    )
    assert preavis == observations.demander_preavis(
        titulaire=qui, saisine=saisine, demande_a="Commission orientation", echeance=aujourdhui()
    )
    with pytest.raises(DonneeInvalide):
        observations.rendre_preavis(titulaire=qui, preavis=preavis, sens="favorable", texte=" ")
    observations.rendre_preavis(titulaire=qui, preavis=preavis, sens="favorable", texte="D’accord.")
    assert preavis.dossier_empreinte == saisine.dossiers.get().empreinte
    with pytest.raises(IntegrityError), transaction.atomic():
        saisine.preavis.update(texte="Réécrit.")


def test_les_etapes_des_autres_parties(comite):
    saisine = saisine_instruite(comite)
    with pytest.raises(Impossible):
        operations.inscrire_a_une_seance(saisine=saisine, seance="P-1", auteur="compte:1")
    saisine = saisine_instruite(comite, fige=True)
    for _ in range(2):
        operations.inscrire_a_une_seance(saisine=saisine, seance="P-1", auteur="compte:1")
    operations.retirer_d_une_seance(saisine=saisine, seance="P-1", motif="Pas de quorum.", auteur="compte:1")
    assert saisine.etat == "dossier_fige"
    operations.inscrire_a_une_seance(saisine=saisine, seance="P-2", auteur="compte:1")
    operations.marquer_avis_rendu(saisine=saisine, avis="A-1", auteur="compte:1")
    assert saisine.etat == "avis_rendu"
    faites = list(saisine.etapes.values_list("transition", flat=True))
    assert faites == ["instruire", "figer", "inscrire", "desinscrire", "inscrire", "rendre"]


def test_ce_que_chacun_voit(comite):
    saisine = saisine_instruite(comite, fige=True)
    assert not saisines(ANONYME).exists()
    assert not dossiers(ANONYME).exists()
    assert saisines(comite.titulaire("cfdt")).get() == saisine
    avis = AvisComite.objects.create(saisine=saisine, numero="A-1", sens="favorable", rendu_le=aujourdhui())
    assert not saisines(ANONYME).exists()
    AvisComite.objects.filter(pk=avis.pk).update(
        etat="publie", contenu="{}", empreinte="0" * 64, publie_le=maintenant()
    )
    assert saisines(ANONYME).get() == saisine
    assert dossiers(ANONYME).get() == saisine.dossiers.get()
    membre = comite.titulaire("cgt")
    assert not saisines(membre, "instruire").exists()
    saisine.rapporteurs.create(personne=comite.titulaires["cgt"], nomme_le=aujourdhui())
    assert saisines(membre, "instruire").get() == saisine


def test_une_saisine_deposee_le_soir_porte_la_date_de_paris(comite):
    saisine = saisine_deposee(comite)
    saisine.created_at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert histoire(saisine)[-1]["jour"] == date(2026, 7, 2)
