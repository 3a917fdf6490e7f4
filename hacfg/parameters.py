"""The parameters of database drivers that never hold a secret, so that their texts may be shown.

A free object, such as ``options`` of a database, takes any name, and a secret may stand under one
that nobody would suspect: ``passfile``, ``api_key``. So texts are shown under these names only.
Numbers, booleans and null are no secrets.
"""

from __future__ import annotations

HARMLESS = frozenset(
    (
        # libpq
        "channel_binding",
        "client_encoding",
        "fallback_application_name",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "load_balance_hosts",
        "max_protocol_version",
        "min_protocol_version",
        "options",
        "replication",
        "require_auth",
        "requirepeer",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcertmode",
        "sslcompression",
        "sslcrl",
        "sslcrldir",
        "sslnegotiation",
        "sslsni",
        "target_session_attrs",
        "tcp_user_timeout",
        # psycopg, PyMySQL, mysqlclient and sqlite3
        "autocommit",
        "cached_statements",
        "check_same_thread",
        "collation",
        "compress",
        "detect_types",
        "init_command",
        "isolation_level",
        "local_infile",
        "max_allowed_packet",
        "prepare_threshold",
        "read_default_group",
        "read_timeout",
        "sql_mode",
        "timeout",
        "transaction_mode",
        "use_unicode",
        "write_timeout",
    )
)
