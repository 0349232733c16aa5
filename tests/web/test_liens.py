"""No link of the site leads nowhere: every kind of page is opened, and what it points at, from the home page on."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import Resolver404, resolve

pytestmark = pytest.mark.django_db

# Pages of one kind are alike: a few of each are enough
PAR_SORTE = 4


def _sorte(adresse):
    morceaux = urlsplit(adresse)
    try:
        route = resolve(morceaux.path).route
    except Resolver404:
        route = morceaux.path
    return route, *sorted(parse_qs(morceaux.query, keep_blank_values=True))


def _internes(html):
    for lien in re.findall(r'\shref="([^"]+)"', html):
        adresse = unescape(lien).split("#")[0]
        if adresse.startswith("/") and not adresse.startswith(("//", "/statique/")):
            yield adresse


def test_aucun_lien_mort(client, site_demo):
    file, vues, sortes, morts = deque(["/"]), {"/"}, Counter(), []
    while file:
        adresse = file.popleft()
        reponse = client.get(adresse)
        if reponse.status_code not in {200, 302}:
            morts.append((reponse.status_code, adresse))
        if reponse.streaming:
            reponse.getvalue()  # a file is closed once read
            continue
        if not reponse.get("Content-Type", "").startswith("text/html"):
            continue
        for suivante in _internes(reponse.content.decode()):
            sorte = _sorte(suivante)
            if suivante not in vues and sortes[sorte] < PAR_SORTE:
                vues.add(suivante)
                sortes[sorte] += 1
                file.append(suivante)
    assert morts == []
    assert len(sortes) > 20, "le parcours n'a presque rien ouvert"
