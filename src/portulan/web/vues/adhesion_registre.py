"""Public register of members: on any date, by base, operator and place; history, attestation, legal list."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.models import Organisation
from portulan.socle import geographie
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.operateurs import operateur
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.adhesion import registre as lecture
from portulan.terrain.adhesion.enums import Base
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.queries import adhesion_en_cours, sites_couverts
from portulan.terrain.adhesion.registre import Membre
from portulan.terrain.adhesion.regles import annee_suivante, prochain_31_decembre
from portulan.terrain.adhesion.suivi import montrer
from portulan.web import acces
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres

REGISTRE = ("Registre des membres", "/registre/")
_GENRES = {Base.LOI: "", Base.RECONNAISSANCE: "succes", Base.PARTENARIAT: "info", Base.CONVENTION: ""}


def registre(request: HttpRequest) -> HttpResponse:
    """Members on a date (today unless said otherwise), as a page, a CSV or JSON."""
    demande = parametres(request)
    jour, lisible = _jour(demande.get("au", ""))
    region = acces.region().code
    membres = lecture.membres(titulaire(request), region, jour)
    if demande.get("format") == "json":
        return JsonResponse({"au": jour, "region": region, "membres": lecture.publier(membres)})
    liste = _liste(demande, membres)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Registre des membres", "")),
        "liste": liste,
        "jour": jour,
        "aujourdhui": jour == aujourdhui(),
        "date_illisible": not lisible,
        "au": demande.get("au", ""),
        "lies": lecture.lies_par_la_convention(region).select_related("organisation"),
        "comptes": [(b.label, sum(m.adhesion.base == b for m in membres)) for b in Base if b is not Base.CONVENTION],
        "sites": sum(len(m.sites) for m in membres),
    }
    return render(request, "pages/registre.html", contexte)


def _jour(demande: str) -> tuple[date, bool]:
    """Date asked for, and whether it could be read."""
    if not demande:
        return aujourdhui(), True
    try:
        return date.fromisoformat(demande), True
    except ValueError:
        return aujourdhui(), False


def _liste(demande: dict[str, str], membres: list[Membre]) -> Liste:
    operateurs = sorted({m.adhesion.operateur for m in membres})
    departements = sorted({d for m in membres for d in m.departements})
    return Liste(
        demande,
        membres,
        (
            Colonne(
                "nom",
                "Organisation",
                lambda m: m.adhesion.organisation.nom,
                lambda m: m.adhesion.organisation.nom,
                entete=True,
                lien=lambda m: reverse("web:registre_organisation", args=[m.adhesion.organisation.code]),
            ),
            Colonne("code", "Code", lambda m: m.adhesion.organisation.code, csv_seul=True),
            Colonne(
                "base",
                "Base",
                lambda m: rendre(badge, m.adhesion.get_base_display(), _GENRES[Base(m.adhesion.base)]),
                lambda m: m.adhesion.base,
                lambda m: m.adhesion.get_base_display(),
            ),
            Colonne(
                "operateur",
                "Type d’opérateur",
                lambda m: operateur(m.adhesion.operateur).nom,
                lambda m: operateur(m.adhesion.operateur).nom,
            ),
            Colonne("du", "Depuis", lambda m: date_fr(m.adhesion.du), lambda m: m.adhesion.du, _iso("du")),
            Colonne("au", "Jusqu’au", lambda m: date_fr(m.adhesion.au), lambda m: m.adhesion.au, _iso("au")),
            Colonne("sites", "Sites", lambda m: len(m.sites), lambda m: len(m.sites), nombre=True),
            Colonne("departements", "Départements", lambda m: ", ".join(m.departements), csv_seul=True),
            Colonne("liste_sites", "Sites couverts", lambda m: " ; ".join(s.nom for s in m.sites), csv_seul=True),
            Colonne("fictif", "Fictif", lambda m: "oui" if m.adhesion.fictif else "non", csv_seul=True),
        ),
        legende="Membres du SPRO",
        texte=lambda m: f"{m.adhesion.organisation.nom} {' '.join(f'{s.nom} {s.commune}' for s in m.sites)}",
        filtres=(
            Filtre("base", "Base", _bases(), lambda m, v: m.adhesion.base == v),
            Filtre(
                "operateur",
                "Type d’opérateur",
                [(o, operateur(o).pluriel) for o in operateurs],
                lambda m, v: m.adhesion.operateur == v,
            ),
            Filtre(
                "departement",
                "Département",
                [(d, geographie.nom(Territoire(Niveau.DEPARTEMENT, d))) for d in departements],
                lambda m, v: v in m.departements,
            ),
        ),
        tri="nom",
        fichier="registre-spro",
        noms=("membre", "membres"),
        libelle_recherche="Organisation, site ou commune",
        vide="Aucune organisation n’est membre à cette date, ou aucune ne correspond à la recherche.",
        conserves=("au",),
    )


def _iso(champ: str) -> Any:
    return lambda m: getattr(m.adhesion, champ).isoformat()


def _bases() -> list[tuple[str, str]]:
    return [(b.value, b.label) for b in Base if b is not Base.CONVENTION]


def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Every signed adhesion of an organisation, with its sites and its dates."""
    histoire = lecture.histoire_publique(titulaire(request), code)
    trouvee = Organisation.objects.filter(code=code).first()
    if trouvee is None:
        raise Introuvable("Cette organisation n’est pas connue.", remede="Cherchez-la dans le registre.")
    jour = aujourdhui()
    valable = adhesion_en_cours(trouvee, jour)
    contexte = {
        "chemin": (ACCUEIL, REGISTRE, (trouvee.nom, "")),
        "organisation": trouvee,
        "type": operateur(trouvee.operateur).nom if trouvee.operateur else "",
        "valable": valable,
        "lies": lecture.lies_par_la_convention(acces.region().code).filter(organisation=trouvee),
        "histoire": [
            {
                "vue": montrer(a, jour),
                "signee_le": lecture.signee_par_la_region(a),
                "cahier": next((s.cahier for s in a.signatures.all()), ""),
                "sites": lecture.sites_de(a),
            }
            for a in histoire
        ],
    }
    return render(request, "pages/registre_organisation.html", contexte)


def attestation(request: HttpRequest, code: str) -> HttpResponse:
    """Attestation of an adhesion in force, to be printed or saved as PDF by the browser."""
    trouvee = Organisation.objects.filter(code=code).first()
    jour = aujourdhui()
    adhesion = adhesion_en_cours(trouvee, jour) if trouvee else None
    if trouvee is None or adhesion is None:
        raise Introuvable(
            "Cette organisation n’a pas d’adhésion en vigueur aujourd’hui.",
            remede="Consultez son historique au registre.",
        )
    siens = sites_couverts(jour, Adhesion.objects.filter(pk=adhesion.pk)).select_related("structure")
    contexte = {
        "chemin": (
            ACCUEIL,
            REGISTRE,
            (trouvee.nom, reverse("web:registre_organisation", args=[code])),
            ("Attestation", ""),
        ),
        "adhesion": adhesion,
        "organisation": trouvee,
        "sites": siens.order_by("structure__nom"),
        "signatures": adhesion.signatures.all(),
        "jour": jour,
        "region": acces.region(),
    }
    return render(request, "pages/registre_attestation.html", contexte)


@reserve("adhesion", "decider")
def taxe(request: HttpRequest) -> HttpResponse:
    """Yearly list of the bodies that may receive the balance of the apprenticeship tax (SP-14)."""
    jour = aujourdhui()
    annee = annee_suivante(jour)
    liste = Liste(
        parametres(request),
        lecture.beneficiaires_de_la_taxe(acces.region().code, jour),
        (
            Colonne("nom", "Nom", lambda x: x["nom"], lambda x: x["nom"], entete=True),
            Colonne("organisation", "Organisation", lambda x: x["organisation"], lambda x: x["organisation"]),
            Colonne("siret", "SIRET", lambda x: x["siret"] or "à compléter", brut=lambda x: x["siret"]),
            Colonne("siren", "SIREN", lambda x: x["siren"], csv_seul=True),
            Colonne("adresse", "Adresse", lambda x: x["adresse"]),
            Colonne("code_postal", "Code postal", lambda x: x["code_postal"]),
            Colonne("commune", "Commune", lambda x: x["commune"], lambda x: x["commune"]),
            Colonne("fondement", "Fondement", lambda x: x["fondement"], lambda x: x["fondement"]),
        ),
        legende=f"Organismes du SPRO, taxe d’apprentissage {annee}",
        texte=lambda x: f"{x['nom']} {x['organisation']} {x['commune']}",
        filtres=(
            Filtre("fondement", "Fondement", Base.choices, lambda x, v: x["base"] == v),
            Filtre("siret", "SIRET", [("sans", "à compléter")], lambda x, _: not x["siret"]),
        ),
        tri="nom",
        fichier=f"spro-taxe-apprentissage-{annee}",
        noms=("organisme", "organismes"),
        libelle_recherche="Nom ou commune",
        vide="Aucune adhésion n’est en vigueur : signez-en avant d’arrêter la liste.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, REGISTRE, ("Taxe d’apprentissage", "")),
        "liste": liste,
        "annee": str(annee),
        "limite": prochain_31_decembre(jour),
        "sans_siret": sum(not x["siret"] for x in liste.lignes),
    }
    return render(request, "pages/registre_taxe.html", contexte)
