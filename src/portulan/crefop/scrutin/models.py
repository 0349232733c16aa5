"""A ballot: its body frozen at opening, one ballot per seat, its result drawn from the ballots alone."""

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Compte
from portulan.crefop.composition.models import Personne, Siege
from portulan.crefop.scrutin import isoloir  # noqa: F401 (its models belong to this application)
from portulan.crefop.scrutin.enums import Canal, EtatScrutin, GenreExplication, Issue, ModeScrutin, ObjetScrutin
from portulan.crefop.seance.models import ConstatQuorum, PointOrdre, Proposition


class Scrutin(models.Model):
    """A vote on an item. ``regles``: majority base, tie and casting vote, copied from the meeting at opening."""

    point = models.ForeignKey(PointOrdre, models.PROTECT, related_name="scrutins", verbose_name="point")
    rang = models.PositiveSmallIntegerField("rang")
    objet = models.CharField("objet", max_length=16, choices=ObjetScrutin)
    proposition = models.ForeignKey(
        Proposition, models.PROTECT, null=True, blank=True, related_name="scrutins", verbose_name="proposition"
    )
    intitule = models.CharField("intitulé", max_length=300)
    mode = models.CharField("mode", max_length=14, choices=ModeScrutin)
    etat = models.CharField("état", max_length=10, choices=EtatScrutin, default=EtatScrutin.PREPARE, db_index=True)
    regles = models.JSONField("règles appliquées", default=dict, blank=True)
    demandeurs = models.PositiveSmallIntegerField("sièges qui ont demandé le secret", default=0)
    constat = models.ForeignKey(
        ConstatQuorum, models.PROTECT, null=True, blank=True, related_name="scrutins", verbose_name="constat de quorum"
    )
    ouvert_le = models.DateTimeField("ouvert le", null=True, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    proclame_le = models.DateTimeField("proclamé le", null=True, blank=True)
    motif_annulation = models.CharField("motif d’annulation", max_length=300, blank=True)
    version = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("point", "rang", "pk")
        verbose_name = "scrutin"
        verbose_name_plural = "scrutins"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatScrutin.values), name="scrutin_etat"),
            models.CheckConstraint(condition=Q(mode__in=ModeScrutin.values), name="scrutin_mode"),
            models.CheckConstraint(condition=Q(objet__in=ObjetScrutin.values), name="scrutin_objet"),
            models.CheckConstraint(
                condition=Q(objet=ObjetScrutin.PROPOSITION, proposition__isnull=False)
                | ~Q(objet=ObjetScrutin.PROPOSITION) & Q(proposition__isnull=True),
                name="scrutin_sur_sa_proposition",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatScrutin.PREPARE, ouvert_le__isnull=True)
                | Q(etat=EtatScrutin.OUVERT, ouvert_le__isnull=False, clos_le__isnull=True)
                | Q(etat__in=(EtatScrutin.CLOS, EtatScrutin.DEPOUILLE), clos_le__isnull=False)
                | Q(etat=EtatScrutin.PROCLAME, clos_le__isnull=False, proclame_le__isnull=False)
                | Q(etat=EtatScrutin.ANNULE),
                name="scrutin_etat_date",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatScrutin.ANNULE) | ~Q(motif_annulation=""), name="scrutin_annule_motive"
            ),
            models.CheckConstraint(
                condition=Q(clos_le__isnull=True) | Q(clos_le__gte=F("ouvert_le")), name="scrutin_heures"
            ),
            models.UniqueConstraint(fields=("point", "rang"), name="scrutin_rang_unique"),
            models.UniqueConstraint(
                fields=("point",), condition=Q(etat=EtatScrutin.OUVERT), name="scrutin_un_ouvert_par_point"
            ),
            models.UniqueConstraint(
                fields=("proposition",),
                condition=Q(proposition__isnull=False) & ~Q(etat=EtatScrutin.ANNULE),
                name="scrutin_un_par_proposition",
            ),
            models.UniqueConstraint(
                fields=("point", "objet"),
                condition=Q(objet__in=(ObjetScrutin.ENSEMBLE, ObjetScrutin.PROCES_VERBAL))
                & ~Q(etat=EtatScrutin.ANNULE),
                name="scrutin_un_ensemble_par_point",
            ),
        )

    def __str__(self) -> str:
        return self.intitule


class Electeur(models.Model):
    """A seat of the body, frozen at opening: its names that day, who carries its vote, with how many voices.

    ``compte``: the account that may vote on a device. ``a_vote``, ``canal``, ``recepisse``, ``cle`` (idempotency key of
    the sending) and ``recu_le`` are written once, when the seat votes; a secret vote keeps no time. No choice is here.
    """

    scrutin = models.ForeignKey(Scrutin, models.PROTECT, related_name="electeurs", verbose_name="scrutin")
    siege = models.ForeignKey(Siege, models.PROTECT, related_name="votes", verbose_name="siège")
    rang = models.PositiveSmallIntegerField("rang")
    code = models.CharField("code du siège", max_length=40)
    libelle = models.CharField("siège", max_length=200)
    organisation = models.CharField("organisation", max_length=200, blank=True)
    college = models.CharField("collège", max_length=40)
    college_libelle = models.CharField("libellé du collège", max_length=200)
    copreside = models.CharField("copréside pour", max_length=8, blank=True)
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="votes", verbose_name="porteur du vote")
    compte = models.ForeignKey(
        Compte, models.SET_NULL, null=True, blank=True, related_name="votes", verbose_name="compte"
    )
    poids = models.PositiveSmallIntegerField("voix")
    par_mandat = models.BooleanField("par mandat", default=False)
    a_vote = models.BooleanField("a voté", default=False)
    canal = models.CharField("canal", max_length=12, choices=Canal, blank=True)
    recepisse = models.CharField("récépissé", max_length=64, blank=True)
    cle = models.CharField("clé d’envoi", max_length=64, blank=True)
    recu_le = models.DateTimeField("reçu le", null=True, blank=True)

    class Meta:
        ordering = ("scrutin", "rang")
        verbose_name = "électeur"
        verbose_name_plural = "électeurs"
        constraints = (
            models.CheckConstraint(condition=Q(poids__gte=1), name="electeur_a_une_voix"),
            models.CheckConstraint(
                condition=Q(a_vote=False, canal="", recepisse="", cle="", recu_le__isnull=True)
                | Q(a_vote=True, canal__in=Canal.values) & ~Q(recepisse=""),
                name="electeur_marque_entiere",
            ),
            models.UniqueConstraint(fields=("scrutin", "siege"), name="electeur_un_par_siege"),
            models.UniqueConstraint(fields=("scrutin", "code"), name="electeur_code_unique"),
            models.UniqueConstraint(
                fields=("recepisse",), condition=~Q(recepisse=""), name="electeur_recepisse_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.libelle} ({self.poids})"


class Contestation(models.Model):
    """A member says that what was entered for his seat is not his vote; answered before the proclamation."""

    electeur = models.OneToOneField(Electeur, models.PROTECT, related_name="contestation", verbose_name="électeur")
    motif = models.CharField("motif", max_length=300)
    auteur = models.CharField("auteur", max_length=60)
    deposee_le = models.DateTimeField("déposée le")
    reponse = models.CharField("réponse", max_length=300, blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        ordering = ("deposee_le", "pk")
        verbose_name = "contestation d’un bulletin"
        verbose_name_plural = "contestations de bulletins"
        constraints = (
            models.CheckConstraint(condition=~Q(motif=""), name="contestation_motivee"),
            models.CheckConstraint(
                condition=Q(reponse="", repondue_le__isnull=True) | ~Q(reponse="") & Q(repondue_le__isnull=False),
                name="contestation_repondue_datee",
            ),
        )

    def __str__(self) -> str:
        return f"{self.electeur_id} : {self.motif}"


class ResultatScrutin(models.Model):
    """What a ballot gave, stored at its counting: canonical JSON under a SHA-256, recomputed by whoever doubts."""

    scrutin = models.OneToOneField(Scrutin, models.PROTECT, related_name="resultat", verbose_name="scrutin")
    issue = models.CharField("issue", max_length=12, choices=Issue)
    contenu = models.TextField("contenu (JSON canonique)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    bulletins_empreinte = models.CharField("empreinte des bulletins", max_length=64)

    class Meta:
        ordering = ("scrutin",)
        verbose_name = "résultat d’un scrutin"
        verbose_name_plural = "résultats des scrutins"
        constraints = (models.CheckConstraint(condition=Q(issue__in=Issue.values), name="resultat_issue"),)

    def __str__(self) -> str:
        return self.issue


class ExplicationVote(models.Model):
    """An explanation of vote, or a disagreement put on record: a right, never moderated, only stamped."""

    point = models.ForeignKey(PointOrdre, models.PROTECT, related_name="explications", verbose_name="point")
    siege = models.ForeignKey(Siege, models.PROTECT, related_name="explications", verbose_name="siège")
    genre = models.CharField(
        "genre",
        max_length=12,
        choices=GenreExplication,
    )
    texte = models.TextField("texte")
    auteur = models.CharField("auteur", max_length=60)
    deposee_le = models.DateTimeField("déposée le")

    class Meta:
        ordering = ("point", "pk")
        verbose_name = "explication de vote"
        verbose_name_plural = "explications de vote"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreExplication.values), name="explication_genre"),
            models.CheckConstraint(condition=~Q(texte=""), name="explication_ecrite"),
        )

    def __str__(self) -> str:
        return f"{self.siege_id} {self.genre}"
