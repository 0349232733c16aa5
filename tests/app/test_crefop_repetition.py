"""A whole meeting played on the demonstration: from the referral to the published opinion, incidents included."""

import json
from datetime import datetime, time, timedelta
from hashlib import sha256

import pytest

from portulan.cli.comite import Jusqu, _heure
from portulan.crefop.avis.models import AvisComite, ProcesVerbal
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.scrutin.models import ResultatScrutin
from portulan.publication.repetition import PARIS, Arret, repeter
from portulan.publication.repetition_textes import CONVENTION
from portulan.socle.erreurs import Impossible
from portulan.socle.horloge import aujourdhui

pytestmark = pytest.mark.django_db


def a(jours):
    return datetime.combine(aujourdhui() + timedelta(days=jours), time(9, 30), PARIS)


def test_une_seance_entiere_finit_par_un_avis_publie(personnes, site_demo):
    jouee = repeter(site_demo, "94", seance=a(-20))
    avis = AvisComite.objects.get()
    assert (avis.etat, avis.sens) == ("publie", "favorable_avec_reserves")
    assert avis.reserves.filter(genre="reserve").count() == 1
    assert [r.issue for r in ResultatScrutin.objects.order_by("scrutin__rang")] == [
        "adopte",
        "rejete",
        "partage",
        "adopte",
    ]
    assert len(jouee.incidents) == 5
    dossier = site_demo.racine / "actes" / avis.numero
    for fichier in avis.publications.get().fichiers:
        assert sha256((dossier / fichier["nom"]).read_bytes()).hexdigest() == fichier["empreinte"]
    precedente = "0" * 64
    for entree in EntreeRegistre.objects.all():
        assert json.loads(entree.contenu)["prev"] == precedente
        precedente = entree.empreinte


def test_la_seance_suivante_approuve_le_proces_verbal(personnes, site_demo):
    repeter(site_demo, "94", seance=a(-20))
    sans_jour = _heure(Jusqu.FIN, "")  # when the command is given no day
    assert sans_jour > a(-20)
    repeter(site_demo, "94", seance=sans_jour, sujet=CONVENTION)
    assert sorted(ProcesVerbal.objects.values_list("etat", flat=True)) == ["signe", "soumis"]
    assert AvisComite.objects.count() == 2


def test_une_repetition_s_arrete_ou_on_le_demande(personnes, site_demo):
    convoquee = repeter(site_demo, "94", seance=a(12), arret=Arret.CONVOCATION)
    assert (convoquee.seance.etat, convoquee.bulletins) == ("convoquee", 0)
    en_vote = repeter(site_demo, "94", seance=a(-1), arret=Arret.VOTE)
    scrutin = en_vote.seance.points.get(genre="avis").scrutins.get(etat="ouvert")
    assert scrutin.mode == "electronique"


def test_elle_refuse_une_vraie_installation(personnes, vierge):
    with pytest.raises(Impossible, match="démonstration"):
        repeter(vierge, "94", seance=a(-20))
    assert not AvisComite.objects.exists()


def test_la_page_publique_dit_les_chiffres_inseres(personnes, site_demo, client):
    repeter(site_demo, "94", seance=a(-20))
    avis = AvisComite.objects.get()
    figure = json.loads(avis.contenu)["figures"][0]
    page = client.get(f"/avis/{avis.numero}/").content.decode()
    assert "{IND-" not in page
    assert f'<a href="#chiffres"><strong>{figure["texte"]}</strong></a>' in page


def test_les_actes_publies_se_relisent_octet_par_octet(personnes, site_demo):
    from portulan.publication.integrite import verifier

    repeter(site_demo, "94", seance=a(-20))
    publication = AvisComite.objects.get().publications.get()
    avant = {e.nom: e for e in verifier(site_demo)}["actes publiés"]
    assert (avant.fichiers, avant.intact) == (len(publication.fichiers), True)
    premier, second = publication.fichiers[:2]
    dossier = site_demo.racine / "actes" / publication.avis.numero
    (dossier / premier["nom"]).write_bytes(b"autre chose")
    (dossier / second["nom"]).unlink()
    apres = {e.nom: e for e in verifier(site_demo)}["actes publiés"]
    assert (apres.alteres, apres.absents) == ((premier["empreinte"],), (second["empreinte"],))
