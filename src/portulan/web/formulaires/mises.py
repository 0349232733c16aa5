"""Forms of a hand-over: one for each step that asks for words, the survey, the owner of last resort."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portulan.terrain.accueil.enums import Issue, MotifAnnulation, MotifRefus
from portulan.terrain.accueil.transitions import Transition
from portulan.web.formulaires.animation import Propre

type Choix = Sequence[tuple[str, str]]
_VIDE = ("", "Choisissez")
# What the sender may say; a closed place is said by the clock
_ANNULATIONS = [c for c in MotifAnnulation.choices if c[0] not in {"service_ferme", "ailleurs"}]


class FormulaireEtape(Propre):
    """What a step needs to be told: its reason, its outcome, an advice; nothing for most of them."""

    etape = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, transition: Transition, conseils: Choix = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.transition = transition
        if transition.nom == "refuser":
            self._choix("motif", "Pourquoi", [_VIDE, *MotifRefus.choices])
            if conseils:
                self._choix("vers", "Structure que vous conseillez", [("", "aucune"), *conseils], requis=False)
            self._precision("Précision pour qui a orienté la personne", requis=False)
        elif transition.nom == "annuler":
            self._choix("motif", "Pourquoi", [_VIDE, *_ANNULATIONS])
        elif transition.nom == "clore":
            self._choix("issue", "Ce qu’il en a été", [_VIDE, *Issue.choices])
        elif transition.nom == "etudier":
            self._precision("Ce que vous devez vérifier", requis=True)

    @property
    def simple(self) -> bool:
        """A button is enough."""
        return not self.visible_fields()

    def _choix(self, nom: str, label: str, choix: Choix, *, requis: bool = True) -> None:
        self.fields[nom] = forms.ChoiceField(label=label, choices=choix, required=requis)

    def _precision(self, label: str, *, requis: bool) -> None:
        self.fields["precision"] = forms.CharField(
            label=label, max_length=300, required=requis, widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Pas de nom, pas d’information de santé. La personne ne lit pas ce texte.",
        )  # fmt: skip


class FormulaireEnquete(forms.Form):
    """Two questions to the person, after the end."""

    aidee = forms.ChoiceField(
        label="Avez-vous été aidé ?", choices=[("oui", "oui"), ("non", "non")], widget=forms.RadioSelect
    )
    note = forms.TypedChoiceField(
        label="Votre note, de 1 (mécontent) à 5 (très content)",
        choices=[(str(n), str(n)) for n in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect,
    )


class FormulaireDernierRecours(forms.Form):
    """Who takes up what nobody answered, in a bassin."""

    bassin = forms.ChoiceField(label="Bassin", required=False)
    structure = forms.ChoiceField(label="Structure désignée", required=False)

    def __init__(self, *arguments: Any, bassins: Choix, structures: Choix, **options: Any) -> None:
        super().__init__(*arguments, **options)
        champs: dict[str, Any] = self.fields
        champs["bassin"].choices = [("", "partout où aucune autre n’est désignée"), *bassins]
        champs["structure"].choices = [("", "personne"), *structures]
