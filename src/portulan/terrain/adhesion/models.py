"""Who adheres, for which sites, on which basis: the file, its history, its opinions and its signatures."""

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Organisation
from portulan.terrain.adhesion.enums import JAMAIS, Base, Etat, EtatSite, GenrePiece, Partie, Sens
from portulan.terrain.adhesion.regles import CLOSES, EN_FORCE, SIGNEES
from portulan.terrain.adhesion.transitions import TRANSITIONS, etats_de
from portulan.terrain.reseau.models import Structure

BASES = (Base.LOI, Base.RECONNAISSANCE, Base.PARTENARIAT)
_OUVERTES = tuple(e for e in Etat if e not in SIGNEES and e not in CLOSES)
_MOTIVEES = tuple(t.nom for t in TRANSITIONS if t.motif)


class Adhesion(models.Model):
    """An organisation's adhesion to the cahier des charges, from its draft to its end.

    ``operateur`` repeats the kind of the organisation so that the database itself refuses those that the convention
    binds (SP-10). ``du`` and ``au`` are the first and last days; ``close_le`` the first day out of force when it ended
    before. A renewal is another adhesion that names the former one.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="adhesions", verbose_name="organisation"
    )
    operateur = models.CharField("type d’opérateur", max_length=40, blank=True)
    region = models.CharField("région", max_length=3, blank=True, db_index=True)
    base = models.CharField("base", max_length=16, choices=Base)
    etat = models.CharField("état", max_length=16, choices=Etat, default=Etat.BROUILLON, db_index=True)
    precedente = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="suivante", verbose_name="adhésion renouvelée"
    )
    du = models.DateField("du", null=True, blank=True)
    au = models.DateField("au (inclus)", null=True, blank=True)
    close_le = models.DateField("close le", null=True, blank=True)
    created_at = models.DateTimeField("créée le")
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "adhésion"
        verbose_name_plural = "adhésions"
        constraints = (
            models.CheckConstraint(condition=Q(base__in=BASES), name="adhesion_base"),
            models.CheckConstraint(condition=~Q(operateur__in=JAMAIS), name="adhesion_jamais_cio_ni_scuio"),
            models.CheckConstraint(condition=Q(etat__in=Etat.values), name="adhesion_etat"),
            models.CheckConstraint(
                condition=Q(base=Base.LOI, etat__in=etats_de(Base.LOI))
                | Q(base=Base.RECONNAISSANCE, etat__in=etats_de(Base.RECONNAISSANCE))
                | Q(base=Base.PARTENARIAT, etat__in=etats_de(Base.PARTENARIAT)),
                name="adhesion_etat_de_sa_base",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=SIGNEES, du__isnull=False, au__isnull=False, au__gte=F("du"))
                | ~Q(etat__in=SIGNEES) & Q(du__isnull=True, au__isnull=True, close_le__isnull=True),
                name="adhesion_signee_et_datee",
            ),
            models.CheckConstraint(
                condition=Q(etat=Etat.RETIREE, close_le__isnull=False)
                | ~Q(etat=Etat.RETIREE) & Q(close_le__isnull=True),
                name="adhesion_close_si_retiree",
            ),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(etat__in=_OUVERTES), name="adhesion_une_procedure_a_la_fois"
            ),
            models.UniqueConstraint(
                fields=("organisation", "du"), condition=Q(du__isnull=False), name="adhesion_une_par_debut"
            ),
        )
        indexes = (models.Index(fields=("du", "au"), name="adhesion_dates"),)

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_base_display()}, {self.get_etat_display()})"

    @property
    def numero(self) -> str:
        """Number of the file, as letters write it."""
        return f"ADH-{self.pk:05d}"

    @property
    def en_force(self) -> bool:
        """Signed and not ended (a suspension does not end it)."""
        return self.etat in EN_FORCE


class Candidature(models.Model):
    """What the organisation writes in its file: the zone, the needs, what it offers, what it commits to."""

    adhesion = models.OneToOneField(Adhesion, models.CASCADE, related_name="candidature", verbose_name="adhésion")
    representant = models.CharField("représentant légal", max_length=120, blank=True)
    qualite = models.CharField("qualité du représentant", max_length=120, blank=True)
    contact_nom = models.CharField("personne à contacter", max_length=120, blank=True)
    contact_courriel = models.EmailField("courriel de contact", blank=True)
    zone = models.TextField("zone géographique", blank=True)
    besoins = models.TextField("analyse des besoins", blank=True)
    tout_public = models.BooleanField("services ouverts à toute personne", null=True, blank=True)
    publics = models.TextField("publics accueillis", blank=True)
    information = models.TextField("information sur les métiers et les formations", blank=True)
    droits_16_30 = models.TextField("information des 16-30 ans sur les droits sociaux et les loisirs", blank=True)
    conseil = models.TextField("conseil personnalisé et réorientation", blank=True)
    label_ij_fin = models.DateField("label Information jeunesse valable jusqu’au", null=True, blank=True)
    engagement = models.BooleanField("engagement à respecter le cahier des charges", default=False)

    class Meta:
        verbose_name = "candidature"
        verbose_name_plural = "candidatures"

    def __str__(self) -> str:
        return f"candidature de {self.adhesion_id}"


class SiteAdhesion(models.Model):
    """A site listed in an adhesion; it is covered between two dates, once the Region has accepted it (AD-01).

    ``operateur`` repeats the kind of the structure: a CIO or a SCUIO is never listed.
    """

    adhesion = models.ForeignKey(Adhesion, models.CASCADE, related_name="sites", verbose_name="adhésion")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="adhesions", verbose_name="structure")
    operateur = models.CharField("type d’opérateur", max_length=40)
    etat = models.CharField("état", max_length=8, choices=EtatSite, default=EtatSite.PROPOSE)
    avenant = models.BooleanField("ajouté par avenant", default=False)
    demande_le = models.DateField("demandé le")
    du = models.DateField("couvert du", null=True, blank=True)
    au = models.DateField("couvert jusqu’au (inclus)", null=True, blank=True)
    motif = models.TextField("motif", blank=True)

    class Meta:
        ordering = ("adhesion", "structure__nom", "pk")
        verbose_name = "site d’une adhésion"
        verbose_name_plural = "sites des adhésions"
        constraints = (
            models.CheckConstraint(condition=~Q(operateur__in=JAMAIS), name="site_jamais_cio_ni_scuio"),
            models.CheckConstraint(condition=Q(etat__in=EtatSite.values), name="site_etat"),
            models.CheckConstraint(
                condition=Q(etat__in=(EtatSite.COUVERT, EtatSite.RETIRE), du__isnull=False)
                | Q(etat__in=(EtatSite.PROPOSE, EtatSite.ECARTE), du__isnull=True, au__isnull=True),
                name="site_couvert_et_date",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=(EtatSite.ECARTE, EtatSite.RETIRE)) | ~Q(motif=""), name="site_refus_motive"
            ),
            models.CheckConstraint(condition=Q(au__isnull=True) | Q(au__gte=F("du")), name="site_dates"),
            models.UniqueConstraint(
                fields=("adhesion", "structure"),
                condition=Q(etat__in=(EtatSite.PROPOSE, EtatSite.COUVERT)),
                name="site_une_fois_par_adhesion",
            ),
        )

    def __str__(self) -> str:
        return f"{self.structure_id} dans {self.adhesion_id}"


class EtapeAdhesion(models.Model):
    """A step that was taken: by whom, when, why. Never changed; ``version`` is that of the file before it."""

    adhesion = models.ForeignKey(Adhesion, models.CASCADE, related_name="etapes", verbose_name="adhésion")
    transition = models.CharField("étape", max_length=24)
    vers = models.CharField("état atteint", max_length=16, choices=Etat)
    jour = models.DateField("jour")
    quand = models.DateTimeField("quand")
    auteur = models.CharField("auteur", max_length=60)
    motif = models.TextField("motif", blank=True)
    version = models.PositiveIntegerField("version avant l’étape")

    class Meta:
        ordering = ("adhesion", "pk")
        verbose_name = "étape d’une adhésion"
        verbose_name_plural = "étapes des adhésions"
        constraints = (
            models.CheckConstraint(condition=~Q(transition__in=_MOTIVEES) | ~Q(motif=""), name="etape_motivee"),
            models.UniqueConstraint(fields=("adhesion", "version"), name="etape_une_par_version"),
        )

    def __str__(self) -> str:
        return f"{self.jour} {self.transition}"


class AvisAdhesion(models.Model):
    """An opinion on a candidacy: its meaning, its reasons, in whose name."""

    adhesion = models.ForeignKey(Adhesion, models.CASCADE, related_name="avis", verbose_name="adhésion")
    auteur = models.CharField("auteur", max_length=60)
    pour = models.CharField("au nom de", max_length=200)
    sens = models.CharField("sens", max_length=12, choices=Sens)
    texte = models.TextField("avis")
    rendu_le = models.DateField("rendu le")

    class Meta:
        ordering = ("adhesion", "pk")
        verbose_name = "avis sur une adhésion"
        verbose_name_plural = "avis sur les adhésions"
        constraints = (
            models.CheckConstraint(condition=Q(sens__in=Sens.values), name="avis_sens"),
            models.CheckConstraint(condition=~Q(texte=""), name="avis_motive"),
            models.UniqueConstraint(fields=("adhesion", "auteur", "rendu_le"), name="avis_un_par_jour"),
        )

    def __str__(self) -> str:
        return f"{self.get_sens_display()} ({self.pour})"


class ReponseAdhesion(models.Model):
    """What the organisation answers when a withdrawal is announced (AD-04)."""

    adhesion = models.ForeignKey(Adhesion, models.CASCADE, related_name="reponses", verbose_name="adhésion")
    auteur = models.CharField("auteur", max_length=60)
    texte = models.TextField("réponse")
    recue_le = models.DateField("reçue le")

    class Meta:
        ordering = ("adhesion", "pk")
        verbose_name = "réponse à une annonce de retrait"
        verbose_name_plural = "réponses aux annonces de retrait"
        constraints = (models.CheckConstraint(condition=~Q(texte=""), name="reponse_ecrite"),)

    def __str__(self) -> str:
        return f"réponse du {self.recue_le}"


class SignatureAdhesion(models.Model):
    """A signature: who, in what capacity, what text, which cahier des charges and referential (and their digests)."""

    adhesion = models.ForeignKey(Adhesion, models.CASCADE, related_name="signatures", verbose_name="adhésion")
    partie = models.CharField("partie", max_length=12, choices=Partie)
    auteur = models.CharField("auteur", max_length=60)
    nom = models.CharField("nom du signataire", max_length=120)
    qualite = models.CharField("qualité", max_length=120)
    signee_le = models.DateTimeField("signée le")
    texte = models.TextField("engagement signé")
    cahier = models.CharField("version du cahier des charges", max_length=80)
    cahier_empreinte = models.CharField("empreinte du cahier des charges", max_length=64)
    referentiel = models.CharField("référentiel, et sa version", max_length=80)
    referentiel_empreinte = models.CharField("empreinte du référentiel", max_length=64)

    class Meta:
        ordering = ("adhesion", "pk")
        verbose_name = "signature d’une adhésion"
        verbose_name_plural = "signatures des adhésions"
        constraints = (
            models.CheckConstraint(condition=Q(partie__in=Partie.values), name="signature_partie"),
            models.CheckConstraint(
                condition=~Q(nom="") & ~Q(texte="") & ~Q(cahier="") & ~Q(cahier_empreinte="") & ~Q(referentiel=""),
                name="signature_complete",
            ),
            models.UniqueConstraint(fields=("adhesion", "partie"), name="signature_une_par_partie"),
        )

    def __str__(self) -> str:
        return f"{self.nom}, {self.get_partie_display()}"


class PieceAdhesion(models.Model):
    """A document of a file: its content is kept by its SHA-256, once."""

    adhesion = models.ForeignKey(Adhesion, models.CASCADE, related_name="pieces", verbose_name="adhésion")
    genre = models.CharField("nature", max_length=10, choices=GenrePiece)
    nom = models.CharField("nom du fichier", max_length=120)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    type = models.CharField("type", max_length=100)
    taille = models.PositiveIntegerField("taille")
    deposee_le = models.DateField("déposée le")

    class Meta:
        ordering = ("adhesion", "pk")
        verbose_name = "pièce d’une adhésion"
        verbose_name_plural = "pièces des adhésions"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenrePiece.values), name="piece_genre"),
            models.UniqueConstraint(fields=("adhesion", "genre", "empreinte"), name="piece_une_fois"),
        )

    def __str__(self) -> str:
        return self.nom
