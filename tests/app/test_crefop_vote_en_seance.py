"""A vote and the meeting that holds it: neither goes on when the other does not."""

from datetime import timedelta

import pytest

from fabriques.comite import faire_entrer, petit_comite, une_saisine, une_seance
from fabriques.scrutins import en_debat, jusqu_au_resultat, saisir, un_scrutin, une_proposition
from portulan.comptes.models import Compte
from portulan.crefop.composition.models import Personne
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.composition.verifiable import COMPARATEURS
from portulan.crefop.scrutin.actes import deplacer_le_point
from portulan.crefop.scrutin.cloture import annuler
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.scrutin.preparation import QuorumManquant, ouvrir
from portulan.crefop.seance import convocation as convocations
from portulan.crefop.seance import operations, preparation, reconvocation
from portulan.crefop.seance.debats import proposer
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.crefop.seance.ordre import empreinte
from portulan.crefop.seance.presences import encoder
from portulan.crefop.seance.queries import ordre_en_valeurs, points_a_reconvoquer
from portulan.diagnostic.catalogue import QUESTIONS
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui, maintenant

pytestmark = pytest.mark.django_db


def partir(comite, seance, *codes):
    """These seats leave the room."""
    encoder(titulaire=comite.bureau(), seance=seance, genre="sort", sieges=[comite.sieges[c].pk for c in codes])


# --- carence --------------------------------------------------------------------------------------


@pytest.mark.parametrize("etape", ["ouvert", "depouille"])
def test_la_carence_ne_se_constate_pas_pendant_un_scrutin(etape):
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    if etape == "depouille":
        saisir(comite, scrutin, defaut="pour")
        jusqu_au_resultat(comite, scrutin, proclame=False)
    partir(comite, point.seance, "prefet", "president", "recteur", "dreets", "region-1", "region-2", "cfdt", "cgt")
    with pytest.raises(Impossible, match="est au vote") as refus:
        operations.passer(titulaire=comite.bureau(), seance=point.seance, etape="constater_carence")
    assert "annulez-le avec un motif" in refus.value.remede
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Le quorum manque")
    seance = operations.passer(titulaire=comite.bureau(), seance=point.seance, etape="constater_carence")
    point.refresh_from_db()
    assert (seance.etat, point.etat) == ("carence", "ajourne")


@pytest.mark.parametrize("etape", ["voter", "deliberer"])
def test_un_point_qui_n_est_plus_la_arrete_le_scrutin(etape):
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    PointOrdre.objects.filter(pk=point.pk).update(etat="ajourne")
    with pytest.raises(Impossible, match="Le point est ajourné"):
        deplacer_le_point(etape, "systeme", scrutin)
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Le point est ajourné")


def test_un_second_scrutin_attend_que_le_premier_soit_proclame():
    comite, point = en_debat()
    premier = un_scrutin(comite, point, objet="procedure")
    second = un_scrutin(comite, point, objet="procedure", intitule="Suspendre", ouvert=False)
    saisir(comite, premier, defaut="pour")
    jusqu_au_resultat(comite, premier, proclame=False)
    with pytest.raises(Impossible, match="n’est pas proclamé"):
        ouvrir(titulaire=comite.bureau(), scrutin=second)


# --- a referral withdrawn -------------------------------------------------------------------------


def test_une_saisine_retiree_ne_se_debat_ni_ne_se_vote():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point, ouvert=False)
    point.saisine.etat = "retiree"
    point.saisine.save()
    with pytest.raises(Impossible, match="retirée par son auteur"):
        ouvrir(titulaire=comite.bureau(), scrutin=scrutin)
    PointOrdre.objects.filter(pk=point.pk).update(etat="inscrit")
    with pytest.raises(Impossible, match="retirée par son auteur"):
        operations.passer_point(titulaire=comite.bureau(), point=point, etape="debattre")
    retire = operations.passer_point(
        titulaire=comite.bureau(), point=point, etape="retirer", motif="Saisine retirée par son auteur"
    )
    assert retire.etat == "retire"


def test_une_saisine_retiree_pendant_le_scrutin_ne_se_proclame_pas():
    comite, point = en_debat()
    scrutin = un_scrutin(comite, point)
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin, proclame=False)
    point.saisine.etat = "retiree"
    point.saisine.save()
    with pytest.raises(Impossible, match="retirée par son auteur"):
        jusqu_au_resultat(comite, scrutin)
    assert Scrutin.objects.get(pk=scrutin.pk).etat == "depouille"


# --- what is voted on which item ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("genre", "admis"),
    [
        ("avis", {"procedure", "proposition", "ensemble"}),
        ("approbation_pv", {"procedure", "proces_verbal"}),
        ("information", set()),
        ("divers", set()),
    ],
)
def test_l_objet_du_scrutin_suit_la_nature_du_point(genre, admis):
    comite, point = en_debat()
    if genre != "avis":
        point = PointOrdre.objects.create(
            seance=point.seance, rang=2, genre=genre, titre="Autre", etat="en_debat", ajoute=True
        )
    refuses = set()
    for objet in ("procedure", "proposition", "ensemble", "proces_verbal"):
        options = {"proposition": une_proposition(point)} if objet == "proposition" else {}
        try:
            scrutin = un_scrutin(comite, point, objet=objet, ouvert=False, **options)
        except Impossible as refus:
            if "on ne vote pas" in str(refus):
                refuses.add(objet)
            else:
                assert objet in admis
        else:
            assert objet in admis
            annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Essai")
        point.propositions.update(etat="retiree")
    assert {"procedure", "proposition", "ensemble", "proces_verbal"} - refuses == admis


# --- a secret vote --------------------------------------------------------------------------------


@pytest.mark.parametrize("defaut", ["sans compte", "compte inactif"])
def test_un_vote_secret_ne_s_ouvre_pas_si_un_siege_ne_peut_pas_voter(defaut):
    comite, point = en_debat()
    if defaut == "sans compte":
        Personne.objects.filter(pk=comite.titulaires["cgt"].pk).update(compte=None)
    else:
        Compte.objects.filter(pk=comite.compte("cgt").pk).update(is_active=False)
    scrutin = un_scrutin(comite, point, mode="secret", demandeurs=4, ouvert=False)
    with pytest.raises(Impossible, match="n’ont pas de compte pour voter : CGT"):
        ouvrir(titulaire=comite.bureau(), scrutin=scrutin)
    assert un_scrutin(comite, point, objet="procedure", mode="main_levee").etat == "ouvert"


# --- the second convocation of some items ---------------------------------------------------------


def close_faute_de_quorum():
    """A meeting that deliberated on its first item, then lost its quorum on the second; and the third, postponed."""
    comite = petit_comite()
    seance = une_seance(comite, etat="preparee", jour=aujourdhui() - timedelta(days=1))
    for rang in (2, 3):
        saisine = une_saisine(comite, f"S-2026-0{rang}")
        PointOrdre.objects.create(
            seance=seance,
            rang=rang,
            genre="avis",
            titre=f"Avis {rang}",
            saisine=saisine,
            dossier=saisine.dossiers.get(),
        )
    SeanceComite.objects.filter(pk=seance.pk).update(
        etat="ouverte",
        regles=jeu_au(comite.organe, aujourdhui()).en_valeurs(),
        ordre_empreinte=empreinte(ordre_en_valeurs(seance)),
        convoquee_le=maintenant() - timedelta(days=12),
        ouverte_le=seance.prevue_le,
    )
    seance.refresh_from_db()
    faire_entrer(comite, seance)
    premier, deuxieme, troisieme = seance.points.all()
    bureau = comite.bureau()
    operations.passer_point(titulaire=bureau, point=premier, etape="debattre")
    scrutin = un_scrutin(comite, premier)
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin)
    operations.passer_point(titulaire=bureau, point=troisieme, etape="debattre")
    operations.passer_point(titulaire=bureau, point=troisieme, etape="ajourner", motif="Pièce attendue")
    operations.passer_point(titulaire=bureau, point=deuxieme, etape="debattre")
    partir(comite, seance, "prefet", "president", "recteur", "dreets", "region-1", "region-2", "cfdt", "cgt")
    with pytest.raises(QuorumManquant) as refus:
        un_scrutin(comite, deuxieme)
    assert "ajournez le point" in refus.value.remede
    with pytest.raises(Impossible, match="déjà délibéré"):
        operations.passer(titulaire=bureau, seance=seance, etape="constater_carence")
    operations.passer_point(titulaire=bureau, point=deuxieme, etape="ajourner", motif="Quorum perdu")
    assert points_a_reconvoquer(seance) == []
    return comite, operations.passer(titulaire=bureau, seance=seance, etape="clore"), deuxieme


def test_un_point_ajourne_faute_de_quorum_se_convoque_de_nouveau_et_lui_seul():
    comite, seance, manque = close_faute_de_quorum()
    assert points_a_reconvoquer(seance) == [manque]
    demande = {"titulaire": comite.bureau(), "lieu": "Ajaccio", "mode": "presentiel", "mention": "Soyez nombreux."}
    seconde = reconvocation.reconvoquer(**demande, premiere=seance, prevue_le=maintenant() + timedelta(days=10))
    assert [(p.rang, p.titre, p.saisine_id) for p in seconde.points.all()] == [(1, manque.titre, manque.saisine_id)]
    assert seconde.mention == f"{convocations.MENTION} Soyez nombreux."
    assert convocations.manques(seconde) == []
    preparation.ajouter_point(titulaire=comite.bureau(), seance=seconde, genre="divers", titre="En plus")
    assert "n’est plus celui" in " ".join(convocations.manques(seconde))
    seconde.refresh_from_db()
    with pytest.raises(Impossible, match="et une seule"):
        reconvocation.reconvoquer(**demande, premiere=seconde, prevue_le=maintenant() + timedelta(days=20))


def test_une_seance_close_sans_defaut_de_quorum_ne_se_convoque_pas_de_nouveau():
    comite, point = en_debat()
    operations.passer_point(titulaire=comite.bureau(), point=point, etape="ajourner", motif="Pièce attendue")
    close = operations.passer(titulaire=comite.bureau(), seance=point.seance, etape="clore")
    with pytest.raises(Impossible, match="faute de quorum"):
        reconvocation.reconvoquer(
            titulaire=comite.bureau(),
            premiere=close,
            prevue_le=maintenant() + timedelta(days=10),
            lieu="Ajaccio",
            mode="presentiel",
            mention="",
        )


# --- a reserve that a figure can test -------------------------------------------------------------

MESURE = {"indicateur": "IND-F1.1-1", "comparateur": ">=", "seuil": "12,5"}


@pytest.mark.parametrize(
    ("faux", "dit"),
    [
        ({"indicateur": "IND-INCONNU"}, "Aucun indicateur ne porte"),
        ({"composante": "inconnue"}, "n’a pas de composante"),
        ({"seuil": "beaucoup"}, "n’est pas un nombre"),
        ({"seuil": ""}, "quatre parts"),
        ({"comparateur": ""}, "quatre parts"),
        ({"comparateur": ">"}, "quatre parts"),
        ({"echeance": None}, "quatre parts"),
    ],
)
@pytest.mark.parametrize("genre", ["reserve", "recommandation"])
def test_un_essai_chiffre_se_verifie_au_depot(faux, dit, genre):
    comite, point = en_debat()
    mesure = {**MESURE, "echeance": aujourdhui(), "essai": "En mots aussi.", **faux}
    with pytest.raises(DonneeInvalide, match=dit):
        proposer(titulaire=comite.bureau(), point=point, genre=genre, texte="Ouvrir", **mesure)
    assert not point.propositions.exists()


def test_un_essai_chiffre_complet_est_garde_avec_sa_question_et_sa_composante():
    comite, point = en_debat()
    vise = next(i for q in QUESTIONS for i in q.indicateurs if i.composantes)
    mesure = {**MESURE, "indicateur": vise.code, "composante": vise.composantes[0].code, "echeance": aujourdhui()}
    for comparateur in COMPARATEURS:
        proposition = proposer(
            titulaire=comite.bureau(),
            point=point,
            genre="reserve",
            texte="Ouvrir",
            question="F1.1",
            **{**mesure, "comparateur": comparateur},
        )
        assert (proposition.composante, proposition.comparateur) == (vise.composantes[0].code, comparateur)
