"""A cahier des charges in force, for what signs it."""

from datetime import date


def cahier_arrete(region: str = "94", numero: int = 1, le: date = date(2026, 1, 15)):
    """Create and adopt a version of the region's cahier des charges; the one in force before is replaced."""
    from portulan.terrain.charte.canonique import empreinte
    from portulan.terrain.charte.enums import EtatVersion, GenreDocument
    from portulan.terrain.charte.models import Article, Document, Version

    document, _ = Document.objects.get_or_create(
        genre=GenreDocument.CAHIER, region=region, defaults={"titre": "Cahier des charges du SPRO"}
    )
    document.versions.filter(etat=EtatVersion.ARRETEE).update(etat=EtatVersion.REMPLACEE)
    version = Version.objects.create(document=document, numero=numero, creee_le=le)
    Article.objects.create(version=version, code="accueil", rang=1, titre="Accueil", texte=f"Texte {numero}.")
    version.etat, version.arretee_le, version.empreinte = EtatVersion.ARRETEE, le, empreinte(version)
    version.save()
    return version
