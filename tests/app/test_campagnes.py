"""Reviews and campaigns: two columns that never meet, two reviewers both kept, frozen hash, map in constant queries."""

import csv
import io
import zipfile
from datetime import timedelta
from fractions import Fraction
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portulan.socle.horloge import aujourdhui
from portulan.terrain.evaluation import gel, queries, synthese
from portulan.terrain.evaluation.enums import Etat, Regard, Statut
from portulan.terrain.evaluation.models import Campagne, Constat, Evaluation, Relecture, Reponse
from portulan.terrain.reseau.models import Structure
from portulan.web.identite import SECOND_FACTEUR
from portulan.web.ods import feuille

pytestmark = pytest.mark.django_db


def ouvrir(compte, *, verifie=False):
    client = Client()
    client.force_login(compte, backend="portulan.comptes.backends.ParCourriel")
    if verifie:
        session = client.session
        session[SECOND_FACTEUR] = True
        session.save()
    return client


@pytest.fixture
def en_revue(personnes):
    """An assessment under review, not of the organisation of the person of an operator."""
    return Evaluation.objects.filter(etat=Etat.EN_REVUE).first()


@pytest.fixture
def critere(en_revue):
    code = en_revue.reponses.filter(niveau__isnull=False).first().critere
    en_revue.constats.filter(critere=code).delete()
    return code


def constater(client, evaluation, critere, niveau, **valeurs):
    return client.post(
        f"/relectures/{evaluation.pk}/constat/",
        {"critere": critere, "niveau": niveau, "version": "", "commentaire": "Vu sur place.", **valeurs},
    )


def test_deux_relecteurs_sur_un_critere_sont_gardes_tous_deux(personnes, en_revue, critere):
    declare = Reponse.objects.get(evaluation=en_revue, critere=critere).niveau
    siennes = en_revue.structure.organisation_id
    pair = next(
        c for r, c in personnes.items() if r in {"rectorat", "agent"} and siennes not in c.titulaire().organisations
    )
    Relecture.objects.create(evaluation=en_revue, relecteur=pair, regard=Regard.PAIR, designee_le=aujourdhui())
    assert constater(ouvrir(personnes["mission_spro"]), en_revue, critere, 1).status_code == 302
    assert constater(ouvrir(pair), en_revue, critere, 3).status_code == 302
    trouves = Constat.objects.filter(evaluation=en_revue, critere=critere)
    assert sorted(trouves.values_list("niveau", flat=True)) == [1, 3]
    assert Reponse.objects.get(evaluation=en_revue, critere=critere).niveau == declare
    principe = en_revue.referentiel.referentiel.critere(critere).principe
    html = ouvrir(pair).get(f"/relectures/{en_revue.pk}/?principe={principe}").content.decode()
    assert "les relecteurs ne sont pas d’accord" in html


def test_deux_fenetres_du_meme_relecteur_ne_perdent_rien(personnes, en_revue, critere):
    client = ouvrir(personnes["mission_spro"])
    constater(client, en_revue, critere, 1)
    assert constater(client, en_revue, critere, 1).status_code == 302  # sent twice: the same
    reponse = constater(client, en_revue, critere, 3, commentaire="Ma seconde fenêtre")
    html = reponse.content.decode()
    assert reponse.status_code == 409
    assert "Ma seconde fenêtre" in html
    assert "niveau 1" in html
    assert Constat.objects.get(evaluation=en_revue, critere=critere).niveau == 1


def test_qui_n_est_pas_designe_ne_relit_pas(personnes, en_revue, critere):
    autre = personnes["rectorat"]
    Relecture.objects.filter(evaluation=en_revue, relecteur=autre).delete()
    assert constater(ouvrir(autre), en_revue, critere, 0).status_code in {403, 404}
    assert not Constat.objects.filter(evaluation=en_revue, critere=critere).exists()


def test_on_ne_designe_jamais_quelqu_un_de_l_organisation_evaluee(personnes):
    responsable = personnes["responsable"]
    sienne = Evaluation.objects.filter(
        structure__organisation__in=responsable.titulaire().organisations, etat__in=("ouverte", "soumise", "en_revue")
    ).first()
    client = ouvrir(personnes["mission_spro"])
    reponse = client.post(f"/relectures/{sienne.pk}/relecteur/", {"compte": responsable.pk, "regard": "pair"})
    assert reponse.status_code == 422
    assert not Relecture.objects.filter(evaluation=sienne, relecteur=responsable).exists()
    assert f'value="{responsable.pk}"' not in client.get(f"/relectures/{sienne.pk}/").content.decode()


def test_valider_demande_le_second_facteur_puis_fige(personnes, en_revue):
    en_revue.reponses.filter(sans_objet="demandee").update(sans_objet="", motif="")
    page = f"/relectures/{en_revue.pk}/valider/"
    ouvrir(personnes["mission_spro"]).post(page, {"version": en_revue.version})
    en_revue.refresh_from_db()
    assert en_revue.etat == Etat.EN_REVUE
    client = ouvrir(personnes["mission_spro"], verifie=True)
    assert client.post(page, {"version": en_revue.version}).status_code == 302
    en_revue.refresh_from_db()
    assert en_revue.etat == Etat.VALIDEE
    assert gel.intact(en_revue)
    html = client.get(f"/relectures/{en_revue.pk}/").content.decode()
    assert en_revue.empreinte in html
    assert "empreinte vérifiée" in html
    connection.check_constraints()  # no pending event may remain for a guard to be dropped
    import_module("portulan.terrain.evaluation.migrations.0002_gardes").revenir(None, connection.schema_editor())
    Evaluation.objects.filter(pk=en_revue.pk).update(contenu={**en_revue.contenu, "structure": "autre"})
    assert "ne correspond plus" in client.get(f"/relectures/{en_revue.pk}/").content.decode()


def test_message_hostile_dans_l_echange(personnes, en_revue, critere):
    client = ouvrir(personnes["mission_spro"])
    page = f"/relectures/{en_revue.pk}/echange/"
    avant = en_revue.echanges.filter(critere=critere).count()
    for _ in range(2):
        client.post(page, {"critere": critere, "texte": "<script>alert(1)</script> \u202e🧭"})
    assert en_revue.echanges.filter(critere=critere).count() == avant + 1
    principe = en_revue.referentiel.referentiel.critere(critere).principe
    html = client.get(f"/relectures/{en_revue.pk}/?principe={principe}").content.decode()
    assert "<script>alert" not in html
    long = client.post(page, {"critere": critere, "texte": "é" * 10_000})
    assert long.status_code == 422
    assert "é" * 10_000 in long.content.decode()


# --- campaigns ------------------------------------------------------------------------------------


def test_la_carte_coute_autant_pour_une_structure_que_pour_toutes(personnes):
    campagne = Campagne.objects.first()
    client = ouvrir(personnes["mission_spro"])

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(f"/campagnes/{campagne.pk}/carte/").status_code == 200
        return len(requetes)

    toutes = compter()
    assert queries.structures_de_la_campagne(campagne).count() > 10
    Evaluation.objects.filter(campagne=campagne).exclude(
        pk=Evaluation.objects.filter(campagne=campagne).first().pk
    ).update(campagne=None)
    assert compter() <= toutes <= 14


def test_la_carte_s_exporte_entiere(personnes):
    campagne = Campagne.objects.first()
    client = ouvrir(personnes["mission_spro"])
    lignes = list(
        csv.reader(
            io.StringIO(client.get(f"/campagnes/{campagne.pk}/carte/?format=csv").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert len(lignes) == queries.structures_de_la_campagne(campagne).count() + 1
    assert len(lignes[0]) == 6 + len(campagne.referentiel.referentiel.criteres)
    ods = client.get(f"/campagnes/{campagne.pk}/carte/?format=ods&principe=P1").content
    with zipfile.ZipFile(io.BytesIO(ods)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("content.xml").count(b"<table:table-row>") == len(lignes)


def test_une_feuille_ods_echappe_et_garde_les_nombres():
    octets = feuille("essai", ["a"], [["<b>&\x00"], [3], [None]])
    assert octets == feuille("essai", ["a"], [["<b>&\x00"], [3], [None]])
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        xml = archive.read("content.xml").decode()
    assert "&lt;b&gt;&amp;" in xml
    assert 'office:value="3"' in xml


def test_la_repartition_compte_ceux_dont_on_ne_sait_rien(personnes):
    structures = queries.structures_a_evaluer("94")
    rangees = synthese.lignes(structures, Evaluation.objects.filter(etat=Etat.VALIDEE), aujourdhui())
    total = synthese.repartition(rangees)
    assert total.total == structures.count()
    assert total.non_evaluees > 0
    assert total.evaluees + total.non_evaluees == total.total
    groupes = synthese.repartitions(rangees, lambda x: x.structure.operateur)
    assert sum(g.total for g in groupes) == total.total
    assert not synthese.repartition([]).comparable(Fraction(0))


def test_une_evaluation_non_validee_ne_donne_pas_de_statut(personnes, en_revue):
    rangees = synthese.lignes([en_revue.structure], Evaluation.objects.filter(pk=en_revue.pk), aujourdhui())
    assert rangees[0].bilan is not None
    assert rangees[0].statut == Statut.NON_EVALUE


def test_la_synthese_ne_nomme_personne_et_ne_classe_pas_sous_le_minimum(personnes):
    html = ouvrir(personnes["membre"]).get("/campagnes/synthese/").content.decode()
    nommees = [s.nom for s in Structure.objects.filter(region="94") if s.nom in html]
    assert nommees == []
    assert "couverture insuffisante" in html
    assert "Non évaluées" in html
    assert ouvrir(personnes["membre"]).get(f"/campagnes/{Campagne.objects.first().pk}/carte/").status_code == 403
    assert ouvrir(personnes["responsable"]).get("/campagnes/synthese/").status_code == 403


def test_une_campagne_se_prepare_se_lance_et_change_de_fin(personnes):
    client = ouvrir(personnes["mission_spro"])
    publie = Campagne.objects.first().referentiel_id
    jour = aujourdhui()
    valeurs = {
        "nom": "Campagne d’essai",
        "annee": jour.year,
        "referentiel": publie,
        "du": jour.isoformat(),
        "au": (jour + timedelta(days=30)).isoformat(),
        "seuil": 80,
        "operateurs": ["cap_emploi"],
    }
    assert client.post("/campagnes/nouvelle/", valeurs).status_code == 302
    assert client.post("/campagnes/nouvelle/", valeurs).status_code == 409  # sent twice: said, nothing doubled
    campagne = Campagne.objects.get(nom="Campagne d’essai")
    client.post(f"/campagnes/{campagne.pk}/lancer/")
    ouvertes = campagne.evaluations.count()
    client.post(f"/campagnes/{campagne.pk}/lancer/")
    assert campagne.evaluations.count() == ouvertes > 0
    campagne.refresh_from_db()
    fin = jour + timedelta(days=60)
    client.post(f"/campagnes/{campagne.pk}/fin/", {"au": fin.isoformat(), "version": campagne.version})
    assert set(campagne.evaluations.filter(etat="ouverte").values_list("echeance", flat=True)) == {fin}
    client.post(f"/campagnes/{campagne.pk}/fin/", {"au": jour.isoformat(), "version": campagne.version})
    campagne.refresh_from_db()
    assert campagne.au == fin  # the form was stale
    assert ouvrir(personnes["auditeur"]).post(f"/campagnes/{campagne.pk}/lancer/").status_code == 403


def test_un_rappel_par_jour_un_courriel_par_personne(personnes):
    from portulan.comptes.models import Courriel

    mission, campagne = ouvrir(personnes["mission_spro"], verifie=True), Campagne.objects.get()
    avant = Courriel.objects.filter(gabarit="rappel_evaluation").count()
    for _ in range(2):
        assert mission.post(f"/campagnes/{campagne.pk}/rappeler/").status_code == 302
    partis = Courriel.objects.filter(gabarit="rappel_evaluation").count() - avant
    rappels = Courriel.objects.filter(gabarit="rappel_evaluation", destinataire=personnes["responsable"].courriel)
    assert (partis > 0, rappels.count()) == (True, 1)
    campagne.refresh_from_db()
    assert campagne.rappelee_le == aujourdhui()
    assert ouvrir(personnes["responsable"]).post(f"/campagnes/{campagne.pk}/rappeler/").status_code == 403


def test_la_preuve_se_telecharge_depuis_la_revue(personnes, en_revue):
    html = ouvrir(personnes["mission_spro"]).get(f"/relectures/{en_revue.pk}/").content.decode()
    assert 'href="/evaluations/preuves/' in html


def test_la_page_d_un_bassin_dit_sa_vie_a_ceux_qui_la_suivent(personnes, client):
    bassin = Structure.objects.exclude(bassin="").first().bassin
    html = ouvrir(personnes["mission_spro"]).get(f"/reseau/bassins/{bassin}/").content.decode()
    assert "La vie du bassin" in html
    assert "La vie du bassin" not in client.get(f"/reseau/bassins/{bassin}/").content.decode()


def test_les_personnages_ont_de_quoi_faire(personnes):
    from portulan.terrain.adhesion.enums import Etat as EtatAdhesion
    from portulan.terrain.adhesion.models import Adhesion
    from portulan.terrain.evaluation.models import Echange

    siennes = personnes["responsable"].titulaire().organisations
    assert Adhesion.objects.filter(organisation__in=siennes, etat=EtatAdhesion.A_SIGNER).exists()
    assert Reponse.objects.filter(confiee_a=personnes["agent"], niveau__isnull=True).exists()
    assert Structure.objects.filter(organisation__in=siennes, verifiee_le=None).exists()
    auteurs = {(e.evaluation_id, e.cote): e.auteur_id for e in Echange.objects.all()}
    assert auteurs
    for (evaluation, cote), auteur in auteurs.items():
        assert all(a != auteur for (v, c), a in auteurs.items() if v == evaluation and c != cote)
