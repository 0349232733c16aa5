"""A meeting asked for by the members (R. 6123-3-14): their agenda, who signed, and when they were the majority."""

from django.db import models
from django.db.models import F, Q

from portulan.crefop.composition.models import Organe, Personne, Siege


class DemandeSeance(models.Model):
    """A request of members for a meeting. ``ordre``: the agenda they ask for, one item a line; it never changes.

    Once the majority signed (``atteinte_le``), what was counted is kept, and the two chairs have to convene.
    """

    organe = models.ForeignKey(Organe, models.PROTECT, related_name="demandes", verbose_name="organe")
    numero = models.CharField("numéro", max_length=20, unique=True)
    ordre = models.TextField("ordre du jour demandé")
    expose = models.TextField("exposé des motifs", blank=True)
    deposee_le = models.DateTimeField("déposée le")
    auteur = models.CharField("auteur", max_length=60)
    cle = models.CharField("clé du formulaire", max_length=64, blank=True)
    atteinte_le = models.DateTimeField("majorité atteinte le", null=True, blank=True)
    signataires = models.PositiveSmallIntegerField("signataires comptés", null=True, blank=True)
    requis = models.PositiveSmallIntegerField("signatures requises", null=True, blank=True)
    base = models.PositiveSmallIntegerField("membres", null=True, blank=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-deposee_le", "-pk")
        verbose_name = "demande de séance"
        verbose_name_plural = "demandes de séance"
        constraints = (
            models.CheckConstraint(condition=~Q(ordre=""), name="demande_a_son_ordre_du_jour"),
            models.CheckConstraint(
                condition=Q(atteinte_le__isnull=True)
                | Q(signataires__gte=F("requis"), base__isnull=False, retiree_le__isnull=True),
                name="demande_atteinte_comptee",
            ),
            models.UniqueConstraint(fields=("cle",), condition=~Q(cle=""), name="demande_une_par_formulaire"),
        )

    def __str__(self) -> str:
        return f"{self.numero}, {self.organe}"

    @property
    def points(self) -> list[str]:
        """Items asked for, in their order."""
        return [ligne.strip() for ligne in self.ordre.splitlines() if ligne.strip()]


class SignatureDemande(models.Model):
    """A member signs a request, for a seat, from its own account; taken back until the majority is reached."""

    demande = models.ForeignKey(DemandeSeance, models.PROTECT, related_name="signatures", verbose_name="demande")
    siege = models.ForeignKey(Siege, models.PROTECT, related_name="demandes_signees", verbose_name="siège")
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="demandes_signees", verbose_name="personne")
    auteur = models.CharField("auteur", max_length=60)
    signee_le = models.DateTimeField("signée le")
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        ordering = ("demande", "signee_le", "pk")
        verbose_name = "signature d’une demande de séance"
        verbose_name_plural = "signatures des demandes de séance"
        constraints = (
            models.UniqueConstraint(
                fields=("demande", "siege"),
                condition=Q(retiree_le__isnull=True),
                name="signature_demande_une_par_siege",
            ),
        )

    def __str__(self) -> str:
        return f"{self.siege} ({self.demande.numero})"
