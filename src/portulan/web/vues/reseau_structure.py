"""The page of a structure: who receives, where, when, for whom, at what cost, and how fresh all this is."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.comptes.droits import Titulaire
from portulan.journal.models import Entree
from portulan.socle import geographie
from portulan.socle.dates import jour_mois_fr
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.reseau import horaires
from portulan.terrain.reseau.droits import services, structures
from portulan.terrain.reseau.enums import EtatService, EtatStructure, GenreDisponibilite
from portulan.terrain.reseau.models import Service, Structure
from portulan.web import reseau_mots as mots
from portulan.web.blocs import blocs_de_la_structure
from portulan.web.identite import titulaire
from portulan.web.situation import carte_d_un_lieu
from portulan.web.vues.commun import ACCUEIL, lien_territoire
from portulan.web.vues.reseau_liste import local, nom_du_bassin

RESEAU = ("Réseau", "/reseau/")


def une_structure(qui: Titulaire, identifiant: int, verbe: str = "voir") -> Structure:
    """A structure on which this person may do this; ``Introuvable`` otherwise, as if it were not there."""
    trouvee = structures(qui, verbe).select_related("organisation").filter(pk=identifiant).first()
    if trouvee is None:
        raise Introuvable(
            "Cette structure n’est pas dans le réseau, ou n’y est plus.",
            remede="Cherchez-la par son nom ou sa commune dans la liste du réseau.",
        )
    return trouvee


def structure(request: HttpRequest, identifiant: int) -> HttpResponse:
    """A structure; a merged record leads to the one that stays."""
    qui = titulaire(request)
    fusionnee = Structure.objects.filter(pk=identifiant, etat=EtatStructure.FUSIONNEE).first()
    if fusionnee is not None:
        return redirect("web:structure", fusionnee.fusionnee_dans_id)
    fiche = une_structure(qui, identifiant)
    peut_modifier = structures(qui, "modifier").filter(pk=fiche.pk).exists()
    court, sens = mots.attache(fiche.operateur)
    proposes = list(services(qui).filter(structure=fiche).order_by("nom", "pk"))
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, RESEAU, (fiche.nom, "")),
        "structure": fiche,
        "type": mots.nom_operateur(fiche.operateur),
        "attache": court,
        "attache_sens": sens,
        "ouverture": horaires.maintenant(fiche.horaires_accueil, local(fiche)),
        "horaires": horaires.dire(fiche.horaires_accueil),
        "adresse": adresse(fiche),
        "lieux": _lieux(fiche),
        "reseaux": mots.dire("reseaux_porteurs", fiche.reseaux_porteurs),
        "carte": _carte(fiche),
        "services": [montrer_service(s) for s in proposes if s.etat == EtatService.OUVERT],
        "retires": [s for s in proposes if s.etat == EtatService.FERME] if peut_modifier else [],
        "indisponibilites": _indisponibilites(fiche),
        "peut_fermer": structures(qui, "fermer").filter(pk=fiche.pk).exists(),
        "peut_rattacher": structures(qui, "rattacher").filter(pk=fiche.pk).exists(),
        "fraicheur": fraicheur(fiche),
        "perimee": mots.perimee(max(fiche.date_maj, fiche.verifiee_le or fiche.date_maj)),
        "provenance": _provenance(fiche),
        "peut_modifier": peut_modifier,
        "journal": journal_de(qui, fiche) if peut_modifier or _lit_le_journal(qui, fiche) else [],
        "blocs": blocs_de_la_structure(request, qui, fiche),
    }
    return render(request, "pages/reseau_structure.html", contexte)


def _indisponibilites(fiche: Structure) -> list[dict[str, Any]]:
    """Periods that hold today, then those announced for the month to come."""
    jour = aujourdhui()
    periodes = fiche.disponibilites.filter(au__gte=jour, du__lte=jour + timedelta(days=31)).select_related("service")
    vues = []
    for d in periodes.order_by("du", "pk"):
        fin = jour_mois_fr(d.au)
        debut = "" if d.du <= jour else f" à partir du {jour_mois_fr(d.du)},"
        titre = {
            GenreDisponibilite.FERMETURE: "Fermé temporairement",
            GenreDisponibilite.ABSENCE: "Un intervenant est absent",
            GenreDisponibilite.SATURATION: "Plus de place",
        }[GenreDisponibilite(d.genre)]
        vues.append(
            {"titre": f"{titre}{debut} jusqu’au {fin}", "motif": d.motif, "service": d.service.nom if d.service else ""}
        )
    return vues


def adresse(fiche: Structure) -> list[str]:
    """Lines of the address."""
    ville = " ".join(filter(None, (fiche.code_postal, fiche.commune)))
    return [ligne for ligne in (fiche.adresse, fiche.complement_adresse, ville) if ligne]


def _lieux(fiche: Structure) -> list[tuple[str, str]]:
    """Territories of a structure with the address of their page."""
    lieux = [(Niveau.COMMUNE, fiche.code_insee), (Niveau.DEPARTEMENT, fiche.departement)]
    liens = [
        (geographie.nom(Territoire(niveau, code)), lien_territoire(Territoire(niveau, code)))
        for niveau, code in lieux
        if code and geographie.commune(fiche.code_insee)
    ]
    if fiche.bassin:
        liens.insert(1, (f"bassin : {nom_du_bassin(fiche.bassin)}", reverse("web:bassin", args=[fiche.bassin])))
    return liens


def _carte(fiche: Structure) -> Any:
    if fiche.longitude is None or fiche.latitude is None or not fiche.region:
        return ""
    return carte_d_un_lieu(fiche.region, fiche.code_insee, fiche.nom, fiche.longitude, fiche.latitude)


def montrer_service(service: Service) -> dict[str, Any]:
    """A service in plain words."""
    cout = mots.dire("frais", [service.frais])[0] if service.frais else ""
    return {
        "service": service,
        "type": ", ".join(mots.dire("type", [service.type])) if service.type else "",
        "cout": f"{cout} : {service.frais_precisions}" if cout and service.frais_precisions else cout,
        "gratuit": service.frais == "gratuit",
        "publics": mots.dire("publics", service.publics),
        "thematiques": mots.dire("thematiques", service.thematiques),
        "modes": mots.dire("modes_accueil", service.modes_accueil),
        "demarches": mots.dire("modes_mobilisation", service.modes_mobilisation),
        "horaires": horaires.dire(service.horaires_accueil),
        "retrait": "Retirer",
        "zones": [mots.nom_de_zone(z) for z in service.zone_eligibilite],
    }


def fraicheur(fiche: Structure) -> list[tuple[str, str]]:
    """When the record was changed, and checked."""
    lignes = [("Mise à jour", f"{fiche.date_maj:%d/%m/%Y} ({mots.anciennete(fiche.date_maj)})")]
    if fiche.verifiee_le:
        lignes.append(("Vérifiée", f"{fiche.verifiee_le:%d/%m/%Y} ({mots.anciennete(fiche.verifiee_le)})"))
    else:
        lignes.append(("Vérifiée", "pas encore par la structure elle-même"))
    return lignes


def _provenance(fiche: Structure) -> list[tuple[str, str]]:
    lignes = [("Source", mots.source_en_mots(fiche.source)), ("Identifiant", fiche.identifiant)]
    fusionnees = [f"{s.nom} ({mots.source_en_mots(s.source)})" for s in fiche.fusionnees.all()]
    if fusionnees:
        lignes.append(("Fiches réunies ici", " ; ".join(fusionnees)))
    return lignes


# --- history --------------------------------------------------------------------------------------

ACTES = {  # under « reseau. »
    "structure.creer": "fiche créée",
    "structure.modifier": "fiche modifiée",
    "structure.verifier": "fiche vérifiée, rien n’a changé",
    "structure.fermer": "structure fermée",
    "structure.rouvrir": "structure rouverte",
    "structure.fusionner": "fiche réunie avec une autre",
    "structure.rattacher": "rattachée à une organisation",
    "service.creer": "service ajouté",
    "service.modifier": "service modifié",
    "service.fermer": "service retiré",
    "service.rouvrir": "service de nouveau proposé",
    "disponibilite.declarer": "indisponibilité déclarée",
    "disponibilite.modifier": "indisponibilité modifiée",
    "disponibilite.retirer": "indisponibilité levée",
}


def _lit_le_journal(qui: Titulaire, fiche: Structure) -> bool:
    from portulan.comptes.droits import Champs, perimetre

    lisibles = perimetre(qui, "journal", "voir", Structure.objects.filter(pk=fiche.pk), Champs("organisation", ""))
    return lisibles.exists()


def journal_de(qui: Titulaire, fiche: Structure) -> list[dict[str, Any]]:
    """Last acts on a structure and its services: when, what, by whom in words."""
    from django.db.models import Q

    cles = [f"{source}--{cle}" for source, cle in fiche.services.values_list("source", "id_source")]
    actes = Entree.objects.filter(
        Q(objet_type="structure", objet_id=fiche.identifiant) | Q(objet_type="service", objet_id__in=cles)
    )
    return [
        {
            "quand": e.quand,
            "acte": ACTES.get(e.acte.removeprefix("reseau."), e.acte.replace(".", " : ").replace("_", " ")),
            "auteur": "vous" if e.auteur == qui.auteur else _auteur(e.auteur),
            "detail": ", ".join(nom_du_champ(c) for c in e.detail.get("champs", [])),
        }
        for e in actes[:20]
    ]


def _auteur(auteur: str) -> str:
    genre, _, numero = auteur.partition(":")
    return f"le compte n°\u00a0{numero}" if genre == "compte" else "Portulan"


def nom_du_champ(nom: str) -> str:
    """Label of a field of a record."""
    for modele in (Structure, Service):
        champ = next((f for f in modele._meta.fields if f.name == nom), None)  # noqa: SLF001 (public in practice)
        if champ is not None:
            return str(champ.verbose_name)
    return nom
