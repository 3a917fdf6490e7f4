"""Pages on the codes HC6xx: what only a connection tells."""

from __future__ import annotations

from .page import Example, File, Page


def _redis(settings: str, needs: str) -> Example:
    return _example("redis_config.json", settings, needs)


def _database(settings: str, needs: str) -> Example:
    return _example("database_config.json", settings, needs)


def _example(name: str, settings: str, needs: str) -> Example:
    text = f'{{\n  "local": {{\n    {settings}\n  }}\n}}\n'
    return Example((File(name, text),), f"hacfg doctor {name}", needs=needs)


_HOST = '"host": "redis.example.com"'
_TLS = f'{_HOST},\n    "ssl": true'
_PASSWORD = f'{_HOST},\n    "password": "${{REDIS_PASSWORD}}"'
_SQLITE = '"engine": "sqlite",\n    "database": "data/app.sqlite3"'
_POSTGRES = (
    '"engine": "postgresql",\n    "host": "db.example.com",\n    "database": "app",\n'
    '    "username": "app"'
)

PAGES = (
    Page(
        "HC601",
        "The name of the host has no address on this machine's network.",
        "Nothing can be reached by that name: it is misspelt, or known elsewhere only, such as"
        " inside a Compose project or a cluster.",
        _redis('"host": "reids.example.com"', "no such name in DNS"),
        _redis(_HOST, "a name that DNS knows"),
        "Correct the name. Where it is known inside a network only, run `hacfg doctor` there.",
    ),
    Page(
        "HC602",
        "No connection to the server comes about: it is refused, not answered, or has no route.",
        "Refused means that the host is there and nothing listens on the port. No answer means that"
        " packets are dropped, by a firewall mostly.",
        _redis(f'{_HOST},\n    "port": 6397', "no server at that port"),
        _redis(f'{_HOST},\n    "port": 6379', "a server at that port"),
        "Correct host and port, start the server, or let the firewall pass this machine.",
    ),
    Page(
        "HC603",
        "The server takes the connection, and does not answer in time.",
        "It is stopped, overloaded, or waits for something else than what it was sent.",
        _redis(f'{_HOST},\n    "socket_timeout": 0.001', "a server that is slower than that"),
        _redis(f'{_HOST},\n    "socket_timeout": 2.0', "a server that answers within two seconds"),
        "Look at the server's load and log. Where it is only slow, raise the timeout that the"
        " message names.",
    ),
    Page(
        "HC604",
        "Something answers that is not the kind of server the config speaks of.",
        "Mostly the port is that of another service.",
        _redis(f'{_HOST},\n    "port": 80', "a web server at that port"),
        _redis(f'{_HOST},\n    "port": 6379', "a Redis server at that port"),
        "Write the port of the server that is meant.",
    ),
    Page(
        "HC605",
        "The server turns this client away before it asks for a password: Redis by its protected"
        " mode, PostgreSQL by `pg_hba.conf`, MySQL by the hosts of its users.",
        "No credentials help then. The server must be told that this machine may come.",
        _redis(_HOST, "a server in protected mode, on another machine"),
        _redis(_PASSWORD, "a server with a password"),
        "Give Redis a password; add a line to `pg_hba.conf` and reload; create the MySQL user for"
        " this host.",
    ),
    Page(
        "HC606",
        "One side speaks TLS, and the other does not.",
        "The connection fails, or passwords would go over the network in the clear.",
        _redis(_HOST, "a server that speaks TLS only"),
        _redis(_TLS, "a server that speaks TLS"),
        "Turn TLS on at both sides, or write the port of the server that speaks as the config"
        " does.",
    ),
    Page(
        "HC607",
        "The server's certificate is signed by nobody whom this machine or the config trusts.",
        "Whoever stands in between could show such a certificate too.",
        _redis(_TLS, "a server whose authority is the team's own"),
        _redis(
            f'{_TLS},\n    "ssl_ca_certs": "/etc/ssl/certs/team-ca.pem"',
            "a server whose authority is the team's own",
        ),
        "Name the authority's certificate in `ssl_ca_certs`, or `ssl_root_cert` for a database.",
    ),
    Page(
        "HC608",
        "The server's certificate, or one above it, has expired or is not valid yet.",
        "Every client that checks certificates refuses the server.",
        _redis(_TLS, "a server whose certificate has expired"),
        _redis(_TLS, "a server whose certificate is valid"),
        "Renew the certificate and restart the server. Check the clock of this machine.",
    ),
    Page(
        "HC609",
        "The server's certificate is not for the host that the config names.",
        "It may be another server. Often the config holds an address, and the certificate a name.",
        _redis('"host": "10.0.0.5",\n    "ssl": true', "a certificate for redis.example.com"),
        _redis(_TLS, "a certificate for redis.example.com"),
        "Write a name that is in the certificate, or have one issued that holds this host.",
    ),
    Page(
        "HC610",
        "The server's certificate ends within 30 days.",
        "What should renew it has mostly done so by then. After that day no client connects.",
        _redis(_TLS, "a certificate with a week left"),
        _redis(_TLS, "a certificate with three months left"),
        "Renew it, and find out why it was not renewed.",
    ),
    Page(
        "HC611",
        "The TLS handshake fails, though both sides speak TLS: a file of the config cannot be used,"
        " the server wants a client certificate, or there is no version or cipher in common.",
        "Redis asks every client for a certificate unless `tls-auth-clients` says otherwise.",
        _redis(_TLS, "a server that asks for a client certificate"),
        _redis(
            f'{_TLS},\n    "ssl_certfile": "client.crt",\n    "ssl_keyfile": "client.key"',
            "a server that asks for a client certificate",
        ),
        "The message says which side ends it. See the server's log where it does not.",
    ),
    Page(
        "HC612",
        "The server refuses user or password.",
        "A password was changed at one side, belongs to another environment, or has a blank too"
        " many.",
        _redis(_PASSWORD, "a server with another password"),
        _redis(_PASSWORD, "a server with that password"),
        "Look where the message says the password came from: a variable may override the file.",
    ),
    Page(
        "HC613",
        "The server asks for a password, and the config has none.",
        "Every command is refused.",
        _redis(_HOST, "a server with a password"),
        _redis(_PASSWORD, "a server with that password"),
        'Write `"password": "${REDIS_PASSWORD}"` and set the variable.',
    ),
    Page(
        "HC614",
        "The config has a password, and the server lets everybody in.",
        "Whoever wrote the config believed the server to be closed. Some clients fail there, too.",
        _redis(_PASSWORD, "a server without a password"),
        _redis(_PASSWORD, "a server with that password"),
        "Set the password at the server, with `requirepass` or an ACL user.",
    ),
    Page(
        "HC615",
        "The server is a Sentinel, a node of a cluster, or one on its own, and the config takes it"
        " for another of these.",
        "A Sentinel holds no data; a node of a cluster sends away whoever asks for the keys of"
        " another.",
        _redis(f'{_HOST},\n    "port": 26379', "a Sentinel at that port"),
        _redis(
            '"sentinel": {"nodes": ["redis.example.com:26379"], "service_name": "mymaster"}',
            "a Sentinel at that port",
        ),
        "Write `sentinel` or `cluster` in place of host and port, or the address of the server.",
    ),
    Page(
        "HC616",
        "The server is a replica, which takes no writes.",
        "Locks, leadership and every other write fail.",
        _redis('"host": "redis-replica.example.com"', "a replica"),
        _redis('"host": "redis-primary.example.com"', "a primary"),
        "Write the primary's host, or use Sentinel, which knows it after a failover too.",
    ),
    Page(
        "HC617",
        "The server has no such database, or the file of SQLite is not there.",
        "The name is misspelt, or the database was not created yet.",
        _database(_SQLITE, "no such file"),
        _database(_SQLITE, "that file"),
        "Correct the name, or create the database, as by the application's migrations.",
    ),
    Page(
        "HC618",
        "User or process may not do what is needed: run the commands of a lease, use the keys under"
        " `key_prefix`, read or write the file.",
        "It works until the first lock or the first write.",
        _redis(_PASSWORD, "an ACL user without EVAL"),
        _redis(_PASSWORD, "an ACL user with EVAL and the keys"),
        "Grant what the message names.",
    ),
    Page(
        "HC619",
        "The server removes keys when its memory is full, and leases are among them.",
        "An evicted lease is free to be taken while its holder believes to have it.",
        _redis(_HOST, "a server with maxmemory-policy allkeys-lru"),
        _redis(_HOST, "a server with maxmemory-policy noeviction"),
        "Set `maxmemory-policy noeviction`, or keep leases on a server that is no cache.",
    ),
    Page(
        "HC620",
        "A Sentinel does not know the service, holds its primary to be down, contradicts another,"
        " or sees too few others.",
        "Clients find no primary, or a stale one, and a lost primary is not replaced.",
        _redis(
            '"sentinel": {"nodes": ["redis.example.com"], "service_name": "mymastr"}',
            "Sentinels that watch over mymaster",
        ),
        _redis(
            '"sentinel": {"nodes": ["redis.example.com"], "service_name": "mymaster"}',
            "Sentinels that watch over mymaster",
        ),
        "Correct `service_name`, and start the Sentinels that are missing.",
    ),
    Page(
        "HC621",
        "Slots of the cluster have no node, or its nodes announce addresses that cannot be reached"
        " from here.",
        "Clients learn the addresses from the cluster itself; in containers these are often inner"
        " ones.",
        _redis('"cluster": {"nodes": ["redis.example.com"]}', "a cluster with a lost primary"),
        _redis('"cluster": {"nodes": ["redis.example.com"]}', "a cluster that is whole"),
        "Start what is down, or set `cluster-announce-ip` or `cluster-announce-hostname`.",
    ),
    Page(
        "HC622",
        "The server is there and takes no work for now: it loads its data, is full, has too many"
        " clients, or cannot write its disk.",
        "Mostly it passes; where it does not, the server's log says why.",
        _redis(_HOST, "a server that is loading its data"),
        _redis(_HOST, "a server that is ready"),
        "`hacfg doctor --wait 60` tries again for a minute.",
    ),
    Page(
        "HC623",
        "The server is older than what the config or the coordinator needs.",
        "Leases need Redis 5.0, users and protocol 3 need Redis 6.0.",
        _redis(f'{_HOST},\n    "protocol": 3', "Redis 5"),
        _redis(f'{_HOST},\n    "protocol": 3', "Redis 7"),
        "Update the server, or do without what it does not know.",
    ),
    Page(
        "HC624",
        "No driver for the database is installed where this command runs.",
        "Everything below the database was tried; whether it lets the user in was not.",
        _database(_POSTGRES, "a Python without psycopg"),
        _database(_POSTGRES, "a Python with psycopg"),
        "Install the driver beside hacfg: `pip install psycopg[binary]`, or `pip install pymysql`.",
    ),
    Page(
        "HC625",
        "The file is there, and holds no SQLite database.",
        "It is another file, or encrypted or damaged.",
        _database(_SQLITE, "a text file of that name"),
        _database(_SQLITE, "a database of that name"),
        "Correct the path, or restore the file.",
    ),
    Page(
        "HC699",
        "The server refuses for a reason that has no code of its own.",
        "Its own words are quoted, secrets masked.",
        _database(_POSTGRES, "a server that refuses"),
        _database(_POSTGRES, "a server that does not"),
        "See what the server's log says of it.",
    ),
)
