"""Pages on the codes HC5xx: schemas, and which of them a file is for."""

from __future__ import annotations

from .page import Example, File, Page, own, redis

_SMALLEST = """\
{
  "local": {
    "host": "localhost"
  }
}
"""
_BROKERS = """\
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "brokers": { "type": "integer", "minimum": 1 }
  }
}
"""
_DESCRIBED = """\
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "x-env-prefix": "KAFKA_",
  "type": "object",
  "required": ["brokers"],
  "properties": {
    "brokers": {
      "description": "How many brokers there are.",
      "type": "integer",
      "minimum": 1,
      "default": 3
    },
    "topic": {
      "description": "The topic to read from.",
      "x-env": "KAFKA_TOPIC_NAME",
      "type": "string",
      "pattern": "^[a-z]"
    },
    "buffer": {
      "description": "The size of the buffer.",
      "type": "integer",
      "x-default-by": { "topic": { "logs": 8 } }
    }
  }
}
"""
_NAMED = """\
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "topic": { "type": "string", "pattern": "^[a-z]+" }
  }
}
"""


def _compiled(schema: str) -> Example:
    return Example(
        (File("kafka.schema.json", schema),),
        "hacfg compile kafka.schema.json",
    )


def _checked(schema: str) -> Example:
    return Example(
        (File("kafka.schema.json", schema),),
        "hacfg schema check kafka.schema.json",
    )


def _steered(table: str) -> Example:
    return Example(
        (File("hacfg.toml", table), File("redis_config.json", _SMALLEST)),
        "hacfg validate",
    )


PAGES = (
    Page(
        "HC501",
        "A schema was named that hacfg does not have, or the file of one cannot be read or parsed.",
        "Without its schema no file can be checked, so the exit status is 2: could not check.",
        Example(
            (File("redis_config.json", _SMALLEST),),
            "hacfg validate --schema reddis redis_config.json",
        ),
        Example(
            (File("redis_config.json", _SMALLEST),),
            "hacfg validate --schema redis redis_config.json",
        ),
        "Write `redis` or `database`, or the path of a JSON Schema.",
    ),
    Page(
        "HC502",
        "No schema is known for the file: neither the command line nor its `$schema` names one,"
        " and no schema claims its name.",
        "A file that was named is expected to be checked. To pass over it would look like success.",
        Example((File("cache.json", _SMALLEST),), "hacfg validate cache.json"),
        redis(_SMALLEST),
        'Use `--schema`, write `"$schema"` into the file, or give the file the name that a schema'
        " claims.",
    ),
    Page(
        "HC503",
        "A schema breaks the rules of JSON Schema, as the metaschema of its draft has them.",
        "A keyword that is misspelt checks nothing, and a limit that is a text limits nothing.",
        own(
            _BROKERS.replace('"minimum": 1', '"minimum": "1"'),
            '{ "brokers": 3 }\n',
        ),
        own(_BROKERS, '{ "brokers": 3 }\n'),
        "Mend the schema at the place that the message names.",
    ),
    Page(
        "HC504",
        "A schema cannot be compiled so that the compiled predicate would judge as jsonschema"
        " does: it has a keyword or a draft that the compiler does not know.",
        "A predicate that passes over a keyword would accept what the schema refuses. Loading and"
        " checking work without compiling, only slower.",
        _compiled(_BROKERS.replace('"minimum": 1', '"multipleOf": 2')),
        _compiled(_BROKERS),
        "Leave the keyword out or say it another way, or use the schema without compiling it.",
    ),
    Page(
        "HC505",
        "A keyword that begins with `x-` is misspelt, stands where it means nothing, or has a value"
        " that it cannot have.",
        "A misspelt `x-secret` would let a password be shown.",
        own(_BROKERS.replace('"minimum": 1', '"x-evn": "BROKERS"'), '{ "brokers": 3 }\n'),
        own(_BROKERS.replace('"minimum": 1', '"x-env": "BROKERS"'), '{ "brokers": 3 }\n'),
        "Write the keyword that the message suggests; docs/schemas.md describes them all.",
    ),
    Page(
        "HC506",
        "A default or an example in a schema is refused by the schema that it stands in.",
        "Defaults are filled in after a file is checked, so a wrong one would reach the"
        " application.",
        _checked(_DESCRIBED.replace('"default": 3', '"default": 0')),
        _checked(_DESCRIBED),
        "Change the default, or the limit that refuses it.",
    ),
    Page(
        "HC507",
        "A pattern in a schema is no regular expression that Python can read.",
        "JSON Schema leaves the dialect open, and other engines know what Python does not, such as"
        " `\\p{L}` or `(?<name>...)`.",
        own(_NAMED.replace("[a-z]", "\\\\p{L}"), '{ "topic": "a" }\n'),
        own(_NAMED, '{ "topic": "a" }\n'),
        "Say it as the `re` module of Python has it.",
    ),
    Page(
        "HC508",
        "A reference in a schema leads nowhere, back to itself, or out of what is at hand. Nothing"
        " is fetched from the network.",
        "Without what it refers to a schema says less than its author meant.",
        own(
            _BROKERS.replace('"minimum": 1', '"$ref": "#/definitions/count"'),
            '{ "brokers": 3 }\n',
        ),
        own(_BROKERS, '{ "brokers": 3 }\n'),
        "Copy what is meant under `definitions` and refer to it there, or write the path of a file"
        " beside the schema, or the `$id` of a schema of hacfg.",
    ),
    Page(
        "HC509",
        "A setting has no description.",
        "Editors show it while a file is written, and references and `.env.example` are made"
        " of it.",
        _checked(_DESCRIBED.replace('"description": "The topic to read from.",', "")),
        _checked(_DESCRIBED),
        "Say in a sentence what the setting is for.",
    ),
    Page(
        "HC510",
        "Two settings of one schema are overridden by the same variable.",
        "Whoever sets the variable means one of them, and changes both.",
        _checked(_DESCRIBED.replace("KAFKA_TOPIC_NAME", "KAFKA_BROKERS")),
        _checked(_DESCRIBED),
        "Give one of them a name of its own with `x-env`, or an object of settings an"
        " `x-env-prefix`.",
    ),
    Page(
        "HC511",
        "A value in `[tool.hacfg]` of `pyproject.toml`, or in `hacfg.toml`, is of the wrong type,"
        " or names a schema or a folder that does not exist.",
        "With half of a table other files would be checked than those that its author meant.",
        _steered('strict = "yes"\n'),
        _steered("strict = true\n"),
        "Write what the message asks for; docs/schemas.md describes the table.",
    ),
    Page(
        "HC512",
        "`[tool.hacfg]` of `pyproject.toml`, or `hacfg.toml`, has a key that means nothing: it is"
        " misspelt, names no code, or is a glob that leaves the directory.",
        "A misspelt `exclude` excludes nothing, and a misspelt `strict` lets warnings pass.",
        _steered("strcit = true\n"),
        _steered("strict = true\n"),
        "Write the name that the message suggests, or remove the line.",
    ),
    Page(
        "HC513",
        "A keyword of a schema checks nothing: it is misspelt, or of another draft than the"
        " schema.",
        "Validators pass over keywords that they do not know, so a misspelt `required`"
        " requires nothing.",
        _checked(_DESCRIBED.replace('"required"', '"requried"')),
        _checked(_DESCRIBED),
        "Write the keyword that the message suggests, or name the draft that has it.",
    ),
    Page(
        "HC514",
        "A pattern takes more texts than it seems to: `$` matches before a final line end"
        " too, and the classes of letters and digits take in those of all scripts.",
        "A name that ends in a line end, or a port in digits that no program reads, would pass.",
        _checked(_DESCRIBED.replace("^[a-z]", "^[a-z]+$")),
        _checked(_DESCRIBED),
        "Write `[0-9]` for digits, and end the pattern in `$(?!\\n)`.",
    ),
    Page(
        "HC515",
        "`x-default-by` or `x-exclusive` names a setting or a value that there is not, or `x-env`"
        " stands on an object that holds settings and is none itself.",
        "A default that depends on a misspelt setting is never filled in, and the variable of such"
        " an object is never read.",
        _checked(_DESCRIBED.replace('"x-default-by": { "topic"', '"x-default-by": { "topci"')),
        _checked(_DESCRIBED),
        "Write the name that the message suggests.",
    ),
)
