"""Who sits: created from the code, filled by nominations, under rules that a region replaces."""

from datetime import date, timedelta

import pytest

from fabriques.comite import compte_de, petit_comite
from portulan.comptes.droits import ANONYME
from portulan.crefop.composition.models import Occupation, Organe, Personne, Siege
from portulan.crefop.composition.operations import (
    creer_comite,
    enregistrer_personne,
    fermer_siege,
    mettre_fin,
    nommer,
    relier,
)
from portulan.crefop.composition.queries import jeu_au, sieges_au
from portulan.crefop.composition.reglement import enregistrer_reglement
from portulan.crefop.registre.export import lignes
from portulan.crefop.registre.models import EntreeRegistre, Ouverture
from portulan.crefop.registre.operations import engager
from portulan.crefop.registre.verification import verifier
from portulan.crefop.seance.effacement import effacer_personne
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return compte_de("bureau", "secretariat").titulaire(verifie=True)


def une_personne(nom="Loire"):
    return Personne.objects.create(civilite="madame", prenom="Jade", nom=nom, courriel=f"{nom.lower()}@ex.example")


def test_le_comite_nait_du_code_une_seule_fois(secretariat):
    valeurs = {
        "titulaire": secretariat,
        "region": "94",
        "nom": "CREFOP de Corse",
        "departements": 2,
        "du": aujourdhui(),
    }
    organe = creer_comite(**valeurs)
    assert creer_comite(**valeurs) == organe
    assert Siege.objects.filter(college__organe=organe, voix="deliberative").count() == 32
    assert Organe.objects.filter(parent=organe, genre="bureau").count() == 1
    assert EntreeRegistre.objects.filter(type="comite.creer").count() == 1
    with pytest.raises(Interdit):
        creer_comite(**valeurs | {"titulaire": ANONYME})


def test_un_remplacant_prend_la_suite_la_veille(secretariat):
    comite = petit_comite()
    siege, ancien = comite.sieges["cgt"], comite.titulaires["cgt"]
    du = aujourdhui() + timedelta(days=10)
    neuf = une_personne()
    tenue = nommer(titulaire=secretariat, siege=siege, personne=neuf, rang="titulaire", du=du, acte="Arrêté du jour")
    assert tenue == nommer(titulaire=secretariat, siege=siege, personne=neuf, rang="titulaire", du=du, acte="Arrêté")
    assert ancien.occupations.get().au == du - timedelta(days=1)
    par_code = {s.siege.code: s.titulaire for s in sieges_au(comite.organe, du)}
    assert par_code["cgt"] == neuf
    assert {s.siege.code: s.titulaire for s in sieges_au(comite.organe, aujourdhui())}["cgt"] == ancien
    assert tenue.au.year == du.year + 3


def test_une_personne_ne_tient_pas_deux_sieges(secretariat):
    comite = petit_comite()
    with pytest.raises(Impossible, match="tient déjà"):
        nommer(
            titulaire=secretariat,
            siege=comite.sieges["fo"],
            personne=comite.titulaires["cgt"],
            rang="titulaire",
            du=aujourdhui(),
            acte="Arrêté",
        )


def test_cr_k05_un_second_suppleant_n_existe_qu_au_bureau(secretariat):
    comite = petit_comite()
    with pytest.raises(Impossible, match="bureau"):
        nommer(
            titulaire=secretariat,
            siege=comite.sieges["fo"],
            personne=une_personne(),
            rang="suppleant2",
            du=aujourdhui(),
            acte="Arrêté",
        )


def test_un_siege_quitte_ou_ferme_devient_vacant(secretariat):
    comite = petit_comite()
    hier = aujourdhui() - timedelta(days=1)
    for tenue in Occupation.objects.filter(siege=comite.sieges["fo"]):
        mettre_fin(titulaire=secretariat, occupation=tenue, au=hier, motif="démission")
    assert {s.siege.code for s in sieges_au(comite.organe, aujourdhui()) if s.vacant} == {"fo"}
    fermer_siege(titulaire=secretariat, siege=comite.sieges["fo"], au=hier)
    assert len(sieges_au(comite.organe, aujourdhui())) == 11


def test_une_personne_s_efface_quand_elle_ne_siege_plus(secretariat):
    comite = petit_comite()
    with pytest.raises(Impossible, match="siège encore"):
        effacer_personne(titulaire=secretariat, personne=comite.titulaires["fo"])
    seule = effacer_personne(titulaire=secretariat, personne=une_personne())
    assert (seule.nom, seule.courriel, str(seule)) == ("", "", "personne effacée")
    with pytest.raises(Impossible):
        enregistrer_personne(titulaire=secretariat, personne=seule, nom="Revenue")


def test_effacer_une_personne_efface_ce_que_le_registre_masque_d_elle(secretariat):
    comite = petit_comite()
    partante, autre = une_personne(), une_personne("Loir")
    hier = aujourdhui() - timedelta(days=1)
    for code, personne in (("fo", partante), ("cgt", autre)):
        tenue = nommer(
            titulaire=secretariat, siege=comite.sieges[code], personne=personne, rang="titulaire",
            du=hier, acte=f"Arrêté nommant {personne}",
        )  # fmt: skip
    engager({"nom": "Jade Loire", "qualite": "signataire"})
    engager({"siege": "fo", "personne": partante.pk * 10})
    mettre_fin(titulaire=secretariat, occupation=partante.occupations.get(), au=hier, motif="Démission")
    effacer_personne(titulaire=secretariat, personne=partante)
    restantes = "".join(Ouverture.objects.values_list("valeur", flat=True))
    assert '"nom":"Jade Loire"' not in restantes
    assert f'"personne":{partante.pk},' not in restantes
    assert "Jade Loir" in restantes
    assert f'"personne":{partante.pk * 10},' in restantes or f'"personne":{partante.pk * 10}}}' in restantes
    assert EntreeRegistre.objects.filter(type="registre.effacer").count() == 1
    assert verifier(lignes()).conforme
    effacer_personne(titulaire=secretariat, personne=partante)  # asked again, nothing is left to erase
    assert EntreeRegistre.objects.filter(type="registre.effacer").count() == 1
    assert tenue.personne == autre


def test_l_acte_de_nomination_n_est_pas_en_clair_dans_le_registre(secretariat):
    comite = petit_comite()
    nommer(
        titulaire=secretariat, siege=comite.sieges["fo"], personne=une_personne(), rang="titulaire",
        du=aujourdhui(), acte="Arrêté nommant Jade Loire",
    )  # fmt: skip
    assert "Loire" not in EntreeRegistre.objects.get(type="siege.nommer").contenu
    assert Ouverture.objects.filter(valeur='{"acte":"Arrêté nommant Jade Loire"}').exists()


def test_un_compte_se_relie_par_son_adresse(secretariat):
    compte = compte_de("camille", "membre")
    personne = Personne.objects.create(civilite="madame", nom="Rive", courriel="CAMILLE@comite.example")
    assert relier(compte=compte) == personne
    personne.refresh_from_db()
    assert personne.compte == compte
    assert relier(compte=compte_de("autre", "membre")) is None


def test_le_reglement_interieur_remplace_les_defauts_a_sa_date(secretariat):
    comite = petit_comite()
    du = aujourdhui() - timedelta(days=100)
    enregistrer_reglement(
        titulaire=secretariat,
        organe=comite.organe,
        acte="Délibération du comité",
        du=du,
        regles={"vote.base_majorite": ("exprimes", "RI, art. 9"), "convocation.delai": (15, "RI, art. 4")},
    )
    jeu = jeu_au(comite.organe, aujourdhui())
    assert (jeu["vote.base_majorite"], jeu["convocation.delai"]) == ("exprimes", 15)
    assert jeu.regle("convocation.delai").origine.libelle == "règlement intérieur"
    assert jeu_au(comite.organe, du - timedelta(days=1))["convocation.delai"] == 5
    with pytest.raises(Impossible, match="déjà enregistré"):
        enregistrer_reglement(titulaire=secretariat, organe=comite.organe, acte="Autre", du=du, regles={})


def test_le_reglement_interieur_ne_change_pas_ce_que_dit_le_code(secretariat):
    comite = petit_comite()
    with pytest.raises(DonneeInvalide, match="fixé par le code"):
        enregistrer_reglement(
            titulaire=secretariat,
            organe=comite.organe,
            acte="Délibération",
            du=date(2026, 1, 1),
            regles={"vote.poids": ("table_arretee", "RI, art. 1")},
        )


def test_la_demonstration_a_son_comite(terrain_demo):
    organe = Organe.objects.get(region="94", genre="pleniere")
    sieges = sieges_au(organe, aujourdhui())
    assert (len(sieges), sum(s.deliberatif for s in sieges), sum(s.vacant for s in sieges)) == (43, 32, 1)
    assert {s.titulaire.courriel.split("@")[0] for s in sieges if s.siege.copreside} == {
        "presidence-etat",
        "presidence-region",
    }
    assert not Personne.objects.filter(fictif=False).exists()
