"""The security that a config asks for: whom it trusts and what it shows, as a TLS context."""

from __future__ import annotations

import os
import ssl

from ..diagnostic import Fault
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keypath import KeyPath
    from ..secret import Secret


class Security(Value):
    """How the config wants TLS: what it trusts, what it shows, and the settings that say so.

    ``checks`` False means that the server's certificate is not checked; ``as_python`` that it is
    checked as Python's default context does, which trusts the system's authorities beside those
    named and since Python 3.13 keeps to RFC 5280. ``off`` is what to write where the server knows
    no TLS.
    """

    checks: bool
    checks_host: bool
    ca_file: str = ""
    ca_directory: str = ""
    ca_text: str = ""
    cert: str = ""
    key: str = ""
    key_password: Secret | None = None
    minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    ciphers: str = ""
    on_at: KeyPath = ("ssl",)
    ca_at: KeyPath = ("ssl_ca_certs",)
    cert_at: KeyPath = ("ssl_certfile",)
    key_at: KeyPath = ("ssl_keyfile",)
    off: str = '"ssl": false'
    as_python: bool = True


def context_for(security: Security) -> tuple[ssl.SSLContext | None, tuple[Fault, ...]]:
    """The context by the config, or the fault of the file that cannot be used."""
    usual = security.as_python
    context = ssl.create_default_context() if usual else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = security.checks and security.checks_host
    context.verify_mode = ssl.CERT_REQUIRED if security.checks else ssl.CERT_NONE
    context.minimum_version = security.minimum
    if security.ciphers:
        try:
            context.set_ciphers(security.ciphers)
        except ssl.SSLError:
            return None, (
                _unusable("ssl_ciphers names no cipher that OpenSSL has", ("ssl_ciphers",)),
            )
    fault = _trust(context, security) or _identify(context, security)
    return (None, (fault,)) if fault else (context, ())


def _trust(context: ssl.SSLContext, security: Security) -> Fault | None:
    if not security.checks:
        return None
    named = security.ca_file or security.ca_directory or security.ca_text
    if not named and not security.as_python:
        context.load_default_certs()
    if not named:
        return None
    if security.ca_directory and not os.path.isdir(security.ca_directory):
        return _unusable(f"ssl_ca_path: {security.ca_directory} is no directory", ("ssl_ca_path",))
    for text, given, path in (
        (security.ca_file, {"cafile": security.ca_file}, security.ca_at),
        (security.ca_directory, {"capath": security.ca_directory}, ("ssl_ca_path",)),
        (security.ca_text, {"cadata": security.ca_text}, ("ssl_ca_data",)),
    ):
        if not text:
            continue
        try:
            context.load_verify_locations(**given)
        except (OSError, ValueError) as error:
            reason = _file_reason(error, "holds no certificate in PEM form")
            name = "ssl_ca_data" if "cadata" in given else text
            return _unusable(f"the authorities in {name} cannot be read: {reason}", path)
    return None


def _identify(context: ssl.SSLContext, security: Security) -> Fault | None:
    if not security.cert:
        return None
    secret = security.key_password

    def password() -> str:
        # Without this OpenSSL would ask at the terminal.
        if secret is None:
            raise ValueError("the key is encrypted")
        return secret.get_secret_value()

    for path, at in ((security.cert, security.cert_at), (security.key, security.key_at)):
        if not os.access(path, os.R_OK):
            there = "permission denied" if os.path.exists(path) else "no such file or directory"
            return _unusable(f"{path} cannot be read: {there}", at)
    try:
        context.load_cert_chain(security.cert, security.key, password)
    except ValueError:
        return _unusable(
            f"the key in {security.key} is encrypted, and no password is given", security.key_at
        )
    except OSError as error:
        if isinstance(error, ssl.SSLError) and "MISMATCH" in str(error.reason):
            return _unusable(
                f"the key in {security.key} is not that of the certificate", security.key_at
            )
        if secret is not None:
            return _unusable(
                f"the key in {security.key} cannot be read: is its password right?", security.key_at
            )
        return _unusable(f"{security.cert} or {security.key} is not in PEM form", security.cert_at)
    return None


def _unusable(headline: str, path: KeyPath) -> Fault:
    return Fault("HC611", headline, path, help=("name a readable file in PEM form that fits",))


def _file_reason(error: Exception, otherwise: str) -> str:
    # An SSLError has a number of its own.
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.errno:
        return os.strerror(error.errno).lower()
    return otherwise
