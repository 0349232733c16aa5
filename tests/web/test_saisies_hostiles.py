"""Every form of the site, as the person it is offered to: hostile texts in every field, the clock gone back.

A form added later is covered.

The forms are those of the pages that each part declares (``fabriques.parties``), read in their HTML. Each post is taken
back, so that the next form finds the same registers.
"""

import csv
import html
import io
import re
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from urllib.parse import urldefrag, urljoin

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import CharField, TextField
from django.test import Client

from fabriques import parties
from fabriques.adresses import RESERVEES
from fabriques.formulaires import formulaires
from portulan.socle.horloge import maintenant
from portulan.terrain.evaluation.petit_pdf import petit_pdf

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"
BALISE = "<img src=x onerror=alert(1)>"
ATTRIBUT = '" onmouseover="alert(1)'
BALISES_ET_FORMULE = f"=1+1 {BALISE}<script>alert(1)</script>{ATTRIBUT} ' 👩🏽‍💻 {{{{ 7 }}}}\r\nBcc: tiers@exemple.fr"
CONTROLES = "Abc \u202etxt \x1b[31mrouge\u2066 \x08"
LONG = "\x00" + "é" * 10_000
# What never reaches a page as it was typed
BALISES = (BALISE, "<script>alert", ATTRIBUT)
# Nor this, but in the field of the form that refuses it
INVISIBLES = ("\u202e", "\u2066", "\x00", "\x1b", "\x08")
REFUS = {409, 422}


def clients(personnes):
    """One signed-in browser for each role of the declared pages, the second factor given."""
    ouverts = {"": Client(raise_request_exception=False)}
    for role, compte in personnes.items():
        client = Client(raise_request_exception=False)
        client.force_login(compte, backend=MOTEUR)
        session = client.session
        session["second_facteur_donne"] = True
        session.save()
        ouverts[role] = client
    return ouverts


def copie(client):
    """The same browser again: what a post does to its cookies stays out of the next one."""
    autre = Client(raise_request_exception=False)
    autre.cookies = deepcopy(client.cookies)
    return autre


def sans_nombres(texte):
    """Two pages of the same kind, or two lines of a page, are one case."""
    return re.sub(r"[0-9]+", "#", texte) if len(texte) < 100 else re.sub(r"/[\w:-]{60,}/", "/jeton/", texte)


def formulaires_du_site(ouverts):
    """(role, form) of every different form."""
    vus = set()
    for role, adresse in sorted({*parties.pages(), *(("administrateur", a) for a in RESERVEES)}):
        page = ouverts[role].get(adresse)
        for lu in formulaires(adresse, page.content.decode()):
            champs = frozenset(map(sans_nombres, (*lu.textes, *lu.fichiers)))
            cle = (lu.methode, sans_nombres(lu.adresse.partition("?")[0]), champs)
            if cle not in vus:
                vus.add(cle)
                yield role, lu


def fichiers(lu):
    """A good document under a name that is not."""
    contenu = petit_pdf("x", ["y"])
    return {nom: SimpleUploadedFile(f"=1+1 {BALISE}\u202e.pdf", contenu) for nom in lu.fichiers}


def fautes(reponse):
    """What is wrong with an answer."""
    if reponse.status_code >= 500:
        return [str(reponse.status_code)]
    if reponse.streaming or "text/html" not in reponse.headers.get("Content-Type", ""):
        return []
    page = reponse.content.decode()
    interdits = BALISES if reponse.status_code in REFUS else (*BALISES, *INVISIBLES)
    return [f"{interdit!a} ({reponse.status_code})" for interdit in interdits if interdit in page]


def essayer(client, lu, valeurs):
    """Send a form, follow where it leads; (status, what is wrong). Everything is taken back."""
    navigateur = copie(client)
    with transaction.atomic():
        if lu.methode == "get":
            reponse = navigateur.get(lu.adresse.partition("?")[0], valeurs)
        else:
            reponse = navigateur.post(lu.adresse, valeurs | fichiers(lu))
        trouvees = fautes(reponse)
        if reponse.status_code == 302:
            trouvees += fautes(navigateur.get(reponse["Location"]))
        transaction.set_rollback(True)
    return reponse.status_code, trouvees


def cas(lu):
    """(what is tried, what is sent): one hostile field at a time, the others as the page shows them."""
    depart = lu.valeurs | lu.bouton
    distincts = list({sans_nombres(nom): nom for nom in lu.textes}.values())
    for nom in distincts:
        yield f"{nom}, balises", depart | {nom: [BALISES_ET_FORMULE]}
        yield f"{nom}, invisibles", depart | {nom: [CONTROLES]}
        if lu.methode == "post" and nom not in lu.bornes:
            yield f"{nom}, long", depart | {nom: [LONG]}
    if lu.methode == "post" and lu.bornes:
        yield "champs bornés, longs", depart | {nom: [LONG] for nom in lu.bornes}
    if not distincts:
        yield "fichier", depart


@pytest.mark.long
def test_chaque_champ_de_chaque_formulaire(personnes, seances_jouees):
    ouverts = clients(personnes)
    mauvais, pris, essais = {}, 0, 0
    for role, lu in [(r, f) for r, f in formulaires_du_site(ouverts) if f.textes or f.fichiers]:
        for essai, valeurs in cas(lu):
            code, trouvees = essayer(ouverts[role], lu, valeurs)
            essais += 1
            pris += code == 302 and lu.methode == "post"
            if trouvees:
                mauvais[role, lu.adresse, essai] = trouvees
    assert not mauvais
    assert essais > 500
    assert pris > 50  # the texts do reach the registers and the pages that show them


def test_chaque_acte_quand_l_horloge_a_recule(personnes, seances_jouees):
    """More than a year before what the registers hold: refused with words or done, never an error page."""
    ouverts = clients(personnes)
    actes = [(r, f) for r, f in formulaires_du_site(ouverts) if f.methode == "post"]
    mauvais, codes = {}, []
    with time_machine.travel(maintenant() - timedelta(days=400), tick=True):
        for role, lu in actes:
            code, trouvees = essayer(ouverts[role], lu, lu.valeurs | lu.bouton)
            codes.append(code)
            if trouvees:
                mauvais[role, lu.adresse] = trouvees
    assert not mauvais
    assert codes.count(302) > 40


FORMULE = f"-2+3+cmd|' /C calc'!A0 {BALISE}{ATTRIBUT}"
# Not written by people: keys, digests, passwords, frozen contents, what a rule reads again
TENUS = re.compile(
    r"code|empreinte|contenu|source|jeton|cle|version|reference|horaires|cahier|referentiel|courriel|password|sujet"
)
EXPORTS = re.compile(r'href="([^"]*(?:format=csv|format=ods|\.csv|\.ods)[^"]*)"')


def semer():
    """Write it in every free text of the registers that the database lets change; which ones."""
    semes = set()
    for modele in apps.get_models():
        if not modele.__module__.startswith(("portulan.terrain", "portulan.comptes")):
            continue
        for champ in modele._meta.concrete_fields:
            texte = isinstance(champ, CharField | TextField) and not champ.choices and not champ.unique
            if not texte or TENUS.search(champ.name) or (champ.max_length or 200) < 100:
                continue
            with suppress(IntegrityError), transaction.atomic():
                if modele.objects.exclude(**{champ.name: ""}).update(**{champ.name: FORMULE[: champ.max_length]}):
                    semes.add(f"{modele.__name__}.{champ.name}")
    return semes


def test_les_pages_et_les_exports_quand_les_registres_sont_hostiles(personnes, seances_jouees):
    """Whatever way a text came in (an import, another program), pages escape it and no export makes it a formula."""
    adresses = parties.pages()
    assert len(semer()) > 40
    ouverts, mauvais, exports = clients(personnes), {}, set()
    for role, adresse in sorted(set(adresses)):
        reponse = ouverts[role].get(adresse)
        if trouvees := fautes(reponse):
            mauvais[role, adresse] = trouvees
        assert reponse.status_code < 400, adresse
        assert "/connexion/" not in reponse.headers.get("Location", ""), adresse
        liens = map(html.unescape, EXPORTS.findall(reponse.content.decode()))
        exports |= {(role, urldefrag(urljoin(adresse, lien)).url) for lien in liens}
    inertes = 0
    for role, adresse in sorted(exports):
        reponse = ouverts[role].get(adresse)
        if "csv" not in reponse.headers["Content-Type"]:
            continue
        texte = reponse.getvalue().decode("utf-8-sig")
        cellules = [c for ligne in csv.reader(io.StringIO(texte), delimiter=";") for c in ligne]
        inertes += sum(c.startswith("'-2+3") for c in cellules)
        if formules := [c for c in cellules if c.startswith(("=", "+", "@", "-2+3"))]:
            mauvais[role, adresse] = formules[:2]
    assert not mauvais
    assert inertes > 100
