"""A computer's certificate of its own, for pages that other machines in the same house open over HTTPS.

An authority of its own, which lasts, signs a certificate for all the names and addresses that this computer has now. Whoever trusts the
authority once needs not trust again when an address changes; it can vouch for no name outside this network.
"""

import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appkit.assets import asset
from appkit.files import make_private, refusing_file_faults, write_whole
from appkit.web import Certificate
from gatepass.wording import Text

AUTHORITY, SERVER = "authority.pem", "server.pem"
AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)  # browsers take no longer ones
RENEWED_BEFORE_END = timedelta(days=60)
CLOCKS_DIFFER = timedelta(days=1)
LONGEST_COMMON_NAME = 64  # X.520, bytes of UTF-8
WORDS = 8
_BITS_A_WORD = 11

_IN_THE_HOUSE = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
    *("::1/128", "fc00::/7", "fe80::/10"),
)
_DOMAINS = ("localhost", "local")
_SOMEWHERE_ELSE = ("192.0.2.1", 9)


@dataclass(frozen=True, slots=True)
class Names:
    """What a computer is called on its network."""

    hosts: tuple[str, ...]
    addresses: tuple[IPv4Address | IPv6Address, ...]


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate to serve with, and the authority (DER) that others may trust."""

    certificate: Certificate
    authority: bytes


@dataclass(frozen=True, slots=True)
class _Signed:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def lasts_at(self, at: datetime) -> bool:
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return begins <= at < ends - RENEWED_BEFORE_END

    @property
    def pem(self) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM)


def own_names() -> Names:
    """Every name and address of this computer now.

    Global IPv6 addresses are left out: many systems change them every day, and neighbours do not use them.
    """
    host = socket.gethostname().lower()
    found = {
        ipaddress.ip_address(each.address.partition("%")[0])
        for addresses in psutil.net_if_addrs().values()
        for each in addresses
        if each.family in (socket.AF_INET, socket.AF_INET6)
    }
    near = {address for address in found if address.version == 4 or not address.is_global}
    loopback = {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")}
    hosts = tuple(dict.fromkeys((host, f"{host.removesuffix('.local')}.local", "localhost")))
    return Names(tuple(filter(_is_host, hosts)), tuple(sorted(near | loopback, key=lambda each: (each.version, each))))


def own_address() -> str:
    """This computer's address on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE_ELSE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def certified(folder: Path, owner: str, names: Names, at: datetime) -> Certified:
    """The certificate kept in `folder`, made or made anew where it is missing, damaged, near its end, or lacks a name.

    `owner` is what people see as the authority's name. Raises `Refusal` when the files cannot be written.
    """
    make_private(folder)
    authority = _read(folder / AUTHORITY)
    if authority is None or not authority.lasts_at(at) or not _vouches_for(authority.certificate, names):
        authority = _authority(owner, names, at)
        write_whole(folder / AUTHORITY, authority.pem)
    server = _read(folder / SERVER)
    if server is None or not server.lasts_at(at) or not _covers(server.certificate, names, authority.certificate):
        server = _server(authority, names, at)
        write_whole(folder / SERVER, server.pem + authority.certificate.public_bytes(Encoding.PEM))
    return Certified(Certificate(folder / SERVER, folder / SERVER), authority.certificate.public_bytes(Encoding.DER))


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate as browsers show it: `AB:CD:…`."""
    return sha256(der).digest().hex(":").upper()


def fingerprint_in_words(der: bytes) -> Text:
    """The first 88 bits of the SHA-256 as eight words (the lists of BIP 39), to be compared by eye or read out."""
    bits = int.from_bytes(sha256(der).digest(), "big") >> (256 - WORDS * _BITS_A_WORD)
    places = [bits >> _BITS_A_WORD * place & (1 << _BITS_A_WORD) - 1 for place in reversed(range(WORDS))]
    zh, en = ([_words(language)[place] for place in places] for language in ("zh", "en"))
    return Text(" ".join(zh), " ".join(en))


@cache
def _words(language: str) -> list[str]:
    return asset(f"data/words/{language}.txt").read_text(encoding="utf-8").split()


def _read(path: Path) -> _Signed | None:
    """What a file of ours holds, None where there is none or it is damaged."""
    with refusing_file_faults(path):
        if not path.exists():
            return None
        content = path.read_bytes()
    try:
        key, certificate = load_pem_private_key(content, None), x509.load_pem_x509_certificate(content)
    except ValueError:
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    return _Signed(key, certificate)


def _authority(owner: str, names: Names, at: datetime) -> _Signed:
    name, key = _called(owner), ec.generate_private_key(ec.SECP256R1())
    permitted: list[x509.GeneralName] = [x509.IPAddress(network) for network in _networks(names)]
    permitted += [x509.DNSName(host) for host in dict.fromkeys((*_DOMAINS, *names.hosts))]
    builder = (
        _begun(name, name, key, at, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
    )
    return _Signed(key, builder.sign(key, hashes.SHA256()))


def _server(authority: _Signed, names: Names, at: datetime) -> _Signed:
    key, issuer = ec.generate_private_key(ec.SECP256R1()), authority.certificate
    lasts = min(SERVER_LASTS, issuer.not_valid_after_utc - at)
    builder = (
        _begun(_called(names.hosts[0] if names.hosts else "localhost"), issuer.subject, key, at, lasts)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_general(names)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    return _Signed(key, builder.sign(authority.key, hashes.SHA256()))


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCKS_DIFFER)
        .not_valid_after(at + lasts - CLOCKS_DIFFER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _vouches_for(authority: x509.Certificate, names: Names) -> bool:
    """Whether the authority's constraints permit every name."""
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = constraints.permitted_subtrees or []
    values = [each.value for each in permitted if isinstance(each, x509.IPAddress)]
    networks = [value for value in values if isinstance(value, IPv4Network | IPv6Network)]
    domains = [each.value for each in permitted if isinstance(each, x509.DNSName)]
    return all(any(address in network for network in networks) for address in names.addresses) and all(
        any(host == domain or host.endswith(f".{domain}") for domain in domains) for host in names.hosts
    )


def _covers(server: x509.Certificate, names: Names, authority: x509.Certificate) -> bool:
    """Whether a server's certificate is this authority's and has every name."""
    try:
        server.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError):
        return False
    has = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(_general(names)) <= set(has)


def _general(names: Names) -> list[x509.GeneralName]:
    return [*map(x509.DNSName, names.hosts), *map(x509.IPAddress, names.addresses)]


def _networks(names: Names) -> list[IPv4Network | IPv6Network]:
    """The networks of a house, and each address of this computer that lies outside them."""
    networks = [ipaddress.ip_network(network) for network in _IN_THE_HOUSE]
    outside = [address for address in names.addresses if not any(address in network for network in networks)]
    return networks + [ipaddress.ip_network(address) for address in outside]


def _called(name: str) -> x509.Name:
    fitting = name.encode()[:LONGEST_COMMON_NAME].decode(errors="ignore")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, fitting or "?")])


def _is_host(name: str) -> bool:
    """Whether a name can stand in a certificate: letters, digits, hyphens and dots alone."""
    return name.isascii() and all(label and label.replace("-", "").isalnum() for label in name.split("."))
