"""The demonstration's adhesions: every state, some late, dated from the day of the demonstration. All invented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from portulan.comptes.demonstration import DOMAINE
from portulan.comptes.enums import GenreOrganisation
from portulan.comptes.models import Organisation
from portulan.journal.operations import SYSTEME
from portulan.socle import geographie
from portulan.socle.erreurs import DeclarationInvalide
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.adhesion.cahier import Cahier, citer, engagement_organisation, engagement_region
from portulan.terrain.adhesion.calendrier import UN_JOUR, Delai
from portulan.terrain.adhesion.delais import delais
from portulan.terrain.adhesion.demonstration_histoires import (
    A_RENOUVELER,
    CHEMINS,
    DE_DROIT,
    DE_DROIT_POIDS,
    FRANCE_TRAVAIL,
    MOTIFS,
    SUR_DEMANDE,
    SUR_DEMANDE_POIDS,
    Histoire,
)
from portulan.terrain.adhesion.demonstration_textes import PDF, candidature
from portulan.terrain.adhesion.enums import Base, Etat, EtatSite, GenrePiece, Partie, Sens
from portulan.terrain.adhesion.models import (
    Adhesion,
    AvisAdhesion,
    Candidature,
    EtapeAdhesion,
    PieceAdhesion,
    ReponseAdhesion,
    SignatureAdhesion,
    SiteAdhesion,
)
from portulan.terrain.adhesion.pieces import depot
from portulan.terrain.adhesion.regles import SIGNEES, base_de_droit, validite
from portulan.terrain.adhesion.transitions import PAR_NOM
from portulan.terrain.charte.queries import cahiers_arretes, referentiel_en_vigueur
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure

# The same step has another name on another basis
_PAREILLES = {
    Base.PARTENARIAT: {"refuser": "decliner", "clore_avis": "deposer"},
    Base.RECONNAISSANCE: {"accepter": "reconnaitre"},
}
_SUITES = (
    Candidature,
    SiteAdhesion,
    PieceAdhesion,
    EtapeAdhesion,
    AvisAdhesion,
    ReponseAdhesion,
    SignatureAdhesion,
)
_MIDI = time(12, 0, tzinfo=UTC)


# Share of the organisations of several sites that list only a part of them
_PARTIELLES = {Base.LOI: 0.3, Base.PARTENARIAT: 0.75, Base.RECONNAISSANCE: 0.75}


def peupler(region: str, jour: date) -> None:
    """Create the adhesions of a region's invented organisations."""
    fabrique = _Fabrique(region, jour)
    organisations = Organisation.objects.filter(region=region, genre=GenreOrganisation.OPERATEUR, fictif=True)
    sites = _sites(organisations)
    de_droit = [o for o in organisations if base_de_droit(o.operateur) is Base.LOI]
    autres = [o for o in organisations if base_de_droit(o.operateur) in {Base.RECONNAISSANCE, Base.PARTENARIAT}]
    essayee = Q(habilitations__compte__courriel=f"responsable.mission-locale@{DOMAINE}")
    siennes = set(organisations.filter(essayee).values_list("pk", flat=True))
    propres = {o.pk: A_RENOUVELER if o.pk in siennes else FRANCE_TRAVAIL for o in de_droit if _a_part(o, siennes)}
    for organisation in de_droit:
        if organisation.pk in propres:
            fabrique.raconter(organisation, Base.LOI, propres[organisation.pk], sites.get(organisation.pk, []))
    de_droit = [o for o in de_droit if o.pk not in propres]
    for organisation, histoires in _attribuer(de_droit, DE_DROIT, DE_DROIT_POIDS):
        fabrique.raconter(organisation, Base.LOI, histoires, sites.get(organisation.pk, []))
    # Recognition first: the first stories are those of its own steps
    autres.sort(key=lambda o: base_de_droit(o.operateur) is Base.PARTENARIAT)
    for organisation, histoires in _attribuer(autres, SUR_DEMANDE, SUR_DEMANDE_POIDS):
        base = base_de_droit(organisation.operateur)
        if any(h.reconnaissance for h in histoires):
            base = Base.RECONNAISSANCE
        fabrique.raconter(organisation, base, histoires, sites.get(organisation.pk, []))
    fabrique.enregistrer()


def _a_part(organisation: Organisation, siennes: set[int]) -> bool:
    """Those whose story is not drawn."""
    return organisation.pk in siennes or organisation.operateur == "france_travail"


def _sites(organisations: Iterable[Organisation]) -> dict[int, list[Structure]]:
    par_organisation: dict[int, list[Structure]] = {}
    for structure in Structure.objects.filter(organisation__in=organisations, etat=EtatStructure.OUVERTE):
        par_organisation.setdefault(structure.organisation_id or 0, []).append(structure)
    return par_organisation


def _attribuer(
    organisations: list[Organisation],
    obligees: tuple[tuple[Histoire, ...], ...],
    poids: Mapping[int, float],
) -> Iterable[tuple[Organisation, tuple[Histoire, ...]]]:
    """A story for each organisation: every one once as far as there are organisations, then by weight."""
    for rang, organisation in enumerate(organisations):
        choisie = rang if rang < len(obligees) else Tirage("adhesion", organisation.code).selon(poids)
        yield organisation, obligees[choisie]


@dataclass
class _Fabrique:
    """Builds the rows in memory, then writes them kind by kind."""

    region: str
    jour: date
    adhesions: list[Adhesion] = field(default_factory=list)
    suites: list[Any] = field(default_factory=list)
    signes: dict[int, Cahier] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.delais: Mapping[str, Delai] = delais(self.region, self.jour)
        norme = referentiel_en_vigueur(self.region, self.jour)
        self.cahiers = [(v.arretee_le or self.jour, citer(v, norme)) for v in cahiers_arretes(self.region)]
        self.nom_region = geographie.nom(Territoire(Niveau.REGION, self.region))

    def raconter(
        self, organisation: Organisation, base: Base, histoires: tuple[Histoire, ...], structures: list[Structure]
    ) -> None:
        """The adhesions of an organisation, oldest first: each story may renew the one before."""
        if not structures:
            return
        precedente: Adhesion | None = None
        for histoire in histoires:
            precedente = self._adhesion(organisation, base, histoire, structures, precedente)

    def _adhesion(
        self,
        organisation: Organisation,
        base: Base,
        histoire: Histoire,
        structures: list[Structure],
        precedente: Adhesion | None,
    ) -> Adhesion:
        pas = self._pas(base, histoire)
        debut = (pas[0][1] if pas else self.jour - timedelta(days=histoire.il_y_a)) - timedelta(days=9)
        adhesion = Adhesion(
            organisation=organisation,
            operateur=organisation.operateur,
            region=self.region,
            base=base,
            precedente=precedente if histoire.renouvelle else None,
            created_at=datetime.combine(debut, _MIDI),
            fictif=True,
        )
        self.adhesions.append(adhesion)
        for etape, jour in pas:
            self._franchir(adhesion, etape, jour, len(structures))
        if histoire.terme:
            self._franchir(adhesion, histoire.terme, (adhesion.au or self.jour) + UN_JOUR, len(structures))
        tirage = Tirage("candidature", organisation.code, histoire.jusqu_a)
        commence = adhesion.etat != Etat.BROUILLON
        self.suites.append(
            Candidature(
                adhesion=adhesion,
                **candidature(organisation, base, self.nom_region, tirage, entiere=commence, jour=self.jour),
            )
        )
        if organisation.operateur == "ij" and commence:
            self.suites.append(self._label(adhesion, debut))
        self._lister(adhesion, structures, tirage, debut)
        self._avis(adhesion, pas)
        return adhesion

    def _pas(self, base: Base, histoire: Histoire) -> list[tuple[str, date]]:
        """Steps and their days: the way to ``jusqu_a``, counted back from its day, then what followed."""
        chemin = CHEMINS[base]
        memes = _PAREILLES.get(base, {})
        noms = [nom for nom, _ in chemin]
        pas: list[tuple[str, date]] = []
        if histoire.jusqu_a:
            jour = self.jour - timedelta(days=histoire.il_y_a)
            for nom, ecart in reversed(chemin[: noms.index(memes.get(histoire.jusqu_a, histoire.jusqu_a)) + 1]):
                pas.insert(0, (nom, jour))
                jour -= timedelta(days=ecart)
        pas += [(memes.get(nom, nom), self.jour - timedelta(days=j)) for nom, j in histoire.suites]
        return pas

    def _franchir(self, adhesion: Adhesion, etape: str, jour: date, sites: int) -> None:
        transition = PAR_NOM[etape]
        if adhesion.etat not in transition.de or adhesion.base not in transition.bases:
            raise DeclarationInvalide(f"histoire impossible : {etape} depuis {adhesion.etat} ({adhesion.base})")
        adhesion.etat = transition.vers
        self.suites.append(
            EtapeAdhesion(
                adhesion=adhesion,
                transition=etape,
                vers=transition.vers,
                jour=jour,
                quand=datetime.combine(jour, _MIDI),
                auteur=SYSTEME,
                motif=MOTIFS.get(etape, "") if transition.motif else "",
                version=adhesion.version,
            )
        )
        adhesion.version += 1
        if etape.startswith("signer_"):
            self._signer(adhesion, Partie(etape.removeprefix("signer_")), jour, sites)
        if etape in {"retirer", "demissionner"}:
            adhesion.close_le = jour

    def _signer(self, adhesion: Adhesion, partie: Partie, jour: date, sites: int) -> None:
        nom = adhesion.organisation.nom
        region = partie is Partie.REGION
        # The Region signs what the organisation signed; an older signature, the version of its day
        cahier = self.signes.setdefault(id(adhesion), self._cahier(jour))
        texte = engagement_region(nom, cahier) if region else engagement_organisation(nom, cahier, sites)
        self.suites.append(
            SignatureAdhesion(
                adhesion=adhesion,
                partie=partie,
                auteur=SYSTEME,
                nom="Dominique Exemple" if region else "Camille Exemple",
                qualite="vice-présidence à l’orientation" if region else "direction",
                signee_le=datetime.combine(jour, _MIDI),
                texte=texte,
                cahier=cahier.reference,
                cahier_empreinte=cahier.empreinte,
                referentiel=cahier.referentiel,
                referentiel_empreinte=cahier.referentiel_empreinte,
            )
        )
        if region:
            fin = adhesion.precedente.au if adhesion.precedente else None
            adhesion.du, adhesion.au = validite(jour, self.delais["duree"], fin)

    def _cahier(self, jour: date) -> Cahier:
        """The version in force on a day, else the first one that was."""
        return next((c for arretee_le, c in self.cahiers if arretee_le <= jour), self.cahiers[-1][1])

    def _lister(self, adhesion: Adhesion, structures: list[Structure], tirage: Tirage, debut: date) -> None:
        """Most list every site; some only a part, some add one by an amendment."""
        partielle = len(structures) > 1 and tirage.chance(_PARTIELLES[adhesion.base])
        gardees = [s for s in structures if not partielle or tirage.chance(0.7)] or structures[:1]
        signee = adhesion.etat in SIGNEES
        for structure in gardees:
            self.suites.append(
                SiteAdhesion(
                    adhesion=adhesion,
                    structure=structure,
                    operateur=structure.operateur,
                    etat=EtatSite.COUVERT if signee else EtatSite.PROPOSE,
                    demande_le=debut,
                    du=adhesion.du if signee else None,
                )
            )
        reste = [s for s in structures if s not in gardees]
        if adhesion.etat == Etat.SIGNEE and reste and tirage.chance(0.75):
            self.suites.append(self._avenant(adhesion, reste[0], tirage))

    def _avenant(self, adhesion: Adhesion, structure: Structure, tirage: Tirage) -> SiteAdhesion:
        etat = tirage.choix((EtatSite.PROPOSE, EtatSite.COUVERT, EtatSite.ECARTE))
        demande = max(adhesion.du or self.jour, self.jour - timedelta(days=10 + tirage.rang(60)))
        return SiteAdhesion(
            adhesion=adhesion,
            structure=structure,
            operateur=structure.operateur,
            etat=etat,
            avenant=True,
            demande_le=min(demande, self.jour),
            du=demande if etat == EtatSite.COUVERT else None,
            motif="Le site n’assure pas encore d’accueil du public." if etat == EtatSite.ECARTE else "",
        )

    def _label(self, adhesion: Adhesion, jour: date) -> PieceAdhesion:
        """The decision of the label, one invented document for all."""
        recue = depot().deposer([PDF], "decision-de-label.pdf")
        return PieceAdhesion(
            adhesion=adhesion,
            genre=GenrePiece.LABEL_IJ,
            nom=recue.nom,
            empreinte=recue.empreinte,
            type=recue.type,
            taille=recue.taille,
            deposee_le=jour,
        )

    def _avis(self, adhesion: Adhesion, pas: list[tuple[str, date]]) -> None:
        jours = dict(pas)
        transmis, clos = jours.get("transmettre"), jours.get("clore_avis")
        if transmis and clos:
            defavorable = "refuser" in jours
            for rang, pour in enumerate(("Rectorat de région académique", f"Région {self.nom_region}")):
                self.suites.append(
                    AvisAdhesion(
                        adhesion=adhesion,
                        auteur=f"{SYSTEME}:{rang}",
                        pour=pour,
                        sens=Sens.DEFAVORABLE if defavorable else (Sens.RESERVE, Sens.FAVORABLE)[rang],
                        texte=MOTIFS["avis_defavorable" if defavorable else "avis_favorable"],
                        rendu_le=min(transmis + timedelta(days=8 + rang), clos),
                    )
                )
        if "notifier_retrait" in jours and "retirer" in jours:
            self.suites.append(
                ReponseAdhesion(
                    adhesion=adhesion,
                    auteur=SYSTEME,
                    texte="Nous n’avons plus les moyens d’assurer cet accueil et ne contestons pas le retrait.",
                    recue_le=jours["notifier_retrait"] + timedelta(days=12),
                )
            )

    def enregistrer(self) -> None:
        """Write everything: first adhesions, those that renew them, then what hangs from them."""
        for renouvelle in (False, True):
            Adhesion.objects.bulk_create(a for a in self.adhesions if (a.precedente is not None) == renouvelle)
        premieres: dict[int, date] = {}
        for adhesion in self.adhesions:
            jour = adhesion.created_at.date()
            premieres[adhesion.organisation_id] = min(jour, premieres.get(adhesion.organisation_id, jour))
        organisations = {a.organisation_id: a.organisation for a in self.adhesions}
        for cle, organisation in organisations.items():  # nobody adheres before being there
            organisation.entree_le = min(organisation.entree_le or self.jour, premieres[cle])
        Organisation.objects.bulk_update(organisations.values(), ["entree_le"], batch_size=500)
        for modele in (
            Candidature,
            SiteAdhesion,
            PieceAdhesion,
            EtapeAdhesion,
            AvisAdhesion,
            ReponseAdhesion,
            SignatureAdhesion,
        ):
            modele.objects.bulk_create([s for s in self.suites if type(s) is modele], batch_size=500)
