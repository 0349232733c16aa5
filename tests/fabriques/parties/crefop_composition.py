"""Addresses of a part: the committee, composition. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"comite", "comite_organe", "comite_siege", "comite_regles", "comite_voix"}
RESERVEES: set[str] = {
    "comite_composer",
    "comite_commission",
    "comite_personnes",
    "comite_personne",
    "comite_personne_nouvelle",
    "comite_personne_modifier",
    "comite_nommer",
    "comite_siege_modifier",
    "comite_siege_fermer",
    "comite_siege_nouveau",
    "comite_fin",
    "comite_reglement",
    "comite_emploi_creer",
    "comite_reprendre",
    "comite_voix_arreter",
}
ACTES: set[str] = {"comite_inviter", "comite_effacer"}
SUJETS: dict[str, str] = {
    "comite_personne": "composition.Personne",
    "comite_inviter": "composition.Personne",
    "comite_effacer": "composition.Personne",
    "comite_siege": "composition.Siege",
    "comite_nommer": "composition.Siege",
    "comite_fin": "composition.Occupation",
    "comite_": "composition.Organe",
}
MOTS: dict[str, str] = {"organe": "crefop-94"}
VALEURS: dict[str, object] = {"organe": "crefop-94", "siege": 1, "personne": 1, "occupation": 1}


def pages() -> list[tuple[str, str]]:
    from portulan.crefop.composition.models import Occupation, Siege

    cgt = Siege.objects.filter(college__organe__code="crefop-94", college__code="syndicats").first()
    tenue = Occupation.objects.filter(siege=cgt).first()
    vacant = Siege.objects.filter(college__organe__code="crefop-94", occupations__isnull=True).first()
    audiences = "audiences=A+%3A+3000%0AB+%3A+2500&voix=5&etat=5&region=3&departements=2&syndicats=3&employeurs=2"
    publiques = (
        "/comite/",
        "/comite/?college=syndicats",
        "/comite/crefop-94-bureau/",
        f"/comite/sieges/{cgt.pk}/",
        "/comite/crefop-94/regles/",
        "/comite/crefop-94/regles/?le=2015-01-01",
        "/comite/voix/",
        f"/comite/voix/?{audiences}",
        "/comite/crefop-94-emploi/",
        "/comite/crefop-94-emploi/regles/",
    )
    secretariat = (
        "/comite/",
        "/comite/composer/",
        "/comite/crefop-94/commission/",
        "/comite/crefop-94/emploi/",
        "/comite/crefop-94-emploi/reprendre/",
        "/comite/crefop-94-emploi/voix/",
        "/comite/crefop-94/sieges/nouveau/",
        "/comite/crefop-94/regles/enregistrer/",
        "/comite/personnes/",
        "/comite/personnes/nouvelle/",
        f"/comite/personnes/{tenue.personne_id}/",
        f"/comite/personnes/{tenue.personne_id}/modifier/",
        f"/comite/sieges/{vacant.pk}/",
        f"/comite/sieges/{cgt.pk}/nommer/",
        f"/comite/sieges/{cgt.pk}/modifier/",
        f"/comite/sieges/{cgt.pk}/fermer/",
        f"/comite/occupations/{tenue.pk}/fin/",
    )
    return [*(("", a) for a in publiques), *(("secretariat", a) for a in secretariat)]
