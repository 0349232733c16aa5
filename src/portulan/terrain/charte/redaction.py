"""Writing a document together: versions, articles, commitments. Keyword-only, atomic, journaled."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.canonique import empreinte
from portulan.terrain.charte.droits import CAHIER
from portulan.terrain.charte.enums import EN_COURS, EtatVersion, GenreDocument
from portulan.terrain.charte.models import Article, Document, Engagement, Version
from portulan.terrain.charte.plan_type import PLANS
from portulan.terrain.charte.regles import PAR_CODE, Transition, transition
from portulan.terrain.charte.texte import nettoyer, nettoyer_ligne

if TYPE_CHECKING:
    from portulan.terrain.reseau.models import Structure

ARTICLES_MAXIMUM = 200
TEXTE_MAXIMUM = 20_000


def creer_version(
    *, titulaire: Titulaire, region: str, genre: str, annee: int | None, depuis: str, objet: str = ""
) -> Version:
    """A new draft. ``depuis``: « vide », « plan » (shipped plan) or « precedente » (the latest version, any document).

    Raises ``Impossible`` when a version of the same document is already under way.
    """
    exiger(titulaire, "cahier", "rediger")
    est_convention = genre == GenreDocument.CONVENTION
    jour = aujourdhui()
    with transaction.atomic():
        document = _document(region, genre, (annee or jour.year) if est_convention else None)
        Document.objects.select_for_update().get(pk=document.pk)
        en_cours = document.versions.filter(etat__in=EN_COURS).first()
        if en_cours:
            raise Impossible(
                f"La version {en_cours.numero} de ce document est déjà en cours ({en_cours.get_etat_display()}).",
                remede="Continuez-la, ou abandonnez-la avant d’en commencer une autre.",
            )
        source = _precedente(document) if depuis == "precedente" else None
        numero = (document.versions.aggregate(n=Max("numero"))["n"] or 0) + 1
        version = Version.objects.create(
            document=document, numero=numero, creee_le=jour, objet=nettoyer_ligne(objet)[:300]
        )
        if source:
            copier(source, version)
        elif depuis == "plan":
            Article.objects.bulk_create(
                Article(version=version, rang=rang, **plan) for rang, plan in enumerate(PLANS[genre], 1)
            )
        _noter("version.creer", titulaire, version, depuis=depuis)
    return version


def _document(region: str, genre: str, annee: int | None) -> Document:
    if genre not in GenreDocument.values:
        raise DonneeInvalide(
            "Ce genre de document n’existe pas.", remede="Choisissez cahier des charges ou convention."
        )
    titre = "Cahier des charges du service public régional de l’orientation"
    if annee is not None:
        titre = f"Convention annuelle de coordination État-Région {annee}"
    document, _ = Document.objects.get_or_create(
        region=region,
        genre=genre,
        annee=annee,
        defaults={"titre": titre, "fictif": settings.PORTULAN_MAISON.est_demonstration},
    )
    return document


def _precedente(document: Document) -> Version | None:
    """The latest version of the document; a convention of a new year starts from that of the year before."""
    propres = document.versions.exclude(etat=EtatVersion.ABANDONNEE).order_by("-numero")
    voisines = Version.objects.filter(document__region=document.region, document__genre=document.genre)
    voisines = voisines.exclude(etat=EtatVersion.ABANDONNEE).order_by("-document__annee", "-numero")
    return propres.first() or voisines.first()


def copier(source: Version, version: Version) -> None:
    """Articles and commitments of a version into a new one, codes kept."""
    Article.objects.bulk_create(
        Article(
            version=version,
            code=a.code,
            rang=a.rang,
            titre=a.titre,
            texte=a.texte,
            fiche=a.fiche,
            objectifs=a.objectifs,
            annexe=a.annexe,
        )
        for a in source.articles.all()
    )
    for e in source.engagements.prefetch_related("structures"):
        structures = list(e.structures.all())
        e.pk, e._state.adding, e.version, e.revision, e.echeance = None, True, version, 1, None  # noqa: SLF001 (copy)
        e.save()
        e.structures.set(structures)


def enregistrer_article(
    *, titulaire: Titulaire, version: Version, code: str, revision: int, valeurs: Mapping[str, Any]
) -> Article:
    """Save an article. Raises ``VersionDepassee`` when ``revision`` is no longer the recorded one."""
    _exiger_modifiable(titulaire, version)
    propres = _propres(valeurs)
    with transaction.atomic():
        changes = Article.objects.filter(version=version, code=code, revision=revision).update(
            revision=F("revision") + 1, **propres
        )
        article = Article.objects.filter(version=version, code=code).first()
        if article is None:
            raise Impossible("Cet article vient d’être retiré.", remede="Copiez votre texte, puis ajoutez un article.")
        if not changes:
            if all(getattr(article, cle) == v for cle, v in propres.items()):
                return article  # the same text sent twice
            raise VersionDepassee(article, article.revision)
        _noter("article.enregistrer", titulaire, version, article=code, revision=article.revision)
    return article


def ajouter_article(*, titulaire: Titulaire, version: Version, valeurs: Mapping[str, Any]) -> Article:
    """Add an article at the end; its code comes from its title and never changes."""
    _exiger_modifiable(titulaire, version)
    propres = _propres(valeurs)
    with transaction.atomic():
        Version.objects.select_for_update().get(pk=version.pk)
        existants = list(version.articles.all())
        if len(existants) >= ARTICLES_MAXIMUM:
            raise Impossible(
                f"Une version compte {ARTICLES_MAXIMUM} articles au plus.", remede="Regroupez des articles."
            )
        dernier = existants[-1] if existants else None
        if dernier and (dernier.titre, dernier.texte) == (propres["titre"], propres["texte"]):
            return dernier  # sent twice
        article = Article.objects.create(
            version=version,
            code=_code_libre(propres["titre"], {a.code for a in existants}),
            rang=max((a.rang for a in existants), default=0) + 1,
            **propres,
        )
        _noter("article.ajouter", titulaire, version, article=article.code)
    return article


def retirer_article(*, titulaire: Titulaire, version: Version, code: str) -> None:
    """Remove an article from a draft (it stays in the versions that have it)."""
    _exiger_modifiable(titulaire, version)
    with transaction.atomic():
        if version.articles.filter(code=code).delete()[0]:
            _noter("article.retirer", titulaire, version, article=code)


def deplacer_article(*, titulaire: Titulaire, version: Version, code: str, sens: int) -> None:
    """Move an article up (-1) or down (1) by one place."""
    _exiger_modifiable(titulaire, version)
    with transaction.atomic():
        articles = list(version.articles.select_for_update())
        place = next((i for i, a in enumerate(articles) if a.code == code), None)
        if place is None or not 0 <= place + sens < len(articles):
            return
        articles[place], articles[place + sens] = articles[place + sens], articles[place]
        for rang, article in enumerate(articles, 1):
            article.rang = rang
        Article.objects.bulk_update(articles, ["rang"])
        _noter("article.deplacer", titulaire, version, article=code, sens=sens)


def changer_etat(
    *,
    titulaire: Titulaire,
    version: Version,
    code: str,
    jour: date | None = None,
    acte: str = "",
    jusqu_au: date | None = None,
) -> Version:
    """Apply a transition declared in ``regles``; freezing writes the fingerprint. Raises ``Impossible``."""
    with transaction.atomic():
        version = Version.objects.select_for_update().select_related("document").get(pk=version.pk)
        t = transition(code, version.etat)
        exiger(titulaire, "cahier", t.verbe, version, CAHIER)
        quand = jour or aujourdhui()
        _appliquer(version, t.vers, quand, nettoyer_ligne(acte)[:200], jusqu_au)
        if t.entraine:
            _entrainer(titulaire, version, PAR_CODE[t.entraine])
        version.etat, version.revision = t.vers, version.revision + 1
        version.save()
        _noter(f"version.{code}", titulaire, version, empreinte=version.empreinte)
    return version


def _appliquer(version: Version, vers: EtatVersion, jour: date, acte: str, jusqu_au: date | None) -> None:
    if vers in {EtatVersion.CONCERTATION, EtatVersion.SOUMISE} and not version.articles.exists():
        raise Impossible("Cette version n’a aucun article.", remede="Écrivez au moins un article.")
    if vers == EtatVersion.CONCERTATION:
        if jusqu_au and jusqu_au < jour:
            raise DonneeInvalide("La concertation finirait avant de commencer.", remede="Choisissez une date à venir.")
        version.concertation_du, version.concertation_au = jour, jusqu_au
    elif vers == EtatVersion.SOUMISE:
        version.soumise_le, version.empreinte = jour, empreinte(version)
    elif vers == EtatVersion.ARRETEE:
        if not acte:
            raise DonneeInvalide("L’acte manque.", remede="Écrivez la référence de la délibération ou de la signature.")
        if version.soumise_le and jour < version.soumise_le:
            raise DonneeInvalide(
                f"Le texte a été soumis le {version.soumise_le:%d/%m/%Y} : il ne peut pas être arrêté avant.",
                remede="Corrigez la date de l’acte.",
            )
        version.arretee_le, version.acte = jour, acte


def _entrainer(titulaire: Titulaire, version: Version, suite: Transition) -> None:
    """Take the other versions of the document through the transition that follows this one."""
    for autre in version.document.versions.select_for_update().filter(etat__in=suite.de).exclude(pk=version.pk):
        autre.etat, autre.revision = suite.vers, autre.revision + 1
        autre.save(update_fields=["etat", "revision"])
        _noter(f"version.{suite.code}", titulaire, autre, par=version.numero)


def enregistrer_engagement(
    *, titulaire: Titulaire, version: Version, engagement: Engagement | None, revision: int, valeurs: Mapping[str, Any]
) -> Engagement:
    """Create or save a commitment. Raises ``VersionDepassee`` or ``DonneeInvalide`` (code already taken)."""
    _exiger_modifiable(titulaire, version)
    propres = dict(valeurs)
    structures: Sequence[Structure] = propres.pop("structures")
    for cle in ("libelle", "responsable", "indicateur"):
        propres[cle] = nettoyer_ligne(propres[cle])
    try:
        with transaction.atomic():
            if engagement is None:
                engagement = Engagement.objects.create(version=version, **propres)
            elif not Engagement.objects.filter(pk=engagement.pk, revision=revision).update(
                revision=F("revision") + 1, **propres
            ):
                actuel = Engagement.objects.get(pk=engagement.pk)
                raise VersionDepassee(actuel, actuel.revision)
            engagement = Engagement.objects.get(pk=engagement.pk)
            engagement.structures.set(structures)
            _noter("engagement.enregistrer", titulaire, version, engagement=engagement.code)
    except IntegrityError as erreur:
        raise DonneeInvalide(
            f"Le code « {propres['code']} » est déjà pris dans cette convention.", remede="Donnez un autre code."
        ) from erreur
    return engagement


def retirer_engagement(*, titulaire: Titulaire, engagement: Engagement) -> None:
    """Remove a commitment from a draft."""
    _exiger_modifiable(titulaire, engagement.version)
    with transaction.atomic():
        _noter("engagement.retirer", titulaire, engagement.version, engagement=engagement.code)
        engagement.delete()


def _exiger_modifiable(titulaire: Titulaire, version: Version) -> None:
    exiger(titulaire, "cahier", "rediger", version, CAHIER)
    version.refresh_from_db(fields=["etat"])
    if not version.modifiable:
        raise Impossible(
            f"Le texte de la version {version.numero} est figé ({version.get_etat_display()}) : il ne change plus.",
            remede="Commencez une nouvelle version à partir de celle-ci.",
        )


def _propres(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    titre, texte = nettoyer_ligne(valeurs["titre"]), nettoyer(valeurs["texte"])
    if not titre or len(titre) > 200 or len(texte) > TEXTE_MAXIMUM:  # noqa: PLR2004 (length of the column)
        raise DonneeInvalide(
            f"Un article a un titre de 200 signes au plus et un texte de {TEXTE_MAXIMUM} signes au plus.",
            remede="Raccourcissez-le, ou faites-en deux articles.",
        )
    return {
        "titre": titre,
        "texte": texte,
        "fiche": list(valeurs["fiche"]),
        "objectifs": list(valeurs["objectifs"]),
        "annexe": bool(valeurs["annexe"]),
    }


def _code_libre(titre: str, pris: set[str]) -> str:
    plat = "".join(c for c in unicodedata.normalize("NFKD", titre) if not unicodedata.combining(c))
    base = re.sub("[^a-z0-9]+", "-", plat.lower()).strip("-")[:32] or "article"
    code, n = base, 1
    while code in pris:
        n += 1
        code = f"{base}-{n}"
    return code


def _noter(acte: str, titulaire: Titulaire, version: Version, **detail: Any) -> None:
    noter(acte, auteur=titulaire.auteur, objet_type="version", objet_id=version.pk, **detail)
