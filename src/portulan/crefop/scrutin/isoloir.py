"""The only module that reads or writes a choice (import contract « Le bulletin reste dans l’isoloir »).

Its models have no reverse name: a page that holds a ballot's row cannot walk to the choices. The vote deposits, the
closing shuffles, the counting reads; everybody else reads the roll (who voted) or the result.
"""

import secrets
from collections.abc import Container, Iterable

from django.db import models
from django.db.models import Q

from portulan.crefop.registre.operations import engagement_de
from portulan.crefop.registre.verification import canonique
from portulan.crefop.scrutin.enums import Choix


class Bulletin(models.Model):
    """The choice of a seat: unique in the database, never changed. The roll (``Electeur``) holds its receipt.

    ``sel`` opens the commitment that the register holds: it leaves this table at the closing, not before.
    """

    scrutin = models.ForeignKey("scrutin.Scrutin", models.PROTECT, related_name="+", verbose_name="scrutin")
    electeur = models.OneToOneField("scrutin.Electeur", models.PROTECT, related_name="+", verbose_name="électeur")
    choix = models.CharField("choix", max_length=20, choices=Choix)
    sel = models.CharField("sel de l’engagement", max_length=64)

    class Meta:
        ordering = ("scrutin", "electeur")
        verbose_name = "bulletin"
        verbose_name_plural = "bulletins"
        constraints = (models.CheckConstraint(condition=Q(choix__in=Choix.values), name="bulletin_choix"),)

    def __str__(self) -> str:
        return f"bulletin {self.pk}"


class BulletinSecret(models.Model):
    """A voice of a secret vote: no seat, no time, no order; ``identifiant`` is drawn at random (ADR 18).

    ``college`` is written when at least three seats of it may vote, and kept by the closing when the result tells it.
    """

    identifiant = models.CharField("identifiant", max_length=32, primary_key=True)
    scrutin = models.ForeignKey("scrutin.Scrutin", models.PROTECT, related_name="+", verbose_name="scrutin")
    college = models.CharField("collège", max_length=40, blank=True)
    choix = models.CharField("choix", max_length=20, choices=Choix)

    class Meta:
        ordering = ("identifiant",)
        verbose_name = "bulletin secret"
        verbose_name_plural = "bulletins secrets"
        constraints = (models.CheckConstraint(condition=Q(choix__in=Choix.values), name="bulletin_secret_choix"),)

    def __str__(self) -> str:
        return "bulletin secret"


def deposer(scrutin: int, electeur: int, code: str, choix: str) -> str:
    """Put the ballot of a seat in the box, and give the commitment that stands for it in the register.

    ``IntegrityError`` when the seat has one, or when the box is not open.
    """
    sel = secrets.token_hex(32)
    Bulletin.objects.create(scrutin_id=scrutin, electeur_id=electeur, choix=choix, sel=sel)
    return engagement_de(sel, _valeur(scrutin, code, choix))


def ouvertures(scrutin: int) -> dict[str, tuple[str, str]]:
    """What opens the commitment of every ballot: commitment → (salt, value). For the closing alone."""
    lus = Bulletin.objects.filter(scrutin=scrutin).values_list("sel", "electeur__code", "choix")
    valeurs = [(sel, _valeur(scrutin, code, choix)) for sel, code, choix in lus]
    return {engagement_de(sel, valeur): (sel, valeur) for sel, valeur in valeurs}


def _valeur(scrutin: int, code: str, choix: str) -> str:
    return canonique({"scrutin": scrutin, "siege": code, "choix": choix}).decode()


def deposer_secret(scrutin: int, college: str, choix: str, voix: int) -> None:
    """Put as many unit ballots as the seat has voices."""
    BulletinSecret.objects.bulk_create(
        BulletinSecret(identifiant=secrets.token_hex(16), scrutin_id=scrutin, college=college, choix=choix)
        for _ in range(voix)
    )


def melanger(scrutin: int, tus: Container[str]) -> None:
    """Write the secret ballots again, under new identifiers and in a random order, while the box is still open.

    Their place in the table, and the transaction that wrote each, said who had just voted. Colleges that the result
    does not tell (``tus``) are forgotten: nothing is kept that is not published.
    """
    reste = list(BulletinSecret.objects.filter(scrutin=scrutin).values_list("college", "choix"))
    secrets.SystemRandom().shuffle(reste)
    BulletinSecret.objects.filter(scrutin=scrutin).delete()
    BulletinSecret.objects.bulk_create(
        BulletinSecret(
            identifiant=secrets.token_hex(16),
            scrutin_id=scrutin,
            college="" if college in tus else college,
            choix=choix,
        )
        for college, choix in reste
    )


def lire(scrutin: int) -> list[tuple[str, str]]:
    """(code of the seat, choice) of every ballot, in the order of the codes."""
    lus = Bulletin.objects.filter(scrutin=scrutin).values_list("electeur__code", "choix")
    return sorted((code, choix) for code, choix in lus)


def lire_secrets(scrutin: int) -> list[tuple[str, str, str]]:
    """(identifier, college or nothing, choice) of every unit ballot, in the order of the identifiers."""
    lus = BulletinSecret.objects.filter(scrutin=scrutin).values_list("identifiant", "college", "choix")
    return sorted((i, college, choix) for i, college, choix in lus)


def choix_des(electeurs: Iterable[int]) -> dict[int, str]:
    """Choice of these seats of a roll: those that a member may see are his own."""
    return dict(Bulletin.objects.filter(electeur__in=list(electeurs)).values_list("electeur", "choix"))
