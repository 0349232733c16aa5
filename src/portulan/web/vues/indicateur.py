"""The page of an indicator: value, map, table, definition, thresholds, history."""

import json
from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.diagnostic.provenance import fictif, sources_de
from portulan.diagnostic.resultats import Diagnostic
from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import Unite, nombre_fr, valeur_fr
from portulan.socle.resultat import Calcule, Resultat
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces, cartographie
from portulan.web.presentation import dire_manque, dire_resultat
from portulan.web.vues.colonnes import titre_niveau
from portulan.web.vues.commun import ACCUEIL, montrer_declenchements, parametres, trier_declenchements
from portulan.web.vues.dossiers import version_du_style
from portulan.web.vues.indicateur_territoires import (
    Rangee,
    Vue,
    choisir_vue,
    liste_territoires,
    rangees_de,
    titre_vue,
)

HISTORIQUE = 12


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
    vue = choisir_vue(demande, diagnostic, code)
    if vue is None:
        raise Http404
    liste = liste_territoires(demande, declare, vue, diagnostic)
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
    rangees = rangees_de(diagnostic.identifiant, declare.code, vue.niveau, vue.composante, vue.ventilation)
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
        "titre_vue": titre_vue(declare, vue),
        "choix": choix,
        "onglets_niveaux": [
            (titre_niveau(n, pluriel=True), f"?niveau={n.value}#liste", n == vue.niveau)
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


def geojson(request: HttpRequest, code: str) -> HttpResponse:
    """Contours and values of an indicator, for the map on demand."""
    declare, _ = acces.indicateur(code)
    diagnostic = acces.courant()
    vue = choisir_vue(parametres(request), diagnostic, code) if diagnostic and code in diagnostic.codes else None
    if diagnostic is None or vue is None:
        raise Http404
    contenu = cartographie.geojson(diagnostic, declare, vue.niveau, vue.composante, vue.ventilation)
    return HttpResponse(json.dumps(contenu, separators=(",", ":")), content_type="application/geo+json")
