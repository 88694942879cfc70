"""A real Dovecot (Debian: dovecot-imapd) with a certificate, for one test."""

import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import trustme

_CONF = """
base_dir = {run}
state_dir = {run}
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
ssl = required
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
mail_location = maildir:{run}/mail
first_valid_uid = 0
{more}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={run}/home
}}
"""


def missing() -> str:
    """Why no server can run here; empty where one can."""
    return "" if _program() else "dovecot is not installed (apt: dovecot-imapd)"


def _program() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")


@dataclass
class Dovecot:
    """A server that runs, and the mailbox in it."""

    root: Path
    tls: int
    plain: int
    run: Path
    process: "subprocess.Popen[bytes]"

    def drop(self, mails: Sequence[bytes]) -> None:
        """Lay mails into the inbox, as a mail server would."""
        for number, mail in enumerate(mails):
            name = f"{time.time_ns()}.{number:06d}.host"
            (self.run / "mail/tmp" / name).write_bytes(mail)
            (self.run / "mail/tmp" / name).rename(self.run / "mail/new" / name)

    def lying(self, folder: str = "") -> list[bytes]:
        """What lies in the inbox, or in a folder."""
        where = self.run / "mail" / (f".{folder}" if folder else "")
        return [each.read_bytes() for part in ("new", "cur") for each in (where / part).glob("*")]

    def stop(self) -> None:
        """End it, with everything that it started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.run, ignore_errors=True)


def start(root: Path, *, more: str = "") -> Dovecot:
    """Start one; its certificate is signed by `root/ca.pem`. `more` is added to its settings."""
    # Neither mails nor what looks at strangers may be root's, and must come in here, where tests' folders are closed to others.
    run = Path(tempfile.mkdtemp(prefix="dovecot"))
    run.chmod(0o755)
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    for part in ("home", "mail", "mail/new", "mail/cur", "mail/tmp"):
        (run / part).mkdir()
        os.chown(run / part, user.pw_uid, user.pw_gid)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(root / "ca.pem")
    certificate.private_key_pem.write_to_path(root / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(root / "cert.pem")
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as free:
            ports.append(free.getsockname()[1])
    conf = root / "dovecot.conf"
    conf.write_text(
        _CONF.format(root=root, run=run, login=user.pw_name, user=getpass.getuser(), group=grp.getgrgid(os.getgid()).gr_name,
                     uid=user.pw_uid, gid=user.pw_gid, tls=ports[0], plain=ports[1], more=more)
    )  # fmt: skip
    program = _program()
    assert program
    # A pipe would stay open for as long as anything of it lives.
    with (root / "out").open("wb") as out:
        process = subprocess.Popen(
            [program, "-F", "-c", str(conf)],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    server = Dovecot(root, ports[0], ports[1], run, process)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", ports[0]), 1).close()
        except OSError:
            assert process.poll() is None, (root / "out").read_text()
            time.sleep(0.1)
        else:
            return server
    server.stop()
    raise AssertionError((root / "out").read_text())
