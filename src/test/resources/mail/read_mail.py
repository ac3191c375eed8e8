"""Reads a mail with Python's own parser and prints what it finds as JSON."""

import email
import email.header
import email.policy
import email.utils
import html.parser
import json
import sys


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs)["href"])


def name(field):
    """The display name, by the older parser: the newer one, seen in Python 3.11,
    puts a blank between two encoded-words of a name, which RFC 2047 forbids."""
    phrase, _ = email.utils.parseaddr(older[field])
    return str(email.header.make_header(email.header.decode_header(phrase)))


with open(sys.argv[1], "rb") as file:
    raw = file.read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
older = email.message_from_bytes(raw, policy=email.policy.compat32)

links = Links()
links.feed(mail.get_body(("html",)).get_content())
sender, = mail["From"].addresses
recipient, = mail["To"].addresses
defects = [*mail.defects, *(d for _, value in mail.items() for d in value.defects)]
json.dump(
    {
        "defects": [repr(defect) for defect in defects],
        "subject": mail["Subject"],
        "from": sender.addr_spec,
        "fromName": name("From"),
        "to": recipient.addr_spec,
        "toName": name("To"),
        "parts": [part.get_content_type() for part in mail.iter_parts()],
        "text": mail.get_body(("plain",)).get_content().replace("\r\n", "\n"),
        "links": links.found,
    },
    sys.stdout,
)
