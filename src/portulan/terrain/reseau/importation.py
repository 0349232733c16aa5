"""Imports into the registers: files of schema v1 (with their ``spro:`` fields), and what is already loaded.

In two steps. Reading: every line is checked, compared, and put aside in ``LigneImport`` by small transactions; nothing
is written in the registers. Writing: one transaction, from what was put aside. A process killed in the first leaves
lines that the next import sweeps; killed in the second, the database takes everything back.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import maintenant
from portulan.socle.mesure import nombre_fr
from portulan.socle.progression import Progression, muette
from portulan.sources.batisseur import Collecteur
from portulan.sources.data_inclusion_schema import Ecart
from portulan.sources.lecture_octets import empreinte
from portulan.terrain.reseau import chargements, doublons, lecture
from portulan.terrain.reseau.application import ecrire
from portulan.terrain.reseau.correspondance import decouper
from portulan.terrain.reseau.enums import EtatImport, GenreFiche, IssueLigne
from portulan.terrain.reseau.examen import Examen, comparer, examiner
from portulan.terrain.reseau.models import ImportReseau, LigneImport, Service, Structure

CHARGEMENTS = "chargements"  # origin of an import from what is loaded
_LOT = 500
_ABANDON = timedelta(days=1)
_PART_LECTURE = 0.7


def demander_import(
    *, origine: Path | str, nom: str, par: str = SYSTEME, simuler: bool = False, ecarter: bool = False
) -> ImportReseau:
    """Open an import of a file (or of ``CHARGEMENTS``), to be run by ``executer``. Rights are the caller's to ask."""
    return ImportReseau.objects.create(
        nom=nom[:200],
        origine=str(origine),
        simulation=simuler,
        ecarter=ecarter,
        region=settings.PORTULAN_REGION,
        par=par,
        commence_le=maintenant(),
    )


def tache(progression: Progression, *, importation: int) -> dict[str, Any]:
    """Kind of job ``importer_reseau``: run an import, from the beginning even if a worker died in it."""
    demande = ImportReseau.objects.filter(pk=importation).first()
    if demande is None:
        raise Introuvable("Cet import n’existe plus.", remede="Envoyez de nouveau le fichier.")
    if demande.etat == EtatImport.INTERROMPU:
        demande.etat, demande.termine_le, demande.message = EtatImport.LECTURE, None, ""
        demande.save()
    fait = executer(demande, progression)
    return {"import": fait.pk, "etat": fait.etat, "decomptes": fait.compte_rendu}


def executer(importation: ImportReseau, progression: Progression = muette) -> ImportReseau:
    """Read, then write unless it is a dry run or lines are refused. Raises ``DonneeInvalide`` for an unreadable file.

    Whatever stops it (an error, a cancellation), nothing of it stays in the registers.
    """
    if importation.etat != EtatImport.LECTURE:
        return importation
    balayer()
    importation.lignes.all().delete()
    try:
        bilan = _lire(importation, progression)
        _signaler_doublons(importation, bilan)
        progression("Écriture dans les registres", _PART_LECTURE + 0.1)
        return _conclure(importation, bilan)
    except BaseException as erreur:
        interrompre(importation, getattr(erreur, "message", ""))
        raise


def balayer() -> None:
    """Forget what finished imports no longer need to write, and close those that nobody has run for a day."""
    vieux = ImportReseau.objects.filter(etat=EtatImport.LECTURE, commence_le__lt=maintenant() - _ABANDON)
    for importation in vieux:
        interrompre(importation, "")
    LigneImport.objects.filter(contenu__isnull=False).exclude(importation__etat=EtatImport.LECTURE).update(contenu=None)


def interrompre(importation: ImportReseau, message: str = "") -> None:
    """Close an import that will not be run to its end; nothing of it is kept."""
    importation.lignes.all().delete()
    importation.etat, importation.termine_le = EtatImport.INTERROMPU, maintenant()
    importation.message = message or "L’import a été arrêté avant la fin."
    importation.save()


@dataclass
class _Bilan:
    """What reading learns: counts, and the identifiers of the structures left or refused."""

    decomptes: dict[str, int] = field(default_factory=dict)
    ailleurs: set[str] = field(default_factory=set)
    structures_lues: int = 0
    refusees: set[str] = field(default_factory=set)
    vues: set[tuple[str, str]] = field(default_factory=set)
    lues: int = 0

    def compter(self, genre: str, issue: str) -> None:
        cle = f"{genre}.{issue}"
        self.decomptes[cle] = self.decomptes.get(cle, 0) + 1

    @property
    def bloquees(self) -> int:
        return sum(n for cle, n in self.decomptes.items() if cle.endswith(".refusee"))


def _lire(importation: ImportReseau, progression: Progression) -> _Bilan:
    bilan = _Bilan()
    avancement = _Avancement(progression, bilan)
    for genre, lot in _par_lots(_examens(importation, avancement)):
        lignes = _mettre_de_cote(importation, genre, lot, bilan)
        LigneImport.objects.bulk_create(lignes, batch_size=_LOT)
        avancement.dire()
    return bilan


@dataclass
class _Avancement:
    progression: Progression
    bilan: _Bilan
    fraction: float = 0.0

    def __call__(self, fraction: float) -> None:
        self.fraction = fraction

    def dire(self) -> None:
        self.progression(f"{nombre_fr(self.bilan.lues)} fiches lues", self.fraction * _PART_LECTURE)


def _examens(importation: ImportReseau, avance: Callable[[float], None]) -> Iterator[Examen]:
    if importation.origine == CHARGEMENTS:
        for genre, rang, document, champs in chargements.documents(settings.PORTULAN_MAISON.chargements):
            yield examiner(genre, rang, document, importation.region, seulement=champs)
        return
    fichier, collecteur, vus = Path(importation.origine), Collecteur(), 0
    if not fichier.exists():
        raise Introuvable(
            f"Le fichier « {importation.nom} » n’est plus là.", remede="Envoyez-le de nouveau pour l’importer."
        )
    importation.empreinte = empreinte(fichier)
    for genre, ligne, brut in lecture.enregistrements(fichier, collecteur, avance=avance):
        yield from _refusees_a_la_lecture(collecteur, vus)
        vus = len(collecteur.refus)
        yield examiner(genre, ligne, brut, importation.region)
    yield from _refusees_a_la_lecture(collecteur, vus)


def _refusees_a_la_lecture(collecteur: Collecteur, depuis: int) -> Iterator[Examen]:
    """Lines that could not even be put under the header of a CSV."""
    if collecteur.total > depuis:
        for refus in collecteur.refus[depuis:]:
            lu = Examen(GenreFiche.STRUCTURE, refus.ligne)
            lu.constater(refus.colonne, refus.valeur, Ecart(refus.motif, refus.remede, bloquant=refus.bloquant))
            yield lu


def _par_lots(examens: Iterable[Examen]) -> Iterator[tuple[str, list[Examen]]]:
    """Lots of one kind, so that a service finds the structures read before it."""
    lot: list[Examen] = []
    for lu in examens:
        if lot and (len(lot) >= _LOT or lot[0].genre != lu.genre):
            yield lot[0].genre, lot
            lot = []
        lot.append(lu)
    if lot:
        yield lot[0].genre, lot


def _mettre_de_cote(importation: ImportReseau, genre: str, lot: Sequence[Examen], bilan: _Bilan) -> list[LigneImport]:
    modele: type[Structure | Service] = Structure if genre == GenreFiche.STRUCTURE else Service
    existantes = par_identifiant(modele, [(x.valeurs["source"], x.valeurs["id_source"]) for x in lot if x.valeurs])
    if genre == GenreFiche.SERVICE:
        _chercher_les_structures(importation, lot, bilan)
    lignes = []
    for lu in lot:
        bilan.lues += 1
        if lu.genre == GenreFiche.STRUCTURE:
            bilan.structures_lues += 1
        if lu.ailleurs:
            bilan.compter(genre, "ailleurs")
            if genre == GenreFiche.STRUCTURE:
                bilan.ailleurs.add(lu.identifiant)
            continue
        _refuser_deux_fois(lu, bilan)
        ligne = _ligne(importation, lu, existantes)
        if ligne.issue == IssueLigne.REFUSEE and genre == GenreFiche.STRUCTURE:
            bilan.refusees.add(lu.identifiant)
        bilan.compter(genre, ligne.issue)
        if ligne.conflits:
            bilan.compter(genre, "conflit")
        lignes.append(ligne)
    return lignes


def _refuser_deux_fois(lu: Examen, bilan: _Bilan) -> None:
    if not lu.identifiant:
        return
    cle = (lu.genre, lu.identifiant)
    if cle in bilan.vues:
        deux = Ecart("cet identifiant est déjà plus haut dans le fichier.", "Gardez une seule des deux lignes.")
        lu.constater("id", lu.identifiant, deux)
        lu.valeurs = {}
    bilan.vues.add(cle)


def _chercher_les_structures(importation: ImportReseau, lot: Sequence[Examen], bilan: _Bilan) -> None:
    """A service follows its structure: left with it, refused with it, refused when it has none."""
    voulues = {decouper(x.structure_id): x.structure_id for x in lot if x.valeurs}
    paires = Structure.objects.filter(source__in={s for s, _ in voulues}, id_source__in={i for _, i in voulues})
    connues = {voulues[cle] for cle in paires.values_list("source", "id_source") if cle in voulues}
    identifiants = [x.structure_id for x in lot if x.valeurs]
    connues |= set(
        importation.lignes.filter(genre=GenreFiche.STRUCTURE, identifiant__in=identifiants)
        .exclude(issue=IssueLigne.REFUSEE)
        .values_list("identifiant", flat=True)
    )
    for lu in lot:
        if not lu.valeurs or lu.structure_id in connues:
            continue
        if lu.structure_id in bilan.ailleurs:
            lu.ailleurs = True
        elif lu.structure_id in bilan.refusees:
            refusee = Ecart("sa structure est refusée.", "Corrigez d’abord la ligne de la structure.")
            lu.constater("structure_id", lu.structure_id, refusee)
        elif bilan.structures_lues or lu.valeurs.get("code_insee"):
            absente = Ecart(
                "cette structure n’est ni dans ce fichier ni dans le réseau.", "Importez d’abord les structures."
            )
            lu.constater("structure_id", lu.structure_id, absente)
        else:
            lu.ailleurs = True
        if lu.refusee:
            lu.valeurs = {}


def _ligne(
    importation: ImportReseau, lu: Examen, existantes: dict[tuple[str, str], Structure | Service]
) -> LigneImport:
    ligne = LigneImport(
        importation=importation,
        ligne=lu.ligne,
        genre=lu.genre,
        identifiant=lu.identifiant[:262],
        nom=lu.nom[:150],
        issue=IssueLigne.REFUSEE,
        constats=lu.constats,
    )
    if lu.refusee or not lu.valeurs:
        return ligne
    contenu = lu.valeurs | ({"structure_id": lu.structure_id} if lu.genre == GenreFiche.SERVICE else {})
    existante = existantes.get((lu.valeurs["source"], lu.valeurs["id_source"]))
    if existante is None:
        ligne.issue, ligne.contenu = IssueLigne.CREEE, contenu
        return ligne
    comparaison = comparer(existante, lu.valeurs)
    ligne.champs, ligne.conflits = sorted(comparaison.changes), sorted(comparaison.conflits)
    ligne.issue = IssueLigne.MODIFIEE if comparaison.changes else IssueLigne.INCHANGEE
    if comparaison.recu is not None:
        ligne.contenu = contenu
    return ligne


def par_identifiant[M: Structure | Service](
    modele: type[M], cles: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], M]:
    """Records of some (source, id_source) pairs, in one query."""
    if not cles:
        return {}
    sources, identifiants = {s for s, _ in cles}, {i for _, i in cles}
    voulues = set(cles)
    trouvees = modele.objects.filter(source__in=sources, id_source__in=identifiants)
    return {(f.source, f.id_source): f for f in trouvees if (f.source, f.id_source) in voulues}


def _signaler_doublons(importation: ImportReseau, bilan: _Bilan) -> None:
    """Say on the lines of new structures which record of the register (or of the file) they look like."""
    creees = importation.lignes.filter(genre=GenreFiche.STRUCTURE, issue=IssueLigne.CREEE)
    nouveaux = [doublons.portrait_de_ligne(ligne) for ligne in creees.iterator()]
    if not nouveaux:
        return
    anciens = doublons.portraits(importation.region)
    nouvelles = {p.cle for p in nouveaux}
    proches: dict[Any, str] = {}
    for paire in doublons.detecter([*anciens, *nouveaux], seulement=nouvelles):
        for moi, autre in ((paire.a, paire.b), (paire.b, paire.a)):
            if moi.cle in nouvelles:
                proches.setdefault(moi.cle, autre.identifiant)
    for lot in batched(proches.items(), _LOT):
        lignes = {ligne.pk: ligne for ligne in creees.filter(identifiant__in=[cle for cle, _ in lot])}
        for ligne in lignes.values():
            ligne.doublon_de = proches[ligne.identifiant]
        LigneImport.objects.bulk_update(lignes.values(), ["doublon_de"], batch_size=200)
    if proches:
        bilan.decomptes["structure.doublon"] = len(proches)


def _refusees(combien: int) -> str:
    return "Une ligne est refusée" if combien == 1 else f"{nombre_fr(combien)} lignes sont refusées"


def _conclure(importation: ImportReseau, bilan: _Bilan) -> ImportReseau:
    importation.compte_rendu = bilan.decomptes
    if bilan.bloquees and not importation.ecarter:
        importation.etat = EtatImport.REFUSE
        importation.message = (
            f"{_refusees(bilan.bloquees)} : rien n’est écrit. Corrigez le fichier, ou importez sans ce qui est refusé."
        )
    elif importation.simulation:
        importation.etat = EtatImport.SIMULE
    else:
        importation.etat = EtatImport.APPLIQUE
    with transaction.atomic():
        if importation.etat == EtatImport.APPLIQUE:
            ImportReseau.objects.select_for_update().get(pk=importation.pk)
            ecrire(importation)
            noter(
                "reseau.importer",
                auteur=importation.par,
                objet_type="import",
                objet_id=importation.pk,
                fichier=importation.nom,
                **{cle.replace(".", "_"): n for cle, n in bilan.decomptes.items()},
            )
        importation.termine_le = maintenant()
        importation.save()
    if importation.etat == EtatImport.APPLIQUE:
        doublons.proposer(region=importation.region)
    balayer()
    return importation


def decomptes(importation: ImportReseau) -> dict[str, int]:
    """Lines of each outcome, from the report itself."""
    comptes: Any = importation.lignes.aggregate(
        **{issue.value: Count("pk", filter=Q(issue=issue)) for issue in IssueLigne}
    )
    return dict(comptes)
