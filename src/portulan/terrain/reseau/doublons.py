"""The same place under two sources: pairs proposed, decided by a person, merged without losing anything, undone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Organisation
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant
from portulan.terrain.reseau import regles
from portulan.terrain.reseau.droits import RAPPROCHEMENT
from portulan.terrain.reseau.enums import EtatRapprochement, EtatStructure
from portulan.terrain.reseau.models import Disponibilite, LigneImport, Rapprochement, Service, Structure
from portulan.terrain.reseau.ressemblance import Paire, Portrait, detecter
from portulan.terrain.reseau.saisie import editables

__all__ = [
    "annuler_fusion",
    "detecter",
    "distinguer",
    "fusionner",
    "pieces_attachees",
    "portrait_de_ligne",
    "portraits",
    "proposer",
]

_GARDE = "gardee"
# The point goes with its precision, the commune with its territories
_LIES = {
    "longitude": ("latitude", "precision_geo"),
    "code_insee": ("commune", "code_postal", "departement", "epci", "bassin", "academie", "region"),
    "verifiee_le": ("verifiee_par",),
}
_HORS_CHOIX = frozenset({"latitude", "commune", "code_postal"})
_ETATS = ("etat", "fusionnee_dans_id", "fermee_le")


def champs_a_choisir() -> tuple[str, ...]:
    """Fields for which one of the two records is chosen; some carry others along."""
    return (*(n for n in editables("structure") if n not in _HORS_CHOIX), "organisation_id", "verifiee_le")


def portrait(structure: Structure) -> Portrait:
    """What is compared of a structure."""
    precise = structure.precision_geo == "adresse"
    return Portrait(
        structure.pk,
        structure.identifiant,
        structure.source,
        structure.nom,
        structure.operateur,
        structure.code_insee,
        structure.adresse,
        structure.telephone,
        structure.courriel,
        structure.siret,
        structure.longitude if precise else None,
        structure.latitude if precise else None,
    )


def portraits(region: str) -> list[Portrait]:
    """Structures of a region that may be the double of another."""
    champs = ("source", "id_source", "nom", "operateur", "code_insee", "adresse", "telephone", "courriel", "siret")
    lues = Structure.objects.filter(region=region).exclude(etat=EtatStructure.FUSIONNEE).order_by("pk")
    return [portrait(s) for s in lues.only(*champs, "longitude", "latitude", "precision_geo").iterator()]


def portrait_de_ligne(ligne: LigneImport) -> Portrait:
    """Same for a line of an import that would create a structure."""
    contenu = ligne.contenu or {}
    noms = ("nom", "operateur", "code_insee", "adresse", "telephone", "courriel", "siret")
    textes = {nom: contenu.get(nom) or "" for nom in noms}
    return Portrait(
        ligne.identifiant,
        ligne.identifiant,
        contenu["source"],
        longitude=contenu.get("longitude"),
        latitude=contenu.get("latitude"),
        **textes,
    )


@transaction.atomic
def proposer(*, region: str) -> int:
    """Look for doubles in a region; what was decided stays decided. Return how many pairs are to be examined."""
    paires = {_ordre(p): p for p in detecter(portraits(region))}
    connus = {
        (r.a_id, r.b_id): r for r in Rapprochement.objects.filter(a__region=region).only("a", "b", "etat", "score")
    }
    perimes = [r.pk for cle, r in connus.items() if r.etat == EtatRapprochement.PROPOSE and cle not in paires]
    Rapprochement.objects.filter(pk__in=perimes).delete()
    Rapprochement.objects.bulk_create(
        [_nouveau(cle, paire) for cle, paire in paires.items() if cle not in connus], batch_size=500
    )
    return Rapprochement.objects.filter(a__region=region, etat=EtatRapprochement.PROPOSE).count()


def _ordre(paire: Paire) -> tuple[int, int]:
    return (paire.a.cle, paire.b.cle) if paire.a.cle < paire.b.cle else (paire.b.cle, paire.a.cle)


def _nouveau(cle: tuple[int, int], paire: Paire) -> Rapprochement:
    return Rapprochement(
        a_id=cle[0], b_id=cle[1], score=paire.score, raisons=list(paire.raisons), propose_le=maintenant()
    )


def a_examiner(rapprochements: QuerySet[Rapprochement]) -> QuerySet[Rapprochement]:
    """Pairs of the list page, both records read along; those one of which was merged elsewhere are left out."""
    return (
        rapprochements.exclude(etat=EtatRapprochement.PROPOSE, a__etat=EtatStructure.FUSIONNEE)
        .exclude(etat=EtatRapprochement.PROPOSE, b__etat=EtatStructure.FUSIONNEE)
        .select_related("a__organisation", "b__organisation", "gardee")
    )


def pieces_attachees(structure: Structure) -> int:
    """Rows of the upper parts (assessments, adhesions, campaigns) that stay with the record of a structure."""
    modeles = [(r.related_model, r.field.name) for r in Structure._meta.related_objects]  # noqa: SLF001 (public API)
    return sum(
        modele._base_manager.filter(**{champ: structure}).count()  # noqa: SLF001 (public in practice)
        for modele, champ in modeles
        if not isinstance(modele, str) and modele._meta.app_label != Structure._meta.app_label  # noqa: SLF001
    )


def distinguer(*, titulaire: Titulaire, rapprochement: Rapprochement) -> Rapprochement:
    """« Ce n'est pas un doublon »: remembered, never proposed again. Raises ``Impossible`` once merged."""
    return _decider(titulaire, rapprochement, EtatRapprochement.DISTINCT, "reseau.doublon.distinguer")


def _decider(titulaire: Titulaire, rapprochement: Rapprochement, vers: EtatRapprochement, acte: str) -> Rapprochement:
    exiger(titulaire, "doublon", "decider", rapprochement, RAPPROCHEMENT)
    with transaction.atomic():
        lu = _verrouiller(rapprochement)
        if lu.etat == vers:
            return lu
        if lu.etat == EtatRapprochement.FUSIONNE:
            raise Impossible("Ces deux fiches sont déjà fusionnées.", remede="Annulez d’abord la fusion.")
        _clore(titulaire, lu, vers, acte)
    return lu


def _verrouiller(rapprochement: Rapprochement) -> Rapprochement:
    return Rapprochement.objects.select_for_update(of=("self",)).select_related("a", "b").get(pk=rapprochement.pk)


def _clore(titulaire: Titulaire, lu: Rapprochement, vers: EtatRapprochement, acte: str) -> None:
    lu.etat, lu.decide_par, lu.decide_le = vers, titulaire.auteur, maintenant()
    lu.save()
    organisations = {s.organisation.code if s.organisation else "" for s in (lu.a, lu.b)}
    for organisation in sorted(organisations):
        noter(
            acte,
            auteur=titulaire.auteur,
            objet_type="structure",
            objet_id=(lu.gardee or lu.a).identifiant,
            organisation=organisation,
            autre=(lu.b if (lu.gardee or lu.a).pk == lu.a_id else lu.a).identifiant,
        )


def fusionner(
    *,
    titulaire: Titulaire,
    rapprochement: Rapprochement,
    gardee: Structure,
    choix: Mapping[str, int],
    versions: Mapping[int, int] | None = None,
) -> Rapprochement:
    """Merge two records: ``gardee`` stays, the other points to it and keeps everything it said.

    ``choix``: for each field, the key of the record whose value is taken (that of ``gardee`` otherwise).
    ``versions``: version read of each record. Raises ``Impossible``, ``VersionDepassee``, ``Interdit``. What is
    assessed or covered by an adhesion is never absorbed by a record that is not: it would leave the public lists.
    """
    exiger(titulaire, "doublon", "decider", rapprochement, RAPPROCHEMENT)
    with transaction.atomic():
        lu = _verrouiller(rapprochement)
        if gardee.pk not in {lu.a_id, lu.b_id}:
            raise DonneeInvalide("La fiche à garder n’est pas l’une des deux.", remede="Choisissez l’une des deux.")
        if lu.etat == EtatRapprochement.FUSIONNE:
            if lu.gardee_id == gardee.pk:
                return lu
            raise Impossible("Ces deux fiches sont déjà fusionnées.", remede="Annulez d’abord la fusion.")
        fiches = {s.pk: s for s in Structure.objects.select_for_update().filter(pk__in=(lu.a_id, lu.b_id))}
        garde = fiches.pop(gardee.pk)
        (absorbee,) = fiches.values()
        for fiche in (garde, absorbee):
            regles.verifier_modifiable(fiche)
            regles.verifier_version(fiche, (versions or {}).get(fiche.pk, fiche.version))
        regles.verifier_passage(absorbee, EtatStructure.FUSIONNEE)
        if pieces_attachees(absorbee) and not pieces_attachees(garde):
            raise Impossible(
                f"« {absorbee.nom} » ({absorbee.identifiant}) a des évaluations, des adhésions ou des campagnes, "
                "qui restent avec sa fiche.",
                remede="Gardez cette fiche-là, en y reprenant les valeurs justes de l’autre.",
            )
        lu.fusion = _absorber(garde, absorbee, choix)
        lu.gardee = garde
        _clore(titulaire, lu, EtatRapprochement.FUSIONNE, "reseau.doublon.fusionner")
    return lu


def _absorber(garde: Structure, absorbee: Structure, choix: Mapping[str, int]) -> dict[str, Any]:
    """Write both records and move what depends on the absorbed one; return what undoes it."""
    pris = [nom for nom in champs_a_choisir() if choix.get(nom) == absorbee.pk]
    pris = [n for nom in pris for n in (nom, *_LIES.get(nom, ())) if getattr(garde, n) != getattr(absorbee, n)]
    avant = {nom: _json(getattr(garde, nom)) for nom in pris}
    for nom in pris:
        setattr(garde, nom, getattr(absorbee, nom))
    apres = {nom: _json(getattr(garde, nom)) for nom in pris}
    services = list(Service.objects.filter(structure=absorbee).order_by("pk").values_list("pk", flat=True))
    disponibilites = list(Disponibilite.objects.filter(structure=absorbee).order_by("pk").values_list("pk", flat=True))
    etats = {nom: _json(getattr(absorbee, nom)) for nom in _ETATS}
    absorbee.etat, absorbee.fusionnee_dans, absorbee.fermee_le = EtatStructure.FUSIONNEE, garde, None
    for fiche in (garde, absorbee):
        fiche.version += 1
        fiche.save()
    Service.objects.filter(pk__in=services).update(structure=garde)
    Disponibilite.objects.filter(pk__in=disponibilites).update(structure=garde)
    return {
        "absorbee": absorbee.pk,
        "avant": avant,
        "apres": apres,
        "etats": etats,
        "services": services,
        "disponibilites": disponibilites,
    }


def annuler_fusion(*, titulaire: Titulaire, rapprochement: Rapprochement) -> Rapprochement:
    """Undo a merge exactly; what was written since on the kept record stays there.

    Raises ``Impossible`` when it is not merged, or when the kept record was itself merged since.
    """
    exiger(titulaire, "doublon", "decider", rapprochement, RAPPROCHEMENT)
    with transaction.atomic():
        lu = _verrouiller(rapprochement)
        if lu.etat == EtatRapprochement.ANNULE:
            return lu
        if lu.etat != EtatRapprochement.FUSIONNE or lu.gardee is None:
            raise Impossible("Ces deux fiches ne sont pas fusionnées.", remede="Actualisez la page.")
        garde = Structure.objects.select_for_update().get(pk=lu.gardee_id)
        absorbee = Structure.objects.select_for_update().get(pk=lu.fusion["absorbee"])
        if garde.etat == EtatStructure.FUSIONNEE:
            raise Impossible(
                "La fiche gardée a été fusionnée depuis avec une autre.", remede="Annulez d’abord cette autre fusion."
            )
        _rendre(garde, absorbee, lu.fusion)
        _clore(titulaire, lu, EtatRapprochement.ANNULE, "reseau.doublon.annuler")
    return lu


def _rendre(garde: Structure, absorbee: Structure, fusion: Mapping[str, Any]) -> None:
    for nom, valeur in fusion["avant"].items():
        if _json(getattr(garde, nom)) == fusion["apres"][nom]:
            setattr(garde, nom, _depuis_json(nom, valeur))
    for nom, valeur in fusion["etats"].items():
        setattr(absorbee, nom, _depuis_json(nom, valeur))
    for fiche in (garde, absorbee):
        fiche.version += 1
        fiche.save()
    Service.objects.filter(pk__in=fusion["services"], structure=garde).update(structure=absorbee)
    Disponibilite.objects.filter(pk__in=fusion["disponibilites"], structure=garde).update(structure=absorbee)


def _json(valeur: Any) -> Any:
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def _depuis_json(nom: str, valeur: Any) -> Any:
    if valeur is not None and nom in {"verifiee_le", "fermee_le"}:
        return date.fromisoformat(valeur)
    if valeur is not None and nom == "organisation_id" and not Organisation.objects.filter(pk=valeur).exists():
        return None
    return valeur
