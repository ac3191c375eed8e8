"""Verifies the DKIM signature of mails with dkimpy; prints true or false for each.

Arguments: the name of the only TXT record that there is, its text, files with mails."""

import sys

import dkim


def txt(name, timeout=5):
    """What the DNS would say."""
    return sys.argv[2].encode() if name == (sys.argv[1] + ".").encode() else None


for path in sys.argv[3:]:
    with open(path, "rb") as file:
        print(str(dkim.verify(file.read(), dnsfunc=txt)).lower())
