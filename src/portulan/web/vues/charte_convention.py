"""The convention's commitments, who they target, and the schedule they serve."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.socle.erreurs import DonneeInvalide, Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.enums import Partie
from portulan.terrain.charte.models import Engagement, Version
from portulan.terrain.charte.queries import (
    articles_de,
    cahier_en_vigueur,
    couverture_convention,
    objectifs_en_vigueur,
    schema_en_vigueur,
    structures_conventionnees,
)
from portulan.terrain.charte.redaction import enregistrer_engagement, retirer_engagement
from portulan.terrain.charte.schema import enregistrer_schema
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.charte import FormulaireEngagement, FormulaireSchema
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.administration import envoi
from portulan.web.vues.charte_commun import chemin, erreurs, fil_version, region, version_ou_404
from portulan.web.vues.commun import parametres

_SIMPLES = ("code", "libelle", "article", "partie", "responsable", "objectif", "echeance", "indicateur", "cahier")


def _convention(request: HttpRequest, cle: int, verbe: str = "voir") -> Version:
    version = version_ou_404(request, cle, verbe)
    if not version.document.est_convention:
        raise Introuvable(
            "Seule la convention annuelle porte des engagements.",
            remede="Ouvrez la convention depuis la page « Charte ».",
        )
    return version


def engagements(request: HttpRequest, version: int) -> HttpResponse:
    """Commitments of a convention, and the CIO and university services that none targets."""
    vue = _convention(request, version)
    modifiable = vue.modifiable and peut(titulaire(request), "cahier", "rediger")
    liste = _liste(request, vue, modifiable=modifiable)
    if liste.csv_demande:
        return liste.csv()
    cibles = couverture_convention(vue)
    contexte = {
        "chemin": chemin(fil_version(vue), ("Engagements", "")),
        "version": vue,
        "liste": liste,
        "cibles": cibles,
        "oublies": [s for s in cibles if not s.vises],
        "hors_schema": sum(not e.objectif for e in liste.lignes),
        "modifiable": modifiable,
    }
    return render(request, "pages/charte_engagements.html", contexte)


def _liste(request: HttpRequest, version: Version, *, modifiable: bool) -> Liste:
    def lien(e: Engagement) -> str:
        return reverse("web:charte_engagement", args=[version.pk, e.pk]) if modifiable else ""

    def vises(e: Engagement) -> str:
        return ", ".join(s.nom for s in e.structures.all())

    return Liste(
        parametres(request),
        list(version.engagements.prefetch_related("structures")),
        (
            Colonne("code", "Code", lambda e: e.code, lambda e: e.code, entete=True, lien=lien),
            Colonne("libelle", "Engagement", lambda e: e.libelle),
            Colonne("partie", "Partie", lambda e: e.get_partie_display(), lambda e: e.partie),
            Colonne("responsable", "Responsable", lambda e: e.responsable or "à nommer"),
            Colonne(
                "echeance",
                "Échéance",
                lambda e: f"{e.echeance:%d/%m/%Y}" if e.echeance else "à fixer",
                lambda e: e.echeance,
            ),
            Colonne("indicateur", "Indicateur", lambda e: e.indicateur or "à choisir"),
            Colonne("objectif", "Objectif", lambda e: e.objectif or "hors schéma", lambda e: e.objectif),
            Colonne("nombre", "Lieux visés", lambda e: len(e.structures.all()), nombre=True),
            Colonne("vises", "Noms des lieux visés", vises, csv_seul=True),
            Colonne("article", "Article", lambda e: e.article, csv_seul=True),
            Colonne("cahier", "Article du cahier des charges", lambda e: e.cahier, csv_seul=True),
        ),
        legende="Engagements de la convention",
        texte=lambda e: f"{e.code} {e.libelle} {e.responsable} {e.indicateur}",
        filtres=(Filtre("partie", "Partie", Partie.choices, lambda e, v: e.partie == v),),
        fichier=f"engagements-{version.document.annee}",
        noms=("engagement", "engagements"),
        vide="Cette convention ne porte encore aucun engagement.",
    )


@reserve("cahier", "rediger")
def engagement(request: HttpRequest, version: int, engagement: int = 0) -> HttpResponse:
    """Write a commitment (a new one without ``engagement``)."""
    vue = _convention(request, version, "rediger")
    existant = vue.engagements.filter(pk=engagement).first() if engagement else None
    if engagement and existant is None:
        raise Introuvable("Cet engagement n’existe plus.", remede="Relisez la liste des engagements.")
    formulaire = _formulaire(request, vue, existant)
    conflit: Opposition | None = None
    if request.method == "POST" and formulaire.is_valid():
        valeurs = dict(formulaire.cleaned_data)
        revision = valeurs.pop("revision")
        try:
            enregistrer_engagement(
                titulaire=titulaire(request), version=vue, engagement=existant, revision=revision, valeurs=valeurs
            )
        except VersionDepassee as refus:
            conflit = confronter(formulaire, refus, _initiales(refus.actuel), verrou="revision")
        except DonneeInvalide as refus:
            formulaire.add_error("code", str(refus))
        else:
            messages.success(request, "L’engagement est enregistré.")
            return redirect("web:charte_engagements", vue.pk)
    contexte = {
        "chemin": chemin(
            fil_version(vue),
            ("Engagements", reverse("web:charte_engagements", args=[vue.pk])),
            (existant.code if existant else "Nouvel engagement", ""),
        ),
        "formulaire": formulaire,
        "conflit": conflit,
        "titre": f"Engagement {existant.code}" if existant else "Nouvel engagement",
        "action": "Enregistrer l’engagement",
        "chapeau": "Un engagement dit qui, quoi, pour quels lieux, pour quand, et comment on saura qu’il est tenu.",
        "retrait": reverse("web:charte_engagement_retirer", args=[existant.pk]) if existant else "",
    }
    return render(request, "pages/charte_formulaire.html", contexte, status=409 if conflit else erreurs(formulaire))


def _initiales(existant: Engagement) -> dict[str, Any]:
    lues = {n: getattr(existant, n) for n in (*_SIMPLES, "operateurs", "revision")}
    return lues | {"structures": list(existant.structures.values_list("pk", flat=True))}


def _formulaire(request: HttpRequest, version: Version, existant: Engagement | None) -> FormulaireEngagement:
    cahier = cahier_en_vigueur(region())
    return FormulaireEngagement(
        envoi(request)[0],
        initial=_initiales(existant) if existant else {},
        structures=structures_conventionnees(region()).order_by("operateur", "nom"),
        article=[(a.code, a.titre) for a in articles_de(version)],
        objectif=[(o.code, f"{o.code} {o.libelle}") for o in objectifs_en_vigueur(region(), aujourdhui())],
        cahier=[(a.code, a.titre) for a in articles_de(cahier)] if cahier else [],
    )


@require_POST
@reserve("cahier", "rediger")
def retirer(request: HttpRequest, engagement: int) -> HttpResponse:
    """Remove a commitment from a draft."""
    vise = Engagement.objects.filter(pk=engagement, version__document__region=region()).first()
    if vise is None:
        raise Introuvable("Cet engagement n’existe plus.", remede="Relisez la liste des engagements.")
    retirer_engagement(titulaire=titulaire(request), engagement=vise)
    messages.success(request, "L’engagement est retiré.")
    return redirect("web:charte_engagements", vise.version_id)


def schema(request: HttpRequest) -> HttpResponse:
    """Objectives of the schedule of the CPRDFOP, and what serves them."""
    vue = schema_en_vigueur(region(), aujourdhui())
    cahier = cahier_en_vigueur(region())
    articles = articles_de(cahier) if cahier else []
    lignes = [
        {"objectif": o, "articles": [a.titre for a in articles if o.code in a.objectifs]}
        for o in (vue.objectifs.all() if vue else ())
    ]
    liste = Liste(
        parametres(request),
        lignes,
        (
            Colonne("code", "Code", lambda x: x["objectif"].code, entete=True),
            Colonne("libelle", "Objectif", lambda x: x["objectif"].libelle),
            Colonne("indicateur", "Indicateur et cible", lambda x: x["objectif"].indicateur or "à choisir"),
            Colonne(
                "articles",
                "Articles du cahier des charges qui le servent",
                lambda x: ", ".join(x["articles"]) or "aucun",
            ),
        ),
        legende="Objectifs du schéma",
        fichier="schema-cprdfop",
        noms=("objectif", "objectifs"),
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": chemin(("Schéma du CPRDFOP", "")),
        "schema": vue,
        "liste": liste,
        "peut_rediger": peut(titulaire(request), "cahier", "rediger"),
    }
    return render(request, "pages/charte_schema.html", contexte)


@reserve("cahier", "rediger")
def schema_modifier(request: HttpRequest) -> HttpResponse:
    """Write the schedule."""
    vue = schema_en_vigueur(region(), aujourdhui())
    initial = {}
    if vue:
        ecrits = "\n".join(f"{o.code} | {o.libelle} | {o.indicateur}".rstrip(" |") for o in vue.objectifs.all())
        initial = {"libelle": vue.libelle, "du": vue.du, "au": vue.au, "objectifs": ecrits}
    formulaire = FormulaireSchema(envoi(request)[0], initial=initial)
    if request.method == "POST" and formulaire.is_valid():
        enregistrer_schema(titulaire=titulaire(request), region=region(), **formulaire.cleaned_data)
        messages.success(request, "Le schéma est enregistré.")
        return redirect("web:charte_schema")
    contexte = {
        "chemin": chemin(("Schéma du CPRDFOP", reverse("web:charte_schema")), ("Modifier", "")),
        "formulaire": formulaire,
        "titre": "Schéma du CPRDFOP",
        "action": "Enregistrer le schéma",
        "chapeau": "Le volet du contrat de plan régional qui porte sur le service public de l’orientation. Une date de "
        "début différente crée un nouveau schéma ; l’ancien est gardé.",
    }
    return render(request, "pages/charte_formulaire.html", contexte, status=erreurs(formulaire))
