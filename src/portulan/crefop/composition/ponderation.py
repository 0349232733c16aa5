"""Voices of the comité régional pour l'emploi (R. 5311-38): highest averages with quotients, and the checker. Pure.

Only that committee weighs its votes: the opinions of R. 6123-3-2 never are (VR-06, trap 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portulan.socle.erreurs import DonneeInvalide

PART_ENTREPRISES = Fraction(30, 100)
PART_SALARIES = Fraction(70, 100)


@dataclass(frozen=True, slots=True)
class Tour:
    """One voice given: to whom, with every quotient at that moment."""

    rang: int
    attribue_a: str
    quotients: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Repartition:
    """Voices by organisation, and how each was given. ``sans_voix``: organisations that got none (to be warned of)."""

    voix: tuple[tuple[str, int], ...]
    tours: tuple[Tour, ...]

    @property
    def sans_voix(self) -> tuple[str, ...]:
        """Organisations without any voice."""
        return tuple(nom for nom, nombre in self.voix if nombre == 0)


def plus_forte_moyenne(audiences: Mapping[str, Fraction | int], voix: int) -> Repartition:
    """Highest averages (d'Hondt): each voice goes to the highest audience / (voices already given + 1).

    ``audiences``: organisation → audience, in any unit. A tie for the last voices is refused, never broken in silence:
    ``DonneeInvalide`` names who is equal; a tie that gives the same outcome whatever its order is not one.
    """
    if voix < 0 or not audiences or any(a < 0 for a in audiences.values()) or not any(audiences.values()):
        raise DonneeInvalide(
            "Il faut un nombre de voix et des audiences positives.", remede="Corrigez les nombres saisis."
        )
    exactes = {nom: Fraction(a) for nom, a in audiences.items()}
    donnees = dict.fromkeys(exactes, 0)
    tours: list[Tour] = []
    while len(tours) < voix:
        quotients = {nom: a / (donnees[nom] + 1) for nom, a in exactes.items()}
        sommet = max(quotients.values())
        premiers = sorted(nom for nom, q in quotients.items() if q == sommet)
        if len(premiers) > voix - len(tours):
            raise DonneeInvalide(
                f"Égalité pour la voix n° {len(tours) + 1} entre {', '.join(premiers)} (quotient {sommet}).",
                remede="Le texte ne dit pas comment la départager : l’arrêté du préfet doit le faire.",
            )
        for nom in premiers:
            tours.append(Tour(len(tours) + 1, nom, tuple(sorted(quotients.items()))))
            donnees[nom] += 1
    return Repartition(tuple(donnees.items()), tuple(tours))


def voix_pour_chacune(audiences: Mapping[str, Fraction | int]) -> int:
    """How many voices to share out so that each organisation gets one, and no tie is left open; 0 when one has none.

    Every quotient at least as high as the smallest audience then gives a voice.
    """
    moindre = min(audiences.values(), default=0)
    return sum(int(Fraction(a) / Fraction(moindre)) for a in audiences.values()) if moindre > 0 else 0


def etaler(voix: int, sieges: int) -> list[int]:
    """Voices spread over seats as equally as whole numbers allow, the first ones getting what is left."""
    part, reste = divmod(voix, sieges) if sieges else (0, 0)
    return [part + (rang < reste) for rang in range(sieges)]


def audience_employeurs(
    entreprises: Mapping[str, Fraction | int], salaries: Mapping[str, Fraction | int]
) -> dict[str, Fraction]:
    """Weight of each employers' organisation: 30 % member companies, 70 % their employees, as shares of the totals."""
    if set(entreprises) != set(salaries) or not sum(entreprises.values()) or not sum(salaries.values()):
        raise DonneeInvalide(
            "Chaque organisation d’employeurs doit avoir ses entreprises et leurs salariés.",
            remede="Complétez les deux colonnes pour les mêmes organisations.",
        )
    total_e, total_s = Fraction(sum(entreprises.values())), Fraction(sum(salaries.values()))
    return {
        nom: PART_ENTREPRISES * Fraction(entreprises[nom]) / total_e + PART_SALARIES * Fraction(salaries[nom]) / total_s
        for nom in entreprises
    }


@dataclass(frozen=True, slots=True)
class Blocs:
    """Voices of each block, presidents' own voices left out (VR-07)."""

    etat: int
    region: int
    departements: int
    syndicats: int
    employeurs: int


def ecarts_r5311_38(blocs: Blocs) -> list[str]:
    """What R. 5311-38 is not satisfied with, in French; empty when everything is."""
    collectivites, sociaux = blocs.region + blocs.departements, blocs.syndicats + blocs.employeurs
    ecarts = []
    if blocs.syndicats != blocs.employeurs:
        ecarts.append(
            f"Les organisations syndicales ont {blocs.syndicats} voix et les organisations d’employeurs "
            f"{blocs.employeurs} : les deux totaux doivent être égaux."
        )
    if not blocs.etat == collectivites == sociaux:
        ecarts.append(
            f"L’État a {blocs.etat} voix, les collectivités {collectivites} et les partenaires sociaux {sociaux} : "
            "les trois totaux doivent être égaux."
        )
    if 2 * blocs.region < collectivites:
        moitie = -(-collectivites // 2)
        ecarts.append(
            f"La Région a {blocs.region} voix sur les {collectivites} des collectivités : "
            f"il lui en faut la moitié au moins, soit {moitie}."
        )
    return ecarts
