"""A private authority for tests, and what it signs."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    import pathlib

HOST = ipaddress.ip_address("127.0.0.1")


class Authority:
    """Signs certificates, and writes them and their keys as PEM files into a directory."""

    def __init__(self, directory: pathlib.Path, name: str = "ca") -> None:
        self.directory, self.name = directory, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._signed(name, self.key)
        self.path = self._written(f"{name}.pem", self.certificate)

    def issue(
        self, name: str, password: str | None = None, *, days: int = 1, host: str = ""
    ) -> tuple[str, str]:
        """The files of a certificate for 127.0.0.1, or a host, and of its key.

        It is valid for so many days from now on; with a negative number it ended so many ago.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(name, key, days=days, host=host)
        kind: Any = serialization.NoEncryption()
        if password is not None:
            kind = serialization.BestAvailableEncryption(password.encode())
        return self._written(f"{name}.pem", certificate), self._kept(name, key, kind)

    def itself(self) -> tuple[str, str]:
        """The files of the authority's own certificate and key."""
        return self.path, self._kept(self.name, self.key, serialization.NoEncryption())

    def _kept(self, name: str, key: Any, kind: Any) -> str:
        path = self.directory / f"{name}.key"
        forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        path.write_bytes(key.private_bytes(*forms, kind))
        return str(path)

    def _signed(self, name: str, key: Any, days: int = 1, host: str = "") -> x509.Certificate:
        now = dt.datetime.now(dt.timezone.utc)
        day = dt.timedelta(days=1)
        authority = key is self.key
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day * (1 + abs(days)))
            .not_valid_after(now + day * days)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        # RFC 5280 wants these, and Python 3.13 keeps to it.
        for extension, critical in self._identifiers(key, authority=authority):
            made = made.add_extension(extension, critical=critical)
        if not authority:
            names = x509.SubjectAlternativeName(
                [x509.DNSName(host) if host else x509.IPAddress(HOST)]
            )
            made = made.add_extension(names, critical=False)
        return made.sign(self.key, hashes.SHA256())

    def _identifiers(self, key: Any, *, authority: bool) -> list[tuple[Any, bool]]:
        own, issuer = key.public_key(), self.key.public_key()
        return [
            (_usage(authority=authority), True),
            (x509.SubjectKeyIdentifier.from_public_key(own), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), False),
        ]

    def _written(self, name: str, certificate: x509.Certificate) -> str:
        path = self.directory / name
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return str(path)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
