"""The reception on the database: the whole way, refusals, silence, last resort, links, mails, erasure, the law."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from fabriques.accueil import LUNDI, MISSION, PERSONNE, THEME, agent, aiguillee, demande, le, structure
from portulan.comptes.courriels import expedier
from portulan.comptes.droits import ANONYME
from portulan.comptes.enums import Role
from portulan.comptes.models import Courriel
from portulan.journal.models import Entree
from portulan.socle.dates import ajouter_ouvres
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.terrain.accueil import droits, liens, suivi
from portulan.terrain.accueil.echeances import faire_le_tour
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, Identite, MiseEnRelation, Relance, Satisfaction
from portulan.terrain.accueil.operations import (
    DonneesIdentite,
    avancer,
    avancer_par_lien,
    confier_identite,
    designer,
    donner_son_avis,
    effacer_identite,
    enregistrer_demande,
    mettre_en_relation,
    renvoyer_le_lien,
    repondre_au_premier_niveau,
)
from portulan.terrain.reseau.operations import fermer_structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]


@pytest.fixture(autouse=True)
def _horloge():
    with le(LUNDI):
        yield


@pytest.fixture
def lieux():
    return [structure(code) for code in ("porte", "premier", "second", "recours")]


def emise(porte, *candidats, **autres):
    besoin, garde = aiguillee(porte, *candidats, **autres)
    return mettre_en_relation(
        titulaire=agent(porte) if porte else None, besoin=besoin, structure=candidats[0], aiguillage=garde, rang=1
    )


def repondre(mise, transition, **mots):
    mise.refresh_from_db()
    return avancer(titulaire=agent(mise.structure, 20), mise=mise, transition=transition, version=mise.version, **mots)


def jeton_du_courriel(adresse):
    texte = Courriel.objects.filter(destinataire=adresse).latest("pk")
    corps = texte.texte or next(m.body for m in reversed(mail.outbox) if adresse in m.to)
    return re.search(r"/mise-en-relation/([^/\s]+)/", corps).group(1)


def test_toute_la_route_jusqu_a_l_issue(lieux):
    porte, premier, *_ = lieux
    mise = emise(porte, premier)
    besoin = mise.besoin
    besoin.refresh_from_db()
    assert (besoin.etat, besoin.responsable) == ("en_attente", porte)
    for transition, etat in (("lire", "en_attente"), ("accepter", "en_charge"), ("recevoir", "en_charge")):
        repondre(mise, transition)
        besoin.refresh_from_db()
        assert besoin.etat == etat
    assert besoin.responsable == premier
    repondre(mise, "clore", issue="aidee")
    besoin.refresh_from_db()
    besoin.demande.refresh_from_db()
    assert besoin.etat == "abouti"
    assert besoin.clos_le
    assert besoin.demande.close_le
    assert {p.etape for p in mise.promesses.all()} == {"accuse", "reponse", "contact", "rendez_vous", "issue"}
    assert not mise.promesses.filter(tenue_le__isnull=True).exists()


def test_un_refus_reoriente_vers_le_candidat_suivant_jamais_vers_qui_a_refuse(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    repondre(mise, "refuser", motif="complet")
    suivante = mise.besoin.mises.exclude(pk=mise.pk).get()
    assert (suivante.structure, suivante.choix, suivante.rang) == (second, "automatique", 2)
    repondre(suivante, "refuser", motif="zone")
    sollicitees = list(mise.besoin.mises.values_list("structure", flat=True))
    assert len(sollicitees) == len(set(sollicitees)) > 1


def test_une_personne_deja_suivie_n_est_pas_envoyee_ailleurs(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    repondre(mise, "refuser", motif="deja_suivie")
    mise.besoin.refresh_from_db()
    assert mise.besoin.mises.count() == 1
    assert mise.besoin.etat == "a_reprendre"


def test_une_structure_conseillee_parmi_les_candidates_passe_devant(lieux):
    porte, premier, second, dernier = lieux
    mise = emise(porte, premier, second, dernier)
    repondre(mise, "refuser", motif="besoin", vers=dernier)
    assert mise.besoin.mises.exclude(pk=mise.pk).get().structure == dernier


def test_double_clic_sans_effet(lieux):
    porte, premier, *_ = lieux
    mise = emise(porte, premier)
    assert mettre_en_relation(titulaire=agent(porte), besoin=mise.besoin, structure=premier) == mise
    qui = agent(premier, 20)
    for _ in range(2):
        avancer(titulaire=qui, mise=mise, transition="accepter", version=1)
    assert mise.etapes.count() == 1
    a, b = (demande(porte, cle="formulaire-1") for _ in range(2))
    assert a == b


def test_deux_agents_le_second_est_prevenu(lieux):
    porte, premier, *_ = lieux
    mise = emise(porte, premier)
    avancer(titulaire=agent(premier, 20), mise=mise, transition="lire", version=1)
    with pytest.raises(VersionDepassee):
        avancer(titulaire=agent(premier, 21), mise=mise, transition="accepter", version=1)
    avancer(titulaire=agent(premier, 21), mise=mise, transition="accepter", version=2)
    with pytest.raises(Impossible, match="acceptée"):
        avancer(titulaire=agent(premier, 20), mise=mise, transition="refuser", version=2, motif="complet")


def test_deux_structures_une_seule_prend(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    autre = mettre_en_relation(titulaire=agent(porte), besoin=mise.besoin, structure=second)
    repondre(mise, "accepter")
    autre.refresh_from_db()
    assert (autre.etat, autre.motif) == ("annulee", "ailleurs")
    assert Courriel.objects.filter(gabarit="accueil_annulee", destinataire="second@structure.example").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        MiseEnRelation.objects.create(
            besoin=mise.besoin, structure=second, etat="acceptee", emise_le=mise.emise_le, repondue_le=mise.emise_le
        )


def test_le_silence_relance_expire_reoriente_puis_dernier_recours(lieux):
    porte, premier, second, recours = lieux
    designer(titulaire=MISSION, bassin="", structure=recours)
    mise = emise(porte, premier, second)
    besoin = mise.besoin
    jours = {n: ajouter_ouvres(LUNDI, n) for n in (3, 9, 11, 21, 22)}
    assert faire_le_tour(jour=jours[3])["mises_relancees"] == 1
    assert faire_le_tour(jour=jours[3])["mises_relancees"] == 0
    assert faire_le_tour(jour=jours[9])["mises_relancees"] == 1
    assert faire_le_tour(jour=jours[11])["mises_expirees"] == 1
    mise.refresh_from_db()
    assert mise.etat == "expiree"
    assert besoin.mises.get(structure=second).choix == "automatique"
    bilan = faire_le_tour(jour=jours[21])
    assert bilan["besoins_repris"] == 1
    dernier = besoin.mises.get(structure=recours)
    besoin.refresh_from_db()
    assert (dernier.choix, besoin.responsable) == ("dernier_recours", recours)
    assert Courriel.objects.filter(gabarit="accueil_personne_echec").count() == 1
    assert faire_le_tour(jour=jours[21])["besoins_repris"] == 0
    for _ in range(2):  # its silence does not expire: it stays the owner
        faire_le_tour(jour=jours[22] + timedelta(days=60))
    dernier.refresh_from_db()
    assert dernier.etat == "emise"


def test_l_horloge_qui_recule_ne_fait_rien(lieux):
    porte, premier, second, _ = lieux
    emise(porte, premier, second)
    faire_le_tour(jour=ajouter_ouvres(LUNDI, 11))
    avant = (MiseEnRelation.objects.count(), Relance.objects.count(), Courriel.objects.count(), Entree.objects.count())
    for jour in (LUNDI, LUNDI - timedelta(days=400), ajouter_ouvres(LUNDI, 11)):
        faire_le_tour(jour=jour)
    apres = (MiseEnRelation.objects.count(), Relance.objects.count(), Courriel.objects.count(), Entree.objects.count())
    assert apres == avant


def test_a_l_etude_prolonge_une_seule_fois(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    terme = mise.promesses.get(etape="reponse").echeance
    with le(ajouter_ouvres(LUNDI, 9)):
        repondre(mise, "etudier", precision="vérifier la place")
    promesse = mise.promesses.get(etape="reponse")
    assert promesse.prolongee_de == terme
    assert promesse.echeance == ajouter_ouvres(LUNDI, 14)
    assert faire_le_tour(jour=ajouter_ouvres(LUNDI, 14))["mises_expirees"] == 0
    assert faire_le_tour(jour=ajouter_ouvres(LUNDI, 15))["mises_expirees"] == 1


def test_une_structure_qui_ferme_rend_ses_demandes(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    fermer_structure(titulaire=MISSION, structure=premier, version=premier.version)
    mise.refresh_from_db()
    assert (mise.etat, mise.motif) == ("annulee", "service_ferme")
    assert mise.besoin.mises.get(structure=second).etat == "emise"


def test_une_porte_publique_sans_designation_est_sans_responsable(lieux):
    _, premier, *_, recours = lieux
    mise = emise(None, premier)
    mise.besoin.refresh_from_db()
    assert mise.besoin.responsable is None
    assert [besoin.raison for besoin in suivi.en_souffrance(MISSION, LUNDI)] == ["sans responsable"]
    designer(titulaire=MISSION, bassin="", structure=recours)
    assert faire_le_tour(jour=LUNDI)["besoins_sans_responsable"] == 0
    mise.besoin.refresh_from_db()
    assert mise.besoin.responsable == recours


def test_la_personne_sans_courriel_est_a_prevenir_par_telephone(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second, identite=replace(PERSONNE, courriel=""))
    repondre(mise, "refuser", motif="complet")
    assert not Courriel.objects.filter(gabarit__startswith="accueil_personne").exists()
    dit = Courriel.objects.get(gabarit="accueil_emettrice_etape")
    assert dit.destinataire == "porte@structure.example"
    assert "téléphonez-lui" in (dit.texte or mail.outbox[-1].body)


def test_la_raison_n_est_jamais_dite_a_la_personne(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    repondre(mise, "refuser", motif="deja_suivie", precision="suivie au CMP")
    corps = "".join(c.texte for c in Courriel.objects.filter(destinataire=PERSONNE.courriel))
    corps += "".join(m.body for m in mail.outbox if PERSONNE.courriel in m.to)
    assert "ne peut pas vous recevoir" in corps
    assert "suivie" not in corps
    assert "CMP" not in corps


def test_un_lien_repond_une_fois_et_ne_montre_rien_d_autre(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    jeton = jeton_du_courriel("premier@structure.example")
    assert not mise.liens.filter(empreinte=jeton).exists()
    avancer_par_lien(jeton=jeton, transition="accepter", version=1)
    assert mise.liens.get().utilise_le
    with pytest.raises(Impossible):
        avancer_par_lien(jeton=jeton, transition="refuser", version=2, motif="complet")
    with pytest.raises(Interdit):
        liens.lire(jeton[:-3] + "abc")
    with le(LUNDI + timedelta(days=31)), pytest.raises(liens.LienPerime, match="expiré"):
        liens.lire(jeton)


def test_un_nouveau_lien_ne_part_qu_au_contact_connu_trois_fois_par_jour(lieux):
    porte, premier, *_ = lieux
    mise = emise(porte, premier)
    ancien = jeton_du_courriel("premier@structure.example")
    for _ in range(3):
        assert renvoyer_le_lien(jeton=ancien)
    with pytest.raises(Impossible, match="Trois"):
        renvoyer_le_lien(jeton=ancien)
    with pytest.raises(liens.LienPerime, match="remplacé"):
        liens.lire(ancien)
    assert set(Courriel.objects.filter(gabarit="accueil_lien").values_list("destinataire", flat=True)) == {
        "premier@structure.example"
    }
    assert mise.liens.filter(remplace_le__isnull=True).count() == 1


def test_aucune_donnee_personnelle_au_journal_ni_dans_les_traces(lieux, caplog):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier, second)
    repondre(mise, "refuser", motif="autre", precision="texte libre secret")
    effacer_identite(titulaire=agent(porte, role=Role.RESPONSABLE), demande=mise.besoin.demande)
    tout = " ".join(f"{e.acte} {e.auteur} {e.objet_id} {e.detail}" for e in Entree.objects.all()) + caplog.text
    for secret in ("Ange", "Secret", "06 11", "ange.secret", "changer", "texte libre"):
        assert secret not in tout


def test_effacer_arrete_tout_et_garde_la_preuve(lieux):
    porte, premier, *_ = lieux
    mise = emise(porte, premier)
    with pytest.raises(Interdit):
        effacer_identite(titulaire=agent(porte), demande=mise.besoin.demande)
    for _ in range(2):
        effacer_identite(titulaire=agent(porte, role=Role.RESPONSABLE), demande=mise.besoin.demande)
    mise.refresh_from_db()
    assert (mise.etat, mise.motif) == ("annulee", "retire_accord")
    assert not Identite.objects.exists()
    assert not Courriel.objects.filter(destinataire=PERSONNE.courriel).exists()
    assert Entree.objects.filter(acte="accueil.effacer").count() == 1


def test_l_identite_s_efface_vingt_quatre_mois_apres_le_dernier_echange(lieux):
    porte, premier, *_ = lieux
    mise = emise(porte, premier)
    with le(date(2026, 4, 1)):
        repondre(mise, "accepter")
        repondre(mise, "clore", issue="sans_aide")
    assert faire_le_tour(jour=date(2028, 3, 31))["identites_effacees"] == 0
    assert faire_le_tour(jour=date(2028, 4, 1))["identites_effacees"] == 1
    assert faire_le_tour(jour=date(2028, 4, 1))["identites_effacees"] == 0
    assert DemandeAccueil.objects.get().identite_effacee_le == date(2028, 4, 1)


def test_l_enquete_part_une_fois_et_se_remplit_une_fois(lieux):
    porte, premier, *_ = lieux
    mise = emise(porte, premier)
    repondre(mise, "accepter")
    repondre(mise, "clore", issue="aidee")
    jour = ajouter_ouvres(LUNDI, 7)
    assert [faire_le_tour(jour=jour)["enquetes_envoyees"] for _ in range(2)] == [1, 0]
    question = Satisfaction.objects.get()
    with le(jour):
        donner_son_avis(satisfaction=question, note=4, aidee=True)
        with pytest.raises(Impossible):
            donner_son_avis(satisfaction=question, note=1, aidee=False)
    lue = suivi.enquete(MISSION, LUNDI, jour)
    assert (lue.envoyees, lue.reponses, lue.taux, lue.note) == (1, 1, 100, 4)


def test_le_silence_compte_au_denominateur_et_une_cohorte_est_mure(lieux):
    porte, premier, second, _ = lieux
    emise(porte, premier)
    tenue = emise(porte, second)
    repondre(tenue, "accepter")
    au = ajouter_ouvres(LUNDI, 3)
    reponse = next(t for t in suivi.promesses_tenues(MISSION, LUNDI, au) if t.etape == "reponse")
    assert (reponse.echues, reponse.tenues, reponse.part) == (2, 1, 50)
    vide = next(t for t in suivi.promesses_tenues(MISSION, LUNDI, LUNDI) if t.etape == "reponse")
    assert (vide.echues, vide.part) == (0, None)


def test_qui_peut_quoi(lieux):
    porte, premier, second, _ = lieux
    mise = emise(porte, premier)
    assert not droits.mises(agent(second)).exists()
    assert not droits.identites(MISSION).exists()
    assert not droits.identites(agent(premier)).exists()
    assert droits.identites(agent(porte)).exists()
    assert droits.mises(MISSION).get() == mise
    for qui, transition, mots in (
        (agent(porte), "accepter", {}),
        (agent(premier), "annuler", {"motif": "erreur"}),
        (agent(second), "accepter", {}),
        (MISSION, "accepter", {}),
        (ANONYME, "lire", {}),
    ):
        with pytest.raises(Interdit):
            avancer(titulaire=qui, mise=mise, transition=transition, version=1, **mots)
    with pytest.raises(Interdit):
        enregistrer_demande(titulaire=agent(premier), structure=porte, canal="sur_place", besoins=[THEME])
    with pytest.raises(Interdit):
        designer(titulaire=agent(porte), bassin="", structure=porte)


@pytest.mark.parametrize(
    "faux",
    [
        {"besoins": []},
        {"besoins": ["<script>"]},
        {"age": 500},
        {"code_insee": "99999"},
        {"moments": ["minuit"]},
        {"accord_transmission": False, "accord_enquete": False},
        {"canal": "fumee"},
        {"a_rappeler": True, "identite": None},
    ],
)
def test_saisies_refusees_rien_n_est_ecrit(lieux, faux):
    with pytest.raises(DonneeInvalide):
        demande(lieux[0], **faux)
    assert not DemandeAccueil.objects.exists()
    assert not Identite.objects.exists()


def test_repondre_au_premier_niveau_puis_changer_d_avis(lieux):
    porte, premier, *_ = lieux
    besoin = demande(porte).besoins.get()
    repondre_au_premier_niveau(titulaire=agent(porte), besoin=besoin, informations=["metiers"], trace="imprimee")
    besoin.refresh_from_db()
    assert besoin.etat == "repondu"
    mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=premier)
    assert Besoin.objects.get().etat == "en_attente"


def test_une_demande_anonyme_recoit_une_identite_avec_l_accord(lieux):
    porte, premier, *_ = lieux
    notee = demande(porte, identite=None, accord_transmission=False, accord_enquete=False)
    confier_identite(titulaire=agent(porte), demande=notee, identite=DonneesIdentite())
    assert not Identite.objects.exists()
    for telephone in ("06 00", "06 01"):
        notee = confier_identite(titulaire=agent(porte), demande=notee, identite=replace(PERSONNE, telephone=telephone))
    assert Identite.objects.get().telephone == "06 01"
    assert (notee.anonyme, notee.accord_transmission) == (False, True)
    with pytest.raises(Interdit):
        confier_identite(titulaire=agent(premier), demande=notee, identite=PERSONNE)


def test_une_personne_a_rappeler_previent_la_structure_sans_la_nommer(lieux):
    porte = lieux[0]
    notee = demande(None, structure=porte, a_rappeler=True)
    assert notee.besoins.get().responsable == porte
    courriel = Courriel.objects.get(gabarit="accueil_rappel")
    assert courriel.destinataire == "porte@structure.example"
    assert PERSONNE.telephone not in courriel.texte + courriel.sujet
    assert PERSONNE.nom not in courriel.texte + courriel.sujet


def test_serveur_de_courriel_en_panne_rien_n_est_perdu(lieux, monkeypatch):
    def panne(_message):
        raise ConnectionRefusedError(111, "refus")

    monkeypatch.setattr("portulan.comptes.courriels.EmailMultiAlternatives.send", panne)
    mise = emise(*lieux[:2])
    for courriel in Courriel.objects.all():
        expedier.call(courriel.pk)
    assert mise.etapes.count() == 0
    recu = Courriel.objects.get(gabarit="accueil_recue")
    assert (recu.etat, recu.essais) == ("attente", 1)
    assert recu.erreur
