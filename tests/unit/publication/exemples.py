"""A small document with one of everything, and things that look like markup."""

from datetime import date

from portulan.publication.cartes import Carte, Lieu
from portulan.publication.document import (
    Chiffre,
    Chiffres,
    Colonne,
    Definitions,
    Document,
    Encadre,
    Figure,
    Lien,
    Liste,
    Note,
    Partenaire,
    Pastille,
    Section,
    Style,
    Tableau,
    Texte,
    Ton,
    fort,
    fragments,
    nombre,
    paragraphe,
)
from portulan.publication.figures import Genre, Graphique, Point, Repere
from portulan.socle.mesure import Unite
from portulan.socle.territoire import Niveau

CARRES = {
    Niveau.COMMUNE: tuple((f"9400{i}", i % 4, i // 4) for i in range(8)),
    Niveau.DEPARTEMENT: (("2A", 0, 0), ("2B", 2, 0)),
}


def contours(niveau, region):
    """Eight square communes in two départements."""
    cote = 1 if niveau is Niveau.COMMUNE else 2
    return tuple(
        (
            code,
            {
                "type": "Polygon",
                "coordinates": [
                    [
                        (9 + x * 0.1, 42 + y * 0.1),
                        (9 + x * 0.1, 42 + (y + cote) * 0.1),
                        (9 + (x + cote) * 0.1, 42 + (y + cote) * 0.1),
                        (9 + (x + cote) * 0.1, 42 + y * 0.1),
                        (9 + x * 0.1, 42 + y * 0.1),
                    ]
                ],
            },
        )
        for code, x, y in CARRES[niveau]
    )


def graphique(genre=Genre.BARRES, **plus):
    points = (
        Point("Ariège", 24.1, "médiane"),
        Point("Haute-Garonne", 1234.5, "médiane", accent=True),
        Point("Ariège", 40.2, "neuvième décile"),
        Point("Haute-Garonne", 1500.0, "neuvième décile"),
    )
    if genre in {Genre.BARRES, Genre.DISTRIBUTION}:
        points = points[:2]
    return Graphique(genre, "Accès & distance", "Ariège < Haute-Garonne", points, Unite.KM, axe="km", **plus)


def carte(**plus):
    valeurs = tuple((code, None if i == 7 else float(i * 6)) for i, (code, _, _) in enumerate(CARRES[Niveau.COMMUNE]))
    reste = {"bornes": (5.0, 10.0, 20.0, 30.0), "villes": (Lieu(9.1, 42.1, "Ajaccio <A>"),), **plus}
    return Carte("94", Niveau.COMMUNE, "Accès", "De 0 à 36 km", "Distance, en km", Unite.KM, valeurs, **reste)


def tableau(**plus):
    return Tableau(
        "Accès par département",
        (Colonne("Département"), nombre("Médiane", "km"), Colonne("Nature"), Colonne("Niveau")),
        (
            ("Ariège", "24,1", "= rien", Pastille("alerte", Ton.ALERTE)),
            ("+ 420", "1\u202f234,5", "#panic() *gras* $x$ <b>", Lien("lire", "#lire")),
            ("Ensemble", "\u2212 3", "@a // b", Pastille("bloquant", Ton.BLOQUANT)),
        ),
        **{"source": "annuaire de l’administration", "total": True, **plus},
    )


def document(**plus):
    figure = graphique(reperes=(Repere(300, "seuil\u00a0: 300 km"),))
    sections = (
        Section(
            1,
            "Lire ce dossier",
            (
                paragraphe("Un ", fort("texte"), Note("une note"), " et ", Lien("un lien", "#q"), style=Style.CHAPEAU),
                paragraphe(Texte("./portulan verifier", code=True), " ", Texte("penché", italique=True)),
                Liste((fragments("5 ≤ 6 ≥ 4 → ⚖"), fragments("deux")), ordonnee=True),
                Chiffres((Chiffre("9,2 km", "distance médiane", "estimé"), Chiffre("4,0\u202f%", "de la population"))),
            ),
            identifiant="lire",
            nouvelle_page=True,
        ),
        Section(
            2,
            "Les opérateurs ont-ils adhéré\u202f?",
            (
                Figure(figure, "Accès", "Barres : Ariège 24,1 km.", "annuaire", tableau()),
                Figure(carte(), "Carte", "Carte : de 0 à 36 km.", "annuaire", donnees="Valeurs en annexe."),
                tableau(),
                Encadre(Ton.ALERTE, "Alerte — 3 % > 5 %", (paragraphe("Une phrase."), Liste((fragments("cas"),)))),
                Encadre(Ton.BLOQUANT, "Bloquant"),
                Definitions((("Terme", fragments("Sens.")),)),
            ),
            identifiant="q",
            surtitre="F1.O1 · Objet",
            etat=Pastille("partiel", Ton.ATTENTION),
        ),
    )
    return Document(
        **{
            "titre": "Avis sur le cahier des charges",
            "sous_titre": "Corse",
            "identifiant": "94-2026-01-01-abc-fiche-1",
            "date_document": date(2026, 1, 1),
            "sections": sections,
            "surtitre": "CREFOP de Corse",
            "partenaires": (Partenaire("L’État", "Préfecture"), Partenaire("La Collectivité", "Assemblée")),
            "avertissements": (Encadre(Ton.ATTENTION, "Activité fictive", (paragraphe("Ne pas citer."),)),),
            "mentions": (("Instantané", "94-2026"),),
            "pied": "Corse · 94-2026",
            **plus,
        }
    )
