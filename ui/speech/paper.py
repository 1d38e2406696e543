"""A receipt in words, so that who cannot read paper hears all that is printed (EN 301 549 5.1.3.16).

The order is that of the paper. How paper looks is `printers`, which this room does not know: the wording
around a receipt's facts stands here once more, and a test holds the two together.
"""

from kiosk.language import Words
from kiosk.receipt import Receipt
from kiosk.reference import grouped


def receipt_lines(receipt: Receipt, words: Words) -> list[str]:
    """Everything that would be printed, one text for each line."""
    said = [receipt.council, receipt.state_text, receipt.service]
    if receipt.reference:
        said += [words("Your reference"), grouped(receipt.reference)]
    when = words("{day} at {time}", day=words.day(receipt.at), time=f"{receipt.at:%H:%M}")
    said += [when, receipt.place]
    for line in receipt.lines:
        said += [line.label, *_parts(line.text)]
    if receipt.reference and (receipt.next_steps or receipt.items):
        said.append(words("What happens next"))
    said += _parts(receipt.next_steps)
    for item in receipt.items:
        said += [item.label, *_parts(item.text)]
    if receipt.phone:
        said += [words("Questions?"), words("Call us on {phone}", phone=receipt.phone)]
        said += [receipt.hours] if receipt.hours else []
    if receipt.link:
        said += _code(receipt, words)
    said.append(_keep(receipt, words))
    return [" ".join(one.split()) for one in said if one.strip()]


def _parts(text: str) -> list[str]:
    """Lines of a journey's text, without marks for bold and bullets."""
    plain = text.replace("**", "")
    return [line.strip().removeprefix("- ").removeprefix("* ") for line in plain.split("\n") if line.strip()]


def _code(receipt: Receipt, words: Words) -> list[str]:
    if receipt.reference:
        return [words("Scan with a phone to open our page with your reference.")]
    return [words("Scan with a phone to open this page."), receipt.link.partition("://")[2]]


def _keep(receipt: Receipt, words: Words) -> str:
    if receipt.reference:
        return words("Keep this paper. You need the reference when you contact us.")
    return words("Keep this paper.")
