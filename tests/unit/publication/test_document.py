"""A document that could not be read by everybody cannot be built."""

from dataclasses import replace

import pytest
from tests.unit.publication import exemples

from portulan.publication.document import Colonne, Figure, Lien, Section, Tableau, paragraphe
from portulan.socle.erreurs import DeclarationInvalide


def test_niveau_de_titre_saute():
    with pytest.raises(DeclarationInvalide, match="niveau 3 après 1"):
        exemples.document(sections=(Section(1, "Un"), Section(3, "Trois")))


def test_premier_titre_de_niveau_deux():
    with pytest.raises(DeclarationInvalide, match="niveau 2 après 0"):
        exemples.document(sections=(Section(2, "Deux"),))


def test_tableau_non_rectangulaire():
    with pytest.raises(DeclarationInvalide, match="2 cellules"):
        Tableau("t", (Colonne("a"), Colonne("b")), (("1", "2"), ("1",)))


def test_tableau_sans_ligne():
    with pytest.raises(DeclarationInvalide, match="obligatoires"):
        Tableau("t", (Colonne("a"),), ())


@pytest.mark.parametrize("manque", ["alternative", "legende"])
def test_figure_sans_alternative(manque):
    figure = Figure(exemples.graphique(), "l", "a", "s", exemples.tableau())
    with pytest.raises(DeclarationInvalide, match="remplacement"):
        replace(figure, **{manque: " "})


def test_figure_sans_tableau_ni_renvoi():
    with pytest.raises(DeclarationInvalide, match="tableau"):
        Figure(exemples.graphique(), "l", "a", "s")


def test_lien_vers_une_section_absente():
    with pytest.raises(DeclarationInvalide, match="#nulle-part"):
        exemples.document(sections=(Section(1, "Un", (paragraphe(Lien("x", "#nulle-part")),)),))


def test_lien_dangereux():
    with pytest.raises(DeclarationInvalide, match="adresse"):
        Lien("cliquez", "javascript:alert(1)")


def test_identifiants_en_double():
    with pytest.raises(DeclarationInvalide, match="même identifiant"):
        exemples.document(sections=(Section(1, "Un", identifiant="a"), Section(1, "Deux", identifiant="a")))
