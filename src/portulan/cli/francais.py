"""Help and usage errors in French: Typer writes its own in English, without a hook to translate them."""

import inspect
from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from portulan.socle.erreurs import ErreurUtilisateur

_LARGEUR = 100


class ErreurUsage(ErreurUtilisateur):
    """The command line is badly written."""

    code_sortie = 64
    titre = "Commande mal écrite"


def _usage(commande: Any, ctx: Any) -> str:
    morceaux = [ctx.command_path]
    if isinstance(commande, TyperGroup):
        morceaux.append("COMMANDE [OPTIONS]")
    else:
        for param in commande.params:
            if param.param_type_name == "argument":
                nom = param.metavar or param.name.upper()
                morceaux.append(nom if param.required else f"[{nom}]")
        morceaux.append("[OPTIONS]")
    return "Utilisation : " + " ".join(morceaux)


def _lignes(commande: Any, genre: str) -> list[tuple[str, str]]:
    lignes = []
    for param in commande.params:
        if param.param_type_name != genre or param.hidden:
            continue
        if genre == "argument":
            nom = param.metavar or param.name.upper()
        else:
            nom = ", ".join([*param.opts, *param.secondary_opts])
            if not param.is_flag:
                nom += f" {param.metavar or param.name.upper()}"
        aide = param.help or ""
        defaut = param.default
        if genre == "option" and not param.is_flag and defaut not in {None, "", ()} and not callable(defaut):
            aide = f"{aide.rstrip('.')} (par défaut : {defaut})."
        lignes.append((nom, aide))
    return lignes


def _section(formatter: Any, titre: str, lignes: list[tuple[str, str]]) -> None:
    if lignes:
        formatter.write_paragraph()
        formatter.write(f"{titre} :\n")
        with formatter.indentation():
            formatter.write_dl(lignes, col_max=34)


def _aide(commande: Any, ctx: Any, formatter: Any) -> None:
    formatter.width = min(formatter.width, _LARGEUR)
    formatter.write(_usage(commande, ctx) + "\n")
    texte = inspect.cleandoc(commande.help or "")
    if texte:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(texte)
    if isinstance(commande, TyperGroup):
        sous = [(nom, c.short_help or _premiere(c.help)) for nom, c in commande.commands.items() if not c.hidden]
        _section(formatter, "Commandes", sous)
    _section(formatter, "Arguments", _lignes(commande, "argument"))
    _section(formatter, "Options", [*_lignes(commande, "option"), ("--help", "Afficher cette aide.")])


def _premiere(texte: str | None) -> str:
    return (texte or "").strip().splitlines()[0] if texte else ""


class CommandeFr(TyperCommand):
    """A command whose help is in French."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _aide(self, ctx, formatter)


class GroupeFr(TyperGroup):
    """A group whose help is in French; without a command, it shows it."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _aide(self, ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say in French what is close to it."""
        nom = args[0]
        if self.get_command(ctx, nom) is None:
            proches = get_close_matches(nom, list(self.commands)) or []
            suite = f"Vouliez-vous dire « {proches[0]} » ? " if proches else ""
            raise ErreurUsage(
                f"La commande « {nom} » n'existe pas.", remede=f"{suite}La liste : {ctx.command_path} --help"
            )
        return super().resolve_command(ctx, args)


def traduire(erreur: TyperException) -> ErreurUsage:
    """Say a usage error in French; its class tells what happened, its English text is not shown."""
    ctx = getattr(erreur, "ctx", None)
    message, remede = _phrase(erreur, type(erreur).__name__, str(getattr(erreur, "message", "")))
    return ErreurUsage(message, remede=f"{remede}Voyez : {ctx.command_path if ctx else 'portulan'} --help")


def _phrase(erreur: Any, genre: str, anglais: str) -> tuple[str, str]:
    match genre:
        case "NoSuchOption":
            proches = f"Options proches : {', '.join(sorted(erreur.possibilities))}. " if erreur.possibilities else ""
            phrase = f"L'option « {erreur.option_name} » n'existe pas ici.", proches
        case "MissingParameter":
            phrase = f"Il manque {_nom(erreur)}.", ""
        case "BadParameter":
            phrase = f"La valeur donnée pour {_nom(erreur)} ne convient pas.", ""
        case "BadOptionUsage":
            faute = "demande une valeur" if "requires" in anglais else "ne prend pas de valeur"
            phrase = f"L'option « {erreur.option_name} » {faute}.", ""
        case _ if "unexpected extra argument" in anglais:
            return f"Il y a des mots en trop : « {anglais.partition('(s) (')[2][:-1]} ».", ""
        case _:
            return "La commande est incomplète ou mal écrite.", ""
    return phrase


def _nom(erreur: Any) -> str:
    param = getattr(erreur, "param", None)
    if param is None:
        return "un argument"
    if param.param_type_name == "option":
        return f"l'option « {param.opts[0]} »"
    return f"l'argument « {param.metavar or param.name.upper()} »"
