"""What a page of a run says and offers, read from what it draws."""

import re


def html(page):
    """All our own HTML; that percent signs stay with their numbers is not compared."""
    return "\n".join(element.proto.body for element in page.get("html")).replace("\u00a0%", " %")


def keys(page):
    return {button.key for button in page.button}


def components(page):
    """What map and losses are given, as one text."""
    said = "\n".join(str(part.proto) for part in page.get("bidi_component"))
    return said.replace(r"\302\240%", " %")


def badge(page):
    found = re.findall(r"class='badge (\w+)' role='status'><bdi>(.*?)</bdi>", html(page))
    assert len(found) == 1, "one badge"
    return found[0]
