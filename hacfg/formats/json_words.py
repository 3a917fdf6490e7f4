"""What is said of each mistake in the syntax of JSON."""

from __future__ import annotations

from .text import Spot

# name: headline, label, help
WORDS: dict[str, tuple[str, str, str]] = {
    "empty": ("the file is empty", "", 'write an object, such as {"local": {}}'),
    "blank": ("the file holds nothing but blanks", "", 'write an object, such as {"local": {}}'),
    "yaml": ("the file is YAML, not JSON", "YAML", "write the config as JSON or TOML"),
    "toml": (
        "the file is TOML or .env, not JSON",
        "no JSON",
        "name the file with .toml or .env",
    ),
    "markup": ("the file is HTML or XML, not JSON", "no JSON", "get the config itself"),
    "other": ("the file is not JSON", "no JSON", "begin the file with { and end it with }"),
    "template": (
        "the file is a template that nobody filled in",
        "template",
        "check the output of the template",
    ),
    "comment": (
        "JSON has no comments",
        "a comment",
        "remove the comment, or write the config as TOML, which has them",
    ),
    "conflict": (
        "a merge conflict is not resolved",
        "it begins here",
        "keep one side and remove the lines with <<<<<<<, ======= and >>>>>>>",
    ),
    "invisible": (
        "a character that nobody sees stands between the tokens",
        "",
        "replace it by an ordinary blank",
    ),
    "null character": (
        "the file holds null characters",
        "U+0000",
        "save the file as UTF-8; it may be UTF-16 now",
    ),
    "single quote": (
        "JSON puts a string in double quotes, not in single ones",
        "a single quote",
        "write \" in place of '",
    ),
    "other quote": (
        'JSON puts a string in straight double quotes (")',
        "another kind of quote",
        'write " in its place',
    ),
    "line end in text": (
        "a string has no closing quote on its line",
        "opened here",
        'close the string with ", and write \\n for a line end inside it',
    ),
    "file end in text": (
        "a string has no closing quote",
        "opened here",
        'close the string with "',
    ),
    "control": ("a string holds a raw control character", "", ""),
    "escape": (
        "a backslash in a string begins an escape that JSON does not know",
        "no escape",
        'write \\\\ for a backslash; JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0000',
    ),
    "hexadecimal escape": (
        "\\u in a string needs four hexadecimal digits",
        "no four digits",
        "write for instance \\u00e9, or \\\\u if the backslash is meant",
    ),
    "key in quotes": (
        "a key must stand in double quotes",
        "no double quotes",
        'put " before and after the key',
    ),
    "key expected": ("a key was expected here", "no key", 'write a key, as in "port": 6379'),
    "key missing": (
        "a key is missing before a colon",
        "no key before it",
        'write a key, as in "port": 6379',
    ),
    "text in quotes": (
        "a string must stand in double quotes",
        "no double quotes",
        'put " before and after the string',
    ),
    "placeholder in quotes": (
        "a placeholder must stand in double quotes",
        "no double quotes",
        'write "${NAME}"; a number or a boolean may come from it all the same',
    ),
    "value missing": (
        "a value is missing after a colon",
        "nothing follows",
        "write a value, or null for none",
    ),
    "colon and value": (
        "a key has no value",
        "a colon and a value must follow",
        "write a value, or null for none",
    ),
    "colon": ("a colon is missing after a key", "a colon must follow", "write : after the key"),
    "equals": ("JSON puts a colon after a key, not =", "not =", "write : in its place"),
    "second colon": (
        "an entry has a second colon",
        "this colon",
        "remove it, or put the string in quotes",
    ),
    "array key": (
        "an array holds no keys",
        "a colon inside [ ]",
        "write an object, in { }, in place of the array",
    ),
    "comma": (
        "a comma is missing between two entries",
        "a comma must follow",
        "write , after this entry",
    ),
    "semicolon": ("JSON puts a comma between two entries, not ;", "not ;", "write , in its place"),
    "trailing comma": (
        "JSON allows no comma after the last entry",
        "this comma",
        "remove the comma",
    ),
    "lone comma": ("nothing stands before a comma", "this comma", "remove the comma"),
    "quote in text": (
        "a string goes on after its closing quote",
        "closed here",
        'write \\" for a quote inside a string, or a comma if a new entry begins',
    ),
    "too many": ("a bracket closes nothing", "closes nothing", "remove it"),
    "rest": (
        "something follows after the end of the JSON document",
        "after the end",
        "remove what follows, or check the brackets before",
    ),
    "second document": (
        "a second document follows the first",
        "it begins here",
        "join the two into one object",
    ),
    "no braces": (
        "the braces around the entries are missing",
        "a colon outside { }",
        "begin the file with { and end it with }",
    ),
    "no infinity": (
        "JSON has neither NaN nor infinity",
        "no number",
        "write a number, or leave the setting out",
    ),
    "leading zero": (
        "a number cannot begin with 0",
        "a leading zero",
        "remove the zeros, or put the digits in double quotes to keep them",
    ),
    "plus": ("a number cannot begin with +", "a plus sign", "remove the +"),
    "no digit before": (
        "a number needs a digit before its point",
        "no digit before the point",
        "write 0 before the point",
    ),
    "no digit after": (
        "a number needs a digit after its point",
        "no digit after the point",
        "write 0 after the point, or remove the point",
    ),
    "exponent": ("the exponent of a number has no digits", "no digits", "write its digits"),
    "minus": ("a minus sign has no digits", "no digits", "write the number after it"),
    "other base": (
        "JSON has decimal numbers only",
        "another base",
        "write the number in decimal digits",
    ),
    "grouped": ("JSON groups no digits with _", "grouped digits", "remove each _"),
}


def say(
    name: str, start: int, end: int, *mentions: tuple[int, int, str], code: str = "HC104"
) -> Spot:
    """The spot of a mistake by its name in the table."""
    headline, label, advice = WORDS[name]
    return Spot(code, headline, start, end, label, (advice,) if advice else (), mentions)
