"""A reference line on any kind of chart is drawn."""

import pytest

from portulan.publication.atelier import Atelier
from portulan.publication.figures import Genre, Graphique, Point, Repere
from portulan.socle.mesure import Unite


@pytest.mark.parametrize("genre", list(Genre))
def test_un_repere_se_dessine_sur_tout_graphique(tmp_path, genre):
    dessin = Graphique(
        genre=genre,
        titre="Titre",
        description="Description",
        points=(Point(categorie="Un", valeur=38.9), Point(categorie="Deux", valeur=33.1)),
        unite=Unite.POURCENT,
        reperes=(Repere(valeur=35.0, libelle="Région"),),
    )
    assert Atelier(tmp_path).svg(dessin).startswith("<svg")
