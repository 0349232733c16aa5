"""A request (the person as she came), its needs, and one hand-over per structure asked.

What identifies a person stands in one table only (``Identite``), erased when its date has come; everything else can be
counted for years without it. The state of a need is computed from its hand-overs, never typed. A hand-over keeps its
steps, its promises and the routing it comes from: candidates, reasons, version of the rules.
"""

from django.db import models
from django.db.models import F, Q

from portulan.terrain.accueil.enums import (
    Canal,
    Choix,
    Etape,
    EtatBesoin,
    EtatMise,
    Issue,
    Mobilite,
    MotifAnnulation,
    MotifRefus,
    Trace,
)
from portulan.terrain.accueil.observations import Carence, Consultation, Satisfaction
from portulan.terrain.accueil.passations import Passation
from portulan.terrain.accueil.transitions import OUVERTES, PRISES
from portulan.terrain.reseau.models import Service, Structure

__all__ = (
    "Aiguillage",
    "Besoin",
    "Carence",
    "Consultation",
    "DemandeAccueil",
    "DernierRecours",
    "EtapeMise",
    "Identite",
    "LienReception",
    "MiseEnRelation",
    "Passation",
    "Promesse",
    "Relance",
    "Satisfaction",
)


class DemandeAccueil(models.Model):
    """Somebody came: through which door, in which situation, from where, under which constraints.

    ``structure``: the door (None: the public site). ``publics``, ``langues``, ``moments``, ``modes``: words of the
    vocabularies. ``contacts_avant``: structures already asked before this one; None: not asked. ``renvoi``: sent away
    without an analysis (what F1.4a-3 counts). ``a_rappeler``: asked to be called back. ``informations``: items given at
    the first level. ``cle``: the form that deposited it, so that it is taken once. The territory follows the commune.
    """

    structure = models.ForeignKey(
        Structure, models.PROTECT, null=True, blank=True, related_name="demandes", verbose_name="porte d’entrée"
    )
    canal = models.CharField("canal", max_length=12, choices=Canal)
    saisie_par = models.CharField("saisie par", max_length=60)
    recue_le = models.DateTimeField("reçue le", db_index=True)
    publics = models.JSONField("situation de la personne", default=list, blank=True)
    age = models.PositiveSmallIntegerField("âge", null=True, blank=True)
    prioritaire = models.BooleanField("mineur sorti de formation", default=False)
    code_insee = models.CharField("commune", max_length=5, blank=True)
    departement = models.CharField("département", max_length=3, blank=True, db_index=True)
    epci = models.CharField("EPCI", max_length=9, blank=True)
    bassin = models.CharField("bassin", max_length=40, blank=True, db_index=True)
    academie = models.CharField("académie", max_length=3, blank=True)
    region = models.CharField("région", max_length=3, blank=True, db_index=True)
    mobilite = models.CharField("déplacement", max_length=10, choices=Mobilite, blank=True)
    langues = models.JSONField("langues", default=list, blank=True)
    handicap = models.BooleanField("lieu accessible nécessaire", default=False)
    moments = models.JSONField("moments possibles", default=list, blank=True)
    modes = models.JSONField("modes d’accueil demandés", default=list, blank=True)
    contacts_avant = models.PositiveSmallIntegerField("structures déjà contactées", null=True, blank=True)
    renvoi = models.BooleanField("renvoyée sans analyse", default=False)
    anonyme = models.BooleanField("anonyme", default=True)
    accord_transmission = models.BooleanField("accord pour transmettre", default=False)
    accord_enquete = models.BooleanField("accord pour être interrogée", default=False)
    a_rappeler = models.BooleanField("à rappeler", default=False)
    rappelee_le = models.DateTimeField("rappelée le", null=True, blank=True)
    informations = models.JSONField("informations données", default=list, blank=True)
    trace = models.CharField("trace écrite", max_length=8, choices=Trace, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    identite_effacee_le = models.DateField("identité effacée le", null=True, blank=True)
    cle = models.CharField("clé du formulaire", max_length=40, blank=True)
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-recue_le", "-pk")
        verbose_name = "demande"
        verbose_name_plural = "demandes"
        constraints = (
            models.CheckConstraint(condition=Q(canal__in=Canal.values), name="demande_canal"),
            models.CheckConstraint(condition=Q(trace__in=Trace.values), name="demande_trace"),
            models.CheckConstraint(condition=Q(mobilite__in=Mobilite.values), name="demande_mobilite"),
            models.CheckConstraint(condition=Q(age__isnull=True) | Q(age__lte=120), name="demande_age"),
            models.CheckConstraint(
                condition=Q(close_le__isnull=True) | Q(close_le__gte=F("recue_le")), name="demande_close_apres"
            ),
            models.UniqueConstraint(fields=("cle",), condition=~Q(cle=""), name="demande_formulaire_une_fois"),
        )

    def __str__(self) -> str:
        return self.numero

    @property
    def numero(self) -> str:
        """What is written on the trace and in the mails."""
        return f"D-{self.pk:06d}"


class Identite(models.Model):
    """What tells who the person is, and how to reach her: nothing else in the reception does. Dated and erased."""

    demande = models.OneToOneField(DemandeAccueil, models.CASCADE, related_name="identite", verbose_name="demande")
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    message = models.CharField("ce que la personne demande, en quelques mots", max_length=500, blank=True)
    accord_le = models.DateTimeField("accord donné le")
    derniere_activite = models.DateField("dernier échange le")
    a_effacer_le = models.DateField("à effacer le", db_index=True)

    class Meta:
        verbose_name = "identité"
        verbose_name_plural = "identités"
        constraints = (
            models.CheckConstraint(
                condition=~Q(telephone="") | ~Q(courriel="") | ~Q(nom="") | ~Q(prenom=""), name="identite_non_vide"
            ),
            models.CheckConstraint(
                condition=Q(a_effacer_le__gte=F("derniere_activite")), name="identite_a_effacer_apres"
            ),
        )

    def __str__(self) -> str:
        return f"identité de la demande {self.demande_id}"


class Besoin(models.Model):
    """One thing that a person needs, in the words of the vocabularies (v1 or « spro: »).

    ``etat``: written by ``operations`` from ``regles.etat_du_besoin``. ``responsable``: the structure that answers for
    the person now; None: nobody does (the Region sees it). ``echec_dit_le``: the person was told that nobody answered.
    """

    demande = models.ForeignKey(DemandeAccueil, models.PROTECT, related_name="besoins", verbose_name="demande")
    thematique = models.CharField("besoin", max_length=120)
    etat = models.CharField("état", max_length=12, choices=EtatBesoin, default=EtatBesoin.A_ORIENTER, db_index=True)
    responsable = models.ForeignKey(
        Structure, models.PROTECT, null=True, blank=True, related_name="besoins_suivis", verbose_name="responsable"
    )
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    reponse = models.BooleanField("répondu au premier niveau", default=False)
    renonce = models.BooleanField("la personne y renonce", default=False)
    echec_dit_le = models.DateField("absence de réponse dite le", null=True, blank=True)

    class Meta:
        ordering = ("demande", "pk")
        verbose_name = "besoin"
        verbose_name_plural = "besoins"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatBesoin.values), name="besoin_etat"),
            models.CheckConstraint(condition=~Q(thematique=""), name="besoin_dit"),
            models.UniqueConstraint(fields=("demande", "thematique"), name="besoin_une_fois"),
        )

    def __str__(self) -> str:
        return f"{self.demande_id} {self.thematique}"


class Aiguillage(models.Model):
    """A routing, kept as it was shown: candidates, reasons, discarded ones, widening, version of the rules."""

    besoin = models.ForeignKey(Besoin, models.PROTECT, related_name="aiguillages", verbose_name="besoin")
    fait_le = models.DateTimeField("fait le")
    par = models.CharField("par", max_length=60)
    regles = models.CharField("version des règles", max_length=40)
    empreinte = models.CharField("empreinte de la réponse", max_length=64)
    reponse = models.JSONField("propositions, raisons et structures écartées", default=dict)

    class Meta:
        ordering = ("besoin", "-fait_le", "-pk")
        verbose_name = "aiguillage"
        verbose_name_plural = "aiguillages"
        constraints = (
            models.CheckConstraint(condition=~Q(regles="") & ~Q(empreinte=""), name="aiguillage_regles_dites"),
        )

    def __str__(self) -> str:
        return f"{self.besoin_id} {self.fait_le:%d/%m/%Y}"


class MiseEnRelation(models.Model):
    """A need handed over to one structure. One open hand-over per need and structure; one structure takes it at a time.

    ``rang``: its rank among the proposals; None when it was not one. ``motif``: of the refusal or of the cancelling.
    ``prolongee``: « à l'étude » was asked, once. ``issue``: what happened to the person, apart from the answer.
    """

    besoin = models.ForeignKey(Besoin, models.PROTECT, related_name="mises", verbose_name="besoin")
    aiguillage = models.ForeignKey(
        Aiguillage, models.PROTECT, null=True, blank=True, related_name="mises", verbose_name="aiguillage"
    )
    emettrice = models.ForeignKey(
        Structure, models.PROTECT, null=True, blank=True, related_name="mises_emises", verbose_name="émise par"
    )
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="mises_recues", verbose_name="structure")
    service = models.ForeignKey(
        Service, models.SET_NULL, null=True, blank=True, related_name="mises", verbose_name="service"
    )
    rang = models.PositiveSmallIntegerField("rang de la proposition", null=True, blank=True)
    choix = models.CharField("choix", max_length=16, choices=Choix, default=Choix.PERSONNE)
    etat = models.CharField("état", max_length=10, choices=EtatMise, default=EtatMise.EMISE, db_index=True)
    emise_le = models.DateTimeField("émise le", db_index=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    vue_le = models.DateTimeField("personne reçue le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    motif = models.CharField(
        "motif", max_length=16, choices=(*MotifRefus.choices, *MotifAnnulation.choices), blank=True
    )
    precision = models.CharField("précision", max_length=300, blank=True)
    vers = models.ForeignKey(
        Structure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure conseillée"
    )
    issue = models.CharField("issue", max_length=12, choices=Issue, blank=True)
    prolongee = models.BooleanField("prolongée une fois", default=False)
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-emise_le", "-pk")
        verbose_name = "mise en relation"
        verbose_name_plural = "mises en relation"
        indexes = (models.Index(fields=("structure", "etat", "emise_le"), name="mise_boite"),)
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatMise.values), name="mise_etat"),
            models.CheckConstraint(condition=Q(choix__in=Choix.values), name="mise_choix"),
            models.CheckConstraint(
                condition=~Q(etat__in=(EtatMise.REFUSEE, EtatMise.ANNULEE)) | ~Q(motif=""), name="mise_motivee"
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatMise.REFUSEE) | Q(motif__in=MotifRefus.values), name="mise_refus_motive"
            ),
            models.CheckConstraint(
                condition=Q(
                    etat__in=(EtatMise.EMISE, EtatMise.RECUE, EtatMise.ETUDE, EtatMise.EXPIREE, EtatMise.ANNULEE)
                )
                | Q(repondue_le__isnull=False),
                name="mise_repondue",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatMise.CLOSE) & ~Q(issue="") & Q(close_le__isnull=False)
                | ~Q(etat=EtatMise.CLOSE) & Q(issue=""),
                name="mise_close_a_son_issue",
            ),
            models.CheckConstraint(condition=~Q(etat=EtatMise.VUE) | Q(vue_le__isnull=False), name="mise_vue_un_jour"),
            models.CheckConstraint(
                condition=Q(repondue_le__isnull=True) | Q(repondue_le__gte=F("emise_le")), name="mise_repondue_apres"
            ),
            models.UniqueConstraint(
                fields=("besoin", "structure"), condition=Q(etat__in=OUVERTES), name="mise_ouverte_unique"
            ),
            models.UniqueConstraint(fields=("besoin",), condition=Q(etat__in=PRISES), name="mise_prise_unique"),
        )

    def __str__(self) -> str:
        return self.numero

    @property
    def numero(self) -> str:
        """What mails and pages call it."""
        return f"M-{self.pk:06d}"


class EtapeMise(models.Model):
    """A step of a hand-over: when, by whom, why. Never changed; ``version`` is that of the hand-over before it."""

    mise = models.ForeignKey(MiseEnRelation, models.PROTECT, related_name="etapes", verbose_name="mise en relation")
    transition = models.CharField("étape", max_length=16)
    vers = models.CharField("état atteint", max_length=10, choices=EtatMise)
    quand = models.DateTimeField("quand")
    auteur = models.CharField("auteur", max_length=60)
    motif = models.CharField("motif", max_length=16, blank=True)
    version = models.PositiveIntegerField("version avant l’étape")

    class Meta:
        ordering = ("mise", "pk")
        verbose_name = "étape d’une mise en relation"
        verbose_name_plural = "étapes des mises en relation"
        constraints = (models.UniqueConstraint(fields=("mise", "version"), name="etape_mise_une_par_version"),)

    def __str__(self) -> str:
        return f"{self.mise_id} {self.transition}"


class Promesse(models.Model):
    """What was promised at a step of a hand-over, by when; kept on ``tenue_le``. ``prolongee_de``: the first term."""

    mise = models.ForeignKey(MiseEnRelation, models.PROTECT, related_name="promesses", verbose_name="mise en relation")
    etape = models.CharField("promesse", max_length=12, choices=Etape)
    echeance = models.DateField("échéance", db_index=True)
    tenue_le = models.DateField("tenue le", null=True, blank=True)
    prolongee_de = models.DateField("première échéance", null=True, blank=True)

    class Meta:
        ordering = ("mise", "echeance", "pk")
        verbose_name = "promesse"
        verbose_name_plural = "promesses"
        constraints = (
            models.CheckConstraint(condition=Q(etape__in=Etape.values), name="promesse_etape"),
            models.CheckConstraint(
                condition=Q(prolongee_de__isnull=True) | Q(prolongee_de__lte=F("echeance")), name="promesse_prolongee"
            ),
            models.UniqueConstraint(fields=("mise", "etape"), name="promesse_une_par_etape"),
        )

    def __str__(self) -> str:
        return f"{self.mise_id} {self.etape}"


class Relance(models.Model):
    """A reminder sent to a receiver: once for each rank, whatever the number of runs in a day."""

    mise = models.ForeignKey(MiseEnRelation, models.PROTECT, related_name="relances", verbose_name="mise en relation")
    rang = models.PositiveSmallIntegerField("rang")
    envoyee_le = models.DateField("envoyée le")

    class Meta:
        ordering = ("mise", "rang")
        verbose_name = "relance"
        verbose_name_plural = "relances"
        constraints = (models.UniqueConstraint(fields=("mise", "rang"), name="relance_une_par_rang"),)

    def __str__(self) -> str:
        return f"{self.mise_id} relance {self.rang}"


class LienReception(models.Model):
    """A link sent to the known contact of a receiver: only its digest is kept. It serves one hand-over, answered once.

    ``demande``: asked for by whoever held an older one (counted, and bounded). ``utilise_le``: the answer came by it.
    """

    mise = models.ForeignKey(MiseEnRelation, models.PROTECT, related_name="liens", verbose_name="mise en relation")
    empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le")
    expire_le = models.DateTimeField("expire le")
    demande = models.BooleanField("redemandé", default=False)
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)
    remplace_le = models.DateTimeField("remplacé le", null=True, blank=True)

    class Meta:
        ordering = ("mise", "-cree_le", "-pk")
        verbose_name = "lien de réception"
        verbose_name_plural = "liens de réception"
        constraints = (models.CheckConstraint(condition=Q(expire_le__gt=F("cree_le")), name="lien_reception_expire"),)

    def __str__(self) -> str:
        return f"{self.mise_id} {self.cree_le:%d/%m/%Y}"


class DernierRecours(models.Model):
    """The structure that takes up what nobody answered, in a bassin; an empty bassin: anywhere else in the region."""

    region = models.CharField("région", max_length=3)
    bassin = models.CharField("bassin", max_length=40, blank=True)
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="dernier_recours", verbose_name="structure désignée"
    )
    designee_le = models.DateField("désignée le")
    designee_par = models.CharField("désignée par", max_length=60)

    class Meta:
        ordering = ("region", "bassin")
        verbose_name = "responsable de dernier recours"
        verbose_name_plural = "responsables de dernier recours"
        constraints = (models.UniqueConstraint(fields=("region", "bassin"), name="dernier_recours_un_par_bassin"),)

    def __str__(self) -> str:
        return f"{self.bassin or self.region} {self.structure_id}"
