"""Forms of the meetings: they clean what people type; the rules and the operations decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from portulan.crefop.composition.enums import Civilite
from portulan.crefop.composition.verifiable import COMPARATEURS
from portulan.crefop.seance.enums import GenreProposition, ModeSeance
from portulan.crefop.seance.ordre import MENTION
from portulan.web.formulaires.champs import Ligne, Texte

Choix = Sequence[tuple[Any, Any]]
LONGUEUR = 8000
PREND_ACTE = (
    "Une saisine présentée pour information n’est pas votée : le comité en prend acte, et elle est close. Un texte sur "
    "lequel le code demande un avis (art. R. 6123-3-2) s’inscrit pour avis."
)


def _jour(libelle: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=libelle, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _heure(libelle: str, **options: Any) -> forms.TimeField:
    return forms.TimeField(label=libelle, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class FormulaireSeance(forms.Form):
    """A meeting: body when it is new, date, place, mode, urgency; its mention when it is a second convocation."""

    organe = forms.ChoiceField(label="Organe")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    jour = _jour("Date")
    heure = _heure("Heure", help_text="Heure du lieu de la séance.")
    lieu = Ligne(label="Lieu", max_length=300)
    mode = forms.ChoiceField(label="Mode", choices=ModeSeance.choices)
    urgence = Ligne(
        label="Motif d’urgence",
        max_length=300,
        required=False,
        help_text="Seulement si le délai de convocation ne peut pas être tenu. Les deux présidences le signent.",
    )
    mention = Texte(
        label="Précision ajoutée à la mention",
        max_length=300 - len(MENTION) - 1,
        rangs=2,
        help_text=f"Facultative. La mention est toujours écrite : « {MENTION} »",
    )

    def __init__(self, *args: Any, organes: Choix = (), seconde: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organes:
            self.fields["organe"].choices = list(organes)  # type: ignore[attr-defined]
        else:
            del self.fields["organe"]
        if not seconde:
            del self.fields["mention"]
        else:
            self.fields["mention"].required = False

    @property
    def prevue_le(self) -> datetime:
        """Date and hour, at the place of the meeting."""
        propre = self.cleaned_data
        return datetime.combine(propre["jour"], propre["heure"], timezone.get_current_timezone())


class FormulairePoint(forms.Form):
    """An item of the agenda, by its kind."""

    saisine = forms.ChoiceField(label="Saisine")
    seance_pv = forms.ChoiceField(label="Procès-verbal à approuver")
    titre = Ligne(label="Intitulé", max_length=300)
    duree = forms.IntegerField(label="Durée prévue, en minutes", min_value=1, max_value=600, required=False)
    huis_clos = forms.BooleanField(label="À huis clos", required=False)
    derogation = Texte(
        label="Motif de l’inscription malgré une alerte bloquante",
        max_length=1000,
        required=False,
        rangs=2,
        help_text="Seulement si le texte est déjà adopté ou signé : le motif reste au dossier.",
    )

    def __init__(
        self, *args: Any, saisines: Choix | None = None, seances: Choix | None = None, avis: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not avis and saisines is not None:
            saisines = [("", "Aucune : une information sans saisine"), *saisines]
            self.fields["saisine"].required = False
            self.fields["saisine"].help_text = PREND_ACTE
        for nom, choix in (("saisine", saisines), ("seance_pv", seances)):
            if choix is None:
                del self.fields[nom]
            else:
                self.fields[nom].choices = list(choix)  # type: ignore[attr-defined]
        if not avis:
            del self.fields["derogation"]


class FormulaireInvitationSeance(forms.Form):
    """An invitation without a seat: who, for what, to the meeting or to one item."""

    civilite = forms.ChoiceField(label="Civilité", choices=Civilite.choices)
    prenom = Ligne(label="Prénom", max_length=80, required=False)
    nom = Ligne(label="Nom", max_length=80)
    qualite = Ligne(label="Qualité", max_length=200, help_text="Le procès-verbal nomme la personne avec sa qualité.")
    courriel = forms.EmailField(
        label="Courriel",
        max_length=254,
        required=False,
        help_text="L’invitation y est envoyée ; sans courriel, elle est à poster. Une adresse déjà connue désigne la "
        "personne qui la porte.",
    )
    point = forms.ChoiceField(label="Invitation pour", required=False)
    motif = Ligne(label="Objet de l’invitation", max_length=300)

    def __init__(self, *args: Any, points: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [("", "Toute la séance"), *points]  # type: ignore[attr-defined]


class FormulaireDemande(forms.Form):
    """A request of members for a meeting: body, agenda, reasons."""

    cle = forms.CharField(widget=forms.HiddenInput, max_length=64)
    organe = forms.ChoiceField(label="Organe")
    points = Texte(label="Ordre du jour demandé", max_length=6000, rangs=5, help_text="Un point par ligne.")
    expose = Texte(label="Exposé des motifs", max_length=LONGUEUR, required=False, rangs=4)

    def __init__(self, *args: Any, organes: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organe"].choices = list(organes)  # type: ignore[attr-defined]


class FormulairePieceSeance(forms.Form):
    """A document, for an item or for the whole meeting."""

    point = forms.ChoiceField(label="Point", required=False)
    titre = Ligne(label="Titre", max_length=200, required=False, help_text="À défaut, le nom du fichier.")
    fichier = forms.FileField(label="Fichier", help_text="PDF, PNG, JPEG, ODT, ODS, DOCX ou XLSX, 20 Mo au plus.")

    def __init__(self, *args: Any, points: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [("", "Toute la séance"), *points]  # type: ignore[attr-defined]


class FormulaireSignatureConvocation(forms.Form):
    """A signature: who signs, in which capacity, and the digest of what was shown."""

    empreinte = forms.CharField(widget=forms.HiddenInput, max_length=64)
    nom = Ligne(label="Nom du signataire", max_length=160)
    qualite = Ligne(label="Qualité", max_length=200)
    engagement = forms.BooleanField(
        label="J’ai lu la convocation ci-dessus et je la signe pour la partie que je préside.",
        error_messages={"required": "Cochez la case pour signer."},
    )


class FormulaireMandat(forms.Form):
    """A mandate: from a seat to another."""

    mandant = forms.ChoiceField(label="Siège absent, qui donne mandat")
    mandataire = forms.ChoiceField(label="Siège qui votera pour lui")

    def __init__(self, *args: Any, mandants: Choix, mandataires: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandant"].choices = list(mandants)  # type: ignore[attr-defined]
        self.fields["mandataire"].choices = list(mandataires)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two different seats."""
        propres = super().clean() or {}
        if propres.get("mandant") and propres["mandant"] == propres.get("mandataire"):
            self.add_error("mandataire", "Un siège ne se donne pas mandat à lui-même : choisissez-en un autre.")
        return propres


# What may be noted for one or several seats: value → (words, event, rank, how)
EVENEMENTS: dict[str, tuple[str, str, str, str]] = {
    "entre": ("Le titulaire entre", "entre", "titulaire", "salle"),
    "entre_suppleant": ("Le suppléant entre", "entre", "suppleant1", "salle"),
    "entre_second": ("Le second suppléant entre", "entre", "suppleant2", "salle"),
    "distance": ("Le titulaire est à distance, identifié", "entre", "titulaire", "distance"),
    "distance_suppleant": ("Le suppléant est à distance, identifié", "entre", "suppleant1", "distance"),
    "sort": ("Sort", "sort", "titulaire", "salle"),
    "sort_suppleant": ("Le suppléant sort", "sort", "suppleant1", "salle"),
    "excuse": ("Est excusé", "excuse", "titulaire", "salle"),
    "se_deporte": ("Se déporte pour un point", "se_deporte", "titulaire", "salle"),
    "revient": ("Met fin à son déport", "revient", "titulaire", "salle"),
}


class FormulairePresences(forms.Form):
    """An event noted for several seats at once, at a time of today (now when it is empty)."""

    evenement = forms.ChoiceField(label="Évènement", choices=[(cle, mots[0]) for cle, mots in EVENEMENTS.items()])
    heure = _heure("Heure", required=False, help_text="Vide : maintenant.")
    point = forms.ChoiceField(label="Point du déport", required=False)
    motif = Ligne(label="Motif", max_length=300, required=False)
    sieges = forms.MultipleChoiceField(label="Sièges", required=False)

    def __init__(self, *args: Any, points: Choix, sieges: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [("", "Aucun"), *points]  # type: ignore[attr-defined]
        self.fields["sieges"].choices = list(sieges)  # type: ignore[attr-defined]

    @property
    def quand(self) -> datetime | None:
        """The instant, when a time was typed."""
        heure = self.cleaned_data.get("heure")
        if heure is None:
            return None
        return datetime.combine(timezone.localdate(), heure, timezone.get_current_timezone())


class FormulaireDebat(forms.Form):
    """The summary of a debate, and the mark of the text that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    texte = Texte(label="Résumé du débat", max_length=LONGUEUR, required=False, rangs=8)


class FormulaireProposition(forms.Form):
    """A reserve, a recommendation or an amendment; a reserve says how it will be seen lifted."""

    genre = forms.ChoiceField(label="Nature", choices=GenreProposition.choices)
    texte = Texte(label="Texte", max_length=LONGUEUR, rangs=4)
    siege = forms.ChoiceField(label="Auteur (siège)", required=False)
    destinataire = Ligne(label="Adressée à", max_length=200, required=False)
    echeance = _jour("Échéance", required=False)
    essai = Texte(
        label="Comment on constatera qu’elle est levée",
        max_length=1000,
        required=False,
        rangs=2,
        help_text="Obligatoire pour une réserve, en mots ou par l’indicateur ci-dessous.",
    )
    question = forms.ChoiceField(label="Question de la fiche", required=False)
    indicateur = forms.ChoiceField(label="Indicateur", required=False)
    composante = Ligne(
        label="Composante de l’indicateur",
        max_length=60,
        required=False,
        help_text="Son code, si la réserve ne porte que sur une part de l’indicateur.",
    )
    comparateur = forms.ChoiceField(
        label="Comparaison",
        required=False,
        choices=[("", "–"), *COMPARATEURS.items()],
    )
    seuil = Ligne(label="Seuil", max_length=40, required=False)

    def __init__(self, *args: Any, sieges: Choix, questions: Choix, indicateurs: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["siege"].choices = [("", "Le secrétariat, en séance"), *sieges]  # type: ignore[attr-defined]
        self.fields["question"].choices = [("", "Aucune"), *questions]  # type: ignore[attr-defined]
        self.fields["indicateur"].choices = [("", "Aucun"), *indicateurs]  # type: ignore[attr-defined]
