"""Drawing the minutes from the events of a meeting: attendance, quorum, items, ballots; no count is ever typed.

The same events give the same text, whoever asks and whenever (I11).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from portulan.crefop.avis import lectures
from portulan.crefop.avis.assistance import ETATS, Assistance
from portulan.crefop.avis.constats import constat_dit, regrouper
from portulan.crefop.avis.francais import (
    accorder,
    cloture,
    mandat,
    mouvement,
    mouvements,
    ouverture,
    personne,
    phrase_invites,
)
from portulan.crefop.avis.grilles import grille_vote
from portulan.crefop.avis.redaction import texte_vise
from portulan.crefop.avis.valeurs import FORMAT_PV, ActePV, Grille, Passage
from portulan.crefop.seance.demandes import dire as dire_la_demande
from portulan.crefop.seance.enums import EtatMandat, EtatPoint, EtatSeance, GenrePoint, GenrePresence, GenreProposition
from portulan.crefop.seance.invites import invites
from portulan.crefop.seance.models import (
    EvenementPresence,
    PointOrdre,
    Proposition,
    SeanceComite,
    SignatureConvocation,
)
from portulan.crefop.seance.queries import jeu_de
from portulan.socle.accords import enumeration, majuscule
from portulan.socle.dates import date_fr, heure_fr

A_HUIS_CLOS = "Ce point a été examiné à huis clos : son débat n’est pas rapporté."
SANS_RESUME = "Le résumé du débat n’est pas enregistré."


def numero_pv(seance: SeanceComite) -> str:
    """« PV-P-2026-01 »."""
    return f"PV-{seance.numero}"


def dossier_pv(seance: SeanceComite, rectifications: int) -> str:
    """Name of the folder of the documents of minutes: the original is kept beside what rectifies it."""
    return numero_pv(seance) + (f"-rectifie-{rectifications}" if rectifications else "")


def dresser(seance: SeanceComite) -> ActePV:
    """The minutes of a meeting, or of its lack of a quorum, drawn from its events."""
    trait = _Trait(seance)
    passages = [trait.ouverture(), trait.presences(), trait.quorum()]
    if not trait.carence:
        for point in trait.points:
            passages += [trait.debat(point), trait.decisions(point)]
    passages.append(trait.fin())
    return ActePV(
        format=FORMAT_PV,
        numero=numero_pv(seance),
        comite=seance.organe.nom,
        region=seance.organe.region,
        seance=seance.numero,
        jour=timezone.localdate(seance.prevue_le).isoformat(),
        lieu=seance.lieu,
        carence=trait.carence,
        fictif=seance.fictif,
        passages=tuple(p for p in passages if p.paragraphes or p.tableaux),
    )


@dataclass(frozen=True)
class _Trait:
    """One pass over the events of a meeting."""

    seance: SeanceComite

    @property
    def carence(self) -> bool:
        return self.seance.etat == EtatSeance.CARENCE

    @cached_property
    def points(self) -> list[PointOrdre]:
        return list(self.seance.points.select_related("saisine__auteur", "dossier", "seance_pv").order_by("rang", "pk"))

    @cached_property
    def assistance(self) -> Assistance:
        return Assistance(self.seance, self._fin())

    def _fin(self) -> datetime:
        """The last moment of the meeting, when somebody was still there: just before the closing."""
        return self.seance.close_le or self.seance.ouverte_le or self.seance.prevue_le

    def _heure(self, quand: datetime) -> datetime:
        return timezone.localtime(quand)

    # --- the meeting ------------------------------------------------------------------------------

    def ouverture(self) -> Passage:
        s = self.seance
        quand = self._heure(s.prevue_le)
        lieu = f" Lieu : {s.lieu}." if s.lieu else ""
        lignes = [f"Séance du {date_fr(quand.date())}, {s.organe.nom}, tenue {s.get_mode_display()}.{lieu}"]
        if s.convoquee_le:
            convocation = "seconde convocation" if s.convocation > 1 else "convocation"
            par = enumeration(f"{x.nom}, {x.qualite}" for x in _signatures_valables(s))
            signee = f", signée par {par}" if par else ""
            lignes.append(f"La {convocation} est du {date_fr(timezone.localdate(s.convoquee_le))}{signee}.")
        if s.demande is not None:
            lignes.append(f"Elle répond à la {dire_la_demande(s.demande)}.")
        if s.urgence:
            lignes.append(f"Elle est faite en urgence : {s.urgence}.")
        if s.premiere is not None:
            lignes.append(
                f"Elle suit la séance {s.premiere.numero}, où le quorum n’était pas atteint ; elle porte sur le même "
                "ordre du jour et dit qu’aucun quorum n’est requis."
            )
        if s.ouverte_le:
            lignes.append(ouverture(self._heure(s.ouverte_le)))
        presidence = Assistance(s, self._debut()).presidence()
        if presidence:
            lignes.append(f"Elle est présidée par {enumeration(presidence)}.")
        return Passage("ouverture", "Ouverture", constate=True, paragraphes=tuple(lignes))

    def _debut(self) -> datetime:
        """When attendance at the opening is read: the statement of quorum, which comes after the roll call."""
        premier = self.seance.constats.order_by("quand", "pk").first()
        return premier.quand if premier else self._fin()

    def presences(self) -> Passage:
        debut = Assistance(self.seance, self._debut())
        la = [debut.personnes[p.porteur].civilite for p in debut.portes.values() if not p.par_mandat]
        lignes = []
        if la:
            compte = "une personne est présente" if len(la) == 1 else f"{len(la)} personnes sont présentes"
            lignes.append(f"À l’ouverture, {compte} pour porter un siège.")
        lignes += self.mouvements()
        lignes += self.mandats()
        convies = self._invites()
        grilles = [self._appel(debut)]
        if convies:
            lignes.append(phrase_invites([qui for qui, *_ in convies]))
            entetes = ("Personne", "Qualité", "Invitation", "Présence")
            grilles.append(Grille("Personnes invitées, sans voix", entetes, tuple(convies)))
        return Passage("presences", "Présences", constate=True, paragraphes=tuple(lignes), tableaux=tuple(grilles))

    def _invites(self) -> list[tuple[str, str, str, str]]:
        """People whom both chairs invited without a seat: they are named, and never counted."""
        lignes = []
        for i in invites(self.seance, decides=True):
            p, point = i.invitation.personne, i.invitation.point
            heures = [
                f"de {heure_fr(self._heure(du))} à {heure_fr(self._heure(au or self._fin()))}" for du, au in i.sejours
            ]
            lignes.append(
                (
                    personne(p.civilite, p.prenom, p.nom),
                    p.qualite or "–",
                    f"point {point.rang}" if point else "toute la séance",
                    accorder(p.civilite, f"présent {' puis '.join(heures)}" if heures else "absent"),
                )
            )
        return lignes

    def _appel(self, debut: Assistance) -> Grille:
        """The roll call: every seat, who carries it, or what became of it."""
        lignes = []
        venus = {e.siege_id for e in self._evenements if e.genre == GenrePresence.ENTRE}
        for tenu, vu in zip(debut.tenus, debut.sieges(), strict=True):
            porte = debut.portes.get(tenu.siege.pk)
            etat = debut.etat(tenu)
            qui = debut.nommer(porte.porteur) if porte else (debut.nommer(tenu.titulaire.pk) if tenu.titulaire else "–")
            civilite = (
                debut.personnes[porte.porteur].civilite if porte else tenu.titulaire.civilite if tenu.titulaire else ""
            )
            dit = accorder(
                civilite, ETATS[etat] if porte or tenu.siege.pk not in venus else "arrivé en cours de séance"
            )
            lignes.append(
                (tenu.siege.libelle, tenu.siege.college.libelle, qui, ", ".join(x for x in (dit, vu.precision) if x))
            )
        return Grille("Appel à l’ouverture de la séance", ("Siège", "Collège", "Personne", "Présence"), tuple(lignes))

    @cached_property
    def _evenements(self) -> list[EvenementPresence]:
        lignes = self.seance.presences.filter(annule__isnull=True, annulation__isnull=True)
        return list(lignes.select_related("siege", "personne", "point").order_by("quand", "pk"))

    def mouvements(self) -> list[str]:
        """Comings and goings after the roll call, and withdrawals; what several did at once is one sentence."""
        debut = self._debut()
        groupes: dict[tuple[str, datetime, str], list[str]] = {}
        for e in self._evenements:
            retire = e.genre in {GenrePresence.SE_DEPORTE, GenrePresence.REVIENT}
            if e.genre == GenrePresence.EXCUSE or (not retire and e.quand <= debut):
                continue
            motif = f" ({e.motif})" if e.motif and retire else ""
            qui = f"{self.assistance.nommer(e.personne_id)} ({e.siege.libelle})"
            cle = (e.genre, self._heure(e.quand), self._ou(e) + motif)
            groupes.setdefault((*cle[:2], f"{cle[2]}\0{qui}" if retire else cle[2]), []).append(qui)
        return [
            mouvement(qui[0], genre, quand, ou.partition("\0")[0])
            if len(qui) == 1
            else mouvements(qui, genre, quand, ou)
            for (genre, quand, ou), qui in groupes.items()
        ]

    def _ou(self, e: EvenementPresence) -> str:
        if e.genre in {GenrePresence.SE_DEPORTE, GenrePresence.REVIENT}:
            return f" pour le point {e.point.rang}" if e.point else ""
        rang, pendant = self._place(e.quand)
        if rang is None:
            return ""
        return f", pendant l’examen du point {rang}" if pendant else f", avant l’examen du point {rang}"

    def _place(self, quand: datetime) -> tuple[int | None, bool]:
        """The item being examined, or the next one, at a moment; None after the last one that is known."""
        for rang, debut, fin in self._bornes:
            if quand < debut:
                return rang, False
            if quand <= fin:
                return rang, True
        return None, False

    @cached_property
    def _bornes(self) -> list[tuple[int, datetime, datetime]]:
        """First and last known moments of each item: its steps, its statement of quorum and its ballots."""
        bornes = []
        for point in self.points:
            moments = [
                *point.etapes.filter(quand__gte=self._debut()).values_list("quand", flat=True),
                *point.constats.values_list("quand", flat=True),
            ]
            for ouvert, clos in point.scrutins.values_list("ouvert_le", "clos_le"):
                moments += [m for m in (ouvert, clos) if m]
            if moments:
                bornes.append((point.rang, min(moments), max(moments)))
        return sorted(bornes, key=lambda b: b[1])

    def mandats(self) -> list[str]:
        """Mandates, with the names of who gave and who holds; refused ones with their reason."""
        phrases = []
        tenus = {t.siege.pk: t for t in self.assistance.tenus}
        for m in self.seance.mandats.select_related("mandant", "mandataire").order_by("recu_le", "pk"):
            donne, recu = (self._titulaire(tenus.get(pk)) for pk in (m.mandant_id, m.mandataire_id))
            phrase = mandat(donne, recu, m.mandant.libelle, m.mandataire.libelle)
            if m.etat == EtatMandat.ACCEPTE:
                phrases.append(phrase)
            else:
                sort = {
                    EtatMandat.REFUSE: "a été refusé",
                    EtatMandat.CADUC: "est caduc",
                    EtatMandat.REVOQUE: "a été révoqué",
                }
                phrases.append(f"{phrase.rstrip('.')} ; ce mandat {sort[EtatMandat(m.etat)]} : {m.motif.rstrip('.')}.")
        return phrases

    def _titulaire(self, tenu: object) -> str:
        titulaire = getattr(tenu, "titulaire", None)
        return self.assistance.nommer(titulaire.pk) if titulaire else "Le siège"

    def quorum(self) -> Passage:
        jeu = jeu_de(self.seance)
        constats = self.seance.constats.select_related("point").order_by("quand", "pk")
        dits = regrouper([constat_dit(c, jeu) for c in constats])
        lignes = [f"{majuscule(q.objet)}, à {q.heure}. {q.phrase}" for q in dits]
        if dits:
            lignes.append(f"Règle appliquée : {dits[0].regle}.")
        return Passage("quorum", "Quorum", constate=True, paragraphes=tuple(lignes))

    def fin(self) -> Passage:
        s = self.seance
        if self.carence:
            lignes = ["Le quorum n’étant pas atteint, la carence est constatée : aucun vote n’a lieu."]
            regle = jeu_de(s).regle("reconvocation.autorisee")
            if regle.valeur:
                lignes.append(
                    "Une seconde convocation, sur le même ordre du jour et disant qu’aucun quorum n’est requis, "
                    f"permettra de délibérer. Source : {regle.reference}."
                )
            return Passage("fin", "Carence", constate=True, paragraphes=tuple(lignes))
        lignes = [cloture(self._heure(s.close_le))] if s.close_le else []
        return Passage("fin", "Fin de la séance", constate=True, paragraphes=tuple(lignes))

    # --- the items --------------------------------------------------------------------------------

    def debat(self, point: PointOrdre) -> Passage:
        """What was said on an item; nothing of it behind closed doors, where only what was decided is told."""
        texte = A_HUIS_CLOS if point.huis_clos else point.commentaire.replace("\r\n", "\n").strip()
        lignes = tuple(p.strip() for p in texte.split("\n") if p.strip()) or (SANS_RESUME,)
        return Passage(f"point-{point.rang}", f"Point {point.rang} – {point.titre}", constate=False, paragraphes=lignes)

    def decisions(self, point: PointOrdre) -> Passage:
        lignes = [*self._pieces(point), *self._saisine(point), *self._propositions(point)]
        votes = [lectures.vote_de(s) for s in lectures.scrutins_proclames(point)]
        for vote in votes:
            lignes += [vote.phrase, *vote.precisions]
        if _prend_acte(point):
            lignes.append(f"Le comité prend acte de la saisine sur {texte_vise(point.saisine)}, sans vote.")
        lignes += self._annules(point)
        lignes += self._mentions(point)
        if point.etat in {EtatPoint.AJOURNE, EtatPoint.RETIRE}:
            lignes.append(
                "Le point est ajourné."
                if point.etat == EtatPoint.AJOURNE
                else "Le point est retiré de l’ordre du jour."
            )
        grilles = tuple(g for v in votes if (g := grille_vote(v)) is not None)
        titre = f"Point {point.rang} – Ce qui est constaté"
        return Passage(
            f"point-{point.rang}-constats", titre, constate=True, paragraphes=tuple(lignes), tableaux=grilles
        )

    def _pieces(self, point: PointOrdre) -> list[str]:
        tardives = [p.titre for p in point.pieces.order_by("pk") if p.tardive]
        if not tardives:
            return []
        remises = "Cette pièce a été remise" if len(tardives) == 1 else "Ces pièces ont été remises"
        return [f"{remises} après la convocation : {enumeration(tardives)}."]

    def _saisine(self, point: PointOrdre) -> list[str]:
        lignes = ["Ce point a été ajouté après la convocation."] if point.ajoute else []
        if point.genre == GenrePoint.APPROBATION_PV and point.seance_pv:
            lignes.append(f"Le procès-verbal de la séance {point.seance_pv.numero} est soumis à l’approbation.")
        if point.saisine is not None:
            dossier = f", dossier version {point.dossier.numero}" if point.dossier else ""
            lignes.append(f"Saisine {point.saisine.numero} (auteur : {point.saisine.auteur.nom}){dossier}.")
            rapporteurs = point.saisine.rapporteurs.select_related("personne").order_by("nomme_le", "pk")
            if rapporteurs:
                lignes.append(
                    f"Rapport présenté par {enumeration(self.assistance.nommer(r.personne_id) for r in rapporteurs)}."
                )
        return lignes

    def _propositions(self, point: PointOrdre) -> list[str]:
        votees = {s.proposition_id for s in lectures.scrutins_proclames(point)}
        phrases = []
        for p in point.propositions.select_related("siege").order_by("-genre", "numero"):
            auteur = f", proposée par {p.siege.libelle}" if p.siege else ""
            sort = "" if p.pk in votees else f" Elle n’est pas mise aux voix : {p.get_etat_display()}{_motif(p)}."
            genre = GenreProposition(p.genre).label.capitalize()
            phrases.append(f"{genre} {lectures.repere(p)}{auteur} : {p.texte.rstrip('.')}.{sort}")
        return phrases

    def _annules(self, point: PointOrdre) -> list[str]:
        lignes = point.scrutins.filter(etat="annule").order_by("rang", "pk")
        return [f"Le scrutin « {s.intitule} » est annulé : {s.motif_annulation.rstrip('.')}." for s in lignes]

    def _mentions(self, point: PointOrdre) -> list[str]:
        lignes = point.explications.select_related("siege").order_by("deposee_le", "pk")
        return [f"{majuscule(m.get_genre_display())} de {m.siege.libelle} : {m.texte.strip()}" for m in lignes]


def _prend_acte(point: PointOrdre) -> bool:
    """A referral presented for information, and dealt with."""
    return point.saisine is not None and point.genre == GenrePoint.INFORMATION and point.etat == EtatPoint.TRAITE


def _signatures_valables(seance: SeanceComite) -> list[SignatureConvocation]:
    """Signatures of what was convened: those of a text that changed since were made again, and are not said."""
    lignes = list(seance.signatures.order_by("signee_le", "pk"))
    return [x for x in lignes if x.empreinte == lignes[-1].empreinte]


def _motif(p: Proposition) -> str:
    return f" ({p.motif})" if p.motif else ""
