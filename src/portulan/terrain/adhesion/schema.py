"""Drawing of the steps of a basis: states in a column, arrows numbered as in the table of the page (SVG, no style)."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from portulan.terrain.adhesion.diagramme import de_la_base
from portulan.terrain.adhesion.enums import Base, Etat
from portulan.terrain.adhesion.transitions import etats_de

_LARGEUR, _HAUTEUR, _PAS, _COULOIR, _MARGE = 230, 34, 58, 22, 16


@dataclass(frozen=True, slots=True)
class _Fleche:
    """An arrow between two rows, with the number of its step."""

    numero: int
    depart: int
    arrivee: int

    @property
    def voisine(self) -> bool:
        """True when it goes straight down to the next row."""
        return self.arrivee == self.depart + 1

    @property
    def bornes(self) -> tuple[int, int]:
        """Rows it spans."""
        return min(self.depart, self.arrivee), max(self.depart, self.arrivee)


def svg(base: Base, titre: str) -> str:
    """SVG of the steps of a basis. Colours are those of the text around it."""
    etats = etats_de(base)
    rang = {e: n for n, e in enumerate(etats)}
    fleches = [
        _Fleche(numero, rang[depuis], rang[t.vers])
        for numero, t in enumerate(de_la_base(base), 1)
        for depuis in t.de
        if depuis in rang
    ]
    droites = _couloirs([f for f in fleches if not f.voisine and f.arrivee > f.depart])
    gauches = _couloirs([f for f in fleches if f.arrivee < f.depart])
    a_gauche = _MARGE + _COULOIR * (1 + max((c for _, c in gauches), default=0))
    a_droite = _MARGE + _COULOIR * (1 + max((c for _, c in droites), default=0))
    largeur, hauteur = a_gauche + _LARGEUR + a_droite, _PAS * len(etats) + _MARGE
    morceaux = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {largeur} {hauteur}" width="{largeur}" font-size="13" ',
        f'role="img" aria-label="{escape(titre)}"><defs><marker id="pointe-{base.value}" viewBox="0 0 8 8" refX="7" ',
        'refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor"/>',
        "</marker></defs>",
    ]
    morceaux += [_boite(e, a_gauche, n) for e, n in rang.items()]
    morceaux += [_droite(f, a_gauche, base) for f in fleches if f.voisine]
    morceaux += [_coude(f, a_gauche + _LARGEUR, c, base) for f, c in droites]
    morceaux += [_coude(f, a_gauche, -c, base) for f, c in gauches]
    return "".join([*morceaux, "</svg>"])


def _couloirs(fleches: list[_Fleche]) -> list[tuple[_Fleche, int]]:
    """A lane for each arrow, from 1: those whose rows overlap never share one; the shortest are nearest."""
    places: list[tuple[_Fleche, int]] = []
    for f in sorted(fleches, key=lambda x: (x.bornes[1] - x.bornes[0], x.bornes)):
        pris = {c for g, c in places if g.bornes[0] <= f.bornes[1] and f.bornes[0] <= g.bornes[1]}
        places.append((f, next(c for c in range(1, len(fleches) + 1) if c not in pris)))
    return places


def _y(rang: int) -> int:
    return _MARGE // 2 + rang * _PAS


def _boite(etat: Etat, x: int, rang: int) -> str:
    libelle = etat.label[:1].upper() + etat.label[1:]
    return (
        f'<rect x="{x}" y="{_y(rang)}" width="{_LARGEUR}" height="{_HAUTEUR}" rx="6" fill="none" '
        'stroke="currentColor"/>'
        f'<text x="{x + _LARGEUR // 2}" y="{_y(rang) + 22}" text-anchor="middle" fill="currentColor">{escape(libelle)}'
        "</text>"
    )


def _droite(f: _Fleche, x: int, base: Base) -> str:
    milieu, haut, bas = x + _LARGEUR // 2, _y(f.depart) + _HAUTEUR, _y(f.arrivee)
    return (
        f'<path d="M{milieu} {haut}V{bas}" fill="none" stroke="currentColor" marker-end="url(#pointe-{base.value})"/>'
        f'<text x="{milieu + 7}" y="{(haut + bas) // 2 + 5}" fill="currentColor" font-weight="700">{f.numero}</text>'
    )


def _coude(f: _Fleche, bord: int, couloir: int, base: Base) -> str:
    """An arrow by the side: out of a row, along its lane, into another; it leaves low and arrives high."""
    loin = bord + couloir * _COULOIR
    sortie, entree = _y(f.depart) + (_HAUTEUR * 2) // 3, _y(f.arrivee) + _HAUTEUR // 3
    ancre = "start" if couloir > 0 else "end"
    return (
        f'<path d="M{bord} {sortie}H{loin}V{entree}H{bord}" fill="none" stroke="currentColor" '
        f'marker-end="url(#pointe-{base.value})"/>'
        f'<text x="{loin + (3 if couloir > 0 else -3)}" y="{(sortie + entree) // 2 + couloir % 3 * 14}" '
        f'text-anchor="{ancre}" fill="currentColor" font-weight="700">{f.numero}</text>'
    )
