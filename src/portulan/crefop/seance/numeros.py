"""The number of a meeting: the letter of its body, its year, its rank."""

from datetime import datetime

from django.utils import timezone

from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.models import Organe
from portulan.crefop.seance.models import SeanceComite

_LETTRES = {
    GenreOrgane.PLENIERE: "P",
    GenreOrgane.BUREAU: "B",
    GenreOrgane.COMMISSION: "C",
    GenreOrgane.EMPLOI: "E",
}


def numero_suivant(organe: Organe, prevue_le: datetime) -> str:
    """« P-2026-03 ». Called inside the transaction that creates the meeting; the body is locked until its end."""
    Organe.objects.select_for_update().get(pk=organe.pk)
    debut = f"{_LETTRES[GenreOrgane(organe.genre)]}-{timezone.localdate(prevue_le).year}-"
    pris = SeanceComite.objects.filter(numero__startswith=debut).values_list("numero", flat=True)
    rangs = [int(n.removeprefix(debut)) for n in pris if n.removeprefix(debut).isdecimal()]
    return f"{debut}{max(rangs, default=0) + 1:02}"
