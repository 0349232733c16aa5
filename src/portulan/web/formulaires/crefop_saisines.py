"""Forms of the referrals: they clean what people type; the rules and the operations decide."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portulan.crefop.composition.verifiable import COMPARATEURS
from portulan.crefop.dossier.enums import EtatReponse, GenreObservation, TypeSaisine
from portulan.web.formulaires.charte import Jour, Ligne, Texte

AUTRE = "autre"
LONGUEUR = 20_000
_GENRES = [(g.value, g.label[:1].upper() + g.label[1:]) for g in GenreObservation]
_ETATS = [(e.value, e.label[:1].upper() + e.label[1:]) for e in EtatReponse]


class FormulaireSaisine(forms.Form):
    """A referral: the text (a submitted version of the charter, or another one), the letter, the dates."""

    cle = forms.CharField(widget=forms.HiddenInput, max_length=40)
    organe = forms.ChoiceField(
        label="Comité saisi",
        help_text="Le réseau pour l’emploi relève du comité régional pour l’emploi, tout le reste du comité plénier.",
    )
    auteur = forms.ChoiceField(label="Auteur de la saisine", help_text="La Région ou l’État, qui arrête ou signe.")
    source = forms.ChoiceField(
        label="Texte soumis",
        widget=forms.RadioSelect,
        help_text="Le texte est recopié dans la saisine avec son empreinte : il ne changera plus.",
    )
    type = forms.ChoiceField(
        label="Objet", choices=[("", "À choisir"), *TypeSaisine.choices], required=False,
        help_text="Pour un autre texte seulement : une version de la charte porte déjà son objet.",
    )  # fmt: skip
    titre = Ligne(label="Titre du texte", max_length=200, required=False, help_text="Pour un autre texte seulement.")
    texte = Texte(
        label="Texte collé", max_length=400_000, required=False, rangs=6, help_text="Ou joignez le fichier ci-dessous."
    )
    fichier = forms.FileField(
        label="Fichier du texte", required=False, help_text="PDF ou document bureautique, 20 Mo au plus."
    )
    annee = forms.IntegerField(
        label="Année concernée", min_value=2015, max_value=2100, required=False, help_text="Pour une convention."
    )
    lettre = Ligne(
        label="Référence de la lettre de saisine", max_length=200, required=False,
        help_text="Par exemple : courrier n° 2026-114 du 3 mars 2026.",
    )  # fmt: skip
    recue_le = forms.DateField(label="Reçue le", widget=Jour)
    adoption_prevue_le = forms.DateField(
        label="Adoption ou signature prévue le", widget=Jour, required=False,
        help_text="L’avis doit être rendu avant ce jour.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        organes: Sequence[tuple[str, str]],
        auteurs: Sequence[tuple[str, str]],
        versions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organe"].choices = organes
        self.fields["auteur"].choices = auteurs
        self.fields["source"].choices = [*versions, (AUTRE, "Un autre texte, collé ou joint plus bas")]

    def clean(self) -> dict[str, Any]:
        """Another text has an object, a title, and a content: pasted or sent, not both."""
        propre: dict[str, Any] = super().clean() or {}
        if propre.get("source") == AUTRE:
            for champ, message in (
                ("type", "Choisissez l’objet de la saisine."),
                ("titre", "Donnez le titre du texte."),
            ):
                if not propre.get(champ):
                    self.add_error(champ, message)
            if bool(propre.get("texte")) == bool(propre.get("fichier")):
                self.add_error("texte", "Collez le texte, ou joignez son fichier : l’un ou l’autre.")
        return propre


class FormulaireMotif(forms.Form):
    """A step: the version that the person saw, and a reason when the step asks for one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    motif = Texte(label="Motif", max_length=6000, required=False, rangs=3)


class FormulaireAdoption(forms.Form):
    """The act that followed: when, which one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    jour = forms.DateField(label="Adopté ou signé le", widget=Jour)
    acte = Ligne(label="Acte", max_length=200, help_text="Par exemple : délibération n° 26-118 du 26 juin 2026.")


class FormulairePreavis(forms.Form):
    """A pre-opinion to ask for."""

    demande_a = Ligne(label="Demandé à", max_length=200, help_text="Une commission, un expert.")
    echeance = forms.DateField(label="Attendu pour le", widget=Jour, required=False)


class FormulairePreavisRendu(forms.Form):
    """What was answered."""

    sens = Ligne(label="Sens", max_length=40, help_text="Par exemple : favorable, réservé.")
    texte = Texte(label="Texte du pré-avis", max_length=LONGUEUR, rangs=5)


class FormulaireReponse(forms.Form):
    """The instruction of a question."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    etat = forms.ChoiceField(label="État de la réponse", choices=_ETATS, widget=forms.RadioSelect)
    texte = Texte(
        label="Texte du rapporteur", max_length=LONGUEUR, required=False, rangs=8,
        help_text="Ce que les chiffres ne disent pas : contexte, limites, lecture. Il figurera à côté d’eux.",
    )  # fmt: skip
    raison = Texte(
        label="Pourquoi aucune réponse n’est possible", max_length=4000, required=False, rangs=3,
        help_text="Seulement pour « sans réponse possible » : ce qui manque, et qui le détient.",
    )  # fmt: skip


class FormulairePiece(forms.Form):
    """A document of the dossier."""

    question = forms.ChoiceField(label="Question", required=False)
    titre = Ligne(label="Titre", max_length=200, required=False, help_text="À défaut, le nom du fichier.")
    fichier = forms.FileField(label="Fichier", help_text="PDF, image ou document bureautique, 20 Mo au plus.")
    interne = forms.BooleanField(
        label="Réservée aux membres : elle ne sera pas publiée avec le dossier", required=False
    )

    def __init__(self, *args: Any, questions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [("", "Tout le dossier"), *questions]


class FormulaireObservation(forms.Form):
    """What a member writes: a comment, a reserve that can be tested, a recommendation."""

    genre = forms.ChoiceField(label="Nature", choices=_GENRES, widget=forms.RadioSelect, initial="commentaire")
    texte = Texte(label="Votre observation", max_length=6000, rangs=5)
    essai = Texte(
        label="Comment constater que la réserve est levée", max_length=2000, required=False, rangs=2,
        help_text="Pour une réserve : en mots, ou par les quatre champs qui suivent.",
    )  # fmt: skip
    indicateur = forms.ChoiceField(label="Indicateur", required=False)
    comparateur = forms.ChoiceField(
        label="Comparaison", choices=[("", "À choisir"), *COMPARATEURS.items()], required=False
    )
    seuil = forms.DecimalField(label="Seuil", required=False, max_digits=12, decimal_places=3, localize=True)
    echeance = forms.DateField(label="À atteindre le", widget=Jour, required=False)

    def __init__(self, *args: Any, indicateurs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicateur"].choices = [("", "Aucun"), *indicateurs]

    @property
    def saisie(self) -> dict[str, str]:
        """The test, as plain JSON."""
        propre = self.cleaned_data
        echeance = propre["echeance"]
        return {
            "texte": propre["essai"],
            "indicateur": propre["indicateur"],
            "comparateur": propre["comparateur"],
            "seuil": format(propre["seuil"].normalize(), "f") if propre["seuil"] is not None else "",
            "echeance": echeance.isoformat() if echeance else "",
        }
