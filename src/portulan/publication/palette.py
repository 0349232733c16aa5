"""One palette for every drawing, safe for colour-blind eyes, with its dark twin.

Drawings are written in the light colours as presentation attributes; ``feuille_de_style`` gives the CSS that turns
each of them into its twin in the dark (attribute selectors: no ``style`` attribute, strict CSP holds).
"""

ENCRE, GRIS, GRILLE, FOND = "#1f2430", "#5b6270", "#d9d6cd", "#ffffff"
BLEU, OCRE, VERT, PRUNE, ARDOISE = "#17507c", "#b36a00", "#2b7f73", "#8c3b7a", "#6f757f"
BLEU_PALE, TERRE = "#b9cfe2", "#f1efe9"
CATEGORIES = (BLEU, OCRE, VERT, PRUNE, ARDOISE)

# from the least to the most of what is measured
SEQUENCE = ("#e3edf5", "#b4d0e5", "#78a9cf", "#3c7bae", "#134672")
# five steps from one side to the other, the middle one neutral
DIVERGENCE = ("#8a4b00", "#dba552", "#efece4", "#79adcf", "#17507d")

SOMBRES = {
    ENCRE: "#eceae4",
    GRIS: "#b3b8c2",
    GRILLE: "#454b57",
    FOND: "#171b22",
    BLEU: "#7db6e0",
    OCRE: "#e6a548",
    VERT: "#63bdae",
    PRUNE: "#d492c4",
    ARDOISE: "#a3a9b4",
    BLEU_PALE: "#33516b",
    TERRE: "#2a2f39",
    SEQUENCE[0]: "#22394c",
    SEQUENCE[1]: "#2d5878",
    SEQUENCE[2]: "#3f7fae",
    SEQUENCE[3]: "#74aeda",
    SEQUENCE[4]: "#c3e0f5",
    DIVERGENCE[0]: "#f0b565",
    DIVERGENCE[1]: "#99692a",
    DIVERGENCE[2]: "#343a45",
    DIVERGENCE[3]: "#2f6389",
    DIVERGENCE[4]: "#8fc3ea",
}

# ton → (ink, ground): ink on ground and ground on white both readable (≥ 4.5 for the ink)
TONS = {
    "neutre": ("#4a515e", "#eeece6"),
    "info": ("#17507c", "#e6eff6"),
    "succes": ("#1d6648", "#e2f1e9"),
    "attention": ("#7d4a00", "#fbefd9"),
    "alerte": ("#a1261b", "#fbe7e4"),
    "bloquant": ("#ffffff", "#8a1c13"),
}
TONS_SOMBRES = {
    "neutre": ("#d6d3cb", "#333a46"),
    "info": ("#a9d0ef", "#1d3346"),
    "succes": ("#9bdcbc", "#17382a"),
    "attention": ("#f3c987", "#40301a"),
    "alerte": ("#f5aaa2", "#47211e"),
    "bloquant": ("#ffffff", "#a1261b"),
}

POLICE_TEXTE = "Atkinson Hyperlegible Next"
POLICE_TITRE = "Source Serif 4"


def feuille_de_style(porteur: str = ".dessin") -> str:
    """CSS of the dark twin, for drawings inlined inside ``porteur``; ``light-dark`` follows the page's scheme."""
    lignes = [f"{porteur} svg {{ display: block; inline-size: 100%; block-size: auto; }}"]
    for clair, sombre in SOMBRES.items():
        lignes += [
            f'{porteur} svg [{attribut}="{clair}"] {{ {attribut}: light-dark({clair}, {sombre}); }}'
            for attribut in ("fill", "stroke")
        ]
    return "\n".join(lignes) + "\n"
