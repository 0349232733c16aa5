"""The visas of an opinion: the articles that ask for it, then the acts that were recorded. Nothing else is cited."""

from datetime import date

from django.utils import timezone

from portulan.crefop.composition.models import Occupation
from portulan.crefop.composition.queries import arrete_au, reglement_au
from portulan.crefop.dossier.enums import TypeSaisine
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.seance.models import PointOrdre
from portulan.socle.dates import date_fr

# R. 6123-3-2: its 1° was deleted, and is never cited
_ALINEAS = {
    TypeSaisine.CARTE_FORMATIONS: "2°",
    TypeSaisine.PROGRAMMES_SPRF: "3°",
    TypeSaisine.CAHIER_CHARGES_SPRO: "4°",
    TypeSaisine.CONVENTION_ETAT_REGION: "5°",
}
_ARTICLES = {
    TypeSaisine.RESEAU_EMPLOI: "Vu le code du travail, notamment son article L. 5311-10",
    TypeSaisine.CARTE_FORMATIONS: "Vu le code de l’éducation, notamment son article L. 214-13-1",
    TypeSaisine.PROGRAMMES_SPRF: "Vu le code du travail, notamment ses articles L. 5211-3, L. 6121-4 et L. 6123-3",
    TypeSaisine.CAHIER_CHARGES_SPRO: "Vu le code du travail, notamment ses articles L. 6111-3, L. 6111-5 et L. 6123-3",
    TypeSaisine.CONVENTION_ETAT_REGION: "Vu le code du travail, notamment ses articles L. 6111-3 et L. 6123-3",
}


def article_de_l_avis(type_saisine: str) -> str:
    """« article R. 6123-3-2, 4° »: the item under which this opinion is asked for."""
    if type_saisine == TypeSaisine.RESEAU_EMPLOI:
        return "article R. 5311-41"
    return f"article R. 6123-3-2, {_ALINEAS[TypeSaisine(type_saisine)]}"


def visas(saisine: Saisine, point: PointOrdre | None, jour: date) -> tuple[str, ...]:
    """Visas of an opinion on a day, in the order they are printed."""
    genre = TypeSaisine(saisine.type)
    lignes = [_ARTICLES[genre], f"Vu le même code, {article_de_l_avis(genre)}"]
    if genre == TypeSaisine.CARTE_FORMATIONS:
        lignes[1] = f"Vu le code du travail, notamment son {article_de_l_avis(genre)}"
    lignes += [f"Vu {_article(acte)}" for acte in _nominations(saisine, jour)]
    if arrete := arrete_au(saisine.organe, jour):
        lignes.append(f"Vu {_article(arrete.acte)}, qui fixe les voix des membres")
    if reglement := reglement_au(saisine.organe, jour):
        lignes.append(f"Vu {_article(reglement.acte)}")
    lettre = f", {_article(saisine.lettre)}" if saisine.lettre else ""
    recue = f"reçue le {date_fr(saisine.recue_le)}"
    lignes.append(f"Vu la saisine {saisine.numero}, {recue} (auteur : {saisine.auteur.nom}){lettre}")
    for preavis in saisine.preavis.filter(rendu_le__isnull=False):
        lignes.append(f"Vu ce qu’a dit {preavis.demande_a} le {date_fr(preavis.rendu_le)}")
    if point is not None and point.seance.convoquee_le:
        lignes.append(
            f"Vu la convocation de la séance {point.seance.numero}, adressée conjointement par les deux présidences le "
            f"{date_fr(timezone.localdate(point.seance.convoquee_le))}"
        )
    if point is not None and point.dossier:
        lignes.append(
            f"Vu le dossier d’instruction, version {point.dossier.numero}, figé sur l’instantané "
            f"{point.dossier.instantane}"
        )
    return tuple(lignes)


def _article(acte: str) -> str:
    """« l’arrêté… » for an act recorded as « Arrêté… »: its first word takes an article when it is a known one."""
    mot, _, reste = acte.strip().partition(" ")
    article = {
        "arrêté": "l’arrêté",
        "arrete": "l’arrêté",
        "décret": "le décret",
        "décision": "la décision",
        "délibération": "la délibération",
        "règlement": "le règlement",
        "lettre": "la lettre",
        "courrier": "le courrier",
        "convention": "la convention",
    }.get(mot.lower())
    return f"{article} {reste}".strip() if article else acte.strip()


def _nominations(saisine: Saisine, jour: date) -> list[str]:
    """Acts of appointment in force on a day, once each, oldest first."""
    actes = (
        Occupation.objects.au_jour(jour)
        .filter(siege__college__organe=saisine.organe)
        .order_by("du", "pk")
        .values_list("acte", flat=True)
    )
    return list(dict.fromkeys(actes))
