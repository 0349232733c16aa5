"""The screenshots of the guide, taken by the browser: ECRANS_DU_GUIDE=1 writes them in docs/ecrans."""

import os
import re
from datetime import UTC, datetime, time
from pathlib import Path
from types import SimpleNamespace

import pytest

from portulan.socle import horloge
from portulan.sources.demonstration_tirage import JOUR

RACINE = Path(__file__).parents[2]
pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
ECRANS = {
    "accueil": "/",
    "fiche": "/fiches/1/",
    "question": "/questions/F1.O3/",
    "indicateur": "/indicateurs/IND-F1.O3a-2/?niveau=commune",
    "territoire": "/territoires/departement/2A/",
    "egalite": "/egalite-d-acces/?besoin=metiers&public=jeunes",
    "dossiers": "/dossiers/",
    "sources": "/sources/",
    "importer": "/region/importer/",
    "administrer": "/region/",
}
# Who shows it (a role, or nobody), and the address; what is in braces is found in the registers of the demonstration
ECRANS_DU_TERRAIN = {
    "entrer-comme": ("", "/connexion/demonstration/"),
    "reseau": ("", "/reseau/"),
    "registre": ("", "/registre/"),
    "espace": ("responsable", "/espace/"),
    "structure": ("responsable", "/reseau/structures/{sienne}/"),
    "horaires": ("responsable", "/reseau/structures/{sienne}/horaires/"),
    "evaluer": ("responsable", "/evaluations/{ouverte}/parties/P1/"),
    "adhesion": ("mission_spro", "/adhesions/{instruite}/"),
    "maj": ("mission_spro", "/annuaire/campagnes/{maj}/"),
    "concertation": ("mission_spro", "/charte/concertation/"),
    "relecture": ("mission_spro", "/relectures/{en_revue}/"),
    "carte-niveaux": ("mission_spro", "/campagnes/{campagne}/carte/"),
    "synthese": ("membre", "/campagnes/synthese/"),
    "equipe": ("responsable", "/organisations/{organisation}/"),
    "journal": ("auditeur", "/journal/"),
}
# The same for the committee, whose meetings are played around today: the width follows the address
ECRANS_DU_COMITE = {
    "avis": ("", "/avis/{avis}/", 1280),
    "suites-reserves": ("", "/reserves/", 1280),
    "verifier-registre": ("", "/registre-des-actes/verifier/", 1280),
    "comite-regles": ("", "/comite/{organe}/regles/", 1280),
    "comite": ("secretariat", "/comite/", 1280),
    "saisine": ("secretariat", "/saisines/{saisine}/", 1280),
    "seance-direct": ("secretariat", "/seances/{ouverte}/direct/", 1280),
    "mandats": ("secretariat", "/seances/{tenue}/mandats/", 1280),
    "scrutin": ("secretariat", "/scrutins/{proclame}/", 1280),
    "dossier-comite": ("membre", "/saisines/{saisine}/dossiers/1/lire/", 1280),
    "quorum": ("membre", "/seances/{tenue}/quorum/{constat}/", 1280),
    "voter": ("membre", "/scrutins/{ouvert}/voter/", 320),
    "signer-avis": ("presidence", "/avis/{avis}/signature/", 1280),
}


def _ouvrir_une_session(ecran, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()


def _dossier(tmp_path):
    return RACINE / "docs/ecrans" if os.environ.get("ECRANS_DU_GUIDE") else tmp_path


def test_ecrans_du_guide(ecran, live_server, site_demo, administratrice, tmp_path):
    _ouvrir_une_session(ecran, live_server, administratrice)
    for nom, adresse in ECRANS.items():
        for largeur in (1280, 320):
            ecran.set_viewport_size({"width": largeur, "height": 900 if largeur > 320 else 640})
            ecran.goto(live_server.url + adresse)
            assert ecran.screenshot(path=_dossier(tmp_path) / f"{nom}-{largeur}.png")


def _cles(responsable):
    """Rows that the screens show, chosen by their state."""
    from portulan.terrain.adhesion.models import Adhesion
    from portulan.terrain.animation.models import CampagneMiseAJour
    from portulan.terrain.evaluation.models import Campagne, Evaluation
    from portulan.terrain.reseau.models import Structure

    organisation = responsable.habilitations.first().organisation
    leurs = Evaluation.objects.filter(structure__organisation=organisation).order_by("pk")
    return {
        "organisation": organisation.code,
        "sienne": Structure.objects.filter(organisation=organisation, services__isnull=False).order_by("pk")[0].pk,
        "ouverte": (leurs.filter(etat="ouverte").first() or leurs[0]).pk,
        "instruite": Adhesion.objects.filter(etat="instruite").order_by("pk")[0].pk,
        "maj": CampagneMiseAJour.objects.order_by("-pk")[0].pk,
        "en_revue": Evaluation.objects.filter(etat="en_revue").order_by("pk")[0].pk,
        "campagne": Campagne.objects.order_by("-pk")[0].pk,
    }


def test_ecrans_du_terrain(ecran, live_server, seances_jouees, tmp_path, monkeypatch):
    jour = datetime.combine(JOUR, time(10), UTC)
    monkeypatch.setattr(horloge, "datetime", SimpleNamespace(now=lambda _fuseau: jour))
    cles = _cles(seances_jouees["responsable"])
    ecran.set_viewport_size({"width": 1280, "height": 900})
    present = ""
    for nom, (role, adresse) in ECRANS_DU_TERRAIN.items():
        if role != present:
            _ouvrir_une_session(ecran, live_server, seances_jouees[role])
            present = role
        reponse = ecran.goto(live_server.url + adresse.format(**cles))
        assert reponse.status == 200, nom
        assert ecran.screenshot(path=_dossier(tmp_path) / f"{nom}-1280.png")


def _cles_du_comite():
    """Rows of the played meetings: the one with a published opinion, the one with a ballot open."""
    from portulan.crefop.avis.models import AvisComite
    from portulan.crefop.scrutin.models import Scrutin
    from portulan.crefop.seance.models import SeanceComite

    avis = AvisComite.objects.select_related("saisine__organe", "point__seance").get(etat="publie")
    return {
        "avis": avis.numero,
        "organe": avis.saisine.organe.code,
        "saisine": avis.saisine_id,
        "tenue": avis.point.seance_id,
        "constat": avis.point.seance.constats.filter(point=avis.point, atteint=True).latest("pk").pk,
        "proclame": Scrutin.objects.get(point=avis.point, objet="ensemble", etat="proclame").pk,
        "ouverte": SeanceComite.objects.get(etat="ouverte").pk,
        "ouvert": Scrutin.objects.get(etat="ouvert").pk,
    }


def test_ecrans_du_comite(ecran, live_server, seances_jouees, tmp_path):
    cles, present = _cles_du_comite(), ""
    for nom, (role, adresse, largeur) in ECRANS_DU_COMITE.items():
        ecran.set_viewport_size({"width": largeur, "height": 900})
        if role != present:
            _ouvrir_une_session(ecran, live_server, seances_jouees[role])
            present = role
        reponse = ecran.goto(live_server.url + adresse.format(**cles))
        assert reponse.status == 200, nom
        assert ecran.screenshot(path=_dossier(tmp_path) / f"{nom}-{largeur}.png")


def test_le_guide_montre_chaque_ecran():
    guide = "".join(f.read_text() for f in (RACINE / "docs/guide").glob("*.md"))
    montres = set(re.findall(r"\.\./ecrans/([\w-]+)\.png", guide))
    comite = {f"{nom}-{largeur}" for nom, (*_, largeur) in ECRANS_DU_COMITE.items()}
    assert montres == {f"{nom}-1280" for nom in (*ECRANS, *ECRANS_DU_TERRAIN)} | {"accueil-320"} | comite
    assert all((RACINE / f"docs/ecrans/{nom}.png").is_file() for nom in montres)
