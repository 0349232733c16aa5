"""What the charter asks of a person: answer, complete, contribute."""

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import Role
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte import droits
from portulan.terrain.charte.enums import EN_COURS, EtatVersion
from portulan.terrain.charte.models import Version
from portulan.terrain.charte.queries import articles_de
from portulan.terrain.charte.regles import couverture_fiche
from portulan.web import acces
from portulan.web.espaces import Tache


def taches(titulaire: Titulaire) -> list[Tache]:
    """Contributions to answer, questions without an article, texts open to contributions."""
    if not titulaire.acces:
        return []
    region = acces.region().code
    en_cours = list(droits.versions(titulaire, region).filter(etat__in=EN_COURS))
    trouvees = []
    if peut(titulaire, "contribution", "repondre"):
        trouvees += [_a_repondre(titulaire, region)] if _sans_reponse(titulaire, region) else []
    if peut(titulaire, "cahier", "rediger"):
        trouvees += [t for v in en_cours if v.modifiable and (t := _a_completer(v))]
    if titulaire.tient(Role.RESPONSABLE, Role.RECTORAT, Role.UNIVERSITE, Role.PSAD):
        trouvees += [_a_lire(v) for v in en_cours if v.accueille(aujourdhui()) and not _deja_dit(titulaire, v)]
    return trouvees


def _sans_reponse(titulaire: Titulaire, region: str) -> int:
    attendues = droits.contributions(titulaire, region, "repondre").filter(suite="")
    return attendues.exclude(version__etat=EtatVersion.ABANDONNEE).count()


def _a_repondre(titulaire: Titulaire, region: str) -> Tache:
    nombre = _sans_reponse(titulaire, region)
    return Tache(
        "Répondre à une contribution" if nombre == 1 else f"Répondre à {nombre} contributions",
        f"{reverse('web:charte_concertation')}?suite=sans",
        "Chaque contribution reçoit une réponse motivée.",
        genre="attention",
    )


def _a_completer(version: Version) -> Tache | None:
    manquent = [x for x in couverture_fiche(version.document.fiche, articles_de(version)) if x.gravite]
    if not manquent:
        return None
    graves = any(x.gravite == "alerte" for x in manquent)
    return Tache(
        f"Compléter la version {version.numero} : {version.document.titre}",
        reverse("web:charte_rediger", args=[version.pk]),
        f"Sans article : {', '.join(x.code for x in manquent)}.",
        genre="alerte" if graves else "attention",
    )


def _a_lire(version: Version) -> Tache:
    return Tache(
        "Donner votre avis sur le texte en concertation",
        reverse("web:charte_version", args=[version.pk]),
        f"{version.document.titre}, version {version.numero}.",
        echeance=version.concertation_au,
        genre="info",
    )


def _deja_dit(titulaire: Titulaire, version: Version) -> bool:
    return version.contributions.filter(organisation__in=titulaire.organisations).exists()
