"""Drawing an opinion from what was recorded: the plain value that is previewed, frozen, signed and published."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from portulan.crefop.avis import lectures
from portulan.crefop.avis.assistance import Assistance
from portulan.crefop.avis.chiffres import Chiffre, Ecart, chiffres_du_dossier, cites, controler, paragraphes
from portulan.crefop.avis.constats import constat_dit, regrouper
from portulan.crefop.avis.enums import SensAvis
from portulan.crefop.avis.francais import invites_presents
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.avis.sens import RENDUS, SANS_ACTE, Faits, Sens, sens_de
from portulan.crefop.avis.valeurs import (
    FORMAT_AVIS,
    Acte,
    FigureCitee,
    MentionActe,
    Quorum,
    RapporteurActe,
    ReserveActe,
    Vote,
)
from portulan.crefop.avis.visas import visas
from portulan.crefop.composition.jeu import CLES, Jeu
from portulan.crefop.composition.models import Occupation
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.dossier.enums import EtatSaisine, TypeSaisine
from portulan.crefop.dossier.models import Dossier, Saisine
from portulan.crefop.dossier.regles import precede_l_acte
from portulan.crefop.scrutin.explications import dernier_jour
from portulan.crefop.seance.enums import EtatPoint, EtatSeance, GenrePoint, GenreProposition
from portulan.crefop.seance.invites import invites
from portulan.crefop.seance.models import PointOrdre, Proposition, SeanceComite
from portulan.crefop.seance.queries import jeu_de
from portulan.socle.accords import compter, enumeration, minuscule
from portulan.socle.dates import date_fr, heure_fr
from portulan.socle.horloge import aujourdhui

# rules whose value decides what the act says: shown « à confirmer » when they are a default of ours
_DECISIVES = (
    "quorum.base",
    "quorum.seuil",
    "quorum.mandats_comptent",
    "vote.base_majorite",
    "vote.egalite",
    "vote.poids",
)


def texte_vise(saisine: Saisine) -> str:
    """« sur le cahier des charges du SPRO »: what the opinion is about, in a title."""
    return {
        TypeSaisine.CAHIER_CHARGES_SPRO: "le cahier des charges du service public régional de l’orientation",
        TypeSaisine.CONVENTION_ETAT_REGION: f"la convention annuelle entre l’État et la Région, {saisine.annee}",
        TypeSaisine.CARTE_FORMATIONS: "la carte régionale des formations professionnelles initiales",
        TypeSaisine.PROGRAMMES_SPRF: "les programmes du service public régional de la formation",
        TypeSaisine.RESEAU_EMPLOI: f"le texte « {saisine.titre} », relatif au réseau pour l’emploi",
    }[TypeSaisine(saisine.type)]


@dataclass(frozen=True)
class Redaction:
    """What is known of an opinion at the moment: facts, figures, votes; ``acte`` when everything can be said."""

    saisine: Saisine
    point: PointOrdre | None
    numero: str = ""
    considerants: str = ""
    vigilances: str = ""
    fondement: str = ""
    jour: date | None = None

    @classmethod
    def de_l_avis(cls, avis: AvisComite) -> "Redaction":
        """That of an opinion being drafted."""
        return cls(
            avis.saisine, avis.point, avis.numero, avis.considerants, avis.vigilances, avis.fondement, avis.rendu_le
        )

    @property
    def seance(self) -> SeanceComite | None:
        """The meeting of the item."""
        return self.point.seance if self.point else None

    @cached_property
    def rendu_le(self) -> date:
        """The day of the meeting; without one, the day kept by the opinion."""
        if self.seance is None:
            return self.jour or aujourdhui()
        return timezone.localdate(self.seance.ouverte_le or self.seance.prevue_le)

    @cached_property
    def jeu(self) -> Jeu:
        """Rules of the meeting, else those of the day."""
        return jeu_de(self.seance) if self.seance else jeu_au(self.saisine.organe, self.rendu_le)

    @cached_property
    def dossier(self) -> Dossier | None:
        """The frozen dossier that the item names, else the last one."""
        if self.point is not None and self.point.dossier is not None:
            return self.point.dossier
        return self.saisine.dossiers.exclude(empreinte="").order_by("-numero").first()

    @cached_property
    def chiffres(self) -> dict[str, Chiffre]:
        """Figures that the text may insert."""
        return chiffres_du_dossier(json.loads(self.dossier.contenu)) if self.dossier else {}

    @cached_property
    def ensemble(self) -> Any:
        """The ballot on the whole and what the rule reads of it; None before."""
        return lectures.vote_ensemble(self.point) if self.point else None

    @cached_property
    def reserves(self) -> list[Proposition]:
        """Adopted reserves."""
        return lectures.adoptees(self.point, GenreProposition.RESERVE) if self.point else []

    @cached_property
    def recommandations(self) -> list[Proposition]:
        """Adopted recommendations."""
        return lectures.adoptees(self.point, GenreProposition.RECOMMANDATION) if self.point else []

    @cached_property
    def sens(self) -> Sens | None:
        """The meaning that follows from the facts."""
        etat_point, genre = (self.point.etat, self.point.genre) if self.point else ("", "")
        return sens_de(
            Faits(
                retiree=self.saisine.etat == EtatSaisine.RETIREE,
                carence=bool(self.seance and self.seance.etat == EtatSeance.CARENCE),
                ajourne=etat_point in {EtatPoint.AJOURNE, EtatPoint.RETIRE},
                information=etat_point == EtatPoint.TRAITE and genre == GenrePoint.INFORMATION,
                fondement=self.fondement,
                ensemble=self.ensemble[1] if self.ensemble else None,
                reserves=len(self.reserves),
                recommandations=len(self.recommandations),
            )
        )

    @cached_property
    def ecarts(self) -> tuple[Ecart, ...]:
        """What the text prints and the frozen dossier does not hold."""
        return (*controler(self.considerants, self.chiffres), *controler(self.vigilances, self.chiffres))

    @property
    def motive(self) -> bool:
        """True when the committee spoke by a vote: its opinion states its reasons."""
        return self.sens is not None and self.sens.sens in RENDUS - {SensAvis.REPUTE_RENDU}

    def manques(self) -> list[str]:
        """What prevents freezing, in sentences."""
        dits = [f"{e.quoi} : {e.pourquoi}." for e in self.ecarts]
        if self.sens is None:
            dits.append("Le sens n’est pas connu : aucun scrutin sur l’ensemble n’a été proclamé.")
            return dits
        if self.sens.sens in SANS_ACTE:
            dits.append(f"{self.sens.pourquoi} Le procès-verbal le dit ; la saisine attend une autre séance.")
        ouverts = lectures.en_suspens(self.point) if self.point else []
        if ouverts:
            dits.append(f"Un scrutin n’est pas terminé : {enumeration(s.intitule for s in ouverts)}.")
        if self.motive:
            dits += self._manques_du_texte()
        if self.seance and self.seance.etat not in {EtatSeance.CLOSE, EtatSeance.CARENCE}:
            dits.append("La séance n’est pas close : les présences peuvent encore changer.")
        return dits

    def _manques_du_texte(self) -> list[str]:
        textes = paragraphes(self.considerants)
        if not textes:
            return ["Aucun considérant n’est écrit."]
        if not self.chiffres:
            return []
        return [
            f"Le considérant {rang} ne s’appuie sur aucun chiffre du dossier : insérez-en un par son code."
            for rang, texte in enumerate(textes, 1)
            if not cites(texte, self.chiffres)
        ]

    def explications_attendues(self) -> list[str]:
        """Said while members may still put an explanation on record: one given after the freeze is not in the act."""
        if self.point is None or not self.motive or aujourdhui() > dernier_jour(self.point):
            return []
        limite = date_fr(dernier_jour(self.point))
        return [
            f"Les explications de vote se remettent jusqu’au {limite} : après le gel, elles seront publiées à côté."
        ]

    def reserves_incompletes(self) -> list[str]:
        """What an adopted reserve does not say; it was voted so, and is only pointed out."""
        return [
            f"{lectures.repere(p)} n’a pas d’échéance."
            for p in (*self.reserves, *self.recommandations)
            if not p.echeance
        ]

    def irregularites(self) -> tuple[str, ...]:
        """Irregularities of the procedure that the act must not hide (CR-C01)."""
        adoptee = self.saisine.adoptee_le if precede_l_acte(self.saisine.type) else None
        if adoptee is None or self.rendu_le < adoptee:
            return ()
        dit = f"L’avis est rendu le {date_fr(self.rendu_le)}, et le texte a été adopté ou signé le {date_fr(adoptee)}"
        return (f"{dit} : l’avis doit précéder l’adoption (code du travail, article R. 6123-3-2).",)

    def acte(self) -> Acte:
        """The plain value of the whole opinion. The meaning must be known."""
        assert self.sens is not None
        scrutins = lectures.scrutins_proclames(self.point) if self.point else []
        votes = tuple(lectures.vote_de(s, nominatif=self._nominatif) for s in scrutins)
        assistance = Assistance(self.seance, self._moment(), self.point) if self.seance else None
        dossier = self.dossier
        cites_ici = dict.fromkeys(
            c for texte in (self.considerants, self.vigilances) for c in cites(texte, self.chiffres)
        )
        acte = "Prise d’acte" if self.sens.sens == SensAvis.PREND_ACTE else "Avis"
        return Acte(
            format=FORMAT_AVIS,
            numero=self.numero,
            comite=self.saisine.organe.nom,
            region=self.saisine.organe.region,
            titre=f"{acte} sur {texte_vise(self.saisine)}",
            fiche=self.saisine.fiche or 0,
            fictif=self.saisine.fictif,
            sens=self.sens.sens.value,
            sens_libelle=self.sens.sens.label,
            pourquoi=self.sens.pourquoi if self.sens.sens == SensAvis.PARTAGE else "",  # else the sentence says it
            dispositif=self.dispositif(votes),
            rendu_le=self.rendu_le.isoformat(),
            lieu=self.seance.lieu if self.seance else "",
            ouverture=self._ouverture(),
            presidence=assistance.presidence() if assistance else (),
            seance=self.seance.numero if self.seance else "",
            saisine=self.saisine.numero,
            auteur=self.saisine.auteur.nom,
            texte_titre=self.saisine.titre,
            texte_version=self.saisine.texte_version,
            texte_empreinte=self.saisine.texte_empreinte,
            instantane=dossier.instantane if dossier else "",
            dossier_version=dossier.numero if dossier else 0,
            dossier_empreinte=dossier.empreinte if dossier else "",
            visas=visas(self.saisine, self.point, self.rendu_le),
            sieges=assistance.sieges() if assistance else (),
            quorums=self.quorums(),
            rapporteurs=self.rapporteurs(),
            considerants=paragraphes(self.considerants),
            vigilances=paragraphes(self.vigilances),
            figures=tuple(_figure(c) for c in cites_ici),
            reserves=tuple(self._reserve(p) for p in self.reserves),
            recommandations=tuple(self._reserve(p) for p in self.recommandations),
            votes=votes,
            mentions=self.mentions(),
            irregularites=self.irregularites(),
            regles=self.jeu.titre,
            a_confirmer=self._a_confirmer(),
            invites=self._invites(),
            organe=self.saisine.organe.genre,
        )

    def dispositif(self, votes: tuple[Vote, ...]) -> str:
        """The sentence that gives the opinion, and by which vote."""
        assert self.sens is not None
        sur = texte_vise(self.saisine)
        match self.sens.sens:
            case SensAvis.PREND_ACTE:
                return f"Le comité prend acte de la saisine sur {sur}."
            case SensAvis.REPUTE_RENDU:
                return f"L’avis du comité sur {sur} est réputé rendu ({self.fondement})."
            case SensAvis.NON_RENDU_CARENCE:
                return f"Faute de quorum, le comité n’a pas rendu d’avis sur {sur}."
            case SensAvis.AJOURNE:
                return f"Le comité a ajourné l’examen de la saisine sur {sur}."
            case SensAvis.SANS_OBJET:
                return f"La saisine sur {sur} ayant été retirée, l’avis est sans objet."
            case sens:
                vote = next((v.phrase.rstrip(".") for v in reversed(votes) if v.objet == "ensemble"), "")
                suite = f". {vote}" if sens == SensAvis.PARTAGE else f" : {minuscule(vote)}"
                nombre = len(self.reserves) if sens == SensAvis.FAVORABLE_AVEC_RESERVES else 0
                avec = f", avec {compter(nombre, 'réserve', feminin=True)}" if nombre else ""
                return f"Le comité rend un avis {sens.label} sur {sur}{suite if vote else ''}{avec}."

    @property
    def _nominatif(self) -> bool:
        """Closed doors: the result of the item is public, who voted what is not."""
        ouvert = self.point is None or not self.point.huis_clos
        return ouvert and self.jeu["publication.nominatif"] == "organisation"

    def _moment(self) -> Any:
        """When attendance is read: at the vote on the whole, else at the statement of the item, else when it ended."""
        if self.ensemble:
            return self.ensemble[0].ouvert_le
        if self.point is None:
            return None
        dernier = self.point.constats.order_by("-quand").first() or self.point.etapes.order_by("-quand", "-pk").first()
        return dernier.quand if dernier else None

    def _invites(self) -> str:
        """How many people without a seat were in the room: the minutes name them, the public act does not."""
        moment = self._moment()
        if self.seance is None or moment is None:
            return ""
        return invites_presents(sum(i.la_a(moment) for i in invites(self.seance, decides=True)))

    def _ouverture(self) -> str:
        if self.seance is None or self.seance.ouverte_le is None:
            return ""
        return heure_fr(timezone.localtime(self.seance.ouverte_le))

    def quorums(self) -> tuple[Quorum, ...]:
        """Statements that govern the item: that of the opening, then those made for it."""
        if self.seance is None:
            return ()
        constats = self.seance.constats.filter(point__isnull=True) | self.seance.constats.filter(point=self.point)
        return regrouper([constat_dit(c, self.jeu) for c in constats.select_related("point").order_by("quand", "pk")])

    def rapporteurs(self) -> tuple[RapporteurActe, ...]:
        """Who reported; said when they come from the author of the referral."""
        lignes = self.saisine.rapporteurs.select_related("personne").order_by("nomme_le", "pk")
        siens = set(
            Occupation.objects.au_jour(self.rendu_le)
            .filter(personne__in=[r.personne_id for r in lignes], siege__organisation=self.saisine.auteur)
            .values_list("personne", flat=True)
        )
        return tuple(
            RapporteurActe(f"{r.personne.prenom} {r.personne.nom}".strip(), r.personne.qualite, r.personne_id in siens)
            for r in lignes
        )

    def mentions(self) -> tuple[MentionActe, ...]:
        """Explanations of vote and disagreements, as they were written."""
        if self.point is None:
            return ()
        lignes = self.point.explications.select_related("siege__organisation").order_by("deposee_le", "pk")
        return tuple(
            MentionActe(
                m.get_genre_display(),
                m.siege.organisation.nom if m.siege.organisation else m.siege.libelle,
                m.texte,
            )
            for m in lignes
        )

    def _reserve(self, p: Proposition) -> ReserveActe:
        return ReserveActe(
            repere=lectures.repere(p),
            genre=p.genre,
            texte=p.texte,
            destinataire=p.destinataire or self.saisine.auteur.nom,
            echeance=p.echeance.isoformat() if p.echeance else "",
            essai=p.essai,
            question=p.question,
            indicateur=p.indicateur,
            composante=p.composante,
            comparateur=p.comparateur,
            seuil=p.seuil,
        )

    def _a_confirmer(self) -> tuple[str, ...]:
        regles = (self.jeu.regle(cle) for cle in _DECISIVES)
        return tuple(
            f"{CLES[r.cle].libelle} : {r.dite}. Source proposée : {r.reference}" for r in regles if r.a_confirmer
        )


def _figure(c: Chiffre) -> FigureCitee:
    return FigureCitee(c.marque, c.code, c.libelle, c.valeur, c.texte, c.date, c.question)
