"""The rows of one invented assessment, as its story wants them: answers, evidence, review, plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from portulan.comptes.models import Compte
from portulan.socle.dates import ajouter_mois
from portulan.socle.depot import Piece
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.charte.referentiel import Critere
from portulan.terrain.evaluation import gel, regles
from portulan.terrain.evaluation.enums import Cote, Etat, EtatAction, EtatPreuve, Regard, SansObjet
from portulan.terrain.evaluation.models import (
    ActionProgres,
    Campagne,
    Constat,
    Echange,
    Evaluation,
    Preuve,
    PreuveCritere,
    Relecture,
    Reponse,
)
from portulan.terrain.reseau.models import Structure

_ETATS = {
    "non_commencee": Etat.OUVERTE,
    "commencee": Etat.OUVERTE,
    "soumise": Etat.SOUMISE,
    "en_revue": Etat.EN_REVUE,
    "perimee": Etat.PERIMEE,
}
_VALIDEES = {"conforme", "avec_plan", "un_echec", "preuve_expiree", "perimee"}
_COMMENTAIRES = (
    "En place dans toute la structure, revu en équipe chaque trimestre.",
    "Procédure écrite, affichée à l’accueil et connue de chaque conseiller.",
    "Suivi dans notre tableau de bord mensuel.",
    "Mis en place cette année avec les partenaires du bassin.",
    "",
)
_CONSTATS = (
    "Vu sur place et confirmé par les pièces.",
    "Les pièces sont datées et suffisantes.",
    "Entretien avec deux conseillers : la pratique est connue.",
)
_ACTIONS = (
    ("Écrire la procédure et la présenter en réunion d’équipe", "Direction"),
    ("Former deux conseillers et en garder l’attestation", "Responsable de l’accueil"),
    ("Mettre en place un relevé mensuel et le publier", "Chargée de qualité"),
    ("Signer un protocole avec les partenaires du bassin", "Direction"),
)
_DEUX_NIVEAUX = 2
_PART_DES_ECARTS = 0.08  # of the optional criteria cross-checked
_RECENTE = 1


@dataclass
class Lot:
    """Rows to create, parents first, all at once."""

    evaluations: list[Evaluation] = field(default_factory=list)
    preuves: list[Preuve] = field(default_factory=list)
    reponses: list[Reponse] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    echanges: list[Echange] = field(default_factory=list)
    liens: list[PreuveCritere] = field(default_factory=list)
    actions: list[ActionProgres] = field(default_factory=list)
    relectures: list[Relecture] = field(default_factory=list)

    def creer(self) -> None:
        """Write them."""
        for lignes in vars(self).values():
            if lignes:
                type(lignes[0]).objects.bulk_create(lignes, batch_size=500)


@dataclass(frozen=True)
class Conteuse:
    """Writes the rows of one assessment, as its story wants them."""

    jour: date
    publie: ReferentielPublie
    campagne: Campagne
    relecteur: Compte
    repondant: Compte
    pieces: Sequence[tuple[Piece, str, int]]

    def histoire(self, lot: Lot, structure: Structure, histoire: str) -> None:
        """One assessment, its answers, its evidence, its review."""
        tirage = Tirage("evaluation", structure.identifiant)
        evaluation = self._evaluation(structure, histoire, tirage)
        criteres = self.publie.referentiel.applicables(evaluation.groupe)
        reponses = self._reponses(evaluation, histoire, criteres, tirage)
        preuves, liens = self._preuves(evaluation, histoire, reponses)
        constats = self._constats(evaluation, histoire, reponses, tirage)
        if evaluation.validee_le:
            self._figer(evaluation, reponses, constats, liens)
        if histoire == "en_revue":
            lot.echanges += self._echanges(evaluation, constats)
        if histoire in {"en_revue", *_VALIDEES}:
            lot.relectures.append(self._relecture(evaluation))
        lot.evaluations.append(evaluation)
        lot.reponses += reponses
        lot.constats += constats
        lot.preuves += preuves
        lot.liens += liens
        if histoire in {"avec_plan", "un_echec", "preuve_expiree"}:
            lot.actions += self._actions(evaluation, reponses, tirage)

    def _evaluation(self, structure: Structure, histoire: str, tirage: Tirage) -> Evaluation:
        groupe = self.publie.referentiel.groupe_de(structure.operateur)
        ouverte = self.jour - timedelta(days=65 + tirage.rang(20))
        evaluation = Evaluation(
            structure=structure,
            referentiel=self.publie,
            campagne=self.campagne,
            groupe=groupe.code if groupe else "",
            etat=_ETATS.get(histoire, Etat.VALIDEE),
            ouverte_le=ouverte,
            echeance=self.campagne.au,
            fictif=True,
        )
        if histoire == "perimee":
            evaluation.ouverte_le, evaluation.campagne, evaluation.echeance = (
                self.jour - timedelta(days=720),
                None,
                None,
            )
        if histoire in {"soumise", "en_revue", *_VALIDEES}:
            evaluation.soumise_le = evaluation.ouverte_le + timedelta(days=25 + tirage.rang(15))
        if histoire in _VALIDEES:
            evaluation.validee_le = (evaluation.soumise_le or ouverte) + timedelta(days=6 + tirage.rang(14))
            evaluation.valable_jusqu_au = ajouter_mois(evaluation.validee_le, regles.VALIDITE_MOIS)
            evaluation.publiee_le = evaluation.validee_le if histoire in {"conforme", "avec_plan"} else None
        return evaluation

    def _reponses(
        self, evaluation: Evaluation, histoire: str, criteres: Sequence[Critere], tirage: Tirage
    ) -> list[Reponse]:
        faits = {"non_commencee": 0, "commencee": len(criteres) // 2}.get(histoire, len(criteres))
        quand = datetime.combine(evaluation.ouverte_le + timedelta(days=20), time(10, 32), UTC)
        reponses = []
        for rang, critere in enumerate(criteres):
            reponse = Reponse(evaluation=evaluation, critere=critere.code)
            if rang < faits:
                reponse.niveau = 2 + tirage.rang(3) if critere.obligatoire else 1 + tirage.rang(3)
                reponse.commentaire = tirage.choix(_COMMENTAIRES)
                reponse.modifiee_le, reponse.version = quand, 2
            reponses.append(reponse)
        self._selon_l_histoire(reponses, histoire, criteres, tirage)
        return reponses

    def _selon_l_histoire(
        self, reponses: list[Reponse], histoire: str, criteres: Sequence[Critere], tirage: Tirage
    ) -> None:
        """What makes the story: a level at 0, a mandatory criterion at 1, a criterion asked to be left out."""
        libres = [r for r, c in zip(reponses, criteres, strict=True) if not c.obligatoire]
        tenus = [r for r, c in zip(reponses, criteres, strict=True) if c.obligatoire and not c.eliminatoire]
        ecartables = [r for r, c in zip(reponses, criteres, strict=True) if regles.sans_objet_possible(c)]
        if histoire == "avec_plan":
            for reponse in libres[tirage.rang(len(libres)) :][:2]:
                reponse.niveau, reponse.commentaire = 0, "Rien n’est encore en place : voir le plan de progrès."
        if histoire == "un_echec":
            echec = tirage.choix(tenus)
            echec.niveau, echec.commentaire = 1, "Commencé cette année, pas encore dans tous les sites."
        if histoire in {"soumise", "en_revue", "conforme"} and ecartables and tirage.chance(0.5):
            ecarte = tirage.choix(ecartables)
            ecarte.niveau, ecarte.commentaire = None, ""
            ecarte.motif = "Notre structure ne reçoit pas ce public : il est suivi par le site voisin."
            ecarte.sans_objet = SansObjet.ACCEPTEE if histoire == "conforme" else SansObjet.DEMANDEE

    def _preuves(
        self, evaluation: Evaluation, histoire: str, reponses: Sequence[Reponse]
    ) -> tuple[list[Preuve], list[PreuveCritere]]:
        """Three documents share the criteria; an expired one leaves what it supported at level 1."""
        vues = self.pieces if evaluation.structure.operateur == "ij" else self.pieces[:3]
        depot = evaluation.soumise_le or evaluation.ouverte_le + timedelta(days=20)
        preuves = []
        for piece, titre, mois in vues:
            effet = ajouter_mois(depot, -mois)
            preuves.append(
                Preuve(
                    structure=evaluation.structure,
                    empreinte=piece.empreinte,
                    nom=piece.nom,
                    libelle=titre,
                    type=piece.type,
                    taille=piece.taille,
                    effet_le=effet,
                    etat=EtatPreuve.ACCEPTEE if evaluation.validee_le else EtatPreuve.DEPOSEE,
                    deposee_le=datetime.combine(depot, time(11), UTC),
                    fictif=True,
                )
            )
        if histoire == "preuve_expiree":
            preuves[0].valide_jusqu_au = self.jour - timedelta(days=1)
        liens = [
            PreuveCritere(
                evaluation=evaluation, preuve=preuves[self._quelle(r.critere, rang, len(preuves))], critere=r.critere
            )
            for rang, r in enumerate(reponses)
            if r.niveau is not None and r.niveau > 1 and (histoire != "commencee" or rang % 3)
        ]
        return (preuves if liens else []), liens

    def _quelle(self, critere: str, rang: int, nombre: int) -> int:
        """Which document supports a criterion: the most recent one where evidence ages fast."""
        durees = [p.validite_mois for p in self.publie.referentiel.critere(critere).preuves]
        brefs = [m for m in durees if m is not None and m < 12]  # noqa: PLR2004 (months)
        return _RECENTE if len(brefs) == len(durees) else rang % nombre

    def _constats(
        self, evaluation: Evaluation, histoire: str, reponses: Sequence[Reponse], tirage: Tirage
    ) -> list[Constat]:
        """A cross-check on one criterion out of three, the declared level confirmed; disputed in the review."""
        if histoire not in {"en_revue", *_VALIDEES}:
            return []
        jour = (evaluation.soumise_le or self.jour) + timedelta(days=5)
        constats = []
        for rang, r in enumerate(reponses):
            if r.niveau is None or rang % 3:
                continue
            dispute = (histoire == "en_revue" and rang in {0, 6}) or (
                # Validated in the reviewer's sense, on an optional criterion: the status does not change
                histoire != "en_revue"
                and r.niveau > _DEUX_NIVEAUX
                and not self.publie.referentiel.critere(r.critere).obligatoire
                and tirage.chance(_PART_DES_ECARTS)
            )
            constats.append(
                Constat(
                    evaluation=evaluation,
                    critere=r.critere,
                    relecteur=self.relecteur,
                    regard=Regard.REGION,
                    niveau=max(0, r.niveau - _DEUX_NIVEAUX) if dispute else r.niveau,
                    commentaire="Rien ne le montre dans les pièces déposées." if dispute else tirage.choix(_CONSTATS),
                    ecrit_le=datetime.combine(jour, time(15), UTC),
                )
            )
        return constats

    def _echanges(self, evaluation: Evaluation, constats: Sequence[Constat]) -> list[Echange]:
        instant = datetime.combine((evaluation.soumise_le or self.jour) + timedelta(days=6), time(9), UTC)
        textes = (
            "Le relevé est tenu sur papier : nous l’avons ajouté en preuve.",
            "Merci. Il ne couvre que deux sites sur trois ; peut-on avoir le dernier ?",
        )
        return [
            Echange(
                evaluation=evaluation,
                critere=constats[0].critere,
                auteur=self.repondant if cote == Cote.OPERATEUR else self.relecteur,
                cote=cote,
                texte=texte,
                ecrit_le=instant + timedelta(hours=5 * rang),
            )
            for rang, (cote, texte) in enumerate(zip((Cote.OPERATEUR, Cote.RELECTEUR), textes, strict=True))
        ]

    def _relecture(self, evaluation: Evaluation) -> Relecture:
        return Relecture(
            evaluation=evaluation,
            relecteur=self.relecteur,
            regard=Regard.REGION,
            designee_le=evaluation.soumise_le or self.jour,
            rendue_le=evaluation.validee_le,
        )

    def _actions(self, evaluation: Evaluation, reponses: Sequence[Reponse], tirage: Tirage) -> list[ActionProgres]:
        bas = [r for r in reponses if r.niveau is not None and r.niveau < 2][:3]  # noqa: PLR2004 (the required level)
        debut = evaluation.validee_le or self.jour
        actions = []
        for reponse in bas:
            action, responsable = tirage.choix(_ACTIONS)
            close = tirage.chance(0.4)
            actions.append(
                ActionProgres(
                    structure=evaluation.structure,
                    evaluation=evaluation,
                    critere=reponse.critere,
                    action=action,
                    responsable=responsable,
                    echeance=debut + timedelta(days=30 + tirage.rang(240)),
                    etat=EtatAction.CLOSE if close else EtatAction.EN_COURS,
                    close_le=min(debut + timedelta(days=1 + tirage.rang(12)), self.jour) if close else None,
                    creee_le=debut,
                    fictif=True,
                )
            )
        return actions

    def _figer(
        self,
        evaluation: Evaluation,
        reponses: Sequence[Reponse],
        constats: Sequence[Constat],
        liens: Sequence[PreuveCritere],
    ) -> None:
        """Freeze as a validation does, from the rows that are about to be written."""
        jour = evaluation.validee_le or self.jour
        trouves = {c.critere: c.niveau for c in constats}
        referentiel = self.publie.referentiel
        prouves = {
            lien.critere
            for lien in liens
            if regles.en_cours_de_validite(
                lien.preuve.effet_le,
                regles.fin_de_validite(
                    lien.preuve.effet_le, lien.preuve.valide_jusqu_au, referentiel.critere(lien.critere)
                ),
                jour,
            )
        }
        lues = {
            r.critere: regles.Lecture(r.niveau, trouves.get(r.critere), r.sans_objet, r.critere in prouves)
            for r in reponses
        }
        evaluation.contenu = gel.assembler(
            evaluation,
            jour,
            regles.bilan(referentiel, evaluation.groupe, lues),
            reponses=reponses,
            constats=constats,
            echanges=(),
            liens=liens,
        )
        evaluation.empreinte = gel.empreinte(evaluation.contenu)
