"""Protocols: who signed with which kind of operator, for which bassins, until when."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.animation import droits, operations
from portulan.terrain.animation.models import Protocole
from portulan.web.formulaires.animation import FormulaireProtocole
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import (
    choix_bassins,
    choix_operateurs,
    choix_organisations,
    enregistrer,
    nom_du_bassin,
    nom_operateur,
    region,
)


@reserve("protocole", "voir")
def protocoles(request: HttpRequest) -> HttpResponse:
    """Protocols, those in force first."""
    qui = titulaire(request)
    jour = aujourdhui()
    lignes = list(droits.protocoles(qui).prefetch_related("bassins"))
    saisissables = set(droits.protocoles(qui, "saisir").values_list("pk", flat=True))
    couverts = {b.bassin for p in lignes for b in p.bassins.all()}
    partenaires = {p.partenaire for p in lignes}
    liste = Liste(
        parametres(request),
        lignes,
        (
            Colonne(
                "organisation",
                "Organisation",
                lambda p: p.organisation.nom,
                lambda p: p.organisation.nom,
                entete=True,
                lien=lambda p: reverse("web:protocole_modifier", args=[p.pk]) if p.pk in saisissables else "",
            ),
            Colonne("partenaire", "Avec", lambda p: nom_operateur(p.partenaire), lambda p: nom_operateur(p.partenaire)),
            Colonne("objet", "Objet", lambda p: p.objet),
            Colonne(
                "bassins",
                "Bassins",
                lambda p: _resume([nom_du_bassin(b.bassin) for b in p.bassins.all()]),
                lambda p: len(p.bassins.all()),
                lambda p: ", ".join(nom_du_bassin(b.bassin) for b in p.bassins.all()),
            ),
            Colonne(
                "signe", "Signé le", lambda p: f"{p.signe_le:%d/%m/%Y}", lambda p: p.signe_le, lambda p: p.signe_le
            ),
            Colonne(
                "fin",
                "Jusqu’au",
                lambda p: f"{p.fin_le:%d/%m/%Y}" if p.fin_le else "sans terme",
                lambda p: p.fin_le,
                lambda p: p.fin_le,
            ),
            Colonne(
                "etat",
                "État",
                lambda p: rendre(badge, *(("en vigueur", "succes") if p.en_vigueur(jour) else ("échu", "attention"))),
                lambda p: not p.en_vigueur(jour),
                lambda p: "en vigueur" if p.en_vigueur(jour) else "échu",
            ),
            Colonne(
                "texte",
                "Texte",
                lambda p: "PDF" if p.fichier else "non joint",
                lien=lambda p: reverse("web:protocole_fichier", args=[p.pk]) if p.fichier else "",
            ),
        ),
        legende="Protocoles",
        texte=lambda p: f"{p.organisation.nom} {nom_operateur(p.partenaire)} {p.objet}",
        filtres=(
            Filtre(
                "etat",
                "État",
                [("vigueur", "en vigueur"), ("echu", "échus")],
                lambda p, v: p.en_vigueur(jour) == (v == "vigueur"),
            ),
            Filtre(
                "partenaire",
                "Avec",
                [c for c in choix_operateurs() if c[0] in partenaires],
                lambda p, v: p.partenaire == v,
            ),
            Filtre(
                "bassin",
                "Bassin",
                [c for c in choix_bassins() if c[0] in couverts],
                lambda p, v: any(b.bassin == v for b in p.bassins.all()),
            ),
        ),
        tri="etat",
        fichier="protocoles",
        noms=("protocole", "protocoles"),
        libelle_recherche="Chercher un protocole",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (*_chemin()[:2], ("Protocoles", "")),
        "liste": liste,
        "peut_saisir": peut(qui, "protocole", "saisir"),
    }
    return render(request, "pages/protocoles.html", contexte)


def _resume(noms: list[str]) -> str:
    montres = ", ".join(noms[:2])
    return f"{montres} et {len(noms) - 2} autres" if len(noms) > 3 else ", ".join(noms)  # noqa: PLR2004 (two names, then a count)


def _chemin() -> tuple[tuple[str, str], ...]:
    return ACCUEIL, ("Animation", reverse("web:animation")), ("Protocoles", reverse("web:protocoles"))


def _visible(qui: Titulaire, cle: int, verbe: str = "voir") -> Protocole:
    trouve = droits.protocoles(qui, verbe).filter(pk=cle).first()
    if trouve is None:
        raise Introuvable("Ce protocole n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste.")
    return trouve


@reserve("protocole", "saisir")
def nouveau(request: HttpRequest) -> HttpResponse:
    """Record a signed protocol."""
    return _saisir(request, None)


@reserve("protocole", "saisir")
def modifier(request: HttpRequest, cle: int) -> HttpResponse:
    """Change a protocol: its end, its bassins, its text."""
    return _saisir(request, _visible(titulaire(request), cle, "saisir"))


def _saisir(request: HttpRequest, signe: Protocole | None) -> HttpResponse:
    qui = titulaire(request)
    organisations = choix_organisations(qui, "protocole")
    initiales: dict[str, Any] = {"organisation": organisations[0][0]} if len(organisations) == 1 else {}
    if signe is not None:
        initiales = _initiales(signe)

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        depose = propre.pop("fichier")
        choisie = droits.organisations(qui, "protocole", "saisir").get(pk=propre.pop("organisation"))
        operations.signer_protocole(
            titulaire=qui,
            region=region(),
            protocole=signe,
            organisation=choisie,
            codes_bassins=propre.pop("bassins"),
            fichier=depose.read() if depose else None,
            **propre,
        )
        return reverse("web:protocoles"), "Protocole enregistré."

    titre = "Modifier un protocole" if signe else "Nouveau protocole"
    return enregistrer(
        request,
        formulaire=FormulaireProtocole(
            request.POST or None,
            request.FILES or None,
            initial=initiales,
            organisations=organisations,
            partenaires=choix_operateurs(),
            bassins=choix_bassins(),
        ),
        gabarit="pages/animation_saisie.html",
        contexte={
            "chemin": (*_chemin(), (titre, "")),
            "titre": titre,
            "chapeau": "Un protocole dit qui fait quoi, pour quel public, entre votre organisation et un autre réseau.",
            "bouton_enregistrer": "Enregistrer le protocole",
            "texte_joint": signe if signe and signe.fichier else None,
        },
        ecrire=ecrire,
        initiales=_initiales,
    )


def _initiales(signe: Protocole) -> dict[str, Any]:
    lues = {n: getattr(signe, n) for n in ("partenaire", "objet", "signe_le", "fin_le", "version")}
    bassins = list(signe.bassins.values_list("bassin", flat=True))
    return lues | {"organisation": str(signe.organisation_id), "bassins": bassins}


@reserve("protocole", "voir")
def fichier(request: HttpRequest, cle: int) -> FileResponse:
    """The signed text, always as a download."""
    signe = _visible(titulaire(request), cle)
    if not signe.fichier:
        raise Introuvable("Aucun texte n’est joint à ce protocole.", remede="Joignez-le en modifiant le protocole.")
    reponse = FileResponse(
        signe.fichier.open("rb"),
        as_attachment=True,
        filename=f"protocole-{signe.pk}.pdf",
        content_type="application/pdf",
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse
