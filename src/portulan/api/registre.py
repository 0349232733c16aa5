"""The public register of members, through the API: who was a member on a day, and for which sites."""

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from portulan.api.types import ERREURS, Jour, NumeroPage, Page, TaillePage, paginer
from portulan.comptes.droits import ANONYME
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion import registre as lecture
from portulan.terrain.adhesion.enums import Base

router = Router()


class SiteMembre(Schema):
    """A site covered."""

    id: str = Field(description="Identifiant « source--id » de la structure.")
    nom: str
    code_insee: str
    commune: str
    departement: str


class MembreApi(Schema):
    """A member."""

    organisation: str = Field(description="Code de l'organisation.")
    nom: str
    operateur: str
    base: str = Field(description="loi, reconnaissance ou partenariat. Un CIO ou un SCUIO n'adhère jamais.")
    du: date
    au: date = Field(description="Dernier jour de validité (inclus).")
    fictif: bool
    sites: list[SiteMembre]


class Membres(Page):
    """Members."""

    elements: list[MembreApi]


@router.get("/registre", response={200: Membres, **ERREURS}, summary="Registre des membres")
def registre(
    request: HttpRequest,
    au: Annotated[Jour | None, Query(None, description="Jour auquel lire le registre ; aujourd'hui sinon.")],
    base: Annotated[Base | None, Query(None, description="Base de l'adhésion.")],
    page: NumeroPage,
    taille: TaillePage,
) -> dict[str, Any]:
    """Lister les organisations membres un jour donné, et les sites couverts ce jour-là."""
    membres = lecture.membres(ANONYME, settings.PORTULAN_REGION, au or aujourdhui())
    gardes = [m for m in membres if base is None or m.adhesion.base == base]
    return paginer(request, lecture.publier(gardes), page, taille)
