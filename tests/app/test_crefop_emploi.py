"""The employment committee inside the CREFOP: created by the operations, its voices fixed, its weighted votes."""

from datetime import date, timedelta

import pytest

from fabriques.comite import compte_de, faire_entrer, une_saisine, une_seance
from fabriques.emploi import ARRETE, comite_emploi, comite_plenier, demande_de, sieges_de
from fabriques.scrutins import en_debat, jusqu_au_resultat, saisir, un_scrutin
from portulan.comptes.models import Organisation
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.avis.visas import visas
from portulan.crefop.composition.emploi import arreter_voix, creer_comite_emploi, reprendre_membres
from portulan.crefop.composition.models import ArreteVoix, Occupation, Organe, Personne, VoixSiege
from portulan.crefop.composition.operations import ajouter_siege, creer_comite, nommer
from portulan.crefop.composition.queries import jeu_au, sieges_au
from portulan.crefop.composition.reglement import enregistrer_reglement
from portulan.crefop.composition.voix import projeter, repartitions_de, verifier
from portulan.crefop.dossier.operations import Lettre, Texte, deposer
from portulan.crefop.registre.export import lignes
from portulan.crefop.registre.verification import verifier as verifier_registre
from portulan.crefop.scrutin.cloture import annuler, lire_resultat
from portulan.crefop.scrutin.preparation import ouvrir
from portulan.crefop.scrutin.vote import voter
from portulan.crefop.seance.convocation import manques
from portulan.crefop.seance.mandats import donner_mandat
from portulan.crefop.seance.numeros import numero_suivant
from portulan.crefop.seance.presences import encoder
from portulan.crefop.seance.queries import quorum_au
from portulan.crefop.suivi.surveillance import toutes
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant

pytestmark = pytest.mark.django_db


def poids(organe, jour=None):
    return {s.siege.code: s.poids for s in sieges_au(organe, jour or aujourdhui())}


def au_vote(comite, *codes):
    """The item of a meeting of this committee in debate, these seats in the room."""
    une_saisine(comite, type="reseau_emploi")
    return en_debat(*codes, comite=comite, saisine=comite.organe.saisines.get())


# --- created --------------------------------------------------------------------------------------


def test_le_comite_vient_des_departements_et_du_comite_plenier_une_seule_fois():
    pleniere, secretariat = comite_plenier()
    qui, jour = secretariat.titulaire(verifie=True), aujourdhui()
    organe = creer_comite_emploi(titulaire=qui, pleniere=pleniere, nom="CRE", etat=6, region=6, du=jour)
    encore = creer_comite_emploi(titulaire=qui, pleniere=pleniere, nom="Autre", etat=6, region=6, du=jour)
    assert (organe.genre, organe.regime, organe.parent, encore.pk) == ("emploi", "cre", pleniere, organe.pk)
    tenus = sieges_au(organe, jour)
    par_college = {}
    for s in tenus:
        par_college.setdefault(s.siege.college.code, []).append(s)
    # the president of each party sits in its college
    assert {c: len(x) for c, x in par_college.items()} == {
        "etat": 7,
        "region": 7,
        "departements": 2,
        "syndicats": 5,
        "patronat_interpro": 3,
        "patronat_multipro": 3,
        "operateurs": 3,
    }
    assert [s.siege.libelle for s in par_college["departements"]] == ["Corse-du-Sud", "Haute-Corse"]
    # vector VR-06: multi-professional employers and operators sit without a vote, unlike in the CREFOP
    assert sum(s.deliberatif for s in tenus) == 24
    assert not any(s.deliberatif for s in (*par_college["patronat_multipro"], *par_college["operateurs"]))
    assert all(s.vacant for s in tenus)


def test_trop_de_membres_une_date_trop_ancienne_ou_un_autre_role_sont_refuses():
    pleniere, secretariat = comite_plenier()
    qui = secretariat.titulaire(verifie=True)
    saisie = {"pleniere": pleniere, "nom": "CRE", "etat": 6, "region": 6, "du": aujourdhui()}
    # 6 + 6 + 2 + 5 + 3 + 3 = 25 of 29 (R. 5311-18)
    with pytest.raises(DonneeInvalide, match=r"30 membres.*29 au plus"):
        creer_comite_emploi(titulaire=qui, **saisie | {"etat": 11})
    with pytest.raises(DonneeInvalide, match="n’existe pas avant le 01/07/2024"):
        creer_comite_emploi(titulaire=qui, **saisie | {"du": date(2024, 6, 30)})
    with pytest.raises(Interdit):
        creer_comite_emploi(titulaire=compte_de("lea", "membre").titulaire(verifie=True), **saisie)
    assert not Organe.objects.filter(genre="emploi").exists()


def test_les_membres_du_comite_plenier_se_reprennent_sans_deplacer_personne():
    pleniere, secretariat = comite_plenier()
    qui, jour = secretariat.titulaire(verifie=True), aujourdhui()
    organe = creer_comite_emploi(titulaire=qui, pleniere=pleniere, nom="CRE", etat=6, region=6, du=jour)
    ailleurs = Personne.objects.create(civilite="madame", prenom="Jade", nom="Loire")
    nommer(titulaire=qui, siege=sieges_de(organe)["cgt"], personne=ailleurs, rang="titulaire", du=jour, acte="Arrêté")
    nombre = reprendre_membres(titulaire=qui, organe=organe, acte="Arrêté", du=jour)
    tenus = {s.siege.code: s for s in sieges_au(organe, jour)}
    assert tenus["cgt"].titulaire == ailleurs
    assert tenus["fo"].suppleants
    assert [c for c, s in tenus.items() if s.vacant] == ["departement-2a", "departement-2b"]
    assert nombre == Occupation.objects.filter(siege__college__organe=organe).count() - 1
    assert reprendre_membres(titulaire=qui, organe=organe, acte="Arrêté", du=jour) == 0


def test_un_second_suppleant_se_nomme_au_comite_pour_l_emploi():
    comite = comite_emploi(arrete=False)
    autre = Personne.objects.create(civilite="madame", prenom="Jade", nom="Loire")
    saisie = {"personne": autre, "rang": "suppleant2", "du": aujourdhui(), "acte": "Arrêté"}
    nommer(titulaire=comite.bureau(), siege=comite.sieges["fo"], **saisie)
    plenier = sieges_de(comite.organe.parent)["cgt"]
    with pytest.raises(Impossible, match="second suppléant"):
        nommer(titulaire=comite.bureau(), siege=plenier, **saisie)


# --- its voices -----------------------------------------------------------------------------------


def test_les_voix_suivent_la_plus_forte_moyenne_et_egalent_les_blocs():
    comite = comite_emploi()
    voix = poids(comite.organe)
    # golden vectors 5 (10 voices), 6 and 7
    assert [voix[c] for c in ("cfdt", "cgt", "fo", "cfe-cgc", "cftc")] == [3, 3, 2, 1, 1]
    assert [voix[c] for c in ("medef", "cpme", "u2p")] == [6, 1, 3]
    vu = verifier(comite.organe, sieges_au(comite.organe, aujourdhui()), aujourdhui())
    assert [b.voix for b in vu.blocs] == [20, 10, 10, 10, 10]
    assert (vu.presidences.voix, vu.presidences.pourvus, vu.ecarts) == (2, 2, ())
    Occupation.objects.filter(siege=comite.sieges["cfdt"]).delete()
    syndicats = verifier(comite.organe, sieges_au(comite.organe, aujourdhui()), aujourdhui()).blocs[3]
    assert (syndicats.sieges, syndicats.voix, syndicats.pourvus, syndicats.voix_pourvues) == (5, 10, 4, 7)
    (_, syndicats), (_, employeurs) = vu.repartitions
    assert dict(syndicats.voix)["CFDT"] == 3
    assert syndicats.tours[0].quotients[0] == ("CFDT", 3000)
    assert dict(employeurs.voix) == {"MEDEF": 6, "CPME": 1, "U2P": 3}
    assert verifier_registre(lignes()).conforme


@pytest.mark.parametrize(
    ("voix", "fixees", "raison"),
    [
        # vector 7: 20 State, 20 local authorities, the Region 10 at least
        (10, {"recteur": 5}, "L’État a"),
        (10, {f"region_{n}": 1 for n in range(1, 7)}, "la moitié au moins, soit"),
        (10, {"departement_2a": 11, "departement_2b": 11}, "les trois totaux doivent être égaux"),
        # vector 5: five voices leave one union without any
        (5, {}, "CFTC n’en aurait aucune"),
    ],
)
def test_un_arrete_qui_ne_satisfait_pas_le_code_est_refuse(voix, fixees, raison):
    comite = comite_emploi(arrete=False)
    demande = demande_de(comite.organe, voix, **fixees)
    if "recteur" in fixees:  # every seat of the State chosen: 21 voices
        chosen = dict.fromkeys(("dreets", "draaf", "etat_1", "etat_2", "etat_3"), 3)
        demande = demande_de(comite.organe, voix, recteur=6, **chosen)
    with pytest.raises((Impossible, DonneeInvalide), match=raison):
        arreter_voix(titulaire=comite.bureau(), organe=comite.organe, acte=ARRETE, du=aujourdhui(), demande=demande)
    assert not ArreteVoix.objects.exists()
    assert not VoixSiege.objects.exists()


def test_une_egalite_d_audience_est_refusee():
    comite = comite_emploi(arrete=False)
    demande = demande_de(comite.organe)
    egales = dict.fromkeys(demande.syndicats, 1000)
    with pytest.raises(DonneeInvalide, match="Égalité pour la voix n° 11"):
        projeter(comite.organe, aujourdhui(), type(demande)(12, egales, demande.employeurs))
    # ten voices over five equal unions: two each, whatever the order
    projet = projeter(comite.organe, aujourdhui(), type(demande)(10, egales, demande.employeurs))
    assert set(dict(projet.syndicats.voix).values()) == {2}


def test_un_arrete_vaut_a_partir_de_son_jour_et_ne_se_repete_pas():
    comite = comite_emploi()
    demain = aujourdhui() + timedelta(days=1)
    saisie = {"titulaire": comite.bureau(), "organe": comite.organe, "acte": "Arrêté modificatif", "du": demain}
    arreter_voix(**saisie, demande=demande_de(comite.organe, 12))
    assert poids(comite.organe)["cfdt"] == 3
    assert [poids(comite.organe, demain)[c] for c in ("cfdt", "cgt", "fo", "cfe-cgc", "cftc")] == [4, 3, 2, 2, 1]
    with pytest.raises(Impossible, match="fixe déjà les voix"):
        arreter_voix(**saisie, demande=demande_de(comite.organe, 12))
    with pytest.raises(Impossible, match="une voix par siège"):
        arreter_voix(**saisie | {"organe": comite.organe.parent}, demande=demande_de(comite.organe))


def test_un_siege_ajoute_apres_l_arrete_est_dit_sans_voix():
    comite = comite_emploi()
    college = comite.sieges["recteur"].college
    ajouter_siege(titulaire=comite.bureau(), college=college, libelle="DRJSCS", voix="deliberative", du=aujourdhui())
    vu = verifier(comite.organe, sieges_au(comite.organe, aujourdhui()), aujourdhui())
    assert vu.ecarts == ("Sièges à voix délibérative sans aucune voix : DRJSCS.",)
    multipro = comite.sieges["fnsea"].college
    ajouter_siege(titulaire=comite.bureau(), college=multipro, libelle="UDES 2", voix="deliberative", du=aujourdhui())
    vu = verifier(comite.organe, sieges_au(comite.organe, aujourdhui()), aujourdhui())
    assert any("R. 5311-37" in e and "UDES 2" in e for e in vu.ecarts)


def test_les_quotients_se_recalculent_de_l_arrete_garde():
    comite = comite_emploi()
    (_, syndicats), _ = repartitions_de(ArreteVoix.objects.get())
    assert [t.attribue_a for t in syndicats.tours[:3]] == ["CFDT", "CGT", "FO"]
    assert poids(comite.organe)["prefet-region"] == 1  # a president: one voice, outside the blocks


# --- its rules ------------------------------------------------------------------------------------


def test_le_reglement_du_crefop_regit_aussi_ce_comite_sauf_ce_que_le_code_fixe():
    comite = comite_emploi(arrete=False)
    depuis = aujourdhui() - timedelta(days=200)
    enregistrer_reglement(
        titulaire=comite.bureau(),
        organe=comite.organe.parent,
        acte="Règlement intérieur du CREFOP",
        du=depuis,
        regles={"convocation.delai": (10, "RI, art. 4"), "vote.egalite": ("partage", "RI, art. 9")},
    )
    jeu = jeu_au(comite.organe, aujourdhui())
    assert (jeu["convocation.delai"], jeu.regle("convocation.delai").origine) == (10, "reglement")
    # R. 5311-41 fixes the casting vote: the règlement of the CREFOP does not change it here
    assert (jeu["vote.egalite"], jeu.regle("vote.egalite").origine) == ("voix_preponderante_etat", "code")
    assert "Règlement intérieur du CREFOP" in jeu.titre
    avant = jeu_au(comite.organe, depuis - timedelta(days=1))
    assert avant["convocation.delai"] == 5
    assert avant.regle("convocation.delai").a_confirmer


def test_chaque_avis_va_a_l_organe_que_le_code_designe():
    comite = comite_emploi(arrete=False)
    auteur = Organisation.objects.create(code="region-essai", nom="Conseil régional", genre="region", region="94")
    texte = Texte("Feuille de route", "1", "0" * 64, {"titre": "Feuille de route"})
    saisie = {"titulaire": comite.bureau(), "auteur": auteur, "texte": texte, "lettre": Lettre(aujourdhui())}
    with pytest.raises(DonneeInvalide, match="rendu par le comité plénier"):
        deposer(organe=comite.organe, type="cahier_charges_spro", **saisie)
    with pytest.raises(DonneeInvalide, match="comité régional pour l’emploi, et par lui seul"):
        deposer(organe=comite.organe.parent, type="reseau_emploi", **saisie)
    assert deposer(organe=comite.organe, type="reseau_emploi", **saisie).organe == comite.organe


def test_la_convocation_attend_l_arrete_et_le_numero_dit_l_organe():
    comite = comite_emploi(arrete=False)
    seance = une_seance(comite, etat="preparee", saisine=une_saisine(comite, type="reseau_emploi"))
    assert any("Aucun arrêté ne fixe" in m and "CFDT" in m for m in manques(seance))
    assert numero_suivant(comite.organe, maintenant()) == f"E-{aujourdhui().year}-01"
    arreter_voix(
        titulaire=comite.bureau(),
        organe=comite.organe,
        acte=ARRETE,
        du=aujourdhui() - timedelta(days=2),
        demande=demande_de(comite.organe),
    )
    assert not any("arrêté" in m for m in manques(seance))


def test_les_alertes_citent_les_articles_de_ce_comite():
    comite = comite_emploi()
    Organe.objects.filter(pk=comite.organe.pk).update(cree_le=date(aujourdhui().year - 2, 1, 1))
    Occupation.objects.filter(siege=comite.sieges["cgt"]).update(au=aujourdhui() + timedelta(days=20))
    siennes = [a for a in toutes(aujourdhui()) if a.objet == ("organe", comite.organe.code)]
    dites = {(a.code, a.reference.replace("\u00a0", " ")) for a in siennes}
    assert ("pleniere_manquante", "Code du travail, art. R. 5311-21") in dites
    assert ("mandat_finissant", "Code du travail, art. R. 5311-36") in dites
    assert any("au lieu de 1 au moins" in a.detail for a in siennes)


# --- its votes ------------------------------------------------------------------------------------


def test_le_quorum_compte_les_tetes_des_membres_qui_votent():
    comite = comite_emploi()
    seance = une_seance(comite, saisine=une_saisine(comite, type="reseau_emploi"))
    votants = [s.siege.code for s in sieges_au(comite.organe, aujourdhui()) if s.deliberatif]
    faire_entrer(comite, seance, *votants[:11], "fnsea", "france-travail", "cap-emploi")
    decompte = quorum_au(seance)
    # vector 2: half of the members with a voice, whatever their voices; those without one do not count
    assert (decompte.base, decompte.comptes, decompte.requis, decompte.atteint) == (24, 11, 12, False)
    faire_entrer(comite, seance, votants[11])
    assert quorum_au(seance).atteint


def test_le_mandat_reste_dans_le_college_et_sans_suppleant_present():
    comite = comite_emploi()
    seance = une_seance(comite, saisine=une_saisine(comite, type="reseau_emploi"))
    faire_entrer(comite, seance, "medef", "cgt", "recteur", suppleants=("fo",))
    saisie = {"titulaire": comite.bureau(), "seance": seance}
    # vector 8
    refuse = donner_mandat(**saisie, mandant=comite.sieges["cfdt"], mandataire=comite.sieges["medef"])
    assert (refuse.etat, refuse.motif) == ("refuse", "Le mandat se donne dans le même collège.")
    remplace = donner_mandat(**saisie, mandant=comite.sieges["fo"], mandataire=comite.sieges["cgt"])
    assert "suppléant" in remplace.motif
    assert donner_mandat(**saisie, mandant=comite.sieges["cfdt"], mandataire=comite.sieges["cgt"]).etat == "accepte"
    # no limit is written, and a president may give one to a member of the same party
    assert donner_mandat(**saisie, mandant=comite.sieges["cftc"], mandataire=comite.sieges["cgt"]).etat == "accepte"
    prefet = donner_mandat(**saisie, mandant=comite.sieges["prefet-region"], mandataire=comite.sieges["recteur"])
    assert prefet.etat == "accepte"


def test_les_voix_decident_contre_les_tetes_et_l_autre_base_est_dite():
    comite = comite_emploi()
    comite, point = au_vote(comite)
    scrutin = un_scrutin(comite, point, mode="main_levee")
    assert scrutin.regles["poids"]["acte"] == ARRETE
    assert scrutin.regles["composition"] == {"sieges": 24, "voix": 62}
    # for: the State and its president, MEDEF (21 + 6 = 27 voices, 8 heads); against: unions, CPME, U2P, one department
    contre = dict.fromkeys(("cfdt", "cgt", "fo", "cfe_cgc", "cftc", "cpme", "u2p", "departement_2a"), "contre")
    pour = dict.fromkeys(("prefet_region", "recteur", "dreets", "draaf", "etat_1", "etat_2", "etat_3", "medef"), "pour")
    saisir(comite, scrutin, **pour, **contre, defaut="abstention")
    lu = lire_resultat(jusqu_au_resultat(comite, scrutin))
    assert lu["choix"]["pour"] == {"sieges": 8, "voix": 27}
    assert lu["choix"]["contre"] == {"sieges": 8, "voix": 19}
    assert lu["choix"]["abstention"] == {"sieges": 8, "voix": 16}
    assert (lu["issue"], lu["majorite"]["base"], lu["majorite"]["requise"]) == ("adopte", "exprimes", 24)
    # vector 3: on the members present or represented, abstentions count and there is no majority
    autres = {b["base"]: (b["requise"], b["issue"]) for b in lu["autres_bases"]}
    assert autres == {"presents_ou_representes": (32, "partage"), "composition": (32, "partage")}
    etat = next(c for c in lu["colleges"] if c["code"] == "etat")
    assert (etat["corps"], etat["choix"]["pour"]) == ({"sieges": 7, "voix": 21}, {"sieges": 7, "voix": 21})
    assert sum(c["choix"]["contre"]["voix"] for c in lu["colleges"]) == 19
    # the act says the order that fixes the voices, and the article of this committee
    vise = visas(comite.organe.saisines.get(), point, aujourdhui())
    assert any(ARRETE.replace("Arrêté", "l’arrêté") in v and "fixe les voix" in v for v in vise)
    assert any("L. 5311-10" in v for v in vise)
    assert not any("6123-3-2" in v for v in vise)
    acte = Redaction(point.saisine, point).acte()
    assert acte.dispositif.startswith("Le comité rend un avis favorable sur le texte « Cahier des charges du SPRO »")
    assert acte.votes[0].pondere
    assert "16\u00a0voix d’abstention" in acte.dispositif
    assert acte.organe == "emploi"
    assert "27" in acte.votes[0].phrase


@pytest.mark.parametrize(
    ("prefet", "issue", "preponderante"),
    [("pour", "adopte", "pour"), ("contre", "rejete", "contre"), ("abstention", "partage", "abstention")],
)
def test_l_egalite_des_voix_est_departagee_par_le_copresident_de_l_etat(prefet, issue, preponderante):
    comite = comite_emploi()
    comite, point = au_vote(comite)
    scrutin = un_scrutin(comite, point, mode="main_levee")
    # vector 4: unions for (10), employers against (10); the two presidents (1 each) opposed, or the prefect abstains
    votes = dict.fromkeys(("cfdt", "cgt", "fo", "cfe_cgc", "cftc"), "pour")
    votes |= dict.fromkeys(("medef", "cpme", "u2p"), "contre")
    votes["prefet_region"] = prefet
    votes["presidence_region"] = {"pour": "contre", "contre": "pour"}.get(prefet, "abstention")
    saisir(comite, scrutin, **votes, defaut="abstention")
    lu = lire_resultat(jusqu_au_resultat(comite, scrutin))
    assert (lu["majorite"]["egalite"], lu["majorite"]["preponderante"]) == (True, preponderante)
    assert lu["issue"] == issue
    assert lu["voix_preponderante"] == ("etat" if issue != "partage" else "")


def test_un_scrutin_ne_s_ouvre_pas_pour_un_siege_sans_voix_et_le_corps_garde_les_siennes():
    comite = comite_emploi()
    comite, point = au_vote(comite)
    scrutin = un_scrutin(comite, point, mode="main_levee")
    gardees = {e.code: e.poids for e in scrutin.electeurs.all()}
    assert (gardees["cfdt"], gardees["medef"], gardees["prefet-region"]) == (3, 6, 1)
    arreter_voix(
        titulaire=comite.bureau(),
        organe=comite.organe,
        acte="Arrêté modificatif",
        du=aujourdhui() - timedelta(days=2),
        demande=demande_de(comite.organe, 12),
    )
    # another order that covers the day of the meeting: what was frozen at the opening stays
    assert {e.code: e.poids for e in scrutin.electeurs.all()} == gardees
    saisir(comite, scrutin, defaut="pour")
    jusqu_au_resultat(comite, scrutin, proclame=False)
    VoixSiege.objects.filter(siege=comite.sieges["cgt"]).delete()
    autre = un_scrutin(comite, point, objet="procedure", ouvert=False, mode="main_levee")
    annuler(titulaire=comite.bureau(), scrutin=scrutin, motif="Reprise")
    with pytest.raises(Impossible, match="Aucun arrêté ne fixe les voix de : CGT"):
        ouvrir(titulaire=comite.bureau(), scrutin=autre)


def test_un_vote_secret_depose_autant_de_bulletins_que_de_voix():
    comite = comite_emploi()
    comite, point = au_vote(comite)
    scrutin = un_scrutin(comite, point, mode="secret", demandeurs=24)
    for code in ("cfdt", "medef"):
        voter(
            titulaire=comite.titulaire(code),
            scrutin=scrutin,
            siege=comite.sieges[code].pk,
            choix="pour" if code == "cfdt" else "contre",
            cle=code,
        )
    lu = lire_resultat(jusqu_au_resultat(comite, scrutin))
    assert (lu["choix"]["pour"], lu["choix"]["contre"]) == ({"sieges": None, "voix": 3}, {"sieges": None, "voix": 6})
    assert (lu["votants"], lu["issue"]) == (2, "rejete")


def test_quitter_la_salle_rend_le_quorum_introuvable():
    comite = comite_emploi()
    comite, point = au_vote(comite)
    tous = [s.pk for s in comite.sieges.values() if s.voix == "deliberative"]
    encoder(titulaire=comite.bureau(), seance=point.seance, genre="sort", sieges=tous[:13])
    with pytest.raises(Impossible, match="11 comptés, 12 requis"):
        un_scrutin(comite, point)


def test_le_comite_plenier_compte_toujours_une_voix_par_siege():
    compte = compte_de("bureau", "secretariat").titulaire(verifie=True)
    pleniere = creer_comite(titulaire=compte, region="94", nom="CREFOP", departements=2, du=aujourdhui())
    assert {s.poids for s in sieges_au(pleniere, aujourdhui()) if s.deliberatif} == {1}
    assert jeu_au(pleniere, aujourdhui())["vote.poids"] == "un"
