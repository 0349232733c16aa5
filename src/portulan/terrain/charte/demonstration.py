"""The demonstration's charter: an adopted cahier des charges, the draft that follows it, the talks, a convention.

All of it is invented; one question of the fiche has no article and one CIO no commitment, so that both are seen.
"""

from datetime import date, timedelta

from django.db.models import QuerySet

from portulan.comptes.models import Organisation
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.charte.canonique import empreinte
from portulan.terrain.charte.enums import EtatVersion, GenreDocument, Partie, Suite
from portulan.terrain.charte.models import (
    Article,
    Contribution,
    Convocation,
    Document,
    Engagement,
    Objectif,
    Schema,
    Seance,
    Version,
)
from portulan.terrain.charte.plan_type import PLANS
from portulan.terrain.charte.queries import structures_conventionnees

OBJECTIFS = (
    ("SPRO-1", "Accueillir toute personne à moins de trente minutes de chez elle", "Part de la population, cible 95 %"),
    ("SPRO-2", "Garantir une suite à chaque orientation", "Issues connues à 30 jours, cible 80 %"),
    ("SPRO-3", "Donner une information complète sur les métiers et les débouchés", "Fiches complètes, cible 70 %"),
    ("SPRO-4", "Former ensemble les professionnels des différents réseaux", "Jours par agent, cible 1"),
    ("SPRO-5", "Lutter contre le décrochage avec les plateformes de suivi", "Sans nouvelles à 3 mois, cible 15 %"),
    ("SPRO-6", "Favoriser la mixité des métiers", ""),
)
_SERT = {
    "principes": ["SPRO-1", "SPRO-2"],
    "accueil": ["SPRO-1"],
    "orientation": ["SPRO-2"],
    "normes": ["SPRO-3"],
    "connaissance": ["SPRO-3"],
    "professionnalisation": ["SPRO-4"],
}
# No article of the adopted text treats the common tools (F1.9): the file has to say so
_MANQUE = "outils"
_AVIS = (
    (
        "accueil",
        "Demander un créneau en dehors des heures de bureau n’est pas tenable pour les lieux d’une seule personne.",
    ),
    (
        "orientation",
        "Préciser le délai au-delà duquel une orientation sans réponse revient à la structure qui l’a émise.",
    ),
    ("evaluation", "Une évaluation tous les ans est lourde : proposer une évaluation complète tous les deux ans."),
    ("professionnalisation", "Une journée par an est trop peu pour les nouveaux agents d’accueil."),
    ("adhesion", "Dire clairement que les partenaires locaux signent la charte sans être reconnus."),
    ("connaissance", "Ajouter les études des branches professionnelles à la liste partagée."),
    ("principes", "Écrire que l’accueil à distance vaut l’accueil sur place, avec une aide au numérique."),
    ("normes", "Prévoir que le label Information jeunesse vaut preuve pour les critères qu’il couvre déjà."),
    ("", "Le texte est clair ; un résumé d’une page aiderait les structures à le présenter à leurs équipes."),
)
_REPONSES = {
    Suite.RETENUE: "Le texte de l’article est modifié en ce sens dans la version en cours.",
    Suite.EN_PARTIE: "Le principe est repris ; la mesure proposée est renvoyée au programme d’animation.",
    Suite.ECARTEE: "La demande contredit un engagement pris par l’ensemble des réseaux lors de la première séance.",
}
_SANS_REPONSE = 3


def peupler(region: str, jour: date) -> None:
    """Create the schedule, both documents and the concertation of a region."""
    schema = Schema.objects.create(
        region=region,
        libelle=f"CPRDFOP {jour.year - 2}-{jour.year + 3}, volet orientation (exemple)",
        du=date(jour.year - 2, 1, 1),
        au=date(jour.year + 3, 12, 31),
        fictif=True,
    )
    Objectif.objects.bulk_create(Objectif(schema=schema, code=c, libelle=x, indicateur=i) for c, x, i in OBJECTIFS)
    organisations = Organisation.objects.filter(region=region, fictif=True).exclude(operateur="").order_by("code")
    arretee, projet = _cahier(region, jour)
    _concertation(arretee, organisations, arretee.concertation_du or jour, 25, sans_reponse=_SANS_REPONSE)
    _concertation(projet, organisations, projet.concertation_du or jour, 4, sans_reponse=2)
    _convention(region, jour, arretee)


def _cahier(region: str, jour: date) -> tuple[Version, Version]:
    document = Document.objects.create(
        genre=GenreDocument.CAHIER,
        region=region,
        titre="Cahier des charges du service public régional de l’orientation",
        fictif=True,
    )
    ancienne = _version(document, 1, jour - timedelta(days=1500), {_MANQUE, "cep", "connaissance"})
    _figer(ancienne, EtatVersion.REMPLACEE, jour - timedelta(days=1300), "118")
    arretee = _version(document, 2, jour - timedelta(days=420), {_MANQUE})
    arretee.concertation_du = jour - timedelta(days=390)
    arretee.concertation_au = jour - timedelta(days=330)
    _figer(arretee, EtatVersion.ARRETEE, jour - timedelta(days=240), "034")
    projet = _version(document, 3, jour - timedelta(days=40), set())
    projet.etat, projet.objet = EtatVersion.CONCERTATION, "Outils communs, délai de réponse aux orientations"
    projet.concertation_du, projet.concertation_au = jour - timedelta(days=25), jour + timedelta(days=35)
    projet.save()
    accueil = projet.articles.get(code="orientation")
    accueil.texte += "\n\nSans réponse au bout de dix jours, la demande revient à la structure qui l’a émise."
    accueil.save()
    return arretee, projet


def _version(document: Document, numero: int, cree_le: date, sauf: set[str]) -> Version:
    version = Version.objects.create(document=document, numero=numero, creee_le=cree_le)
    plan = [a for a in PLANS[document.genre] if a["code"] not in sauf]
    Article.objects.bulk_create(
        Article(version=version, rang=rang, **(a | {"objectifs": _SERT.get(a["code"], []) if numero > 1 else []}))
        for rang, a in enumerate(plan, 1)
    )
    return version


def _figer(version: Version, etat: EtatVersion, le: date, numero: str) -> None:
    acte = f"Délibération n° {le:%y}-{numero} (exemple)" if numero else "Signée par les deux parties (exemple)"
    version.etat, version.arretee_le, version.soumise_le, version.acte = etat, le, le - timedelta(days=45), acte
    version.empreinte = empreinte(version)
    version.save()


def _concertation(
    version: Version, organisations: QuerySet[Organisation], debut: date, nombre: int, *, sans_reponse: int
) -> None:
    choix = Tirage("concertation", version.document.region, version.numero)
    par_type: dict[str, list[Organisation]] = {}
    for o in organisations:
        par_type.setdefault(o.operateur, []).append(o)
    # Consular bodies were forgotten: the concertation says so
    types = sorted(set(par_type) - {"ca", "cma"})
    seances = (("Lancement de la concertation", 4, "Hôtel de Région (exemple)"), ("Normes de qualité", 21, ""))
    seances += (("Relecture du projet", 48, "Rectorat (exemple)"),)
    for rang, (titre, apres, lieu) in enumerate(seances[: 3 if nombre > 9 else 1]):  # noqa: PLR2004 (a full concertation)
        seance = Seance.objects.create(
            version=version,
            titre=titre,
            date=debut + timedelta(days=apres),
            lieu=lieu,
            a_distance=not lieu,
            compte_rendu="Présentation du texte article par article, puis questions.\n\n- Les horaires font débat.\n"
            "- Le délai de réponse aux orientations est demandé par plusieurs réseaux.",
            cle=f"demonstration-{version.pk}-{rang}",
            fictif=True,
        )
        convoquees = [o for code in types if code != "scuio" or rang for o in par_type[code][:6]]
        Convocation.objects.bulk_create(
            Convocation(seance=seance, organisation=o, presente=choix.chance(0.7)) for o in convoquees
        )
    _contributions(version, [o for code in types for o in par_type[code][:3]], debut, nombre, sans_reponse, choix)


def _contributions(  # noqa: PLR0917 (private, called once)
    version: Version, auteurs: list[Organisation], debut: date, nombre: int, sans_reponse: int, choix: Tirage
) -> None:
    creees = []
    for rang in range(nombre if auteurs else 0):
        article, texte = _AVIS[rang % len(_AVIS)]
        auteur = None if rang % 9 == 8 else choix.choix(auteurs)  # noqa: PLR2004 (the last advice is that of a body)
        recue = debut + timedelta(days=3 + choix.rang(18 if nombre < 9 else 50))  # noqa: PLR2004 (still open)
        suite = "" if rang >= nombre - sans_reponse else choix.selon(dict(zip(Suite, (6, 3, 2), strict=True)))
        creees.append(
            Contribution(
                version=version,
                organisation=auteur,
                instance="" if auteur else "Commission orientation du CREFOP",
                article=article,
                texte=texte,
                recue_le=recue,
                deposee_par="demonstration",
                suite=suite,
                motif=_REPONSES[Suite(suite)] if suite else "",
                repondue_le=recue + timedelta(days=1 + choix.rang(20)) if suite else None,
                repondue_par="demonstration" if suite else "",
                cle=f"demonstration-{version.pk}-{rang}",
                fictif=True,
            )
        )
    Contribution.objects.bulk_create(creees)


_ENGAGEMENTS = (
    ("Tenir une permanence par semaine dans une structure du réseau", "programme", "SPRO-1", "Permanences tenues"),
    ("Répondre sous dix jours aux orientations reçues", "cio-scuio", "SPRO-2", "Réponses dans le délai"),
    ("Participer à deux réunions du réseau de bassin", "cio-scuio", "SPRO-2", "Présences"),
    ("Présenter toutes les voies aux élèves de troisième", "voies", "SPRO-3", "Établissements concernés"),
    ("Accueillir une formation commune aux réseaux", "programme", "SPRO-4", "Agents formés"),
    ("Nommer un référent du droit au retour en formation", "retour", "SPRO-5", "Référents nommés"),
    ("Tenir la cellule mensuelle de la plateforme de suivi", "decrochage", "SPRO-5", "Réunions tenues"),
    ("Ouvrir les journées d’immersion aux lycéens", "voies", "SPRO-3", "Lycéens accueillis"),
    ("Partager les enquêtes d’insertion des diplômés", "information", "SPRO-3", "Enquêtes partagées"),
    ("Mener une action de mixité par bassin", "politique-region", "SPRO-6", ""),
    ("Mettre à jour les fiches de l’annuaire deux fois par an", "information", "SPRO-3", "Fiches à jour"),
    ("Publier le calendrier des salons et forums", "information", "", "Calendrier publié"),
    ("Financer les déplacements des élèves vers les forums", "politique-region", "SPRO-1", "Élèves transportés"),
    ("Relier les outils de suivi des jeunes sortis sans diplôme", "decrochage", "SPRO-5", ""),
    ("Évaluer la convention avec les réseaux", "objet", "", "Bilan présenté au comité"),
)


def _convention(region: str, jour: date, cahier: Version) -> None:
    document = Document.objects.create(
        genre=GenreDocument.CONVENTION,
        region=region,
        annee=jour.year,
        titre=f"Convention annuelle de coordination État-Région {jour.year}",
        fictif=True,
    )
    version = _version(document, 1, jour - timedelta(days=330), set())
    cibles = list(structures_conventionnees(region).order_by("operateur", "nom", "pk"))
    oublie = next((s for s in reversed(cibles) if s.operateur == "cio"), None)
    references = list(cahier.articles.values_list("code", flat=True))
    choix = Tirage("convention", region)
    for rang, (libelle, article, objectif, indicateur) in enumerate(_ENGAGEMENTS, 1):
        engagement = Engagement.objects.create(
            version=version,
            code=f"E{rang:02d}",
            libelle=libelle,
            article=article,
            partie=(Partie.ETAT, Partie.ENSEMBLE, Partie.REGION)[rang % 3],
            responsable=""
            if rang == len(_ENGAGEMENTS)
            else choix.choix(("CSAIO", "Mission SPRO", "DRAIO", "SCUIO-IP")),
            objectif=objectif,
            echeance=date(jour.year, 3 + choix.rang(9), 28) if rang % 7 else None,
            indicateur=indicateur,
            cahier=choix.choix(references) if rang % 4 else "",
            operateurs=["cio"] if rang % 2 else ["scuio", "mission_locale"],
        )
        if rang <= 8:  # noqa: PLR2004 (those that name places)
            vises = [s for i, s in enumerate(cibles) if s != oublie and (i % 8 == rang - 1 or rang == 2)]  # noqa: PLR2004
            engagement.structures.set(vises)
    _figer(version, EtatVersion.ARRETEE, max(date(jour.year, 1, 1), jour - timedelta(days=270)), "")
