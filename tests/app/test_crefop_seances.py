"""Meetings: prepared, convened by two signatures, opened, closed; what each step leaves in the register."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from fabriques.comite import PARIS, faire_entrer, petit_comite, une_information, une_saisine, une_seance
from portulan.comptes.models import Courriel
from portulan.crefop.avis.operations import figer as figer_avis
from portulan.crefop.avis.operations import ouvrir as ouvrir_avis
from portulan.crefop.avis.pv import dresser
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.dossier import operations as saisines
from portulan.crefop.registre.models import EntreeRegistre, PointDeControle
from portulan.crefop.seance import annonces, operations, preparation, reconvocation
from portulan.crefop.seance import convocation as convocations
from portulan.crefop.seance.enums import EtatPoint, EtatSeance
from portulan.crefop.seance.models import ConstatQuorum, PointOrdre, SeanceComite
from portulan.crefop.seance.pieces import deposer_piece, retirer_piece
from portulan.crefop.seance.queries import concorde
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.socle.horloge import a_l_instant, aujourdhui, maintenant

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 un document"


@pytest.fixture
def comite():
    return petit_comite()


def dans(jours):
    return datetime.combine(aujourdhui() + timedelta(days=jours), datetime.min.time(), PARIS) + timedelta(
        hours=9, minutes=30
    )


def preparee(comite, *, jours=10, saisine=None, **champs):
    seance = preparation.creer(
        titulaire=comite.bureau(),
        organe=comite.organe,
        prevue_le=dans(jours),
        lieu="Ajaccio",
        mode="presentiel",
        **champs,
    )
    preparation.ajouter_point(
        titulaire=comite.bureau(), seance=seance, genre="avis", titre="Avis", saisine=saisine or une_saisine(comite)
    )
    return seance


def signer(comite, seance, *parties):
    vue = convocations.empreinte(convocations.contenu(SeanceComite.objects.get(pk=seance.pk)))
    for partie in parties or ("prefet", "president"):
        convocations.signer(
            titulaire=comite.titulaire(partie), seance=seance, empreinte_vue=vue, nom="Camille", qualite="Présidence"
        )
    seance.refresh_from_db()
    return seance


# --- preparing ------------------------------------------------------------------------------------


def test_preparer_numeroter_et_ordonner(comite):
    seance = preparee(comite)
    assert seance.numero == f"P-{seance.prevue_le.year}-01"
    encore = preparation.creer(
        titulaire=comite.bureau(), organe=comite.organe, prevue_le=dans(10), lieu="Ajaccio", mode="presentiel"
    )
    assert encore == seance  # the same form, sent twice
    for titre in ("B", "C"):
        preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre=titre, duree=15)
    dernier = seance.points.get(titre="C")
    for _ in range(3):
        preparation.deplacer_point(titulaire=comite.bureau(), point=dernier, vers="haut")
    assert [p.titre for p in seance.points.all()] == ["C", "Avis", "B"]
    preparation.supprimer_point(titulaire=comite.bureau(), point=seance.points.get(titre="Avis"))
    assert [(p.rang, p.titre) for p in seance.points.all()] == [(1, "C"), (2, "B")]


def test_un_texte_deja_adopte_demande_un_motif(comite):
    saisine = une_saisine(comite, adoptee_le=aujourdhui(), adoptee_acte="Délibération")
    seance = preparation.creer(
        titulaire=comite.bureau(), organe=comite.organe, prevue_le=dans(10), lieu="Ajaccio", mode="presentiel"
    )
    demande = {"titulaire": comite.bureau(), "seance": seance, "genre": "avis", "titre": "Avis", "saisine": saisine}
    with pytest.raises(DonneeInvalide, match="irrégulier"):
        preparation.ajouter_point(**demande)
    point = preparation.ajouter_point(**demande, derogation="Le tribunal demande l’avis.")
    assert point.derogation
    assert convocations.manques(seance) == []


def test_une_saisine_sans_dossier_fige_ou_deja_inscrite_est_refusee(comite):
    saisine = une_saisine(comite)
    seance = preparee(comite, saisine=saisine)
    demande = {"titulaire": comite.bureau(), "seance": seance, "genre": "avis", "titre": "Avis"}
    with pytest.raises(Impossible, match="déjà à l’ordre du jour"):
        preparation.ajouter_point(**demande, saisine=saisine)
    with pytest.raises(Impossible, match="n’est pas figé"):
        preparation.ajouter_point(**demande, saisine=une_saisine(comite, "S-2026-02", etat="instruction"))
    assert preparation.saisines_a_inscrire(seance) == []


def test_les_droits(comite):
    seance = preparee(comite)
    for refuse in (comite.titulaire("cgt"), comite.titulaire("prefet")):
        with pytest.raises(Interdit):
            preparation.ajouter_point(titulaire=refuse, seance=seance, genre="divers", titre="X")
    with pytest.raises(Interdit):
        convocations.signer(titulaire=comite.bureau(), seance=seance, empreinte_vue="", nom="x", qualite="y")
    vue = convocations.empreinte(convocations.contenu(seance))
    with pytest.raises(Interdit, match="second facteur"):
        convocations.signer(
            titulaire=comite.titulaire("prefet", verifie=False), seance=seance, empreinte_vue=vue, nom="x", qualite="y"
        )


# --- convening ------------------------------------------------------------------------------------


def test_deux_signatures_convoquent_tout_le_monde(comite, vierge):
    seance = preparee(comite)
    deposer_piece(
        titulaire=comite.bureau(),
        seance=seance,
        point=seance.points.get(),
        titre="Note",
        nom="note.pdf",
        morceaux=[PDF],
    )
    signer(comite, seance, "prefet")
    assert seance.etat == EtatSeance.PREPAREE
    signer(comite, seance, "president")
    assert seance.etat == EtatSeance.CONVOQUEE
    assert seance.envois.count() == 24  # twelve seats, titular and alternate, with or without voice
    assert Courriel.objects.filter(gabarit="seance_convocation").count() == 24
    assert "1. Avis" in Courriel.objects.filter(gabarit="seance_convocation").first().texte
    assert seance.regles["code"] == "crefop-2024-07"
    assert seance.points.get().saisine.etat == "inscrite"
    types = list(EntreeRegistre.objects.order_by("seq").values_list("type", flat=True))
    assert types == ["seance.signer", "seance.signer", "saisine.inscrire", "seance.convoquer"]
    assert "Camille" not in "".join(EntreeRegistre.objects.values_list("contenu", flat=True))
    tardive = deposer_piece(
        titulaire=comite.bureau(), seance=seance, point=None, titre="Autre", nom="b.pdf", morceaux=[PDF + b"2"]
    )
    assert tardive.tardive
    with pytest.raises(Impossible, match="ne se retire plus"):
        retirer_piece(titulaire=comite.bureau(), piece=tardive)
    ajout = preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre="Tardif")
    assert ajout.ajoute


def test_un_changement_annule_la_signature(comite):
    seance = preparee(comite)
    signer(comite, seance, "prefet")
    preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre="Un de plus")
    assert convocations.valables(seance) == []
    assert seance.signatures.count() == 1
    signer(comite, seance, "president")
    assert seance.etat == EtatSeance.PREPAREE  # the State signed something else
    signer(comite, seance, "prefet")
    assert seance.etat == EtatSeance.CONVOQUEE
    assert seance.signatures.count() == 3


def test_on_ne_signe_que_ce_que_l_on_a_vu(comite):
    seance = preparee(comite)
    vue = convocations.empreinte(convocations.contenu(seance))
    preparation.modifier(titulaire=comite.bureau(), seance=seance, version=1, champs={"lieu": "Bastia"})
    with pytest.raises(Impossible, match="a changé depuis"):
        convocations.signer(
            titulaire=comite.titulaire("prefet"), seance=seance, empreinte_vue=vue, nom="x", qualite="y"
        )
    with pytest.raises(VersionDepassee):
        preparation.modifier(titulaire=comite.bureau(), seance=seance, version=1, champs={"lieu": "Corte"})


def test_le_delai_trop_court_demande_l_urgence(comite):
    seance = preparee(comite, jours=4)
    with pytest.raises(Impossible, match="Le délai est trop court"):
        signer(comite, seance, "prefet")
    preparation.modifier(
        titulaire=comite.bureau(), seance=seance, version=1, champs={"urgence": "Le calendrier budgétaire."}
    )
    assert signer(comite, SeanceComite.objects.get(pk=seance.pk)).etat == EtatSeance.CONVOQUEE


def test_un_point_pour_avis_part_avec_son_dossier(comite):
    """CR-S03: without any document, or with a dossier that another version replaced, nothing leaves."""
    seance = preparee(comite)
    dossier = seance.points.get().dossier
    type(dossier).objects.filter(pk=dossier.pk).update(etat="remplace")
    assert any("version plus récente" in m for m in convocations.manques(seance))
    saisine = seance.points.get().saisine
    type(saisine).objects.filter(pk=saisine.pk).update(etat="retiree")
    assert any("n’attend plus de séance" in m for m in convocations.manques(seance))
    PointOrdre.objects.update(dossier=None)
    assert any("aucun" in m for m in convocations.manques(seance))


def test_les_deux_parties_signent_par_deux_comptes(comite):
    """A person who would chair for both parties signs once: the database keeps it too."""
    seance = preparee(comite)
    signer(comite, seance, "prefet")
    signature = seance.signatures.get()
    signature.pk, signature.partie = None, "region"
    with pytest.raises(IntegrityError), transaction.atomic():
        signature.save(force_insert=True)


# --- the meeting ----------------------------------------------------------------------------------


def test_la_seance_s_ouvre_son_jour_avec_son_constat(comite):
    seance = signer(comite, preparee(comite))
    with pytest.raises(Impossible, match="ne s’ouvre pas avant"):
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="ouvrir")
    with a_l_instant(seance.prevue_le):
        faire_entrer(comite, seance, "prefet", "president", "cgt", "fo", "recteur", "onisep", quand=maintenant())
        seance = operations.passer(titulaire=comite.bureau(), seance=seance, etape="ouvrir")
        again = operations.passer(titulaire=comite.bureau(), seance=seance, etape="ouvrir")
    assert (seance.etat, again.etapes.filter(transition="ouvrir").count()) == (EtatSeance.OUVERTE, 1)
    constat = seance.constats.get()
    assert (constat.base, constat.presents, constat.requis, constat.atteint) == (12, 6, 6, True)
    assert concorde(constat)
    assert constat.detail["phrase"].endswith("le quorum est atteint.")
    assert all(r["reference"] for r in constat.detail["regles"])


def test_les_points_se_traitent_un_par_un_puis_la_seance_se_clot(comite):
    seance = une_seance(comite)
    faire_entrer(comite, seance)
    avis = seance.points.get()
    info = preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="information", titre="Info")
    passer = lambda p, e, **k: operations.passer_point(titulaire=comite.bureau(), point=p, etape=e, **k)  # noqa: E731
    passer(avis, "debattre")
    assert avis.constats.get().atteint  # restated at each opinion item
    with pytest.raises(Impossible, match="est en cours"):
        passer(info, "debattre")
    with pytest.raises(Impossible, match="par un scrutin"):
        passer(avis, "deliberer")
    with pytest.raises(Impossible, match="ne sont pas terminés"):
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="clore")
    with pytest.raises(DonneeInvalide, match="se motive"):
        passer(avis, "ajourner")
    passer(avis, "ajourner", motif="Pièce attendue")
    passer(info, "debattre")
    passer(info, "traiter")
    assert not info.constats.exists()
    seance = operations.passer(titulaire=comite.bureau(), seance=seance, etape="clore")
    assert seance.close_le is not None
    assert PointDeControle.objects.get().objet == f"seance:{seance.pk}"
    with pytest.raises(Impossible):
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="reprendre")


def test_carence_puis_seconde_convocation(comite):
    seance = signer(comite, preparee(comite))
    point = seance.points.get()
    with a_l_instant(seance.prevue_le):
        faire_entrer(comite, seance, "prefet", quand=maintenant())
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="ouvrir")
        operations.passer_point(titulaire=comite.bureau(), point=point, etape="debattre")
        assert not point.constats.get().atteint
        seance = operations.passer(titulaire=comite.bureau(), seance=seance, etape="constater_carence")
        point.refresh_from_db()
        assert (seance.etat, point.etat, point.saisine.etat) == (EtatSeance.CARENCE, EtatPoint.AJOURNE, "dossier_fige")
        demande = {"titulaire": comite.bureau(), "premiere": seance, "lieu": "Ajaccio", "mode": "presentiel"}
        seconde = reconvocation.reconvoquer(**demande, prevue_le=maintenant() + timedelta(days=1), mention="")
        assert reconvocation.reconvoquer(**demande, prevue_le=maintenant() + timedelta(days=9), mention="x") == seconde
        # VR-01: the mention is always written, and nothing replaces it; then the agenda differs
        assert seconde.mention == convocations.MENTION
        preparation.modifier(titulaire=comite.bureau(), seance=seconde, version=1, champs={"mention": "Salle 2."})
        seconde.refresh_from_db()
        assert seconde.mention == f"{convocations.MENTION} Salle 2."
        SeanceComite.objects.filter(pk=seconde.pk).update(mention="Le quorum sera exigé.")
        with pytest.raises(Impossible, match="aucun quorum"):
            signer(comite, seconde, "prefet")
        SeanceComite.objects.filter(pk=seconde.pk).update(mention=seconde.mention)
        en_plus = preparation.ajouter_point(titulaire=comite.bureau(), seance=seconde, genre="divers", titre="En plus")
        with pytest.raises(Impossible, match="n’est plus celui"):
            signer(comite, seconde, "prefet")
        preparation.supprimer_point(titulaire=comite.bureau(), point=en_plus)
        seconde = signer(comite, seconde)
        assert (seconde.etat, seconde.ordre_empreinte) == (EtatSeance.CONVOQUEE, seance.ordre_empreinte)
    with a_l_instant(seconde.prevue_le):
        operations.passer(titulaire=comite.bureau(), seance=seconde, etape="ouvrir")
        assert seconde.constats.get().requis == 0
        assert seconde.constats.get().atteint
        # an item added to the second meeting keeps the normal quorum
        ajout = preparation.ajouter_point(
            titulaire=comite.bureau(),
            seance=seconde,
            genre="avis",
            titre="Ajout",
            saisine=une_saisine(comite, "S-2026-09"),
        )
        assert operations.constater_quorum(titulaire=comite.bureau(), seance=seconde, point=ajout).requis == 6
        assert not ajout.constats.get().atteint


def test_pas_de_carence_quand_le_quorum_est_la(comite):
    seance = une_seance(comite)
    faire_entrer(comite, seance)
    with pytest.raises(Impossible, match="le quorum est atteint"):
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="constater_carence")


def test_annuler_previent_et_libere_les_saisines(comite):
    seance = signer(comite, preparee(comite))
    with pytest.raises(DonneeInvalide):
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="annuler")
    seance = operations.passer(titulaire=comite.bureau(), seance=seance, etape="annuler", motif="Salle fermée")
    assert Courriel.objects.filter(gabarit="seance_annulee").count() == 24
    assert seance.points.get().saisine.etat == "dossier_fige"


def test_un_constat_ne_se_fait_pas_dans_l_avenir_ni_hors_seance(comite):
    seance = une_seance(comite)
    with pytest.raises(DonneeInvalide):
        operations.constater_quorum(titulaire=comite.bureau(), seance=seance, quand=maintenant() + timedelta(minutes=1))
    with pytest.raises(Interdit):
        operations.constater_quorum(titulaire=comite.titulaire("cgt"), seance=seance)
    autre = une_seance(comite, etat="convoquee", saisine=une_saisine(comite, "S-2026-03"), numero="P-2026-02")
    with pytest.raises(Impossible):
        operations.constater_quorum(titulaire=comite.bureau(), seance=autre)


# --- guards of the database -----------------------------------------------------------------------


def refuse(ecrire):
    with pytest.raises(IntegrityError), transaction.atomic():
        ecrire()


def test_la_base_garde_ce_qui_est_fige(comite):
    seance = une_seance(comite)
    faire_entrer(comite, seance, "prefet")
    constat = operations.constater_quorum(titulaire=comite.bureau(), seance=seance)
    refuse(lambda: ConstatQuorum.objects.filter(pk=constat.pk).update(presents=9))
    refuse(lambda: seance.presences.update(genre="sort"))
    refuse(lambda: seance.points.update(rang=4))
    refuse(lambda: seance.points.update(titre="Autre"))
    refuse(lambda: PointOrdre.objects.create(seance=seance, rang=2, genre="divers", titre="Glissé après coup"))
    refuse(lambda: SeanceComite.objects.filter(pk=seance.pk).update(ordre_empreinte="1" * 64))
    seance.points.update(etat="en_debat")  # what happens to an item is not its agenda


def test_la_base_garde_les_signatures(comite):
    seance = preparee(comite)
    signer(comite, seance, "prefet")
    refuse(lambda: seance.signatures.update(nom="Autre"))


# --- a referral presented for information ---------------------------------------------------------


def test_le_comite_prend_acte_d_une_saisine_presentee_pour_information(comite):
    saisine = une_saisine(comite)
    seance = preparation.creer(
        titulaire=comite.bureau(), organe=comite.organe, prevue_le=dans(10), lieu="Ajaccio", mode="presentiel"
    )
    with pytest.raises(Impossible, match="pour avis ou pour information"):
        preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre="x", saisine=saisine)
    point = preparation.ajouter_point(
        titulaire=comite.bureau(), seance=seance, genre="information", titre="Présentation", saisine=saisine
    )
    assert point.dossier is not None
    signer(comite, seance)
    saisine.refresh_from_db()
    assert saisine.etat == "inscrite"
    with a_l_instant(dans(10)):
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="ouvrir")
        operations.passer_point(titulaire=comite.bureau(), point=point, etape="debattre")
        point = operations.passer_point(titulaire=comite.bureau(), point=point, etape="traiter")
        operations.passer(titulaire=comite.bureau(), seance=seance, etape="clore")
        with pytest.raises(Impossible, match="ne peut plus être retirée"):
            saisines.passer(
                titulaire=comite.bureau(), saisine=saisine, etape="retirer", version=saisine.version, motif="x"
            )
        avis = ouvrir_avis(titulaire=comite.bureau(), point=point)
        avis = figer_avis(titulaire=comite.bureau(), avis=avis, version=avis.version)
    assert (avis.sens, json.loads(avis.contenu)["dispositif"][:24]) == ("prend_acte", "Le comité prend acte de ")
    phrases = [p for passage in dresser(SeanceComite.objects.get()).passages for p in passage.paragraphes]
    assert any(p.startswith("Le comité prend acte de la saisine sur le cahier") for p in phrases)


def test_une_information_ajournee_libere_sa_saisine(comite):
    point = une_information(comite)
    operations.passer_point(titulaire=comite.bureau(), point=point, etape="ajourner", motif="Faute de temps")
    point.saisine.refresh_from_db()
    assert point.saisine.etat == "dossier_fige"
    assert Redaction(point.saisine, PointOrdre.objects.get(pk=point.pk)).sens.sens == "ajourne"


# --- what is added late ---------------------------------------------------------------------------


def test_un_seul_courriel_annonce_tout_ce_qui_a_ete_ajoute(comite, django_capture_on_commit_callbacks):
    seance = signer(comite, preparee(comite))
    Courriel.objects.all().delete()
    point = seance.points.get()
    with django_capture_on_commit_callbacks(execute=True):
        for n in (1, 2):
            deposer_piece(
                titulaire=comite.bureau(), seance=seance, point=point, titre=f"Note {n}", nom=f"n{n}.pdf",
                morceaux=[PDF + bytes([48 + n])],
            )  # fmt: skip
        preparation.ajouter_point(titulaire=comite.bureau(), seance=seance, genre="divers", titre="Calendrier")
    prevues = DBTaskResult.objects.filter(task_path__endswith="annoncer_ajouts")
    assert prevues.count() == 3
    assert all(t.run_after >= maintenant() + annonces.ATTENTE - timedelta(minutes=1) for t in prevues)
    dits = [annonces.annoncer_ajouts.call(seance.pk) for _ in range(3)]
    assert dits == [3, 0, 0]
    lettres = Courriel.objects.filter(gabarit="seance_ajouts")
    assert lettres.count() == seance.envois.count() == 24
    texte = lettres.first().texte
    assert "Note 1 (point 1)" in texte
    assert "Note 2 (point 1)" in texte
    assert "2. Calendrier" in texte
    assert "10\u00a0jours avant la séance" in texte
    assert "5\u00a0jours au moins avant la séance (défaut à confirmer)" in texte
    assert all(p.annoncee_le for p in seance.pieces.filter(tardive=True))
    entree = json.loads(EntreeRegistre.objects.get(type="seance.annoncer").contenu)
    assert (entree["charge"]["destinataires"], entree["charge"]["points"]) == (24, [2])
    with pytest.raises(Impossible, match="rien à annoncer"):
        annonces.annoncer(titulaire=comite.bureau(), seance=seance)


def test_une_piece_de_la_convocation_ne_s_annonce_pas(comite):
    seance = preparee(comite)
    deposer_piece(titulaire=comite.bureau(), seance=seance, point=None, titre="Note", nom="n.pdf", morceaux=[PDF])
    signer(comite, seance)
    assert annonces.a_annoncer(seance) == ([], [])
