"""What several pages of the follow-up show: the figure of a reserve across snapshots, where an alert leads."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from portulan.crefop.avis.models import Reserve
from portulan.crefop.composition.verifiable import COMPARATEURS, lire_seuil
from portulan.crefop.suivi.alertes import Alerte
from portulan.crefop.suivi.droits import avis_publies
from portulan.crefop.suivi.queries import lire_resultat, posterieur
from portulan.crefop.suivi.regles import constater
from portulan.instantane.manifeste import Manifeste
from portulan.publication.atelier import Atelier
from portulan.publication.figures import Genre, Graphique, Point, Repere
from portulan.socle.dates import date_fr
from portulan.socle.mesure import valeur_fr
from portulan.socle.resultat import Calcule
from portulan.web import acces
from portulan.web.presentation import dire_resultat

DERNIERS = 6


@dataclass(frozen=True, slots=True)
class Mesures:
    """What the page of a reserve shows of its indicator."""

    libelle: str
    unite: Any
    seuil: str
    lignes: list[dict[str, Any]]
    svg: str


def mesures(reserve: Reserve) -> Mesures | None:
    """The figure in the last measured snapshots of the region, oldest first; None for an indicator that is gone."""
    declare = acces.indicateurs_par_code().get(reserve.indicateur)
    if declare is None:
        return None
    indicateur = declare[0]
    unite = indicateur.unite_composante(reserve.composante)
    borne = lire_seuil(reserve.seuil)
    region = reserve.avis.saisine.organe.region
    lignes, points = [], []
    for manifeste in sorted(
        (m for m in acces.manifestes_diagnostiques() if m.region == region), key=lambda m: (m.date, m.identifiant)
    )[-DERNIERS:]:
        resultat = lire_resultat(acces.diagnostic(manifeste.identifiant), reserve)
        constat = constater(
            resultat,
            comparateur=reserve.comparateur,
            seuil=reserve.seuil,
            echeance=reserve.echeance,
            jour=manifeste.date,
        )
        juge = manifeste.identifiant == reserve.avis.instantane
        lignes.append(
            {
                "manifeste": manifeste,
                "date": date_fr(manifeste.date),
                "valeur": dire_resultat(resultat, unite) if resultat else "absent",
                "constat": _constat(constat.phrase, manifeste, reserve),
            }
        )
        if isinstance(resultat, Calcule):
            points.append(Point(_date_unique(date_fr(manifeste.date), points), resultat.valeur, accent=juge))
    dite = valeur_fr(float(borne), unite) if borne is not None else reserve.seuil
    seuil = f"{COMPARATEURS.get(reserve.comparateur, '')} {dite}"
    libelle = indicateur.libelle_composante(reserve.composante)
    svg = ""
    if points and borne is not None:
        dits = ", ".join(f"{valeur_fr(p.valeur, unite)} au {p.categorie}" for p in points)
        svg = Atelier(acces.maison().cache).svg(
            Graphique(
                Genre.BARRES,
                f"{libelle}, d’un instantané à l’autre",
                f"{dits}. Seuil de la réserve : {seuil}.",
                tuple(points),
                unite,
                reperes=(Repere(float(borne), f"seuil : {seuil}"),),
            )
        )
    return Mesures(libelle, unite, seuil.strip(), lignes, svg)


def _constat(phrase: str, manifeste: Manifeste, reserve: Reserve) -> str:
    """What a snapshot says of the reserve, where it may say something."""
    if manifeste.identifiant == reserve.avis.instantane:
        return "Instantané sur lequel l’avis a été rendu."
    if manifeste.provisoire:
        return "Provisoire : il ne propose rien."
    if not posterieur(manifeste.date, reserve.avis.instantane):
        return "Antérieur à l’avis."
    return phrase


def _date_unique(dite: str, points: list[Point]) -> str:
    """Two snapshots of the same day are two bars."""
    memes = sum(p.categorie.startswith(dite) for p in points)
    return f"{dite} ({memes + 1})" if memes else dite


def lien_alerte(alerte: Alerte) -> str:
    """Address of what an alert is about."""
    genre, cle = alerte.objet
    if genre == "reserve":
        return reverse("web:reserve", args=[int(cle)])
    if genre == "demande":
        return reverse("web:seance_demande", args=[int(cle)])
    if genre == "seance":
        return reverse("web:seance", args=[int(cle)])
    if genre == "organe":
        return reverse("web:comite_organe", args=[cle])
    publie = avis_publies().filter(numero=cle).exists()
    return reverse("web:avis" if publie else "web:avis_redaction", args=[cle])
