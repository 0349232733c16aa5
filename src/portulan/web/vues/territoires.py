"""Places: the list by level, and the page of one, compared with the region and with its peers."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.diagnostic.resultats import Diagnostic, Ligne
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.mesure import nombre_fr
from portulan.socle.resultat import Calcule
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.presentation import dire_manque, dire_resultat
from portulan.web.vues.autour import autour_d_une_commune, communes_d_un_lieu
from portulan.web.vues.colonnes import colonne_population, colonnes_du_lieu, filtres_du_lieu, titre_niveau
from portulan.web.vues.commun import ACCUEIL, lien_territoire, montrer_declenchements, parametres, trier_declenchements
from portulan.web.vues.reseau_bassins import lien_reseau


def territoires(request: HttpRequest) -> HttpResponse:
    """Every place of the region, by level."""
    diagnostic = acces.courant()
    contexte: dict[str, Any] = {"chemin": (ACCUEIL, ("Territoires", "")), "diagnostic": diagnostic}
    if diagnostic is None:
        return render(request, "pages/territoires.html", contexte)
    atlas = acces.atlas(diagnostic.identifiant)
    demande = parametres(request)
    niveau = next((n for n in acces.NIVEAUX_DE_LA_REGION if n.value == demande.get("niveau")), Niveau.DEPARTEMENT)
    presents = [n for n in acces.NIVEAUX_DE_LA_REGION if any(t.niveau == n for t in atlas.lieux)]
    liste = Liste(
        demande,
        atlas.niveau(niveau),
        (*colonnes_du_lieu(niveau), colonne_population(), _composition(niveau, atlas)),
        legende=f"Territoires : {niveau.pluriel}",
        texte=lambda x: f"{x.nom} {x.territoire.code} {' '.join(x.codes_postaux)}",
        filtres=filtres_du_lieu(niveau, atlas),
        tri="nom",
        fichier=f"territoires-{niveau.value}",
        conserves=("niveau",),
        noms=(niveau.libelle, niveau.pluriel),
        libelle_recherche="Nom, code ou code postal",
    )
    if demande.get("format") == "csv":
        return liste.csv()
    contexte |= {
        "liste": liste,
        "onglets": [(titre_niveau(n, pluriel=True), f"?niveau={n.value}", n == niveau) for n in reversed(presents)],
    }
    return render(request, "pages/territoires.html", contexte)


def _composition(niveau: Niveau, atlas: acces.Atlas) -> Colonne:
    """Postal codes of a commune, number of communes of a wider place."""
    if niveau == Niveau.COMMUNE:
        return Colonne("cp", "Codes postaux", lambda x: ", ".join(x.codes_postaux))

    def communes(lieu: acces.Lieu) -> int:
        return len(atlas.enfants.get(lieu.territoire, ()))

    return Colonne("communes", "Communes", lambda x: nombre_fr(communes(x)), communes, nombre=True)


@dataclass(frozen=True)
class Comparaison:
    """A figure of the place beside that of the region, and its rank among its peers."""

    ligne: Ligne
    libelle: str
    unite: Any
    region: Ligne | None
    rang: int | None
    pairs: int


def territoire(request: HttpRequest, niveau: str, code: str) -> HttpResponse:
    """A place: its figures, beside those of the region and among its peers."""
    try:
        lieu_demande = Territoire(Niveau(niveau), code)
    except (ValueError, DonneeInvalide) as erreur:
        raise Introuvable(
            f"« {niveau} {code} » n’est pas un territoire.",
            remede="Cherchez-le par son nom, son code ou son code postal.",
        ) from erreur
    diagnostic = acces.courant()
    if diagnostic is None:
        raise Introuvable(
            "Aucun instantané n’est publié : les territoires n’ont pas encore de chiffres.",
            remede="Gelez et diagnostiquez des données depuis l’administration, ou lancez « ./portulan demo ».",
        )
    atlas = acces.atlas(diagnostic.identifiant)
    lieu = atlas.lieu(lieu_demande)
    comparaisons = [
        _comparer(x, lieu_demande, diagnostic) for x in acces.lignes_du_territoire(diagnostic.identifiant, lieu_demande)
    ]
    comparaisons = [c for c in comparaisons if c is not None]
    liste = _liste(request, comparaisons, lieu)
    if lieu_demande.niveau == Niveau.COMMUNE:
        autour = autour_d_une_commune(lieu, diagnostic)
    else:
        autour = communes_d_un_lieu(parametres(request), lieu, diagnostic)
    for demandee in (liste, autour.get("communes")):
        if demandee and demandee.csv_demande:
            return demandee.csv()
    declenchements = trier_declenchements(d for d in diagnostic.declenchements if d.territoire == lieu_demande)
    return render(
        request,
        "pages/territoire.html",
        {
            "chemin": (ACCUEIL, ("Territoires", reverse("web:territoires")), (lieu.nom, "")),
            "lieu": lieu,
            "lien_reseau": lien_reseau(lieu_demande),
            "diagnostic": diagnostic,
            "liste": liste,
            "chiffres": [c for c in comparaisons if isinstance(c.ligne.resultat, Calcule)][:4],
            "parents": [(p.niveau.libelle, atlas.nom(p), lien_territoire(p)) for p in lieu.parents],
            "declenchements": montrer_declenchements(declenchements[:10], diagnostic),
            "declenchements_total": len(declenchements),
            **autour,
        },
    )


def _comparer(ligne: Ligne, lieu: Territoire, diagnostic: Diagnostic) -> Comparaison | None:
    declare = acces.indicateurs_par_code().get(ligne.code)
    if declare is None:
        return None
    principal = diagnostic.principal(ligne.code)
    region = principal if principal.territoire.niveau == Niveau.REGION else None
    rang, pairs = None, 0
    if ligne.valeur is not None and lieu.niveau not in {Niveau.REGION, Niveau.PAYS}:
        valeurs = acces.valeurs_du_niveau(diagnostic.identifiant, ligne.code, lieu.niveau)
        rang, pairs = bisect_left(valeurs, ligne.valeur) + 1, len(valeurs)
    return Comparaison(ligne, declare[0].libelle, declare[0].unite, region, rang, pairs)


def _liste(request: HttpRequest, comparaisons: list[Comparaison], lieu: acces.Lieu) -> Liste:
    colonnes = [
        Colonne(
            "indicateur",
            "Indicateur",
            lambda c: c.libelle,
            lambda c: c.libelle,
            entete=True,
            lien=lambda c: reverse("web:indicateur", args=[c.ligne.code]),
        ),
        Colonne(
            "valeur",
            "Ici",
            lambda c: dire_resultat(c.ligne.resultat, c.unite) if c.ligne.valeur is not None else "–",
            brut=lambda c: c.ligne.valeur,
            nombre=True,
        ),
    ]
    if lieu.territoire.niveau != Niveau.REGION:
        colonnes += [
            Colonne(
                "region",
                "Région",
                lambda c: (
                    dire_resultat(c.region.resultat, c.unite) if c.region and c.region.valeur is not None else "–"
                ),
                brut=lambda c: c.region.valeur if c.region else None,
                nombre=True,
            ),
            Colonne(
                "rang",
                "Rang (du plus bas au plus haut)",
                lambda c: f"{nombre_fr(c.rang)} sur {nombre_fr(c.pairs)}" if c.rang else "–",
                lambda c: c.rang,
                nombre=True,
            ),
        ]
    colonnes.append(Colonne("raison", "Sans valeur, pourquoi", lambda c: dire_manque(c.ligne.resultat)))
    etats = [("calcule", "calculé"), ("sans", "sans valeur")]
    return Liste(
        parametres(request),
        comparaisons,
        colonnes,
        legende=f"Chiffres de {lieu.nom}",
        texte=lambda c: f"{c.libelle} {c.ligne.code}",
        filtres=(Filtre("etat", "État", etats, lambda c, v: (c.ligne.valeur is not None) == (v == "calcule")),),
        fichier=f"{lieu.territoire.niveau.value}-{lieu.territoire.code}",
        noms=("indicateur", "indicateurs"),
        libelle_recherche="Chercher un indicateur",
        vide="Aucun indicateur n’est publié à ce niveau dans cet instantané.",
    )
