"""People of the demonstration: an account for each role (two who chair together), invented names, no password."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django_otp.plugins.otp_totp.models import TOTPDevice

from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Compte, Habilitation, Organisation
from portulan.socle import geographie
from portulan.socle.territoire import Niveau, Territoire

DOMAINE = "demonstration.example"


@dataclass(frozen=True, slots=True)
class Personnage:
    """An invented person: key (before the @), name, role, what to try with them."""

    cle: str
    nom: str
    role: Role
    essayer: str

    @property
    def courriel(self) -> str:
        """Address of the account."""
        return f"{self.cle}@{DOMAINE}"


PERSONNAGES = (
    Personnage(
        "responsable.mission-locale",
        "Rose Boussole",
        Role.RESPONSABLE,
        "tenir les sites de son organisation, candidater, évaluer, prouver",
    ),
    Personnage(
        "agent.mission-locale", "Abel Compas", Role.AGENT, "tenir les horaires et les services, répondre à son critère"
    ),
    Personnage("mission", "Claire Rivage", Role.MISSION_SPRO, "conduire les campagnes, instruire, relire, publier"),
    Personnage("rectorat", "Paul Sextant", Role.RECTORAT, "suivre les CIO de l’académie, donner un avis"),
    Personnage("universite", "Inès Estran", Role.UNIVERSITE, "tenir la page du service d’orientation"),
    Personnage("psad", "Hugo Balise", Role.PSAD, "voir le réseau de son département"),
    Personnage("secretariat", "Nora Cabestan", Role.SECRETARIAT, "préparer les séances du comité"),
    Personnage("presidence-etat", "Anne Timonier", Role.PRESIDENCE, "convoquer et signer pour l’État, avec la Région"),
    Personnage("presidence-region", "Marc Hauban", Role.PRESIDENCE, "convoquer et signer pour la Région, avec l’État"),
    Personnage("membre", "Yves Alidade", Role.MEMBRE, "lire le dossier, proposer une réserve, voter"),
    Personnage("auditeur", "Lise Sonde", Role.AUDITEUR, "tout lire, ne rien changer"),
    Personnage(
        "administrateur",
        "Omar Vigie",
        Role.ADMINISTRATEUR,
        "tenir les comptes, les courriels, les travaux et les imports",
    ),
)


def peupler(region: str, jour: date) -> None:
    """Create the organisations without a site, then one account for each role. The registers are already filled."""
    conseil = _organisation(
        f"conseil-regional-{region}",
        f"Conseil régional – {geographie.nom(Territoire(Niveau.REGION, region))}",
        GenreOrganisation.REGION,
        region,
        jour,
    )
    comite = _organisation(
        f"secretariat-crefop-{region}", "Secrétariat permanent du CREFOP", GenreOrganisation.COMITE, region, jour
    )
    syndicat = _organisation(
        f"syndicat-exemple-{region}", "Organisation syndicale d’exemple", GenreOrganisation.COMITE, region, jour
    )
    prefecture = _organisation(
        f"prefecture-region-{region}",
        f"Préfecture de région – {geographie.nom(Territoire(Niveau.REGION, region))}",
        GenreOrganisation.ETAT,
        region,
        jour,
    )
    mission_locale = _premiere(region, operateur="mission_locale") or _premiere(
        region, genre=GenreOrganisation.OPERATEUR
    )
    rectorat = _premiere(region, genre=GenreOrganisation.RECTORAT)
    departement = next(iter(geographie.departements_de_region(region)), "")
    places = {
        Role.RESPONSABLE: (mission_locale, None),
        Role.AGENT: (mission_locale, None),
        Role.MISSION_SPRO: (conseil, Territoire(Niveau.REGION, region)),
        Role.RECTORAT: (rectorat, _academie(rectorat, region)),
        Role.UNIVERSITE: (_premiere(region, genre=GenreOrganisation.UNIVERSITE), None),
        Role.PSAD: (None, Territoire(Niveau.DEPARTEMENT, departement) if departement else None),
        Role.SECRETARIAT: (comite, None),
        Role.PRESIDENCE: (None, None),
        Role.MEMBRE: (syndicat, None),
        Role.AUDITEUR: (None, None),
        Role.ADMINISTRATEUR: (None, None),
    }
    presidees = {"presidence-etat": prefecture, "presidence-region": conseil}
    for personnage in PERSONNAGES:
        organisation, lieu = places[personnage.role]
        organisation = presidees.get(personnage.cle, organisation)
        if organisation is None and personnage.role in {Role.RESPONSABLE, Role.AGENT, Role.UNIVERSITE}:
            continue  # a region without that kind of organisation has nobody to show for it
        _creer(personnage, organisation, lieu, jour)


def _creer(personnage: Personnage, organisation: Organisation | None, lieu: Territoire | None, jour: date) -> None:
    entree = jour - timedelta(days=90)
    compte = Compte(
        courriel=personnage.courriel,
        nom=personnage.nom,
        created_at=datetime.combine(entree, time(9), UTC),
    )
    compte.set_unusable_password()
    compte.save()
    Habilitation.objects.create(
        compte=compte,
        role=personnage.role,
        organisation=organisation,
        niveau=lieu.niveau if lieu else "",
        territoire=lieu.code if lieu else "",
        du=entree,
        accordee_par="systeme",
    )
    TOTPDevice.objects.create(user=compte, name="démonstration", confirmed=True)


def _organisation(code: str, nom: str, genre: str, region: str, jour: date) -> Organisation:
    return Organisation.objects.create(
        code=code, nom=nom, genre=genre, region=region, entree_le=jour - timedelta(days=400), fictif=True
    )


def _premiere(region: str, **criteres: str) -> Organisation | None:
    """The organisation with most sites would be a join of an upper layer: the first by name does."""
    return Organisation.objects.filter(region=region, **criteres).order_by("nom", "pk").first()


def _academie(rectorat: Organisation | None, region: str) -> Territoire:
    """Académie of an invented rectorat, whose code ends with it; the region when there is none."""
    for departement in geographie.departements_de_region(region):
        academie = geographie.academie_de_departement(departement)
        if rectorat is not None and rectorat.code == f"rectorat-{academie.lower()}":
            return Territoire(Niveau.ACADEMIE, academie)
    return Territoire(Niveau.REGION, region)
