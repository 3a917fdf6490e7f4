"""Pages on the codes HC3xx: environments, placeholders and variables."""

from __future__ import annotations

from .page import Page, dotenv, redis

_LOADED = """\
{
  "local": {
    "host": "localhost",
    "port": "${REDIS_PORT}"
  }
}
"""
_PLAIN = """\
{
  "local": {
    "host": "localhost"
  }
}
"""

PAGES = (
    Page(
        "HC301",
        "An environment is named that the file does not have: by `extends`, by `--env`, or by the"
        " variable `HACFG_ENV`.",
        "To go on with another environment would be to start a deployment with the settings of"
        " somebody's laptop.",
        redis("""\
{
  "staging": {
    "host": "redis.example.com"
  },
  "eu-staging": {
    "extends": "stagin"
  }
}
"""),
        redis("""\
{
  "staging": {
    "host": "redis.example.com"
  },
  "eu-staging": {
    "extends": "staging"
  }
}
"""),
        "Write the name of an environment in the file; the message suggests one where it can.",
    ),
    Page(
        "HC302",
        "Environments extend each other in a circle, or one extends itself.",
        "None of them is complete before the others are, so none can be worked out.",
        redis("""\
{
  "one": {
    "extends": "two",
    "host": "localhost"
  },
  "two": {
    "extends": "one"
  }
}
"""),
        redis("""\
{
  "one": {
    "host": "localhost"
  },
  "two": {
    "extends": "one"
  }
}
"""),
        "Remove `extends` from the one that the others build on.",
    ),
    Page(
        "HC303",
        "A key at the top of the file is taken for an environment, and what stands there is no"
        " object of settings.",
        "A file maps environments to settings and nothing else; a setting at the top would belong"
        " to none of them.",
        redis("""\
{
  "local": {
    "host": "localhost"
  },
  "port": 6379
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
        "Move the setting into the environments that it is for.",
    ),
    Page(
        "HC304",
        "A placeholder breaks the grammar: it is not closed, has no name, or an operator that"
        " there is not.",
        "Taken for plain text it would become the password, or the host, that a service connects"
        " with.",
        redis("""\
{
  "local": {
    "host": "${REDIS_HOST"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "${REDIS_HOST}"
  }
}
"""),
        "Write `${NAME}` or `${NAME:-default}`. Where the text `${` itself is meant, write `$${`.",
    ),
    Page(
        "HC305",
        "A placeholder names a variable that is not set, and has no default. Only a load says so;"
        " a check reads no variable.",
        "An empty text in its place would be a connection without a password, or to no host.",
        redis(_LOADED, "local"),
        redis(_LOADED, "local", REDIS_PORT="6380"),
        "Set the variable where the process starts, or write a default into the placeholder:"
        " `${REDIS_PORT:-6379}`. `hacfg env --required --env ENV` lists what a deployment must"
        " set.",
    ),
    Page(
        "HC306",
        "The default inside a placeholder is known, and does not fit its setting.",
        "It would fail on the one day on which the variable is not set.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "port": "${REDIS_PORT:-abc}"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "port": "${REDIS_PORT:-6379}"
  }
}
"""),
        "Write a default that the setting would take.",
    ),
    Page(
        "HC307",
        "A placeholder stands inside other text, where the setting takes no text.",
        "A value that is wholly one placeholder is converted to the type of its setting. With text"
        " around it, it is a text and stays one.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "port": "6${REDIS_PORT_END}"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "port": "${REDIS_PORT}"
  }
}
"""),
        "Let the variable hold the whole value.",
    ),
    Page(
        "HC308",
        "A placeholder, or a variable like `REDIS_PASSWORD_FILE`, names a file that cannot be"
        " read.",
        "Secrets are mounted as files. One that is not there means that the deployment lacks a"
        " volume, and it must not start without a password.",
        redis(
            """\
{
  "local": {
    "host": "localhost",
    "password": "${file:redis_password.txt}"
  }
}
""",
            "local",
        ),
        redis(
            """\
{
  "local": {
    "host": "localhost",
    "password": "${file:redis_password.txt:-none}"
  }
}
""",
            "local",
        ),
        "Mount the file and let the process read it, or write a default behind `:-`. A relative"
        " path starts at the directory of the config.",
    ),
    Page(
        "HC309",
        "The file has no environment: it is empty but for directives, or its settings stand at"
        " the top.",
        "hacfg picks an environment by name, and a file without any has nothing to pick from.",
        redis("""\
{
  "host": "localhost",
  "port": 6379
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
        'Put the settings into an environment, such as `"local"`.',
    ),
    Page(
        "HC310",
        "`extends` takes the name of one environment, `protected` takes true or false.",
        "A list of parents would have to say which of them wins; a text for `protected` would be"
        " true even as `false`.",
        redis("""\
{
  "staging": {
    "protected": "no",
    "host": "redis.example.com"
  }
}
"""),
        redis("""\
{
  "staging": {
    "protected": false,
    "host": "redis.example.com"
  }
}
"""),
        "Write the one name, or the word true or false without quotes.",
    ),
    Page(
        "HC311",
        "A placeholder asks a provider that there is not. There is `file`; an application may add"
        " more.",
        "Taken for plain text the placeholder itself would be the value.",
        redis("""\
{
  "local": {
    "host": "localhost",
    "password": "${vault:redis/password}"
  }
}
"""),
        redis("""\
{
  "local": {
    "host": "localhost",
    "password": "${file:/run/secrets/redis}"
  }
}
"""),
        "Write `${NAME}` or `${file:PATH}`; a default stands behind `:-`, not behind a single"
        " colon.",
    ),
    Page(
        "HC312",
        "The text of a variable does not convert to the type of its setting.",
        "Variables hold text. The type is the setting's, so `6379abc` is no port, and `1e3` no"
        " integer, whatever a lenient parser makes of them.",
        dotenv("REDIS_PORT=6379abc\n"),
        dotenv("REDIS_PORT=6379\n"),
        "Give the variable a value of the type that the message names.",
    ),
    Page(
        "HC313",
        "A variable is set to empty text, and its setting can be neither empty nor null.",
        "An empty variable is most often one that a template did not fill. To ignore it would hide"
        " that.",
        dotenv("REDIS_PORT=\n"),
        dotenv("REDIS_PORT=6379\n"),
        "Give it a value, or do not set it at all.",
    ),
    Page(
        "HC314",
        "A variable has the prefix of a schema, is none of its variables, and is nearly one. It"
        " may belong to another program, so this stays a warning under `--strict`.",
        "A misspelt variable overrides nothing, and the service runs with the value in the file.",
        dotenv("REDIS_PROT=6380\n"),
        dotenv("REDIS_PORT=6380\n"),
        "Write the name that the message suggests, or rename a variable that is somebody else's.",
    ),
    Page(
        "HC315",
        "Two variables of one source set the same setting to different values.",
        "Which of them wins would be an accident. In different sources, a `.env` file and the"
        " process, the higher one wins.",
        dotenv("REDIS_USERNAME=orders\nREDIS_USER=payments\n"),
        dotenv("REDIS_USERNAME=orders\n"),
        "Keep the first name; the other is an alias of it.",
    ),
    Page(
        "HC316",
        "Kubernetes sets variables for every Service of a namespace. For one named redis it sets"
        " `REDIS_PORT` to a URL. It is ignored, with this warning.",
        "Taken for the port it would stop every pod of the namespace from starting.",
        redis(
            _PLAIN,
            "local",
            REDIS_PORT="tcp://10.0.0.1:6379",
            REDIS_SERVICE_HOST="10.0.0.1",
        ),
        redis(_PLAIN, "local", REDIS_PORT="6379"),
        "Set `enableServiceLinks: false` in the pod's specification, set the variable yourself, or"
        " give the Service another name.",
    ),
    Page(
        "HC317",
        "A URL of a connection, as `REDIS_URL` or `DATABASE_URL` hold one, cannot be taken apart.",
        "A part that is misread ends up in the host's name or in the password. Mostly a sign of"
        " the password is not percent-encoded.",
        dotenv("REDIS_URL=http://localhost:6379/0\n"),
        dotenv("REDIS_URL=redis://localhost:6379/0\n"),
        "Write `redis://`, `rediss://` or `unix://`, and for databases the name of the engine;"
        " encode `@ : / ? # %` in a password as `%40` and so on.",
    ),
    Page(
        "HC318",
        "A variable is set twice in a `.env` file. The last one counts.",
        "Whoever changes the first and sees no effect looks for the cause in the wrong place.",
        dotenv("REDIS_HOST=localhost\nREDIS_HOST=redis.example.com\n"),
        dotenv("REDIS_HOST=redis.example.com\n"),
        "Remove one of the two lines.",
    ),
    Page(
        "HC319",
        "The name of an environment is empty, or begins or ends with a blank.",
        "Nobody sees the blank. Whoever asks for the environment by its name does not find it, and"
        " a protected name may go unprotected.",
        redis("""\
{
  "local ": {
    "host": "localhost"
  }
}
"""),
        redis(_PLAIN),
        "Remove the blank, or give the environment a name.",
    ),
)
