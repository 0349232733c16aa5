"""Kinds of operators (the catalogue, dated) and organisations: what they are, and their sites here."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.models import Organisation
from portulan.socle.erreurs import Introuvable
from portulan.socle.mesure import nombre_fr
from portulan.socle.operateurs import OPERATEURS, Operateur
from portulan.socle.operateurs import operateur as trouver
from portulan.terrain.reseau.droits import structures
from portulan.terrain.reseau.enums import EtatStructure
from portulan.web import reseau_mots as mots
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.reseau_liste import liste_des_structures

RESEAU = ("Réseau", "/reseau/")


@dataclass(frozen=True)
class Entree:
    """A kind of operator with its structures here."""

    operateur: Operateur
    nombre: int


def operateurs(request: HttpRequest) -> HttpResponse:
    """The catalogue."""
    ouvertes = structures(titulaire(request)).filter(etat=EtatStructure.OUVERTE)
    nombres = Counter(ouvertes.order_by().values_list("operateur", flat=True))
    liste = Liste(
        parametres(request),
        [Entree(o, nombres[o.code]) for o in OPERATEURS],
        (
            Colonne(
                "nom",
                "Opérateur",
                lambda e: mots.nom_operateur(e.operateur.code),
                lambda e: mots.nom_operateur(e.operateur.code).lower(),
                entete=True,
                lien=lambda e: reverse("web:operateur", args=[e.operateur.code]),
            ),
            Colonne(
                "attache", "Participe comme", lambda e: mots.attache(e.operateur.code)[0], lambda e: e.operateur.attache
            ),
            Colonne("public", "Public reçu d’abord", lambda e: e.operateur.public),
            Colonne("tutelle", "Tutelle ou financeur", lambda e: e.operateur.tutelle, lambda e: e.operateur.tutelle),
            Colonne("fondement", "Fondement", lambda e: e.operateur.fondement, csv_seul=True),
            Colonne("zone", "Zone habituelle", lambda e: e.operateur.zone.libelle, csv_seul=True),
            Colonne(
                "structures",
                "Structures ici",
                lambda e: nombre_fr(e.nombre),
                lambda e: e.nombre,
                lambda e: e.nombre,
                nombre=True,
            ),
        ),
        legende="Types d’opérateurs",
        texte=lambda e: (
            f"{e.operateur.nom} {e.operateur.pluriel} {' '.join(e.operateur.alias)} "
            + " ".join(nom for nom, _, _ in e.operateur.noms)
        ),
        filtres=(
            Filtre(
                "attache",
                "Participe comme",
                [(lettre, court) for lettre, (court, _) in mots.ATTACHES.items()],
                lambda e, v: e.operateur.attache == v,
            ),
            Filtre(
                "ici",
                "Présence",
                [("oui", "présents ici"), ("non", "absents")],
                lambda e, v: bool(e.nombre) == (v == "oui"),
            ),
        ),
        tri="-structures",
        fichier="operateurs",
        noms=("type d’opérateur", "types d’opérateurs"),
        libelle_recherche="Nom ou ancien nom",
    )
    if liste.csv_demande:
        return liste.csv()
    attaches = [(court, sens) for court, sens in mots.ATTACHES.values()]
    contexte = {"chemin": (ACCUEIL, RESEAU, ("Opérateurs", "")), "liste": liste, "attaches": attaches}
    return render(request, "pages/reseau_operateurs.html", contexte)


def operateur(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of operator and its structures here."""
    try:
        entree = trouver(code)
    except Introuvable as erreur:
        raise Introuvable(
            f"« {code} » n’est pas un type d’opérateur du catalogue.", remede="Ouvrez la liste des opérateurs."
        ) from erreur
    qui = titulaire(request)
    nom = mots.nom_operateur(entree.code)
    liste = liste_des_structures(
        qui,
        parametres(request),
        structures(qui).filter(operateur__in=[entree.code, *entree.alias]),
        legende=f"Structures : {entree.pluriel}",
        fichier=f"structures-{entree.code}",
        vide="Aucune structure de ce type n’est connue dans la région.",
    )
    if liste.csv_demande:
        return liste.csv()
    court, sens = mots.attache(entree.code)
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, RESEAU, ("Opérateurs", reverse("web:operateurs")), (nom, "")),
        "operateur": entree,
        "nom": nom,
        "attache": court,
        "attache_sens": sens,
        "faits": _faits(entree),
        "liste": liste,
        "organisations": Organisation.objects.filter(operateur=entree.code, active=True),
    }
    return render(request, "pages/reseau_operateur.html", contexte)


def _faits(entree: Operateur) -> list[tuple[str, str]]:
    """What the catalogue says of a kind of operator."""
    return [
        ("Public reçu d’abord", _phrase(entree.public)),
        ("Tutelle ou financeur", _phrase(entree.tutelle)),
        ("Fondement", _phrase(entree.fondement)),
        ("Zone habituelle", entree.zone.libelle),
        ("Noms successifs", " ; ".join(_nom_date(*nom) for nom in entree.noms)),
        ("Réseau dans data·inclusion", ", ".join(mots.dire("reseaux_porteurs", [entree.di])) if entree.di else ""),
    ]


def _phrase(texte: str) -> str:
    return texte[:1].upper() + texte[1:].replace("'", "’")


def _nom_date(nom: str, du: date | None, au: date | None) -> str:
    """« Pôle emploi (jusqu’au 31/12/2023) »."""
    bornes = [f"depuis le {du:%d/%m/%Y}"] if du else []
    bornes += [f"jusqu’au {au:%d/%m/%Y}"] if au else []
    return f"{nom} ({', '.join(bornes)})" if bornes else nom


def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """An organisation and its sites."""
    trouvee = Organisation.objects.filter(code=code).first()
    if trouvee is None:
        raise Introuvable(
            "Cette organisation n’est pas dans le réseau.", remede="Cherchez-la par son nom dans la liste du réseau."
        )
    qui = titulaire(request)
    liste = liste_des_structures(
        qui,
        parametres(request),
        structures(qui).filter(organisation=trouvee),
        legende=f"Sites : {trouvee.nom}",
        fichier=f"sites-{trouvee.code}",
        noms=("site", "sites"),
        vide="Aucun site de cette organisation n’est connu.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, RESEAU, (trouvee.nom, "")),
        "organisation": trouvee,
        "type": mots.nom_operateur(trouvee.operateur) if trouvee.operateur else trouvee.get_genre_display(),
        "attache": mots.attache(trouvee.operateur) if trouvee.operateur else None,
        "liste": liste,
    }
    return render(request, "pages/reseau_organisation.html", contexte)
