"""Writes on the composition: keyword-only, atomic, journaled; nominations also enter the register of acts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Compte, Organisation
from portulan.crefop.composition.enums import GenreOrgane, Voix
from portulan.crefop.composition.modele import CollegePrevu, bureau_type, composition_type
from portulan.crefop.composition.models import College, Occupation, Organe, Personne, Siege
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.composition.regles import exiger_rang, fin_de_mandat
from portulan.crefop.registre.operations import engager, inscrire
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui


def creer_comite(
    *, titulaire: Titulaire, region: str, nom: str, departements: int, du: date, fictif: bool = False
) -> Organe:
    """Create the plenary of a region and its bureau with the seats that the code gives them, all vacant.

    Asked again, the one that exists is returned. Raises ``Interdit``, ``DonneeInvalide``.
    """
    exiger(titulaire, "comite", "composer")
    if not nom.strip():
        raise DonneeInvalide("Le comité n’a pas de nom.", remede="Écrivez le nom qu’il porte sur ses actes.")
    colleges = composition_type(departements)
    with transaction.atomic():
        existant = Organe.objects.filter(genre=GenreOrgane.PLENIERE, region=region).first()
        if existant is not None:
            return existant
        pleniere = Organe.objects.create(
            code=f"crefop-{region}",
            nom=nom.strip(),
            genre=GenreOrgane.PLENIERE,
            region=region,
            cree_le=du,
            fictif=fictif,
        )
        bureau = Organe.objects.create(
            code=f"crefop-{region}-bureau",
            nom=f"Bureau du {nom.strip()}",
            genre=GenreOrgane.BUREAU,
            region=region,
            parent=pleniere,
            cree_le=du,
            fictif=fictif,
        )
        nombre = creer_sieges(pleniere, colleges, du) + creer_sieges(bureau, bureau_type(), du)
        noter_sur("comite.creer", titulaire, pleniere, sieges=nombre)
        inscrire(
            type="comite.creer",
            objet=f"organe:{pleniere.code}",
            organe=pleniere.code,
            charge={"nom": pleniere.nom, "du": du.isoformat(), "sieges": nombre},
        )
    return pleniere


def creer_sieges(organe: Organe, colleges: Iterable[CollegePrevu], du: date) -> int:
    """Write colleges and seats, all vacant; how many seats."""
    sieges = []
    for rang, prevu in enumerate(colleges, 1):
        college = College.objects.create(
            organe=organe, code=prevu.code, libelle=prevu.libelle, base_legale=prevu.base_legale, rang=rang
        )
        sieges += [
            Siege(
                college=college,
                code=s.code,
                libelle=s.libelle,
                groupe=s.groupe,
                organisation_id=s.organisation,
                voix=prevu.voix,
                poids=1 if prevu.voix == Voix.DELIBERATIVE else 0,
                copreside=s.copreside,
                rang=place,
                du=du,
            )
            for place, s in enumerate(prevu.sieges, 1)
        ]
    Siege.objects.bulk_create(sieges)
    return len(sieges)


def ajouter_commission(*, titulaire: Titulaire, pleniere: Organe, nom: str) -> Organe:
    """Create a commission of the committee (R. 6123-3-13), without seats: they are added one by one."""
    exiger(titulaire, "comite", "composer")
    if not nom.strip():
        raise DonneeInvalide("La commission n’a pas de nom.", remede="Écrivez son nom.")
    with transaction.atomic():
        rang = Organe.objects.filter(parent=pleniere, genre=GenreOrgane.COMMISSION).count() + 1
        organe = Organe.objects.create(
            code=f"{pleniere.code}-commission-{rang}",
            nom=nom.strip()[:200],
            genre=GenreOrgane.COMMISSION,
            region=pleniere.region,
            parent=pleniere,
            cree_le=aujourdhui(),
            fictif=pleniere.fictif,
        )
        College.objects.create(
            organe=organe, code="membres", libelle="Membres", base_legale="Code du travail, art. R. 6123-3-13", rang=1
        )
        noter_sur("comite.creer", titulaire, organe)
    return organe


def ajouter_siege(
    *,
    titulaire: Titulaire,
    college: College,
    libelle: str,
    voix: str,
    du: date,
    poids: int = 1,
    groupe: str = "",
    organisation: Organisation | None = None,
) -> Siege:
    """Add a seat at the end of a college. A seat without voice has no weight."""
    exiger(titulaire, "comite", "composer")
    if not libelle.strip():
        raise DonneeInvalide("Le siège n’a pas de nom.", remede="Écrivez l’institution ou l’organisation représentée.")
    with transaction.atomic():
        rang = college.sieges.count() + 1
        while college.sieges.filter(code=f"{college.code}-{rang}").exists():
            rang += 1
        siege = Siege.objects.create(
            college=college,
            code=f"{college.code}-{rang}",
            libelle=libelle.strip()[:200],
            groupe=groupe,
            organisation=organisation,
            voix=voix,
            poids=poids if voix == Voix.DELIBERATIVE else 0,
            rang=rang,
            du=du,
        )
        noter_sur("siege.ajouter", titulaire, siege.college.organe, siege=siege.code)
        _inscrire_siege("siege.ajouter", siege, {"du": du.isoformat(), "voix": voix})
    return siege


def modifier_siege(
    *, titulaire: Titulaire, siege: Siege, libelle: str, organisation: Organisation | None, groupe: str
) -> Siege:
    """Change what a seat is called and whom it represents; its voice and its weight never change (a new seat does)."""
    exiger(titulaire, "comite", "composer")
    if not libelle.strip():
        raise DonneeInvalide("Le siège n’a pas de nom.", remede="Écrivez l’institution ou l’organisation représentée.")
    with transaction.atomic():
        siege.libelle, siege.organisation, siege.groupe = libelle.strip()[:200], organisation, groupe.strip()[:60]
        siege.save(update_fields=["libelle", "organisation", "groupe"])
        noter_sur("siege.modifier", titulaire, siege.college.organe, siege=siege.code)
    return siege


def fermer_siege(*, titulaire: Titulaire, siege: Siege, au: date) -> Siege:
    """Close a seat on a day (last day included), and the occupations that were still open."""
    exiger(titulaire, "comite", "composer")
    if au < siege.du:
        raise DonneeInvalide("Le siège n’existait pas encore ce jour-là.", remede="Choisissez une date plus tardive.")
    with transaction.atomic():
        siege.au = au
        siege.save(update_fields=["au"])
        for occupation in siege.occupations.au_jour(au):
            _finir(occupation, au, "siège fermé")
        noter_sur("siege.fermer", titulaire, siege.college.organe, siege=siege.code)
        _inscrire_siege("siege.fermer", siege, {"au": au.isoformat()})
    return siege


def enregistrer_personne(*, titulaire: Titulaire, personne: Personne | None, **champs: str) -> Personne:
    """Create or correct a person. An erased one stays erased. Raises ``DonneeInvalide`` (no name)."""
    exiger(titulaire, "comite", "composer")
    if not champs.get("nom", "").strip():
        raise DonneeInvalide("Le nom manque.", remede="Écrivez le nom de la personne.")
    if personne is not None and personne.effacee_le is not None:
        raise Impossible("Les données de cette personne ont été effacées.", remede="Créez une autre fiche.")
    with transaction.atomic():
        fiche = personne or Personne()
        for nom, valeur in champs.items():
            setattr(fiche, nom, valeur.strip())
        fiche.save()
        _relier(fiche)
        noter("personne.enregistrer", auteur=titulaire.auteur, objet_type="personne", objet_id=fiche.pk)
    return fiche


def nommer(
    *,
    titulaire: Titulaire,
    siege: Siege,
    personne: Personne,
    rang: str,
    du: date,
    acte: str,
    au: date | None = None,
) -> Occupation:
    """Give a seat to a person; whoever held this rank leaves the day before. Sent twice, it is done once.

    ``au`` empty: the end of a term of the rules (three years). The same person never holds two seats of a body on a
    day. Raises ``Impossible``, ``DonneeInvalide``.
    """
    exiger(titulaire, "comite", "composer")
    organe = siege.college.organe
    exiger_rang(organe.genre, rang)
    if not acte.strip():
        raise DonneeInvalide("L’acte de nomination manque.", remede="Citez l’arrêté qui nomme cette personne.")
    if personne.effacee_le is not None:
        raise Impossible("Les données de cette personne ont été effacées.", remede="Choisissez une autre personne.")
    if du < siege.du or (siege.au is not None and du > siege.au):
        raise DonneeInvalide("Le siège n’existe pas à cette date.", remede="Choisissez une date où il existe.")
    fin = au or fin_de_mandat(du, jeu_au(organe, du)["siege.duree_mois"])
    if fin < du:
        raise DonneeInvalide("La fin précède le début.", remede="Corrigez les dates.")
    with transaction.atomic():
        Siege.objects.select_for_update().get(pk=siege.pk)
        deja = siege.occupations.filter(personne=personne, rang=rang, du=du).first()
        if deja is not None:
            return deja
        _exiger_un_siege(organe, siege, personne, du, fin)
        for tenue in siege.occupations.filter(rang=rang).au_jour(du):
            if tenue.du == du:
                raise Impossible(
                    f"{tenue.personne} a déjà été nommé à ce rang le {du:%d/%m/%Y}.",
                    remede="Mettez d’abord fin à cette nomination, ou choisissez une autre date.",
                )
            _finir(tenue, du - timedelta(days=1), "remplacé")
        occupation = Occupation.objects.create(
            siege=siege, personne=personne, rang=rang, du=du, au=fin, acte=acte.strip()[:200]
        )
        noter_sur("siege.nommer", titulaire, organe, siege=siege.code, rang=rang)
        _inscrire_siege(
            "siege.nommer",
            siege,
            {
                "rang": rang,
                "du": du.isoformat(),
                "au": fin.isoformat(),
                "acte": engager({"acte": occupation.acte}),
                "personne": engager({"personne": personne.pk, "nom": str(personne)}),
            },
        )
    return occupation


def _exiger_un_siege(organe: Organe, siege: Siege, personne: Personne, du: date, au: date) -> None:
    ailleurs = (
        Occupation.objects.filter(personne=personne, siege__college__organe=organe, du__lte=au)
        .exclude(siege=siege)
        .exclude(au__lt=du)
        .select_related("siege")
        .first()
    )
    if ailleurs is not None:
        raise Impossible(
            f"{personne} tient déjà le siège « {ailleurs.siege} » dans cet organe.",
            remede="Mettez d’abord fin à cette nomination.",
        )


def mettre_fin(*, titulaire: Titulaire, occupation: Occupation, au: date, motif: str) -> Occupation:
    """End an occupation on a day (last day included): resignation, loss of quality (R. 6123-3-6)."""
    exiger(titulaire, "comite", "composer")
    if au < occupation.du:
        raise DonneeInvalide("La fin précède le début.", remede="Choisissez une date plus tardive.")
    if not motif.strip():
        raise DonneeInvalide("Le motif manque.", remede="Dites pourquoi le siège est quitté.")
    with transaction.atomic():
        _finir(occupation, au, motif.strip()[:200])
        siege = occupation.siege
        noter_sur("siege.quitter", titulaire, siege.college.organe, siege=siege.code, rang=occupation.rang)
        _inscrire_siege("siege.quitter", siege, {"rang": occupation.rang, "au": au.isoformat()})
    return occupation


def relier(*, compte: Compte) -> Personne | None:
    """Tie an account to the person who has its address (proved by an invitation); None when there is none."""
    with transaction.atomic():
        personne = Personne.objects.filter(compte__isnull=True, courriel__iexact=compte.courriel).first()
        if personne is not None:
            _relier(personne)
    return personne


def _relier(personne: Personne) -> None:
    if personne.compte_id is not None or not personne.courriel:
        return
    compte = Compte.objects.filter(courriel__iexact=personne.courriel, is_active=True, personne__isnull=True).first()
    if compte is not None:
        personne.compte = compte
        personne.save(update_fields=["compte"])
        noter("personne.relier", objet_type="personne", objet_id=personne.pk, compte=compte.pk)


def _finir(occupation: Occupation, au: date, motif: str) -> None:
    occupation.au, occupation.motif_fin = max(au, occupation.du), motif
    occupation.save(update_fields=["au", "motif_fin"])


def noter_sur(acte: str, titulaire: Titulaire, organe: Organe, **detail: Any) -> None:
    """Write an act on a body in the journal."""
    noter(acte, auteur=titulaire.auteur, objet_type="organe", objet_id=organe.code, **detail)


def _inscrire_siege(type_: str, siege: Siege, charge: dict[str, Any]) -> None:
    organe = siege.college.organe
    inscrire(type=type_, objet=f"siege:{siege.pk}", organe=organe.code, charge={"siege": siege.code, **charge})
