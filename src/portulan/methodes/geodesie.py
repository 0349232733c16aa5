"""Distances on the ellipsoid (WGS 84): the quick one for arrays, the exact one where a rounding hangs on it.

``lambert_km`` is first order in the flattening: under two metres of error within 100 km (tested against the other).
``vincenty_km`` is exact to a millimetre, as the geography of PostGIS is.
"""

from math import atan, atan2, cos, radians, sin, sqrt, tan

import numpy as np
from numpy.typing import NDArray

DEMI_GRAND_AXE_KM = 6378.137
APLATISSEMENT = 1 / 298.257223563
ERREUR_LAMBERT_KM = 0.002
_TOURS = 100

type Reels = NDArray[np.float64]


def lambert_km(longitude: float, latitude: float, longitudes: Reels, latitudes: Reels) -> Reels:
    """From a point to each of the others, in kilometres (degrees in)."""
    reduite = atan((1 - APLATISSEMENT) * tan(radians(latitude)))
    reduites = np.arctan((1 - APLATISSEMENT) * np.tan(np.radians(latitudes)))
    milieu, moitie = (reduite + reduites) / 2, (reduites - reduite) / 2
    sin2 = np.sin(moitie) ** 2
    cos2 = 1 - sin2
    corde = sin2 + cos(reduite) * np.cos(reduites) * np.sin(np.radians(longitudes - longitude) / 2) ** 2
    corde = np.clip(corde, 1e-18, 1 - 1e-18)
    angle = 2 * np.arcsin(np.sqrt(corde))
    sinus = np.sin(angle)
    sin2_milieu = np.sin(milieu) ** 2
    x = (angle - sinus) * sin2_milieu * cos2 / (1 - corde)
    y = (angle + sinus) * (1 - sin2_milieu) * sin2 / corde
    distances: Reels = DEMI_GRAND_AXE_KM * (angle - APLATISSEMENT / 2 * (x + y))
    return distances


def vincenty_km(longitude_a: float, latitude_a: float, longitude_b: float, latitude_b: float) -> float:
    """Between two points, in kilometres (degrees in). Nearly antipodal points: the last value reached."""
    ecart = radians(longitude_b - longitude_a)
    u, v = (atan((1 - APLATISSEMENT) * tan(radians(x))) for x in (latitude_a, latitude_b))
    su, cu, sv, cv = sin(u), cos(u), sin(v), cos(v)
    angle = ecart
    for _ in range(_TOURS):
        sinus = sqrt((cv * sin(angle)) ** 2 + (cu * sv - su * cv * cos(angle)) ** 2)
        if sinus == 0:
            return 0.0
        cosinus = su * sv + cu * cv * cos(angle)
        sigma = atan2(sinus, cosinus)
        azimut = cu * cv * sin(angle) / sinus
        carre = 1 - azimut**2
        milieu = cosinus - 2 * su * sv / carre if carre else 0.0
        c = APLATISSEMENT / 16 * carre * (4 + APLATISSEMENT * (4 - 3 * carre))
        correction = sigma + c * sinus * (milieu + c * cosinus * (2 * milieu**2 - 1))
        avant, angle = angle, ecart + (1 - c) * APLATISSEMENT * azimut * correction
        if abs(angle - avant) < 1e-12:  # noqa: PLR2004 (a hundredth of a millimetre)
            break
    petit = DEMI_GRAND_AXE_KM * (1 - APLATISSEMENT)
    u2 = carre * (DEMI_GRAND_AXE_KM**2 - petit**2) / petit**2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    pas = b / 6 * milieu * (4 * sinus**2 - 3) * (4 * milieu**2 - 3)
    delta = b * sinus * (milieu + b / 4 * (cosinus * (2 * milieu**2 - 1) - pas))
    return petit * a * (sigma - delta)


def kilometres(longitude: float, latitude: float, longitudes: Reels, latitudes: Reels, rayon: float) -> Reels:
    """``lambert_km``, replaced by the exact distance where whole kilometres or the radius depend on it."""
    distances = lambert_km(longitude, latitude, longitudes, latitudes)
    demi = np.abs(distances - np.floor(distances) - 0.5) < ERREUR_LAMBERT_KM
    for rang in np.flatnonzero(demi | (np.abs(distances - rayon) < ERREUR_LAMBERT_KM)).tolist():
        distances[rang] = vincenty_km(longitude, latitude, float(longitudes[rang]), float(latitudes[rang]))
    return distances
