"""People invited without a seat: decided by both chairs, mailed, noted; never in a quorum nor in a vote."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from fabriques.comite import convoquer_sans_signer, faire_entrer, petit_comite, une_seance
from fabriques.scrutins import en_debat, un_scrutin
from portulan.comptes.models import Courriel
from portulan.crefop.avis.pv import dresser
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.composition.models import Personne
from portulan.crefop.registre.models import EntreeRegistre, Ouverture
from portulan.crefop.seance import invitations, operations, reconvocation
from portulan.crefop.seance.effacement import effacer_personne
from portulan.crefop.seance.invites import envoyer_les_invitations, invites, sejours
from portulan.crefop.seance.models import AccordInvitation, InvitationSeance, SeanceComite
from portulan.crefop.seance.queries import quorum_au
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import maintenant

pytestmark = pytest.mark.django_db
QUI = invitations.Convive("madame", "Jade", "Loire", "Présidente du CESER", "jade.loire@ceser.example")


@pytest.fixture
def comite():
    return petit_comite()


def proposer(comite, seance, *, point=None, qui=QUI):
    return invitations.proposer(
        titulaire=comite.bureau(), seance=seance, qui=qui, motif="Présenter l’avis du CESER", point=point
    )


def decider(comite, invitation):
    for partie in ("prefet", "president"):
        invitation = invitations.accorder(titulaire=comite.titulaire(partie), invitation=invitation)
    return invitation


def test_les_deux_presidences_invitent_et_le_courriel_part(comite):
    seance = une_seance(comite, etat="convoquee")
    point = seance.points.get()
    invitation = proposer(comite, seance, point=point)
    assert proposer(comite, seance, point=point) == invitation
    premiere = invitations.accorder(titulaire=comite.titulaire("prefet"), invitation=invitation)
    assert (premiere.etat, Courriel.objects.count()) == ("proposee", 0)
    invitations.accorder(titulaire=comite.titulaire("prefet"), invitation=invitation)
    assert AccordInvitation.objects.count() == 1
    decidee = invitations.accorder(titulaire=comite.titulaire("president"), invitation=invitation)
    decidee.refresh_from_db()
    assert (decidee.etat, decidee.canal, decidee.decision) == ("decidee", "courriel", "")
    lettre = Courriel.objects.get(destinataire="jade.loire@ceser.example")
    assert "1. Avis sur le cahier des charges" in lettre.texte
    assert "sans voix" in lettre.texte
    types = list(EntreeRegistre.objects.order_by("seq").values_list("type", flat=True))
    assert types == [
        "seance.proposer_invitation", "seance.accorder_invitation", "seance.accorder_invitation", "seance.inviter",
        "seance.envoyer_invitation",
    ]  # fmt: skip
    assert not any("Loire" in e.contenu or "CESER" in e.contenu for e in EntreeRegistre.objects.all())


def test_une_presidence_seule_n_invite_pas(comite):
    seance = une_seance(comite, etat="convoquee")
    invitation = proposer(comite, seance)
    with pytest.raises(Interdit):
        invitations.accorder(titulaire=comite.titulaire("cgt"), invitation=invitation)
    with pytest.raises(Interdit):  # without the second factor
        invitations.accorder(titulaire=comite.titulaire("prefet", verifie=False), invitation=invitation)
    with pytest.raises(Interdit):  # a chair does not record what both decided
        invitations.enregistrer_decision(titulaire=comite.titulaire("prefet"), invitation=invitation, decision="Moi")
    with pytest.raises(Interdit):
        invitations.proposer(titulaire=comite.titulaire("cgt"), seance=seance, qui=QUI, motif="x")
    with pytest.raises(Impossible, match="n’ont pas encore invité"):
        invitations.noter_passage(titulaire=comite.bureau(), invitation=invitation, genre="entre")


def test_le_secretariat_enregistre_la_decision_des_deux_presidences(comite):
    seance = une_seance(comite, etat="preparee")
    invitation = proposer(comite, seance)
    with pytest.raises(DonneeInvalide):
        invitations.enregistrer_decision(titulaire=comite.bureau(), invitation=invitation, decision=" ")
    courrier = "Courrier conjoint du 2 mars 2026"
    faite = invitations.enregistrer_decision(titulaire=comite.bureau(), invitation=invitation, decision=courrier)
    assert (faite.etat, faite.decision, faite.envoyee_le) == ("decidee", courrier, None)  # with the convocation
    assert not any(courrier in e.contenu for e in EntreeRegistre.objects.all())
    with pytest.raises(DatabaseError), transaction.atomic():
        InvitationSeance.objects.update(decision="Autre chose")


def test_un_membre_ne_s_invite_pas_et_une_invitation_se_retire(comite):
    seance = une_seance(comite, etat="convoquee")
    membre = invitations.Convive("madame", "", "x", "x", comite.titulaires["cgt"].courriel)
    with pytest.raises(Impossible, match="tient le siège"):
        proposer(comite, seance, qui=membre)
    invitation = decider(comite, proposer(comite, seance))
    retiree = invitations.retirer(titulaire=comite.bureau(), invitation=invitation, motif="Point reporté")
    assert retiree.etat == "retiree"
    assert Courriel.objects.filter(gabarit="seance_invitation_retiree").count() == 1
    assert proposer(comite, seance) != retiree  # may be invited again


def test_une_personne_invitee_ne_compte_ni_dans_le_quorum_ni_dans_le_vote():
    comite, point = en_debat("prefet", "president", "cgt")
    seance = point.seance
    avant = quorum_au(seance, point=point)
    invitation = decider(comite, proposer(comite, seance))
    invitations.noter_passage(titulaire=comite.bureau(), invitation=invitation, genre="entre")
    assert invites(seance)[0].la
    apres = quorum_au(seance, point=point)
    assert (apres.comptes, apres.base, apres.lignes) == (avant.comptes, avant.base, avant.lignes)
    faire_entrer(comite, seance, *(c for c in comite.sieges if c not in {"prefet", "president", "cgt"}))
    scrutin = un_scrutin(comite, point)
    invitee = Personne.objects.get(courriel=QUI.courriel)
    assert scrutin.electeurs.count() == 10
    assert not scrutin.electeurs.filter(personne=invitee).exists()


def test_les_passages_s_annulent_et_le_proces_verbal_nomme(comite):
    seance = une_seance(comite)
    faire_entrer(comite, seance)
    invitation = decider(comite, proposer(comite, seance))
    noter = lambda genre: invitations.noter_passage(  # noqa: E731
        titulaire=comite.bureau(), invitation=invitation, genre=genre
    )
    assert noter("sort") is None
    assert noter("entre") is not None
    assert noter("entre") is None
    noter("sort")
    invitations.annuler_passage(titulaire=comite.bureau(), invitation=invitation)
    assert invites(seance)[0].la
    point = seance.points.get()
    assert Redaction(point.saisine, point).sens is None
    operations.passer_point(titulaire=comite.bureau(), point=point, etape="ajourner", motif="Faute de temps")
    operations.passer(titulaire=comite.bureau(), seance=seance, etape="clore")
    seance.refresh_from_db()
    presences = next(p for p in dresser(seance).passages if p.cle == "presences")
    assert presences.paragraphes[-1].endswith("Mme\u00a0Jade Loire.")
    assert presences.tableaux[1].lignes[0][:3] == ("Mme\u00a0Jade Loire", "Présidente du CESER", "toute la séance")
    assert presences.tableaux[1].lignes[0][3].startswith("présente de ")


def test_l_acte_public_dit_combien_et_ne_nomme_personne():
    comite, point = en_debat()
    decider(comite, proposer(comite, point.seance))
    invitations.noter_passage(
        titulaire=comite.bureau(), invitation=InvitationSeance.objects.get(), genre="entre",
        quand=maintenant() - timedelta(minutes=5),
    )  # fmt: skip
    operations.constater_quorum(titulaire=comite.bureau(), seance=point.seance, point=point)
    phrase = Redaction(point.saisine, point)._invites()
    assert phrase.startswith("Une personne invitée par les deux présidences était présente")
    assert "Loire" not in phrase


def test_effacer_une_personne_invitee(comite):
    seance = une_seance(comite, etat="convoquee")
    invitation = decider(comite, proposer(comite, seance))
    autre = invitations.Convive("monsieur", "Ange", "Rossi", "Interprète")
    for motif in ("Accompagner Mme LOIRE  Jade", "Traduire Jade Loire-Albe"):
        invitations.proposer(titulaire=comite.bureau(), seance=seance, qui=autre, motif=motif)
        autre = invitations.Convive("monsieur", "Ange", "Bianchi", "Interprète")
    assert sum("Loire" in o.valeur for o in Ouverture.objects.all()) == 2
    assert Courriel.objects.count() == 1
    effacer_personne(titulaire=comite.bureau(), personne=invitation.personne)
    assert [o.valeur for o in Ouverture.objects.all() if "loire" in o.valeur.lower()] == [
        o.valeur for o in Ouverture.objects.all() if "Loire-Albe" in o.valeur
    ]
    assert any("Rossi" in o.valeur for o in Ouverture.objects.all())  # the object named somebody else: kept apart
    assert str(invites(seance)[0].invitation.personne) == "personne effacée"
    assert [i.motif for i in InvitationSeance.objects.order_by("pk")[1:]] == [
        "Accompagner Mme personne effacée",
        "Traduire Jade Loire-Albe",
    ]
    assert Courriel.objects.count() == 0


def test_une_seconde_convocation_propose_d_inviter_de_nouveau(comite):
    seance = une_seance(comite, etat="convoquee")
    point = seance.points.get()
    decider(comite, proposer(comite, seance, point=point))
    retiree = proposer(comite, seance, qui=invitations.Convive("monsieur", "Ange", "Rossi", "Interprète"))
    invitations.retirer(titulaire=comite.bureau(), invitation=retiree, motif="Empêché")
    SeanceComite.objects.filter(pk=seance.pk).update(etat="carence")
    seconde = reconvocation.reconvoquer(
        titulaire=comite.bureau(), premiere=seance, prevue_le=maintenant() + timedelta(days=10), lieu="Ajaccio",
        mode="presentiel", mention="",
    )  # fmt: skip
    (reprise,) = invites(seconde)
    assert (reprise.invitation.etat, reprise.parties) == ("proposee", frozenset())
    assert (reprise.invitation.point, reprise.invitation.motif) == (seconde.points.get(), "Présenter l’avis du CESER")
    assert decider(comite, reprise.invitation).etat == "decidee"


def test_les_invitations_decidees_partent_avec_la_convocation(comite):
    seance = une_seance(comite, etat="preparee")
    invitation = decider(comite, proposer(comite, seance))
    assert Courriel.objects.count() == 0
    convoquer_sans_signer(comite, seance, etat="convoquee")
    assert envoyer_les_invitations(seance, "systeme") == 1
    assert envoyer_les_invitations(seance, "systeme") == 0
    invitation.refresh_from_db()
    assert invitation.canal == "courriel"
    assert json.loads(EntreeRegistre.objects.latest("seq").contenu)["charge"]["invitation"] == invitation.pk


def test_des_passages_aux_sejours():
    t = [maintenant() + timedelta(minutes=n) for n in range(4)]
    assert sejours([("entre", t[0]), ("sort", t[1]), ("entre", t[2])]) == ((t[0], t[1]), (t[2], None))
    assert sejours([("sort", t[0]), ("entre", t[1]), ("entre", t[2])]) == ((t[1], None),)
