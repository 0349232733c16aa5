"""Forms of the accounts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Organisation
from portulan.comptes.regles import TERRITORIAUX
from portulan.socle import geographie
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.operateurs import OPERATEURS
from portulan.socle.territoire import Niveau, Territoire
from portulan.web.formulaires.champs import Ligne


def _mot_de_passe(libelle: str, *, nouveau: bool, aide: str = "") -> forms.CharField:
    usage = "new-password" if nouveau else "current-password"
    return forms.CharField(
        label=libelle,
        max_length=200,
        strip=False,
        help_text=aide,
        widget=forms.PasswordInput(attrs={"autocomplete": usage}),
    )


AIDE = "12 caractères au moins ; une phrase convient."


class FormulaireCode(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label="Code à six chiffres",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class FormulaireRole(forms.Form):
    """A role, where, until when."""

    role = forms.ChoiceField(label="Rôle")
    territoire = forms.ChoiceField(
        label="Territoire",
        required=False,
        help_text="Pour la mission SPRO, un rectorat ou une PSAD : le territoire que ce rôle regarde.",
    )

    def __init__(self, *args: Any, roles: Sequence[Role], region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r.value, r.label[:1].upper() + r.label[1:]) for r in roles]
        if set(roles) & TERRITORIAUX:
            self.fields["territoire"].choices = territoires(region)
        else:
            del self.fields["territoire"]

    def clean_territoire(self) -> Territoire | None:
        """Typed territory."""
        texte = self.cleaned_data["territoire"]
        return Territoire.lire(texte) if texte else None


class FormulaireInvitation(FormulaireRole):
    """Invite someone."""

    courriel = forms.EmailField(label="Courriel", max_length=254, help_text="L’invitation y est envoyée.")
    au = forms.DateField(
        label="Jusqu’au",
        required=False,
        help_text="Laissez vide pour un rôle sans fin prévue.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    field_order = ("courriel", "role", "territoire", "au")


class FormulaireOrganisation(forms.Form):
    """An organisation."""

    nom = Ligne(label="Nom", max_length=200)
    genre = forms.ChoiceField(label="Genre", choices=GenreOrganisation.choices)
    operateur = forms.ChoiceField(
        label="Type d’opérateur",
        required=False,
        choices=[("", "Aucun"), *((o.code, o.nom) for o in OPERATEURS)],
        help_text="Pour un opérateur du SPRO.",
    )
    siren = forms.RegexField(
        r"^\d{9}$",
        label="SIREN",
        required=False,
        help_text="Neuf chiffres.",
        error_messages={"invalid": "Un SIREN compte neuf chiffres."},
    )
    courriel = forms.EmailField(label="Courriel de contact", required=False, max_length=254)

    def clean(self) -> dict[str, Any]:
        """An operator has a kind."""
        donnees = super().clean() or {}
        if donnees.get("genre") == GenreOrganisation.OPERATEUR and not donnees.get("operateur"):
            self.add_error("operateur", "Choisissez le type d’opérateur.")
        return donnees


class _DeuxFois(forms.Form):
    """A new password typed twice."""

    nouveau = _mot_de_passe("Nouveau mot de passe", nouveau=True, aide=AIDE)
    encore = _mot_de_passe("Le même, une seconde fois", nouveau=True)

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        donnees = super().clean() or {}
        if donnees.get("nouveau") and donnees.get("encore") and donnees["nouveau"] != donnees["encore"]:
            self.add_error("encore", "Les deux mots de passe ne sont pas les mêmes.")
        return donnees


class FormulaireNouveauMotDePasse(_DeuxFois):
    """Choose a password with a link."""


class FormulaireChangerMotDePasse(_DeuxFois):
    """Change one's password."""

    actuel = _mot_de_passe("Mot de passe actuel", nouveau=False)
    field_order = ("actuel", "nouveau", "encore")


class FormulaireAccepter(_DeuxFois):
    """Accept an invitation by creating an account."""

    nom = Ligne(
        label="Nom affiché", max_length=120, help_text="Prénom et nom, tels que vos collègues vous connaissent."
    )
    field_order = ("nom", "nouveau", "encore")


class FormulaireNom(forms.Form):
    """Displayed name."""

    nom = Ligne(label="Nom affiché", max_length=120)


class FormulaireCourriel(forms.Form):
    """An address."""

    courriel = forms.EmailField(
        label="Courriel", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class FormulaireRattachement(forms.Form):
    """Ask to join an organisation."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Mon organisation",
        required=False,
        empty_label="Elle n’est pas dans la liste",
    )
    annonce = Ligne(label="Son nom, si elle n’est pas dans la liste", max_length=200, required=False)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(region=region, active=True)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        donnees = super().clean() or {}
        if not self.errors and not donnees.get("organisation") and not donnees.get("annonce"):
            self.add_error("organisation", "Choisissez votre organisation, ou écrivez son nom.")
        return donnees


def territoires(region: str) -> list[tuple[str, str]]:
    """Territories of a region that a role may look at: the region, its académies, its départements."""
    departements = geographie.departements_de_region(region)
    academies = sorted({geographie.academie_de_departement(d) for d in departements})
    lieux = [
        Territoire(Niveau.REGION, region),
        *(Territoire(Niveau.ACADEMIE, a) for a in academies),
        *(Territoire(Niveau.DEPARTEMENT, d) for d in departements),
    ]
    return [(str(lieu), f"{geographie.nom(lieu)} ({lieu.niveau.libelle})") for lieu in lieux]


def nommer_territoire(niveau: str, code: str) -> str:
    """« Corse (région) », or nothing."""
    if not niveau:
        return ""
    try:
        lieu = Territoire(Niveau(niveau), code)
    except DonneeInvalide:
        return code
    return f"{geographie.nom(lieu)} ({lieu.niveau.libelle})"


def fautes(formulaire: forms.Form) -> Iterable[str]:
    """Errors in sentences, for a message."""
    return [f"{formulaire[nom].label} : {e}" for nom, liste in formulaire.errors.items() for e in liste]
