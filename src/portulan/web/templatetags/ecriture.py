"""How French is written, in every template without loading anything: dates, hours, spaces."""

from datetime import datetime

from django import template
from django.template.defaultfilters import stringfilter

from portulan.socle.dates import date_fr, heure_fr
from portulan.socle.typographie import espaces_insecables

register = template.Library()

register.filter("typographie", stringfilter(espaces_insecables), is_safe=True)
register.filter("date_fr", date_fr, expects_localtime=True)


@register.filter(expects_localtime=True)
def instant_fr(instant: datetime | None) -> str:
    """Write a day and its hour: « 1er mars 2026 à 9 h 05 »."""
    return f"{date_fr(instant)} à {heure_fr(instant)}" if instant else ""
