"""The papers of a laptop that phones reach by HTTPS: for private addresses only, made anew when they must be."""

import datetime as dt
import ipaddress
import json
import socket
import ssl
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import Installation
from twofold.config.commands import lan
from twofold.core import clock
from twofold.core.errors import Invalid

OWN = ipaddress.ip_address("192.168.7.20")


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_papers_are_made_once_and_anew_for_another_address(tmp_path: Path) -> None:
    first = lan.papers(tmp_path / "lan", OWN)
    authority, here = read(first.authority), read(first.certificate)
    here.verify_directly_issued_by(authority)
    names = here.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert OWN in names.get_values_for_type(x509.IPAddress)
    assert stat.S_IMODE(first.authority.with_suffix(".key").stat().st_mode) == 0o600
    again = lan.papers(tmp_path / "lan", OWN)
    assert (read(again.authority), read(again.certificate)) == (authority, here)
    other = lan.papers(tmp_path / "lan", ipaddress.ip_address("10.0.0.9"))
    assert read(other.authority) == authority
    assert read(other.certificate) != here


def test_papers_are_made_anew_before_their_time_runs_out(tmp_path: Path) -> None:
    first = read(lan.papers(tmp_path, OWN).certificate)
    with clock.held(clock.now() + dt.timedelta(days=lan.CERTIFICATE_DAYS - 10)):
        assert read(lan.papers(tmp_path, OWN).certificate) != first


def test_the_authority_speaks_for_private_addresses_only(tmp_path: Path) -> None:
    authority = read(lan.papers(tmp_path, OWN).authority)
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints)
    nets = [one.value for one in allowed.value.permitted_subtrees if isinstance(one, x509.IPAddress)]
    assert allowed.critical
    assert all(net.is_private or net.is_link_local for net in nets)
    assert isinstance(authority.public_key(), ec.EllipticCurvePublicKey)


@pytest.mark.parametrize("told", ["8.8.8.8", "nowhere", "192.168.1", "2001:db9::1"])
def test_what_is_no_local_address_is_refused_with_a_reason(told: str) -> None:
    with pytest.raises(Invalid):
        lan.address(told)


@pytest.mark.slow
def test_a_phone_that_trusts_the_authority_is_answered(installation: Installation) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "twofold", "serve", "--lan", "127.0.0.1", "--port", str(port)]
    served = subprocess.Popen(command, env=installation.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        trusted, until = installation.home / "lan" / lan.AUTHORITY, time.monotonic() + 90
        while True:
            try:
                trust = ssl.create_default_context(cafile=str(trusted))
                with urllib.request.urlopen(f"https://127.0.0.1:{port}/api/v1/openapi.json", context=trust) as answer:
                    assert json.load(answer)["openapi"]
                with urllib.request.urlopen(
                    f"https://localhost:{port}/static/twofold-local.crt", context=trust
                ) as answer:
                    assert answer.read() == trusted.read_bytes()
                break
            except (urllib.error.URLError, FileNotFoundError):
                assert time.monotonic() < until, "it never answered"
                time.sleep(0.3)
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(f"https://127.0.0.1:{port}/", context=ssl.create_default_context())
    finally:
        served.terminate()
        served.wait(timeout=30)
