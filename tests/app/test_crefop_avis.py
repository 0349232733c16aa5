"""The opinion on the database: drawn from the votes, frozen, signed by two, published once, never changed."""

import errno
import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from fabriques.avis import (
    CONSIDERANT,
    DELIBERATIFS,
    clore,
    seance_votee,
    un_scrutin,
    une_proposition,
    une_saisine_chiffree,
)
from fabriques.comite import petit_comite, une_information, une_seance
from fabriques.scrutins import en_debat, jusqu_au_resultat, saisir
from fabriques.scrutins import un_scrutin as un_vrai_scrutin
from portulan.comptes.droits import ANONYME, SecondFacteurAttendu
from portulan.crefop import extraits
from portulan.crefop.avis import actes, operations
from portulan.crefop.avis.droits import avis_lisibles
from portulan.crefop.avis.models import AvisComite, Reserve, SignatureAvis
from portulan.crefop.avis.queries import mentions_tardives, points_a_rediger, saisines_reputables, sceau_publie
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.avis.valeurs import Acte, de_valeurs, en_valeurs, sceller
from portulan.crefop.composition.models import ReglesLocales
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.operations import passer
from portulan.crefop.registre.models import EntreeRegistre, PointDeControle
from portulan.crefop.scrutin.explications import expliquer
from portulan.crefop.scrutin.vote import voter
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.crefop.seance.operations import passer_point
from portulan.publication.actes import acte_de, fichier_publie, publier_avis, racine_des_actes, rendre_avis
from portulan.socle.erreurs import Impossible, Interdit, RessourceIndisponible, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.tables_comite import SAISINES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]


def rediger(comite, point, considerants=CONSIDERANT, vigilances=""):
    avis = operations.ouvrir(titulaire=comite.bureau(), point=point)
    return operations.rediger(
        titulaire=comite.bureau(), avis=avis, version=avis.version, considerants=considerants, vigilances=vigilances
    )


def figer(comite, point, **textes):
    avis = rediger(comite, point, **textes)
    return operations.figer(titulaire=comite.bureau(), avis=avis, version=avis.version)


def signer(comite, avis, *codes):
    for code in codes or ("prefet", "president"):
        actes.signer(
            titulaire=comite.titulaire(code),
            acte=avis,
            empreinte_lue=avis.empreinte,
            nom=code.title(),
            qualite="présidence",
        )
    avis.refresh_from_db()
    return avis


@pytest.mark.parametrize(
    ("pour", "reserves", "sens"),
    [(7, 1, "favorable_avec_reserves"), (7, 0, "favorable"), (3, 2, "defavorable"), (5, 0, "partage")],
)
def test_le_sens_vient_des_bulletins(pour, reserves, sens):
    comite, _, point = seance_votee(pour=pour, reserves=reserves)
    assert points_a_rediger() == [point]
    avis = operations.ouvrir(titulaire=comite.bureau(), point=point)
    assert avis.sens == sens
    assert points_a_rediger() == []


def test_une_recommandation_ne_change_jamais_le_sens():
    comite, seance, point = seance_votee(reserves=0, close=False)
    proposition = une_proposition(point, genre="recommandation", essai="")
    un_scrutin(
        comite,
        point,
        dict.fromkeys(DELIBERATIFS, "pour"),
        rang=9,
        objet="proposition",
        proposition=proposition,
        apres=10,
    )
    clore(seance)
    avis = figer(comite, point)
    acte = acte_de(avis)
    assert (acte.sens, [r.repere for r in acte.recommandations], acte.reserves) == ("favorable", ["Rec.\u00a01"], ())


def test_une_reserve_rejetee_ne_compte_pas():
    comite, seance, point = seance_votee(reserves=0, close=False)
    un_scrutin(
        comite, point, dict.fromkeys(DELIBERATIFS, "contre"), rang=9, objet="proposition",
        proposition=une_proposition(point), apres=10,
    )  # fmt: skip
    clore(seance)
    assert figer(comite, point).sens == "favorable"


def test_de_la_redaction_a_la_publication(vierge):
    comite, seance, point = seance_votee()
    avis = figer(comite, point)
    assert (avis.etat, avis.numero) == ("adopte", f"A-{seance.prevue_le.year}-01")
    assert Reserve.objects.get(avis=avis).numero == 1
    signer(comite, avis)
    assert avis.etat == "signe"
    avant = EntreeRegistre.objects.count()
    publication = publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    assert publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge) == publication
    avis.refresh_from_db()
    assert avis.etat == "publie"
    assert avis.saisine.etat == "avis_rendu"
    assert avis.saisine.etapes.filter(vers="avis_rendu").count() == 1
    # the printed checkpoint is the last one before the entry of publication
    assert publication.point_de_controle.seq == avant
    entree = EntreeRegistre.objects.get(type="avis.publier")
    assert entree.seq == avant + 1
    charge = json.loads(entree.contenu)["charge"]
    assert len(charge["fichiers"]) == 8
    for nom, empreinte in charge["fichiers"].items():
        octets = fichier_publie(publication, nom, vierge).read_bytes()
        assert hashlib.sha256(octets).hexdigest() == empreinte
    # the signed bytes are one of the files
    acte = fichier_publie(publication, f"avis-{avis.numero}.acte.json", vierge).read_bytes()
    assert hashlib.sha256(acte).hexdigest() == avis.empreinte == avis.signatures.first().empreinte
    assert not [d for d in racine_des_actes(vierge).iterdir() if d.name.startswith(".")]


def test_i12_memes_octets_quand_on_rend_de_nouveau(vierge):
    comite, _, point = seance_votee()
    avis = signer(comite, figer(comite, point))
    publication = publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    avis.refresh_from_db()
    de_nouveau = rendre_avis(avis, sceau_publie(avis))
    attendues = {f["nom"]: f["empreinte"] for f in publication.fichiers}
    assert {nom: hashlib.sha256(octets).hexdigest() for nom, octets in de_nouveau.items()} == attendues
    assert publication.point_de_controle.racine.encode() in de_nouveau[f"avis-{avis.numero}.html"]


def test_i11_le_meme_acte_se_retrouve_des_evenements():
    comite, _, point = seance_votee(reserves=2)
    avis = figer(comite, point)
    relu = Redaction.de_l_avis(AvisComite.objects.get(pk=avis.pk)).acte()
    assert sceller(relu) == (avis.contenu, avis.empreinte)
    assert de_valeurs(Acte, json.loads(avis.contenu)) == relu
    assert de_valeurs(Acte, en_valeurs(relu)) == relu


def test_interrompue_la_publication_se_redemande(vierge, monkeypatch):
    comite, _, point = seance_votee()
    avis = signer(comite, figer(comite, point))

    def tombe(**_):
        raise RuntimeError("coupure")

    with monkeypatch.context() as coupure:
        coupure.setattr("portulan.crefop.avis.actes.inscrire", tombe)
        with pytest.raises(RuntimeError):
            publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    avis.refresh_from_db()
    assert (avis.etat, avis.publications.count(), PointDeControle.objects.count()) == ("signe", 0, 1)
    publication = publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    for fichier in publication.fichiers:
        octets = fichier_publie(publication, fichier["nom"], vierge).read_bytes()
        assert hashlib.sha256(octets).hexdigest() == fichier["empreinte"]


@pytest.mark.parametrize(
    ("textes", "refus"),
    [
        ({"considerants": ""}, "Aucun considérant"),
        ({"considerants": "Considérant que tout va bien."}, "ne s’appuie sur aucun chiffre"),
        ({"considerants": f"{CONSIDERANT}\nConsidérant {{IND-F1.O9-9}}."}, "le dossier figé ne contient pas"),
        ({"vigilances": "Il manque 42 lieux."}, "42 : ce nombre n’est pas dans le dossier figé"),
    ],
)
def test_i10_aucun_chiffre_hors_du_dossier(textes, refus):
    comite, _, point = seance_votee()
    avis = rediger(comite, point, **textes)
    with pytest.raises(Impossible, match=refus):
        operations.figer(titulaire=comite.bureau(), avis=avis, version=avis.version)
    avis.refresh_from_db()
    assert (avis.etat, avis.contenu) == ("projet", "")


def test_pas_d_avis_avant_le_vote_ni_avant_la_fin_de_la_seance():
    comite, _, point = seance_votee(close=False)
    avis = rediger(comite, point)
    with pytest.raises(Impossible, match="La séance n’est pas close"):
        operations.figer(titulaire=comite.bureau(), avis=avis, version=avis.version)
    sans_vote = une_seance(comite, saisine=une_saisine_chiffree(comite, "S-2026-88"), numero="P-2026-88")
    with pytest.raises(Impossible, match="Rien ne permet encore"):
        operations.ouvrir(titulaire=comite.bureau(), point=sans_vote.points.get())


def test_l_avis_lit_ce_que_le_depouillement_ecrit():
    """The whole path through the operations of the vote, not rows of ours."""
    comite, point = en_debat()
    tous = un_vrai_scrutin(comite, point, mode="main_levee")
    saisir(comite, tous, defaut="pour", cgt="contre", fo="abstention", cftc="ne_prend_pas_part")
    jusqu_au_resultat(comite, tous)
    point.refresh_from_db()
    avis = operations.ouvrir(titulaire=comite.bureau(), point=point)
    acte = Redaction.de_l_avis(avis).acte()
    dit = acte.dispositif.replace("\u00a0", " ")
    assert dit.startswith("Le comité rend un avis favorable sur ")
    assert dit.endswith(" : l’ensemble du texte est adopté par 7 voix pour, une voix contre et une abstention.")
    assert not acte.pourquoi, "le dispositif dit déjà le vote"
    (vote,) = acte.votes
    assert vote.phrase.replace("\u00a0", " ") == (
        "L’ensemble du texte est adopté par 7 voix pour, une voix contre et une abstention."
    )
    assert "Un membre ne prend pas part au vote." in vote.precisions
    assert {c.college: c.sieges.total for c in vote.colleges}["Organisations syndicales"] == 4
    assert sum(c.sieges.total for c in vote.colleges) == vote.sieges.total == 10
    assert vote.organisations == ()


def test_l_avis_lit_un_scrutin_secret():
    comite, point = en_debat()
    secret = un_vrai_scrutin(comite, point, mode="secret", demandeurs=10)
    for code in DELIBERATIFS:
        choix = "contre" if code in {"cgt", "fo"} else "pour"
        voter(
            titulaire=comite.titulaire(code),
            scrutin=secret,
            siege=comite.sieges[code].pk,
            choix=choix,
            cle=f"cle-{code}",
        )
    jusqu_au_resultat(comite, secret)
    avis = operations.ouvrir(titulaire=comite.bureau(), point=PointOrdre.objects.get(pk=point.pk))
    (vote,) = Redaction.de_l_avis(avis).acte().votes
    assert (vote.voix.pour, vote.voix.contre, vote.organisations) == (8, 2, ())
    assert {c.college for c in vote.colleges if c.tu}


def test_les_sens_sans_vote():
    comite = petit_comite()
    seance = une_seance(comite, saisine=une_saisine_chiffree(comite))
    point = seance.points.get()
    for champs, sens in (
        ({"etat": "ajourne"}, "ajourne"),
        ({"etat": "retire"}, "ajourne"),  # off the agenda: the referral is still there
        ({"etat": "traite", "genre": "information"}, "prend_acte"),
    ):
        vu = PointOrdre.objects.get(pk=point.pk)
        for nom, valeur in champs.items():
            setattr(vu, nom, valeur)
        assert Redaction(point.saisine, vu).sens.sens == sens
    Saisine.objects.filter(pk=point.saisine_id).update(etat="retiree")
    retiree = PointOrdre.objects.get(pk=point.pk)
    assert points_a_rediger() == [retiree]
    avis = operations.ouvrir(titulaire=comite.bureau(), point=retiree)
    assert avis.sens == "sans_objet"
    acte = acte_de(operations.figer(titulaire=comite.bureau(), avis=cloturer(avis), version=1))
    assert "retirée" in acte.dispositif
    # no text deems an opinion rendered today
    autre = une_saisine_chiffree(comite, "S-2026-77")
    with pytest.raises(Impossible, match="Aucun texte en vigueur"):
        operations.reputer_rendu(titulaire=comite.bureau(), saisine=autre)


def cloturer(avis):
    clore(avis.point.seance)
    return AvisComite.objects.get(pk=avis.pk)


@pytest.mark.parametrize("fin", [{"etat": "carence", "ouverte_le": None}, {"etat": "close"}])
def test_sans_vote_le_pv_le_dit_et_la_saisine_attend_une_autre_seance(fin):
    """Without a quorum, or adjourned: no opinion is written, that would stand in the way of the real one."""
    comite = petit_comite()
    saisine = une_saisine_chiffree(comite)
    premiere = une_seance(comite, saisine=saisine, jour=aujourdhui() - timedelta(days=19))
    premiere.points.update(etat="ajourne")
    SeanceComite.objects.filter(pk=premiere.pk).update(**fin)
    assert points_a_rediger() == []
    with pytest.raises(Impossible, match="ne s’est pas prononcé"):
        operations.ouvrir(titulaire=comite.bureau(), point=premiere.points.get())
    assert not AvisComite.objects.exists()
    _, _, point = seance_votee(comite, saisine=saisine, numero="P-2026-02", reserves=0)
    assert points_a_rediger() == [point]
    assert figer(comite, point).sens == "favorable"


def test_un_avis_encore_en_projet_suit_la_saisine_a_la_seance_du_vote():
    comite, _, point = seance_votee(reserves=0)
    avis = operations.ouvrir(titulaire=comite.bureau(), point=point)
    Saisine.objects.filter(pk=point.saisine_id).update(etat="dossier_fige")
    _, _, second = seance_votee(comite, saisine=point.saisine, numero="P-2026-02", reserves=0, pour=2)
    assert points_a_rediger() == [second]
    repris = operations.ouvrir(titulaire=comite.bureau(), point=second)
    assert (repris.pk, repris.point, repris.sens) == (avis.pk, second, "defavorable")
    assert points_a_rediger() == []


def test_apres_le_vote_l_auteur_ne_retire_plus_sa_saisine(vierge):
    comite, _, point = seance_votee(pour=2, reserves=0)
    avis = rediger(comite, point)
    with pytest.raises(Impossible, match="s’est prononcé"):
        passer(
            titulaire=comite.bureau(),
            saisine=point.saisine,
            etape="retirer",
            version=point.saisine.version,
            motif="L’avis ne nous convient pas",
        )
    avis = operations.figer(titulaire=comite.bureau(), avis=avis, version=avis.version)
    publier_avis(titulaire=comite.bureau(), avis=signer(comite, avis), maison=vierge)
    avis.refresh_from_db()
    assert (avis.sens, Saisine.objects.get(pk=point.saisine_id).etat) == ("defavorable", "avis_rendu")


def test_repute_rendu_apres_le_delai_quand_un_texte_le_permet(vierge):
    comite = petit_comite()
    fondement = "Règlement intérieur d’essai, article 12"
    regle = {"cle": "avis.fondement_repute_rendu", "valeur": fondement, "reference": "RI, art. 12"}
    ReglesLocales.objects.create(
        organe=comite.organe, valide_du=aujourdhui() - timedelta(days=100), acte="Règlement intérieur d’essai",
        contenu=[regle], enregistre_le=maintenant(), enregistre_par="systeme",
    )  # fmt: skip
    delai = {"delai_reference": "RI, art. 11"}
    a_temps = une_saisine_chiffree(comite, "S-2026-70", delai=60, **delai)
    depassee = une_saisine_chiffree(comite, "S-2026-71", delai=30, **delai)
    assert saisines_reputables() == [depassee]
    with pytest.raises(Impossible, match="pas dépassé"):
        operations.reputer_rendu(titulaire=comite.bureau(), saisine=a_temps)
    retiree = une_saisine_chiffree(comite, "S-2026-72", delai=30, etat="retiree", **delai)
    with pytest.raises(Impossible, match="est close"):
        operations.reputer_rendu(titulaire=comite.bureau(), saisine=retiree)
    avis = operations.reputer_rendu(titulaire=comite.bureau(), saisine=depassee)
    acte = acte_de(operations.figer(titulaire=comite.bureau(), avis=avis, version=1))
    assert (acte.sens, acte.votes, acte.sieges) == ("repute_rendu", (), ())
    avis.refresh_from_db()
    publier_avis(titulaire=comite.bureau(), avis=signer(comite, avis), maison=vierge)
    assert Saisine.objects.get(pk=depassee.pk).etat == "avis_rendu"
    assert fondement in acte.dispositif
    assert "Vu le règlement intérieur d’essai" in acte.visas


def test_un_disque_qui_refuse_ne_publie_rien(vierge, monkeypatch):
    comite, _, point = seance_votee()
    avis = signer(comite, figer(comite, point))

    def plein(*_):
        raise OSError(errno.ENOSPC, "plein")

    with monkeypatch.context() as disque:
        disque.setattr("pathlib.Path.write_bytes", plein)
        with pytest.raises(RessourceIndisponible, match="disque plein"):
            publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    avis.refresh_from_db()
    assert (avis.etat, list(racine_des_actes(vierge).iterdir())) == ("signe", [])
    assert publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)


def test_deux_parties_deux_comptes_et_le_second_facteur():
    comite, _, point = seance_votee()
    avis = figer(comite, point)
    with pytest.raises(SecondFacteurAttendu):
        actes.signer(
            titulaire=comite.titulaire("prefet", verifie=False),
            acte=avis,
            empreinte_lue=avis.empreinte,
            nom="P",
            qualite="préfet",
        )
    with pytest.raises(Interdit):
        signer(comite, avis, "cgt")
    with pytest.raises(Interdit):
        actes.signer(titulaire=comite.bureau(), acte=avis, empreinte_lue=avis.empreinte, nom="S", qualite="secrétariat")
    signer(comite, avis, "prefet", "prefet")
    assert (avis.etat, avis.signatures.count()) == ("adopte", 1)
    with pytest.raises(Impossible, match="a changé depuis"):
        actes.signer(titulaire=comite.titulaire("president"), acte=avis, empreinte_lue="f" * 64, nom="P", qualite="q")
    signer(comite, avis, "president")
    assert (avis.etat, avis.signatures.count()) == ("signe", 2)
    registre = "".join(EntreeRegistre.objects.values_list("contenu", flat=True))
    assert "Prefet" not in registre
    assert EntreeRegistre.objects.filter(type="avis.signer").count() == 2


def test_le_suppleant_de_la_meme_partie_ne_fait_pas_la_seconde_signature():
    comite, _, point = seance_votee()
    avis = signer(comite, figer(comite, point), "prefet")
    suppleant = comite.suppleants["prefet"].compte.titulaire(verifie=True)
    with pytest.raises(Impossible, match="Cette partie a déjà signé"):
        actes.signer(titulaire=suppleant, acte=avis, empreinte_lue=avis.empreinte, nom="S", qualite="suppléance")


def test_la_base_refuse_de_changer_ce_qui_est_fige_et_signe():
    comite, _, point = seance_votee()
    avis = signer(comite, figer(comite, point), "prefet")
    for requete, champs in (
        (AvisComite.objects.filter(pk=avis.pk), {"considerants": "autre"}),
        (AvisComite.objects.filter(pk=avis.pk), {"contenu": "{}"}),
        (AvisComite.objects.filter(pk=avis.pk), {"sens": "defavorable"}),
        (SignatureAvis.objects.filter(acte=avis), {"nom": "Autre"}),
        (Reserve.objects.filter(avis=avis), {"texte": "Autre"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            requete.update(**champs)
    Reserve.objects.filter(avis=avis).update(etat="en_cours")  # its follow-up goes on


def test_publier_demande_le_second_facteur_et_le_secretariat(vierge):
    comite, _, point = seance_votee()
    avis = signer(comite, figer(comite, point))
    with pytest.raises(SecondFacteurAttendu):
        publier_avis(titulaire=comite.bureau(verifie=False), avis=avis, maison=vierge)
    with pytest.raises(Interdit):
        publier_avis(titulaire=comite.titulaire("cgt"), avis=avis, maison=vierge)
    assert not avis_lisibles(ANONYME).exists()
    publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    assert avis_lisibles(ANONYME).get() == avis


def test_un_avis_apres_l_adoption_se_dit():
    comite = petit_comite()
    comite, seance, point = seance_votee(comite)
    point.saisine.adoptee_le = seance.prevue_le.date() - timedelta(days=1)
    point.saisine.adoptee_acte = "Délibération d’essai"
    point.saisine.save()
    acte = acte_de(figer(comite, point))
    assert "l’avis doit précéder l’adoption" in acte.irregularites[0]


def test_les_explications_attendues_retiennent_le_gel_sauf_a_le_confirmer():
    comite, _, point = seance_votee(il_y_a=2)
    point.refresh_from_db()
    avis = rediger(comite, point)
    with pytest.raises(Impossible, match="Les explications de vote se remettent jusqu’au"):
        operations.figer(titulaire=comite.bureau(), avis=avis, version=avis.version)
    avis.refresh_from_db()
    assert avis.etat == "projet"
    avis = operations.figer(titulaire=comite.bureau(), avis=avis, version=avis.version, sans_attendre=True)
    acte = acte_de(avis)
    assert (avis.etat, acte.mentions, mentions_tardives(avis, acte)) == ("adopte", (), [])
    assert json.loads(EntreeRegistre.objects.get(type="avis.figer").contenu)["charge"]["sans_attendre"] is True
    expliquer(
        titulaire=comite.titulaire("cgt"), point=point, siege=comite.sieges["cgt"].pk, genre="desaccord",
        texte="La CGT regrette les délais.",
    )  # fmt: skip
    # given in time, after the freeze: outside the act, and never lost
    assert [(m.organisation, m.texte) for m in mentions_tardives(avis, acte)] == [
        ("CGT", "La CGT regrette les délais.")
    ]


def test_deux_personnes_redigent_la_seconde_est_prevenue():
    comite, _, point = seance_votee()
    avis = operations.ouvrir(titulaire=comite.bureau(), point=point)
    autre = AvisComite.objects.get(pk=avis.pk)
    operations.rediger(titulaire=comite.bureau(), avis=avis, version=1, considerants="a", vigilances="")
    with pytest.raises(VersionDepassee):
        operations.rediger(titulaire=comite.bureau(), avis=autre, version=1, considerants="b", vigilances="")


def test_prendre_acte_clot_la_saisine_sans_avis(vierge):
    comite = petit_comite()
    point = une_information(comite)
    passer_point(titulaire=comite.bureau(), point=point, etape="traiter")
    seance = point.seance
    seance.refresh_from_db()
    seance.etat, seance.close_le = "close", maintenant()
    seance.save()
    point.refresh_from_db()
    assert point in points_a_rediger()
    avis = operations.ouvrir(titulaire=comite.bureau(), point=point)
    avis = operations.figer(titulaire=comite.bureau(), avis=avis, version=avis.version)
    assert acte_de(avis).titre.startswith("Prise d’acte sur le cahier des charges")
    signer(comite, avis)
    publier_avis(titulaire=comite.bureau(), avis=avis, maison=vierge)
    saisine = Saisine.objects.get()
    assert (saisine.etat, saisine.etapes.last().transition) == ("acte_pris", "prendre_acte")
    lue = extraits.lignes("94")[SAISINES][0]  # it is not an opinion: its delay is not counted as one
    assert (lue["avis_rendu_le"], lue["en_cours"], lue["sens"]) == (None, False, None)
