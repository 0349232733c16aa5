"""Forms of the follow-up of reserves."""

from typing import Any

from django import forms

from portulan.crefop.avis.enums import EtatReserve
from portulan.crefop.suivi.transitions import TRANSITIONS
from portulan.web.formulaires.champs import Ligne, Texte

LONGUEUR = 4000


def _responsable() -> forms.CharField:
    return Ligne(
        label="Responsable",
        required=False,
        max_length=200,
        help_text="Le service ou la direction chargé d’agir, si ce n’est plus le même.",
    )


class FormulaireSuite(forms.Form):
    """What is done for a reserve, said by who must act."""

    texte = Texte(
        label="Ce qui a été fait",
        max_length=LONGUEUR,
        rangs=6,
        help_text="Ce texte est publié. N’y mettez aucune donnée personnelle.",
    )
    responsable = _responsable()


class FormulaireDecision(forms.Form):
    """The state decided, why, and the state that the person had before their eyes."""

    vu = forms.ChoiceField(widget=forms.HiddenInput, choices=EtatReserve.choices)
    etat = forms.ChoiceField(label="Nouvel état", widget=forms.RadioSelect)
    motif = Texte(
        label="Motif",
        max_length=LONGUEUR,
        rangs=5,
        help_text="Ce motif est publié, avec l’état décidé.",
    )
    responsable = _responsable()

    def __init__(self, *args: Any, actuel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etat"].choices = [(e.value, e.label.capitalize()) for e in TRANSITIONS[EtatReserve(actuel)]]
