"""The screenshots of the guide, taken by the browser: ECRANS_DU_GUIDE=1 writes them in docs/ecrans."""

import os
import re
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
ECRANS = {
    "accueil": "/",
    "fiche": "/fiches/1/",
    "question": "/questions/F1.O3/",
    "indicateur": "/indicateurs/IND-F1.O3a-2/?niveau=commune",
    "territoire": "/territoires/departement/2A/",
    "dossiers": "/dossiers/",
    "sources": "/sources/",
    "importer": "/region/importer/",
    "administrer": "/region/",
}


def test_ecrans_du_guide(ecran, live_server, site_demo, administratrice, tmp_path):
    from portulan.comptes.operations import fabriquer_lien

    dossier = RACINE / "docs/ecrans" if os.environ.get("ECRANS_DU_GUIDE") else tmp_path
    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=administratrice)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()
    for nom, adresse in ECRANS.items():
        for largeur in (1280, 320):
            ecran.set_viewport_size({"width": largeur, "height": 900 if largeur > 320 else 640})
            ecran.goto(live_server.url + adresse)
            assert ecran.screenshot(path=dossier / f"{nom}-{largeur}.png")


def test_le_guide_montre_chaque_ecran():
    guide = "".join(f.read_text() for f in (RACINE / "docs/guide").glob("*.md"))
    montres = set(re.findall(r"\.\./ecrans/([\w-]+)\.png", guide))
    assert montres == {f"{nom}-1280" for nom in ECRANS} | {"accueil-320"}
    assert all((RACINE / f"docs/ecrans/{nom}.png").is_file() for nom in montres)
