"""What an answer must never hold, and what people send who mean harm."""

import re

#: Words of the inside: of programs, of this machine, of its files.
LEAKS = re.compile(
    r"Traceback|sqlalchemy|sqlite|jinja2|starlette|uvicorn|site-packages|/home/|/root/|/tmp/|root:x:|OperationalError"
    r'|File "|secret-domain',
    re.I,
)
