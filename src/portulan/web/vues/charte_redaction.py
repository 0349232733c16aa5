"""Writing a version: start it, write its articles one by one, order them, bring it forward."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.socle.erreurs import Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.enums import EtatVersion
from portulan.terrain.charte.models import Article, Version
from portulan.terrain.charte.queries import articles_de, objectifs_en_vigueur
from portulan.terrain.charte.redaction import (
    ajouter_article,
    changer_etat,
    creer_version,
    deplacer_article,
    enregistrer_article,
    retirer_article,
)
from portulan.terrain.charte.regles import transition as trouver_transition
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.charte import (
    FormulaireArret,
    FormulaireArticle,
    FormulaireOuverture,
    FormulaireVersion,
)
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.administration import envoi
from portulan.web.vues.charte_commun import chemin, erreurs, fil_version, questions, region, version_ou_404
from portulan.web.vues.charte_versions import couverture


@reserve("cahier", "rediger")
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Start a version of a document."""
    formulaire = FormulaireVersion(envoi(request)[0], initial={"genre": request.GET.get("genre", "")})
    if request.method == "POST" and formulaire.is_valid():
        version = creer_version(titulaire=titulaire(request), region=region(), **formulaire.cleaned_data)
        messages.success(request, "Le brouillon est créé. Il n’est pas encore public.")
        return redirect("web:charte_rediger", version.pk)
    contexte = {"chemin": chemin(("Nouvelle version", "")), "formulaire": formulaire, "titre": "Nouvelle version"}
    contexte |= {"action": "Créer le brouillon", "chapeau": "Un document n’a qu’une version en cours à la fois."}
    return render(request, "pages/charte_formulaire.html", contexte, status=erreurs(formulaire))


@reserve("cahier", "rediger")
def rediger(request: HttpRequest, version: int) -> HttpResponse:
    """The plan: articles in order, what they treat, what is missing."""
    vue = version_ou_404(request, version, "rediger")
    articles = articles_de(vue)
    contexte = {
        "chemin": chemin(fil_version(vue), ("Rédiger", "")),
        "version": vue,
        "articles": articles,
        "dernier": len(articles),
        "couverture": couverture(vue),
    }
    return render(request, "pages/charte_rediger.html", contexte)


def _article(version: Version, code: str) -> Article:
    trouve = version.articles.filter(code=code).first()
    if trouve is None:
        raise Introuvable("Cet article n’existe plus.", remede="Il a pu être retiré : relisez le plan de la version.")
    return trouve


@reserve("cahier", "rediger")
def article(request: HttpRequest, version: int, article: str = "") -> HttpResponse:
    """Write an article (a new one without ``article``); another person's save is shown, nothing typed is lost."""
    vue = version_ou_404(request, version, "rediger")
    existant = _article(vue, article) if article else None
    formulaire = FormulaireArticle(
        envoi(request)[0],
        initial=_initiales(existant) if existant else {},
        questions=questions(vue.document.fiche),
        objectifs=objectifs_en_vigueur(region(), aujourdhui()),
    )
    conflit: Opposition | None = None
    if request.method == "POST" and formulaire.is_valid():
        valeurs = {"objectifs": existant.objectifs if existant else []} | formulaire.cleaned_data
        try:
            if existant:
                revision = valeurs["revision"]
                garde = enregistrer_article(
                    titulaire=titulaire(request), version=vue, code=article, revision=revision, valeurs=valeurs
                )
            else:
                garde = ajouter_article(titulaire=titulaire(request), version=vue, valeurs=valeurs)
        except VersionDepassee as refus:
            conflit = confronter(formulaire, refus, _initiales(refus.actuel), verrou="revision")
        else:
            messages.success(request, f"« {garde.titre} » est enregistré.")
            if "rester" in request.POST:
                return redirect("web:charte_article", vue.pk, garde.code)
            return redirect("web:charte_rediger", vue.pk)
    contexte = {
        "chemin": chemin(
            fil_version(vue),
            ("Rédiger", reverse("web:charte_rediger", args=[vue.pk])),
            (existant.titre if existant else "Nouvel article", ""),
        ),
        "version": vue,
        "article": existant,
        "formulaire": formulaire,
        "conflit": conflit,
    }
    return render(request, "pages/charte_article.html", contexte, status=409 if conflit else erreurs(formulaire))


def _initiales(article: Article) -> dict[str, Any]:
    return {n: getattr(article, n) for n in ("titre", "texte", "fiche", "objectifs", "annexe", "revision")}


@require_POST
@reserve("cahier", "rediger")
def deplacer(request: HttpRequest, version: int, article: str) -> HttpResponse:
    """Move an article by one place."""
    vue = version_ou_404(request, version, "rediger")
    sens = -1 if request.POST.get("sens") == "haut" else 1
    deplacer_article(titulaire=titulaire(request), version=vue, code=article, sens=sens)
    return redirect(f"{reverse('web:charte_rediger', args=[vue.pk])}#{article}")


@require_POST
@reserve("cahier", "rediger")
def retirer(request: HttpRequest, version: int, article: str) -> HttpResponse:
    """Remove an article from the draft."""
    vue = version_ou_404(request, version, "rediger")
    retirer_article(titulaire=titulaire(request), version=vue, code=article)
    messages.success(request, "L’article est retiré de cette version.")
    return redirect("web:charte_rediger", vue.pk)


@reserve("cahier", "rediger")
def etat(request: HttpRequest, version: int, transition: str) -> HttpResponse:
    """Bring a version forward, after reading what it does."""
    vue = version_ou_404(request, version, "rediger")
    t = trouver_transition(transition, vue.etat)
    classes = {EtatVersion.CONCERTATION: FormulaireOuverture, EtatVersion.ARRETEE: FormulaireArret}
    classe = classes.get(t.vers)
    formulaire = classe(envoi(request)[0]) if classe else None
    if request.method == "POST" and (formulaire is None or formulaire.is_valid()):
        valeurs = formulaire.cleaned_data if formulaire else {}
        changer_etat(titulaire=titulaire(request), version=vue, code=transition, **valeurs)
        messages.success(request, t.fait)
        return redirect("web:charte_version", vue.pk)
    contexte = {
        "chemin": chemin(fil_version(vue), (t.libelle, "")),
        "version": vue,
        "t": t,
        "formulaire": formulaire,
        "couverture": couverture(vue),
        "sans_reponse": vue.contributions.filter(suite="").count(),
    }
    return render(request, "pages/charte_etat.html", contexte, status=erreurs(formulaire) if formulaire else 200)
