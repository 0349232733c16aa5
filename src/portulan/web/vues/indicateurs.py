"""The list of the indicators, and the page of one: value, map, table, definition, thresholds, history."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from portulan.diagnostic.provenance import fictif, sources_de
from portulan.diagnostic.resultats import Diagnostic, Ligne
from portulan.publication.ecriture import libelle_ventilation
from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import Unite, nombre_fr, valeur_fr
from portulan.socle.resultat import Calcule, Resultat
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces, cartographie
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.presentation import dire_manque, dire_resultat
from portulan.web.templatetags.composants import LIBELLES_RESULTAT, badge_etat, rendre
from portulan.web.vues.commun import (
    ACCUEIL,
    lien_territoire,
    montrer_declenchements,
    parametres,
    trier_declenchements,
)
from portulan.web.vues.dossiers import version_du_style

HISTORIQUE = 12


# --- list -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entree:
    """An indicator as the list shows it."""

    rang: int
    indicateur: Indicateur
    questions: tuple[str, ...]
    resultat: Resultat | None

    @property
    def etat(self) -> str:
        """State of its main result."""
        return self.resultat.etat if self.resultat else ""


def indicateurs(request: HttpRequest) -> HttpResponse:
    """Every indicator of both fiches."""
    diagnostic = acces.courant()
    entrees = [
        Entree(
            rang,
            indicateur,
            tuple(q.code for q in questions),
            diagnostic.principal(code).resultat if diagnostic and code in diagnostic.codes else None,
        )
        for rang, (code, (indicateur, questions)) in enumerate(acces.indicateurs_par_code().items())
    ]
    liste = Liste(
        parametres(request),
        entrees,
        (
            Colonne("code", "Code", lambda e: e.indicateur.code, lambda e: e.rang),
            Colonne(
                "libelle",
                "Indicateur",
                lambda e: e.indicateur.libelle,
                lambda e: e.indicateur.libelle,
                entete=True,
                lien=lambda e: reverse("web:indicateur", args=[e.indicateur.code]),
            ),
            Colonne("question", "Question", lambda e: ", ".join(e.questions)),
            Colonne(
                "etat",
                "État",
                lambda e: rendre(badge_etat, e.etat) if e.etat else "",
                lambda e: e.etat,
                lambda e: LIBELLES_RESULTAT.get(e.etat, ""),
            ),
            Colonne("valeur", "Valeur régionale", _valeur_de_liste, brut=_valeur_brute, nombre=True),
        ),
        legende="Indicateurs des deux fiches",
        texte=lambda e: f"{e.indicateur.code} {e.indicateur.libelle} {e.indicateur.formule} {' '.join(e.questions)}",
        filtres=(
            Filtre("etat", "État", list(LIBELLES_RESULTAT.items()), lambda e, v: e.etat == v),
            Filtre("fiche", "Fiche", [("1", "Fiche 1"), ("2", "Fiche 2")], lambda e, v: e.indicateur.code[5] == v),
        ),
        tri="code",
        fichier="indicateurs",
        noms=("indicateur", "indicateurs"),
        libelle_recherche="Chercher un indicateur",
    )
    if request.GET.get("format") == "csv":
        return liste.csv()
    return render(
        request,
        "pages/indicateurs.html",
        {
            "chemin": (ACCUEIL, ("Indicateurs", "")),
            "liste": liste,
            "diagnostic": diagnostic,
            "compte": Counter(LIBELLES_RESULTAT.get(e.etat, "") for e in entrees),
        },
    )


def _valeur_de_liste(entree: Entree) -> str:
    if isinstance(entree.resultat, Calcule):
        return dire_resultat(entree.resultat, entree.indicateur.unite)
    return "–"


def _valeur_brute(entree: Entree) -> float | None:
    return entree.resultat.valeur if isinstance(entree.resultat, Calcule) else None


# --- page -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vue:
    """What of an indicator is shown: level, figure and breakdown, each among those that have results."""

    niveaux: tuple[Niveau, ...]
    composantes: tuple[str, ...]
    ventilations: tuple[str, ...]
    niveau: Niveau
    composante: str
    ventilation: str


@dataclass(frozen=True)
class Rangee:
    """A line of the table by territory."""

    ligne: Ligne
    nom: str
    departement: str
    population: int | None

    @property
    def calcule(self) -> Calcule | None:
        """The figure, if there is one."""
        return self.ligne.resultat if isinstance(self.ligne.resultat, Calcule) else None


@lru_cache(maxsize=512)
def _dimensions(identifiant: str, code: str) -> tuple[tuple[Niveau, ...], tuple[str, ...], tuple[str, ...]]:
    table = acces.diagnostic(identifiant).table(code)
    niveaux = {Niveau(n) for n in table["niveau"].unique().to_pylist()}
    composantes, ventilations = (sorted(table[c].unique().to_pylist()) for c in ("composante", "ventilation"))
    return tuple(n for n in Niveau if n in niveaux), tuple(composantes), tuple(ventilations)


def _vue(demande: dict[str, str], diagnostic: Diagnostic, code: str) -> Vue | None:
    niveaux, composantes, ventilations = _dimensions(diagnostic.identifiant, code)
    if not niveaux:
        return None
    defaut = next((n for n in (Niveau.EPCI, Niveau.DEPARTEMENT, Niveau.COMMUNE) if n in niveaux), niveaux[-1])
    demandes = {n.value: n for n in niveaux}
    composante = demande.get("composante", "")
    ventilation = demande.get("ventilation", "")
    return Vue(
        niveaux,
        composantes,
        ventilations,
        demandes.get(demande.get("niveau", ""), defaut),
        composante if composante in composantes else composantes[0],
        ventilation if ventilation in ventilations else ventilations[0],
    )


@lru_cache(maxsize=64)
def _rangees(identifiant: str, code: str, niveau: Niveau, composante: str, ventilation: str) -> tuple[Rangee, ...]:
    atlas = acces.atlas(identifiant)
    rangees = []
    for ligne in acces.lignes(identifiant, code, niveau, composante, ventilation):
        lieu = atlas.lieux.get(ligne.territoire)
        departement = ""
        if lieu:
            departement = next((p.code for p in lieu.parents if p.niveau == Niveau.DEPARTEMENT), "")
        rangees.append(Rangee(ligne, atlas.nom(ligne.territoire), departement, lieu.population if lieu else None))
    return tuple(rangees)


def indicateur(request: HttpRequest, code: str) -> HttpResponse:
    """An indicator: value, map, table by territory, definition, sources, thresholds, history."""
    declare, questions = acces.indicateur(code)
    diagnostic = acces.courant()
    premiere = questions[0]
    fiche = acces.question(premiere.code)[0]
    contexte: dict[str, Any] = {
        "chemin": (
            ACCUEIL,
            (f"Fiche {fiche.numero}", reverse("web:fiche", args=[fiche.numero])),
            (premiere.code, reverse("web:question", args=[premiere.code])),
            (code, ""),
        ),
        "indicateur": declare,
        "questions": questions,
        "diagnostic": diagnostic,
        "definitions": _definitions(declare),
    }
    if diagnostic is None or code not in diagnostic.codes:
        return render(request, "pages/indicateur.html", contexte)
    demande = parametres(request)
    vue = _vue(demande, diagnostic, code)
    if vue is None:
        raise Http404
    liste = _liste_territoires(demande, declare, vue, diagnostic)
    if demande.get("format") == "csv":
        return liste.csv()
    contexte |= _resultats(declare, diagnostic, vue) | {"liste": liste, "vue": vue}
    return render(request, "pages/indicateur.html", contexte)


def _definitions(declare: Indicateur) -> list[tuple[str, str]]:
    return [
        ("Formule", declare.formule),
        ("Méthode", declare.methode),
        ("Unité", declare.unite.value),
        ("Champ", declare.champ),
        ("Maille", ", ".join(declare.maille)),
        ("Fondement", declare.fondement),
        ("Règle de vigilance", declare.vigilance),
        ("Sources attendues", ", ".join(declare.sources)),
        ("Tables lues", ", ".join(t.libelle for t in declare.tables)),
        (
            "Secret statistique",
            f"effectifs inférieurs à {declare.secret.effectif} masqués, "
            f"taux sur moins de {declare.secret.denominateur} non publiés"
            if declare.secret
            else "",
        ),
    ]


def _resultats(declare: Indicateur, diagnostic: Diagnostic, vue: Vue) -> dict[str, Any]:
    principal = diagnostic.principal(declare.code)
    resultat = principal.resultat
    territoire_principal = acces.atlas(diagnostic.identifiant).nom(principal.territoire)
    composantes = [
        (declare.libelle_composante(x.composante), dire_resultat(x.resultat, declare.unite_composante(x.composante)))
        for composante in vue.composantes
        if composante
        for x in acces.lignes(diagnostic.identifiant, declare.code, principal.territoire.niveau, composante, "")
        if x.territoire == principal.territoire
    ]
    declenchements = trier_declenchements(diagnostic.declenchements_de(declare.code))
    unite = declare.unite_composante(vue.composante)
    rangees = _rangees(diagnostic.identifiant, declare.code, vue.niveau, vue.composante, vue.ventilation)
    carte = cartographie.carte(diagnostic, declare, vue.niveau, vue.composante, vue.ventilation)
    choix = f"niveau={vue.niveau.value}&composante={vue.composante}&ventilation={vue.ventilation}"
    return {
        "resultat": resultat,
        "calcule": isinstance(resultat, Calcule),
        "valeur": dire_resultat(resultat, declare.unite),
        "manque": dire_manque(resultat),
        "parts": _parts(resultat),
        "territoire_principal": territoire_principal,
        "composantes": composantes,
        "declenchements": montrer_declenchements(declenchements[:8], diagnostic),
        "declenchements_total": len(declenchements),
        "gravites": [
            (g, n) for g, n in sorted(Counter(d.gravite for d in declenchements).items(), key=lambda x: -x[0].rang)
        ],
        "seuils": [_seuil(s, declare) for s in declare.seuils],
        "sources": sources_de(declare, diagnostic.sources),
        "fictif": fictif(declare, diagnostic.sources),
        "historique": _historique(declare, principal.territoire),
        "carte": carte,
        "source_carte": _source_carte(declare, diagnostic),
        "style": version_du_style(),
        "resume": _resume(rangees, unite, vue.niveau),
        "titre_vue": _titre_vue(declare, vue),
        "choix": choix,
        "onglets_niveaux": [
            (n.pluriel.capitalize() if n != Niveau.EPCI else "EPCI", f"?niveau={n.value}#liste", n == vue.niveau)
            for n in vue.niveaux
            if n != Niveau.PAYS or len(vue.niveaux) == 1
        ],
    }


def _source_carte(declare: Indicateur, diagnostic: Diagnostic) -> str:
    noms = ", ".join(dict.fromkeys(s.producteur for s in sources_de(declare, diagnostic.sources)))
    return f"{noms}. Instantané {diagnostic.identifiant}."


def _parts(resultat: Resultat) -> str:
    if not isinstance(resultat, Calcule) or resultat.denominateur is None or resultat.numerateur is None:
        return ""
    return f"{nombre_fr(resultat.numerateur)} rapporté à {nombre_fr(resultat.denominateur)}"


def _seuil(seuil: Any, declare: Indicateur) -> dict[str, Any]:
    unite = declare.unite_composante(seuil.composante)
    return {
        "seuil": seuil,
        "texte": f"{seuil.comparateur.value} {valeur_fr(seuil.borne, unite)}",
        "niveaux": ", ".join(n.pluriel for n in seuil.niveaux) or "tous les niveaux",
    }


def _titre_vue(declare: Indicateur, vue: Vue) -> str:
    titre = f"{declare.libelle_composante(vue.composante)}, par {vue.niveau.libelle}"
    return f"{titre} ({libelle_ventilation(vue.ventilation)})" if vue.ventilation else titre


def _resume(rangees: tuple[Rangee, ...], unite: Unite, niveau: Niveau) -> str:
    """What the table says, in one sentence."""
    connues = sorted((r.ligne.valeur, r.nom) for r in rangees if r.ligne.valeur is not None)
    if not connues or len(rangees) == 1:
        return ""
    (basse, nom_bas), (haute, nom_haut) = connues[0], connues[-1]
    milieu = connues[len(connues) // 2][0]
    sans = len(rangees) - len(connues)
    phrase = f"De {valeur_fr(basse, unite)} ({nom_bas}) à {valeur_fr(haute, unite)} ({nom_haut}) ; "
    phrase += f"valeur médiane des {niveau.pluriel} : {valeur_fr(milieu, unite)}."
    return phrase + (f" Sans valeur : {nombre_fr(sans)}." if sans else "")


def _historique(declare: Indicateur, territoire: Territoire) -> list[dict[str, Any]]:
    """The same figure in the other snapshots of the region, newest first."""
    vues = []
    manifestes = [
        m for m in acces.manifestes_diagnostiques() if territoire.niveau != Niveau.REGION or m.region == territoire.code
    ]
    for manifeste in manifestes[:HISTORIQUE]:
        ancien = acces.diagnostic(manifeste.identifiant)
        ligne = ancien.principal(declare.code) if declare.code in ancien.codes else None
        texte = dire_resultat(ligne.resultat, declare.unite) if ligne else "Indicateur absent"
        vues.append({"manifeste": manifeste, "valeur": texte, "calcule": bool(ligne and ligne.valeur is not None)})
    return vues


def _liste_territoires(demande: dict[str, str], declare: Indicateur, vue: Vue, diagnostic: Diagnostic) -> Liste:
    rangees = _rangees(diagnostic.identifiant, declare.code, vue.niveau, vue.composante, vue.ventilation)
    unite = declare.unite_composante(vue.composante)
    colonnes = [
        Colonne(
            "nom",
            vue.niveau.libelle.capitalize() if vue.niveau != Niveau.EPCI else "EPCI",
            lambda r: r.nom,
            lambda r: r.nom,
            entete=True,
            lien=lambda r: lien_territoire(r.ligne.territoire),
        ),
        Colonne("code", "Code", lambda r: r.ligne.territoire.code, lambda r: r.ligne.territoire.code),
        Colonne(
            "valeur",
            f"Valeur ({unite.value})",
            lambda r: _cellule(r, unite),
            lambda r: r.ligne.valeur,
            lambda r: r.ligne.valeur,
            nombre=True,
        ),
        Colonne(
            "population",
            "Population",
            lambda r: nombre_fr(r.population) if r.population is not None else "–",
            lambda r: r.population,
            lambda r: r.population,
            nombre=True,
        ),
    ]
    if any(r.calcule and r.calcule.denominateur is not None for r in rangees[:200]):
        colonnes += [
            Colonne(
                "numerateur",
                "Numérateur",
                lambda r: _nombre(r, "numerateur"),
                brut=lambda r: getattr(r.calcule, "numerateur", None),
                nombre=True,
            ),
            Colonne(
                "denominateur",
                "Dénominateur",
                lambda r: _nombre(r, "denominateur"),
                brut=lambda r: getattr(r.calcule, "denominateur", None),
                nombre=True,
            ),
        ]
    if any(r.calcule is None for r in rangees):
        colonnes.append(Colonne("raison", "Pourquoi sans valeur", lambda r: dire_manque(r.ligne.resultat)))
    filtres = []
    if vue.niveau == Niveau.COMMUNE:
        colonnes.insert(2, Colonne("departement", "Département", lambda r: r.departement, lambda r: r.departement))
        departements = [
            (x.territoire.code, f"{x.nom} ({x.territoire.code})")
            for x in acces.atlas(diagnostic.identifiant).niveau(Niveau.DEPARTEMENT)
        ]
        filtres.append(Filtre("departement", "Département", departements, lambda r, v: r.departement == v))
    if len(vue.composantes) > 1:
        filtres.append(
            Filtre(
                "composante",
                "Mesure",
                [(c, declare.libelle_composante(c)) for c in vue.composantes],
                lambda _r, _v: True,
                vue.composantes[0],
                obligatoire=True,
            )
        )
    if len(vue.ventilations) > 1:
        filtres.append(
            Filtre(
                "ventilation",
                "Ventilation",
                [(v, libelle_ventilation(v)) for v in vue.ventilations],
                lambda _r, _v: True,
                vue.ventilations[0],
                obligatoire=True,
            )
        )
    return Liste(
        demande,
        rangees,
        colonnes,
        legende=_titre_vue(declare, vue),
        texte=lambda r: f"{r.nom} {r.ligne.territoire.code}",
        filtres=filtres,
        tri="nom",
        fichier=f"{declare.code}-{vue.niveau.value}-{diagnostic.identifiant}",
        conserves=("niveau",),
        noms=(vue.niveau.libelle, vue.niveau.pluriel),
        libelle_recherche="Chercher un territoire",
        vide="Aucun territoire ne porte ce nom ou ce code à ce niveau.",
    )


def _cellule(rangee: Rangee, unite: Unite) -> SafeString | str:
    return valeur_fr(rangee.calcule.valeur, unite) if rangee.calcule else "–"


def _nombre(rangee: Rangee, attribut: str) -> str:
    valeur = getattr(rangee.calcule, attribut, None)
    return "–" if valeur is None else nombre_fr(valeur)


def geojson(request: HttpRequest, code: str) -> HttpResponse:
    """Contours and values of an indicator, for the map on demand."""
    declare, _ = acces.indicateur(code)
    diagnostic = acces.courant()
    vue = _vue(parametres(request), diagnostic, code) if diagnostic and code in diagnostic.codes else None
    if diagnostic is None or vue is None:
        raise Http404
    contenu = cartographie.geojson(diagnostic, declare, vue.niveau, vue.composante, vue.ventilation)
    return HttpResponse(json.dumps(contenu, separators=(",", ":")), content_type="application/geo+json")
