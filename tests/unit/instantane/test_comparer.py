"""What moved between two snapshots."""

from fabriques.petit_sol import STRUCTURES_DU_SOL, formations, petit_instantane, source, structures
from portulan.instantane.comparer import LigneModifiee, comparer

APRES = STRUCTURES_DU_SOL.replace("CIO 1", "CIO A").replace("a--2 ", "a--9 ").replace("Mo 14:00-16:00", "")


def _ecart(comparaison, nom):
    return next(t for t in comparaison.tables if t.nom == nom)


def test_memes_instantanes(tmp_path):
    instantane = petit_instantane(tmp_path)
    assert comparer(instantane, instantane).identique


def test_lignes_ajoutees_retirees_modifiees(tmp_path):
    comparaison = comparer(petit_instantane(tmp_path), petit_instantane(tmp_path, source(structures(APRES))))
    ecart = _ecart(comparaison, "structures")
    assert (ecart.ajoutees, ecart.retirees, ecart.modifiees) == (1, 1, 2)
    assert ecart.exemples_ajoutees == (("a--9",),)
    assert ecart.exemples_retirees == (("a--2",),)
    assert ecart.exemples_modifiees == (
        LigneModifiee(("a--1",), {"nom": ("CIO 1", "CIO A")}),
        LigneModifiee(("a--3",), {"horaires_accueil": ("Mo 14:00-16:00", None)}),
    )
    assert ecart.colonnes_modifiees == {"nom": 1, "horaires_accueil": 1}
    assert _ecart(comparaison, "communes").identique
    assert not comparaison.identique


def test_exemples_bornes(tmp_path):
    avant, apres = petit_instantane(tmp_path), petit_instantane(tmp_path, source(structures(APRES)))
    ecart = _ecart(comparer(avant, apres, exemples=1), "structures")
    assert len(ecart.exemples_modifiees) == 1
    assert ecart.modifiees == 2


def test_listes_comparees(tmp_path):
    a = structures("id | operateur | code_insee | reseaux_porteurs\na--1 | cio | 31001 | x y\na--2 | cio | 31001 | x")
    b = structures("id | operateur | code_insee | reseaux_porteurs\na--1 | cio | 31001 | y x\na--2 | cio | 31001 | x")
    comparaison = comparer(petit_instantane(tmp_path, source(a)), petit_instantane(tmp_path, source(b)))
    assert _ecart(comparaison, "structures").colonnes_modifiees == {"reseaux_porteurs": 1}


def test_table_d_un_seul_cote(tmp_path):
    avant = petit_instantane(tmp_path)
    offre = formations("session | code_formation | libelle | filiere\n2025 | 1 | BTS | BTS")
    apres = petit_instantane(tmp_path, source(structures()), source(offre, code="p"))
    ecart = _ecart(comparer(avant, apres), "formations")
    assert (ecart.presence, ecart.avant, ecart.apres, ecart.ajoutees) == ("apres", 0, 1, 1)
    assert _ecart(comparer(apres, avant), "formations").presence == "avant"
