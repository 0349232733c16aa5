"""Bassins: who is there, what is missing and where the nearest one is, what is stale."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.mesure import nombre_fr
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.reseau import couverture
from portulan.terrain.reseau.droits import structures
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.territoire import rattachement
from portulan.web import acces
from portulan.web import reseau_mots as mots
from portulan.web.blocs import blocs_du_bassin
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.situation import carte_de_structures
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.reseau_liste import liste_des_structures, nom_du_bassin

RESEAU = ("Réseau", "/reseau/")
_LUS = ("nom", "date_maj", "verifiee_le", "horaires_accueil", "longitude", "latitude")


@dataclass(frozen=True)
class Entree:
    """A bassin with its counts."""

    bassin: couverture.Bassin
    nom: str
    comptes: couverture.Comptes


def lien_reseau(territoire: Territoire) -> tuple[str, str] | None:
    """(words, address) of the network of a place, from its own page; None when it has no page there."""
    connus = couverture.bassins(acces.region().code)
    code = territoire.code
    if territoire.niveau is Niveau.COMMUNE:
        code = rattachement(territoire.code)["bassin"]
    if territoire.niveau in {Niveau.COMMUNE, Niveau.EPCI, Niveau.BASSIN} and code in connus:
        return f"Le réseau de l’orientation : {nom_du_bassin(code)}", reverse("web:bassin", args=[code])
    if territoire.niveau is Niveau.DEPARTEMENT:
        return "Le réseau de l’orientation dans ce département", f"{reverse('web:reseau')}?departement={code}"
    return ("Le réseau de l’orientation", reverse("web:reseau")) if territoire.niveau is Niveau.REGION else None


def bassins(request: HttpRequest) -> HttpResponse:
    """Every bassin of the region."""
    rien = couverture.Comptes(0, 0, couverture.manquants(set()))
    comptes = couverture.comptes_par_bassin(structures(titulaire(request)), aujourdhui())
    entrees = [
        Entree(b, nom_du_bassin(b.code), comptes.get(b.code, rien))
        for b in couverture.bassins(acces.region().code).values()
    ]
    choix = [(a.operateur, f"sans {mots.nom_court(a.operateur)}") for a in couverture.ATTENDUS]
    attendus = len(couverture.ATTENDUS)
    liste = Liste(
        parametres(request),
        entrees,
        (
            Colonne(
                "nom",
                "Bassin",
                lambda e: e.nom,
                lambda e: e.nom,
                entete=True,
                lien=lambda e: reverse("web:bassin", args=[e.bassin.code]),
            ),
            Colonne(
                "population",
                "Habitants",
                lambda e: nombre_fr(e.bassin.population) if e.bassin.population is not None else "–",
                lambda e: e.bassin.population,
                lambda e: e.bassin.population,
                nombre=True,
            ),
            Colonne(
                "structures",
                "Structures",
                lambda e: nombre_fr(e.comptes.structures),
                lambda e: e.comptes.structures,
                lambda e: e.comptes.structures,
                nombre=True,
            ),
            Colonne(
                "manque",
                "Réseaux attendus, absents",
                lambda e: (
                    (
                        ", ".join(mots.nom_court(c) for c in e.comptes.manquants)
                        if len(e.comptes.manquants) < attendus
                        else "tous"
                    )
                    or "aucun"
                ),
                lambda e: len(e.comptes.manquants),
            ),
            Colonne(
                "perimees",
                "Fiches à vérifier",
                lambda e: nombre_fr(e.comptes.perimees),
                lambda e: e.comptes.perimees,
                lambda e: e.comptes.perimees,
                nombre=True,
            ),
        ),
        legende="Bassins de la région",
        texte=lambda e: f"{e.nom} {e.bassin.code}",
        filtres=(Filtre("sans", "Ce qui manque", choix, lambda e, v: v in e.comptes.manquants),),
        tri="-population",
        fichier="bassins",
        noms=("bassin", "bassins"),
        libelle_recherche="Nom du bassin",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {"chemin": (ACCUEIL, RESEAU, ("Bassins", "")), "liste": liste, "propres": bool(acces.region().bassins())}
    return render(request, "pages/reseau_bassins.html", contexte)


def bassin(request: HttpRequest, code: str) -> HttpResponse:
    """One bassin."""
    trouve = couverture.bassins(acces.region().code).get(code)
    if trouve is None:
        raise Introuvable(f"« {code} » n’est pas un bassin de la région.", remede="Ouvrez la liste des bassins.")
    qui = titulaire(request)
    visibles, nom = structures(qui), nom_du_bassin(code)
    ouvertes = visibles.filter(etat=EtatStructure.OUVERTE)
    ici = visibles.filter(bassin=code)
    liste = liste_des_structures(
        qui,
        parametres(request),
        ici,
        legende=f"Structures : {nom}",
        fichier=f"structures-{code}",
        vide="Aucune structure n’est connue dans ce bassin.",
    )
    if liste.csv_demande:
        return liste.csv()
    lieux = list(ici.filter(etat=EtatStructure.OUVERTE).order_by("nom").only(*_LUS))
    limite = aujourdhui() - timedelta(days=couverture.JOURS_PERIMES)
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, RESEAU, ("Bassins", reverse("web:bassins")), (nom, "")),
        "bassin": trouve,
        "nom": nom,
        "liste": liste,
        "presences": [_presence(p) for p in couverture.presences(trouve, ouvertes)],
        "perimees": [s for s in lieux if max(s.date_maj, s.verifiee_le or s.date_maj) < limite],
        "sans_horaires": [s for s in lieux if not s.horaires_accueil],
        "fermees": ici.filter(etat=EtatStructure.FERMEE),
        "total": len(lieux),
        "carte": carte_de_structures(
            acces.region().code,
            nom,
            trouve.communes,
            _marques(lieux),
        ),
        "blocs": blocs_du_bassin(request, qui, code),
    }
    return render(request, "pages/reseau_bassin.html", contexte)


def _marques(lieux: list[Structure]) -> list[tuple[str, float, float]]:
    """One mark for each place, with the names of those who are there."""
    places: dict[tuple[float, float], list[str]] = {}
    for s in lieux:
        if s.longitude is not None and s.latitude is not None:
            places.setdefault((round(s.longitude, 3), round(s.latitude, 3)), []).append(s.nom)
    return [(" ; ".join(noms), x, y) for (x, y), noms in places.items()]


def _presence(p: couverture.Presence) -> dict[str, Any]:
    return {
        "nom": mots.nom_operateur(p.attendu.operateur),
        "code": p.attendu.operateur,
        "public": p.attendu.public,
        "cep": p.attendu.cep,
        "nombre": p.nombre,
        "proche": p.proche,
        "km": f"{nombre_fr(p.proche.km)}\u00a0km" if p.proche else "",
    }
