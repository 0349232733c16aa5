"""The two questions of the public door, and the request to be called back."""

from typing import Any

from django import forms

from portulan.terrain.accueil.besoins import besoins, groupes_de_besoins
from portulan.web.formulaires.champs import Ligne

# (code of the form, words, codes of the vocabularies): what a person says of herself, in few words
SITUATIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", "Je préfère ne pas le dire", ()),
    ("eleve", "Au collège ou au lycée", ("scolaires",)),
    ("etudiant", "Étudiante ou étudiant", ("etudiants",)),
    ("sorti", "Plus à l’école, sans diplôme", ("decrocheurs",)),
    ("demandeur", "En recherche d’emploi", ("demandeurs-emploi",)),
    ("salarie", "En emploi", ("salaries",)),
    ("independant", "À mon compte", ("independants",)),
    ("parent", "Parent d’élève", ("parents",)),
    ("autre", "Autre situation", ()),
)
PUBLICS = {code: publics for code, _, publics in SITUATIONS}


def choix_besoins() -> list[tuple[str, list[tuple[str, str]]]]:
    """Needs by group, as a field offers them."""
    return [
        (nom, [(b.code, b.dit) for b in besoins().values() if b.groupe == code]) for code, nom in groupes_de_besoins()
    ]


class FormulaireTrouver(forms.Form):
    """What do you need, where are you; nothing is required, so that no field has to say that it is not."""

    tout_facultatif = True

    cherche = Ligne(
        label="De quoi avez-vous besoin ?",
        required=False,
        max_length=200,
        help_text="Avec vos mots : « je veux changer de métier », « mon fils ne sait pas quoi faire après la 3ᵉ ».",
    )
    besoin = forms.ChoiceField(label="Ou choisissez dans la liste", required=False)
    ou = Ligne(label="Où êtes-vous ?", required=False, max_length=80, help_text="Votre commune, ou son code postal.")
    situation = forms.ChoiceField(
        label="Votre situation", required=False, choices=[(code, nom) for code, nom, _ in SITUATIONS]
    )
    age = forms.IntegerField(label="Votre âge", required=False, min_value=10, max_value=120)
    distance = forms.BooleanField(label="Par téléphone ou en visio seulement", required=False)
    handicap = forms.BooleanField(label="Je suis en situation de handicap", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["besoin"]
        champ.choices = [("", "Je ne sais pas encore"), *choix_besoins()]
        self.fields["ou"].widget.attrs["autocomplete"] = "postal-code"


class FormulaireRappel(forms.Form):
    """Who to call back, how, and the agreement: nothing else is asked."""

    prenom = Ligne(label="Votre prénom", max_length=80)
    nom = Ligne(label="Votre nom", required=False, max_length=80)
    telephone = Ligne(label="Votre téléphone", required=False, max_length=30)
    courriel = forms.EmailField(label="Votre courriel", required=False, max_length=254)
    message = Ligne(
        label="Quelque chose à ajouter",
        required=False,
        max_length=500,
        help_text="Ne dites rien de votre santé, de vos opinions ou de votre vie privée : ce n’est pas utile ici.",
    )
    accord = forms.BooleanField(
        label="J’accepte que ces informations soient transmises à la structure choisie, pour qu’elle me réponde."
    )
    accord_enquete = forms.BooleanField(
        label="J’accepte que l’on me demande ensuite si j’ai été bien aidé.", required=False
    )
    cle = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        """A way to reach the person is needed, and a telephone that has figures."""
        propre = super().clean() or {}
        controler_contact(self, propre)
        return propre


def controler_contact(formulaire: forms.Form, propre: dict[str, Any]) -> None:
    """Refuse a request that leaves no way to reach the person, or a telephone that cannot be one."""
    telephone = propre.get("telephone", "")
    chiffres = sum(c.isdigit() for c in telephone)
    if telephone and not 8 <= chiffres <= 15:  # noqa: PLR2004 (national and international numbers)
        formulaire.add_error("telephone", "Ce numéro n’a pas le bon nombre de chiffres : écrivez-le en entier.")
    if not telephone and not propre.get("courriel") and "courriel" not in formulaire.errors:
        formulaire.add_error("telephone", "Donnez un téléphone ou un courriel : sans cela, personne ne peut répondre.")
