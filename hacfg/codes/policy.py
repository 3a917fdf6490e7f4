"""Pages on the codes HC4xx: what the schema allows and a deployment should not have."""

from __future__ import annotations

from .page import Page, redis

PAGES = (
    Page(
        "HC401",
        "A secret is written out in a protected environment: as a value, or as the default of a"
        " placeholder.",
        "A config is committed, copied and logged. Whoever may read the repository then has the"
        " password, and it stays in its history.",
        redis("""\
{
  "production": {
    "host": "redis.example.com",
    "ssl": true,
    "password": "changeme"
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
        "Write a placeholder for a variable, or `${file:/run/secrets/redis}`. A password that was"
        " committed is no secret any more: change it at the server.",
    ),
    Page(
        "HC402",
        "A protected environment connects to another machine without TLS.",
        "Passwords and data go over the network in the clear.",
        redis("""\
{
  "production": {
    "host": "redis.example.com",
    "password": "${REDIS_PASSWORD}"
  }
}
"""),
        redis("""\
{
  "production": {
    "host": "redis.example.com",
    "password": "${REDIS_PASSWORD}",
    "ssl": true
  }
}
"""),
        'Turn TLS on: `"ssl": true` for Redis, `"ssl_mode": "verify-full"` for a database.',
    ),
    Page(
        "HC403",
        "A protected environment has a host on this machine, such as `localhost`.",
        "In a container that is the container itself. Mostly a value of the local environment was"
        " copied.",
        redis("""\
{
  "production": {
    "host": "localhost",
    "ssl": true
  }
}
"""),
        redis("""\
{
  "production": {
    "host": "redis.example.com",
    "ssl": true
  }
}
"""),
        "Write the name of the server. Where it does run beside the service, use its Unix socket.",
    ),
    Page(
        "HC404",
        "A protected environment shares host, port and database with another one.",
        "What a test deletes there is deleted in production.",
        redis("""\
{
  "staging": {
    "host": "redis.example.com",
    "ssl": true
  },
  "production": {
    "host": "redis.example.com",
    "ssl": true
  }
}
"""),
        redis("""\
{
  "staging": {
    "host": "redis-staging.example.com",
    "ssl": true
  },
  "production": {
    "host": "redis.example.com",
    "ssl": true
  }
}
"""),
        "Give each environment a server or a database of its own.",
    ),
    Page(
        "HC405",
        "A variable turns off the TLS of a protected environment, most often a URL that begins"
        " with `redis://`.",
        "The file says that the connection is encrypted, and whoever reads it believes that.",
        redis(
            """\
{
  "production": {
    "host": "redis.example.com",
    "ssl": true
  }
}
""",
            "production",
            REDIS_URL="redis://redis.example.com:6379/0",
        ),
        redis(
            """\
{
  "production": {
    "host": "redis.example.com",
    "ssl": true
  }
}
""",
            "production",
            REDIS_URL="rediss://redis.example.com:6379/0",
        ),
        "Write `rediss://`. Where no TLS is meant, say so in the file, where it is reviewed.",
    ),
    Page(
        "HC406",
        "A secret begins or ends with a blank.",
        "Passwords rarely do; a blank that was copied along makes the server refuse it, and no one"
        " sees why.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "password": "hunter2 "
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "password": "hunter2"
  }
}
"""),
        "Remove the blank. Where it is part of the secret, take the secret from a variable.",
    ),
    Page(
        "HC407",
        "The name of an environment is nearly one that protects it: a slip of the hand away from"
        " `production`, `prod` or `live`, or with such a word run together with something else, as"
        " in `prod1` or `euProd`.",
        "Only a whole word between `-`, `_` or `.` protects. Without protection a password may"
        " stand in the file and TLS may be off, and no check says so.",
        redis("""\
{
  "prodution": {
    "host": "redis.example.com",
    "ssl": true
  }
}
"""),
        redis("""\
{
  "production": {
    "host": "redis.example.com",
    "ssl": true
  }
}
"""),
        'Correct the name, or say it: `"protected": true`, or `"protected": false`.',
    ),
)
