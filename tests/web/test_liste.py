"""The list of every page: search, filters, sort, pages, export."""

from portulan.socle.textes import normaliser
from portulan.web.liste import Colonne, Filtre, Liste, reponse_csv

LIGNES = [("Béziers", 3.0), ("Œuilly", None), ("Agde", 1.0), ("Sète", 2.0)]


def liste(**parametres):
    return Liste(
        parametres,
        LIGNES,
        (
            Colonne("nom", "Nom", lambda x: x[0], lambda x: x[0], entete=True),
            Colonne("valeur", "Valeur", lambda x: x[1], lambda x: x[1], nombre=True),
        ),
        legende="Communes",
        texte=lambda x: x[0],
        filtres=(Filtre("connu", "Connu", [("oui", "oui")], lambda x, _v: x[1] is not None),),
        tri="nom",
        par_page=2,
    )


def test_recherche_sans_accents_ni_casse():
    assert [x[0] for x in liste(q="BEZIERS").retenues] == ["Béziers"]
    assert [x[0] for x in liste(q="oeuilly").retenues] == ["Œuilly"]
    assert normaliser("Saint-Jean-d’Acre") == "saint jean d'acre"


def test_tri_garde_l_inconnu_a_la_fin_dans_les_deux_sens():
    assert [x[1] for x in liste(tri="valeur").retenues] == [1.0, 2.0, 3.0, None]
    assert [x[1] for x in liste(tri="-valeur").retenues] == [3.0, 2.0, 1.0, None]


def test_parametres_faux_ignores():
    page = liste(tri="x", page="999", connu="peut-être")
    assert page.tri_courant == ("nom", False)
    assert page.page.number == 2
    assert page.total == 4


def test_liens_gardent_la_recherche_et_changent_le_reste():
    page = liste(q="e", connu="oui", tri="-valeur")
    assert page.lien(page=2) == "?q=e&connu=oui&tri=-valeur&page=2"
    assert liste().lien_csv == "?format=csv"


def test_liste_vide_a_une_page():
    page = liste(q="zzz")
    assert page.total == 0
    assert page.vue_lignes() == []
    assert page.restreinte


def test_csv_sans_formule_et_avec_virgule():
    contenu = reponse_csv("x", ["a"], [["=1+1"], [1.5], [None], ["−3"]]).content.decode("utf-8-sig")
    assert contenu == 'a\r\n\'=1+1\r\n1,5\r\n""\r\n−3\r\n'
