"""No template is left unused, no component is missing from the gallery, vendored files are those of their manifest."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from portulan import web
from portulan.web.templatetags.composants import register

WEB = Path(web.__file__).parent
GABARITS = WEB / "templates"


def textes():
    return [f.read_text() for f in (*GABARITS.rglob("*.html"), *WEB.rglob("*.py"))]


@pytest.mark.parametrize("gabarit", sorted(str(f.relative_to(GABARITS)) for f in GABARITS.rglob("*.html")))
def test_chaque_gabarit_sert(gabarit):
    if gabarit.startswith("composants/"):
        nom = Path(gabarit).stem
        assert any(f'"composants/{nom}.html"' in t or f'_bloc("{nom}"' in t for t in textes())
    else:
        assert any(f'"{gabarit}"' in t for t in textes())


@pytest.mark.parametrize("composant", sorted(register.tags))
def test_chaque_composant_est_dans_la_galerie(composant):
    if composant in {"tableau", "pagination", "filtres"}:
        source = (GABARITS / "composants/liste.html").read_text()
    elif composant == "fil":
        source = (GABARITS / "base.html").read_text()
    elif composant == "chiffre_compare":
        source = (GABARITS / "pages/territoire.html").read_text()
    else:
        source = (GABARITS / "pages/composants.html").read_text()
    assert re.search(rf"{{% {composant} ", source)


def test_aucun_style_ni_script_en_ligne():
    for texte in (f.read_text() for f in GABARITS.rglob("*.html")):
        assert " style=" not in texte
        assert "<style" not in texte
        assert not re.findall(r"<script(?![^>]*\bsrc=)", texte)


@pytest.mark.parametrize(
    "manifeste", sorted((WEB / "static/vendor").glob("*/manifeste.json")), ids=lambda f: f.parent.name
)
def test_fichiers_embarques_intacts(manifeste):
    contenu = json.loads(manifeste.read_text())
    presents = {f.name for f in manifeste.parent.iterdir()} - {"manifeste.json"}
    assert presents == set(contenu["fichiers"])
    assert "LICENSE" in presents
    for nom, empreinte in contenu["fichiers"].items():
        assert hashlib.sha256((manifeste.parent / nom).read_bytes()).hexdigest() == empreinte


def test_les_fichiers_statiques_se_rassemblent_avec_leur_empreinte(settings, tmp_path):
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    noms = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert {"css/composants.css", "js/portulan.js", "js/carte.mjs"} <= noms.keys()
    css = (tmp_path / noms["css/jetons.css"]).read_text()
    assert re.search(r"latin\.[0-9a-f]{12}\.woff2", css)


def test_une_cle_ecrite_dans_un_formulaire_garde_ses_chiffres():
    """« 1 099 » in a value or an identifier is another key: separators are for the figures that a filter writes."""
    from django.template import Context, Template

    assert Template('<input value="{{ n }}">').render(Context({"n": 1099})) == '<input value="1099">'
    assert Template("{% load composants %}{{ n|nombre }}").render(Context({"n": 1099})) == "1\u202f099"
