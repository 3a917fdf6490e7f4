"""Pages on the codes HC1xx: what keeps a file from being read."""

from __future__ import annotations

from .page import Example, File, Page, dotenv, redis, toml

_SMALLEST = """\
{
  "local": {
    "host": "localhost"
  }
}
"""

PAGES = (
    Page(
        "HC101",
        "A file that was named does not exist, is a directory or a pipe, or may not be read by"
        " the user that runs hacfg.",
        "A check that passes over a missing file would let a renamed config go unchecked, so the"
        " exit status is 2: could not check.",
        Example((), "hacfg validate redis_config.json"),
        redis(_SMALLEST),
        "Name a file that is there, seen from the directory that the command runs in. Where"
        " permission is denied, give the user the right to read it.",
    ),
    Page(
        "HC102",
        "A file is larger than 10 MiB, the most that hacfg reads of a config, or a `.env` file.",
        "A config of that size is a mistake, such as a dump or a log under the wrong name, and"
        " reading it would cost a hook its memory and time.",
        Example(
            (File("redis_config.json", _SMALLEST, 11 * 1024 * 1024),),
            "hacfg validate redis_config.json",
        ),
        redis(_SMALLEST),
        "Name the config itself, and take out what is no setting.",
    ),
    Page(
        "HC103",
        "A file is not UTF-8. Mostly it was saved as Latin-1 or UTF-16 by an editor on Windows.",
        "JSON and TOML are UTF-8 by their standards. Read in another encoding, a password or a"
        " name would silently become another one.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "client_name": "caf\udce9"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "client_name": "cafe"
  }
}
"""),
        "Save the file as UTF-8; `iconv -f latin1 -t utf-8` converts one.",
    ),
    Page(
        "HC104",
        "The file breaks the grammar of its format: a comma or a quote too many or missing, a"
        " comment in JSON, single quotes, a value without quotes.",
        "Nothing can be said of a file that cannot be parsed. JSON is read strictly, since what"
        " one parser forgives the next refuses, at start-up in production.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "port": 6379,
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "port": 6379
  }
}
"""),
        "The mark stands where the text stops making sense; the cause is there or just before."
        " Who wants comments can write the config in TOML.",
    ),
    Page(
        "HC105",
        "One key stands twice in the same object.",
        "Most parsers keep the last and drop the first without a word. That way a second"
        " `production` block, pasted at the end, replaces the real one.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "host": "redis.example.com"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "redis.example.com"
  }
}
"""),
        "Keep the one that is meant and remove the other.",
    ),
    Page(
        "HC106",
        "A number is NaN or infinite. Some parsers accept those words, though JSON has no such"
        " numbers.",
        "No limit holds against NaN, which is neither above nor below any number: a timeout of NaN"
        " passes every range check and then fails in the socket.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "socket_timeout": NaN
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "socket_timeout": 5.0
  }
}
"""),
        "Write a finite number, or leave the line out to take the default.",
    ),
    Page(
        "HC107",
        "A number is too large for a 64-bit float, or has more digits than a number can need.",
        "It would silently turn into infinity, or take seconds to parse.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "socket_timeout": 1e999
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "socket_timeout": 300
  }
}
"""),
        "Write a number that the setting allows.",
    ),
    Page(
        "HC108",
        "Objects and arrays stand inside each other more than 200 levels deep.",
        "A config needs five levels at most. Deeper nesting overflows the stack of parsers, so it"
        " is a generated file gone wrong, or an attack.",
        redis(f"""\
{{
  "local": {{
    "host": {"[" * 200}{"]" * 200}
  }}
}}
"""),
        redis(_SMALLEST),
        "Find what wrote the brackets, and write the setting's own value.",
    ),
    Page(
        "HC109",
        "A `\\u` escape stands for half of a surrogate pair: one half of a character, without"
        " the other.",
        "Such a text is no Unicode. It cannot be written to a socket or a log as UTF-8, and fails"
        " there.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "key_prefix": "orders:\\ud83d:"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "key_prefix": "orders:\\ud83d\\ude80:"
  }
}
"""),
        "Write the character itself, or both halves of it.",
    ),
    Page(
        "HC110",
        "The file has no content, or nothing but blanks.",
        "An empty config is most often one that a failed template or a full disk left behind. To"
        " take it for fine would be to start with defaults.",
        redis(""),
        redis(_SMALLEST),
        "Write the environments; `hacfg init` makes an example to start from.",
    ),
    Page(
        "HC111",
        "The outermost value of the file is no object.",
        "A config maps environments to settings. A list or a text at the top has no names to"
        " look a setting up by.",
        redis("""\
[
  { "host": "localhost" }
]
"""),
        redis(_SMALLEST),
        "Put the environments into one object, by name.",
    ),
    Page(
        "HC112",
        "A line of a `.env` file is neither `NAME=value`, nor blank, nor a comment.",
        "Tools differ in what they make of such a line: some drop it, some set a variable nobody"
        " meant. A variable that is dropped lets the default through.",
        dotenv("""\
REDIS_HOST localhost
REDIS_PORT=6379
"""),
        dotenv("""\
REDIS_HOST=localhost
REDIS_PORT=6379
"""),
        "Write `NAME=value`, without blanks around the name, and close every quote.",
    ),
    Page(
        "HC113",
        "The name of a file does not say that it is JSON, TOML or a `.env` file.",
        "hacfg reads these formats and guesses at none: YAML, for one, reads `no` as false and"
        " `1_000` as a number.",
        Example(
            (File("redis_config.yaml", "local:\n  host: localhost\n"),),
            "hacfg validate redis_config.yaml",
        ),
        redis(_SMALLEST),
        "Write the config in JSON or TOML, under a name that ends in `.json` or `.toml`;"
        " `.example` may follow.",
    ),
    Page(
        "HC114",
        "A date or a time stands in a TOML file. No setting of a config takes one, and JSON"
        " knows none.",
        "What was meant is a text or a number of seconds; which one, only its author knows.",
        toml("""\
[local]
host = "localhost"
socket_timeout = 00:00:05
"""),
        toml("""\
[local]
host = "localhost"
socket_timeout = 5.0
"""),
        "Write a number of seconds, or put a text into quotes.",
    ),
)
