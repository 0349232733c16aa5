"""Frozen snapshots: the list, one and its manifest, its verification, the comparison of two."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.instantane.manifeste import FICHIER, Manifeste, TableGelee
from portulan.publication.bibliotheque import EcartFigure
from portulan.socle.erreurs import Introuvable
from portulan.socle.mesure import nombre_fr, valeur_fr
from portulan.web import acces
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.presentation import dire_resultat
from portulan.web.vues.commun import ACCUEIL, parametres

ECARTS_MAXIMAUX = 5000


def instantanes(request: HttpRequest) -> HttpResponse:
    """List of the snapshots."""
    liste = Liste(
        parametres(request),
        acces.manifestes(),
        (
            Colonne(
                "identifiant",
                "Instantané",
                lambda m: m.identifiant,
                lambda m: m.identifiant,
                entete=True,
                lien=lambda m: reverse("web:instantane", args=[m.identifiant]),
            ),
            Colonne("region", "Région", lambda m: m.region, lambda m: m.region),
            Colonne(
                "date",
                "Date de référence",
                lambda m: f"{m.date:%d/%m/%Y}",
                lambda m: m.date,
                lambda m: m.date.isoformat(),
            ),
            Colonne("statut", "Statut", _statut, _statut),
            Colonne("tables", "Tables", lambda m: str(len(m.tables)), lambda m: len(m.tables), nombre=True),
            Colonne("lignes", "Lignes", lambda m: nombre_fr(_lignes(m)), _lignes, _lignes, nombre=True),
            Colonne(
                "diagnostic",
                "Diagnostic",
                lambda m: "fait" if acces.bibliotheque().a_un_diagnostic(m.identifiant) else "à faire",
            ),
        ),
        legende="Instantanés figés",
        texte=lambda m: f"{m.identifiant} {m.region} {m.date:%d/%m/%Y}",
        tri="-date",
        fichier="instantanes",
        noms=("instantané", "instantanés"),
        libelle_recherche="Identifiant ou date",
    )
    if request.GET.get("format") == "csv":
        return liste.csv()
    return render(request, "pages/instantanes.html", {"chemin": (ACCUEIL, ("Instantanés", "")), "liste": liste})


def _lignes(manifeste: Manifeste) -> int:
    return sum(t.lignes for t in manifeste.tables)


def _statut(manifeste: Manifeste) -> str:
    nature = "provisoire" if manifeste.provisoire else "citable"
    return f"{nature}, en partie fictif" if manifeste.fictif else nature


def instantane(request: HttpRequest, identifiant: str) -> HttpResponse:
    """A snapshot and its manifest."""
    return _page(request, identifiant)


@require_POST
def verifier(request: HttpRequest, identifiant: str) -> HttpResponse:
    """Check every byte of a snapshot, and say what differs."""
    acces.manifeste(identifiant)
    return _page(request, identifiant, {"verification": acces.bibliotheque().verifier(identifiant)})


def _page(request: HttpRequest, identifiant: str, plus: dict[str, Any] | None = None) -> HttpResponse:
    manifeste = acces.manifeste(identifiant)
    tables = Liste(
        parametres(request),
        manifeste.tables,
        (
            Colonne("libelle", "Table", lambda t: t.libelle, lambda t: t.libelle, entete=True),
            Colonne("nom", "Nom", lambda t: t.nom, lambda t: t.nom),
            Colonne(
                "lignes", "Lignes", lambda t: nombre_fr(t.lignes), lambda t: t.lignes, lambda t: t.lignes, nombre=True
            ),
            Colonne(
                "voisinage",
                "dont hors région",
                lambda t: nombre_fr(t.hors_region),
                lambda t: t.hors_region,
                lambda t: t.hors_region,
                nombre=True,
            ),
            Colonne("contenu", "Empreinte du contenu", lambda t: t.contenu[:16] + "…", brut=lambda t: t.contenu),
            Colonne(
                "fichier",
                "Fichier",
                lambda t: t.fichier,
                brut=lambda t: t.octets,
                lien=lambda t: reverse("web:table", args=[identifiant, t.fichier]),
            ),
        ),
        legende="Tables de l’instantané",
        texte=_texte_table,
        tri="libelle",
        fichier=f"tables-{identifiant}",
        noms=("table", "tables"),
        libelle_recherche="Chercher une table",
    )
    if request.method == "GET" and request.GET.get("format") == "csv":
        return tables.csv()
    autres = [m for m in acces.manifestes() if m.identifiant != identifiant]
    contexte = {
        "chemin": (ACCUEIL, ("Instantanés", reverse("web:instantanes")), (identifiant, "")),
        "manifeste": manifeste,
        "liste": tables,
        "statut": _statut(manifeste),
        "autres": autres,
        "diagnostique": acces.bibliotheque().a_un_diagnostic(identifiant),
        "dossiers": acces.bibliotheque().dossiers(identifiant),
    }
    return render(request, "pages/instantane.html", contexte | (plus or {}))


def _texte_table(table: TableGelee) -> str:
    return f"{table.nom} {table.libelle}"


def table(request: HttpRequest, identifiant: str, fichier: str) -> HttpResponse:
    """Download of a table (Parquet) or of the manifest: only the files that the manifest names."""
    from portulan.web.telechargement import envoyer

    manifeste = acces.manifeste(identifiant)
    if fichier not in {FICHIER, *(t.fichier for t in manifeste.tables)}:
        raise Introuvable(f"L’instantané n’a pas de fichier « {fichier} ».", remede="Ouvrez la page de l’instantané.")
    return envoyer(acces.maison().instantanes / identifiant / fichier, f"{identifiant}-{fichier}")


def comparer(request: HttpRequest) -> HttpResponse:
    """What moved between two snapshots: table by table, then figure by figure."""
    demande = parametres(request)
    connus = acces.manifestes()
    choisis = (demande.get("a", ""), demande.get("b", ""))
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, ("Instantanés", reverse("web:instantanes")), ("Comparer", "")),
        "manifestes": connus,
        "a": choisis[0] or (connus[1].identifiant if len(connus) > 1 else ""),
        "b": choisis[1] or (connus[0].identifiant if connus else ""),
    }
    if not all(choisis):
        return render(request, "pages/comparer.html", contexte)
    for identifiant in choisis:
        acces.manifeste(identifiant)
    contexte["comparaison"] = acces.bibliotheque().comparer(*choisis)
    if all(acces.bibliotheque().a_un_diagnostic(i) for i in choisis):
        ecarts = list(islice(acces.bibliotheque().comparer_figures(*choisis), ECARTS_MAXIMAUX))
        liste = _liste_ecarts(demande, ecarts, choisis[1])
        if demande.get("format") == "csv":
            return liste.csv()
        contexte |= {"liste": liste, "tronque": len(ecarts) == ECARTS_MAXIMAUX}
    return render(request, "pages/comparer.html", contexte)


def _liste_ecarts(demande: dict[str, str], ecarts: list[EcartFigure], identifiant: str) -> Liste:
    atlas = acces.atlas(identifiant)
    niveaux = list(dict.fromkeys(e.ligne.territoire.niveau for e in ecarts))
    return Liste(
        demande,
        ecarts,
        (
            Colonne(
                "indicateur",
                "Indicateur",
                _nom_indicateur,
                _nom_indicateur,
                entete=True,
                lien=lambda e: reverse("web:indicateur", args=[e.ligne.code]),
            ),
            Colonne(
                "territoire",
                "Territoire",
                lambda e: atlas.nom(e.ligne.territoire),
                lambda e: atlas.nom(e.ligne.territoire),
            ),
            Colonne(
                "mesure",
                "Mesure",
                lambda e: " ".join(x for x in (e.ligne.composante, e.ligne.ventilation) if x) or "principale",
            ),
            Colonne("avant", "Avant", lambda e: _dire(e, e.avant), nombre=True),
            Colonne("apres", "Après", lambda e: _dire(e, e.apres), nombre=True),
            Colonne(
                "ecart",
                "Écart",
                lambda e: valeur_fr(e.ecart, _unite(e)) if e.ecart is not None else "–",
                lambda e: abs(e.ecart) if e.ecart is not None else None,
                lambda e: e.ecart,
                nombre=True,
            ),
        ),
        legende="Chiffres qui ont changé",
        texte=lambda e: f"{e.ligne.code} {_nom_indicateur(e)} {atlas.nom(e.ligne.territoire)}",
        filtres=(
            Filtre(
                "niveau",
                "Niveau",
                [(n.value, n.libelle) for n in niveaux],
                lambda e, v: e.ligne.territoire.niveau.value == v,
            ),
        ),
        fichier="ecarts",
        conserves=("a", "b"),
        noms=("chiffre", "chiffres"),
        vide="Aucun chiffre ne diffère entre ces deux instantanés.",
        libelle_recherche="Indicateur ou territoire",
    )


def _nom_indicateur(ecart: EcartFigure) -> str:
    declare = acces.indicateurs_par_code().get(ecart.ligne.code)
    return declare[0].libelle if declare else ecart.ligne.code


def _unite(ecart: EcartFigure) -> Any:
    return acces.indicateur(ecart.ligne.code)[0].unite_composante(ecart.ligne.composante)


def _dire(ecart: EcartFigure, ligne: Any) -> str:
    return dire_resultat(ligne.resultat, _unite(ecart)) if ligne else "absent"
