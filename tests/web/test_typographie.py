"""French in what is read: the space before « : ; ? ! » does not break, the first of the month is « 1er »."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

import portulan
from fabriques.adresses import PUBLIQUES
from portulan.socle.dates import date_fr, jour_mois_fr
from portulan.web.chargeur import franciser

RACINE = Path(portulan.__file__).parent
_SECABLE = re.compile(r"\S (?:[:;?!](?=\s|$)|»)|«\s(?<!\u00a0)\S")
# What is copied, and what people wrote: their spaces are theirs
_TELS_QUELS = {"script", "style", "textarea", "pre", "code", "samp", "blockquote", "title"}


class _Lu(HTMLParser):
    """Texts of a page, but for those that keep their spaces."""

    def __init__(self):
        super().__init__()
        self.textes, self.dans = [], []

    def handle_starttag(self, tag, _attrs):
        if tag in _TELS_QUELS:
            self.dans.append(tag)

    def handle_endtag(self, tag):
        if self.dans and self.dans[-1] == tag:
            self.dans.pop()

    def handle_data(self, data):
        if not self.dans:
            self.textes.append(data)


def secables(html):
    lecteur = _Lu()
    lecteur.feed(html)
    return sorted(
        {m for t in lecteur.textes for m in re.findall(r".{0,40}" + f"(?:{_SECABLE.pattern})" + r".{0,20}", t)}
    )


# Long texts that come from elsewhere: the norms and what they rest on, the declaration of the API
_D_AILLEURS = ("/charte/", "/api/")
_ECRITES = [a for a in PUBLIQUES if not a.startswith(_D_AILLEURS)]


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", [*_ECRITES, "/nulle-part/"])
def test_aucun_signe_ne_part_seul_a_la_ligne(client, vierge, adresse):
    assert secables(client.get(adresse).content.decode()) == []


@pytest.mark.parametrize("gabarit", sorted(RACINE.rglob("templates/**/*.html")), ids=lambda f: f.stem)
def test_un_gabarit_est_lu_avec_ses_espaces_insecables(gabarit):
    compile_ = franciser(gabarit.read_text("utf-8"))
    assert secables(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "x", compile_, flags=re.DOTALL)) == []


def test_le_moteur_charge_les_gabarits_ainsi():
    page = render_to_string("erreur.html", {"titre": "Titre : oui", "message": "Quoi ?", "remede": ""})
    assert "Titre\u00a0: oui" in page
    assert "Quoi\u202f?" in page


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("Quoi ? Oui ! Non ; « mot » : fin", "Quoi\u202f? Oui\u202f! Non\u202f; «\u00a0mot\u00a0»\u00a0: fin"),
        ('{{ n }} : {{ a|default:"x ; y" }} ;', '{{ n }}\u00a0: {{ a|default:"x ; y" }}\u202f;'),
        ("{% if a != b %}x{% endif %}", "{% if a != b %}x{% endif %}"),
        ('{% alerte "Retirer ?" genre %}', '{% alerte "Retirer\u202f?" genre %}'),
        ("<code>a ? b : c</code> : d", "<code>a ? b : c</code>\u00a0: d"),
        ("<textarea>à moi : ça</textarea>", "<textarea>à moi : ça</textarea>"),
        ("12 % de", "12\u202f% de"),
        ("{# une note : là #}", "{# une note : là #}"),
    ],
)
def test_les_espaces_d_un_gabarit(ecrit, lu):
    assert franciser(ecrit) == lu
    assert franciser(lu) == lu


@pytest.mark.parametrize(
    ("jour", "ecrit"),
    [(date(2026, 1, 1), "1er janvier 2026"), (date(2026, 8, 11), "11 août 2026"), (None, ""), ("", "")],
)
def test_le_premier_du_mois(jour, ecrit):
    assert date_fr(jour) == ecrit
    assert Template("{{ jour|date_fr }}").render(Context({"jour": jour})) == ecrit


def test_un_jour_sans_annee_et_un_instant():
    assert jour_mois_fr(date(2026, 2, 1)) == "1er février"
    instant = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)  # the first of July in Paris
    ecrit = Template("{{ i|instant_fr }}").render(Context({"i": instant}))
    assert ecrit == "1er juillet 2026 à 0\u00a0h\u00a005"


def test_aucun_gabarit_n_ecrit_les_dates_a_sa_facon():
    fautes = [f.name for f in RACINE.rglob("templates/**/*.*") if re.search(r'\|date:"[^"]*F', f.read_text("utf-8"))]
    assert fautes == []
