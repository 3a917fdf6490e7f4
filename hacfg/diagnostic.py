"""A diagnostic: one problem, ready to be shown."""

from __future__ import annotations

from enum import Enum

from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .keypath import KeyPath
    from .origin import Place


class Severity(Enum):
    """How much a diagnostic weighs: an error fails the check, a warning does under --strict."""

    ERROR = "error"
    WARNING = "warning"


class Part(Enum):
    """Which part of an entry a fault is about."""

    KEY = "key"
    VALUE = "value"


class Target(Enum):
    """What a label points at."""

    FILE = "file"
    VARIABLE = "variable"
    ARGUMENT = "argument"


class Line(Value):
    """One line of an excerpt, masked; ``start`` to ``end`` are the columns to underline, from 1."""

    number: int
    text: str
    start: int
    end: int


class Label(Value):
    """A place with a few words: ``source`` is a file as the caller named it, or ``variable NAME``.

    An argument is what a call or the command line said, as in ``--set port``. ``place`` holds the
    true columns of the file, ``line`` the masked excerpt with its own.
    """

    source: str
    text: str = ""
    place: Place | None = None
    line: Line | None = None
    target: Target = Target.FILE

    @property
    def where(self) -> str:
        """``redis_config.json:12:13``, as editors read it; a file name of odd signs in quotes."""
        from .keypath import legible

        name = legible(self.source)
        return f"{name}:{self.place.line}:{self.place.column}" if self.place else name


class Diagnostic(Value):
    """One problem: what the reader sees, computed already and free of secrets."""

    code: str
    severity: Severity
    headline: str
    path: KeyPath
    primary: Label
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: tuple[str, ...] = ()


class Mention(Value):
    """Another entry that a fault speaks of."""

    path: KeyPath
    text: str
    part: Part = Part.KEY


class Fault(Value):
    """What a stage found: it knows key paths, not places, and holds no secret.

    A document (or the origins of a load) turns it into a diagnostic. ``within`` narrows a string
    down to some of its characters, by offsets into the decoded text.
    """

    code: str
    headline: str
    path: KeyPath = ()
    part: Part = Part.VALUE
    label: str = ""
    mentions: tuple[Mention, ...] = ()
    notes: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    within: tuple[int, int] | None = None
    variable: str = ""


CODES = {
    "HC101": "a file cannot be read",
    "HC102": "a file is too large",
    "HC103": "a file is not UTF-8",
    "HC104": "a syntax error",
    "HC105": "a key stands twice in one object",
    "HC106": "NaN or infinity",
    "HC107": "a number too large to hold",
    "HC108": "objects and arrays nested too deeply",
    "HC109": "half of a surrogate pair",
    "HC110": "an empty file",
    "HC111": "no object at the top",
    "HC112": "a line of a .env file that cannot be read",
    "HC113": "a file name without a known ending",
    "HC114": "a date or time, which a config cannot hold",
    "HC201": "a value of the wrong type",
    "HC202": "a value out of range",
    "HC203": "a value that is none of those allowed",
    "HC204": "a text of the wrong form",
    "HC205": "an unknown setting",
    "HC206": "a missing setting",
    "HC207": "settings that do not go together",
    "HC208": "a setting without the one it needs",
    "HC209": "an array of the wrong length or with repeated items",
    "HC210": "a value that fits no alternative",
    "HC211": "a habit of another tool",
    "HC212": "a deprecated setting",
    "HC299": "a value that the schema refuses",
    "HC301": "an unknown environment",
    "HC302": "environments that extend each other in a loop",
    "HC303": "an environment that is no object",
    "HC304": "a malformed placeholder",
    "HC305": "a placeholder whose variable is not set",
    "HC306": "a default inside a placeholder that does not fit",
    "HC307": "a placeholder inside other text where no text fits",
    "HC308": "a placeholder whose source cannot be read",
    "HC309": "a file without environments",
    "HC310": "extends or protected of the wrong type",
    "HC311": "an unknown placeholder provider",
    "HC312": "a variable of the wrong type",
    "HC313": "an empty variable",
    "HC314": "a variable that is nearly a known one",
    "HC315": "two variables of one setting that disagree",
    "HC316": "a variable that Kubernetes injected",
    "HC317": "a malformed URL",
    "HC318": "a variable set twice in a .env file",
    "HC319": "an environment whose name is blank or has blanks around it",
    "HC401": "a literal secret in a protected environment",
    "HC402": "a protected environment without TLS",
    "HC403": "a protected environment on this machine",
    "HC404": "two environments that share one database",
    "HC405": "TLS turned off in a protected environment",
    "HC406": "blanks around a secret",
    "HC407": "a name that is nearly that of a protected environment",
    "HC501": "a schema that cannot be read",
    "HC502": "a file that no schema claims",
    "HC503": "a schema that is not valid",
    "HC504": "a schema that cannot be compiled faithfully",
    "HC505": "a keyword of hacfg that is misspelt or out of place",
    "HC506": "a default or an example that its schema refuses",
    "HC507": "a pattern that Python cannot read",
    "HC508": "a reference that cannot be followed",
    "HC509": "a setting without a description",
    "HC510": "two settings with one variable",
    "HC511": "a value that the table of a project cannot have",
    "HC512": "a name that the table of a project cannot have",
    "HC513": "a keyword that checks nothing, misspelt or of another draft",
    "HC514": "a pattern that takes more than it seems to",
    "HC515": "a keyword of hacfg that names no setting",
    "HC601": "a host that cannot be resolved",
    "HC602": "a server that cannot be reached",
    "HC603": "a server that does not answer",
    "HC604": "a server of another kind",
    "HC605": "a client that the server does not let in",
    "HC606": "TLS on one side only",
    "HC607": "a certificate that is not trusted",
    "HC608": "a certificate out of its time",
    "HC609": "a certificate for another host",
    "HC610": "a certificate that ends soon",
    "HC611": "a TLS handshake that fails",
    "HC612": "credentials that the server refuses",
    "HC613": "credentials that the server asks for and the config lacks",
    "HC614": "a password that the server does not ask for",
    "HC615": "a Redis server of another mode",
    "HC616": "a replica in place of a primary",
    "HC617": "a database that does not exist",
    "HC618": "a missing permission",
    "HC619": "a server that may evict leases",
    "HC620": "Sentinels that cannot be relied on",
    "HC621": "a cluster that is not whole",
    "HC622": "a server that refuses work for now",
    "HC623": "a server that is too old",
    "HC624": "a driver that is not installed",
    "HC625": "a file that is no database",
    "HC699": "a server that refuses for another reason",
}

WARNINGS = frozenset(
    {"HC212", "HC314", "HC316", "HC318", "HC402", "HC403", "HC404", "HC406", "HC407"}
    | {"HC509", "HC513", "HC514", "HC610", "HC614", "HC619", "HC624"}
)
COULD_NOT_CHECK = frozenset(
    {"HC101", "HC102", "HC113", "HC501", "HC502", "HC503", "HC504", "HC505", "HC507"}
    | {"HC508", "HC511", "HC512"}
)


def severity(code: str) -> Severity:
    """The severity that a code has by itself, before --strict."""
    return Severity.WARNING if code in WARNINGS else Severity.ERROR
