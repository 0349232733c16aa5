"""Where a page is, and long lists of choices: by group without a script, searched with one."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client

from portulan.terrain.reseau.models import Structure
from portulan.web.choix import par_departement
from portulan.web.navigation import SECTIONS, situer

MOTEUR = "portulan.comptes.backends.ParCourriel"
ACCUEIL = ("Accueil", "/")


@pytest.mark.parametrize(
    ("chemin", "adresse", "attendu"),
    [
        ((ACCUEIL, ("Adhésions", "")), "/adhesions/", ["Accueil", "Réseau", "Adhésions"]),
        (
            (ACCUEIL, ("Adhésions", "/adhesions/"), ("ADH-1", "")),
            "/adhesions/1/",
            ["Accueil", "Réseau", "Adhésions", "ADH-1"],
        ),
        ((ACCUEIL, ("Réseau", "/reseau/"), ("Bassins", "")), "/reseau/bassins/", ["Accueil", "Réseau", "Bassins"]),
        ((ACCUEIL, ("Réseau", "")), "/reseau/", ["Accueil", "Réseau"]),
        ((ACCUEIL, ("Relectures", "")), "/relectures/", ["Accueil", "Qualité", "Relectures"]),
        (
            (ACCUEIL, ("Comptes", "/comptes/"), ("Abel", "")),
            "/comptes/2/",
            ["Accueil", "Mon espace", "Comptes", "Abel"],
        ),
        ((ACCUEIL, ("Connexion", "")), "/connexion/", ["Accueil", "Connexion"]),
        ((ACCUEIL,), "/", ["Accueil"]),
    ],
)
def test_le_fil_passe_par_la_section(chemin, adresse, attendu):
    assert [nom for nom, _ in situer(chemin, adresse)] == attendu


@pytest.mark.django_db
def test_chaque_page_du_menu_se_situe_dans_sa_section(personnes):
    client = Client()
    client.force_login(personnes["mission_spro"], backend=MOTEUR)
    menu = client.get("/").context["site"]["navigation"]
    lues = {section["nom"]: [e["lien"] for e in section["entrees"]] for section in menu}
    fautes = []
    for nom, liens in lues.items():
        for lien in liens:
            fil = re.search(r'<nav class="fil".*?</nav>', client.get(lien).content.decode(), re.DOTALL)[0]
            niveaux = [re.sub(r"<[^>]+>", "", n) for n in re.findall(r"<li>.*?</li>", fil, re.DOTALL)]
            if niveaux[1] != nom:
                fautes.append((lien, niveaux))
    assert len(lues) == len(SECTIONS)
    assert fautes == []


class _Essai(forms.Form):
    lieux = forms.MultipleChoiceField(label="Lieux", widget=forms.CheckboxSelectMultiple)

    def __init__(self, choix, *args):
        super().__init__(*args)
        self.fields["lieux"].choices = choix


def _champ(formulaire):
    return Template("{% load composants %}{% champ f.lieux %}").render(Context({"f": formulaire}))


def test_une_longue_liste_se_cherche_et_se_plie():
    groupes = [(f"Groupe {g}", [(f"{g}{n}", f"Lieu {g}{n}") for n in range(6)]) for g in "ABC"]
    html = _champ(_Essai(groupes))
    assert 'data-filtre-choix autocomplete="off"' in html
    assert not re.search(r"data-filtre-choix[^>]* name=", html)  # never sent
    assert html.count("<details") == 3
    assert 'class="champ__filtre" data-avec-script hidden' in html
    assert "data-filtre-choix" not in _champ(_Essai(groupes[:2]))


@pytest.mark.django_db
def test_les_structures_se_groupent_par_departement(terrain_demo):
    groupes = par_departement(Structure.objects.filter(etat="ouverte"))
    assert [nom for nom, _ in groupes] == ["Corse-du-Sud", "Haute-Corse"]
    assert sum(len(choix) for _, choix in groupes) == Structure.objects.filter(etat="ouverte").count()
