"""What a person may stop by herself, what she leaves with, and the days of handover of who followed her."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail, signing

from fabriques.accueil import LUNDI, PERSONNE, agent, aiguillee, demande, le, structure
from portulan.comptes.enums import EtatCourriel, Role
from portulan.comptes.models import Courriel
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Interdit, Introuvable
from portulan.terrain.accueil import droits, liens
from portulan.terrain.accueil.echeances import faire_le_tour
from portulan.terrain.accueil.enums import Trace
from portulan.terrain.accueil.models import Identite, MiseEnRelation, Passation
from portulan.terrain.accueil.operations import (
    avancer,
    confier_identite,
    enregistrer_demande,
    envoyer_la_trace,
    mettre_en_relation,
    renoncer,
    tout_effacer,
)
from portulan.web.espaces.mises import taches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
LIEU = {"nom": "CIO du Val", "adresse": "Ajaccio", "joindre": "", "horaires": "", "raisons": "Il répond au besoin."}
BESOINS = [{"dit": "Trouver une formation", "envois": [], "lieux": [LIEU]}]


@pytest.fixture(autouse=True)
def _horloge():
    with le(LUNDI):
        yield


@pytest.fixture
def lieux():
    return [structure(code) for code in ("porte", "premier", "second")]


def emise(porte, *candidats, **autres):
    besoin, garde = aiguillee(porte, *candidats, **autres)
    return mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=candidats[0], aiguillage=garde, rang=1)


def repondre(mise, transition, **mots):
    mise.refresh_from_db()
    return avancer(titulaire=agent(mise.structure, 20), mise=mise, transition=transition, version=mise.version, **mots)


def jeton(demandee):
    return liens.de_la_personne(Identite.objects.get(demande=demandee)).rstrip("/").rpartition("/")[2]


def lit(lieu, demandee):
    return droits.identites(agent(lieu, 30)).filter(demande=demandee).exists()


def test_chaque_courriel_a_la_personne_mene_a_sa_demande(lieux):
    mise = emise(*lieux[:2])
    repondre(mise, "accepter")
    textes = [m.body for m in mail.outbox if m.to == [PERSONNE.courriel]]
    textes += [c.texte for c in Courriel.objects.filter(destinataire=PERSONNE.courriel, etat=EtatCourriel.ATTENTE)]
    assert len(textes) == 2
    for texte in textes:
        trouve = re.search(r"/ma-demande/([^/\s]+)/", texte)
        assert liens.lire_personne(trouve[1]) == mise.besoin.demande


def test_renoncer_arrete_tout_et_previent_chacun_une_fois(lieux):
    mise = emise(*lieux)
    cle = jeton(mise.besoin.demande)
    for _ in range(2):
        besoin = renoncer(jeton=cle, besoin=mise.besoin_id)
    mise.refresh_from_db()
    assert (mise.etat, mise.motif, besoin.etat) == ("annulee", "renonce", "abandonne")
    assert MiseEnRelation.objects.count() == 1
    annulations = Courriel.objects.filter(gabarit="accueil_annulee").values_list("destinataire", flat=True)
    assert list(annulations) == ["premier@structure.example"]
    assert Courriel.objects.filter(gabarit="accueil_emettrice_etape").count() == 1
    assert Entree.objects.filter(acte="mise.annuler", auteur="personne").count() == 1


def test_renoncer_sans_rien_d_ouvert_clot_le_besoin(lieux):
    porte, premier, _ = lieux
    mise = emise(porte, premier)
    repondre(mise, "refuser", motif="deja_suivie")
    besoin = renoncer(jeton=jeton(mise.besoin.demande), besoin=mise.besoin_id)
    assert besoin.etat == "abandonne"
    besoin.demande.refresh_from_db()
    assert besoin.demande.close_le is not None
    assert Entree.objects.filter(acte="accueil.renoncer").count() == 1


def test_le_besoin_d_une_autre_n_est_pas_le_sien(lieux):
    mise, autre = emise(*lieux[:2]), emise(lieux[0], lieux[2])
    with pytest.raises(Introuvable):
        renoncer(jeton=jeton(mise.besoin.demande), besoin=autre.besoin_id)
    autre.refresh_from_db()
    assert autre.etat == "emise"


def test_un_lien_force_d_une_autre_adresse_ou_d_un_autre_usage_n_ouvre_rien(lieux):
    mise = emise(*lieux[:2])
    cle = jeton(mise.besoin.demande)
    confier_identite(
        titulaire=agent(lieux[0]), demande=mise.besoin.demande, identite=replace(PERSONNE, courriel="neuf@p.example")
    )
    d_un_autre_usage = signing.dumps({"demande": mise.besoin.demande_id}, salt="portulan.accueil.enquete")
    for mauvais in (cle, cle[:-2], d_un_autre_usage):
        with pytest.raises(Interdit):
            renoncer(jeton=mauvais, besoin=mise.besoin_id)
    mise.refresh_from_db()
    assert mise.etat == "emise"


def test_le_lien_vaut_trente_jours(lieux, monkeypatch):
    mise = emise(*lieux[:2])
    cle = jeton(mise.besoin.demande)
    emis = signing.time.time()
    for jours, ouvert in ((29, True), (31, False)):
        monkeypatch.setattr(signing.time, "time", lambda jours=jours: emis + jours * 86_400)
        if ouvert:
            assert liens.lire_personne(cle) == mise.besoin.demande
        else:
            with pytest.raises(Interdit, match="expiré"):
                liens.lire_personne(cle)


def test_tout_effacer_ne_laisse_ni_nom_ni_attente_ni_lien(lieux):
    mise = emise(*lieux)
    cle = jeton(mise.besoin.demande)
    tout_effacer(jeton=cle)
    mise.refresh_from_db()
    mise.besoin.demande.refresh_from_db()
    assert (mise.etat, mise.motif) == ("annulee", "retire_accord")
    assert mise.besoin.demande.identite_effacee_le == LUNDI
    assert not Identite.objects.exists()
    assert not Courriel.objects.filter(destinataire=PERSONNE.courriel).exists()
    with pytest.raises(Interdit, match="effacées"):
        tout_effacer(jeton=cle)


def test_qui_suivait_la_personne_la_lit_encore_quinze_jours_sans_rien_ecrire(lieux):
    porte, premier, second = lieux
    mise = emise(porte, premier)
    demandee = mise.besoin.demande
    repondre(mise, "accepter")
    assert not Passation.objects.exists()
    repondre(mise, "clore", issue="reorientee")
    passation = Passation.objects.get()
    assert (passation.structure, passation.jusqu_au) == (premier, LUNDI + timedelta(days=15))
    for jours, lue in ((0, True), (15, True), (16, False)):
        with le(LUNDI + timedelta(days=jours)):
            assert lit(premier, demandee) is lue
            assert lit(porte, demandee)
            assert not lit(second, demandee)
            responsable = agent(premier, 31, Role.RESPONSABLE)
            assert not droits.identites(responsable, "effacer").filter(demande=demandee).exists()
            assert not droits.demandes(responsable, "saisir").filter(pk=demandee.pk).exists()


def test_l_accord_repris_finit_la_passation(lieux):
    porte, premier, _ = lieux
    mise = emise(porte, premier)
    repondre(mise, "accepter")
    repondre(mise, "clore", issue="reorientee")
    tout_effacer(jeton=jeton(mise.besoin.demande))
    assert not Passation.objects.exists()


def test_une_demande_anonyme_n_a_pas_de_passation(lieux):
    porte, premier, _ = lieux
    mise = emise(porte, premier, identite=None, accord_transmission=False)
    repondre(mise, "accepter")
    repondre(mise, "clore", issue="reorientee")
    assert not Passation.objects.exists()


def test_la_trace_part_puis_son_adresse_s_efface(lieux):
    porte, *_ = lieux
    anonyme = demande(porte, identite=None, accord_transmission=False)
    envoyer_la_trace(titulaire=agent(porte), demande=anonyme, adresse=" une.fois@p.example ", besoins=BESOINS)
    anonyme.refresh_from_db()
    assert (anonyme.trace, anonyme.anonyme) == (Trace.COURRIEL, True)
    partie = Courriel.objects.get(gabarit="accueil_trace")
    assert partie.destinataire == "une.fois@p.example"
    assert faire_le_tour(jour=LUNDI)["traces_effacees"] == 0
    Courriel.objects.update(etat=EtatCourriel.ENVOYE)
    assert faire_le_tour(jour=LUNDI)["traces_effacees"] == 1
    assert not Courriel.objects.filter(destinataire__icontains="une.fois").exists()
    assert "une.fois" not in str(list(Entree.objects.values()))


@pytest.mark.parametrize("adresse", ["", "personne", "a@b@c.example"])
def test_une_adresse_fausse_n_envoie_rien(lieux, adresse):
    anonyme = demande(lieux[0], identite=None, accord_transmission=False)
    with pytest.raises(DonneeInvalide):
        envoyer_la_trace(titulaire=agent(lieux[0]), demande=anonyme, adresse=adresse, besoins=BESOINS)
    anonyme.refresh_from_db()
    assert anonyme.trace == ""
    assert not Courriel.objects.filter(gabarit="accueil_trace").exists()


def test_une_autre_structure_n_envoie_pas_la_trace(lieux):
    anonyme = demande(lieux[0], identite=None, accord_transmission=False)
    with pytest.raises(Interdit):
        envoyer_la_trace(titulaire=agent(lieux[1]), demande=anonyme, adresse="une@p.example", besoins=BESOINS)


def test_un_rappel_demande_est_une_tache_et_la_personne_le_sait(lieux):
    porte, *_ = lieux
    demandee = enregistrer_demande(
        titulaire=None, structure=porte, canal="site", besoins=["se-former--trouver-sa-formation"],
        code_insee="2A004", identite=PERSONNE, accord_transmission=True, a_rappeler=True,
    )  # fmt: skip
    assert Courriel.objects.filter(gabarit="accueil_personne_rappel", destinataire=PERSONNE.courriel).exists()
    (tache,) = taches(agent(porte))
    assert (tache.titre, tache.echeance) == (
        f"Rappeler la personne de la demande {demandee.numero}",
        date(2026, 3, 5),
    )
    assert taches(agent(lieux[1])) == []
    tout_effacer(jeton=jeton(demandee))
    assert taches(agent(porte)) == []


def test_un_rappel_auquel_on_renonce_n_est_plus_une_tache(lieux):
    porte, *_ = lieux
    demandee = demande(porte, a_rappeler=True)
    assert len(taches(agent(porte))) == 1
    renoncer(jeton=jeton(demandee), besoin=demandee.besoins.get().pk)
    assert taches(agent(porte)) == []
