"""Pages on the codes HC2xx: what the schema refuses in the values and names of a config."""

from __future__ import annotations

from .page import Page, database, own, redis

_FORMS = """\
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "linger": {
      "oneOf": [
        { "type": "string", "pattern": "^[0-9]+ms$" },
        { "type": "string", "pattern": "^[0-9]+s$" }
      ]
    }
  }
}
"""
_DEPRECATED = """\
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "brokers": { "type": "string" },
    "servers": { "type": "string", "x-deprecated": "use brokers" }
  }
}
"""
_CONTAINS = """\
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "topics": { "type": "array", "contains": { "const": "orders" } }
  }
}
"""

PAGES = (
    Page(
        "HC201",
        "A value has another type than its setting takes, such as a number in quotes or a"
        " list for a text.",
        "Whoever reads the setting would get a text where it computes with a number, and find out"
        " when it connects.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "port": "6379"
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
        'Write the value without quotes, or as a placeholder: `"${REDIS_PORT}"` takes the type of'
        " its setting.",
    ),
    Page(
        "HC202",
        "A number is too small or too large, or a text is too short or too long.",
        "The ranges are real: no TCP port is above 65535, and a timeout of an hour is none. Often"
        " the number is right in another unit, such as milliseconds.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "socket_timeout": 5000
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
        "Write a value in the range that the message names. Times are in seconds.",
    ),
    Page(
        "HC203",
        "The setting takes one of a few values, and this is none of them.",
        "A near miss would be passed to the driver, which ignores it or fails at the first"
        " connection.",
        database("""\
{
  "local": {
    "engine": "postgres",
    "host": "localhost",
    "database": "app"
  }
}
"""),
        database("""\
{
  "local": {
    "engine": "postgresql",
    "host": "localhost",
    "database": "app"
  }
}
"""),
        "Write one of the values that the message lists; case matters.",
    ),
    Page(
        "HC204",
        "A text has not the form that its setting asks for: a URL or a port inside a host, a"
        " relative path, blanks in a name.",
        "The driver would take all of it for the host's name, and the error it gives then is one"
        " of DNS that names no setting.",
        redis("""\
{
  "local": {
    "host": "redis.example.com:6380"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "redis.example.com",
    "port": 6380
  }
}
"""),
        "Write what the message describes, and each part into the setting of its own.",
    ),
    Page(
        "HC205",
        "A key is no setting of the schema. Nearly always it is misspelt, has the name that"
        " another tool gives it, or stands at the wrong level.",
        "A key that nobody reads has no effect: the default holds instead, and the config looks"
        " right.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "sokcet_timeout": 2.0
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "socket_timeout": 2.0
  }
}
"""),
        "Write the name that the message suggests, or remove the line; `hacfg docs` lists all"
        " settings.",
    ),
    Page(
        "HC206",
        "A setting that has no default is not there.",
        "Without it there is nothing to connect to. An application finds out at its start, a check"
        " finds out before.",
        redis("""\
{
  "local": {
    "port": 6379
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
        "Add the setting, or a placeholder where the deployment supplies it:"
        ' `"host": "${REDIS_HOST}"`.',
    ),
    Page(
        "HC207",
        "Settings that are right by themselves do not go together, such as a host beside a Unix"
        " socket, or waits in the wrong order.",
        "One of them would win, and which one depends on the driver.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "unix_socket_path": "/run/redis/redis.sock"
  }
}
"""),
        redis("""\
{
  "local": {
    "unix_socket_path": "/run/redis/redis.sock"
  }
}
"""),
        "Keep the one that is meant; the labels of the report show where the others stand.",
    ),
    Page(
        "HC208",
        "A setting needs another one beside it that is not there, such as a certificate its key.",
        "Half of a pair does nothing, or fails when the first connection is made.",
        redis("""\
{
  "local": {
    "host": "redis.example.com",
    "ssl": true,
    "ssl_certfile": "/run/secrets/client.crt"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "redis.example.com",
    "ssl": true,
    "ssl_certfile": "/run/secrets/client.crt",
    "ssl_keyfile": "/run/secrets/client.key"
  }
}
"""),
        "Add the other setting, or remove this one.",
    ),
    Page(
        "HC209",
        "An array has too few or too many items, or one of them twice.",
        "A cluster without nodes cannot be found, and a node that stands twice mostly means that"
        " another one was forgotten.",
        redis("""\
{
  "local": {
    "cluster": { "nodes": ["redis-1:6379", "redis-1:6379"] }
  }
}
"""),
        redis("""\
{
  "local": {
    "cluster": { "nodes": ["redis-1:6379", "redis-2:6379"] }
  }
}
"""),
        "List each item once, as many as the message asks for.",
    ),
    Page(
        "HC210",
        "The schema offers alternatives, and the value fits none of them, or several where it"
        " must be exactly one.",
        "The reader of the setting could not tell which of the forms it has before it.",
        own(
            _FORMS,
            '{ "linger": "soon" }\n',
        ),
        own(
            _FORMS,
            '{ "linger": "20ms" }\n',
        ),
        "Write the value in one of the forms that the schema describes.",
    ),
    Page(
        "HC211",
        'Something is written as another tool would have it, such as `{"ENV": "NAME"}` or'
        " `use_env_variable`.",
        "hacfg has one way to name a variable. What looks like another one would be a plain object"
        " or an unknown setting.",
        redis("""\
{
  "production": {
    "host": "redis.example.com",
    "ssl": true,
    "password": { "ENV": "REDIS_PASSWORD" }
  }
}
"""),
        redis("""\
{
  "production": {
    "host": "redis.example.com",
    "ssl": true,
    "password": "${REDIS_PASSWORD}"
  }
}
"""),
        "Write a placeholder; `hacfg init --from FILE` converts a whole file.",
    ),
    Page(
        "HC212",
        "The schema calls the setting deprecated (`x-deprecated`). It still works.",
        "Sooner or later it is removed from the schema, and then it is an error. Until then this"
        " is a warning.",
        own(
            _DEPRECATED,
            '{ "servers": "kafka.example.com" }\n',
        ),
        own(
            _DEPRECATED,
            '{ "brokers": "kafka.example.com" }\n',
        ),
        "Use what the message names instead.",
    ),
    Page(
        "HC299",
        "The schema refuses the value by a keyword for which hacfg has no words of its own.",
        "The verdict is that of the schema all the same, and as binding as any other.",
        own(
            _CONTAINS,
            '{ "topics": ["payments"] }\n',
        ),
        own(
            _CONTAINS,
            '{ "topics": ["payments", "orders"] }\n',
        ),
        "Read the keyword that the message names in the schema. In a schema of your own,"
        " `x-message` beside it says what to tell instead.",
    ),
)
