"""The minutes on the database: drawn from events, corrected in the open, approved by a vote, signed, rectified."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from fabriques.avis import DELIBERATIFS, clore, seance_votee, un_constat, un_scrutin
from fabriques.comite import faire_entrer, petit_comite, une_saisine, une_seance
from portulan.comptes.droits import SecondFacteurAttendu
from portulan.crefop.avis import actes
from portulan.crefop.avis import operations_pv as operations
from portulan.crefop.avis.corrections import exiger_texte, texte_complet
from portulan.crefop.avis.models import ProcesVerbal, Rectification, SignaturePV, VersionPV
from portulan.crefop.avis.pv import dresser
from portulan.crefop.avis.queries import seances_sans_pv
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.avis.valeurs import sceller
from portulan.crefop.composition.models import Organe, ReglesLocales
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.scrutin.models import ExplicationVote, Scrutin
from portulan.crefop.seance.models import EvenementPresence, MandatVote, PointOrdre, SeanceComite
from portulan.publication.actes import diffuser_pv, fichier_publie
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]


def evenement(comite, seance, code, genre, minutes, **champs):
    return EvenementPresence.objects.create(
        seance=seance, siege=comite.sieges[code], personne=comite.titulaires[code], genre=genre,
        quand=seance.prevue_le + timedelta(minutes=minutes), auteur="systeme", **champs,
    )  # fmt: skip


def approuver_plus_tard(comite, seance, *, issue="adopte", numero="P-2026-09", objet="proces_verbal", apres=130):
    """A later meeting votes on the minutes of this one, ``apres`` minutes after it was to begin (two hours ago)."""
    suivante = une_seance(comite, numero=numero, saisine=une_saisine(comite, f"S-{numero}"))
    suivante.points.all().delete()
    point = PointOrdre.objects.create(
        seance=suivante, rang=1, genre="approbation_pv", titre="Approbation", seance_pv=seance, ajoute=True
    )
    un_scrutin(comite, point, dict.fromkeys(DELIBERATIFS, "pour"), objet=objet, issue=issue, apres=apres)
    return point


def etabli(*, soumis=True):
    comite, seance, _ = seance_votee()
    pv = operations.etablir(titulaire=comite.bureau(), seance=seance)
    return comite, seance, operations.soumettre(titulaire=comite.bureau(), pv=pv) if soumis else pv


def signe(comite, pv):
    for code in ("prefet", "president"):
        actes.signer(
            titulaire=comite.titulaire(code),
            acte=pv,
            empreinte_lue=actes.empreinte(pv),
            nom=code,
            qualite="p",
        )
    pv.refresh_from_db()
    return pv


def test_le_pv_dit_les_evenements():
    comite, seance, point = seance_votee(close=False)
    evenement(comite, seance, "cgt", "sort", 10)
    evenement(comite, seance, "fo", "sort", 42)
    evenement(comite, seance, "recteur", "sort", 42)
    evenement(comite, seance, "cftc", "se_deporte", 14, point=point, motif="intérêt personnel")
    MandatVote.objects.create(
        seance=seance, mandant=comite.sieges["cgt"], mandataire=comite.sieges["cfdt"], recu_le=seance.prevue_le,
        etat="accepte", auteur="systeme",
    )  # fmt: skip
    MandatVote.objects.create(
        seance=seance, mandant=comite.sieges["fo"], mandataire=comite.sieges["cfdt"], recu_le=seance.prevue_le,
        etat="refuse", motif="ce porteur a déjà un mandat", auteur="systeme",
    )  # fmt: skip
    ExplicationVote.objects.create(
        point=point, siege=comite.sieges["fo"], genre="desaccord", texte="FO regrette les délais.", auteur="systeme",
        deposee_le=maintenant(),
    )  # fmt: skip
    clore(seance)
    texte = texte_complet(dresser(seance)).replace("\u00a0", " ")
    for attendu in (
        "La séance est ouverte à 9 h 30.",
        "Elle est présidée par Madame la préfète, Camille Prefet et Monsieur le président, Camille President.",
        "M. Camille Cgt (CGT) quitte la séance à 9 h 40, avant l’examen du point 1.",
        "Quittent la séance à 10 h 12, pendant l’examen du point 1 : Mme Camille Fo (FO) et ",
        "Recteur | État | Mme Camille Recteur | présente",
        "se déporte à 9 h 44 pour le point 1 (intérêt personnel).",
        "a donné mandat à",
        "ce mandat a été refusé : ce porteur a déjà un mandat.",
        "12 sièges comptent sur 12 sièges qui composent la base ; il en faut 6 : le quorum est atteint.",
        "La réserve R1 est adoptée à l’unanimité des suffrages exprimés, par 10 voix pour.",
        "L’ensemble du texte est adopté par 7 voix pour et 3 voix contre.",
        "Mention de désaccord de FO : FO regrette les délais.",
        "Le débat porte sur les délais.",
        "La séance est levée à 11 h 30.",
    ):
        assert attendu in texte, attendu


def test_i11_les_memes_evenements_donnent_le_meme_texte():
    comite, seance, _ = seance_votee(reserves=2)
    pv = operations.etablir(titulaire=comite.bureau(), seance=seance)
    assert sceller(dresser(SeanceComite.objects.get(pk=seance.pk))) == (
        operations.derniere(pv).contenu,
        operations.derniere(pv).empreinte,
    )
    # nothing changed: no new version
    operations.etablir(titulaire=comite.bureau(), seance=seance)
    assert pv.versions.count() == 1
    acte = operations.acte_de(operations.derniere(pv))
    assert acte == dresser(seance)


def test_a_huis_clos_le_debat_n_est_pas_rapporte_le_resultat_l_est():
    comite, seance, _ = seance_votee(close=False)
    clos = PointOrdre.objects.create(
        seance=seance, rang=2, genre="avis", titre="Un second avis", huis_clos=True, ajoute=True,
        saisine=une_saisine(comite, "S-2026-60"), commentaire="Mots dits portes closes.",
    )  # fmt: skip
    un_scrutin(comite, clos, dict.fromkeys(DELIBERATIFS, "pour"), apres=60)
    clore(seance)
    texte = texte_complet(dresser(seance))
    assert "Mots dits portes closes." not in texte
    assert "Ce point a été examiné à huis clos : son débat n’est pas rapporté." in texte
    assert "L’ensemble du texte est adopté à l’unanimité" in texte
    ReglesLocales.objects.create(
        organe=comite.organe, valide_du=aujourdhui() - timedelta(days=100), acte="RI", enregistre_le=maintenant(),
        enregistre_par="systeme", contenu=[
            {"cle": "publication.nominatif", "valeur": "organisation", "reference": "RI, art. 9"}
        ],
    )  # fmt: skip
    regles = jeu_au(comite.organe, aujourdhui())
    for point, nommees in ((seance.points.get(rang=1), 10), (seance.points.get(rang=2), 0)):
        redaction = Redaction(point.saisine, point)
        redaction.__dict__["jeu"] = regles
        assert len(redaction.acte().votes[-1].organisations) == nommees


def test_le_pv_de_carence():
    comite = petit_comite()
    seance = une_seance(comite)
    faire_entrer(comite, seance, "prefet", "cgt")
    un_constat(seance, comptes=2, apres=15)
    SeanceComite.objects.filter(pk=seance.pk).update(etat="carence", ouverte_le=None)
    seance.refresh_from_db()
    assert seances_sans_pv() == [seance]
    pv = operations.etablir(titulaire=comite.bureau(), seance=seance)
    acte = operations.acte_de(operations.derniere(pv))
    assert acte.carence
    texte = texte_complet(acte).replace("\u00a0", " ")
    assert (
        "2 sièges comptent sur 12 sièges qui composent la base ; il en faut 6 : le quorum n’est pas atteint." in texte
    )
    assert "la carence est constatée : aucun vote n’a lieu" in texte
    assert "point-1" not in {p.cle for p in acte.passages}


def test_pas_de_pv_d_une_seance_en_cours():
    comite, seance, _ = seance_votee(close=False)
    with pytest.raises(Impossible, match="pas terminée"):
        operations.etablir(titulaire=comite.bureau(), seance=seance)


def test_une_correction_acceptee_fait_une_version_une_refusee_se_motive():
    comite, _, pv = etabli()
    membre = comite.titulaire("cgt")
    demande = {"titulaire": membre, "pv": pv, "passage": "point-1"}
    correction = operations.demander_correction(**demande, ancien="sur les délais", propose="sur les délais d’accueil")
    assert correction == operations.demander_correction(
        **demande, ancien="sur les délais", propose="sur les délais d’accueil"
    )
    # as a page copies it: other blanks between the words
    copie = operations.demander_correction(**demande, ancien="délais.\u00a0\n La\u202fCGT", propose="délais. FO")
    assert exiger_texte(operations.acte_de(operations.derniere(pv)).passages[3], copie.ancien) == (23, 37)
    operations.decider_correction(titulaire=comite.bureau(), correction=copie, accepter=False, motif="Non")
    operations.decider_correction(titulaire=comite.bureau(), correction=correction, accepter=True, motif="")
    version = operations.derniere(pv)
    assert (version.numero, version.motif.startswith("Correction acceptée : Point 1")) == (2, True)
    assert "sur les délais d’accueil." in version.contenu
    autre = operations.demander_correction(**demande, ancien="", propose="La CGT demande un bilan.")
    with pytest.raises(DonneeInvalide, match="Un refus se motive"):
        operations.decider_correction(titulaire=comite.bureau(), correction=autre, accepter=False, motif=" ")
    operations.decider_correction(titulaire=comite.bureau(), correction=autre, accepter=False, motif="Dit hors séance")
    assert (autre.etat, pv.versions.count()) == ("refusee", 2)
    # a decision is taken once
    operations.decider_correction(titulaire=comite.bureau(), correction=autre, accepter=True, motif="")
    assert (autre.etat, pv.versions.count()) == ("refusee", 2)


def test_ce_qui_vient_des_evenements_n_est_jamais_recrit():
    comite, _, pv = etabli()
    avant = operations.acte_de(operations.derniere(pv))
    correction = operations.demander_correction(
        titulaire=comite.titulaire("cgt"), pv=pv, passage="quorum", ancien="12", propose="Il fallait lire 11 sièges."
    )
    operations.decider_correction(titulaire=comite.bureau(), correction=correction, accepter=True, motif="")
    apres = operations.acte_de(operations.derniere(pv))
    quorum = {p.cle: p for p in apres.passages}["quorum"]
    assert quorum.paragraphes == {p.cle: p for p in avant.passages}["quorum"].paragraphes
    assert quorum.mentions == ("Il fallait lire 11 sièges.",)


def test_les_mots_a_corriger_doivent_y_etre_et_un_membre_seul_en_demande():
    comite, _, pv = etabli()
    with pytest.raises(DonneeInvalide, match="ne sont pas dans le passage"):
        operations.demander_correction(
            titulaire=comite.titulaire("cgt"), pv=pv, passage="point-1", ancien="absents", propose="x"
        )
    with pytest.raises(Interdit):
        operations.demander_correction(titulaire=comite.bureau(), pv=pv, passage="point-1", ancien="", propose="x")
    with pytest.raises(Interdit):
        operations.soumettre(titulaire=comite.titulaire("cgt"), pv=pv)


def test_approbation_par_un_vote_puis_signatures_puis_rectification(vierge):
    comite, seance, pv = etabli()
    point = approuver_plus_tard(comite, seance)
    correction = operations.demander_correction(
        titulaire=comite.titulaire("cgt"), pv=pv, passage="point-1", ancien="", propose="Ajout."
    )
    with pytest.raises(Impossible, match="attend encore"):
        operations.approuver(titulaire=comite.bureau(), pv=pv, point=point)
    operations.decider_correction(titulaire=comite.bureau(), correction=correction, accepter=False, motif="non")
    with pytest.raises(Impossible, match="pas encore approuvé"):
        operations.rectifier(titulaire=comite.bureau(), pv=pv, texte="x")
    operations.approuver(titulaire=comite.bureau(), pv=pv, point=point)
    operations.approuver(titulaire=comite.bureau(), pv=pv, point=point)
    assert (pv.etat, EntreeRegistre.objects.filter(type="pv.approuver").count()) == ("approuve", 1)
    with pytest.raises(Impossible, match="n’attend pas de correction"):
        operations.demander_correction(
            titulaire=comite.titulaire("cgt"), pv=pv, passage="point-1", ancien="", propose="Tard."
        )
    with pytest.raises(SecondFacteurAttendu):
        actes.signer(
            titulaire=comite.titulaire("prefet", verifie=False), acte=pv, empreinte_lue="", nom="P", qualite="p"
        )
    with pytest.raises(Impossible, match="pas signé"):
        diffuser_pv(titulaire=comite.bureau(), pv=pv, maison=vierge)
    signe(comite, pv)
    assert pv.etat == "signe"
    premiere = diffuser_pv(titulaire=comite.bureau(), pv=pv, maison=vierge)
    assert diffuser_pv(titulaire=comite.bureau(), pv=pv, maison=vierge) == premiere
    contenu = operations.derniere(pv).contenu
    operations.rectifier(titulaire=comite.bureau(), pv=pv, texte="Lire « M. Durand » au lieu de « M. Dupont ».")
    operations.rectifier(titulaire=comite.bureau(), pv=pv, texte="Lire « M. Durand » au lieu de « M. Dupont ».")
    assert pv.rectifications.count() == 1
    assert operations.derniere(pv).contenu == contenu
    seconde = diffuser_pv(titulaire=comite.bureau(), pv=pv, maison=vierge)
    nom = f"PV-{seance.numero}.html"
    assert "Durand" not in fichier_publie(premiere, nom, vierge).read_text("utf-8")
    assert "Durand" in fichier_publie(seconde, nom, vierge).read_text("utf-8")
    registre = "".join(EntreeRegistre.objects.values_list("contenu", flat=True))
    assert "Durand" not in registre


def test_deux_rectifications_d_un_coup_se_telechargent(vierge):
    comite, seance, pv = etabli()
    operations.approuver(titulaire=comite.bureau(), pv=pv, point=approuver_plus_tard(comite, seance))
    signe(comite, pv)
    operations.rectifier(titulaire=comite.bureau(), pv=pv, texte="Un premier fait.")
    operations.rectifier(titulaire=comite.bureau(), pv=pv, texte="Un second fait.")
    premiere = diffuser_pv(titulaire=comite.bureau(), pv=pv, maison=vierge)
    assert diffuser_pv(titulaire=comite.bureau(), pv=pv, maison=vierge) == premiere
    operations.rectifier(titulaire=comite.bureau(), pv=pv, texte="Un troisième fait.")
    seconde = diffuser_pv(titulaire=comite.bureau(), pv=pv, maison=vierge)
    assert premiere != seconde
    nom = f"PV-{seance.numero}.html"
    lus = [fichier_publie(p, nom, vierge).read_text("utf-8") for p in (premiere, seconde)]
    assert ["Un troisième fait." in lu for lu in lus] == [False, True]
    assert all("Un second fait." in lu for lu in lus)


def test_les_presidences_du_comite_signent_le_proces_verbal_d_une_commission():
    comite = petit_comite()
    commission = Organe.objects.create(
        code="commission-94", nom="Commission", genre="commission", region="94", cree_le=comite.organe.cree_le,
        parent=comite.organe,
    )  # fmt: skip
    seance = clore(une_seance(replace(comite, organe=commission), saisine=une_saisine(comite)))
    pv = operations.etablir(titulaire=comite.bureau(), seance=seance)
    ProcesVerbal.objects.filter(pk=pv.pk).update(etat="approuve", approuve_a=seance.points.get())
    assert signe(comite, ProcesVerbal.objects.get(pk=pv.pk)).etat == "signe"


def test_un_vote_contraire_ou_la_meme_seance_n_approuvent_pas():
    comite, seance, pv = etabli()
    rejete = approuver_plus_tard(comite, seance, issue="rejete")
    with pytest.raises(Impossible, match="Aucun scrutin proclamé"):
        operations.approuver(titulaire=comite.bureau(), pv=pv, point=rejete)
    avec = seance.points.get()
    with pytest.raises(Impossible, match="Aucun scrutin proclamé"):
        operations.approuver(titulaire=comite.bureau(), pv=pv, point=avec)


def test_une_motion_de_procedure_n_approuve_pas_le_proces_verbal():
    comite, seance, pv = etabli()
    motion = approuver_plus_tard(comite, seance, objet="procedure")
    un_scrutin(comite, motion, dict.fromkeys(DELIBERATIFS, "contre"), rang=2, objet="proces_verbal", issue="rejete")
    with pytest.raises(Impossible, match="Aucun scrutin proclamé"):
        operations.approuver(titulaire=comite.bureau(), pv=pv, point=motion)


@pytest.mark.parametrize("etat", ["ouvert", "clos", "depouille", "proclame"])
def test_le_texte_mis_aux_voix_ne_change_plus(etat):
    comite, seance, pv = etabli()
    demande = {"titulaire": comite.titulaire("cgt"), "pv": pv, "passage": "point-1", "ancien": "sur les délais"}
    correction = operations.demander_correction(**demande, propose="sur tout autre chose")
    point = approuver_plus_tard(comite, seance, issue="adopte" if etat == "proclame" else "rejete")
    if etat != "proclame":  # refused once, put to the vote again
        encore = PointOrdre.objects.create(
            seance=point.seance, rang=2, genre="approbation_pv", titre="De nouveau", seance_pv=seance, ajoute=True
        )
        instants = {"clos_le": maintenant()} if etat != "ouvert" else {}
        Scrutin.objects.create(
            point=encore, rang=1, objet="proces_verbal", intitule="PV", mode="main_levee", etat=etat,
            ouvert_le=maintenant(), **instants,
        )  # fmt: skip
    with pytest.raises(Impossible, match="aux voix"):
        operations.decider_correction(titulaire=comite.bureau(), correction=correction, accepter=True, motif="")
    assert pv.versions.count() == 1
    operations.decider_correction(titulaire=comite.bureau(), correction=correction, accepter=False, motif="tard")
    assert correction.etat == "refusee"


def test_seul_le_texte_vote_s_approuve():
    """A version written after the opening of the vote, whatever wrote it, was not voted."""
    comite, seance, pv = etabli()
    point = approuver_plus_tard(comite, seance, apres=60)
    with pytest.raises(Impossible, match="n’est pas celle qui a été mise aux voix"):
        operations.approuver(titulaire=comite.bureau(), pv=pv, point=point)
    pv.refresh_from_db()
    assert pv.etat == "soumis"


def test_la_base_refuse_de_changer_une_version_une_signature_une_rectification():
    comite, seance, pv = etabli()
    operations.approuver(titulaire=comite.bureau(), pv=pv, point=approuver_plus_tard(comite, seance))
    signe(comite, pv)
    operations.rectifier(titulaire=comite.bureau(), pv=pv, texte="Un fait.")
    for requete, champs in (
        (VersionPV.objects.filter(pv=pv), {"contenu": json.dumps({})}),
        (SignaturePV.objects.filter(acte=pv), {"nom": "Autre"}),
        (Rectification.objects.filter(pv=pv), {"texte": "Autre"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            requete.update(**champs)
