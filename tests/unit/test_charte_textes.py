"""Texts of the charter: cleaned, shown without any HTML of their author, compared word by word."""

from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from portulan.terrain.charte.comparaison import comparer_articles, comparer_textes
from portulan.terrain.charte.texte import blocs, en_html, nettoyer


@dataclass
class Article:
    code: str
    titre: str = ""
    texte: str = ""
    fiche: list = field(default_factory=list)
    objectifs: list = field(default_factory=list)


def test_balisage():
    html = en_html("Un paragraphe\nsur deux lignes\n\n- une puce\n- deux\n\n1. un\n2. deux\n\n## Titre\nsuite")
    assert html == (
        "<p>Un paragraphe<br>sur deux lignes</p><ul><li>une puce</li><li>deux</li></ul>"
        "<ol><li>un</li><li>deux</li></ol><h4>Titre</h4><p>suite</p>"
    )


def test_aucune_balise_de_l_auteur_ne_passe():
    html = en_html('<script>alert(1)</script>\n\n- <img src=x onerror="x">\n\n## </h4><b>')
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<") == len(("<p>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<h4>", "</h4>"))


def test_nettoyer_retire_ce_qui_trompe_et_garde_le_reste():
    assert nettoyer("a\0b\u202ec\u2066d\ufeff\r\ne  \n\n\n\nf 👩‍🏫 é") == "abcd\ne\n\nf 👩‍🏫 é"


@given(st.text())
def test_nettoyer_deux_fois_ne_change_plus_rien(texte):
    assert nettoyer(nettoyer(texte)) == nettoyer(texte)
    assert isinstance(blocs(texte), tuple)


@given(st.text(alphabet="ab \n.é", max_size=80), st.text(alphabet="ab \n.é", max_size=80))
def test_les_segments_rebatissent_les_deux_textes(avant, apres):
    segments = comparer_textes(avant, apres)
    assert "".join(s.texte for s in segments if s.genre != "ajout") == avant
    assert "".join(s.texte for s in segments if s.genre != "retrait") == apres
    assert all(a.genre != b.genre or a.genre == "egal" for a, b in pairwise(segments))


def test_seuls_les_mots_changes_sont_montres():
    segments = comparer_textes("Le délai est de dix jours ouvrés.", "Le délai est de quinze jours ouvrés.")
    assert [(s.genre, s.texte) for s in segments] == [
        ("egal", "Le délai est de "),
        ("retrait", "dix"),
        ("ajout", "quinze"),
        ("egal", " jours ouvrés."),
    ]


def test_deux_longs_textes_sans_rien_de_commun_se_comparent_vite():
    debut = perf_counter()
    comparer_textes("ab cd ef\n" * 2200, "gh ij kl\n" * 2200)
    comparer_textes("un mot " * 2800, "autre chose " * 1600)
    assert perf_counter() - debut < 20


def test_articles_ajoutes_retires_deplaces_modifies():
    avant = [Article("a", texte="x"), Article("b"), Article("c"), Article("d")]
    apres = [Article("d"), Article("a", texte="y"), Article("c", fiche=["F1.9"]), Article("e")]
    compares = {c.code: (c.etat, c.deplace) for c in comparer_articles(avant, apres)}
    assert compares == {
        "a": ("modifie", False),
        "b": ("retire", False),
        "c": ("modifie", False),
        "d": ("inchange", True),
        "e": ("ajoute", False),
    }
    assert [c.code for c in comparer_articles(avant, apres)] == ["d", "a", "b", "c", "e"]
    assert comparer_articles([], []) == ()
