"""Bringing a text before the committee: a submitted version of the charter, or another text, pasted or sent."""

import json
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.comptes.models import Organisation
from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.models import Organe
from portulan.crefop.dossier.droits import organes_saisissables
from portulan.crefop.dossier.enums import TypeSaisine
from portulan.crefop.dossier.instruction import depot
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.operations import Lettre, Texte, auteurs_possibles
from portulan.crefop.dossier.operations import deposer as deposer_saisine
from portulan.crefop.dossier.regles import SAISISSABLES
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte import canonique
from portulan.terrain.charte.droits import versions as versions_lisibles
from portulan.terrain.charte.enums import EtatVersion
from portulan.terrain.charte.models import Version
from portulan.web.formulaires.crefop_saisines import AUTRE, FormulaireSaisine
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import jeton
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.crefop_saisines_commun import SAISINES


@reserve("saisine", "deposer")
def deposer(request: HttpRequest) -> HttpResponse:
    """The form of a referral; ``?version=`` chooses a version of the charter."""
    qui = titulaire(request)
    organes = list(organes_saisissables(qui).filter(genre__in=SAISISSABLES).order_by("pk"))
    if not organes:
        existe = Organe.objects.filter(genre=GenreOrgane.PLENIERE).exists()
        return render(request, "pages/crefop/saisine_deposer.html", {"chemin": _chemin(), "existe": existe})
    versions = _versions(request, organes)
    auteurs = Organisation.objects.filter(
        pk__in=[pk for o in organes for pk in auteurs_possibles(qui, o).values_list("pk", flat=True)]
    ).order_by("genre", "nom")
    choix = {
        "organes": [(o.code, o.nom) for o in organes],
        "auteurs": [(o.code, o.nom) for o in auteurs],
        "versions": [(str(v.pk), _nommer(v)) for v in versions],
    }
    if request.method != "POST":
        demandee = request.GET.get("version", "")
        depart = {
            "cle": jeton(),
            "recue_le": aujourdhui(),
            "organe": organes[0].code,
            "source": demandee if any(str(v.pk) == demandee for v in versions) else "",
        }
        return _montrer(request, FormulaireSaisine(initial=depart, **choix))
    formulaire = FormulaireSaisine(request.POST, request.FILES, **choix)
    if not formulaire.is_valid():
        return _montrer(request, formulaire, statut=422)
    try:
        saisine = _deposer(request, formulaire.cleaned_data, versions)
    except DonneeInvalide as refus:
        formulaire.add_error(None, str(refus))
        return _montrer(request, formulaire, statut=422)
    messages.success(request, f"La saisine {saisine.numero} est déposée.")
    return redirect("web:saisine", saisine.pk)


def _chemin() -> tuple[tuple[str, str], ...]:
    return (ACCUEIL, SAISINES, ("Saisir le comité", ""))


def _versions(request: HttpRequest, organes: list[Organe]) -> list[Version]:
    """Versions of the charter that were frozen and submitted to the opinion."""
    lues = [v for o in organes for v in versions_lisibles(titulaire(request), o.region)]
    return [v for v in lues if v.etat == EtatVersion.SOUMISE and v.empreinte]


def _nommer(version: Version) -> str:
    annee = f" {version.document.annee}" if version.document.annee else ""
    soumise = f", soumise le {version.soumise_le:%d/%m/%Y}" if version.soumise_le else ""
    return f"{version.document.titre}{annee}, version {version.numero}{soumise}"


def _deposer(request: HttpRequest, propre: dict[str, Any], versions: list[Version]) -> Saisine:
    qui = titulaire(request)
    organe = organes_saisissables(qui).get(code=propre["organe"])
    auteur = Organisation.objects.filter(code=propre["auteur"]).first()
    if auteur is None:
        raise Introuvable("Cette organisation n’existe plus.", remede="Rechargez la page.")
    if propre["source"] == AUTRE:
        genre, texte = propre["type"], _autre_texte(propre)
    else:
        genre, texte = _de_la_charte(next(v for v in versions if str(v.pk) == propre["source"]))
    return deposer_saisine(
        titulaire=qui,
        organe=organe,
        auteur=auteur,
        type=genre,
        texte=texte,
        lettre=Lettre(
            recue_le=propre["recue_le"],
            reference=propre["lettre"],
            adoption_prevue_le=propre["adoption_prevue_le"],
        ),
        cle=propre["cle"],
    )


def _de_la_charte(version: Version) -> tuple[str, Texte]:
    """A version of the charter as the committee keeps it: copied, under the digest it already has."""
    contenu = canonique.contenu(version)
    if canonique.empreinte(version) != version.empreinte:
        raise DonneeInvalide(
            "Le texte de cette version ne correspond plus à son empreinte.", remede="Prévenez l’administrateur."
        )
    document = version.document
    genre = TypeSaisine.CONVENTION_ETAT_REGION if document.est_convention else TypeSaisine.CAHIER_CHARGES_SPRO
    texte = Texte(
        titre=document.titre,
        version=f"version {version.numero}",
        empreinte=version.empreinte,
        contenu=contenu,
        annee=document.annee,
        fictif=document.fictif,
    )
    return genre, texte


def _autre_texte(propre: dict[str, Any]) -> Texte:
    """A text pasted (its canonical JSON is hashed) or sent (the file itself is)."""
    titre, fichier = propre["titre"], propre["fichier"]
    if fichier:
        recue = depot().deposer(fichier.chunks(), fichier.name)
        contenu: dict[str, Any] = {
            "titre": titre,
            "fichier": {"nom": recue.nom, "empreinte": recue.empreinte, "type": recue.type, "taille": recue.taille},
        }
        empreinte = recue.empreinte
    else:
        contenu = {"titre": titre, "articles": [{"titre": titre, "texte": propre["texte"]}]}
        empreinte = sha256(json.dumps(contenu, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Texte(titre, "version déposée", empreinte, contenu, propre["annee"])


def _montrer(request: HttpRequest, formulaire: FormulaireSaisine, *, statut: int = 200) -> HttpResponse:
    contexte = {
        "chemin": _chemin(),
        "formulaire": formulaire,
        "auteurs": formulaire.fields["auteur"].choices,
        "saisines": reverse("web:saisines"),
        "charte": len(formulaire.fields["source"].choices) > 1,
    }
    return render(request, "pages/crefop/saisine_deposer.html", contexte, status=statut)
