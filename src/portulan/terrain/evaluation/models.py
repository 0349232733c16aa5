"""Assessments: what the operator declares, what the reviewers find (two columns that never meet), and the evidence."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Compte, Organisation
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.evaluation.enums import (
    EN_COURS,
    Cote,
    Etat,
    EtatAction,
    EtatPreuve,
    GenreRappel,
    Regard,
    SansObjet,
)
from portulan.terrain.reseau.models import Structure

NIVEAU_MAX = 4


class Campagne(models.Model):
    """An annual round: which referential, for which kinds of operators, from when to when.

    ``seuil``: percentage of criteria to assess before a score is shown (inclusive).
    """

    nom = models.CharField("nom", max_length=120)
    annee = models.PositiveSmallIntegerField("année")
    region = models.CharField("région", max_length=3, db_index=True)
    referentiel = models.ForeignKey(
        ReferentielPublie, models.PROTECT, related_name="campagnes", verbose_name="référentiel"
    )
    operateurs = models.JSONField("types d’opérateurs", default=list)
    du = models.DateField("du")
    au = models.DateField("au (inclus)")
    seuil = models.PositiveSmallIntegerField("seuil de couverture (%)", default=80)
    lancee_le = models.DateField("lancée le", null=True, blank=True)
    rappelee_le = models.DateField("rappelée le", null=True, blank=True)
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-annee", "-du", "pk")
        verbose_name = "campagne d’évaluation"
        verbose_name_plural = "campagnes d’évaluation"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("region", "annee", "nom"), name="campagne_nom"),
            models.CheckConstraint(condition=Q(au__gte=F("du")), name="campagne_dates"),
            models.CheckConstraint(condition=Q(seuil__lte=100), name="campagne_seuil"),
        )

    def __str__(self) -> str:
        return self.nom


class Evaluation(models.Model):
    """One assessment of a structure against one version of a referential, for ever.

    ``groupe``: kind of operator by which the criteria apply. ``contenu`` and ``empreinte``: what was validated, frozen.
    ``reprise_de``: the assessment whose answers were taken « to be confirmed ».
    """

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="evaluations", verbose_name="structure")
    referentiel = models.ForeignKey(
        ReferentielPublie, models.PROTECT, related_name="evaluations", verbose_name="référentiel"
    )
    campagne = models.ForeignKey(
        Campagne, models.PROTECT, null=True, blank=True, related_name="evaluations", verbose_name="campagne"
    )
    groupe = models.CharField("groupe", max_length=40)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.OUVERTE, db_index=True)
    reprise_de = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reprises", verbose_name="reprise de"
    )
    ouverte_le = models.DateField("ouverte le")
    echeance = models.DateField("à soumettre avant le", null=True, blank=True)
    soumise_le = models.DateField("soumise le", null=True, blank=True)
    renvoyee_motif = models.TextField("motif du renvoi", blank=True)
    validee_le = models.DateField("validée le", null=True, blank=True)
    valable_jusqu_au = models.DateField("valable jusqu’au (inclus)", null=True, blank=True)
    publiee_le = models.DateField("synthèse publiée le", null=True, blank=True)
    contenu = models.JSONField("contenu figé", null=True, blank=True)
    empreinte = models.CharField("empreinte", max_length=64, blank=True)
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-ouverte_le", "-pk")
        verbose_name = "évaluation"
        verbose_name_plural = "évaluations"
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(etat__in=Etat.values), name="evaluation_etat"),
            models.UniqueConstraint(
                fields=("structure",), condition=Q(etat__in=EN_COURS), name="evaluation_une_en_cours"
            ),
            models.CheckConstraint(
                condition=Q(etat__in=EN_COURS, validee_le__isnull=True, empreinte="", contenu__isnull=True)
                | Q(
                    etat__in=(Etat.VALIDEE, Etat.PERIMEE),
                    validee_le__isnull=False,
                    valable_jusqu_au__isnull=False,
                    contenu__isnull=False,
                )
                & ~Q(empreinte=""),
                name="evaluation_figee",
            ),
            models.CheckConstraint(
                condition=Q(publiee_le__isnull=True) | Q(validee_le__isnull=False), name="evaluation_publiee_validee"
            ),
        )

    def __str__(self) -> str:
        return f"{self.structure} ({self.ouverte_le:%Y})"


class Reponse(models.Model):
    """The operator's column: the level declared on one criterion. ``a_confirmer``: taken from another assessment."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="reponses", verbose_name="évaluation")
    critere = models.CharField("critère", max_length=20)
    niveau = models.PositiveSmallIntegerField("niveau déclaré", null=True, blank=True)
    commentaire = models.TextField("commentaire", blank=True)
    sans_objet = models.CharField("sans objet", max_length=10, choices=SansObjet, blank=True)
    motif = models.TextField("motif du sans objet", blank=True)
    decision = models.TextField("motif de la décision", blank=True)
    a_confirmer = models.BooleanField("à confirmer", default=False)
    confiee_a = models.ForeignKey(
        Compte, models.SET_NULL, null=True, blank=True, related_name="reponses_confiees", verbose_name="confiée à"
    )
    modifiee_par = models.ForeignKey(
        Compte, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="modifiée par"
    )
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("evaluation", "pk")
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("evaluation", "critere"), name="reponse_unique"),
            models.CheckConstraint(condition=Q(niveau__isnull=True) | Q(niveau__lte=NIVEAU_MAX), name="reponse_niveau"),
            models.CheckConstraint(condition=Q(sans_objet__in=SansObjet.values), name="reponse_sans_objet"),
            models.CheckConstraint(condition=Q(sans_objet="") | ~Q(motif=""), name="reponse_motif"),
            models.CheckConstraint(
                condition=~Q(sans_objet__in=(SansObjet.DEMANDEE, SansObjet.ACCEPTEE)) | Q(niveau__isnull=True),
                name="reponse_sans_objet_sans_niveau",
            ),
        )

    def __str__(self) -> str:
        return self.critere


class Relecture(models.Model):
    """A reviewer asked to cross-check an assessment."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="relectures", verbose_name="évaluation")
    relecteur = models.ForeignKey(Compte, models.PROTECT, related_name="relectures", verbose_name="relecteur")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation"
    )
    regard = models.CharField("regard", max_length=6, choices=Regard)
    designee_le = models.DateField("désignée le")
    rendue_le = models.DateField("rendue le", null=True, blank=True)

    class Meta:
        ordering = ("evaluation", "pk")
        verbose_name = "relecture"
        verbose_name_plural = "relectures"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("evaluation", "relecteur"), name="relecture_unique"),
            models.CheckConstraint(condition=Q(regard__in=Regard.values), name="relecture_regard"),
        )

    def __str__(self) -> str:
        return f"{self.evaluation} – {self.relecteur}"


class Constat(models.Model):
    """A reviewer's column: the level found on one criterion. It never touches what the operator declared."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="constats", verbose_name="évaluation")
    critere = models.CharField("critère", max_length=20)
    relecteur = models.ForeignKey(Compte, models.PROTECT, related_name="constats", verbose_name="relecteur")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation"
    )
    regard = models.CharField("regard", max_length=6, choices=Regard)
    niveau = models.PositiveSmallIntegerField("niveau constaté")
    commentaire = models.TextField("commentaire", blank=True)
    ecrit_le = models.DateTimeField("écrit le")
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("evaluation", "pk")
        verbose_name = "constat"
        verbose_name_plural = "constats"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("evaluation", "critere", "relecteur"), name="constat_unique"),
            models.CheckConstraint(condition=Q(niveau__lte=NIVEAU_MAX), name="constat_niveau"),
            models.CheckConstraint(condition=Q(regard__in=Regard.values), name="constat_regard"),
        )

    def __str__(self) -> str:
        return self.critere


class Echange(models.Model):
    """A message of the contradictory exchange about one criterion; never rewritten."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="echanges", verbose_name="évaluation")
    critere = models.CharField("critère", max_length=20)
    auteur = models.ForeignKey(Compte, models.PROTECT, related_name="+", verbose_name="auteur")
    cote = models.CharField("côté", max_length=10, choices=Cote)
    texte = models.TextField("texte")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        ordering = ("ecrit_le", "pk")
        verbose_name = "échange"
        verbose_name_plural = "échanges"
        constraints: ClassVar = (
            models.CheckConstraint(condition=~Q(texte=""), name="echange_texte"),
            models.CheckConstraint(condition=Q(cote__in=Cote.values), name="echange_cote"),
        )

    def __str__(self) -> str:
        return self.critere


class Preuve(models.Model):
    """A piece of evidence of a structure: its file is kept once under its SHA-256 (``depot``), whatever its name."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="preuves", verbose_name="structure")
    empreinte = models.CharField("SHA-256", max_length=64, db_index=True)
    nom = models.CharField("nom du fichier", max_length=120)
    libelle = models.CharField("intitulé", max_length=150, blank=True)
    type = models.CharField("type", max_length=100)
    taille = models.PositiveBigIntegerField("taille (octets)")
    effet_le = models.DateField("date d’effet")
    valide_jusqu_au = models.DateField("valable jusqu’au (inclus)", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatPreuve, default=EtatPreuve.DEPOSEE)
    remarque = models.TextField("remarque de la relecture", blank=True)
    deposee_par = models.ForeignKey(
        Compte, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="déposée par"
    )
    deposee_le = models.DateTimeField("déposée le")
    effacee_le = models.DateField("fichier effacé le", null=True, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-deposee_le", "-pk")
        verbose_name = "preuve"
        verbose_name_plural = "preuves"
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(etat__in=EtatPreuve.values), name="preuve_etat"),
            models.CheckConstraint(condition=Q(taille__gt=0) & ~Q(empreinte=""), name="preuve_fichier"),
            models.CheckConstraint(
                condition=Q(valide_jusqu_au__isnull=True) | Q(valide_jusqu_au__gte=F("effet_le")), name="preuve_dates"
            ),
            models.UniqueConstraint(
                fields=("structure", "empreinte"),
                condition=~Q(etat=EtatPreuve.RETIREE),
                name="preuve_une_par_fichier",
            ),
        )

    def __str__(self) -> str:
        return self.libelle or self.nom


class PreuveCritere(models.Model):
    """A criterion that a piece of evidence supports, in one assessment: the same piece may support several."""

    preuve = models.ForeignKey(Preuve, models.CASCADE, related_name="criteres", verbose_name="preuve")
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="preuves", verbose_name="évaluation")
    critere = models.CharField("critère", max_length=20)

    class Meta:
        ordering = ("evaluation", "critere", "pk")
        verbose_name = "preuve d’un critère"
        verbose_name_plural = "preuves des critères"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("evaluation", "critere", "preuve"), name="preuve_critere_unique"),
        )

    def __str__(self) -> str:
        return f"{self.critere} – {self.preuve}"


class ActionProgres(models.Model):
    """An action of the progress plan of a structure: what, who, by when, for which criterion."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="actions", verbose_name="structure")
    evaluation = models.ForeignKey(
        Evaluation, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="évaluation"
    )
    critere = models.CharField("critère", max_length=20)
    action = models.TextField("action")
    responsable = models.CharField("responsable", max_length=120)
    echeance = models.DateField("échéance")
    etat = models.CharField("état", max_length=10, choices=EtatAction, default=EtatAction.A_FAIRE)
    close_le = models.DateField("terminée le", null=True, blank=True)
    creee_le = models.DateField("créée le")
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("echeance", "pk")
        verbose_name = "action de progrès"
        verbose_name_plural = "actions de progrès"
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(etat__in=EtatAction.values), name="action_etat"),
            models.CheckConstraint(
                condition=Q(etat=EtatAction.CLOSE, close_le__isnull=False)
                | ~Q(etat=EtatAction.CLOSE) & Q(close_le__isnull=True),
                name="action_close",
            ),
        )

    def __str__(self) -> str:
        return self.action[:60]

    def en_retard(self, jour: date) -> bool:
        """Past its due date and neither done nor given up."""
        return self.etat in {EtatAction.A_FAIRE, EtatAction.EN_COURS} and self.echeance < jour


class Rappel(models.Model):
    """A reminder that was sent: what it spoke of, how many days before, to whom. Sent once."""

    genre = models.CharField("genre", max_length=10, choices=GenreRappel)
    cible = models.PositiveBigIntegerField("objet")
    echeance = models.DateField("échéance")
    jours = models.PositiveSmallIntegerField("jours avant")
    destinataire = models.ForeignKey(Compte, models.CASCADE, related_name="+", verbose_name="destinataire")
    envoye_le = models.DateTimeField("envoyé le")

    class Meta:
        ordering = ("-envoye_le", "-pk")
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=("genre", "cible", "echeance", "jours", "destinataire"), name="rappel_une_fois"
            ),
            models.CheckConstraint(condition=Q(genre__in=GenreRappel.values), name="rappel_genre"),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} J-{self.jours}"
