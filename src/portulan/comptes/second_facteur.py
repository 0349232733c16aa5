"""Second factor: a time-based code (django-otp), or one of ten recovery codes shown once.

django-otp refuses a code already used and slows down wrong ones. Recovery codes are kept as keyed digests only.
"""

import base64
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portulan.comptes.courriels import adresse_complete, envoyer
from portulan.journal.operations import noter
from portulan.socle.erreurs import Impossible, Interdit

if TYPE_CHECKING:
    from portulan.comptes.models import Compte

CODES_DE_SECOURS = 10
_SEL = "portulan.comptes.secours"
_CHIFFRES = 6


def est_installe(compte: "Compte") -> bool:
    """True when this account has a confirmed second factor."""
    return TOTPDevice.objects.filter(user=compte, confirmed=True).exists()


def codes_restants(compte: "Compte") -> int:
    """Recovery codes not used yet."""
    return StaticToken.objects.filter(device__user=compte).count()


def preparer(compte: "Compte") -> TOTPDevice:
    """Device to confirm with a first code. Raises ``Impossible`` when there is a confirmed one already."""
    if est_installe(compte):
        raise Impossible(
            "Votre second facteur est déjà installé.", remede="Retirez-le d’abord pour en installer un autre."
        )
    appareil, _ = TOTPDevice.objects.get_or_create(
        user=compte, confirmed=False, defaults={"name": "application d’authentification"}
    )
    return appareil


def secret_lisible(appareil: TOTPDevice) -> str:
    """Secret to type by hand, in groups of four."""
    texte = base64.b32encode(appareil.bin_key).decode().rstrip("=")
    return " ".join(texte[i : i + 4] for i in range(0, len(texte), 4))


def image(appareil: TOTPDevice) -> str:
    """QR code of a device, as a data URI (images of the page itself are all that the security policy allows)."""
    import segno

    return segno.make(appareil.config_url, error="m").svg_data_uri(scale=5, border=4, light="#fff")


def code_courant(compte: "Compte") -> str:
    """Code of this moment: shown by a demonstration only, where it is said to be one."""
    appareil = TOTPDevice.objects.filter(user=compte).order_by("-confirmed").first()
    if appareil is None:
        return ""
    return f"{TOTP(appareil.bin_key, appareil.step, appareil.t0, appareil.digits, appareil.drift).token():06d}"


def confirmer(*, compte: "Compte", code: str) -> tuple[str, ...]:
    """Confirm the device that was being prepared; return the recovery codes, shown this once. Raises ``Interdit``."""
    with transaction.atomic():
        appareil = TOTPDevice.objects.select_for_update().filter(user=compte, confirmed=False).first()
        bon = appareil is not None and appareil.verify_token(_propre(code))
        if bon:
            appareil.confirmed = True
            appareil.save()
            codes = _nouveaux_codes(compte)
            _noter("second_facteur.installer", compte, par=f"compte:{compte.pk}")
    if not bon:
        raise _code_faux()
    return codes


def verifier(*, compte: "Compte", code: str) -> None:
    """Check a code of the device or a recovery code. Raises ``Interdit``; a wrong code delays the next attempt."""
    propre = _propre(code)
    secours = len(propre) != _CHIFFRES or not propre.isdigit()
    with transaction.atomic():
        if secours:
            appareil = StaticDevice.objects.select_for_update().filter(user=compte).first()
            bon = appareil is not None and appareil.verify_token(_empreinte(propre))
        else:
            appareil = TOTPDevice.objects.select_for_update().filter(user=compte, confirmed=True).first()
            bon = appareil is not None and appareil.verify_token(propre)
        if bon:
            _noter("second_facteur.verifier", compte, par=f"compte:{compte.pk}", secours=secours)
    if not bon:
        raise _code_faux()


def renouveler_codes(*, compte: "Compte", code: str) -> tuple[str, ...]:
    """Replace the recovery codes, once a code was given. Raises ``Interdit``."""
    verifier(compte=compte, code=code)
    with transaction.atomic():
        _noter("second_facteur.renouveler_codes", compte, par=f"compte:{compte.pk}")
        return _nouveaux_codes(compte)


def retirer(*, compte: "Compte", code: str) -> None:
    """Remove the second factor of one's own account, once a code was given. Raises ``Interdit``."""
    verifier(compte=compte, code=code)
    _effacer(compte, par=f"compte:{compte.pk}", dit="vous-même")


def remettre_a_zero(*, compte: "Compte", par: str) -> None:
    """Remove the second factor of somebody who lost it; its owner is told by mail."""
    _effacer(compte, par=par, dit="l’administration de Portulan")


def _effacer(compte: "Compte", *, par: str, dit: str) -> None:
    with transaction.atomic():
        TOTPDevice.objects.filter(user=compte).delete()
        StaticDevice.objects.filter(user=compte).delete()
        _noter("second_facteur.retirer", compte, par=par)
        envoyer("second_facteur_retire", compte.courriel, {"par": dit, "lien": adresse_complete("/compte/")})


def _nouveaux_codes(compte: "Compte") -> tuple[str, ...]:
    StaticDevice.objects.filter(user=compte).delete()
    appareil = StaticDevice.objects.create(user=compte, name="codes de secours")
    codes = tuple(base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(CODES_DE_SECOURS))
    StaticToken.objects.bulk_create(StaticToken(device=appareil, token=_empreinte(c)) for c in codes)
    return tuple(f"{c[:4]}-{c[4:8]}-{c[8:12]}-{c[12:]}" for c in codes)


def _empreinte(code: str) -> str:
    return salted_hmac(_SEL, code, algorithm="sha256").hexdigest()[:16]


def _propre(code: str) -> str:
    return "".join(c for c in code.strip().lower() if c.isascii() and c.isalnum())[:40]


def _noter(acte: str, compte: "Compte", *, par: str, **detail: object) -> None:
    noter(acte, auteur=par, objet_type="compte", objet_id=compte.pk, **detail)


def _code_faux() -> Interdit:
    return Interdit(
        "Ce code n’est pas le bon, ou il a déjà servi.",
        remede="Attendez le code suivant de votre application, ou donnez un code de secours.",
    )
