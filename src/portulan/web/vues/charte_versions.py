"""The texts of the charter: where they are, what they say, what they treat, how they differ."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte import canonique, droits
from portulan.terrain.charte.comparaison import AJOUT, RETRAIT, comparer_articles
from portulan.terrain.charte.enums import EtatVersion
from portulan.terrain.charte.models import Version
from portulan.terrain.charte.queries import articles_de, objectifs_en_vigueur, referentiel_en_vigueur, schema_en_vigueur
from portulan.terrain.charte.regles import couverture_fiche, couverture_objectifs, transitions_de
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.charte_commun import badge_etat, chemin, fil_version, html, questions, region, version_ou_404
from portulan.web.vues.commun import parametres


def charte(request: HttpRequest) -> HttpResponse:
    """What binds the network: the text in force, the one being discussed, the norms, the convention."""
    qui = titulaire(request)
    versions = list(droits.versions(qui, region()).order_by("document__genre", "-document__annee", "-numero"))
    liste = _liste(request, versions)
    if liste.csv_demande:
        return liste.csv()
    cahiers = [v for v in versions if not v.document.est_convention]
    conventions = [v for v in versions if v.document.est_convention]
    publie = referentiel_en_vigueur(region(), aujourdhui())
    contexte = {
        "chemin": chemin(),
        "cahier": _premiere(cahiers, EtatVersion.ARRETEE),
        "convention": _premiere(conventions, EtatVersion.ARRETEE),
        "ouvertes": [v for v in versions if v.accueille(aujourdhui())],
        "publie": publie,
        "obligatoires": sum(c.obligatoire for c in publie.referentiel.criteres),
        "schema": schema_en_vigueur(region(), aujourdhui()),
        "liste": liste,
        "peut_rediger": peut(qui, "cahier", "rediger"),
        "peut_contribuer": peut(qui, "contribution", "deposer"),
    }
    return render(request, "pages/charte.html", contexte)


def _premiere(versions: list[Version], etat: str) -> Version | None:
    return next((v for v in versions if v.etat == etat), None)


def _liste(request: HttpRequest, versions: list[Version]) -> Liste:
    return Liste(
        parametres(request),
        versions,
        (
            Colonne(
                "document",
                "Document",
                lambda v: v.document.titre,
                lambda v: v.document.titre,
                entete=True,
                lien=lambda v: reverse("web:charte_version", args=[v.pk]),
            ),
            Colonne("numero", "Version", lambda v: v.numero, lambda v: v.numero, nombre=True),
            Colonne("etat", "État", badge_etat, lambda v: v.etat, lambda v: v.get_etat_display()),
            Colonne("creee", "Commencée le", lambda v: f"{v.creee_le:%d/%m/%Y}", lambda v: v.creee_le),
            Colonne("arretee", "Arrêtée le", lambda v: f"{v.arretee_le:%d/%m/%Y}" if v.arretee_le else "", _arretee_le),
            Colonne("acte", "Acte", lambda v: v.acte),
            Colonne("empreinte", "Empreinte SHA-256", lambda v: v.empreinte, csv_seul=True),
        ),
        legende="Versions des documents",
        filtres=(Filtre("etat", "État", EtatVersion.choices, lambda v, valeur: v.etat == valeur),),
        fichier="charte-versions",
        noms=("version", "versions"),
        vide="Aucun texte n’est encore public : un cahier des charges le devient quand la mission SPRO de la Région "
        "l’ouvre à la concertation.",
    )


def _arretee_le(version: Version) -> Any:
    return version.arretee_le


def version(request: HttpRequest, version: int) -> HttpResponse:
    """A version: its text, what it treats, what comes next."""
    vue = version_ou_404(request, version)
    qui = titulaire(request)
    articles = articles_de(vue)
    jour = aujourdhui()
    autres = droits.versions(qui, region()).filter(document__genre=vue.document.genre).exclude(pk=vue.pk)
    contexte = {
        "chemin": chemin((fil_version(vue)[0], "")),
        "version": vue,
        "etat": badge_etat(vue),
        "articles": [{"article": a, "html": html(a.texte)} for a in articles],
        "couverture": couverture(vue),
        "intacte": not vue.empreinte or canonique.empreinte(vue) == vue.empreinte,
        "autres": autres.order_by("-document__annee", "-numero"),
        "accueille": vue.accueille(jour),
        "transitions": transitions_de(vue.etat) if peut(qui, "cahier", "rediger") else (),
        "peut_rediger": vue.modifiable and peut(qui, "cahier", "rediger"),
        "peut_contribuer": vue.accueille(jour) and peut(qui, "contribution", "deposer"),
        "peut_saisir": vue.etat == EtatVersion.SOUMISE and bool(vue.empreinte) and peut(qui, "saisine", "deposer"),
        "engagements": vue.engagements.count() if vue.document.est_convention else 0,
        "impression": request.GET.get("vue") == "impression",
    }
    return render(request, "pages/charte_version.html", contexte)


def couverture(version: Version) -> dict[str, Any]:
    """What the fiche and the schedule ask, and the articles that treat it."""
    articles = articles_de(version)
    titres = {a.code: a.titre for a in articles}
    fiche = version.document.fiche
    objectifs = {o.code: o.libelle for o in objectifs_en_vigueur(version.document.region, aujourdhui())}
    noms = dict(questions(fiche)) | {c: f"{c} {libelle}" for c, libelle in objectifs.items()}

    def montrer(lignes: Any) -> list[dict[str, Any]]:
        return [
            {
                "code": x.code,
                "nom": noms[x.code],
                "articles": [(c, titres[c]) for c in x.articles],
                "gravite": x.gravite,
            }
            for x in lignes
        ]

    questions_vues = montrer(couverture_fiche(fiche, articles))
    objectifs_vus = montrer(couverture_objectifs(objectifs, articles))
    return {
        "fiche": fiche,
        "questions": questions_vues,
        "objectifs": objectifs_vus,
        "traitees": sum(not x["gravite"] for x in questions_vues),
        "manquent": [x for x in (*questions_vues, *objectifs_vus) if x["gravite"]],
    }


def telecharger(request: HttpRequest, version: int, forme: str) -> HttpResponse:
    """The text as plain text, or as the canonical JSON that the fingerprint covers."""
    vue = version_ou_404(request, version)
    nom = f"{vue.document.genre.replace('_', '-')}-{vue.document.annee or vue.document.region}-version-{vue.numero}"
    if forme == "texte.txt":
        reponse = HttpResponse(canonique.en_texte(vue), content_type="text/plain; charset=utf-8")
    elif forme == "texte.json":
        corps = json.dumps(canonique.contenu(vue), ensure_ascii=False, sort_keys=True, indent=1)
        reponse = HttpResponse(corps, content_type="application/json")
    else:
        raise Introuvable("Ce format n’existe pas.", remede="Les formats sont texte.txt et texte.json.")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{forme.rpartition(".")[2]}"'
    return reponse


def comparer(request: HttpRequest, version: int) -> HttpResponse:
    """Two versions side by side, article by article, word by word."""
    apres = version_ou_404(request, version)
    visibles = droits.versions(titulaire(request), region()).filter(document__genre=apres.document.genre)
    autres = list(visibles.exclude(pk=apres.pk).order_by("-document__annee", "-numero"))
    avec = request.GET.get("avec", "")
    avant = next((v for v in autres if str(v.pk) == avec), None)
    if avant is None:
        anterieures = [
            v for v in autres if (v.document.annee or 0, v.numero) < (apres.document.annee or 0, apres.numero)
        ]
        avant = next(iter(anterieures or autres), None)
    compares = comparer_articles(articles_de(avant), articles_de(apres)) if avant else ()
    noms = {"ajoute": "ajouté", "retire": "retiré", "modifie": "modifié", "inchange": "inchangé"}
    contexte = {
        "chemin": chemin(fil_version(apres), ("Comparer", "")),
        "avant": avant,
        "apres": apres,
        "autres": autres,
        "articles": [
            {
                "c": c,
                "etat": noms[c.etat],
                "avant": [s for s in c.texte if s.genre != AJOUT],
                "apres": [s for s in c.texte if s.genre != RETRAIT],
            }
            for c in compares
            if c.etat != "inchange" or c.deplace
        ],
        "inchanges": sum(c.etat == "inchange" and not c.deplace for c in compares),
        "compte": {nom: sum(c.etat == cle for c in compares) for cle, nom in noms.items()},
        "deplaces": sum(c.deplace for c in compares),
    }
    return render(request, "pages/charte_comparer.html", contexte)


def _place(version: Version) -> tuple[int, int]:
    return (version.document.annee or 0, version.numero)
