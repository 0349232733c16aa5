"""Forms of the opinion and of the minutes: they clean what people type; the rules and the operations decide."""

from typing import Any

from django import forms

from portulan.crefop.avis.operations import LONGUEUR
from portulan.web.formulaires.champs import Ligne, Texte


class FormulaireAvis(forms.Form):
    """The drafted text: one paragraph a line, figures by their code. ``motive``: the opinion states its reasons."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    considerants = Texte(
        label="Considérants",
        max_length=LONGUEUR,
        rangs=12,
        help_text="Un considérant par ligne. Chacun s’appuie sur un chiffre du dossier, inséré par son code entre "
        "accolades.",
    )
    vigilances = Texte(
        label="Points de vigilance",
        max_length=LONGUEUR,
        required=False,
        rangs=6,
        help_text="Un point par ligne.",
    )

    def __init__(self, *args: Any, motive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["considerants"].required = motive


class FormulaireVersion(forms.Form):
    """An act on what the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class FormulaireGel(FormulaireVersion):
    """Freezing; before the last day of the explanations of vote, it is confirmed."""

    sans_attendre = forms.BooleanField(label="Figer sans attendre les explications de vote", required=False)


class FormulaireSignature(forms.Form):
    """A signature: the digest that was read, name, capacity, and the commitment."""

    empreinte = forms.CharField(widget=forms.HiddenInput, max_length=64)
    nom = Ligne(label="Nom du signataire", max_length=160)
    qualite = Ligne(label="Qualité", max_length=200, help_text="Telle qu’elle sera imprimée sur l’acte.")
    lu = forms.BooleanField(error_messages={"required": "Cochez la case pour signer."})

    def __init__(self, *args: Any, engagement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lu"].label = engagement


class FormulaireCorrection(forms.Form):
    """A correction asked by a member: where, which words, what they should be."""

    passage = forms.ChoiceField(label="Passage")
    ancien = Texte(
        label="Mots à corriger",
        required=False,
        max_length=LONGUEUR,
        rangs=3,
        help_text="Copiez-les depuis le procès-verbal. Laissez vide pour ajouter un paragraphe.",
    )
    propose = Texte(label="Texte proposé", max_length=LONGUEUR, rangs=3)

    def __init__(self, *args: Any, passages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].choices = passages


class FormulaireDecision(forms.Form):
    """What becomes of a correction."""

    decision = forms.ChoiceField(choices=(("accepter", "accepter"), ("refuser", "refuser")))
    motif = Ligne(label="Motif", max_length=300, required=False)


class FormulaireRectification(forms.Form):
    """A fact corrected after the approval."""

    texte = Texte(
        label="Rectification",
        max_length=4000,
        rangs=3,
        help_text="Le fait, ce qui est écrit, et ce qu’il faut lire. Le procès-verbal approuvé n’est pas modifié.",
    )
