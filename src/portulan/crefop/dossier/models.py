"""What is referred to the committee, its history and its clock; the dossier, question by question, then frozen.

A referral holds a copy of the text it is about and its digest: never a key to a text that may change.
"""

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Organisation
from portulan.crefop.composition.models import Organe, Personne, Siege
from portulan.crefop.dossier.enums import EtatDossier, EtatReponse, EtatSaisine, GenreObservation, TypeSaisine


class Saisine(models.Model):
    """A referral: who asks for an opinion, on which text (copied, hashed), before which planned adoption.

    ``contenu``: the text itself as plain JSON (title, articles, commitments; ``fichier`` when it is a document kept by
    its digest). ``adoptee_le``: the day the act was adopted or signed, once known: an opinion of that day or later is
    an irregularity (CR-C01). ``delai``: that of the rules of the day, in days; None: no delay. ``derogation``: why the
    referral is taken although a rule stops it. ``cle``: the form that deposited it, so that it is taken once.
    """

    numero = models.CharField("numéro", max_length=20, unique=True)
    organe = models.ForeignKey(Organe, models.PROTECT, related_name="saisines", verbose_name="organe compétent")
    type = models.CharField("objet de la saisine", max_length=30, choices=TypeSaisine)
    annee = models.PositiveSmallIntegerField("année concernée", null=True, blank=True)
    auteur = models.ForeignKey(Organisation, models.PROTECT, related_name="saisines", verbose_name="auteur")
    titre = models.CharField("titre du texte", max_length=200)
    texte_version = models.CharField("version du texte", max_length=80)
    texte_empreinte = models.CharField("empreinte du texte", max_length=64)
    contenu = models.JSONField("texte soumis", default=dict)
    lettre = models.CharField("référence de la lettre de saisine", max_length=200, blank=True)
    recue_le = models.DateField("reçue le")
    adoption_prevue_le = models.DateField("adoption ou signature prévue le", null=True, blank=True)
    adoptee_le = models.DateField("adoptée ou signée le", null=True, blank=True)
    adoptee_acte = models.CharField("acte d’adoption", max_length=200, blank=True)
    delai = models.PositiveSmallIntegerField("délai (jours)", null=True, blank=True)
    delai_reference = models.CharField("référence du délai", max_length=200, blank=True)
    derogation = models.TextField("motif de la dérogation", blank=True)
    cle = models.CharField("clé du formulaire", max_length=40, blank=True)
    etat = models.CharField("état", max_length=16, choices=EtatSaisine, default=EtatSaisine.RECUE, db_index=True)
    created_at = models.DateTimeField("créée le")
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("-recue_le", "-pk")
        verbose_name = "saisine"
        verbose_name_plural = "saisines"
        constraints = (
            models.CheckConstraint(condition=Q(type__in=TypeSaisine.values), name="saisine_type"),
            models.CheckConstraint(condition=Q(etat__in=EtatSaisine.values), name="saisine_etat"),
            models.CheckConstraint(condition=~Q(texte_empreinte="") & ~Q(titre=""), name="saisine_texte_designe"),
            models.CheckConstraint(
                condition=~Q(type=TypeSaisine.CONVENTION_ETAT_REGION) | Q(annee__isnull=False),
                name="saisine_convention_a_son_annee",
            ),
            models.CheckConstraint(
                condition=Q(delai__isnull=True) | ~Q(delai_reference=""), name="saisine_delai_reference"
            ),
            models.CheckConstraint(
                condition=Q(adoptee_le__isnull=True) | ~Q(adoptee_acte=""), name="saisine_adoption_a_son_acte"
            ),
            models.UniqueConstraint(fields=("cle",), condition=~Q(cle=""), name="saisine_formulaire_une_fois"),
        )

    def __str__(self) -> str:
        return f"{self.numero} {self.titre}"

    @property
    def fiche(self) -> int | None:
        """Number of the fiche that prepares this opinion; None for the other referrals."""
        return {TypeSaisine.CAHIER_CHARGES_SPRO: 1, TypeSaisine.CONVENTION_ETAT_REGION: 2}.get(TypeSaisine(self.type))


class EtapeSaisine(models.Model):
    """A step of a referral: by whom, when, why. Never changed; ``version`` is that of the referral before it."""

    saisine = models.ForeignKey(Saisine, models.PROTECT, related_name="etapes", verbose_name="saisine")
    transition = models.CharField("étape", max_length=24)
    vers = models.CharField("état atteint", max_length=16, choices=EtatSaisine)
    jour = models.DateField("jour")
    quand = models.DateTimeField("quand")
    auteur = models.CharField("auteur", max_length=60)
    motif = models.TextField("motif", blank=True)
    version = models.PositiveIntegerField("révision avant l’étape")

    class Meta:
        ordering = ("saisine", "pk")
        verbose_name = "étape d’une saisine"
        verbose_name_plural = "étapes des saisines"
        constraints = (models.UniqueConstraint(fields=("saisine", "version"), name="etape_saisine_une_par_version"),)

    def __str__(self) -> str:
        return f"{self.jour} {self.transition}"


class Suspension(models.Model):
    """The clock of a referral stops while its author completes it."""

    saisine = models.ForeignKey(Saisine, models.PROTECT, related_name="suspensions", verbose_name="saisine")
    du = models.DateField("du")
    au = models.DateField("reprise le", null=True, blank=True)
    motif = models.CharField("motif", max_length=300)

    class Meta:
        ordering = ("saisine", "du", "pk")
        verbose_name = "suspension du délai"
        verbose_name_plural = "suspensions du délai"
        constraints = (
            models.CheckConstraint(condition=Q(au__isnull=True) | Q(au__gte=F("du")), name="suspension_dates"),
            models.CheckConstraint(condition=~Q(motif=""), name="suspension_motivee"),
            models.UniqueConstraint(fields=("saisine",), condition=Q(au__isnull=True), name="suspension_une_en_cours"),
        )

    def __str__(self) -> str:
        return f"{self.saisine_id} du {self.du}"


class Rapporteur(models.Model):
    """Who reports on a referral; belonging to its author is allowed, and always said."""

    saisine = models.ForeignKey(Saisine, models.CASCADE, related_name="rapporteurs", verbose_name="saisine")
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="rapports", verbose_name="personne")
    nomme_le = models.DateField("nommé le")

    class Meta:
        ordering = ("saisine", "nomme_le", "pk")
        verbose_name = "rapporteur"
        verbose_name_plural = "rapporteurs"
        constraints = (models.UniqueConstraint(fields=("saisine", "personne"), name="rapporteur_unique"),)

    def __str__(self) -> str:
        return str(self.personne)


class Dossier(models.Model):
    """A version of the dossier: a frozen snapshot and what the instruction says of each question.

    Frozen, ``contenu`` (canonical JSON) holds everything the committee judges on, under ``empreinte``.
    ``reserves_precedentes``: follow-up of last year's reserves, as it stood when the dossier was opened.
    """

    saisine = models.ForeignKey(Saisine, models.PROTECT, related_name="dossiers", verbose_name="saisine")
    numero = models.PositiveSmallIntegerField("version")
    instantane = models.CharField("instantané", max_length=80)
    instantane_sceau = models.CharField("sceau de l’instantané", max_length=64, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatDossier, default=EtatDossier.OUVERT)
    cree_le = models.DateTimeField("créé le")
    fige_le = models.DateTimeField("figé le", null=True, blank=True)
    contenu = models.TextField("contenu figé (JSON canonique)", blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    reserves_precedentes = models.JSONField("suites des réserves précédentes", default=list, blank=True)
    version = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("saisine", "-numero")
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatDossier.values), name="dossier_etat"),
            models.CheckConstraint(
                condition=Q(etat=EtatDossier.OUVERT, fige_le__isnull=True, empreinte="", contenu="")
                | ~Q(etat=EtatDossier.OUVERT) & Q(fige_le__isnull=False) & ~Q(empreinte="") & ~Q(contenu=""),
                name="dossier_fige_et_hache",
            ),
            models.UniqueConstraint(fields=("saisine", "numero"), name="dossier_numero_unique"),
            models.UniqueConstraint(
                fields=("saisine",), condition=Q(etat=EtatDossier.OUVERT), name="dossier_un_ouvert"
            ),
        )

    def __str__(self) -> str:
        return f"dossier {self.saisine.numero} v{self.numero}"


class ReponseQuestion(models.Model):
    """What the instruction says of a question, beside the computed figures."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="reponses", verbose_name="dossier")
    question = models.CharField("question de la fiche", max_length=20)
    etat = models.CharField("état", max_length=12, choices=EtatReponse, default=EtatReponse.A_INSTRUIRE)
    texte = models.TextField("texte du rapporteur", blank=True)
    raison = models.TextField("pourquoi aucune réponse n’est possible", blank=True)
    auteur = models.CharField("dernier auteur", max_length=60, blank=True)
    revision = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("dossier", "pk")
        verbose_name = "réponse à une question"
        verbose_name_plural = "réponses aux questions"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatReponse.values), name="reponse_question_etat"),
            models.CheckConstraint(
                condition=~Q(etat=EtatReponse.SANS_REPONSE) | ~Q(raison=""), name="reponse_question_raison"
            ),
            models.UniqueConstraint(fields=("dossier", "question"), name="reponse_question_unique"),
        )

    def __str__(self) -> str:
        return f"{self.question} ({self.get_etat_display()})"


class PieceDossier(models.Model):
    """A document of the dossier, kept by its SHA-256; for one question, or for the whole (``question`` empty)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pieces", verbose_name="dossier")
    question = models.CharField("question de la fiche", max_length=20, blank=True)
    titre = models.CharField("titre", max_length=200)
    nom = models.CharField("nom du fichier", max_length=120)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    type = models.CharField("type", max_length=100)
    taille = models.PositiveIntegerField("taille")
    deposee_le = models.DateTimeField("déposée le")
    publique = models.BooleanField("publiée avec le dossier", default=True)

    class Meta:
        ordering = ("dossier", "question", "pk")
        verbose_name = "pièce du dossier"
        verbose_name_plural = "pièces du dossier"
        constraints = (
            models.UniqueConstraint(fields=("dossier", "question", "empreinte"), name="piece_dossier_une_fois"),
        )

    def __str__(self) -> str:
        return self.titre


class Observation(models.Model):
    """What a member writes on a question before the meeting: a comment, or a reserve or recommendation to vote on.

    ``essai``: how a reserve will be seen lifted (``texte``, or indicateur, composante, comparateur, seuil, echeance).
    ``cle``: digest of what was sent; the same observation is kept once.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="observations", verbose_name="dossier")
    question = models.CharField("question de la fiche", max_length=20, blank=True)
    genre = models.CharField("genre", max_length=16, choices=GenreObservation)
    siege = models.ForeignKey(Siege, models.PROTECT, related_name="observations", verbose_name="siège")
    auteur = models.CharField("auteur", max_length=60)
    texte = models.TextField("texte")
    essai = models.JSONField("comment la lever", default=dict, blank=True)
    deposee_le = models.DateTimeField("déposée le")
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    cle = models.CharField("clé", max_length=64, blank=True)

    class Meta:
        ordering = ("dossier", "question", "pk")
        verbose_name = "observation"
        verbose_name_plural = "observations"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreObservation.values), name="observation_genre"),
            models.CheckConstraint(condition=~Q(texte=""), name="observation_ecrite"),
            models.UniqueConstraint(
                fields=("dossier", "cle"),
                condition=~Q(cle="") & Q(retiree_le__isnull=True),
                name="observation_une_fois",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.question}"


class PreAvis(models.Model):
    """What a commission or an expert says before the committee: not the legal opinion; cites the dossier it judged."""

    saisine = models.ForeignKey(Saisine, models.CASCADE, related_name="preavis", verbose_name="saisine")
    demande_a = models.CharField("demandé à", max_length=200)
    demande_le = models.DateField("demandé le")
    echeance = models.DateField("attendu pour le", null=True, blank=True)
    rendu_le = models.DateField("rendu le", null=True, blank=True)
    sens = models.CharField("sens", max_length=40, blank=True)
    texte = models.TextField("texte", blank=True)
    dossier_empreinte = models.CharField("empreinte du dossier jugé", max_length=64, blank=True)

    class Meta:
        ordering = ("saisine", "demande_le", "pk")
        verbose_name = "pré-avis"
        verbose_name_plural = "pré-avis"
        constraints = (
            models.CheckConstraint(condition=Q(rendu_le__isnull=True) | ~Q(texte=""), name="preavis_rendu_ecrit"),
        )

    def __str__(self) -> str:
        return self.demande_a
