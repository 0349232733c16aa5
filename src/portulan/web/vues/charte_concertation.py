"""The concertation: what was said, by whom, what was answered, who was never invited."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.comptes.enums import Role
from portulan.socle.erreurs import Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte import droits
from portulan.terrain.charte.concertation import deposer_contribution, enregistrer_seance, repondre
from portulan.terrain.charte.enums import MODIFIABLES, Suite
from portulan.terrain.charte.models import Article, Contribution, Seance, Version
from portulan.terrain.charte.queries import articles_de, organisations, types_jamais_convies
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.charte import FormulaireContribution, FormulaireReponse, FormulaireSeance
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.administration import envoi
from portulan.web.vues.charte_commun import (
    chemin,
    erreurs,
    fil_version,
    html,
    nom_version,
    pluriels,
    region,
    version_ou_404,
)
from portulan.web.vues.commun import parametres

CONCERTATION = ("Concertation", "/charte/concertation/")
_GENRES = {Suite.RETENUE: "succes", Suite.EN_PARTIE: "partiel", Suite.ECARTEE: ""}
_EXTRAIT = 160


def _suite(c: Contribution) -> Any:
    if not c.suite:
        return rendre(badge, "sans réponse", "attention")
    return rendre(badge, c.get_suite_display(), _GENRES[Suite(c.suite)])


def _extrait(texte: str) -> str:
    plat = " ".join(texte.split())
    return plat if len(plat) <= _EXTRAIT else plat[:_EXTRAIT].rsplit(" ", 1)[0] + "…"


def concertation(request: HttpRequest) -> HttpResponse:
    """Contributions that this person may read, and what is missing."""
    qui = titulaire(request)
    visibles = droits.contributions(qui, region()).select_related("organisation", "version__document")
    lignes = list(visibles)
    versions = list(droits.versions(qui, region()).order_by("document__genre", "-document__annee", "-numero"))
    liste = _liste(request, lignes, versions)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": chemin((CONCERTATION[0], "")),
        "liste": liste,
        "versions": [_manques(v) for v in versions if v.seances.exists() or v.contributions.exists()],
        "ouvertes": [v for v in versions if v.accueille(aujourdhui())],
        "a_saisir": [v for v in versions if v.etat in MODIFIABLES],
        "peut_contribuer": peut(qui, "contribution", "deposer"),
        "peut_repondre": peut(qui, "contribution", "repondre"),
    }
    return render(request, "pages/charte_concertation.html", contexte)


def _manques(version: Version) -> dict[str, Any]:
    recues = version.contributions.count()
    sans_reponse = version.contributions.filter(suite="").count()
    return {
        "version": version,
        "nom": nom_version(version),
        "seances": version.seances.prefetch_related("convocations"),
        "recues": recues,
        "sans_reponse": sans_reponse,
        "attente": f"{sans_reponse} sans réponse",
        "jamais": pluriels(types_jamais_convies(version)),
    }


def _liste(request: HttpRequest, lignes: list[Contribution], versions: list[Version]) -> Liste:
    titres = {(v, code): titre for v, code, titre in _titres(lignes)}

    def article(c: Contribution) -> str:
        return titres.get((c.version_id, c.article), "tout le texte")

    return Liste(
        parametres(request),
        lignes,
        (
            Colonne(
                "auteur",
                "De",
                lambda c: c.auteur,
                lambda c: c.auteur.lower(),
                entete=True,
                lien=lambda c: reverse("web:charte_contribution", args=[c.pk]),
            ),
            Colonne("recue", "Reçue le", lambda c: f"{c.recue_le:%d/%m/%Y}", lambda c: c.recue_le),
            Colonne("version", "Sur", lambda c: f"version {c.version.numero}", lambda c: c.version.numero),
            Colonne("article", "Article", article, article),
            Colonne("texte", "Contribution", lambda c: _extrait(c.texte), brut=lambda c: c.texte),
            Colonne("suite", "Suite", _suite, lambda c: c.suite, lambda c: c.get_suite_display() or "sans réponse"),
            Colonne("motif", "Motif", lambda c: c.motif, csv_seul=True),
            Colonne(
                "repondue",
                "Répondue le",
                lambda c: f"{c.repondue_le:%d/%m/%Y}" if c.repondue_le else "",
                csv_seul=True,
            ),
        ),
        legende="Contributions reçues",
        texte=lambda c: f"{c.auteur} {article(c)} {c.texte} {c.motif}",
        filtres=(
            Filtre("version", "Version", [(str(v.pk), nom_version(v)) for v in versions], _de_version),
            Filtre("suite", "Suite", [("sans", "sans réponse"), *Suite.choices], _de_suite),
        ),
        tri="-recue",
        fichier="contributions",
        noms=("contribution", "contributions"),
        vide="Aucune contribution n’est publique. Elles le deviennent, avec leurs réponses, quand le texte est arrêté.",
    )


def _titres(lignes: list[Contribution]) -> Any:
    articles = Article.objects.filter(version__in={c.version_id for c in lignes})
    return articles.values_list("version_id", "code", "titre")


def _de_version(c: Contribution, valeur: str) -> bool:
    return str(c.version_id) == valeur


def _de_suite(c: Contribution, valeur: str) -> bool:
    return c.suite == ("" if valeur == "sans" else valeur)


def _contribution(request: HttpRequest, cle: int, verbe: str = "voir") -> Contribution:
    lignes = droits.contributions(titulaire(request), region(), verbe)
    trouvee = lignes.select_related("organisation", "version__document").filter(pk=cle).first()
    if trouvee is None:
        raise Introuvable(
            "Cette contribution n’existe pas, ou elle n’est pas encore publique.",
            remede="Les contributions deviennent publiques, avec leurs réponses, quand le texte est arrêté.",
        )
    return trouvee


def contribution(request: HttpRequest, contribution: int) -> HttpResponse:
    """What was said, and what was answered."""
    c = _contribution(request, contribution)
    contexte = {
        "chemin": chemin(CONCERTATION, (c.auteur, "")),
        "c": c,
        "suite": _suite(c),
        "html": html(c.texte),
        "motif": html(c.motif),
        "article": c.version.articles.filter(code=c.article).first(),
        "peut_repondre": peut(titulaire(request), "contribution", "repondre"),
    }
    return render(request, "pages/charte_contribution.html", contexte)


@reserve("contribution", "repondre")
def reponse(request: HttpRequest, contribution: int) -> HttpResponse:
    """Answer, with the reason."""
    c = _contribution(request, contribution, "repondre")
    formulaire = FormulaireReponse(envoi(request)[0], initial=_initiales(c))
    conflit: Opposition | None = None
    if request.method == "POST" and formulaire.is_valid():
        try:
            repondre(titulaire=titulaire(request), contribution=c, **formulaire.cleaned_data)
        except VersionDepassee as refus:
            conflit = confronter(formulaire, refus, _initiales(refus.actuel), verrou="revision")
        else:
            messages.success(request, "La réponse est enregistrée.")
            return redirect("web:charte_contribution", c.pk)
    contexte = {
        "chemin": chemin(CONCERTATION, (c.auteur, reverse("web:charte_contribution", args=[c.pk])), ("Répondre", "")),
        "c": c,
        "html": html(c.texte),
        "formulaire": formulaire,
        "conflit": conflit,
    }
    return render(request, "pages/charte_reponse.html", contexte, status=409 if conflit else erreurs(formulaire))


def _initiales(c: Contribution) -> dict[str, Any]:
    return {"suite": c.suite, "motif": c.motif, "revision": c.revision}


@reserve("contribution", "deposer")
def contribuer(request: HttpRequest, version: int) -> HttpResponse:
    """Deposit a contribution on a version."""
    vue, qui = version_ou_404(request, version), titulaire(request)
    formulaire = FormulaireContribution(
        envoi(request)[0],
        initial={"cle": uuid4().hex, "article": request.GET.get("article", ""), "recue_le": aujourdhui()},
        organisations=droits.au_nom_de(qui, region()).order_by("nom"),
        articles=[(a.code, a.titre) for a in articles_de(vue)],
        region=qui.tient(Role.MISSION_SPRO),
    )
    if request.method == "POST" and formulaire.is_valid():
        valeurs = {"instance": "", "recue_le": None} | formulaire.cleaned_data
        deposee = deposer_contribution(titulaire=qui, version=vue, **valeurs)
        messages.success(request, "Votre contribution est enregistrée. Vous lirez ici la réponse qui lui est faite.")
        return redirect("web:charte_contribution", deposee.pk)
    contexte = {
        "chemin": chemin(fil_version(vue), ("Contribuer", "")),
        "version": vue,
        "formulaire": formulaire,
        "titre": "Contribuer",
        "action": "Déposer la contribution",
        "chapeau": f"{nom_version(vue)}. Chaque contribution reçoit une réponse motivée. Elles sont publiées ensemble, "
        "au nom des organisations, quand le texte est arrêté.",
    }
    return render(request, "pages/charte_formulaire.html", contexte, status=erreurs(formulaire))


def seance(request: HttpRequest, seance: int) -> HttpResponse:
    """A meeting: who was invited, who came, what was said."""
    vue = Seance.objects.filter(pk=seance).select_related("version__document").first()
    if vue is None:
        raise Introuvable("Cette séance n’existe pas.", remede="La page « Concertation » donne les séances tenues.")
    version_ou_404(request, vue.version_id)
    contexte = {
        "chemin": chemin(CONCERTATION, (vue.titre, "")),
        "seance": vue,
        "convocations": vue.convocations.select_related("organisation"),
        "compte_rendu": html(vue.compte_rendu),
        "peut_modifier": peut(titulaire(request), "contribution", "repondre"),
    }
    return render(request, "pages/charte_seance.html", contexte)


@reserve("contribution", "repondre")
def tenir(request: HttpRequest, version: int, seance: int = 0) -> HttpResponse:
    """Record a meeting, or correct it."""
    vue = version_ou_404(request, version)
    existante = vue.seances.filter(pk=seance).first() if seance else None
    if seance and existante is None:
        raise Introuvable("Cette séance n’existe pas.", remede="La page « Concertation » donne les séances tenues.")
    initial: dict[str, Any] = {"cle": uuid4().hex, "date": aujourdhui()}
    if existante:
        initial = {n: getattr(existante, n) for n in ("titre", "date", "lieu", "a_distance", "compte_rendu", "cle")}
        convocations = list(existante.convocations.all())
        initial["convoquees"] = [c.organisation_id for c in convocations]
        initial["presentes"] = [c.organisation_id for c in convocations if c.presente]
    formulaire = FormulaireSeance(envoi(request)[0], initial=initial, organisations=organisations(region()))
    if request.method == "POST" and formulaire.is_valid():
        propres = formulaire.cleaned_data
        presentes = {o.pk for o in propres["presentes"]}
        convoquees = list(organisations(region()).filter(pk__in=presentes | {o.pk for o in propres["convoquees"]}))
        tenue = enregistrer_seance(
            titulaire=titulaire(request),
            version=vue,
            seance=existante,
            valeurs=propres,
            convoquees=convoquees,
            presentes=presentes,
            cle=propres["cle"],
        )
        messages.success(request, "La séance est enregistrée.")
        return redirect("web:charte_seance", tenue.pk)
    contexte = {
        "chemin": chemin(fil_version(vue), ("Séance de concertation", "")),
        "formulaire": formulaire,
        "titre": "Corriger la séance" if existante else "Noter une séance",
        "action": "Enregistrer la séance",
        "chapeau": nom_version(vue),
    }
    return render(request, "pages/charte_formulaire.html", contexte, status=erreurs(formulaire))
