"""Ballots from preparation to proclamation: who may, when, what is kept, what the database refuses."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from fabriques.comite import faire_entrer, petit_comite
from fabriques.scrutins import (
    DELIBERATIFS,
    en_debat,
    jusqu_au_resultat,
    saisir,
    un_scrutin,
    une_proposition,
)
from portulan.comptes.droits import SecondFacteurAttendu
from portulan.crefop.registre.models import EntreeRegistre, Ouverture
from portulan.crefop.scrutin import isoloir
from portulan.crefop.scrutin.cloture import annuler, clore, lire_resultat, proclamer, resultat_de
from portulan.crefop.scrutin.droits import scrutins
from portulan.crefop.scrutin.explications import dernier_jour, expliquer
from portulan.crefop.scrutin.migrations import __path__ as MIGRATIONS  # noqa: N812 (a folder)
from portulan.crefop.scrutin.models import Contestation, Electeur, ResultatScrutin, Scrutin
from portulan.crefop.scrutin.preparation import QuorumManquant, ouvrir
from portulan.crefop.scrutin.queries import a_voter, avancement
from portulan.crefop.scrutin.rejeu import ouvrir_engagement, rejouer
from portulan.crefop.scrutin.transitions import TRANSITIONS
from portulan.crefop.scrutin.vote import DejaVote, contester, encoder, mes_choix, repondre, voter
from portulan.crefop.seance.models import ConstatQuorum, EvenementPresence, MandatVote, PointOrdre
from portulan.instantane.canonique import json_canonique
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant

pytestmark = pytest.mark.django_db


def vote(comite, scrutin, code, choix="pour", *, cle="a", de=None, verifie=True):
    """The titular of a seat votes (for the seat ``de`` when it is not his own)."""
    siege = comite.sieges[de or code].pk
    return voter(
        titulaire=comite.titulaire(code, verifie=verifie),
        scrutin=scrutin,
        siege=siege,
        choix=choix,
        cle=f"{cle}-{code}",
    )


@contextmanager
def refuse(motif):
    """The database itself refuses; the transaction of the test goes on."""
    with pytest.raises(DatabaseError, match=motif), transaction.atomic():
        yield


def glisser(scrutin, electeur, choix="pour"):
    """Put a ballot in the box behind everybody's back."""
    colonnes = "INSERT INTO scrutin_bulletin (scrutin_id, electeur_id, choix, sel)"
    sql(f"{colonnes} VALUES (%s, %s, %s, 'sel')", scrutin.pk, electeur.pk, choix)


def sql(requete, *valeurs):
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)


# --- order of votes -------------------------------------------------------------------------------


def test_l_ensemble_se_vote_apres_les_propositions():
    comite, point = en_debat()
    reserve, autre = une_proposition(point), une_proposition(point, genre="recommandation")
    with pytest.raises(Impossible, match="après les propositions") as refus:
        un_scrutin(comite, point, ouvert=False)
    assert f"recommandation {autre.numero}, réserve {reserve.numero}" in str(refus.value)
    for proposition, choix, etat in ((reserve, "pour", "adoptee"), (autre, "contre", "rejetee")):
        scrutin = un_scrutin(comite, point, objet="proposition", proposition=proposition)
        point.refresh_from_db()
        assert point.etat == "au_vote"
        saisir(comite, scrutin, defaut=choix)
        jusqu_au_resultat(comite, scrutin)
        proposition.refresh_from_db()
        assert proposition.etat == etat
        point.refresh_from_db()
        assert point.etat == "en_debat"
    scrutin = un_scrutin(comite, point)
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin)
    point.refresh_from_db()
    assert point.etat == "delibere"
    pas = list(point.etapes.order_by("pk").values_list("transition", flat=True))
    assert pas == ["voter", "reprendre_debat", "voter", "reprendre_debat", "voter", "deliberer"]
    with pytest.raises(Impossible, match="déjà délibéré"):
        un_scrutin(comite, point, ouvert=False)


def test_une_proposition_deposee_apres_la_preparation_retient_l_ouverture():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, ouvert=False)
    une_proposition(point)
    with pytest.raises(Impossible, match="après les propositions"):
        ouvrir(titulaire=comite.bureau(), scrutin=scrutin)


def test_on_prepare_une_seule_fois_et_une_proposition_recevable_seulement():
    comite, point = en_debat()
    assert un_scrutin(comite, point, ouvert=False).pk == un_scrutin(comite, point, ouvert=False).pk
    deposee = une_proposition(point, etat="deposee")
    with pytest.raises(Impossible, match="n’est pas à mettre aux voix"):
        un_scrutin(comite, point, objet="proposition", proposition=deposee, ouvert=False)
    with pytest.raises(DonneeInvalide, match="dit ce qu’elle demande"):
        un_scrutin(comite, point, objet="procedure", intitule=" ", ouvert=False)


def test_un_intitule_ecrit_a_la_main_n_est_pas_en_clair_dans_le_registre():
    comite, point = en_debat()
    un_scrutin(comite, point, ouvert=False)
    un_scrutin(comite, point, objet="procedure", intitule="Entendre Camille Durand", ouvert=False)
    genere, ecrit = EntreeRegistre.objects.filter(type="scrutin.preparer").order_by("seq")
    assert "Ensemble" in genere.contenu
    assert "Durand" not in ecrit.contenu
    assert ecrit.ouvertures.get().valeur == '{"intitule":"Entendre Camille Durand"}'


def test_un_seul_scrutin_ouvert_par_point():
    comite, point = en_debat()
    un_scrutin(comite, point, objet="procedure", intitule="Suspendre")
    second = un_scrutin(comite, point, objet="procedure", intitule="Reporter", ouvert=False)
    with pytest.raises(Impossible, match="Un autre scrutin est ouvert"):
        ouvrir(titulaire=comite.bureau(), scrutin=second)


# --- opening --------------------------------------------------------------------------------------


def test_ouvrir_fige_le_corps_les_regles_et_le_quorum():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    corps = {e.code: e for e in scrutin.electeurs.all()}
    assert set(corps) == set(DELIBERATIFS), "aucune voix pour un siège consultatif (I4)"
    assert corps["cgt"].compte == comite.compte("cgt")
    assert corps["prefet"].copreside == "etat"
    assert scrutin.constat.atteint
    assert scrutin.regles["base_majorite"]["valeur"] == "presents_ou_representes"
    assert scrutin.regles["composition"] == {"sieges": 10, "voix": 10}
    assert ouvrir(titulaire=comite.bureau(), scrutin=scrutin).version == scrutin.version, "rejoué : rien de plus"
    # who leaves afterwards is still in the body, who comes in is not
    EvenementPresence.objects.create(
        seance=point.seance, siege=comite.sieges["cgt"], personne=comite.titulaires["cgt"], genre="sort",
        quand=maintenant(), auteur="systeme",
    )  # fmt: skip
    assert vote(comite, scrutin, "cgt").recepisse


def test_i3_i4_suppleant_mandat_et_deport():
    codes = [c for c in DELIBERATIFS if c not in {"cfdt", "fo"}]
    comite, point = en_debat(*codes, "onisep", suppleants=("cfdt", "cgt"))
    MandatVote.objects.create(
        seance=point.seance, mandant=comite.sieges["fo"], mandataire=comite.sieges["cgt"], recu_le=maintenant(),
        etat="accepte", auteur="systeme",
    )  # fmt: skip
    EvenementPresence.objects.create(
        seance=point.seance, siege=comite.sieges["recteur"], personne=comite.titulaires["recteur"],
        genre="se_deporte", point=point, quand=maintenant(), auteur="systeme",
    )  # fmt: skip
    scrutin = un_scrutin(comite, point)
    porteurs = {e.code: (e.personne, e.par_mandat) for e in scrutin.electeurs.select_related("personne")}
    assert "recteur" not in porteurs
    assert "onisep" not in porteurs
    assert porteurs["cfdt"] == (comite.suppleants["cfdt"], False)
    assert porteurs["cgt"] == (comite.titulaires["cgt"], False), "le titulaire présent, jamais avec son suppléant"
    assert porteurs["fo"] == (comite.titulaires["cgt"], True)
    vote(comite, scrutin, "cgt")
    assert vote(comite, scrutin, "cgt", "contre", cle="b", de="fo").siege == "FO"
    with pytest.raises(Interdit, match="ne portez pas la voix"):
        vote(comite, scrutin, "cgt", de="prefet")
    with pytest.raises(Interdit):
        vote(comite, scrutin, "recteur")


def test_sans_quorum_le_scrutin_ne_s_ouvre_pas_et_le_constat_reste():
    comite, point = en_debat("prefet", "president", "cgt")
    scrutin = un_scrutin(comite, point, ouvert=False)
    with pytest.raises(QuorumManquant, match="3 comptés, 6 requis"):
        ouvrir(titulaire=comite.bureau(), scrutin=scrutin)
    scrutin.refresh_from_db()
    assert (scrutin.etat, scrutin.electeurs.count()) == ("prepare", 0)
    assert ConstatQuorum.objects.filter(point=point, atteint=False).count() == 1
    faire_entrer(comite, point.seance, "recteur", "dreets", "fo")
    assert ouvrir(titulaire=comite.bureau(), scrutin=scrutin).etat == "ouvert"


@pytest.mark.parametrize(("champ", "valeur"), [("seance", "suspendue"), ("point", "inscrit")])
def test_ouvrir_veut_une_seance_ouverte_et_un_point_en_debat(champ, valeur):
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, ouvert=False)
    cible = point.seance if champ == "seance" else point
    cible.etat = valeur
    cible.save()
    with pytest.raises(Impossible, match=valeur):
        ouvrir(titulaire=comite.bureau(), scrutin=scrutin)


def test_le_vote_secret_se_demande_par_une_fraction_des_sieges():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="secret", demandeurs=3, ouvert=False)
    with pytest.raises(Impossible, match="il en faut 4 sur 10"):
        ouvrir(titulaire=comite.bureau(), scrutin=scrutin)
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Trop peu de demandes")
    assert un_scrutin(comite, point, mode="secret", demandeurs=4).etat == "ouvert"


# --- voting ---------------------------------------------------------------------------------------


def test_voter_est_idempotent_et_un_autre_choix_est_explique():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    premier = vote(comite, scrutin, "cgt")
    encore = vote(comite, scrutin, "cgt")
    assert (encore.recepisse, encore.deja) == (premier.recepisse, True)
    with pytest.raises(DejaVote, match="n’a rien changé"):
        vote(comite, scrutin, "cgt", "contre")
    with pytest.raises(DejaVote, match="déjà dans l’urne"):
        vote(comite, scrutin, "cgt", cle="autre-appareil")
    assert isoloir.lire(scrutin.pk) == [("cgt", "pour")]
    clore(titulaire=comite.bureau(), scrutin=scrutin)
    assert vote(comite, scrutin, "cgt").recepisse == premier.recepisse, "réponse perdue, renvoyée après la clôture"
    with pytest.raises(Impossible, match="n’a pas été reçu"):
        vote(comite, scrutin, "fo")


def test_voter_demande_le_second_facteur_et_jamais_au_secretariat():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    with pytest.raises(SecondFacteurAttendu):
        vote(comite, scrutin, "cgt", verifie=False)
    with pytest.raises(Interdit):
        voter(titulaire=comite.bureau(), scrutin=scrutin, siege=comite.sieges["cgt"].pk, choix="pour", cle="x")
    with pytest.raises(Interdit):
        encoder(titulaire=comite.titulaire("cgt"), scrutin=scrutin, choix={comite.sieges["fo"].pk: "pour"})
    with pytest.raises(DonneeInvalide):
        vote(comite, scrutin, "cgt", "peut-être")


def test_personne_ne_voit_de_resultat_partiel():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    for code in ("cgt", "cfdt", "prefet"):
        vote(comite, scrutin, code)
    vu = avancement(scrutin)
    assert (vu.votants, vu.sieges) == (3, 10)
    assert vu.colleges == (("Organisations syndicales", 2, 4),), "par collège à partir de trois sièges"
    assert [s.pk for s in a_voter(comite.titulaire("fo"))] == [scrutin.pk]
    assert list(a_voter(comite.titulaire("cgt"))) == []
    champs = {f.name for f in Electeur._meta.get_fields()}
    assert not champs & {"bulletin", "choix"}, "aucun chemin de la liste d’émargement vers l’urne"
    assert "bulletins" not in {f.name for f in Scrutin._meta.get_fields()}


def test_main_levee_tous_favorables_sauf():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="main_levee")
    with pytest.raises(Impossible, match="main levée"):
        vote(comite, scrutin, "cgt")
    assert saisir(comite, scrutin, defaut="pour", cgt="contre", fo="abstention") == 10
    assert saisir(comite, scrutin, defaut="pour", cgt="contre", fo="abstention") == 0, "renvoyé : rien de plus"
    with pytest.raises(DejaVote, match="saisis autrement : CGT"):
        saisir(comite, scrutin, defaut="pour", fo="abstention")
    assert {e.canal for e in scrutin.electeurs.all()} == {"secretariat"}
    assert jusqu_au_resultat(comite, scrutin).issue == "adopte"


def test_la_salle_se_saisit_autour_de_ceux_qui_ont_vote_sur_leur_appareil():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    vote(comite, scrutin, "cgt", "contre")
    with pytest.raises(DejaVote, match="sur leur appareil : CGT"):
        saisir(comite, scrutin, defaut="contre")
    assert not scrutin.electeurs.exclude(code="cgt").filter(a_vote=True).exists(), "tout ou rien"
    dits = {s.pk: "pour" for c, s in comite.sieges.items() if c in DELIBERATIFS and c != "cgt"}
    assert encoder(titulaire=comite.bureau(), scrutin=scrutin, choix=dits) == 9
    contenu = lire_resultat(jusqu_au_resultat(comite, scrutin))
    assert contenu["choix"]["pour"] == {"sieges": 9, "voix": 9}


def test_un_vote_saisi_se_conteste_jusqu_a_la_proclamation():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="main_levee")
    saisir(comite, scrutin, defaut="pour")
    cgt = comite.titulaire("cgt")
    electeur = scrutin.electeurs.get(code="cgt")
    assert mes_choix(cgt, scrutin.electeurs.all()) == {electeur.pk: "pour"}, "le sien, et le sien seulement"
    siege = comite.sieges["cgt"].pk
    contestation = contester(titulaire=cgt, scrutin=scrutin, siege=siege, motif="J’ai voté contre")
    with pytest.raises(Interdit):
        contester(titulaire=cgt, scrutin=scrutin, siege=comite.sieges["fo"].pk, motif="Non")
    jusqu_au_resultat(comite, scrutin, proclame=False)
    with pytest.raises(Impossible, match="Contestations sans réponse : 1"):
        proclamer(titulaire=comite.bureau(), scrutin=scrutin)
    repondre(titulaire=comite.bureau(), contestation=contestation, reponse="Vérifié en salle")
    assert proclamer(titulaire=comite.bureau(), scrutin=scrutin).etat == "proclame"
    with pytest.raises(Impossible, match="ne se conteste plus"):
        contester(titulaire=cgt, scrutin=scrutin, siege=siege, motif="Encore")


# --- the end --------------------------------------------------------------------------------------


def test_annuler_garde_les_bulletins_et_permet_un_autre_scrutin():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    vote(comite, scrutin, "cgt")
    with pytest.raises(Impossible, match="avec un motif"):
        annuler(titulaire=comite.bureau(), scrutin=scrutin, motif=" ")
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Erreur sur l’intitulé")
    assert isoloir.lire(scrutin.pk) == [("cgt", "pour")]
    with pytest.raises(Impossible, match="annulé"):
        vote(comite, scrutin, "fo")
    autre = un_scrutin(comite, point)
    assert autre.pk != scrutin.pk
    saisir(comite, autre, defaut="pour")
    jusqu_au_resultat(comite, autre)
    autre.refresh_from_db()
    with pytest.raises(Impossible, match="proclamé"):
        annuler(titulaire=comite.bureau(), scrutin=autre, motif="Trop tard")


def test_un_point_ajourne_ne_recoit_plus_de_vote_et_son_scrutin_ne_peut_qu_etre_annule():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    vote(comite, scrutin, "cgt")
    PointOrdre.objects.update(etat="ajourne")  # as a meeting that loses its quorum for good does
    with pytest.raises(Impossible, match="ne se poursuit plus"):
        vote(comite, scrutin, "fo")
    jusqu_au_resultat(comite, scrutin, proclame=False)
    with pytest.raises(Impossible, match="ne se poursuit plus"):
        proclamer(titulaire=comite.bureau(), scrutin=scrutin)
    assert annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Point ajourné").etat == "annule"
    point.refresh_from_db()
    assert point.etat == "ajourne"


def test_le_resultat_se_recalcule_et_un_octet_change_se_voit():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="main_levee")
    saisir(comite, scrutin, defaut="pour", cgt="contre")
    resultat = jusqu_au_resultat(comite, scrutin)
    assert json_canonique(resultat_de(scrutin)).decode() == resultat.contenu
    resultat.contenu = resultat.contenu.replace('"voix": 9', '"voix": 8', 1)
    with pytest.raises(Impossible, match="empreinte"):
        lire_resultat(resultat)


def test_le_secret_l_urne_n_a_ni_siege_ni_heure_ni_ordre():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="secret", demandeurs=4)
    dits = ["pour", "contre", "pour", "pour", "contre", "pour", "pour", "contre", "pour", "abstention"]
    choix = dict(zip(DELIBERATIFS, dits, strict=True))
    recus = {code: vote(comite, scrutin, code, c) for code, c in choix.items()}
    assert vote(comite, scrutin, "cgt", "contre").recepisse == recus["cgt"].recepisse
    with pytest.raises(DejaVote):
        vote(comite, scrutin, "cgt", "pour", cle="b")
    with pytest.raises(Impossible, match="ne se saisit pas"):
        encoder(titulaire=comite.bureau(), scrutin=scrutin, choix={comite.sieges["cgt"].pk: "pour"})
    champs = {f.name for f in isoloir.BulletinSecret._meta.get_fields()}
    assert champs == {"identifiant", "scrutin", "college", "choix"}
    assert {e.recu_le for e in scrutin.electeurs.all()} == {None}
    assert mes_choix(comite.titulaire("cgt"), scrutin.electeurs.all()) == {}
    avant = {i for i, _, _ in isoloir.lire_secrets(scrutin.pk)}
    contenu = lire_resultat(jusqu_au_resultat(comite, scrutin))
    apres = isoloir.lire_secrets(scrutin.pk)
    assert len(apres) == 10
    assert not avant & {i for i, _, _ in apres}, "réécrits sous d’autres identifiants à la clôture"
    assert {college for _, college, _ in apres} == {"", "syndicats"}, (
        "un collège de moins de trois sièges n’est pas écrit"
    )
    assert contenu["choix"]["pour"] == {"sieges": 6, "voix": 6}
    assert contenu["sieges"] == []
    assert {c["code"] for c in contenu["colleges"] if not c["tu"]} <= {"syndicats"}
    registre = " ".join(e.contenu for e in EntreeRegistre.objects.filter(type="scrutin.recevoir"))
    assert not any(f'"{c}"' in registre for c in ("pour", "contre", "abstention"))


@pytest.mark.parametrize("mode", ["main_levee", "secret"])
def test_les_voix_arretees_siege_par_siege_comptent_a_part_des_tetes(mode):
    comite = petit_comite()
    type(comite.sieges["prefet"]).objects.filter(pk=comite.sieges["prefet"].pk).update(poids=12)
    comite, point = en_debat(comite=comite, regles={"vote.poids": "table_arretee", "vote.base_majorite": "exprimes"})
    scrutin = un_scrutin(comite, point, mode=mode, demandeurs=4)
    assert scrutin.regles["composition"] == {"sieges": 10, "voix": 21}
    if mode == "secret":
        for code in DELIBERATIFS:
            vote(comite, scrutin, code, "pour" if code == "prefet" else "contre")
        assert len(isoloir.lire_secrets(scrutin.pk)) == 21, "autant de bulletins unitaires que de voix"
    else:
        saisir(comite, scrutin, defaut="contre", prefet="pour")
    contenu = lire_resultat(jusqu_au_resultat(comite, scrutin))
    assert contenu["issue"] == "adopte"
    assert contenu["choix"]["pour"] == {"sieges": None if mode == "secret" else 1, "voix": 12}
    assert contenu["corps"] == {"sieges": 10, "voix": 21}


@pytest.mark.parametrize(("prefet", "issue"), [("pour", "adopte"), ("contre", "rejete")])
def test_la_voix_preponderante_suit_le_siege_meme_tenu_par_le_suppleant(prefet, issue):
    presents = [c for c in DELIBERATIFS if c != "prefet"]
    regles = {"vote.egalite": "voix_preponderante_etat"}
    comite, point = en_debat(*presents, suppleants=("prefet",), regles=regles)
    scrutin = un_scrutin(comite, point, mode="main_levee")
    autre = "contre" if prefet == "pour" else "pour"
    avec = dict.fromkeys(("prefet", "recteur", "dreets", "cgt", "fo"), prefet)
    saisir(comite, scrutin, defaut=autre, **avec)
    contenu = lire_resultat(jusqu_au_resultat(comite, scrutin))
    assert (contenu["majorite"]["egalite"], contenu["issue"]) == (True, issue)
    assert contenu["voix_preponderante"] == "etat"


# --- the register ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["electronique", "main_levee", "secret"])
def test_i11_rejouer_le_registre_redonne_le_resultat(mode):
    comite, point = en_debat()
    reserve = une_proposition(point)
    attendus = {}
    for options in ({"objet": "proposition", "proposition": reserve}, {"objet": "ensemble"}):
        scrutin = un_scrutin(comite, point, mode=mode, demandeurs=5, **options)
        if mode == "main_levee":
            saisir(comite, scrutin, defaut="pour", cgt="contre", prefet="ne_prend_pas_part")
        else:
            for code, choix in zip(DELIBERATIFS[:-1], ["pour", "contre", "abstention"] * 3, strict=True):
                vote(comite, scrutin, code, choix)
        attendus[f"scrutin:{scrutin.pk}"] = json.loads(jusqu_au_resultat(comite, scrutin).contenu)
    entrees = [json.loads(e.contenu) for e in EntreeRegistre.objects.order_by("seq")]
    ouvertures = {}
    for o in Ouverture.objects.all():
        ouvrir_engagement(o.engagement, o.sel, o.valeur)
        ouvertures[o.engagement] = json.loads(o.valeur)
    assert rejouer(entrees, ouvertures) == attendus
    with pytest.raises(DonneeInvalide, match="ne correspond pas"):
        ouvrir_engagement(o.engagement, o.sel, o.valeur + " ")
    if mode == "electronique":
        with pytest.raises(DonneeInvalide, match="n’a plus d’ouverture"):
            rejouer(entrees, {})


def test_rien_n_ouvre_un_bulletin_du_registre_avant_la_cloture():
    """Whoever may open the register would otherwise read a partial result in it."""
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    recepisse = vote(comite, scrutin, "cgt", "abstention").recepisse
    assert not Ouverture.objects.filter(valeur__contains="abstention").exists()
    clore(titulaire=comite.bureau(), scrutin=scrutin)
    ouverture = Ouverture.objects.get(valeur__contains="abstention")
    assert ouverture.engagement == recepisse
    assert ouverture.entree.type == "scrutin.recevoir"


def test_le_registre_ne_dit_ni_nom_ni_choix_en_clair():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    vote(comite, scrutin, "cgt", "abstention")
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Camille Cgt s’est trompée")
    types = list(EntreeRegistre.objects.filter(objet=f"scrutin:{scrutin.pk}").values_list("type", flat=True))
    assert types == ["scrutin.preparer", "scrutin.ouvrir", "scrutin.recevoir", "scrutin.annuler"]
    tout = "".join(e.contenu for e in EntreeRegistre.objects.all())
    assert "Camille" not in tout
    assert "abstention" not in tout


# --- guards of the database -----------------------------------------------------------------------


def test_les_gardes_connaissent_les_etapes_declarees():
    import importlib

    gardes = importlib.import_module("portulan.crefop.scrutin.migrations.0002_gardes")
    suites = {(de, vers) for de, tous in gardes._SUITES.items() for vers in tous}
    assert suites == {(de.value, t.vers.value) for t in TRANSITIONS for de in t.de}
    assert MIGRATIONS


def test_aucun_bulletin_n_entre_dans_une_urne_qui_n_est_pas_ouverte_meme_en_sql():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    electeur = scrutin.electeurs.get(code="cgt")
    clore(titulaire=comite.bureau(), scrutin=scrutin)
    with refuse("aucun bulletin n entre"):
        glisser(scrutin, electeur, "pour")
    with refuse("aucun bulletin n entre"):
        sql(
            "INSERT INTO scrutin_bulletinsecret (identifiant, scrutin_id, college, choix) VALUES ('z', %s, '', 'pour')",
            scrutin.pk,
        )
    with refuse("un emargement se fait une fois"):
        sql("UPDATE scrutin_electeur SET a_vote = true, canal = 'appareil', recepisse = 'x' WHERE id = %s", electeur.pk)
    with refuse("jamais en arriere"):
        Scrutin.objects.filter(pk=scrutin.pk).update(etat="ouvert")


def test_i1_la_base_n_admet_qu_un_bulletin_par_siege_et_rien_ne_change():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    vote(comite, scrutin, "cgt")
    electeur = scrutin.electeurs.get(code="cgt")
    with refuse("(?i)unique"):
        glisser(scrutin, electeur, "contre")
    with refuse("un bulletin ne change jamais"):
        isoloir.Bulletin.objects.update(choix="contre")
    fo = {"personne": comite.titulaires["fo"], "compte": comite.compte("fo")}
    autres = {"poids": 12, "code": "autre", "par_mandat": True, **fo}
    for champs in ({nom: valeur} for nom, valeur in autres.items()):
        with refuse("le corps electoral est fige"):
            Electeur.objects.filter(pk=electeur.pk).update(**champs)
    with refuse("un emargement se fait une fois"):
        Electeur.objects.filter(pk=electeur.pk).update(a_vote=False, canal="", recepisse="", cle="", recu_le=None)
    with refuse("un scrutin ouvert ne change plus"):
        Scrutin.objects.filter(pk=scrutin.pk).update(regles={})
    with refuse("le corps electoral est fige"):
        sql(
            "INSERT INTO scrutin_electeur (scrutin_id, siege_id, rang, code, libelle, organisation, college,"
            " college_libelle, copreside, personne_id, poids, par_mandat, a_vote, canal, recepisse, cle)"
            " SELECT scrutin_id, %s, 99, 'intrus', '', '', college, '', '', personne_id, 1, false, false, '', '', ''"
            " FROM scrutin_electeur WHERE id = %s",
            comite.sieges["onisep"].pk,
            electeur.pk,
        )
    Electeur.objects.filter(pk=electeur.pk).update(compte=None)  # an account may be erased


def test_la_cloture_trouve_autant_de_bulletins_que_d_emargements():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    vote(comite, scrutin, "cgt")
    electeur = scrutin.electeurs.get(code="fo")
    glisser(scrutin, electeur, "pour")
    with pytest.raises(Impossible, match="autant de bulletins que d’émargements"):
        clore(titulaire=comite.bureau(), scrutin=scrutin)
    with refuse("autant de bulletins que d emargements"):
        Scrutin.objects.filter(pk=scrutin.pk).update(etat="clos", clos_le=maintenant())


def test_un_resultat_et_une_explication_ne_changent_jamais():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="main_levee")
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin)
    with refuse("un resultat ne change jamais"):
        ResultatScrutin.objects.update(issue="rejete")
    with refuse("l heure d un scrutin"):
        Scrutin.objects.update(clos_le=maintenant() + timedelta(hours=1))
    explication = expliquer(
        titulaire=comite.titulaire("cgt"), point=point, siege=comite.sieges["cgt"].pk, genre="desaccord", texte="Non."
    )
    with refuse("une explication de vote ne change jamais"):
        type(explication).objects.update(texte="Oui.")
    assert not Contestation.objects.exists()


# --- explanations, rights -------------------------------------------------------------------------


def test_explication_et_desaccord_dans_le_delai_jamais_moderes(monkeypatch):
    comite, point = en_debat()
    qui, siege = comite.titulaire("onisep"), comite.sieges["onisep"].pk
    une = expliquer(titulaire=qui, point=point, siege=siege, genre="desaccord", texte=" Le délai est trop court. ")
    encore = expliquer(titulaire=qui, point=point, siege=siege, genre="desaccord", texte="Le délai est trop court.")
    assert une.pk == encore.pk, "envoyée deux fois, gardée une fois"
    with pytest.raises(Interdit, match="ne tenez pas ce siège"):
        expliquer(titulaire=qui, point=point, siege=comite.sieges["cgt"].pk, genre="desaccord", texte="Non.")
    with pytest.raises(Interdit):
        expliquer(titulaire=comite.bureau(), point=point, siege=siege, genre="desaccord", texte="Non.")
    assert (dernier_jour(point) - aujourdhui()).days == 7
    horloge = "portulan.crefop.scrutin.explications.aujourdhui"
    monkeypatch.setattr(horloge, lambda: dernier_jour(point))
    assert expliquer(titulaire=qui, point=point, siege=siege, genre="explication", texte="Le dernier jour.").pk
    monkeypatch.setattr(horloge, lambda: dernier_jour(point) + timedelta(days=1))
    with pytest.raises(Impossible, match="délai"):
        expliquer(titulaire=qui, point=point, siege=siege, genre="explication", texte="Trop tard.")


def test_le_public_ne_voit_que_ce_que_porte_un_avis_publie():
    from portulan.comptes.droits import ANONYME
    from portulan.crefop.avis.models import AvisComite

    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, mode="main_levee")
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin)
    assert not scrutins(ANONYME).exists()
    assert scrutins(comite.titulaire("cgt")).get() == scrutin
    AvisComite.objects.create(
        saisine=point.saisine, point=point, numero="2026-01", sens="favorable", etat="publie", contenu="{}",
        empreinte="0" * 64, rendu_le=aujourdhui(), publie_le=maintenant(),
    )  # fmt: skip
    assert scrutins(ANONYME).get() == scrutin
