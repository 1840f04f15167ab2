"""A local authority and a certificate, so that phones in the same room reach a laptop by HTTPS. Asks nothing of any network.

Phones trust the authority once; it may speak only for private addresses and for this machine, so that whoever stole its key
could imitate no other site. The certificate is made anew where the laptop's address changed or its time runs out.
"""

import datetime as dt
import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from twofold.core import clock
from twofold.core.errors import Invalid

AUTHORITY, CERTIFICATE, KEY = "authority.crt", "here.crt", "here.key"
AUTHORITY_DAYS, CERTIFICATE_DAYS, RENEWED_DAYS_BEFORE = 3650, 397, 30
HERE = ("127.0.0.1", "::1")
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)
type Address = ipaddress.IPv4Address | ipaddress.IPv6Address
type Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Papers:
    """The files that a server shows, and the one that phones install."""

    authority: Path
    certificate: Path
    key: Path

    def fingerprint(self) -> str:
        """Of the authority, in the form that phones show."""
        made = x509.load_pem_x509_certificate(self.authority.read_bytes())
        return made.fingerprint(hashes.SHA256()).hex(":").upper()


def address(told: str) -> Address:
    """The address as told, or the one under which this machine stands in its local network. Nothing is sent to find it."""
    if told == "auto":
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            # An address kept for documentation (RFC 5737): it only shows which way out there is.
            if asked.connect_ex(("192.0.2.1", 9)):
                raise Invalid("This machine is in no network. Join the phones' Wi-Fi, or say --lan ADDRESS.")
            told = asked.getsockname()[0]
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        raise Invalid("An address looks like 192.168.1.20.") from None
    if not any(found in ipaddress.ip_network(net) for net in PRIVATE):
        raise Invalid(
            f"{found} is no address of a local network. A server with a public name needs a certificate of its own."
        )
    return found


def papers(folder: Path, own: Address) -> Papers:
    """The authority and a certificate for this address; made where they are missing, too old, or for another address."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = Papers(folder / AUTHORITY, folder / CERTIFICATE, folder / KEY)
    if not _good(found.authority, None):
        _make_authority(folder)
        found.certificate.unlink(missing_ok=True)
    if not _good(found.certificate, own):
        _make_certificate(folder, own)
    return found


def _good(file: Path, own: Address | None) -> bool:
    if not file.exists() or not file.with_suffix(".key").exists():
        return False
    made = x509.load_pem_x509_certificate(file.read_bytes())
    if made.not_valid_after_utc < clock.now() + dt.timedelta(days=RENEWED_DAYS_BEFORE):
        return False
    if own is None:
        return True
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return own in names.get_values_for_type(x509.IPAddress)


def _make_authority(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Twofold on this network")
    permitted = [x509.IPAddress(ipaddress.ip_network(net)) for net in PRIVATE] + [x509.DNSName("localhost")]
    made = (
        _dated(name, name, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
    )
    _write(folder / AUTHORITY, key, made.sign(key, hashes.SHA256()))


def _make_certificate(folder: Path, own: Address) -> None:
    authority = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
    signer = serialization.load_pem_private_key((folder / AUTHORITY).with_suffix(".key").read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.IPAddress(one) for one in dict.fromkeys([own, *map(ipaddress.ip_address, HERE)])]
    made = (
        _dated(_name("Twofold"), authority.subject, key, CERTIFICATE_DAYS)
        .add_extension(x509.SubjectAlternativeName([*names, x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_others=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    _write(folder / CERTIFICATE, key, made.sign(signer, hashes.SHA256()))


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _dated(subject: x509.Name, issuer: x509.Name, key: Key, days: int) -> x509.CertificateBuilder:
    """Good since yesterday: phones' clocks are off."""
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs_others, crl_sign=signs_others, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write(file: Path, key: Key, made: x509.Certificate) -> None:
    """The key first, for its owner only; then the certificate."""
    told = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    secret = file.with_suffix(".key")
    secret.unlink(missing_ok=True)
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(told)
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
